"""What many teams of a branch lack alike, grouped by the database: a query for each kind, whatever the number of teams."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, TextField, Value
from django.db.models.functions import MD5, Lower, Replace, Trim

from workplans.models import Activity, Allocation, Obstacle, Readiness, Summary

FEWEST = 2
"""From so many teams on it is something that they share."""
ACTIVITY_LACKS = ["money", "responsible", "dates"]
"""What activities lack, in the words of the outline's filter."""


def as_said(name):
    """An expression: the text in the field `name` however it was typed, without regard to case and spaces."""
    text: Any = F(name)
    for marks in ("\r", "\n", "\t", "  ", "  ", "  "):
        text = Replace(text, Value(marks), Value(" "), output_field=TextField())
    return Lower(Trim(text))


def running(prefix, day):
    """The condition that `day` is in the plan that `prefix` leads to."""
    return Q(**{f"{prefix}starts_on__lte": day, f"{prefix}ends_on__gte": day})


def not_in_place(within, today):
    """The structures and systems of running plans that are not, or not wholly, in place."""
    rows = Readiness.objects.missing().filter(running("workplan__", today), within("workplan__team__unit__path"))
    return rows.annotate(said=as_said("name"))


def systems_shared(within, today):
    """Rows of what is not in place in several teams, most teams first: said, words, teams, missing, partly, late, late_since."""
    late = Q(due_on__lt=today)
    return shared(
        not_in_place(within, today),
        ["said"],
        "workplan__team",
        words=Min("name"),
        missing=Count("pk", filter=Q(state=Readiness.State.MISSING)),
        partly=Count("pk", filter=Q(state=Readiness.State.PARTLY)),
        late=Count("pk", filter=late),
        late_since=Min("due_on", filter=late),
    )


def in_the_way(within):
    """What stands in the way of the teams, each with a `mark` of what it says, for addresses: a text may be long."""
    said = as_said("name")
    return Obstacle.objects.open().filter(within("team__unit__path")).annotate(said=said, mark=MD5(said))


def obstacles_shared(within):
    """Rows of what several teams say in the same words, most teams first: said, mark, words, teams, count, oldest."""
    rows = in_the_way(within)
    return shared(rows, ["said", "mark"], "team", words=Min("name"), count=Count("pk"), oldest=Min("since"))


def helpers_shared(within):
    """Rows of whom several teams ask for help, most teams first: asked, title, unit, of_team, teams, count, oldest."""
    rows = in_the_way(within).exclude(asked=None)
    place = {"unit": Min("asked__unit__name"), "of_team": Min("asked__team__name")}
    facts = {"title": Min("asked__title"), "count": Count("pk"), "oldest": Min("since")}
    return shared(rows, ["asked"], "team", **facts, **place)


def shared(rows, by, team, **facts):
    """`rows` grouped `by` some names, with how many teams each is of and its `facts`: those of several, most teams first."""
    found = rows.order_by().values(*by).annotate(teams=Count(team, distinct=True), **facts)
    return found.filter(teams__gte=FEWEST).order_by("-teams", *by)


@dataclass(frozen=True)
class Lack:
    """Something that plans lack: in how many teams, and how many things in all; 0 where teams alone are counted."""

    kind: str
    teams: int
    count: int = 0


OF_QUARTER = {
    "indicator": Q(outputs__gt=F("measured")),
    "unreleased": Q(asked__gt=0, released=0),
    "quiet": Q(last_entry_on=None) | Q(last_entry_on__lt=F("starts_on")),
}
"""What summaries of the running quarter say that a plan lacks."""


def of_quarters(within, today):
    return Summary.objects.on(today).filter(within("path"))


def activities_lacking(within, today, kind):
    """The activities of running plans that lack one of ACTIVITY_LACKS."""
    return Activity.objects.filter(
        running("workplan__", today), within("workplan__team__unit__path"), lacks(kind)
    ).order_by()


def lacks(kind):
    """The condition on an activity, as `rules` of the outline have it."""
    if kind == "responsible":
        return Q(post=None, responsible="")
    if kind == "dates":
        return Q(starts_on=None) | Q(ends_on=None)
    paid = Allocation.objects.filter(activity=OuterRef("pk"), amount__gt=0)
    return Q(needs_no_money=False) & ~Exists(paid)


def lacking(within, today):
    """[Lack] of what several teams lack, most teams first: four queries."""
    found = []
    for kind in ACTIVITY_LACKS:
        rows = activities_lacking(within, today, kind)
        said = rows.aggregate(teams=Count("workplan__team", distinct=True), count=Count("pk"))
        found.append(Lack(kind, said["teams"], said["count"]))
    sums = {kind: Count("team", distinct=True, filter=condition) for kind, condition in OF_QUARTER.items()}
    said = of_quarters(within, today).aggregate(**sums)
    found += [Lack(kind, teams) for kind, teams in said.items()]
    return sorted((one for one in found if one.teams >= FEWEST), key=lambda one: -one.teams)


def plans_lacking(within, today, kind):
    """Rows of the plans that lack something of that kind, most of it first: plan, team, its name, how many."""
    if kind in ACTIVITY_LACKS:
        rows = activities_lacking(within, today, kind).values(plan=F("workplan"), team=F("workplan__team"))
        rows = rows.annotate(name=F("workplan__team__name"), count=Count("pk"))
        return rows.order_by("-count", "name", "plan")
    rows = of_quarters(within, today).filter(OF_QUARTER[kind]).annotate(name=F("team__name"))
    count = F("outputs") - F("measured") if kind == "indicator" else Value(0)
    return rows.annotate(count=count).values("team", "name", "count", plan=F("workplan")).order_by("-count", "name")
