"""What the pages of single entries read: the line of a figure, where values came from before, what was counted."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects

from workplans.models import Entry, EntryPart
from workplans.models.monitor.kinds import WRITTEN
from workplans.queries.values import target_in_words
from workplans.rules import recording
from workplans.written import period_in_words, quarter_in_words

A_PAGE = 30


def by_breakdown():
    """What reads the parts of entries beforehand, those of each breakdown together."""
    return Prefetch("parts", EntryPart.objects.as_read())


def line_of(entry):
    """The report and its corrections of which `entry` is one, in order, with their parts: two queries."""
    return list(in_line(entry).filter(act__in=WRITTEN).prefetch_related(by_breakdown()))


def said_in_line(entry):
    """As `line_of`, with what others said of it: that it is right, that it is not, that it is right after all."""
    return list(in_line(entry))


def in_line(entry):
    rows = Entry.figures.filter(place=entry.place).order_by("pk")
    return rows.select_related("by", "post", "for_post", "indicator", "activity")


def source_before(indicator):
    """What was given last as the source of a value of `indicator`; "" where nothing was."""
    rows = Entry.figures.filter(indicator=indicator).exclude(source="").order_by("-pk")
    return rows.values_list("source", flat=True).first() or ""


@dataclass
class Beside:
    """What is shown beside the box of a value: the one before with its time, and the target with its own; "" for none."""

    before: str
    before_time: str
    target: str
    target_time: str


def beside(indicator, period):
    """The Beside of a value of `indicator` for `period`: two queries at most."""
    last = Entry.figures.before(indicator, period)
    is_yearly = period.every == recording.YEAR
    time = period_in_words(recording.WHOLE) if is_yearly else quarter_in_words(period.quarter)
    before, before_time = (last.in_words, period_in_words(last.period)) if last else ("", "")
    return Beside(before, before_time, target_in_words(indicator, period), time)


@dataclass
class Counted:
    """What was counted of an activity: its sums, and a page of it, the last day first."""

    held: int
    reached: int
    page: Any


def counted_of(plan, activity, page=None):
    """The Counted of `activity` in `plan`, each of a page with whether its quarter is closed: four queries."""
    standing = Entry.figures.counted().standing().filter(activity=activity)
    sums = dict.fromkeys(Entry.Kind.values, 0)
    for kind, number in standing.order_by().values_list("kind", "value"):
        sums[kind] += int(number)
    rows = standing.select_related("by", "post", "indicator").prefetch_related("evidence").order_by(*Entry.LAST_FIRST)
    shown = Paginator(rows, A_PAGE).get_page(page)
    prefetch_related_objects([plan], "quarters")
    for one in shown:
        vars(one)["is_closed"] = bool(plan.closed_on([one.on]))
    return Counted(sums[Entry.Kind.HELD], sums[Entry.Kind.REACHED], shown)
