"""A plan as one table of text, a CSV file: for other programs, and for who has no spreadsheet.

Every row begins with its key, and the first heading says of which plan the file is and in which language, so that it can
be read back. It does not keep what was taken along: where it differs from the plan as it stands, what it says counts.
"""

import csv
import re
from io import StringIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from workplans.exchange.flat import INDICATORS, MONEY, PLAN, READINESS, Table, kind_words, tables
from workplans.exchange.places import Place, Wrong
from workplans.exchange.returned import NewRow, canon, is_figure, text_of

LIVE = ("=", "+", "-", "@", "\t", "\r", "'")
"""A spreadsheet may take a text that begins so for a formula, or for a quote mark of its own."""
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
SHEETS_OF = {"activity": (PLAN, MONEY), "indicator": (INDICATORS,), "readiness": (READINESS,)}
"""On which sheets of a workbook a row of a kind stands; the rest stands in the plan alone."""


def written_table(plan, version, readiness):
    """The CSV file of `plan` as bytes: its snapshot and its `readiness`, a row each."""
    found = tables(plan, version, readiness)
    columns, kinds = columns_of(found), words_of_kinds()
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([f"lm-plan {plan.pk} {get_language()}", *map(guarded, columns.values())])
    order = [f"{item['kind']}-{item['key']}" for item in version["items"]]
    for key in [*order, *found[READINESS].rows]:
        row: dict[str, str] = {}
        for table in found.values():
            row |= table.rows.get(key, {})
        row["kind"] = kinds[key.partition("-")[0]]
        writer.writerow([key, *(guarded(row.get(name, "")) for name in columns)])
    return out.getvalue().encode("utf-8-sig")


def columns_of(found):
    """{column: heading} of all that the plan's tables say, each once. A month says so: "2026-08" alone becomes a day."""
    columns = {"kind": found[PLAN].columns["kind"]}
    for name in (PLAN, INDICATORS, READINESS, MONEY):
        for column, heading in found[name].columns.items():
            is_month = column[:1] == "m" and column[1:2].isdecimal()
            columns.setdefault(column, _("Month %(month)s") % {"month": heading} if is_month else heading)
    return Table("", columns, frozenset()).columns


def words_of_kinds():
    return kind_words() | {"indicator": _("Indicator"), "readiness": _("Structure or system")}


def guarded(text):
    """A text that no spreadsheet takes for a formula: the quote mark before it is taken off when it is read back."""
    return f"'{text}" if text.startswith(LIVE) and not PLAIN_NUMBER.fullmatch(text) else text


def unguarded(value):
    """What stood there before it was guarded."""
    return value[1:] if isinstance(value, str) and value[:1] == "'" and value[1:].startswith(LIVE) else value


def spread(returned, live):
    """Put the rows of the one table of `returned` on the sheets that they belong to, by the plan's tables as they stand.

    What was taken along is not in such a file: it is what stands in the plan.
    """
    returned.taken = {name: {key: canon(row) for key, row in table.rows.items()} for name, table in live.items()}
    returned.rows, returned.new = {name: {} for name in live}, {name: [] for name in live}
    returned.columns = {name: table.columns for name, table in live.items()}
    returned.places, returned.wrong = {}, []
    [head, *rows] = returned.table.rows
    places, returned.sources = places_of(head, columns_of(live))
    letters = {column: get_column_letter(place + 1) for place, column in places.items()}
    returned.letters = {name: dict(letters) for name in live}
    returned.heads = dict.fromkeys(live, Place("", 1))
    columns = {name: {*table.columns} for name, table in live.items()}
    columns[MONEY] |= {*returned.sources}
    kinds = {word.casefold(): kind for kind, word in words_of_kinds().items()}
    above = ""
    for number, row in enumerate(rows, start=2):
        key, values = str(row[0] or "") if row else "", values_of(row, places)
        kind = key.partition("-")[0] or kinds.get(values["kind"].casefold(), "activity")
        where = Place("", number)
        if key and kind != "readiness":
            above = key
        for name in SHEETS_OF.get(kind, (PLAN,)):
            told = {column: text for column, text in values.items() if column in columns[name]}
            if key in returned.rows[name]:
                words = _("This row is a copy of another one. Leave its first cell empty.")
                returned.wrong.append(Wrong(where, words, name, where))
                break
            if key:
                returned.rows[name][key] = told
                returned.places[name, key] = where
            elif any(text for column, text in told.items() if name != MONEY or is_figure(column)):
                returned.new[name].append(NewRow(where, told, above))


def places_of(head, columns):
    """({place in a row: column}, {column: name} of the headings that no column has: sources that were added there)."""
    by_heading = {heading: column for column, heading in columns.items()}
    places: dict[int, str] = {}
    sources: dict[str, str] = {}
    for place, value in enumerate(head[1:], start=1):
        if heading := str(unguarded(value) or ""):
            places[place] = by_heading.get(heading) or f"new:{heading}"
            if heading not in by_heading:
                sources[places[place]] = heading
    return places, sources


def values_of(row, places):
    """{column: text} of a row; what the file says nothing of is left as it is."""
    return {"kind": ""} | {
        column: text_of(column, unguarded(row[place]) if place < len(row) else None) for place, column in places.items()
    }
