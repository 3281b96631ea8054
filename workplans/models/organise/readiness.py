"""The structures and systems that a plan needs, and whether they are there."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from teams.atonce import at_once
from teams.models import Notice, Post, User
from workplans.models.item import Versioned
from workplans.models.plan import Activity, Workplan
from workplans.practices import Practice, practice_constraint, practice_field


class Structure(models.Model):
    """A structure or system that most plans need: a list to start from, kept in the admin."""

    name = models.CharField(_("name"), max_length=120)
    question = models.CharField(_("question"), max_length=200, blank=True, help_text=_("What to ask about it."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("structure or system")
        verbose_name_plural = _("structures and systems")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="structure_name", violation_error_message=_("This is in the list already.")
            )
        ]

    def __str__(self):
        return self.words

    @property
    def words(self):
        """Its name in the reader's language, where it is one of the first ones and was left as it was."""
        return translated(self.name)

    @property
    def asks(self):
        return translated(self.question) if self.question else ""


class ReadinessQuerySet(models.QuerySet):
    def missing(self):
        """Those that are not, or not wholly, in place."""
        return self.exclude(state=Readiness.State.IN_PLACE)


Readinesses = models.Manager.from_queryset(ReadinessQuerySet)


class ReadinessManager(Readinesses):
    model: type["Readiness"]  # type: ignore[assignment]

    @at_once
    def begin(self, plan, names):
        """A line in `plan` for each of `names` that it has none for yet; how many were written."""
        Workplan.objects.select_for_update().get(pk=plan.pk)
        known = {name.casefold() for name in self.filter(workplan=plan).values_list("name", flat=True)}
        new: dict[str, str] = {}
        for name in names:
            new.setdefault(name.casefold(), name)
        for name in (found := [name for key, name in new.items() if key not in known]):
            self.create(workplan=plan, name=name)
        return len(found)


class Readiness(Versioned):
    """A structure or system that a plan needs: whether it is in place, who makes it so, by when, and what waits.

    Handout: "the necessary structures and systems exist".
    """

    class State(models.TextChoices):
        IN_PLACE = "in_place", pgettext_lazy("readiness", "In place")
        PARTLY = "partly", pgettext_lazy("readiness", "Partly")
        MISSING = "missing", pgettext_lazy("readiness", "Missing")

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="readiness", editable=False)
    name = models.CharField(_("structure or system"), max_length=120)
    state = models.CharField(_("is it there?"), max_length=8, choices=State, default=State.MISSING)
    post = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="readiness",
        verbose_name=_("who makes it so"),
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    note = models.TextField(_("what is missing"), blank=True)
    activities = models.ManyToManyField(
        Activity, blank=True, related_name="readiness", verbose_name=_("activities that wait for it")
    )
    practice = practice_field(Practice.ORGANISE, editable=False)
    history = HistoricalRecords(excluded_fields=["version"], m2m_fields=[activities])

    objects = ReadinessManager()

    class Meta:
        verbose_name = _("structure or system of a plan")
        verbose_name_plural = _("structures and systems of plans")
        ordering = ["pk"]
        constraints = [
            practice_constraint("readiness"),
            models.CheckConstraint(
                condition=models.Q(state__in=["in_place", "partly", "missing"]), name="readiness_state"
            ),
            models.UniqueConstraint(
                Lower("name"),
                F("workplan"),
                name="readiness_name",
                violation_error_message=_("This plan has it in its list already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('workplans:organise_readiness', args=[self.workplan_id])}#r{self.pk}"

    def is_late(self, today):
        """Whether it should be in place by `today` and is not."""
        return bool(self.state != self.State.IN_PLACE and self.due_on and self.due_on < today)

    def tell_holder(self, by):
        """Tell who holds its post today that it is theirs to make so, unless that is `by`."""
        if self.post is None:
            return
        people = User.objects.holding([self.post], timezone.localdate())
        facts = {"name": Truncator(self.name).chars(120), "post": self.post.title}
        facts["day"] = self.due_on.isoformat() if self.due_on else ""
        Notice.objects.tell(people, "readiness_given", by=by, url=self.get_absolute_url(), **facts)
