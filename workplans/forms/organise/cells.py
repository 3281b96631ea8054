"""Amounts in a table, typed or pasted: errors stand beside their cell, and nobody's cell is written over unseen."""

import json
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.once import OnceField
from workplans.forms.organise.fields import figure_field
from workplans.queries.organise import written


class CellsForm(forms.Form):
    """A field for each of `cells`, {name: (label, amount now or None)}.

    `seen` carries what stood in the cells when the page was made. Where somebody else changed a cell meanwhile and
    this person did too, the cell comes back with both and saving again keeps one's own.
    """

    once = OnceField()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, cells):
        super().__init__(data)
        self.cells = cells
        for name, (label, amount) in cells.items():
            self.fields[name] = figure_field(label)
            self.initial[name] = amount
        self.initial["seen"] = self.now()

    def now(self):
        """What stands in the cells, for `seen`."""
        return json.dumps({name: str(amount) for name, (_label, amount) in self.cells.items() if amount is not None})

    def clean(self):
        cleaned = super().clean()
        seen = read_seen(cleaned.get("seen"))
        crossed = False
        self.changed = {}
        for name, (_label, amount) in self.cells.items():
            if name in self.errors or name not in self.data:
                continue
            typed = cleaned[name]
            before = seen.get(name) if seen is not None else amount
            if typed in (before, amount):
                continue
            if before != amount:
                crossed = True
                words = _("Somebody wrote %(amount)s here meanwhile. Save again to keep yours.")
                self.add_error(name, words % {"amount": "–" if amount is None else written(amount)})
            else:
                self.changed[name] = typed
        if crossed:
            data = self.data.copy()
            data["seen"] = self.now()
            self.data = data
        return cleaned


def read_seen(text):
    """{name: amount} out of `seen`; None where it cannot be read."""
    try:
        return {name: Decimal(amount) for name, amount in json.loads(text or "").items()}
    except (ValueError, AttributeError, TypeError, InvalidOperation):
        return None
