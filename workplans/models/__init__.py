"""What a workplan is made of, a module for each practice."""

from workplans.models.implement import Obstacle
from workplans.models.imported import Import, Question
from workplans.models.organise import (
    Allocation,
    Ceiling,
    CostCategory,
    FundingSource,
    MoneyEntry,
    Price,
    Readiness,
    Resource,
    Structure,
)
from workplans.models.plan import Activity, Indicator, Objective, Output, Quarter, Target, Workplan

__all__ = [
    "Activity",
    "Allocation",
    "Ceiling",
    "CostCategory",
    "FundingSource",
    "Import",
    "Indicator",
    "MoneyEntry",
    "Objective",
    "Obstacle",
    "Output",
    "Price",
    "Quarter",
    "Question",
    "Readiness",
    "Resource",
    "Structure",
    "Target",
    "Workplan",
]
