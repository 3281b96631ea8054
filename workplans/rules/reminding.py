"""When to remind of what is due. Pure: days in, occasions out.

A thing that is due is reminded of before, on the day, and while it is late, to who has it; once it has been late for a
while, also to the post above. What was reached on a day when nobody looked is still reached on the next.
"""

from datetime import date, timedelta
from typing import NamedTuple

BEFORE, DAY, LATE, ABOVE = STAGES = ("before", "day", "late", "above")
"""The stages in the order in which they are reached."""
BEFORE_DUE = timedelta(days=3)
LATE_AGAIN = 7
"""Late work is reminded of on the day after it was due, and again after each so many days."""
LATE_FOR_ABOVE = 7
"""Late for so many days, it is told to the post above."""
REMINDED_FOR = timedelta(days=63)
"""Late for longer, nobody is reminded any more: nine times is enough, and it stays in the lists of what is late."""
ANSWERED_WITHIN = timedelta(days=3)
"""For so long nobody is reminded of a question that somebody put to them."""


class Occasion(NamedTuple):
    """A stage, and the day on which it was reached: the same on every day until the next one is."""

    stage: str
    on: date


def stage_of(due_on, today, before=BEFORE_DUE):
    """The occasion on which who has the thing is reminded of it as of `today`; None until `before` it is due."""
    if today > due_on:
        weeks = (today - due_on).days - 1
        return Occasion(LATE, due_on + timedelta(days=1 + weeks - weeks % LATE_AGAIN))
    if today == due_on:
        return Occasion(DAY, due_on)
    return Occasion(BEFORE, due_on) if due_on - today <= before else None


def stage_above(due_on, today):
    """The occasion on which the post above is told as of `today`; None while it is too early."""
    on = due_on + timedelta(days=LATE_FOR_ABOVE)
    return Occasion(ABOVE, on) if today >= on else None


def around(today):
    """(first, last) due day of what people are reminded of on `today`."""
    return today - REMINDED_FOR, today + BEFORE_DUE


def stage_of_question(asked_on, today):
    """The occasion on which who has not answered a question of `asked_on` is reminded as of `today`, or None."""
    occasion = stage_of(asked_on + ANSWERED_WITHIN, today)
    return occasion if occasion and occasion.stage == LATE else None


def stage_above_question(asked_on, today):
    """The occasion on which others are told that a question of `asked_on` has no answer, or None."""
    return stage_above(asked_on + ANSWERED_WITHIN, today)
