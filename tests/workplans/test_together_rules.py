"""How what many teams reached moved, and what each quarter brought: pure."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from workplans.rules.figures import DOWN, KEEP, UP, Reading
from workplans.rules.together import (
    BETTER,
    HIGHER,
    LOWER,
    NOT_OVER,
    NOTHING_NEW,
    SAME,
    SINCE,
    WORSE,
    Beside,
    Quarter,
    Together,
    both_of,
    course,
    moved,
    sum_of,
)

QUARTERS = [
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 7, 1), date(2026, 9, 30)),
]
DAYS = [last for _first, last in QUARTERS]
LATE = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("direction", "now", "then", "more", "how"),
    [
        (UP, 61, 58, {}, BETTER),
        (UP, 58, 61, {}, WORSE),
        (DOWN, 58, 61, {}, BETTER),
        (DOWN, 61, 58, {}, WORSE),
        (UP, 61, 61, {}, SAME),
        (KEEP, 61, 58, {}, HIGHER),
        (KEEP, 58, 61, {}, LOWER),
        (UP, None, 58, {}, None),
        (UP, 61, None, {"is_sum": True}, None),
        (UP, 61, 61, {"is_new": False}, NOTHING_NEW),
        (UP, 61, 61, {"is_new": False, "of_year": True}, SAME),
        (UP, 900, 400, {"is_sum": True}, SINCE),
        (DOWN, 9, 4, {"is_sum": True}, SINCE),
        (UP, 900, 1000, {"is_sum": True, "of_year": True}, WORSE),
        (UP, 900, 1000, {"is_sum": True, "of_year": True, "is_over": False}, NOT_OVER),
        (DOWN, 3, 8, {"is_sum": True, "of_year": True, "is_over": False}, NOT_OVER),
        (UP, 1100, 1000, {"is_sum": True, "of_year": True, "is_over": False}, BETTER),
        (DOWN, 9, 8, {"is_sum": True, "of_year": True, "is_over": False}, WORSE),
    ],
)
def test_how_a_figure_moved(direction, now, then, more, how):
    assert moved(direction, now, then, **more) == how


def value(number):
    return Reading(Decimal(number))


def ratio(numerator, denominator):
    return Reading(None, Decimal(numerator), Decimal(denominator))


def quarters(plan, *readings):
    """The Quarters of a plan, of what was reached up to each; None where nothing was recorded."""
    return [
        Quarter(plan, number, first, last, one is not None, one or Reading())
        for number, ((first, last), one) in enumerate(zip(QUARTERS, readings, strict=False), start=1)
    ]


def drawn(rows, *, by_itself=True, over_on=LATE, scale=1):
    return [
        (step.ends_on, step.teams, step.figure)
        for step in course(rows, DAYS, by_itself=by_itself, over_on=over_on, scale=scale)
    ]


def test_each_quarter_says_what_it_brought_by_itself():
    rows = [*quarters(1, value(10), value(30), value(30)), *quarters(2, None, value(5), value(9))]
    assert drawn(rows) == [(DAYS[0], 1, 10), (DAYS[1], 2, 25), (DAYS[2], 2, 4)]


def test_or_what_was_known_at_its_end():
    rows = [*quarters(1, value(10), value(8)), *quarters(2, None, value(5))]
    assert drawn(rows, by_itself=False) == [(DAYS[0], 1, 10), (DAYS[1], 2, 13)]


def test_ratios_are_divided_after_they_are_added_up():
    rows = [*quarters(1, ratio(8, 10), ratio(8, 10)), *quarters(2, ratio(30, 90), ratio(60, 190))]
    found = drawn(rows, scale=100)
    assert found[0] == (DAYS[0], 2, 38)
    assert found[1] == (DAYS[1], 1, 30), "the first team recorded nothing in the second quarter"


def test_a_team_whose_numbers_could_not_be_added_up_before_is_left_out():
    rows = [*quarters(1, Reading(), value(30)), *quarters(2, value(1), value(3))]
    rows[0] = Quarter(1, 1, *QUARTERS[0], True, Reading())
    assert drawn(rows) == [(DAYS[0], 1, 1), (DAYS[1], 1, 2)]


def test_nothing_in_a_quarter_that_may_still_be_recorded_is_not_known():
    rows = quarters(1, value(10), value(10))
    assert drawn(rows) == [(DAYS[0], 1, 10), (DAYS[1], 1, 0)]
    assert drawn(rows, over_on=DAYS[1]) == [(DAYS[0], 1, 10), (DAYS[1], 1, None)]
    assert drawn([]) == []


def test_parts_make_the_whole_again():
    parts = [
        Together(3, 2, 1, None, Decimal(8), Decimal(10), DAYS[0]),
        Together(2, 2, 2, None, Decimal(30), Decimal(90), DAYS[1]),
        Together(4),
    ]
    whole = sum_of(parts)
    assert whole == Together(9, 4, 3, None, Decimal(38), Decimal(100), DAYS[1])
    assert whole.left_out == 1
    assert whole.reading.figure(100) == Fraction(38)
    assert sum_of([]) == Together()
    assert both_of([Beside(1, ratio(1, 2), ratio(1, 4)), Beside(2, ratio(2, 3), ratio(0, 6))]) == Beside(
        3, ratio(3, 5), ratio(1, 10)
    )
