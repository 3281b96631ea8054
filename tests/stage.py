"""The cast is written once, in a transaction that stays open, and each test that begins with it takes back what it did.

Writing it anew took a third of the time of all tests. A test that needs the database to itself, or has it empty, has it
so: then the transaction is taken back first.
"""

import copy

import time_machine
from django.db import transaction

from assessments.models import Statement
from assessments.statements import load_first as load_first_statements
from lmframework.guides import load_first as load_first_guides
from lmframework.models import Guide
from tests.world import TODAY, build
from workplans.models import Breakdown, StandardIndicator, Structure
from workplans.standards import load_first as load_first_standards
from workplans.structures import load_first as load_first_structures


def load_first_content():
    """The first guides, statements, structures and standard indicators, where a test that emptied the database took them away."""
    load_first_guides(Guide.objects)
    load_first_statements(Statement.objects)
    load_first_structures(Structure.objects)
    load_first_standards(Breakdown.objects, StandardIndicator.objects)


class Stage:
    """The one transaction of a process; `blocker` lets it reach the database, and is None until there is one."""

    def __init__(self):
        self.blocker = self.open = self.world = None

    def set_for(self, item):
        """Put the cast where `item`, a test, finds it, or let it find none."""
        if self.blocker is None:
            return
        with self.blocker.unblock():
            if begins_with_the_cast(item):
                self.put_up()
            elif "db" in item.fixturenames or item.get_closest_marker("django_db"):
                self.take_down()

    def put_up(self):
        if self.open:
            return
        self.open = transaction.atomic()
        self.open.__enter__()
        load_first_content()
        with time_machine.travel(TODAY, tick=False):
            self.world = build()

    def take_down(self):
        if not self.open:
            return
        transaction.set_rollback(True)
        self.open.__exit__(None, None, None)
        self.open = self.world = None

    def cast(self):
        """The cast as it is in the database, its own for each test."""
        if self.open:
            return copy.deepcopy(self.world)
        load_first_content()
        return build()


def begins_with_the_cast(item):
    """Whether a test works on the cast, in a transaction of its own that is taken back."""
    if "world" not in item.fixturenames:
        return False
    marker = item.get_closest_marker("django_db")
    alone = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback", "seeded"}
    return not alone & set(item.fixturenames) and not (marker and (marker.args or marker.kwargs))


stage = Stage()
