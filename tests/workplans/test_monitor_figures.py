"""Values of indicators, occasions held and people reached: recorded once, corrected with a reason, verified by another."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.world import TODAY, plan_that_is
from workplans import reviewing
from workplans.models import Breakdown, Doubted, Entry, Indicator, Workplan
from workplans.queries.figures import Figures, Glance, standing_of
from workplans.queries.results.measuring import quarter_rows
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def visits(world):
    """An indicator that is a plain number, recorded each month, broken down by sex."""
    found = Indicator.objects.create(output=world.output, name="Visits", unit="visits", recorded_every="month")
    sex = Breakdown.objects.create(name="Sex at birth")
    found.women = sex.parts.create(name="Women", order=1)
    found.men = sex.parts.create(name="Men", order=2)
    found.breakdowns.add(sex)
    return found


def record(indicator, key="2026-06", number=12, by=None, **more):
    period = indicator.workplan.calendar().find(key)
    reading = number if isinstance(number, Reading) else Reading(Decimal(number))
    return Entry.figures.record(indicator, period, by, reading, **more)


def test_a_value_keeps_who_recorded_it_of_which_time(world, visits):
    entry = record(visits, by=world.bob, text="Two days without register", source="Register")
    assert (entry.by, entry.post, entry.on, entry.period) == (world.bob, world.midwife, date(2026, 6, 30), "2026-06")
    assert (entry.kind, entry.act, entry.activity, entry.practice) == ("value", "report", None, "monitor")
    assert entry.in_words == "12 visits"
    assert entry.get_absolute_url() == f"/workplans/indicator/{visits.pk}/#e{entry.pk}"
    assert not Entry.objects.progress().filter(pk=entry.pk).exists()


def test_a_ratio_is_recorded_as_what_it_is_made_of(world):
    with pytest.raises(ValidationError, match="A ratio needs both"):
        record(world.indicator, "q2", 46, world.bob)
    entry = record(world.indicator, "q2", Reading(None, Decimal(23), Decimal(50)), world.bob)
    assert entry.in_words == "46% (23 of 50)"


def test_parts_are_kept_beside_the_whole(world, visits):
    parts = {visits.women: Reading(Decimal(12)), visits.men: Reading()}
    entry = record(visits, by=world.bob, parts=parts)
    assert [(one.part, one.value) for one in entry.parts.all()] == [(visits.women, 12)]
    other = Breakdown.objects.create(name="Other").parts.create(name="Any")
    with pytest.raises(ValidationError, match="not broken down"):
        record(visits, "2026-05", by=world.bob, parts={other: Reading(Decimal(1))})


def test_a_time_is_recorded_once_and_then_corrected(world, visits):
    first = record(visits, by=world.bob)
    with pytest.raises(ValidationError) as refused:
        record(visits, number=14, by=world.alice)
    assert refused.value.code == "recorded"
    assert refused.value.params["last"] == first
    second = Entry.figures.correct(first, world.alice, "Two were counted twice", Reading(Decimal(10)))
    assert (second.about, second.place, second.period, second.on) == (first, first.pk, "2026-06", first.on)
    with pytest.raises(ValidationError, match="corrected already"):
        Entry.figures.correct(first, world.bob, "Again", Reading(Decimal(11)))
    with pytest.raises(ValidationError, match="says already"):
        Entry.figures.correct(second, world.bob, "Again", Reading(Decimal(10)))
    assert [one.value for one in Entry.figures.standing()] == [10]
    assert Entry.figures.count() == 2


def test_what_was_taken_back_counts_no_more_and_can_be_given_again(world, visits):
    entry = record(visits, by=world.bob)
    gone = Entry.figures.correct(entry, world.bob, "It was May's")
    assert gone.in_words == ""
    assert not Entry.figures.standing().exists()
    with pytest.raises(ValidationError):
        record(visits, by=world.bob)
    again = Entry.figures.correct(gone, world.bob, "June's has come", Reading(Decimal(9)))
    assert list(Entry.figures.standing()) == [again]


def test_another_post_verifies_and_a_correction_after_it_is_not_verified(world, visits):
    entry = record(visits, by=world.bob)
    with pytest.raises(ValidationError, match="You recorded this"):
        Entry.figures.verify(entry, world.bob)
    seen = Entry.figures.verify(entry, world.sofia, "Compared with the register")
    assert (seen.act, seen.about, seen.value) == ("confirmation", entry, 12)
    assert list(Entry.figures.standing().verified()) == [entry]
    with pytest.raises(ValidationError, match="corrected or verified"):
        Entry.figures.verify(entry, world.alice)
    second = Entry.figures.correct(entry, world.bob, "Two more were found", Reading(Decimal(14)))
    assert second.about == seen
    assert list(Entry.figures.standing()) == [second]
    assert not Entry.figures.standing().verified().exists()
    assert Entry.figures.verify(second, world.alice).value == 14


def test_what_looks_wrong_needs_a_second_look_and_a_word(world, visits):
    record(visits, "2026-05", 3, world.bob)
    with pytest.raises(Doubted) as doubted:
        record(visits, "2026-06", 30, world.bob)
    assert doubted.value.found == ["jumped"]
    with pytest.raises(Doubted):
        record(visits, "2026-06", 30, world.bob, sure=True)
    entry = record(visits, "2026-06", 30, world.bob, sure=True, text="A campaign week")
    with pytest.raises(Doubted):
        Entry.figures.correct(entry, world.bob, "", Reading(Decimal(300)), sure=True)


def test_a_time_to_come_a_closed_quarter_and_a_closed_plan_take_none(world, visits):
    with pytest.raises(ValidationError, match="still to come"):
        record(visits, "2026-09", by=world.bob)
    assert record(visits, "2026-08", by=world.bob)  # it has begun
    entry = record(visits, "2026-03", by=world.bob)
    reviewing.settle_quarter(world.quarters[0], True, "", world.alice, TODAY)
    with pytest.raises(ValidationError, match="Quarter 1 is closed"):
        record(visits, "2026-02", by=world.bob)
    with pytest.raises(ValidationError, match="Quarter 1 is closed"):
        Entry.figures.correct(entry, world.bob, "Late", Reading(Decimal(1)))
    reviewing.settle_quarter(world.quarters[0], False, "A register was found", world.sofia, TODAY)
    assert Entry.figures.correct(entry, world.bob, "Late", Reading(Decimal(10)))
    closed = plan_that_is(world, "closed")
    of_it = closed.indicator_set.first() or Indicator.objects.create(output=closed.output_set.first(), name="Beds")
    with pytest.raises(ValidationError, match="workplan is closed"):
        record(of_it, "q1", by=world.alice)


def test_a_time_that_is_longer_than_its_own_is_recorded_once_it_is_over(world, visits):
    for key in ("q3", "year"):
        period = world.plan.calendar().find(key)
        with pytest.raises(ValidationError, match="not over"):
            record(visits, key, by=world.bob)
        with pytest.raises(ValidationError, match="not over"):
            Entry.figures.record_many(world.plan, [(visits, period, Reading(Decimal(1)), {}, "")], world.bob)
    assert record(visits, "q2", by=world.bob)
    assert record(world.indicator, "q3", Reading(None, Decimal(1), Decimal(2)), world.bob)  # its own time


def test_what_became_a_ratio_meanwhile_takes_no_plain_value(world, visits):
    Indicator.objects.filter(pk=visits.pk).update(numerator="seen", denominator="all")
    old = Indicator(pk=visits.pk, name="Visits", workplan=world.plan, output=world.output, recorded_every="month")
    line = (old, world.plan.calendar().find("2026-06"), Reading(Decimal(1)), {}, "")
    for act in (
        lambda: record(visits, by=world.bob),
        lambda: Entry.figures.record_many(world.plan, [line], world.bob),
    ):
        with pytest.raises(ValidationError, match="A ratio needs both"):
            act()
    Indicator.objects.filter(pk=visits.pk).delete()
    with pytest.raises(ValidationError, match="not in the plan any more: Visits"):
        record(visits, by=world.bob)


def test_the_time_before_is_the_last_by_its_day_however_many_quarters_there_are(world, visits):
    plan = Workplan.objects.begin(world.team, date(2020, 1, 1), date(2022, 12, 31))
    beds = Indicator.objects.create(
        objective=plan.objective_set.create(name="Beds"), name="Beds", recorded_every="quarter"
    )
    for number, value in ((9, 5), (10, 40)):
        record(beds, f"q{number}", value, world.bob)
    assert Entry.figures.before(beds, plan.calendar().find("q11")).value == 40


def test_occasions_and_people_are_counted_and_add_up(world):
    first = Entry.figures.tally(world.activity, "reached", Decimal(34), world.bob, date(2026, 8, 3))
    Entry.figures.tally(world.activity, "reached", Decimal(20), world.bob)
    Entry.figures.tally(world.activity, "held", Decimal(2), world.bob)
    for number in (None, Decimal(0), Decimal("1.5"), Decimal(-2)):
        with pytest.raises(ValidationError, match="whole number"):
            Entry.figures.tally(world.activity, "held", number, world.bob)
    with pytest.raises(ValidationError, match="still to come"):
        Entry.figures.tally(world.activity, "held", Decimal(1), world.bob, date(2026, 8, 13))
    Entry.figures.correct(first, world.bob, "One village twice", Reading(Decimal(30)))
    reached = Entry.figures.standing().filter(kind="reached")
    assert sorted(one.value for one in reached) == [20, 30]
    assert not Entry.objects.counting().exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "value", "period": "q1", "value": 1, "activity": True},
        {"kind": "value", "value": 1},
        {"kind": "value", "period": "q1"},
        {"kind": "value", "period": "q1", "value": 1, "denominator": 2},
        {"kind": "value", "period": "q1", "numerator": 1},
        {"kind": "held", "value": 1},
        {"kind": "progress", "state": "done", "value": 1, "activity": True},
    ],
)
def test_the_database_keeps_what_says_nothing_out(wrong, world):
    facts = {"workplan": world.plan, "by": world.bob, "on": TODAY, **wrong}
    about = {"activity": world.activity} if facts.pop("activity", False) else {"indicator": world.indicator}
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**facts, **about)


def test_a_quarter_and_the_year_are_compared_with_their_targets(world, visits):
    for key, number in (("2026-01", 4), ("2026-02", 6), ("2026-03", 5), ("2026-04", 7)):
        record(visits, key, number, world.bob)
    visits.targets.create(quarter=world.quarters[0], value=15)
    visits.targets.create(quarter=world.quarters[1], value=20)
    visits.target = 70
    visits.save()
    record(world.indicator, "q1", Reading(None, Decimal(10), Decimal(40)), world.bob)
    record(world.indicator, "q2", Reading(None, Decimal(30), Decimal(60)), world.bob)
    known = Figures(world.plan, TODAY)
    assert [(one.number, one.indicator.name) for one in known.measured] == [
        ("1.1", "Deliveries with a skilled attendant"),
        ("1.1", "Visits"),
    ]
    ratio, plain = known.measured
    first, second = plain.quarter(1), plain.quarter(2)
    assert (first.actual, first.target, first.state, first.difference) == (15, 15, "on_track", 0)
    assert (second.actual, second.state, second.recorded, second.due, second.is_part) == (7, "off_track", 1, 3, True)
    assert (plain.so_far(2).target, plain.so_far(2).actual) == (35, 22)
    assert (plain.year.target, plain.year.actual, plain.quarter(3).state) == (70, 22, "not_due")
    assert [one.key for one in plain.to_record(TODAY)] == ["2026-05", "2026-06", "2026-07"]
    assert (ratio.quarter(1).actual, ratio.quarter(2).actual, ratio.year.actual) == (25, 50, 40)
    assert (ratio.quarter(1).state, ratio.quarter(2).state) == ("off_track", "on_track")
    assert known.running.key == "q3"


def test_what_is_recorded_once_in_the_plan_is_judged_in_its_last_quarter(world, today):
    today.move_to(date(2027, 2, 20))
    beds = Indicator.objects.create(output=world.output, name="Beds", recorded_every="year", target=40)
    known = Figures(world.plan, date(2027, 2, 20), [beds.pk])
    assert (known.of(beds).quarter(4).state, known.of(beds).quarter(3).state) == ("not_recorded", "not_due")
    record(beds, "year", 4, world.bob)
    found = Figures(world.plan, date(2027, 2, 20), [beds.pk]).of(beds)
    assert [found.quarter(4), found.so_far(4)] == [found.year, found.year]
    assert (found.year.target, found.year.actual, found.year.state) == (40, 4, "off_track")
    assert found.so_far(3).target is None
    standing = standing_of(Glance(world.plan, date(2027, 2, 20), [beds]))
    assert (standing.judged, standing.on_track) == (1, 0)
    record(beds, "q4", 1, world.bob)
    assert Figures(world.plan, date(2027, 2, 20), [beds.pk]).of(beds).quarter(4).actual == 1


def test_what_is_added_up_is_not_judged_by_a_whole_target_before_its_time_is_over(world, visits, today):
    visits.recorded_every, visits.target = "quarter", 40
    visits.save()
    for number in (1, 2, 3):
        today.move_to(date(2026, 3 * number, 28))
        record(visits, f"q{number}", 10, world.bob)

    def state_on(day, target=40, **more):
        Indicator.objects.filter(pk=visits.pk).update(target=target, **more)
        return Figures(world.plan, day, [visits.pk]).measured[0].year.state

    assert state_on(date(2026, 11, 27)) == "not_due"
    assert state_on(date(2027, 1, 1)) == "at_risk"
    assert [state_on(date(2026, 11, 27), target) for target in (30, None)] == ["on_track", "no_target"]
    assert state_on(date(2026, 11, 27), 20, direction="down") == "off_track"  # it only grows
    assert state_on(date(2026, 11, 27), 40, direction="up", adds_up="last") == "off_track"


def test_so_far_on_the_page_of_an_indicator_ends_with_the_last_quarter_that_is_over(world, visits):
    known = Figures(world.plan, TODAY)
    assert (known.last_over, known.running.quarter) == (2, 3)
    rows = quarter_rows(known.of(visits), {}, TODAY)
    assert [one["behind"] for one in rows if one["time"] == "So far"] == [f"?indicator={visits.pk}&upto=2"]


def test_a_value_that_is_missed_is_not_recorded(world, visits, today):
    assert Figures(world.plan, TODAY).of(visits).quarter(2).state == "not_recorded"
    today.move_to(date(2026, 7, 15))
    assert Figures(world.plan, date(2026, 7, 15)).of(world.indicator).quarter(2).state == "not_due"
    assert Figures(world.plan, date(2026, 7, 16)).of(world.indicator).quarter(2).state == "not_recorded"


def test_all_of_a_plan_is_read_in_the_same_queries_whatever_its_size(world, visits, django_assert_num_queries):
    record(visits, by=world.bob)
    with django_assert_num_queries(7):
        assert len(Figures(world.plan, TODAY).measured) == 2
    for number in range(20):
        more = Indicator.objects.create(activity=world.activity, name=f"More {number}")
        record(more, "q1", by=world.bob)
    with django_assert_num_queries(7):
        assert len(Figures(world.plan, TODAY).measured) == 22
