"""What many teams reached of a standard indicator, added up, and how it moved. Pure and exact.

Sums are added up, ratios by their numerators and denominators. A percentage or an average that a team wrote down as one
is never averaged: it is left out, and said to be. Two times are compared over the same teams alone, since twice the
teams that record reach twice as much and do nothing better.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from workplans.rules.figures import DOWN, KEEP, Reading

BETTER, WORSE, SAME, HIGHER, LOWER, SINCE, NOTHING_NEW, NOT_OVER = MOVES = [
    *("better", "worse", "same", "higher", "lower", "since", "nothing_new", "not_over")
]
"""How a figure moved. HIGHER and LOWER where it is to stay as it is; SINCE where it can but grow, since it is a sum of the
same year; NOTHING_NEW where a ratio has the very numbers that it had before; NOT_OVER where it is a sum that is less than
last year, of a quarter that still runs."""


@dataclass(frozen=True)
class Together:
    """What some teams reached of a standard indicator by the end of a quarter; a number is None where no team has it."""

    measuring: int = 0
    """How many teams measure it."""
    recorded: int = 0
    """How many of those have recorded anything."""
    counted: int = 0
    """How many of those have recorded what can be added up."""
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    ends_on: date | None = None
    """The last day of the quarter; the latest, where teams have several."""

    @property
    def left_out(self):
        """How many teams have recorded a percentage or an average alone, which cannot be added up."""
        return self.recorded - self.counted

    @property
    def reading(self):
        return Reading(self.value, self.numerator, self.denominator)


@dataclass(frozen=True)
class Beside:
    """What the teams that have numbers at two times reached now, and then."""

    teams: int
    now: Reading
    then: Reading


def moved(direction, now, then, *, is_sum=False, is_new=True, of_year=False, is_over=True):
    """Which of MOVES it is from `then` to `now`, figures as they are printed; None where one is not known.

    `is_sum` is whether it grows from quarter to quarter, `is_new` whether a number that it is made of differs, `of_year`
    whether `then` is a year ago, `is_over` whether all that `now` is of could be recorded.
    """
    if now is None or then is None:
        return None
    if not of_year and is_sum:
        return SINCE
    if not of_year and not is_new:
        return NOTHING_NEW
    if is_sum and not is_over and now < then:
        return NOT_OVER
    if now == then:
        return SAME
    if direction == KEEP:
        return HIGHER if now > then else LOWER
    return BETTER if (now < then) == (direction == DOWN) else WORSE


@dataclass(frozen=True)
class Quarter:
    """What one team reached of a standard indicator, all quarters up to this one of its plan together."""

    plan: int
    number: int
    starts_on: date
    ends_on: date
    is_recorded: bool
    reading: Reading


@dataclass(frozen=True)
class Step:
    """What many teams reached in one quarter; `figure` is None where nothing is known."""

    ends_on: date
    teams: int
    reading: Reading
    figure: Fraction | None


def course(rows, days, *, by_itself, over_on, scale=1):
    """[Step] of the quarters that `days` fall in, out of `rows`, the Quarters of many teams.

    `by_itself` is whether each quarter says what it brought alone: less what was reached by the one before it. A sum of
    nothing in a quarter that ends on `over_on` or later is not known yet.
    """
    at = {(row.plan, row.number): row for row in rows}
    found = []
    for day in days:
        those = [row for row in rows if row.starts_on <= day <= row.ends_on]
        if not those:
            continue
        last = max(row.ends_on for row in those)
        readings = [one for row in those if (one := brought(row, at, by_itself=by_itself)) is not None]
        whole = Reading(**known_of(readings))
        figure = whole.figure(scale)
        if by_itself and not figure and last >= over_on:
            figure = None
        found.append(Step(last, len(readings), whole, figure))
    return found


def brought(row, at, *, by_itself):
    """The Reading of what a Quarter brought; None where it cannot be added up. `at` has all, by plan and number."""
    before = at.get((row.plan, row.number - 1))
    if not row.reading.is_known:
        return None
    if not by_itself or before is None or not before.is_recorded:
        return row.reading
    pairs = [(getattr(row.reading, name), getattr(before.reading, name)) for name in NUMBERS]
    found = Reading(*(None if None in pair else pair[0] - pair[1] for pair in pairs))
    return found if found.is_known and found.denominator != 0 else None


NUMBERS = ("value", "numerator", "denominator")


def sum_of(parts):
    """The Together of all of `parts`."""
    some = list(parts)
    counts = {name: sum(getattr(one, name) for one in some) for name in ("measuring", "recorded", "counted")}
    numbers = known_of(one.reading for one in some)
    return Together(**counts, **numbers, ends_on=max((one.ends_on for one in some if one.ends_on), default=None))


def both_of(parts):
    """The Beside of all of `parts`."""
    now, then = (Reading(**known_of(getattr(one, side) for one in parts)) for side in ("now", "then"))
    return Beside(sum(one.teams for one in parts), now, then)


def known_of(readings):
    """{name: the sum of that number over those that have it, None where none has}."""
    some = list(readings)
    columns = {name: [getattr(one, name) for one in some] for name in NUMBERS}
    known = {name: [one for one in numbers if one is not None] for name, numbers in columns.items()}
    return {name: sum(numbers, Decimal(0)) if numbers else None for name, numbers in known.items()}
