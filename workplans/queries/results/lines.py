"""One indicator or activity of the results: its figures as numbers, and as the page prints them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from workplans.models import Entry
from workplans.queries.numbers import Place
from workplans.queries.plan import when_in_words
from workplans.rules import figures
from workplans.rules.figures import EXACT, TO_LOOK_AT, rounded
from workplans.rules.money import NOTHING
from workplans.rules.progress import FINISHED, Progress, days_late, is_due
from workplans.written import number_in_words, signed, state_in_words, with_unit, yearly_in_words


@dataclass(frozen=True)
class Cells:
    """What was planned, approved and happened in one time, as numbers that are rounded as they are printed.

    `approved` is None where nothing was approved; `is_changed` says whether that is otherwise than what is planned now.
    """

    planned: Decimal | None
    approved: Decimal | None
    actual: Decimal | None
    difference: Decimal | None
    state: str
    recorded: int
    due: int
    is_verified: bool = False
    is_changed: bool = False
    yearly: str = ""
    """The target for the year, in words, where this time has none of its own."""
    doubted_by: str = ""
    """Who says that something of what happened is not right, where nobody has settled that."""

    @property
    def words(self):
        """Its state in words."""
        return state_in_words(self.state, self.yearly)[0]

    @property
    def is_part(self):
        """Whether a part of what is over is lacking in what happened."""
        return self.recorded < self.due and self.actual is not None

    def printed(self, unit=""):
        """The same as texts, by name."""
        words, shape = state_in_words(self.state, self.yearly)
        sign = unit if unit.strip() in ("%", "‰") else ""
        return {
            "planned": with_unit(number_in_words(self.planned, EXACT), sign),
            "approved": self.approved_in_words(sign),
            "actual": with_unit(number_in_words(self.actual, EXACT), sign),
            "difference": difference_in_words(self.difference),
            "state": words,
            "shape": shape,
            "recorded": self.recorded_in_words() if self.recorded < self.due else "",
            "verified": self.is_verified,
            "doubted": _("doubted by %(person)s") % {"person": self.doubted_by} if self.doubted_by else "",
        }

    def approved_in_words(self, sign=""):
        """What was approved, where that is otherwise than what is planned now; else ""."""
        if not self.is_changed:
            return ""
        words = with_unit(number_in_words(self.approved, EXACT), sign)
        return words or pgettext("a target that was approved", "none")

    def recorded_in_words(self):
        """ "2 of 3 recorded"; "" where nothing is due."""
        if not self.due:
            return ""
        return _("%(n)s of %(all)s recorded") % {"n": number_format(self.recorded), "all": number_format(self.due)}


@dataclass(frozen=True)
class Approved:
    """The targets of an indicator as they were approved last: for the year, and {number of quarter: target}."""

    year: Decimal | None = None
    quarters: dict[int, Decimal] = field(default_factory=dict)

    def so_far(self, way, calendar, number):
        """That of the quarters up to `number`; that for the year at its end, where no quarter has one."""
        if not self.quarters and number == calendar.year.quarter:
            return self.year
        numbers = [one.quarter for one in calendar.quarters if one.quarter <= number]
        return figures.target_so_far(way, [self.quarters.get(one) for one in numbers])


def difference_in_words(number):
    """A difference with its sign: "+3", "-13"."""
    text = number_in_words(number, EXACT)
    return signed(f"+{text}") if number is not None and number > 0 else text


class Line:
    """What an indicator and an activity have in common among results."""

    kind: str

    def __init__(self, results, place: Place, number, explanation=None):
        self.results, self.place, self.number, self.explanation = results, place, number, explanation

    @property
    def item(self) -> Any:
        raise NotImplementedError

    @property
    def state(self) -> str:
        raise NotImplementedError

    @property
    def why(self):
        """Why it is so; said to be of earlier where its state is another by now."""
        words = explained(self.explanation, self.state)
        return f"({words['why_said']}) {words['why']}" if words["why_is_earlier"] else words["why"]

    @property
    def what_next(self):
        return explained(self.explanation, self.state)["what_next"]

    @property
    def objective(self):
        return self.place.objective

    @property
    def who(self):
        """The title of the post that it belongs to, or who is responsible in words."""
        return self.item.who

    @property
    def key(self):
        """Its anchor on a page."""
        return f"{self.kind[0]}{self.item.pk}"

    def has(self, words):
        """Whether each of `words`, folded, stands in its number or name, or in who it belongs to."""
        text = f"{self.number} {self.item.code} {self.item.name} {self.who}".casefold()
        return all(word in text for word in words)


class IndicatorLine(Line):
    """An indicator of the results."""

    kind = "indicator"

    def __init__(self, results, place, measured, explanation=None, approved=None):
        super().__init__(results, place, measured.number, explanation)
        self.measured = measured
        self.approved = approved
        """The Approved of it; None where nothing was."""

    @property
    def item(self):
        return self.measured.indicator

    @property
    def who(self):
        return self.item.post.title if self.item.post else ""

    @property
    def post(self):
        return self.item.post_id

    @property
    def state(self):
        return self.quarter.state

    @cached_property
    def quarter(self) -> Cells:
        number = self.results.number
        if self.measured.is_whole(number):
            return self.year
        counting = figures.counting(self.results.calendar, self.measured.known, number)
        approved = self.approved.quarters.get(number) if self.approved else None
        return self.cells(self.measured.quarter(number), approved, counting)

    @cached_property
    def so_far(self) -> Cells:
        number = self.results.number
        counting = figures.counting(self.results.calendar, self.measured.known, upto=number)
        approved = self.approved.so_far(self.item.way, self.results.calendar, number) if self.approved else None
        return self.cells(self.measured.so_far(number), approved, counting)

    @cached_property
    def year(self) -> Cells:
        counting = figures.counting(self.results.calendar, self.measured.known)
        return self.cells(self.measured.year, self.approved.year if self.approved else None, counting)

    def cells(self, compared, approved, counting):
        return cells_of(self.item, compared, counting, approved, is_approved=self.approved is not None)

    def printed(self):
        """Its row as the page prints it."""
        unit = self.item.unit
        about = f"?indicator={self.item.pk}"
        behind = {"quarter": f"{about}&quarter={self.results.number}", "so_far": f"{about}&upto={self.results.number}"}
        return {
            "kind": self.kind,
            "key": self.key,
            "pk": str(self.item.pk),
            "number": self.number,
            "name": self.item.name,
            "unit": "" if unit.strip() in ("%", "‰") else unit,
            "url": self.item.get_absolute_url(),
            "who": self.who,
            "quarter": self.quarter.printed(unit) | {"behind": behind["quarter"]},
            "so_far": self.so_far.printed(unit) | {"behind": behind["so_far"]},
            "year": self.year.printed(unit) | {"behind": about},
            **explained(self.explanation, self.state),
        }


def cells_of(indicator, compared, counting, approved=None, *, is_approved=False):
    """The Cells of a Compared of `indicator`, out of the Recorded that are `counting` in it."""
    places = figures.places_of(indicator.way, indicator.is_ratio)
    planned, shown = (rounded_target(one, indicator.way, places) for one in (compared.target, approved))
    return Cells(
        planned,
        shown if is_approved else None,
        rounded(compared.actual, places),
        rounded(compared.difference, places),
        compared.state,
        compared.recorded,
        compared.due,
        bool(counting) and all(one.is_verified and not one.doubted_by for one in counting),
        is_approved and shown != planned,
        yearly_in_words(indicator, compared.target),
        next((one.doubted_by for one in counting if one.doubted_by), ""),
    )


def rounded_target(target, way, places):
    """A target as it is printed: as it was typed; one that was worked out to so many places."""
    is_typed = isinstance(target, Decimal) or way == figures.LAST
    return rounded(target, EXACT if is_typed else places)


@dataclass(frozen=True)
class Work:
    """How often an activity was due in a time, how often it is done of that, and what was counted in it."""

    due: int
    done: int
    held: Decimal
    reached: Decimal

    def printed(self):
        return {
            "due": number_format(self.due),
            "done": number_format(self.done),
            "difference": difference_in_words(Decimal(self.done - self.due)) if self.done != self.due else "",
            "held": number_in_words(self.held, EXACT) if self.held else "",
            "reached": number_in_words(self.reached, EXACT) if self.reached else "",
        }


class ActivityLine(Line):
    """An activity of the results: `times` are (Progress, due day) each, `tallies` (kind, day, number) each."""

    kind = "activity"

    def __init__(self, results, place, times, tallies, explanation=None):
        super().__init__(results, place, place.number, explanation)
        self.times: list[tuple[Progress, date | None]] = times
        self.tallies = tallies

    @property
    def item(self):
        return self.place.item

    @property
    def post(self):
        return self.item.post_id

    @cached_property
    def quarter(self):
        """The Work of the quarter."""
        return self.work(lambda number: number == self.results.number)

    @cached_property
    def so_far(self):
        """The Work of the quarters up to it."""
        return self.work(lambda number: number <= self.results.number)

    @cached_property
    def year(self):
        """The Work of the whole plan."""
        return self.work(lambda number: True)

    def work(self, is_in):
        of = self.results.calendar.quarter_of
        due = [progress for progress, day in self.times if day is not None and is_in(of(day))]
        counted = dict.fromkeys((Entry.Kind.HELD, Entry.Kind.REACHED), NOTHING)
        for kind, day, number in self.tallies:
            if is_in(of(day)):
                counted[kind] += number
        done = sum(one.state == FINISHED for one in due)
        return Work(len(due), done, rounded(counted[Entry.Kind.HELD]), rounded(counted[Entry.Kind.REACHED]))

    @cached_property
    def over(self):
        """What was due up to the quarter and is over: (Progress, due day) each."""
        return over_by(self.times, self.results.calendar, self.results.number, self.results.today)

    @cached_property
    def state(self):
        return state_of_times(self.over)

    @cached_property
    def late(self):
        """How many days it is late, or the time that is latest; 0 where nothing waits."""
        waiting = [(one, day) for one, day in self.over if not one.is_settled]
        return max((days_late(one, day, self.results.today) for one, day in waiting), default=0)

    @property
    def sums(self):
        """(planned, approved, released, spent): the last two up to the end of the quarter."""
        return self.results.money_of(self.item)

    @property
    def when(self):
        """Its months or days, in words."""
        return when_in_words(self.item)

    def printed(self):
        """Its row as the page prints it."""
        words, shape = state_in_words(self.state)
        about, number = f"?activity={self.item.pk}", self.results.number
        late = ngettext("%(n)s day late", "%(n)s days late", self.late) % {"n": number_format(self.late)}
        planned, approved, released, spent = self.sums
        return {
            "kind": self.kind,
            "key": self.key,
            "pk": str(self.item.pk),
            "number": self.number,
            "name": self.item.name,
            "url": self.item.get_absolute_url(),
            "who": self.who,
            "when": self.when,
            "said": self.said(),
            "state": words,
            "shape": shape,
            "late": late if self.late else "",
            "quarter": self.quarter.printed() | {"behind": f"{about}&quarter={number}"},
            "so_far": self.so_far.printed() | {"behind": f"{about}&upto={number}"},
            "year": self.year.printed(),
            "about": about,
            "planned": in_money(planned),
            "approved": in_money(approved),
            "released": in_money(released),
            "spent": in_money(spent),
            "has_money": any((planned, approved, released, spent)),
            **explained(self.explanation, self.state),
        }

    def said(self):
        """What was reported last of one that is done once, with its day; "" for the others."""
        progress = self.times[0][0]
        if len(self.times) != 1 or progress.since is None:
            return ""
        facts = {"state": Entry.State(progress.state).label, "day": date_format(progress.since, "SHORT_DATE_FORMAT")}
        return _("%(state)s, %(day)s") % facts


def over_by(times, calendar, number, today):
    """Those of `times`, (Progress, due day) each, that were due up to the quarter `number` and are over."""
    return [(one, day) for one, day in times if is_due(day, today) and calendar.quarter_of(day) <= number]


def state_of_times(over):
    """The state of an activity of which these times, (Progress, due day) each, are over."""
    done = sum(one.state == FINISHED for one, _day in over)
    is_reported = any(one.state for one, _day in over)
    return figures.state_of_work(len(over), done, is_reported, settings.ON_TRACK, settings.AT_RISK)


def explained(explanation, state):
    """What a page says of an Explanation, or None, of something that is in `state` now."""
    if explanation is None:
        return {"why": "", "what_next": "", "why_said": "", "why_is_earlier": False, "why_anew": False}
    is_earlier = explanation.is_earlier(state)
    return {
        "why": explanation.why,
        "what_next": explanation.what_next,
        "why_said": explanation.said,
        "why_is_earlier": is_earlier,
        "why_anew": is_earlier and state in TO_LOOK_AT,
    }


def in_money(amount):
    """An amount as the reader writes it, to the cent where there are cents; a dash for nothing."""
    if not amount:
        return "–"
    return signed(number_format(amount, decimal_pos=0 if amount == amount.to_integral() else 2))
