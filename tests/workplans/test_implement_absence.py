"""Who is away and who covers; what stands in the way; a post that is handed over."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from teams.models import Holding, Notice, Post
from tests.workplans.test_implement_delegations import as_seen_by
from tests.world import TODAY, delegation, readiness, recurring, report, stuck
from workplans.access import (
    absence_to_change,
    acting_posts,
    acts_on,
    may_delegate,
    may_report,
    obstacle_to_act,
    obstacles_to_read,
    post_to_hand_over,
    posts_from_which,
    posts_to_ask_for_help,
    posts_to_delegate,
)
from workplans.handover import hand_over, open_of
from workplans.models import Absence, Delegation, Handover, Obstacle, ObstacleStep
from workplans.queries.progress import stuck_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

AUGUST = date(2026, 8, 1), date(2026, 8, 31)


def away(world, post=None, cover=None, days=AUGUST, **more):
    return Absence.objects.begin(post or world.midwife, cover or world.officer, *days, world.bob, **more)


def titles(posts):
    return sorted(post.title for post in posts)


def test_who_covers_acts_for_the_post_in_that_time_and_not_after(world, today):
    Notice.objects.all().delete()
    away(world)
    notice = Notice.objects.get()
    assert (notice.to, notice.kind) == (world.alice, "cover_given")
    assert "1 August 2026 to 31 August 2026" in notice.words
    work = reverse("workplans:implement_progress", args=[world.plan.pk])
    assert notice.url == f"{work}?post={world.midwife.pk}"
    assert titles(Absence.objects.covered_by(world.alice, TODAY)) == ["Midwife in charge"]
    assert titles(acting_posts(as_seen_by(world.alice).user)) == ["District health officer", "Midwife in charge"]
    assert titles(acting_posts(as_seen_by(world.bob).user)) == ["Midwife in charge"]
    people = Absence.objects.people_for([world.midwife], TODAY)
    assert sorted(person.name for person in people) == ["Alice", "Bob"]
    today.move_to(date(2026, 9, 1))
    assert titles(acting_posts(as_seen_by(world.alice).user)) == ["District health officer"]


def test_an_absence_that_cannot_be_covered_says_why(world):
    away(world)
    nurse = Post.objects.get(title="Nursing officer")
    tries = [
        (world.midwife, world.officer, "covers this post from"),
        (world.officer, world.midwife, "is away from"),
        (world.officer, nurse, "post of the same team"),
        (world.officer, world.officer, "Nobody covers their own"),
        (nurse, world.officer, "post of the same team"),
        (Post.objects.get(title="District supervisor"), world.officer, "post of the same team"),
    ]
    for post, cover, words in tries[:-1]:
        with pytest.raises(ValidationError, match=words):
            away(world, post, cover)
    with pytest.raises(ValidationError, match="cannot be before"):
        away(world, world.officer, world.vacant, (AUGUST[1], AUGUST[0]))
    assert Absence.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(post=world.midwife, cover=world.midwife, starts_on=TODAY, ends_on=TODAY, by=world.bob)


def test_an_absence_ends_earlier_or_never_was(world):
    first, later = away(world), away(world, days=(date(2026, 10, 1), date(2026, 10, 9)))
    first.end(TODAY, world.bob)
    later.end(TODAY, world.bob)
    kept = Absence.objects.get()
    assert (kept, kept.ends_on, kept.days) == (first, TODAY, 12)
    assert kept.history.first().history_user == world.bob


def test_who_holds_a_post_or_leads_its_team_says_who_covers_it(world):
    found = away(world)
    for name in ("bob", "alice", "ruth"):
        assert absence_to_change(as_seen_by(world.people[name]), found.pk).post == world.midwife
    assert post_to_hand_over(as_seen_by(world.bob), world.midwife.pk) == world.midwife
    with pytest.raises(PermissionDenied):
        post_to_hand_over(as_seen_by(world.bob), world.officer.pk)
    for name, refused in (("sofia", PermissionDenied), ("charlie", Http404), ("adam", Http404)):
        with pytest.raises(refused):
            absence_to_change(as_seen_by(world.people[name]), found.pk)


def test_who_leads_the_team_or_acts_for_the_responsible_post_delegates(world):
    def able(name, activity=world.activity):
        return may_delegate(as_seen_by(world.people[name]).user, activity)

    assert [able(name) for name in ("alice", "bob", "ruth", "charlie", "sofia")] == [True, True, True, False, False]
    assert not able("bob", world.second_activity)
    away(world, world.officer, world.midwife)
    assert able("bob", world.second_activity)
    bob = as_seen_by(world.bob).user
    assert titles(posts_from_which(bob, world.second_activity)) == ["District health officer"]
    offered = titles(posts_to_delegate(as_seen_by(world.alice).user, world.activity))
    assert offered == ["Cold chain technician", "Midwife in charge", "Nursing officer"]
    assert "Regional supervisor" not in titles(posts_to_ask_for_help(world.team))
    assert "District supervisor" in titles(posts_to_ask_for_help(world.team))


def test_who_was_asked_from_another_team_may_report_and_no_longer_once_it_is_over(world):
    nurse = Post.objects.get(title="Nursing officer")
    assert not may_report(as_seen_by(world.charlie).user, world.activity)
    found = delegation(world, nurse)
    assert may_report(as_seen_by(world.charlie).user, world.activity)
    found.decline(world.charlie, "No")
    assert not may_report(as_seen_by(world.charlie).user, world.activity)


def test_help_is_asked_answered_and_what_was_changed_is_asked_again(world):
    Notice.objects.all().delete()
    found = stuck(world, whys=["No cover", "", "No roster"], help_wanted="A trainer", asked=world.officer)
    assert (found.whys, found.root_cause, found.asked) == (["No cover", "No roster"], "No roster", world.officer)
    assert [(one.to, one.kind) for one in Notice.objects.all()] == [(world.alice, "help_wanted")]
    found.answer(world.alice, "From Monday on")
    assert (Notice.objects.first().to, Notice.objects.first().kind) == (world.bob, "help_answered")
    found.change(world.bob, "We train on the ward", date(2026, 8, 20))
    assert not Obstacle.objects.to_ask_again(TODAY).exists()
    assert list(Obstacle.objects.to_ask_again(date(2026, 8, 20))) == [found]
    found.judge("helped_partly", world.bob, "At night not", date(2026, 9, 1))
    assert (found.state, found.ask_again_on) == ("open", date(2026, 9, 1))
    found.judge("did_not_help", world.bob)
    assert (found.state, found.ask_again_on) == ("open", None)
    found.judge("helped", world.bob, "Now it does")
    assert (found.state, found.asked) == ("solved", None)
    found.reopen(world.alice, "The trainer left again")
    found.solve(world.alice)
    acts = "reported asked answered changed helped_partly did_not_help helped reopened solved".split()
    assert [step.act for step in found.steps.all()] == acts
    assert {step.post for step in found.steps.filter(by=world.bob)} == {world.midwife}


def test_what_is_over_or_was_answered_is_not_done_twice(world):
    found = stuck(world, asked=world.officer)
    stale = Obstacle.objects.get(pk=found.pk)
    found.answer(world.alice, "Yes")
    with pytest.raises(ValidationError, match="answered already"):
        stale.answer(world.alice, "Yes")
    with pytest.raises(ValidationError, match="in the way already"):
        stale.reopen(world.bob, "?")
    found.solve(world.bob)
    for act in (
        lambda: stale.ask(world.officer, world.bob, "?"),
        lambda: stale.answer(world.alice, "?"),
        lambda: stale.change(world.bob, "?"),
        lambda: stale.judge("helped", world.bob),
        lambda: stale.solve(world.bob),
        lambda: stale.give(world.officer, world.bob),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "elsewhere"
    stale.say(world.bob, "Well done")
    assert ObstacleStep.objects.filter(obstacle=found).count() == 5
    with pytest.raises(ValueError, match="perhaps"):
        found.judge("perhaps", world.bob)


def test_who_is_asked_for_help_sees_it_and_others_of_other_teams_do_not(world):
    nurse = Post.objects.get(title="Nursing officer")
    found = stuck(world)
    with pytest.raises(Http404):
        obstacle_to_act(as_seen_by(world.charlie), found.pk, "answer")
    found.ask(nurse, world.bob, "Lend us a trainer")
    assert acts_on(as_seen_by(world.charlie).user, found) == ["answer", "say"]
    obstacle_to_act(as_seen_by(world.charlie), found.pk, "answer").answer(world.charlie, "Yes")
    assert found.steps.last().post == nurse
    with pytest.raises(PermissionDenied):
        obstacle_to_act(as_seen_by(world.charlie), found.pk, "answer")
    assert list(obstacles_to_read(as_seen_by(world.charlie).user)) == [found]
    found.refresh_from_db()
    assert acts_on(as_seen_by(world.bob).user, found) == "ask because change give judge solve words say".split()
    assert acts_on(as_seen_by(world.sofia).user, found) == ["say"]
    found.solve(world.bob)
    assert acts_on(as_seen_by(world.bob).user, found) == ["reopen", "say"]


def test_what_is_stuck_is_seen_upward_until_it_is_solved(world):
    found = stuck(world)
    other = Obstacle.objects.report(world.other_team, "No water", world.charlie)
    units = world.units
    assert list(stuck_in(units["north"])) == list(stuck_in(None)) == [found, other]
    assert list(stuck_in(units["amani"])) == [found]
    assert list(stuck_in(units["south"])) == []
    found.solve(world.bob)
    assert list(stuck_in(units["north"])) == [other]


def marks(post):
    return [(one.kind, one.name) for one in open_of(post, TODAY)]


def test_all_that_is_open_of_a_post_is_on_one_list(world, django_assert_num_queries):
    nurse = Post.objects.get(title="Nursing officer")
    radio = recurring(world)
    done = [report(world, "done", activity=radio, occasion=one) for one in radio.occasions.all()][:-1]
    asked = delegation(world, activity=world.second_activity)
    delegation(world, nurse, activity=world.second_activity, from_post=world.midwife)
    stuck(world, "No room")
    stuck(world, "No ink", post=world.officer, asked=world.midwife)
    readiness(world, "Duty roster", state="missing", post=world.midwife)
    with django_assert_num_queries(7):
        found = marks(world.midwife)
    assert found == [
        ("activity", "Train six midwives in emergency care"),
        ("asked", "Agree the night roster"),
        ("asks", "Agree the night roster"),
        ("sees_to", "No room"),
        ("helps", "No ink"),
        ("ready", "Duty roster"),
    ]
    assert done
    report(world, "done")
    asked.decline(world.bob, "No")
    assert [kind for kind, _name in marks(world.midwife)] == ["asks", "sees_to", "helps", "ready"]


def test_handing_over_leaves_notes_passes_on_and_keeps_who_held_the_post(world):
    asked = delegation(world, activity=world.second_activity, may_pass_on=True)
    asks = delegation(world, world.officer, activity=world.third_activity, from_post=world.midwife)
    room, ink = stuck(world, "No room"), stuck(world, "No ink", post=world.officer, asked=world.midwife)
    ready = readiness(world, "Duty roster", state="missing", post=world.midwife)
    things = open_of(world.midwife, TODAY)
    notes = {one.mark: f"About {one.name}" for one in things}
    passed = {one.mark: world.vacant for one in things}
    found = hand_over(world.midwife, world.bob, "The keys are with Alice", notes, passed)
    assert (found.holder, found.by, found.notes.count()) == (world.bob, world.bob, 6)
    assert {note.passed_to for note in found.notes.all()} == {world.vacant}
    for row in (asked, asks, room, ink, ready):
        row.refresh_from_db()
    offered = Delegation.objects.get(activity=world.activity)
    assert (offered.post, offered.from_post, offered.state) == (world.vacant, world.midwife, "offered")
    assert (asked.state, asked.children.get().post) == ("passed_on", world.vacant)
    assert (asks.from_post, asks.state) == (world.vacant, "offered")
    assert (room.post, ink.asked, ready.post) == (world.vacant, world.vacant, world.vacant)
    assert world.activity.post == world.midwife  # the plan stays as it was agreed
    Holding.objects.assign(world.midwife, world.charlie, TODAY)
    assert Handover.objects.get().holder == world.bob
    assert {step.post for step in asked.steps.filter(by=world.bob)} == {world.midwife}


def test_notes_alone_change_nothing_but_stay_where_they_are_looked_for(world):
    asked, room = delegation(world), stuck(world, "No room")
    things = open_of(world.midwife, TODAY)
    found = hand_over(world.midwife, world.alice, notes={one.mark: "Ask Dora" for one in things})
    asked.refresh_from_db()
    assert (asked.state, asked.steps.last().act, asked.steps.last().text) == ("offered", "hand_over", "Ask Dora")
    assert room.steps.last().text == "Ask Dora"
    assert {note.text for note in found.notes.all()} == {"Ask Dora"}


def test_where_something_cannot_be_passed_on_nothing_is(world):
    delegation(world, activity=world.second_activity)
    nurse = Post.objects.get(title="Nursing officer")
    things = {one.kind: one for one in open_of(world.midwife, TODAY)}
    for passed, words in (
        ({things["activity"].mark: world.vacant, things["asked"].mark: world.vacant}, "cannot be passed on"),
        ({things["activity"].mark: nurse}, "post of the same team"),
    ):
        with pytest.raises(ValidationError, match=words):
            hand_over(world.midwife, world.bob, passed=passed)
    assert (Handover.objects.count(), Delegation.objects.count()) == (0, 1)


def test_what_is_no_longer_open_is_left_aside(world):
    asked = delegation(world)
    mark = next(one.mark for one in open_of(world.midwife, TODAY) if one.kind == "asked")
    asked.decline(world.bob, "No")
    found = hand_over(world.midwife, world.bob, notes={mark: "Call Alice", "nonsense-1": "?"})
    assert found.notes.count() == 0
    assert found.at.date() - TODAY == timedelta(0)
