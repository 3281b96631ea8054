"""Two versions of a plan, compared item by item and field by field. Pure.

A version is a plan written down as plain values (see queries/snapshot.py): `items` in the plan's order, each with
its kind, key, number and fields. A field that is a dict ("money", by source) is compared entry by entry.
"""

from dataclasses import dataclass, field
from typing import Any

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
OF_A_YEAR = frozenset({"months", "starts_on", "ends_on", "code", "above"})
"""What is different every year, and so is left aside where a plan is compared with last year's."""


@dataclass(frozen=True)
class Change:
    """One field that differs; `of` is the source, the quarter or the line, where the field has several."""

    field: str
    of: str
    before: Any
    after: Any


@dataclass
class Differing:
    """An item that is new, gone or changed, as the version that has it last describes it."""

    what: str
    item: dict
    changes: list[Change] = field(default_factory=list)


def compare(before, after, *, match=None, without=frozenset()):
    """[Differing] from the version `before` to the version `after`, in the order of `after`, what is gone last.

    Items are the same by kind and key; by `match`, {(kind, key in after): key in before}, where that is given.
    """
    earlier = {(item["kind"], item["key"]): item for item in before["items"]}
    found = []
    for item in after["items"]:
        place = item["kind"], item["key"]
        known = earlier.pop(place if match is None else (item["kind"], match.get(place)), None)
        if known is None:
            found.append(Differing(ADDED, item))
        elif changes := changes_of(known["fields"], item["fields"], without):
            found.append(Differing(CHANGED, item, changes))
    return found + [Differing(REMOVED, item) for item in earlier.values()]


def compare_time(before, after):
    """[Change] of the plan's own days, currency and quarters."""
    return changes_of(time_of(before), time_of(after))


def time_of(version):
    return version["plan"] | {"quarter": {str(number): [first, last] for number, first, last in version["quarters"]}}


def changes_of(before, after, without=frozenset()):
    """[Change] from the fields `before` to the fields `after`.

    A field that one of them lacks, since it was written down before there was such a field, was empty.
    """
    found = []
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name), after.get(name)
        if old == new or name in without or (not (old or new) and not (name in before and name in after)):
            continue
        if isinstance(old, dict) or isinstance(new, dict):
            old, new = old or {}, new or {}
            keys = [*new, *(key for key in old if key not in new)]
            found += [Change(name, key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]
        else:
            found.append(Change(name, "", old, new))
    return found


def carried(version):
    """{(kind, key): the key that it was carried over from} of the items of a version."""
    return {(item["kind"], item["key"]): item["from"] for item in version["items"] if item["from"]}
