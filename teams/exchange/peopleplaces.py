"""Finds the team or unit that a row of a list of people names, within one branch."""

from collections import defaultdict

from django.utils.translation import gettext as _

from teams.exchange.folding import fold
from teams.exchange.peoplerows import Entry
from teams.exchange.questions import NONE, Asking
from teams.exchange.spellings import SURE, likeness
from teams.models import Post, Team, Unit

Place = Team | Unit
MOST_OFFERED = 8


class Places:
    """The teams and units of the branch of `base`; `column` is where a row names its own, from 0."""

    def __init__(self, base: Unit, asking: Asking, column: int) -> None:
        self.base, self.asking, self.column = base, asking, column
        units = list(Unit.objects.branch(base).select_related("parent").prefetch_related("teams"))
        teams = list(Team.objects.in_branch(base).select_related("unit__parent"))
        self.offered: dict[tuple[str, bool], list[Place]] = {}
        self.teams, self.units = self.named(teams), self.named(units)
        for unit in units:
            own = [team for team in teams if team.unit_id == unit.pk]
            for name in {fold(unit.name), fold(unit.code or "")} - {""}:
                self.teams[name] += [team for team in own if len(own) == 1 and team not in self.teams[name]]

    def named(self, places: list) -> defaultdict[str, list]:
        """{folded name or code: those of that name}."""
        found = defaultdict(list)
        for place in places:
            for name in {fold(place.name), fold(place.code or "")} - {""}:
                found[name].append(place)
        return found

    def of(self, entry: Entry) -> Place | None:
        """The place of a row's post; None where a person said to leave the row out."""
        known = self.teams if entry.role in Post.TEAM_ROLES else self.units
        named = known.get(fold(entry.place), []) if entry.place else self.unnamed(entry)
        if len(named) == 1:
            return named[0]
        key = (entry.place, known is self.teams)
        if key not in self.offered:
            self.offered[key] = named or self.close(entry.place, known)
        return self.asked(entry, self.offered[key])

    def unnamed(self, entry: Entry) -> list[Place]:
        """What a row means that names no place: the one that there is."""
        if entry.role not in Post.TEAM_ROLES:
            return [self.base]
        teams = list({team for found in self.teams.values() for team in found})
        return teams if len(teams) == 1 else []

    def close(self, text: str, known: dict[str, list[Place]]) -> list[Place]:
        """What a text may mean: the places written most like it, and else those highest in the tree."""
        places = list({place: None for found in known.values() for place in found})
        places.sort(key=lambda one: (-nearness(text, one), self.depth(one), one.name))
        return places[:MOST_OFFERED]

    def depth(self, place: Place) -> int:
        return len((place if isinstance(place, Unit) else place.unit).path)

    def asked(self, entry: Entry, offered: list[Place]) -> Place | None:
        words = _("“%(place)s” is no team or unit that can be told for certain here. Which is it?")
        if not entry.place:
            words = _("These rows name no team. Which is it?")
        choices = [(str(place.pk), with_parent(place)) for place in offered]
        near = [nearness(entry.place, place) for place in offered]
        sure = near and near[0] >= SURE and near.count(near[0]) == 1
        default = str(offered[0].pk) if sure else NONE
        kind = "team" if entry.role in Post.TEAM_ROLES else "unit"
        answer = self.asking.ask(
            f"{kind} {entry.place}",
            (entry.row, self.column + 1),
            words % {"place": entry.place},
            [*choices, (NONE, _("Leave these rows out"))],
            default,
        )
        return next((place for place in offered if str(place.pk) == answer), None)


def nearness(text: str, place: Place) -> float:
    """How likely `text` means `place`, from 0 to 1: it is written much alike, or has some of its words."""
    names = [place.name, place.unit.name] if isinstance(place, Team) else [place.name]
    words = set(fold(text).split())
    alike = max(likeness(text, name) for name in names)
    return max(alike, SURE if words and any(words <= set(fold(name).split()) for name in names) else 0.0)


def with_parent(place: Place) -> str:
    """A place with what tells it from others of its name."""
    above = place.unit if isinstance(place, Team) else place.parent
    facts = {"place": place.name, "above": above}
    return _("%(place)s (%(above)s)") % facts if above and above.name != place.name else place.name
