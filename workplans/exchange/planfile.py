"""Reads a plan from a file: finds its sheet, its columns and its rows. Nothing is written anywhere."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from teams.exchange.folding import fold
from teams.exchange.sheets import PEEK_ROWS, Book, Sheet, Unreadable, open_book
from workplans.exchange.columns import Column, Table, find_table, table_at
from workplans.exchange.figures import as_text
from workplans.exchange.mapping import Mapping, apply_mapping, read_mapping
from workplans.exchange.planitems import ActivityRow, IndicatorRow, ObjectiveRow, OutputRow, PlanFile, Problem
from workplans.exchange.planrows import PlanRows

SAMPLES = 3
__all__ = [
    "ActivityRow",
    "IndicatorRow",
    "ObjectiveRow",
    "OutputRow",
    "PlanFile",
    "Problem",
    "Unreadable",
    "read_plan",
]


def read_plan(
    source: bytes | str | Path, filename: str = "", mapping: Mapping | dict[str, Any] | str | bytes | Path | None = None
) -> PlanFile:
    """Reads the plan in a file, given as bytes or as a path, in Excel (.xlsx, .xlsm) or as CSV.

    Every row that holds anything becomes an activity or a level above it, or is named in `problems`; no number is read
    that could be read in two ways. Raises Unreadable, and nothing else, where the file or the mapping cannot be used.
    """
    wanted = read_mapping(mapping)
    book = open_book(source, filename)
    sheet, table = _chosen(book, wanted)
    columns = apply_mapping(wanted, table.columns)
    if not any(column.role in ("activity", "activity_code") for column in columns):
        raise _no_plan(sheet.title)
    plan = PlanRows(book.read(sheet.title), Table(table.header_row, columns)).read()
    if not plan.activities:
        raise Unreadable(
            _("The sheet “%(sheet)s” has the headings of a plan, but no activities under them.")
            % {"sheet": sheet.title}
        )
    return plan


@dataclass(frozen=True)
class Look:
    """What a file looks like before anybody has said what its columns are.

    `columns` are as proposed; `samples` gives for each column's number its first texts. Without any row that could be
    headings, `header_row` is that of the first row that holds anything, or 0.
    """

    sheets: list[str]
    sheet: str
    header_row: int
    columns: list[Column]
    samples: dict[int, list[str]]

    @property
    def is_plan(self) -> bool:
        """Whether a column of activities was found."""
        return any(column.role == "activity" for column in self.columns)


def look_into(content: bytes, filename: str, sheet: str = "", header_row: int | None = None) -> Look:
    """Finds the sheet and the row of headings, or takes those that are named. Raises Unreadable for an unusable file."""
    book = open_book(content, filename)
    seen = {one.title: one for one in book.peek(header_row or 0)}
    if not any(any(one.rows) for one in seen.values()):
        raise _no_plan("")
    try:
        found, table = _chosen(book, Mapping(sheet if sheet in seen else "", header_row))
    except Unreadable:
        found = seen.get(sheet) or max(seen.values(), key=lambda one: sum(map(bool, one.rows)))
        first = next((place for place, row in enumerate(found.rows, start=1) if row), 0)
        table = table_at(found, header_row or first) if first else Table(0, [])
    below = found.rows[table.header_row : table.header_row + PEEK_ROWS]
    samples = {
        column.number: [
            as_text(row[column.number - 1])
            for row in below
            if len(row) >= column.number and row[column.number - 1] is not None
        ][:SAMPLES]
        for column in table.columns
    }
    return Look(book.titles, found.title, table.header_row, table.columns, samples)


def _chosen(book: Book, wanted: Mapping) -> tuple[Sheet, Table]:
    """The sheet that is most like a plan, or the one that the mapping names."""
    if wanted.sheet and wanted.sheet not in book.titles:
        raise Unreadable(
            _("The mapping names the sheet “%(sheet)s”, and the file has: %(sheets)s.")
            % {"sheet": wanted.sheet, "sheets": ", ".join(book.titles)[:400]}
        )
    best: tuple[int, Sheet, Table] | None = None
    seen = bool(set(book.titles) - book.hidden)
    for sheet in book.peek(wanted.header_row or 0):
        if wanted.sheet and sheet.title != wanted.sheet:
            continue
        if not wanted.sheet and seen and sheet.title in book.hidden:
            continue
        table = table_at(sheet, wanted.header_row) if wanted.header_row else find_table(sheet)
        if table is None and wanted.columns:
            table = _table_as_named(sheet, wanted)
        if table is None:
            continue
        score = (table.score * 100 + min(_rows_below(sheet, table), 60)) if _rows_below(sheet, table) else 1
        if best is None or score > best[0]:
            best = (score, sheet, table)
    if best is None or (best[0] == 0 and not wanted.columns):
        raise _no_plan(" / ".join(book.titles)[:200])
    return best[1], best[2]


def _table_as_named(sheet: Sheet, wanted: Mapping) -> Table | None:
    """The row with most of the headings that the mapping names, for a file whose columns only the mapping explains."""
    keys = {fold(key) for key in wanted.columns}
    named = [sum(isinstance(value, str) and fold(value) in keys for value in row) for row in sheet.rows]
    if not any(sheet.rows):
        return None
    row = named.index(max(named)) if any(named) else next(index for index, values in enumerate(sheet.rows) if values)
    return table_at(sheet, row + 1)


def _rows_below(sheet: Sheet, table: Table) -> int:
    return sum(bool(row) for row in sheet.rows[table.header_row :])


def _no_plan(sheets: str) -> Unreadable:
    if not sheets:
        return Unreadable(_("This workbook has no sheet with rows. Choose the file that holds the plan as a table."))
    return Unreadable(
        _(
            "This is not a plan that can be recognised (%(sheets)s): no column is headed “Activity”, or a word like it. "
            "Put a row of headings above the rows, or say in a mapping file which column is which."
        )
        % {"sheets": sheets}
    )
