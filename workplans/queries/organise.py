"""What the pages of the organise room read of a plan's money, added up to the cent.

Rows are added up here and not by the database: SQLite adds up floats.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import DateField, F, Value
from django.db.models.functions import Cast
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from teams.models import Holding
from workplans.models import Activity, Allocation, FundingSource, MoneyEntry, Resource
from workplans.queries.numbers import numbered
from workplans.queries.plan import month_keys, waiting_for, within
from workplans.rules import periods
from workplans.rules.money import NOTHING, SOON_DAYS, Sums, gap, parts

Kind = MoneyEntry.Kind
UNDATED, BEFORE, AFTER = "undated", "before", "after"
"""Beside a plan's quarters: what has no dates, and money that moved before or after the plan's time."""


@dataclass
class Line:
    """A row of a page about money: a source, an objective, a quarter, a place, an activity, or all together."""

    label: str
    sums: Sums = field(default_factory=Sums)
    needed: Decimal = NOTHING
    gap: Decimal = NOTHING
    item: object = None
    number: str = ""


@dataclass(frozen=True)
class StatedGap:
    """A gap as a file states it, row by row: what is missing in some activities, what is too much in others."""

    missing: Decimal
    over: Decimal

    @property
    def gap(self):
        """The one less the other, as the file's own total has it."""
        return self.missing - self.over


class Money:
    """All the money of a plan by activity and source, in four queries, and one more each for who asks for costs and sources.

    `sums` has a Sums for each (activity key, source key); the source is None for what nobody gives yet. `read` is what
    `numbered` reads of the plan, where the page has it already.
    """

    def __init__(self, plan, read=None):
        self.plan = plan
        self.objectives, rows = read or numbered(plan)
        self.activities = [row.activity for row in rows]
        self.numbers = {row.activity.pk: row.number for row in rows}
        self.objective_of = {row.activity.pk: row.objective for row in rows}
        self.sums: dict[tuple[int, int | None], Sums] = defaultdict(Sums)
        self.allocations, self.entries = [], []
        for activity, source, kind, amount, on in self.rows():
            if on is None:
                self.allocations.append((activity, source, amount))
            else:
                self.entries.append((activity, source, kind, amount, on))
        self.add_up()

    def rows(self):
        """(activity, source, kind, amount, day) of all that is asked for, which has no day, and of all entries: one query."""
        same = {"of": F("activity"), "given_by": F("source"), "much": F("amount")}
        asked = Allocation.objects.filter(workplan=self.plan).order_by()
        asked = asked.annotate(**same, sort=Value(""), day=Cast(Value(None), DateField()))
        moved = MoneyEntry.objects.filter(workplan=self.plan).order_by()
        moved = moved.annotate(**same, sort=F("kind"), day=F("on"))
        columns = "of", "given_by", "sort", "much", "day"
        return asked.values_list(*columns).union(moved.values_list(*columns), all=True)

    def add_up(self):
        self.asked: dict[int, Decimal] = {}
        self.sourced: dict[int, Decimal] = {}
        self.of_activity: dict[int, Sums] = defaultdict(Sums)
        for activity, source, amount in self.allocations:
            self.sums[activity, source].asked += amount
            self.of_activity[activity].asked += amount
            self.asked[activity] = self.asked.get(activity, NOTHING) + amount
            if source:
                self.sourced[activity] = self.sourced.get(activity, NOTHING) + amount
        for activity, source, kind, amount, _on in self.entries:
            self.sums[activity, source].add_to(kind, amount)
            self.of_activity[activity].add_to(kind, amount)

    @cached_property
    def costs(self):
        """{activity key: what it costs} of those of which that was worked out: one query."""
        found: dict[int, Decimal] = {}
        for key, amount in Resource.objects.filter(workplan=self.plan).order_by().values_list("activity", "amount"):
            found[key] = found.get(key, NOTHING) + amount
        return found

    @cached_property
    def sources(self):
        """{key: FundingSource} of all there are: one query."""
        return FundingSource.objects.in_bulk()

    @cached_property
    def total(self):
        """The Sums of the whole plan."""
        found = Sums()
        for sums in self.sums.values():
            found.add(sums)
        return found

    @cached_property
    def kinds(self):
        """The kinds of entries that the plan has."""
        return {kind for _activity, _source, kind, _amount, _on in self.entries}

    def needed(self, activity):
        """What `activity` costs; where that was not worked out, what is asked for it."""
        return self.costs.get(activity.pk, self.asked.get(activity.pk, NOTHING))

    def given(self, activity):
        """What is approved for it; before anything of the plan is approved, what is asked of a source."""
        if Kind.APPROVED in self.kinds:
            return self.of_activity[activity.pk].approved
        return self.sourced.get(activity.pk, NOTHING)

    def gap(self, activity):
        """What is missing of what it needs."""
        return gap(self.needed(activity), self.given(activity))

    def line(self, label, activities=(), **more):
        """A Line over `activities`."""
        found = Line(label, **more)
        for activity in activities:
            found.sums.add(self.of_activity[activity.pk])
            found.needed += self.needed(activity)
            found.gap += self.gap(activity)
        return found

    @cached_property
    def together(self):
        """The Line of the whole plan."""
        return self.line(_("Together"), self.activities)

    @cached_property
    def stated(self):
        """What an imported file states of the gap in the whole plan; None where it states nothing."""
        found = [activity.stated_gap for activity in self.activities if activity.stated_gap is not None]
        if not found:
            return None
        missing = sum((-amount for amount in found if amount < 0), NOTHING)
        return StatedGap(missing, sum((amount for amount in found if amount > 0), NOTHING))

    @cached_property
    def without_money(self):
        """The activities that need money and have no amount."""
        return [one for one in self.activities if not (one.needs_no_money or self.asked.get(one.pk))]


def by_source(money):
    """A Line for each source, then one for what nobody gives yet."""
    lines = {key: Line(source.name, item=source) for key, source in money.sources.items()}
    used = set()
    for (_activity, source), sums in money.sums.items():
        line = lines.setdefault(source, Line(_("Nobody gives it yet")))
        line.sums.add(sums)
        used.add(source)
    ordered = sorted(used - {None}, key=lambda key: lines[key].label.casefold())
    return [lines[key] for key in [*ordered, *({None} & used)]]


def by_objective(money):
    """A Line for each objective."""
    under = defaultdict(list)
    for activity in money.activities:
        under[money.objective_of[activity.pk]].append(activity)
    return [
        money.line(one.name, under[one], item=one, number=one.code or str(place))
        for place, one in enumerate(money.objectives, start=1)
    ]


def by_place(money):
    """A Line for each place that activities name, the same place however it is capitalised; last, no place."""
    under = defaultdict(list)
    labels: dict[str, str] = {}
    for activity in money.activities:
        key = " ".join(activity.place.casefold().split())
        labels.setdefault(key, activity.place or _("No place named"))
        under[key].append(activity)
    return [money.line(labels[key], under[key]) for key in sorted(under, key=lambda key: (not key, key))]


def by_quarter(money):
    """A Line for each quarter, and for what falls into none: see `quarterly`."""
    nothing = Line("").sums
    lines = quarterly(money)
    outside = (UNDATED, BEFORE, AFTER)
    return [
        line for key, line in lines.items() if key not in outside or line.sums != nothing or line.needed or line.gap
    ]


def quarterly(money, quarters=None, *, with_needs=True):
    """{number of a quarter, or UNDATED, BEFORE or AFTER: Line}; without what is needed and lacks, where nobody asks.

    `quarters` are those of the plan, where the page has read them.

    What is asked, approved and needed is spread evenly over the months of its activity, to the cent; a month belongs
    to the quarter that its first day in the plan is in. What moved counts on its day.
    """
    plan = money.plan
    quarters = list(plan.quarters.all()) if quarters is None else quarters
    labels = {UNDATED: _("No dates"), BEFORE: _("Before the plan's time"), AFTER: _("After the plan's time")}
    lines = {quarter.number: Line(str(quarter), item=quarter) for quarter in quarters}
    lines |= {key: Line(label) for key, label in labels.items()}
    timeline = plan.months()
    place_of = {periods.month_key(day): quarter_of(max(day, plan.starts_on), quarters, UNDATED) for day in timeline}
    for activity in money.activities:
        places = [place_of[key] for key in month_keys(activity, timeline) if key in place_of] or [UNDATED]
        sums, even = money.of_activity[activity.pk], [1] * len(places)
        for name in ("asked", "approved"):
            for where, part in zip(places, parts(getattr(sums, name), even), strict=True):
                lines[where].sums.add_to(name, part)
        if not with_needs:
            continue
        for where, part in zip(places, parts(money.needed(activity), even), strict=True):
            lines[where].needed += part
        for where, part in zip(places, parts(money.gap(activity), even), strict=True):
            lines[where].gap += part
    for _activity, _source, kind, amount, on in money.entries:
        if kind != Kind.APPROVED:
            outside = BEFORE if on < plan.starts_on else AFTER
            lines[quarter_of(on, quarters, outside)].sums.add_to(kind, amount)
    return lines


def quarter_of(day, quarters, otherwise):
    """The number of the quarter that `day` is in, or `otherwise`."""
    return next((one.number for one in quarters if one.starts_on <= day <= one.ends_on), otherwise)


BY = {"source": by_source, "objective": by_objective, "quarter": by_quarter, "place": by_place}
"""How money can be looked at."""


@dataclass(frozen=True)
class Starting:
    """An activity that is under way or starts soon, and what of its resources is not there."""

    activity: Activity
    number: str
    lacks: list[str]


def starting_without(money, today):
    """The activities under way or starting within SOON_DAYS that lack resources, as Starting: two more queries."""
    until = today + timedelta(days=SOON_DAYS)
    waiting = waiting_for(money.plan)
    soon = [activity for activity in money.activities if within(activity, today, until)]
    held = set(
        Holding.objects.on(today).filter(post__team=money.plan.team_id).order_by().values_list("post", flat=True)
    )
    found = []
    for activity in soon:
        lacks = [*money_lacks(activity, money)]
        lacks += [_("Waits for: %(name)s") % {"name": name} for name in waiting.get(activity.pk, [])]
        if activity.post_id and activity.post_id not in held:
            lacks.append(_("Nobody holds the post “%(post)s”") % {"post": activity.post.title})
        if lacks:
            found.append(Starting(activity, money.numbers[activity.pk], lacks))
    return sorted(found, key=lambda one: (one.activity.starts_on or today, one.activity.pk))


def money_lacks(activity, money):
    """What of the money of `activity` is not there yet, in words; nothing for one that needs none."""
    asked, sums = money.asked.get(activity.pk, NOTHING), money.of_activity[activity.pk]
    if not asked:
        return [] if activity.needs_no_money else [_("No money yet")]
    lacks = []
    nobody = asked - money.sourced.get(activity.pk, NOTHING)
    if nobody:
        lacks.append(_("Nobody gives %(amount)s yet") % {"amount": written(nobody)})
    wanted = money.sourced.get(activity.pk, NOTHING)
    if Kind.APPROVED in money.kinds:
        if sums.approved < wanted:
            lacks.append(_("%(amount)s is not approved") % {"amount": written(wanted - sums.approved)})
        wanted = sums.approved
    if Kind.RELEASED in money.kinds and sums.released < wanted:
        lacks.append(_("%(amount)s is not released") % {"amount": written(wanted - sums.released)})
    return lacks


def gaps(money):
    """A Line for each activity that has less than it needs, the largest gap first."""
    lines = [
        money.line(one.name, [one], item=one, number=money.numbers[one.pk])
        for one in money.activities
        if money.gap(one)
    ]
    return sorted(lines, key=lambda line: -line.gap)


def written(amount):
    """An amount in the reader's writing."""
    return number_format(amount, decimal_pos=0 if amount == amount.to_integral() else 2)
