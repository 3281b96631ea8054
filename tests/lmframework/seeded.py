"""What the tests of the demo share: its command, what it writes, and its main plan."""

import re
from io import StringIO

from django.core.management import call_command
from django.db.models import Q

from teams.models import Holding, Post, Team, Unit, User
from workplans.models import (
    Absence,
    Activity,
    Allocation,
    Delegation,
    DelegationStep,
    Entry,
    FundingSource,
    Indicator,
    Objective,
    Obstacle,
    ObstacleStep,
    Occasion,
    Output,
    Quarter,
    Target,
    Workplan,
)

MODELS = [
    *(Unit, Team, User, Post, Holding, Workplan, Quarter, Objective, Output),
    *(Activity, Indicator, Target, FundingSource, Allocation),
]
DONE = [Occasion, Delegation, DelegationStep, Entry, Obstacle, ObstacleStep, Absence]
"""What happens with the plans; most of it is its own history."""


def seed(*options):
    """What `manage.py seed_demo` prints."""
    out = StringIO()
    call_command("seed_demo", *options, stdout=out)
    return out.getvalue()


def main_plan():
    return Workplan.objects.get(team__code="marundia-1-1-team")


def expect_no_two_lines_alike():
    """Within each plan; and no pattern of the demo's is left unfilled."""
    for plan in Workplan.objects.all():
        for model in (Objective, Output, Activity, Indicator):
            lines = [simple(name) for name in model.objects.filter(workplan=plan).values_list("name", flat=True)]
            assert len(set(lines)) == len(lines), plan.team
    for model in (Objective, Output, Activity, Indicator):
        assert not model.objects.filter(Q(name__contains="{") | Q(name__contains="|")).exists()
    assert not Activity.objects.filter(Q(place__contains="{") | Q(responsible__contains="{")).exists()


def simple(text):
    return re.sub(r"\W+", " ", text).lower().strip()
