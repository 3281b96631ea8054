"""Opens a file of values, whatever it is: its shape for who says what its columns are, and what it says then."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from teams.exchange.sheets import PEEK_ROWS, Sheet, open_book
from teams.exchange.tables import text_of
from teams.exchange.unreadable import Unreadable
from workplans.exchange.values.columns import FIGURES, Column, Table, find_table, table_at
from workplans.exchange.values.found import ValueFile
from workplans.exchange.values.jsonfile import is_json, read_json
from workplans.exchange.values.tablefile import read_table
from workplans.exchange.values.times import is_half_a_time

SAMPLES = 3


@dataclass(frozen=True)
class Choices:
    """What somebody said of a table: its sheet, the row of its headings, its columns, the time of all its values.

    `columns` are {number: {"role": …, "time": …}}; other columns are as guessed.
    """

    sheet: str = ""
    header_row: int | None = None
    columns: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    time: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Choices":
        """Those that a Filling keeps."""
        columns = {int(number): one for number, one in kept.get("columns", {}).items()}
        return cls(kept.get("sheet", ""), kept.get("header_row"), columns, kept.get("time", ""))


@dataclass(frozen=True)
class Look:
    """What a table looks like, for who says what its columns are: `samples` are some values of each column."""

    sheets: list[str]
    sheet: str
    table: Table
    samples: dict[int, list[str]]

    @property
    def header_row(self) -> int:
        return self.table.header_row

    @property
    def columns(self) -> list[Column]:
        """The columns of which something can be said."""
        return [one for one in self.table.columns if one.heading or self.samples.get(one.number)]


def look_into(content: bytes, name: str, sheet: str = "", header_row: int | None = None) -> Look | None:
    """What the table in a file looks like; None for JSON, which says itself what is what. Raises Unreadable."""
    if is_json(content):
        read_json(content)
        return None
    book = open_book(content, name)
    found, table = find_table(book, sheet if sheet in book.titles else "", header_row)
    if not any(found.rows):
        raise nothing_in_it()
    below = found.rows[table.header_row : table.header_row + PEEK_ROWS]
    if len(book.titles) == 1 and not table.score and not any(has_figure(value) for row in found.rows for value in row):
        raise no_table()
    return Look(book.titles, found.title, table, {one.number: samples(one.number, below) for one in table.columns})


def samples(number: int, below: list[list[Any]]) -> list[str]:
    """A few different values of a column."""
    texts = {text: None for row in below if number <= len(row) and (text := text_of(row[number - 1]))}
    return list(texts)[:SAMPLES]


def read_values(content: bytes, name: str, choices: Choices = Choices()) -> ValueFile:
    """All values in a file, its columns as chosen, else as guessed. Raises Unreadable."""
    if is_json(content):
        found = read_json(content)
        if not found.figures:
            raise Unreadable(
                _("There is no value in this file. Download it from DHIS2 again, with your facility and this year.")
            )
        return found
    sheet, table = chosen_table(content, name, choices)
    found = read_table(sheet, table, choices.time or table.title_time)
    if not found.figures and not choices.columns and table.score:
        words = _("There are headings in row %(row)s of this file, and no value below them. Bring a file with values.")
        raise Unreadable(words % {"row": table.header_row})
    if not found.figures:
        raise Unreadable(_("There is no value in this file. Choose the sheet and the row where the values begin."))
    return found


def has_figure(value: Any) -> bool:
    return any(letter.isdigit() for letter in text_of(value))


def chosen_table(content: bytes, name: str, choices: Choices) -> tuple[Sheet, Table]:
    book = open_book(content, name)
    if choices.sheet and choices.sheet not in book.titles:
        raise nothing_in_it()
    found, table = find_table(book, choices.sheet, choices.header_row)
    sheet = book.read(found.title)
    table = table_at(sheet, table.header_row)
    columns = [as_said(one, choices.columns.get(one.number)) for one in table.columns]
    return sheet, replace(table, columns=columns)


def as_said(one: Column, said: Mapping[str, str] | None) -> Column:
    """A column as somebody said what it is."""
    if not said:
        return one
    role = said.get("role", one.role)
    time = said.get("time", one.time)
    name = one.name or ("" if one.time else one.heading)
    name = "" if time and is_half_a_time(name) else name
    return replace(one, role=role, time=time, name=name if role == FIGURES else "")


def nothing_in_it() -> Unreadable:
    return Unreadable(_("There is no table in this file. Choose the file that holds the values."))


def no_table() -> Unreadable:
    return Unreadable(
        _(
            "There is no table of values in this file. These are taken: JSON from DHIS2, Excel (.xlsx, .xlsm), and texts "
            "(.csv, .tsv, .txt) with commas, semicolons or tabs between their columns."
        )
    )
