"""What is open of a plan that is over: for a month all pages and reminders know it, after that, or once closed, none."""

from datetime import date, timedelta

import pytest

from tests.world import TODAY, delegation, readiness, recurring, stuck
from workplans.handover import open_of
from workplans.models import Obstacle, Workplan
from workplans.queries import Facts
from workplans.queries.week import work_in
from workplans.queries.work import work_of
from workplans.reminding import of_delegations, of_helped, of_readiness

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ENDED = date(2026, 8, 5)
LAST = ENDED + timedelta(days=31)


@pytest.fixture
def over(world):
    """Amani's plan is over, and something of each kind is open in it."""
    found = delegation(world, activity=world.second_activity, due_on=ENDED)
    found.accept(world.bob)
    readiness(world, "Fuel", post=world.midwife, due_on=ENDED)
    stuck(world, "No trainer", activity=world.activity, post=world.midwife).change(world.bob, "Mornings", ENDED)
    Workplan.objects.filter(pk=world.plan.pk).update(ends_on=ENDED)
    return world


def kinds(world, day):
    """(what My work has, what is handed over, what is reminded of) of the midwife's."""
    sections = work_of([world.midwife], day, world.bob).sections.values()
    mine = {task.kind for tasks in sections for task in tasks}
    handed = {one.kind for one in open_of(world.midwife, day)}
    reminded = [source.__name__ for source in (of_delegations, of_helped, of_readiness) if list(source(day))]
    return mine, handed, reminded


ALL = (
    {"report", "ready", "ask_again"},
    {"activity", "asked", "sees_to", "ready"},
    ["of_delegations", "of_helped", "of_readiness"],
)
NOTHING = (set(), set(), [])


def test_for_a_month_after_a_plan_what_is_open_in_it_is_still_work(over):
    assert kinds(over, TODAY) == ALL
    assert kinds(over, LAST) == ALL
    assert kinds(over, LAST + timedelta(days=1)) == NOTHING


def test_once_a_plan_is_closed_nothing_in_it_is_work(over):
    Workplan.objects.filter(pk=over.plan.pk).update(state="closed")
    assert kinds(over, TODAY) == NOTHING


def test_what_is_in_the_way_of_the_team_itself_is_work_whatever_its_plans(over):
    Workplan.objects.filter(pk=over.plan.pk).update(state="closed")
    found = Obstacle.objects.report(over.team, "The road", over.bob, post=over.midwife)
    assert list(Obstacle.objects.at_work(TODAY)) == [found]


def placed(world, posts, name, user=None):
    """[(section, kind)] of what is called so in the work of some posts."""
    found = work_of(posts, TODAY, user).sections
    return [(section, task.kind) for section, tasks in found.items() for task in tasks if task.name == name]


def test_what_the_lead_asked_of_somebody_else_is_theirs_and_not_of_the_responsible_post(world):
    name = world.activity.name
    assert [kind for _section, kind in placed(world, [world.midwife], name)] == ["report"]
    found = delegation(world, world.vacant)
    found.accept(world.ruth)
    assert placed(world, [world.midwife], name) == [("waiting", "wait")]
    assert [kind for _section, kind in placed(world, [world.vacant], name)] == ["report"]


def test_one_time_that_was_asked_of_somebody_else_is_not_of_who_has_the_others(world):
    activity = recurring(world, post=None)
    first, second = activity.occasions.order_by("starts_on")[:2]
    delegation(world, activity=activity).accept(world.bob)
    delegation(world, world.vacant, activity, occasion=first)
    assert placed(world, [world.midwife], f"{activity.name}, {first}") == []
    assert placed(world, [world.midwife], f"{activity.name}, {second}") != []


def test_home_knows_too_what_the_lead_asked_of_somebody_else(world, signed_in):
    delegation(world, world.vacant).accept(world.ruth)
    facts = Facts(world.plan)
    found = work_in(facts, [world.midwife.pk], leads=False, today=TODAY, user=world.bob)
    assert [task.kind for task in found.waiting if task.activity == world.activity.pk] == ["wait"]
    kinds = {task.kind for tasks in found.sections.values() for task in tasks if task.activity == world.activity.pk}
    assert kinds == {"wait"}
