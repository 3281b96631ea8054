"""What home reads: a team's plan, its week and its results, in a fixed number of queries.

The numbers are counted by the same functions that filter the plan's page, which is where every figure leads to.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.facts import Facts as LeadingFacts
from lmframework.checklist import Installation
from lmframework.models import Guide
from lmframework.practices import PRACTICES
from teams.access import may_edit, may_lead, standing
from teams.models import Holding, Post, Team, Unit
from workplans.models import Indicator, Quarter, Workplan
from workplans.queries import Facts, within
from workplans.queries.figures import Glance, judged_until, standing_of
from workplans.queries.plan import OF_QUARTER, plan_of
from workplans.queries.plan import day_word as day
from workplans.queries.week import work_in
from workplans.queries.work import LATE, THIS_WEEK, TO_ANSWER, TO_RECORD, WEEK, Work
from workplans.rules.figures import NO_TARGET, NOT_DUE
from workplans.written import number_in_words, state_in_words, with_unit

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
    """What wants something this week: its name and address, the shape and words of why, and when."""

    name: str
    url: str
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
    now: str
    """What was recorded so far; "" where nothing was."""
    state: str
    shape: str


class Home:
    """A team's home page for one reader, read once: fifteen queries where there is a plan."""

    def __init__(self, team, plan, today, reader):
        self.team, self.plan, self.today, self.reader = team, plan, today, reader
        self.leading = LeadingFacts(team, reader.user, today)

    @cached_property
    def facts(self):
        """All that is in the plan, where there is one."""
        return Facts(self.plan, moved=True)

    @cached_property
    def glance(self):
        """What was recorded of the plan's indicators, and what the team agreed on and is open."""
        return Glance(self.plan, self.today, self.facts.indicators, agreements=True)

    @cached_property
    def standing(self):
        """How far the plan's indicators are recorded, and how many are on track."""
        return standing_of(self.glance)

    @cached_property
    def work(self):
        """What is open of the reader's own posts in the plan; of nobody's where they hold none in the team."""
        if not (self.plan and self.own_posts) or self.plan.is_closed:
            return Work()
        user, leads = self.reader.user, self.reader.leads
        agreed = self.glance.agreements
        return work_in(self.facts, self.own_posts, leads=leads, today=self.today, user=user, agreements=agreed)

    @cached_property
    def guides(self):
        """The guides to the eight practices."""
        return Guide.objects.of()

    @cached_property
    def quarter(self):
        """The plan's quarter that today is in, with how many indicators have a target for it; or None."""
        if not (self.plan and self.plan.quarter_id):
            return None
        found = Quarter(workplan=self.plan, **{name: getattr(self.plan, f"quarter_{name}") for name in OF_QUARTER})
        found.target_count = self.plan.quarter_targets or 0  # type: ignore[attr-defined]  # for the page alone
        return found

    @property
    def may_plan(self):
        """Whether the reader may change what is planned now."""
        return bool(self.plan and self.plan.is_open and self.reader.edits)

    @property
    def readiness_count(self):
        """How many structures and systems the plan lists."""
        return self.plan.readiness_count

    @property
    def own_posts(self):
        """{key: title} of the posts in the team that the reader holds."""
        return standing(self.reader.user).posts.get(self.team.pk, {})

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
    """The Home of `team` as `user` reads it, over its plan of today, with its quarter of today, or else the latest."""
    plan = plan_of.first(team=team.pk, today=today)
    if plan:
        plan.team = team
    return Home(team, plan, today, Reader.of(user, team))


def week_of(home):
    """(the first few ToDo of this week, how many more activities there are).

    What leading wants, then what is open of the reader's own posts, then what the team's activities want.
    """
    if not home.plan:
        return led_this_week(home), 0
    own = [*returned(home), *unready_this_week(home), *own_this_week(home)]
    named = {task.activity for name in OWN for task in home.work.sections[name]}
    asked = [(activity, to_do(activity, home)) for activity in home.those_within(WEEK.days) if activity.pk not in named]
    found = [(activity, one) for activity, one in asked if one]
    found.sort(key=lambda pair: (not pair[1].mine, *urgency(pair[0], home.today)))
    return [*led_this_week(home), *own, *(one for _activity, one in found[:SHOWN])], len(found[SHOWN:])


OWN = (TO_ANSWER, LATE, TO_RECORD, THIS_WEEK)
"""The sections of one's work that press."""
WHY = {
    TO_ANSWER: (gettext_lazy("To answer"), "warn"),
    LATE: (pgettext_lazy("work", "Late"), "bad"),
    TO_RECORD: (gettext_lazy("How did it go?"), "warn"),
    THIS_WEEK: (gettext_lazy("Due soon"), "none"),
}


def own_this_week(home):
    """The first few things of the reader's own posts that press, as "My work" has them."""
    tasks = [(name, task) for name in OWN for task in home.work.sections[name]]
    for name, task in tasks[:SHOWN]:
        why, shape = WHY[name]
        when = _("by %(day)s") % {"day": day(task.due_on)} if task.due_on else ""
        yield ToDo(task.short, task.url, shape, str(why), when, mine=True)


def led_this_week(home):
    """What leading wants of this reader: an answer, a box to open, commitments that are due."""
    found = [
        ToDo(
            name=_("Our vision: how far is it yours?")
            if one.vision_id
            else _("Our reflection: how do we work together?"),
            url=reverse("assessments:reflection_answer", args=[one.pk]),
            shape="warn",
            why=_("Five minutes"),
            when=_("until %(day)s") % {"day": day(one.closes_on)},
            mine=True,
        )
        for one in home.leading.asking_me
    ]
    found += [
        ToDo(
            name=_("Open the box and see what we said together"),
            url=reverse("assessments:reflection_page", args=[home.team.pk]),
            shape="warn",
            why=_("All can see it"),
            when=_("answers were taken until %(day)s") % {"day": day(one.closes_on)},
            mine=False,
        )
        for one in home.leading.waiting[:1]
    ]
    return found + [
        ToDo(
            name=one.name,
            url=one.get_absolute_url(),
            shape="bad" if one.due_on < home.today else "none",
            why=_("Commitment, late") if one.due_on < home.today else _("Commitment"),
            when=_("by %(day)s") % {"day": day(one.due_on)},
            mine=one.post_id in home.own_posts,
        )
        for one in home.leading.wanted_until(home.today + WEEK)[:SHOWN]
    ]


def returned(home):
    """The plan, where it came back from review and the reader leads the team."""
    if home.plan.state == Workplan.State.RETURNED and home.reader.leads:
        yield ToDo(
            name=_("The workplan was returned: mend it and send it again"),
            url=reverse("workplans:review_page", args=[home.plan.pk]),
            shape="bad",
            why=_("Returned"),
            when="",
            mine=True,
        )


def unready_this_week(home):
    """The structures and systems that the reader's own posts are to have in place by the end of this week."""
    for one in home.facts.unready:
        if one.post_id in home.own_posts and one.due_on and one.due_on <= home.today + WEEK:
            late = one.due_on < home.today
            yield ToDo(
                name=one.name,
                url=one.get_absolute_url(),
                shape="bad" if late else "warn",
                why=_("Not in place, late") if late else _("Not in place yet"),
                when=_("by %(day)s") % {"day": day(one.due_on)},
                mine=True,
            )


def to_do(activity, home):
    """The ToDo of an activity that wants something this week; None where it only goes on as planned, or is settled."""
    if all(progress.is_settled for progress, _due_on in home.facts.due[activity.pk]):
        return None
    lacks, ends, starts = home.lacking[activity.pk], activity.ends_on, activity.starts_on
    when, shape = "", "warn"
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
    when, mine = when or timing(activity, home.today), activity.post_id in home.own_posts
    return ToDo(activity.name, activity.get_absolute_url(), shape, why, when, mine)


def timing(activity, today):
    """When it ends or begins, if that is this week; else until when it is under way."""
    if this_week(activity.ends_on, today):
        return _("ends on %(day)s") % {"day": day(activity.ends_on)}
    if this_week(activity.starts_on, today):
        return _("begins on %(day)s") % {"day": day(activity.starts_on)}
    return _("under way until %(day)s") % {"day": day(activity.ends_on or activity.starts_on)}


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
    moving = [one for one in home.facts.indicators if None not in (one.baseline, one.target)]
    objectives = {objective.pk: objective for objective in home.facts.objectives}
    outputs = {output.pk: output for output in home.outputs}
    found = in_order(moving, "objective", objectives) or in_order(moving, "output", outputs)
    return [result(indicator, home) for indicator in found[:SHOWN]]


def in_order(indicators, kind, parents):
    """The `indicators` of `parents`, {key: objective or output}, in the order of these."""
    places = {key: place for place, key in enumerate(parents)}
    found = [one for one in indicators if getattr(one, f"{kind}_id") in parents]
    for one in found:
        setattr(one, kind, parents[getattr(one, f"{kind}_id")])
    return sorted(found, key=lambda one: places[getattr(one, f"{kind}_id")])


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
    measured = next(one for one in home.glance.measured if one.indicator == indicator)
    last = judged_until(home.glance)
    state = measured.so_far(last).state if last else NOT_DUE
    word, shape = state_in_words(state) if state != NO_TARGET else ("", "")
    now = with_unit(number_in_words(measured.year.actual), indicator.unit)
    return Result(indicator, home.numbers[indicator.parent], sentence, now, capfirst(word), shape)


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
