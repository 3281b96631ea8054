"""What the pages of people and teams read, in a fixed number of queries."""

from django.db.models import Count

from teams.access import standing, teams_to_read, units_to_read
from teams.models import Post, Team


def posts_of(user, today):
    """The posts that `user` holds on `today`, with their team or unit."""
    return Post.objects.held_by(user, today).select_related("team", "unit").order_by("title")


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
        rows = rows.filter(path__in=tops(stand.branches))
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
