"""Twice the rows need no more queries, on every page that shows several of anything."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Challenge, Invited, MonthValue, Round, Statement, Vision
from teams.models import Holding, Level, Post, Team, Unit, User
from tests.world import (
    TODAY,
    advance,
    challenge,
    commitment,
    entry,
    list_file,
    plan_that_is,
    readiness,
    resource,
    waiting_file,
)
from workplans import reviewing
from workplans.models import (
    Activity,
    Allocation,
    Ceiling,
    FundingSource,
    Import,
    Indicator,
    MoneyEntry,
    Objective,
    Output,
    Question,
    Readiness,
    Remark,
    Resource,
    Structure,
    Target,
    Version,
    Workplan,
)
from workplans.models.organise.entries import Paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LIMIT = 20


def add_more(world, rows):
    """So many more of everything: units, teams, plans, posts, people, and all that stands in Amani's plan."""
    first = User.objects.count()
    for number in range(first, first + rows):
        Unit.objects.create(level=world.units["country"].level, name=f"Country {number}")
        for place in (world.units["amani"], world.units["north"]):
            Unit.objects.create(level=world.units["amani"].level, parent=world.units["north"], name=f"Unit {number}")
            team = Team.objects.create(unit=place, name=f"Team {number}", code=f"team-{place.pk}-{number}")
            plan = Workplan.objects.begin(team, TODAY.replace(month=1, day=1))
            write(plan, world, number)
            hold_in(team, world, number)
            lead_in(team)
        Workplan.objects.begin(world.team, TODAY.replace(year=2030 + number, month=1, day=1))
        hold_in(world.team, world, number)
        for unit in (world.units["amani"], world.units["north"]):
            post = Post.objects.create(title=f"Supervisor {number}", role=Post.Role.SUPERVISOR, unit=unit)
            Holding.objects.create(post=post, user=world.sven, starts_on=TODAY)
        write(world.plan, world, number)
        grow(world, number)
        focus(world, number)
        review(world, team, plan, number)


def review(world, team, plan, number):
    """More versions, remarks and quarters closed of Amani's plan, and another plan that waits."""
    reviewing.send(world.plan, world.alice)
    if number % 2:
        reviewing.give_back(world.plan, world.plan.versions.first().number, f"Mend {number}", world.sofia)
    else:
        reviewing.take_back(world.plan, world.alice)
    world.remark = world.plan.remarks.begun().first() or reviewing.remark(world.plan, None, "Who?", world.sofia)
    world.remark.reply(f"Reply {number}", world.bob, "answered")
    for item in (world.activity, world.objective, world.output, world.indicator, None):
        reviewing.remark(world.plan, item, f"Remark {number}", world.sofia).reply("Yes", world.bob, "open")
    quarter = world.plan.quarters.get(number=1)
    for is_closed in (True, False):
        reviewing.settle_quarter(quarter, is_closed, f"Reason {number}", world.sofia, TODAY)
    reviewing.send(plan, world.alice)
    world.moved = world.team.workplans.filter(starts_on__year=2020).first() or plan_that_is(world, "sent")
    reviewing.remark(world.moved, None, f"Remark {number}", world.sofia)


def hold_in(team, world, number):
    """A new post in `team` for a new person, and one for the world's member, who is in ever more teams."""
    person = User.objects.create_user(f"p{team.pk}-{number}", "secret", name=f"Person {number}")
    for user in (person, world.trainer):
        post = Post.objects.create(team=team, title=f"Post {number}", role=Post.Role.MEMBER)
        Holding.objects.create(post=post, user=user, starts_on=TODAY)


def lead_in(team):
    """A reflection that the team held and shares, and a challenge with a value."""
    days = dict.fromkeys(("opened_on", "closes_on", "closed_on", "shared_on"), TODAY)
    Round.objects.create(team=team, **days, invited_count=5, questions=[], result={}).teams.add(team)
    challenge = Challenge.objects.create(team=team, result="R", baseline=1, target=2, reached_by=TODAY)
    MonthValue.objects.create(challenge=challenge, month=TODAY, value=1)


def reflect(team, person, opened_on=TODAY - timedelta(days=100)):
    """(a reflection with a result, one that asks `person`)."""
    stands, questions = {"middle": 8, "low": 6, "high": 8, "wide": False}, Statement.objects.asked()
    said = {"statements": [stands] * len(questions), "practices": {"scan": stands}, "words": {"scan": ["Late"] * 3}}
    rounds = []
    for more in ({"closed_on": opened_on, "answered_count": 5, "result": said}, {}):
        days = {"opened_on": opened_on, "closes_on": TODAY}
        rounds.append(Round.objects.create(team=team, **days, invited_count=5, questions=questions, **more))
        rounds[-1].teams.add(team)
        Invited.objects.create(round=rounds[-1], person=person)
    return rounds


def focus(world, number):
    """More of what stands on the pages of the team's vision and challenge."""
    Vision.objects.create(team=world.team, text=f"Merged {number}", proposed_by=world.bob)
    Vision.objects.agree(world.team, f"Vision {number}", world.alice)
    Vision.objects.create(team=world.team, text=f"Proposal {number}", proposed_by=world.bob)
    there = challenge(world)
    there.obstacles.create(team=world.team, name=f"Obstacle {number}", whys=["Why"]).delete()
    there.obstacles.create(team=world.team, name=f"Obstacle {number}", whys=["Why"]).save()
    MonthValue.objects.create(challenge=there, month=TODAY.replace(day=1, year=2000 + number), value=number).save()
    commitment(world, challenge=there)
    commitment(world, challenge=there).into_plan(world.output, world.alice)
    there.mission = f"Mission {number}"
    there.save()


def write(plan, world, number):
    """An objective with all that can stand under it."""
    objective = Objective.objects.create(workplan=plan, name=f"Objective {number}")
    for place in range(2):
        output = Output.objects.create(objective=objective, name=f"Output {number} {place}")
        activity = Activity.objects.create(output=output, name=f"Activity {number}", months=["2026-08"])
        Allocation.objects.create(activity=activity, source=world.source, amount=1)
        measure(world, objective=objective), measure(world, output=output), measure(world, activity=activity)


def measure(world, **parent):
    indicator = Indicator.objects.create(name="Counted", baseline=1, target=2, **parent)
    for quarter in indicator.workplan.quarters.all():
        Target.objects.create(indicator=indicator, quarter=quarter, value=1)


def grow(world, number):
    """More under, and in the history of, each item whose page is looked at."""
    reflect(world.team, world.alice)
    Output.objects.create(objective=world.objective, name=f"Output {number}")
    Activity.objects.create(output=world.output, name=f"Activity {number}", post=world.midwife, months=["2026-08"])
    imported = Import.objects.create(workplan=world.plan, name=f"{number}.csv", applied_at=timezone.now(), outcome={})
    for answer in ("", Question.Answer.KEPT):
        asked = {"kind": "no-money", "row": number, "activity": world.activity, "output": world.output}
        Question.objects.create(workplan=world.plan, imported=imported, answer=answer, **asked)
    source = FundingSource.objects.create(name=f"Source {number}")
    Allocation.objects.create(activity=world.activity, source=source, amount=number)
    organise(world, source, number)
    for kind in ("objective", "output", "activity"):
        measure(world, **{kind: getattr(world, kind)})
    posts = [world.midwife, world.vacant, world.officer]
    for state in ("open", "kept", "not_kept"):
        commitment(world, post=posts[number % 3]).say(state)
    commitment(world, post=posts[number % 3]).into_plan(world.output, world.alice)
    world.commitment.post = posts[number % 3]
    world.commitment.save()
    for item in (world.objective, world.output, world.activity, world.indicator):
        item.name, item.code = f"{item.name} {number}", f"{number}"
        if item is world.activity:
            item.post = posts[number % 3]
        item.save()


def organise(world, source, number):
    """More of what the activity needs, of money that moved for it, and of what it waits for."""
    resource(world, name=f"Nights {number}")
    resource(world, kind="time", post=world.vacant)
    for kind in (MoneyEntry.Kind.APPROVED, MoneyEntry.Kind.RELEASED, MoneyEntry.Kind.SPENT):
        entry(world, kind, number + 1, source=source)
    given = advance(world, number + 1, source=source)
    MoneyEntry.objects.account_for(given, given.amount / 2, 0, Paper(given.on, "C", world.alice))
    world.corrected = MoneyEntry.objects.correct(given, given.amount + 1, "Miscounted", world.alice).corrects
    amounts = {(world.activity.pk, source.pk): 1}
    MoneyEntry.objects.act(world.plan, MoneyEntry.Kind.APPROVED, amounts, Paper(TODAY, f"A {number}", world.alice))
    lacking = readiness(world, f"Need {number}", world.activity, post=world.midwife, due_on=TODAY)
    lacking.state = Readiness.State.PARTLY
    lacking.save()
    Structure.objects.create(name=f"Structure {number}")
    for unit in (world.units["amani"], *world.units["amani"].children.all()):
        Ceiling.objects.create(unit=unit, source=source, year=TODAY.year, amount=1)
    unit = Unit.objects.create(level=world.lowest, parent=world.units["amani"], name=f"Clinic {number}")
    Ceiling.objects.create(unit=unit, source=source, year=TODAY.year, amount=1)
    world.readiness = lacking


def of(kind, what=""):
    return pytest.param(
        lambda world: reverse(f"workplans:plan_item{what}", args=[kind, getattr(world, kind).pk]), id=f"{kind}{what}"
    )


def at(name, arguments=lambda world: [], query="", label=""):
    return pytest.param(lambda world: reverse(name, args=arguments(world)) + query, id=f"{name}{query}{label}")


def plan(world):
    return [world.plan.pk]


def team(world):
    return [world.team.pk]


def vision(world):
    return [Vision.objects.filter(team=world.team).ours().get().pk]


def challenged(world):
    return [challenge(world).pk]


def activity(world):
    return [world.activity.pk]


def lacking(world):
    return [world.readiness.pk]


KINDS = ["objective", "output", "activity", "indicator"]
REVIEW = [
    at("workplans:review_list"),
    at("workplans:review_page", plan),
    at("workplans:review_page", lambda world: [world.moved.pk], label="-sent"),
    at("workplans:review_versions", plan),
    at("workplans:review_version", lambda world: [world.plan.pk, 1]),
    at("workplans:review_compare", plan, "?of=1&to=now"),
    at("workplans:review_compare", plan, "?of=last&to=now"),
    at("workplans:review_quarters", plan),
    at("workplans:review_remark", lambda world: [world.remark.pk]),
]
MONEY = [
    *[at("workplans:organise_money", plan, f"?by={way}") for way in ("source", "objective", "quarter", "place")],
    at("workplans:organise_gap", plan),
    at("workplans:organise_gap", plan, "?all=1"),
    *[at(f"workplans:organise_{act}", plan, "?share=10") for act in ("approve", "cut", "release")],
    at("workplans:organise_entries", plan),
    at("workplans:organise_entries", plan, "?kind=spent"),
    at("workplans:organise_advances", plan),
    at("workplans:organise_time", plan),
    at("workplans:organise_readiness", plan),
    at("workplans:organise_readiness_history", lacking),
    at("workplans:organise_ceilings", lambda world: [world.units["amani"].pk]),
]
PAGES = [
    *MONEY,
    *REVIEW,
    at("workplans:plan_list", query="?all=1"),
    at("workplans:plan_outline", plan),
    at("workplans:plan_outline", plan, "?fold=all"),
    at("workplans:plan_outline", plan, "?quarter=3&missing=money"),
    at("workplans:plan_history", plan),
    *[of(kind) for kind in KINDS],
    *[of(kind, "_history") for kind in KINDS],
    at("workplans:exchange_questions", plan),
    at("workplans:exchange_questions", plan, "?answered=1"),
    at("teams:team_list"),
    at("teams:team_page", team),
    at("teams:account_page"),
    at("teams:notice_list"),
    at("lmframework:home_team", team),
    at("lmframework:home_how"),
    at("assessments:focus_vision", team),
    at("assessments:focus_vision_history", vision),
    at("assessments:focus_challenge_page", challenged),
    at("assessments:focus_challenge_history", challenged),
    at("lmframework:units_page", lambda world: [world.units["north"].pk]),
    at("lmframework:units_page", lambda world: [world.units["amani"].pk], label="-amani"),
]
RESOURCES = [
    at("workplans:organise_allocations", activity),
    at("workplans:organise_resources", activity),
    at("workplans:organise_entry_add", activity),
    at("workplans:organise_waits", activity),
    at("workplans:organise_grid", plan),
    at("workplans:organise_paste", plan),
    at("workplans:organise_readiness_begin", plan),
    at("workplans:organise_readiness_change", lacking),
    at("workplans:organise_entry_correct", lambda world: [world.corrected.pk]),
    at("workplans:organise_account", lambda world: [world.corrected.pk]),
]
DECISIONS = [
    at("workplans:review_send", plan),
    at("workplans:review_approve", lambda world: [world.moved.pk]),
    at("workplans:review_return", lambda world: [world.moved.pk]),
    at("workplans:review_quarter", lambda world: [world.plan.pk, 1]),
]
FORMS = [
    *RESOURCES,
    *[of(kind, "_change") for kind in KINDS],
    *[of(kind, "_remove") for kind in KINDS],
    at("workplans:organise_allocations", lambda world: [world.activity.pk]),
    at("workplans:exchange_upload", plan),
    at("workplans:exchange_review", lambda world: [world.waiting.pk]),
    at("workplans:plan_begin", team),
    at("workplans:plan_change", plan),
    at("teams:people_list"),
    at("teams:people_list", query="?q=person"),
    at("teams:people_person", lambda world: [world.bob.pk]),
    at("teams:people_change", lambda world: [world.bob.pk]),
    at("teams:people_add", team),
    at("teams:post_list", team),
    at("teams:post_unit_list", lambda world: [world.units["amani"].pk]),
    pytest.param(lambda world: f"/teams/{world.team.pk}/posts/?post={world.midwife.pk}", id="teams:post_list-open"),
    at("teams:unit_list"),
    at("teams:unit_list", query="?q=unit"),
    at("teams:unit_page", lambda world: [world.units["north"].pk]),
    at("teams:unit_change", lambda world: [world.units["amani"].pk]),
    at("teams:unit_add", lambda world: [world.units["amani"].pk]),
    at("teams:lists_review", lambda world: [world.list_file.pk]),
    at("workplans:plan_carry", lambda world: [Workplan.objects.filter(team=world.team).latest("starts_on").pk]),
]
OURS = [
    at("assessments:focus_vision", team),
    at("assessments:focus_vision_agree", team),
    at("assessments:focus_vision_ask", team),
    at("assessments:focus_challenge_page", challenged),
    at("assessments:focus_challenge_plan", challenged),
    at("assessments:focus_challenge_part", lambda world: [*challenged(world), "question"]),
    at("assessments:focus_value_add", challenged),
    at("assessments:reflection_page", team),
    at("assessments:reflection_begin", team),
    at("assessments:reflection_print", team),
    at("assessments:reflection_answer", lambda world: [world.rounds[1].pk]),
    at("assessments:reflection_result", lambda world: [world.rounds[0].pk]),
    at("assessments:reflection_project", lambda world: [world.rounds[0].pk]),
    at("assessments:inspire_commitments", team),
    at("assessments:inspire_commitment", lambda world: [world.commitment.pk]),
    at("assessments:inspire_commitment_add", team),
    at("assessments:inspire_commitment_change", lambda world: [world.commitment.pk]),
    at("assessments:inspire_commitment_plan", lambda world: [world.commitment.pk]),
    at("assessments:inspire_commitment_history", lambda world: [world.commitment.pk]),
]
"""For who is in the team alone."""
START = at("lmframework:home_start")
CHECKLIST = at("lmframework:home_checklist")
UNITS = at("lmframework:units_list")
BY_PERSON = [
    ("alice", OURS),
    ("vera", PAGES),
    ("trainer", [*PAGES, *RESOURCES, START]),
    ("ruth", [*PAGES, *FORMS, *DECISIONS, UNITS, START, CHECKLIST]),
]


@pytest.fixture
def crowded(world):
    """The cast, a member of several teams among them, and two more of everything."""
    world.people["trainer"] = User.objects.create_user("trainer", "secret", name="Tatu")
    world.waiting = waiting_file(world)
    world.lowest = Level.objects.add_below("Facility")
    world.commitment = commitment(world)
    world.rounds = reflect(world.team, world.alice, TODAY)
    world.list_file = list_file(world, "units")
    add_more(world, 2)
    return world


@pytest.mark.parametrize(("who", "pages"), BY_PERSON, ids=[who for who, _pages in BY_PERSON])
def test_twice_the_rows_need_no_more_queries(who, pages, crowded, signed_in):
    """All pages of a person in one world: to fill it takes far longer than to look at one."""

    def queries(page):
        with CaptureQueriesContext(connection) as captured:
            status = browser.get(page.values[0](crowded)).status_code
        return status, [query["sql"] for query in captured]

    browser = signed_in(crowded.people[who])
    before = {page.id: queries(page) for page in pages}
    add_more(crowded, 3)
    troubles = []
    for page in pages:
        status, known = before[page.id]
        again, after = queries(page)
        if (status != 200 and who != "trainer") or again != status:
            troubles.append(f"{page.id}: {status}, then {again}; who may see everything sees it")
        if len(after) != len(known) or len(after) > LIMIT:
            troubles.append("\n".join([f"{page.id}: {len(known)} queries, then {len(after)}", *after]))
    assert not troubles, "\n\n".join(troubles)


def test_the_factory_makes_more_of_every_model(world):
    world.people["trainer"] = User.objects.create_user("trainer", "secret", name="Tatu")
    world.commitment = commitment(world)
    world.lowest = Level.objects.add_below("Facility")
    models = [Unit, Team, Post, Holding, User, Workplan, Objective, Output, Activity, Indicator, Target, Allocation]
    models += [Ceiling, MoneyEntry, Readiness, Remark, Resource, Structure, Version]
    before = [model.objects.count() for model in models]
    add_more(world, 1)
    assert [model.__name__ for model, was in zip(models, before, strict=True) if model.objects.count() <= was] == []
