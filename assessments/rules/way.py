"""The way from where a team is to where it wants to be: where it should stand in a month, and how that is drawn."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, EDGE = 600, 200, 12
"""Of the drawing, and the room around it; all below a thousand, so that no language writes them with a comma."""


@dataclass(frozen=True)
class Way:
    """A straight line from `baseline` in the month of `begun_on` to `target` in that of `reached_by`."""

    begun_on: date
    baseline: Decimal
    reached_by: date
    target: Decimal

    def planned(self, month):
        """Where the result should stand in `month`; before the beginning the baseline, after the end the target."""
        length = months_between(self.begun_on, self.reached_by)
        gone = months_between(self.begun_on, month)
        if gone >= length:
            return self.target
        return self.baseline + (self.target - self.baseline) * max(gone, 0) / length

    def kept(self, month, value):
        """Whether `value` is as far as planned for `month`, or farther."""
        ahead = value - self.planned(month)
        return ahead >= 0 if self.target > self.baseline else ahead <= 0


@dataclass(frozen=True)
class Drawing:
    """The points of a chart, "x,y x,y" as SVG wants them, and the months and values at its edges."""

    planned: str
    measured: str
    dots: list[tuple[int, int]]
    first: date
    last: date
    low: Decimal
    high: Decimal


def drawing(way, values):
    """The Drawing of a Way beside `values`, [(month, value)] in the order of time."""
    months = [way.begun_on, way.reached_by, *(month for month, _value in values)]
    figures = [way.baseline, way.target, *(value for _month, value in values)]
    first, last, low, high = min(months), max(months), min(figures), max(figures)

    def point(month, value):
        across = Decimal(months_between(first, month)) / max(months_between(first, last), 1)
        up = (value - low) / (high - low)
        return (EDGE + round(across * (WIDTH - 2 * EDGE)), HEIGHT - EDGE - round(up * (HEIGHT - 2 * EDGE)))

    ends = [point(way.begun_on, way.baseline), point(way.reached_by, way.target)]
    dots = [point(month, value) for month, value in values]
    return Drawing(points(ends), points(dots), dots, first, last, low, high)


def points(found):
    return " ".join(f"{x},{y}" for x, y in found)


def months_between(first, last):
    """How many months `last` comes after `first`; the days do not count."""
    return (last.year - first.year) * 12 + last.month - first.month
