"""Values in a table, typed or pasted: saved row by row, what is wrong beside its cell, and nobody's is written over unseen."""

import json
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from teams.once import OnceField
from workplans.forms.monitor.readings import (
    LONGEST_REASON,
    LONGEST_SOURCE,
    NUMBERS,
    initial_of,
    number_fields,
    reading_in,
)
from workplans.forms.organise.fields import one_line, text_field
from workplans.models import Doubted, Entry
from workplans.rules.figures import Reading
from workplans.written import figure_in_words

NOTHING = Reading()


class RowForm(forms.Form):
    """The cells of one row: a value, or a numerator and a denominator; and a word where it looks wrong and is right."""

    def __init__(self, data, *, row):
        super().__init__(data, prefix=row.name, initial=initial_of(row.now))
        self.row = row
        self.cells = number_fields(row.indicator)
        if row.is_closed:
            for field in self.cells.values():
                field.widget.attrs["readonly"] = True
        self.fields |= self.cells
        self.fields["why"] = text_field(_("%(row)s: it is right, because") % {"row": row.label}, 2000)
        self.fields["why"].required = False
        self.fields["why"].widget.attrs["data-beside"] = ""
        self.is_doubted = bool(data and data.get(self.add_prefix("why")))
        self.troubles: list[str] = []

    @property
    def boxes(self):
        """Its cells as fields of the page."""
        return [self[name] for name in self.cells]

    @property
    def why(self):
        return self["why"]

    @property
    def is_sent(self):
        return any(self.add_prefix(name) in self.data for name in self.cells)


class GridForm(forms.Form):
    """A RowForm for each of `rows`. `seen` carries what stood in them when the page was made."""

    once = OnceField()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    source = text_field(_("Where the new ones come from"), LONGEST_SOURCE)
    reason = text_field(_("Why are values changed that stood before?"), LONGEST_REASON)

    def __init__(self, data=None, *, rows):
        super().__init__(data)
        for name in ("source", "reason"):
            self.fields[name].required = False
        self.fields["source"].help_text = _("For example: maternity register.")
        self.fields["reason"].help_text = _("Needed only then. It stands beside what was written first.")
        self.rows = [RowForm(data, row=row) for row in rows]
        self.fields["seen"].initial = json.dumps({row.name: text_of(row.now) for row in rows if row.now.is_known})

    @property
    def corrects(self):
        """Whether there is anything that could be corrected."""
        return any(form.row.last and not form.row.is_closed for form in self.rows)

    @property
    def troubled(self):
        """How many rows need another look."""
        return sum(bool(form.troubles or form.errors) for form in self.rows)

    def save(self, by):
        """Record or correct each row that was changed; (how many were, those that could not be, [RowForm])."""
        self.full_clean()
        seen, saved, wrong = read_seen(self.data.get("seen")), 0, []
        for form in self.rows:
            if not form.is_sent:
                continue
            form.full_clean()
            try:
                if form.errors:
                    raise ValidationError("", code="typed")
                saved += self.save_row(form, by, seen.get(form.row.name, NOTHING))
            except ValidationError as error:
                form.is_doubted = form.is_doubted or isinstance(error, Doubted)
                form.troubles = [one for one in error.messages if one]
                wrong.append(form)
        return saved, wrong

    def save_row(self, form, by, before):
        """Whether the row was changed by this person, and is written. `before` is what stood there as they began."""
        row, typed = form.row, reading_in(form.cleaned_data)
        if typed in (before, row.now):
            return False
        if before != row.now:
            words = _now("%(person)s wrote %(value)s here meanwhile. Save again to put yours in its place.")
            value = figure_in_words(row.now) or "–"
            raise ValidationError(words % {"person": row.last.by.name if row.last else "–", "value": value})
        why = form.cleaned_data["why"]
        if row.last is None:
            more = {"source": one_line(self.cleaned_data.get("source")), "text": why, "sure": bool(why)}
            Entry.figures.record(row.indicator, row.period, by, typed, **more)
            return True
        reason = self.cleaned_data.get("reason")
        if not reason:
            if "reason" not in self.errors:
                self.add_error("reason", _("Say why, in a few words."))
            raise ValidationError(_now("This was recorded before. Below the table, say why it is changed."))
        if typed.numbers():
            parts = {one.part: one.reading for one in row.last.parts.select_related("part")}
            more = {"parts": parts, "sure": bool(why), "text": why or row.last.text, "source": row.last.source}
            Entry.figures.correct(row.last, by, reason, typed, **more)
        else:
            Entry.figures.correct(row.last, by, reason)
        return True

    def again(self, rows, wrong):
        """The form over `rows` as they stand now: what was saved as it is, the `wrong` rows as they were typed."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        form = GridForm(rows=rows)
        troubled = {one.row.name: one for one in wrong}
        kept = [RowForm(data if one.row.name in troubled else None, row=one.row) for one in form.rows]
        for one in kept:
            if old := troubled.get(one.row.name):
                one.full_clean()
                one.troubles, one.is_doubted = old.troubles, old.is_doubted
        data["seen"] = form.fields["seen"].initial
        bound = GridForm(data, rows=rows)
        bound.full_clean()
        for name, errors in self.errors.items():
            if name in bound.fields:
                bound.add_error(name, list(errors))
        bound.rows = kept
        return bound


def text_of(reading):
    """A Reading as `seen` keeps it."""
    return [str(number.normalize()) if number is not None else "" for number in (getattr(reading, n) for n in NUMBERS)]


def read_seen(text):
    """{name: Reading} out of `seen`; empty where it cannot be read."""
    try:
        found = json.loads(text or "{}")
        return {name: Reading(*[number_seen(number) for number in numbers]) for name, numbers in found.items()}
    except (ValueError, AttributeError, TypeError, InvalidOperation, RecursionError):
        return {}


def number_seen(text):
    """A number of `seen`. Raises ValueError or InvalidOperation for what is none, or not finite."""
    number = Decimal(text) if text else None
    if number is not None and not number.is_finite():
        raise ValueError(text)
    return number
