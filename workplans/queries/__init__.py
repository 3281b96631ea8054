"""What the pages of a plan read: a fixed number of queries whatever its size, rows ready to print; by room."""

from workplans.queries.items import has_closed_targets, has_moved_money, is_worked_on, item_facts, what_goes_along
from workplans.queries.outline import ALL, ROW_KEYS, outline
from workplans.queries.plan import (
    IN_WORDS,
    STANDS,
    Facts,
    current_plans,
    month_keys,
    months_in_words,
    responsible_for,
    waiting_for,
    when_in_words,
    within,
)

__all__ = [
    "ALL",
    "IN_WORDS",
    "ROW_KEYS",
    "STANDS",
    "Facts",
    "current_plans",
    "has_closed_targets",
    "has_moved_money",
    "is_worked_on",
    "item_facts",
    "month_keys",
    "months_in_words",
    "outline",
    "responsible_for",
    "waiting_for",
    "what_goes_along",
    "when_in_words",
    "within",
]
