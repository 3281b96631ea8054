"""How much alike two names of things that are counted are, word by word: "ANC 1st visit" is "First antenatal care visits".

It is looser than the likeness of spellings: what it finds is offered to a person, and never taken.
"""

import re
from collections import Counter
from collections.abc import Iterable
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


class Weights:
    """How much each word tells among `names`: one that many of them have tells little."""

    def __init__(self, names: Iterable[str]) -> None:
        self.often = Counter(word for name in names for word in words_of(name))

    def of(self, words: Iterable[str]) -> float:
        return sum(1 / (1 + log(max(1, self.often[word]))) for word in words)

    def alike(self, one: str, other: str) -> float:
        """From 0 to 1: how much of both names is the same, and how much of the shorter one is in the longer."""
        a, b = words_of(one), words_of(other)
        if not (a and b):
            return 0.0
        same = [word for word in a if word in b]
        rest = [word for word in b if word not in same]
        nearly = [word for word in a if word not in same and any(is_form_of(word, each) for each in rest)]
        shared = self.of(same) + NEARLY * self.of(nearly)
        of_both, of_one = 2 * shared / (self.of(a) + self.of(b)), shared / min(self.of(a), self.of(b))
        found = min(1.0, (of_both + of_one) / 2)
        numbers = [{word for word in words if word.isdigit()} for words in (a, b)]
        return found * OTHER_NUMBER if all(numbers) and not numbers[0] & numbers[1] else found


def is_form_of(one: str, other: str) -> bool:
    return len(one) >= BEGINNING and one[:BEGINNING] == other[:BEGINNING]
