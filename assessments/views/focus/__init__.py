"""Focus: the vision that a team shares, and the one challenge it takes on."""

from assessments.views.focus.challenge import (
    focus_challenge,
    focus_challenge_begin,
    focus_challenge_end,
    focus_challenge_history,
    focus_challenge_page,
    focus_challenge_part,
    focus_challenge_plan,
)
from assessments.views.focus.rows import (
    focus_obstacle_add,
    focus_obstacle_change,
    focus_obstacle_remove,
    focus_value_add,
    focus_value_change,
)
from assessments.views.focus.vision import (
    focus_vision,
    focus_vision_agree,
    focus_vision_ask,
    focus_vision_change,
    focus_vision_history,
    focus_vision_propose,
    focus_vision_withdraw,
)

__all__ = [
    "focus_challenge",
    "focus_challenge_begin",
    "focus_challenge_end",
    "focus_challenge_history",
    "focus_challenge_page",
    "focus_challenge_part",
    "focus_challenge_plan",
    "focus_obstacle_add",
    "focus_obstacle_change",
    "focus_obstacle_remove",
    "focus_value_add",
    "focus_value_change",
    "focus_vision",
    "focus_vision_agree",
    "focus_vision_ask",
    "focus_vision_change",
    "focus_vision_history",
    "focus_vision_propose",
    "focus_vision_withdraw",
]
