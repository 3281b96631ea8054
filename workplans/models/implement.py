"""Implement: what stands in a team's way."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from teams.models import Team
from workplans.models.item import Versioned
from workplans.practices import Practice, practice_constraint, practice_field

WHYS = 5
"""So often is asked why, at most, until a cause is found that something can be done about."""


class Obstacle(Versioned):
    """What is between a team and a result, and its root cause: the last answer to "why?"."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="obstacles", editable=False)
    name = models.TextField(_("obstacle"), help_text=_("What stands in the way, as it is, without blaming anybody."))
    whys = models.JSONField(_("why"), default=list, blank=True)
    """The answers, at most WHYS, each to "why?" about the one before it."""
    practice = practice_field(Practice.IMPLEMENT, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        ordering = ["pk"]
        constraints = [practice_constraint("obstacle")]

    def __str__(self):
        return self.name

    @property
    def root_cause(self):
        """The last answer to "why?"; "" where nobody asked yet."""
        return self.whys[-1] if self.whys else ""
