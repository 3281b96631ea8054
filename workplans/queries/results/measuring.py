"""What the page of one indicator reads of its results: quarter by quarter, drawn, broken down, and each entry."""

from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workplans.models import EntryPart, Explanation
from workplans.queries.figures import Figures
from workplans.queries.results.behind import printed, recorded_in
from workplans.queries.results.cells import cells_of, difference_in_words
from workplans.queries.results.lines import explained
from workplans.queries.results.reading import approved_of, approved_targets
from workplans.rules import charts, figures, recording
from workplans.rules.charts import Columns
from workplans.rules.figures import EXACT, rounded
from workplans.written import number_in_words, period_in_words, quarter_in_words, with_unit

MOST_COLUMNS = 18
"""A drawing has no more columns than this: a longer plan is drawn by quarters."""
MOST_ENTRIES = 6
"""So many entries are listed on the page; there is a page for all of them."""


@dataclass(frozen=True)
class Part:
    """What was recorded of one part of a breakdown, with the length of its bar of charts.BAR."""

    name: str
    figure: str
    length: int


@dataclass
class Measures:
    """The results of one indicator, ready to print."""

    quarters: list[dict] = field(default_factory=list)
    """A row for each quarter, then one for what is so far and one for the whole plan."""
    has_approved: bool = False
    """Whether something that was approved is otherwise than what is planned now."""
    drawing: Columns | None = None
    low: str = ""
    high: str = ""
    labels: list[str] = field(default_factory=list)
    """What stands under the columns."""
    months: list[dict] = field(default_factory=list)
    """A row for each month, where those are drawn."""
    breakdowns: list[tuple[str, list[Part]]] = field(default_factory=list)
    entries: list = field(default_factory=list)
    has_more: bool = False
    next: str = ""
    """The key of the time that is to be recorded: the first that is over and lacks a value, else the one that runs."""
    next_words: str = ""
    closed_words: str = ""
    """The times that lack a value and are closed, where nothing else is to be recorded."""


def measured_facts(indicator, today, *, may_edit=False):
    """The Measures of `indicator` as of `today`: nine queries whatever was recorded, and one while the plan is changed after an approval.

    With `may_edit` the person may explain what the quarters that have begun came to, and are not closed.
    """
    prefetch_related_objects([indicator.workplan], "quarters")
    known = Figures(indicator.workplan, today, read=[indicator])
    measured = known.of(indicator)
    by_quarter = {
        one.quarter.number: one
        for one in Explanation.objects.filter(indicator=indicator).select_related("quarter").order_by()
    }
    found = Measures(quarters=quarter_rows(measured, by_quarter, today if may_edit else None))
    found.has_approved = any(row["approved"] for row in found.quarters)
    draw(found, measured)
    found.breakdowns = parts_of(measured)
    rows = recorded_in(indicator.workplan, known.calendar, indicator=indicator.pk, corrected=True)
    rows = list(rows[: MOST_ENTRIES + 1])
    found.has_more = len(rows) > MOST_ENTRIES
    found.entries = [printed(one, indicator.workplan, known.calendar) for one in rows[:MOST_ENTRIES]]
    to_record = measured.to_record(today)
    begun = [one for one in measured.periods if one.first <= today]
    closed = [one for one in to_record if indicator.workplan.closed_on([one.last])]
    to_record = [one for one in to_record if one not in closed]
    running = [one for one in begun[-1:] if not measured.is_recorded(one) and one not in closed]
    if period := next(iter([*to_record, *running]), None):
        found.next, found.next_words = period.key, period_in_words(period.key)
    elif closed:
        found.closed_words = ", ".join(period_in_words(one.key) for one in closed)
    return found


def quarter_rows(measured, explanations, today):
    """A row for each quarter, for what is so far, and for the whole plan; `today` where the person may explain."""
    open_quarters = {
        one.number for one in measured.of.plan.quarters.all() if today and one.starts_on <= today and not one.is_closed
    }
    calendar, indicator = measured.of.calendar, measured.indicator
    about = f"?indicator={indicator.pk}"
    approved = approved_of(measured, approved_targets(measured.of.plan))

    def row(words, compared, counting, behind, target, number=None):
        explanation = explanations.get(number)
        cells = cells_of(indicator, compared, counting, target, is_approved=approved is not None)
        return cells.printed(indicator.unit) | {
            "time": words,
            "number": str(number) if number else "",
            "behind": behind,
            **explained(explanation, compared.state),
            "may_explain": number in open_quarters,
            "kind": "indicator",
            "pk": str(indicator.pk),
            "name": words,
        }

    rows = []
    for one in calendar.quarters:
        number = one.quarter
        counting = figures.counting(calendar, measured.known, None if measured.is_whole(number) else number)
        words = quarter_in_words(number)
        target = approved and (approved.year if measured.is_whole(number) else approved.quarters.get(number))
        rows.append(row(words, measured.quarter(number), counting, f"{about}&quarter={number}", target, number))
    last = measured.of.last_over
    counting = figures.counting(calendar, measured.known, upto=last)
    target = approved and approved.so_far(indicator.way, calendar, last)
    rows.append(row(_("So far"), measured.so_far(last), counting, f"{about}&upto={last}", target))
    counting = figures.counting(calendar, measured.known)
    rows.append(row(_("The whole plan"), measured.year, counting, about, approved and approved.year))
    return rows


def draw(found, measured):
    """Draw the months of what is not added up, where they are not too many; else the quarters."""
    calendar, indicator = measured.of.calendar, measured.indicator
    places = figures.places_of(indicator.way, indicator.is_ratio)
    by_month = (
        indicator.recorded_every == recording.MONTH
        and indicator.way != figures.SUM
        and len(calendar.months) <= MOST_COLUMNS
    )
    if by_month:
        found.labels = [date_format(one.first, "M") for one in calendar.months]
        actuals = [
            measured.readings[one.key].figure(measured.scale) if one.key in measured.readings else None
            for one in calendar.months
        ]
        targets = [measured.targets.get(one.quarter) for one in calendar.months]
        found.months = [
            month_row(indicator, one, actual, target, places)
            for one, actual, target in zip(calendar.months, actuals, targets, strict=True)
        ]
    else:
        found.labels = [quarter_in_words(one.quarter) for one in calendar.quarters]
        actuals = [measured.quarter(one.quarter).actual for one in calendar.quarters]
        targets = [measured.targets.get(one.quarter) for one in calendar.quarters]
    found.drawing = charts.columns(actuals, targets)
    if found.drawing:
        low, high = (rounded(one, places) for one in (found.drawing.low, found.drawing.high))
        found.low, found.high = (with_unit(number_in_words(one, EXACT), indicator.unit) for one in (low, high))


def month_row(indicator, period, actual, target, places):
    actual = rounded(actual, places)
    difference = None if None in (actual, target) else rounded(Fraction(actual) - Fraction(target), places)
    sign = indicator.unit if indicator.unit.strip() in ("%", "‰") else ""
    return {
        "time": period_in_words(period.key),
        "actual": with_unit(number_in_words(actual, EXACT), sign),
        "planned": with_unit(number_in_words(target, EXACT), sign),
        "difference": difference_in_words(difference),
    }


def parts_of(measured):
    """[(breakdown, [Part])] of all that counts in the whole plan: one query."""
    counting = [one.key for one in figures.counting(measured.of.calendar, measured.known)]
    order = {key: place for place, key in enumerate(counting)}
    rows = EntryPart.objects.filter(entry__in=counting).select_related("part__breakdown")
    by_part: dict = {}
    for one in sorted(rows, key=lambda row: (row.part.breakdown_id, row.part.order, row.part_id, order[row.entry_id])):
        by_part.setdefault(one.part, []).append(one.reading)
    indicator = measured.indicator
    places = figures.places_of(indicator.way, indicator.is_ratio)
    sums = {part: figures.add_up(indicator.way, readings, measured.scale) for part, readings in by_part.items()}
    found: dict[str, list] = {}
    for part in by_part:
        found.setdefault(part.breakdown.words, []).append(part)
    return [
        (
            name,
            [
                Part(part.words, figure_of(sums[part], indicator, places), length)
                for part, length in lengths(parts, sums)
            ],
        )
        for name, parts in found.items()
    ]


def lengths(parts, sums):
    return zip(parts, charts.bars([sums[part] for part in parts]), strict=True)


def figure_of(figure, indicator, places):
    return with_unit(number_in_words(rounded(figure, places), EXACT), indicator.unit) or "–"
