"""Bringing back a workbook that was taken along: what it would change, and writing it, in one act."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from workplans.exchange.flat import MONEY, READINESS, tables, vocabulary
from workplans.exchange.offered import MODELS, kind_of, offered
from workplans.exchange.workbook import DAYS
from workplans.models import Allocation, FundingSource, Import, Readiness, Target, Workplan
from workplans.queries.snapshot import snapshot

PARENT = {"output": "objective", "activity": "output"}
PLAIN = ("code", "name", "place", "funders", "unit", "numerator", "denominator", "note")
CHOSEN = ("practice", "direction", "state", "needs_no_money", "post")


def look_at(plan, returned):
    """The Look of a workbook that was read, and the words in it: ten queries whatever its size."""
    now, posts = snapshot(plan), list(plan.team.posts.order_by("-pk"))
    with override(returned.language):
        live = tables(plan, now, list(plan.readiness.select_related("post")))
        words = vocabulary(posts)
    return offered(returned, live, words), words


@transaction.atomic
def bring_back(imported, returned, seen, keep_here, by):
    """Write what a workbook says, but the changes whose tokens are in `keep_here`; how many cells and rows it were.

    None where the plan is no longer as it was `seen`, and where the file was put to use before: nothing is written
    then. Raises ValidationError where a row cannot be as the file says, and Locked where the plan is not open.
    """
    plan = Workplan.objects.hold_open(imported.workplan_id)
    look, words = look_at(plan, returned)
    done = Import.objects.filter(pk=imported.pk, applied_at__isnull=False).exists()
    if done or look.wrong or look.seen != seen:
        return None
    wanted = [change for change in look.changes if change.token not in keep_here]
    writing = Writing(plan, words, by, _("From the file %(name)s") % {"name": imported.name})
    by_row: dict[tuple[str, str], list[Any]] = {}
    for change in wanted:
        by_row.setdefault((change.sheet, change.cell.row), []).append(change)
    for (sheet, key), changes in by_row.items():
        with told_at(changes[0].place):
            writing.change(sheet, key, changes)
    for sheet, row in look.new:
        with told_at(row.cell):
            writing.add(sheet, row)
    count = len(wanted) + len(look.new)
    imported.outcome = {"cells": len(wanted), "rows": len(look.new)}
    imported.applied_at = timezone.now()
    imported.save(update_fields=["outcome", "applied_at"])
    return count


class told_at:  # noqa: N801
    """Says in which row of the file it is that cannot be written."""

    def __init__(self, place):
        self.place = place

    def __enter__(self):
        return self

    def __exit__(self, _kind, problem, _trace):
        if isinstance(problem, ValidationError):
            raise ValidationError([f"{self.place}: {message}" for message in problem.messages]) from problem


class Writing:
    """One bringing back under way."""

    def __init__(self, plan, words, by, reason):
        self.plan, self.words, self.by, self.reason = plan, words, by, reason
        self.quarters = {str(quarter.number): quarter for quarter in plan.quarters.all()}
        self.made: dict[str, tuple[Any, str]] = {}

    def change(self, sheet, key, changes):
        """Write the changed cells of one row."""
        kind, pk = key.rsplit("-", 1)
        row = MODELS[kind].objects.get(pk=pk, workplan=self.plan)
        columns = {change.cell.column: change.cell.there for change in changes}
        if sheet == MONEY:
            headings = {change.cell.column: change.heading for change in changes}
            amounts = {
                self.source(column, headings): Decimal(text) if text else None for column, text in columns.items()
            }
            Allocation.objects.put(row, amounts, self.reason)
        else:
            self.fill(kind, row, columns)

    def save(self, row):
        vars(row)["_change_reason"] = self.reason
        vars(row)["_history_user"] = self.by
        row.full_clean()
        row.save()

    def fill(self, kind, row, columns):
        """Set the fields of a row by the texts of its columns, and save it."""
        for column, text in columns.items():
            self.set(row, column, text)
        if kind == "activity":
            self.set_months(row, columns)
        self.save(row)
        if kind == "indicator":
            self.targets(row, columns)

    def set(self, row, column, text):
        """Set one field; months and targets of quarters are set by themselves."""
        if column in ("baseline", "target"):
            setattr(row, column, Decimal(text) if text else None)
        elif column in DAYS:
            setattr(row, column, date.fromisoformat(text) if text else None)
        elif column in CHOSEN:
            setattr(row, column, self.words[column][text.casefold()])
        elif column == "responsible":
            row.post = self.words["post"].get(text.casefold())
            row.responsible = "" if row.post else text
        elif column in PLAIN:
            setattr(row, column, text)

    def set_months(self, row, columns):
        """Months that were ticked or emptied; days that were given take their place."""
        turned = {column[1:]: text for column, text in columns.items() if column[:1] == "m" and column[1:2].isdecimal()}
        if turned:
            months = {*row.months, *(month for month, text in turned.items() if text)}
            row.months = sorted(months - {month for month, text in turned.items() if not text})
            if not row.months and not columns.keys() & {"starts_on", "ends_on"}:
                row.starts_on = row.ends_on = None
        elif columns.get("starts_on") or columns.get("ends_on"):
            row.months = []

    def targets(self, row, columns):
        """Write the targets of the quarters."""
        known = {target.quarter_id: target for target in row.targets.all()}
        for column, text in columns.items():
            if column[:1] != "q" or (quarter := self.quarters.get(column[1:])) is None:
                continue
            if quarter.is_closed:
                raise ValidationError(_("%(quarter)s is closed, so its targets stay.") % {"quarter": quarter})
            target = known.get(quarter.pk) or Target(indicator=row, quarter=quarter)
            if text:
                target.value = Decimal(text)
                self.save(target)
            elif target.pk:
                vars(target)["_change_reason"] = self.reason
                target.delete()

    def source(self, column, headings):
        """The source that a column of money is of; None for what nobody gives yet."""
        if column.startswith("new:"):
            return FundingSource.objects.named(headings[column])
        return FundingSource.objects.get(pk=column[1:]) if column[1:] else None

    def add(self, sheet, new):
        """A row that was added there, under the row above it that it can stand under."""
        columns = {column: text for column, text in new.columns.items() if text and column not in ("number", "kind")}
        if sheet == READINESS:
            self.fill("readiness", Readiness(workplan=self.plan), columns)
            return
        kind = kind_of(new, self.words)
        parent = {} if kind == "objective" else {PARENT[kind]: self.above(PARENT[kind], new)}
        row = MODELS[kind](workplan=self.plan, **parent)
        self.fill(kind, row, columns)
        if kind == "objective":
            self.made = {}
        self.made[kind] = (row, new.below)

    def above(self, kind, new):
        """The row of `kind` that a new one stands under: one that was added just above it, or one of the plan."""
        row, below = self.made.get(kind, (None, ""))
        if row is not None and below == new.below:
            return row
        objective, below = self.made.get("objective", (None, ""))
        row = None
        if new.below and (objective is None or below != new.below):
            found, pk = new.below.rsplit("-", 1)
            row = MODELS[found].objects.filter(pk=pk, workplan=self.plan).first() if found in MODELS else None
        while row is not None and row._meta.model_name != kind:
            row = None if row._meta.model_name == "objective" else row.parent
        if row is None:
            raise ValidationError(_("Put the new row below the objective or output that it belongs to."))
        return row
