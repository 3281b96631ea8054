"""The plan room: a workplan with its quarters, objectives, outputs, activities with their occasions, and indicators."""

from workplans.models.plan.indicators import Indicator, Target
from workplans.models.plan.items import Activity, Objective, Occasion, Output
from workplans.models.plan.library import AddsUp, Breakdown, Direction, Part, RecordedEvery, StandardIndicator
from workplans.models.plan.workplan import FIRST_YEAR, LAST_YEAR, Locked, Quarter, Workplan

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Activity",
    "AddsUp",
    "Breakdown",
    "Direction",
    "Indicator",
    "Locked",
    "Objective",
    "Occasion",
    "Output",
    "Part",
    "Quarter",
    "RecordedEvery",
    "StandardIndicator",
    "Target",
    "Workplan",
]
