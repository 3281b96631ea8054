"""A file that was taken along and comes back: what it says now, in the same texts as what was taken along."""

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from teams.exchange.sheets import Sheet, open_book
from teams.exchange.unreadable import Unreadable
from workplans.exchange.figures import Unclear, day
from workplans.exchange.flat import MARK, MONEY, SHEETS
from workplans.exchange.places import Place, Wrong
from workplans.exchange.workbook import CONTROL, DAYS, FIGURES, FORMAT, KEPT
from workplans.models import FundingSource

HEAD = re.compile(r"lm-plan (\d{1,18}) ([a-zA-Z-]{2,12})")
"""The first heading of a plan as one table, by which such a file is known: of which plan it is, in which language."""
LONGEST_SOURCE = FundingSource._meta.get_field("name").max_length or 0
HEAD_WITHIN = 20
"""The headings stand in one of so many first rows."""
CENTS = 2
MOST_DIGITS = 30
"""What has more digits before or behind its point is no figure of a plan, and is shown as it is."""


@dataclass
class NewRow:
    """A row that was added there: where it stands, what it says, and the key of the row above it that has one."""

    cell: Place
    columns: dict[str, str]
    below: str
    under: str | Place = ""
    """The key of what it stands under, measures or gives money to; the Place of that row where it is new too."""
    key: str = ""
    """The key of the row that the plan has of it by now, where it has."""


@dataclass
class Returned:
    """What a file says: the plan it was taken from, what was taken along, and its rows now, sheet by sheet.

    Where it is one `table` (exchange/onetable.py), the rest is known only beside the plan as it stands.
    """

    plan: int
    language: str
    """The language that its headings and choices are in."""
    taken: dict[str, dict[str, dict[str, str]]]
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    """{sheet: {column: heading}} of what was taken along."""
    table: Sheet | None = None
    rows: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    new: dict[str, list[NewRow]] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    """Where each row stands, by sheet and key."""
    letters: dict[str, dict[str, str]] = field(default_factory=dict)
    """{sheet: {column: its letters in the file}}."""
    heads: dict[str, Place] = field(default_factory=dict)
    """{sheet: where its headings stand}."""
    sources: dict[str, str] = field(default_factory=dict)
    """{column: heading} of columns of money that were added there."""
    wrong: list[Wrong] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """What is in the file, or is no longer in it, and was left aside, in words."""

    def place(self, sheet, key, column):
        """Where a cell of a row that the plan has stands; its row where the file has no such column."""
        return self.cell_of(sheet, self.places[sheet, key], column)

    def cell_of(self, sheet, row, column):
        """Where a cell of the row at the Place `row` stands."""
        return row._replace(column=self.letters[sheet].get(column, ""))


def is_returned(content):
    """Whether a file is a workbook, or the one table, that was taken along from here. Raises Unreadable."""
    book = open_book(content)
    return KEPT in book.titles or head_of(book) is not None


def head_of(book):
    """The match of the first heading of a plan as one table; None where the file is no such table."""
    rows = book.peek()[0].rows if len(book.titles) == 1 else []
    return HEAD.fullmatch(str(rows[0][0])) if rows and rows[0] else None


def read_returned(content):
    """The Returned of a file. Raises Unreadable, also where what was taken along is no longer in it."""
    book = open_book(content)
    if head := head_of(book):
        return Returned(int(head[1]), head[2], {}, table=book.read(book.titles[0]))
    kept = what_was_kept(book)
    taken = {name: {key: canon(row) for key, row in rows.items()} for name, rows in kept["rows"].items()}
    found = Returned(kept["plan"], kept["language"], taken, kept["columns"])
    titles = kept["titles"]
    pages = {title: book.read(title) for title in book.titles if title != KEPT}
    others = [page for title, page in pages.items() if title not in titles.values()]
    for name, title in titles.items():
        found.rows[name], found.new[name], found.letters[name] = {}, [], {}
        sheet = pages.get(title) or renamed(others, headings_of(found, name))
        if sheet is None:
            found.unread.append(_("The sheet “%(sheet)s” is no longer in the file.") % {"sheet": title})
        else:
            read_sheet(sheet, name, found)
    return found


def what_was_kept(book):
    """What the hidden sheet keeps, with the shape that it must have. Raises Unreadable."""
    try:
        kept = json.loads("".join(str(row[0])[1:-1] for row in book.read(KEPT).rows if row))
        texts = [*kept["titles"].values(), kept["language"]]
        for columns in kept["columns"].values():
            texts += columns.values()
        for rows in kept["rows"].values():
            for row in rows.values():
                texts += row.values()
        whole = isinstance(kept["plan"], int) and all(isinstance(text, str) for text in texts)
        whole = whole and kept["titles"].keys() == kept["columns"].keys() == kept["rows"].keys() == {*SHEETS}
        known = kept["format"] == FORMAT
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        whole = known = False
    if not whole:
        raise Unreadable(_("What was taken along is no longer in this file. Take the plan along again."))
    if not known:
        raise Unreadable(_("This file is of another version of this system. Take the plan along again."))
    return kept


def headings_of(found, name):
    """{heading: column} of a sheet as it was taken along."""
    return {heading.translate(CONTROL).strip(): column for column, heading in found.columns[name].items()}


def head_place(sheet, headings):
    """(the place of the row of headings, how many it has): the one of the first rows that has the most of them."""
    counts = [sum(str(value) in headings for value in row[1:]) for row in sheet.rows[:HEAD_WITHIN]]
    best = max(counts, default=0)
    return (counts.index(best) if best else 0), best


def renamed(sheets, headings):
    """The sheet that has most of the headings of one that is no longer there by its name; None where none has half."""
    best = max(sheets, key=lambda sheet: head_place(sheet, headings)[1], default=None)
    return best if best and head_place(best, headings)[1] * 2 > len(headings) else None


def read_sheet(sheet, name, found):
    """Read one sheet: its columns by their headings, its rows by their keys."""
    headings = headings_of(found, name)
    top, _count = head_place(sheet, headings)
    found.heads[name] = Place(sheet.title, top + 1)
    places = places_in(sheet, sheet.rows[top] if sheet.rows else [], name, found)
    found.letters[name] = {column: get_column_letter(place + 1) for place, column in places.items()}
    above = ""
    for number, row in enumerate(sheet.rows[top + 1 :], start=top + 2):
        values = {column: text_of(column, row[place] if place < len(row) else None) for place, column in places.items()}
        key, where = str(row[0] or "") if row else "", Place(sheet.title, number)
        first = found.rows[name].get(key)
        if first is not None and values.get("name") in ("", first.get("name")):
            words = _("This row is a copy of another one. Give it a name of its own, or take it out.")
            found.wrong.append(Wrong(where, words, name, where))
        elif key in found.taken[name] and first is None:
            above = key
            found.rows[name][key] = values
            found.places[name, key] = where
        elif name == MONEY and any(values.values()) and not values.get("name"):
            found.unread.append(_("%(place)s has no activity, so it was not read: is it a sum?") % {"place": where})
        elif any(values.values()):
            found.new[name].append(NewRow(where, values, above))


def places_in(sheet, head, name, found):
    """{place in a row: column} of a sheet; says which headings are gone, which are not the plan's, and which are there twice."""
    headings = headings_of(found, name)
    places: dict[int, str] = {}
    for place, value in enumerate(head[1:], start=1):
        heading = str(value or "")
        column = headings.get(heading) or (f"new:{heading}" if heading and name == MONEY else "")
        if column in places.values():
            words = _("The heading “%(heading)s” is there twice. Keep one of them.") % {"heading": heading}
            where = found.heads[name]._replace(column=get_column_letter(place + 1))
            found.wrong.append(Wrong(where, words, name, column=column))
        elif column:
            places[place] = column
            found.sources |= {column: heading} if column.startswith("new:") else {}
        elif heading:
            words = _("The column “%(heading)s” of the sheet %(sheet)s is not one of the plan's.")
            found.unread.append(words % {"heading": heading, "sheet": sheet.title})
    for heading, column in headings.items():
        if column not in places.values():
            words = _("The column “%(heading)s” is no longer on the sheet %(sheet)s: it stays as it is in the plan.")
            found.unread.append(words % {"heading": heading, "sheet": sheet.title})
    return places


def settle_sources(found, known):
    """Call the columns of money that were added by the source that they are of, where it is `known`, {folded name: column}.

    Two columns of one source are wrong, whatever their capitals.
    """
    meant: dict[str, str] = {}
    rows = [*found.rows.get(MONEY, {}).values(), *(row.columns for row in found.new.get(MONEY, []))]
    letters = found.letters.get(MONEY, {})
    there = {column for row in rows for column in row}
    for column, heading in found.sources.items():
        target = known.get(heading.casefold(), f"new:{heading.casefold()}")
        where = found.heads[MONEY]._replace(column=letters.get(column, ""))
        if target in meant.values() or (target in there and target != column):
            words = _("Two columns are of this source. Keep one of them.")
            alike = [target, column, *(other for other, its in meant.items() if its == target)]
            found.wrong += [Wrong(where, words, MONEY, column=one, name=heading[:60]) for one in alike]
        elif len(heading) > LONGEST_SOURCE:
            words = _("This name of a source is too long.")
            found.wrong.append(Wrong(where, words, MONEY, column=column, name=heading[:60]))
        meant[column] = target
    named = {column: target for column, target in meant.items() if target in known.values()}
    for row in [*rows, letters]:
        for column in named.keys() & row.keys():
            row[named[column]] = row.pop(column)
    found.sources = {column: heading for column, heading in found.sources.items() if column not in named}


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
        return day_text(text)
    return text


def day_text(text):
    """A day that can be read in one way only, as year-month-day; anything else as it is."""
    try:
        read = day(text[:10] if len(text) > 10 and text[10] in " T" else text)
    except Unclear:
        return text
    return read.isoformat() if read else text


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
