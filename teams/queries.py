"""What the pages of people and teams read, in a fixed number of queries."""

from typing import Any

from django.db.models import Count, Prefetch, Q, Value
from django.db.models.functions import Coalesce, NullIf, StrIndex, Substr
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from teams.access import READS_BRANCH, Role, people_helped, standing, teams_to_read, units_to_grow, units_to_read
from teams.models import Holding, Pass, Post, Team, Unit


def posts_of(user, today):
    """The posts that `user` holds on `today`, with their team or unit."""
    return Post.objects.held_by(user, today).select_related("team", "unit").order_by("title")


def is_refused_mail(user):
    """Whether the mail server refused the last e-mail to `user` for good: as it does where the address is mistyped."""
    last = user.digests.first()
    return bool(user.email and last and last.is_given_up)


def posts_in(team, today):
    """The posts of `team`, leads first, each with `holders` of `today`."""
    return team.posts.with_holder(today).order_by("role", "title")


def posts_above(team, today):
    """The posts that oversee `team`, from its own unit upwards, each with `holders` of `today`."""
    above = [int(key) for key in team.unit.path.strip("/").split("/")]
    return (
        Post.objects.filter(unit__in=above).select_related("unit").with_holder(today).order_by("-unit__path", "title")
    )


def units_at(user, unit=None):
    """The units directly below `unit`, or the tops of what `user` oversees, with `team_count` of each branch."""
    stand = standing(user)
    rows = units_to_read(user).select_related("level")
    if unit is not None:
        rows = rows.filter(parent=unit)
    elif stand.superuser:
        rows = rows.filter(parent=None)
    else:
        rows = rows.filter(path__in=tops([path for path, held in stand.branches.items() if held & READS_BRANCH]))
    counts = Team.objects.filter(teams_to_read(user)).order_by().values_list("unit__path").annotate(Count("pk"))
    found = list(rows)
    for row in found:
        row.team_count = sum(count for path, count in counts if path.startswith(row.path))
    return found


def tops(paths):
    """Those of `paths` that are not below another of them."""
    return [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]


def teams_at(user, unit):
    """The teams of `unit` itself that `user` may read."""
    return Team.objects.filter(teams_to_read(user), unit=unit)


def units_grown_at(user, unit=None, words=""):
    """The units directly below `unit`, or the tops of what `user` may change; with `unit_count` and `team_count` of
    those directly in each. With `words`, those of the whole branch whose name or code has them.
    """
    rows = units_to_grow(user).select_related("level", "parent")
    if words:
        rows = rows.branch(unit).filter(Q(name__icontains=words) | Q(code__iexact=words))
    elif unit is not None:
        rows = rows.filter(parent=unit)
    elif standing(user).superuser:
        rows = rows.filter(parent=None)
    else:
        branches = standing(user).branches
        rows = rows.filter(path__in=tops([path for path, held in branches.items() if Role.ACCOUNTS in held]))
    counted = rows.annotate(unit_count=Count("children", distinct=True), team_count=Count("teams", distinct=True))
    return counted.order_by("name", "pk")


def trail_of(user, unit):
    """(unit, whether `user` may open its page in the tree) of each above `unit`, from the top."""
    above = [int(key) for key in unit.path.strip("/").split("/")[:-1]]
    found = list(Unit.objects.filter(pk__in=above).order_by("path").only("pk", "name"))
    opened = set(units_to_grow(user).filter(pk__in=above).values_list("pk", flat=True))
    return [(one, one.pk in opened) for one in found]


def people_at(user, words="", team=None):
    """The people whom `user` looks after, with `terms` (see `held_since`) and `open_passes`.

    All of `words` are in their name, user name or phone number; with `team`, they hold a post of it now or later.
    """
    today = timezone.localdate()
    rows = people_helped(user)
    if team is not None:
        rows = rows.filter(pk__in=Holding.objects.since(today).filter(post__team=team).values("user"))
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(username__icontains=word) | Q(phone__contains=word))
    return rows.prefetch_related(
        Prefetch("holdings", held_since(today), to_attr="terms"),
        Prefetch("passes", Pass.objects.open(timezone.now()), to_attr="open_passes"),
    )


def held_since(day):
    """The holdings that run on `day` or later, the earliest first, with their posts and people."""
    rows = Holding.objects.since(day).select_related("user", "post__team", "post__unit")
    return rows.order_by("starts_on", "pk")


def state_of(person):
    """(shape, words) of how it stands with the account of one of `people_at`."""
    if not person.is_active:
        return "bad", _("Closed")
    if person.has_usable_password():
        return ("good", _("Signs in")) if person.last_login else ("warn", _("Never signed in"))
    if person.open_passes:
        day = date_format(timezone.localtime(person.open_passes[0].ends_at), "DATE_FORMAT")
        return "none", _("Invited until %(day)s") % {"day": day}
    return "warn", _("Never signed in, and has no link")


def posts_at(place):
    """The posts of a team or over a unit, leads first, each with `terms`: who holds it today and later."""
    rows = place.posts.select_related("team", "unit").order_by("role", "title", "pk")
    return rows.prefetch_related(Prefetch("holdings", held_since(timezone.localdate()), to_attr="terms"))


OFFERED = 100


def people_offered(user, place):
    """Some of those whom `user` looks after and who are at hand for a post at `place`: of its unit and those around."""
    unit = getattr(place, "unit", place)
    around = unit.parent or unit
    near = Holding.objects.since(timezone.localdate()).filter(post__team__unit__path__startswith=around.path)
    return people_helped(user).filter(is_active=True, pk__in=near.values("user"))[:OFFERED]


def step_below(unit, steps, path):
    """An expression: which unit `steps` levels below `unit` a row belongs to, by the `path` of its own unit, as "14/".

    The last that there is, where its own unit is not so far down; "" for what belongs to `unit` itself. So rows of a
    whole branch are grouped by the database, whatever its depth.
    """
    rest: Any = Substr(path, len(unit.path) + 1)
    key: Any = None
    for _step in range(steps):
        end = StrIndex(rest, Value("/"))
        further = Substr(rest, 1, end)  # "" where nothing is further down
        key = further if key is None else Coalesce(NullIf(further, Value("")), key)
        rest = Substr(rest, end + 1)
    return key
