"""Results as a workbook and as one table: numbers as numbers, and no text that becomes a formula."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from workplans.exchange.onetable import guarded
from workplans.exchange.workbook import HEAD, put
from workplans.queries.results import course_of
from workplans.written import STATES, quarter_in_words

MOST_DIGITS = 15
"""A spreadsheet keeps no more digits of a number: a longer one is written as a text."""
WIDE = {"name": 60, "objective": 40, "of": 40, "why": 50, "what_next": 50, "who": 28}


@dataclass(frozen=True)
class Table:
    """A table of results: {column: heading}, and rows of {column: number or text}."""

    title: str
    columns: dict[str, str]
    rows: list[dict]


def tables(results):
    """The Tables that all files are made of: indicators, activities, and money beside progress."""
    return [indicators(results), activities(results), money(results)]


def times(results):
    """{part of a column: words} of the three times that are compared."""
    return {"quarter": quarter_in_words(results.number), "so_far": _("So far"), "year": _("The whole plan")}


def in_time(time, words):
    return pgettext("a time and what is shown of it", "%(time)s: %(what)s") % {"time": time, "what": words}


def indicators(results):
    figures = {
        "planned": _("planned"),
        "approved": _("approved"),
        "actual": _("actual"),
        "difference": _("difference"),
        "state": _("state"),
        "recorded": _("times recorded"),
        "due": _("times due"),
        "verified": _("verified"),
    }
    columns = {"number": _("No."), "objective": _("Objective"), "name": _("Indicator"), "unit": _("Unit")}
    columns |= {
        f"{time}_{name}": in_time(words, what)
        for time, words in times(results).items()
        for name, what in figures.items()
    }
    columns |= {"who": _("Who records it"), "why": _("Why"), "what_next": _("What we do about it")}
    rows = []
    for line in results.indicators:
        row = {"number": line.number, "objective": line.objective.name, "name": line.item.name, "unit": line.item.unit}
        for time in times(results):
            cells = getattr(line, time)
            row |= {f"{time}_{name}": getattr(cells, name) for name in ("planned", "approved", "actual", "difference")}
            row |= {
                f"{time}_state": cells.words,
                f"{time}_recorded": cells.recorded,
                f"{time}_due": cells.due,
                f"{time}_verified": _("yes") if cells.is_verified else "",
            }
        rows.append(row | {"who": line.who, "why": line.why, "what_next": line.what_next})
    return Table(_("Indicators"), columns, rows)


def activities(results):
    work = {
        "due": _("times due"),
        "done": _("of these done"),
        "held": _("occasions held"),
        "reached": _("people reached"),
    }
    columns = {"number": _("No."), "objective": _("Objective"), "name": _("Activity"), "who": _("Who")}
    columns |= {"when": _("When"), "state": _("State"), "late": _("Days late")}
    columns |= {
        f"{time}_{name}": in_time(words, what) for time, words in times(results).items() for name, what in work.items()
    }
    columns |= {
        "planned": _("Money planned"),
        "approved": _("Money approved"),
        "released": _("Money released"),
        "spent": _("Money spent"),
        "why": _("Why"),
        "what_next": _("What we do about it"),
    }
    rows = []
    for line in results.activities:
        row = {"number": line.number, "objective": line.objective.name, "name": line.item.name, "who": line.who}
        row |= {"when": line.when, "state": str(STATES[line.state]), "late": line.late}
        for time in times(results):
            row |= {f"{time}_{name}": getattr(getattr(line, time), name) for name in work}
        row |= dict(zip(("planned", "approved", "released", "spent"), line.sums, strict=True))
        rows.append(row | {"why": line.why, "what_next": line.what_next})
    return Table(_("Activities"), columns, rows)


def money(results):
    columns = {
        "quarter": _("Up to the end of"),
        "due": _("Times due"),
        "done": _("Of these done"),
        "planned": _("Money planned"),
        "released": _("Money released"),
        "spent": _("Money spent"),
    }
    names = list(columns)[1:]
    rows = [
        {"quarter": quarter_in_words(step.number)} | {name: getattr(step, name) for name in names}
        for step in course_of(results).steps
    ]
    return Table(_("Money and progress"), columns, rows)


def results_workbook(results):
    """The workbook as bytes: a sheet for each Table."""
    return workbook_of(tables(results))


def workbook_of(found):
    """A workbook as bytes, with a sheet for each of the Tables `found`."""
    book = Workbook()
    book.remove(book.active)
    for table in found:
        sheet = book.create_sheet(table.title[:31])
        for place, (name, heading) in enumerate(table.columns.items(), start=1):
            cell = put(sheet.cell(1, place), heading)
            cell.fill, cell.font = HEAD, Font(bold=True, color="FFFFFF")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[get_column_letter(place)].width = WIDE.get(name, 13)
        for number, row in enumerate(table.rows, start=2):
            for place, name in enumerate(table.columns, start=1):
                write(sheet.cell(number, place), row.get(name))
                if name in WIDE:
                    sheet.cell(number, place).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "D2" if "name" in table.columns else "B2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{max(2, len(table.rows) + 1)}"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def write(cell, value):
    """A value as what it is: a number as a number, a text as a text, whatever it begins with."""
    if value is None:
        return
    if isinstance(value, int | Decimal):
        if len(Decimal(value).as_tuple().digits) <= MOST_DIGITS:
            cell.value = value
            return
        value = f"{value:f}"
    put(cell, value)


def results_table(results):
    """The CSV file as bytes: indicators and activities in one table, a row each, with what the row is first."""
    found = tables(results)[:2]
    columns = {"kind": pgettext("of a row", "What")}
    for table in found:
        for name, heading in table.columns.items():
            columns.setdefault(name, heading)
    columns["name"] = _("Name")
    kinds = [_("Indicator"), _("Activity")]
    rows = [{"kind": kind} | row for kind, table in zip(kinds, found, strict=True) for row in table.rows]
    return table_of(Table("", columns, rows))


def table_of(table):
    """One Table as a CSV file, as bytes."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(guarded, table.columns.values()))
    for row in table.rows:
        writer.writerow([as_text(row.get(name)) for name in table.columns])
    return out.getvalue().encode("utf-8-sig")


def as_text(value):
    """A value in a CSV file: numbers with a point, texts so that no spreadsheet takes them for formulas."""
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else guarded(str(value))
