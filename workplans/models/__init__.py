"""What a workplan is made of, a module for each practice."""

from workplans.models.implement import (
    Absence,
    Delegation,
    DelegationStep,
    Handover,
    HandoverNote,
    Obstacle,
    ObstacleStep,
)
from workplans.models.imported import Import, Question
from workplans.models.monitor import Entry
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
from workplans.models.plan import (
    Activity,
    Indicator,
    Locked,
    Objective,
    Occasion,
    Output,
    Quarter,
    Target,
    Workplan,
)
from workplans.models.review import Call, PaperApproval, Remark, Version

__all__ = [
    "Absence",
    "Activity",
    "Allocation",
    "Call",
    "Ceiling",
    "CostCategory",
    "Delegation",
    "DelegationStep",
    "Entry",
    "FundingSource",
    "Handover",
    "HandoverNote",
    "Import",
    "Indicator",
    "Locked",
    "MoneyEntry",
    "Objective",
    "Obstacle",
    "ObstacleStep",
    "Occasion",
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
