"""What follows from figures alone: how far a vision is shared, and the way to a target."""

from datetime import date
from decimal import Decimal

import pytest

from assessments.rules.reflection import Summary
from assessments.rules.vision import how_shared
from assessments.rules.way import Way, drawing


@pytest.mark.parametrize(
    ("middle", "low", "wide", "word"),
    [
        (8, 8, False, "nearly all"),
        (8, 7, False, "most"),
        (7, 4, False, "partly"),
        (6, 4, False, "partly"),
        (5, 4, False, "not yet"),
        (10, 8, True, "differ"),
    ],
)
def test_how_far_a_vision_is_shared(middle, low, wide, word):
    assert how_shared(Summary(middle=middle, low=low, high=10, wide=wide)) == word


def test_too_few_answers_say_nothing_of_a_vision():
    assert how_shared(None) is None


def test_the_way_is_a_straight_line_and_both_directions_count():
    up = Way(date(2026, 1, 15), Decimal(40), date(2026, 11, 1), Decimal(60))
    assert [up.planned(date(2026, month, 1)) for month in (1, 6, 11, 12)] == [40, 50, 60, 60]
    assert up.planned(date(2025, 6, 1)) == 40
    down = Way(date(2026, 1, 1), Decimal(10), date(2026, 11, 1), Decimal(0))
    assert (down.kept(date(2026, 6, 1), Decimal(5)), down.kept(date(2026, 6, 1), Decimal(6))) == (True, False)
    at_once = Way(date(2026, 1, 1), Decimal(10), date(2026, 1, 31), Decimal(0))
    assert at_once.planned(date(2026, 1, 1)) == 0


def test_the_drawing_stays_inside_its_frame():
    way = Way(date(2026, 1, 1), Decimal(40), date(2026, 12, 1), Decimal(60))
    found = drawing(way, [(date(2025, 6, 1), Decimal(30)), (date(2027, 2, 1), Decimal(90))])
    assert (found.low, found.high, found.first, found.last) == (30, 90, date(2025, 6, 1), date(2027, 2, 1))
    assert found.dots == [(12, 188), (588, 12)]
    assert drawing(Way(date(2026, 1, 1), Decimal(1), date(2026, 1, 9), Decimal(2)), []).planned == "12,188 12,12"
