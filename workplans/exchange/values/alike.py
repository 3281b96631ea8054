"""How much alike two names of things that are counted are, word by word: "ANC 1st visit" is "First antenatal care visits".

It is looser than the likeness of spellings: what it finds is offered to a person, and never taken.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log

from teams.exchange.folding import fold
from workplans.exchange.header_words import STOP

LITTLE = STOP | set(
    "a an at on or with without who that which were was are is from per all new num number numbers nombre numero total"
    " rate taux taxa tasa proportion proporcao percentage percent pourcentage percentagem share avec sans com sem con sin"
    " au aux un une um uma dans na no".split()
)
"""Words that say nothing of what is counted."""
NUMBERS = {
    "1": "one first premier premiere primeiro primeira primero primera",
    "2": "two second seconde deuxieme segundo segunda deux dois",
    "3": "three third troisieme terceiro terceira tercero tercera trois tres",
    "4": "four fourth quatrieme quarto quarta cuarto cuarta quatre quatro cuatro",
    "5": "five fifth cinquieme quinto quinta cinq cinco",
}
MEANT = {
    "anc": "antenatal care",
    "pnc": "postnatal care",
    "cpn": "consultation prenatale",
    "cpon": "consultation postnatale",
    "cpp": "consulta pre natal",
    "opd": "outpatient",
    "ipd": "inpatient",
    "tb": "tuberculosis",
    "fp": "family planning",
    "pf": "planification familiale",
    "sba": "skilled birth attendant",
    "art": "antiretroviral treatment",
    "vl": "viral load",
}
"""What short words of health registers stand for."""
ALSO = {"delivery": "birth", "childbirth": "birth", "baby": "newborn", "neonate": "newborn", "infant": "newborn"}
WORD_OF = {word: number for number, words in NUMBERS.items() for word in words.split()}
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|er|ere|re|eme|e)")
BEGINNING = 5
"""Words that begin with so many same letters are taken for forms of one: "notified", "notification"."""
NEARLY = 0.7
"""How much such a word counts, beside one that is the same."""
OTHER_NUMBER = 0.5
"""How much is left where both names have numbers, and others: the first visit is not the fourth."""
ENOUGH = 0.4
"""From so much on, a name is worth offering."""


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """What a name says, in its own order: words without endings of the plural, figures for numbers, no little words."""
    found: dict[str, None] = {}
    for word in fold(text).split():
        for each in MEANT.get(word, word).split():
            if each not in LITTLE or each in WORD_OF:
                found[one_form(each)] = None
    return tuple(found)


def one_form(word: str) -> str:
    """A word as it is compared."""
    if word in WORD_OF:
        return WORD_OF[word]
    if ordinal := ORDINAL.fullmatch(word):
        return ordinal[1]
    if len(word) > len("ties") and word.endswith("ies"):
        word = word.removesuffix("ies") + "y"
    elif len(word) > len("bus") and word.endswith("s") and not word.endswith("ss"):
        word = word.removesuffix("s")
    return ALSO.get(word, word)


@dataclass(frozen=True)
class Said:
    """What a name says: its words, how the long ones begin, its numbers, how much all of them tell."""

    words: tuple[str, ...]
    begun: frozenset[str]
    numbers: frozenset[str]
    weight: float


class Weights:
    """How much each word tells among `names`: one that many of them have tells little."""

    def __init__(self, names: Iterable[str]) -> None:
        often = Counter(word for name in names for word in words_of(name))
        self.tells = {word: 1 / (1 + log(count)) for word, count in often.items()}
        self.said: dict[str, Said] = {}

    def of(self, name: str) -> Said:
        """What a name says, worked out once."""
        if name not in self.said:
            words = words_of(name)
            self.said[name] = Said(
                words,
                frozenset(word[:BEGINNING] for word in words if len(word) >= BEGINNING),
                frozenset(word for word in words if word.isdigit()),
                sum(self.tells.get(word, 1) for word in words),
            )
        return self.said[name]

    def alike(self, one: str, other: str) -> float:
        """From 0 to 1: how much of both names is the same, and how much of the shorter one is in the longer."""
        a, b = self.of(one), self.of(other)
        if not (a.words and b.words):
            return 0.0
        shared = 0.0
        for word in a.words:
            if word in b.words:
                shared += self.tells.get(word, 1)
            elif word[:BEGINNING] in b.begun:
                shared += NEARLY * self.tells.get(word, 1)
        found = min(1.0, (2 * shared / (a.weight + b.weight) + shared / min(a.weight, b.weight)) / 2)
        return found * OTHER_NUMBER if a.numbers and b.numbers and not a.numbers & b.numbers else found
