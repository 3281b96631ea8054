"""Handing a post over: what was open of it then, with a note for who comes after."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models import Post
from workplans.models.implement.delegations import Delegation
from workplans.models.implement.obstacles import Obstacle
from workplans.models.organise import Readiness
from workplans.models.plan import Activity, Occasion
from workplans.practices import Practice, practice_constraint, practice_field

ABOUT = ("activity", "delegation", "obstacle", "readiness")


class Handover(models.Model):
    """A post whose holder leaves it: who left, when, and what they want who comes after to know. Never changed."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="handovers", editable=False)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    """Who held the post then; None where nobody did."""
    note = models.TextField(_("for who comes after"), blank=True, max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    practice = practice_field(Practice.IMPLEMENT, editable=False)

    class Meta:
        verbose_name = _("handover of a post")
        verbose_name_plural = _("handovers of posts")
        ordering = ["-at", "-pk"]
        constraints = [practice_constraint("handover")]

    def __str__(self):
        return f"{self.post}, {timezone.localdate(self.at)}"


class HandoverNote(models.Model):
    """A note on one thing that was open, and the post that it was passed to, if it did not stay. Never changed."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="notes", editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="handover_notes")
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, related_name="handover_notes")
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, related_name="handover_notes")
    obstacle = models.ForeignKey(Obstacle, models.PROTECT, null=True, related_name="handover_notes")
    readiness = models.ForeignKey(Readiness, models.SET_NULL, null=True, related_name="handover_notes")
    name = models.TextField(editable=False)
    """What it was called then."""
    text = models.TextField(_("note"), blank=True, max_length=2000)
    passed_to = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("passed to"))
    practice = practice_field(Practice.IMPLEMENT, editable=False)

    class Meta:
        verbose_name = _("note of a handover")
        verbose_name_plural = _("notes of handovers")
        ordering = ["pk"]
        constraints = [
            practice_constraint("handover_note"),
            models.CheckConstraint(
                condition=Q(activity=None, occasion=None)
                | Q(activity__isnull=False, delegation=None, obstacle=None, readiness=None),
                name="handover_note_about_one",
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.text}" if self.text else self.name
