"""A call for plans: the unit above says for which time, from which template, and until when."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from teams.models import Team, Unit
from workplans.models.item import Versioned
from workplans.models.plan import Workplan
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.rules import periods


class CallQuerySet(models.QuerySet):
    def of(self, unit):
        """The calls that reach the teams of `unit`: its own, and those of the units above it."""
        return self.filter(unit__in=Unit.objects.above(unit).order_by().values("pk"))

    def open(self, today):
        """Those whose time is not over."""
        return self.filter(ends_on__gte=today)


class Call(Versioned):
    """Plans of one time, asked of all teams in the branch of `unit`, to be sent by a day.

    How much they may ask is set as ceilings, which stand on their own.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="calls", editable=False)
    starts_on = models.DateField(_("first day of the plans"))
    ends_on = models.DateField(_("last day of the plans"))
    due_on = models.DateField(_("to be sent by"))
    template = models.ForeignKey(
        Workplan, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("template")
    )
    note = models.TextField(_("what to keep in mind"), blank=True, max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("called by"))
    at = models.DateTimeField(default=timezone.now, editable=False)
    practice = practice_field(Practice.PLAN, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for plans")
        verbose_name_plural = _("calls for plans")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            practice_constraint("call"),
            models.UniqueConstraint(
                fields=["unit", "starts_on"],
                name="call_of_unit_and_start",
                violation_error_message=_("Plans that begin on this day are called for already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="call_ends_after_start",
                violation_error_message=_("The last day comes after the first."),
            ),
        ]

    def __str__(self):
        return _("Plans for %(year)s") % {"year": self.year}

    @property
    def year(self):
        """ "2027" or "2027/28"."""
        return periods.name_of_year(self.starts_on, self.ends_on)

    def get_absolute_url(self):
        return reverse("workplans:review_call", args=[self.pk])

    def clean(self):
        if self.starts_on and self.ends_on and self.ends_on > periods.add_months(self.starts_on, 60):
            raise ValidationError({"ends_on": _("A workplan lasts five years at most.")})

    def teams(self):
        """The teams that it reaches."""
        return Team.objects.in_branch(self.unit)

    def plans(self):
        """The plans of its teams that begin in its time."""
        reached = Workplan.objects.filter(team__unit__path__startswith=self.unit.path)
        return reached.filter(starts_on__gte=self.starts_on, starts_on__lte=self.ends_on)

    def overlaps(self, first, last):
        """Whether it asks for plans of some of the days from `first` to `last`."""
        return self.starts_on <= last and self.ends_on >= first

    def is_late(self, today):
        """Whether plans should have been sent by `today`."""
        return self.due_on < today
