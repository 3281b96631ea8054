"""One plan of many: the plans of several teams put together by objective or by source, each row saying whose. Pure.

Plans come as snapshots (see queries/snapshot.py). Objectives are the same where they are called the same, however
spaced or capitalised. Amounts are exact, so every total agrees.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

NOTHING = Decimal(0)


@dataclass
class Line:
    """An activity in the plan of many: whose it is, its number there, its fields, what it asks."""

    whose: Any
    item: dict
    version: dict
    money: Decimal


@dataclass
class Group:
    """What belongs together: an objective or a source, with its lines and what they ask, by whose they are."""

    name: str
    lines: list[Line] = field(default_factory=list)
    of: dict[Any, Decimal] = field(default_factory=dict)

    @property
    def only(self):
        """Whose it is, where it is one team's alone; else None."""
        return next(iter(self.of)) if len(self.of) == 1 else None

    @property
    def money(self):
        return sum(self.of.values(), NOTHING)

    def add(self, line, amount):
        """Put a line under it, with `amount` of its money."""
        self.lines.append(line)
        self.of[line.whose] = self.of.get(line.whose, NOTHING) + amount


def folded(name):
    """A name without what does not tell it from another: spaces, capitals, a full stop at its end."""
    return " ".join(name.casefold().split()).rstrip(".")


def by_objective(plans):
    """[Group] by objective, in the order in which they are met in `plans`, [(whose, snapshot)]."""
    groups: dict[str, Group] = {}
    for whose, version in plans:
        objective_of = {}
        for item in version["items"]:
            place = item["kind"], item["key"]
            if item["kind"] == "objective":
                key = folded(item["fields"]["name"])
                objective_of[place] = groups.setdefault(key, Group(item["fields"]["name"]))
                objective_of[place].of.setdefault(whose, NOTHING)
            elif item["kind"] != "indicator":
                objective_of[place] = objective_of[tuple(item["fields"]["above"])]
            if item["kind"] == "activity":
                line = line_of(whose, item, version)
                objective_of[place].add(line, line.money)
    return list(groups.values())


def by_source(plans, nobody):
    """[Group] by source, by name; last, under the name `nobody`, what nobody gives yet."""
    groups: dict[str, Group] = {}
    left = Group(nobody)
    for whose, version in plans:
        for item in version["items"]:
            for source, text in item["fields"].get("money", {}).items():
                amount = Decimal(text)
                line = Line(whose, item, version, amount)
                name = version["sources"].get(source, "")
                (groups.setdefault(name, Group(name)) if name else left).add(line, amount)
    ordered = sorted(groups.values(), key=lambda group: group.name.casefold())
    return [*ordered, *([left] if left.lines else [])]


def line_of(whose, item, version):
    """The Line of an activity."""
    return Line(whose, item, version, sum((Decimal(text) for text in item["fields"]["money"].values()), NOTHING))


def totals(groups):
    """{whose: what all of `groups` ask for it}."""
    found: dict[Any, Decimal] = defaultdict(Decimal)
    for group in groups:
        for whose, amount in group.of.items():
            found[whose] += amount
    return dict(found)
