"""What a list leaves open, and what was answered; what it lacks, and what was done about it."""

from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from teams.exchange.sheets import cell_name
from teams.exchange.unreadable import Unreadable

MOST_QUESTIONS = 200

SAME, OTHER, NONE = "same", "other", "none"
"""Answers: one and the same; a different one; neither."""


@dataclass(frozen=True)
class Question:
    """Something only a person can decide. `choices` are (answer, its words); `default` is chosen beforehand."""

    key: str
    cell: str
    words: str
    choices: list[tuple[str, str]]
    default: str


@dataclass(frozen=True)
class Remark:
    """Something that was not taken as the file has it; `cell` is where."""

    cell: str
    words: str


class Asking:
    """Collects questions and remarks while a list is read, and knows the answers given so far."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.questions: dict[str, Question] = {}
        self.remarks: list[Remark] = []

    def ask(self, about: str, place: tuple[int, int], words: str, choices: list[tuple[str, str]], default: str) -> str:
        """The answer to a question, or its default while there is none.

        `about` is the same each time the same is asked; `place` is row and column, both from 1. Raises Unreadable
        where there are more questions than anybody answers.
        """
        key = "q" + sha256(about.encode()).hexdigest()[:14]
        self.questions[key] = Question(key, cell_name(*place), words, choices, default)
        if len(self.questions) > MOST_QUESTIONS:
            raise Unreadable(
                _(
                    "This list raises more than %(most)d questions, which nobody can answer at once. Look whether the columns are chosen right, or correct the file. The first is about the cell %(cell)s: %(words)s"
                )
                % {
                    "most": MOST_QUESTIONS,
                    "cell": (first := next(iter(self.questions.values()))).cell,
                    "words": first.words,
                }
            )
        given = self.answers.get(key)
        return given if given in dict(choices) else default

    def remark(self, place: tuple[int, int], words: str) -> None:
        self.remarks.append(Remark(cell_name(*place), words))
