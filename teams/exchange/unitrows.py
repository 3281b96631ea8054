"""Reads the rows of a list of units: the names and codes in each, with empty cells filled where that is meant."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.exchange.folding import fold
from teams.exchange.questions import NONE, SAME, Asking
from teams.exchange.tables import Table, cell
from teams.exchange.unitsteps import Step

LONGEST_NAME, LONGEST_CODE = 120, 40
NO_CODES = {"na", "n a", "none", "nil", "null", "nan", "x", "unknown"}


@dataclass
class Row:
    """A row of the list: a name and a code for each step, from the top down; "" where there is none."""

    number: int
    names: list[str]
    codes: list[str]


def read_rows(table: Table, steps: list[Step], asking: Asking) -> list[Row]:
    """All rows of the table; what is too long to be a name, or is no code, is remarked on and left out."""
    rows = [
        Row(number, [cell(values, step.column) for step in steps], [cell(values, step.code) for step in steps])
        for number, values in table.rows
    ]
    for place, step in enumerate(steps):
        refuse_long_names(rows, place, step, asking)
        refuse_no_codes(rows, place, step, asking)
        if step is not steps[-1]:
            fill_down(table, rows, place, step, asking)
    for row in rows:
        if not row.names[-1]:
            asking.remark((row.number, steps[-1].column + 1), _("This row names no unit."))
    return rows


def refuse_long_names(rows: list[Row], place: int, step: Step, asking: Asking) -> None:
    for row in rows:
        if len(row.names[place]) > LONGEST_NAME:
            words = _("“%(name)s…” is longer than %(most)d letters. It was not taken.")
            asking.remark((row.number, step.column + 1), words % {"name": row.names[place][:30], "most": LONGEST_NAME})
            row.names[place] = ""


def refuse_no_codes(rows: list[Row], place: int, step: Step, asking: Asking) -> None:
    """Takes away what stands for no code: a 0, a dash, "n/a"."""
    refused = Counter(row.codes[place] for row in rows if row.codes[place] and not is_code(row.codes[place]))
    for code, count in refused.items():
        first = next(row for row in rows if row.codes[place] == code)
        words = ngettext(
            "“%(code)s” is not taken as a code. It stands in %(count)d row.",
            "“%(code)s” is not taken as a code. It stands in %(count)d rows.",
            count,
        )
        asking.remark((first.number, (step.code or 0) + 1), words % {"code": code[:LONGEST_CODE], "count": count})
    for row in rows:
        if row.codes[place] in refused:
            row.codes[place] = ""


def is_code(text: str) -> bool:
    """Whether a text can be a code: neither too long, nor a number that counts nothing, nor a word for "none"."""
    try:
        return float(text) > 0 and len(text) <= LONGEST_CODE
    except ValueError:
        return 0 < len(text) <= LONGEST_CODE and bool(fold(text)) and fold(text) not in NO_CODES


def fill_down(table: Table, rows: list[Row], place: int, step: Step, asking: Asking) -> None:
    """Many lists write a district once, and leave the cells below it empty. Whether this one does is asked."""
    empty = [row for row in rows if row.names[-1] and not row.names[place]]
    if not empty:
        return
    heading = next((column.name for column in table.columns if column.index == step.column), "")
    words = ngettext(
        "Under “%(heading)s”, %(count)d cell is empty. What does that mean?",
        "Under “%(heading)s”, %(count)d cells are empty. What does that mean?",
        len(empty),
    ) % {"heading": heading, "count": len(empty)}
    choices = [(SAME, _("The same as the cell above")), (NONE, _("Nothing: the unit belongs to the level above that"))]
    default = SAME if len(empty) * 3 > len(rows) else NONE
    if asking.ask(f"empty {step.column}", (empty[0].number, step.column + 1), words, choices, default) == SAME:
        name = code = ""
        for row in rows:
            if row.names[place]:
                name, code = row.names[place], row.codes[place]
            else:
                row.names[place], row.codes[place] = name, row.codes[place] or code
