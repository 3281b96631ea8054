"""What a workbook that comes back would change: cell by cell, what somebody has to decide, and what is wrong in it."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from workplans.exchange.flat import INDICATORS, MONEY, PLAN
from workplans.exchange.returned import canon, digits_behind, is_figure
from workplans.exchange.workbook import DAYS
from workplans.models import Activity, FundingSource, Indicator, Objective, Output, Readiness
from workplans.rules.threeway import Cell, bring_together

MODELS: dict[str, Any] = {
    "objective": Objective,
    "output": Output,
    "activity": Activity,
    "indicator": Indicator,
    "readiness": Readiness,
}


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
class Look:
    """What a workbook would do to the plan as it stands now."""

    changes: list[Change] = field(default_factory=list)
    new: list[tuple[str, Any]] = field(default_factory=list)
    gone_there: list[str] = field(default_factory=list)
    gone_here: list[str] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    """(where in the file, what is wrong and what to do)."""

    @property
    def conflicts(self):
        return [change for change in self.changes if change.cell.is_conflict]

    @property
    def plain(self):
        """The changes that nobody has to decide about."""
        return [change for change in self.changes if not change.cell.is_conflict]

    @property
    def is_nothing(self):
        """Whether there is nothing to bring in."""
        return not (self.changes or self.new)

    @property
    def seen(self):
        """What somebody who reads all this saw, in short: it changes where the plan does."""
        told = [[change.token, change.cell.here, change.cell.there] for change in self.changes]
        told += [[sheet, row.cell, *row.columns.values()] for sheet, row in self.new]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def offered(returned, live, words):
    """The Look of a workbook that was read: `live` are the plan's tables as they stand, `words` what may be chosen."""
    look = Look()
    for sheet, table in live.items():
        here = {key: canon(row) for key, row in table.rows.items()}
        there = returned.rows.get(sheet, {})
        brought = bring_together(returned.taken.get(sheet, {}), here, there)
        cells = [(cell, table.columns[cell.column]) for cell in brought.cells if cell.column not in table.fixed]
        cells += [
            (Cell(key, column, "", "", row[column]), name)
            for key, row in there.items()
            if key in here
            for column, name in returned.sources.items()
            if row.get(column)
        ]
        for cell, heading in cells:
            place = returned.cells[sheet, cell.row, cell.column]
            change = Change(sheet, place, table.rows[cell.row].get("name", ""), heading, cell)
            look.changes.append(change)
            if told := wrong_with(cell.row.partition("-")[0], cell.column, cell.there, words):
                look.wrong.append((place, told))
        look.gone_there += [table.rows[key].get("name", "") for key in brought.gone_there]
        look.gone_here += [there[key].get("name", "") for key in brought.gone_here]
        look.new += [(sheet, row) for row in returned.new.get(sheet, [])]
    for sheet, row in look.new:
        look.wrong += [(row.cell, told) for told in wrong_with_new(sheet, row, words)]
    copied = _("This row is a copy of another one. For a new row, insert an empty one and write in it.")
    look.wrong += [(place, copied) for place in returned.twice]
    for name in returned.sources.values():
        if len(name) > (FundingSource._meta.get_field("name").max_length or 0):
            look.wrong.append((name[:60], _("This name of a source is too long.")))
    return look


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
        return _("“%(text)s” is not a day. Write it as year-month-day.") % {"text": text[:60]}
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
    if sheet == MONEY:
        return [_("A new activity gets its row here once it stands in the workplan: bring it back first.")]
    if sheet == INDICATORS:
        return [_("A new indicator is added in the workplan, where it belongs to what it measures.")]
    kind = kind_of(row, words) if sheet == PLAN else "readiness"
    if kind is None:
        return [_("Is it an objective, an output or an activity? Say so under “What it is”.")]
    told = (
        wrong_with(kind, column, text, words)
        for column, text in row.columns.items()
        if column == "name" or (text and column not in ("number", "kind"))
    )
    return [one for one in told if one]


def kind_of(row, words):
    """ "objective", "output" or "activity" for a new row of the plan, or None; an activity where it says nothing."""
    return words["kind"].get(row.columns.get("kind", "").casefold() or words["activity"])
