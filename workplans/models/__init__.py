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
from workplans.models.plan import Activity, Indicator, Locked, Objective, Output, Quarter, Target, Workplan
from workplans.models.review import Call, PaperApproval, Remark, Version

__all__ = [
    "Activity",
    "Allocation",
    "Call",
    "Ceiling",
    "CostCategory",
    "FundingSource",
    "Import",
    "Indicator",
    "Locked",
    "MoneyEntry",
    "Objective",
    "Obstacle",
    "Output",
    "PaperApproval",
    "Price",
    "Quarter",
    "Question",
    "Readiness",
    "Remark",
    "Resource",
    "Structure",
    "Target",
    "Version",
    "Workplan",
]
