"""What a file that comes back would change: cell by cell, what somebody has to decide, and what is wrong in it."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from workplans.exchange.flat import INDICATORS, MONEY, PLAN, READINESS
from workplans.exchange.returned import NewRow, canon, digits_behind, is_figure, settle_sources
from workplans.exchange.workbook import DAYS
from workplans.models import Activity, Indicator, Objective, Output, Readiness
from workplans.rules.threeway import Cell, bring_together

MODELS: dict[str, Any] = {
    "objective": Objective,
    "output": Output,
    "activity": Activity,
    "indicator": Indicator,
    "readiness": Readiness,
}

ROWS_OF = {INDICATORS: "indicator", MONEY: "activity", READINESS: "readiness"}
"""What a row of a sheet is; on the sheet Plan each says so."""
MOST_NEW = 1000
"""So many rows may be new at once: a file like that is better brought as a plan of its own."""
SAID = {"number", "kind", "of"}
"""Columns by which a new row says what it is and where it belongs."""


@dataclass(frozen=True)
class Change:
    """One cell that would change, in words: where in the file, of what, which column, and the three texts."""

    sheet: str
    place: str
    name: str
    heading: str
    cell: Cell

    @property
    def token(self):
        """What its choice is called in a form."""
        return f"{self.sheet}:{self.cell.row}:{self.cell.column}"


@dataclass
class Added:
    """A row that would be new, in words: on which sheet, the row, and [(heading, text)] of what it says."""

    sheet: str
    row: NewRow
    said: list[tuple[str, str]]


@dataclass
class Look:
    """What a file would do to the plan as it stands now."""

    changes: list[Change] = field(default_factory=list)
    new: list[Added] = field(default_factory=list)
    gone_there: list[str] = field(default_factory=list)
    gone_here: list[str] = field(default_factory=list)
    new_sources: dict[str, str] = field(default_factory=dict)
    """{column: name} of columns of money that are no source here yet: somebody has to say whether they are one."""
    unread: list[str] = field(default_factory=list)
    """What was left aside, in words."""
    wrong: list[tuple[str, str]] = field(default_factory=list)
    """(where in the file, what is wrong and what to do)."""

    @property
    def planned(self):
        """Where in the file something that is planned would change; "" where nothing is, but for readiness."""
        places = [change.place for change in self.changes if change.sheet != READINESS]
        return next(iter([*places, *(one.row.cell for one in self.new if one.sheet != READINESS)]), "")

    @cached_property
    def conflicts(self):
        return [change for change in self.changes if change.cell.is_conflict]

    @cached_property
    def plain(self):
        """The changes that nobody has to decide about."""
        return [change for change in self.changes if not change.cell.is_conflict]

    @property
    def is_nothing(self):
        """Whether there is nothing to bring in."""
        return not (self.changes or self.new)

    @cached_property
    def seen(self):
        """What somebody who reads all this saw, in short: it changes where the plan does."""
        told = [[change.token, change.cell.here, change.cell.there] for change in self.changes]
        told += [[one.sheet, one.row.cell, *one.row.columns.values()] for one in self.new]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@dataclass(frozen=True)
class Known:
    """What a file is held against: what may stand in columns with a choice, and the sources, {their column: name}."""

    words: dict[str, dict]
    names: dict[str, str]

    @property
    def sources(self):
        """{folded name: column} of the sources."""
        return {name.casefold(): column for column, name in self.names.items()}


def offered(returned, live, known):
    """The Look of a file that was read: `live` are the plan's tables as they stand."""
    settle_sources(returned, known.sources)
    look = Look(unread=[*returned.unread], wrong=[*returned.wrong], new_sources={**returned.sources})
    for sheet, table in live.items():
        compare(look, returned, sheet, table, known)
    for one in look.new:
        look.wrong += [(one.row.cell, told) for told in wrong_with_new(one.sheet, one.row, known.words)]
    aim(look, live[PLAN], known.words)
    if len(look.new) > MOST_NEW:
        words = _("More than %(n)s rows are new. Bring so many as a file of their own, or in parts.") % {"n": MOST_NEW}
        look.wrong.insert(0, (look.new[MOST_NEW].row.cell, words))
    return look


def compare(look, returned, sheet, table, known):
    """Add to `look` what one sheet would do to the plan's `table` as it stands."""
    more = known.names | returned.sources if sheet == MONEY else {}
    headings = returned.columns[sheet] | table.columns | more
    writable = (table.columns.keys() | more.keys()) - table.fixed
    here = {key: canon(row) for key, row in table.rows.items()}
    taken, there = returned.taken[sheet], returned.rows[sheet]
    if returned.table is None:
        look.wrong += moved(returned, sheet, table.fixed)
    brought = bring_together(taken, here, there)
    for cell in brought.cells:
        place, heading = returned.cells[sheet, cell.row, cell.column], headings.get(cell.column, cell.column)
        if cell.column in writable:
            look.changes.append(Change(sheet, place, table.rows[cell.row].get("name", ""), heading, cell))
            if told := wrong_with(cell.row.partition("-")[0], cell.column, cell.there, known.words):
                look.wrong.append((place, told))
        elif cell.column not in table.fixed:
            words = _("%(place)s: the plan has no “%(heading)s” any more.")
            look.unread.append(words % {"place": place, "heading": heading})
    look.gone_there += [table.rows[key].get("name", "") for key in brought.gone_there]
    gone = [*brought.gone_here, *(key for key in there if key not in here and key not in taken)]
    look.gone_here += [there[key].get("name", "") for key in gone]
    for row in returned.new[sheet]:
        said = [(headings.get(column, column), text) for column, text in row.columns.items() if text]
        look.new.append(Added(sheet, row, said))


def moved(returned, sheet, fixed):
    """[(where, words)] of rows whose grey cells are another row's: they were sorted without their hidden key."""
    taken = returned.taken[sheet]
    words = _(
        "This grey cell is of another row. If you sorted the rows, sort them with all columns, the hidden one too."
    )
    return [
        (returned.cells[sheet, key, column], words)
        for key, row in returned.rows[sheet].items()
        for column in fixed
        if row.get(column) and row[column] != taken[key].get(column)
    ]


def wrong_with(kind, column, text, words):
    """What is wrong with a text in a column, in words; "" where nothing is."""
    if column == "name" and not text:
        return _("A name cannot be empty. To remove a row, remove it in the workplan.")
    if is_figure(column) and text:
        return wrong_figure(column, text)
    if column in DAYS and text:
        return wrong_day(text)
    if column in words and text.casefold() not in words[column]:
        return _("“%(text)s” is not in the list.") % {"text": text[:60]}
    if kind in MODELS and column in {one.name for one in MODELS[kind]._meta.fields} - set(words):
        most = MODELS[kind]._meta.get_field(column).max_length
        if most and len(text) > most:
            return _("This is longer than the %(n)s characters that fit.") % {"n": most}
    return ""


def wrong_day(text):
    try:
        date.fromisoformat(text)
    except ValueError:
        return _("“%(text)s” is not a day, or could be two. Write it as year-month-day, 2026-12-31.") % {
            "text": text[:60]
        }
    return ""


def wrong_figure(column, text):
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        return _("“%(text)s” is not a number. Write it as a plain number.") % {"text": text[:60]}
    is_money = column[:1] in "sn"
    if is_money and number < 0:
        return _("An amount is not below zero.")
    digits, behind = (16, 2) if is_money else (18, 8)
    if number.adjusted() >= digits or digits_behind(number) > behind:
        return _("This figure has too many digits.")
    return ""


def wrong_with_new(sheet, row, words):
    """What is wrong with a row that was added there, in words."""
    kind = kind_of(row, words) if sheet == PLAN else ROWS_OF[sheet]
    if kind is None:
        return [_("Is it an objective, an output or an activity? Say so under “What it is”.")]
    told = (
        wrong_with(kind, column, text, words)
        for column, text in row.columns.items()
        if (column == "name" or text) and column not in SAID
    )
    return [one for one in told if one]


def kind_of(row, words):
    """ "objective", "output" or "activity" for a new row of the plan, or None; an activity where it says nothing."""
    return words["kind"].get(row.columns.get("kind", "").casefold() or words["activity"])


def aim(look, plan, words):
    """Find what indicators and amounts that were added belong to (`row.aim`), by name; say where that is not clear.

    Amounts belong to a new activity: one that is in the plan has a row of its own for them.
    """
    new: dict[str, list] = defaultdict(list)
    there: dict[str, list] = defaultdict(list)
    for one in look.new:
        if one.sheet == PLAN:
            new[folded(one.row.columns.get("name", ""))].append((one.row.cell, kind_of(one.row, words)))
    for key, row in plan.rows.items():
        there[folded(row["name"])].append((key, row["number"]))
    for one in look.new:
        row = one.row
        if one.sheet == MONEY:
            name = folded(row.columns.get("name", ""))
            found = [cell for cell, kind in new[name] if kind == "activity"]
            found = [row.cell] if row.cell in found else found
            missing = _("No new activity of this name is on the sheet Plan. One that is in the plan has its row here.")
        elif one.sheet == INDICATORS:
            name = folded(row.columns.get("of", ""))
            found = [key for key, number in there[name] if number == row.columns.get("number")]
            found = found or [key for key, _n in there[name]] + [cell for cell, _k in new[name]]
            missing = _("Write under “Measures” the name of the objective, output or activity that it measures.")
        else:
            continue
        if name and len(found) == 1:
            row.aim = found[0]
        elif name and found:
            look.wrong.append(
                (row.cell, _("Several have this name. Give each its own, or write the number of the one meant."))
            )
        else:
            look.wrong.append((row.cell, missing))


def folded(text):
    """A name as it is compared."""
    return " ".join(text.casefold().split())
