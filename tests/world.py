"""The one cast of every test.

Alice leads the Amani district health team, Bob is a member of it, and so does Nobody hold its third post, which is
vacant. Charlie is in the team of another district. Sofia supervises Amani district, Sven the other region; Vera reads
the whole northern region; Adam helps its people sign in. Stella edits content in the admin pages; Ruth may do all.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from django.utils import timezone

from assessments.models import Challenge, Commitment, Round
from teams.models import Holding, Level, ListFile, Post, Team, Unit, User
from workplans import filling as filling_from
from workplans import reviewing
from workplans.exchange.workbook import written
from workplans.importing import choose, put_to_use
from workplans.models import (
    Absence,
    Activity,
    Allocation,
    Delegation,
    Entry,
    Evidence,
    Filling,
    FundingSource,
    Import,
    Indicator,
    Mapping,
    MoneyEntry,
    Objective,
    Obstacle,
    Output,
    Readiness,
    Resource,
    Target,
    Workplan,
)
from workplans.models.organise.entries import Paper
from workplans.queries.snapshot import snapshot
from workplans.rules.figures import Reading
from workplans.summaries import rebuild

TODAY = date(2026, 8, 12)
"""The day it is in tests that depend on one: in the third quarter of the plan."""

ROLES = {
    "anonymous": None,
    "member": "bob",
    "lead": "alice",
    "member of another team": "charlie",
    "supervisor of this branch": "sofia",
    "supervisor of another": "sven",
    "viewer": "vera",
    "accounts": "adam",
    "staff": "stella",
    "superuser": "ruth",
}


@dataclass
class World:
    """Who and what there is, by name."""

    people: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)

    def __getattr__(self, name):
        try:
            return vars(self)["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def build():
    """The cast, their units, teams and posts, and Amani's workplan of 2026."""
    world = World()
    levels = [
        Level.objects.create(rank=rank, name=name) for rank, name in enumerate(["Country", "Region", "District"], 1)
    ]
    country = Unit.objects.create(level=levels[0], name="Tamaria")
    north = Unit.objects.create(level=levels[1], parent=country, name="North")
    south = Unit.objects.create(level=levels[1], parent=country, name="South")
    amani = Unit.objects.create(level=levels[2], parent=north, name="Amani")
    baraka = Unit.objects.create(level=levels[2], parent=north, name="Baraka")
    world.units = {"country": country, "north": north, "south": south, "amani": amani, "baraka": baraka}
    world.team = Team.objects.create(unit=amani, name="Amani district health team", code="amani")
    world.other_team = Team.objects.create(unit=baraka, name="Baraka district health team", code="baraka")
    for name in ["alice", "bob", "charlie", "sofia", "sven", "vera", "adam"]:
        world.people[name] = User.objects.create_user(name, "secret", name=name.title())
    world.people["stella"] = User.objects.create_user("stella", "secret", name="Stella", is_staff=True)
    world.people["ruth"] = User.objects.create_superuser("ruth", "secret", name="Ruth")
    world.officer = hold(world.alice, "District health officer", Post.Role.LEAD, team=world.team)
    world.midwife = hold(world.bob, "Midwife in charge", Post.Role.MEMBER, team=world.team)
    world.vacant = Post.objects.create(team=world.team, title="Cold chain technician", role=Post.Role.MEMBER)
    hold(world.charlie, "Nursing officer", Post.Role.LEAD, team=world.other_team)
    hold(world.sofia, "District supervisor", Post.Role.SUPERVISOR, unit=amani)
    hold(world.sven, "Regional supervisor", Post.Role.SUPERVISOR, unit=south)
    hold(world.vera, "Planning officer", Post.Role.VIEWER, unit=north)
    hold(world.adam, "Personnel officer", Post.Role.ACCOUNTS, unit=north)
    write_plan(world)
    rebuild(Workplan.objects.all())
    return world


def hold(person, title, role, **place):
    """A new post at `place`, held by `person` since the beginning of 2026."""
    post = Post.objects.create(title=title, role=role, **place)
    Holding.objects.create(post=post, user=person, starts_on=date(2026, 1, 1))
    return post


def write_plan(world):
    """Amani's plan of 2026: one objective, two outputs, three activities, money from two sources."""
    world.plan = Workplan.objects.begin(world.team, date(2026, 1, 1))
    world.quarters = list(world.plan.quarters.all())
    world.objective = Objective.objects.create(workplan=world.plan, name="Every mother delivers safely")
    world.output = Output.objects.create(objective=world.objective, name="Two maternity units open day and night")
    world.second_output = Output.objects.create(objective=world.objective, name="Mothers know the danger signs")
    world.activity = Activity.objects.create(
        output=world.output,
        name="Train six midwives in emergency care",
        post=world.midwife,
        months=["2026-08", "2026-09"],
        place="Amani hospital",
    )
    world.second_activity = Activity.objects.create(
        output=world.output, name="Agree the night roster", practice="organise", needs_no_money=True
    )
    world.third_activity = Activity.objects.create(output=world.second_output, name="Speak on the local radio")
    world.indicator = Indicator.objects.create(
        output=world.output,
        name="Deliveries with a skilled attendant",
        unit="%",
        numerator="deliveries with a skilled attendant",
        denominator="expected deliveries",
        baseline=Decimal(41),
        target=Decimal(55),
    )
    for quarter, value in zip(world.quarters, (43, 46, 50, 55), strict=True):
        Target.objects.create(indicator=world.indicator, quarter=quarter, value=value)
    world.source = FundingSource.objects.create(name="State budget")
    world.fund = FundingSource.objects.create(name="Global fund")
    world.allocation = Allocation.objects.create(
        activity=world.activity, source=world.source, amount=Decimal("2400.50")
    )
    Allocation.objects.create(activity=world.activity, source=world.fund, amount=Decimal(1000))


PLAN_FILE = "Output;Activity;Q1;Q2;Q3;Q4;Target;State budget\nSafe births;Buy delivery beds;1;1;1;1;5;900\n"
"""A plan as a team has it; its one activity has a question."""


def workbook_of(plan):
    """The workbook of a plan as it is taken along, as bytes."""
    titles = list(plan.team.posts.values_list("title", flat=True))
    return written(plan, snapshot(plan), list(plan.readiness.select_related("post")), titles)


def workbook_file(world, content=None):
    """A workbook of Amani's plan that came back and waits; unchanged where no `content` is given."""
    content = content or workbook_of(world.plan)
    return Import.objects.create(workplan=world.plan, by=world.alice, name="plan.xlsx", content=content)


def waiting_file(world, content=PLAN_FILE, name="plan.csv"):
    """A file brought for Amani's plan of 2025, its columns chosen, that waits to be put to use."""
    day = date(2025, 1, 1)
    plan = world.team.workplans.filter(starts_on=day).first() or Workplan.objects.begin(world.team, day)
    imported = Import.objects.create(workplan=plan, by=world.alice, name=name, content=content.encode())
    choose(imported, {})
    return imported


def applied_file(world, content=PLAN_FILE, name="plan.csv"):
    """Such a file once it was put to use: with an activity, and an open question about it."""
    imported = waiting_file(world, content, name)
    put_to_use(imported, world.alice)
    return imported


def list_file(world, kind, applied=False):
    """A list that Adam brought for the north: of units, with a question in it, or of people."""
    content = b"District,Name,Code\nAmani,Clinic,1\nAmani,Clinic,2\n"
    roles = {"0": "above", "1": "unit", "2": "code"} if kind == "units" else {"1": "name"}
    brought = ListFile.objects.bring(
        None, kind=kind, unit=world.units["north"], by=world.adam, name="list", content=content
    )
    brought.choose(sheet="list", header_row=1, roles=roles, levels={"0": "District", "1": "Facility"})
    if applied:
        brought.put_to_use({}, {"people": [], "new": 0, "known": 0, "given": 0, "held": 0, "levels": [], "teams": 0})
    return brought


VALUES_FILE = "What,June,July\nVisits of all kinds,12,14\nDeliveries,3,4\n"
"""Figures as a facility has them; one of its codes is known, the other is open."""


def values_file(world, content=VALUES_FILE, name="figures.csv", **choices):
    """A file of values that waits in Amani's plan, its columns chosen, and what one of its codes stands for."""
    counted = Indicator.objects.filter(workplan=world.plan, name="Visits of all kinds").first()
    counted = counted or Indicator.objects.create(output=world.second_output, name="Visits of all kinds", unit="visits")
    Mapping.objects.say(world.team, (counted.name, ""), world.alice, "value", indicator=counted)
    filling = Filling.objects.bring(world.plan, name, content.encode(), world.alice)
    times = {str(number): {"role": "figures", "time": f"2026-{month:02}"} for number, month in ((2, 6), (3, 7))}
    filling.choose(**{"columns": times, "header_row": 1, "asked": True, **choices})
    return filling


def filled_file(world):
    """Such a file once it was filled from."""
    filling = values_file(world)
    found = filling_from.read(filling)
    look = filling_from.look_at(world.plan, found, "", TODAY)
    filling_from.fill(filling, found, "", filling_from.Decided(look.seen), world.alice)
    return filling


YEARS = {"sent": 2020, "returned": 2021, "approved": 2022, "closed": 2023, "amended": 2024}
"""In these years Amani's plans stand somewhere else than in draft."""


def plan_that_is(world, state):
    """A plan of Amani's that is `state` (a key of YEARS), with an objective, an output, an activity and its money."""
    first = date(YEARS[state], 1, 1)
    there = world.team.workplans.filter(starts_on=first).first()
    if there:
        return there
    plan = Workplan.objects.begin(world.team, first)
    objective = Objective.objects.create(workplan=plan, name=f"Every child is immunised in {first.year}")
    output = Output.objects.create(objective=objective, name="Vaccines are there")
    activity = Activity.objects.create(output=output, name="Outreach to 12 villages", post=world.midwife)
    Allocation.objects.create(activity=activity, source=world.fund, amount=Decimal("4200.10"))
    bring_to(world, plan, state)
    return Workplan.objects.get(pk=plan.pk)


def bring_to(world, plan, state):
    """Let Alice and Sofia bring `plan`, a draft, to where it is `state`."""
    version = reviewing.send(plan, world.alice, "Our plan")
    if state == "returned":
        reviewing.give_back(plan, version.number, "Fuel is counted twice", world.sofia)
    elif state != "sent":
        reviewing.approve(plan, version.number, world.sofia)
    if state == "amended":
        reviewing.amend(plan, "The road is closed", world.alice)
    if state == "closed":
        reviewing.close(plan, world.sofia, TODAY)


def paper(world, on=date(2026, 8, 1), reference="V 1", reason=""):
    """What an entry of Alice's rests on."""
    return Paper(on, reference, world.alice, reason)


def entry(world, kind, amount, activity=None, source=None, **more):
    """Money that moved for the activity that there is money for, from the state unless said otherwise."""
    on = {name: more.pop(name) for name in ("on", "reference", "reason") if name in more}
    place = activity or world.activity, source or world.source
    return MoneyEntry.objects.write(*place, kind, Decimal(amount), paper(world, **on), **more)


def advance(world, amount=100, **more):
    """An advance that the midwife holds."""
    return entry(world, MoneyEntry.Kind.ADVANCED, amount, **{"post": world.midwife} | more)


def readiness(world, name="Transport", *waiting, **more):
    """Something that Amani's plan needs and that is missing; `waiting` are activities that wait for it."""
    found, _made = Readiness.objects.get_or_create(workplan=world.plan, name=name, defaults=more)
    found.activities.add(*waiting)
    return found


def resource(world, activity=None, **more):
    """Something that an activity needs: six nights at 18, twice, unless said otherwise."""
    figures = {"quantity": Decimal(6), "unit_cost": Decimal(18), "frequency": Decimal(2)}
    for name in figures.keys() & more.keys():
        more[name] = Decimal(more[name])
    return Resource.objects.create(activity=activity or world.activity, **{"name": "Nights"} | figures | more)


MORE = ["dora", "emil", "farida", "george", "hana"]


def seven(world):
    """The seven people of Amani's team: Alice, Bob, and five more who are in it from the beginning of 2026."""
    for name in MORE:
        if name not in world.people:
            world.people[name] = User.objects.create_user(name, "secret", name=name.title())
            hold(world.people[name], f"Nurse {name.title()}", Post.Role.MEMBER, team=world.team)
    return [world.people[name] for name in ["alice", "bob", *MORE]]


def open_round(world, days=7, **options):
    """A reflection of Amani's seven that Alice opens today and that takes answers for so many days."""
    seven(world)
    return Round.objects.open(world.team, world.alice, timezone.localdate() + timedelta(days=days), **options)


def answer(found, people, *, mark=4, words=None):
    """Let each of `people` answer the round: `mark` to everything (or one for each of them), and some words."""
    marks = mark if isinstance(mark, list) else [mark] * len(people)
    for person, given in zip(people, marks, strict=True):
        found.answer(person, [given] * len(found.questions), words or {}, timezone.localdate())


def closed_round(world, marks=(3, 4, 4, 4, 5), **options):
    """A reflection of Amani's that so many answered and that is closed; by default one with a result."""
    found = open_round(world, **options)
    answer(found, seven(world)[: len(marks)], mark=list(marks))
    found.close()
    return found


def commitment(world, **more):
    """What Amani's team agreed on: the midwife's, due a month from the day of the tests."""
    agreed = {"team": world.team, "name": "Agree who covers the night", "post": world.midwife}
    return Commitment.objects.create(**agreed | {"due_on": date(2026, 9, 12)} | more)


def challenge(world, **more):
    """The challenge that Amani works on, with a measurable result; the one there is, if it has one."""
    result = {"result": "Deliveries with a skilled attendant", "unit": "%", "baseline": 41, "target": 55}
    there = Challenge.objects.filter(team=world.team).current().first()
    return there or Challenge.objects.create(team=world.team, **result | {"reached_by": date(2027, 6, 30)} | more)


def delegation(world, post=None, activity=None, **more):
    """What Alice asks as the district health officer: of the midwife, the training, unless said otherwise."""
    asked = {"from_post": world.officer} | more
    return Delegation.objects.offer(activity or world.activity, post or world.midwife, world.alice, **asked)


STEPS = {
    "offered": [],
    "in_question": ["ask"],
    "accepted": ["accept"],
    "done": ["accept", "report_done"],
    "declined": ["decline"],
}
"""What Bob does with what he is asked, until it stands so."""


def delegated(world, state="offered", **more):
    """What Alice asks of the midwife, once Bob has brought it to `state` (a key of STEPS)."""
    found = delegation(world, **more)
    for step in STEPS[state]:
        getattr(found, step)(world.bob, **({} if step == "accept" else {"text": "The trainer comes in September"}))
    return found


def absence(world, **more):
    """The midwife is away for a week from today; the district health officer covers, unless said otherwise."""
    days = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=6)}
    facts = {"post": world.midwife, "cover": world.officer, "by": world.bob} | days | more
    return Absence.objects.begin(**facts)


def report(world, state="started", activity=None, by=None, **more):
    """What Bob reports of the training today, unless said otherwise."""
    return Entry.objects.report(activity or world.activity, state, by or world.bob, **more)


def recorded(world, period="q2", number=46, out_of=100, indicator=None, by=None, **more):
    """What Bob records of the deliveries, or of another `indicator`: so many, out of so many where it is a ratio."""
    indicator = Indicator.objects.get(pk=(indicator or world.indicator).pk)
    reading = Reading(None, Decimal(number), Decimal(out_of)) if indicator.is_ratio else Reading(Decimal(number))
    time = indicator.workplan.calendar().find(period)
    return Entry.figures.record(indicator, time, by or world.bob, reading, **more)


def evidence(world, entry=None, content=b"%PDF-1.4 the register"):
    """A page of the register that Bob brings."""
    entry = entry or Entry.figures.first() or recorded(world)
    facts = {"name": "register.pdf", "kind": "application/pdf", "content": content, "size": len(content)}
    return Evidence.objects.bring(entry, world.bob, digest=sha256(content).hexdigest(), **facts)


def stuck(world, name="The trainer left", **more):
    """What stands in the way of the training, as Bob says."""
    about = {"activity": world.activity} | more
    return Obstacle.objects.report(world.team, name, world.bob, **about)


def recurring(world, every="week", months=("2026-07", "2026-08"), **more):
    """The radio talk, which the midwife gives again and again, with its occasions."""
    activity = world.third_activity
    facts = {"every": every, "months": list(months), "post": world.midwife} | more
    for name, value in facts.items():
        setattr(activity, name, value)
    activity.save()
    return activity
