"""The implement room: work that is asked of a post, progress, who is away, what is handed over, what stands in the way."""

from workplans.views.implement.absences import implement_absence_add, implement_absence_end, implement_absences
from workplans.views.implement.delegations import implement_act, implement_delegate, implement_delegation
from workplans.views.implement.handover import implement_handed_over, implement_handover
from workplans.views.implement.obstacles import (
    implement_obstacle,
    implement_obstacle_act,
    implement_obstacle_add,
    implement_obstacle_words,
    implement_obstacles,
    implement_stuck,
)
from workplans.views.implement.progress import (
    implement_confirm,
    implement_correct,
    implement_progress,
    implement_report,
)

__all__ = [
    "implement_absence_add",
    "implement_absence_end",
    "implement_absences",
    "implement_act",
    "implement_confirm",
    "implement_correct",
    "implement_delegate",
    "implement_delegation",
    "implement_handed_over",
    "implement_handover",
    "implement_obstacle",
    "implement_obstacle_act",
    "implement_obstacle_add",
    "implement_obstacle_words",
    "implement_obstacles",
    "implement_progress",
    "implement_report",
    "implement_stuck",
]
