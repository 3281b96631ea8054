"""Whether two names are one name, written in two ways."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from teams.exchange.folding import fold

ASKED, SURE = 0.8, 0.9
"""From so much likeness on, it is asked whether two names are the same; from so much on, probably they are."""

OFFICES = set(
    "district distrito province provincia region regiao zone zona county council municipality municipio office health "
    "dho dhmt dhd dhs cheo rhd phd sante saude salud".split()
)
"""What stands behind a place's name where its office is meant: "Kasungu-DHO"."""

APART = [
    set("north south east west central norte sul sur este oeste leste nord sud est ouest centro centre".split()),
    set("upper lower old new rural urban urbano".split()),
]
"""Names that differ in one of these words are two places, however much alike."""


@lru_cache(maxsize=20_000)
def _stem(name: str) -> tuple[str, frozenset[str], str]:
    """The name in one piece without its office; its words that keep places apart; its figures."""
    words = fold(name).split()
    apart = frozenset(word for word in words if any(word in group for group in APART))
    while len(words) > 1 and words[-1] in OFFICES:
        words.pop()
    return "".join(words), apart, " ".join(re.findall(r"\d+", name))


def likeness(one: str, other: str) -> float:
    """How alike two names are written, from 0 to 1; 0 for all that are not worth asking about."""
    (a, a_apart, a_figures), (b, b_apart, b_figures) = _stem(one), _stem(other)
    if a == b:
        return 1.0
    if a_figures != b_figures or a_apart != b_apart:
        return 0.0
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.real_quick_ratio() < ASKED or matcher.quick_ratio() < ASKED:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= ASKED else 0.0


def closest(name: str, others: Iterable[str]) -> tuple[str, float]:
    """The one of `others` that is most like `name`, and how much; ("", 0.0) where none is worth asking about."""
    best, most = "", 0.0
    for other in others:
        alike = likeness(name, other)
        if alike > most:
            best, most = other, alike
    return best, most
