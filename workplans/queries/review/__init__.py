"""What the pages of review read: versions compared and put into words, remarks, what is missing before a plan is sent."""

from workplans.queries.review.comparison import Names, compared, day_in_words, differs
from workplans.queries.review.missing import missing_of
from workplans.queries.review.printed import Printed, asked_in, printed, printed_item
from workplans.queries.review.remarks import beside, remarks_of, remarks_on
from workplans.queries.review.way import quarters_of, steps_of, waits_since

__all__ = [
    "Names",
    "Printed",
    "asked_in",
    "beside",
    "compared",
    "day_in_words",
    "differs",
    "missing_of",
    "printed",
    "printed_item",
    "quarters_of",
    "remarks_of",
    "remarks_on",
    "steps_of",
    "waits_since",
]
