"""Amounts in a table, typed or pasted: errors stand beside their cell, and nobody's cell is written over unseen."""

import json
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.once import OnceField
from workplans.forms.organise.fields import figure_field
from workplans.queries.organise import written


class CellsForm(forms.Form):
    """A field for each of `cells`, {name: (label, amount now or None)}, of so many `digits`.

    `seen` carries what stood in the cells when the page was made. Where somebody else changed a cell meanwhile and
    this person did too, the cell comes back with both and saving again keeps one's own.
    """

    once = OnceField()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, cells, digits):
        super().__init__(data)
        self.cells = cells
        for name, (label, amount) in cells.items():
            self.fields[name] = figure_field(label, digits=digits)
            self.fields[name].initial = amount
        self.fields["seen"].initial = self.now()

    def now(self):
        """What stands in the cells, for `seen`."""
        return json.dumps({name: str(amount) for name, (_label, amount) in self.cells.items() if amount is not None})

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        seen = read_seen(cleaned.get("seen"))
        self.changed, crossed, left = {}, {}, {}
        for name, (_label, amount) in self.cells.items():
            if name in self.errors or name not in self.data:
                continue
            typed, before = cleaned[name], amount if seen is None else seen.get(name)
            if typed == before:
                left[name] = amount
            elif before != amount and typed != amount:
                crossed[name] = "–" if amount is None else written(amount)
            elif typed != amount:
                self.changed[name] = typed
        for name, amount in crossed.items():
            words = _("Somebody wrote %(amount)s here meanwhile. Save again to keep yours.")
            self.add_error(name, words % {"amount": amount})
        if crossed:
            self.show_now(left)
        return cleaned

    def show_now(self, left):
        """Let the page that comes back know what stands now, and show it in the cells that this person `left`."""
        data = self.data.copy()
        data["seen"] = self.now()
        for name, amount in left.items():
            data[name] = "" if amount is None else self.fields[name].widget.format_value(amount)
        self.data = data


def read_seen(text):
    """{name: amount} out of `seen`; None where it cannot be read."""
    try:
        return {name: Decimal(amount) for name, amount in json.loads(text or "").items()}
    except (ValueError, AttributeError, TypeError, InvalidOperation):
        return None
