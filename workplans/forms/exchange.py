"""What may be typed while a file is brought into a plan."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from teams.exchange.folding import fold
from teams.exchange.sheets import MAX_BYTES
from teams.once import OnceField
from workplans.bringing import CHANGED_MEANWHILE, Decided
from workplans.exchange.columns import SINGLE_ROLES

MEGABYTE = 1024 * 1024

ROLE_WORDS = [
    (_("Not in the plan's own fields"), [("other", _("keep it as text")), ("ignore", _("leave it out"))]),
    (
        _("What is done"),
        [
            ("activity", _("activity")),
            ("activity_code", _("code of the activity")),
            ("responsible", _("responsible")),
            ("place", _("place")),
            ("remarks", _("remarks")),
        ],
    ),
    (
        _("What it leads to"),
        [
            ("objective", _("objective")),
            ("objective_code", _("code of the objective")),
            ("output", _("output")),
            ("output_code", _("code of the output")),
        ],
    ),
    (
        _("When"),
        [("month", _("a month, marked")), ("starts_on", _("first day")), ("ends_on", _("last day"))],
    ),
    (
        _("Money"),
        [
            ("amount", _("amount from one source")),
            ("total", _("amount, all sources")),
            ("gap", _("gap")),
            ("funders", _("who pays, in words")),
        ],
    ),
    (
        _("How it is measured"),
        [
            ("indicator", _("indicator")),
            ("indicator_unit", _("unit of the indicator")),
            ("baseline", _("baseline")),
            ("target", _("target for the year")),
            ("target_q1", _("target of quarter 1")),
            ("target_q2", _("target of quarter 2")),
            ("target_q3", _("target of quarter 3")),
            ("target_q4", _("target of quarter 4")),
            ("output_indicator", _("indicator of the output")),
            ("output_baseline", _("baseline of the output")),
            ("output_target", _("target of the output")),
        ],
    ),
]
"""What a column can be, in words, grouped as a person looks for it."""
MARK_WORDS = [("month", _("a month, marked")), *ROLE_WORDS[0][1]]
"""What one of many columns of weeks can be: the whole list sixty times over would only be slow."""
MONTHS_OF_A_YEAR = 12
OF_ANOTHER_PLAN = _("This file was taken along from another workplan. Bring it back there.")
MORE_IS_WRONG = _("Some rows cannot be as the file says. They stand with what is wrong. Nothing is saved yet.")
MOST_CONFLICTS = 100
"""So many cells that were changed on both sides are decided one by one; more are decided at once."""


class UploadForm(forms.Form):
    """The file. What is in it is looked at by the reader, which says what is wrong."""

    once = OnceField()
    file = forms.FileField(
        label=_("Excel or CSV file"),
        max_length=255,
        help_text=_("The file your team has, as it is: .xlsx, .xlsm or .csv, up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt,.tsv"}),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("This file is empty. Choose the file that holds the plan."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("This file is larger than %(megabytes)d MB. Save only the sheet with the plan in a new file."),
                params={"megabytes": MAX_BYTES // MEGABYTE},
            )
        return file


class SheetForm(forms.Form):
    """Which sheet, and in which row the headings are."""

    sheet = forms.ChoiceField(label=_("Sheet"), widget=forms.Select(attrs={"class": "form-select"}))
    shown = forms.CharField(widget=forms.HiddenInput)
    header_row = forms.IntegerField(
        label=_("Row of the headings"),
        min_value=1,
        max_value=20_000,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )

    def __init__(self, look, data=None):
        super().__init__(data, initial={"sheet": look.sheet, "shown": look.sheet, "header_row": look.header_row or 1})
        self.fields["sheet"].choices = [(title, title) for title in look.sheets]


class ColumnsForm(forms.Form):
    """What each column of the file is, as proposed or as somebody says; `choices()` is what an Import keeps."""

    once = OnceField()

    def __init__(self, look, known, data=None):
        """`known` are {folded heading: choice} of the team's last import."""
        self.look = look
        self.rows = []
        super().__init__(data)
        self.headings = [fold(column.header) for column in look.columns]
        self.taken = {
            known[heading]["role"] for column in look.columns if (heading := self.heading_of(column)) in known
        }
        for column in look.columns:
            if not (column.header or look.samples.get(column.number)):
                continue  # nothing could be said of it
            self.add_column(column, known.get(self.heading_of(column), {}))

    def heading_of(self, column):
        """The column's heading where no other has the same, to know it again by; else ""."""
        heading = self.headings[column.number - 1]
        return heading if self.headings.count(heading) == 1 else ""

    def add_column(self, column, known):
        number, label = column.number, column.header or get_column_letter(column.number)
        role = known.get("role") or ("other" if column.role in self.taken & set(SINGLE_ROLES) else column.role)
        month = (known.get("month") or list(column.months) or [""])[0]
        described = {"aria-label": _("What “%(heading)s” is") % {"heading": label}, "class": "form-select"}
        weeks = sum(one.role == "month" for one in self.look.columns) > MONTHS_OF_A_YEAR
        words = MARK_WORDS if weeks and column.role == role == "month" else ROLE_WORDS
        self.fields[f"role_{number}"] = forms.ChoiceField(
            choices=words, initial=role, widget=forms.Select(attrs=described)
        )
        self.fields[f"source_{number}"] = forms.CharField(
            required=False,
            max_length=120,
            initial=known.get("source", column.source),
            widget=forms.TextInput(
                attrs={"aria-label": _("Source of “%(heading)s”") % {"heading": label}, "class": "form-control"}
            ),
        )
        months = [("", _("which month?")), *((number, name) for number, name in MONTHS.items())]
        self.fields[f"month_{number}"] = forms.TypedChoiceField(
            choices=months,
            coerce=int,
            required=False,
            initial=month,
            empty_value=None,
            widget=forms.Select(
                attrs={"aria-label": _("Month of “%(heading)s”") % {"heading": label}, "class": "form-select"}
            ),
        )
        parts = {name: self[f"{name}_{number}"] for name in ("role", "source", "month")}
        shown = self.data.get(f"role_{number}", role) if self.is_bound else role
        samples = self.look.samples.get(number, [])
        letter = get_column_letter(number)
        self.rows.append({**parts, "is": shown, "column": column, "letter": letter, "samples": samples})

    def months(self):
        """The columns that mark months and weeks, which a page folds: there may be sixty of them."""
        return [row for row in self.rows if row["is"] == "month"]

    def others(self):
        """All other columns."""
        return [row for row in self.rows if row["is"] != "month"]

    def clean(self):
        cleaned = super().clean()
        first: dict[str, str] = {}
        for row in self.rows:
            number = row["column"].number
            role = cleaned.get(f"role_{number}")
            if role in SINGLE_ROLES:
                if role in first:
                    self.add_error(
                        f"role_{number}",
                        _("Column %(letter)s is this too. Choose it for one of them.") % {"letter": first[role]},
                    )
                first.setdefault(role, row["letter"])
            if role == "amount" and not cleaned.get(f"source_{number}"):
                self.add_error(f"source_{number}", _("Say from which source this money comes."))
            if role == "month" and not cleaned.get(f"month_{number}"):
                self.add_error(f"month_{number}", _("Say which month it is."))
        if not self.errors and not first.keys() & {"activity", "activity_code"}:
            self.add_error(None, _("Say which column holds the activities: without them there is no plan."))
        return cleaned

    def choices(self):
        """{"sheet", "header_row", "columns": {number: entry}, "headings": {folded heading: entry}} of a valid form."""
        columns, headings = {}, {}
        for row in self.rows:
            column = row["column"]
            role = self.cleaned_data[f"role_{column.number}"]
            entry = {"role": role}
            if role == "amount":
                entry["source"] = self.cleaned_data[f"source_{column.number}"]
            if role == "month":
                month = self.cleaned_data[f"month_{column.number}"]
                entry["month"] = list(column.months) if month in column.months else [month]
            columns[str(column.number)] = entry
            if heading := self.heading_of(column):
                headings[heading] = entry
        return {
            "sheet": self.look.sheet,
            "header_row": self.look.header_row or None,
            "columns": columns,
            "headings": headings,
        }


class ReturnForm(forms.Form):
    """What to do with each cell that was changed on both sides, in a file that comes back, and with new columns of money.

    `seen` says which changes were on the page: other ones are never brought in. Very many conflicts are decided at once.
    `rest` leaves out what is wrong, `refused` are the rows of which it showed only when they were to be written.
    """

    once = OnceField()
    seen = forms.CharField(widget=forms.HiddenInput)
    refused = forms.CharField(required=False, widget=forms.HiddenInput)
    rest = forms.BooleanField(
        required=False,
        label=_("Bring in the rest without what is wrong"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input", "aria-describedby": "id_rest_out"}),
    )

    def __init__(self, look, is_of_this_plan, data=None):
        super().__init__(data, initial={"seen": look.seen})
        self.look, self.is_of_this_plan = look, is_of_this_plan
        self.at_once = len(look.conflicts) > MOST_CONFLICTS
        self.choices = []
        for number, change in enumerate([] if self.at_once else look.conflicts):
            here, there = change.cell.here or _("nothing"), change.cell.there or _("nothing")
            label = _("%(heading)s of “%(name)s”") % {"heading": change.heading, "name": change.name}
            self.fields[f"cell_{number}"] = decision(
                label,
                here=_("Keep what is here: %(text)s") % {"text": here},
                there=_("Take what is in the file: %(text)s") % {"text": there},
            )
            self.choices.append((change, self[f"cell_{number}"]))
        if self.at_once:
            self.fields["all"] = decision(
                _("Changed on both sides"),
                here=_("Keep what is here, everywhere"),
                there=_("Take what is in the file, everywhere"),
            )
        self.sources = []
        for number, (column, name) in enumerate(look.new_sources.items()):
            self.fields[f"source_{number}"] = decision(
                name, new=_("It is a new source of money"), leave=_("It is none: leave this column out")
            )
            self.sources.append((column, name, self[f"source_{number}"]))

    def clean(self):
        cleaned = super().clean()
        if not self.is_of_this_plan:
            raise forms.ValidationError(OF_ANOTHER_PLAN)
        if cleaned.get("seen") != self.look.seen:
            self.show_again(seen=self.look.seen)
            raise forms.ValidationError(CHANGED_MEANWHILE)
        if self.look.wrong and not (cleaned.get("rest") and self.look.has_rest):
            self.show_again()
            raise forms.ValidationError(
                _("Mend in the file what is wrong in it and bring it again, or tick that the rest comes in without it.")
                if self.look.has_rest
                else _("Mend in the file what is wrong in it, and bring it again.")
            )
        return cleaned

    def refuse(self, problem):
        """Come back with what could not be written; where that is rows, they are shown with what is wrong."""
        rows = getattr(problem, "rows", [])
        for one in rows:
            self.look.blame(one)
        self.look.wrong.sort(key=lambda one: one not in rows)
        self.show_again(refused=" ".join(sorted(getattr(problem, "tokens", []))))
        self.add_error(None, MORE_IS_WRONG if rows else problem)

    def show_again(self, **hidden):
        """Let the page have no tick, since what stays out is not what it was; the hidden fields are as given."""
        sent = {name: value for name, value in self.data.dict().items() if name not in ("rest", "refused")}
        self.data = sent | hidden

    def decided(self):
        """What a valid form says."""
        kept = {change.token for change, field in self.choices if self.cleaned_data[field.name] == "here"}
        if self.at_once and self.cleaned_data["all"] == "here":
            kept = {change.token for change in self.look.conflicts}
        left = {column for column, _name, field in self.sources if self.cleaned_data[field.name] == "leave"}
        refused = frozenset(self.cleaned_data["refused"].split())
        return Decided(self.cleaned_data["seen"], kept, left, self.cleaned_data["rest"], refused)


def decision(label, **ways):
    """A choice between ways that somebody has to make."""
    return forms.ChoiceField(
        label=label,
        choices=list(ways.items()),
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Decide which of the two it is to be.")},
    )
