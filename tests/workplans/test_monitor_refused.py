"""What was reported as done and refused, and what was not done: it counts no more, and the work goes back to somebody."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.pages import fill_in, says
from tests.world import TODAY, delegated, delegation, report
from workplans import reviewing
from workplans.models import Entry
from workplans.queries.progress import done_in_time, progress_in

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
