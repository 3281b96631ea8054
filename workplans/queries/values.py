"""What the tables of values read: all indicators of one time, and all times of one indicator. A fixed number of queries."""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from workplans.models import Entry, EntryPart, Indicator, Objective, Target, Workplan
from workplans.queries.figures import parent_of, places_of
from workplans.queries.recording import recorded_in
from workplans.rules import recording
from workplans.rules.figures import Reading
from workplans.rules.recording import Period
from workplans.written import figure_in_words, number_in_words, period_in_words, with_unit, yearly_in_words

NOTHING = Reading()
A_PAGE = 40
"""Indicators on a page of the table."""
MINE, MISSING, OTHERS = "mine", "missing", "others"
OF_TIME, OF_YEAR = "time", "year"


@dataclass
class Row:
    """A value that can be typed: of which indicator and time, what stands there, what stood before, the target."""

    name: str
    label: str
    number: str
    indicator: Indicator
    period: Period
    last: Entry | None = None
    """The last of its line, taken back or not."""
    before: Reading | None = None
    target: Decimal | None = None
    heading: str = ""
    """What begins with this row, if anything."""
    is_mine: bool = False
    is_closed: bool = False
    """Whether its quarter is closed, so that nothing is written there."""
    is_missing: bool = False
    """Whether it is a time of its indicator that is over and open, and no value says anything of it."""
    table: str = OF_TIME
    """The table that it is in, OF_TIME or OF_YEAR."""

    @property
    def now(self):
        """The Reading that stands."""
        return self.last.reading if self.last else NOTHING

    @property
    def parts(self):
        """What was recorded of each part with the value that stands, in words."""
        return [f"{one.part.words} {one.in_words}" for one in self.last.parts.all()] if self.last else []

    @property
    def before_in_words(self):
        return figure_in_words(self.before, self.indicator.unit) if self.before else ""

    @property
    def target_in_words(self):
        """The target of its time; that for the year, said to be so, where it is the only one."""
        return target_words(self.indicator, self.target)


class PeriodTable:
    """The indicators of `plan` with their values of `period`; `show` is MINE, MISSING or OTHERS, "" all of them.

    `posts` are the keys of the reader's posts, who records what is nobody's where they lead. `sent` are the names of the
    rows that somebody sent: then it has those, all on one page, whatever would be shown by now.
    """

    def __init__(self, plan, period, posts, leads, show="", page=None, sent=None):
        self.plan, self.period, self.posts, self.leads, self.sent = plan, period, posts, leads, sent
        self.today = timezone.localdate()
        self.show = show if sent is None else ""
        [self.recorded] = recorded_in(Workplan.objects.filter(pk=plan.pk))
        self.calendar = self.recorded.calendar
        rows = self.in_order()
        self.page = Paginator(rows, A_PAGE if sent is None else max(1, len(rows))).get_page(page)

    @cached_property
    def indicators(self):
        """All of the plan that are recorded for such a time; for OTHERS those for another; of what was sent, all of it."""
        found = Indicator.objects.filter(workplan=self.plan).annotate(recorder=Coalesce("post", "activity__post"))
        if self.sent is not None:
            return [one for one in found.defer("stated") if name_of(one) in self.sent]
        every = {"recorded_every": self.period.every}
        found = found.exclude(**every) if self.show == OTHERS else found.filter(**every)
        return list(found.defer("stated"))

    def is_mine(self, indicator):
        return indicator.recorder in self.posts or (self.leads and indicator.recorder is None)

    def in_order(self):
        """(number, indicator, objective) in the order of the plan, the reader's own before the others."""
        wanted = self.indicators
        if self.show == MINE:
            wanted = [one for one in wanted if self.is_mine(one)]
        elif self.show == MISSING:
            wanted = [one for one in wanted if not self.recorded.covers(self.period, one.pk)]
        by_parent = defaultdict(list)
        for one in wanted:
            by_parent[parent_of(one)].append(one)
        found, objective = [], None
        for number, kind, key in places_of(self.plan) if wanted else ():
            objective = key if kind == "objective" else objective
            found += [(one.code or number, one, objective) for one in by_parent[kind, key]]
        return sorted(found, key=lambda row: not self.is_mine(row[1]))

    @property
    def is_due(self):
        """Whether its values are to be recorded: it is over, and its quarter is not closed."""
        return recording.to_record(self.period, self.today) and self.period.quarter not in self.recorded.closed

    @property
    def counts(self):
        """(how many indicators are recorded for such a time, how many of them have a value): whatever is shown."""
        wanted = [one.key for one in self.recorded.wanted if one.every == self.period.every]
        return len(wanted), sum(self.recorded.covers(self.period, key) for key in wanted)

    @property
    def missing_elsewhere(self):
        """[(key, time in words, how many values)] of the other times of the plan that lack some, the oldest first."""
        counted: dict[Period, int] = defaultdict(int)
        for owed in self.recorded.owed(self.today):
            counted[owed.period] += owed.missing + owed.from_file
        times = sorted((one for one in counted if one.key != self.period.key), key=lambda one: (one.last, one.first))
        return [(one.key, period_in_words(one.key), counted[one]) for one in times]

    def gone(self):
        """{name of a row: the indicator's name} of what was sent and is no longer in the plan; no query where all is."""
        here = {name_of(one) for one in self.indicators}
        keys = {
            int(name[1:]): name for name in self.sent or () if re.fullmatch(r"i[0-9]{1,15}", name) and name not in here
        }
        if not keys:
            return {}
        left = Indicator.history.filter(id__in=keys, workplan=self.plan.pk, history_type="-")
        return {keys[key]: name for key, name in left.values_list("id", "name")}

    def rows(self):
        """The Rows of the page: five queries."""
        shown = list(self.page.object_list)
        keys = [one.pk for _number, one, _objective in shown]
        last = last_of(Entry.figures.filter(indicator__in=keys, period=self.period.key), "indicator_id")
        before = self.before(keys)
        targets = self.targets(shown)
        names = dict(Objective.objects.filter(pk__in={one[2] for one in shown}).values_list("pk", "name"))
        is_closed = bool(self.plan.closed_on([self.period.last]))
        found, group = [], None
        for number, one, objective in shown:
            one.workplan = self.plan
            row = Row(name_of(one), f"{number} {one.name}", number, one, self.period, last.get(one.pk))
            row.before, row.target, row.is_mine = before.get(one.pk), targets.get(one.pk), self.is_mine(one)
            row.is_closed = is_closed
            is_due = self.is_due and one.recorded_every == self.period.every
            row.is_missing = is_due and not self.recorded.covers(self.period, one.pk)
            if group != (row.is_mine, objective):
                group, row.heading = (row.is_mine, objective), names[objective]
            found.append(row)
        return found

    def before(self, keys):
        """{indicator: the Reading that stands for the last of the times before}."""
        times = {one.key: place for place, one in enumerate(self.calendar.before(self.period))}
        rows = Entry.figures.standing().filter(indicator__in=keys, period__in=times).order_by()
        found: dict[int, tuple] = {}
        for key, period, *numbers in rows.values_list("indicator", "period", "value", "numerator", "denominator"):
            if key not in found or times[period] < found[key][0]:
                found[key] = times[period], Reading(*numbers)
        return {key: reading for key, (_place, reading) in found.items()}

    def targets(self, shown):
        """{indicator: its target}: of the quarter; for the whole plan that of the year."""
        if self.period.every == recording.YEAR:
            return {one.pk: one.target for _number, one, _objective in shown}
        keys = [one.pk for _number, one, _objective in shown]
        rows = Target.objects.filter(indicator__in=keys, quarter__number=self.period.quarter).order_by()
        return dict(rows.values_list("indicator", "value"))


class YearTable:
    """All times of one indicator that have begun, `every` month, quarter or once: what stands, what stood before, the targets."""

    def __init__(self, indicator, every, today):
        self.indicator, self.today, self.calendar = indicator, today, indicator.workplan.calendar()
        self.periods = [one for one in self.calendar.of(every) if one.first <= today]

    def rows(self):
        """The Rows: three queries."""
        last = last_of(Entry.figures.filter(indicator=self.indicator), "period")
        known = {key for key, one in last.items() if one.reading.is_known}
        rows = Target.objects.filter(indicator=self.indicator).order_by()
        targets = dict(rows.values_list("quarter__number", "value"))
        found, before = [], None
        for period in self.periods:
            row = Row(period.key, period_in_words(period.key), "", self.indicator, period, last.get(period.key), before)
            row.table = OF_YEAR
            row.is_closed = bool(self.indicator.workplan.closed_on([period.last]))
            is_own = period.every == self.indicator.recorded_every
            is_due = is_own and recording.to_record(period, self.today) and not row.is_closed
            row.is_missing = is_due and not self.calendar.is_covered(period, known)
            yearly = period.every == recording.YEAR
            row.target = self.indicator.target if yearly else targets.get(period.quarter)
            found.append(row)
            before = row.now if row.now.is_known else before
        return found


def target_in_words(indicator, period):
    """What was planned of `indicator` for `period`, in words: the target of its quarter, or of the year: one query."""
    if period.every == recording.YEAR:
        return target_words(indicator, indicator.target)
    rows = Target.objects.filter(indicator=indicator, quarter__number=period.quarter).order_by()
    return target_words(indicator, rows.values_list("value", flat=True).first())


def target_words(indicator, target):
    if yearly := yearly_in_words(indicator, target):
        return _("%(figure)s, for the year only") % {"figure": yearly}
    return with_unit(number_in_words(target, 8), indicator.unit)


def name_of(indicator):
    """What the row of an indicator is called in the form."""
    return f"i{indicator.pk}"


def last_of(entries, name):
    """{what `name` says: the last Entry of its line} of `entries`, with its parts: two queries."""
    rows = entries.last_of_each().select_related("by", "indicator")
    rows = rows.prefetch_related(Prefetch("parts", EntryPart.objects.as_read()))
    return {getattr(one, name): one for one in rows}
