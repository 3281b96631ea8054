"""The four management practices of the Leading and Managing Framework."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Practice(models.TextChoices):
    """A stored value never changes; a label may."""

    PLAN = "plan", pgettext_lazy("practice", "Plan")
    ORGANISE = "organise", pgettext_lazy("practice", "Organise")
    IMPLEMENT = "implement", pgettext_lazy("practice", "Implement")
    MONITOR = "monitor", pgettext_lazy("practice", "Monitor and evaluate")


def practice_field(default, **options):
    """The field that tags a record to a practice, with the record's natural `default`."""
    return models.CharField(
        pgettext_lazy("of the framework", "practice"), max_length=10, choices=Practice, default=default, **options
    )


def practice_constraint(model):
    """The database's own check that a record of `model` is tagged to one of the four."""
    return models.CheckConstraint(condition=models.Q(practice__in=Practice.values), name=f"{model}_practice")
