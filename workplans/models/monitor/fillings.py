"""Values that come from a file of another system: the file, and which of its codes stands for what."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from teams.models import Team
from workplans.models.plan import Indicator, Part, Workplan
from workplans.practices import Practice, practice_constraint, practice_field


class Mapping(models.Model):
    """What a code of another system, such as DHIS2, stands for in the plans of a team: remembered from file to file."""

    class Fills(models.TextChoices):
        VALUE = "value", pgettext_lazy("what a code fills", "the value")
        NUMERATOR = "numerator", pgettext_lazy("what a code fills", "the numerator")
        DENOMINATOR = "denominator", pgettext_lazy("what a code fills", "the denominator")
        NOTHING = "nothing", pgettext_lazy("what a code fills", "nothing: it is not in our plan")

    team = models.ForeignKey(Team, models.CASCADE, related_name="mappings", editable=False)
    code = models.CharField(_("code"), max_length=300)
    """What the file calls it: the code of a data element, or its name where there is none."""
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    """The category of the value in the other system, such as "Female"; "" where there is none."""
    name = models.CharField(_("name"), max_length=300, blank=True)
    fills = models.CharField(_("fills"), max_length=11, choices=Fills)
    indicator = models.ForeignKey(Indicator, models.SET_NULL, null=True, related_name="mappings")
    """The indicator of the latest plan for which it was said; that of another plan is its copy, or of the same name."""
    indicator_name = models.TextField(blank=True, editable=False)
    part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="+")
    practice = practice_field(Practice.MONITOR, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("code of another system")
        verbose_name_plural = _("codes of other systems")
        ordering = ["code", "detail"]
        constraints = [
            practice_constraint("mapping"),
            models.UniqueConstraint(fields=["team", "code", "detail"], name="mapping_of_a_code"),
        ]

    def __str__(self):
        return f"{self.code} {self.detail}".strip()


class Filling(models.Model):
    """A file of values that was brought into a plan: kept from its upload until it is filled from, or left."""

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="fillings", editable=False)
    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField(null=True)
    """The file; None once it is filled from."""
    choices = models.JSONField(default=dict, blank=True)
    """What was chosen for it: the sheet, what its columns are."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("brought by"))
    at = models.DateTimeField(_("brought on"), default=timezone.now)
    filled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    filled_at = models.DateTimeField(null=True, editable=False)
    outcome = models.JSONField(default=dict, blank=True, editable=False)
    """What came of it: how many values were recorded, were there already, differed, were of no indicator."""
    practice = practice_field(Practice.MONITOR, editable=False)

    class Meta:
        verbose_name = _("file of values")
        verbose_name_plural = _("files of values")
        ordering = ["-pk"]
        constraints = [practice_constraint("filling")]

    def __str__(self):
        return self.name
