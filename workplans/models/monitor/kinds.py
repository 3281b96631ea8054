"""What kinds of entries there are, what they say, and in which order they count."""

from django.db import models
from django.utils.translation import pgettext_lazy

from workplans.rules import progress


class Kind(models.TextChoices):
    PROGRESS = "progress", pgettext_lazy("kind of entry", "progress")
    HELD = "held", pgettext_lazy("kind of entry", "occasions held")
    REACHED = "reached", pgettext_lazy("kind of entry", "people reached")
    VALUE = "value", pgettext_lazy("kind of entry", "value of an indicator")


class State(models.TextChoices):
    STARTED = progress.STARTED, pgettext_lazy("progress", "started")
    HALF = progress.HALF, pgettext_lazy("progress", "half done")
    DONE = progress.FINISHED, pgettext_lazy("progress", "done")
    NOT_DONE = progress.NOT_DONE, pgettext_lazy("progress", "not done")
    STUCK = progress.STUCK, pgettext_lazy("progress", "stuck")


class Act(models.TextChoices):
    REPORT = "report", pgettext_lazy("entry", "reported")
    CORRECTION = "correction", pgettext_lazy("entry", "corrected")
    CONFIRMATION = "confirmation", pgettext_lazy("entry", "confirmed")
    DOUBT = "doubt", pgettext_lazy("entry", "said to be not right")
    ANSWER = "answer", pgettext_lazy("entry", "said to be right after all")


WRITTEN = [Act.REPORT, Act.CORRECTION]
"""What says a figure or how far something is; of each line the last of them counts."""
CHAIN = [*WRITTEN, Act.CONFIRMATION]
"""Of these each is about the one before. What is said of doubts stands beside them."""


COUNTED = [Kind.HELD, Kind.REACHED]
"""Kinds of which there are many for an activity, which are added up."""

LAST_FIRST = ("-on", "-place", "-pk")
"""The last day counts, and on the same day what was written last, whenever that was corrected."""
