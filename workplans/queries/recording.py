"""What is still to be recorded of plans: read in one query, whatever their size."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import BooleanField, DateField, ExpressionWrapper, F, Field, IntegerField, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce

from teams.exchange.folding import fold
from workplans.models import Entry, Indicator, Mapping, Quarter, Workplan
from workplans.queries.kinship import roots_of
from workplans.rules import recording
from workplans.rules.kinship import Kin, Kinship
from workplans.rules.recording import Calendar, Period

PLAN, QUARTER, INDICATOR, VALUE = "plan", "quarter", "indicator", "value"
CODE, KIN, NOTICE = "code", "kin", "notice"
NOBODY = 0
"""In place of a post: nobody is named, so it is the team's lead."""


class Known(NamedTuple):
    """A row of what says what is to be recorded, alike for every kind, so that one query reads them all.

    `key` is a plan's team, a quarter's number, an indicator; `post` (with `name`) that of an indicator, of a code its team; `word` how
    often it is recorded, the time of a value, what a code fills; `flag` whether a quarter is closed, whether an indicator
    is a ratio. `above` (what it was carried over from) and `standard` are of what a code stands for, and of KIN: all
    indicators of the plans of teams that have codes.
    """

    kind: str
    plan: int
    key: int
    post: int
    name: str
    word: str
    first: date
    last: date
    flag: bool
    above: int
    standard: int


EMPTY: dict[type, Field] = {str: TextField(), int: IntegerField(), date: DateField(), bool: BooleanField()}
"""What an empty column of each type is in the database."""

DAYS = {"first": "starts_on", "last": "ends_on"}
PLAN_COLUMNS: dict[str, Any] = {"plan": "pk", "key": "team", "name": "team__name", **DAYS}
QUARTER_COLUMNS: dict[str, Any] = {"plan": "workplan", "key": "number", "flag": "is_closed", **DAYS}
INDICATOR_COLUMNS: dict[str, Any] = {
    "plan": "workplan",
    "key": "pk",
    "word": "recorded_every",
    "post": Coalesce("post", "activity__post"),
    "name": Coalesce("post__title", "activity__post__title"),
    "flag": ExpressionWrapper(~Q(numerator=""), BooleanField()),
}


@dataclass(frozen=True)
class Wanted:
    """An indicator whose values are recorded: how often, by which post (NOBODY: the lead), and whether a file brings them."""

    key: int
    every: str
    post: int
    is_filled: bool
    title: str
    """That of the post; "" for NOBODY."""


@dataclass
class Owed:
    """The values of one time of a plan that a post records: how many it types, how many are lacking."""

    plan: "Recorded"
    period: Period
    post: int
    title: str = ""
    """That of the post."""
    count: int = 0
    missing: int = 0
    """To be typed."""
    from_file: int = 0
    """Lacking, and brought by a file."""


@dataclass
class Recorded:
    """A plan with what is recorded in it, as far as it was read."""

    key: int
    team: int
    team_name: str
    starts_on: date
    ends_on: date
    quarters: list = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    wanted: list[Wanted] = field(default_factory=list)
    known: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    """{indicator: the times for which it has a value}"""

    @cached_property
    def calendar(self):
        return Calendar(self.starts_on, self.ends_on, self.quarters)

    def covers(self, period, key):
        """Whether the indicator `key` has a value for `period`, or others that say as much."""
        return self.calendar.is_covered(period, self.known.get(key, set()))

    def owed(self, today):
        """[Owed] of each time that is over and in no closed quarter, and each post, where something is lacking."""
        found: dict[tuple, Owed] = {}
        nothing: set[str] = set()
        for one in self.wanted:
            known = self.known.get(one.key, nothing)
            for period in self.calendar.of(one.every):
                if not recording.to_record(period, today) or period.quarter in self.closed:
                    continue
                place = period.key, one.post
                owed = found.setdefault(place, Owed(self, period, one.post, one.title))
                owed.count += not one.is_filled
                if not self.calendar.is_covered(period, known):
                    owed.from_file += one.is_filled
                    owed.missing += not one.is_filled
        return [owed for owed in found.values() if owed.missing or owed.from_file]

    def next_after(self, key, period, today):
        """(indicator, key of the time) of what is lacking next after the indicator `key` for `period`; None for nothing.

        Of the same time before others, those after `key` before those that were passed over; not what a file brings.
        """
        lacking = [
            (one.key != period.key, one.first, (wanted.key <= key) == (one.key == period.key), wanted.key, one.key)
            for wanted in self.wanted
            if not wanted.is_filled
            for one in self.calendar.of(wanted.every)
            if recording.to_record(one, today)
            and one.quarter not in self.closed
            and (wanted.key, one.key) != (key, period.key)
            and not self.covers(one, wanted.key)
        ]
        return min(lacking)[-2:] if lacking else None


def recorded_in(plans, mine=None, since=None):
    """[Recorded] of `plans`, a queryset: one query, and one more where codes go back to plans of earlier years.

    `mine` narrows the indicators, `since` the values by their last day.
    """
    indicators = Indicator.objects.filter(mine or Q(), workplan__in=plans)
    values = Entry.figures.of_indicators().standing().filter(workplan__in=plans)
    if mine is not None:
        values = values.filter(indicator__in=indicators.order_by().values("pk"))
    if since:
        values = values.filter(Q(on__gte=since) | Q(indicator__recorded_every=recording.YEAR))
    rows = read(PLAN, plans, PLAN_COLUMNS).union(
        read(QUARTER, Quarter.objects.filter(workplan__in=plans), QUARTER_COLUMNS),
        read(INDICATOR, indicators, INDICATOR_COLUMNS),
        read(VALUE, values, {"plan": "workplan", "key": "indicator", "word": "period"}),
        *codes_of(plans),
        all=True,
    )
    return put_together([Known(*row) for row in rows])


def filled_and_told(plan, notices):
    """({indicator of `plan` whose values a file brings}, {key of one of `notices`}): one query, or two as `recorded_in`."""
    plans, indicators = Workplan.objects.filter(pk=plan.pk), Indicator.objects.filter(workplan=plan.pk)
    branches = [
        read(INDICATOR, indicators, INDICATOR_COLUMNS),
        *codes_of(plans),
        read(NOTICE, notices, {"name": "key"}),
    ]
    rows = [Known(*row) for row in read(PLAN, plans, PLAN_COLUMNS).union(*branches, all=True)]
    [found] = put_together(rows)
    return {one.key for one in found.wanted if one.is_filled}, {row.name for row in rows if row.kind == NOTICE}


def codes_of(plans):
    """The rows of what codes stand for in `plans`: the codes, and the indicators among which that is looked for."""
    codes = Mapping.objects.filter(team__in=plans.order_by().values("team")).exclude(fills=Mapping.Fills.NOTHING)
    those = Indicator.objects.filter(workplan__in=plans, workplan__team__in=codes.order_by().values("team"))
    old = {"above": "indicator__carried_from", "standard": "indicator__standard"}
    name = Coalesce("indicator__name", "indicator_name")
    return [
        read(CODE, codes, {"key": "indicator", "post": "team", "name": name, "word": "fills", **old}),
        read(
            KIN,
            those,
            {"plan": "workplan", "key": "pk", "name": "name", "above": "carried_from", "standard": "standard"},
        ),
    ]


def read(kind, rows, columns):
    """`rows` as Known takes them; `columns` are those that this kind has, by name."""
    found: list[Any] = [Value(kind, TextField())]
    for name, type_ in Known.__annotations__.items():
        if name in columns:
            found.append(F(columns[name]) if isinstance(columns[name], str) else columns[name])
        elif name != "kind":
            found.append(Cast(Value(None), EMPTY[type_]))
    return rows.order_by().values_list(*found)


def put_together(rows):
    """[Recorded] out of the rows of all kinds."""
    by_kind = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    plans = {row.plan: Recorded(row.plan, row.key, row.name, row.first, row.last) for row in by_kind[PLAN]}
    for row in by_kind[QUARTER]:
        plans[row.plan].quarters.append((row.key, row.first, row.last))
        plans[row.plan].closed |= {row.key} if row.flag else set()
    filled_of = fills_of(plans, by_kind[CODE], by_kind[KIN])
    for row in sorted(by_kind[INDICATOR], key=lambda row: row.key):
        plan = plans[row.plan]
        is_filled = comes_from_file(filled_of.get(row.key, set()), row.flag)
        plan.wanted.append(Wanted(row.key, row.word, row.post or NOBODY, is_filled, row.name or ""))
    for row in by_kind[VALUE]:
        plans[row.plan].known[row.key].add(row.word)
    return [plans[key] for key in sorted(plans)]


def fills_of(plans, codes, those):
    """{indicator: what codes fill of it}; `plans` are {key: Recorded}, `codes` and `those` the rows of CODE and KIN."""
    by_plan: dict[int, dict[int, Known]] = defaultdict(dict)
    by_team: dict[int, list[Known]] = defaultdict(list)
    for row in those:
        by_plan[row.plan][row.key] = row
    for row in codes:
        by_team[row.post].append(row)
    above: dict[int, int] = {}  # of those alone that are looked for in another plan
    for key, mine in by_plan.items():
        foreign = {row.key: row.above for row in by_team[plans[key].team] if row.key and row.key not in mine}
        if foreign:
            above |= foreign | {row.key: row.above for row in mine.values()}
    roots = roots_of(above)
    found: dict[int, set[str]] = defaultdict(set)
    for key, mine in by_plan.items():
        kinship = Kinship(kin(row, roots) for row in mine.values())
        for row in by_team[plans[key].team]:
            if heir := kinship.heir_of(kin(row, roots)):
                found[heir].add(row.word)
    return found


def kin(row, roots):
    return Kin(row.key, roots.get(row.key, row.key), row.standard, fold(row.name))


def comes_from_file(filled, is_ratio):
    """Whether codes fill all that a value of it is made of."""
    whole = {Mapping.Fills.NUMERATOR, Mapping.Fills.DENOMINATOR} if is_ratio else {Mapping.Fills.VALUE}
    return whole <= filled


def recorded_by(keys, led):
    """The condition for the indicators that posts record: their own, those of what they do, and of the teams `led` what is nobody's."""
    theirs = Q(post__in=keys) | Q(post=None, activity__post__in=keys)
    return (
        theirs
        | Q(post=None, activity=None, workplan__team__in=led)
        | Q(post=None, activity__isnull=False, activity__post=None, workplan__team__in=led)
    )


def owed_by(keys, led, teams, today):
    """([Owed] of the posts `keys`, who lead the teams `led`; [Owed] of the other posts of those teams): one query.

    In the plans of `teams` with work in them.
    """
    if not teams:
        return [], []
    plans = Workplan.objects.at_work(today).filter(team__in=teams)
    found = recorded_in(plans, recorded_by(keys, led) | Q(workplan__team__in=led))
    owed = [one for plan in found for one in plan.owed(today)]
    theirs = {*keys, NOBODY}
    return [one for one in owed if one.post in theirs], [one for one in owed if one.post not in theirs]
