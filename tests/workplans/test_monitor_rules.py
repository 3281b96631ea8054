"""How figures add up, are judged and doubted: pure rules, each beside a second way of working it out."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workplans.rules import figures, periods
from workplans.rules.figures import Reading, add_up, counting, doubts, rounded, scale_of, state_of, target_so_far
from workplans.rules.recording import Calendar, due_on, is_due, to_record

YEAR = Calendar(
    date(2026, 1, 1),
    date(2026, 12, 31),
    [(number, *span) for number, span in enumerate(periods.quarters(date(2026, 1, 1), date(2026, 12, 31)), start=1)],
)
numbers = st.decimals(min_value=-(10**6), max_value=10**9, places=3, allow_nan=False, allow_infinity=False)
positive = st.decimals(min_value=1, max_value=10**6, places=2, allow_nan=False, allow_infinity=False)
keys = st.sampled_from(list(YEAR.by_key))


def value(number):
    return Reading(Decimal(number))


def ratio(numerator, denominator):
    return Reading(None, Decimal(numerator), Decimal(denominator))


@pytest.mark.parametrize(
    ("unit", "scale"),
    [("%", 100), ("percent of wards", 100), ("‰", 1000), ("per 1,000 births", 1000), ("per 100 000", 100000), ("", 1)],
)
def test_a_unit_says_by_how_much_a_ratio_is_multiplied(unit, scale):
    assert scale_of(unit) == scale


def test_each_way_of_adding_up():
    months = [value(4), value(6), Reading(), value(2)]
    assert add_up("sum", months) == 12
    assert add_up("last", months) == 2
    assert add_up("average", months) == 4
    assert add_up("sum", []) is None
    assert add_up("last", [Reading()]) is None


def test_ratios_are_added_up_from_their_parts_and_never_averaged():
    rows = [ratio(1, 2), ratio(9, 90)]
    assert add_up("average", rows, 100) == Fraction(1000, 92)
    assert add_up("sum", rows, 100) == Fraction(1000, 92)
    assert add_up("last", rows, 100) == 10
    assert add_up("average", [ratio(0, 0)], 100) is None
    assert ratio(3, 0).figure() is None


@given(st.dictionaries(keys, positive, max_size=17), st.sampled_from(figures.WAYS))
def test_a_year_is_made_of_its_quarters_and_those_of_their_months(known, how):
    """Beside a count by hand: a quarter's own value instead of its months, the year's instead of all."""
    readings = {key: value(number) for key, number in known.items()}
    effective = []
    for quarter in range(1, 5):
        months = [f"2026-{month:02}" for month in range(3 * quarter - 2, 3 * quarter + 1)]
        mine = [known[f"q{quarter}"]] if f"q{quarter}" in known else [known[key] for key in months if key in known]
        assert [one.value for one in counting(YEAR, readings, quarter)] == mine
        effective += mine
    if "year" in known:
        effective = [known["year"]]
    expected = {
        "sum": lambda: sum(map(Fraction, effective)),
        "last": lambda: Fraction(effective[-1]),
        "average": lambda: sum(map(Fraction, effective)) / len(effective),
    }
    assert add_up(how, counting(YEAR, readings)) == (expected[how]() if effective else None)


@given(st.dictionaries(keys, st.tuples(positive, positive), min_size=1, max_size=17), st.integers(1, 4))
def test_a_ratio_so_far_is_that_of_all_that_was_counted(known, upto):
    readings = {key: ratio(*pair) for key, pair in known.items()}
    pairs = []
    for quarter in range(1, upto + 1):
        months = [f"2026-{month:02}" for month in range(3 * quarter - 2, 3 * quarter + 1)]
        pairs += [known[f"q{quarter}"]] if f"q{quarter}" in known else [known[key] for key in months if key in known]
    if upto == 4 and "year" in known:
        pairs = [known["year"]]
    expected = sum(Fraction(top) for top, _ in pairs) / sum(Fraction(bottom) for _, bottom in pairs) if pairs else None
    assert add_up("average", counting(YEAR, readings, upto=upto)) == expected


def test_targets_so_far():
    assert target_so_far("sum", [10, None, 5]) == 15
    assert target_so_far("last", [10, 20, None]) == 20
    assert target_so_far("average", [10, 20]) == 15
    assert target_so_far("sum", [None]) is None


@pytest.mark.parametrize(
    ("actual", "target", "direction", "state"),
    [
        (90, 100, "up", "on_track"),
        (Decimal("89.9"), 100, "up", "at_risk"),
        (69, 100, "up", "off_track"),
        (0, 0, "up", "on_track"),
        (-1, 0, "up", "off_track"),
        (5, 5, "down", "on_track"),
        (7, 5, "down", "at_risk"),
        (8, 5, "down", "off_track"),
        (1, 0, "down", "off_track"),
        (0, 0, "down", "on_track"),
        (110, 100, "keep", "on_track"),
        (111, 100, "keep", "at_risk"),
        (130, 100, "keep", "at_risk"),
        (69, 100, "keep", "off_track"),
        (5, None, "up", "no_target"),
        (None, 5, "up", "no_target"),
    ],
)
def test_a_state_is_judged_by_direction(actual, target, direction, state):
    assert state_of(actual, target, direction, 90, 70) == state


@pytest.mark.parametrize(
    ("reading", "before", "parts", "found"),
    [
        (value(5), None, [], []),
        (value(-1), None, [], ["negative"]),
        (ratio(11, 10), None, [], ["over"]),
        (ratio(1, 0), None, [], ["no_denominator"]),
        (value(100), value(10), [], ["jumped"]),
        (value(99), value(10), [], []),
        (value(1), value(10), [], ["jumped"]),
        (value(0), value(10), [], []),
        (ratio(50, 100), ratio(4, 90), [], ["jumped"]),
        (value(5), None, [[value(3), value(3)]], ["parts"]),
        (value(5), None, [[value(3), value(2)], [value(5)]], []),
        (value(5), None, [[value(-3)]], ["negative"]),
        (ratio(5, 10), None, [[ratio(3, 6), ratio(3, 4)]], ["parts"]),
    ],
)
def test_what_asks_for_a_second_look(reading, before, parts, found):
    assert doubts(reading, before, parts) == found


@given(st.fractions(min_value=-(10**9), max_value=10**9), st.integers(0, 3))
def test_rounding_is_half_away_from_zero_once(figure, places):
    short = rounded(figure, places)
    assert abs(Fraction(short) - figure) <= Fraction(1, 2 * 10**places)
    assert Fraction(short) * 10**places % 1 == 0
    assert "E" not in str(short)


def test_a_half_is_rounded_away_from_zero():
    assert [rounded(Fraction(one, 20)) for one in (1, -1, 3, 0, 2000)] == [
        *(Decimal("0.1"), Decimal("-0.1"), Decimal("0.2"), Decimal(0), Decimal(100))
    ]


def test_the_times_of_a_plan_from_july_in_ethiopia():
    """Its months reach over the ends of its quarters: each counts where its last day is."""
    first, last = date(2026, 7, 8), date(2027, 7, 7)
    year = Calendar(first, last, [(n, *span) for n, span in enumerate(periods.quarters(first, last), start=1)])
    assert len(year.months) == 13
    assert (year.months[0].first, year.months[0].last) == (first, date(2026, 7, 31))
    assert (year.months[-1].first, year.months[-1].last) == (date(2027, 7, 1), last)
    assert [one.quarter for one in year.months] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4]
    assert sorted(one.key for number in range(1, 5) for one in year.months_of(number)) == [
        one.key for one in year.months
    ]
    assert [one.key for one in year.of("quarter")] == ["q1", "q2", "q3", "q4"]
    assert [one.every for one in (year.months[0], year.quarters[0], year.year)] == ["month", "quarter", "year"]


def test_a_value_is_recorded_when_its_time_is_over_and_missed_after_some_days():
    march = YEAR.find("2026-03")
    assert not to_record(march, date(2026, 3, 31))
    assert to_record(march, date(2026, 4, 1))
    assert due_on(march, 15) == date(2026, 4, 15)
    assert not is_due(march, 15, date(2026, 4, 15))
    assert is_due(march, 15, date(2026, 4, 15) + timedelta(days=1))


def test_a_time_has_a_value_by_its_own_by_what_it_is_in_and_by_all_that_is_in_it():
    days = [(number, date(2026, 3 * number - 2, 1), date(2026, 3 * number, 30)) for number in (1, 2, 3, 4)]
    calendar = Calendar(date(2026, 1, 1), date(2026, 12, 30), [(1, date(2026, 1, 1), date(2026, 3, 31)), *days[1:]])
    may, second, year = (calendar.find(key) for key in ("2026-05", "q2", "year"))
    months = {"2026-04", "2026-05", "2026-06"}
    for known in ({"2026-05"}, {"q2"}, {"year"}):
        assert calendar.is_covered(may, known)
    assert not calendar.is_covered(may, {"q3", "2026-04"})
    assert calendar.is_covered(second, months)
    assert not calendar.is_covered(second, months - {"2026-06"})
    assert calendar.is_covered(year, {"q1", *months, "q3", "q4"})
    assert not calendar.is_covered(year, {"q1", "q3", "q4"})
    assert set(calendar.touching(may)) == {"2026-05", "q2", "year"}
    assert set(calendar.touching(second)) == {"q2", "year", *months}
    assert len(calendar.touching(year)) == 12 + 4 + 1
    assert [one.key for one in calendar.before(second)] == ["q1"]
    assert [one.key for one in calendar.before(may)][:2] == ["2026-04", "2026-03"]
