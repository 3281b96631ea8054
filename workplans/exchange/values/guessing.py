"""What a code of a file probably stands for, guessed by codes and names; a person says whether it is so.

What has the same code or name is chosen before; what is only alike is offered first, and never chosen.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from teams.exchange.folding import fold
from teams.exchange.spellings import likeness
from workplans.exchange.values.alike import ENOUGH, Weights
from workplans.exchange.values.found import DENOMINATOR, NUMERATOR, VALUE

MOST_OFFERED = 5
"""So many indicators are offered before all others."""
MOST_COMPARED = 300
"""With more indicators, names that are only alike are not looked for."""
SAME = [
    *({"female", "women", "woman", "f", "femme", "femmes", "feminin", "feminino", "feminina", "mulheres"},),
    *({"male", "men", "man", "m", "homme", "hommes", "masculin", "masculino", "homens"},),
]
"""Words for one thing, by which a part is known as well."""


@dataclass(frozen=True)
class Candidate:
    """An indicator that a code may stand for, and the breakdowns that it has."""

    key: int
    name: str
    codes: tuple[str, ...] = ()
    numerator: str = ""
    denominator: str = ""
    breakdowns: frozenset[int] = frozenset()
    is_ratio: bool = False

    @property
    def called(self) -> list[tuple[str, str]]:
        """[(what of it is filled, how that is called)]: what is named as a ratio is, mostly, what was counted."""
        own = [(NUMERATOR, self.name), (VALUE, self.name)] if self.is_ratio else [(VALUE, self.name)]
        return [*own, (NUMERATOR, self.numerator), (DENOMINATOR, self.denominator)]


@dataclass(frozen=True)
class CandidatePart:
    key: int
    breakdown: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Guess:
    """An indicator, what of it is filled, and of which part."""

    indicator: int
    fills: str
    part: int | None = None


class Guesser:
    """Guesses among the indicators and parts of one plan."""

    def __init__(self, candidates: Iterable[Candidate], parts: Iterable[CandidatePart]) -> None:
        self.candidates = {one.key: one for one in candidates}
        self.parts = list(parts)
        everybody = self.candidates.values()
        self.by_code = alone((code.casefold(), (one.key, VALUE)) for one in everybody for code in one.codes if code)
        numbers = [
            *((fold(one.name), (one.key, VALUE)) for one in everybody),
            *((fold(one.numerator), (one.key, NUMERATOR)) for one in everybody if one.numerator),
            *((fold(one.denominator), (one.key, DENOMINATOR)) for one in everybody if one.denominator),
        ]
        self.by_name, self.names = alone(numbers), {name for name, _thing in numbers if name}

    def certain(self, code: str, name: str, detail: str) -> Guess | None:
        """By the same code or the same name; None where there is none, or its category is none of ours."""
        found = self.by_code.get(code.casefold()) or self.by_name.get(fold(name)) or self.by_name.get(fold(code))
        if found:
            return self.with_part(*found, detail)
        for part in [] if detail else self.parts:
            for word in words_of(part):
                if (whole := fold(name).removesuffix(f" {word}")) != fold(name) and whole in self.by_name:
                    return self.with_part(*self.by_name[whole], word)
        return None

    @cached_property
    def weights(self) -> Weights:
        return Weights(one.name for one in self.candidates.values())

    def offered(self, code: str, name: str, detail: str) -> list[Guess]:
        """What it may be, likeliest first: what is certain, then names that are alike, or are all but written so."""
        if len(self.candidates) > MOST_COMPARED:
            return [one for one in [self.certain(code, name, detail)] if one]
        asked = name or code
        alike: dict[tuple[int, str], float] = {}
        for one in self.candidates.values():
            for fills, called in one.called if asked else []:
                much = self.weights.alike(asked, called) if called else 0.0
                if called == one.name and much < ENOUGH:  # words that are written a little otherwise
                    much = likeness(asked, called)
                if much >= ENOUGH:
                    alike[one.key, fills] = max(much, alike.get((one.key, fills), 0.0))
        best = sorted(alike, key=lambda thing: -alike[thing])
        found = [self.certain(code, name, detail), *(self.of_part(*thing, detail) for thing in best)]
        offered: dict[tuple[int, str], Guess] = {}
        for guess in found:
            if guess:
                offered.setdefault((guess.indicator, guess.fills), guess)
        return list(offered.values())[:MOST_OFFERED]

    def of_part(self, indicator: int, fills: str, detail: str) -> Guess:
        """That, and the part that `detail` calls; of the whole where it calls none."""
        return self.with_part(indicator, fills, detail) or Guess(indicator, fills)

    def with_part(self, indicator: int, fills: str, detail: str) -> Guess | None:
        if not detail:
            return Guess(indicator, fills)
        mine = self.candidates[indicator].breakdowns
        meant = [one.key for one in self.parts if one.breakdown in mine and fold(detail) in words_of(one)]
        return Guess(indicator, fills, meant[0]) if len(meant) == 1 else None


def words_of(part: CandidatePart) -> set[str]:
    """How a part may be called, folded; empty texts, as of "<5", call nothing."""
    own = {fold(name) for name in part.names} - {""}
    return own.union(*(group for group in SAME if own & group))


def alone(pairs: Iterable[tuple[str, tuple[int, str]]]) -> dict[str, tuple[int, str]]:
    """What is called so by itself: a name of two things tells neither."""
    known = [(name, thing) for name, thing in dict.fromkeys(pairs) if name]
    often = Counter(name for name, _thing in known)
    return {name: thing for name, thing in known if often[name] == 1}
