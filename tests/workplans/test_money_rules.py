"""Money to the cent: parts that make their whole, costs, shares and what an act over many activities writes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workplans.rules import money
from workplans.rules.money import APPROVE, CUT, RELEASE, Sums

amounts = st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2)
weights = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=12)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), weights)
def test_parts_make_their_whole_and_each_is_less_than_a_cent_from_its_due(whole, shares):
    found = money.parts(whole, shares)
    if not sum(shares):
        assert set(found) == {0}
        return
    assert sum(found) == whole
    for part, weight in zip(found, shares, strict=True):
        assert abs(Fraction(part) - Fraction(whole) * weight / sum(shares)) < Fraction(1, 100)
        assert part == round(part, 2)


def test_the_cent_that_is_left_goes_to_who_lost_most_and_of_equals_to_the_first():
    assert money.parts(Decimal(100), [1, 1, 1]) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert money.parts(Decimal("0.02"), [1, 1, 2]) == [Decimal("0.01"), 0, Decimal("0.01")]


@pytest.mark.parametrize(
    ("quantity", "unit_cost", "frequency", "cost"),
    [
        ("3", "2.5", "4", "30.00"),
        ("0.5", "0.01", "1", "0.01"),
        ("0.33", "0.01", "1", "0.00"),
        ("1.5", "0.33", "1", "0.50"),
    ],
)
def test_a_cost_is_to_the_nearest_cent_half_a_cent_up(quantity, unit_cost, frequency, cost):
    assert money.cost(*map(Decimal, (quantity, unit_cost, frequency))) == Decimal(cost)


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(0, 0, None), (5, 0, None), (1, 3, 33), (2, 3, 66), (5, 4, 125), (0, 3, 0)]
)
def test_a_percentage_is_rounded_down_and_unknown_without_a_whole(part, whole, percent):
    assert money.percent(Decimal(part), Decimal(whole)) == percent


def test_sums_know_what_is_open_and_what_is_left():
    sums = Sums(asked=Decimal(100), approved=Decimal(90), released=Decimal(60), advanced=Decimal(20), spent=Decimal(25))
    sums.add(Sums(accounted=Decimal(15)))
    assert (sums.open, sums.left) == (5, 30)
    assert (sums.released_of_approved, sums.spent_of_approved, sums.spent_of_released) == (66, 27, 41)


rows = st.lists(st.builds(Sums, asked=amounts, approved=amounts, released=amounts), min_size=1, max_size=8)


@given(rows, st.decimals(min_value=Decimal("0.01"), max_value=100, places=2))
def test_a_cut_takes_its_share_of_the_whole_and_never_more_than_there_is(found, percentage):
    written = money.changes(CUT, found, percentage=percentage)
    whole = sum(row.approved for row in found)
    assert -sum(written) == money.share_of(whole, percentage)
    assert all(-row.approved <= amount <= 0 for row, amount in zip(found, written, strict=True))


@given(rows, st.decimals(min_value=Decimal("0.01"), max_value=100, places=2))
def test_what_is_approved_never_falls_and_never_exceeds_what_is_asked(found, percentage):
    written = money.changes(APPROVE, found, percentage=percentage)
    for row, amount in zip(found, written, strict=True):
        assert amount >= 0
        assert row.approved + amount <= max(row.asked, row.approved)


@given(rows, amounts)
def test_a_release_is_shared_out_of_what_is_still_to_come(found, amount):
    written = money.changes(RELEASE, found, amount=amount)
    bases = [
        max(0, (row.approved if any(one.approved for one in found) else row.asked) - row.released) for row in found
    ]
    assert sum(written) == min(amount, sum(bases))
    assert all(0 <= part <= base for part, base in zip(written, bases, strict=True))


def test_too_much_in_one_place_fills_no_gap_in_another():
    assert money.gap(Decimal(10), Decimal(4)) == 6
    assert money.gap(Decimal(4), Decimal(10)) == 0
