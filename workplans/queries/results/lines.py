"""One indicator or activity of the results, as numbers and as the page prints them, and why it is so."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workplans.models import Entry
from workplans.queries.numbers import Place
from workplans.queries.plan import when_in_words
from workplans.queries.results.cells import Cells, cells_of, difference_in_words
from workplans.rules import figures
from workplans.rules.figures import EXACT, TO_LOOK_AT, rounded
from workplans.rules.money import NOTHING
from workplans.rules.progress import FINISHED, Progress, days_late, is_due
from workplans.written import number_in_words, signed, state_in_words


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
