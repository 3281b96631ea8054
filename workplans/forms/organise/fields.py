"""Fields that the forms about money share."""

from decimal import Decimal

from django import forms

DIGITS = 15
"""Of an amount, two of them behind the point: what every database keeps to the cent."""


def figure_field(label, *, digits=DIGITS, places=2, required=False, least=0, most=None, wide=""):
    """A figure as the reader writes figures, for the keyboard of a phone that has digits."""
    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "autocomplete": "off", "class": f"form-control text-end {wide}".strip()}
    )
    widget.is_localized = True
    return forms.DecimalField(
        label=label,
        max_digits=digits,
        decimal_places=places,
        min_value=None if least is None else Decimal(least),
        max_value=most,
        required=required,
        localize=True,
        widget=widget,
    )


def text_field(label, length, *, required=False, options=""):
    """A line of text, out of the datalist `options` or in one's own words."""
    attrs = {"class": "form-control", "autocomplete": "off"} | ({"list": options} if options else {})
    return forms.CharField(label=label, max_length=length, required=required, widget=forms.TextInput(attrs=attrs))


def one_line(text):
    """`text` without blanks at its ends or twice in a row."""
    return " ".join((text or "").split())
