"""What leading has to show of a team on pages that stand above it: read once, in four queries."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, OuterRef, Q, Subquery

from assessments.access import is_own, own_teams, with_my_part
from assessments.models import Challenge, Commitment, Round, Vision
from assessments.rules.reflection import MONTHS
from teams.prepared import Prepared
from workplans.rules import periods

LOOKED_AT = 12
"""So many of a team's last rounds are read: enough for the last two reflections among rounds about its vision."""


@dataclass(frozen=True)
class Kept:
    """Of a team's commitments that were due, or said of: how many were kept."""

    kept: int
    due: int


@Prepared
def rounds_of(team, user):
    """The last rounds of a team, the latest first, with what a person's part in each is."""
    through = Round.teams.through.objects.filter(round=OuterRef("pk")).order_by().values("round")
    count = through.annotate(count=Count("pk")).values_list("count", flat=True)  # type: ignore[misc]  # annotated here
    rows = Round.objects.of(team).annotate(team_count=Subquery(count))
    return with_my_part(rows, user).order_by("-opened_on", "-pk")[:LOOKED_AT]


@Prepared
def challenge_of(team):
    """The challenge that a team works on, with its latest value, and how many actions it has."""
    actions = Commitment.objects.filter(challenge=OuterRef("pk")).order_by().values("challenge")
    counted = {
        "action_count": actions.annotate(count=Count("pk")).values("count"),
        "planned_count": actions.annotate(count=Count("activity")).values("count"),
    }
    rows = Challenge.objects.filter(team=team).current().with_latest()
    return rows.annotate(**{name: Subquery(query) for name, query in counted.items()})[:1]


VISION = Prepared(lambda team: Vision.objects.filter(team=team).ours()[:1])


class Facts:
    """A team's leading side as `user` may read it on `today`: what is the team's own is empty for all others."""

    def __init__(self, team, user, today):
        self.team, self.user, self.today = team, user, today
        self.own = is_own(user, team)
        self.since = periods.add_months(today, -MONTHS)

    @cached_property
    def rounds(self):
        """The team's last rounds, the latest first, each with `asks_me` and with the number of its `team_count`."""
        return rounds_of(team=self.team.pk, user=self.user.pk)

    @cached_property
    def reflections(self):
        """The reflections that are closed and say something, the latest first."""
        found = [one for one in self.rounds if one.kind == Round.Kind.REFLECTION and one.has_result]
        return sorted(found, key=lambda one: (one.closed_on, one.pk), reverse=True)

    @property
    def held(self):
        """The last reflection that was held in the last nine months, whether it says something or not; or None."""
        held = [one for one in self.rounds if one.kind == Round.Kind.REFLECTION and one.closed_on]
        last = max(held, key=lambda one: (one.closed_on, one.pk), default=None)
        return last if last and last.closed_on >= self.since else None

    @property
    def last(self):
        """For the team itself: the last reflection that still tells how it leads; or None."""
        recent = [one for one in self.reflections if one.closed_on >= self.since]
        return recent[0] if self.own and recent else None

    @property
    def before(self):
        """The reflection before the last, of the same teams; or None."""
        if not self.last:
            return None
        alike = [one for one in self.reflections if one.team_count == self.last.team_count and one.pk != self.last.pk]
        return alike[0] if alike else None

    @property
    def asking_me(self):
        """The open rounds that this person has not answered."""
        return [one for one in self.rounds if one.asks_me and one.takes_answers(self.today)]

    @property
    def waiting(self):
        """For the team itself: the rounds whose date is past and whose box nobody has opened yet."""
        return [one for one in self.rounds if self.own and not one.closed_on and one.closes_on < self.today]

    @property
    def reflecting(self):
        """The reflection that is open, or None."""
        return next((one for one in self.rounds if one.kind == Round.Kind.REFLECTION and not one.closed_on), None)

    @property
    def shared(self):
        """The last result that the team shows to who supervises it; or None."""
        return next((one for one in self.reflections if one.shared_on), None)

    @cached_property
    def vision(self):
        """The team's vision, or None."""
        return VISION.first(team=self.team.pk)

    @property
    def vision_share(self):
        """For the team itself: the Summary of how far its vision is everyone's own; or None."""
        asked = [one for one in self.rounds if self.vision and one.vision_id == self.vision.pk and one.has_result]
        return asked[0].by_practice["focus"] if self.own and asked else None

    @cached_property
    def challenge(self):
        """The team's challenge with its latest value, its `action_count`, and `planned_count` of them in the plan."""
        return challenge_of.first(team=self.team.pk)

    @cached_property
    def commitments(self):
        """For the team itself: its commitments that are open, or were due in the last nine months."""
        if not self.own:
            return []
        recent = Q(state=Commitment.State.OPEN) | Q(due_on__gte=self.since)
        return list(Commitment.objects.filter(recent, team=self.team, activity=None).order_by("due_on", "pk"))

    @property
    def kept(self):
        """What became of the commitments that were due by today."""
        due = [one for one in self.commitments if one.due_on <= self.today or one.said_on]
        return Kept(sum(one.state == Commitment.State.KEPT for one in due), len(due))

    @property
    def open_commitments(self):
        return [one for one in self.commitments if one.state == Commitment.State.OPEN]

    def wanted_until(self, day: date):
        """The open commitments that are due by `day`."""
        return [one for one in self.open_commitments if one.due_on <= day]


def commitments_of_posts(user, posts):
    """The open commitments of `posts`, for which `user` acts, where they may read them and they are followed here."""
    rows = Commitment.objects.open().filter(post__in=posts, team__in=own_teams(user), activity=None)
    return rows.select_related("post").order_by("due_on", "pk")
