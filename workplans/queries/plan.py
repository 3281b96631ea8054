"""What the pages of the plan room read: a fixed number of queries whatever its size, rows ready to print."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.models import BigIntegerField, Count, DateField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from teams.models import Post
from teams.prepared import Prepared
from workplans.models import (
    Activity,
    Allocation,
    Indicator,
    MoneyEntry,
    Objective,
    Obstacle,
    Output,
    Quarter,
    Readiness,
    Workplan,
)
from workplans.practices import Practice
from workplans.queries.progress import KnownProgress
from workplans.rules import periods
from workplans.rules.completeness import activity_lacks, output_is_measured
from workplans.rules.progress import STUCK, is_late

MOVED = [MoneyEntry.Kind.RELEASED, MoneyEntry.Kind.ADVANCED, MoneyEntry.Kind.ACCOUNTED]


class Planned(NamedTuple):
    """An activity as pages that read a whole plan need it: its columns, which cost a fifth of so many models."""

    pk: int
    output_id: int
    code: str
    name: str
    practice: str
    post_id: int | None
    title: str | None
    """Of the responsible post."""
    responsible: str
    starts_on: date | None
    ends_on: date | None
    months: list[str]
    place: str
    needs_no_money: bool
    funders: str
    stated_gap: Decimal | None
    carried_from_id: int | None

    @classmethod
    def of(cls, plan):
        """[Planned] of `plan` in its order, so far as an output's activities have one: one query."""
        return [cls(*row) for row in ACTIVITIES(plan=plan.pk)]

    def __str__(self):
        return self.name

    @property
    def who(self):
        """As Activity has it."""
        return self.title or "" if self.post_id else self.responsible

    @property
    def post(self):
        """The responsible post, with its title alone."""
        return Post(pk=self.post_id, title=self.title or "") if self.post_id else None

    def get_absolute_url(self):
        return reverse("workplans:plan_item", args=["activity", self.pk])

    def get_practice_display(self):
        return Practice(self.practice).label


COLUMNS = [{"title": "post__title"}.get(name, name) for name in Planned._fields]
ACTIVITIES = Prepared(lambda plan: Activity.objects.filter(workplan=plan).values_list(*COLUMNS))
OBJECTIVES = Prepared(lambda plan: Objective.objects.filter(workplan=plan).defer("stated"))
OUTPUTS = Prepared(lambda plan: Output.objects.filter(workplan=plan).defer("stated"))
INDICATORS = Prepared(lambda plan: Indicator.objects.filter(workplan=plan).defer("stated").order_by("order", "pk"))
ALLOCATIONS = Prepared(
    lambda plan: Allocation.objects.filter(workplan=plan).order_by().values_list("activity", "source", "amount")
)
UNREADY = Prepared(
    lambda plan: Readiness.objects.missing().filter(workplan=plan).annotate(activity=F("activities")).order_by("pk")
)


@Prepared
def money_planned_and_moved(plan):
    """Allocations, and the entries of money released, advanced and accounted for, in the same columns."""
    columns = ["activity", "source", "amount", "what", "day", "key", "of", "instead"]
    none, no_day = Cast(Value(None), BigIntegerField()), Cast(Value(None), DateField())
    planned = Allocation.objects.filter(workplan=plan).order_by()
    planned = planned.annotate(what=Value(""), day=no_day, key=F("pk"), of=none, instead=none)
    moved = MoneyEntry.objects.filter(workplan=plan, kind__in=MOVED).order_by()
    moved = moved.annotate(what=F("kind"), day=F("on"), key=F("pk"), of=F("advance"), instead=F("corrects"))
    return planned.values_list(*columns).union(moved.values_list(*columns), all=True)


class Facts:
    """Everything of a plan that the outline needs, in six queries.

    With `moved` the money that moved is read along with what is planned, and costs none of its own.
    """

    def __init__(self, plan, *, moved=False):
        self.objectives = OBJECTIVES(plan=plan.pk)
        self.outputs = defaultdict(list)
        for output in OUTPUTS(plan=plan.pk):
            self.outputs[output.objective_id].append(output)
        self.activities = defaultdict(list)
        for activity in Planned.of(plan):
            self.activities[activity.output_id].append(activity)
        self.money: dict[int, Decimal] = {}
        self.sourced: dict[int, Decimal] = {}
        self.plan = plan
        # Added up here and not by the database: SQLite adds up floats.
        for key, source, amount in self.planned_and_moved() if moved else self.planned():
            self.money[key] = self.money.get(key, Decimal(0)) + amount
            self.sourced[key] = self.sourced.get(key, Decimal(0)) + (amount if source else 0)
        self.unready, self.waiting = unready(plan)
        self.indicators = INDICATORS(plan=plan.pk)
        self.measured = measured_by(self.indicators)

    def planned(self):
        """(activity key, source key or None, amount) of what is asked."""
        return ALLOCATIONS(plan=self.plan.pk)

    def planned_and_moved(self):
        """As `planned`, and lets `moved` be known: both tables in the same columns, in one query."""
        found, amounts = [], []
        for activity, source, amount, kind, day, key, advance, corrects in money_planned_and_moved(plan=self.plan.pk):
            if not kind:
                amounts.append((activity, source, amount))
                continue
            facts = {"amount": amount, "kind": kind, "on": day, "advance_id": advance, "corrects_id": corrects}
            found.append(MoneyEntry(pk=key, activity_id=activity, source_id=source, **facts))
        self.moved = sorted(found, key=lambda one: (one.on, one.pk))
        return amounts

    @cached_property
    def told(self):
        """What was reported of the activities, and the occasions of those that have some: one query, for who asks."""
        return KnownProgress(self.plan)

    @cached_property
    def due(self):
        """{activity key: [(Progress, due day or None)]} of every activity."""
        return {one.pk: self.told.due(one) for rows in self.activities.values() for one in rows}

    @cached_property
    def moved(self):
        """The entries of money released, advanced and accounted for: one query, for who asks."""
        return list(MoneyEntry.objects.filter(workplan=self.plan, kind__in=MOVED).order_by("on", "pk"))

    @cached_property
    def released(self):
        """{activity key: what was released for it}; None before anything was released for the plan."""
        found: dict[int, Decimal] = {}
        for entry in self.moved:
            if entry.kind == MoneyEntry.Kind.RELEASED:
                found[entry.activity_id] = found.get(entry.activity_id, Decimal(0)) + entry.amount
        return found or None

    @property
    def advances(self):
        """The entries of advances, and of what was accounted for."""
        return [entry for entry in self.moved if entry.kind != MoneyEntry.Kind.RELEASED]

    def wants_source(self, activity):
        """Whether nobody gives a part of the money of `activity` yet."""
        return self.money.get(activity.pk, 0) > self.sourced.get(activity.pk, 0)

    def lacks(self, activity):
        """What `activity` still lacks."""
        return lacks_of(activity, self.money.get(activity.pk))


def lacks_of(activity, money):
    """What `activity`, for which so much money is asked, still lacks."""
    return activity_lacks(
        responsible=bool(activity.post_id or activity.responsible),
        dates=bool(activity.starts_on and activity.ends_on),
        money=bool(money),
        needs_none=activity.needs_no_money,
    )


def measured_by(indicators):
    """The keys of the outputs that one of `indicators` measures from a baseline to a target."""
    pairs = defaultdict(list)
    for one in indicators:
        if one.output_id:
            pairs[one.output_id].append((one.baseline, one.target))
    return {output for output, some in pairs.items() if output_is_measured(some)}


def unready(plan):
    """(the structures and systems that are not in place, {activity key: names of those it waits for}): one query."""
    found: dict[int, Readiness] = {}
    waiting = defaultdict(list)
    for row in UNREADY(plan=plan.pk):
        found.setdefault(row.pk, row)
        if row.activity:
            waiting[row.activity].append(row.name)
    return list(found.values()), dict(waiting)


def waiting_for(plan):
    """{activity key: names of the structures and systems that it waits for}: one query."""
    return unready(plan)[1]


STANDS = {
    "late": lambda due, today: any(is_late(progress, due_on, today) for progress, due_on in due),
    "stuck": lambda due, today: any(progress.state == STUCK for progress, _due_on in due),
    "silent": lambda due, today: all(not progress.state for progress, _due_on in due),
}
"""How far an activity is, to filter by, out of its rows of (Progress, due day)."""


def within(activity, first, last):
    """Whether an activity falls, at least partly, in the days `first` to `last`; by its months where it has them."""
    if activity.months:
        return any(periods.month_key(first) <= key <= periods.month_key(last) for key in activity.months)
    if not (activity.starts_on or activity.ends_on):
        return False
    starts = activity.starts_on or activity.ends_on
    return starts <= last and (activity.ends_on or starts) >= first


def month_keys(activity, timeline):
    """The months, "2026-07", that `activity` falls in: those it is planned by, or those that its days touch."""
    if activity.months or not (activity.starts_on and activity.ends_on):
        return activity.months
    first = activity.starts_on.replace(day=1)
    return [periods.month_key(day) for day in timeline if first <= day <= activity.ends_on]


def when_in_words(activity):
    """ "July to September 2026; November 2026" for months, "3 July 2026 to 5 July 2026" for days; "" for neither."""
    if activity.months:
        return months_in_words(activity.months)
    days = [day_word(day) for day in (activity.starts_on, activity.ends_on) if day]
    return f" {pgettext('between two dates', 'to')} ".join(dict.fromkeys(days))


def months_in_words(keys):
    """ "July to September 2026, November 2026" for the months stored as `keys`."""
    return _months_in_words(tuple(keys), get_language())


@lru_cache(maxsize=1000)
def _months_in_words(keys, language):
    to = pgettext("between two dates", "to")
    timeline = periods.months(*periods.span(keys))
    parts = []
    for index, length in periods.runs(keys, timeline):
        start, end = month_word(timeline[index]), month_word(timeline[index + length - 1])
        parts.append(start if length == 1 else f"{start} {to} {end}")
    return ", ".join(parts)


def month_word(day):
    return _month_word(day, get_language())


@lru_cache(maxsize=600)
def _month_word(day, language):
    return date_format(day, "YEAR_MONTH_FORMAT")


def day_word(day):
    """A date as the reader writes it."""
    return _day_word(day, get_language())


@lru_cache(maxsize=2000)
def _day_word(day, language):
    return date_format(day, "DATE_FORMAT")


IN_WORDS = "="
"""Before a responsible in words, where a post's key would stand."""


def responsible_for(plan):
    """(value, words) to filter by: the team's posts, then who is named in words in the plan."""
    posts = Post.objects.filter(team=plan.team_id).order_by("title").values_list("pk", "title")
    # Who has a post is left out here: asked of the database, it would begin with all activities of the country without one.
    named = Activity.objects.filter(workplan=plan).exclude(responsible="").order_by("responsible")
    words = [text for text, post in named.values_list("responsible", "post").distinct() if post is None]
    return [(str(key), title) for key, title in posts] + [(IN_WORDS + text, text) for text in words]


def current_plans(teams, today):
    """{team key: its plan of today} with `activity_count` and `money`, for teams by the dozen: two queries."""
    plans = Workplan.objects.filter(team__in=teams).current(today).annotate(activity_count=Count("activity"))
    found = {plan.team_id: plan for plan in plans}
    for plan in found.values():
        plan.money = Decimal(0)
    amounts = Allocation.objects.filter(workplan__in=found.values()).order_by()
    plans = {plan.pk: plan for plan in found.values()}
    for key, amount in amounts.values_list("workplan", "amount"):
        plans[key].money += amount
    return found


OF_QUARTER = ("id", "number", "starts_on", "ends_on", "is_closed")
"""What is read of the quarter that today is in, together with the plan."""


@Prepared
def plan_of(team, today):
    """A team's plan of today, with what home counts of it; or else the latest."""
    now = Quarter.objects.filter(workplan=OuterRef("pk"), starts_on__lte=today, ends_on__gte=today)
    found = {f"quarter_{name}": Subquery(now.values(name)[:1]) for name in OF_QUARTER}
    stuck = Obstacle.objects.open().filter(team=OuterRef("team")).order_by().values("team")
    found["obstacle_count"] = Subquery(stuck.annotate(count=Count("pk")).values("count"))
    found["quarter_targets"] = Subquery(now.annotate(count=Count("targets")).values("count")[:1])
    plans = Workplan.objects.filter(team=team).newest_first(today)
    return plans.annotate(readiness_count=Count("readiness"), **found)[:1]
