"""A table pasted from a spreadsheet."""

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.once import OnceField
from workplans.forms.plan import helper

MOST = 200_000
"""Characters: a thousand lines of a plan are a third of it."""


class PasteForm(forms.Form):
    """The text as it came from the spreadsheet, cells with tabs between them."""

    once = OnceField()
    text = forms.CharField(
        label=_("The table"),
        max_length=MOST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "pasted"}),
        help_text=_("Mark the cells in Excel with their headings, copy them, and paste them here."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("once", "text")
