"""What `manage.py check` says of settings by which results are judged."""

from django.conf import settings
from django.core.checks import Error


def results_can_be_judged(**_options):
    """Errors for shares of a target that contradict each other, and for days that are no number of days."""
    found = []
    if not 0 <= settings.AT_RISK <= settings.ON_TRACK <= 100:
        words = "LMF_ON_TRACK and LMF_AT_RISK are percentages of a target, the second not above the first."
        found.append(Error(words, hint="Set them to 90 and 70, for example.", id="workplans.E001"))
    if settings.DAYS_TO_RECORD < 0:
        words = "LMF_DAYS_TO_RECORD is below zero: values would be missed before their time is over."
        found.append(Error(words, hint="Set it to 15, for example.", id="workplans.E002"))
    return found
