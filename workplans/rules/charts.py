"""How results are drawn: columns beside a target, bars of parts, shares over the quarters. Pure geometry, no words.

All lengths are whole numbers under a thousand, so that no language writes them with a comma. What a drawing shows stands
in a table beside it.
"""

from dataclasses import dataclass
from fractions import Fraction

WIDTH, HEIGHT, EDGE = 640, 200, 8
"""Of a drawing of columns, and the room above and below what is drawn."""
BAR = 100
"""The length of the longest bar of parts."""


@dataclass(frozen=True)
class Box:
    """A rectangle, from its upper corner at the start."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Mark:
    """A piece of the line of targets: as long as the room of its column, at its height."""

    x: int
    end: int
    y: int


@dataclass(frozen=True)
class Columns:
    """Columns of what happened, the marks of what was planned, and the line that is nothing; from `low` to `high`."""

    boxes: list[Box | None]
    marks: list[Mark | None]
    zero: int
    low: Fraction
    high: Fraction
    width: int = WIDTH
    height: int = HEIGHT


def columns(actuals, targets):
    """The Columns of `actuals` beside `targets`, of the same times in order; None where one is not known.

    None where nothing at all is known: then there is nothing to draw.
    """
    known = [Fraction(one) for one in [*actuals, *targets] if one is not None]
    if not known:
        return None
    low, high = min(Fraction(0), *known), max(Fraction(0), *known)
    if low == high:
        high = Fraction(1)
    room = Fraction(WIDTH, len(actuals))

    def up(value):
        return HEIGHT - EDGE - round((Fraction(value) - low) / (high - low) * (HEIGHT - 2 * EDGE))

    zero = up(0)
    boxes: list[Box | None] = []
    marks: list[Mark | None] = []
    for place, (actual, target) in enumerate(zip(actuals, targets, strict=True)):
        start, end = round(room * place), round(room * (place + 1))
        inset = max(1, (end - start) // 5)
        boxes.append(None if actual is None else box(start + inset, end - inset, zero, up(actual)))
        marks.append(None if target is None else Mark(start + 1, end - 1, up(target)))
    return Columns(boxes, marks, zero, low, high)


def box(start, end, zero, at):
    """The Box from the line that is nothing to the height `at`; one that is nothing can be seen still."""
    return Box(start, min(zero, at), max(1, end - start), max(1, abs(zero - at)))


def bars(figures):
    """How long the bar of each of `figures` is, the longest BAR; 0 for what is nothing, less, or not known."""
    most = max((one for one in figures if one is not None), default=0)
    return [0 if one is None or one <= 0 else max(1, round(Fraction(one) / most * BAR)) for one in figures]


def grouped(groups):
    """A list of Box for each of `groups`, shares of one each, side by side; None where a share is not known.

    What is over one is drawn up to the edge, where it is cut: the table says how much it is.
    """
    most = max((Fraction(one) for group in groups for one in group if one is not None), default=Fraction(0))
    top = min(max(Fraction(1), most), Fraction(3, 2))
    room = Fraction(WIDTH, max(1, len(groups)))
    zero, found = HEIGHT - EDGE, []
    for place, group in enumerate(groups):
        start, inner = room * place + room / 10, room * 8 / 10 / max(1, len(group))
        line: list[Box | None] = []
        for number, share in enumerate(group):
            if share is None:
                line.append(None)
                continue
            height = round(min(max(Fraction(share), Fraction(0)), top) / top * (HEIGHT - 2 * EDGE))
            left, right = round(start + inner * number), round(start + inner * (number + 1)) - 2
            line.append(box(left, right, zero, zero - height))
        found.append(line)
    whole = zero - round((HEIGHT - 2 * EDGE) / top)
    return Grouped(found, whole, top)


@dataclass(frozen=True)
class Grouped:
    """Bars side by side, in groups; the height of one whole, and of how much the top is."""

    groups: list[list[Box | None]]
    whole: int
    top: Fraction
    width: int = WIDTH
    height: int = HEIGHT
    zero: int = HEIGHT - EDGE
