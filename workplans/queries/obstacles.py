"""What the pages about obstacles read: one obstacle's story, a team's list, those of a whole branch."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from teams.models import Post, User
from workplans.models import Absence, Obstacle, ObstacleStep
from workplans.queries.progress import stuck_in
from workplans.rules.obstacles import by_cause, next_question


@dataclass
class Event:
    """Something that was said of an obstacle or done about it, as a page prints it."""

    at: datetime
    what: str
    text: str = ""
    by: str = ""
    """Who: the person, the post as which they acted, and the post that they covered."""


def story_of(obstacle, steps):
    """[Event] of all that happened to `obstacle`, newest first; `steps` are its own: one query."""
    found = [*of_steps(steps), *of_words(obstacle, steps)]
    in_order = sorted(enumerate(found), key=lambda one: (one[1].at, one[0]), reverse=True)
    return [event for _place, event in in_order]


def steps_of(obstacle):
    """[ObstacleStep] in order, with whom they name: one query."""
    return list(obstacle.steps.select_related("by", "post", "for_post", "about").order_by("pk"))


def of_steps(steps):
    for step in steps:
        what = capfirst(step.get_act_display())
        if step.about:
            what = f"{what}: {step.about.title}"
        if step.day:
            again = _("to be asked again on %(day)s") % {"day": date_format(step.day, "DATE_FORMAT")}
            what = f"{what}, {again}"
        who = [step.by.name, step.post.title if step.post else ""]
        if step.for_post:
            who.append(_("for %(post)s") % {"post": step.for_post.title})
        yield Event(step.at, what, step.text, ", ".join(words for words in who if words))


def of_words(obstacle, steps):
    """Who named it, where that is no step of its own, and who said it otherwise or asked why."""
    reported = any(step.act == ObstacleStep.Act.REPORTED for step in steps)
    name: str | None = None
    whys: list[str] = []
    for row in obstacle.history.select_related("history_user").order_by("history_date", "history_id"):
        by = row.history_user.name if row.history_user else ""
        at = steps[0].at if name is None and reported else row.history_date
        if name is None and not reported:
            yield Event(row.history_date, capfirst(str(ObstacleStep.Act.REPORTED.label)), row.name, by)
        elif name is not None and row.name != name:
            what = _("Said it in other words") if name else _("Said what stands in the way")
            yield Event(row.history_date, what, row.name, by)
        if row.whys != whys:
            yield Event(at, _("Asked why"), "\n".join(row.whys), by)
        name, whys = row.name, row.whys


def with_latest(obstacles):
    """`obstacles`, a query, with `asked_at`, and with `latest_act`, what was done last but for words beside it."""
    steps = ObstacleStep.objects.filter(obstacle=OuterRef("pk")).exclude(act__in=ObstacleStep.BESIDE).order_by("-pk")
    return obstacles.with_asked_at().annotate(latest_act=Subquery(steps.values("act")[:1]))


def with_next(obstacles, today):
    """`obstacles`, that have `asked_at` and `latest_act`, each with `asked_on` and its `next` question."""
    found = list(obstacles)
    for one in found:
        one.asked_on = timezone.localdate(one.asked_at) if one.asked_id and one.asked_at else None
        one.next = next_question(
            today,
            is_open=one.is_open,
            is_named=bool(one.name),
            has_cause=bool(one.whys),
            asked_on=one.asked_on,
            ask_again_on=one.ask_again_on,
            did_not_help=one.latest_act == ObstacleStep.Act.DID_NOT_HELP,
            was_answered=one.latest_act == ObstacleStep.Act.ANSWERED,
        )
    return found


def open_by_cause(team, today):
    """The open obstacles of `team`, each with its `cause`: those that have one together, the oldest of them first."""
    return in_order(with_latest(Obstacle.objects.open().filter(team=team)), today)


def in_the_way(team, first, last, today):
    """The obstacles that were in the way of `team` on a day from `first` to `last`, in the order of `open_by_cause`.

    Each with `solved_at` and `solved_text`, of the step that solved it last. One query.
    """
    since, until = day_begins(first), day_begins(last + timedelta(days=1))
    steps = ObstacleStep.objects.filter(obstacle=OuterRef("pk")).order_by("-pk")
    solved = steps.filter(act__in=[ObstacleStep.Act.HELPED, ObstacleStep.Act.SOLVED])
    rows = Obstacle.objects.filter(team=team, since__lte=last).annotate(
        stood=Coalesce(Subquery(steps.filter(at__lt=since).values("state")[:1]), Value(Obstacle.State.OPEN)),
        came=Exists(steps.filter(at__gte=since, at__lt=until, state=Obstacle.State.OPEN)),
        solved_at=Subquery(solved.values("at")[:1]),
        solved_text=Subquery(solved.values("text")[:1]),
    )
    return in_order(with_latest(rows.filter(Q(stood=Obstacle.State.OPEN) | Q(came=True))), today)


def day_begins(day):
    """The moment at which `day` begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def in_order(rows, today):
    """[Obstacle] of a query, each with its `cause`: those that have one together, the oldest of them first."""
    rows = rows.select_related("activity", "occasion", "asked", "post")
    found = []
    for cause, some in by_cause((one.root_cause, one) for one in with_next(rows.order_by("since", "pk"), today)):
        for one in some:
            one.cause, one.shares_cause = cause, bool(cause) and len(some) > 1
        found += some
    return found


def solved_of(team):
    """The obstacles of `team` that are solved, the newest first."""
    return Obstacle.objects.filter(team=team, state=Obstacle.State.SOLVED).select_related("activity").order_by("-pk")


def stuck_below(unit, posts):
    """The open obstacles of the branch of `unit`: those that ask one of `posts` for help before others.

    By team, the oldest first. `for_me` is whether one of `posts` is asked.
    """
    mine = Case(When(asked__in=posts, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = with_latest(stuck_in(unit)).annotate(for_me=mine)
    return rows.order_by("-for_me", "team__name", "team", "since", "pk")


def posts_with_names(posts, day):
    """`posts` by title, each with its place and with `holders` as of `day`: two queries."""
    return posts.select_related("team__unit", "unit").with_holder(day).order_by("title", "pk")


def acting_for(post, day):
    """The names of who acts for `post` on `day`, holding or covering it."""
    people = Absence.objects.people_for([post], day) if post else User.objects.none()
    return [person.name for person in people]


def places_of(posts, team):
    """[(the team itself, or the place above it; [posts])]: the team first, then from the nearest place up."""
    found: dict[str, list[Post]] = {team.name: []}
    above = sorted(posts, key=lambda post: -len((post.unit or post.team.unit).path))
    for post in above:
        found.setdefault(post.place.name, []).append(post)
    return [(name, some) for name, some in found.items() if some]
