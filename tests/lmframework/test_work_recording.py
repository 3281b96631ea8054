"""What is only recorded now: its time is over, nobody said a word, and the tap says how it was on its last day."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages

from tests.pages import filled, says
from tests.world import TODAY, delegation, recurring, report
from workplans import reviewing
from workplans.models import Entry
from workplans.queries.progress import done_in_time

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PAGE, ACT, LIST = "/my-work/", "/my-work/act/", "/my-work/list/"


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


@pytest.fixture
def july(world):
    """The radio talk of July, of which nobody said a word."""
    return recurring(world, every="month", months=["2026-07", "2026-10"]).occasions.get(ends_on="2026-07-31")


def act(browser, what, **more):
    page = browser.get(PAGE)
    assert f'value="{what}"' in page.content.decode(), what
    return browser.post(ACT, {**filled(page), "act": what}, **more)


def test_the_tap_says_how_it_was_on_the_last_day_and_it_is_in_time(world, july, bob):
    sent = act(bob, f"report:o{july.pk}:done:0")
    entry = Entry.objects.get()
    assert entry.on == date(2026, 7, 31)
    assert done_in_time(world.plan, TODAY) == (1, 1)
    page = bob.get(sent.headers["Location"])
    assert "Reported: done, on 31 July." in says(page)
    assert "Another day?" in says(page)
    assert "Add a word" not in says(page)
    said = page.context["said"]
    assert said.section == "to_record"
    correct = bob.get(said.url)
    assert filled(correct)["reason"] == ["It was on another day"]
    bob.post(said.url, filled(correct, on="2026-08-03"))
    assert Entry.objects.standing().get().on == date(2026, 8, 3)
    assert done_in_time(world.plan, TODAY) == (1, 0)


def test_it_is_taken_back_as_any_other(july, bob):
    act(bob, f"report:o{july.pk}:done:0")
    bob.post(ACT, {**filled(bob.get(PAGE)), "act": f"back:{Entry.objects.get().pk}"})
    assert not Entry.objects.standing().exists()


def test_who_is_stuck_is_so_today_and_what_was_reported_since_is_of_today(july, bob):
    act(bob, f"report:o{july.pk}:stuck:0")
    last = Entry.objects.get()
    assert last.on == TODAY
    sent = act(bob, f"report:o{july.pk}:done:{last.pk}")
    assert Entry.objects.first().on == TODAY
    assert "Add a word" in says(bob.get(sent.headers["Location"]))


def test_what_is_late_but_takes_longer_is_of_today(world, bob):
    world.activity.months = ["2026-06"]
    world.activity.save()
    act(bob, f"report:a{world.activity.pk}:done:0")
    assert Entry.objects.get().on == TODAY


def test_of_what_was_asked_the_last_day_is_that_which_was_agreed(world, bob, july):
    asked = delegation(world, activity=july.activity, occasion=july, due_on=TODAY - timedelta(days=4))
    asked.accept(world.bob)
    act(bob, f"report:o{july.pk}-{asked.pk}:done:0")
    assert Entry.objects.get().on == TODAY - timedelta(days=4)


def test_of_all_times_that_were_asked_each_has_its_own_last_day(world, bob, july):
    asked = delegation(world, activity=july.activity, due_on=TODAY - timedelta(days=4))
    asked.accept(world.bob)
    act(bob, f"report:o{july.pk}-{asked.pk}:done:0")
    assert Entry.objects.get().on == july.ends_on


def test_the_list_says_the_same(july, bob):
    bob.post(LIST, filled(bob.get(LIST), **{f"state_o{july.pk}": "done"}))
    assert Entry.objects.get().on == date(2026, 7, 31)


def test_a_closed_quarter_takes_no_record(world, bob):
    may = recurring(world, every="month", months=["2026-05"]).occasions.get()
    reviewing.settle_quarter(world.plan.quarters.get(number=2), True, "", world.alice, TODAY)
    sent = act(bob, f"report:o{may.pk}:done:0")
    assert [str(one) for one in get_messages(sent.wsgi_request)] == [
        "Quarter 2 is closed, so it takes no entry, nor a correction of one. It can be opened again."
    ]
    assert not Entry.objects.exists()


def test_what_a_colleague_recorded_meanwhile_is_not_written_over(world, july, bob):
    page = bob.get(PAGE)
    report(world, "not_done", activity=july.activity, occasion=july, by=world.alice)
    bob.post(ACT, {**filled(page), "act": f"report:o{july.pk}:done:0"})
    assert Entry.objects.get().state == "not_done"
