"""Puts a plan that was read from a file into the database: one short transaction, nothing lost, nothing invented.

Items are known again by their code within the plan, else by the path of their names, so a second import of the same
file changes nothing. A blank in the file leaves what the plan has; what the plan has beyond the file stays.
"""

import re
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from teams.atonce import at_once
from teams.models import Post
from workplans.exchange.findings import shown
from workplans.exchange.known import Known, Order, folded, indicator_meant, parent_of, put_aside
from workplans.exchange.outcome import Report, plain_value
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
from workplans.rules.figures import natural_way

BATCH = 500


@at_once
def apply_plan(read: PlanFile, plan: Workplan, reason: str = "") -> Report:
    """Write what was `read` into `plan`, and tell what was done; the history gives `reason` for it.

    Raises Locked where what is planned may not be changed now.
    """
    Workplan.objects.hold_open(plan.pk)
    writing = Writing(read, plan, reason)
    writing.objectives()
    writing.outputs()
    writing.activities()
    writing.indicators()
    writing.allocations()
    writing.find_places()
    return writing.report


class Writing:
    """One import under way: the file's rows beside the items that they have become."""

    def __init__(self, read, plan, reason):
        self.read, self.plan, self.reason = read, plan, reason
        self.report = Report(read.rows, problems=list(read.problems))
        self.posts = {folded(post.title): post for post in Post.objects.filter(team=plan.team_id)}
        self.titles: dict[tuple[str, int], str] = {("post_id", post.pk): post.title for post in self.posts.values()}
        self.headings = {column.header for column in read.columns if column.header}
        self.quarters = list(plan.quarters.all())
        self.closed = {quarter.pk: quarter.number for quarter in self.quarters if quarter.is_closed}
        self.month_keys = defaultdict(list)
        for day in plan.months()[:12]:
            self.month_keys[day.month].append(periods.month_key(day))
        self.unnamed = {found.row for found in read.problems if found.kind == "no-name"}
        self.amounts: dict[int, dict[str, Decimal]] = {}
        self.touched = set()
        self.row_of: dict[tuple[str, int], Any] = {}
        self.indicator_of: dict[tuple[str, int], int] = {}
        self.new_activities = set()
        if not plan.currency and len(read.currencies) == 1 and re.fullmatch(r"[A-Z]{3}", read.currencies[0]):
            self.report.remember(plan, "currency")
            plan.currency = read.currencies[0]
            plan._change_reason = reason
            plan.save()

    def objectives(self):
        known = Known(self.plan.objective_set.all(), None, self.read.objectives)
        order = Order(known.items)
        found = []
        for row in self.read.objectives:
            item = known.find(row.code, row.name, None)
            found.append((row, self.meet(Objective, item, self.facts(Objective, item, row, {}), order, row)))
        self.objective_items = self.keep(Objective, "objective", found)

    def outputs(self):
        known = Known(Output.objects.filter(workplan=self.plan), "objective_id", self.read.outputs)
        order = Order(known.items)
        found = []
        for objective_row, objective in self.objective_items:
            for row in objective_row.outputs:
                item = known.find(row.code, row.name, objective.pk)
                facts = self.facts(Output, item, row, {"objective_id": objective.pk})
                found.append((row, self.meet(Output, item, facts, order, row)))
        self.output_items = self.keep(Output, "output", found)

    def activities(self):
        known = Known(Activity.objects.filter(workplan=self.plan), "output_id", self.read.activities)
        order = Order(known.items)
        found = []
        for output_row, output in self.output_items:
            for row in output_row.activities:
                item = known.find(row.code, row.name, output.pk)
                facts = self.facts(Activity, item, row, {"output_id": output.pk} | self.activity_facts(row))
                if item and not facts["months"] and facts.get("starts_on"):
                    self.report.remember(item, "months")
                    item.months = []  # the file now gives days
                found.append((row, self.meet(Activity, item, facts, order, row)))
        self.activity_items = self.keep(Activity, "activity", found)
        self.existing = {item.pk for _row, item in self.activity_items} - self.new_activities
        self.report.beyond = len(known.items) - len(self.existing)

    def activity_facts(self, row):
        facts = {"place": row.place, "funders": row.funders, "stated": dict(row.stated)}
        facts["stated_gap"] = self.fitting(Activity, "stated_gap", row.gap, facts["stated"], row)
        self.amounts[row.row] = self.amounts_of(row, facts["stated"])
        if post := self.posts.get(folded(row.responsible)):
            facts["post_id"] = post.pk
        else:
            facts["responsible"] = row.responsible
        if row.needs_no_money:
            facts["needs_no_money"] = True
        facts["months"] = sorted(key for month in row.months for key in self.month_keys[month])
        if outside := [month for month in row.months if not self.month_keys[month]]:
            facts["stated"][_("Months outside the plan")] = ", ".join(map(str, outside))
            self.problem(row, "month", "month-outside-plan")
        if facts["months"]:
            facts["starts_on"], facts["ends_on"] = periods.span(facts["months"], self.plan.starts_on, self.plan.ends_on)
            for label, day in ((_("First day"), row.starts_on), (_("Last day"), row.ends_on)):
                if day:
                    facts["stated"][label] = day.isoformat()
        elif row.starts_on and row.ends_on and row.ends_on < row.starts_on:
            facts["stated"] |= {_("First day"): row.starts_on.isoformat(), _("Last day"): row.ends_on.isoformat()}
        else:
            facts["starts_on"], facts["ends_on"] = row.starts_on, row.ends_on
            first, last = row.starts_on or row.ends_on, row.ends_on or row.starts_on
            if first and (first > self.plan.ends_on or last < self.plan.starts_on):
                self.problem(row, "starts_on", "dates-outside-plan")
        return facts

    def amounts_of(self, row, stated):
        """{source's name: amount} of a row. An amount that cannot be an allocation goes to `stated`, under its source."""
        names: dict[str, str] = {}
        sums: Counter = Counter()
        for source, amount in row.allocations:
            name = " ".join(source.split())[:120]
            names.setdefault(folded(name), name)
            sums[folded(name)] += amount
        found = {}
        for key, amount in sums.items():
            label = names[key] or str(Allocation._meta.get_field("amount").verbose_name)
            if amount < 0:  # the file's problems name it
                put_aside(stated, label, amount)
            elif self.fitting(Allocation, "amount", amount, stated, row, label) is not None:
                found[names[key]] = amount
        return found

    def indicators(self):
        known = list(Indicator.objects.filter(workplan=self.plan))
        by_parent: dict = defaultdict(list)
        for item in known:
            by_parent[parent_of(item)].append(item)
        order = Order(known)
        unnamed = _("What is counted is not named in the file")
        found = []
        for column, items in (("output_id", self.output_items), ("activity_id", self.activity_items)):
            for above, parent in items:
                for row in above.indicators:
                    facts = {"name": row.name, "unit": row.unit, "stated": dict(row.stated), column: parent.pk}
                    for figure in ("baseline", "target"):
                        facts[figure] = self.fitting(Indicator, figure, getattr(row, figure), facts["stated"], above)
                    targets = self.targets_of(row, above, facts["stated"])
                    item = indicator_meant(by_parent[column, parent.pk], facts, unnamed)
                    if item is None:
                        facts["name"] = row.name or unnamed
                        facts["adds_up"] = natural_way(row.unit, False, row.quarter_targets, row.target)
                    before = len(self.touched)
                    met = self.meet(Indicator, item, self.shortened(Indicator, facts), order, above)
                    if column == "activity_id" and (item is None or len(self.touched) > before):
                        self.touched.add(("activity", parent.pk))
                    found.append(((column, parent.pk, targets), met))
                    self.row_of[column, parent.pk] = above
        self.indicator_items = self.keep(Indicator, "indicator", found)
        self.targets(self.indicator_items)

    def targets_of(self, row, above, stated):
        """{quarter's key: target} of a row. A target that has no quarter, or no room, goes to `stated`."""
        found: dict[int, Decimal] = {}
        for number, value in enumerate(row.quarter_targets, start=1):
            label = _("Target of quarter %(n)s") % {"n": number}
            if value is None:
                continue
            if number > len(self.quarters):
                put_aside(stated, label, value)
                self.problem(above, f"target_q{number}", "no-such-quarter", n=number, value=shown(value))
            elif self.fitting(Target, "value", value, stated, above, label) is not None:
                found[self.quarters[number - 1].pk] = value
        return found

    def targets(self, kept):
        known: dict[tuple, Any] = {
            (target.indicator_id, target.quarter_id): target
            for target in Target.objects.filter(indicator__workplan=self.plan)
        }
        new = []
        for (column, parent, targets), indicator in kept:
            for quarter, value in targets.items():
                target = known.get((indicator.pk, quarter))
                if quarter in self.closed:
                    if target is None or target.value != value:
                        row, number = self.row_of[column, parent], self.closed[quarter]
                        self.problem(row, f"target_q{number}", "closed-quarter", n=number, value=shown(value))
                    continue
                if target is None:
                    new.append(Target(indicator=indicator, quarter_id=quarter, value=value))
                elif target.value != value:
                    self.report.remember(target, "value")
                    number = next(one.number for one in self.quarters if one.pk == quarter)
                    self.change(self.row_of[column, parent], indicator, "target_of", target.value, value, of=number)
                    target.value = value
                    target._change_reason = self.reason
                    target.save()
                else:
                    continue
                if column == "activity_id":
                    self.touched.add(("activity", parent))
        self.write(new, Target)

    def allocations(self):
        known: dict[tuple, Any] = {
            (allocation.activity_id, allocation.source_id): allocation
            for allocation in Allocation.objects.filter(workplan=self.plan)
        }
        sources = {folded(source.name): source for source in FundingSource.objects.all()}
        new: list[Allocation] = []
        money: dict[str, Decimal] = defaultdict(Decimal)
        for row, activity in self.activity_items:
            for name, amount in self.amounts[row.row].items():
                if name and folded(name) not in sources:
                    sources[folded(name)] = FundingSource.objects.create(name=name)
                    self.report.add_made([sources[folded(name)]])
                source = sources[folded(name)] if name else None
                money[source.name if source else ""] += amount
                allocation = known.get((activity.pk, source.pk if source else None))
                if allocation is None:
                    new.append(Allocation(workplan=self.plan, activity=activity, source=source, amount=amount))
                elif allocation.amount != amount:
                    self.report.remember(allocation, "amount")
                    self.change(row, activity, "amount", allocation.amount, amount, of=name)
                    if allocation.share is not None:
                        self.report.remember(allocation, "share")
                    allocation.amount, allocation.share = amount, None
                    allocation._change_reason = self.reason
                    allocation.save()
                else:
                    continue
                self.touched.add(("activity", activity.pk))
        self.write(new, Allocation)
        self.report.created["allocation"] = len(new)
        self.report.money = dict(money)
        changed = {key for kind, key in self.touched if kind == "activity"} & self.existing
        self.report.changed = len(changed)
        self.report.unchanged = len(self.existing) - len(changed)
        self.report.problems.sort(key=lambda found: found.row)

    def facts(self, model, item, row, others):
        """What the file says of an item, field by field. The name that a row without one was given is no fact."""
        nameless = row.name == row.code or getattr(row, "row", None) in self.unnamed
        name = item.name if item and nameless else row.name
        facts = {"code": row.code, "name": name, "stated": dict(getattr(row, "stated", {}))} | others
        return self.shortened(model, facts)

    def shortened(self, model, facts):
        """`facts`, with what is too long for a field kept whole beside it."""
        for name, value in facts.items():
            field = model._meta.get_field(name)
            if isinstance(value, str) and field.max_length and len(value) > field.max_length:
                put_aside(facts["stated"], str(field.verbose_name), value)
                facts[name] = value[: field.max_length - 1] + "…"
        return facts

    def fitting(self, model, name, value, stated, row, label=""):
        """`value` if the field can hold it exactly; else None, with its text in `stated` and a problem."""
        if value is None:
            return None
        column = model._meta.get_field(name)
        largest = Decimal(10) ** (column.max_digits - column.decimal_places)
        if abs(value) < largest and value == round(value, column.decimal_places):
            return value
        put_aside(stated, label or str(column.verbose_name), value)
        self.problem(
            row, {"value": "target", "stated_gap": "gap"}.get(name, name), "too-many-digits", value=shown(value)
        )
        return None

    def write(self, new, model):
        """Several hundred at a time, each with its history."""
        self.report.add_made(bulk_create_with_history(new, model, BATCH, default_change_reason=self.reason))

    def meet(self, model, item, facts, order, row):
        """The item with the file's facts: a new one, or the known one, saved where something differs."""
        if item is None:
            return model(workplan=self.plan, order=order.next(), **facts)
        changed = False
        facts["stated"] = self.stated_now(item.stated, facts["stated"])
        for name, value in facts.items():
            before = getattr(item, name)
            if (value in ("", None, [], {}) and name != "stated") or before == value:
                continue
            self.report.remember(item, name)
            if name == "stated":
                for label in [one for one in {**before, **value} if before.get(one) != value.get(one)]:
                    self.change(row, item, name, before.get(label, ""), value.get(label, ""), of=label)
            elif name.endswith("_id"):
                self.change(row, item, name, str(getattr(item, name[:-3]) or ""), self.titles[name, value])
            else:
                self.change(row, item, name, before, value)
            setattr(item, name, value)
            changed = True
        if changed:
            item._change_reason = self.reason
            item.save()
            self.touched.add((model._meta.model_name, item.pk))
        return item

    def stated_now(self, before, said):
        """What a file says besides: of its own columns what it says now, of others what was said before."""
        return {label: text for label, text in before.items() if label not in self.headings} | said

    def keep(self, model, kind, found):
        """`found`, with its new items written, several hundred at a time, and counted."""
        news = [(row, item) for row, item in found if item.pk is None]
        new = [item for _row, item in news]
        self.write(new, model)
        self.report.created[kind] = len(new)
        self.titles |= {(f"{kind}_id", item.pk): item.name for _row, item in found}
        if kind != "indicator":
            self.report.changes += [
                {"row": row_number(row), "kind": kind, "name": item.name[:120], "new": True} for row, item in news
            ]
        if kind == "activity":
            self.new_activities = {item.pk for item in new}
        return found

    def problem(self, row, role, kind, **values):
        """A problem that shows only now; `role` is that of the column where it stands."""
        number = row_number(row)
        column = next((one for one in self.read.columns if one.role == role), None)
        self.report.problems.append(Problem(number, column.cell(number) if column and number else "", kind, values))

    def change(self, row, item, name, before, after, of=""):
        """Tell of one field of an item that was there."""
        told = {"row": row_number(row), "kind": item._meta.model_name, "name": item.name[:120]}
        told |= {"field": name, "of": of, "before": plain_value(before), "after": plain_value(after)}
        self.report.changes.append(told)

    def find_places(self):
        """What came of each row, for the questions that it leaves."""
        for (column, key, _targets), indicator in self.indicator_items:
            self.indicator_of.setdefault((column, key), indicator.pk)
        for row, activity in self.activity_items:
            measured = self.indicator_of.get(("activity_id", activity.pk))
            self.report.names[row.row] = activity.name[:120]
            self.report.places[row.row] = {
                "activity": activity.pk,
                "output": activity.output_id,
                "indicator": measured or self.indicator_of.get(("output_id", activity.output_id)),
            }


def row_number(row):
    """Where in the file an activity is, or the first activity of an output or objective; 0 where it has none."""
    below = getattr(row, "activities", None)
    if below is None and hasattr(row, "outputs"):
        below = [activity for output in row.outputs for activity in output.activities]
    return row.row if below is None else next((one.row for one in below), 0)
