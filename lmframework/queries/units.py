"""A unit, district, region or nation: what its parts or its teams add up to, by practice; a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.db.models import Count, F, Q

from assessments.queries import LedSum, led_summed
from lmframework import scores
from teams.models import Team, Unit
from teams.queries import step_below
from workplans.queries.summed import Summed, summed, together
from workplans.rules import periods

TEAMS, OWN = "teams", "own"
STEPS = ["1", "2", "3"]
"""So many levels below a unit its teams can be grouped."""
LACKING = {
    "unsent": lambda line: line.counts.unsent,
    "quiet": lambda line: line.counts.quiet,
    "unreflected": lambda line: line.led.teams_without(line.counts.teams),
    "stuck": lambda line: line.counts.stuck,
}
"""By what teams are filtered: who has no plan sent, recorded nothing in the quarter, held no reflection, is stuck."""
BEFORE = {"quarter": -3, "year": -12}
"""So many months before is what is compared with: the last day of that quarter, and that day of last year."""
MANAGING = ["plan", "organise", "implement", "monitor"]


@dataclass
class Line:
    """A unit below, or a team, as it stands on a day."""

    key: str | int
    """ "14/" of the unit 14, "" of the teams of the unit itself; the key of a team."""
    counts: Summed
    led: LedSum
    day: date
    then: Summed | None = None
    """What it came to on the day that is compared with, and that day."""
    beside: date | None = None
    of: Unit | Team | None = None

    @cached_property
    def states(self):
        """{practice: State} of managing."""
        return scores.states_of(self.counts, self.day)

    @cached_property
    def before(self):
        """{practice: State} on the day that is compared with; nothing where there was no plan."""
        return scores.states_of(self.then, self.beside) if self.then and self.then.plans else {}

    @cached_property
    def need(self):
        """How much help it needs, from 0 to 1; None where nothing is known."""
        return scores.need(list(self.states.values()), teams=self.counts.teams, without=self.counts.without)

    @property
    def name(self):
        return self.of.name if self.of else ""

    @property
    def weakest(self):
        """The practices of managing that lack most, first those that lack more: the ones below three quarters."""
        known = [(state.share, practice) for practice, state in self.states.items() if state.share is not None]
        return [practice for share, practice in sorted(known) if share < ENOUGH]


ENOUGH = Fraction(3, 4)
"""From such a share on a practice is no reason to visit."""


class Branch:
    """The teams of the branch of `unit` on `day`, grouped `by` a number of levels below it, or TEAMS, or OWN."""

    def __init__(self, unit, day: date, by, beside=""):
        self.unit, self.day, self.by = unit, day, by
        self.beside = periods.add_months(day, BEFORE[beside]) if beside in BEFORE else None
        self.is_exact = beside == "year"

    @property
    def of_teams(self):
        return self.by in (TEAMS, OWN)

    def within(self, path):
        """The condition on rows whose team's unit has the path in the field `path`."""
        return Q(**{path if self.by == OWN else f"{path}__startswith": self.unit.path})

    def key(self, team, path):
        """By what rows are grouped whose team and path are in these fields."""
        return F(team) if self.of_teams else step_below(self.unit, int(self.by), path)

    @cached_property
    def lines(self):
        """[Line] of its parts, in no order."""
        days = {self.day: True} | ({self.beside: self.is_exact} if self.beside else {})
        found, led = summed(self.within, self.key, days), led_summed(self.within, self.key, self.day)
        lines = []
        for key, counts in found[self.day].items():
            then = found[self.beside].get(key) if self.beside else None
            lines.append(Line(key, counts, led.get(key, LedSum()), self.day, then, self.beside))
        self.before = together(found[self.beside].values()) if self.beside else None
        return lines

    @cached_property
    def whole(self):
        """The Line of all of it together."""
        counts, led = together(line.counts for line in self.lines), LedSum()
        for line in self.lines:
            led = led.plus(line.led)
        return Line("", counts, led, self.day, self.before, self.beside, self.unit)

    def named(self, lines):
        """`lines` with the unit or team that each is of: one query."""
        if self.of_teams:
            teams = Team.objects.select_related("unit").in_bulk([line.key for line in lines])
            for line in lines:
                line.of = teams[line.key]
            return lines
        keys = [int(line.key[:-1]) for line in lines if line.key]
        rows = Unit.objects.select_related("level").in_bulk(keys)
        for line in lines:
            line.of = rows[int(line.key[:-1])] if line.key else None
        return lines


def in_order(lines, sort):
    """`lines` by their name; or by need, or a practice of managing, who needs most first and what is unknown last."""
    by_name = sorted(lines, key=lambda line: line.name.casefold())
    if sort == "need":
        return sorted(by_name, key=lambda line: worst_first(None if line.need is None else 1 - line.need))
    if sort in MANAGING:
        return sorted(by_name, key=lambda line: worst_first(line.states[sort].share))
    return by_name


def worst_first(share):
    return (share is None, share or Fraction(0))


def steps_to_visit(unit):
    """By how many levels below `unit` its teams are grouped where somebody decides whom to visit: "2", or TEAMS.

    The lowest level with at least A_HANDFUL teams to a unit, so that from a nation one sees its districts and from a district its
    teams; two queries.
    """
    teams = Team.objects.in_branch(unit).count()
    levels = Unit.objects.branch(unit).exclude(pk=unit.pk).order_by("level__rank").values_list("level__rank")
    counts = [count for _rank, count in levels.annotate(Count("pk"))]
    deep = [step for step, count in enumerate(counts[: len(STEPS)], start=1) if teams >= A_HANDFUL * count]
    return str(deep[-1]) if deep else TEAMS


A_HANDFUL = 3
