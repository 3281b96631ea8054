"""What was reported as done and refused, and what was not done: it counts no more, and the work goes back to somebody."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from teams.models import Notice
from tests.pages import fill_in, says
from tests.world import TODAY, delegated, delegation, recurring, report
from workplans import reminding, reviewing
from workplans.models import Entry
from workplans.queries.plan import Facts
from workplans.queries.progress import done_in_time, progress_in
from workplans.queries.week import work_in
from workplans.queries.work import work_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def refuse(found, by, text="The list is missing"):
    Entry.objects.refuse(found, by, text)
    found.refresh_from_db()


def test_what_was_refused_does_not_stand(world):
    found = delegated(world, "accepted")
    done = report(world, "done", text="Six of six", on=TODAY - timedelta(days=2))
    refuse(found, world.alice)
    taken_back = Entry.objects.get(about=done)
    assert (taken_back.state, taken_back.reason, taken_back.by) == ("", "The list is missing", world.alice)
    assert (found.state, found.steps.last().text) == ("accepted", "The list is missing")
    assert progress_in([world.plan]) == {}
    assert not Entry.objects.latest_of([world.activity]).exists()


def test_done_again_too_late_is_not_in_time(world, today):
    world.activity.months = ["2026-08"]
    world.activity.save()
    found = delegated(world, "accepted")
    report(world, "done")
    refuse(found, world.alice)
    today.move_to(date(2026, 9, 7))
    report(world, "done")
    assert progress_in([world.plan])[world.activity.pk, None].done_on == date(2026, 9, 7)
    assert done_in_time(world.plan, date(2026, 9, 8))[1] == 0


def test_the_button_not_yet_takes_the_report_back(world, signed_in):
    found = delegated(world, "accepted")
    done = report(world, "done", text="Six of six")
    alice = signed_in(world.alice)
    fill_in(alice, reverse("workplans:implement_act", args=[found.pk, "not_yet"]), text="The list is missing")
    assert list(Entry.objects.standing()) == []
    words = says(alice.get(done.get_absolute_url()))
    assert "corrected on 12 August 2026: The list is missing" in words


def test_a_long_word_stands_whole_with_what_was_asked(world):
    found = delegated(world, "accepted")
    done = report(world, "done")
    refuse(found, world.alice, "The list is missing. " * 20)
    assert found.steps.last().text == "The list is missing. " * 20
    assert len(Entry.objects.get(about=done).reason) <= 200


def test_what_was_passed_on_and_refused_above_does_not_stand(world):
    first = delegated(world, "accepted", may_pass_on=True)
    second = first.pass_on(world.vacant, world.bob)
    done = report(world, "done", delegation=second)
    second.refresh_from_db()
    second.confirm(world.bob)
    first.refresh_from_db()
    assert first.state == "done"
    refuse(first, world.alice)
    assert first.state == "accepted"
    assert Entry.objects.get(about=done).state == ""
    assert not Entry.objects.standing().exists()


def test_what_another_post_was_asked_stays_done(world):
    found, other = delegated(world, "accepted"), delegation(world, world.vacant)
    report(world, "done")
    theirs = report(world, "done", delegation=other)
    refuse(found, world.alice)
    assert list(Entry.objects.standing()) == [theirs]


def test_what_a_closed_quarter_says_is_not_refused(world):
    found = delegated(world, "accepted")
    done = report(world, "done", on=date(2026, 3, 1))
    reviewing.settle_quarter(world.quarters[0], True, "", world.alice, TODAY)
    with pytest.raises(ValidationError, match="Quarter 1 is closed"):
        refuse(found, world.alice)
    found.refresh_from_db()
    assert found.state == "done"
    assert list(Entry.objects.standing()) == [done]


def test_of_two_who_refuse_one_is_told_that_it_stands_elsewhere(world):
    found = delegated(world, "accepted")
    report(world, "done")
    refuse(found, world.alice)
    with pytest.raises(ValidationError, match="stands elsewhere"):
        refuse(found, world.alice)
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("before", "after"), [("offered", "declined"), ("accepted", "handed_back"), ("in_question", "handed_back")]
)
@pytest.mark.parametrize(("text", "word"), [("The road is cut", "The road is cut"), ("", "It was not done")])
def test_what_was_not_done_goes_back_to_who_asked_with_the_word(before, after, text, word, world):
    found = delegated(world, before)
    Notice.objects.all().delete()
    entry = report(world, "not_done", text=text)
    found.refresh_from_db()
    assert (entry.delegation, found.state, found.steps.last().text) == (found, after, word)
    told = Notice.objects.get()
    assert (told.to, told.kind) == (world.alice, f"work_{after}")
    assert word in told.words


def test_one_time_that_was_not_done_gives_not_all_back(world):
    activity = recurring(world)
    whole = delegation(world, activity=activity)
    whole.accept(world.bob)
    report(world, "not_done", activity=activity, occasion=activity.occasions.first())
    whole.refresh_from_db()
    assert whole.state == "accepted"


def test_what_was_not_done_by_who_it_was_passed_on_to_is_again_with_who_passed_it_on(world):
    first = delegated(world, "accepted", may_pass_on=True, due_on=TODAY - timedelta(days=3))
    second = first.pass_on(world.vacant, world.bob)
    report(world, "not_done", delegation=second)
    first.refresh_from_db()
    assert first.state == "accepted"
    assert [task.delegation for task in work_of([world.midwife], TODAY).late] == [first.pk]


@pytest.mark.parametrize("state", ["done", "not_done"])
def test_what_is_settled_is_not_late(state, world):
    found = delegated(world, "accepted", due_on=TODAY - timedelta(days=3))
    assert [task.delegation for task in work_of([world.midwife], TODAY).late] == [found.pk]
    report(world, state, by=world.ruth)
    found.refresh_from_db()
    assert found.state == "accepted"
    assert work_of([world.midwife], TODAY).late == []
    assert work_in(Facts(world.plan), [world.midwife.pk], leads=False, today=TODAY, user=world.bob).late == []


def test_what_another_post_has_done_ends_nobody_elses_part(world):
    late = TODAY - timedelta(days=3)
    mine, theirs = delegated(world, "accepted", due_on=late), delegation(world, world.vacant, due_on=late)
    report(world, "done", delegation=theirs)
    for work in (
        work_of([world.midwife], TODAY),
        work_in(Facts(world.plan), [world.midwife.pk], leads=False, today=TODAY, user=world.bob),
    ):
        assert [task.delegation for task in work.late] == [mine.pk]
    assert {one.to for one in reminding.of_delegations(TODAY)} == {world.bob}
    report(world, "done", by=world.ruth)
    assert list(reminding.of_delegations(TODAY)) == []
