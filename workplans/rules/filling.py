"""How what a file says of an indicator in one time comes to one reading, or why it does not. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from workplans.rules.figures import Reading

VALUE, NUMERATOR, DENOMINATOR = FILLS = ["value", "numerator", "denominator"]
UNREADABLE, TWICE, DISAGREE, ONLY_SHARE, NO_NUMERATOR, NO_DENOMINATOR, NO_VALUE = WHY_NOT = [
    *("unreadable", "twice", "disagree", "only_share", "no_numerator", "no_denominator", "no_value")
]
"""Why there is no reading: a number cannot be read for certain, the file says one thing twice, its parts come to
different wholes, a ratio is given only as what it comes to, or one of its two numbers is lacking."""
ADDED, FROM_PARTS, PARTS_LEFT = NOTES = ["added", "from_parts", "parts_left"]
"""What is said of a reading: it is the sum of several codes, the sum of its parts, or parts of it were left out."""
PLACES = Decimal("1e-8")
"""As exactly as a value is kept."""


@dataclass(frozen=True)
class Said:
    """One number that a file says: of which part (its key; None for the whole), filling what, under which code."""

    part: int | None
    fills: str
    number: Decimal | None
    code: tuple[str, ...]
    place: str
    is_share: bool = False


@dataclass(frozen=True)
class Cell:
    """What a file comes to for one indicator in one time: a reading with its parts, {key: Reading}; or `why_not`."""

    reading: Reading = field(default_factory=Reading)
    parts: Mapping[int, Reading] = field(default_factory=dict)
    notes: Sequence[str] = ()
    why_not: str = ""
    places: Sequence[str] = ()


class Refused(ValueError):
    """What is said comes to no reading; its first argument is one of WHY_NOT."""


def put_together(said: Sequence[Said], is_ratio: bool, breakdown_of: Mapping[int, int]) -> Cell:
    """The Cell of all that a file says of one indicator in one time; `breakdown_of` is {part: its breakdown}."""
    places = [one.place for one in said]
    try:
        numbers, notes = numbers_of(said, is_ratio)
        wholes = {fills: whole(numbers, fills, breakdown_of, notes) for fills in FILLS}
        reading = reading_of(wholes, is_ratio)
    except Refused as problem:
        return Cell(why_not=problem.args[0], places=places)
    parts = {}
    for part in dict.fromkeys(part for part, _fills in numbers if part is not None):
        try:
            parts[part] = reading_of({fills: numbers.get((part, fills)) for fills in FILLS}, is_ratio)
        except Refused:
            notes[PARTS_LEFT] = None
    return Cell(reading, parts, list(notes), places=places)


def numbers_of(said: Sequence[Said], is_ratio: bool) -> tuple[dict[tuple[int | None, str], Decimal], dict[str, None]]:
    """({(part, what it fills): number}, notes). Several codes of one meaning are added up; one code says it once.

    A number that nothing is filled with, such as the percentage of a ratio beside its two numbers, is not looked at.
    """
    wanted = [NUMERATOR, DENOMINATOR] if is_ratio else [VALUE]
    if is_ratio and all(one.fills == VALUE for one in said):
        raise Refused(ONLY_SHARE)
    by_meaning = defaultdict(list)
    for one in said:
        if one.fills in wanted:
            by_meaning[one.part, one.fills].append(one)
    found: dict[tuple[int | None, str], Decimal] = {}
    notes: dict[str, None] = {}
    for meaning, those in by_meaning.items():
        if len({one.code for one in those}) < len(those):
            raise Refused(TWICE)
        known = [one.number for one in those if one.number is not None]
        if len(known) < len(those):
            raise Refused(UNREADABLE)
        if len(those) > 1:
            notes[ADDED] = None
        found[meaning] = sum(known, Decimal(0)).quantize(PLACES).normalize() + 0
    return found, notes


def whole(numbers, fills, breakdown_of, notes):
    """The number of the whole; where only parts are given, what they come to, the same for each way of parting it."""
    if (None, fills) in numbers:
        return numbers[None, fills]
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for (part, filled), number in numbers.items():
        if filled == fills:
            sums[breakdown_of[part]] += number
    if len(set(sums.values())) > 1:
        raise Refused(DISAGREE)
    if sums:
        notes[FROM_PARTS] = None
    return next(iter(sums.values()), None)


def reading_of(numbers: Mapping[str, Decimal | None], is_ratio: bool) -> Reading:
    """The Reading of up to three numbers. Raises Refused where one that it needs is lacking."""
    if not is_ratio:
        if numbers[VALUE] is None:
            raise Refused(NO_VALUE)
        return Reading(numbers[VALUE])
    if numbers[NUMERATOR] is None:
        raise Refused(NO_NUMERATOR)
    if numbers[DENOMINATOR] is None:
        raise Refused(NO_DENOMINATOR)
    return Reading(None, numbers[NUMERATOR], numbers[DENOMINATOR])
