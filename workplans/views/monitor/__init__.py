"""The monitor room: what is recorded while a plan is carried out."""

from workplans.views.monitor.codes import monitor_mapping_change, monitor_mapping_forget, monitor_mappings
from workplans.views.monitor.fill import (
    monitor_fill,
    monitor_filling,
    monitor_filling_codes,
    monitor_filling_columns,
)

__all__ = [
    "monitor_fill",
    "monitor_filling",
    "monitor_filling_codes",
    "monitor_filling_columns",
    "monitor_mapping_change",
    "monitor_mapping_forget",
    "monitor_mappings",
]
