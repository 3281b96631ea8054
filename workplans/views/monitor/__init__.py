"""The monitor room: what is recorded while a plan is carried out, shown by evidence, compared and looked at together."""

from workplans.views.monitor.agreements import monitor_agree, monitor_agreement, monitor_agreement_change
from workplans.views.monitor.codes import monitor_mapping_change, monitor_mapping_forget, monitor_mappings
from workplans.views.monitor.evidence import monitor_evidence, monitor_evidence_add, monitor_evidence_take_back
from workplans.views.monitor.fill import (
    monitor_fill,
    monitor_filling,
    monitor_filling_codes,
    monitor_filling_columns,
)
from workplans.views.monitor.quarter import monitor_current, monitor_quarter, monitor_remind
from workplans.views.monitor.recording import monitor_correct, monitor_record, monitor_tally, monitor_verify
from workplans.views.monitor.results import monitor_entries, monitor_explain, monitor_results, monitor_results_file
from workplans.views.monitor.tables import monitor_period, monitor_values, monitor_year

__all__ = [
    "monitor_agree",
    "monitor_agreement",
    "monitor_agreement_change",
    "monitor_correct",
    "monitor_current",
    "monitor_entries",
    "monitor_evidence",
    "monitor_evidence_add",
    "monitor_evidence_take_back",
    "monitor_explain",
    "monitor_fill",
    "monitor_filling",
    "monitor_filling_codes",
    "monitor_filling_columns",
    "monitor_mapping_change",
    "monitor_mapping_forget",
    "monitor_mappings",
    "monitor_period",
    "monitor_quarter",
    "monitor_record",
    "monitor_remind",
    "monitor_results",
    "monitor_results_file",
    "monitor_tally",
    "monitor_values",
    "monitor_verify",
    "monitor_year",
]
