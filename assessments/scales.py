"""What can be answered, and the words for it."""

from django.db import models
from django.utils.translation import pgettext_lazy


class HowOften(models.IntegerChoices):
    """How often a statement is true of the team. Zero is no answer."""

    NEVER = 1, pgettext_lazy("how often", "Never")
    RARELY = 2, pgettext_lazy("how often", "Rarely")
    SOMETIMES = 3, pgettext_lazy("how often", "Sometimes")
    OFTEN = 4, pgettext_lazy("how often", "Often")
    ALWAYS = 5, pgettext_lazy("how often", "Always")
    CANNOT_SAY = 0, pgettext_lazy("how often", "I cannot say")


class HowFar(models.IntegerChoices):
    """How far a vision is one's own. Zero is no answer."""

    NOT = 1, pgettext_lazy("how far it is mine", "Not at all")
    LITTLE = 2, pgettext_lazy("how far it is mine", "A little")
    PARTLY = 3, pgettext_lazy("how far it is mine", "Partly")
    LARGELY = 4, pgettext_lazy("how far it is mine", "Largely")
    WHOLLY = 5, pgettext_lazy("how far it is mine", "Wholly")
    CANNOT_SAY = 0, pgettext_lazy("how far it is mine", "I cannot say")


def word_at(half_points, scale=HowOften):
    """The label at so many half points, 2 to 10; between two words the lower one."""
    return scale(half_points // 2).label


HOW_SHARED = {
    "nearly all": pgettext_lazy("how far a vision is shared", "shared by nearly all of us"),
    "most": pgettext_lazy("how far a vision is shared", "shared by most of us"),
    "partly": pgettext_lazy("how far a vision is shared", "partly shared by us"),
    "not yet": pgettext_lazy("how far a vision is shared", "not yet ours"),
    "differ": pgettext_lazy("how far a vision is shared", "we see it very differently"),
}
"""The words for what assessments/rules/vision.py finds."""
