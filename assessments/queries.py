"""What the pages of leading read, in a fixed number of queries."""

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, Value, When
from django.utils.formats import date_format, number_format

from assessments.access import shared_results, with_my_part
from assessments.facts import LOOKED_AT
from assessments.models import Challenge, Commitment, Invited, MonthValue, Round, Vision
from assessments.models.reflection import GAP
from assessments.rules.reflection import MONTHS
from teams.access import teams_to_read
from teams.models import Holding, Post, User
from workplans.changes import versions_of
from workplans.models import Obstacle, Output
from workplans.rules import periods
from workplans.written import plain


def commitments_of(team, today):
    """The commitments of `team` by their `part`: "open", due first; "planned", that is in the workplan; "said", latest first."""
    part = Case(
        When(state=Commitment.State.OPEN, activity=None, then=Value("open")),
        When(state=Commitment.State.OPEN, then=Value("planned")),
        default=Value("said"),
    )
    rows = Commitment.objects.filter(team=team).annotate(part=part).select_related("challenge", "round", "activity")
    held = Prefetch("post", Post.objects.with_holder(today))
    return rows.prefetch_related(held).order_by("part", "-said_on", "due_on", "pk")


def outputs_to_fill(team, today):
    """The outputs of the plans of `team` that run or are to come and are open for it, in the plans' own order."""
    plans = team.workplans.open().filter(ends_on__gte=today)
    rows = Output.objects.filter(workplan__in=plans).defer("stated")
    order = ("workplan__starts_on", "objective__order", "objective", "order", "pk")
    return rows.select_related("workplan", "objective").order_by(*order)


@dataclass(frozen=True)
class Led:
    """How a team leads, as its readers above may know: a reflection held or not yet, its result only once shared."""

    held: bool
    shared: Round | None
    challenge: Challenge | None


def led_by(teams, today):
    """{team key: Led} for teams by the dozen, as of a day: three queries. Of challenges only those that go on are named."""
    since = periods.add_months(today, -MONTHS)
    held = reflected(since).filter(team__in=teams, round__closed_on__lte=today)
    held = set(held.values_list("team", flat=True))
    shared = shared_results(teams).filter(closed_on__gte=since, closed_on__lte=today)
    shared = {one.team_id: one for one in shared}
    current = Challenge.objects.filter(team__in=teams).current().filter(begun_on__lte=today).with_latest()
    challenges = {one.team_id: one for one in current}
    return {team.pk: Led(team.pk in held, shared.get(team.pk), challenges.get(team.pk)) for team in teams}


def reflected(since):
    """(round, team) pairs of the reflections that closed on `since` or later: a team's neighbours held theirs too."""
    return Round.teams.through.objects.filter(round__kind=Round.Kind.REFLECTION, round__closed_on__gte=since)


def count_reflected(user, units, today):
    """Give each of `units` its `reflected_count`: how many teams of its branch held a reflection lately."""
    rows = reflected(periods.add_months(today, -MONTHS)).filter(teams_to_read(user, "team__"))
    counts = rows.order_by().values_list("team__unit__path").annotate(Count("team", distinct=True))
    known = list(counts)
    for unit in units:
        unit.reflected_count = sum(count for path, count in known if path.startswith(unit.path))


def proposals_for(team):
    """What people proposed for the vision of `team` and nobody agreed on yet."""
    return Vision.objects.filter(team=team).proposed().select_related("proposed_by")


def visions_before(team):
    """The earlier visions of `team`, the latest first, each with the `proposals` that went into it."""
    merged = Prefetch("proposals", Vision.objects.order_by("pk").select_related("proposed_by"))
    return Vision.objects.filter(team=team).earlier().prefetch_related(merged)


def went_into(vision):
    """The proposals that went into a vision."""
    return vision.proposals.order_by("pk").select_related("proposed_by")


def challenges_of(team):
    """All challenges of `team`, the latest first."""
    return list(Challenge.objects.filter(team=team))


def are_enough(team, today):
    """Whether so many people are in `team` that nothing said of them gives one of them away."""
    return User.objects.in_team(team, today).count() >= settings.REFLECTION_FEWEST


def plans_to_fill(team, today):
    """The plans of `team` that run or are to come and are open for it, the newest first, with their objectives."""
    return team.workplans.open().filter(ends_on__gte=today).order_by("-starts_on").prefetch_related("objective_set")


def locked_plan(team, today):
    """A plan of `team` that runs or is to come, and that review keeps as it is; or None."""
    return team.workplans.filter(ends_on__gte=today).exclude(pk__in=team.workplans.open().values("pk")).first()


def challenge_versions(challenge_rows):
    """What changed in a challenge, its obstacles and its months, the newest first, as `versions_of` tells it.

    Each record of an obstacle or a month says in `about` what it is. Obstacles that are removed belong to the challenge
    that the team worked on then.
    """
    latest = challenge_rows[0]
    removed = Obstacle.history.filter(team_id=latest.team_id, history_type="-", history_date__date__gte=latest.begun_on)
    if latest.ended_on:
        removed = removed.filter(history_date__date__lte=latest.ended_on)
    here = Q(id__in=Obstacle.objects.filter(challenges=latest.id).values("pk")) | Q(id__in=removed.values("id"))
    found = versions_of(challenge_rows)
    for rows in (Obstacle.history.filter(here), MonthValue.history.filter(challenge_id=latest.id)):
        ordered = rows.select_related("history_user").order_by("id", "-history_date", "-history_id")
        for _pk, of_one in groupby(ordered, key=lambda row: row.id):
            versions = versions_of(list(of_one))
            for record, _changes in versions:
                record.about = record.name if record.instance_type is Obstacle else month_of(record)
            found += versions
    return sorted(found, key=lambda one: one[0].history_date, reverse=True)


def month_of(record):
    """ "March 2026: 43" for a version of a month's result."""
    return f"{date_format(record.month, 'YEAR_MONTH_FORMAT')}: {number_format(plain(record.value))}"


def open_rounds_of(team, user):
    """The open rounds of `team`, the latest first, with what `user` has to do with each: `invites_me`, `asks_me`."""
    mine = Invited.objects.filter(round=OuterRef("pk"), person=user)
    rows = with_my_part(Round.objects.of(team), user).annotate(invites_me=Exists(mine))
    return rows.filter(closed_on=None).select_related("vision").prefetch_related("teams")


def closed_rounds_of(team):
    """What `team` said before, the latest first."""
    return Round.objects.of(team).closed().select_related("vision").prefetch_related("teams")


def next_reflection_on(team, today):
    """The day from which `team` may open a reflection, where it held one lately; None where it may at once."""
    lately = Round.objects.of(team).closed().filter(kind=Round.Kind.REFLECTION, closed_on__gt=today - GAP)
    last = lately.filter(result__isnull=False).first()
    return last.closed_on + GAP if last and last.has_result else None


def people_by_team(teams, today):
    """{team key: how many people are in it today}; one query."""
    held = Holding.objects.on(today).filter(post__team__in=teams, user__is_active=True)
    return dict(held.order_by().values_list("post__team").annotate(Count("user", distinct=True)))


def round_before(found):
    """The last reflection before `found` of the very same teams that has a result to compare with; or None."""
    if found.kind != Round.Kind.REFLECTION:
        return None
    teams = {team.pk for team in found.teams.all()}
    earlier = Round.objects.of(found.team).closed().filter(kind=found.kind, opened_on__lt=found.opened_on)
    rows = earlier.filter(result__isnull=False).prefetch_related("teams")[:LOOKED_AT]
    return next((one for one in rows if one.has_result and {team.pk for team in one.teams.all()} == teams), None)


@dataclass(frozen=True)
class LedSum:
    """How some teams lead, as everybody above them may know: how many held a reflection, and have a challenge."""

    held: int = 0
    challenges: int = 0

    def plus(self, other):
        return LedSum(self.held + other.held, self.challenges + other.challenges)

    def teams_without(self, teams):
        """How many of `teams` held no reflection lately."""
        return teams - self.held


def led_summed(within, key, day):
    """{key: LedSum} of some teams as of `day`, within and grouped as workplans.queries.summed has it: two queries.

    There is no summary of this: a team closes two reflections a year and has one challenge, so its rows are as few.
    """
    mine, by = within("team__unit__path"), key("team", "team__unit__path")
    held = reflected(periods.add_months(day, -MONTHS)).filter(mine, round__closed_on__lte=day)
    held = dict(held.order_by().annotate(key=by).values_list("key").annotate(Count("team", distinct=True)))
    begun = Challenge.objects.filter(mine, Q(ended_on=None) | Q(ended_on__gt=day), begun_on__lte=day)
    taken = dict(begun.order_by().annotate(key=by).values_list("key").annotate(Count("team", distinct=True)))
    return {one: LedSum(held.get(one, 0), taken.get(one, 0)) for one in held.keys() | taken.keys()}
