"""Every page is valid HTML."""

import copy
from datetime import date

import pytest
import time_machine
from django.test import Client

from tests.every_page import every_page, pages_of_what_was_recorded
from tests.permissions.test_permissions import as_it_was
from tests.world import TODAY
from workplans.models import Workplan

# That a page is answered on each database, tests/permissions asks of both.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_every_page_is_valid(world, html_errors):
    """All that a role can see, and what it sees where nothing is, filtered to nothing, folded or not written yet."""
    empty = Workplan.objects.begin(world.other_team, date(TODAY.year, 1, 1)).get_absolute_url()
    outline = world.plan.get_absolute_url()
    others = ["/nothing/", empty, f"{outline}?q=zebra", f"{outline}?practice=organise&fold=o{world.objective.pk}"]
    pages = {}
    with time_machine.travel(TODAY, tick=False):
        for role in ["superuser", "lead", "staff", "anonymous"]:
            client = Client()
            with as_it_was():
                pages |= {
                    what: response.content.decode() for what, response in every_page(client, copy.deepcopy(world), role)
                }
                pages |= {f"{role}: {address}": client.get(address, follow=True).content.decode() for address in others}
    assert html_errors(pages) == {}


def test_what_is_said_of_what_was_recorded_is_valid(world, client, html_errors):
    with time_machine.travel(TODAY, tick=False):
        answers = dict(pages_of_what_was_recorded(client, world))
    assert {answer.status_code for answer in answers.values()} == {200}
    assert html_errors({what: answer.content.decode() for what, answer in answers.items()}) == {}
