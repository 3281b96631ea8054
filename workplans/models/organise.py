"""Organise: the money that is planned, by who gives it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from workplans.models.plan import Activity, Workplan
from workplans.practices import Practice, practice_constraint, practice_field


class FundingSourceManager(models.Manager):
    def named(self, name):
        """The source of this name, however it is capitalised; made where there is none."""
        return self.filter(name__iexact=name).first() or self.create(name=name)


class FundingSource(models.Model):
    """Where money comes from: the state budget, a fund, a partner. One list for the installation."""

    name = models.CharField(_("name"), max_length=120)
    history = HistoricalRecords()

    objects = FundingSourceManager()

    class Meta:
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="funding_source_name", violation_error_message=_("This source is in the list.")
            )
        ]

    def __str__(self):
        return self.name


class AllocationQuerySet(models.QuerySet):
    def by_source(self):
        """{source name: amount} of these allocations, by name; None is the name where nobody gives it yet."""
        rows = self.values_list("source__name").annotate(models.Sum("amount")).order_by("source__name")
        return dict(rows)


class Allocation(models.Model):
    """Money asked for an activity, from one source or from nobody yet, in the plan's currency."""

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="allocations", editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="allocations")
    source = models.ForeignKey(
        FundingSource, models.PROTECT, null=True, blank=True, related_name="allocations", verbose_name=_("source")
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    practice = practice_field(Practice.ORGANISE, editable=False)
    history = HistoricalRecords()

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["pk"]
        constraints = [
            practice_constraint("allocation"),
            models.UniqueConstraint(fields=["activity", "source"], name="allocation_of_source"),
            models.UniqueConstraint(
                fields=["activity"], condition=models.Q(source=None), name="allocation_without_source"
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="allocation_not_negative"),
        ]

    def __str__(self):
        return f"{self.source}: {self.amount}"

    def save(self, *args, **kwargs):
        self.workplan_id = self.activity.workplan_id
        super().save(*args, **kwargs)
