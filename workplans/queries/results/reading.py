"""All that the results of a plan are made of, read in a fixed number of queries."""

from collections import Counter, defaultdict
from decimal import Decimal
from functools import cached_property

from django.db.models import prefetch_related_objects

from workplans.models import Entry, Explanation, MoneyEntry, Workplan
from workplans.queries.figures import Figures, Measured, parent_of
from workplans.queries.numbers import numbered_in, places
from workplans.queries.organise import Money
from workplans.queries.progress import KnownProgress
from workplans.queries.results.cells import Approved
from workplans.queries.results.lines import ActivityLine, IndicatorLine
from workplans.rules.money import NOTHING

LOCKED = [Workplan.State.APPROVED, Workplan.State.CLOSED]
"""In these states nothing differs from what was approved."""


class Results:
    """The results of `plan` as of the quarter `number`, looked at on `today`: twelve queries whatever its size.

    Without a number, or with one that the plan has not, it is the last quarter that is over, else the running one.
    `only` narrows the indicators to some, by their keys; what is asked for is read, once.
    """

    def __init__(self, plan, today, number=None, only=None):
        self.plan, self.today = plan, today
        prefetch_related_objects([plan], "quarters")
        self.quarters = list(plan.quarters.all())
        self.figures = Figures(plan, today, only)
        self.calendar = self.figures.calendar
        numbers = [one.number for one in self.quarters]
        self.number: int = number if number in numbers else self.usual

    @cached_property
    def places(self):
        return places(self.plan)

    @cached_property
    def money(self):
        return Money(self.plan, numbered_in(self.places))

    @cached_property
    def told(self):
        return KnownProgress(self.plan)

    @cached_property
    def tallies(self):
        return tallies_of(self.plan)

    @cached_property
    def explanations(self):
        return explanations_of(self.plan, self.number)

    @cached_property
    def approved(self):
        return approved_targets(self.plan)

    @property
    def usual(self):
        """The number of the last quarter that is over, else of the running one."""
        return self.figures.last_over

    @property
    def quarter(self):
        """The Quarter that is looked at."""
        return next(one for one in self.quarters if one.number == self.number)

    @cached_property
    def lines(self):
        """[IndicatorLine or ActivityLine] of all there is, in the plan's order: what measures something behind it."""
        by_parent = defaultdict(list)
        for one in self.figures.indicators:
            by_parent[parent_of(one)].append(one)
        found: list[IndicatorLine | ActivityLine] = []
        for place in self.places:
            if place.kind == "activity":
                found.append(self.activity_line(place))
            found += [self.indicator_line(place, one) for one in by_parent[place.kind, place.item.pk]]
        return found

    def activity_line(self, place):
        key = place.item.pk
        explanation = self.explanations.get(("activity", key))
        return ActivityLine(self, place, self.told.due(place.item), self.tallies[key], explanation)

    def indicator_line(self, place, indicator):
        measured = Measured(self.figures, indicator, indicator.code or place.number)
        approved = approved_of(measured, self.approved)
        return IndicatorLine(self, place, measured, self.explanations.get(("indicator", indicator.pk)), approved)

    def line_of(self, kind, item):
        """The line of one indicator or activity: it reads but what that is made of."""
        parent = parent_of(item) if kind == "indicator" else (kind, item.pk)
        place = next(one for one in self.places if (one.kind, one.item.pk) == parent)
        return self.indicator_line(place, item) if kind == "indicator" else self.activity_line(place)

    @cached_property
    def numbers(self):
        """{objective key: its number}."""
        return {one.item.pk: one.number for one in self.places if one.kind == "objective"}

    @property
    def indicators(self):
        return [one for one in self.lines if isinstance(one, IndicatorLine)]

    @property
    def activities(self):
        return [one for one in self.lines if isinstance(one, ActivityLine)]

    @cached_property
    def states(self):
        """(how many indicators are in which state, how many activities)."""
        return Counter(one.state for one in self.indicators), Counter(one.state for one in self.activities)

    def money_of(self, activity):
        """(planned, approved, released, spent) of `activity`: what moved up to the end of the quarter."""
        sums = self.money.of_activity[activity.pk]
        released, spent = self.moved[activity.pk]
        return sums.asked, sums.approved, released, spent

    @cached_property
    def moved(self):
        """{activity key: [released, spent]} up to the end of the quarter."""
        found: dict[int, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING])
        last = self.quarter.ends_on
        for activity, _source, kind, amount, on in self.money.entries:
            if on <= last and kind in (MoneyEntry.Kind.RELEASED, MoneyEntry.Kind.SPENT):
                found[activity][kind == MoneyEntry.Kind.SPENT] += amount
        return found


def tallies_of(plan):
    """{activity key: [(kind, day, number)]} of the occasions held and the people reached that count: one query."""
    found = defaultdict(list)
    rows = Entry.figures.counted().standing().filter(workplan=plan).order_by()
    for activity, kind, on, number in rows.values_list("activity", "kind", "on", "value"):
        found[activity].append((kind, on, number))
    return found


def explanations_of(plan, number):
    """{("indicator" or "activity", key): Explanation} of the quarter `number`: one query."""
    rows = Explanation.objects.filter(quarter__workplan=plan, quarter__number=number).order_by()
    return {("indicator", one.indicator_id) if one.indicator_id else ("activity", one.activity_id): one for one in rows}


def approved_targets(plan):
    """{indicator key: Approved}; None where nothing differs.

    One query while the plan is changed after an approval, none otherwise.
    """
    if plan.state in LOCKED or not plan.amends:
        return None
    planned = plan.versions.approved().values_list("planned", flat=True).first()
    if planned is None:
        return None
    found = {}
    for item in planned["items"]:
        if item["kind"] == "indicator":
            fields = item["fields"]
            targets = {int(number): exact(value) for number, value in fields["targets"].items()}
            found[item["key"]] = Approved(exact(fields["target"]), targets)
    return found


def approved_of(measured, found):
    """The Approved of a Measured, out of what `approved_targets` found; None where nothing was approved."""
    if measured.of.plan.state in LOCKED:
        return Approved(measured.indicator.target, measured.targets)
    return None if found is None else found.get(measured.indicator.pk, Approved())


def exact(text):
    return None if text is None else Decimal(text)
