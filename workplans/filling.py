"""Filling indicators from a file of values: what it would record, what it finds there already, and doing it.

A file is read before the transaction in which it is put to use, so that nobody waits for a large one.
"""

import json
from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teams.atonce import at_once
from teams.exchange.unreadable import Unreadable
from workplans.exchange.values import Choices, read_values, times
from workplans.exchange.values.found import Figure
from workplans.exchange.values.left_out import (
    ABSENT,
    CALENDAR,
    CLOSED,
    DELETED,
    NO_PART,
    NO_PLACE,
    NO_TIME,
    NOT_OVER,
    NOTHING,
    OTHER_UNITS,
    OUTSIDE,
    PARTS_GO,
    TO_COME,
    UNKNOWN,
    WEEKS,
)
from workplans.exchange.values.times import NoTime, is_spoken_quarter, span_of
from workplans.models import Entry, Filling, Indicator, Mapping, Workplan
from workplans.queries.codes import Codes
from workplans.rules import figures, recording
from workplans.rules.figures import Reading
from workplans.rules.filling import Said, put_together

CHANGED_MEANWHILE = gettext_lazy(
    "Something was recorded or changed while you looked at this. Look again: what is shown now is what stands."
)
LEFT_MEANWHILE = gettext_lazy("Somebody left this file meanwhile, so nothing was recorded from it. Bring it again.")
NEW, SAME, DIFFERS = "new", "same", "differs"
NOT_READ = {times.WEEK: WEEKS, times.CALENDAR: CALENDAR}
FAR = 5
"""Years that are so far from those of a plan are told apart: in Ethiopia 2019 is much of 2026 and 2027."""
EXAMPLES = 5
"""So many examples are told of everything that is left out."""
KEPT = 60
"""So many letters of an example are kept."""


@dataclass
class Line:
    """What a file says of one indicator in one time, beside what is recorded: `state` is one of NEW, SAME, DIFFERS."""

    indicator: Indicator
    period: recording.Period
    reading: Reading
    parts: dict
    notes: list
    there: Entry | None = None
    kept: dict = field(default_factory=dict)
    """{Part: Reading} of what is recorded that stays, though the file does not say it: its total is the same."""
    state: str = NEW
    doubts: list = field(default_factory=list)

    @property
    def all_parts(self):
        """What its parts are once it is filled in."""
        return self.kept | self.parts

    @property
    def token(self):
        """What it is known by on a page."""
        return f"{self.indicator.pk}-{self.period.key}"

    @property
    def seen(self):
        """All that a page shows of it."""
        parts = sorted((part.pk, repr_of(reading)) for part, reading in self.parts.items())
        there = self.there.pk if self.there else None
        return [self.token, self.state, repr_of(self.reading), parts, there, list(self.doubts), list(self.notes)]


@dataclass
class Told:
    """Something of a file that is not filled in: how many values, and a few of them."""

    count: int = 0
    examples: dict = field(default_factory=dict)

    def add(self, example, count=1):
        self.count += count
        if len(self.examples) < EXAMPLES and example:
            self.examples[str(example)[:KEPT]] = None


@dataclass
class Look:
    """What filling from a file would do: its lines in the plan's order, and what of the file is left out, by kind."""

    lines: list[Line] = field(default_factory=list)
    told: dict[str, Told] = field(default_factory=lambda: defaultdict(Told))

    def remark(self, kind, example="", count=1):
        self.told[kind].add(example, count)

    def of(self, state):
        return [one for one in self.lines if one.state == state]

    @cached_property
    def fresh(self):
        """Lines that are recorded at once: nothing is there, and nothing looks wrong."""
        return [one for one in self.of(NEW) if not one.doubts]

    @cached_property
    def doubted(self):
        """Lines that are new and look wrong: each needs a tick."""
        return [one for one in self.of(NEW) if one.doubts]

    @cached_property
    def differing(self):
        return self.of(DIFFERS)

    @cached_property
    def same(self):
        return len(self.of(SAME))

    @cached_property
    def seen(self):
        """A digest of all that is shown, by which it is known whether anything has changed since."""
        told = sorted((kind, one.count) for kind, one in self.told.items() if one.count)
        text = json.dumps([[one.seen for one in self.lines], told])
        return sha256(text.encode()).hexdigest()


class LeftOut(ValueError):
    """A figure that fills nothing; its arguments are the kind of that, and an example of it."""


def repr_of(reading):
    return [None if one is None else f"{one:f}" for one in (reading.value, reading.numerator, reading.denominator)]


@dataclass(frozen=True)
class Decided:
    """What somebody decided: the state of things that they have `seen`, and the tokens of lines that differ or look wrong."""

    seen: str
    correct: Set[str] = frozenset()
    sure: Set[str] = frozenset()


def read(filling):
    """The values in a file that was brought, as chosen. Raises Unreadable."""
    content = filling.kept
    if content is None:
        raise Unreadable(_("This file is no longer kept. Bring it again."))
    return read_values(content, filling.name, Choices.of(filling.choices))


def look_at(plan, found, unit, today):
    """The Look of the values of `unit` in a file that was read: eleven queries, and one for each year that codes go back."""
    return Looking(plan, found, unit, today).look


class Looking:
    """Looking at a file once."""

    def __init__(self, plan, found, unit, today):
        self.plan, self.today = plan, today
        self.codes, self.look = Codes(plan), Look()
        self.calendar = plan.calendar()
        self.closed = set(plan.quarters.filter(is_closed=True).values_list("number", flat=True))
        self.by_span = defaultdict(list)
        for one in self.calendar.by_key.values():
            self.by_span[one.first, one.last].append(one)
        mine = found.of_unit(unit)
        for one in found.figures if found.units else ():
            if one.unit != unit:
                self.look.remark(OTHER_UNITS if one.unit else NO_PLACE, "" if one.unit else f"{one.place}: {one.text}")
        for other in found.others:
            if not found.units or other.unit == unit:
                self.look.remark(other.kind, other.text)
        if found.deleted:
            self.look.remark(DELETED, count=found.deleted)
        self.lay_out(mine)
        self.compare()

    def lay_out(self, mine: list[Figure]):
        """Put what the file says to the indicators and times that it is of."""
        said = defaultdict(list)
        for one in mine:
            problems = {}
            for meaning in self.codes.meanings.get(one.known_by) or [None]:
                try:
                    period = self.usable(one, meaning)
                except LeftOut as problem:
                    problems[problem.args[0]] = problem.args[1]
                    continue
                fills = one.column if one.column != Mapping.Fills.VALUE else meaning.fills
                part = meaning.part.pk if meaning.part else None
                place = f"{one.place}: {one.text}"
                number = None if one.is_share and not is_percent(meaning.indicator) else one.number
                said[meaning.indicator.pk, period.key].append(
                    Said(part, fills, number, (*one.known_by, one.column), place, one.is_share)
                )
            for kind, example in problems.items():
                self.look.remark(kind, example)
        breakdown_of = {key: one.breakdown_id for key, one in self.codes.parts.items()}
        order = {key: place for place, key in enumerate(self.calendar.by_key)}
        rank = {key: place for place, key in enumerate(self.codes.indicators)}
        for key, period in sorted(said, key=lambda one: (rank[one[0]], order[one[1]])):
            indicator = self.codes.indicators[key]
            cell = put_together(said[key, period], indicator.is_ratio, breakdown_of)
            if cell.why_not:
                self.look.remark(cell.why_not, f"{indicator.name[:40]} ({'; '.join(cell.places)})")
                continue
            parts = {self.codes.parts[part]: reading for part, reading in cell.parts.items()}
            self.look.lines.append(Line(indicator, self.calendar.find(period), cell.reading, parts, list(cell.notes)))

    def usable(self, one, meaning):
        """The Period of a figure that fills what its code means. Raises LeftOut where it fills nothing."""
        called = f"{one.name or one.code} {one.detail}".strip()
        if meaning is None:
            raise LeftOut(UNKNOWN, called)
        if meaning.indicator is None:
            raise LeftOut(ABSENT if meaning.is_absent else NOTHING, called if meaning.is_absent else "")
        if meaning.part and meaning.part.breakdown_id not in {each.pk for each in meaning.indicator.breakdowns.all()}:
            raise LeftOut(NO_PART, called)
        spans = self.spans_of(one)
        own = [period for period in spans if period.every == meaning.indicator.recorded_every]
        period = next(iter([*own, *spans]), None)
        if period is None:
            raise LeftOut(OUTSIDE, one.time)
        if period.quarter in self.closed and self.is_closed(period):
            raise LeftOut(CLOSED, one.time)
        if period.first > self.today:
            raise LeftOut(TO_COME, one.time)
        if recording.is_longer(period, meaning.indicator.recorded_every) and not recording.to_record(
            period, self.today
        ):
            raise LeftOut(NOT_OVER, one.time)
        return period

    def spans_of(self, one):
        """The plan's Periods that are the time of a figure. Raises LeftOut where it is none that is read."""
        try:
            first, last = span_of(one.time)
        except NoTime as problem:
            raise LeftOut(NOT_READ.get(problem.args[0], NO_TIME), one.time or one.place) from problem
        if is_spoken_quarter(one.time) and self.plan.starts_on.month != 1:  # the third of which year?
            raise LeftOut(NO_TIME, one.time)
        if abs(first.year - self.plan.starts_on.year) >= FAR:
            raise LeftOut(CALENDAR, one.time)
        return self.by_span.get((first, last), [])

    def is_closed(self, period):
        """Whether the quarter in which a time ends is closed, as the verb that records looks at it."""
        return any(
            one.quarter in self.closed and one.first <= period.last <= one.last for one in self.calendar.quarters
        )

    def compare(self):
        """Hold each line against what is recorded, and against the time before."""
        wanted = {one.indicator.pk for one in self.look.lines}
        rows = Entry.figures.of_indicators().last_of_each().filter(indicator__in=wanted)
        there = {
            (one.indicator_id, one.period): one for one in rows.select_related("by").prefetch_related("parts__part")
        }
        known: dict = defaultdict(dict)
        for (key, period), one in there.items():
            if one.reading.is_known:
                known[key][period] = one.reading
        for one in self.look.lines:
            one.there = there.get((one.indicator.pk, one.period.key))
            if one.there:
                one.there.indicator = one.indicator
            one.state = NEW if one.there is None else SAME if is_said(one) else DIFFERS
            if one.state == DIFFERS:
                keep_parts(one)
            if one.state != SAME:
                parts = by_breakdown(one.all_parts)
                one.doubts = figures.doubts(one.reading, self.before(known[one.indicator.pk], one.period), parts)
            known[one.indicator.pk][one.period.key] = one.reading

    def before(self, known, period):
        """The reading of the last time of that kind before `period`."""
        earlier = [one for one in self.calendar.of(period.every) if one.first < period.first and one.key in known]
        return known[earlier[-1].key] if earlier else None


def is_percent(indicator):
    """Whether a number with a percent sign is what an indicator holds: a ratio's is looked at, and not filled in."""
    return indicator.is_ratio or "%" in indicator.unit


def is_said(line):
    """Whether what is recorded says all that the file says."""
    parts = {one.part_id: one.reading for one in line.there.parts.all()}
    return line.there.reading == line.reading and all(parts.get(part.pk) == said for part, said in line.parts.items())


def keep_parts(line):
    """Let parts that the file does not say stay beside the same total; beside another they go, which is noted."""
    mine = {each.pk for each in line.indicator.breakdowns.all()}
    rest = {one.part: one.reading for one in line.there.parts.all() if one.part not in line.parts}
    if line.reading == line.there.reading:
        line.kept = {part: said for part, said in rest.items() if part.breakdown_id in mine}
    elif rest:
        line.notes.append(PARTS_GO)


def by_breakdown(parts):
    found = defaultdict(list)
    for part, reading in parts.items():
        found[part.breakdown_id].append(reading)
    return list(found.values())


@at_once
def fill(filling, found, unit, decided, by):
    """Record what a file says, as it was `decided`; what came of it, None where it was filled from before.

    Raises ValidationError where it was left by now or is no longer as it was seen, Locked where the plan is closed: nothing is written then.
    """
    plan = Workplan.objects.hold(filling.workplan_id)
    plan.refuse_if_closed()
    there = Filling.objects.filter(pk=filling.pk).values_list("filled_at", flat=True)
    if not there:
        raise ValidationError(LEFT_MEANWHILE)
    if there[0]:
        return None
    look = look_at(plan, found, unit, timezone.localdate())
    if look.seen != decided.seen:
        raise ValidationError(CHANGED_MEANWHILE)
    word = _("As in the file %(name)s") % {"name": filling.name[:150]}
    more = {"source": filling.name[:200], "filling": filling}
    recorded = [one for one in look.of(NEW) if not one.doubts or one.token in decided.sure]
    corrected = [one for one in look.differing if one.token in decided.correct]
    lines = [(one.indicator, one.period, one.reading, one.parts, word if one.doubts else "") for one in recorded]
    Entry.figures.record_many(plan, lines, by, **more)
    for one in corrected:
        Entry.figures.correct(one.there, by, word, one.reading, parts=one.all_parts, sure=True, **more)
    outcome = {
        "recorded": len(recorded),
        "indicators": len({one.indicator.pk for one in [*recorded, *corrected]}),
        "corrected": len(corrected),
        "same": look.same,
        "kept": len(look.differing) - len(corrected),
        "doubted": len(look.doubted) - sum(bool(one.doubts) for one in recorded),
        "unit": found.units.get(unit, ""),
        "told": {kind: [one.count, list(one.examples)] for kind, one in look.told.items()},
    }
    filling.finish(by, outcome, unit=unit)
    return outcome
