"""Whose accounts, posts and ways in somebody looks after."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teams.access.places import (
    STILL_COUNTS,
    below,
    first_or_404,
    or_403,
    people_to_read,
    standing,
    units_to_grow,
)
from teams.models import Holding, Pass, Post, User

Role = Post.Role


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
