"""The plan room: the plan as a whole, and the items in it."""

from workplans.views.plan.carry import plan_carry
from workplans.views.plan.items import (
    plan_item,
    plan_item_add,
    plan_item_change,
    plan_item_history,
    plan_item_move,
    plan_item_remove,
    plan_objective_add,
    plan_standard,
)
from workplans.views.plan.merged import plan_merged, plan_merged_paper
from workplans.views.plan.whole import plan_begin, plan_change, plan_history, plan_list, plan_outline, plan_remove

__all__ = [
    "plan_begin",
    "plan_carry",
    "plan_change",
    "plan_history",
    "plan_item",
    "plan_item_add",
    "plan_item_change",
    "plan_item_history",
    "plan_item_move",
    "plan_item_remove",
    "plan_list",
    "plan_merged",
    "plan_merged_paper",
    "plan_objective_add",
    "plan_outline",
    "plan_remove",
    "plan_standard",
]
