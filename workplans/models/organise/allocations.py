"""The money that is asked for, by who gives it."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from teams.atonce import at_once
from workplans.models.organise.resources import Resource
from workplans.models.plan import Activity, Workplan
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.rules.money import parts


class FundingSourceManager(models.Manager):
    def named(self, name):
        """The source of this name, however it is capitalised; made where there is none."""
        return self.filter(name__iexact=name).first() or self.create(name=name)


class FundingSource(models.Model):
    """Where money comes from: the state budget, a fund, a partner. One list for the installation."""

    name = models.CharField(_("name"), max_length=120)
    is_partner = models.BooleanField(
        _("a partner's own money"),
        default=False,
        help_text=_("It stands in the plan and is marked: the partner pays by itself."),
    )
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
        found: dict[str | None, Decimal] = {}
        for name, amount in self.order_by("source__name").values_list("source__name", "amount"):
            found[name] = found.get(name, Decimal(0)) + amount
        return found


Allocations = models.Manager.from_queryset(AllocationQuerySet)


class AllocationManager(Allocations):
    model: type["Allocation"]  # type: ignore[assignment]

    @at_once
    def put(self, activity, amounts, reason=""):
        """Let `amounts`, {source or None: amount or None}, be asked for `activity`; None takes an amount away.

        What was a share is an amount then, and an activity with money no longer needs none. `activity` is one that
        was locked: it is saved whole, so that its version counts.
        """
        there = {allocation.source_id: allocation for allocation in activity.allocations.all()}
        for source, amount in amounts.items():
            known = there.get(source.pk if source else None)
            if amount is None and known is None:
                continue
            allocation = known or self.model(activity=activity, source=source)
            vars(allocation)["_change_reason"] = reason
            if amount is None:
                allocation.delete()
            else:
                allocation.amount, allocation.share = amount, None
                allocation.save()
        activity.needs_no_money = activity.needs_no_money and not any(amounts.values())
        activity._change_reason = reason
        activity.save()

    def reckon(self, activity):
        """Work out anew the amounts of `activity` that are given as shares of what it costs, to the cent.

        Shares that make a hundred make the whole cost.
        """
        shared = list(self.filter(activity=activity, share__isnull=False))
        if not shared:
            return
        cost = Resource.objects.filter(activity=activity).cost()
        shares = [allocation.share or Decimal(0) for allocation in shared]
        rest = max(Decimal(0), 100 - sum(shares))
        for allocation, amount in zip(shared, parts(cost, [*shares, rest]), strict=False):
            if allocation.amount != amount:
                allocation.amount = amount
                allocation.save()


class Allocation(models.Model):
    """Money asked for an activity, from one source or from nobody yet, in the plan's currency.

    An amount, or a `share` of what the activity costs, from which `amount` then follows (see `reckon`).
    """

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="allocations", editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="allocations")
    source = models.ForeignKey(
        FundingSource, models.PROTECT, null=True, blank=True, related_name="allocations", verbose_name=_("source")
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    share = models.DecimalField(_("share in %"), max_digits=5, decimal_places=2, null=True, blank=True)
    practice = practice_field(Practice.ORGANISE, editable=False)
    history = HistoricalRecords()

    objects = AllocationManager()

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
            models.CheckConstraint(
                condition=models.Q(share=None) | models.Q(share__gt=0, share__lte=100), name="allocation_share"
            ),
        ]

    def __str__(self):
        return f"{self.source}: {self.amount}"

    def save(self, *args, **kwargs):
        self.workplan_id = self.activity.workplan_id
        super().save(*args, **kwargs)
