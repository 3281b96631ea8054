"""How what was recorded of an indicator adds up, how it is judged, and what looks wrong in it. Pure and exact.

A figure is a Fraction until it is printed, so that nothing is rounded twice. A ratio is never averaged: its numerators
and its denominators are added up, each by itself, and divided then.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from math import floor

SUM, LAST, AVERAGE = WAYS = ["sum", "last", "average"]
UP, DOWN, KEEP = "up", "down", "keep"
ON_TRACK, AT_RISK, OFF_TRACK, NOT_DUE, NOT_RECORDED, NO_TARGET = STATES = [
    *("on_track", "at_risk", "off_track", "not_due", "not_recorded", "no_target")
]
JUDGED = [ON_TRACK, AT_RISK, OFF_TRACK]
TO_LOOK_AT = [OFF_TRACK, AT_RISK, NOT_RECORDED]
"""What asks for a look."""
NEGATIVE, OVER, JUMPED, PARTS, FEWER, NO_DENOMINATOR = DOUBTS = [
    *("negative", "over", "jumped", "parts", "fewer", "no_denominator")
]
"""What asks for a second look: below nothing, more than all, ten times (or a tenth of) the one before, parts that are
more or less than the whole, a denominator of nothing."""
NAMES = ["value", "numerator", "denominator"]
"""The numbers that a Reading is made of."""

EXACT = 8
"""Decimal places: as many as are kept of what is typed."""
PER = re.compile(r"\bper\s+(\d[\d  .,']*)", re.IGNORECASE)


def scale_of(unit):
    """By how much a ratio in `unit` is multiplied: 100 for %, 1000 for ‰ or "per 1,000", 1 where nothing is said."""
    if "%" in unit or "percent" in unit.casefold():
        return 100
    if "‰" in unit:
        return 1000
    found = PER.search(unit)
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return int(digits) if digits and int(digits) else 1


@dataclass(frozen=True)
class Reading:
    """What was recorded for one time: a value, or the numerator and denominator of a ratio."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def is_ratio(self):
        return self.denominator is not None

    @property
    def is_known(self):
        return self.value is not None or self.denominator is not None

    def numbers(self):
        """Those of its numbers that are known."""
        return [one for one in (self.value, self.numerator, self.denominator) if one is not None]

    def figure(self, scale=1):
        """What it says, as a Fraction; None where nothing was recorded, or the denominator is nothing."""
        if not self.is_ratio:
            return None if self.value is None else Fraction(self.value)
        return Fraction(self.numerator or 0) / Fraction(self.denominator) * scale if self.denominator else None


def is_count(is_ratio, how, unit, planned=()):
    """Whether the numbers of an indicator count something: then none is below zero.

    A ratio is made of two counts. A value is one where values are added up and it is no percentage or rate; not where
    its baseline or a target (`planned`, None where one is not known) is below zero, as that of a net change may be.
    """
    if any(one is not None and one < 0 for one in planned):
        return False
    return is_ratio or (how == SUM and scale_of(unit) == 1)


def parts_add_up(is_ratio, how, unit):
    """Whether the parts of a value come to the whole: those of an average, a percentage or a rate do not."""
    return is_ratio or (how != AVERAGE and scale_of(unit) == 1)


def natural_way(unit, is_ratio, quarters, year):
    """How the values of an indicator most likely add up, where nobody said so: one of WAYS.

    A ratio is averaged. Where the year is its last quarter and not the sum of its `quarters` (targets, None where one
    is not known), or the unit is a percentage, the last value counts.
    """
    if is_ratio:
        return AVERAGE
    known = [one for one in quarters if one is not None]
    kept = bool(known) and year == known[-1] and year != sum(known)
    return LAST if kept or "%" in unit else SUM


def add_up(how, readings, scale=1):
    """What `readings`, in the order of their times, come to, as a Fraction; None where there is nothing to say.

    SUM adds values up, LAST takes the last, AVERAGE is the mean of values. Of ratios numerators and denominators are
    added up, whether by SUM or AVERAGE.
    """
    known = [one for one in readings if one.is_known]
    if not known:
        return None
    if how == LAST:
        return known[-1].figure(scale)
    # Decimals of 26 digits are added up exactly, up to a hundred of them, and faster than Fractions.
    ratios = [one for one in known if one.is_ratio]
    if ratios:
        whole = sum(one.denominator for one in ratios)
        return Fraction(sum(one.numerator for one in ratios)) / Fraction(whole) * scale if whole else None
    total = Fraction(sum(one.value for one in known))
    return total if how == SUM else total / len(known)


def to_add_up(how, readings, unit):
    """{"value", "numerator", "denominator"}: what `readings`, of one team, bring to a sum over many; None is what they do not.

    Ratios bring their numerators and denominators. An average that was typed as one, or a percentage, brings nothing:
    what it was worked out from is not known.
    """
    found: dict[str, Decimal | None] = {"value": None, "numerator": None, "denominator": None}
    known = [one for one in readings if one.is_known]
    if known and all(one.is_ratio for one in known):
        found["numerator"] = sum((one.numerator for one in known), Decimal(0))
        found["denominator"] = sum((one.denominator for one in known), Decimal(0))
    elif known and how != AVERAGE and scale_of(unit) == 1 and not any(one.is_ratio for one in known):
        found["value"] = sum((one.value for one in known), Decimal(0))
    return found


def counting(calendar, known, number=None, *, upto=None):
    """The readings of `known`, {period key: Reading}, that count in the quarter `number`, or in all quarters to `upto`.

    Where a quarter has one of its own, its months do not count; where the whole year has, nothing else does, for a year
    that is looked at whole. In the order of their times.
    """
    if number is not None:
        own = known.get(f"q{number}")
        if own is not None and own.is_known:
            return [own]
        months = (known.get(one.key) for one in calendar.months_of(number))
        return [one for one in months if one is not None and one.is_known]
    last = calendar.year.quarter if upto is None else upto
    whole = known.get(calendar.year.key)
    if last == calendar.year.quarter and whole is not None and whole.is_known:
        return [whole]
    return [
        one
        for quarter in calendar.quarters
        if quarter.quarter <= last
        for one in counting(calendar, known, quarter.quarter)
    ]


def target_so_far(how, targets):
    """What the `targets` of some quarters, in order, come to together; None where none is known."""
    known = [one for one in targets if one is not None]
    if not known:
        return None
    if how == LAST:
        return Fraction(known[-1])
    return Fraction(sum(known)) / (1 if how == SUM else len(known))


def state_of(actual, target, direction, on_track, at_risk):
    """ON_TRACK, AT_RISK or OFF_TRACK of `actual` beside `target`; NO_TARGET without one.

    `on_track` and `at_risk` are percentages of the target from which it is so. Where less is better, the target is
    held against what happened instead. What is to be kept may differ from its target by what is lacking to 100%,
    either way.
    """
    if target is None or actual is None:
        return NO_TARGET
    actual, target = Fraction(actual), Fraction(target)
    if direction == KEEP:
        missed = abs(actual - target) * 100
        allowed = [(100 - share) * abs(target) for share in (on_track, at_risk)]
        return ON_TRACK if missed <= allowed[0] else AT_RISK if missed <= allowed[1] else OFF_TRACK
    reached, wanted = (target, actual) if direction == DOWN else (actual, target)
    if reached >= wanted:
        return ON_TRACK
    if wanted <= 0:  # below nothing, where nothing or less was wanted
        return OFF_TRACK
    reached *= 100
    return ON_TRACK if reached >= on_track * wanted else AT_RISK if reached >= at_risk * wanted else OFF_TRACK


def may_be_reached(state, actual, target):
    """Whether what is added up falls short of its target in a time that is still running: nobody can say so before its end."""
    return state in (AT_RISK, OFF_TRACK) and actual < Fraction(target)


def state_of_work(due, done, is_reported, on_track, at_risk):
    """The state of an activity of which so many times were due, and so many of those are done.

    NOT_DUE before any was; NOT_RECORDED where nothing was reported of any.
    """
    if not due:
        return NOT_DUE
    return state_of(done, due, UP, on_track, at_risk) if is_reported else NOT_RECORDED


def places_of(how, is_ratio):
    """To how many decimal places a figure of an indicator is printed: a ratio to one, an average to two, else EXACT."""
    return 1 if is_ratio else 2 if how == AVERAGE else EXACT


def doubts(reading, before=None, parts=()):
    """What of DOUBTS asks for a second look at `reading`, but for FEWER: a file often says some parts only.

    `before` is the one of the time before, `parts` are its parts, a list for each way in which it is broken down.
    """
    found = []
    if any(number < 0 for one in (reading, *chain(*parts)) for number in one.numbers()):
        found.append(NEGATIVE)
    if reading.is_ratio:
        if not reading.denominator:
            found.append(NO_DENOMINATOR)
        elif reading.numerator > reading.denominator:
            found.append(OVER)
    if before is not None and jumped(reading, before):
        found.append(JUMPED)
    if any(over_the_whole(reading, some) for some in parts):
        found.append(PARTS)
    return found


def jumped(reading, before):
    """Which of NAMES are ten times what they were before, or a tenth of it, or less."""
    pairs = [(name, getattr(reading, name), getattr(before, name)) for name in NAMES]
    return [
        name
        for name, now, then in pairs
        if now is not None and then is not None and now > 0 and then > 0 and (now >= 10 * then or then >= 10 * now)
    ]


def sums_beside(reading, parts):
    """[(one of NAMES, what the parts come to, the whole)] of each number of which some parts are known."""
    found = []
    for name in NAMES:
        whole, known = getattr(reading, name), [getattr(part, name) for part in parts]
        known = [one for one in known if one is not None]
        if whole is not None and known:
            found.append((name, sum(known), whole))
    return found


def over_the_whole(reading, parts):
    """Whether the parts of a value, or of a ratio's numerator or denominator, come to more than the whole."""
    return any(together > whole for _name, together, whole in sums_beside(reading, parts))


def rounded(figure, places=1):
    """A figure as it is printed: a Decimal of so many decimal places at most, half away from zero, without padding."""
    if figure is None:
        return None
    figure = Fraction(figure)
    whole = floor(abs(figure) * 10**places + Fraction(1, 2))
    while places and not whole % 10:
        whole, places = whole // 10, places - 1
    # Out of a text: a Decimal that is worked out has 28 digits at most.
    return Decimal(f"{'-' if figure < 0 and whole else ''}{whole}E-{places}")
