"""What is said of figures that cannot be right, and of those that look wrong, in the words of their own boxes."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from workplans.rules import figures
from workplans.written import figure_in_words, labels_of, number_in_words, period_in_words

WORDS = {
    figures.NEGATIVE: _("A number is below zero."),
    figures.OVER: _("The numerator is more than the denominator."),
    figures.JUMPED: _("It is ten times what was recorded before, or a tenth of it."),
    figures.PARTS: _("The parts come to more than the whole."),
    figures.FEWER: _("The parts come to less than the whole."),
    figures.NO_DENOMINATOR: _("The denominator is zero, so there is no ratio."),
}
"""What is said of each of rules.figures.DOUBTS where many indicators are looked at together."""


class Impossible(ValidationError):
    """A figure that cannot be right. `told` are (which number, words): its name, "p12_value" for one of the part 12."""

    def __init__(self, told, code="impossible", after=()):
        self.told = told
        super().__init__([*(words for _at, words in told), *after], code=code)


class Doubted(Impossible):
    """A figure that looks wrong, and nobody said yet that it is right; `found` are those of DOUBTS."""

    last = _("Look again. If it is right, say so and write a word on why.")

    def __init__(self, found, told):
        self.found = found
        super().__init__(told, "doubt", [self.last])


def refuse_impossible(indicator, reading, parts):
    """Raise Impossible where a count is below zero, or its `parts`, {Part: Reading}, come to more than the whole.

    Only what somebody types is refused: what a file says is another system's, and is doubted as it stands there.
    """
    told = []
    labels = labels_of(indicator)
    for at, label, number in numbers_of(indicator, reading, parts):
        if number < 0:
            words = _now("%(what)s: %(number)s. What is counted cannot be below zero.")
            told.append((at, words % {"what": label, "number": number_in_words(number, figures.EXACT)}))
    for at, breakdown, name, together, whole in sums_of(indicator, reading, parts):
        if together > whole:
            words = _now("%(breakdown)s, %(what)s: the parts come to %(together)s, which is more than %(whole)s.")
            told.append((at, words % sum_in_words(breakdown, labels[name], together, whole)))
    if told and figures.is_count(indicator.is_ratio, indicator.adds_up, indicator.unit, planned_of(indicator)):
        raise Impossible(told)


def look_twice(indicator, reading, parts, before, has_word=False):
    """Raise Doubted where the figure looks wrong; `before` is the Entry of the time before, if there is one.

    Where somebody wrote a word with it, some parts may be lacking: that is asked for no more than a word.
    """
    labels = labels_of(indicator)
    found: dict[str, None] = {}
    told: list[tuple[str, str]] = []

    def doubt(kind, at, words):
        found[kind] = None
        told.append((at, words))

    for at, label, number in numbers_of(indicator, reading, parts):
        if number < 0:
            facts = {"what": label, "number": number_in_words(number, figures.EXACT)}
            doubt(figures.NEGATIVE, at, _now("%(what)s is below zero: %(number)s.") % facts)
    if reading.is_ratio and not reading.denominator:
        words = _now("%(what)s is zero, so there is no ratio.") % {"what": labels["denominator"]}
        doubt(figures.NO_DENOMINATOR, "denominator", words)
    elif reading.is_ratio and reading.numerator > reading.denominator:
        facts = {f"{name}_n": number_in_words(getattr(reading, name), figures.EXACT) for name in labels}
        words = _now("%(numerator)s: %(numerator_n)s is more than %(denominator)s: %(denominator_n)s.")
        doubt(figures.OVER, "numerator", words % (labels | facts))
    for name in figures.jumped(reading, before.reading) if before else ():
        now, then = getattr(reading, name), getattr(before, name)
        words = _now("%(what)s: %(now)s is a tenth of the value before, or less. Last time, %(time)s: %(before)s.")
        if now > then:
            words = _now("%(what)s: %(now)s is ten times the value before, or more. Last time, %(time)s: %(before)s.")
        facts = {"now": number_in_words(now, figures.EXACT), "before": figure_in_words(before.reading, indicator.unit)}
        facts |= {"what": labels[name], "time": period_in_words(before.period)}
        doubt(figures.JUMPED, name, words % facts)
    for at, breakdown, name, together, whole in sums_of(indicator, reading, parts):
        facts = sum_in_words(breakdown, labels[name], together, whole)
        if together > whole:
            words = _now("%(breakdown)s, %(what)s: the parts come to %(together)s, which is more than %(whole)s.")
            doubt(figures.PARTS, at, words % facts)
        elif together < whole and not has_word:
            words = _now(
                "%(breakdown)s, %(what)s: the parts come to %(together)s of %(whole)s. Say it if some are not known."
            )
            doubt(figures.FEWER, at, words % facts)
    if found:
        raise Doubted(list(found), told)


def numbers_of(indicator, reading, parts):
    """[(which number, its label, the number)] of a figure and its parts."""
    labels = labels_of(indicator)
    found = [(name, label, getattr(reading, name)) for name, label in labels.items()]
    for part, said in parts.items():
        for name, label in labels.items():
            found.append((f"p{part.pk}_{name}", f"{part.words}, {label}", getattr(said, name)))
    return [one for one in found if one[2] is not None]


def sums_of(indicator, reading, parts):
    """[(which number, the breakdown, one of NAMES, what its parts come to, the whole)], where parts add up at all."""
    if not figures.parts_add_up(indicator.is_ratio, indicator.adds_up, indicator.unit):
        return []
    by_breakdown = defaultdict(list)
    for part, said in parts.items():
        by_breakdown[part.breakdown].append((part, said))
    found = []
    for breakdown, some in by_breakdown.items():
        for name, together, whole in figures.sums_beside(reading, [said for _part, said in some]):
            found.append((f"p{some[0][0].pk}_{name}", breakdown, name, together, whole))
    return found


def sum_in_words(breakdown, label, together, whole):
    facts = {"breakdown": breakdown.words, "what": label}
    return facts | {
        "together": number_in_words(together, figures.EXACT),
        "whole": number_in_words(whole, figures.EXACT),
    }


def planned_of(indicator):
    """Its baseline and all its targets."""
    return [indicator.baseline, indicator.target, *indicator.targets.values_list("value", flat=True)]
