"""Bringing back a file that was taken along: what it would change, and writing it, in one act."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from teams.atonce import at_once
from teams.models import Holding, Notice, User
from workplans.exchange.flat import INDICATORS, MONEY, READINESS, YES_OR_NO, tables, vocabulary
from workplans.exchange.offered import SAID, Known, offered
from workplans.exchange.onetable import spread
from workplans.exchange.places import Place, Wrong, of_what
from workplans.exchange.returned import is_figure
from workplans.exchange.standing import PARENT, RANK, kind_of
from workplans.exchange.workbook import DAYS
from workplans.exchange.wrongs import MODELS
from workplans.models import Allocation, FundingSource, Import, Indicator, Readiness, Target, Workplan
from workplans.models.item import put_in_order
from workplans.models.plan.workplan import WHY_LOCKED
from workplans.queries.snapshot import snapshot
from workplans.rules import figures

CHANGED_MEANWHILE = gettext_lazy(
    "The workplan was changed while you looked at this. Look again: what is shown now is what stands."
)
PLAIN = ("code", "name", "place", "funders", "unit", "numerator", "denominator", "note")
CHOSEN = ("practice", "every", "direction", "adds_up", "recorded_every", "state", *YES_OR_NO, "post")


def look_at(plan, returned):
    """The Look of a file that was read, and the words in it: eleven queries whatever its size."""
    now, posts = snapshot(plan), list(plan.team.posts.order_by("-pk"))
    held = Holding.objects.on(timezone.localdate()).filter(post__in=posts)
    with override(returned.language):
        live = tables(plan, now, list(plan.readiness.select_related("post")))
        words = vocabulary(posts)
        if returned.table:
            spread(returned, live)
    sources = {f"s{key}": name for key, name in FundingSource.objects.values_list("pk", "name")}
    look = offered(returned, live, Known(words, sources, dict(held.values_list("user__name", "post__title"))))
    if not plan.is_open:
        look.lock(WHY_LOCKED[plan.state])
    return look, words


@dataclass(frozen=True)
class Decided:
    """What somebody decided about a file: the state of things they `seen`, and what of it does not come in.

    `keep_here` are tokens of changes, `leave_out` the columns of money that are no source. With `rest`, what is wrong stays
    out and the rest comes in; `refused` are the rows, as Refused names them, of which they saw that they cannot be written.
    """

    seen: str
    keep_here: Set[str] = frozenset()
    leave_out: Set[str] = frozenset()
    rest: bool = False
    refused: Set[str] = frozenset()

    def wants(self, change):
        return change.token not in self.keep_here and change.cell.column not in self.leave_out


class Refused(ValidationError):
    """Rows that cannot be written as the file says, as Wrongs: known only once it is tried."""

    def __init__(self, rows):
        super().__init__([one.told for one in rows] or [CHANGED_MEANWHILE])
        self.rows = rows

    @property
    def tokens(self):
        return frozenset(map(token_of, self.rows))


def token_of(wrong):
    """What a row that was refused is called in a form."""
    return f"{wrong.sheet}:{wrong.place.row}"


@at_once
def bring_back(imported, returned, decided, by):
    """Write what a file says, as it was `decided`; how many cells and rows it were, None where it was put to use before.

    Raises ValidationError where the plan is no longer as it was seen, and where something is wrong and nobody decided to
    bring in the rest; Refused where other rows cannot be written than was seen. Nothing is written then. Raises Locked where
    the plan is closed.
    """
    plan = Workplan.objects.hold(imported.workplan_id)
    plan.refuse_if_closed()
    if Import.objects.filter(pk=imported.pk, applied_at__isnull=False).exists():
        return None
    look, words = look_at(plan, returned)
    if look.seen != decided.seen or (look.wrong and not decided.rest):
        raise ValidationError(CHANGED_MEANWHILE)
    wanted = [change for change in look.coming if decided.wants(change)]
    writing = Writing(plan, words, by, _("From the file %(name)s") % {"name": imported.name}, decided.leave_out)
    by_row: dict[tuple[str, str], list[Any]] = {}
    for change in wanted:
        by_row.setdefault((change.sheet, change.cell.row), []).append(change)
    for (sheet, key), changes in by_row.items():
        row = Wrong(changes[0].place._replace(column=""), "", sheet, key, name=of_what("", changes[0].name))
        writing.attempt(row, len(changes), writing.change, sheet, key, changes)
    for one in look.coming_new:
        row = Wrong(one.place, "", one.sheet, one.row, name=of_what("", one.added.columns.get("name", "")))
        writing.attempt(row, 1, writing.add, one.sheet, one.added)
    refused = Refused(writing.refused)
    if refused.tokens != decided.refused or (refused.rows and not decided.rest):
        raise refused
    writing.put_in_order()
    writing.tell()
    imported.outcome = {**writing.written, "left_out": sum(look.left_out) + writing.left_out}
    imported.applied_at = timezone.now()
    imported.save(update_fields=["outcome", "applied_at"])
    return sum(writing.written.values())


class Writing:
    """One bringing back under way."""

    def __init__(self, plan, words, by, reason, leave_out):
        self.plan, self.words, self.by, self.reason, self.leave_out = plan, words, by, reason, leave_out
        self.quarters = {str(quarter.number): quarter for quarter in plan.quarters.all()}
        self.added: dict[Place, Any] = {}
        """{where: the row of the plan that was added there}."""
        self.refused: list[Wrong] = []
        """The rows that could not be written."""
        self.left_out = 0
        self.written = {"cells": 0, "rows": 0}
        self.last: dict[str, Any] = {}
        """{kind: the row of the plan that was added last}, as long as others stand below the same row of the file."""
        self.below = ""
        self.after: dict[Any, list[tuple[Any, Any]]] = {}
        """{what new rows stand under: [(new row, the one that it comes after, or None where it comes first)]}."""
        self.given: dict[Any, list[Any]] = {}
        """{post: the activities that it is responsible for since now}."""

    def attempt(self, row, count, write, *what):
        """Write one row, `count` cells of one or a new one; or nothing of it, and say of it what is wrong."""
        try:
            with at_once():
                write(*what)
        except ValidationError as problem:
            self.refused.append(row._replace(words=" ".join(problem.messages)))
            self.left_out += count
        else:
            self.written["rows" if isinstance(row.row, Place) else "cells"] += count

    def change(self, sheet, key, changes):
        """Write the changed cells of one row."""
        kind, pk = key.rsplit("-", 1)
        row = MODELS[kind].objects.get(pk=pk, workplan=self.plan)
        columns = {change.cell.column: change.cell.there for change in changes}
        if sheet == MONEY:
            self.put_money(row, columns)
        else:
            self.fill(kind, row, columns)

    def put_money(self, activity, columns):
        """Let what is asked for an activity be as the columns of money say."""
        kept = {column: text for column, text in columns.items() if column not in self.leave_out}
        amounts = {self.source(column): Decimal(text) if text else None for column, text in kept.items()}
        if amounts:
            Allocation.objects.put(activity, amounts, self.reason)

    def save(self, row):
        vars(row)["_change_reason"] = self.reason
        vars(row)["_history_user"] = self.by
        row.full_clean()
        row.save()

    def fill(self, kind, row, columns):
        """Set the fields of a row by the texts of its columns, and save it."""
        post = getattr(row, "post", None)
        for column, text in columns.items():
            self.set(row, column, text)
        if kind == "activity":
            self.set_months(row, columns)
        self.save(row)
        if kind == "activity" and row.post and row.post != post:
            self.given.setdefault(row.post, []).append(row)
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
        elif column == "recorded_by":
            row.post = self.words[column][text.casefold()]
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

    def source(self, column):
        """The source that a column of money is of; None for what nobody gives yet."""
        if column.startswith("new:"):
            return FundingSource.objects.named(column.removeprefix("new:"))
        return FundingSource.objects.get(pk=column[1:]) if column[1:] else None

    def add(self, sheet, new):
        """A row that was added there: in the plan under the row above it that it can stand under."""
        columns = {column: text for column, text in new.columns.items() if text and column not in SAID}
        if sheet == READINESS:
            self.fill("readiness", Readiness(workplan=self.plan), columns)
        elif sheet == MONEY:
            self.put_money(
                self.aimed(new.under), {column: text for column, text in columns.items() if is_figure(column)}
            )
        elif sheet == INDICATORS:
            above = self.aimed(new.under)
            row = Indicator(workplan=self.plan, **{above._meta.model_name: above}, adds_up=self.natural_way(columns))
            self.fill("indicator", row, columns)
        else:
            self.add_to_plan(new, columns)

    def natural_way(self, columns):
        """How a new indicator adds up where its row says nothing of it."""
        targets = [columns.get(f"q{number}") for number in self.quarters]
        known = [Decimal(text) if text else None for text in targets]
        year = Decimal(columns["target"]) if columns.get("target") else None
        return figures.natural_way(columns.get("unit", ""), "numerator" in columns, known, year)

    def aimed(self, under):
        """The row of the plan that something was added for."""
        if isinstance(under, Place):
            if under not in self.added:
                raise ValidationError(_("It belongs to what is wrong in row %(row)s.") % {"row": under.row})
            return self.added[under]
        kind, pk = under.rsplit("-", 1)
        return MODELS[kind].objects.get(pk=pk, workplan=self.plan)

    def add_to_plan(self, new, columns):
        """A new objective, output or activity, under and after what it was written below."""
        if new.below != self.below:
            self.last, self.below = {}, new.below
        kind = kind_of(new, self.words)
        above = {PARENT[kind]: self.aimed(new.under)} if kind in PARENT else {}
        row = MODELS[kind](workplan=self.plan, **above)
        before = self.nearest(kind)
        self.fill(kind, row, columns)
        if before is None or before.parent == row.parent:
            self.after.setdefault(row.parent, []).append((row, before))
        self.last = {one: last for one, last in self.last.items() if RANK[one] < RANK[kind]} | {kind: row}
        self.added[new.cell] = row

    def nearest(self, kind):
        """The row of `kind` just above in the file: one that was added there, else one of the plan; None for none."""
        if kind in self.last:
            return self.last[kind]
        if any(RANK[one] < RANK[kind] for one in self.last) or not self.below:
            return None
        found, pk = self.below.rsplit("-", 1)
        row = MODELS[found].objects.filter(pk=pk, workplan=self.plan).first() if found in MODELS else None
        while row is not None and row._meta.model_name != kind:
            row = None if row._meta.model_name == "objective" else row.parent
        return row

    def put_in_order(self):
        """Let new rows stand where they were written, not at the end."""
        for added in self.after.values():
            row = [one for one in added[0][0].siblings() if one.pk not in {new.pk for new, _before in added}]
            for new, before in added:
                row.insert(row.index(before) + 1 if before else 0, new)
            put_in_order(row)

    def tell(self):
        """Tell who holds a post what it is responsible for since now."""
        for post, activities in self.given.items():
            if len(activities) == 1:
                activities[0].tell_holder(self.by)
                continue
            people = User.objects.holding([post], timezone.localdate())
            url = f"{self.plan.get_absolute_url()}?post={post.pk}"
            facts = {"plan": self.plan.full_name, "count": len(activities)}
            Notice.objects.tell(people, "activities_given", by=self.by, url=url, **facts)
