"""What the page of who is away reads."""

from datetime import timedelta

from workplans.models import Absence, Handover

SHOWN_AFTER = timedelta(days=31)
"""For so long an absence that is over is still shown."""
HANDOVERS = 20


def absences_of(team, today):
    """The absences of the posts of `team` that are not long over, in order; `is_over` and `is_now` of each: one query."""
    rows = Absence.objects.since(today - SHOWN_AFTER).filter(post__team=team)
    found = list(rows.select_related("post", "cover", "by").order_by("starts_on", "pk"))
    for one in found:
        vars(one).update(is_over=one.ends_on < today, is_now=one.starts_on <= today <= one.ends_on)
    return sorted(found, key=lambda one: vars(one)["is_over"])


def handovers_of(team):
    """The last handovers of posts of `team`, newest first."""
    return list(Handover.objects.filter(post__team=team).select_related("post", "holder")[:HANDOVERS])
