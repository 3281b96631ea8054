"""Boxes for numbers that were counted: read as people write them, and never guessed."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext as _now

from workplans.exchange.figures import MOST_DIGITS, Marks, Unclear, number

DIGITS, PLACES = 26, 8
TYPED = re.compile(r"[-+–−]?[\s\u200b0-9.,'’]*[0-9][\s\u200b0-9.,'’]*")
"""What may be a number: no letters, no signs of money."""


def as_typed(value):
    """A number as a person would type it in their language, so that it is read as just that: without groups.

    Three decimal places get a fourth, since "1.905" may be meant as 1905.
    """
    text = f"{value:f}"
    whole, _point, tail = text.partition(".")
    if len(tail) == 3:
        tail += "0"
    return f"{whole}{get_format('DECIMAL_SEPARATOR')}{tail}" if tail else whole


def read_number(text):
    """The number that a text says; None for nothing. Raises ValidationError for no number, and for one of two meanings."""
    text = "".join(str(int(one)) if one.isdecimal() else one for one in text.strip())
    if not text:
        return None
    if not TYPED.fullmatch(text):
        raise ValidationError(_now("Enter a number."), code="invalid")
    whole = re.split(r"[.,](?=\d*$)", text)[0]
    if len(re.sub(r"\D", "", whole).lstrip("0")) > MOST_DIGITS:
        raise ValidationError(_now("This number has too many digits."), code="max_digits")
    try:
        return number(text)
    except Unclear:
        pass
    found: list[Decimal] = []
    for mark in (",", "."):
        try:
            found.append(number(text, Marks(mark)) or Decimal(0))
        except Unclear:
            continue
    meant = [as_typed(one.normalize()) for one in sorted(set(found), reverse=True)]
    if len(meant) == 2:
        words = _now("“%(text)s” can be read in two ways. Write %(one)s or %(other)s.")
        raise ValidationError(words % {"text": text, "one": meant[0], "other": meant[1]}, code="unclear")
    words = _now("“%(text)s” cannot be read for certain. Write the digits alone, without marks between them.")
    raise ValidationError(words % {"text": text}, code="unclear")


class NumberInput(forms.TextInput):
    """A line for a number, which calls the keyboard with digits."""

    def format_value(self, value):
        return as_typed(value) if isinstance(value, Decimal | int) else value


class NumberField(forms.DecimalField):
    """A number, in whatever groups: "1 900" and "1900" are one; "1,900", which is 1.9 for some, is asked about."""

    def __init__(self, *, mode="decimal", **more):
        attrs = {"inputmode": mode, "autocomplete": "off", "class": "form-control text-end"}
        super().__init__(max_digits=DIGITS, decimal_places=PLACES, required=False, widget=NumberInput(attrs), **more)

    def to_python(self, value):
        return read_number(value) if isinstance(value, str) else super().to_python(value)
