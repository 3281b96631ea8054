"""A person's work on one page, and what happened to an activity: in sections, in order, in so many queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teams.models import Post, User
from tests.world import TODAY, delegation, entry, hold, plan_that_is, readiness, recurring, report, stuck
from workplans import reviewing
from workplans.handover import hand_over, open_of
from workplans.models import Absence, Activity, Delegation, Entry, Workplan
from workplans.queries.track import track_of
from workplans.queries.work import SECTIONS, work_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def work(posts, user=None, today=TODAY):
    """{section: [(kind, name)]} of what there is, but for values that are to be recorded (test_monitor_to_record.py)."""
    found = work_of(posts, today, user).sections
    named = {name: [(task.kind, task.name) for task in found[name] if task.kind != "record"] for name in SECTIONS}
    return {name: tasks for name, tasks in named.items() if tasks}


TRAINING, ROSTER, RADIO = "Train six midwives in emergency care", "Agree the night roster", "Speak on the local radio"


def test_whose_turn_it_is_decides_where_something_stands(world):
    found = delegation(world, activity=world.second_activity, due_on=date(2026, 8, 14))
    bob, alice = [world.midwife], [world.officer]

    def roster(posts):
        return [(name, kind) for name, some in work(posts).items() for kind, what in some if what == ROSTER]

    assert (roster(bob), roster(alice)) == ([("to_answer", "answer")], [("waiting", "wait")])
    found.ask(world.bob, "Next week", date(2026, 8, 20))
    assert (roster(bob), roster(alice)) == ([("waiting", "wait")], [("to_answer", "decide")])
    found.answer(world.alice, "Good", due_on=date(2026, 8, 20))
    assert (roster(bob), roster(alice)) == ([("later", "report")], [("waiting", "wait")])
    found.report_done(world.bob)
    assert (roster(bob), roster(alice)) == ([("waiting", "wait")], [("to_answer", "confirm")])
    found.confirm(world.alice)
    assert (roster(bob), roster(alice)) == ([], [])


def test_the_day_decides_between_late_this_week_and_later(world):
    found = delegation(world, activity=world.second_activity, due_on=date(2026, 8, 14))
    found.accept(world.bob)

    def place(today):
        tasks = work_of([world.midwife], today).sections
        return [(name, task.late, task.when) for name in SECTIONS for task in tasks[name] if task.name == ROSTER]

    assert place(date(2026, 8, 7)) == [("later", 0, "14 Aug")]
    assert place(date(2026, 8, 8)) == [("this_week", 0, "Fri")], "a week is the next seven days, on a Saturday too"
    assert place(date(2026, 8, 14)) == [("this_week", 0, "today")]
    assert place(date(2026, 8, 15)) == [("late", 1, "1 day late")]
    assert place(date(2026, 8, 24)) == [("late", 10, "10 days late")]


def test_own_work_is_there_until_it_is_settled_and_not_what_others_do(world):
    assert work([world.midwife]) == {"later": [("report", TRAINING)]}
    assert work([world.officer]) == {}
    child = delegation(world, world.vacant, from_post=world.midwife)
    assert work([world.midwife]) == {"waiting": [("wait", TRAINING)]}
    child.withdraw(world.bob)
    report(world, "half")
    (task,) = work_of([world.midwife], TODAY).later
    assert (task.state, task.since, task.activity, task.is_one_day) == ("half", TODAY, world.activity.pk, False)
    report(world, "done")
    assert work([world.midwife]) == {}


def test_of_what_is_done_again_the_past_is_recorded_and_only_the_next_is_still_to_come(world):
    activity = recurring(world, "week", ["2026-07", "2026-08"])
    first, *_others = activity.occasions.all()
    rows = work([world.midwife])
    assert rows["to_record"][0] == ("report", f"{RADIO}, {first}")
    assert [name for _kind, name in rows["this_week"]] == [f"{RADIO}, 10 Aug to 16 Aug"]
    assert [name for _kind, name in rows["later"]] == [f"{RADIO}, 17 Aug to 23 Aug", TRAINING]
    report(world, "half", activity=activity, occasion=first, on=first.ends_on)
    assert work([world.midwife])["late"] == [("report", f"{RADIO}, {first}")]
    report(world, "not_done", activity=activity, occasion=first)
    assert "late" not in work([world.midwife])


def test_all_of_what_is_done_again_may_be_asked_of_another(world):
    activity = recurring(world, "month", ["2026-07", "2026-08"], post=world.officer)
    delegation(world, activity=activity).accept(world.bob)
    rows = work([world.midwife])
    assert rows["to_record"] == [("report", f"{RADIO}, July 2026")]
    assert ("report", f"{RADIO}, August 2026") in rows["later"]
    assert work([world.officer]) == {"waiting": [("wait", RADIO)]}


def test_one_day_is_done_or_not_and_to_be_recorded_once_it_is_over(world):
    activity = world.second_activity
    activity.post, activity.starts_on, activity.ends_on = world.midwife, TODAY, TODAY
    activity.save()
    (task,) = work_of([world.midwife], TODAY).this_week
    assert (task.is_one_day, task.when) == (True, "today")
    assert work([world.midwife], today=TODAY + timedelta(days=1))["to_record"] == [("report", ROSTER)]


def test_others_ask_help_agreement_confirmation_and_whether_it_helped(world):
    nurse = Post.objects.get(title="Nursing officer")
    other = Post.objects.create(team=world.other_team, title="Clerk", role="member")
    delegation(world, other, activity=world.second_activity)
    asked = stuck(world, "No room", asked=nurse)
    assert work([nurse]) == {"to_answer": [("agree", ROSTER), ("help", "No room")]}
    assert work([world.midwife])["waiting"] == [("wait", "No room")]
    asked.answer(world.charlie, "Take ours")
    asked.change(world.bob, "We train there", TODAY)
    assert work([world.midwife])["to_answer"] == [("ask_again", "No room")]
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    done = report(world, "done")
    assert work([world.officer], world.alice)["to_answer"] == [("confirm_entry", TRAINING)]
    assert "confirm_entry" not in str(work([world.midwife], world.bob))
    Entry.objects.confirm(done, world.alice)
    assert "to_answer" not in work([world.officer])


def test_where_others_confirm_it_is_theirs_and_not_of_who_asked(world):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    found = delegation(world)
    found.report_done(world.bob)
    assert work([world.vacant]) == {"to_answer": [("confirm", TRAINING)]}
    assert work([world.officer]) == {"waiting": [("wait", TRAINING)]}


def test_what_is_to_be_in_place_is_work_too(world):
    readiness(world, "Duty roster", state="missing", post=world.midwife, due_on=date(2026, 8, 1))
    readiness(world, "Fuel", state="in_place", post=world.midwife, due_on=date(2026, 8, 1))
    assert work([world.midwife])["late"] == [("ready", "Duty roster")]


def waiting(posts, user=None):
    """[(name, how late, when, what is said)] of what waits for others."""
    return [(task.name, task.late, task.when, task.about) for task in work_of(posts, TODAY, user).waiting]


def test_what_was_passed_on_twice_stands_once_with_whom_it_waits_for(world):
    clerk = hold(User.objects.create_user("clerk", "secret", name="Clerk"), "Clerk", Post.Role.MEMBER, team=world.team)
    first = delegation(world, activity=world.second_activity, due_on=date(2026, 8, 14), may_pass_on=True)
    second = first.pass_on(world.vacant, world.bob, may_pass_on=True)
    third = second.pass_on(clerk, world.alice, "You know them")
    said = "Asked today. Clerk has to answer. “You know them”"
    assert waiting([world.officer]) == [(ROSTER, 0, "Fri", f"Midwife in charge passed it on. {said}")]
    assert waiting([world.midwife]) == [(ROSTER, 0, "Fri", f"{world.vacant.title} passed it on. {said}")]
    assert waiting([world.vacant]) == [(ROSTER, 0, "Fri", said)]
    assert waiting([world.midwife, world.vacant]) == [(ROSTER, 0, "Fri", said)]
    assert work([world.vacant, clerk]) == {"to_answer": [("answer", ROSTER)]}
    third.accept(User.objects.get(username="clerk"))
    assert [about for *_others, about in waiting([world.vacant])] == ["Clerk does it. Last heard of it today."]


def test_what_waits_says_who_has_to_do_what(world):
    found = delegation(world, activity=world.second_activity, due_on=date(2026, 8, 3))
    found.ask(world.bob, "The rains", date(2026, 8, 20))
    asked = "You asked today for another date: 20 August. District health officer has to answer. “The rains”"
    assert waiting([world.midwife]) == [(ROSTER, 9, "9 days late", asked)]
    (task,) = work_of([world.officer], TODAY).to_answer
    assert task.about == "Midwife in charge asked today for another date: 20 August. “The rains”"


def test_what_is_reported_as_done_is_to_be_confirmed_and_not_late(world):
    found = delegation(world, activity=world.second_activity, due_on=date(2026, 8, 3))
    found.report_done(world.bob)
    said = "You said today that it is done. District health officer has to confirm it."
    assert waiting([world.midwife]) == [(ROSTER, 0, "to be confirmed", said)]
    (task,) = work_of([world.officer], TODAY).to_answer
    assert (task.late, task.when, task.about) == (0, "to be confirmed", "Midwife in charge said today that it is done.")
    activity = found.activity
    activity.is_confirmed_by_others = True
    activity.save()
    assert "Somebody who has no part in it has to confirm it." in waiting([world.midwife])[0][3]


def test_what_was_asked_without_a_post_is_of_the_person(world):
    delegation(world, from_post=None)
    assert work([], world.alice) == {"waiting": [("wait", TRAINING)]}
    assert work([world.vacant], world.bob) == {}


def test_a_closed_plan_and_one_long_over_ask_nothing(world, today):
    delegation(world)
    Workplan.objects.get(pk=world.plan.pk).move_to("closed", world.alice)
    assert work([world.midwife]) == work([world.officer]) == {}
    Workplan.objects.get(pk=world.plan.pk).move_to("approved", world.alice)
    assert work([world.vacant], today=date(2027, 6, 1)) == {}


def test_covered_posts_are_work_like_the_own(world):
    Absence.objects.begin(world.midwife, world.officer, TODAY, TODAY, world.bob)
    posts = list(Absence.objects.acting_posts(world.alice, TODAY))
    (task,) = work_of(posts, TODAY, world.alice).later
    assert (task.name, task.post) == (TRAINING, "Midwife in charge")


def grow(world, number):
    """More of everything, for the midwife."""
    for one in range(number):
        name = f"{number} {one}"
        activity = Activity.objects.create(output=world.output, name=name, post=world.midwife, ends_on=TODAY)
        again = Activity.objects.create(
            output=world.output, name=f"Again {name}", post=world.midwife, months=["2026-07", "2026-08"], every="week"
        )
        report(world, "half", activity=activity)
        report(world, "half", activity=again, occasion=again.occasions.first())
        delegation(world, activity=again)
        delegation(world, world.vacant, activity=activity, from_post=world.midwife)
        stuck(world, f"Stuck {name}", asked=world.midwife)
        readiness(world, f"Ready {name}", state="missing", post=world.midwife, due_on=TODAY)


def test_twice_the_work_needs_no_more_queries(world):
    asked = []
    for number in (2, 4):
        grow(world, number)
        with CaptureQueriesContext(connection) as queries:
            found = work_of([world.midwife], TODAY, world.bob)
        asked.append((len(queries), found.count))
    (few, before), (many, after) = asked
    assert few == many <= 11
    assert after > 2 * before > 10


def happened(world, activity):
    """Of everything once, to the training."""
    asked = delegation(world, may_pass_on=True)
    asked.ask(world.bob, "The rains", date(2026, 10, 15))
    asked.answer(world.alice, "Good", due_on=date(2026, 10, 15))
    half = report(world, "half", text="Three of six", on=TODAY - timedelta(days=3))
    Entry.objects.correct(half, world.alice, "One left early", "started")
    report(world, "stuck", text="No room").obstacle.ask(world.officer, world.bob, "A room")
    entry(world, "released", 100)
    remark = reviewing.remark(world.plan, activity, "Who covers them?", world.sofia)
    reviewing.reply(remark, "Dora", world.alice, "answered")
    reviewing.approve(world.plan, reviewing.send(world.plan, world.alice).number, world.sofia, "Well done")
    hand_over(world.midwife, world.bob, notes={open_of(world.midwife, TODAY)[0].mark: "The list is in the drawer"})


def test_the_track_tells_of_all_that_happened_newest_first(world):
    happened(world, world.activity)
    track = track_of(world.activity)
    told = [event.what for event in track]
    for words in (
        "Midwife in charge: asked, by 30 September 2026",
        "Midwife in charge: needs help or another date, until 15 October 2026",
        "Midwife in charge: another date was agreed to, by 15 October 2026",
        "Half done",
        "Corrected: Started",
        "Stuck",
        "Asked for help: District health officer (No room)",
        "Released: 100, State budget",
        "Remark",
        "Answered a remark",
        "Approved with the plan, version 1",
        "The post Midwife in charge was handed over",
        "Written into the plan",
    ):
        assert words in told, words
    days = [event.day for event in track]
    assert days == sorted(days, reverse=True)
    half = next(event for event in track if event.what == "Half done")
    assert (half.by, half.text, half.on) == ("Bob, Midwife in charge", "Three of six", TODAY - timedelta(days=3))
    assert half.corrected == "corrected on 12 August 2026: One left early"
    assert [event.what for event in track if event.is_open] == [
        "Midwife in charge: another date was agreed to, by 15 October 2026"
    ]
    assert all(event.ready().alike.practice for event in track)


def test_who_covered_whom_is_told(world):
    Absence.objects.begin(world.midwife, world.officer, TODAY, TODAY, world.bob)
    report(world, by=world.alice)
    assert track_of(world.activity)[0].by == "Alice, District health officer, for Midwife in charge"


def test_a_longer_track_needs_no_more_queries(world):
    happened(world, world.activity)
    with CaptureQueriesContext(connection) as few:
        short = track_of(world.activity)
    for number in range(4):
        report(world, "stuck", text=f"Stuck {number}").obstacle.solve(world.bob)
        delegation(world, world.vacant).withdraw(world.alice)
        entry(world, "spent", 10)
    with CaptureQueriesContext(connection) as many:
        longer = track_of(world.activity)
    assert len(few) == len(many) <= 14
    assert len(longer) >= len(short) + 20


def test_the_past_plans_work_is_not_lost_in_the_track_of_an_approved_one(world):
    plan = plan_that_is(world, "approved")
    activity = plan.activity_set.get()
    assert "Approved with the plan, version 1" in [event.what for event in track_of(activity)]
    assert Delegation.objects.count() == 0


def test_nobody_who_had_a_part_in_it_is_asked_to_confirm_it(world):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    dora = User.objects.create_user("dora", "secret", name="Dora")
    nurse = hold(dora, "Nurse", Post.Role.MEMBER, team=world.team)
    found = delegation(world, may_pass_on=True)
    link = found.pass_on(nurse, world.bob)
    link.report_done(dora)
    link.confirm(world.bob)
    found.refresh_from_db()
    assert found.state == "done"
    assert "confirm" not in str(work([nurse], dora))
    assert work([world.vacant]) == {"to_answer": [("confirm", TRAINING)]}


def test_who_wrote_of_it_or_did_it_for_another_does_not_confirm_a_report(world):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    report(world, "half", by=world.alice)
    report(world, "done")
    assert "confirm" not in str(work([world.officer], world.alice))
    assert work([world.vacant])["to_answer"] == [("confirm_entry", TRAINING)]
