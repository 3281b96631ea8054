"""The plan's outline: what a filter leaves of it, folded, with rows ready to print."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.safestring import mark_safe

from workplans.practices import Practice
from workplans.queries.plan import IN_WORDS, STANDS, Facts, month_keys, when_in_words, within
from workplans.rules import periods
from workplans.written import money

PLAN_OPENS, OBJECTIVE_OPENS = 25, 60
"""So many activities are shown without folding; a longer plan opens by objective, a longer objective by output."""
ALL = "all"
OF_ACTIVITIES = {"money", "responsible", "dates", "source", "ready"}
"""What may be missing of activities alone; an indicator is missing of outputs."""
ROW_KEYS = {"objective": "o", "output": "u", "activity": "a"}
"""Before an item's key, what a row of the outline is called in addresses and on the page."""


BAR = '<rect class="run" x="{}" y="2" width="{}" height="5" rx="2"/>'
"""An unbroken run of months of an activity, in the drawing of when it is; it is not in the template since all rows have some."""


class Alike(NamedTuple):
    """What the looks of an activity's row depend on (see templatetags/printing.py)."""

    aside: str
    """The words for its practice, where that is another than implementing."""
    needs_none: bool
    """Whether it says that it needs no money, and has none."""
    lacks: tuple
    waits: tuple
    """The names of structures and systems that it waits for."""
    first: bool
    last: bool
    """Its place under its output, where the order is being changed."""


@dataclass
class Row:
    """An objective, output or activity as the outline prints it."""

    item: Any
    key: str
    number: str
    rows: list = field(default_factory=list)
    money: Decimal = Decimal(0)
    count: int = 0
    open: bool = True
    lacks: list = field(default_factory=list)
    """What an output lacks."""
    when: str = ""
    who: str = ""
    alike: Alike | None = None
    own: dict = field(default_factory=dict)
    """What the row of an activity that is shown prints."""

    @property
    def pk(self):
        return self.item.pk


@dataclass
class Outline:
    """A plan, or what a filter leaves of it."""

    rows: list
    total: int
    shown: int
    money: Decimal
    timeline: list
    today_at: float | None

    @property
    def is_long(self):
        """Whether it has so many activities that it folds."""
        return self.shown > PLAN_OPENS


def outline(plan, wanted, flipped, today, *, arranging=False):
    """The Outline of `plan`, filtered by `wanted` (see FilterForm), folded but for what `flipped` turns over."""
    facts = Facts(plan)
    timeline = plan.months()
    fits = filter_of(plan, wanted, facts, today)
    rows, total, shown = [], 0, 0
    for place, objective in enumerate(facts.objectives, start=1):
        objective_row = Row(objective, f"{ROW_KEYS['objective']}{objective.pk}", objective.code or str(place))
        for output_place, output in enumerate(facts.outputs[objective.pk], start=1):
            output_number = output.code or f"{place}.{output_place}"
            output_row = Row(output, f"{ROW_KEYS['output']}{output.pk}", output_number)
            if output.pk not in facts.measured:
                output_row.lacks = ["indicator"]
            for activity_place, activity in enumerate(facts.activities[output.pk], start=1):
                total += 1
                if not fits(objective, output, activity):
                    continue
                number = activity.code or f"{place}.{output_place}.{activity_place}"
                row = Row(
                    activity,
                    f"{ROW_KEYS['activity']}{activity.pk}",
                    number,
                    money=facts.money.get(activity.pk, Decimal(0)),
                    count=1,
                )
                output_row.rows.append(row)
            if output_row.rows or fits(objective, output, None):
                add_up(objective_row, output_row)
        if objective_row.rows or fits(objective, None, None):
            rows.append(objective_row)
            shown += objective_row.count
    fold(rows, shown, flipped)
    make_ready(rows, facts, timeline, arranging=arranging)
    return Outline(rows, total, shown, sum((row.money for row in rows), Decimal(0)), timeline, today_at(plan, today))


def filter_of(plan, wanted, facts, today):
    """fits(objective, output, activity): whether the row is wanted; activity or output is None for a row above."""
    if not wanted:
        return lambda objective, output, activity: True
    words = [word.casefold() for word in wanted.get("q", "").split()]
    quarter = next((q for q in plan.quarters.all() if str(q.number) == wanted.get("quarter")), None)
    missing = wanted.get("missing")
    spans = [(quarter.starts_on, quarter.ends_on)] if quarter else []
    spans += [(today, today + timedelta(days=wanted["soon"]))] if "soon" in wanted else []
    of_activities = wanted.keys() & {"practice", "post", "quarter", "soon", "progress"} or missing in OF_ACTIVITIES

    def has_words(*items):
        text = " ".join(f"{item.code} {item.name}" for item in items if item).casefold()
        return all(word in text for word in words)

    def fits(objective, output, activity):
        if activity is None:
            if of_activities or not (words or missing):
                return False
            if missing == "indicator":
                return output is not None and output.pk not in facts.measured and has_words(objective, output)
            return has_words(output or objective)
        text = f"{activity.who} {activity.place} {activity.funders}".casefold()
        if words and not (has_words(objective, output, activity) or all(word in text for word in words)):
            return False
        if "practice" in wanted and activity.practice != wanted["practice"]:
            return False
        if "post" in wanted and wanted["post"] not in {str(activity.post_id), IN_WORDS + activity.responsible}:
            return False
        if not all(within(activity, *span) for span in spans):
            return False
        if "progress" in wanted and not STANDS[wanted["progress"]](facts.due[activity.pk], today):
            return False
        if missing == "indicator":
            return False
        if missing == "source":
            return facts.wants_source(activity)
        if missing == "ready":
            return activity.pk in facts.waiting
        return not missing or missing in facts.lacks(activity)

    return fits


def add_up(above, row):
    """Put `row`, with all in it, under `above`."""
    row.money = sum((one.money for one in row.rows), Decimal(0))
    row.count = len(row.rows)
    above.rows.append(row)
    above.money += row.money
    above.count += row.count


def fold(rows, shown, flipped):
    """Decide what is open: all of a short plan; of a long one the first objective; `flipped` keys the other way.

    ALL among `flipped` opens everything, which is what one prints.
    """
    for place, objective in enumerate(rows):
        objective.open = (shown <= PLAN_OPENS or place == 0 or ALL in flipped) != (objective.key in flipped)
        for output in objective.rows:
            output.open = (objective.count <= OBJECTIVE_OPENS or ALL in flipped) != (output.key in flipped)


def make_ready(rows, facts, timeline, *, arranging):
    """Fill in what the rows of activities print, where they are open."""
    aside = {practice.value: str(practice.label) for practice in Practice if practice != Practice.IMPLEMENT}
    for output in (output for objective in rows if objective.open for output in objective.rows if output.open):
        for place, row in enumerate(output.rows, start=1):
            activity = row.item
            row.who, row.when = activity.who, when_in_words(activity)
            bars = drawn(tuple(month_keys(activity, timeline)), tuple(timeline))
            row.alike = Alike(
                aside.get(activity.practice, ""),
                activity.needs_no_money and not row.money,
                tuple(facts.lacks(activity)),
                tuple(facts.waiting.get(activity.pk, ())),
                arranging and place == 1,
                arranging and place == len(output.rows),
            )
            row.own = {
                "pk": activity.pk,
                "key": row.key,
                "number": row.number,
                "name": activity.name,
                "who": row.who,
                "when": row.when,
                "bars": bars,
                "money": money(row.money) if row.money else "",
                "carried_from": activity.carried_from_id or 0,
            }


@lru_cache(maxsize=1000)
def drawn(keys, timeline):
    """The bars of the months `keys` along `timeline`, ten units a month; "" for none."""
    found = periods.runs(keys, timeline)
    return mark_safe("".join(BAR.format(index * 10 + 1, length * 10 - 2) for index, length in found))


def today_at(plan, today):
    """Where today is along the plan's months, ten units each; None outside the plan."""
    if not plan.starts_on <= today <= plan.ends_on:
        return None
    months = plan.months()
    index = next(place for place, day in enumerate(months) if (day.year, day.month) == (today.year, today.month))
    return round(index * 10 + (today.day - 1) / 31 * 10, 1)
