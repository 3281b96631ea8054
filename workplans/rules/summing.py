"""What a plan's facts add up to as at a day, and what each day brings by itself: pure.

Some facts change though nobody does anything: a last day passes, a value is missed, an activity comes into the time that
is looked ahead. Each such change is of one day. So a quarter is summed up as at its last day, and how it stands on an
earlier one is that, less what the days after it bring. Nothing that is kept depends on when it was worked out.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from workplans.rules import periods, recording
from workplans.rules.money import SOON_DAYS
from workplans.rules.progress import is_in_time

DAY, SOON = timedelta(days=1), timedelta(days=SOON_DAYS)


class Brought(NamedTuple):
    """What days bring: how many activities were due and done in time, how many values were due and recorded, how many
    indicators can be judged and are on track, and the
    money planned for what is under way or begins soon, with what came of it, in hundredths."""

    due: int = 0
    in_time: int = 0
    values_due: int = 0
    values_recorded: int = 0
    judged: int = 0
    on_track: int = 0
    planned: int = 0
    came: int = 0

    def plus(self, other):
        return Brought(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


NOTHING = Brought()


class Days:
    """What each day of a plan brings, put in fact by fact."""

    def __init__(self):
        self.by_day: dict[date, Brought] = defaultdict(lambda: NOTHING)

    def bring(self, day, **what):
        self.by_day[day] = self.by_day[day].plus(Brought(**what))

    def work(self, progress, due_on):
        """An activity or occasion: it is due from the day after its last one."""
        if due_on is not None:
            self.bring(due_on + DAY, due=1, in_time=int(is_in_time(progress, due_on)))

    def value(self, period, is_recorded, days_to_record):
        """A value of `period`: it is missed from the day after it was still in time."""
        first = recording.due_on(period, days_to_record) + DAY
        self.bring(first, values_due=1, values_recorded=int(is_recorded))

    def results(self, judged):
        """The results of each quarter, (day from which they are the last, how many are judged, how many on track) in order."""
        before = (0, 0)
        for first, *now in judged:
            self.bring(first, judged=now[0] - before[0], on_track=now[1] - before[1])
            before = (now[0], now[1])

    def money(self, spans, planned, came):
        """The money of an activity, from SOON_DAYS before each of its `spans` until its last day."""
        if planned or came:
            for first, last in joined([(first - SOON, last) for first, last in spans]):
                self.bring(first, planned=planned, came=came)
                self.bring(last + DAY, planned=-planned, came=-came)

    def in_quarters(self, quarters):
        """[(what is brought up to its last day, {day in it, but for its first: what that brings})] of `quarters`, the
        (first, last day) of each in order."""
        ordered = sorted((day, what) for day, what in self.by_day.items() if what != NOTHING)
        found = []
        for first, last in quarters:
            closing, within = NOTHING, {}
            for day, what in ordered:
                if day <= last:
                    closing = closing.plus(what)
                    if day > first:
                        within[day] = what
            found.append((closing, within))
        return found


def spans_of(months, starts_on, ends_on):
    """The (first, last day) of each time in which an activity is under way, by its months where it has them."""
    if months:
        firsts = [date.fromisoformat(f"{month}-01") for month in months]
        return [(first, periods.month_end(first)) for first in firsts]
    first, last = starts_on or ends_on, ends_on or starts_on
    return [(first, last)] if first else []


def joined(spans):
    """`spans` of days with those that touch or overlap made one, in order."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
