"""What a person's posts of today add up to, and which teams and units they reach."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from teams.models import ListFile, Post, Team, Unit

Role = Post.Role


@dataclass(frozen=True)
class Standing:
    """What a person's posts of today add up to: roles by team, and roles by the path of the unit overseen."""

    superuser: bool
    teams: dict[int, frozenset[str]]
    branches: dict[str, frozenset[str]]
    posts: dict[int, dict[int, str]]
    """{team: {post: its title}} of the posts held in teams."""

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

    @property
    def reviews(self):
        """Whether they hold a supervisor's post, and so review plans."""
        return any(Role.SUPERVISOR in held for held in self.branches.values())

    @property
    def looked_after(self):
        """The paths of the units that an accounts post of theirs is over."""
        return [path for path, held in self.branches.items() if Role.ACCOUNTS in held]

    @property
    def helps(self):
        """Whether there may be people whose accounts they look after."""
        return self.superuser or bool(self.looked_after)


STILL_COUNTS = timedelta(days=30)
"""For so long the place of a post that ended is still a place of who held it."""
READS_BRANCH = frozenset({Role.SUPERVISOR.value, Role.VIEWER.value})
EDITS = frozenset({Role.LEAD.value, Role.MEMBER.value})


def standing(user):
    """The Standing of `user` today, read once a request."""
    if not hasattr(user, "_standing"):
        teams: dict[int, frozenset[str]] = {}
        branches: dict[str, frozenset[str]] = {}
        posts: dict[int, dict[int, str]] = {}
        held = Post.objects.held_by(user, timezone.localdate()) if user.is_authenticated else Post.objects.none()
        for team, path, role, key, title in held.values_list("team_id", "unit__path", "role", "pk", "title"):
            if team:
                posts.setdefault(team, {})[key] = title
                teams[team] = teams.get(team, frozenset()) | {role}
            else:
                branches[path] = branches.get(path, frozenset()) | {role}
        user._standing = Standing(user.is_superuser, teams, branches, posts)
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


def may_read(user, team):
    """Whether `user` may read what `team` writes; an accounts post alone shows its posts and people only."""
    return standing(user).superuser or bool(standing(user).roles_in(team) & (EDITS | READS_BRANCH))


def may_edit(user, team):
    """Whether `user` may write in the workplan of `team`."""
    return standing(user).superuser or bool(standing(user).roles_in(team) & EDITS)


def may_lead(user, team):
    """Whether `user` may begin, re-date and remove the workplans of `team`."""
    return standing(user).superuser or Role.LEAD in standing(user).roles_in(team)


def or_403(allowed, why=""):
    """Raise PermissionDenied, for what may be seen and not changed; `why` is what the page then says."""
    if not allowed:
        raise PermissionDenied(*filter(None, [why]))


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


def units_to_grow(user):
    """The units whose tree `user` may change: those that an accounts post is over, with all below them."""
    stand = standing(user)
    return Unit.objects.all() if stand.superuser else Unit.objects.filter(below(stand.looked_after, "path"))


def unit_to_grow(request, pk, lock=False):
    """The unit `pk` for who may change its tree, 403 for others who oversee it, or 404.

    With `lock`, others who would change the tree wait until the transaction ends.
    """
    if lock:
        Unit.objects.hold()
    unit = units_to_grow(request.user).select_related("level", "parent").filter(pk=pk).first()
    or_403(unit or not units_to_read(request.user).filter(pk=pk).exists())
    if unit is None:
        raise Http404
    return unit


def team_to_grow(request, pk, lock=False):
    """The team `pk` for who may change the tree it is in, 403 for others who see it, or 404."""
    if lock:
        Unit.objects.hold()
    grown = Team.objects.filter(pk=pk, unit__in=units_to_grow(request.user)).select_related("unit__level").first()
    if grown is None:
        or_403(not Team.objects.filter(teams_to_read(request.user), pk=pk).exists())
        raise Http404
    return grown


def may_grow_tree(user):
    """Whether `user` may put a unit at the very top, or bring the whole tree."""
    return standing(user).superuser


def tree_to_grow(request):
    """404 for who may not."""
    if not may_grow_tree(request.user):
        raise Http404


def list_to_use(request, pk):
    """The list `pk` that this person brought and may still put to use; a superuser any; or 404."""
    lists = ListFile.objects.select_related("unit__level", "by")
    if not standing(request.user).superuser:
        lists = lists.filter(by=request.user, unit__in=units_to_grow(request.user))
    return first_or_404(lists.filter(pk=pk))


def below(paths, field):
    """A condition: the path that `field` leads to begins with one of `paths`."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{field}__startswith": path})
    return found


def first_or_404(rows):
    """The one row of `rows`, or 404: what you may not see is not there."""
    row = rows.first()
    if row is None:
        raise Http404
    return row


def reaches(user, unit, team_roles, branch_roles):
    """Whether `user` holds one of the roles over `unit` or above it: over units, or in teams that stand there."""
    stand = standing(user)
    if stand.superuser:
        return True
    if any(unit.path.startswith(path) and held & branch_roles for path, held in stand.branches.items()):
        return True
    teams = [key for key, held in stand.teams.items() if held & team_roles]
    paths = Team.objects.filter(pk__in=teams).values_list("unit__path", flat=True) if teams else []
    return any(unit.path.startswith(path) for path in paths)


def supervises(user, unit):
    """Whether `user` holds a supervisor's post over `unit` or above it."""
    stand = standing(user)
    return stand.superuser or any(
        unit.path.startswith(path) and Role.SUPERVISOR in held for path, held in stand.branches.items()
    )


def unit_to_bound(request, pk, change=False):
    """The unit `pk` for who sees the ceilings of what is below it: who oversees it, and the teams there and above.

    With `change`, 403 for who does not set them: supervisors and the leads of those teams do. Else 404.
    """
    unit = first_or_404(Unit.objects.select_related("level", "parent").filter(pk=pk))
    if not reaches(request.user, unit, EDITS, READS_BRANCH):
        raise Http404
    or_403(not change or may_bound(request.user, unit))
    return unit


def may_bound(user, unit):
    """Whether `user` sets the ceilings of the units below `unit`."""
    return reaches(user, unit, frozenset({Role.LEAD.value}), frozenset({Role.SUPERVISOR.value}))
