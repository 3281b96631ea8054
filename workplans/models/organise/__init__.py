"""Organise: the resources of a plan, the money that moves, and the structures and systems that it needs."""

from workplans.models.organise.allocations import Allocation, FundingSource
from workplans.models.organise.ceilings import Ceiling
from workplans.models.organise.entries import MoneyEntry
from workplans.models.organise.readiness import Readiness, Structure
from workplans.models.organise.resources import CostCategory, Price, Resource

__all__ = [
    "Allocation",
    "Ceiling",
    "CostCategory",
    "FundingSource",
    "MoneyEntry",
    "Price",
    "Readiness",
    "Resource",
    "Structure",
]
