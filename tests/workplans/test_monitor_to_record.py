"""What is to be recorded, by which post, until when: on the page of one's work, and in reminders."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tests.world import TODAY, plan_that_is, recorded
from workplans import reminding
from workplans.models import Absence, Indicator, Mapping, StandardIndicator, Workplan
from workplans.queries.codes import Codes
from workplans.queries.recording import owed_by, recorded_in
from workplans.queries.work import LATE, TO_RECORD, work_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def monthly(world):
    """Three numbers recorded each month since July, when the plan begins: two of the midwife, one of nobody."""
    for quarter in (1, 2):
        world.plan.quarters.get(number=quarter).settle(True, world.alice)
    world.plan.refresh_from_db()
    facts = {"unit": "visits", "recorded_every": "month"}
    return [
        Indicator.objects.create(output=world.output, name="One", post=world.midwife, **facts),
        Indicator.objects.create(activity=world.activity, name="Two", **facts),
        Indicator.objects.create(output=world.second_output, name="Three", **facts),
    ]


def lines(post, user, today=TODAY):
    """{section: [(what, how many days late)]} of the values that a post records."""
    work = work_of([post], today, user)
    kinds = ("record", "fill")
    return {
        name: [(task.name, task.late) for task in tasks if task.kind in kinds]
        for name, tasks in work.sections.items()
        if any(task.kind in kinds for task in tasks)
    }


def test_a_line_for_each_time_until_its_day_and_late_after_it(world, monthly):
    one, two, _three = monthly
    july = "Record the values of July 2026: 2 of 2 still missing"
    assert lines(world.midwife, world.bob) == {TO_RECORD: [(july, 0)]}
    assert lines(world.officer, world.alice) == {
        TO_RECORD: [("Record the values of July 2026: 1 of 1 still missing", 0)]
    }
    assert lines(world.midwife, world.bob, date(2026, 8, 20)) == {LATE: [(july, 5)]}
    recorded(world, "2026-07", 3, indicator=one)
    less = "Record the values of July 2026: 1 of 2 still missing"
    assert lines(world.midwife, world.bob) == {TO_RECORD: [(less, 0)]}
    taken = recorded(world, "2026-07", 3, indicator=two)
    assert lines(world.midwife, world.bob) == {}
    type(taken).figures.correct(taken, world.bob, "It was June's")
    assert lines(world.midwife, world.bob) == {TO_RECORD: [(less, 0)]}


def test_a_value_of_the_quarter_stands_for_its_months_and_a_closed_plan_asks_nothing(world, monthly, today):
    one, two, three = monthly
    october = date(2026, 10, 5)
    today.move_to(october)
    assert lines(world.midwife, world.bob, october)
    for indicator in (one, two):
        recorded(world, "q3", 9, indicator=indicator)
    assert lines(world.midwife, world.bob, october) == {}
    plan = plan_that_is(world, "closed")
    output = plan.objective_set.get().outputs.get()
    Indicator.objects.create(output=output, name="Old", post=world.midwife, recorded_every="month")
    assert lines(world.midwife, world.bob, october) == {}
    assert three.recorded.count() == 0


def test_what_a_file_brings_is_not_asked_for_by_hand(world, monthly):
    one, two, _three = monthly
    Mapping.objects.create(team=world.team, code="A1", fills="value", indicator=one, indicator_name="One")
    Mapping.objects.create(team=world.team, code="A2", fills="nothing", indicator=two, indicator_name="Two")
    Mapping.objects.create(team=world.other_team, code="A2", fills="value", indicator_name="Two")
    assert lines(world.midwife, world.bob)[TO_RECORD] == [
        ("Bring the file of July 2026: it fills 1 value", 0),
        ("Record the values of July 2026: 1 of 1 still missing", 0),
    ]
    world.indicator.recorded_every = "month"
    world.indicator.post = world.vacant
    world.indicator.save()
    Mapping.objects.create(team=world.team, code="N", fills="numerator", indicator=world.indicator)
    [owed], _others = owed_by({world.vacant.pk}, set(), {world.team.pk}, TODAY)
    assert (owed.missing, owed.from_file) == (1, 0), "half of a ratio fills nothing"
    Mapping.objects.create(team=world.team, code="D", fills="denominator", indicator_name=world.indicator.name)
    [owed], _others = owed_by({world.vacant.pk}, set(), {world.team.pk}, TODAY)
    assert (owed.missing, owed.from_file) == (0, 1)


def test_what_codes_bring_of_a_plan_is_what_filling_from_a_file_finds(world, django_assert_max_num_queries):
    """Of copies over several years, of a standard, of names in another spelling; a name that two have is no answer."""
    other = plan_that_is(world, "closed").objective_set.get().outputs.get()
    standard = StandardIndicator.objects.create(name="Home visits", unit="visits")
    new = {
        name: Indicator.objects.create(output=world.output, name=name, recorded_every="month", **more)
        for name, more in {
            "Copied": {"carried_from": Indicator.objects.create(output=other, name="Middle")},
            "Standard": {"standard": standard},
            "Visits  at HOME": {},
            "Twice": {},
            "Nobody": {},
        }.items()
    }
    Indicator.objects.create(output=world.second_output, name="Twice", recorded_every="month")
    middle = new["Copied"].carried_from
    middle.carried_from = Indicator.objects.create(output=other, name="Oldest")
    middle.save()
    for name, more in {
        "First": {"carried_from": None},
        "As given": {"standard": standard},
        "visits at home": {},
        "Twice": {},
    }.items():
        old = middle.carried_from if name == "First" else Indicator.objects.create(output=other, name=name, **more)
        Mapping.objects.create(team=world.team, code=name, fills="value", indicator=old, indicator_name=name)
    with django_assert_max_num_queries(2):
        [plan] = recorded_in(Workplan.objects.filter(pk=world.plan.pk))
    filled = {one.key for one in plan.wanted if one.is_filled}
    assert filled == {new[name].pk for name in ("Copied", "Standard", "Visits  at HOME")}
    meanings = [one for meant in Codes(world.plan).meanings.values() for one in meant]
    assert filled == {one.indicator.pk for one in meanings if one.indicator}
    [few] = recorded_in(Workplan.objects.filter(pk=world.plan.pk), Q(name="Twice", output=world.output))
    assert not few.wanted[0].is_filled, "the other is not the reader's, and there all the same"


def test_who_covers_is_asked_and_reminded(world, monthly):
    Absence.objects.begin(world.midwife, world.vacant, TODAY, date(2026, 9, 30), world.alice)
    work = work_of([world.vacant, world.midwife], TODAY)
    [task] = [task for task in work.sections[TO_RECORD] if task.kind == "record"]
    assert (task.post_key, task.period, task.about) == (world.midwife.pk, "2026-07", world.team.name)
    told = [(one.to, one.facts["post"], one.facts["n"]) for one in reminding.of_recording(date(2026, 8, 15))]
    assert told == [(world.bob, "Midwife in charge", 2), (world.alice, "District health officer", 1)]


def test_reminders_are_one_a_post_plan_and_time_and_go_above(world, monthly):
    one, _two, three = monthly
    three.post = world.officer
    three.save()
    Indicator.objects.create(output=world.output, name="Four", recorded_every="month")
    found = list(reminding.of_recording(date(2026, 8, 12)))
    assert [(reminder.to, reminder.stage, reminder.facts["n"]) for reminder in found] == [
        (world.bob, "before", 2),
        (world.alice, "before", 2),
    ]
    assert len({reminder.subject for reminder in found}) == 2
    late = [(reminder.to, reminder.stage) for reminder in reminding.of_recording(date(2026, 8, 22))]
    assert (world.alice, "above") in late
    assert (world.bob, "late") in late
    recorded(world, "2026-07", 9, indicator=one)
    assert {reminder.facts["n"] for reminder in reminding.of_recording(date(2026, 8, 12))} == {1, 2}


def test_twice_the_indicators_need_no_more_queries(world, monthly):
    def counted():
        with CaptureQueriesContext(connection) as captured:
            list(owed_by({world.midwife.pk}, {world.team.pk}, {world.team.pk}, TODAY))
        mine = len(captured)
        with CaptureQueriesContext(connection) as captured:
            list(reminding.of_recording(date(2026, 8, 22)))
        return mine, len(captured)

    before = counted()
    for number in range(5):
        one = Indicator.objects.create(output=world.output, name=f"{number}", recorded_every="month")
        recorded(world, "2026-07", 3, indicator=one)
    assert counted() == before
    assert before[0] == 1
    assert before[1] <= 14
