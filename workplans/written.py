"""How figures are written for people, in the reader's language."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_bidi, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from workplans.rules import figures, recording
from workplans.rules.figures import rounded, scale_of

LEFT_TO_RIGHT = "\u200e"
"""A mark that nobody sees: what follows runs from left to right."""
STATES = {
    figures.ON_TRACK: pgettext_lazy("state of a result", "on track"),
    figures.AT_RISK: pgettext_lazy("state of a result", "at risk"),
    figures.OFF_TRACK: pgettext_lazy("state of a result", "off track"),
    figures.NOT_RECORDED: pgettext_lazy("state of a result", "not recorded"),
    figures.NOT_DUE: pgettext_lazy("state of a result", "not due"),
    figures.NO_TARGET: pgettext_lazy("state of a result", "no target for this time"),
}
"""What is said of each of rules.figures.STATES."""
SHAPES = {figures.ON_TRACK: "good", figures.AT_RISK: "warn", figures.OFF_TRACK: "bad", figures.NOT_RECORDED: "warn"}
"""The class of the shape beside it; "none" for the others."""


def plain(value):
    """A decimal without the zeros that the database pads it with: 55.0000 is 55."""
    value = value.normalize()
    return value.quantize(1) if value == value.to_integral() else value


def figure(value):
    """A decimal or a whole number in the reader's writing, without the zeros that pad it; "" for None."""
    return "" if value is None or value == "" else _figure(value, get_language())


@lru_cache(maxsize=4000, typed=True)
def _figure(value, language):
    value = plain(Decimal(value) if isinstance(value, int) else value)
    places = max(0, -value.as_tuple().exponent)
    return signed(number_format(value, decimal_pos=2 if places == 1 and value.copy_abs() >= 1000 else places))


def money(amount):
    """An amount in the reader's writing, to the cent where there are cents."""
    return _money(amount, get_language())


@lru_cache(maxsize=4000, typed=True)
def _money(amount, language):
    cents = isinstance(amount, Decimal) and amount != amount.to_integral()
    return signed(number_format(round(amount, 2), decimal_pos=2)) if cents else figure(amount)


def number_in_words(number, places=1):
    """A number of at most so many decimal places, as the reader writes it; "" for None."""
    if number is None:
        return ""
    short = rounded(number, places)
    return signed(number_format(short, decimal_pos=max(0, -int(Decimal(short).as_tuple().exponent))))


def signed(text):
    """A number that is written already, with its sign before it also among words that run from right to left."""
    return f"{LEFT_TO_RIGHT}{text}" if text[:1] in ("-", "+") and get_language_bidi() else text


def with_unit(text, unit):
    """A figure with its unit: "80%", "12 visits"."""
    if not text or not unit:
        return text
    if unit.strip() in ("%", "‰"):
        return _("%(n)s%%") % {"n": text} if unit.strip() == "%" else f"{text}‰"
    return pgettext("a figure and its unit", "%(figure)s %(unit)s") % {"figure": text, "unit": unit}


def made_of(reading):
    """The two numbers of a ratio: "8 of 10"."""
    numbers = {
        "numerator": number_in_words(reading.numerator, 8),
        "denominator": number_in_words(reading.denominator, 8),
    }
    return pgettext("a ratio", "%(numerator)s of %(denominator)s") % numbers


def figure_in_words(reading, unit=""):
    """What a Reading says: "12 visits"; a ratio with what it is made of, "80% (8 of 10)"; "" where it was taken back."""
    if not reading.is_ratio:
        return with_unit(number_in_words(reading.value, 8), unit)
    share = with_unit(number_in_words(reading.figure(scale_of(unit))), unit)
    words = pgettext("a ratio and what it is made of", "%(share)s (%(made_of)s)")
    return words % {"share": share, "made_of": made_of(reading)} if share else made_of(reading)


def labels_of(indicator):
    """{name of a number: what its box is called} of what is recorded of `indicator`, in its own words."""
    if indicator.is_ratio:
        return {"numerator": capfirst(indicator.numerator), "denominator": capfirst(indicator.denominator)}
    if indicator.unit.strip() in ("%", "‰"):
        return {"value": _("Value, in %(unit)s") % {"unit": indicator.unit.strip()}}
    return {"value": capfirst(indicator.unit) or _("Value")}


def state_in_words(state, yearly=""):
    """(the words, the class of the shape) of one of rules.figures.STATES.

    `yearly` is the target for the year, in words, where that is the only one.
    """
    if state == figures.NO_TARGET and yearly:
        return _("target for the year only: %(figure)s") % {"figure": yearly}, "none"
    return str(STATES[state]), SHAPES.get(state, "none")


def yearly_in_words(indicator, target):
    """The target for the year of `indicator`, where a time has no `target` of its own; else ""."""
    return with_unit(number_in_words(indicator.target, 8), indicator.unit) if target is None else ""


def states_in_words(counts):
    """How many are in which state, the best first: "2 on track, 1 off track"; "" for none. `counts` is {state: number}."""
    said = [
        pgettext("how many are in a state", "%(n)s %(state)s") % {"n": number_format(counts[state]), "state": words}
        for state, words in STATES.items()
        if counts.get(state)
    ]
    return ", ".join(said)


def quarter_in_words(number):
    """What a Quarter is called."""
    return _("Quarter %(number)s") % {"number": number}


def period_in_words(key, *, with_year=True):
    """The time with that key (see rules/recording.py) in words: "July 2026", "Quarter 3", "the whole plan".

    A month without its year where that is clear.
    """
    every = recording.every_of(key)
    if every == recording.YEAR:
        return pgettext("time of a value", "the whole plan")
    if every == recording.QUARTER:
        return quarter_in_words(key[1:])
    year, month = key.split("-")
    return date_format(date(int(year), int(month), 1), "YEAR_MONTH_FORMAT" if with_year else "F")
