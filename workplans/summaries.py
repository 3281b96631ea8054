"""Summing up: a row a team and quarter, kept true by all that holds a plan (teams/atonce.py), and compared with it."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate

from teams.atonce import at_once, at_the_end
from teams.models import Team
from workplans.models import DayAhead, Entry, MoneyEntry, Readiness, Summary, Total, Workplan
from workplans.models.summaries import BROUGHT
from workplans.queries.figures import Glance, judged_in
from workplans.queries.plan import lacks_of, measured_by
from workplans.queries.progress import KnownProgress
from workplans.rules import figures, recording
from workplans.rules.summing import DAY, Days, spans_of

FACTS = 1
"""The version of what is counted here: another one, and every open quarter is summed up anew (`bring_up_to_date`)."""
MONEY = [MoneyEntry.Kind.APPROVED, MoneyEntry.Kind.RELEASED, MoneyEntry.Kind.SPENT]


def rule():
    """What a summary depends on beside its plan: the version of what is counted, and the installation's own rules."""
    return f"{FACTS}:{settings.DAYS_TO_RECORD}:{settings.ON_TRACK}:{settings.AT_RISK}"


@dataclass
class SummedUp:
    """What a quarter adds up to: the fields of its Summary, of its DayAheads by day, and of its Totals by standard."""

    fields: dict
    days: dict = field(default_factory=dict)
    totals: dict = field(default_factory=dict)


def refresh(keys):
    """Sum up the plans `keys`, which are held, as they are now, but for their quarters that were closed and are.

    Team and unit are held too, after the plan: one that moves meanwhile is waited for, or waits.
    """
    held = Team.objects.select_related("unit").select_for_update(no_key=True, of=("self", "unit"))
    for plan in Workplan.objects.filter(pk__in=keys).order_by("pk"):
        plan.team = held.get(pk=plan.team_id)
        stored = stored_of(plan)
        found = to_keep(stored, summed_up(plan))
        if stored.keys() - found.keys():
            plan.summaries.exclude(number__in=found).delete()
        write(plan, stored, {number: one for number, one in found.items() if one != stored.get(number)})


def to_keep(stored, found):
    """What is to be kept of the quarters that were summed up as `found`: what was `stored` of a closed one stays as it was.

    All but where its team stands in the tree.
    """
    sealed = {number: stored[number] for number, one in found.items() if is_sealed(one, stored.get(number))}
    return found | {
        number: replace(one, fields=one.fields | {"path": found[number].fields["path"]})
        for number, one in sealed.items()
    }


def write(plan, stored, changed):
    """Let the summaries of quarters say what is `changed`, {number: SummedUp}, from what was `stored`: five queries at most."""
    rows = [Summary(workplan=plan, number=number, **one.fields) for number, one in changed.items()]
    if rows:
        unique = ["workplan", "number"]
        rows = Summary.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=FIELDS)
    other = [one for one in rows if of_days(changed[one.number]) != of_days(stored.get(one.number))]
    if any(one.number in stored for one in other):
        DayAhead.objects.filter(summary__in=[one.pk for one in other]).delete()
    DayAhead.objects.bulk_create(
        DayAhead(summary=row, on=day, **{name: getattr(row, name) for name in OF_SUMMARY}, **what)
        for row in other
        for day, what in changed[row.number].days.items()
    )
    other = [one for one in rows if one.number not in stored or changed[one.number].totals != stored[one.number].totals]
    if any(one.number in stored for one in other):
        Total.objects.filter(summary__in=[one.pk for one in other]).delete()
    Total.objects.bulk_create(
        Total(summary=row, standard_id=key, **numbers)
        for row in other
        for key, numbers in changed[row.number].totals.items()
    )


def of_days(one):
    """All of a SummedUp that stands in its DayAheads; None where there is none."""
    return one and (one.days, [one.fields[name] for name in OF_SUMMARY])


def is_sealed(one, stored):
    """Whether it is of a quarter that was closed when it was summed up, and still is."""
    return bool(stored and stored.fields["is_closed"] and one.fields["is_closed"])


def rebuild(plans):
    """Sum `plans` up anew, each in a transaction of its own; how many there were."""
    keys = list(plans.values_list("pk", flat=True))
    for key in keys:
        with at_once():
            Workplan.objects.hold(key)
    return len(keys)


def bring_up_to_date():
    """Sum up the plans that were never, or by other rules than those of today and not closed; how many there were."""
    other = Summary.objects.filter(is_closed=False).exclude(rule=rule())
    return rebuild(Workplan.objects.filter(Q(summaries=None) | Q(pk__in=other.values("workplan"))).distinct())


def differences(plans):
    """Yields (plan, number of the quarter, what is stored or None, what it adds up to or None) where the two differ."""
    for key in list(plans.order_by("pk").values_list("pk", flat=True)):
        with at_once():  # nobody changes it meanwhile, and nothing of it is touched
            rows = Workplan.objects.select_for_update(of=("self",)).select_related("team__unit")
            plan = rows.filter(pk=key).first()
            stored = stored_of(plan) if plan else {}
            found = to_keep(stored, summed_up(plan)) if plan else {}
        for number in sorted(stored.keys() | found.keys()):
            if stored.get(number) != found.get(number):
                yield plan, number, stored.get(number), found.get(number)


def in_words(plan, number, is_, should):
    """Lines on what differs in a quarter, as `differences` found it."""
    where = f"{plan.full_name} (plan {plan.pk}), quarter {number}"
    if is_ is None or should is None:
        yield f"{where}: it is not summed up." if is_ is None else f"{where}: it is summed up, and there is none."
        return
    for name, value in should.fields.items():
        if is_.fields[name] != value:
            yield f"{where}: {name} is {is_.fields[name]}, and should be {value}."
    for kind, kept, wanted in (("day", is_.days, should.days), ("standard indicator", is_.totals, should.totals)):
        for key in sorted(kept.keys() | wanted.keys()):
            if kept.get(key) != wanted.get(key):
                yield f"{where}, {kind} {key}: it is {said(kept.get(key))}, and should be {said(wanted.get(key))}."


def said(values):
    """ "due 1, in_time 0", or "nothing"."""
    return ", ".join(f"{name} {value}" for name, value in values.items()) if values else "nothing"


def stored_of(plan):
    """{number of a quarter: SummedUp} as it is kept: three queries."""
    found, keys = {}, {}
    for summary in plan.summaries.all():
        fields = {name: getattr(summary, name) for name in FIELDS}
        found[summary.number] = keys[summary.pk] = SummedUp(fields)
    for day in DayAhead.objects.filter(summary__workplan=plan):
        keys[day.summary_id].days[day.on] = {name: getattr(day, name) for name in OF_DAY}
    for total in Total.objects.filter(summary__workplan=plan):
        keys[total.summary_id].totals[total.standard_id] = {name: getattr(total, name) for name in OF_TOTAL}
    return found


FIELDS = [one.attname for one in Summary._meta.concrete_fields if one.name not in {"id", "workplan", "number"}]
OF_SUMMARY = ["team_id", "path", "starts_on"]
OF_DAY = BROUGHT
OF_TOTAL = [one.attname for one in Total._meta.concrete_fields if one.name not in {"id", "summary", "standard"}]


def summed_up(plan):
    """{number: SummedUp} of the quarters of `plan`, out of what is planned and recorded: ten queries."""
    quarters = list(plan.quarters.order_by("number"))
    if not quarters:
        return {}
    planned, ledger = Planned(plan), Ledger(plan)
    glance = Glance(plan, plan.ends_on, planned.indicators)
    spans = [(one.starts_on, one.ends_on) for one in quarters]
    brought = days_of(planned, ledger, glance, quarters).in_quarters(spans)
    whole = {"team_id": plan.team_id, "path": plan.team.unit.path, "rule": rule()} | planned.counts()
    written = written_in(plan, quarters)
    found = {}
    for place, quarter in enumerate(quarters):
        closing, days = brought[place]
        own = {"starts_on": quarter.starts_on, "ends_on": quarter.ends_on, "is_closed": quarter.is_closed}
        fields = whole | own | closing._asdict() | ledger.by(quarter.ends_on) | written[place]
        totals = totals_of(glance, quarter.number)
        days_ahead = {day: bounded(what._asdict()) for day, what in days.items()}
        found[quarter.number] = SummedUp(bounded(fields), days_ahead, totals)
    return found


OF_ACTIVITY = ["pk", "post_id", "responsible", "starts_on", "ends_on", "months", "needs_no_money"]
OF_INDICATOR = [
    *("workplan", "code", "objective", "output", "activity", "unit", "direction", "numerator", "baseline", "target"),
    *("adds_up", "recorded_every", "standard"),
]


class Planned:
    """What is planned in a plan, as far as it is counted: six queries, rows in place of objects, since every verb waits."""

    def __init__(self, plan):
        self.outputs = plan.output_set.count()
        self.activities = list(plan.activity_set.order_by().values_list(*OF_ACTIVITY, named=True))
        self.indicators = list(plan.indicator_set.order_by("pk").only(*OF_INDICATOR))
        self.ready = list(plan.readiness.order_by().values_list("state", flat=True))
        self.told = KnownProgress(plan)
        self.money: dict[int, Decimal] = defaultdict(Decimal)
        self.sourced: dict[int, Decimal] = defaultdict(Decimal)
        for key, source, amount in plan.allocations.order_by().values_list("activity", "source", "amount"):
            self.money[key] += amount
            self.sourced[key] += amount if source else 0

    def counts(self):
        """What does not depend on a day."""
        return {
            "outputs": self.outputs,
            "measured": len(measured_by(self.indicators)),
            "activities": len(self.activities),
            "complete": sum(not lacks_of(one, self.money.get(one.pk)) for one in self.activities),
            "listed": len(self.ready),
            "missing": self.ready.count(Readiness.State.MISSING),
            "partly": self.ready.count(Readiness.State.PARTLY),
            "asked": in_cents(sum(self.money.values(), Decimal(0))),
        }


class Ledger:
    """The money of a plan that was approved, released and spent, by activity and day: one query."""

    def __init__(self, plan):
        rows = MoneyEntry.objects.filter(workplan=plan, kind__in=MONEY).order_by()
        self.rows = list(rows.values_list("kind", "activity", "on", "amount"))
        self.released: dict[int, Decimal] = defaultdict(Decimal)
        for kind, activity, _on, amount in self.rows:
            if kind == MoneyEntry.Kind.RELEASED:
                self.released[activity] += amount

    def came(self, planned, activity):
        """What came for an activity: what was released or, before anything ever was for the plan, what has a source."""
        return (self.released or planned.sourced).get(activity.pk, Decimal(0))

    def by(self, day):
        """{kind: what it comes to by the end of `day`, in hundredths}."""
        return {
            str(kind): in_cents(
                sum((amount for one, _of, on, amount in self.rows if one == kind and on <= day), Decimal(0))
            )
            for kind in MONEY
        }


MOST = 10**17
"""So many hundredths are kept at most: more than any team has, and few enough to be added up over a country."""
OF_MONEY = {"planned", "came", "asked", "approved", "released", "spent"}
WIDEST = Decimal(10) ** 18
"""A total is below this, or cannot be kept."""


def bounded(values):
    """`values` by name with no more money than can be kept."""
    return {name: max(-MOST, min(MOST, value)) if name in OF_MONEY else value for name, value in values.items()}


def in_cents(amount):
    return int((amount * 100).to_integral_value())


def days_of(planned, ledger, glance, quarters):
    """The Days of a plan: what is due, what is missed, what is judged, and the money of what is under way or begins soon.

    Before anything is reported nothing is said of what was due in time.
    """
    days = Days()
    for activity in planned.activities:
        if not planned.told.is_silent:
            for progress, due_on in planned.told.due(activity):
                days.work(progress, due_on)
        if not activity.needs_no_money:
            money, came = planned.money.get(activity.pk, Decimal(0)), ledger.came(planned, activity)
            spans = spans_of(activity.months, activity.starts_on, activity.ends_on)
            days.money(spans, in_cents(money), in_cents(came))
    for every in recording.EVERY:
        alike = [one for one in glance.measured if one.indicator.recorded_every == every]
        for period in glance.calendar.of(every):
            recorded = sum(one.is_recorded(period) for one in alike)
            days.values(period, len(alike), recorded, settings.DAYS_TO_RECORD)
    days.results(results_of(glance, one) for one in quarters)
    return days


def results_of(glance, quarter):
    """(the day from which the results of `quarter` are the last that were to be recorded, how many indicators can be
    judged then, how many of those are on track)."""
    glance.today = quarter.ends_on + timedelta(days=settings.DAYS_TO_RECORD) + DAY
    return glance.today, *judged_in(glance)


def written_in(plan, quarters):
    """[how many entries were written on the days of each of `quarters`, and when the last one up to its end was]."""
    rows = Entry.objects.filter(workplan=plan).order_by().values(day=TruncDate("at")).annotate(count=Count("pk"))
    written = dict(rows.values_list("day", "count"))
    return [
        {
            "entries": sum(count for day, count in written.items() if one.starts_on <= day <= one.ends_on),
            "last_entry_on": max((day for day in written if day <= one.ends_on), default=None),
        }
        for one in quarters
    ]


def totals_of(glance, upto):
    """{key of a standard indicator: the fields of its Total} of the quarters up to the number `upto` together."""
    found: dict[int, dict] = {}
    for measured in glance.measured:
        indicator = measured.indicator
        if indicator.standard_id is None:
            continue
        readings = figures.counting(glance.calendar, measured.readings, upto=upto)
        if indicator.way == figures.LAST:
            readings = readings[-1:]
        said = {"is_recorded": bool(readings), **figures.to_add_up(indicator.way, readings, indicator.unit)}
        found[indicator.standard_id] = put_together(found.get(indicator.standard_id), said)
    return {key: {name: kept_as(value) for name, value in said.items()} for key, said in found.items()}


def kept_as(value):
    """A number of a total; None for one that is too large to be kept."""
    return None if isinstance(value, Decimal) and abs(value) >= WIDEST else value


def put_together(one, other):
    """Two indicators of a plan that measure the same: their numbers added up, where both have some or say nothing."""
    if one is None or not one["is_recorded"]:
        return other
    if not other["is_recorded"]:
        return one
    found: dict = {"is_recorded": True}
    for name in ("value", "numerator", "denominator"):
        pair = (one[name], other[name])
        found[name] = None if None in pair else sum(pair)
    return found


def move(keys):
    """Let the summaries of the teams of the units `keys` know where in the tree these stand now: two queries."""
    path = Team.objects.filter(pk=OuterRef("team")).values("unit__path")
    for model in (Summary, DayAhead):
        model.objects.filter(team__unit__in=keys).update(path=Subquery(path))


at_the_end("plan", refresh)
at_the_end("unit", move)
