"""What the plans of a branch add up to on a day, a row for each part of it: read from the summaries, four queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, DateField, Expression, F, Max, Min, Q, Sum, Value, When
from django.db.models.functions import NullIf

from teams.models import Team
from workplans.models import DayAhead, Obstacle, Summary, Workplan
from workplans.models.summaries import BROUGHT

OF_PLAN = ["outputs", "measured", "activities", "complete", "listed", "missing", "partly"]
OF_MONEY = ["asked", "approved", "released", "spent"]
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


COUNTED = [name for name, kind in Summed.__annotations__.items() if kind is int]


def together(counts):
    """The Summed of all of `counts` together."""
    rows = [vars(one) for one in counts]
    found = Summed(**{name: sum(row[name] for row in rows) for name in COUNTED})
    currencies = {row["currency"] for row in rows if row["plans"]}
    found.currency = None if len(currencies) > 1 else currencies.pop() if currencies else ""
    found.last_entry_on = max((row["last_entry_on"] for row in rows if row["last_entry_on"]), default=None)
    return found


def summed(within, key, days):
    """{day: {key: Summed}} of some teams on each of `days`, {day: whether it is that very day, and not the last of its quarter}.

    `within(path)` is the condition on teams and `key(team, path)` by what they are grouped, where these are a row's own
    fields of that name. What stands in the way is counted for the first day. Several days cost no more queries than one.
    A team that moves between two of these queries is left out of what does not know it yet.
    """
    first = next(iter(days))
    teams = grouped(Team.objects.filter(within("unit__path")), key("pk", "unit__path"), teams=Count("pk"))
    found = {day: {row["key"]: Summed(teams=row["teams"]) for row in teams} for day in days}
    for row in of_days(Summary.objects.filter(within("path")).on, list(days), key, of_quarters()):
        one = found[row.pop("day")].get(row.pop("key"))
        if row.pop("other_currency") != row["currency"]:
            row["currency"] = None
        elif row["currency"] is None:
            row["currency"] = ""
        if one:
            vars(one).update(row)
    for day, is_exact in days.items():
        ahead = DayAhead.objects.filter(within("path")).after(day) if is_exact else DayAhead.objects.none()
        for row in grouped(ahead, key("team", "path"), **{name: Sum(name) for name in BROUGHT}):
            one = found[day].get(row["key"])
            for name in BROUGHT if one and one.plans else ():
                setattr(one, name, getattr(one, name) - row[name])
    stuck = Obstacle.objects.open().filter(within("team__unit__path"))
    for row in grouped(stuck, key("team", "team__unit__path"), stuck=Count("pk")):
        if one := found[first].get(row["key"]):
            one.stuck = row["stuck"]
    return found


def of_days(rows_on, days, key, sums):
    """The sums of the quarters that each of `days` falls in, a row for each day and key, in one query.

    Where two days fall in one quarter it is counted for the first.
    """
    rows = rows_on(days[0])
    of_day: Expression = Value(days[0], DateField())
    for day in days[1:]:
        rows |= rows_on(day)
        of_day = Case(
            When(starts_on__lte=days[0], ends_on__gte=days[0], then=of_day),
            default=Value(day),
            output_field=DateField(),
        )
    rows = rows.order_by().annotate(key=key("team", "path"), day=of_day).values("key", "day")
    return rows.annotate(**sums)


def grouped(rows, key, **sums):
    """[{"key": …, name: sum}] of `rows` by `key`."""
    return list(rows.order_by().annotate(key=key).values("key").annotate(**sums))


def of_quarters():
    """What is added up of the summaries of quarters."""
    sums = {name: Sum(name) for name in [*OF_PLAN, *BROUGHT, *OF_MONEY]}
    state = "workplan__state"
    decided = Q(**{f"{state}__in": DECIDED}) | ~Q(workplan__amends="") & ~Q(**{state: Workplan.State.SENT})
    return sums | {
        "plans": Count("team", distinct=True),
        "sent": Count("pk", filter=Q(**{state: Workplan.State.SENT})),
        "returned": Count("pk", filter=Q(**{state: Workplan.State.RETURNED})),
        "decided": Count("pk", filter=decided),
        "quiet": Count("pk", filter=Q(last_entry_on=None) | Q(last_entry_on__lt=F("starts_on"))),
        "last_entry_on": Max("last_entry_on"),
        "currency": Min(NullIf("workplan__currency", Value(""))),
        "other_currency": Max(NullIf("workplan__currency", Value(""))),
    }
