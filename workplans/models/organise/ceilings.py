"""How much a unit may ask of a source, as the unit above sets it."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from teams.models import Unit
from workplans.models.item import Versioned
from workplans.models.organise.allocations import FundingSource
from workplans.practices import Practice, practice_constraint, practice_field


class Ceiling(Versioned):
    """What a unit, with all below it, may ask of a source in the plans that begin in a year.

    A district's plan is its own and its facilities' together, so its ceiling holds for all of them.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ceilings", verbose_name=_("unit"))
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="ceilings", verbose_name=_("source"))
    year = models.PositiveSmallIntegerField(_("year in which the plans begin"))
    amount = models.DecimalField(
        _("ceiling"), max_digits=15, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    practice = practice_field(Practice.ORGANISE, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("ceiling")
        verbose_name_plural = _("ceilings")
        ordering = ["unit", "year", "source"]
        constraints = [
            practice_constraint("ceiling"),
            models.UniqueConstraint(fields=["unit", "source", "year"], name="ceiling_of_unit_source_year"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="ceiling_not_negative"),
        ]

    def __str__(self):
        return f"{self.unit}, {self.source}, {self.year}: {self.amount}"
