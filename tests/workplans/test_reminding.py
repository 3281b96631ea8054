"""When what is due is reminded of, and who is: who has it today, and the post above once it is late for a week."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from teams.models import Holding, Notice, Post, Team, User
from teams.models.notices import WORDS
from tests.world import TODAY, hold, plan_that_is, readiness
from workplans.models import Readiness, Workplan
from workplans.reminding import of_readiness
from workplans.rules.reminding import ABOVE, BEFORE, DAY, LATE, STAGES, stage_above, stage_of

DUE = date(2026, 8, 20)
days = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def after(count):
    return DUE + timedelta(days=count)


@pytest.mark.parametrize(
    ("day", "occasion"),
    [
        (-4, None),
        (-3, (BEFORE, 0)),
        (-1, (BEFORE, 0)),
        (0, (DAY, 0)),
        (1, (LATE, 1)),
        (7, (LATE, 1)),
        (8, (LATE, 8)),
        (15, (LATE, 15)),
    ],
)
def test_before_on_the_day_the_day_after_and_then_each_week(day, occasion):
    assert stage_of(DUE, after(day)) == (occasion and (occasion[0], after(occasion[1])))


def test_the_post_above_is_told_once_it_is_late_for_a_week_and_not_again():
    assert [stage_above(DUE, after(day)) for day in (0, 6, 7, 400)] == [None, None, *[(ABOVE, after(7))] * 2]


@given(days, st.sets(st.integers(-10, 60)))
def test_whichever_days_somebody_looks_each_occasion_comes_once_in_order_and_none_that_still_holds_is_missed(
    due, looks
):
    """A scheduler that was away for days catches up with what holds, and not with what is past."""
    told = []
    for day in sorted(looks):
        today = due + timedelta(days=day)
        for occasion in filter(None, (stage_of(due, today), stage_above(due, today))):
            assert occasion.on <= today or occasion.stage == BEFORE
            if occasion not in told:
                told.append(occasion)
        assert (stage_of(due, today) is None) == (day < -3)
    own = [one for one in told if one.stage != ABOVE]
    assert own == sorted(own, key=lambda one: (STAGES.index(one.stage), one.on))
    late = [one.on for one in own if one.stage == LATE]
    assert all((second - first).days % 7 == 0 for first, second in pairwise(late))
    assert len([one for one in told if one.stage == ABOVE]) == (max(looks, default=-10) >= 7)
    assert {one.stage for one in own} == {
        stage
        for stage, reached in [
            (BEFORE, any(-3 <= day < 0 for day in looks)),
            (DAY, 0 in looks),
            (LATE, any(day > 0 for day in looks)),
        ]
        if reached
    }


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "nothing_measured")]


@pytest.fixture
def line(world):
    """Transport, which Bob's post sees to, due on DUE."""
    Notice.objects.all().delete()
    return readiness(world, post=world.midwife, due_on=DUE)


def run(today, day):
    today.move_to(after(day))
    call_command("run_due", verbosity=0)


def told(person):
    return [notice.words for notice in person.notices.order_by("pk")]


def test_who_has_it_is_reminded_at_each_stage_once_and_who_leads_when_it_is_late_for_a_week(world, line, today):
    for day in range(-5, 10):
        run(today, day)
        run(today, day)
    assert told(world.bob) == [
        "This is to be in place by 20 August 2026, and your post “Midwife in charge” sees to it: Transport.",
        "This is to be in place by 20 August 2026, and your post “Midwife in charge” sees to it: Transport.",
        "This was to be in place by 20 August 2026, and your post “Midwife in charge” sees to it. Is it there? Transport",
        "This was to be in place by 20 August 2026, and your post “Midwife in charge” sees to it. Is it there? Transport",
    ]
    assert told(world.alice) == [
        f"This was to be in place by 20 August 2026 and is not: Transport. Ask the post “Midwife in charge, {world.team}”."
    ]
    assert [notice.key for notice in world.bob.notices.order_by("pk")] == [
        f"readiness-{line.pk}:{stage}:{day.isoformat()}"
        for stage, day in [("before", DUE), ("day", DUE), ("late", after(1)), ("late", after(8))]
    ]
    assert {notice.url for notice in Notice.objects.all()} == {line.get_absolute_url()}
    assert Notice.objects.exclude(to__in=[world.alice, world.bob]).count() == 0


@pytest.mark.parametrize("end", ["done", "closed plan", "moved on", "plan is over"])
def test_it_stops_at_once_and_what_was_not_read_is_no_longer_new(world, line, today, end):
    run(today, 0)
    assert world.bob.notices.unread().count() == 1
    if end == "done":
        line.state = Readiness.State.IN_PLACE
    elif end == "moved on":
        line.due_on = after(60)
    else:
        Workplan.objects.filter(pk=world.plan.pk).update(
            **({"state": "closed"} if end == "closed plan" else {"ends_on": after(-31)})
        )
    line.save()
    for day in (1, 8, 9):
        run(today, day)
    assert world.bob.notices.count() == 1
    assert not world.bob.notices.unread().exists()
    assert not world.alice.notices.exists()


def test_who_takes_the_post_over_is_reminded_and_who_had_it_no_more(world, line, today):
    run(today, 0)
    today.move_to(after(1))
    Holding.objects.assign(world.midwife, world.vera)
    Notice.objects.filter(key=None).delete()
    run(today, 1)
    assert (world.bob.notices.count(), world.bob.notices.unread().count()) == (1, 0)
    assert [notice.key for notice in world.vera.notices.all()] == [f"readiness-{line.pk}:late:{after(1).isoformat()}"]
    # The same work given to another post: at once as well.
    line.post = world.officer
    line.save()
    run(today, 2)
    assert world.vera.notices.unread().count() == 0
    assert [notice.facts["post"] for notice in world.alice.notices.all()] == ["District health officer"]


def test_above_a_lead_stand_the_other_leads_and_else_the_nearest_supervisor(world, line, today):
    line.post = world.officer
    line.save()
    hold(world.vera, "Regional director", Post.Role.SUPERVISOR, unit=world.units["north"])
    run(today, 7)
    assert [notice.facts["stage"] for notice in world.alice.notices.all()] == ["late"]
    assert [notice.facts["stage"] for notice in world.sofia.notices.all()] == ["above"]
    assert not world.vera.notices.exists()
    world.sofia.holdings.get().end(after(7))
    hold(world.bob, "Second officer", Post.Role.LEAD, team=world.team)
    run(today, 8)
    assert [notice.facts["stage"] for notice in world.bob.notices.exclude(key=None)] == ["above"]
    assert not world.vera.notices.exists()


def test_what_is_with_no_post_or_a_vacant_one_is_told_to_who_leads(world, line, today):
    for post, words in [
        (None, "and is not: Transport. Say which post sees to it."),
        (world.vacant, f"Ask the post “Cold chain technician, {world.team}”."),
    ]:
        Notice.objects.all().delete()
        line.post = post
        line.save()
        run(today, 6)
        assert not Notice.objects.exists()
        run(today, 7)
        assert [notice.to for notice in Notice.objects.all()] == [world.alice]
        assert told(world.alice)[0].endswith(words)


def test_the_days_are_said_in_the_readers_language(world, line):
    facts = {"name": "Transport", "post": "Midwife", "day": "2026-08-20"}
    with translation.override("fr"):
        for stage in STAGES:
            assert "20 août 2026" in WORDS["readiness_due"]({**facts, "stage": stage})


def test_twice_as_much_that_is_due_needs_no_more_queries(world, line):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            found = list(of_readiness(after(9)))
        return len(found), len(captured)

    before = queries()
    plan = plan_that_is(world, "approved")
    Workplan.objects.filter(pk=plan.pk).update(ends_on=after(100))
    team = Team.objects.create(unit=world.units["baraka"], name="Kima", code="kima")
    person = User.objects.create_user("kim", name="Kim")
    other = Workplan.objects.begin(team, TODAY)
    post = hold(person, "Nurse", Post.Role.LEAD, team=team)
    for number in range(5):
        for owner in (plan, other):
            Readiness.objects.create(workplan=owner, name=f"Thing {number}", post=post, due_on=DUE)
    after_more = queries()
    assert after_more[0] > before[0]
    assert after_more[1] == before[1]


def test_what_is_missing_for_long_is_reminded_of_no_more(world, line):
    assert list(of_readiness(after(63)))
    assert not list(of_readiness(after(64)))
