"""A plan's results: what was planned, approved and happened, side by side. Read once; the page and every file print it."""

from workplans.queries.results.behind import Behind, counted_in_words, printed, recorded_in
from workplans.queries.results.cells import Cells
from workplans.queries.results.folded import Folded, folded, in_rows, wanted_of
from workplans.queries.results.lines import ActivityLine, IndicatorLine
from workplans.queries.results.measuring import measured_facts
from workplans.queries.results.money import Course, course_of
from workplans.queries.results.reading import Results

__all__ = [
    "ActivityLine",
    "Behind",
    "Cells",
    "Course",
    "Folded",
    "IndicatorLine",
    "Results",
    "counted_in_words",
    "course_of",
    "folded",
    "in_rows",
    "measured_facts",
    "printed",
    "recorded_in",
    "wanted_of",
]
