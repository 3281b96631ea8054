"""Organise: what the demo's plans need, the money that they ask for, and what came of it."""

from datetime import timedelta
from decimal import Decimal

from simple_history.utils import bulk_create_with_history

from lmframework.demo.words import chance
from workplans.models import (
    Allocation,
    Ceiling,
    CostCategory,
    FundingSource,
    MoneyEntry,
    Price,
    Readiness,
    Resource,
)
from workplans.models.organise.entries import Paper
from workplans.queries.organise import Money
from workplans.rules.money import APPROVE, RELEASE, changes, share_of
from workplans.structures import STRUCTURES

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
    if demo.for_looking:
        fill_moves(demo, sites)
        set_ceilings(demo, sites)


PRICES = [
    # category, its code, what, unit, unit cost
    ("Allowances", "21", "Night allowance", "night", 18),
    ("Allowances", "21", "Lunch for a participant", "lunch", 4),
    ("Transport", "22", "Fuel", "litre", 2),
    ("Transport", "22", "Hire of a motorcycle", "day", 9),
    ("Printing", "23", "Printed page", "page", 0),
    ("Supplies", "24", "Soap and disinfectant", "box", 12),
]
MOVED = 12
"""So many teams have money that moved."""
PARTNERS = {CHILDREN}
"""They pay by themselves."""


def fill_lists():
    """The price list and the cost categories, each once."""
    for category, code, name, unit, cost in PRICES:
        kept, _made = CostCategory.objects.get_or_create(name=category, defaults={"code": code})
        if cost and not Price.objects.filter(name=name).exists():
            Price.objects.create(name=name, category=kept, unit=unit, unit_cost=Decimal(cost))


def fill_moves(demo, sites):
    """What each of `sites` needs in lines, what was approved and came of it, and what is in place."""
    fill_lists()
    for site in [one for one in sites if one in demo.sites[:MOVED]]:
        plan = site.team.workplans.first()
        lead = site.posts["lead"].holdings.on(demo.today).select_related("user").first()
        if plan and lead:
            Moves(demo, site, plan, lead.user).write()


class Moves:
    """Writes the money that moved in one team's plan, up to today, and its readiness."""

    def __init__(self, demo, site, plan, by):
        self.demo, self.site, self.plan, self.by = demo, site, plan, by
        self.rng = chance(demo.seed, "moves", site.team.code)
        self.prices = {price.name: price for price in Price.objects.select_related("category")}

    def write(self):
        self.needs()
        self.approve()
        for number, quarter in enumerate(self.plan.quarters.all(), start=1):
            day = quarter.starts_on + timedelta(days=16)
            if day <= self.demo.today:
                self.release(number, day)
        self.spend()
        self.ready()

    def paper(self, on, reference, reason=""):
        return Paper(min(on, self.demo.today), f"{self.site.team.code[:20].upper()}/{reference}", self.by, reason)

    def needs(self):
        """Every third activity is worked out: fuel and nights for what it asks, and days of who does it."""
        for activity in self.plan.activity_set.select_related("post").prefetch_related("allocations"):
            asked = sum(one.amount for one in activity.allocations.all())
            if not asked or self.rng.random() > 0.35:
                continue
            for name, share in (("Night allowance", Decimal("0.6")), ("Fuel", Decimal("0.45"))):
                price = self.prices[name]
                count = max(1, round(asked * share / price.unit_cost))
                Resource.objects.create(
                    activity=activity,
                    name=name,
                    category=price.category,
                    unit=price.unit,
                    quantity=Decimal(count),
                    unit_cost=price.unit_cost,
                )
            if activity.post:
                days = Decimal(self.rng.randint(2, 9))
                Resource.objects.create(activity=activity, kind="time", post=activity.post, quantity=days, unit="day")

    def shared(self, act, share, source=None, money=None):
        """{(activity, source): amount} of `act` at `share` percent, of one source or all, out of `money` as it stands."""
        money = money or Money(self.plan)
        places = [place for place in money.sums if place[1] and source in (None, place[1])]
        return dict(zip(places, changes(act, [money.sums[place] for place in places], percentage=share), strict=True))

    def approve(self):
        """Nine tenths, and the partners' whole."""
        money = Money(self.plan)
        for source in FundingSource.objects.filter(allocations__workplan=self.plan).distinct():
            share = Decimal(100 if source.name in PARTNERS else 90)
            amounts = self.shared(APPROVE, share, source.pk, money)
            if any(amounts.values()):
                paper = self.paper(self.plan.starts_on - timedelta(days=21), f"A{source.pk}")
                MoneyEntry.objects.act(self.plan, MoneyEntry.Kind.APPROVED, amounts, paper)

    def release(self, number, day):
        """Some of what is still to come, now and then nothing: that is how it is."""
        if self.rng.random() < 0.2 and number > 1:
            return
        amounts = self.shared(RELEASE, Decimal(self.rng.choice([25, 30, 40])))
        if any(amounts.values()):
            MoneyEntry.objects.act(self.plan, MoneyEntry.Kind.RELEASED, amounts, self.paper(day, f"R{number}"))

    def spend(self):
        """What was released is spent in part; a few advances are out, one of them too long."""
        money, advances = Money(self.plan), 0
        for (activity, source), sums in list(money.sums.items()):
            if sums.released < 50 or self.rng.random() < 0.3:
                continue
            row = next(one for one in money.activities if one.pk == activity)
            giver, day = money.sources[source], self.demo.today - timedelta(days=self.rng.randint(3, 70))
            day = max(day, self.plan.starts_on)
            number = f"{activity}-{source}"
            spent = share_of(sums.released, Decimal(self.rng.choice([40, 60, 75])))
            MoneyEntry.objects.write(row, giver, MoneyEntry.Kind.SPENT, spent, self.paper(day, f"S{number}"))
            if advances < 4 and row.post:
                held = {"post": row.post}
                given = share_of(sums.released, Decimal(15))
                paper = self.paper(day, f"V{number}")
                advance = MoneyEntry.objects.write(row, giver, MoneyEntry.Kind.ADVANCED, given, paper, **held)
                if advances % 2:
                    back = share_of(given, Decimal(10))
                    paper = self.paper(self.demo.today, f"C{number}")
                    MoneyEntry.objects.account_for(advance, given - back, back, paper)
                advances += 1

    def ready(self):
        """Six of the list to start from; what is not in place keeps a few activities waiting."""
        activities = list(self.plan.activity_set.all())
        posts = [self.site.posts[key] for key in sorted(self.site.posts)]
        states = ["in_place", "in_place", "in_place", "partly", "missing", "in_place"]
        self.rng.shuffle(states)
        for (name, _question), state in zip(STRUCTURES, states, strict=False):
            due = None if state == "in_place" else self.demo.today + timedelta(days=self.rng.randint(-10, 45))
            post = None if state == "in_place" else self.rng.choice(posts)
            row = Readiness.objects.create(workplan=self.plan, name=name, state=state, due_on=due, post=post)
            if state != "in_place":
                row.activities.set(self.rng.sample(activities, min(3, len(activities))))


def set_ceilings(demo, sites):
    """What each district may ask of the state, a little under what the first one asks."""
    state = source(STATE)
    for place, site in enumerate(one for one in sites if one.kind == "district"):
        money = Allocation.objects.filter(workplan__team__unit__path__startswith=site.team.unit.path, source=state)
        asked = sum(money.values_list("amount", flat=True), Decimal(0))
        amount = round(asked * Decimal("0.95" if place == 0 else "1.2"), -2)
        year = demo.year[0].year
        if asked and not Ceiling.objects.filter(unit=site.team.unit, source=state, year=year).exists():
            Ceiling.objects.create(unit=site.team.unit, source=state, year=year, amount=amount)


def source(name):
    return FundingSource.objects.filter(name__iexact=name).first() or FundingSource.objects.create(
        name=name, is_partner=name in PARTNERS
    )


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
