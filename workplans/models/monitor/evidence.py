"""What shows that an entry is true: a photo or a document."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.atonce import at_once
from workplans.models.monitor.entries import Entry
from workplans.models.plan import Workplan
from workplans.practices import Practice, practice_constraint, practice_field


class EvidenceQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)

    @at_once
    def bring(self, entry, by, **facts):
        """Put a file beside `entry`, once: the same file again is the one that is there.

        In a closed quarter too: it shows what stands there, and changes no figure of it.
        """
        Workplan.objects.hold_for(entry.workplan_id)
        there = self.filter(entry=entry, digest=facts["digest"]).standing().first()
        return there or self.create(entry=entry, by=by, **facts)


class Evidence(models.Model):
    """A photo or document beside an entry; never changed. One that was brought by a slip is taken back."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="evidence", editable=False)
    name = models.CharField(_("file"), max_length=255)
    kind = models.CharField(max_length=100, editable=False)
    """Its media type, as its content says."""
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("size"), editable=False)
    """Bytes."""
    digest = models.CharField(max_length=64, editable=False)
    """SHA-256 of what was brought, before anything was taken out of it."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("brought by"))
    at = models.DateTimeField(_("brought on"), default=timezone.now)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    taken_back_at = models.DateTimeField(null=True, editable=False)
    taken_back_why = models.TextField(blank=True, editable=False)
    practice = practice_field(Practice.MONITOR, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [practice_constraint("evidence")]

    def __str__(self):
        return self.name

    @at_once
    def take_back(self, by, why):
        """Let it stand as taken back, with a reason. What it showed is no longer kept: it may be what had to go.

        Raises Locked where its plan was closed meanwhile.
        """
        Workplan.objects.hold(self.entry.workplan_id).refuse_if_closed()
        if Evidence.objects.select_for_update().defer("content").get(pk=self.pk).taken_back_at:
            return
        self.taken_back_by, self.taken_back_at, self.taken_back_why = by, timezone.now(), why
        self.content = b""
        self.save(update_fields=["taken_back_by", "taken_back_at", "taken_back_why", "content"])
