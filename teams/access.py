"""Who may see and do what with a team: the one place that knows.

| who holds today | of the team itself | of its unit or one above |
|---|---|---|
| lead | sees, edits, begins and ends plans | |
| member | sees, edits | |
| supervisor | | sees |
| viewer | | sees |
| accounts | | sees who the people are, not their plans |

A superuser may do everything. Being admin staff alone opens no team: it opens the admin pages that were granted.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from teams.models import Post, Team, Unit

Role = Post.Role


@dataclass(frozen=True)
class Standing:
    """What a person's posts of today add up to: roles by team, and roles by the path of the unit overseen."""

    superuser: bool
    teams: dict[int, frozenset[str]]
    branches: dict[str, frozenset[str]]

    def roles_in(self, team):
        """The roles that reach `team`: those held in it, and those over its unit or a unit above."""
        roles = set(self.teams.get(team.pk, ()))
        for path, held in self.branches.items():
            if team.unit.path.startswith(path):
                roles |= held
        return roles

    @property
    def oversees(self):
        """Whether there is a branch whose teams this person sees."""
        return self.superuser or any(held & READS_BRANCH for held in self.branches.values())


READS_BRANCH = frozenset({Role.SUPERVISOR.value, Role.VIEWER.value})
EDITS = frozenset({Role.LEAD.value, Role.MEMBER.value})


def standing(user):
    """The Standing of `user` today, read once a request."""
    if not hasattr(user, "_standing"):
        teams: dict[int, frozenset[str]] = {}
        branches: dict[str, frozenset[str]] = {}
        held = Post.objects.held_by(user, timezone.localdate()) if user.is_authenticated else Post.objects.none()
        for team, path, role in held.values_list("team_id", "unit__path", "role"):
            if team:
                teams[team] = teams.get(team, frozenset()) | {role}
            else:
                branches[path] = branches.get(path, frozenset()) | {role}
        user._standing = Standing(user.is_superuser, teams, branches)
    return user._standing


def teams_of(user):
    """The teams that `user` is in: holds a post of, today."""
    return Team.objects.filter(pk__in=standing(user).teams).select_related("unit")


def teams_to_read(user, prefix="", roles=READS_BRANCH):
    """A condition on teams (or on rows that reach one by `prefix`, "workplan__team__") that `user` may read."""
    stand = standing(user)
    if stand.superuser:
        return Q()
    allowed = Q(**{f"{prefix}pk__in": list(stand.teams)})
    for path, held in stand.branches.items():
        if held & roles:
            allowed |= Q(**{f"{prefix}unit__path__startswith": path})
    return allowed


def may_edit(user, team):
    """Whether `user` may write in the workplan of `team`."""
    return standing(user).superuser or bool(standing(user).roles_in(team) & EDITS)


def may_lead(user, team):
    """Whether `user` may begin, re-date and remove the workplans of `team`."""
    return standing(user).superuser or Role.LEAD in standing(user).roles_in(team)


def or_403(allowed):
    """Raise PermissionDenied, for what may be seen and not changed."""
    if not allowed:
        raise PermissionDenied


def team_to_read(request, pk):
    """The team `pk`, or 404."""
    return first_or_404(Team.objects.select_related("unit__level").filter(teams_to_read(request.user), pk=pk))


def team_to_lead(request, pk):
    """The team `pk` for who may begin its plans, 403 for who may only see it, or 404."""
    team = team_to_read(request, pk)
    or_403(may_lead(request.user, team))
    return team


def people_to_read(request, pk):
    """The team `pk` for who may see its posts and holders: its readers, and who holds an accounts post above."""
    seen = teams_to_read(request.user, roles=READS_BRANCH | {Role.ACCOUNTS.value})
    return first_or_404(Team.objects.select_related("unit__level").filter(seen, pk=pk))


def units_to_read(user):
    """The units that `user` oversees, with all below them."""
    stand = standing(user)
    if stand.superuser:
        return Unit.objects.all()
    seen = Q(pk__in=[])
    for path, held in stand.branches.items():
        if held & READS_BRANCH:
            seen |= Q(path__startswith=path)
    return Unit.objects.filter(seen)


def unit_to_read(request, pk):
    """The unit `pk` of a branch that the person oversees, or 404."""
    return first_or_404(units_to_read(request.user).select_related("level", "parent").filter(pk=pk))


def first_or_404(rows):
    """The one row of `rows`, or 404: what you may not see is not there."""
    row = rows.first()
    if row is None:
        raise Http404
    return row
