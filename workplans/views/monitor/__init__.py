"""Pages of the monitor room: what is recorded, how it compares, and what comes of looking at it."""

from workplans.views.monitor.agreements import monitor_agree, monitor_agreement, monitor_agreement_change
from workplans.views.monitor.quarter import monitor_current, monitor_quarter, monitor_remind

__all__ = [
    "monitor_agree",
    "monitor_agreement",
    "monitor_agreement_change",
    "monitor_current",
    "monitor_quarter",
    "monitor_remind",
]
