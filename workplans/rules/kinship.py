"""Which indicator of a plan is the same as one of another plan. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kin:
    """An indicator: its key, the `root` that it was carried over from year by year, its standard, its folded name.

    Of one that is gone only the name is known.
    """

    key: int | None
    root: int | None
    standard: int | None
    name: str


class Kinship:
    """The indicators of one plan, as those of other plans are found again in it."""

    def __init__(self, mine: Iterable[Kin]):
        rows = sorted(mine, key=lambda one: -(one.key or 0))  # of several the one that came first
        names = Counter(one.name for one in rows)
        self.by_key = {one.key: one.key for one in rows}
        self.by_root = {one.root: one.key for one in rows}
        self.by_standard = {one.standard: one.key for one in rows if one.standard}
        self.by_name = {one.name: one.key for one in rows if one.name and names[one.name] == 1}

    def heir_of(self, old: Kin) -> int | None:
        """The key of what is `old` here: itself, its copy, what is of the same standard, or of a name that only one has."""
        if old.key is not None and (old.key in self.by_key or old.root in self.by_root):
            return self.by_key.get(old.key) or self.by_root[old.root]
        if old.standard in self.by_standard:
            return self.by_standard[old.standard]
        return self.by_name.get(old.name)
