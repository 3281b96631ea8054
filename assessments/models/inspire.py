"""Inspire: what a team promises itself, and whether it kept its word."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from assessments.models.focus import Challenge
from assessments.models.reflection import Round
from assessments.practices import Practice, practice_constraint, practice_field
from teams.atonce import at_once
from teams.models import Notice, Post, Team, User
from workplans.models import Activity, Output, Workplan
from workplans.models.item import Versioned


class CommitmentQuerySet(models.QuerySet):
    def open(self):
        """Those of which nobody said yet whether they were kept."""
        return self.filter(state=Commitment.State.OPEN)

    def due(self, today):
        """Those whose day has come, kept or not."""
        return self.filter(due_on__lte=today)


class Commitment(Versioned):
    """What a team commits itself to: what, which post, by when. The priority actions of a challenge are such too."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of a commitment", "Open")
        KEPT = "kept", pgettext_lazy("state of a commitment", "Kept")
        NOT_KEPT = "not_kept", pgettext_lazy("state of a commitment", "Not kept")

    team = models.ForeignKey(Team, models.PROTECT, related_name="commitments", editable=False)
    round = models.ForeignKey(Round, models.SET_NULL, null=True, blank=True, editable=False, related_name="commitments")
    """The reflection that it came of."""
    challenge = models.ForeignKey(
        Challenge, models.PROTECT, null=True, blank=True, editable=False, related_name="actions"
    )
    """The challenge whose priority action it is."""
    name = models.TextField(_("what"), help_text=_("One thing that can be seen to be done or not."))
    post = models.ForeignKey(Post, models.PROTECT, related_name="commitments", verbose_name=_("which post"))
    due_on = models.DateField(_("by when"))
    state = models.CharField(_("kept?"), max_length=8, choices=State, default=State.OPEN)
    said_on = models.DateField(null=True, editable=False)
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="+")
    """What it became in the workplan, where it is followed then. No form has it; the history tells of what is editable."""
    practice = practice_field(Practice.INSPIRE, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "pk"]
        constraints = [
            practice_constraint("commitment"),
            models.CheckConstraint(
                condition=Q(state="open", said_on=None) | Q(state__in=["kept", "not_kept"], said_on__isnull=False),
                name="commitment_said_when",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("assessments:inspire_commitment", args=[self.pk])

    def tell_holder(self, by):
        """Tell who holds its post today, unless that is `by`."""
        people = User.objects.holding([self.post], timezone.localdate())
        facts = {"what": Truncator(self.name).chars(120), "post": self.post.title, "day": self.due_on.isoformat()}
        Notice.objects.tell(people, "commitment_given", by=by, url=self.get_absolute_url(), **facts)

    @at_once
    def say(self, state):
        """Say that it is kept, or not, or open after all."""
        self.state = state
        self.said_on = None if state == self.State.OPEN else timezone.localdate()
        self.save()

    @at_once
    def into_plan(self, output, by):
        """The activity that it becomes under `output`, with its post and its day; the same one if it is one already.

        Raises Locked where the plan is not open for it.
        """
        Commitment.objects.select_for_update().get(pk=self.pk)
        self.refresh_from_db()
        if self.activity:
            return self.activity
        Workplan.objects.hold_open(output.workplan_id)
        output = Output.objects.select_related("workplan").get(pk=output.pk)
        inside = output.workplan.starts_on <= self.due_on <= output.workplan.ends_on
        self.activity = Activity.objects.create(
            output=output, name=self.name, post=self.post, ends_on=self.due_on if inside else None
        )
        self.save()
        self.activity.tell_holder(by)
        return self.activity
