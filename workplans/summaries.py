"""Summing up: a row a team and quarter, kept true by all that holds a plan (teams/atonce.py), and compared with it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Aggregate, Count, Max, OuterRef, Q, Subquery
from django.utils import timezone

from teams.atonce import at_once, at_the_end
from teams.models import Team
from workplans.models import DayAhead, Entry, MoneyEntry, Readiness, Summary, Total, Workplan
from workplans.models.summaries import BROUGHT
from workplans.queries import Facts
from workplans.queries.figures import Glance, standing_of
from workplans.rules import figures
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
    """Sum up the plans `keys` as they are now, but for their quarters that were closed and are."""
    for plan in Workplan.objects.filter(pk__in=keys).select_for_update(of=("self",)).select_related("team__unit"):
        stored, kept = stored_of(plan), {one.number: one for one in plan.summaries.all()}
        found = {number: one for number, one in summed_up(plan).items() if not is_sealed(one, stored.get(number))}
        numbers = set(plan.quarters.values_list("number", flat=True))
        plan.summaries.exclude(number__in=numbers).delete()
        for number, one in found.items():
            if one != stored.get(number):
                write(plan, number, one, stored.get(number), kept.get(number))


def write(plan, number, one, stored, summary):
    """Let the summary of a quarter, None before there was one, say what was summed up; only what differs is written."""
    if summary is None:
        summary = Summary.objects.create(workplan=plan, number=number, **one.fields)
    elif one.fields != stored.fields:
        for name, value in one.fields.items():
            setattr(summary, name, value)
        summary.save()
    if stored is None or one.days != stored.days or any(one.fields[name] != stored.fields[name] for name in OF_SUMMARY):
        summary.days.all().delete()
        of = {name: one.fields[name] for name in OF_SUMMARY}
        DayAhead.objects.bulk_create(DayAhead(summary=summary, on=day, **of, **what) for day, what in one.days.items())
    if stored is None or one.totals != stored.totals:
        summary.totals.all().delete()
        Total.objects.bulk_create(Total(summary=summary, standard_id=key, **said) for key, said in one.totals.items())


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
    for plan in plans.select_related("team__unit").order_by("pk").iterator(chunk_size=200):
        stored, found = stored_of(plan), summed_up(plan)
        for number in sorted(stored.keys() | found.keys()):
            is_, should = stored.get(number), found.get(number)
            if is_ != should and not (should and is_sealed(should, is_)):
                yield plan, number, is_, should


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
    """{number: SummedUp} of the quarters of `plan`, out of what is planned and recorded: eleven queries."""
    quarters = list(plan.quarters.order_by("number"))
    if not quarters:
        return {}
    facts, ledger = Facts(plan), Ledger(plan)
    glance = Glance(plan, plan.ends_on, facts.indicators)
    spans = [(one.starts_on, one.ends_on) for one in quarters]
    brought = days_of(facts, ledger, glance, quarters).in_quarters(spans)
    activities = [one for rows in facts.activities.values() for one in rows]
    missing = sum(one.state == Readiness.State.MISSING for one in facts.unready)
    whole = {
        "team_id": plan.team_id,
        "path": plan.team.unit.path,
        "rule": rule(),
        "outputs": sum(len(rows) for rows in facts.outputs.values()),
        "measured": len(facts.measured),
        "activities": len(activities),
        "complete": sum(not facts.lacks(one) for one in activities),
        "listed": plan.readiness.count(),
        "missing": missing,
        "partly": len(facts.unready) - missing,
        "asked": in_cents(sum(facts.money.values(), Decimal(0))),
    }
    written = written_in(plan, quarters)
    found = {}
    for place, quarter in enumerate(quarters):
        closing, days = brought[place]
        own = {"starts_on": quarter.starts_on, "ends_on": quarter.ends_on, "is_closed": quarter.is_closed}
        fields = whole | own | closing._asdict() | ledger.by(quarter.ends_on) | written[place]
        totals = totals_of(glance, quarter.number)
        found[quarter.number] = SummedUp(fields, {day: what._asdict() for day, what in days.items()}, totals)
    return found


class Ledger:
    """The money of a plan that was approved, released and spent, by activity and day: one query."""

    def __init__(self, plan):
        rows = MoneyEntry.objects.filter(workplan=plan, kind__in=MONEY).order_by()
        self.rows = list(rows.values_list("kind", "activity", "on", "amount"))
        self.released: dict[int, Decimal] = defaultdict(Decimal)
        for kind, activity, _on, amount in self.rows:
            if kind == MoneyEntry.Kind.RELEASED:
                self.released[activity] += amount

    def came(self, facts, activity):
        """What came for an activity: what was released or, before anything ever was for the plan, what has a source."""
        return (self.released or facts.sourced).get(activity.pk, Decimal(0))

    def by(self, day):
        """{kind: what it comes to by the end of `day`, in hundredths}."""
        return {
            str(kind): in_cents(
                sum((amount for one, _of, on, amount in self.rows if one == kind and on <= day), Decimal(0))
            )
            for kind in MONEY
        }


def in_cents(amount):
    return int((amount * 100).to_integral_value())


def days_of(facts, ledger, glance, quarters):
    """The Days of a plan: what is due, what is missed, what is judged, and the money of what is under way or begins soon.

    Before anything is reported nothing is said of what was due in time.
    """
    days = Days()
    for rows in facts.activities.values():
        for activity in rows:
            if not facts.told.is_silent:
                for progress, due_on in facts.due[activity.pk]:
                    days.work(progress, due_on)
            if not activity.needs_no_money:
                planned, came = facts.money.get(activity.pk, Decimal(0)), ledger.came(facts, activity)
                spans = spans_of(activity.months, activity.starts_on, activity.ends_on)
                days.money(spans, in_cents(planned), in_cents(came))
    for measured in glance.measured:
        for period in measured.periods:
            days.value(period, measured.is_recorded(period), settings.DAYS_TO_RECORD)
    days.results(results_of(glance, one) for one in quarters)
    return days


def results_of(glance, quarter):
    """(the day from which the results of `quarter` are the last that were to be recorded, how many indicators can be
    judged then, how many of those are on track)."""
    glance.today = quarter.ends_on + timedelta(days=settings.DAYS_TO_RECORD) + DAY
    standing = standing_of(glance)
    return glance.today, standing.judged, standing.on_track


def written_in(plan, quarters):
    """[how many entries were written on the days of each of `quarters`, and when the last one up to its end was]."""
    counts: dict[str, Aggregate] = {}
    for place, one in enumerate(quarters):
        first, after = midnight(one.starts_on), midnight(one.ends_on + DAY)
        counts[f"n{place}"] = Count("pk", filter=Q(at__gte=first, at__lt=after))
        counts[f"last{place}"] = Max("at", filter=Q(at__lt=after))
    found = Entry.objects.filter(workplan=plan).order_by().aggregate(**counts)
    last = [found[f"last{place}"] for place in range(len(quarters))]
    return [
        {"entries": found[f"n{place}"], "last_entry_on": at and timezone.localdate(at)} for place, at in enumerate(last)
    ]


def midnight(day):
    """When `day` begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


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
    return found


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
