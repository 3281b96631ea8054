"""How far what is planned is: what is known of each activity and occasion, what is due, and what is stuck."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.db.models import BigIntegerField, F, Value
from django.db.models.functions import Cast

from teams.prepared import Prepared
from workplans.models import Activity, Entry, Obstacle, Occasion
from workplans.rules.progress import NOTHING_YET, SETTLED, Progress, counted, progress_of

Place = tuple[int, int | None]
"""The key of an activity, and that of one of its occasions or None."""


def progress_in(plans):
    """{(activity, occasion or None): Progress} of all that was reported in `plans`: one query."""
    reports: dict[Place, list] = defaultdict(list)
    rows = Entry.objects.counting().filter(workplan__in=plans).order_by()
    for activity, occasion, on, place, state in rows.values_list("activity", "occasion", "on", "place", "state"):
        reports[activity, occasion].append((on, place, state))
    return {place: progress_of(some) for place, some in reports.items()}


class Said(NamedTuple):
    """A report that counts; the greatest of several is what was said last."""

    on: date
    place: int
    state: str
    pk: int
    delegation_id: int | None


@Prepared
def reports_and_occasions(plan):
    """The reports that count and the occasions of a plan, in the same columns; an occasion says nothing."""
    columns = ["activity", "occasion_key", "first", "last", "pk", "said", "under", "rank"]
    said = Entry.objects.counting().filter(workplan=plan).order_by()
    said = said.annotate(
        occasion_key=F("occasion"), first=F("on"), last=F("on"), said=F("state"), under=F("delegation")
    )
    said = said.annotate(rank=F("place"))
    times = Occasion.objects.filter(activity__workplan=plan).order_by()
    times = times.annotate(occasion_key=F("pk"), first=F("starts_on"), last=F("ends_on"), said=Value(""))
    times = times.annotate(under=Cast(Value(None), BigIntegerField()), rank=Cast(Value(None), BigIntegerField()))
    return said.values_list(*columns).union(times.values_list(*columns), all=True)


class KnownProgress:
    """What is known of one plan whose activities are read already: its occasions and its reports, in one query."""

    def __init__(self, plan):
        self.occasions: dict[int, list[Occasion]] = defaultdict(list)
        """{activity: its occasions in order}."""
        self.reports: dict[Place, list[Said]] = defaultdict(list)
        """{(activity, occasion or None): each report that counts}."""
        for activity, occasion, first, last, key, state, under, place in reports_and_occasions(plan=plan.pk):
            if state:
                self.reports[activity, occasion].append(Said(last, place, state, key, under))
            else:
                self.occasions[activity].append(Occasion(pk=key, activity_id=activity, starts_on=first, ends_on=last))
        for rows in self.occasions.values():
            rows.sort(key=lambda one: one.starts_on)

    def due(self, activity):
        """[(Progress, due day or None)] of `activity`: of each of its occasions, where it is done again and again."""
        times: list[tuple[int | None, date | None]] = [
            (one.pk, one.ends_on) for one in self.occasions.get(activity.pk, ())
        ]
        rows = times or [(None, activity.ends_on)]
        return [(progress_of(self.known(activity.pk, key)), due_on) for key, due_on in rows]

    def known(self, activity, occasion):
        """What progress_of reads of something."""
        return [(said.on, said.place, said.state) for said in self.reports.get((activity, occasion), ())]

    @property
    def is_silent(self):
        """Whether nothing was reported at all."""
        return not self.reports


def due_in(plans):
    """{plan: [(Progress, due day or None)]} of each activity that is done once, and of each occasion: three queries."""
    known = progress_in(plans)
    found: dict[int, list[tuple[Progress, date | None]]] = defaultdict(list)
    again = set()
    occasions = Occasion.objects.filter(activity__workplan__in=plans).order_by("pk")
    for key, activity, plan, last in occasions.values_list("pk", "activity", "activity__workplan", "ends_on"):
        again.add(activity)
        found[plan].append((known.get((activity, key), NOTHING_YET), last))
    activities = Activity.objects.filter(workplan__in=plans).order_by("pk")
    for key, plan, due_on in activities.values_list("pk", "workplan", "ends_on"):
        if key not in again:
            found[plan].append((known.get((key, None), NOTHING_YET), due_on))
    return found


def done_in_time(plan, day):
    """(how many activities and occasions of `plan` were due before `day`, how many of them were done in time)."""
    return counted(due_in([plan.pk])[plan.pk], day)


def stuck_in(unit):
    """The obstacles that are open in the teams of the branch of `unit`, the oldest first; of all teams where it is None."""
    rows = Obstacle.objects.open().select_related("team__unit", "activity", "occasion", "post", "asked")
    return (rows.filter(team__unit__path__startswith=unit.path) if unit else rows).order_by("since", "pk")


def occasions_open(activity):
    """The occasions of `activity` that are not done, nor known to be not done, in their order: two queries."""
    settled = {entry.occasion_id for entry in Entry.objects.latest_of([activity]) if entry.state in SETTLED}
    return [one for one in activity.occasions.order_by("starts_on") if one.pk not in settled]
