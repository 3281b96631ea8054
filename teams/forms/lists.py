"""What may be said about a list that somebody brings: the file, its columns, what is doubtful in it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teams.exchange.listheadings import GUESSES, KNOWS, NAME, PEOPLE_ROLES, UNIT_ROLES, level_name
from teams.exchange.sheets import MAX_BYTES, MAX_ROWS, open_book
from teams.exchange.tables import find_table
from teams.exchange.unitsteps import steps_of
from teams.exchange.unreadable import Unreadable
from teams.models import Level, ListFile
from teams.once import OnceField

LONGEST_FILE_NAME = 255


class BringForm(forms.Form):
    """A file with a list in it."""

    once = OnceField()
    file = forms.FileField(
        label=gettext_lazy("Excel or CSV file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt"}),
        error_messages={"empty": gettext_lazy("This file is empty. Choose the file that holds the list.")},
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["file"].widget.attrs["class"] = "form-control" + (" is-invalid" if self.errors.get("file") else "")

    def clean_file(self):
        """Read once, so that what is wrong with the whole file is said where it is chosen."""
        file = self.cleaned_data["file"]
        try:
            # One byte more than may be, so that a file that is too large is told from one that is cut.
            content = file.read(MAX_BYTES + 1)
            find_table(open_book(content, file.name), KNOWS[self.kind])
        except Unreadable as problem:
            raise forms.ValidationError(problem.message) from problem
        self.content = content
        return file

    def bring(self, by, unit):
        """The list, kept."""
        facts = {"kind": self.kind, "unit": unit, "by": by, "content": self.content}
        name = self.cleaned_data["file"].name[:LONGEST_FILE_NAME]
        return ListFile.objects.bring(self.cleaned_data["once"], name=name, **facts)


class SheetForm(forms.Form):
    """Where in the file the list begins."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("Row of the headings (0: there are none)"), min_value=0, max_value=MAX_ROWS, required=False
    )

    def __init__(self, data, titles):
        super().__init__(data)
        self.fields["sheet"].choices = [(title, title) for title in titles]
        self.fields["sheet"].widget.attrs["class"] = "form-select"
        self.fields["header_row"].widget.attrs["class"] = "form-control"

    @property
    def wanted(self):
        """(sheet, row) as far as they were said and can be."""
        self.full_clean()
        return self.data.get("sheet", ""), self.cleaned_data.get("header_row")


class ColumnsForm(forms.Form):
    """What each column of a list is, and of what level the units are that it names."""

    once = OnceField()

    def __init__(self, brought, table, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.brought, self.table = brought, table
        self.of_units = brought.is_of_units
        kept = brought.choices if brought.choices.get("sheet") == table.sheet else {}
        roles = {int(index): role for index, role in kept.get("roles", {}).items()}
        roles = roles or GUESSES[brought.kind](table.columns)
        words = UNIT_ROLES if self.of_units else PEOPLE_ROLES
        self.levels = [level.name for level in Level.objects.all()] if self.of_units else []
        for column in table.columns:
            self.fields[f"role_{column.index}"] = forms.ChoiceField(
                label=_("What “%(column)s” is") % {"column": column.name},
                choices=[("", _("Not taken")), *words.items()],
                required=False,
                initial=roles.get(column.index, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            if self.of_units:
                self.fields[f"level_{column.index}"] = forms.CharField(
                    label=_("Level of the units in “%(column)s”") % {"column": column.name},
                    required=False,
                    max_length=60,
                    initial=kept.get("levels", {}).get(str(column.index)) or level_name(column, self.levels),
                    widget=forms.TextInput(attrs={"class": "form-control", "list": "levels"}),
                )

    @property
    def rows(self):
        """(column, its field, that of its level or None) for the page."""
        for column in self.table.columns:
            yield column, self[f"role_{column.index}"], self[f"level_{column.index}"] if self.of_units else None

    def said(self, what):
        """{index: what was said} of the columns."""
        found = {column.index: self.cleaned_data.get(f"{what}_{column.index}", "") for column in self.table.columns}
        return {index: said for index, said in found.items() if said}

    def clean(self):
        cleaned = super().clean()
        roles = self.said("role")
        try:
            if self.of_units:
                steps_of(roles, self.said("level"), self.brought.unit)
            elif NAME not in roles.values():
                self.add_error(None, _("Choose the column with the names of the people."))
        except Unreadable as problem:
            self.add_error(None, problem.message)
        once_only = set(PEOPLE_ROLES if not self.of_units else ["unit", "code"])
        for index, role in roles.items():
            if role in once_only and list(roles.values()).index(role) != list(roles).index(index):
                self.add_error(f"role_{index}", _("Another column is this already."))
        return cleaned

    def choose(self):
        """Keep what was said."""
        table = self.table
        self.brought.choose(
            sheet=table.sheet, header_row=table.header_row, roles=self.said("role"), levels=self.said("level")
        )


class ReviewForm(forms.Form):
    """The questions that a list raises, each with an answer chosen beforehand."""

    once = OnceField()

    def __init__(self, read, kind, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = list(read.asking.questions.values())
        self.came_up = [question for question in self.questions if self.is_bound and question.key not in self.data]
        self.data = (
            {**{question.key: question.default for question in self.came_up}, **self.data.dict()}
            if self.is_bound
            else {}
        )
        for question in self.questions:
            self.fields[question.key] = forms.ChoiceField(
                label=question.words,
                choices=question.choices,
                initial=question.default,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            )
        if kind == ListFile.Kind.UNITS:
            self.fields["with_teams"] = forms.BooleanField(
                label=_("A team in each new unit of the lowest level"),
                required=False,
                initial=True,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )

    @property
    def asked(self):
        """(question, its field) for the page."""
        return [(question, self[question.key]) for question in self.questions]

    def clean(self):
        for question in self.came_up:
            self.add_error(question.key, _("This question came up with your answers. Is what is chosen right?"))
        return super().clean()

    def answers(self):
        return {question.key: self.cleaned_data[question.key] for question in self.questions}
