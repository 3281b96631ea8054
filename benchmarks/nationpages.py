"""Rows 5 to 7: the pages of who oversees many teams."""

from django.db import connections
from django.urls import reverse

from benchmarks.comparing import Comparison
from benchmarks.pages import EMPTY, TRIES
from benchmarks.visiting import Visitor


def comparisons(facts, databases):
    viewer, minister = Visitor.of(facts["viewer"]), Visitor.of(facts["minister"])
    unit, nation = (reverse("lmframework:units_page", args=[facts[name]]) for name in ("unit", "country"))
    teams = unit + "?by=teams"
    home = reverse("lmframework:home_team", args=[facts["team"]])
    with other_database():
        minister_of_few = Visitor.of(facts["minister"])
    few = minister_of_few.times(nation)

    def nation_with_few():
        with other_database():
            return few()

    many = minister.times(nation)
    return [
        Comparison("5", "unit page, 40 teams; home of a team", viewer.times(teams), viewer.times(home), 2, tries=TRIES),
        Comparison("6", "nation; an empty page", many, minister.times(EMPTY), 5, tries=TRIES),
        Comparison("7", "nation; the same with a hundredth of the entries", many, nation_with_few, 1.3, tries=TRIES),
    ]


class other_database:  # noqa: N801 - it reads as a statement
    """Within it the application finds the database with few entries where the other one is else."""

    def __enter__(self):
        self.many = connections["default"]
        connections["default"] = connections["few"]

    def __exit__(self, *_error):
        connections["default"] = self.many
