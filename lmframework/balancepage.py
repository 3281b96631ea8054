"""What the page of a team's balance says, ready to print."""

from dataclasses import dataclass
from math import floor

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from lmframework import scores
from lmframework.unitpage import LABELS
from workplans.rules.charts import grouped
from workplans.templatetags.plan import of_hundred

DID = {
    "reflected": gettext_lazy("held a reflection"),
    "chose": gettext_lazy("chose a challenge"),
    "solved": gettext_lazy("solved something that stood in the way"),
    "kept": gettext_lazy("did what they had agreed on a quarter's page"),
}
VERDICTS = {
    scores.Balance.TOGETHER: pgettext_lazy("balance", "Both go together"),
    scores.Balance.UNKNOWN: pgettext_lazy("balance", "Not known yet"),
}


@dataclass(frozen=True)
class Row:
    """A quarter in the table."""

    quarter: str
    day: str
    leading: list[str]
    """The words of the four practices; of others than the team one, whether a reflection was held."""
    managing: list[str]
    means: tuple[str, str]
    """Of leading in a word, since its answers are words; of managing as a percentage."""
    verdict: str


def rows_of(course):
    """The Rows of a Course, the latest first."""
    return [row_of(step, own=course.leading.own) for step in reversed(course.steps)]


def row_of(step, *, own):
    if own:
        leading = [str(state.label) for state in step.leading.values()] or [str(scores.NOTHING_YET.label)] * 4
    else:
        leading = [pgettext("reflection", "Held") if step.held else _("Not yet")]
    managing = [
        str(state.label) if state.percent is None else f"{state.label}, {of_hundred(state.percent)}"
        for state in step.managing.values()
    ]
    led, managed = step.shares
    words = {"year": step.year, "number": number_format(step.number)}
    return Row(
        quarter=pgettext("a quarter of a plan", "%(year)s, quarter %(number)s") % words,
        day=date_format(step.day, "DATE_FORMAT"),
        leading=leading,
        managing=managing,
        means=(str(scores.HOW_OFTEN.state(led).label), of_hundred(None if managed is None else floor(managed * 100))),
        verdict=verdict_of(step) if own else "",
    )


def verdict_of(step):
    """Which side is behind, and where furthest."""
    verdict, practice = step.verdict
    if practice is None:
        return str(VERDICTS[verdict])
    words = (
        _("Leading is behind, most in: %(practice)s")
        if verdict == scores.Balance.LEADING_BEHIND
        else _("Managing is behind, most in: %(practice)s")
    )
    return words % {"practice": LABELS[practice]}


def drawn(course):
    """The bars of both sides, quarter by quarter; None where nothing is known of one in any."""
    groups = [step.shares for step in course.steps]
    known = [share for group in groups for share in group if share is not None]
    return grouped(groups) if known else None


def alike_in_words(found, practice, state):
    """How many teams stood alike and how many of them stood better a quarter later, in a sentence."""
    words = ngettext(
        "%(n)s other team around here once stood where this one stands (%(practice)s: %(word)s) at the end of a quarter. "
        "A quarter later %(better)s stood better.",
        "%(n)s other teams around here once stood where this one stands (%(practice)s: %(word)s) at the end of a quarter. "
        "A quarter later %(better)s of them stood better.",
        found.count,
    )
    counts = {"n": number_format(found.count), "better": number_format(found.better)}
    return words % (counts | {"practice": LABELS[practice], "word": state.label})


def did_in_words(found):
    """(what, "5 of 9" of those that stood better, "1 of 5" of the others) of each thing that teams did in that quarter."""
    return [
        (str(DID[one.what]), part(one.of_better, found.better), part(one.of_others, found.others)) for one in found.did
    ]


def part(count, whole):
    return _("%(part)s of %(whole)s") % {"part": number_format(count), "whole": number_format(whole)}
