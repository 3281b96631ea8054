"""A workbook that was taken along and comes back: what it says now, in the same texts as what was taken along."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from teams.exchange.sheets import cell_name, open_book
from teams.exchange.unreadable import Unreadable
from workplans.exchange.flat import MARK, MONEY
from workplans.exchange.workbook import CONTROL, DAYS, FIGURES, FORMAT, KEPT

CENTS = 2
MOST_DIGITS = 30
"""What has more digits before or behind its point is no figure of a plan, and is shown as it is."""


@dataclass
class NewRow:
    """A row that was added there: where it stands, what it says, and the key of the row above it that has one."""

    cell: str
    columns: dict[str, str]
    below: str


@dataclass
class Returned:
    """What a workbook says: the plan it was taken from, what was taken along, and its rows now, sheet by sheet."""

    plan: int
    language: str
    """The language that its headings and choices are in."""
    taken: dict[str, dict[str, dict[str, str]]]
    rows: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    new: dict[str, list[NewRow]] = field(default_factory=dict)
    cells: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """The name of each cell, "Plan!D7", by sheet, row and column."""
    sources: dict[str, str] = field(default_factory=dict)
    """{column: name} of sources of money that were added there."""
    twice: list[str] = field(default_factory=list)
    """The cells of rows that were copied with their hidden key: only the first of each counts."""


def is_returned(content):
    """Whether a file is a workbook that was taken along from here. Raises Unreadable."""
    return KEPT in open_book(content).titles


def read_returned(content):
    """The Returned of a file. Raises Unreadable, also where what was taken along is no longer in it."""
    book = open_book(content)
    try:
        kept = json.loads("".join(str(row[0]) for row in book.read(KEPT).rows if row))
        titles, columns = kept["titles"], kept["columns"]
        taken = {name: {key: canon(row) for key, row in rows.items()} for name, rows in kept["rows"].items()}
        found = Returned(int(kept["plan"]), str(kept["language"]), taken)
        known = kept["format"] == FORMAT
    except (KeyError, ValueError, TypeError, AttributeError) as gone:
        raise Unreadable(_("What was taken along is no longer in this file. Take the plan along again.")) from gone
    if not known:
        raise Unreadable(_("This file is of another version of this system. Take the plan along again."))
    for name, title in titles.items():
        found.rows[name], found.new[name] = {}, []
        if title in book.titles:
            read_sheet(book.read(title), name, columns[name], found)
    return found


def read_sheet(sheet, name, columns, found):
    """Read one sheet: its columns by their headings, its rows by their keys."""
    by_heading = {heading.translate(CONTROL).strip(): column for column, heading in columns.items()}
    head = [str(value or "") for value in sheet.rows[0]] if sheet.rows else []
    places: dict[int, str] = {}
    for place, heading in enumerate(head[1:], start=1):
        if heading in by_heading:
            places[place] = by_heading[heading]
        elif heading and name == MONEY:
            column = f"new:{heading}"
            places[place] = column
            found.sources[column] = heading
    above = ""
    for number, row in enumerate(sheet.rows[1:], start=2):
        values = {column: text_of(column, row[place] if place < len(row) else None) for place, column in places.items()}
        key = str(row[0] or "") if row else ""
        if key in found.rows[name]:
            found.twice.append(f"{sheet.title}!{number}")
        elif key:
            above = key
            found.rows[name][key] = values
            for place, column in places.items():
                found.cells[name, key, column] = f"{sheet.title}!{cell_name(number, place + 1)}"
        elif any(values.values()):
            found.new[name].append(NewRow(f"{sheet.title}!{number}", values, above))


def canon(row):
    """The texts of a row as they come back from a workbook in which nothing was changed."""
    return {column: text_of(column, text) for column, text in row.items()}


def text_of(column, value):
    """What a cell holds, as the text that a table has for it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).translate(CONTROL).replace("\r\n", "\n").replace("\r", "\n").strip()
    if column[:1] == "m" and column[1:2].isdecimal():
        return MARK if text else ""
    if is_figure(column):
        return figure_text(text, is_money=column[:1] in "sn")
    if column in DAYS and text:
        return text[:10] if len(text) > 10 and text[10] in " T" else text
    return text


def is_figure(column):
    """Whether a column holds amounts or figures."""
    return column in FIGURES or column == "s" or column[:4] == "new:" or (column[:1] in "qs" and column[1:].isdecimal())


def figure_text(text, is_money):
    """A figure as a plain number; what cannot be read as one as it is."""
    try:
        number = Decimal(text.replace("\u00a0", "").replace(" ", ""))
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        return text
    if is_money and digits_behind(number) <= CENTS:
        return f"{number:.2f}"
    return f"{number.normalize():f}"


def digits_behind(number):
    """How many digits a finite number has behind its point."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
