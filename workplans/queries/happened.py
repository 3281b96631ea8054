"""All that happened to an activity, whatever tells of it: one query over tables that are brought into the same columns."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    DecimalField,
    F,
    Field,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from teams.prepared import Prepared
from workplans.models import Activity, DelegationStep, Entry, HandoverNote, MoneyEntry, ObstacleStep, Quarter, Version
from workplans.models.monitor.kinds import COUNTED, WRITTEN

REPORT, COUNT, STEP, MONEY, OBSTACLE, HANDOVER, APPROVAL = (
    *("report", "count", "step", "money", "obstacle", "handover", "approval"),
)
CLOSED = "closed"
"""In the place of a name, for a report or count of a closed quarter."""
CENT = Decimal("0.01")
CENTS = DecimalField(max_digits=26, decimal_places=2)


class Happened(NamedTuple):
    """A row of what happened, alike for every kind, so that one query reads them all; what a kind has not is None.

    `first` and `last` are the days of its occasion; `name` and `key` what it is about: the post that was asked and the
    delegation, the source, the obstacle, the post that was handed over, the number of the version. `about` is the report
    that a correction or a confirmation is about, or the key of the post that was asked; `place` that of a report. `reason` is also how free the hand
    is, whom a step is about, whom something was passed to.
    """

    kind: str
    pk: int
    at: datetime
    act: str
    state: str
    text: str
    reason: str
    by: int
    person: str
    post: str
    for_post: str
    first: date
    last: date
    on: date
    name: str
    key: int
    about: int
    place: int
    amount: Decimal


EMPTY: dict[Any, Field] = {
    str: TextField(),
    int: IntegerField(),
    date: DateField(),
    datetime: DateTimeField(),
    Decimal: DecimalField(max_digits=15, decimal_places=2),
}
"""What an empty column of each type is in the database."""


@Prepared
def rows_about(activity, plan):
    """All that tells of an activity of a plan, in the columns of Happened."""
    word = {"pk": "pk", "at": "at", "text": "text"}
    by = {"by": "by", "person": "by__name", "post": "post__title", "for_post": "for_post__title"}
    reported = {"act": "act", "state": "state", "on": "on", "reason": "reason", "key": "obstacle", "about": "about"}
    reported |= {"place": "place", "name": "closed", "first": "occasion__starts_on", "last": "occasion__ends_on"}
    closed = Case(When(Quarter.is_closed_then(), then=Value(CLOSED)), default=Value(""))
    said = Entry.objects.filter(activity=activity).annotate(closed=closed)
    reports = read(REPORT, said.progress(), word | by | reported)
    counted = {"state": "kind", "on": "on", "reason": "reason", "place": "place", "name": "closed"}
    figures = said.filter(kind__in=COUNTED, act__in=WRITTEN)
    counts = read(COUNT, figures, word | by | counted | {"amount": Cast("value", CENTS)})
    asked = {"key": "delegation", "state": "delegation__state", "name": "delegation__post__title", "act": "act"}
    asked |= {"about": "delegation__post", "reason": "delegation__freedom", "on": "due_on"}
    asked |= {"first": "delegation__occasion__starts_on", "last": "delegation__occasion__ends_on"}
    steps = read(STEP, DelegationStep.objects.filter(delegation__activity=activity), word | by | asked)
    moved = {"pk": "pk", "at": "at", "act": "kind", "on": "on", "amount": "amount", "reason": "reason"}
    moved |= {"name": "source__name", "by": "by", "person": "by__name"}
    money = read(MONEY, MoneyEntry.objects.filter(activity=activity), moved)
    stuck = {"key": "obstacle", "state": "obstacle__state", "name": "obstacle__name", "act": "act"}
    stuck["reason"] = "about__title"
    obstacles = read(OBSTACLE, ObstacleStep.objects.filter(obstacle__activity=activity), word | by | stuck)
    left = Q(activity=activity) | Q(delegation__activity=activity) | Q(obstacle__activity=activity)
    over = {"pk": "pk", "at": "handover__at", "text": "text", "by": "handover__by", "person": "handover__by__name"}
    over |= {"name": "handover__post__title", "reason": "passed_to__title"}
    handovers = read(HANDOVER, HandoverNote.objects.filter(left), over)
    begun = Activity.history.filter(id=activity, history_type="+").values("history_date")[:1]
    since = Q(at__gte=begun) | Q(decided_at__gte=begun)
    approved = Version.objects.approved().filter(since, workplan=plan)
    decided = {"pk": "pk", "text": "reason", "by": "decided_by", "person": "decided_by__name", "key": "number"}
    approvals = read(APPROVAL, approved, decided | {"at": Coalesce("decided_at", "at")})
    return reports.union(counts, steps, money, obstacles, handovers, approvals, all=True)


def happened_to(activity):
    """[Happened] of `activity`, each kind in the order of writing: one query."""
    rows = rows_about(activity=activity.pk, plan=activity.workplan_id)
    found = [Happened(*row) for row in sorted(rows, key=lambda row: (row[0], row[1]))]
    # A decimal out of a union is as the database adds it up: SQLite's has no cents of its own.
    return [row._replace(amount=row.amount.quantize(CENT)) if row.amount is not None else row for row in found]


def read(kind, rows, columns):
    """`rows` as Happened takes them; `columns` are those that this kind has, by name."""
    found: list[Any] = [Value(kind, TextField())]
    for name, field in Happened.__annotations__.items():
        if name in columns:
            found.append(F(columns[name]) if isinstance(columns[name], str) else columns[name])
        elif name != "kind":
            found.append(Cast(Value(None), EMPTY[field]))
    return rows.order_by().values_list(*found)
