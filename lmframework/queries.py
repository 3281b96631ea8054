"""What home reads: a team's plan, its week and its results, in a fixed number of queries.

The numbers are counted by the same functions that filter the plan's page, which is where every figure leads to.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import Count, F
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from lmframework.checklist import Installation
from lmframework.models import Guide
from lmframework.practices import PRACTICES
from teams.access import may_edit, may_lead, standing
from teams.models import Holding, Post, Team, Unit
from workplans.models import Indicator
from workplans.queries import Facts, within

WEEK = timedelta(days=6)
"""This week is today and the six days after it: people read this page on any day."""
SHOWN = 3
"""So many things to do and results are shown; what lies behind is one click away."""


@dataclass(frozen=True)
class Reader:
    """What the person who reads a team's home is to the team."""

    user: object
    own: bool
    edits: bool
    leads: bool

    @classmethod
    def of(cls, user, team):
        return cls(user, team.pk in standing(user).teams, may_edit(user, team), may_lead(user, team))


@dataclass(frozen=True)
class ToDo:
    """An activity that wants something this week: the shape and words of why, and when."""

    activity: object
    shape: str
    why: str
    when: str
    mine: bool


@dataclass(frozen=True)
class Result:
    """An indicator with a baseline and a target, in a sentence."""

    indicator: Indicator
    number: str
    sentence: str


class Home:
    """A team's home page for one reader, read once: ten queries where there is a plan."""

    def __init__(self, team, plan, today, reader):
        self.team, self.plan, self.today, self.reader = team, plan, today, reader

    @cached_property
    def facts(self):
        """All that is in the plan, where there is one."""
        return Facts(self.plan)

    @cached_property
    def guides(self):
        """The guides to the eight practices."""
        return Guide.objects.of()

    @cached_property
    def quarter(self):
        """The plan's quarter that today is in, with how many indicators have a target for it; or None."""
        quarters = self.plan.quarters.annotate(target_count=Count("targets")) if self.plan else ()
        return next((one for one in quarters if one.starts_on <= self.today <= one.ends_on), None)

    @cached_property
    def own_posts(self):
        """{key: title} of the posts in the team that the reader holds."""
        if not self.reader.own:
            return {}
        held = Post.objects.held_by(self.reader.user, self.today).filter(team=self.team)
        return dict(held.values_list("pk", "title"))

    @cached_property
    def outputs(self):
        return [output for rows in self.facts.outputs.values() for output in rows]

    @cached_property
    def activities(self):
        return [activity for rows in self.facts.activities.values() for activity in rows] if self.plan else []

    @cached_property
    def numbers(self):
        """{objective or output: its number} as the plan's page counts them."""
        found = {}
        for place, objective in enumerate(self.facts.objectives, start=1):
            found[objective] = objective.code or str(place)
            for output_place, output in enumerate(self.facts.outputs[objective.pk], start=1):
                found[output] = output.code or f"{place}.{output_place}"
        return found

    @cached_property
    def lacking(self):
        """{activity key: what it lacks} of every activity."""
        return {activity.pk: self.facts.lacks(activity) for activity in self.activities}

    @cached_property
    def unmeasured(self):
        return len(self.outputs) - len(self.facts.measured)

    def those_within(self, days):
        """The activities that are under way or start within so many days."""
        until = self.today + timedelta(days=days)
        return [activity for activity in self.activities if within(activity, self.today, until)]

    def evidence(self, **wanted):
        """The plan's page, filtered to what a figure counts."""
        return self.plan.get_absolute_url() + (f"?{urlencode(wanted)}" if wanted else "")


def home_of(team, user, today):
    """The Home of `team` as `user` reads it, over its plan of today or else the latest."""
    plan = team.workplans.newest_first(today).first()
    return Home(team, plan, today, Reader.of(user, team))


def week_of(home):
    """(the first few ToDo of this week, how many more there are), my own posts' before the others."""
    if not home.plan:
        return [], 0
    asked = (to_do(activity, home) for activity in home.those_within(WEEK.days))
    found = [one for one in asked if one]
    found.sort(key=lambda one: (not one.mine, *urgency(one.activity, home.today)))
    return found[:SHOWN], len(found[SHOWN:])


def to_do(activity, home):
    """The ToDo of an activity that wants something this week; None where it only goes on as planned."""
    lacks, ends, starts = home.lacking[activity.pk], activity.ends_on, activity.starts_on
    when, shape = timing(activity, home.today), "warn"
    if "money" in lacks:
        why = _("No money yet")
    elif "responsible" in lacks:
        why = _("Nobody responsible")
    elif this_week(ends, home.today):
        why, when, shape = _("Ends on %(weekday)s") % {"weekday": date_format(ends, "l")}, day(ends), "none"
    elif this_week(starts, home.today):
        why, when, shape = _("Begins on %(weekday)s") % {"weekday": date_format(starts, "l")}, day(starts), "none"
    else:
        return None
    return ToDo(activity, shape, why, when, activity.post_id in home.own_posts)


def timing(activity, today):
    """When it ends or begins, if that is this week; else until when it is under way."""
    if this_week(activity.ends_on, today):
        return _("ends on %(day)s") % {"day": day(activity.ends_on)}
    if this_week(activity.starts_on, today):
        return _("begins on %(day)s") % {"day": day(activity.starts_on)}
    return _("under way until %(day)s") % {"day": day(activity.ends_on or activity.starts_on)}


def day(when):
    """A date as the reader writes it."""
    return date_format(when, "DATE_FORMAT")


def urgency(activity, today):
    """Sorts what begins or ends this week, by its day, before what has been under way for longer."""
    days = [day for day in (activity.starts_on, activity.ends_on) if this_week(day, today)]
    return (not days, min(days, default=activity.ends_on or today), activity.pk)


def this_week(day, today):
    return day is not None and today <= day <= today + WEEK


def results_of(home):
    """The first few indicators of objectives that have a baseline and a target; of outputs where those have none."""
    if not home.plan:
        return []
    rows = (
        Indicator.objects.filter(workplan=home.plan, activity=None, baseline__isnull=False, target__isnull=False)
        .select_related("objective", "output")
        .order_by(
            F("objective__order").asc(nulls_last=True), "output__objective__order", "output__order", "order", "pk"
        )[:SHOWN]
    )
    found = list(rows)
    of_objectives = [indicator for indicator in found if indicator.objective_id]
    return [result(indicator, home) for indicator in of_objectives or found]


def result(indicator, home):
    start, end = between(indicator.baseline, indicator.target, indicator.unit)
    if indicator.direction == Indicator.Direction.KEEP:
        sentence = _("to be kept at %(end)s until %(day)s") % {"end": end, "day": day(home.plan.ends_on)}
    else:
        sentence = _("from %(start)s to %(end)s by %(day)s") % {
            "start": start,
            "end": end,
            "day": day(home.plan.ends_on),
        }
    return Result(indicator, home.numbers[indicator.parent], sentence)


def between(baseline, target, unit):
    """("41%", "55%"), or ("41", "25 deaths"): a unit in words stands once, at the end."""
    start, end = number_format(baseline.normalize()), number_format(target.normalize())
    return (f"{start}%", f"{end}%") if unit == "%" else (start, f"{end} {unit}".strip())


def installation(today):
    """The Installation as it is on `today`, in seven queries."""
    held = Post.objects.filter(pk__in=Holding.objects.on(today).values("post"))
    teams = Team.objects.count()
    helped = set(held.filter(role=Post.Role.ACCOUNTS).values_list("unit__path", flat=True))
    places = Team.objects.order_by().values_list("unit__path").annotate(Count("pk"))
    guides = Guide.objects.order_by().values_list("language").annotate(Count("pk"))
    complete = {language for language, count in guides if count == len(PRACTICES)}
    return Installation(
        units=Unit.objects.count(),
        teams=teams,
        teams_without_people=teams - held.filter(team__isnull=False).aggregate(n=Count("team", distinct=True))["n"],
        teams_without_lead=teams - held.filter(role=Post.Role.LEAD).aggregate(n=Count("team", distinct=True))["n"],
        teams_without_help=sum(count for path, count in places if not any(path.startswith(one) for one in helped)),
        supervisors=held.filter(role=Post.Role.SUPERVISOR).count(),
        languages_without_guides=[str(name) for code, name in settings.LANGUAGES if code not in complete],
        is_demo=settings.DEMO,
        plain_http=settings.PLAIN_HTTP,
        any_host="*" in settings.ALLOWED_HOSTS,
        sqlite=connection.vendor == "sqlite",
        currency=settings.CURRENCY,
        year_starts=date(today.year, *settings.YEAR_STARTS),
    )
