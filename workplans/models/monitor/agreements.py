"""What a quarter's results came to: why they differ from what was planned, and what the team agreed to do."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from teams.atonce import at_once
from teams.models import Notice, Post
from workplans.models.implement import Absence
from workplans.models.item import Versioned
from workplans.models.plan import Activity, Indicator, Quarter, Workplan
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.written import state_in_words

OF_ONE = Q(indicator__isnull=False, activity=None) | Q(indicator=None, activity__isnull=False)


class Explanation(Versioned):
    """Why an indicator or an activity differs in a quarter from what was planned, and what is done about it."""

    quarter = models.ForeignKey(Quarter, models.PROTECT, related_name="explanations", editable=False)
    indicator = models.ForeignKey(Indicator, models.CASCADE, null=True, related_name="explanations", editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, related_name="explanations", editable=False)
    why = models.TextField(_("why"), max_length=2000)
    what_next = models.TextField(_("what we do about it"), blank=True, max_length=2000)
    state = models.CharField(max_length=12, blank=True, editable=False)
    """The state that it was written about, one of rules.figures.STATES; "" of what was written before this was kept."""
    said_on = models.DateField(null=True, editable=False)
    """The day on which it was in that state."""
    practice = practice_field(Practice.MONITOR, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        ordering = ["quarter__number", "pk"]
        constraints = [
            practice_constraint("explanation"),
            models.CheckConstraint(condition=OF_ONE, name="explanation_of_one"),
            models.UniqueConstraint(fields=["quarter", "indicator"], name="explanation_of_indicator"),
            models.UniqueConstraint(fields=["quarter", "activity"], name="explanation_of_activity"),
        ]

    def __str__(self):
        return self.why

    def is_earlier(self, state):
        """Whether it was written about another state than `state`, which it is in now."""
        return bool(self.state) and self.state != state

    @property
    def said(self):
        """When it was said, in words: "said when it was not recorded, 3 Nov 2026"; "" where that is not known."""
        if not (self.state and self.said_on):
            return ""
        facts = {"state": state_in_words(self.state)[0], "day": date_format(self.said_on, "SHORT_DATE_FORMAT")}
        return _now("said when it was %(state)s, %(day)s") % facts


class AgreementQuerySet(models.QuerySet):
    def open(self):
        """Those of which nobody said yet what came of them."""
        return self.filter(state=Agreement.State.OPEN)


Agreements = models.Manager.from_queryset(AgreementQuerySet)


class AgreementManager(Agreements):
    model: type["Agreement"]  # type: ignore[assignment]

    @at_once
    def agree(self, quarter, text, post, due_on, by, **about):
        """Write down what was agreed on the page of `quarter`: `post` does it by a day; who holds it is told.

        `about` is the indicator or activity that it is about, if any. Raises ValidationError where the plan is closed.
        """
        plan = Workplan.objects.hold_for(quarter.workplan_id)
        agreement = self.model(workplan=plan, quarter=quarter, text=text, post=post, due_on=due_on, **about)
        agreement.save_by(by)
        agreement.tell_holder(by)
        return agreement


class Agreement(Versioned):
    """What a team agreed to do when it looked at a quarter: who does it, by when, and what came of it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of what was agreed", "open")
        DONE = "done", pgettext_lazy("state of what was agreed", "done")
        DROPPED = "dropped", pgettext_lazy("state of what was agreed", "given up")

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="agreements", editable=False)
    quarter = models.ForeignKey(Quarter, models.PROTECT, related_name="agreements", editable=False)
    """The quarter that was looked at when it was agreed."""
    indicator = models.ForeignKey(Indicator, models.SET_NULL, null=True, blank=True, related_name="agreements")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="agreements")
    text = models.TextField(_("what we do"), max_length=1000)
    post = models.ForeignKey(Post, models.PROTECT, related_name="agreements", verbose_name=_("who does it"))
    due_on = models.DateField(_("by when"))
    state = models.CharField(_("what came of it"), max_length=7, choices=State, default=State.OPEN, editable=False)
    result = models.TextField(_("a word on it"), blank=True, max_length=1000, editable=False)
    settled_on = models.DateField(null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    practice = practice_field(Practice.MONITOR, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    objects = AgreementManager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["due_on", "pk"]
        constraints = [
            practice_constraint("agreement"),
            models.CheckConstraint(
                condition=Q(state="open", settled_on=None, settled_by=None)
                | ~Q(state="open") & Q(settled_on__isnull=False, settled_by__isnull=False),
                name="agreement_settled_by_somebody",
            ),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("workplans:monitor_quarter", args=[self.workplan_id, self.quarter.number]) + f"#g{self.pk}"

    @property
    def is_open(self):
        return self.state == Agreement.State.OPEN

    def save_by(self, person):
        """Save it, with that person in its history."""
        self._history_user = person
        self.save()

    @at_once
    def settle(self, state, by, result=""):
        """Say what came of it: done or given up, with a word; open again where it was a slip. The team's leads are told.

        Raises ValidationError where somebody said what came of it before (code "elsewhere").
        """
        now = self.hold()
        opened = state == Agreement.State.OPEN
        if opened == now.is_open:
            raise ValidationError(_("Somebody said so before. Look again."), code="elsewhere")
        now.state, now.result = state, result
        now.settled_on, now.settled_by = (None, None) if opened else (timezone.localdate(), by)
        now.save_by(by)
        now.tell_leads(by, now.state)
        return now

    @at_once
    def go_on(self, due_on, by, word=""):
        """Let it go on until another day, with a word on how it stands. The team's leads are told.

        Raises ValidationError where somebody said what came of it before (code "elsewhere").
        """
        now = self.hold()
        if not now.is_open:
            raise ValidationError(_("Somebody said so before. Look again."), code="elsewhere")
        now.due_on, now.result = due_on, word
        now.save_by(by)
        now.tell_leads(by, Agreement.State.OPEN)
        return now

    @at_once
    def give(self, post, by, why=""):
        """Let another post do it, with the reason in its history; who holds that is told."""
        now = self.hold()
        now.post, now._change_reason = post, why or None
        now.save_by(by)
        now.tell_holder(by)
        return now

    def hold(self):
        """The agreement as it stands now, with its plan held: what came of it is said in a closed plan too."""
        Workplan.objects.hold(self.workplan_id)
        return Agreement.objects.select_for_update().get(pk=self.pk)

    def tell_holder(self, by):
        """Tell who acts for its post that it is theirs to do."""
        people = Absence.objects.people_for([self.post], timezone.localdate())
        facts = {"text": Truncator(self.text).chars(120), "post": self.post.title, "day": self.due_on.isoformat()}
        Notice.objects.tell(people, "agreed", by=by, url=self.get_absolute_url(), **facts)

    def tell_leads(self, by, state):
        """Tell who acts for the team's leads what came of it; open, until when it goes on."""
        leads = Post.objects.filter(team=self.workplan.team_id, role=Post.Role.LEAD)
        facts = {"text": Truncator(self.text).chars(120), "person": by.name, "state": str(state)}
        facts |= {"day": self.due_on.isoformat(), "word": Truncator(self.result).chars(200)}
        people = Absence.objects.people_for(leads, timezone.localdate())
        Notice.objects.tell(people, "agreement_settled", by=by, url=self.get_absolute_url(), **facts)
