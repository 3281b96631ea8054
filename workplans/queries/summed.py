"""What the plans of a branch add up to on a day, a row for each part of it: read from the summaries, five queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, F, Max, Min, Q, Sum, Value
from django.db.models.functions import Cast

from teams.models import Team
from workplans.models import DayAhead, Obstacle, Summary, Workplan
from workplans.rules.summing import Brought

OF_PLAN = ["outputs", "measured", "activities", "complete", "listed", "missing", "partly"]
OF_MONEY = ["asked", "approved", "released", "spent"]
OF_RESULTS = ["judged", "on_track"]
DECIDED = [Workplan.State.APPROVED, Workplan.State.CLOSED]


@dataclass
class Summed:
    """What the plans of some teams add up to on a day; money in hundredths."""

    teams: int = 0
    plans: int = 0
    """How many of the teams have a plan that the day falls in."""
    sent: int = 0
    """How many of those plans are with who reviews them."""
    decided: int = 0
    """How many are approved, those included of which a change is being written."""
    returned: int = 0
    quiet: int = 0
    """In how many of them nothing was written in the running quarter."""
    outputs: int = 0
    measured: int = 0
    activities: int = 0
    complete: int = 0
    planned: int = 0
    came: int = 0
    listed: int = 0
    missing: int = 0
    partly: int = 0
    due: int = 0
    in_time: int = 0
    values_due: int = 0
    values_recorded: int = 0
    judged: int = 0
    on_track: int = 0
    asked: int = 0
    approved: int = 0
    released: int = 0
    spent: int = 0
    stuck: int = 0
    """How many things stand in the way of the teams now."""
    currency: str | None = ""
    """That of the plans; None where they have several, so that their money cannot be added up."""
    last_entry_on: date | None = None

    @property
    def without(self):
        """How many teams have no plan for the day."""
        return self.teams - self.plans

    @property
    def unsent(self):
        """How many teams have no plan that was sent or approved."""
        return self.teams - self.sent - self.decided

    def plus(self, other):
        """Both together."""
        found = Summed()
        for name in COUNTED:
            setattr(found, name, getattr(self, name) + getattr(other, name))
        currencies = {one.currency for one in (self, other) if one.plans}
        found.currency = None if len(currencies) > 1 else currencies.pop() if currencies else ""
        days = [one.last_entry_on for one in (self, other) if one.last_entry_on]
        found.last_entry_on = max(days, default=None)
        return found


COUNTED = [name for name, kind in Summed.__annotations__.items() if kind is int]


def summed(within, key, days):
    """{day: {key: Summed}} of some teams on each of `days`; what stands in the way, on the first.

    `within(prefix)` is the condition on them and `key(prefix)` by what they are grouped, where `prefix` leads from a row
    to its team ("summary__team__"). Several days cost no more queries than one.
    """
    teams = grouped(Team.objects.filter(within("")), key(""), teams=Count("pk"))
    found = {day: {row["key"]: Summed(teams=row["teams"]) for row in teams} for day in days}

    def each_day(rows, prefix, sums):
        one, *others = [per_day(rows(day).filter(within(prefix)), key(prefix), day, sums) for day in days]
        for row in one.union(*others, all=True) if others else one:
            yield found[row.pop("day")][row.pop("key")], row

    for one, row in each_day(Summary.objects.on, "team__", of_quarters()):
        several = row.pop("other_currency") != row["currency"]
        for name, value in (row | ({"currency": None} if several else {})).items():
            setattr(one, name, value)
    for one, row in each_day(Summary.objects.judged_on, "team__", {name: Sum(name) for name in OF_RESULTS}):
        one.judged, one.on_track = row["judged"], row["on_track"]
    for one, row in each_day(DayAhead.objects.after, "summary__team__", {name: Sum(name) for name in Brought._fields}):
        for name, value in row.items():
            setattr(one, name, getattr(one, name) - value)
    for row in grouped(Obstacle.objects.open().filter(within("team__")), key("team__"), stuck=Count("pk")):
        found[days[0]][row["key"]].stuck = row["stuck"]
    return found


def per_day(rows, key, day, sums):
    """The sums of `rows` by `key`, with the day that they are of."""
    rows = rows.order_by().annotate(key=key, day=Cast(Value(day), DateField())).values("key", "day")
    return rows.annotate(**sums)


def grouped(rows, key, **sums):
    """[{"key": …, name: sum}] of `rows` by `key`."""
    return list(rows.order_by().annotate(key=key).values("key").annotate(**sums))


def of_quarters():
    """What is added up of the summaries of quarters."""
    sums = {name: Sum(name) for name in [*OF_PLAN, *Brought._fields, *OF_MONEY]}
    state = "workplan__state"
    decided = Q(**{f"{state}__in": DECIDED}) | ~Q(workplan__amends="") & ~Q(**{state: Workplan.State.SENT})
    return sums | {
        "plans": Count("pk"),
        "sent": Count("pk", filter=Q(**{state: Workplan.State.SENT})),
        "returned": Count("pk", filter=Q(**{state: Workplan.State.RETURNED})),
        "decided": Count("pk", filter=decided),
        "quiet": Count("pk", filter=Q(last_entry_on=None) | Q(last_entry_on__lt=F("starts_on"))),
        "last_entry_on": Max("last_entry_on"),
        "currency": Min("workplan__currency"),
        "other_currency": Max("workplan__currency"),
    }
