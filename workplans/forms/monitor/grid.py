"""Values in a table, typed or pasted: saved row by row, what is wrong beside its cell, and nobody's is written over unseen."""

import json
from collections import Counter
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from teams.once import OnceField
from workplans.forms.monitor.readings import (
    LONGEST_REASON,
    LONGEST_SOURCE,
    initial_of,
    number_fields,
    reading_in,
)
from workplans.forms.organise.fields import one_line, text_field
from workplans.models import Doubted, Entry
from workplans.rules.figures import NAMES, Reading
from workplans.written import figure_in_words

NOTHING = Reading()
SAVED, TAKEN_BACK, LEFT = "saved", "taken_back", "left"
"""What became of a row that was sent."""


class RowForm(forms.Form):
    """The cells of one row: a value, or a numerator and a denominator; and what is asked of it once it was sent.

    That is a word where it looks wrong and is right, or a tick that an emptied cell means that its value is taken back.
    """

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
        self.fields["back"] = forms.BooleanField(
            label=_("Take it back"), required=False, widget=forms.CheckboxInput(attrs={"data-beside": ""})
        )
        self.is_doubted = bool(data and data.get(self.add_prefix("why")))
        self.is_emptied = bool(data and data.get(self.add_prefix("back")))
        self.troubles: list[str] = []

    @property
    def boxes(self):
        """Its cells as fields of the page."""
        return [self[name] for name in self.cells]

    @property
    def why(self):
        return self["why"]

    @property
    def back(self):
        return self["back"]

    @property
    def is_sent(self):
        return any(self.add_prefix(name) in self.data for name in self.cells)

    @property
    def to_correct(self):
        """The address of the page on which its value is corrected with its parts, and which leads back here.

        What was typed and not saved goes along.
        """
        address = reverse("workplans:monitor_correct", args=[self.row.last.pk])
        typed = [(name, self.data.get(self.add_prefix(name), "").strip()) for name in self.cells]
        carried = [(name, text) for name, text in typed if text and self.troubles]
        return f"{address}?{urlencode([('table', self.row.table), *carried])}"

    def refused(self, error):
        """Let it come back with why it could not be written."""
        self.is_doubted = self.is_doubted or isinstance(error, Doubted)
        self.is_emptied = self.is_emptied or getattr(error, "code", "") == "emptied"
        self.troubles = [one for one in error.messages if one]

    def come_back(self, old):
        """Let it say what was said of `old`, the same row as it was sent, and know what stood before it was typed."""
        self.full_clean()
        self.troubles, self.is_doubted, self.is_emptied = old.troubles, old.is_doubted, old.is_emptied
        for name, field in self.cells.items():
            field.widget.attrs["data-stood"] = field.widget.format_value(self.initial.get(name)) or ""


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
        """Write each row that was changed; (Counter of SAVED and TAKEN_BACK, the RowForms that could not be written)."""
        self.full_clean()
        seen, wrong = read_seen(self.data.get("seen")), []
        counts: Counter[str] = Counter()
        for form in self.rows:
            if not form.is_sent:
                continue
            form.full_clean()
            try:
                if form.errors:
                    raise ValidationError("", code="typed")
                counts[self.save_row(form, by, seen.get(form.row.name, NOTHING))] += 1
            except ValidationError as error:
                form.refused(error)
                wrong.append(form)
        return counts, wrong

    def save_row(self, form, by, before):
        """SAVED or TAKEN_BACK where the row was changed by this person and is written, else LEFT.

        `before` is what stood there as they began.
        """
        row, typed = form.row, reading_in(form.cleaned_data)
        if typed in (before, row.now):
            return LEFT
        if before != row.now:
            words = _now("%(person)s wrote %(value)s here meanwhile. Save again to put yours in its place.")
            value = figure_in_words(row.now) or "–"
            raise ValidationError(words % {"person": row.last.by.name if row.last else "–", "value": value})
        why = form.cleaned_data["why"]
        if row.last is None:
            more = {"source": one_line(self.cleaned_data.get("source")), "text": why, "sure": bool(why)}
            Entry.figures.record(row.indicator, row.period, by, typed, **more)
            return SAVED
        if not typed.numbers():
            if not form.cleaned_data["back"]:
                words = _now(
                    "An empty cell takes back what was recorded: %(value)s. "
                    "If you mean that, tick it, and say why below the table."
                )
                raise ValidationError(words % {"value": row.last.in_words}, code="emptied")
            Entry.figures.correct(row.last, by, self.why_changed())
            return TAKEN_BACK
        if row.parts:
            words = _now(
                "This was recorded in parts: %(parts)s. They have to fit the new value, so correct them together."
            )
            raise ValidationError(words % {"parts": ", ".join(row.parts)}, code="parts")
        more = {"sure": bool(why), "text": why or row.last.text, "source": row.last.source}
        Entry.figures.correct(row.last, by, self.why_changed(), typed, **more)
        return SAVED

    def why_changed(self):
        """Why values are changed. Raises ValidationError, and says so beside its box, where nobody said it."""
        reason = self.cleaned_data.get("reason")
        if not reason:
            if "reason" not in self.errors:
                self.add_error("reason", _("Say why, in a few words."))
            raise ValidationError(_now("This was recorded before. Below the table, say why it is changed."))
        return reason

    def again(self, rows, wrong):
        """The form over `rows` as they stand now: what was saved as it is, the `wrong` rows as they were typed."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        form = GridForm(rows=rows)
        troubled = {one.row.name: one for one in wrong}
        kept = [RowForm(data if one.row.name in troubled else None, row=one.row) for one in form.rows]
        for one in kept:
            if old := troubled.get(one.row.name):
                one.come_back(old)
        data["seen"] = form.fields["seen"].initial
        bound = GridForm(data, rows=rows)
        bound.full_clean()
        for name, errors in self.errors.items():
            if name in bound.fields:
                bound.add_error(name, list(errors))
        bound.rows = kept
        return bound


def typed_of(data, name):
    """What somebody typed into the row `name`, in words; "" where they left it as it stood, or empty."""
    texts = [data.get(f"{name}-{number}", "").strip() for number in NAMES]
    stood = text_of(read_seen(data.get("seen")).get(name, NOTHING))
    return " / ".join(text for text in texts if text) if texts != stood else ""


def text_of(reading):
    """A Reading as `seen` keeps it."""
    return [str(number.normalize()) if number is not None else "" for number in (getattr(reading, n) for n in NAMES)]


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
