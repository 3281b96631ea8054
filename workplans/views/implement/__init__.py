"""Implement: what was asked of a post, and what stands in the way."""

from workplans.views.implement.delegations import implement_delegation
from workplans.views.implement.obstacles import (
    implement_obstacle,
    implement_obstacle_act,
    implement_obstacle_add,
    implement_obstacle_words,
    implement_obstacles,
    implement_stuck,
)

__all__ = [
    "implement_delegation",
    "implement_obstacle",
    "implement_obstacle_act",
    "implement_obstacle_add",
    "implement_obstacle_words",
    "implement_obstacles",
    "implement_stuck",
]
