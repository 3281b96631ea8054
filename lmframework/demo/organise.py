"""Organise: the money that the demo's plans ask for."""

from decimal import Decimal

from simple_history.utils import bulk_create_with_history

from lmframework.demo.words import chance
from workplans.models import Allocation, FundingSource

STATE, BASKET, CHILDREN, THREE, OWN, COUNCIL = SOURCES = [
    "Government health budget",
    "Health basket fund",
    "Bright Start Fund for Children",
    "Joint Initiative against Three Diseases",
    "Own income",
    "Local council",
]
# Who pays for what, by words of the activity's post; else the state, the basket or the council.
OF_POST = {
    "vaccines": [CHILDREN, STATE, CHILDREN],
    "cold": [CHILDREN],
    "mothers": [BASKET, STATE, CHILDREN],
    "midwife": [BASKET, OWN, STATE],
    "malaria": [THREE],
    "tb": [THREE, STATE],
    "hiv": [THREE],
    "lab": [THREE, BASKET],
    "clinician": [THREE, STATE, OWN],
    "nutrition": [CHILDREN, BASKET],
}
ELSE = [STATE, BASKET, OWN, STATE]
NOBODY_YET = None


def fill(demo, sites):
    """Allocations for the activities of the plans of `sites`, from one source or two."""
    sources = {name: source(name) for name in SOURCES} | {NOBODY_YET: None}
    allocations = []
    for site in sites:
        rng = chance(demo.seed, "money", site.team.code)
        costly = [(activity, step) for activity, step in site.steps if step.cost]
        unpaid = set(rng.sample(range(len(costly)), round(len(costly) * 0.12) or int(len(costly) > 3)))
        for index, (activity, step) in enumerate(costly):
            if index in unpaid:
                continue
            for name, amount in shares(step, rng):
                allocations.append(
                    Allocation(workplan_id=activity.workplan_id, activity=activity, source=sources[name], amount=amount)
                )
    bulk_create_with_history(allocations, Allocation, batch_size=1000)


def source(name):
    return FundingSource.objects.filter(name__iexact=name).first() or FundingSource.objects.create(name=name)


def shares(step, rng):
    """[(source, amount)]: the cost, somewhat off from plan to plan, from one source or in two parts.

    The second part is sometimes one that nobody gives yet.
    """
    cost = round(step.cost * rng.uniform(0.9, 1.1), -1) or step.cost
    first = rng.choice(OF_POST.get(step.post, ELSE))
    if cost > 500 and rng.random() < 0.22:
        second = rng.choice([name for name in (STATE, BASKET, COUNCIL, OWN, NOBODY_YET) if name != first])
        part = round(cost * rng.choice([0.25, 0.3, 0.4]), -1)
        return [(first, Decimal(cost - part)), (second, Decimal(part))]
    return [(first, Decimal(cost))]
