"""What is corrected stands where it stood: in its place among the reports of its day, with what was asked as it is."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.pages import filled, says
from tests.world import TODAY, delegated, report
from workplans import reminding, reviewing
from workplans.models import Agreement, Entry
from workplans.queries.activity import progress_facts
from workplans.queries.plan import Facts
from workplans.queries.progress import progress_in
from workplans.queries.track import Track
from workplans.queries.week import work_in
from workplans.queries.work import work_of
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def readings(world):
    """{who reads: the state of the training as it reads it}."""
    last = {(entry.activity_id, entry.occasion_id): entry for entry in Entry.objects.latest_of([world.activity])}
    place = world.activity.pk, None
    told = Facts(world.plan).told
    tasks = [
        task
        for work in (
            work_of([world.midwife], TODAY),
            work_in(Facts(world.plan), [world.midwife.pk], leads=False, today=TODAY, user=world.bob),
        )
        for section in work.sections.values()
        for task in section
        if task.activity == world.activity.pk
    ]
    return {
        "latest_of": last[place].state,
        "progress_in": progress_in([world.plan])[place].state,
        "of a plan that is read": max(told.reports[place]).state,
        "progress of the plan": told.due(world.activity)[0][0].state,
        "activity": progress_facts(world.activity, Track(world.activity), TODAY)["progress"].state,
        "work": {task.state for task in tasks},
        "reminded": bool(list(reminding.of_activities(world.activity.ends_on))),
    }


def test_correcting_the_earlier_of_two_of_a_day_leaves_the_later_the_last_for_all_who_read(world):
    world.activity.starts_on = world.activity.ends_on = TODAY + timedelta(days=1)
    world.activity.months = []
    world.activity.save()
    first, last = report(world, "started"), report(world, "half")
    second = Entry.objects.correct(first, world.bob, "One was there already", "done")
    assert (second.place, last.place) == (first.pk, last.pk)
    found = readings(world)
    assert found.pop("reminded") is True
    assert found.pop("work") == {"half"}
    assert set(found.values()) == {"half"}
    third = Entry.objects.correct(second, world.bob, "No, none", "started")
    assert third.place == first.pk
    assert Entry.objects.first() == last
    Entry.objects.correct(last, world.bob, "They are", "done")
    found = readings(world)
    assert (found.pop("reminded"), found.pop("work")) == (False, set())
    assert set(found.values()) == {"done"}


def test_the_database_keeps_that_a_correction_has_a_place_before_its_own(world):
    entry = report(world)
    new = Entry.objects.correct(entry, world.bob, "Two were there", "half")
    for wrong in (0, new.pk):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.filter(pk=new.pk).update(place=wrong)


def done_refused_and_done_again(world):
    """(what was asked, the report that was refused without being taken back, the one that answers)."""
    found = delegated(world, "accepted")
    first = report(world, "done", text="Six of six")
    found.refresh_from_db()
    found.not_yet(world.alice, "The list is missing")
    return found, first, report(world, "done", text="Here it is")


@pytest.mark.parametrize("state", ["", "half"])
def test_correcting_an_old_report_of_done_leaves_what_another_answers(state, world):
    found, first, again = done_refused_and_done_again(world)
    Entry.objects.correct(first, world.bob, "Two were missing", state)
    found.refresh_from_db()
    assert found.state == "done"
    Entry.objects.correct(again, world.bob, "The list is still missing", state)
    found.refresh_from_db()
    assert (found.state, found.steps.last().text) == ("accepted", "The list is still missing")


@pytest.mark.parametrize("state", ["done", "not_done", "half"])
def test_correcting_what_was_said_before_moves_nothing_that_was_asked(state, world):
    found = delegated(world, "accepted")
    first = report(world, "started")
    report(world, "half", text="Three of six")
    Entry.objects.correct(first, world.bob, "It was so", state)
    found.refresh_from_db()
    assert found.state == "accepted"
    report(world, "done")
    second = Entry.objects.get(about=first)
    Entry.objects.correct(second, world.bob, "It was not", "stuck" if state == "done" else "done", text="No room")
    found.refresh_from_db()
    assert found.state == "done"


def recorded(world, key, number=40):
    reading = Reading(None, Decimal(number), Decimal(100))
    return Entry.figures.record(world.indicator, world.plan.calendar().find(key), world.bob, reading)


def test_the_days_of_a_plan_stay_where_a_value_would_be_of_another_time(world, signed_in):
    alice, address = signed_in(world.alice), reverse("workplans:plan_change", args=[world.plan.pk])
    value = recorded(world, "q3")
    for days in ({"ends_on": "2026-06-30"}, {"starts_on": "2026-04-01"}, {"quarter_4": "2026-11-01"}):
        page = alice.post(address, filled(alice.get(address), **days))
        assert "Values are recorded for Quarter 3" in says(page)
        assert [filled(page)[name] for name in days] == [[day] for day in days.values()]
    Entry.figures.correct(value, world.bob, "The plan is of half a year")
    assert alice.post(address, filled(alice.get(address), ends_on="2026-06-30")).status_code == 302


def test_the_days_of_a_quarter_stay_where_something_was_agreed_on_its_page(world, signed_in):
    alice, address = signed_in(world.alice), reverse("workplans:plan_change", args=[world.plan.pk])
    Agreement.objects.agree(world.quarters[3], "Ask for gloves", world.midwife, TODAY, world.alice)
    page = alice.post(address, filled(alice.get(address), ends_on="2026-06-30"))
    assert page.status_code == 200
    assert "on the page of Quarter 4, so its days stay" in says(page)


def test_a_value_of_a_time_that_the_plan_has_no_more_is_only_taken_back(world):
    value = recorded(world, "q3")
    world.plan.set_quarters([(one.starts_on, one.ends_on) for one in world.quarters[:2]])
    with pytest.raises(ValidationError, match="no such time any more"):
        Entry.figures.correct(value, world.alice, "Two more", Reading(None, Decimal(42), Decimal(100)))
    assert not Entry.figures.correct(value, world.alice, "Not ours").reading.is_known


def test_a_value_of_a_closed_quarter_stays_though_its_days_were_moved(world):
    value = recorded(world, "q2")
    spans = [(one.starts_on, one.ends_on) for one in world.quarters]
    spans[1], spans[2] = (spans[1][0], date(2026, 7, 31)), (date(2026, 8, 1), spans[2][1])
    world.plan.set_quarters(spans)
    Entry.objects.filter(pk=value.pk).update(on=date(2026, 8, 2))
    reviewing.settle_quarter(world.plan.quarters.get(number=2), True, "", world.alice, TODAY)
    reading = Reading(None, Decimal(42), Decimal(100))
    for act in (
        lambda: Entry.figures.correct(value, world.alice, "Two more", reading),
        lambda: Entry.figures.verify(value, world.sofia),
    ):
        with pytest.raises(ValidationError, match="Quarter 2 is closed"):
            act()
