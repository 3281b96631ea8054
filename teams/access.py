"""Who may see and do what with a team: the one place that knows.

| who holds today | of the team itself | of its unit or one above |
|---|---|---|
| lead | sees, edits, begins and ends plans | |
| member | sees, edits | |
| supervisor | | sees |
| viewer | | sees |
| accounts | | looks after people and posts, does not see their plans |

Whoever holds an accounts post looks after those people all of whose places lie in its branch: the teams they hold posts
in, and, strictly below its own unit, the units they hold posts over. Places count from the day a post is given until
thirty days after it ended, so that nobody takes over the account of somebody who has just come or just left. Never
their own account, nor one that opens the admin pages.

A superuser may do everything, but look after another superuser. Being admin staff alone opens no team: it opens the admin pages that were granted.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teams.models import Holding, ListFile, Pass, Post, Team, Unit, User

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


def people_helped(user):
    """The people whose accounts `user` looks after."""
    stand = standing(user)
    others = User.objects.exclude(pk=user.pk).filter(is_superuser=False)
    if stand.superuser:
        return others
    if not stand.helps:
        return others.none()
    held = Holding.objects.filter(user=OuterRef("pk"))
    last = held.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "-pk").values("pk")[:1]
    counts = Q(pk=OuterRef("last_holding")) | Q(ends_on=None) | Q(ends_on__gte=timezone.localdate() - STILL_COUNTS)
    inside = below(stand.looked_after, "post__team__unit__path")
    inside |= below(stand.looked_after, "post__unit__parent__path")
    return others.annotate(last_holding=Subquery(last)).filter(
        ~Exists(held.filter(counts).exclude(pk__in=Holding.objects.filter(inside).values("pk"))),
        is_staff=False,
        last_holding__isnull=False,
    )


def person_to_help(request, pk, lock=False):
    """The person `pk` whose account they look after, or 404; with `lock`, until the transaction ends."""
    people = people_helped(request.user).filter(pk=pk)
    return first_or_404(people.select_for_update(of=("self",)) if lock else people)


def helper_or_404(request):
    """404 for who looks after nobody."""
    if not standing(request.user).helps:
        raise Http404


def may_let_in(user, person):
    """Whether `user`, who looks after `person`, may make a way in for them: not for who uses the account and is led."""
    return Pass.purpose_for(person) == Pass.Purpose.INVITATION or not people_led(user).filter(pk=person.pk).exists()


def people_led(user):
    """Who holds, or held until lately, a post in a team that `user` leads.

    Whoever leads somebody at work never opens that person's account, whatever else they are.
    """
    led = [team for team, roles in standing(user).teams.items() if Role.LEAD in roles]
    since = Holding.objects.since(timezone.localdate() - STILL_COUNTS)
    return User.objects.filter(pk__in=since.filter(post__team__in=led).values("user"))


def still_lets_in(found):
    """Whether who made the pass `found` may still make it: people move on in the day that a new password may take.

    An invitation opens an account that nobody uses yet, and stays good.
    """
    if found.purpose == Pass.Purpose.INVITATION:
        return True
    maker = found.made_by
    looked_after = maker and maker.is_active and people_helped(maker).filter(pk=found.user_id).exists()
    return bool(looked_after and may_let_in(maker, found.user))


def person_to_let_in(request, pk):
    """The person `pk` for who may make a way in for them; 403 for others who look after them, or 404."""
    person = person_to_help(request, pk)
    if not person.is_active:
        raise PermissionDenied(_("This account is closed. Open it first."))
    if not may_let_in(request.user, person):
        raise PermissionDenied(NOT_BY_THE_LEAD)
    return person


NOT_BY_THE_LEAD = gettext_lazy(
    "You lead a team that this person is in, so somebody else has to help with a forgotten password: who looks after "
    "the accounts above you, or an administrator of this system."
)


def people_to_invite(user, keys):
    """Those of the people `keys` whom `user` looks after and who never chose a password."""
    people = people_helped(user).filter(pk__in=keys, is_active=True).order_by("name", "pk")
    return [person for person in people if Pass.purpose_for(person) == Pass.Purpose.INVITATION]


def passes_to_show(request, keys):
    """Those of the passes `keys` that this person made and that still open an account they look after, or 404.

    All of them where no keys are given.
    """
    mine = Pass.objects.open(timezone.now()).filter(made_by=request.user)
    mine = mine.filter(pk__in=keys) if keys else mine
    mine = mine.filter(user__in=people_helped(request.user).values("pk")).select_related("user", "made_by")
    mine = mine.exclude(purpose=Pass.Purpose.RECOVERY, user__in=people_led(request.user))
    found = [one for one in mine.order_by("user__name", "pk") if one.is_open(timezone.now())]
    if not found:
        raise Http404
    return found


def people_to_place(user):
    """The people to whom `user` may give posts: those looked after, and whoever holds none now or later.

    The latter are for who knows their user name; they are never listed.
    """
    others = User.objects.filter(is_active=True)
    if standing(user).superuser:
        return others
    free = Q(is_staff=False, is_superuser=False) & ~Exists(
        Holding.objects.since(timezone.localdate()).filter(user=OuterRef("pk"))
    )
    return others.exclude(pk=user.pk).filter(Q(pk__in=people_helped(user).values("pk")) | free)


def team_to_staff(request, pk):
    """The team `pk` for who looks after its posts and people, 403 for others who see them, or 404."""
    team = people_to_read(request, pk)
    or_403(may_staff(request.user, team))
    return team


def may_staff(user, team):
    """Whether `user` looks after the posts and people of `team`."""
    return standing(user).superuser or Role.ACCOUNTS in standing(user).roles_in(team)


def unit_to_staff(request, pk, change=True):
    """The unit `pk` for who looks after the posts over it, or 404.

    Those stand above it: an accounts post over the unit itself sees them. With `change` that is 403.
    """
    unit = first_or_404(units_to_grow(request.user).select_related("level", "parent").filter(pk=pk))
    or_403(not change or may_staff_unit(request.user, unit))
    return unit


def may_staff_unit(user, unit):
    """Whether `user` may change the posts over `unit`."""
    stand = standing(user)
    return stand.superuser or any(unit.path.startswith(path) and unit.path != path for path in stand.looked_after)


def post_to_staff(request, pk):
    """The post `pk` for who looks after it, 403 for others who see it and for who holds it, or 404."""
    post = first_or_404(Post.objects.select_related("team__unit__level", "unit__level").filter(pk=pk))
    if post.team_id:
        team_to_staff(request, post.team_id)
    else:
        unit_to_staff(request, post.unit_id)
    or_403(not holds(request.user, post))
    return post


def holding_to_staff(request, pk):
    """The holding `pk` of a post that one looks after; 403 and 404 as for the post."""
    holding = first_or_404(Holding.objects.select_related("user").filter(pk=pk))
    holding.post = post_to_staff(request, holding.post_id)
    return holding


def holds(user, post):
    """Whether `post` is, or will be, one's own: then somebody else changes it, unless one is a superuser."""
    return not user.is_superuser and post.holdings.since(timezone.localdate()).filter(user=user).exists()


def first_or_404(rows):
    """The one row of `rows`, or 404: what you may not see is not there."""
    row = rows.first()
    if row is None:
        raise Http404
    return row
