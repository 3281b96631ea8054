"""What indicators are made of that many plans share: a library of standard ones, and what values are broken down by."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from workplans.rules import figures, recording


class Direction(models.TextChoices):
    UP = figures.UP, pgettext_lazy("direction of an indicator", "more is better")
    DOWN = figures.DOWN, pgettext_lazy("direction of an indicator", "less is better")
    KEEP = figures.KEEP, pgettext_lazy("direction of an indicator", "to be kept where it is")


class AddsUp(models.TextChoices):
    """How the values of months and quarters come to that of the year."""

    SUM = figures.SUM, pgettext_lazy("how values add up", "they are added up")
    LAST = figures.LAST, pgettext_lazy("how values add up", "the last one counts")
    AVERAGE = figures.AVERAGE, pgettext_lazy("how values add up", "their average counts")


class RecordedEvery(models.TextChoices):
    MONTH = recording.MONTH, pgettext_lazy("how often a value is recorded", "each month")
    QUARTER = recording.QUARTER, pgettext_lazy("how often a value is recorded", "each quarter")
    YEAR = recording.YEAR, pgettext_lazy("how often a value is recorded", "once in the plan")


class Breakdown(models.Model):
    """What values are broken down by: sex, age group, place, or any other set of parts, kept in the admin."""

    name = models.CharField(_("name"), max_length=80, help_text=_("For example: sex, age group."))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("breakdown")
        verbose_name_plural = _("breakdowns")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="breakdown_name", violation_error_message=_("This is in the list already.")
            )
        ]

    def __str__(self):
        return self.words

    @property
    def words(self):
        """Its name in the reader's language, where it is one of the first ones and was left as it was."""
        return translated(self.name)


class Part(models.Model):
    """One part of a breakdown, such as women, or 15 to 24 years."""

    breakdown = models.ForeignKey(Breakdown, models.CASCADE, related_name="parts", verbose_name=_("breakdown"))
    name = models.CharField(_("name"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("part of a breakdown")
        verbose_name_plural = _("parts of breakdowns")
        ordering = ["breakdown", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "breakdown",
                name="part_name",
                violation_error_message=_("This is in the list already."),
            )
        ]

    def __str__(self):
        return self.words

    @property
    def words(self):
        """Its name in the reader's language, where it is one of the first ones and was left as it was."""
        return translated(self.name)


class StandardIndicator(models.Model):
    """An indicator as a ministry defines it, for plans to pick, so that many teams measure the same thing alike."""

    code = models.CharField(
        _("code"), max_length=60, blank=True, help_text=_("As in the ministry's list, or in DHIS2.")
    )
    name = models.CharField(_("indicator"), max_length=300)
    definition = models.TextField(_("what exactly is counted"), blank=True)
    topic = models.CharField(_("topic"), max_length=80, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("For example: %, people, visits."))
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    numerator = models.CharField(_("numerator"), max_length=200, blank=True)
    denominator = models.CharField(_("denominator"), max_length=200, blank=True)
    adds_up = models.CharField(_("months and quarters"), max_length=7, choices=AddsUp, default=AddsUp.SUM)
    recorded_every = models.CharField(_("recorded"), max_length=7, choices=RecordedEvery, default=RecordedEvery.QUARTER)
    breakdowns = models.ManyToManyField(Breakdown, blank=True, verbose_name=_("broken down by"))
    is_offered = models.BooleanField(
        _("offered"), default=True, help_text=_("Plans that picked it keep it, though it is no longer offered.")
    )
    history = HistoricalRecords(m2m_fields=[breakdowns])

    class Meta:
        verbose_name = _("standard indicator")
        verbose_name_plural = _("standard indicators")
        ordering = ["topic", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="standard_name", violation_error_message=_("This is in the list already.")
            ),
            models.UniqueConstraint(
                Lower("code"),
                name="standard_code",
                condition=~models.Q(code=""),
                violation_error_message=_("Another one has this code."),
            ),
            models.CheckConstraint(
                condition=models.Q(numerator="", denominator="") | ~models.Q(numerator="") & ~models.Q(denominator=""),
                name="standard_ratio_whole",
                violation_error_message=_("A ratio needs both: what is counted, and out of what."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.words}".strip()

    @property
    def is_ratio(self):
        return bool(self.numerator)

    @property
    def way(self):
        """How its months and quarters come to the year: a ratio is never summed as a ratio."""
        return figures.AVERAGE if self.is_ratio and self.adds_up == figures.SUM else self.adds_up

    @property
    def meaning(self):
        """What exactly is counted, in the reader's language, where it is one of the first ones and was left as it was."""
        return translated(self.definition) if self.definition else ""

    @property
    def words(self):
        """Its name in the reader's language, where it is one of the first ones and was left as it was."""
        return translated(self.name)
