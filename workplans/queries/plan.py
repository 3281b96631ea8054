"""What the pages of the plan room read: a fixed number of queries whatever its size, rows ready to print."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cached_property, lru_cache

from django.db.models import BigIntegerField, Count, DateField, F, Value
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from teams.models import Post
from workplans.models import Activity, Allocation, Indicator, MoneyEntry, Objective, Output, Readiness, Workplan
from workplans.queries.progress import KnownProgress
from workplans.rules import periods
from workplans.rules.completeness import activity_lacks, output_is_measured
from workplans.rules.progress import STUCK, is_late

PLAN_OPENS, OBJECTIVE_OPENS = 25, 60
"""So many activities are shown without folding; a longer plan opens by objective, a longer objective by output."""
ALL = "all"
MOVED = [MoneyEntry.Kind.RELEASED, MoneyEntry.Kind.ADVANCED, MoneyEntry.Kind.ACCOUNTED]


OF_ACTIVITIES = {"money", "responsible", "dates", "source", "ready"}
"""What may be missing of activities alone; an indicator is missing of outputs."""
ROW_KEYS = {"objective": "o", "output": "u", "activity": "a"}
"""Before an item's key, what a row of the outline is called in addresses and on the page."""


@dataclass
class Row:
    """An objective, output or activity as the outline prints it."""

    item: object
    key: str
    number: str
    rows: list = field(default_factory=list)
    money: Decimal = Decimal(0)
    count: int = 0
    open: bool = True
    lacks: list = field(default_factory=list)
    waits: list = field(default_factory=list)
    """The names of structures and systems that it waits for."""
    runs: list = field(default_factory=list)
    when: str = ""
    who: str = ""


@dataclass
class Outline:
    """A plan, or what a filter leaves of it."""

    rows: list
    total: int
    shown: int
    money: Decimal
    timeline: list
    today_at: float | None

    @property
    def is_long(self):
        """Whether it has so many activities that it folds."""
        return self.shown > PLAN_OPENS


def outline(plan, wanted, flipped, today):
    """The Outline of `plan`, filtered by `wanted` (see FilterForm), folded but for what `flipped` turns over."""
    facts = Facts(plan)
    timeline = plan.months()
    fits = filter_of(plan, wanted, facts, today)
    rows, total, shown = [], 0, 0
    for place, objective in enumerate(facts.objectives, start=1):
        objective_row = Row(objective, f"{ROW_KEYS['objective']}{objective.pk}", objective.code or str(place))
        for output_place, output in enumerate(facts.outputs[objective.pk], start=1):
            output_number = output.code or f"{place}.{output_place}"
            output_row = Row(output, f"{ROW_KEYS['output']}{output.pk}", output_number)
            if output.pk not in facts.measured:
                output_row.lacks = ["indicator"]
            for activity_place, activity in enumerate(facts.activities[output.pk], start=1):
                total += 1
                if not fits(objective, output, activity):
                    continue
                number = activity.code or f"{place}.{output_place}.{activity_place}"
                row = Row(
                    activity,
                    f"{ROW_KEYS['activity']}{activity.pk}",
                    number,
                    money=facts.money.get(activity.pk, Decimal(0)),
                    count=1,
                )
                output_row.rows.append(row)
            if output_row.rows or fits(objective, output, None):
                add_up(objective_row, output_row)
        if objective_row.rows or fits(objective, None, None):
            rows.append(objective_row)
            shown += objective_row.count
    fold(rows, shown, flipped)
    for activity_row in opened(rows):
        make_ready(activity_row, facts, timeline)
    return Outline(rows, total, shown, sum((row.money for row in rows), Decimal(0)), timeline, today_at(plan, today))


class Facts:
    """Everything of a plan that the outline needs, in six queries.

    With `moved` the money that moved is read along with what is planned, and costs none of its own.
    """

    def __init__(self, plan, *, moved=False):
        self.objectives = list(Objective.objects.filter(workplan=plan).defer("stated"))
        self.outputs = defaultdict(list)
        for output in Output.objects.filter(workplan=plan).defer("stated"):
            self.outputs[output.objective_id].append(output)
        self.activities = defaultdict(list)
        for activity in Activity.objects.filter(workplan=plan).select_related("post").defer("stated"):
            self.activities[activity.output_id].append(activity)
        self.money: dict[int, Decimal] = {}
        self.sourced: dict[int, Decimal] = {}
        self.plan = plan
        # Added up here and not by the database: SQLite adds up floats.
        for key, source, amount in self.planned_and_moved() if moved else self.planned():
            self.money[key] = self.money.get(key, Decimal(0)) + amount
            self.sourced[key] = self.sourced.get(key, Decimal(0)) + (amount if source else 0)
        self.unready, self.waiting = unready(plan)
        indicators = Indicator.objects.filter(workplan=plan).defer("stated").order_by("order", "pk")
        self.indicators = list(indicators)
        self.measured = measured_by(self.indicators)

    def planned(self):
        """(activity key, source key or None, amount) of what is asked."""
        rows = Allocation.objects.filter(workplan=self.plan).order_by()
        return rows.values_list("activity", "source", "amount")

    def planned_and_moved(self):
        """As `planned`, and lets `moved` be known: both tables in the same columns, in one query."""
        columns = ["activity", "source", "amount", "what", "day", "key", "of", "instead"]
        none, no_day = Cast(Value(None), BigIntegerField()), Cast(Value(None), DateField())
        planned = Allocation.objects.filter(workplan=self.plan).order_by()
        planned = planned.annotate(what=Value(""), day=no_day, key=F("pk"), of=none, instead=none)
        moved = MoneyEntry.objects.filter(workplan=self.plan, kind__in=MOVED).order_by()
        moved = moved.annotate(what=F("kind"), day=F("on"), key=F("pk"), of=F("advance"), instead=F("corrects"))
        found, amounts = [], []
        for activity, source, amount, kind, day, key, advance, corrects in planned.values_list(*columns).union(
            moved.values_list(*columns), all=True
        ):
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
    rows = Readiness.objects.missing().filter(workplan=plan).annotate(activity=F("activities")).order_by("pk")
    found: dict[int, Readiness] = {}
    waiting = defaultdict(list)
    for row in rows:
        found.setdefault(row.pk, row)
        if row.activity:
            waiting[row.activity].append(row.name)
    return list(found.values()), dict(waiting)


def waiting_for(plan):
    """{activity key: names of the structures and systems that it waits for}: one query."""
    return unready(plan)[1]


def filter_of(plan, wanted, facts, today):
    """fits(objective, output, activity): whether the row is wanted; activity or output is None for a row above."""
    if not wanted:
        return lambda objective, output, activity: True
    words = [word.casefold() for word in wanted.get("q", "").split()]
    quarter = next((q for q in plan.quarters.all() if str(q.number) == wanted.get("quarter")), None)
    missing = wanted.get("missing")
    spans = [(quarter.starts_on, quarter.ends_on)] if quarter else []
    spans += [(today, today + timedelta(days=wanted["soon"]))] if "soon" in wanted else []
    of_activities = wanted.keys() & {"practice", "post", "quarter", "soon", "progress"} or missing in OF_ACTIVITIES

    def has_words(*items):
        text = " ".join(f"{item.code} {item.name}" for item in items if item).casefold()
        return all(word in text for word in words)

    def fits(objective, output, activity):
        if activity is None:
            if of_activities or not (words or missing):
                return False
            if missing == "indicator":
                return output is not None and output.pk not in facts.measured and has_words(objective, output)
            return has_words(output or objective)
        text = f"{activity.who} {activity.place} {activity.funders}".casefold()
        if words and not (has_words(objective, output, activity) or all(word in text for word in words)):
            return False
        if "practice" in wanted and activity.practice != wanted["practice"]:
            return False
        if "post" in wanted and wanted["post"] not in {str(activity.post_id), IN_WORDS + activity.responsible}:
            return False
        if not all(within(activity, *span) for span in spans):
            return False
        if "progress" in wanted and not STANDS[wanted["progress"]](facts.due[activity.pk], today):
            return False
        if missing == "indicator":
            return False
        if missing == "source":
            return facts.wants_source(activity)
        if missing == "ready":
            return activity.pk in facts.waiting
        return not missing or missing in facts.lacks(activity)

    return fits


STANDS = {
    "late": lambda due, today: any(is_late(progress, due_on, today) for progress, due_on in due),
    "stuck": lambda due, today: any(progress.state == STUCK for progress, _due_on in due),
    "silent": lambda due, today: all(not progress.state for progress, _due_on in due),
}
"""How far an activity is, to filter by, out of its rows of (Progress, due day)."""


def within(activity, first, last):
    """Whether an activity falls, at least partly, in the days `first` to `last`; by its months where it has them."""
    if activity.months:
        return any(periods.month_key(day) in activity.months for day in periods.months(first, last))
    if not (activity.starts_on or activity.ends_on):
        return False
    starts = activity.starts_on or activity.ends_on
    return starts <= last and (activity.ends_on or starts) >= first


def add_up(above, row):
    """Put `row`, with all in it, under `above`."""
    row.money = sum((one.money for one in row.rows), Decimal(0))
    row.count = len(row.rows)
    above.rows.append(row)
    above.money += row.money
    above.count += row.count


def fold(rows, shown, flipped):
    """Decide what is open: all of a short plan; of a long one the first objective; `flipped` keys the other way.

    ALL among `flipped` opens everything, which is what one prints.
    """
    for place, objective in enumerate(rows):
        objective.open = (shown <= PLAN_OPENS or place == 0 or ALL in flipped) != (objective.key in flipped)
        for output in objective.rows:
            output.open = (objective.count <= OBJECTIVE_OPENS or ALL in flipped) != (output.key in flipped)


def opened(rows):
    """The activity rows that are printed."""
    return (
        row for objective in rows if objective.open for output in objective.rows if output.open for row in output.rows
    )


def make_ready(row, facts, timeline):
    """Fill in what an activity's row prints."""
    activity = row.item
    row.who = activity.who
    row.lacks = facts.lacks(activity)
    row.waits = facts.waiting.get(activity.pk, [])
    keys = month_keys(activity, timeline)
    row.runs = [(index * 10 + 1, length * 10 - 2) for index, length in periods.runs(keys, timeline)]
    row.when = when_in_words(activity)


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
    days = [date_format(day, "DATE_FORMAT") for day in (activity.starts_on, activity.ends_on) if day]
    return f" {pgettext('between two dates', 'to')} ".join(dict.fromkeys(days))


def months_in_words(keys):
    """ "July to September 2026, November 2026" for the months stored as `keys`."""
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


def today_at(plan, today):
    """Where today is along the plan's months, ten units each; None outside the plan."""
    if not plan.starts_on <= today <= plan.ends_on:
        return None
    months = plan.months()
    index = next(place for place, day in enumerate(months) if (day.year, day.month) == (today.year, today.month))
    return round(index * 10 + (today.day - 1) / 31 * 10, 1)


IN_WORDS = "="
"""Before a responsible in words, where a post's key would stand."""


def responsible_for(plan):
    """(value, words) to filter by: the team's posts, then who is named in words in the plan."""
    posts = Post.objects.filter(team=plan.team_id).order_by("title").values_list("pk", "title")
    named = Activity.objects.filter(workplan=plan, post=None).exclude(responsible="").order_by("responsible")
    words = named.values_list("responsible", flat=True).distinct()
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
