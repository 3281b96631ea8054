"""Carrying over: what of an earlier plan goes on in the next one, in one act over all kinds of items."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from teams.atonce import at_once
from teams.models import Post
from workplans.models import (
    Activity,
    Allocation,
    Indicator,
    Objective,
    Occasion,
    Output,
    Readiness,
    Resource,
    Workplan,
)
from workplans.rules import periods

BATCH = 500
LEVELS: dict[str, Any] = {"objective": Objective, "output": Output, "activity": Activity}


@dataclass
class Carried:
    """What was carried over: how many of each kind, and how many activities lost days that the plan does not have."""

    counts: dict[str, int]
    undated: int


def written_plans(team):
    """The plans of `team` that have something in them, the latest first."""
    written = models.Exists(Objective.objects.filter(workplan=models.OuterRef("pk")))
    return Workplan.objects.filter(written, team=team).order_by("-starts_on")


def earlier_plans(plan):
    """The plans of the same team that began before `plan` and have something in them, the latest first."""
    return written_plans(plan.team_id).filter(starts_on__lt=plan.starts_on)


def share_currency(plan, from_plan):
    """Whether an amount of the one plan may stand in the other."""
    return not (plan.currency and from_plan.currency) or plan.currency == from_plan.currency


def already_carried(plan, from_plan):
    """{kind: {key in `from_plan`: key of its copy in `plan`}}: three queries."""
    return {
        kind: dict(
            model.objects.filter(workplan=plan, carried_from__workplan=from_plan).values_list("carried_from", "pk")
        )
        for kind, model in LEVELS.items()
    }


@at_once
def carry_all(plan, template):
    """Copy all of a `template`, which may be another team's plan, into `plan`; without money, and without a way back.

    Posts are those of the same title in the plan's own team; else their titles stand in words.
    """
    plan = Workplan.objects.hold_open(plan.pk)
    carrying = Carrying(plan, template, with_money=False, is_template=True)
    for kind, model in LEVELS.items():
        carrying.copy(kind, set(model.objects.filter(workplan=template).values_list("pk", flat=True)))
    carrying.indicators()
    Occasion.objects.lay_out_all(plan)


@at_once
def carry_over(plan, from_plan, chosen, with_money=False):
    """Copy into `plan` what is `chosen` of `from_plan`, {kind: keys}, and what stands above it, each once.

    Dates move as far as the plan's start did and are cut to the plan's time. Indicators come along without baseline
    and targets, money and what it is to pay for when `with_money`, and the structures and systems that the copies wait
    for, as far as they are there. What was approved and moved stays behind. The answer is Carried.
    """
    plan = Workplan.objects.hold_open(plan.pk)
    carrying = Carrying(plan, from_plan, with_money)
    activities = carrying.wanted("activity", chosen["activity"])
    outputs = carrying.wanted("output", chosen["output"] | {activity.output_id for activity in activities})
    carrying.copy("objective", chosen["objective"] | {output.objective_id for output in outputs})
    carrying.copy("output", {output.pk for output in outputs})
    carrying.copy("activity", {activity.pk for activity in activities})
    carrying.indicators()
    carrying.money()
    carrying.readiness()
    Occasion.objects.lay_out_all(plan)
    return Carried({kind: len(keys) for kind, keys in carrying.new.items()}, carrying.undated)


class Carrying:
    """One carrying over under way: which copies there are, which of them are new."""

    def __init__(self, plan, from_plan, with_money, is_template=False):
        self.plan, self.from_plan, self.with_money = plan, from_plan, with_money
        self.is_template = is_template
        self.copies = already_carried(plan, from_plan)
        self.new: dict[str, set[int]] = {kind: set() for kind in LEVELS}
        titles = dict(Post.objects.filter(team=plan.team_id).order_by("-pk").values_list("pk", "title"))
        self.posts = set(titles)
        self.posts_titled = {title.casefold(): key for key, title in titles.items()}
        self.distance = periods.months_between(from_plan.starts_on, plan.starts_on)
        self.undated = 0

    def wanted(self, kind, keys):
        """The items among `keys` that are in the earlier plan and have no copy."""
        items = LEVELS[kind].objects.filter(workplan=self.from_plan).defer("stated")
        items = items.select_related("post") if kind == "activity" else items
        return [item for item in items if item.pk in keys and item.pk not in self.copies[kind]]

    def copy(self, kind, keys):
        items = self.wanted(kind, keys)
        facts = {"objective": lambda _item: {}, "output": self.of_output, "activity": self.of_activity}[kind]
        self.copies[kind] |= self.write(LEVELS[kind], items, facts)
        self.new[kind] = {item.pk for item in items}

    def write(self, model, items, facts):
        """New copies of `items`, after what the plan has, with the `facts` of each: {key: copy's key}."""
        last = model.objects.filter(workplan=self.plan).aggregate(last=models.Max("order"))["last"] or 0
        copies = [
            model(
                workplan=self.plan,
                carried_from=None if self.is_template else item,
                order=order,
                code=item.code,
                name=item.name,
                **facts(item),
            )
            for order, item in enumerate(items, start=last + 1)
        ]
        self.keep(model, copies)
        return {item.pk: copy.pk for item, copy in zip(items, copies, strict=True)}

    def keep(self, model, copies):
        words = _("From the template %(plan)s") if self.is_template else _("Carried over from %(plan)s")
        reason = words % {"plan": self.from_plan.full_name if self.is_template else self.from_plan}
        if copies:
            bulk_create_with_history(copies, model, batch_size=BATCH, default_change_reason=reason)

    def of_output(self, output):
        return {"objective_id": self.copies["objective"][output.objective_id]}

    def of_activity(self, activity):
        time = self.plan.starts_on, self.plan.ends_on
        months = periods.moved_keys(activity.months, self.distance, *time)
        if activity.months:
            first, last = periods.span(months, *time)
        else:
            first, last = periods.moved_days(activity.starts_on, activity.ends_on, self.distance, *time)
        self.undated += bool(activity.starts_on or activity.ends_on) and not (first or last)
        return {
            "output_id": self.copies["output"][activity.output_id],
            "practice": activity.practice,
            **self.who_of(activity),
            "months": months,
            "starts_on": first,
            "ends_on": last,
            "every": activity.every,
            "place": activity.place,
            "needs_no_money": activity.needs_no_money,
            "is_confirmed_by_others": activity.is_confirmed_by_others,
            "funders": activity.funders if self.with_money else "",
        }

    def who_of(self, activity):
        """The post that an activity is with, and who is responsible in words."""
        post = self.post_of(activity)
        if not self.is_template or activity.post is None:
            return {"post_id": post, "responsible": activity.responsible}
        return {"post_id": post, "responsible": "" if post else activity.post.title}

    def post_of(self, item):
        """The key of the plan's own post that an activity is with, or that records an indicator; None for none."""
        if not self.is_template:
            return item.post_id if item.post_id in self.posts else None
        return self.posts_titled.get(item.post.title.casefold()) if item.post else None

    def indicators(self):
        """Those of the new copies: what is measured stays, from where to where is decided anew."""
        rows = Indicator.objects.filter(workplan=self.from_plan).select_related("post").defer("stated")
        items = [item for item in rows for kind, key in [measured(item)] if key in self.new[kind]]
        copies = self.write(Indicator, items, self.of_indicator)
        through = Indicator.breakdowns.through.objects.filter(indicator__in=copies)
        chosen = defaultdict(list)
        for key, breakdown in through.order_by("breakdown").values_list("indicator", "breakdown"):
            chosen[copies[key]].append(breakdown)
        Indicator.objects.break_down(chosen)

    def of_indicator(self, indicator):
        kind, key = measured(indicator)
        same = ("unit", "direction", "numerator", "denominator", "adds_up", "recorded_every", "standard_id")
        who = {"post_id": self.post_of(indicator)}
        return {f"{kind}_id": self.copies[kind][key]} | {name: getattr(indicator, name) for name in same} | who

    def money(self):
        """The amounts of the new activities, where wanted; a plan that names no currency takes over the other's."""
        if not self.with_money:
            return
        if not self.plan.currency and self.from_plan.currency:
            self.plan.currency = self.from_plan.currency
            self.plan.save()
        copies = [
            Allocation(
                workplan=self.plan,
                activity_id=self.copies["activity"][allocation.activity_id],
                source_id=allocation.source_id,
                amount=allocation.amount,
                share=allocation.share,
            )
            for allocation in Allocation.objects.filter(workplan=self.from_plan)
            if allocation.activity_id in self.new["activity"]
        ]
        self.keep(Allocation, copies)
        same = ("kind", "name", "category_id", "quantity", "unit", "unit_cost", "frequency", "amount")
        needed = [
            Resource(
                workplan=self.plan,
                activity_id=self.copies["activity"][resource.activity_id],
                post_id=resource.post_id if resource.post_id in self.posts else None,
                **{name: getattr(resource, name) for name in same},
            )
            for resource in Resource.objects.filter(workplan=self.from_plan)
            if resource.activity_id in self.new["activity"]
        ]
        self.keep(Resource, needed)

    def readiness(self):
        """The structures and systems that new copies wait for, each once, without the day by which they were due."""
        there = {one.name.casefold(): one for one in self.plan.readiness.all()}
        for one in self.from_plan.readiness.prefetch_related("activities"):
            waiting = [activity.pk for activity in one.activities.all() if activity.pk in self.new["activity"]]
            if not waiting:
                continue
            copy = there.get(one.name.casefold())
            if copy is None:
                post = one.post_id if one.post_id in self.posts else None
                copy = Readiness(workplan=self.plan, name=one.name, state=one.state, post_id=post, note=one.note)
                vars(copy)["_change_reason"] = _("Carried over from %(plan)s") % {"plan": self.from_plan}
                copy.save()
            copy.activities.add(*(self.copies["activity"][key] for key in waiting))


def measured(indicator):
    """(kind, key) of what an indicator measures."""
    return next((kind, key) for kind in LEVELS if (key := getattr(indicator, f"{kind}_id")))
