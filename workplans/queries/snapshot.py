"""A plan written down as plain values: what a version keeps, and what two of them are compared by."""

from collections import defaultdict

from teams.models import Post
from workplans.models import Activity, Allocation, FundingSource, Indicator, Objective, Output, Resource, Target

OBJECTIVE = OUTPUT = ("code", "name")
ACTIVITY = ("code", "name", "practice", "responsible", "months", "place", "needs_no_money", "funders")
INDICATOR = ("code", "name", "unit", "direction", "numerator", "denominator")


def snapshot(plan):
    """What is planned in `plan` now, as values that JSON keeps exactly: nine queries whatever its size.

    `items` stand in the plan's order: an objective, its indicators, its outputs with theirs, their activities with
    theirs. Figures are texts, days are ISO, posts and sources are keys (their names beside them in `posts` and
    `sources`), so that a post that is called otherwise later is still the same post.
    """
    reading = Reading(plan)
    items = []
    for place, objective in enumerate(reading.objectives, start=1):
        number = objective.code or str(place)
        items.append(item("objective", objective, number, None, plain(objective, OBJECTIVE)))
        items += reading.measures("objective", objective, number)
        for output_place, output in enumerate(reading.outputs[objective.pk], start=1):
            output_number = output.code or f"{place}.{output_place}"
            items.append(item("output", output, output_number, objective.pk, plain(output, OUTPUT)))
            items += reading.measures("output", output, output_number)
            for activity_place, activity in enumerate(reading.activities[output.pk], start=1):
                activity_number = activity.code or f"{place}.{output_place}.{activity_place}"
                items.append(item("activity", activity, activity_number, output.pk, reading.activity(activity)))
                items += reading.measures("activity", activity, activity_number)
    return {
        "plan": {
            "starts_on": plan.starts_on.isoformat(),
            "ends_on": plan.ends_on.isoformat(),
            "currency": plan.currency,
        },
        "quarters": [[one.number, one.starts_on.isoformat(), one.ends_on.isoformat()] for one in reading.quarters],
        "posts": reading.posts,
        "sources": reading.sources,
        "items": items,
    }


def item(kind, row, number, above, fields):
    """One item of a snapshot."""
    fields = fields | ({"above": above} if above else {})
    return {"kind": kind, "key": row.pk, "number": number, "from": row.carried_from_id, "fields": fields}


def plain(row, names):
    return {name: getattr(row, name) for name in names}


def day(when):
    return when.isoformat() if when else None


def amount(value):
    """Money as a text, to the cent."""
    return f"{value:.2f}"


def figure(value):
    """A figure as a text, without the zeros that pad it."""
    return None if value is None else f"{value.normalize():f}"


class Reading:
    """All that a snapshot is made of."""

    def __init__(self, plan):
        self.quarters = list(plan.quarters.all())
        numbers = {quarter.pk: str(quarter.number) for quarter in self.quarters}
        self.objectives = list(Objective.objects.filter(workplan=plan).defer("stated"))
        self.outputs = by_parent(Output.objects.filter(workplan=plan).defer("stated"), "objective_id")
        self.activities = by_parent(Activity.objects.filter(workplan=plan).defer("stated"), "output_id")
        self.indicators: dict[tuple[str, int], list[Indicator]] = defaultdict(list)
        for indicator in Indicator.objects.filter(workplan=plan).defer("stated").order_by("order", "pk"):
            for kind in ("objective", "output", "activity"):
                if key := getattr(indicator, f"{kind}_id"):
                    self.indicators[kind, key].append(indicator)
        self.targets: dict[int, dict[str, str | None]] = defaultdict(dict)
        for target in Target.objects.filter(indicator__workplan=plan).order_by("quarter__number"):
            self.targets[target.indicator_id][numbers[target.quarter_id]] = figure(target.value)
        self.money: dict[int, dict[str, str]] = defaultdict(dict)
        for allocation in Allocation.objects.filter(workplan=plan).order_by("pk"):
            self.money[allocation.activity_id][str(allocation.source_id or "")] = amount(allocation.amount)
        self.needs: dict[int, dict[str, dict]] = defaultdict(dict)
        resources = list(Resource.objects.filter(workplan=plan).order_by("pk"))
        for one in resources:
            self.needs[one.activity_id][str(one.pk)] = {
                "name": one.name,
                "post": one.post_id,
                "quantity": figure(one.quantity),
                "unit": one.unit,
                "unit_cost": amount(one.unit_cost),
                "frequency": figure(one.frequency),
                "amount": amount(one.amount),
            }
        posts = {one.post_id for rows in self.activities.values() for one in rows} | {one.post_id for one in resources}
        titles = Post.objects.filter(pk__in=posts - {None}).order_by("pk").values_list("pk", "title")
        self.posts = {str(key): title for key, title in titles}
        used = {key for of_source in self.money.values() for key in of_source if key}
        names = FundingSource.objects.filter(pk__in=used).order_by("name").values_list("pk", "name")
        self.sources = {str(key): name for key, name in names}

    def activity(self, activity):
        """The fields of an activity. Days that follow from its months are not told beside them."""
        days = {} if activity.months else {"starts_on": day(activity.starts_on), "ends_on": day(activity.ends_on)}
        return plain(activity, ACTIVITY) | {
            "post": activity.post_id,
            "starts_on": None,
            "ends_on": None,
            **days,
            "money": self.money[activity.pk],
            "needs": self.needs[activity.pk],
        }

    def measures(self, kind, row, number):
        """The indicators of an item, as items."""
        return [
            item(
                "indicator",
                one,
                number,
                row.pk,
                plain(one, INDICATOR)
                | {
                    "baseline": figure(one.baseline),
                    "target": figure(one.target),
                    "targets": self.targets[one.pk],
                },
            )
            for one in self.indicators[kind, row.pk]
        ]


def by_parent(rows, name):
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
