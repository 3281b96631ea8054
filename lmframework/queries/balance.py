"""How a team's two sides stood quarter by quarter, and what teams that stood alike did next."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.utils import timezone

from assessments.facts import Facts as LeadingFacts
from assessments.models import Challenge
from assessments.practices import Practice as Leading
from assessments.queries import reflected
from assessments.rules.reflection import MONTHS
from lmframework import scores
from teams.models import Team
from workplans.models import Agreement, ObstacleStep, Summary
from workplans.models.summaries import BROUGHT
from workplans.queries.summed import OF_MONEY, OF_PLAN, Summed
from workplans.rules import periods

QUARTERS = 8
"""So many quarters are looked back on."""
AROUND, ALIKE = 150, 600
"""So many teams around are looked through, and of all of them so many of the latest quarters, for those that stood alike."""
FEWEST_ALIKE = 5
"""Of fewer teams nothing is said: one of them could be known by it."""
RECORDED = "recorded"
"""What a share is of where under half of what was due is recorded: see scores.monitor."""
BETTER = Fraction(1, 20)
"""From so much more of a share on a team stands better."""


@dataclass(frozen=True)
class Step:
    """A quarter of a team, as at its last day or, of the running one, today."""

    year: str
    number: int
    day: date
    managing: dict[str, scores.State]
    leading: dict[str, scores.State]
    """Of the team itself: what it said of itself last; nothing for others."""
    held: bool
    """Whether a reflection was held in the nine months before."""

    @property
    def shares(self):
        """(the mean of what is known of leading, that of managing), each None where nothing is."""
        sides = (self.leading, self.managing)
        return tuple(scores.mean([state.share for state in side.values() if state.share is not None]) for side in sides)

    @property
    def verdict(self):
        """Which side is behind: a Balance, and the practice of that side that is furthest behind, or None."""
        verdict, place = scores.balance(list(self.leading.values()), list(self.managing.values()))
        side = self.leading if verdict == scores.Balance.LEADING_BEHIND else self.managing
        return verdict, None if place is None else list(side)[place]


class Course:
    """The last quarters of a team as a person may read them: five queries."""

    def __init__(self, team, user, today):
        self.team, self.today = team, today
        self.leading = LeadingFacts(team, user, today)

    @cached_property
    def summaries(self):
        """Those of its quarters that have begun, the latest first, with what their days bring."""
        rows = Summary.objects.filter(team=self.team, starts_on__lte=self.today).select_related("workplan")
        return list(rows.prefetch_related("days").order_by("-starts_on")[:QUARTERS])

    @cached_property
    def steps(self):
        """[Step] in the order of time."""
        return [self.step(summary) for summary in reversed(self.summaries)]

    def step(self, summary):
        day = min(summary.ends_on, self.today)
        since = periods.add_months(day, -MONTHS)
        held = [one for one in self.leading.rounds if one.kind == one.Kind.REFLECTION and one.closed_on]
        held = [one for one in held if since <= one.closed_on <= day]
        told = [one for one in self.leading.reflections if since <= one.closed_on <= day] if self.leading.own else []
        leading = (
            {practice: scores.lead(told[0].by_practice.get(practice)) for practice in Leading.values} if told else {}
        )
        managing = scores.states_of(as_at(summary, day), day)
        return Step(summary.workplan.year, summary.number, day, managing, leading, bool(held))

    @property
    def weakest(self):
        """The practice of managing that is furthest behind now, and its State; None where nothing is known."""
        known = self.steps[-1].managing if self.steps else {}
        found = [(state.share, practice, state) for practice, state in known.items() if state.share is not None]
        return min(found, key=lambda one: one[:2])[1:] if found else None


def as_at(summary, day):
    """The Summed of one quarter as at a `day` in it."""
    found = as_at_end(summary)
    for ahead in summary.days.all():
        for name in BROUGHT if ahead.on > day else ():
            setattr(found, name, getattr(found, name) - getattr(ahead, name))
    return found


@dataclass(frozen=True)
class Did:
    """What teams that stood alike did in the quarter after: how many of those that stood better then, and of the others."""

    what: str
    of_better: int
    of_others: int


@dataclass(frozen=True)
class Alike:
    """The teams that stood alike in a practice: how many stood better a quarter later, how many did not."""

    better: int
    others: int
    did: list[Did]

    @property
    def count(self):
        return self.better + self.others


def alike(team, practice, state, today):
    """The Alike of the other teams around `team` that once had its word in a practice of managing, at the end of a quarter.

    Around is the branch below the second level of the tree. A team counts once, by its latest such quarter. None where
    they are fewer than FEWEST_ALIKE. What they did is counted only where both those that stood better and the others are
    as many: nobody is to know of one team what it did. Six queries.
    """
    branch = "/".join(team.unit.path.split("/")[:3]).rstrip("/") + "/"
    around = Team.objects.filter(unit__path__startswith=branch).exclude(pk=team.pk).order_by("pk")
    rows = Summary.objects.filter(team__in=around.values("pk")[:AROUND], ends_on__lt=today)
    latest = list(rows.order_by("-ends_on", "team")[:ALIKE])
    next_of = {(one.workplan_id, one.number): one for one in latest}
    pairs: dict[int, tuple[bool, Summary]] = {}
    for row in latest:
        after = next_of.get((row.workplan_id, row.number + 1))
        if after is None or row.team_id in pairs:
            continue
        now, then = (scores.states_of(as_at_end(one), one.ends_on)[practice] for one in (row, after))
        if now.word == state.word and (stood_better := is_better(now, then)) is not None:
            pairs[row.team_id] = (stood_better, after)
    if len(pairs) < FEWEST_ALIKE:
        return None
    better = {key for key, (stood_better, _after) in pairs.items() if stood_better}
    if min(len(better), len(pairs) - len(better)) < FEWEST_ALIKE:
        return Alike(len(better), len(pairs) - len(better), [])
    spans = {key: (after.starts_on, after.ends_on) for key, (_better, after) in pairs.items()}
    did = [Did(what, len(teams & better), len(teams - better)) for what, teams in acts_in(spans).items()]
    return Alike(len(better), len(pairs) - len(better), did)


def is_better(now, then):
    """Whether a team stood better `then`; None where that cannot be said: nothing is known, or shares are of other things.

    Where too little was recorded to judge, that it was then is better, whatever it showed.
    """
    if then.share is None:
        return None
    if now.of == then.of:
        return then.share - now.share >= BETTER
    return now.of == RECORDED if RECORDED in (now.of, then.of) else None


def as_at_end(summary):
    """The Summed of one quarter as at its last day."""
    found = Summed(teams=1, plans=1)
    for name in (*OF_PLAN, *BROUGHT, *OF_MONEY):
        setattr(found, name, getattr(summary, name))
    return found


def acts_in(spans):
    """{what: the teams that did so in their span}, of the (first, last day) of each team: four queries."""
    first, last = min(one for one, _last in spans.values()), max(one for _first, one in spans.values())
    days = {"gte": first, "lte": last}
    solved = {"act": ObstacleStep.Act.SOLVED, "obstacle__team__in": spans}
    rows = {
        "reflected": reflected(first).filter(team__in=spans).values_list("team", "round__closed_on"),
        "chose": Challenge.objects.filter(team__in=spans, **within("begun_on", days)).values_list("team", "begun_on"),
        "solved": [
            (team, timezone.localdate(at))
            for team, at in ObstacleStep.objects.filter(**solved).values_list("obstacle__team", "at")
        ],
        "kept": Agreement.objects.filter(
            state=Agreement.State.DONE, workplan__team__in=spans, **within("settled_on", days)
        ).values_list("workplan__team", "settled_on"),
    }
    return {
        what: {team for team, day in found if spans[team][0] <= day <= spans[team][1]} for what, found in rows.items()
    }


def within(field, days):
    return {f"{field}__{how}": day for how, day in days.items()}
