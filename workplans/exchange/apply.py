"""Puts a plan that was read from a file into the database: one short transaction, nothing lost, nothing invented.

Items are known again by their code within the plan, else by the path of their names, so a second import of the same
file changes nothing. A blank in the file leaves what the plan has; what the plan has beyond the file stays.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from teams.models import Post
from workplans.exchange.planitems import PlanFile, Problem
from workplans.models import (
    Activity,
    Allocation,
    FundingSource,
    Indicator,
    Objective,
    Output,
    Target,
    Workplan,
)
from workplans.rules import periods

BATCH = 500
KINDS = ("objective", "output", "activity", "indicator", "allocation")


@dataclass
class Report:
    """What an import did. `created` counts by kind; `changed` and `unchanged` count activities that were there."""

    rows: int
    created: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    changed: int = 0
    unchanged: int = 0
    money: dict[str, Decimal] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def as_dict(self):
        """For JSON: money as text, so that no cent is lost on the way."""
        return {
            "rows": self.rows,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "money": {source: str(amount) for source, amount in self.money.items()},
            "problems": [
                {"row": found.row, "cell": found.cell, "kind": found.kind, "message": found.message}
                for found in self.problems
            ],
        }


def folded(text):
    """`text` as names are compared: without regard to capitals and runs of blanks."""
    return " ".join(text.split()).casefold()


@transaction.atomic
def apply_plan(read: PlanFile, plan: Workplan, reason: str = "") -> Report:
    """Write what was `read` into `plan`, and tell what was done; the history gives `reason` for it."""
    Workplan.objects.select_for_update().get(pk=plan.pk)
    writing = Writing(read, plan, reason)
    writing.objectives()
    writing.outputs()
    writing.activities()
    writing.indicators()
    writing.allocations()
    return writing.report


class Known:
    """The items of one kind that a plan has, found again by code, else by (parent, name)."""

    def __init__(self, items, parent):
        self.rows = defaultdict(list)
        self.parent = parent
        for item in items:
            self.rows[self.key(item.code, item.name, getattr(item, parent) if parent else None)].append(item)
        self.taken: Counter = Counter()

    def key(self, code, name, above):
        return ("code", folded(code)) if code else ("name", above, folded(name))

    def find(self, code, name, above):
        """The item meant by a row of the file, or None; the second row of the same key means the second item."""
        for key in {self.key(code, name, above): None, self.key("", name, above): None}:
            place = self.taken[key]
            if place < len(self.rows[key]):
                self.taken[key] += 1
                return self.rows[key][place]
        return None


class Writing:
    """One import under way: the file's rows beside the items that they have become."""

    def __init__(self, read, plan, reason):
        self.read, self.plan, self.reason = read, plan, reason
        self.report = Report(read.rows, problems=list(read.problems))
        self.posts = {folded(post.title): post for post in Post.objects.filter(team=plan.team_id)}
        self.quarters = list(plan.quarters.all())
        self.month_keys = defaultdict(list)
        for day in plan.months()[:12]:
            self.month_keys[day.month].append(periods.month_key(day))
        self.touched = set()
        self.new_activities = set()
        if not plan.currency and len(read.currencies) == 1 and re.fullmatch(r"[A-Z]{3}", read.currencies[0]):
            plan.currency = read.currencies[0]
            plan.save()

    def objectives(self):
        known = Known(self.plan.objective_set.all(), None)
        order = Order(known)
        found = [
            (row, self.meet(Objective, known.find(row.code, row.name, None), self.facts(Objective, row, {}), order))
            for row in self.read.objectives
        ]
        self.objective_items = self.keep(Objective, "objective", found)

    def outputs(self):
        known = Known(Output.objects.filter(workplan=self.plan), "objective_id")
        order = Order(known)
        found = []
        for objective_row, objective in self.objective_items:
            for row in objective_row.outputs:
                item = known.find(row.code, row.name, objective.pk)
                facts = self.facts(Output, row, {"objective_id": objective.pk})
                found.append((row, self.meet(Output, item, facts, order)))
        self.output_items = self.keep(Output, "output", found)

    def activities(self):
        known = Known(Activity.objects.filter(workplan=self.plan), "output_id")
        order = Order(known)
        found = []
        for output_row, output in self.output_items:
            for row in output_row.activities:
                item = known.find(row.code, row.name, output.pk)
                facts = self.facts(Activity, row, {"output_id": output.pk} | self.activity_facts(row))
                found.append((row, self.meet(Activity, item, facts, order)))
        self.activity_items = self.keep(Activity, "activity", found)
        self.existing = {item.pk for _row, item in self.activity_items} - self.new_activities

    def activity_facts(self, row):
        facts = {"place": row.place, "funders": row.funders, "stated_gap": row.gap, "stated": dict(row.stated)}
        if post := self.posts.get(folded(row.responsible)):
            facts["post_id"] = post.pk
        else:
            facts["responsible"] = row.responsible
        if row.needs_no_money:
            facts["needs_no_money"] = True
        facts["months"] = sorted(key for month in row.months for key in self.month_keys[month])
        if outside := [month for month in row.months if not self.month_keys[month]]:
            facts["stated"][_("Months outside the plan")] = ", ".join(map(str, outside))
            self.problem(row, "month-outside-plan", _("It has months that are not in the plan's time. Choose others."))
        if facts["months"]:
            facts["starts_on"], facts["ends_on"] = periods.span(facts["months"], self.plan.starts_on, self.plan.ends_on)
            for label, day in ((_("First day"), row.starts_on), (_("Last day"), row.ends_on)):
                if day:
                    facts["stated"][label] = day.isoformat()
        elif row.starts_on and row.ends_on and row.ends_on < row.starts_on:
            facts["stated"] |= {_("First day"): row.starts_on.isoformat(), _("Last day"): row.ends_on.isoformat()}
        else:
            facts["starts_on"], facts["ends_on"] = row.starts_on, row.ends_on
        return facts

    def indicators(self):
        known = Known(Indicator.objects.filter(workplan=self.plan), None)
        by_parent: dict = defaultdict(dict)
        for item in (item for items in known.rows.values() for item in items):
            by_parent[parent_of(item)][folded(item.name)] = item
        targets: dict = defaultdict(dict)
        for target in Target.objects.filter(indicator__workplan=self.plan):
            targets[target.indicator_id][target.quarter_id] = target
        order = Order(known)
        found = []
        for column, items in (("output_id", self.output_items), ("activity_id", self.activity_items)):
            for above, parent in items:
                for row in above.indicators:
                    name = row.name or _("What is counted is not named in the file")
                    facts = {"name": name, "unit": row.unit, "stated": dict(row.stated), column: parent.pk}
                    for figure in ("baseline", "target"):
                        facts[figure] = self.fitting(Indicator, figure, getattr(row, figure), facts["stated"], above)
                    item = by_parent[column, parent.pk].get(folded(name))
                    before = len(self.touched)
                    met = self.meet(Indicator, item, facts, order)
                    if column == "activity_id" and (item is None or len(self.touched) > before):
                        self.touched.add(("activity", parent.pk))
                    found.append(((row, above, column, parent), met))
        kept = self.keep(Indicator, "indicator", found)
        self.targets(kept, targets)

    def targets(self, kept, known):
        new = []
        for (row, above, column, parent), indicator in kept:
            for number, stated in enumerate(row.quarter_targets):
                if stated is not None and number >= len(self.quarters):
                    text = _("The plan has no quarter %(n)s, so its target of %(value)s was left aside.")
                    self.problem(above, "no-such-quarter", text % {"n": number + 1, "value": stated})
                    continue
                value = self.fitting(Target, "value", stated, indicator.stated, above)
                if value is None:
                    continue
                target = known[indicator.pk].get(self.quarters[number].pk)
                if target is None:
                    new.append(Target(indicator=indicator, quarter=self.quarters[number], value=value))
                elif target.value != value:
                    target.value = value
                    target.save()
                else:
                    continue
                if column == "activity_id":
                    self.touched.add(("activity", parent.pk))
        bulk_create_with_history(new, Target, batch_size=BATCH, default_change_reason=self.reason)

    def allocations(self):
        known = {
            (allocation.activity_id, allocation.source_id): allocation
            for allocation in Allocation.objects.filter(workplan=self.plan)
        }
        sources = {folded(source.name): source for source in FundingSource.objects.all()}
        new: list[Allocation] = []
        money: Counter = Counter()
        for row, activity in self.activity_items:
            amounts: Counter = Counter()
            for name, amount in row.allocations:
                amounts[name] += amount
            for name, amount in amounts.items():
                if amount < 0 or self.fitting(Allocation, "amount", amount, {}, row) is None:
                    continue
                if name and folded(name) not in sources:
                    sources[folded(name)] = FundingSource.objects.create(name=name[:120])
                source = sources[folded(name)] if name else None
                money[name] += amount
                allocation = known.get((activity.pk, source.pk if source else None))
                if allocation is None:
                    new.append(Allocation(workplan=self.plan, activity=activity, source=source, amount=amount))
                elif allocation.amount != amount:
                    allocation.amount = amount
                    allocation.save()
                else:
                    continue
                self.touched.add(("activity", activity.pk))
        bulk_create_with_history(new, Allocation, batch_size=BATCH, default_change_reason=self.reason)
        self.report.created["allocation"] = len(new)
        self.report.money = dict(money)
        changed = {key for kind, key in self.touched if kind == "activity"} & self.existing
        self.report.changed = len(changed)
        self.report.unchanged = len(self.existing) - len(changed)
        self.report.problems.sort(key=lambda found: found.row)

    def facts(self, model, row, others):
        """What the file says of an item: field by field, with what is too long for a field kept whole beside it."""
        facts = {"code": row.code, "name": row.name, "stated": dict(getattr(row, "stated", {}))} | others
        for name in ("code", "responsible"):
            limit = model._meta.get_field(name).max_length if name in facts else None
            if limit and len(facts[name]) > limit:
                facts["stated"][str(model._meta.get_field(name).verbose_name)] = facts[name]
                facts[name] = facts[name][: limit - 1] + "…"
        return facts

    def fitting(self, model, name, value, stated, row):
        """`value` if the field can hold it exactly; else None, with its text in `stated` and a problem."""
        if value is None:
            return None
        column = model._meta.get_field(name)
        largest = Decimal(10) ** (column.max_digits - column.decimal_places)
        if abs(value) < largest and value == round(value, column.decimal_places):
            return value
        stated[str(column.verbose_name)] = str(value)
        text = _("%(value)s has more digits than can be kept. Its text is kept; write it shorter.") % {"value": value}
        self.problem(row, "too-many-digits", text)
        return None

    def meet(self, model, item, facts, order):
        """The item with the file's facts: a new one, or the known one, saved where something differs."""
        if item is None:
            return model(workplan=self.plan, order=order.next(), **facts)
        changed = False
        for name, value in facts.items():
            if value in ("", None, [], {}) or getattr(item, name) == value:
                continue
            setattr(item, name, value)
            changed = True
        if changed:
            item._change_reason = self.reason
            item.save()
            self.touched.add((model._meta.model_name, item.pk))
        return item

    def keep(self, model, kind, found):
        """`found`, with its new items written, several hundred at a time, and counted."""
        new = [item for _row, item in found if item.pk is None]
        bulk_create_with_history(new, model, batch_size=BATCH, default_change_reason=self.reason)
        self.report.created[kind] = len(new)
        if kind == "activity":
            self.new_activities = {item.pk for item in new}
        return found

    def problem(self, row, kind, message):
        number = row.row if hasattr(row, "row") else row.activities[0].row
        self.report.problems.append(Problem(number, "", kind, message))


def parent_of(indicator):
    """(column, key) of what an indicator measures."""
    columns = ("objective_id", "output_id", "activity_id")
    return next((column, getattr(indicator, column)) for column in columns if getattr(indicator, column))


class Order:
    """The next place among siblings, for new items of one kind: after those that are there, in the file's order."""

    def __init__(self, known):
        self.last = max((item.order for items in known.rows.values() for item in items), default=0)

    def next(self):
        self.last += 1
        return self.last
