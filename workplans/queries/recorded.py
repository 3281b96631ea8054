"""What the pages of single entries read: the line of a figure, where values came from before, what was counted."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch

from workplans.models import Entry, EntryPart, Target
from workplans.rules import recording
from workplans.written import number_in_words, period_in_words, quarter_in_words, with_unit

A_PAGE = 30


def by_breakdown():
    """What reads the parts of entries beforehand, those of each breakdown together."""
    return Prefetch("parts", EntryPart.objects.as_read())


def line_of(entry):
    """The report and its corrections of which `entry` is one, in order, with their parts: two queries."""
    acts = (Entry.Act.REPORT, Entry.Act.CORRECTION)
    rows = Entry.figures.filter(place=entry.place, act__in=acts).order_by("pk")
    return list(rows.select_related("by", "post", "for_post", "indicator", "activity").prefetch_related(by_breakdown()))


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
    target, time = indicator.target, period_in_words(recording.WHOLE)
    if period.every != recording.YEAR:
        of_quarter = Target.objects.filter(indicator=indicator, quarter__number=period.quarter)
        target, time = of_quarter.values_list("value", flat=True).first(), quarter_in_words(period.quarter)
    before, before_time = (last.in_words, period_in_words(last.period)) if last else ("", "")
    return Beside(before, before_time, with_unit(number_in_words(target, 8), indicator.unit), time)


@dataclass
class Counted:
    """What was counted of an activity: its sums, and a page of it, the last day first."""

    held: int
    reached: int
    page: Any


def counted_of(activity, page=None):
    """The Counted of `activity`: three queries."""
    standing = Entry.figures.counted().standing().filter(activity=activity)
    sums = dict.fromkeys(Entry.Kind.values, 0)
    for kind, number in standing.order_by().values_list("kind", "value"):
        sums[kind] += int(number)
    rows = standing.select_related("by", "post", "indicator").prefetch_related("evidence").order_by(*Entry.LAST_FIRST)
    shown = Paginator(rows, A_PAGE).get_page(page)
    return Counted(sums[Entry.Kind.HELD], sums[Entry.Kind.REACHED], shown)
