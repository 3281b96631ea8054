"""What an import does, or would do: for the page that asks before, for the questions after, for its undoing."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from workplans.exchange.planitems import Problem

KINDS = ("objective", "output", "activity", "indicator", "allocation")

TIMES = {"months", "starts_on", "ends_on"}


@dataclass
class Report:
    """What an import did. `created` counts by kind; `changed` and `unchanged` count activities that were there,
    `beyond` those of the plan that the file does not have and that stay.

    `changes` are plain values, one for each field of an item that was there, and one for each objective, output and
    activity that is new: {"row", "kind", "name"} and either "new" or "field", "of" (a quarter, a source), "before",
    "after". `places` leads from a row to what came of it: {row: {"activity": key, "output": key, "indicator": key}}.
    `names` are those of the activities by their rows.
    `made` holds the keys of what is new by kind, `before` what changed rows were: {kind: {key: {column: value}}}.
    """

    rows: int
    created: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    changed: int = 0
    unchanged: int = 0
    beyond: int = 0
    money: dict[str, Decimal] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    places: dict[int, dict[str, int | None]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    made: dict[str, list[int]] = field(default_factory=dict)
    before: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)

    def as_dict(self):
        """For JSON: money as text, so that no cent is lost on the way."""
        return {
            "rows": self.rows,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "money": {source: format(amount, "f") for source, amount in self.money.items()},
            "problems": [
                {"row": found.row, "cell": found.cell, "kind": found.kind, "message": found.message}
                for found in self.problems
            ],
        }

    def to_show(self):
        """What the page before an import shows, for JSON: the words of its problems come when it is read."""
        told = self.as_dict()
        told["problems"] = [[found.row, found.cell, found.kind, found.values] for found in self.problems]
        told["names"] = {found.row: self.names[found.row] for found in self.problems if found.row in self.names}
        return {**told, "changes": self.changes, "beyond": self.beyond}

    def to_undo(self):
        """What is needed to take it back, for JSON."""
        return {"made": self.made, "before": self.before}

    def remember(self, item, *names):
        """Keep what some columns of a row were before their first change; the days go with the months."""
        kept = self.before.setdefault(item._meta.model_name, {}).setdefault(item.pk, {})
        for name in (*names, *(TIMES if TIMES & set(names) else ())):
            kept.setdefault(name, plain_value(getattr(item, name)))

    def add_made(self, items):
        """Count `items`, all of one kind and written just now, as new."""
        for item in items:
            self.made.setdefault(item._meta.model_name, []).append(item.pk)


def plain_value(value):
    """`value` as JSON can hold it, and as its field reads it again."""
    return str(value) if isinstance(value, Decimal | date) else value
