"""What may be said of a file of values: what its columns are, which place is ours, what is recorded of it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from openpyxl.utils import get_column_letter

from teams.exchange.folding import fold
from teams.exchange.sheets import MAX_BYTES
from teams.once import OnceField
from workplans.exchange.header_words import MONTHS
from workplans.exchange.values import columns as roles
from workplans.exchange.values.times import text_of
from workplans.filling import CHANGED_MEANWHILE, Decided
from workplans.forms.exchange import MEGABYTE
from workplans.forms.plan import helper
from workplans.written import period_in_words

ROLE_WORDS = [
    (
        _("What was counted"),
        [
            (roles.NAME, _("Name of what was counted")),
            (roles.CODE, _("Code of what was counted")),
            (roles.DETAIL, _("Part of it, such as sex or age group")),
        ],
    ),
    (
        _("Where and when"),
        [
            (roles.TIME, _("Month, quarter or year")),
            (roles.UNIT, _("Facility or place")),
            (roles.UNIT_CODE, _("Code of the facility or place")),
        ],
    ),
    (
        _("Numbers"),
        [
            (roles.VALUE, _("Value")),
            (roles.NUMERATOR, _("Numerator: what was counted")),
            (roles.DENOMINATOR, _("Denominator: out of what")),
            (roles.FIGURES, _("Values of what its heading names: a month, or what was counted")),
        ],
    ),
    (
        pgettext_lazy("kinds of columns", "Other"),
        [(roles.DELETED, _("Marks rows that were deleted")), (roles.IGNORE, _("Not needed"))],
    ),
]
"""What a column of a file of values may be, grouped as a person looks for it."""
MOST_ONE_BY_ONE = 100
"""So many values that differ, or look wrong, are decided one by one; more are decided at once."""


class FillForm(forms.Form):
    """The file. What is in it is looked at by the reader, which says what is wrong."""

    once = OnceField()
    file = forms.FileField(
        label=_("File from DHIS2, Excel or CSV"),
        max_length=255,
        help_text=_(
            "As it is, up to 20 MB: a pivot table or the data values of your facility. Excel (.xlsx, .xlsm), JSON (.json), "
            "or a text whose columns stand between commas, semicolons or tabs (.csv, .tsv, .txt). "
            "What is in it counts, not its name."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,.csv,.xlsx,.xlsm,.txt,.tsv"}),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("This file is empty. Choose the file that holds the values."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("once", "file")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            words = _("This file is larger than %(megabytes)d MB. Download less from DHIS2: one facility, one year.")
            raise forms.ValidationError(words, params={"megabytes": MAX_BYTES // MEGABYTE})
        return file


def times_of(calendar):
    """[(time as a file writes it, its words)] of all times of a plan that a file can name."""
    found = [(text_of(one.first, one.last), period_in_words(one.key)) for one in calendar.by_key.values()]
    return [(text, words) for text, words in dict(found).items() if text]


def time_meant(heading, calendar):
    """The time that a heading without a whole year names, in a plan that has only one such: "July", "Q3", "Jul-26"; or ""."""
    month, year, *more = [*fold(heading).split(), "", ""]
    if month in MONTHS and not any(more):
        found = [one for one in calendar.months if one.first.month == MONTHS[month]]
        found = [one for one in found if year in ("", f"{one.first.year % 100:02}")]
    else:
        found = [one for one in calendar.quarters if fold(heading) in (f"q{one.quarter}", f"quarter {one.quarter}")]
    return text_of(found[0].first, found[0].last) if len(found) == 1 else ""


class ValueColumnsForm(forms.Form):
    """What each column of a file is, as guessed or remembered, or as somebody says; `choices()` is what a Filling keeps."""

    once = OnceField()
    time = forms.ChoiceField(
        label=_("The time of all values"),
        required=False,
        help_text=_("Where no column says of which month, quarter or year they are."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, look, calendar, known, data=None):
        """`known` are {folded heading: role} of the team's last file that had its columns said."""
        super().__init__(data)
        self.look, self.rows = look, []
        self.times = times_of(calendar)
        title = look.table.title_time
        as_titled = _("as above the table: %(time)s") % {"time": title} if title else _("the file says it")
        self.fields["time"].choices = [("", as_titled), *self.times]
        for column in look.columns:
            self.add_column(column, calendar, known)

    def add_column(self, column, calendar, known):
        number = column.number
        label = column.heading or get_column_letter(number)
        role = known.get(fold(column.heading)) or column.role
        time = "" if column.time or role != roles.FIGURES else time_meant(column.heading, calendar)
        self.fields[f"role_{number}"] = forms.ChoiceField(
            choices=ROLE_WORDS,
            initial=role,
            widget=forms.Select(
                attrs={"class": "form-select", "aria-label": _("What “%(heading)s” is") % {"heading": label}}
            ),
        )
        self.fields[f"time_{number}"] = forms.ChoiceField(
            choices=[("", column.time or _("as its row or the file says")), *self.times],
            initial=time,
            required=False,
            widget=forms.Select(
                attrs={"class": "form-select", "aria-label": _("Time of “%(heading)s”") % {"heading": label}}
            ),
        )
        shown = self.data.get(f"role_{number}", role) if self.is_bound else role
        self.rows.append(
            {
                "column": column,
                "letter": get_column_letter(number),
                "role": self[f"role_{number}"],
                "time": self[f"time_{number}"],
                "has_time": shown in roles.NUMBERS,
                "samples": self.look.samples.get(number, []),
            }
        )

    def clean(self):
        cleaned = super().clean()
        said: dict[str, str] = {}
        for row in self.rows:
            number = row["column"].number
            role = cleaned.get(f"role_{number}", "")
            if role in roles.ONE_EACH and role in said:
                words = _("Column %(letter)s is this too. Choose it for one of them.") % {"letter": said[role]}
                self.add_error(f"role_{number}", words)
            said.setdefault(role, row["letter"])
        if not self.errors and not said.keys() & set(roles.NUMBERS):
            self.add_error(None, _("Say which column holds the values."))
        if not self.errors and not said.keys() & {roles.NAME, roles.CODE, roles.FIGURES}:
            self.add_error(None, _("Say which column tells what was counted."))
        return cleaned

    def choices(self):
        """{"sheet", "header_row", "columns": {number: entry}, "headings": {folded heading: role}, "time"} of a valid form."""
        found, headings = {}, {}
        for row in self.rows:
            column = row["column"]
            role = self.cleaned_data[f"role_{column.number}"]
            entry = {"role": role}
            if time := self.cleaned_data[f"time_{column.number}"]:
                entry["time"] = time
            found[str(column.number)] = entry
            if column.heading and not column.time:
                headings[fold(column.heading)] = role
        return {
            "sheet": self.look.sheet,
            "header_row": self.look.table.header_row,
            "columns": found,
            "headings": headings,
            "time": self.cleaned_data["time"],
        }


GIVEN = ("once", "seen")
"""The fields of RecordForm in which nobody ticks anything."""


class RecordForm(forms.Form):
    """What is done about values that differ from what was recorded, and about those that look wrong.

    `seen` says what was on the page: nothing else is ever recorded. Very many are decided at once.
    """

    once = OnceField()
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, look, data=None):
        super().__init__(data, initial={"seen": look.seen})
        self.look = look
        self.correct = self.ticks("correct", look.differing, _("Correct it"), _("Correct all of them"))
        self.sure = self.ticks("sure", look.doubted, _("It is right"), _("All of them are right"))

    def ticks(self, name, lines, one_label, all_label):
        """[(line, its tick)]; where there are very many, one tick for all, which the lines go without."""
        if len(lines) > MOST_ONE_BY_ONE:
            self.fields[name] = tick(all_label)
            return [(line, None) for line in lines[:MOST_ONE_BY_ONE]]
        for line in lines:
            where = f"{line.indicator.name}, {period_in_words(line.period.key)}"
            self.fields[f"{name}_{line.token}"] = tick(one_label, f"{one_label}: {where}")
        return [(line, self[f"{name}_{line.token}"]) for line in lines]

    def all_of(self, name):
        """The one tick for all, where there is one."""
        return self[name] if name in self.fields else None

    @property
    def correct_all(self):
        return self.all_of("correct")

    @property
    def sure_all(self):
        return self.all_of("sure")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("seen") != self.look.seen:
            self.data = {**self.data.dict(), "seen": self.look.seen}
            raise forms.ValidationError(CHANGED_MEANWHILE)
        waits = self.look.differing or self.look.doubted
        if waits and not self.look.fresh and not any(found for name, found in cleaned.items() if name not in GIVEN):
            words = _("Nothing would be recorded. Tick what is to be recorded or corrected, or leave the file.")
            raise forms.ValidationError(words)
        return cleaned

    def decided(self):
        """What a valid form says."""
        ticked = {
            name: {
                line.token
                for line in lines
                if self.cleaned_data.get(name) or self.cleaned_data.get(f"{name}_{line.token}")
            }
            for name, lines in (("correct", self.look.differing), ("sure", self.look.doubted))
        }
        return Decided(self.cleaned_data["seen"], ticked["correct"], ticked["sure"])


def tick(label, described=""):
    attrs = {"class": "form-check-input"}
    if described:
        attrs["aria-label"] = described
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput(attrs=attrs))
