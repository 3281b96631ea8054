"""The eight practices of the Leading and Managing Framework, both sides together, and the words of links about them.

What each asks of a team is in the rows of `Guide`, where an administrator can change it.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.practices import Practice as Leading
from workplans.practices import Practice as Managing


class Side(models.TextChoices):
    LEADING = "leading", pgettext_lazy("side of the framework", "Leading")
    MANAGING = "managing", pgettext_lazy("side of the framework", "Managing")


PRACTICES = (*Leading, *Managing)
"""In the framework's order; no stored value is in both sides."""

ABOUT: dict[str, str | Promise] = {
    Leading.SCAN: _("What scanning asks of us"),
    Leading.FOCUS: _("What focusing asks of us"),
    Leading.ALIGN: _("What aligning asks of us"),
    Leading.INSPIRE: _("What inspiring asks of us"),
    Managing.PLAN: _("What planning asks of us"),
    Managing.ORGANISE: _("What organising asks of us"),
    Managing.IMPLEMENT: _("What implementing asks of us"),
    Managing.MONITOR: _("What monitoring asks of us"),
}
"""Over a practice's guide, and on links to where it is explained."""

TALK: dict[str, str | Promise] = {
    Leading.SCAN: _("Talk about who we serve"),
    Leading.FOCUS: _("Talk about our challenge"),
    Leading.ALIGN: _("Talk about who can help"),
    Leading.INSPIRE: _("Talk about our commitments"),
}
"""On links to a practice's questions, where talking is how to begin."""

ROOMS = {"exchange": Managing.PLAN, "work": Managing.IMPLEMENT, **{practice.value: practice for practice in PRACTICES}}
"""The practice that a room's pages belong to: most rooms are named after theirs."""


def side_of(practice):
    return Side.LEADING if practice in Leading.values else Side.MANAGING


def practice_of(page):
    """The practice that the page `page`, "workplans:plan_outline", belongs to; None for one that stands for none."""
    return ROOMS.get(page.partition(":")[2].partition("_")[0])
