"""Who has answered a call for plans: not begun, being written, sent, approved; and who asks beyond a ceiling."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Sum

from workplans.models import Allocation, Call, Ceiling, Version, Workplan
from workplans.queries.ceilings import Bound, common_path
from workplans.rules import reviewing
from workplans.rules.money import CENT, NOTHING

NOT_BEGUN, AMENDED = "none", "amended"
STATES = [NOT_BEGUN, *reviewing.STATES, AMENDED]
"""Where a team's plan stands that was called for; AMENDED is an approved one that is being changed."""


@dataclass
class Answer:
    """A team that a call reaches: its plan, if it has one, when it was sent, and what it asks beyond a ceiling."""

    team: object
    plan: Workplan | None
    state: str
    sent_at: object = None
    beyond: tuple = ()
    is_readable: bool = False

    @property
    def is_sent(self):
        """Whether the plan was sent, and is not back with the team as one that was never approved."""
        return self.state not in (NOT_BEGUN, *reviewing.OPEN)


def answers_to(call):
    """[Answer] of each team that `call` reaches, by name: three queries."""
    plans: dict[int, Workplan] = {}
    for plan in call.plans().order_by("-starts_on"):
        plans[plan.team_id] = plan
    sent = dict(
        Version.objects.filter(workplan__in=list(plans.values()))
        .exclude(outcome=Version.Outcome.TAKEN_BACK)
        .order_by("number")
        .values_list("workplan", "at")
    )
    found = []
    for team in call.teams().select_related("unit").order_by("name", "pk"):
        plan = plans.get(team.pk)
        state = state_of(plan) if plan else NOT_BEGUN
        found.append(Answer(team, plan, state, sent.get(plan.pk) if plan else None))
    return found


def state_of(plan):
    """Where a plan stands for who called for it."""
    return AMENDED if plan.is_open and plan.amends else plan.state


def counts_of(answers):
    """[(state, how many teams are there)] in the order of the way a plan takes."""
    counted = Counter(one.state for one in answers)
    return [(state, counted[state]) for state in STATES]


def with_ceilings(answers, year):
    """`answers`, each with the Bounds that its unit asks `beyond` in plans that begin in `year`: two queries, or one."""
    units = {one.team.unit_id: one.team.unit for one in answers}
    ceilings = list(Ceiling.objects.filter(unit__in=units, year=year).select_related("source", "unit"))
    if not ceilings:
        return answers
    rows = Allocation.objects.filter(
        workplan__team__unit__path__startswith=common_path([one.unit.path for one in ceilings]),
        workplan__starts_on__year=year,
        source__in={one.source_id for one in ceilings},
    )
    sums = list(rows.order_by().values_list("workplan__team__unit__path", "source").annotate(Sum("amount")))
    beyond = defaultdict(list)
    for one in ceilings:
        parts = (amount for path, source, amount in sums if source == one.source_id and path.startswith(one.unit.path))
        bound = Bound(one.source, one, sum((amount.quantize(CENT) for amount in parts), NOTHING))
        if bound.beyond:
            beyond[one.unit_id].append(bound)
    for answer in answers:
        answer.beyond = tuple(beyond[answer.team.unit_id])
    return answers


@dataclass
class Offer:
    """A plan that a team is asked for and has not begun: the call of the unit nearest to it, and `others` for that time."""

    team: object
    call: Call
    others: list = field(default_factory=list)


def calls_for(teams, today):
    """[Offer] of the calls that reach `teams` and that they have no plan for yet: two queries, or none."""
    if not teams:
        return []
    paths = {key for team in teams for key in team.unit.path.split("/") if key}
    calls = list(Call.objects.filter(unit__in=[int(key) for key in paths]).open(today).select_related("unit"))
    if not calls:
        return []
    calls.sort(key=lambda call: len(call.unit.path), reverse=True)
    begun = Workplan.objects.filter(team__in=teams).values_list("team", "starts_on")
    plans = defaultdict(list)
    for team, first in begun:
        plans[team].append(first)
    found = []
    for team in teams:
        offers: list[Offer] = []
        for call in calls:
            reaches = team.unit.path.startswith(call.unit.path)
            if not reaches or any(call.starts_on <= first <= call.ends_on for first in plans[team.pk]):
                continue
            same = next((one for one in offers if one.call.overlaps(call.starts_on, call.ends_on)), None)
            if same:
                same.others.append(call)
            else:
                offers.append(Offer(team, call))
        found += sorted(offers, key=lambda one: one.call.starts_on)
    return found
