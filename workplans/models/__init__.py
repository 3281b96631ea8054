"""What a workplan is made of, a module for each practice."""

from workplans.models.implement import Obstacle
from workplans.models.imported import Import, Question
from workplans.models.organise import Allocation, FundingSource
from workplans.models.plan import Activity, Indicator, Objective, Output, Quarter, Target, Workplan

__all__ = [
    "Activity",
    "Allocation",
    "FundingSource",
    "Import",
    "Indicator",
    "Objective",
    "Obstacle",
    "Output",
    "Quarter",
    "Question",
    "Target",
    "Workplan",
]
