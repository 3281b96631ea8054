"""The columns of a list of units that hold names, from the top down, and the level of each."""

from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from teams.exchange.folding import fold
from teams.exchange.listheadings import ABOVE, ABOVE_CODE, CODE, UNIT
from teams.exchange.unreadable import Unreadable
from teams.models import Level, Unit

LONGEST_LEVEL = 60


@dataclass(frozen=True, eq=False)
class Step:
    """A column of names: its index, that of its codes (None: it has none), and its level, which may be unsaved."""

    column: int
    code: int | None
    level: Level


def steps_of(roles: dict[int, str], names: dict[int, str], base: Unit | None) -> list[Step]:
    """The steps that `roles` make, with levels of the `names` given, by the column's index.

    Raises Unreadable where no column names the unit, or the levels do not go down from that of `base`.
    """
    units = [index for index, role in roles.items() if role == UNIT]
    if len(units) != 1:
        raise Unreadable(_("Choose one column as the name of the unit."))
    above = [index for index, role in sorted(roles.items()) if role == ABOVE]
    levels = list(Level.objects.all())
    steps = [
        Step(index, code_of(index, roles), level_called(names.get(index, ""), levels)) for index in [*above, *units]
    ]
    refuse_upward([*([base.level] if base else []), *(step.level for step in steps)], levels)
    return steps


def code_of(index: int, roles: dict[int, str]) -> int | None:
    """The column of the codes of the names in the column `index`: of places above, the next column but names."""
    if roles[index] == UNIT:
        return next((one for one, role in roles.items() if role == CODE), None)
    after = [one for one, role in sorted(roles.items()) if one > index and role in {ABOVE, ABOVE_CODE}]
    return after[0] if after and roles[after[0]] == ABOVE_CODE else None


def level_called(name: str, levels: list[Level]) -> Level:
    """The one of `levels` with this name; else a new one below all of them, which joins them and is not saved."""
    name = " ".join(name.split())[:LONGEST_LEVEL]
    if not name:
        raise Unreadable(_("Say what level the units in each column of names are of, for example: District."))
    level = next((one for one in levels if fold(one.name) == fold(name)), None)
    if level is None:
        level = Level(name=name, rank=max((one.rank for one in levels), default=0) + 1)
        levels.append(level)
    return level


def refuse_upward(steps: list[Level], levels: list[Level]) -> None:
    """Raise Unreadable where a step does not stand below the one before it."""
    for above, below in pairwise(steps):
        if below.rank <= above.rank:
            raise Unreadable(
                _(
                    "“%(below)s” does not stand below “%(above)s”. Levels go down from the first column to the last; from the top they are: %(levels)s. A new level stands below all others."
                )
                % {"below": below, "above": above, "levels": ", ".join(one.name for one in levels)}
            )
