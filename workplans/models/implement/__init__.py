"""The implement room: work that is delegated, who covers whom, what stands in the way, what is handed over."""

from workplans.models.implement.absences import Absence
from workplans.models.implement.delegations import Delegation
from workplans.models.implement.handovers import Handover, HandoverNote
from workplans.models.implement.obstacles import WHYS, Obstacle, ObstacleStep
from workplans.models.implement.telling import DelegationStep, Parts

__all__ = [
    "WHYS",
    "Absence",
    "Delegation",
    "DelegationStep",
    "Handover",
    "HandoverNote",
    "Obstacle",
    "ObstacleStep",
    "Parts",
]
