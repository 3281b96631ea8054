"""What may be typed on pages over both sides: the whole list of one's work, and how a unit is looked at."""

import re
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.once import OnceField

MOST_ROWS = 1000
FIRST_YEAR = 2000


@dataclass(frozen=True)
class Chosen:
    """What was chosen in a row: of what, its state, a word, and the report that stood there when the page was made."""

    key: str
    state: str
    text: str
    seen: str


class WorkListForm(forms.Form):
    """A row for each of `lines` of one's work: `state_<key>`, `text_<key>`, and `seen_<key>`, what was reported last."""

    once = OnceField()

    def __init__(self, data=None, *, lines):
        super().__init__(data)
        self.lines = {line.key: line for line in lines}
        self.lost: list[tuple[str, str]] = []
        """(the word that was typed, why it could not be saved) of rows that are not in one's work any more."""
        for line in lines:
            self.add_row(line)

    def add_row(self, line):
        name = {"name": line.task.name}
        choice = forms.ChoiceField(label=_("How far: %(name)s") % name, required=False)
        choice.choices = [("", pgettext_lazy("progress", "no news")), *line.states]
        choice.widget.attrs["class"] = "form-select"
        word = forms.CharField(label=_("A word: %(name)s") % name, required=False, max_length=2000)
        word.widget.attrs |= {"class": "form-control", "autocomplete": "off", "placeholder": _("A word")}
        seen = forms.CharField(required=False, widget=forms.HiddenInput, initial=str(line.task.entry))
        self.fields |= {f"state_{line.key}": choice, f"text_{line.key}": word, f"seen_{line.key}": seen}

    def rows(self):
        """(line, its choice, its word, what was seen) of each row."""
        return [
            (line, self[f"state_{key}"], self[f"text_{key}"], self[f"seen_{key}"]) for key, line in self.lines.items()
        ]

    def clean(self):
        cleaned = super().clean() or {}
        for key in self.lines:
            if cleaned.get(f"text_{key}") and cleaned.get(f"state_{key}") == "":
                self.add_error(f"state_{key}", _("How far is it? Choose, so that your word is saved."))
        return cleaned

    def chosen(self):
        """What was chosen in the rows that can be read, also in those that are not in one's work any more."""
        found = []
        for name in list(self.data)[: 4 * MOST_ROWS]:
            part, _line, key = name.partition("_")
            state = self.data[name].strip()
            wrong = self.errors.keys() & {f"state_{key}", f"text_{key}"}
            if part == "state" and state and not wrong and re.fullmatch(r"[ao\d-]{2,40}", key):
                text = self.data.get(f"text_{key}", "").strip()[:2000]
                found.append(Chosen(key, state, text, self.data.get(f"seen_{key}", "") or "0"))
        return found

    def again(self, lines, refused):
        """The form over `lines` as they stand now: what was saved is empty again, what was `refused` as it was typed."""
        saved = {row.key for row in self.chosen()} - refused.keys()
        data = QueryDict(mutable=True)
        data.update(self.data)
        for key in saved:
            data[f"state_{key}"] = data[f"text_{key}"] = ""
        for line in lines:
            data[f"seen_{line.key}"] = str(line.task.entry)
        form = WorkListForm(data, lines=lines)
        form.full_clean()
        for key, words in refused.items():
            if key in form.lines:
                form.add_error(f"state_{key}", words)
            else:
                form.lost.append((data.get(f"text_{key}", ""), words))
        return form


class DayInput(forms.DateInput):
    """A field for a day; what was typed and is none is not shown again, since no browser could."""

    def __init__(self):
        super().__init__({"type": "date"}, "%Y-%m-%d")

    def format_value(self, value):
        text = super().format_value(value) or ""
        return text if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


class DayForm(forms.Form):
    """As it stood on which day, up to `today`."""

    today: date
    on = forms.DateField(label=_("As it stood on"), required=False, widget=DayInput)

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day and day > self.today:
            raise forms.ValidationError(_("This day is still to come: choose today or an earlier one."))
        if day and day.year < FIRST_YEAR:
            raise forms.ValidationError(_("There is nothing from so long ago: choose a later day."))
        return day

    def dress(self):
        """Let its fields look as those of all forms."""
        for field in self.fields.values():
            choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if choice else "form-control"


class UnitForm(DayForm):
    """How a unit is looked at. What cannot be read is said, and otherwise left aside."""

    BY = [
        ("1", _("The units below")),
        ("2", _("The units one level further down")),
        ("3", _("The units two levels further down")),
        ("teams", _("All teams")),
        ("own", _("The teams of the unit itself")),
    ]
    SORT = [
        ("need", _("Who needs most help first")),
        ("name", _("By name")),
        ("plan", _("Planning, weakest first")),
        ("organise", _("Organising, weakest first")),
        ("implement", _("Implementing, weakest first")),
        ("monitor", _("Monitoring, weakest first")),
    ]
    LACKING = [
        ("", _("All")),
        ("unsent", _("Who has sent no plan")),
        ("quiet", _("Who has recorded nothing this quarter")),
        ("unreflected", _("Who has not reflected")),
        ("stuck", _("Who is stuck")),
    ]
    BESIDE = [
        ("", _("Nothing")),
        ("quarter", _("The quarter before")),
        ("year", _("The same time last year")),
    ]
    by = forms.ChoiceField(label=_("Show"), required=False, choices=BY)
    sort = forms.ChoiceField(label=pgettext_lazy("of a list", "In which order"), required=False, choices=SORT)
    show = forms.ChoiceField(label=_("Only"), required=False, choices=LACKING)
    beside = forms.ChoiceField(label=_("Beside it"), required=False, choices=BESIDE)

    def __init__(self, data, *, today, has_below):
        self.today = today
        self.begins = {"on": str(today), "by": "1" if has_below else "teams", "sort": "need", "beside": "quarter"}
        super().__init__(self.begins | {name: value for name, value in data.items() if value or name == "beside"})
        if not has_below:
            self.fields["by"] = forms.ChoiceField(label=_("Show"), required=False, choices=self.BY[3:4])
        self.dress()

    def wanted(self):
        """What is chosen, by name; what the page begins with where it cannot be read."""
        begins = self.begins | {"on": self.today, "show": ""}
        self.is_valid()
        return {
            name: self.cleaned_data.get(name, begins[name]) or (begins["on"] if name == "on" else "") for name in begins
        }


class BeginningForm(DayForm):
    """As it stood on which day, `begins` where none is said. What cannot be read is said, and otherwise left aside."""

    def __init__(self, data, *, today, begins):
        self.today, self.begins_on = today, begins
        super().__init__({"on": str(begins)} | {name: value for name, value in data.items() if value})
        self.dress()

    @property
    def day(self):
        """The day that was chosen; the one that it begins with where none was, or none that can be read."""
        self.is_valid()
        return self.cleaned_data.get("on") or self.begins_on

    def chosen(self, name):
        """What was chosen in the field `name`; "" where it cannot be read."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


class UnitResultsForm(BeginningForm):
    """Which standard indicators of a unit are shown: of a topic, with some words."""

    topic = forms.ChoiceField(label=_("Topic"), required=False)
    q = forms.CharField(label=_("Words"), required=False, max_length=100, widget=forms.SearchInput)

    def __init__(self, data, *, today, begins, topics=()):
        super().__init__(data, today=today, begins=begins)
        self.fields["topic"] = forms.ChoiceField(label=_("Topic"), required=False, choices=[("", _("All")), *topics])
        self.dress()


class UnitResultForm(BeginningForm):
    """By what one standard indicator of a unit is shown, and in which order."""

    BY = UnitForm.BY
    SORT = [("best", _("Best first")), ("worst", _("Weakest first")), ("name", _("By name"))]
    by = forms.ChoiceField(label=_("Show"), required=False, choices=BY)
    sort = forms.ChoiceField(label=pgettext_lazy("of a list", "In which order"), required=False, choices=SORT)

    def __init__(self, data, *, today, begins, has_below):
        self.begins = {"by": "1" if has_below else "teams", "sort": "worst"}
        super().__init__(
            self.begins | {name: value for name, value in data.items() if value}, today=today, begins=begins
        )
        if not has_below:
            self.fields["by"] = forms.ChoiceField(label=_("Show"), required=False, choices=self.BY[3:4])
            self.dress()

    def chosen(self, name):
        return super().chosen(name) or self.begins[name]
