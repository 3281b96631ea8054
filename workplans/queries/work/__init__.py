"""What the page of a person's work reads."""

from workplans.queries.work.reading import work_of
from workplans.queries.work.tasks import (
    LATE,
    LATER,
    SECTIONS,
    THIS_WEEK,
    TO_ANSWER,
    TO_RECORD,
    WAITING,
    WEEK,
    Task,
    Work,
    day_in_words,
    is_one_day,
    is_to_record,
    place_key,
    section_of,
    week_ends,
)

__all__ = [
    "LATE",
    "LATER",
    "SECTIONS",
    "THIS_WEEK",
    "TO_ANSWER",
    "TO_RECORD",
    "WAITING",
    "WEEK",
    "Task",
    "Work",
    "day_in_words",
    "is_one_day",
    "is_to_record",
    "place_key",
    "section_of",
    "week_ends",
    "work_of",
]
