"""How figures are written for people, in the reader's language."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workplans.rules import recording
from workplans.rules.figures import rounded, scale_of


def number_in_words(number, places=1):
    """A number of at most so many decimal places, as the reader writes it; "" for None."""
    if number is None:
        return ""
    short = rounded(number, places)
    return number_format(short, decimal_pos=max(0, -int(Decimal(short).as_tuple().exponent)))


def with_unit(text, unit):
    """A figure with its unit: "80%", "12 visits"."""
    if not text or not unit:
        return text
    if unit.strip() in ("%", "‰"):
        return _("%(n)s%%") % {"n": text} if unit.strip() == "%" else f"{text}‰"
    return pgettext("a figure and its unit", "%(figure)s %(unit)s") % {"figure": text, "unit": unit}


def figure_in_words(reading, unit=""):
    """What a Reading says: "12 visits"; a ratio with what it is made of, "80% (8 of 10)"; "" where it was taken back."""
    if not reading.is_ratio:
        return with_unit(number_in_words(reading.value, 8), unit)
    numbers = {
        "numerator": number_in_words(reading.numerator, 8),
        "denominator": number_in_words(reading.denominator, 8),
    }
    made_of = pgettext("a ratio", "%(numerator)s of %(denominator)s") % numbers
    share = with_unit(number_in_words(reading.figure(scale_of(unit))), unit)
    return (
        pgettext("a ratio and what it is made of", "%(share)s (%(made_of)s)")
        % {
            "share": share,
            "made_of": made_of,
        }
        if share
        else made_of
    )


def period_in_words(key):
    """The time with that key (see rules/recording.py) in words: "July 2026", "Quarter 3", "the whole plan"."""
    every = recording.every_of(key)
    if every == recording.YEAR:
        return pgettext("time of a value", "the whole plan")
    if every == recording.QUARTER:
        return _("Quarter %(number)s") % {"number": key[1:]}
    year, month = key.split("-")
    return date_format(date(int(year), int(month), 1), "YEAR_MONTH_FORMAT")
