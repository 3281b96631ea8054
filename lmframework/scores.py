"""The eight states: each practice as one word, from plain counts. Pure: no database, no clock.

What is not known is NOTHING_YET, never zero. A share is of what was due; where nothing was due there is no share.
Shares are exact fractions, so that 19 of 20 is 95% and not nearly. A percentage that is shown is rounded down, so that
the figure and its word never contradict each other.

SCALES is the one table of words and thresholds: the functions below read it, and so does "How these are worked out".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import floor

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.rules.reflection import FEWEST, MONTHS, WIDE
from workplans.rules.money import SOON_DAYS

RECORDED_FROM = 50
"""Under this percentage of the entries due, results are not judged at all."""
APART = Fraction(1, 4)
"""From such a difference between the means of both sides on, one is said to be left behind: a step of the five words."""


class Word(StrEnum):
    NOTHING_YET = "nothing_yet"
    COMPLETE = "complete"
    NEARLY_COMPLETE = "nearly_complete"
    PARTLY = "partly"
    BEGUN = "begun"
    READY = "ready"
    NEARLY_READY = "nearly_ready"
    SHORT = "short"
    VERY_SHORT = "very_short"
    ON_TIME = "on_time"
    MOSTLY_ON_TIME = "mostly_on_time"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    NOT_RECORDED = "not_recorded"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NEVER = "never"
    RARELY = "rarely"
    SOMETIMES = "sometimes"
    OFTEN = "often"
    ALWAYS = "always"
    HELD = "held"
    NOT_HELD = "not_held"


LABELS = {
    Word.NOTHING_YET: pgettext_lazy("state of a practice", "Nothing yet"),
    Word.COMPLETE: pgettext_lazy("state of the plan", "Complete"),
    Word.NEARLY_COMPLETE: pgettext_lazy("state of the plan", "Nearly complete"),
    Word.PARTLY: pgettext_lazy("state of the plan", "Partly"),
    Word.BEGUN: pgettext_lazy("state of the plan", "Begun"),
    Word.READY: pgettext_lazy("state of organising", "Ready"),
    Word.NEARLY_READY: pgettext_lazy("state of organising", "Nearly ready"),
    Word.SHORT: pgettext_lazy("state of organising", "Short"),
    Word.VERY_SHORT: pgettext_lazy("state of organising", "Very short"),
    Word.ON_TIME: pgettext_lazy("state of implementing", "On time"),
    Word.MOSTLY_ON_TIME: pgettext_lazy("state of implementing", "Mostly on time"),
    Word.BEHIND: pgettext_lazy("state of implementing", "Behind"),
    Word.FAR_BEHIND: pgettext_lazy("state of implementing", "Far behind"),
    Word.NOT_RECORDED: pgettext_lazy("state of monitoring", "Not recorded"),
    Word.ON_TRACK: pgettext_lazy("state of monitoring", "On track"),
    Word.AT_RISK: pgettext_lazy("state of monitoring", "At risk"),
    Word.OFF_TRACK: pgettext_lazy("state of monitoring", "Off track"),
    Word.NEVER: pgettext_lazy("how often", "Never"),
    Word.RARELY: pgettext_lazy("how often", "Rarely"),
    Word.SOMETIMES: pgettext_lazy("how often", "Sometimes"),
    Word.OFTEN: pgettext_lazy("how often", "Often"),
    Word.ALWAYS: pgettext_lazy("how often", "Always"),
    Word.HELD: pgettext_lazy("reflection", "Held"),
    Word.NOT_HELD: pgettext_lazy("reflection", "Not yet"),
}


@dataclass(frozen=True)
class State:
    """A practice's word, and the share that it rests on; None where nothing is known."""

    word: Word
    share: Fraction | None = None
    divided: bool = False
    """Whether the answers behind it differ widely."""
    of: str = field(default="", compare=False)
    """Of what the share is, where a practice has several: shares of two different things are not compared."""

    @property
    def label(self):
        return LABELS[self.word]

    @cached_property
    def percent(self):
        """The share as a whole percentage, rounded down."""
        return None if self.share is None else floor(self.share * 100)


NOTHING_YET = State(Word.NOTHING_YET)


@dataclass(frozen=True)
class Scale:
    """From which percentage on each word holds, the highest first, and in sentences what is counted."""

    steps: tuple[tuple[int, Word], ...]
    counted: tuple[str | Promise, ...]

    def state(self, share, *, divided=False):
        """The State of `share`: the first word whose percentage it reaches, NOTHING_YET where it is None."""
        if share is None:
            return NOTHING_YET
        percent = share * 100
        return State(next(word for least, word in self.steps if percent >= least), share, divided)

    def words(self):
        """(label, percentage from which it holds) of each step."""
        return [(LABELS[word], least) for least, word in self.steps]


HOW_OFTEN = Scale(
    # A step of the answers is a quarter of the way from never to always.
    steps=((100, Word.ALWAYS), (75, Word.OFTEN), (50, Word.SOMETIMES), (25, Word.RARELY), (0, Word.NEVER)),
    counted=(
        _("The answer in the middle of all that the team gave to the statements on this practice."),
        _("Where the middle falls between two words, the lower one: often has to be what half of the answers reach."),
        format_lazy(
            _(
                "A statement with fewer than {fewest} answers is left out, so that nobody can be read out of it. An installation may ask for more."
            ),
            fewest=FEWEST,
        ),
        format_lazy(
            _("“We differ widely” is said where the answers to one statement lie {steps} steps apart or more."),
            steps=WIDE,
        ),
        format_lazy(
            _("Only the last reflection counts, and only for {months} months."),
            months=MONTHS,
        ),
        _(
            "It stays in the team: others see that a reflection was held, or not yet, and more where the team shares it."
        ),
        _(
            "Above the tiles the team reads whether both sides go together: that is when the means of what is known of "
            "each lie less than one of the five words apart."
        ),
    ),
)

SCALES = {
    "plan": Scale(
        steps=((95, Word.COMPLETE), (80, Word.NEARLY_COMPLETE), (50, Word.PARTLY), (0, Word.BEGUN)),
        counted=(
            _("Of the outputs, the share with an indicator that has a baseline and a target."),
            _(
                "Of the activities, the share with a post or a name, with dates, and with money from a source or the "
                "words “needs no money”."
            ),
            _("The word follows the mean of the two; where there are no outputs or no activities yet, the other one."),
        ),
    ),
    "organise": Scale(
        steps=((95, Word.READY), (80, Word.NEARLY_READY), (50, Word.SHORT), (0, Word.VERY_SHORT)),
        counted=(
            format_lazy(
                _("It looks at the activities that need money and are under way or start within {days} days."),
                days=SOON_DAYS,
            ),
            _("Once money is released: how much of what is planned for them is released."),
            _(
                "Before that: how much of what is planned for them has a source. Where nothing is planned, nothing is said."
            ),
            format_lazy(
                _(
                    "While a structure or system in the plan's list is missing or only partly there, it is “{word}” at "
                    "best. Where no money is due, the share of them that is in place counts."
                ),
                word=LABELS[Word.NEARLY_READY],
            ),
            _("What an imported file states as a gap is shown beside it and does not change the word."),
        ),
    ),
    "implement": Scale(
        steps=((90, Word.ON_TIME), (75, Word.MOSTLY_ON_TIME), (50, Word.BEHIND), (0, Word.FAR_BEHIND)),
        counted=(
            _("Of the activities that were due by today, the share that was done in time."),
            _("Of an activity that is done again and again, each occasion counts by itself."),
            _("In time means on its last day or before, as it was reported. What is not done counts as not in time."),
            _("Before anything is reported, nothing is said."),
        ),
    ),
    "monitor": Scale(
        steps=((75, Word.ON_TRACK), (50, Word.AT_RISK), (0, Word.OFF_TRACK)),
        counted=(
            _("Of the indicators that were due and are recorded, the share that is on track."),
            _(
                "A value is due some days after its month, quarter or year has ended; whoever runs the installation sets how "
                "many. Earlier nothing is asked, and where nothing is due nothing is said."
            ),
            _(
                "An indicator is judged by what it has reached against its targets, over the quarters that were to be "
                "recorded by today; from which share of the target on it is on track is set for the installation. "
                "One without a target is not judged."
            ),
            format_lazy(
                _("“{word}” is said instead where under {percent}% of what was due is recorded."),
                word=LABELS[Word.NOT_RECORDED],
                percent=RECORDED_FROM,
            ),
        ),
    ),
    "scan": HOW_OFTEN,
    "focus": HOW_OFTEN,
    "align": HOW_OFTEN,
    "inspire": HOW_OFTEN,
}


@dataclass(frozen=True)
class Formulas:
    """How the four practices of managing are worked out from a day on: last year's page keeps what held last year."""

    since: date
    plan: Callable[..., State]
    organise: Callable[..., State]
    implement: Callable[..., State]
    monitor: Callable[..., State]


def formulas_on(day):
    """The Formulas that held on `day`: the last of FORMULAS that had begun."""
    return max((one for one in FORMULAS if one.since <= day), key=lambda one: one.since)


def states_of(counts, day):
    """{practice of managing: State} on `day` of what plans add up to (workplans.queries.summed): one plan's, or many.

    Shares of many are of their counts together, so that a team with one activity weighs less than one with a hundred;
    money in several currencies is not added up.
    """
    formulas, known = formulas_on(day), counts.currency is not None
    return {
        "plan": formulas.plan(
            outputs=counts.outputs, measured=counts.measured, activities=counts.activities, complete=counts.complete
        ),
        "organise": formulas.organise(
            planned=counts.planned if known else 0,
            sourced=counts.came if known else 0,
            listed=counts.listed,
            missing=counts.missing,
            partly=counts.partly,
        ),
        "implement": formulas.implement(due=counts.due, in_time=counts.in_time),
        "monitor": formulas.monitor(
            due=counts.values_due, recorded=counts.values_recorded, judged=counts.judged, on_track=counts.on_track
        ),
    }


def need(states, *, teams, without):
    """How much help teams need, from 0 to 1: what is lacking to a whole in the practices that are known, in the mean.

    Teams `without` a plan count as lacking everything. None where there is no team, or nothing is known of any.
    """
    if not teams:
        return None
    known = mean([1 - state.share for state in states if state.share is not None])
    if known is None and not without:
        return None
    return (without + (known or 0) * (teams - without)) / Fraction(teams)


def plan(*, outputs, measured, activities, complete):
    """Plan, from how many outputs are measured and how many activities are complete.

    Where there are no outputs or no activities the other half counts alone; where there are neither, nothing does.
    """
    known = [half for half in (share(measured, outputs), share(complete, activities)) if half is not None]
    return SCALES["plan"].state(sum(known) / len(known) if known else None)


def organise(*, planned, sourced, released=None, listed=0, missing=0, partly=0):
    """Organise, from the money `planned` for the activities under way or starting within SOON_DAYS, and readiness.

    `sourced` is what of it has a source, `released` what came of it: None before anything was ever released, when
    the sources speak instead. Of the structures and systems `listed`, so many are `missing` or only `partly` there:
    then it is NEARLY_READY at best. Where no money is due, the share in place speaks, what is partly there being half.
    """
    money = share(sourced if released is None else released, planned)
    if money is None:
        in_place = share(Fraction(listed - missing) - Fraction(partly, 2), listed)
        return replace(SCALES["organise"].state(in_place), of="readiness")
    state = SCALES["organise"].state(money)
    if state.word == Word.READY and (missing or partly):
        return State(Word.NEARLY_READY, money)
    return state


def implement(*, due, in_time):
    """Implement, from the activities due by today and those of them done in time."""
    return SCALES["implement"].state(share(in_time, due))


def monitor(*, due, recorded, judged, on_track):
    """Monitor and evaluate: of the entries due how many are recorded; of the indicators judged, how many on track."""
    written = share(recorded, due)
    if written is None:
        return NOTHING_YET
    if written * 100 < RECORDED_FROM:
        return State(Word.NOT_RECORDED, written, of="recorded")
    return SCALES["monitor"].state(share(on_track, judged))


def lead(summary):
    """A leading practice, for the team itself, from the Summary of its last reflection; None where there is none.

    What that leaves out, and when nothing may be said at all, is in assessments/rules/reflection.py.
    """
    if summary is None:
        return NOTHING_YET
    return HOW_OFTEN.state(Fraction(summary.middle - 2, 8), divided=summary.wide)


def lead_seen_from_outside(*, held):
    """A leading practice, for readers other than the team: only whether a reflection was held."""
    return State(Word.HELD if held else Word.NOT_HELD)


FORMULAS = (Formulas(since=date.min, plan=plan, organise=organise, implement=implement, monitor=monitor),)
"""Every version, none of which is ever changed once a page was shown by it: a better one is added, with its first day."""


class Balance(StrEnum):
    UNKNOWN = "unknown"
    TOGETHER = "together"
    LEADING_BEHIND = "leading behind"
    MANAGING_BEHIND = "managing behind"


def balance(leading: Sequence[State], managing: Sequence[State]):
    """(whether one side of the framework is left behind, the place of the weakest practice of that side; handout: S19).

    Each side is the mean of what is known of it. UNKNOWN where nothing is known of one; no place where none is behind.
    """
    led, managed = (mean([state.share for state in side if state.share is not None]) for side in (leading, managing))
    if led is None or managed is None:
        return Balance.UNKNOWN, None
    if abs(led - managed) < APART:
        return Balance.TOGETHER, None
    behind, side = (Balance.LEADING_BEHIND, leading) if led < managed else (Balance.MANAGING_BEHIND, managing)
    weakest = min((state.share, place) for place, state in enumerate(side) if state.share is not None)
    return behind, weakest[1]


def mean(shares: list[Fraction]):
    """Their exact mean; None where there are none."""
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def share(part, whole):
    """The exact share of `part` in `whole`, between nothing and all of it; None where there is no whole."""
    if not whole:
        return None
    return min(max(Fraction(part) / Fraction(whole), Fraction(0)), Fraction(1))
