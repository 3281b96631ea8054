"""Two versions of a plan, compared item by item and field by field. Pure.

A version is a plan written down as plain values (see queries/snapshot.py): `items` in the plan's order, each with
its kind, key, number and fields. A field that is a dict ("money", by source) is compared entry by entry. Where an item
stands among those beside it is no field: it follows from the order of `items`.
"""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
OF_A_YEAR = frozenset({"months", "starts_on", "ends_on", "code", "above"})
"""What is different every year, and so is left aside where a plan is compared with last year's."""

CAME_LATER = frozenset({"adds_up", "recorded_every", "post", "breakdowns", "standard"})
"""Fields of indicators that versions did not have once: where one of two has no such field, nobody changed it."""


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

    Items are the same by kind and key; by `match`, {(kind, key in after): key in before}, where that is given. An item
    that stands after another one than before has a Change of "order", unless `match` is given.
    """
    moved = moves(before, after) if match is None else {}
    earlier = {(item["kind"], item["key"]): item for item in before["items"]}
    found = []
    for item in after["items"]:
        place = item["kind"], item["key"]
        known = earlier.pop(place if match is None else (item["kind"], match.get(place)), None)
        if known is None:
            found.append(Differing(ADDED, item))
        elif changes := [*changes_of(known["fields"], item["fields"], without), *moved.get(place, [])]:
            found.append(Differing(CHANGED, item, changes))
    return found + [Differing(REMOVED, item) for item in earlier.values()]


def compare_time(before, after):
    """[Change] of the plan's own days, currency and quarters."""
    return changes_of(time_of(before), time_of(after))


def time_of(version):
    return version["plan"] | {"quarter": {str(number): [first, last] for number, first, last in version["quarters"]}}


def changes_of(before, after, without=frozenset()):
    """[Change] from the fields `before` to the fields `after`."""
    found = []
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name), after.get(name)
        if name in without or same(old, new) or (name in CAME_LATER and not (name in before and name in after)):
            continue
        if isinstance(old, dict) or isinstance(new, dict):
            old, new = old or {}, new or {}
            keys = [*new, *(key for key in old if key not in new)]
            found += [
                Change(name, key, old.get(key), new.get(key)) for key in keys if not same(old.get(key), new.get(key))
            ]
        else:
            found.append(Change(name, "", old, new))
    return found


def same(old, new):
    """Whether two values say the same: what one version does not know of is what the other leaves empty.

    A field that came later is lacking in what was written down before. Of two lines, both dicts, only what both of them
    know is compared, since what a line says besides is never empty.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        return all(old[name] == new[name] for name in old.keys() & new.keys())
    return old == new or not (old or new)


def moves(before, after):
    """{(kind, key): [Change] of "order"} of the items that stand after another one of those beside them than before.

    Only items that both versions have under the same item are looked at, and as few as can be are said to have moved.
    Each side of a Change is the place, [kind, key], that it stands after; None where it stands first.
    """
    old, new = rows_of(before), rows_of(after)
    found = {}
    for row, places in new.items():
        there = set(old.get(row, []))
        now = [place for place in places if place in there]
        both = set(now)
        then = [place for place in old.get(row, []) if place in both]
        if now == then:
            continue
        was = {place: index for index, place in enumerate(then)}
        stay = longest_rising([was[place] for place in now])
        for index, place in enumerate(now):
            sides = behind(then, was[place]), behind(now, index)
            if index not in stay and sides[0] != sides[1]:
                found[place] = [Change("order", "", *sides)]
    return found


def rows_of(version):
    """{(what it stands under, its kind): [(kind, key)]} of the items of a version, in their order."""
    found: dict[tuple, list] = defaultdict(list)
    for item in version["items"]:
        above = item["fields"].get("above")
        found[above and tuple(above), item["kind"]].append((item["kind"], item["key"]))
    return found


def behind(row, index):
    """The place before the one at `index`, as a version writes it; None for the first."""
    return list(row[index - 1]) if index else None


def longest_rising(numbers):
    """The indexes of a longest rising part of `numbers`, which are all different."""
    ends: list[int] = []
    at: list[int] = []
    came: list[int | None] = []
    for index, number in enumerate(numbers):
        length = bisect_left(ends, number)
        came.append(at[length - 1] if length else None)
        ends[length : length + 1], at[length : length + 1] = [number], [index]
    found, here = set(), at[-1] if at else None
    while here is not None:
        found.add(here)
        here = came[here]
    return found


def carried(version):
    """{(kind, key): the key that it was carried over from} of the items of a version."""
    return {(item["kind"], item["key"]): item["from"] for item in version["items"] if item["from"]}
