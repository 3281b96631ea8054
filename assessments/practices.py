"""The four leadership practices of the Leading and Managing Framework."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Practice(models.TextChoices):
    """A stored value never changes; a label may."""

    SCAN = "scan", pgettext_lazy("practice", "Scan")
    FOCUS = "focus", pgettext_lazy("practice", "Focus")
    ALIGN = "align", pgettext_lazy("practice", "Align and mobilise")
    INSPIRE = "inspire", pgettext_lazy("practice", "Inspire")


def practice_field(default, **options):
    """The field that tags a record to a practice, with the record's natural `default`."""
    return models.CharField(
        pgettext_lazy("of the framework", "practice"), max_length=10, choices=Practice, default=default, **options
    )


def practice_constraint(model):
    """The database's own check that a record of `model` is tagged to one of the four."""
    return models.CheckConstraint(condition=models.Q(practice__in=Practice.values), name=f"{model}_practice")
