"""A plan that was edited elsewhere, beside the plan as it was taken along and as it stands now. Pure.

All three are flat: {key of a row: {column: value}}, values as texts. A cell changed there where it differs from what was
taken along; where it changed here meanwhile too, and to something else, somebody has to decide.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A cell that would change: where, what was taken along, what stands here now, and what the file says."""

    row: str
    column: str
    before: str
    here: str
    there: str

    @property
    def is_conflict(self):
        """Whether it was changed here meanwhile, to something else."""
        return self.here not in (self.before, self.there)


@dataclass(frozen=True)
class Brought:
    """What a file would do: cells that change, rows that are gone there, and rows gone here that it changed."""

    cells: list[Cell]
    gone_there: list[str]
    gone_here: list[str]


def bring_together(taken, here, there):
    """The Brought of a file: `taken` along, as it stands `here`, as it says `there`.

    In a column that was added there, nothing stood before.
    """
    cells = [
        Cell(row, column, before.get(column, ""), here[row].get(column, ""), text)
        for row, before in taken.items()
        if row in there and row in here
        for column, text in there[row].items()
        if text not in (before.get(column, ""), here[row].get(column, ""))
    ]
    return Brought(
        cells,
        gone_there=[row for row in taken if row not in there and row in here],
        gone_here=[row for row in there if row not in here and is_changed(taken.get(row, {}), there[row])],
    )


def is_changed(before, after):
    """Whether a row says something else than before in a column that it still has."""
    return any(after.get(column, value) != value for column, value in before.items())
