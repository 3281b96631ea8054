"""Which of the places in a file of values is a team's own."""

from typing import NamedTuple

from django.db.models import Q

from teams.exchange.folding import fold
from teams.exchange.spellings import SURE, likeness
from teams.models import Unit
from workplans.models import Filling

SAID, NAMED, ONLY, UNKNOWN, ANOTHER = "said", "named", "only", "", "another"
"""How our place is known: somebody said it, now or of an earlier file; it has our name or code; the file has no other.
Or it is not: the file names several, or one that is probably another's."""


class Ours(NamedTuple):
    """What a file calls our place, "" where that cannot be told or it names none; and how it is known."""

    key: str
    how: str


def our_place(filling, found):
    """The Ours of a file: for certain, or because it names no other place. Two queries."""
    units, team = found.units, filling.workplan.team
    if filling.choices.get("unit") in units:
        return Ours(filling.choices["unit"], SAID)
    remembered = remembered_units(team) if units else set()
    said = [key for key in units if key in remembered]
    if len(said) == 1:
        return Ours(said[0], SAID)
    ours = {fold(text) for text in names_of(team)}
    same = [key for key, name in units.items() if ours & {fold(key), fold(name)} - {""}]
    if len(same) == 1:
        return Ours(same[0], NAMED)
    if len(units) != 1:
        return Ours("", UNKNOWN)
    [(key, name)] = units.items()
    if remembered or is_of_another(team, key, name):
        return Ours("", ANOTHER)
    return Ours(key, ONLY)


def is_of_another(team, key, name):
    """Whether a place is known here, by its code or name, as another unit than that of `team`."""
    known = Q(code__iexact=key) | Q(name__iexact=key) | Q(code__iexact=name) | Q(name__iexact=name)
    return Unit.objects.filter(known).exclude(pk=team.unit_id).exists()


def likely_unit(units, team):
    """The one of `units` whose name is most like ours; "" where none is."""
    alike = {key: max(likeness(name, text) for text in names_of(team)) for key, name in units.items()}
    best = max(alike, key=lambda key: alike[key], default="")
    return best if best and alike[best] >= SURE else ""


def names_of(team):
    """By what a team and its unit are known, in codes and in words."""
    return [text for text in (team.code, team.unit.code, team.name, team.unit.name) if text]


def remembered_units(team):
    """What files called the place of `team` before, as somebody said or nobody had to."""
    kept = Filling.objects.filter(workplan__team=team, filled_at__isnull=False).order_by("-pk")
    return {one for one in kept.values_list("choices__unit", flat=True)[:50] if one}
