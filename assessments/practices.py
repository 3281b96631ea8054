"""The four leadership practices of the Leading and Managing Framework."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Practice(models.TextChoices):
    """A stored value never changes; a label may."""

    SCAN = "scan", pgettext_lazy("practice", "Scan")
    FOCUS = "focus", pgettext_lazy("practice", "Focus")
    ALIGN = "align", pgettext_lazy("practice", "Align and mobilise")
    INSPIRE = "inspire", pgettext_lazy("practice", "Inspire")
