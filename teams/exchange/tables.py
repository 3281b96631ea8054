"""The table in a list that somebody brings: its sheet, the row of its headings, its columns and rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from teams.exchange.sheets import Book, Sheet, Value
from teams.exchange.unreadable import Unreadable

LOOKED_AT = 20
"""Headings are looked for in so many rows."""
SAMPLES = 3
LONGEST_HEADING = 60
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""Signs that no one reads, and one of which no database keeps."""


@dataclass(frozen=True)
class Column:
    """A column with something in it: `index` counts from 0, `samples` are a few of its values."""

    index: int
    heading: str
    samples: list[str]

    @property
    def name(self) -> str:
        return self.heading or _("Column %(letter)s") % {"letter": get_column_letter(self.index + 1)}


@dataclass(frozen=True)
class Table:
    """`rows` are (number in the file, values); `header_row` is 0 where there are no headings."""

    sheet: str
    header_row: int
    columns: list[Column]
    rows: list[tuple[int, list[Value]]]


def text_of(value: Value) -> str:
    """A value as a person would write it: one blank between words, and 101 for the number 101.0."""
    if value is None:
        return ""
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(CONTROL.sub(" ", str(value)).split())


def cell(values: list[Value], index: int | None) -> str:
    """The text in a column of a row; nothing where the row ends before it or there is no such column."""
    return text_of(values[index]) if index is not None and index < len(values) else ""


def find_table(book: Book, knows: Callable[[str], bool], sheet: str = "", header_row: int | None = None) -> Table:
    """The table of `book`: in the sheet and under the row that are given, else where headings are that `knows` knows.

    Raises Unreadable where nothing stands below the headings.
    """
    if sheet not in book.titles or header_row is None:
        sheets = [one for one in book.peek() if one.title == sheet or sheet not in book.titles]
        best = max(sheets, key=lambda one: max(_scores(one, knows), default=0.0))
        sheet = best.title
        if header_row is None:
            scores = _scores(best, knows)
            header_row = scores.index(max(scores)) + 1 if scores else 1
    return _table(book.read(sheet), header_row)


def _scores(sheet: Sheet, knows: Callable[[str], bool]) -> list[float]:
    """For each of the first rows, how much it looks like headings: known words count most, then different texts."""
    scores = []
    for row in sheet.rows[:LOOKED_AT]:
        texts = {value for value in row if isinstance(value, str) and len(value) <= LONGEST_HEADING}
        scores.append(sum(4.0 if knows(text) else 0.5 for text in texts if not text.isdigit()))
    return scores


def _table(sheet: Sheet, header_row: int) -> Table:
    headings = sheet.rows[header_row - 1] if 0 < header_row <= len(sheet.rows) else []
    rows = [(number, row) for number, row in enumerate(sheet.rows, start=1) if number > header_row and row]
    rows = [(number, row) for number, row in rows if row != headings]
    if not rows:
        raise Unreadable(_("There is nothing below the headings. Choose the sheet and the row where the list begins."))
    columns = []
    for index in range(max(len(row) for row in [headings, *(row for _number, row in rows)])):
        samples = {text: None for _number, row in rows if (text := cell(row, index))}
        if samples:
            columns.append(Column(index, cell(headings, index), list(samples)[:SAMPLES]))
    return Table(sheet.title, header_row, columns, rows)
