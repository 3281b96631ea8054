"""Who is reminded of work: what was asked, what is due, help, what waits to be confirmed. Each stage once, and no longer than it holds."""

import os
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import translation

from lmframework.due import WORK
from teams.models import Holding, Notice, Post, User
from tests.world import TODAY, delegation, hold, recurring, report, seven, stuck
from workplans import reminding
from workplans.models import Absence, Entry, Obstacle, Workplan
from workplans.rules.reminding import (
    LATE,
    around,
    stage_above_question,
    stage_of_question,
)

DUE = date(2026, 8, 20)
DAYS = 31


def after(count, day=DUE):
    return day + timedelta(days=count)


@pytest.mark.parametrize(("day", "on"), [(0, None), (3, None), (4, 4), (10, 4), (11, 11), (18, 18)])
def test_a_question_is_reminded_of_from_the_fourth_day_and_each_week(day, on):
    assert stage_of_question(TODAY, after(day, TODAY)) == (on and (LATE, after(on, TODAY)))


def test_others_are_told_of_a_question_after_ten_days():
    assert stage_above_question(TODAY, after(9, TODAY)) is None
    assert stage_above_question(TODAY, after(40, TODAY)) == ("above", after(10, TODAY))


def test_what_is_late_for_long_is_reminded_of_no_more():
    assert around(TODAY) == (TODAY - timedelta(63), TODAY + timedelta(3))


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "nothing_measured")]


def activity(world):
    """The night roster is the midwife's, and due."""
    found = world.second_activity
    found.post, found.starts_on, found.ends_on = world.midwife, DUE, DUE
    found.save()
    return found


def accepted(world, **more):
    found = delegation(world, **{"due_on": DUE} | more)
    found.accept(world.bob)
    return found


def in_question(world):
    found = delegation(world)
    found.ask(world.bob, "In October?", after(50))
    return found


def to_agree(world):
    """Asked of a nurse of Baraka, whose lead, Charlie, has to agree."""
    nurse = Post.objects.create(team=world.other_team, title="Nurse", role=Post.Role.MEMBER)
    return delegation(world, nurse)


def helped(world):
    found = stuck(world)
    found.change(world.bob, "We train in the mornings", DUE)
    return found


def asked_for_help(world):
    found = stuck(world)
    found.ask(world.sofia.holdings.get().post, world.bob, "Who else can teach?")
    return found


def done(world):
    found = accepted(world)
    found.report_done(world.bob)
    return found


def done_for_others(world):
    """Somebody who has no part in it confirms it: neither Alice, who asked, nor Bob, who did it, but Dora and others."""
    seven(world)
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    return done(world)


def reported(world):
    """Nobody asked for it, and somebody else confirms it."""
    world.second_activity.is_confirmed_by_others = True
    world.second_activity.save()
    return report(world, "done", world.second_activity)


OWN = [("before", DUE), ("day", DUE), ("late", after(1)), ("late", after(8)), ("late", after(15)), ("late", after(22))]
ASKED = [("late", after(days, TODAY)) for days in (4, 11, 18, 25)]
ABOVE = [("above", after(10, TODAY))]
CASES = {
    # what, what it is called in the key, who is reminded, when, who stands above, when they are told
    "activity": (activity, "activity", "bob", OWN, "alice", [("above", after(7))]),
    "delegation": (accepted, "delegation", "bob", OWN, "alice", [("above", after(7))]),
    "offered": (delegation, "answer", "bob", ASKED, "alice", ABOVE),
    "to agree": (to_agree, "answer", "charlie", ASKED, "alice", ABOVE),
    "in question": (in_question, "answer", "alice", ASKED, "sofia", ABOVE),
    "help": (asked_for_help, "help", "sofia", ASKED, "bob", ABOVE),
    "helped": (helped, "helped", "bob", OWN[1:], "alice", [("above", after(7))]),
    "done": (done, "confirm", "alice", ASKED, "sofia", ABOVE),
    "done, for others": (done_for_others, "confirm", "dora", ASKED, "sofia", ABOVE),
    "reported": (reported, "report", "alice", ASKED, "sofia", ABOVE),
}


@pytest.fixture
def case(request, world):
    what, about, person, stages, over, told = CASES[request.param]
    found = what(world)
    Notice.objects.all().delete()
    return found, about, getattr(world, person), stages, getattr(world, over), told


def days_of(*stages):
    """The days of a month to look at: all with --long, else those around the stages."""
    if os.environ.get("LMF_LONG"):
        return range(DAYS)
    near = {(on - TODAY).days + more for _stage, on in stages for more in (-1, 0, 1)}
    return sorted({0, DAYS - 1} | near & {*range(DAYS)})


def run(today, day, times=1):
    """Look at what is due on a day; again only where that changed something, since else all is as it was for the first."""
    today.move_to(day)
    for _time in range(times):
        before = as_they_stand()
        for step in WORK:
            step(day)
        if as_they_stand() == before:
            return


def as_they_stand():
    """All notices, and which of them are read."""
    return list(Notice.objects.order_by("pk").values_list("pk", "read_at"))


def keys(person):
    return [notice.key for notice in person.notices.exclude(key=None).order_by("pk")]


@pytest.mark.parametrize("case", CASES, indirect=True)
def test_each_stage_comes_once_in_a_month_to_nobody_else_and_each_sees_what_it_is_about(case, world, today, signed_in):
    found, about, person, stages, over, told = case
    for count in days_of(*stages, *told):
        run(today, after(count, TODAY), times=2)
    assert keys(person) == [f"{about}-{found.pk}:{stage}:{on.isoformat()}" for stage, on in stages]
    assert keys(over) == [f"{about}-{found.pk}:{stage}:{on.isoformat()}" for stage, on in told]
    others = [one for one in seven(world) if one.username not in ("alice", "bob")] if person.name == "Dora" else []
    assert not Notice.objects.exclude(to__in=[person, over, *others]).exists()
    for notice in Notice.objects.select_related("to"):
        assert signed_in(notice.to).get(notice.url).status_code in (200, 302), (notice.to, notice.words)
        with translation.override("fr"):
            assert "août 2026" in notice.words


@pytest.mark.parametrize("case", CASES, indirect=True)
def test_whoever_looks_rarely_is_told_once_what_still_holds(case, world, today):
    _found, _about, person, stages, _over, _told = case
    run(today, after(DAYS - 1, TODAY), times=2)
    assert keys(person)[-1].endswith(stages[-1][1].isoformat())
    assert len(keys(person)) == 1


def close(world, found):
    Workplan.objects.filter(pk=world.plan.pk).update(state="closed")


def answered(world, found):
    if isinstance(found, Obstacle):
        return found.answer(world.sofia, "The tutor of Baraka")
    return (
        found.answer(world.alice, "No") or found.accept(world.bob)
        if found.state == "in_question"
        else found.withdraw(world.alice)
    )


ENDS = [
    ("activity", lambda world, found: report(world, "done", found)),
    ("activity", lambda world, found: report(world, "not_done", found)),
    ("activity", lambda world, found: delegation(world, world.vacant, found, due_on=after(90))),
    ("delegation", lambda world, found: report(world, "done")),
    ("delegation", lambda world, found: report(world, "not_done")),
    ("delegation", lambda world, found: found.hand_back(world.bob, "The road")),
    ("offered", lambda world, found: found.accept(world.bob)),
    ("offered", lambda world, found: found.ask(world.bob, "When?")),
    ("to agree", lambda world, found: found.refuse(world.charlie, "We are three")),
    ("in question", answered),
    ("help", answered),
    ("help", lambda world, found: found.solve(world.bob)),
    ("help", lambda world, found: found.ask(world.vacant, world.bob, "Or you?")),
    ("helped", lambda world, found: found.judge("helped_partly", world.bob, "Two", after(90))),
    ("helped", lambda world, found: found.solve(world.bob)),
    ("done", lambda world, found: found.confirm(world.alice)),
    ("done", lambda world, found: found.not_yet(world.alice, "One is missing")),
    ("done, for others", lambda world, found: found.confirm(world.dora)),
    ("reported", lambda world, found: Entry.objects.confirm(found, world.alice)),
    ("reported", lambda world, found: Entry.objects.correct(found, world.bob, "Too early", "started")),
    *((name, close) for name in CASES),
]


@pytest.mark.parametrize(("case", "end"), ENDS, indirect=["case"])
def test_it_stops_at_once_and_what_was_not_read_is_no_longer_new(case, end, world, today):
    found, about, person, _stages, over, _told = case
    for count in (8, 12):
        run(today, after(count, TODAY))
    mine = person.notices.filter(key__startswith=f"{about}-")
    assert mine.unread().exists()
    before, told_over = keys(person), keys(over)
    end(world, type(found).objects.get(pk=found.pk))
    for count in (12, 13, 19, 25):
        run(today, after(count, TODAY))
        assert not mine.unread().exists()
    assert [key for key in keys(person) if key.startswith(f"{about}-")] == [
        key for key in before if key.startswith(f"{about}-")
    ]
    assert not over.notices.filter(key__in=told_over).unread().exists()


def test_who_takes_the_post_over_is_reminded_and_who_had_it_no_more(world, today):
    for what in (activity, accepted, helped):
        what(world)
    Notice.objects.all().delete()
    run(today, DUE)
    assert world.bob.notices.unread().count() == 3
    Holding.objects.assign(world.midwife, world.vera)
    today.move_to(after(1))
    run(today, after(1))
    assert not world.bob.notices.exclude(key=None).unread().exists()
    assert {key.partition(":")[2] for key in keys(world.vera)} == {f"late:{after(1).isoformat()}"}
    assert len(keys(world.vera)) == 3


def test_while_somebody_is_away_who_covers_them_is_reminded_in_their_place(world, today):
    activity(world), accepted(world)
    Absence.objects.begin(world.midwife, world.vacant, DUE, after(1), world.alice)
    dora = User.objects.create_user("dora", name="Dora")
    run(today, after(-3))
    assert len(keys(world.bob)) == 2
    run(today, DUE)
    # Nobody holds the covering post: who is away has it still.
    assert len(keys(world.bob)) == 4
    Holding.objects.assign(world.vacant, dora, DUE)
    run(today, after(1))
    assert len(keys(dora)) == 2
    assert not world.bob.notices.exclude(key=None).unread().exists()
    run(today, after(2))
    assert len(keys(world.bob)) == 6


def test_who_covers_a_lead_is_told_in_their_place_what_is_late(world, today):
    found = activity(world)
    Absence.objects.begin(world.officer, world.vacant, after(5), after(9), world.alice)
    dora = User.objects.create_user("dora", name="Dora")
    Holding.objects.assign(world.vacant, dora, TODAY)
    run(today, after(7))
    assert (keys(dora), keys(world.alice)) == ([f"activity-{found.pk}:above:{after(7).isoformat()}"], [])


@pytest.mark.parametrize(("chosen", "count"), [("before", 4), ("day", 3), ("late", 2)])
def test_each_is_reminded_as_they_chose(chosen, count, world, today):
    world.bob.reminds = chosen
    world.bob.save()
    activity(world)
    for day in range(-4, 9):
        run(today, after(day))
    assert len(keys(world.bob)) == count


def test_each_time_of_a_recurring_activity_is_reminded_of_by_itself(world, today):
    found = recurring(world)
    first, second = found.occasions.filter(ends_on__gte=TODAY).order_by("starts_on")[:2]
    report(world, "done", found, occasion=found.occasions.filter(ends_on__lt=TODAY).latest("ends_on"))
    for one in found.occasions.filter(ends_on__lt=TODAY).order_by("-ends_on")[1:]:
        report(world, "not_done", found, occasion=one)
    Notice.objects.all().delete()
    for count in range((first.ends_on - TODAY).days + 1):
        run(today, after(count, TODAY), times=2)
    assert keys(world.bob) == [
        f"occasion-{first.pk}:{stage}:{first.ends_on.isoformat()}" for stage in ("before", "day")
    ]
    assert {one.words.partition("”: ")[2] for one in world.bob.notices.all()} == {f"{found.name}, {first}"}
    report(world, "done", found, occasion=first)
    for count in range(1, 8):
        run(today, after(count, first.ends_on))
    assert set(keys(world.bob)) == {
        f"occasion-{one.pk}:{stage}:{one.ends_on.isoformat()}" for one in (first, second) for stage in ("before", "day")
    }
    assert not world.bob.notices.filter(key__startswith=f"occasion-{first.pk}:").unread().exists()


def test_who_took_a_recurring_activity_on_is_reminded_of_each_time_and_who_was_asked_only_of_the_answer(world, today):
    found = recurring(world, months=("2026-08",))
    clerk = hold(world.vera, "Clerk", Post.Role.MEMBER, team=world.team)
    whole = delegation(world, clerk, found)
    Notice.objects.all().delete()
    next_one = found.occasions.filter(ends_on__gte=TODAY).earliest("ends_on")
    run(today, next_one.ends_on)
    assert not Notice.objects.filter(key__startswith="occasion-").exists()
    whole.accept(world.vera)
    run(today, next_one.ends_on)
    day = f"occasion-{next_one.pk}:day:{next_one.ends_on.isoformat()}"
    assert day in keys(world.vera)
    assert not [key for key in keys(world.bob) if key.startswith("occasion-")]
    assert not Notice.objects.filter(key__startswith="delegation-").exists()


def test_one_occasion_that_was_asked_of_another_is_theirs(world, today):
    found = recurring(world, months=("2026-08",))
    one = found.occasions.filter(ends_on__gte=TODAY).earliest("ends_on")
    clerk = hold(world.vera, "Clerk", Post.Role.MEMBER, team=world.team)
    asked = delegation(world, clerk, found, occasion=one)
    asked.accept(world.vera)
    run(today, one.ends_on)
    assert keys(world.vera) == [f"delegation-{asked.pk}:day:{one.ends_on.isoformat()}"]
    assert not Notice.objects.filter(key__startswith=f"occasion-{one.pk}:").exists()


def test_what_was_passed_on_is_reminded_of_where_it_is_done(world, today):
    clerk = hold(world.vera, "Clerk", Post.Role.MEMBER, team=world.team)
    first = accepted(world, may_pass_on=True)
    second = first.pass_on(clerk, world.bob)
    second.accept(world.vera)
    run(today, after(7))
    assert keys(world.vera) == [f"delegation-{second.pk}:late:{after(1).isoformat()}"]
    assert keys(world.bob) == [f"delegation-{second.pk}:above:{after(7).isoformat()}"]


def test_who_asked_and_left_is_followed_by_who_leads_the_team(world, today):
    asked = delegation(world, from_post=world.vacant)
    Notice.objects.all().delete()
    run(today, after(10, TODAY))
    assert keys(world.alice) == [f"answer-{asked.pk}:above:{after(10, TODAY).isoformat()}"]


def test_a_post_that_nobody_holds_is_told_of_to_who_leads_once_it_is_late(world, today):
    found = activity(world)
    found.post = world.vacant
    found.save()
    for day in range(-4, 9):
        run(today, after(day))
    assert keys(world.alice) == [f"activity-{found.pk}:above:{after(7).isoformat()}"]
    assert Notice.objects.exclude(key=None).count() == 1


def test_a_word_does_not_put_the_reminder_off(world, today):
    asked = delegation(world)
    today.move_to(after(3, TODAY))
    asked.say(world.alice, "Please")
    run(today, after(4, TODAY))
    assert keys(world.bob) == [f"answer-{asked.pk}:late:{after(4, TODAY).isoformat()}"]


def test_what_stands_in_the_way_without_words_is_named_by_its_activity(world, today):
    one = report(world, "stuck").obstacle
    one.ask(world.officer, world.bob, "")
    run(today, after(4, TODAY))
    assert world.alice.notices.get(key__startswith="help-").words == (
        "Amani district health team asked your post “District health officer” for help on 12 August 2026 and waits for "
        "your answer: Train six midwives in emergency care"
    )


def test_the_scheduler_knows_every_source(world, today):
    activity(world)
    Notice.objects.all().delete()
    today.move_to(DUE)
    call_command("run_due", verbosity=0)
    assert len(keys(world.bob)) == 1
    assert len(WORK) == len(reminding.__all__)
