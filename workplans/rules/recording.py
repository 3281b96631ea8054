"""For which times an indicator is recorded, and from which day on its value is missed. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from workplans.rules import periods

MONTH, QUARTER, YEAR = EVERY = ["month", "quarter", "year"]
WHOLE = "year"
"""The key of the whole time of a plan."""


@dataclass(frozen=True)
class Period:
    """A time for which a value is recorded: a month ("2026-07"), a quarter ("q1") or the whole plan ("year").

    `quarter` is the number of the quarter in which its last day falls: that is where it counts.
    """

    key: str
    first: date
    last: date
    quarter: int

    @property
    def every(self):
        """Which kind of time it is, one of EVERY."""
        return every_of(self.key)


def every_of(key):
    """Which kind of time the key of a Period is of, one of EVERY."""
    return YEAR if key == WHOLE else QUARTER if key.startswith("q") else MONTH


def is_longer(period, every):
    """Whether `period` is longer than those for which something that is recorded `every` month, quarter or year is recorded."""
    return EVERY.index(period.every) > EVERY.index(every)


class Calendar:
    """The periods of one plan, from its first and last day and its `quarters`, (number, first day, last day) each."""

    def __init__(self, starts_on, ends_on, quarters):
        self.quarters = [Period(f"q{number}", first, last, number) for number, first, last in sorted(quarters)]
        self.year = Period(WHOLE, starts_on, ends_on, self.quarters[-1].quarter if self.quarters else 1)
        self.months = []
        for month in periods.months(starts_on, ends_on):
            last = min(periods.month_end(month), ends_on)
            key = periods.month_key(month)
            self.months.append(Period(key, max(month, starts_on), last, self.quarter_of(last)))
        self.by_key = {one.key: one for one in [*self.months, *self.quarters, self.year]}

    def quarter_of(self, day):
        """The number of the quarter that `day` falls in; that of the last one after them all."""
        return next((one.quarter for one in self.quarters if day <= one.last), self.year.quarter)

    def of(self, every):
        """The periods for which something that is recorded `every` month, quarter or year is recorded."""
        return {MONTH: self.months, QUARTER: self.quarters, YEAR: [self.year]}[every]

    def find(self, key):
        """The period with that key; None where the plan has none."""
        return self.by_key.get(key)

    def keeps(self, period):
        """Whether what is recorded for `period`, of the same plan with other days, is of the same time in this one."""
        found = self.find(period.key)
        return found is not None and (period.every == MONTH or (found.first, found.last) == (period.first, period.last))

    def is_covered(self, period, known):
        """Whether `period` has a value where the times `known` (keys) have one: its own, that of the time that it is in,
        or those of all times in it."""
        if period.key in known or WHOLE in known:
            return True
        if period.every == MONTH:
            return f"q{period.quarter}" in known
        parts = self.months_of(period.quarter) if period.every == QUARTER else self.quarters
        return bool(parts) and all(self.is_covered(one, known) for one in parts)

    def touching(self, period):
        """The keys of the times whose values say whether `period` has one."""
        if period.every == YEAR:
            return list(self.by_key)
        months = self.months_of(period.quarter) if period.every == QUARTER else []
        return [period.key, f"q{period.quarter}", WHOLE, *(one.key for one in months)]

    def before(self, period):
        """The times of the same kind before `period`, the last first."""
        return [one for one in reversed(self.of(period.every)) if one.last < period.first]

    def months_of(self, number):
        """The months that count in the quarter `number`."""
        return [one for one in self.months if one.quarter == number]


def due_on(period, days):
    """The last day on which the value of `period` is in time: so many `days` after it ended."""
    return period.last + timedelta(days=days)


def is_due(period, days, today):
    """Whether the value of `period` is missed on `today`."""
    return due_on(period, days) < today


def to_record(period, today):
    """Whether it is time to record `period`: it is over."""
    return period.last < today
