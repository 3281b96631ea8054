"""What pages read of the library of standard indicators: those to pick from, and where one of a plan differs from its own."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from workplans.models import Indicator, StandardIndicator

FIELDS: Any = Indicator._meta
COMPARED = ("name", "unit", "direction", "numerator", "denominator", "adds_up", "recorded_every")
PICKED = ("name", "unit", "numerator", "denominator")
"""Texts that a plan takes over in the reader's language."""
MOST = 100
"""So many are shown at once; words find the others."""


@dataclass
class Topic:
    """Standard indicators of one topic."""

    name: str
    indicators: list = field(default_factory=list)


@dataclass
class Library:
    """What is offered: topics with their indicators, how many there are, and how many more than are shown."""

    topics: list[Topic]
    count: int
    more: int


def library(words=""):
    """The Library of what is offered and has all of `words` in its code, name, definition or topic: two queries."""
    wanted = words.casefold().split()
    rows = StandardIndicator.objects.filter(is_offered=True).prefetch_related("breakdowns")
    found = [one for one in rows if all(word in searched(one) for word in wanted)]
    topics: dict[str, Topic] = {}
    for one in found[:MOST]:
        name = _(one.topic) if one.topic else _("Other")
        topics.setdefault(name, Topic(name)).indicators.append(one)
    return Library([topics[name] for name in sorted(topics, key=str.casefold)], len(found), max(0, len(found) - MOST))


def searched(standard):
    """What words are looked for in, as it stands and as the reader reads it."""
    texts = [standard.code, standard.name, standard.definition, standard.topic]
    return " ".join([*texts, *(_(text) for text in texts if text)]).casefold()


def picked(standard):
    """What the form of a new indicator is filled with, by field."""
    facts = {name: in_words(getattr(standard, name)) for name in PICKED}
    same = {name: getattr(standard, name) for name in ("code", "direction", "adds_up", "recorded_every")}
    return facts | same | {"breakdowns": list(standard.breakdowns.all()), "standard": standard}


def differing(indicator):
    """[(what, in the library now, in the plan)] where an indicator is not as the standard one that it was picked as."""
    standard = indicator.standard
    found = []
    for name in COMPARED:
        ours, theirs = getattr(indicator, name), getattr(standard, name)
        if name == "adds_up":
            ours, theirs = indicator.way, standard.way
        if ours not in (theirs, in_words(theirs)):
            choices = dict(FIELDS.get_field(name).flatchoices)
            found.append((label_of(name), str(choices.get(theirs, in_words(theirs))), str(choices.get(ours, ours))))
    sides = [sorted(one.words for one in row.breakdowns.all()) for row in (standard, indicator)]
    if sides[0] != sides[1]:
        found.append((label_of("breakdowns"), *(", ".join(side) for side in sides)))
    return found


def label_of(name):
    return capfirst(FIELDS.get_field(name).verbose_name)


def in_words(text):
    """A text of the library in the reader's language; as it stands where it is none of the first ones."""
    return _(text) if text else ""
