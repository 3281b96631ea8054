"""Which of the places in a file of values is a team's own."""

from teams.exchange.folding import fold
from teams.exchange.spellings import SURE, likeness
from workplans.models import Filling


def our_unit(filling, found):
    """Which place of a file is the team's for certain: as was said, now or of an earlier file, or by its code or name.

    "" where that cannot be told, or the file names no place.
    """
    units, team = found.units, filling.workplan.team
    if filling.choices.get("unit") in units:
        return filling.choices["unit"]
    remembered = remembered_units(team) if units else set()
    said = [key for key in units if key in remembered]
    if len(said) == 1:
        return said[0]
    ours = {fold(text) for text in names_of(team)}
    same = [key for key, name in units.items() if ours & {fold(key), fold(name)} - {""}]
    return same[0] if len(same) == 1 else ""


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
