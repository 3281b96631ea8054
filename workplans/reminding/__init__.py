"""What of a plan people are reminded of. Each source says all that holds today; teams sends what was not sent yet."""

from workplans.reminding.activities import of_activities, of_occasions
from workplans.reminding.agreements import of_agreements
from workplans.reminding.confirming import of_confirming, of_reports
from workplans.reminding.delegations import of_answers, of_delegations
from workplans.reminding.obstacles import of_help, of_helped
from workplans.reminding.readiness import of_readiness
from workplans.reminding.recording import of_recording

__all__ = [
    "of_activities",
    "of_agreements",
    "of_answers",
    "of_confirming",
    "of_delegations",
    "of_help",
    "of_helped",
    "of_occasions",
    "of_readiness",
    "of_recording",
    "of_reports",
]
