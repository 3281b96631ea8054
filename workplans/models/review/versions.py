"""Review: the versions of a plan that were sent, what was remarked on them, and approvals on paper."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.atonce import at_once
from workplans.models.plan import Workplan
from workplans.practices import Practice, practice_constraint, practice_field


class VersionQuerySet(models.QuerySet):
    def approved(self):
        """Those that were approved: each stays for good."""
        return self.filter(outcome=Version.Outcome.APPROVED)

    def light(self):
        """Without what was planned, which may be large."""
        return self.defer("planned").select_related("by", "decided_by")


class Version(models.Model):
    """A plan as it was when it was sent: one snapshot, kept for good, and what became of it.

    `planned` is what queries/snapshot.py writes down. It is never changed; what became of it is written once.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("version of a plan", "waiting for review")
        TAKEN_BACK = "taken_back", pgettext_lazy("version of a plan", "taken back")
        RETURNED = "returned", pgettext_lazy("version of a plan", "returned")
        APPROVED = "approved", pgettext_lazy("version of a plan", "approved")

    workplan = models.ForeignKey(Workplan, models.PROTECT, related_name="versions", editable=False)
    number = models.PositiveIntegerField(_("number"))
    planned = models.JSONField()
    note = models.TextField(_("note"), blank=True)
    amends = models.TextField(_("why the approved plan was changed"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    at = models.DateTimeField(_("sent on"), default=timezone.now)
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    """Why it was returned, or what was said as it was approved."""
    open_remarks = models.PositiveIntegerField(default=0)
    """With so many remarks open it was approved, or returned."""
    practice = practice_field(Practice.PLAN, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a workplan")
        verbose_name_plural = _("versions of workplans")
        ordering = ["-number"]
        constraints = [
            practice_constraint("version"),
            models.UniqueConstraint(fields=["workplan", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["workplan"], condition=models.Q(outcome="waiting"), name="version_one_waits"
            ),
        ]

    def __str__(self):
        return _("Version %(number)s") % {"number": self.number}

    def get_absolute_url(self):
        return reverse("workplans:review_version", args=[self.workplan_id, self.number])

    def settle(self, outcome, by, reason="", open_remarks=0):
        """Write down what became of it."""
        self.outcome, self.decided_by, self.decided_at = outcome, by, timezone.now()
        self.reason, self.open_remarks = reason, open_remarks
        self.save(update_fields=["outcome", "decided_by", "decided_at", "reason", "open_remarks"])


class RemarkQuerySet(models.QuerySet):
    def begun(self):
        """The remarks themselves, without what was said to them."""
        return self.filter(on=None)

    def open(self):
        return self.begun().filter(state=Remark.State.OPEN)


class Remark(models.Model):
    """What a reviewer remarks on an item of a plan, or on the whole; and what is said to it (`on`). Never changed.

    It names the item by kind and key and keeps its number and name, since the item may go. `state` is that of the
    remark itself: open, or answered; workplans/reviewing.py changes it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("remark", "open")
        ANSWERED = "answered", pgettext_lazy("remark", "answered")

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="remarks", editable=False)
    on = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies", editable=False)
    kind = models.CharField(max_length=10, blank=True, editable=False)
    item = models.BigIntegerField(null=True, editable=False)
    number = models.CharField(max_length=60, blank=True, editable=False)
    name = models.TextField(blank=True, editable=False)
    text = models.TextField(_("remark"), max_length=4000)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(default=timezone.now)
    practice = practice_field(Practice.PLAN, editable=False)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["pk"]
        constraints = [practice_constraint("remark")]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("workplans:review_page", args=[self.workplan_id]) + f"#m{self.pk}"


class PaperApprovalQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)

    @at_once
    def bring(self, version, by, content, **facts):
        """Put a paper beside `version`. Raises ValidationError where the same scan stands beside it already."""
        Version.objects.select_for_update().get(pk=version.pk)
        there = self.filter(version=version, content=content).standing().first()
        if there:
            words = _("This scan stands beside %(version)s already: %(name)s.")
            raise ValidationError(words % {"version": version, "name": there.name})
        return self.create(version=version, by=by, content=content, **facts)


class PaperApproval(models.Model):
    """A paper on which a plan was approved by hand: who signed it and when, and its scan.

    Never changed and never removed. One that was brought by a slip is taken back, and says so from then on.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="papers", editable=False)
    signed_by = models.CharField(_("signed by"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    name = models.CharField(_("file"), max_length=255)
    kind = models.CharField(max_length=40, editable=False)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("brought by"))
    at = models.DateTimeField(_("brought on"), default=timezone.now)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    taken_back_at = models.DateTimeField(null=True, editable=False)
    taken_back_why = models.TextField(blank=True, editable=False)
    practice = practice_field(Practice.PLAN, editable=False)

    objects = PaperApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval on paper")
        verbose_name_plural = _("approvals on paper")
        ordering = ["signed_on", "pk"]
        constraints = [practice_constraint("paper_approval")]

    def __str__(self):
        return f"{self.signed_by}, {self.signed_on}"

    @at_once
    def take_back(self, by, why):
        """Let it stand as taken back, with a reason; what was said first stays."""
        if PaperApproval.objects.select_for_update().defer("content").get(pk=self.pk).taken_back_at:
            return
        self.taken_back_by, self.taken_back_at, self.taken_back_why = by, timezone.now(), why
        self.save(update_fields=["taken_back_by", "taken_back_at", "taken_back_why"])
