"""Who may see and do what on the leading side: everything is fetched through here.

| what | read by | changed by |
|---|---|---|
| a round, its result, its free words | who holds a post in one of its teams today; nobody else, whatever else they are | the same |
| a result that its team shares | also who reads the team | |
| how far a vision is shared | who holds a post in the team today | |
| vision, challenge | who reads the team | its lead and members |
| commitments | who holds a post in the team; those of a challenge: who reads the team | its lead and members |

A superuser reads no result of a team that they hold no post in: what a team says of itself stays in it.

A form that a team sends opens a box of its own whose date is past (`boxes_opened`).
"""

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone

from assessments.models import Challenge, Commitment, Invited, MonthValue, Round, Vision
from teams.access import first_or_404, may_edit, or_403, standing, team_to_read, teams_to_read
from teams.models import Team
from workplans.models import Obstacle


def own_teams(user):
    """The keys of the teams that `user` holds a post in today."""
    return list(standing(user).teams)


def is_own(user, team):
    return team.pk in standing(user).teams


def boxes_opened(request, team):
    """Where a form is sent: open the boxes of `team` whose date is past. What is only read changes nothing."""
    if request.method == "POST":
        Round.objects.of(team).open_due_boxes(timezone.localdate())


def team_of_ours(request, pk):
    """The team `pk` for who holds a post in it today; 403 for others who read it, or 404."""
    team = team_to_read(request, pk)
    or_403(is_own(request.user, team))
    boxes_opened(request, team)
    return team


def team_to_write_for(request, pk, lock=False):
    """The team `pk` for who writes for it, 403 for others who read it, or 404.

    With `lock`, others who would agree on something for it wait until the transaction ends.
    """
    team = team_to_read(request, pk)
    or_403(may_edit(request.user, team))
    if lock:
        Team.objects.select_for_update().get(pk=team.pk)
    boxes_opened(request, team)
    return team


def rounds_of_ours(user):
    """The rounds of the teams that `user` holds a post in today, each once."""
    ours = Round.objects.filter(pk__in=Round.teams.through.objects.filter(team__in=own_teams(user)).values("round"))
    return ours.select_related("team__unit", "vision").prefetch_related("teams")


def round_of_ours(request, pk):
    """The round `pk` of a team that the person holds a post in today, or 404."""
    found = first_or_404(rounds_of_ours(request.user).filter(pk=pk))
    boxes_opened(request, found.team)
    if request.method == "POST":
        found.refresh_from_db()
    return found


def result_to_read(request, pk):
    """The round `pk` for its own teams, and, once its team shares the result, for who reads the team; or 404."""
    ours = Q(pk__in=rounds_of_ours(request.user).values("pk"))
    shared = Q(shared_on__isnull=False) & teams_to_read(request.user, "team__")
    seen = Round.objects.filter(ours | shared).select_related("team__unit", "vision").prefetch_related("teams")
    return first_or_404(seen.filter(pk=pk))


def shared_results(teams):
    """The latest result that each of `teams` shares: those may each be shown alone, so nothing follows from several."""
    return Round.objects.filter(team__in=teams, shared_on__isnull=False, result__isnull=False).order_by("closed_on")


def invitation_of(user, found):
    """What `user` has to do with an open round: their invitation, or None. It is shown to nobody else."""
    return Invited.objects.filter(round=found, person=user).first()


def with_my_part(rounds, user):
    """Rounds with `asks_me`: whether `user` is invited and has not answered."""
    mine = Invited.objects.filter(round=OuterRef("pk"), person=user, answered=False)
    return rounds.annotate(asks_me=Exists(mine))


def rounds_asking(user):
    """The open rounds that `user` has still to answer, in whichever team."""
    return with_my_part(rounds_of_ours(user), user).filter(closed_on=None, asks_me=True)


def my_team_of(user, found):
    """The one of a round's teams that `user` is in; for who reads a shared result, the team that shares it."""
    return next((team for team in found.teams.all() if is_own(user, team)), found.team)


def neighbours_of(team):
    """The teams that a small team may share a round with: of the same unit, or of one beside it."""
    beside = Q(unit=team.unit_id)
    if team.unit.parent_id:
        beside |= Q(unit__parent=team.unit.parent_id)
    return Team.objects.filter(beside).exclude(pk=team.pk).select_related("unit")


def vision_to_change(request, pk, lock=False):
    """The proposal `pk` for who writes for its team, 403 for who only reads it or where it is agreed, or 404."""
    found = of_team(request, Vision.objects.filter(pk=pk), lock)
    or_403(found.state == Vision.State.PROPOSED)
    return found


def challenge_to_read(request, pk):
    """The challenge `pk` of a team that the person reads, or 404."""
    return first_or_404(
        Challenge.objects.filter(teams_to_read(request.user, "team__"), pk=pk).select_related("team__unit")
    )


def challenge_to_change(request, pk, lock=False):
    """The challenge `pk` for who writes for its team, 403 for who only reads it or where it is ended, or 404."""
    found = of_team(request, Challenge.objects.filter(pk=pk), lock)
    or_403(found.ended_on is None)
    return found


def obstacle_to_change(request, challenge_pk, pk, lock=False):
    """(the challenge, its obstacle `pk`), or 403 and 404 as for the challenge."""
    challenge = challenge_to_change(request, challenge_pk, lock)
    rows = Obstacle.objects.filter(pk=pk, challenges=challenge)
    return challenge, first_or_404(
        Obstacle.objects.filter(pk__in=rows.values("pk")).select_for_update() if lock else rows
    )


def value_to_change(request, challenge_pk, pk, lock=False):
    """(the challenge, its month's value `pk`), or 403 and 404 as for the challenge."""
    challenge = challenge_to_change(request, challenge_pk, lock)
    rows = MonthValue.objects.filter(pk=pk, challenge=challenge)
    return challenge, first_or_404(rows.select_for_update() if lock else rows)


def commitments_to_read(user):
    """The commitments that `user` may read: their own teams', and those of challenges of teams that they read."""
    ours = Q(team__in=own_teams(user))
    return Commitment.objects.filter(ours | Q(challenge__isnull=False) & teams_to_read(user, "team__"))


def commitment_to_read(request, pk):
    """The commitment `pk`, or 404."""
    rows = commitments_to_read(request.user).select_related("team__unit", "post", "activity", "challenge", "round")
    return first_or_404(rows.filter(pk=pk))


def commitment_to_change(request, pk, lock=False):
    """The commitment `pk` for who writes for its team, 403 for who only reads it, or 404."""
    return of_team(request, commitments_to_read(request.user).filter(pk=pk), lock)


def origin_of(request, team):
    """{"challenge": …} or {"round": …}: what a new commitment of `team` comes of, as the address says; else {}.

    404 for a challenge of another team or an ended one, and for a round that is not the team's own and closed.
    """
    rows = {
        "challenge": Challenge.objects.filter(team=team).current(),
        "round": rounds_of_ours(request.user).filter(teams=team).closed(),
    }
    for kind, found in rows.items():
        if key := request.GET.get(kind):
            return {kind: first_or_404(found.filter(pk=key) if key.isdecimal() else found.none())}
    return {}


def team_to_commit(request, pk):
    """(the team `pk`, what a new commitment of it comes of) for who may write that down; 403 for others, or 404.

    An action of a challenge is written by whoever changes the challenge, any other commitment by the team alone.
    """
    team = team_to_write_for(request, pk) if request.GET.get("challenge") else team_of_ours(request, pk)
    return team, origin_of(request, team)


def of_team(request, rows, lock):
    """The one of `rows` for who writes for its team, 403 for who only reads the team, or 404."""
    seen = rows.filter(teams_to_read(request.user, "team__"))
    model = rows.model
    found = first_or_404(model.objects.filter(pk__in=seen.values("pk")).select_for_update() if lock else seen)
    or_403(may_edit(request.user, found.team))
    boxes_opened(request, found.team)
    return found


def history_of(request, model, pk):
    """(the team, the versions of a row, the newest first), also of one that was removed; 404 where it may not be read.

    The history of a commitment of a reflection is read by its own team alone, as the commitment is.
    """
    rows = list(model.history.filter(id=pk).select_related("history_user"))
    if not rows:
        raise Http404
    team = team_to_read(request, rows[0].team_id)
    if model is Commitment and not rows[0].challenge_id and not is_own(request.user, team):
        raise Http404
    return team, rows
