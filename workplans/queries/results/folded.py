"""The results as the page shows them: folded by objective, or what a filter leaves, a page at a time."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format

from workplans.queries.results.lines import ActivityLine, IndicatorLine, in_money
from workplans.rules import figures
from workplans.rules.money import NOTHING
from workplans.written import state_in_words, states_in_words

OPENS = 40
"""So many rows are shown without folding."""
UNFOLDED = 30
"""So many rows that are off track are shown of a plan that is folded."""
A_PAGE = 60
"""So many rows stand on a page of a filtered list, or of an objective that is unfolded."""
HEADINGS = 100
"""So many objectives."""
WORST_FIRST = {
    state: place
    for place, state in enumerate(
        [
            figures.OFF_TRACK,
            figures.AT_RISK,
            figures.NOT_RECORDED,
            figures.NO_TARGET,
            figures.ON_TRACK,
            figures.NOT_DUE,
        ]
    )
}


@dataclass
class Block:
    """An objective with a one-line summary, and those of its rows that are shown."""

    key: str
    number: str
    name: str
    summary: str
    work: dict[str, Any] = field(default_factory=dict)
    """How often its activities were due so far, how often they are done, and their money, where it has activities."""
    indicators: list[dict] = field(default_factory=list)
    activities: list[dict] = field(default_factory=list)
    is_open: bool = True
    is_cut: bool = False
    """Whether only a part of its rows is shown."""
    count: int = 0

    def show(self, lines):
        """Print `lines` in it."""
        self.indicators = [one.printed() for one in lines if one.kind == "indicator"]
        self.activities = [one.printed() for one in lines if one.kind == "activity"]


@dataclass
class Folded:
    """What the page shows: blocks, how many rows were found, and where in them the page is."""

    blocks: list[Block]
    found: int
    page: int = 1
    pages: int = 1
    is_folded: bool = False
    has_approved: bool = False
    """Whether something that was approved is otherwise than what is planned now."""


def wanted_of(results, filters):
    """Those of the lines of `results` that `filters`, {name: value}, leave, in the order that they ask for."""
    words = filters.get("q", "").casefold().split()
    found = [
        one
        for one in results.lines
        if filters.get("state") in (None, "", one.state)
        and filters.get("post") in (None, "", str(one.post))
        and filters.get("objective") in (None, "", str(one.objective.pk))
        and filters.get("kind") in (None, "", one.kind)
        and one.has(words)
    ]
    if filters.get("by") == "state":
        found.sort(key=lambda one: WORST_FIRST[one.state])
    return found


def folded(results, filters, opened, page):
    """The Folded page `page` of `results`: `opened` is the key of the objective that is unfolded ("" for none)."""
    lines = wanted_of(results, filters)
    by_state = filters.get("by") == "state"
    if any(value for name, value in filters.items() if name != "quarter") or len(lines) <= OPENS:
        return in_pages(results, lines, page, by_objective=not by_state)
    under = in_objectives(lines)
    if opened in under:
        shown, page, pages = cut(under[opened], page)
        block = block_of(results, opened, under[opened])
        block.show(shown)
        block.is_cut = pages > 1
        return marked([block], len(lines), page, pages, is_folded=True)
    keys, page, pages = cut(list(under), page, HEADINGS)
    room, blocks = UNFOLDED, []
    for key in keys:
        block = block_of(results, key, under[key])
        off = [one for one in under[key] if one.state == figures.OFF_TRACK][:room]
        room -= len(off)
        block.is_open = False
        block.show(off)
        blocks.append(block)
    return marked(blocks, len(lines), page, pages, is_folded=True)


def in_pages(results, lines, page, *, by_objective):
    """All of `lines`, a page at a time, under their objectives or in one row."""
    shown, page, pages = cut(lines, page)
    if not by_objective:
        block = Block("all", "", "", "", count=len(lines))
        block.show(shown)
        return marked([block] if shown else [], len(lines), page, pages)
    whole, blocks = in_objectives(lines), []
    for key, some in in_objectives(shown).items():
        block = block_of(results, key, whole[key])
        block.show(some)
        blocks.append(block)
    return marked(blocks, len(lines), page, pages)


def marked(blocks, found, page, pages, **more):
    rows = [row for block in blocks for row in block.indicators]
    has_approved = any(row["quarter"]["approved"] for row in rows)
    return Folded(blocks, found, page, pages, has_approved=has_approved, **more)


def in_objectives(lines):
    """{"o5": its lines} in order."""
    found: dict[str, list[IndicatorLine | ActivityLine]] = {}
    for one in lines:
        found.setdefault(f"o{one.objective.pk}", []).append(one)
    return found


def block_of(results, key, lines):
    """The Block of an objective, with the summary of all its `lines`."""
    objective = lines[0].objective
    number = results.numbers[objective.pk]
    summary = states_in_words(Counter(one.state for one in lines))
    return Block(key, number, objective.name, summary, work_of(lines), count=len(lines))


def work_of(lines):
    """What the activities among `lines` come to together, in words; {} where there are none."""
    activities = [one for one in lines if isinstance(one, ActivityLine)]
    if not activities:
        return {}
    names = "planned", "approved", "released", "spent"
    sums = [sum(amounts, NOTHING) for amounts in zip(*(one.sums for one in activities), strict=True)]
    found = {name: in_money(amount) for name, amount in zip(names, sums, strict=True)}
    found["due"] = number_format(sum(one.so_far.due for one in activities))
    return found | {"done": number_format(sum(one.so_far.done for one in activities)), "has_money": any(sums)}


def cut(rows, page, most=A_PAGE):
    """(the rows of the page, its number, how many pages there are); the last page where there are not so many."""
    pages = max(1, -(-len(rows) // most))
    page = min(max(1, page), pages)
    return rows[(page - 1) * most : page * most], page, pages


def in_rows(counts) -> list[dict[str, Any]]:
    """How many are in which state, the best first, for a summary: words, shape, number and the state itself."""
    found = []
    for state in [*figures.JUDGED, figures.NOT_RECORDED, figures.NOT_DUE, figures.NO_TARGET]:
        if counts.get(state):
            words, shape = state_in_words(state)
            found.append({"state": state, "words": words, "shape": shape, "count": counts[state]})
    return found
