"""How what stands in a workplan is measured: indicators and their targets."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from teams.models import Post
from workplans.models.item import Item
from workplans.models.plan import library
from workplans.models.plan.items import Activity, Objective, Output
from workplans.models.plan.workplan import Quarter
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.rules import figures


class IndicatorManager(models.Manager):
    def break_down(self, chosen):
        """Let indicators that were just made be broken down: `chosen` is {key of an indicator: [keys of breakdowns]}.

        It is a part of how they were made: their last version has it, and no other version comes of it.
        """
        indicators: Any = self.model
        through, kept = indicators.breakdowns.through, indicators.history.model.breakdowns.model
        wanted = {one: keys for one, keys in chosen.items() if keys}
        versions = dict(indicators.history.filter(id__in=wanted).order_by("history_id").values_list("id", "history_id"))
        for one, keys in wanted.items():
            for key in keys:
                row = through.objects.create(indicator_id=one, breakdown_id=key)
                kept.objects.create(history_id=versions[one], id=row.pk, indicator_id=one, breakdown_id=key)


class Indicator(Item):
    """How an objective, an output or an activity is measured: from a baseline to a target."""

    Direction = library.Direction
    AddsUp = library.AddsUp
    RecordedEvery = library.RecordedEvery

    objective = models.ForeignKey(Objective, models.CASCADE, null=True, blank=True, related_name="indicators")
    output = models.ForeignKey(Output, models.CASCADE, null=True, blank=True, related_name="indicators")
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, blank=True, related_name="indicators")
    name = models.TextField(_("indicator"), help_text=_("For example: deliveries with a skilled attendant."))
    practice = practice_field(Practice.PLAN, editable=False)
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("For example: %, people, visits."))
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    numerator = models.CharField(
        _("numerator"), max_length=200, blank=True, help_text=_("What is counted, where the indicator is a ratio.")
    )
    denominator = models.CharField(_("denominator"), max_length=200, blank=True, help_text=_("Out of what."))
    baseline = models.DecimalField(_("baseline"), max_digits=26, decimal_places=8, null=True, blank=True)
    target = models.DecimalField(_("target for the year"), max_digits=26, decimal_places=8, null=True, blank=True)
    adds_up = models.CharField(
        _("months and quarters"),
        max_length=7,
        choices=AddsUp,
        default=AddsUp.SUM,
        help_text=_("How what is recorded comes to the year. Of a ratio, numerators and denominators are added up."),
    )
    recorded_every = models.CharField(_("recorded"), max_length=7, choices=RecordedEvery, default=RecordedEvery.QUARTER)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("who records it")
    )
    breakdowns = models.ManyToManyField(
        library.Breakdown, blank=True, related_name="+", verbose_name=_("broken down by")
    )
    standard = models.ForeignKey(
        library.StandardIndicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("standard indicator"),
    )
    history = HistoricalRecords(excluded_fields=["version"], m2m_fields=[breakdowns])

    objects = IndicatorManager()

    class Meta(Item.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            practice_constraint("indicator"),
            models.CheckConstraint(
                condition=Q(objective__isnull=False, output=None, activity=None)
                | Q(objective=None, output__isnull=False, activity=None)
                | Q(objective=None, output=None, activity__isnull=False),
                name="indicator_of_one",
            ),
            models.CheckConstraint(
                condition=Q(numerator="", denominator="") | ~Q(numerator="") & ~Q(denominator=""),
                name="indicator_ratio_whole",
                violation_error_message=_("A ratio needs both: what is counted, and out of what."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def parent(self):
        return self.objective or self.output or self.activity

    @property
    def parent_kind(self):
        """ "objective", "output" or "activity": what it measures."""
        return self.parent._meta.model_name

    def siblings(self):
        return self.parent.indicators.all()

    def get_absolute_url(self):
        return reverse("workplans:plan_item", args=["indicator", self.pk])

    @property
    def is_ratio(self):
        return bool(self.numerator)

    @property
    def scale(self):
        """By how much a ratio is multiplied: 100 where the unit is %."""
        return figures.scale_of(self.unit) if self.is_ratio else 1

    def clean(self):
        """Raises ValidationError where it becomes a ratio, or a plain number again, while values stand."""
        super().clean()
        before = Indicator.objects.filter(pk=self.pk).values_list("numerator", flat=True).first() if self.pk else None
        if before is None or bool(before) == self.is_ratio or not self.has_values:
            return
        words = _("Values were recorded as plain numbers, so it cannot become a ratio now.")
        if before:
            words = _("Values were recorded as ratios, so it cannot become a plain number now.")
        more = _("Take those values back first, each with a reason, or add another indicator.")
        raise ValidationError([words, more], code="kind")

    @property
    def has_values(self):
        """Whether a value stands that was recorded of it."""
        of_it: Any = self.recorded(manager="figures")
        return of_it.standing().exists()

    @property
    def way(self):
        """How its months and quarters come to the year: a ratio is never summed as a ratio."""
        return figures.AVERAGE if self.is_ratio and self.adds_up == figures.SUM else self.adds_up


class Target(models.Model):
    """What an indicator is to have reached in a quarter."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    quarter = models.ForeignKey(Quarter, models.CASCADE, related_name="targets")
    value = models.DecimalField(_("target"), max_digits=26, decimal_places=8)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target of a quarter")
        verbose_name_plural = _("targets of quarters")
        ordering = ["quarter__number"]
        constraints = [models.UniqueConstraint(fields=["indicator", "quarter"], name="target_of_quarter")]

    def __str__(self):
        return f"{self.quarter}: {self.value}"
