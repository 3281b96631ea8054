"""The monitor room: what is recorded while a plan is carried out, corrected, verified, and shown by evidence."""

from workplans.views.monitor.evidence import monitor_evidence, monitor_evidence_add, monitor_evidence_take_back
from workplans.views.monitor.recording import monitor_correct, monitor_record, monitor_tally, monitor_verify
from workplans.views.monitor.tables import monitor_period, monitor_year

__all__ = [
    "monitor_correct",
    "monitor_evidence",
    "monitor_evidence_add",
    "monitor_evidence_take_back",
    "monitor_period",
    "monitor_record",
    "monitor_tally",
    "monitor_verify",
    "monitor_year",
]
