"""The words of plans, read from district.txt and facility.txt: goals, results, activities and measures."""

import random
from pathlib import Path
from typing import NamedTuple


class Measure(NamedTuple):
    """How a goal or result is measured. `by_quarter`: its quarters "sum" to the year, or "end" at its target."""

    name: str
    unit: str
    baseline: float
    target: float
    by_quarter: str
    direction: str
    counted: str
    out_of: str


class Step(NamedTuple):
    """An activity: its words, the key of the post that does it, when, and what it costs (0: needs no money)."""

    text: str
    post: str
    when: str
    cost: int
    practice: str


class Result(NamedTuple):
    """What has to be there for the goal: an output."""

    text: str
    measures: list[Measure]
    steps: list[Step]


class Theme(NamedTuple):
    """A goal, with what leads to it."""

    goal: str
    measures: list[Measure]
    results: list[Result]


def read(name):
    """The themes in the file `name`; its first lines say how it is written."""
    themes: list[Theme] = []
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        parts = [part.strip() for part in rest.split("|")]
        if mark == "#":
            themes.append(Theme(rest, [], []))
        elif mark == "##":
            themes[-1].results.append(Result(rest, [], []))
        elif mark == "=":
            measured = themes[-1].results[-1] if themes[-1].results else themes[-1]
            measured.measures.append(
                Measure._make([*parts[:2], number(parts[2]), number(parts[3]), *parts[4:], "", ""][:8])
            )
        elif mark == "-":
            themes[-1].results[-1].steps.append(Step._make([*parts[:3], int(parts[3]), *parts[4:], "implement"][:5]))
    return themes


def number(text):
    return float(text) if "." in text else int(text)


def chance(seed, *about):
    """The chances of one room and team: the same for a seed, whatever else is made."""
    return random.Random("/".join(str(word) for word in (seed, *about)))  # noqa: S311  made-up data needs no secret
