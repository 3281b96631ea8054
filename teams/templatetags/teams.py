"""What a page offers of a team."""

from django import template

from teams.access import may_read

register = template.Library()


@register.filter
def is_read_by(team, user):
    """Whether what `team` writes, its vision and its challenge, is there for `user`."""
    return may_read(user, team)
