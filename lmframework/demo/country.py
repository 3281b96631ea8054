"""The invented country: a tree of units, and a team in each district and facility."""

import itertools
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from lmframework.demo import names
from lmframework.demo.words import chance
from teams.models import Level, Team, Unit
from workplans.rules import periods

LEVELS = ["Country", "Region", "District", "Health facility"]
# In this order in every district; a district has one hospital.
FACILITIES = ["Health Centre", "District Hospital", "Health Post", "Health Centre", "Health Post"]
TEAMS_OF_A_DISTRICT = 12
DISTRICTS_OF_A_REGION = 8
# Up to so many teams the demo is for looking around, and plans differ in size; beyond, it is for measuring.
FOR_LOOKING = 200


@dataclass
class Site:
    """A team of the demo, and what its rooms tell each other about it."""

    team: Team
    kind: str
    here: str
    words: dict = field(default_factory=dict)
    posts: dict = field(default_factory=dict)
    steps: list = field(default_factory=list)
    measures: list = field(default_factory=list)
    broken_down: dict = field(default_factory=dict)
    is_main: bool = False
    has_plan: bool = True


@dataclass
class Demo:
    """What the whole demo has in common."""

    seed: int
    teams: int
    year: tuple[date, date]
    activities: int | None = None
    regions: list = field(default_factory=list)
    districts: list = field(default_factory=list)
    sites: list = field(default_factory=list)

    @property
    def today(self):
        """The day on which the demo is made: what happened in it happened by then."""
        return timezone.localdate()

    @property
    def for_looking(self):
        return self.activities is None and self.teams <= FOR_LOOKING


def year_around(today, year_starts):
    """The first and last day of the year that holds `today`, when years start on `year_starts`, (month, day)."""
    first = periods.year_holding(today, *year_starts)
    return first, periods.year_from(first)


def top():
    """The unit under which all of the demo is, or None."""
    return Unit.objects.filter(code=names.COUNTRY_CODE).first()


def fill(demo):
    """Make the tree of units and the teams; every later room adds to `demo.sites`."""
    levels = make_levels()
    country = Unit(level=levels[0], name=names.COUNTRY, code=names.COUNTRY_CODE)
    country.save()
    make_regions_and_districts(demo, country, levels)
    places = names.places(chance(demo.seed, "places"), names.PLACES)
    for district in demo.districts:
        team = Team(unit=district, name=f"{district.name} Health Team", code=f"{district.code}-team")
        demo.sites.append(Site(team, "district", district.name))
    for (district, kind, number), place in zip(facilities(demo), places, strict=False):
        name = f"{district.name} Hospital" if kind == "District Hospital" else f"{place} {kind}"
        unit = Unit(level=levels[3], parent=district, name=name, code=f"{district.code}-{number:02}")
        unit.save()
        here = district.name.removesuffix(" District") if kind == "District Hospital" else place
        demo.sites.append(Site(Team(unit=unit, name=name, code=f"{district.code}-{number:02}"), kind, here))
    bulk_create_with_history([site.team for site in demo.sites], Team, batch_size=1000)
    settle(demo)


def make_levels():
    """The first four levels of the installation; those that it lacks are added below."""
    levels = list(Level.objects.all()[: len(LEVELS)])
    for name in LEVELS[len(levels) :]:
        levels.append(Level.objects.create(rank=levels[-1].rank + 1 if levels else 1, name=name))
    return levels


def make_regions_and_districts(demo, country, levels):
    rng = chance(demo.seed, "districts")
    region_names, district_names = names.places(rng, names.REGIONS), names.places(rng, names.DISTRICTS)
    facilities_each = TEAMS_OF_A_DISTRICT if demo.teams > FOR_LOOKING else 3
    wanted = min(max(2, -(-demo.teams // facilities_each)), demo.teams)
    for index in range(wanted):
        if index % DISTRICTS_OF_A_REGION == 0:
            number = len(demo.regions) + 1
            region = Unit(
                level=levels[1],
                parent=country,
                name=f"{next(region_names)} Region",
                code=f"{names.COUNTRY_CODE}-{number}",
            )
            region.save()
            demo.regions.append(region)
        code = f"{demo.regions[-1].code}-{index % DISTRICTS_OF_A_REGION + 1}"
        district = Unit(level=levels[2], parent=demo.regions[-1], name=f"{next(district_names)} District", code=code)
        district.save()
        demo.districts.append(district)


def facilities(demo):
    """(district, kind, number in the district) of each facility: some more in the first district, the rest in turn."""
    head = [demo.districts[0]] * 3
    turns = itertools.chain(head, itertools.cycle(demo.districts[1:] + demo.districts[:1]))
    numbers = dict.fromkeys(demo.districts, 0)
    for district in itertools.islice(turns, demo.teams - len(demo.districts)):
        numbers[district] += 1
        number = numbers[district]
        kind = FACILITIES[(number - 1) % len(FACILITIES)]
        if kind == "District Hospital" and number > len(FACILITIES):
            kind = "Health Centre"
        yield district, kind, number


def settle(demo):
    """Give every site the names that its plan's words may use, mark the main team, and one that has no plan yet."""
    demo.sites[0].is_main = True
    if demo.for_looking and demo.teams > len(demo.districts) + 3:
        demo.sites[-1].has_plan = False
    neighbours: dict[int, list[str]] = {}
    for site in demo.sites[len(demo.districts) :]:
        neighbours.setdefault(site.team.unit.parent_id, []).append(site.team.name)
    for site in demo.sites:
        rng = chance(demo.seed, "words", site.team.code)
        villages = rng.sample(names.VILLAGES, 8)
        known = neighbours.get(site.team.unit_id, []) if site.kind == "district" else []
        known = [name for name in known if "Hospital" not in name] + [f"{name} Health Centre" for name in villages[5:]]
        site.words = {
            "here": site.here,
            "district": site.here.removesuffix(" District"),
            **dict(zip("abcde", villages, strict=False)),
            **dict(zip("fg", known, strict=False)),
        }
