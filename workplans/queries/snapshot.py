"""A plan written down as plain values: what a version keeps, and what two of them are compared by."""

from collections import defaultdict

from django.db.models import CharField, DecimalField, F, IntegerField, Value

from workplans.models import Activity, Allocation, Indicator, Objective, Output, Quarter, Resource, Target

OBJECTIVE = OUTPUT = ("code", "name")
ACTIVITY = (
    "code",
    "name",
    "practice",
    "responsible",
    "months",
    "every",
    "place",
    "needs_no_money",
    "is_confirmed_by_others",
    "funders",
)
INDICATOR = ("code", "name", "unit", "direction", "numerator", "denominator", "adds_up", "recorded_every")


def snapshot(plan):
    """What is planned in `plan` now, as values that JSON keeps exactly: eight queries whatever its size.

    `items` stand in the plan's order: an objective, its indicators, its outputs with theirs, their activities with
    theirs. Figures are texts, days are ISO, posts, sources and cost categories are keys (their names
    beside them in `posts`, `sources` and `categories`), so that a post that is called otherwise later is still the same
    post. What came to a snapshot later is lacking in earlier ones: see `same` in rules/comparing.py.
    """
    return snapshots([plan])[plan.pk]


def snapshots(plans):
    """{plan key: its snapshot} of several plans, in the same eight queries."""
    read = {plan.pk: Reading(plan) for plan in plans}
    keys = list(read)
    for quarter in Quarter.objects.filter(workplan__in=keys).order_by("number"):
        read[quarter.workplan_id].quarters.append(quarter)
    for objective in Objective.objects.filter(workplan__in=keys).defer("stated"):
        read[objective.workplan_id].objectives.append(objective)
    for output in Output.objects.filter(workplan__in=keys).defer("stated"):
        read[output.workplan_id].outputs[output.objective_id].append(output)
    for activity in Activity.objects.filter(workplan__in=keys).select_related("post").defer("stated"):
        read[activity.workplan_id].add_activity(activity)
    indicators = Indicator.objects.filter(workplan__in=keys).select_related("post", "standard").defer("stated")
    for indicator in indicators.order_by("order", "pk"):
        read[indicator.workplan_id].add_indicator(indicator)
    for plan, key, number, value, name in targets_and_breakdowns(keys):
        if name:
            read[plan].breakdowns[key].append(name)
        else:
            read[plan].targets[key][str(number)] = figure(value)
    for allocation in Allocation.objects.filter(workplan__in=keys).select_related("source").order_by("pk"):
        read[allocation.workplan_id].add_money(allocation)
    for resource in Resource.objects.filter(workplan__in=keys).select_related("post", "category").order_by("pk"):
        read[resource.workplan_id].add_need(resource)
    return {key: reading.written() for key, reading in read.items()}


def targets_and_breakdowns(plans):
    """(plan, indicator, quarter, target, "") and (plan, indicator, None, None, name of a breakdown): one query."""
    columns = ("plan", "indicator", "number", "value", "name")
    in_plan, nothing = F("indicator__workplan"), Value("", output_field=CharField())
    targets = Target.objects.filter(indicator__workplan__in=plans).order_by()
    targets = targets.annotate(plan=in_plan, number=F("quarter__number"), name=nothing).values_list(*columns)
    none = {"number": Value(None, output_field=IntegerField()), "value": Value(None, output_field=DecimalField())}
    chosen = Indicator.breakdowns.through.objects.filter(indicator__workplan__in=plans).order_by()
    chosen = chosen.annotate(plan=in_plan, name=F("breakdown__name"), **none).values_list(*columns)
    return targets.union(chosen, all=True).order_by("number", "name")


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
    """All that the snapshot of one plan is made of."""

    def __init__(self, plan):
        self.plan = plan
        self.quarters: list[Quarter] = []
        self.objectives: list[Objective] = []
        self.outputs: dict[int, list[Output]] = defaultdict(list)
        self.activities: dict[int, list[Activity]] = defaultdict(list)
        self.indicators: dict[tuple[str, int], list[Indicator]] = defaultdict(list)
        self.targets: dict[int, dict[str, str | None]] = defaultdict(dict)
        self.breakdowns: dict[int, list[str]] = defaultdict(list)
        self.money: dict[int, dict[str, str]] = defaultdict(dict)
        self.needs: dict[int, dict[str, dict]] = defaultdict(dict)
        self.posts: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.categories: dict[str, str] = {}

    def add_activity(self, activity):
        self.activities[activity.output_id].append(activity)
        self.add_post(activity.post)

    def add_post(self, post):
        if post:
            self.posts[str(post.pk)] = post.title

    def add_indicator(self, indicator):
        self.add_post(indicator.post)
        for kind in ("objective", "output", "activity"):
            if key := getattr(indicator, f"{kind}_id"):
                self.indicators[kind, key].append(indicator)

    def add_money(self, allocation):
        self.money[allocation.activity_id][str(allocation.source_id or "")] = amount(allocation.amount)
        if allocation.source:
            self.sources[str(allocation.source_id)] = allocation.source.name

    def add_need(self, resource):
        self.add_post(resource.post)
        if resource.category:
            self.categories[str(resource.category_id)] = str(resource.category)
        self.needs[resource.activity_id][str(resource.pk)] = {
            "kind": resource.kind,
            "category": resource.category_id,
            "name": resource.name,
            "post": resource.post_id,
            "quantity": figure(resource.quantity),
            "unit": resource.unit,
            "unit_cost": amount(resource.unit_cost),
            "frequency": figure(resource.frequency),
            "amount": amount(resource.amount),
        }

    def written(self):
        """The snapshot."""
        return {
            "plan": {
                "starts_on": day(self.plan.starts_on),
                "ends_on": day(self.plan.ends_on),
                "currency": self.plan.currency,
            },
            "quarters": [[one.number, day(one.starts_on), day(one.ends_on)] for one in self.quarters],
            "posts": self.posts,
            "sources": dict(sorted(self.sources.items(), key=lambda one: one[1].casefold())),
            "categories": self.categories,
            "items": self.items(),
        }

    def items(self):
        """Everything in the plan, in its order."""
        found = []
        for place, objective in enumerate(self.objectives, start=1):
            number = objective.code or str(place)
            found.append(item("objective", objective, number, None, plain(objective, OBJECTIVE)))
            found += self.measures("objective", objective, number)
            for output_place, output in enumerate(self.outputs[objective.pk], start=1):
                output_number = output.code or f"{place}.{output_place}"
                found.append(item("output", output, output_number, ["objective", objective.pk], plain(output, OUTPUT)))
                found += self.measures("output", output, output_number)
                for activity_place, activity in enumerate(self.activities[output.pk], start=1):
                    activity_number = activity.code or f"{place}.{output_place}.{activity_place}"
                    found.append(
                        item("activity", activity, activity_number, ["output", output.pk], self.activity(activity))
                    )
                    found += self.measures("activity", activity, activity_number)
        return found

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
                [kind, row.pk],
                plain(one, INDICATOR)
                | {"baseline": figure(one.baseline), "target": figure(one.target), "targets": self.targets[one.pk]}
                | {"post": one.post_id, "breakdowns": self.breakdowns[one.pk]}
                | {"standard": f"{one.standard.code} {one.standard.name}".strip() if one.standard else ""},
            )
            for one in self.indicators[kind, row.pk]
        ]
