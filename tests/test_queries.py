"""Twice the rows need no more queries, on every page that shows several of anything."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Vision
from teams.models import Holding, Level, Post, Team, Unit, User
from tests.crowd import add_more, reflect
from tests.world import (
    TODAY,
    challenge,
    commitment,
    list_file,
    values_file,
    waiting_file,
    workbook_file,
)
from workplans.models import (
    Absence,
    Activity,
    Agreement,
    Allocation,
    Breakdown,
    Ceiling,
    Delegation,
    DelegationStep,
    Entry,
    Filling,
    Handover,
    HandoverNote,
    Indicator,
    Mapping,
    MoneyEntry,
    Objective,
    Obstacle,
    Occasion,
    Output,
    Readiness,
    Remark,
    Resource,
    StandardIndicator,
    Structure,
    Target,
    Version,
    Workplan,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LIMIT = 20


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


def standard(world):
    return [world.units["north"].pk, StandardIndicator.objects.get(name="Visits of all teams").pk]


def lacking(world):
    return [world.readiness.pk]


KINDS = ["objective", "output", "activity", "indicator"]
LIBRARY = [at("workplans:plan_standard", lambda world: ["output", world.output.pk], query) for query in ("", "?q=a")]
REVIEW = [
    *[
        at("workplans:plan_merged", lambda world: [world.units["amani"].pk], query)
        for query in ("", "?by=source&all=1", "?approved=1")
    ],
    at("workplans:review_calls", lambda world: [world.units["amani"].pk]),
    at("workplans:review_call", lambda world: [world.call.pk]),
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
MONITOR = [
    at("workplans:monitor_quarter", lambda world: [world.plan.pk, 2]),
    at("workplans:monitor_quarter", lambda world: [world.plan.pk, 3], "?all=1"),
    at("workplans:monitor_agreement", lambda world: [world.agreement.pk]),
]
AGREEING = [
    at("workplans:monitor_agree", lambda world: [world.plan.pk, 2]),
    at("workplans:monitor_agreement_change", lambda world: [world.agreement.pk]),
]
WORK = [
    at("workplans:implement_delegation", lambda world: [world.asked.pk]),
    at("workplans:implement_progress", plan),
    at("workplans:monitor_results", plan),
    at("workplans:monitor_results", plan, "?by=state&quarter=1"),
    at("workplans:monitor_entries", plan),
    at("workplans:implement_progress", plan, "?by=month&state=open"),
    at("workplans:implement_absences", team),
    at("workplans:implement_handed_over", lambda world: [world.handover.pk]),
]
WORKING = [
    at("workplans:implement_delegate", activity),
    at("workplans:implement_report", activity),
    at(
        "workplans:implement_report",
        lambda world: [Activity.objects.filter(every="month").earliest("pk").pk],
        label="-again",
    ),
    at("workplans:implement_correct", lambda world: [world.reported.pk]),
    at("workplans:implement_confirm", lambda world: [world.reported.pk]),
    at("workplans:implement_absence_add", lambda world: [world.midwife.pk]),
    at("workplans:implement_absence_end", lambda world: [world.away.pk]),
    at("workplans:implement_handover", lambda world: [world.midwife.pk]),
]
RECORDING = [
    at("workplans:monitor_record", lambda world: [world.indicator.pk, "q1"]),
    at("workplans:monitor_record", lambda world: [world.broken_down.pk, "q1"], label="-parts"),
    at("workplans:monitor_correct", lambda world: [world.value.pk]),
    at("workplans:monitor_tally", activity),
    at("workplans:monitor_period", lambda world: [world.plan.pk, "q2"]),
    at("workplans:monitor_period", lambda world: [world.plan.pk, "2026-06"], "?show=missing"),
    at("workplans:monitor_period", lambda world: [world.plan.pk, "year"], "?show=others"),
    at("workplans:monitor_year", lambda world: [world.indicator.pk], "?every=month"),
    at("workplans:monitor_evidence_add", lambda world: [world.value.pk]),
]
ACTS = [
    at("workplans:implement_act", lambda world, act=act: [world.asked.pk, act], label=f"-{act}")
    for act in ("say", "withdraw", "pass_on")
]
STUCK = [
    at("workplans:implement_obstacle", lambda world: [world.obstacle.pk]),
    at("workplans:implement_obstacles", team),
    at("workplans:implement_stuck", lambda world: [world.units["north"].pk]),
]
HELPING = [
    *[
        at("workplans:implement_obstacle_act", lambda world, act=act: [world.obstacle.pk, act], label=f"-{act}")
        for act in ("answer", "ask", "because", "change", "give", "judge", "say")
    ],
    at("workplans:implement_obstacle_words", lambda world: [world.obstacle.pk]),
    at("workplans:implement_obstacle_add", team),
]
ROLLED = [
    at("lmframework:units_results", lambda world: [world.units["north"].pk]),
    *[at("lmframework:units_result", standard, f"?by={by}") for by in ("1", "2", "teams", "own&sort=name")],
    at("lmframework:units_result_file", lambda world: [*standard(world), "csv"], "?by=teams"),
    at("lmframework:units_same", lambda world: [world.units["north"].pk]),
    *[
        at("lmframework:units_same_teams", lambda world, kind=kind: [world.units["north"].pk, kind], f"?of={of}", kind)
        for kind, of in (
            ("system", "roads"),
            ("obstacle", "9806b539c34c58e538c178a132905b2c"),
            ("money", ""),
            ("quiet", ""),
        )
    ],
    pytest.param(
        lambda world: (
            reverse("lmframework:units_same_teams", args=[world.units["north"].pk, "helper"])
            + f"?of={world.officer.pk}"
        ),
        id="lmframework:units_same_teams-helper",
    ),
]
"""What many teams reached and lack together."""
PAGES = [
    *MONEY,
    *REVIEW,
    *MONITOR,
    *WORK,
    *STUCK,
    at("workplans:plan_list", query="?all=1"),
    at("workplans:plan_outline", plan),
    at("workplans:plan_outline", plan, "?fold=all"),
    at("workplans:plan_outline", plan, "?quarter=3&missing=money"),
    at("workplans:plan_outline", plan, "?progress=late"),
    at("workplans:plan_history", plan),
    *[of(kind) for kind in KINDS],
    *[of(kind, "_history") for kind in KINDS],
    at("workplans:monitor_mappings", team),
    at("workplans:exchange_questions", plan),
    at("workplans:exchange_questions", plan, "?answered=1"),
    at("teams:team_list"),
    at("teams:team_page", team),
    at("teams:account_page"),
    at("teams:notice_list"),
    at("lmframework:home_team", team),
    at("lmframework:home_how"),
    at("lmframework:work_page"),
    at("lmframework:work_list"),
    at("assessments:focus_vision", team),
    at("assessments:focus_vision_history", vision),
    at("assessments:focus_challenge_page", challenged),
    at("assessments:focus_challenge_history", challenged),
    at("lmframework:units_page", lambda world: [world.units["north"].pk]),
    at("lmframework:units_page", lambda world: [world.units["amani"].pk], label="-amani"),
    at("lmframework:units_page", lambda world: [world.units["north"].pk], "?by=2&sort=name&beside=year"),
    at("lmframework:units_page", lambda world: [world.units["north"].pk], "?by=teams&show=quiet"),
    at("lmframework:units_page", lambda world: [world.units["north"].pk], "?by=own"),
    at("lmframework:morning_page"),
    at("lmframework:home_balance", team),
    *ROLLED,
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
    at("workplans:review_call_add", lambda world: [world.units["amani"].pk]),
    at("workplans:review_call_change", lambda world: [world.call.pk]),
    at("workplans:review_send", plan),
    at("workplans:review_approve", lambda world: [world.moved.pk]),
    at("workplans:review_return", lambda world: [world.moved.pk]),
    at("workplans:review_quarter", lambda world: [world.plan.pk, 1]),
]
VERIFY = at("workplans:monitor_verify", lambda world: [world.value.pk])
MINE = [at("lmframework:work_page", label="-lead"), at("lmframework:work_list", label="-lead")]
FORMS = [
    *LIBRARY,
    *AGREEING,
    *RESOURCES,
    *WORKING,
    *ACTS,
    *HELPING,
    *[of(kind, "_change") for kind in KINDS],
    *[of(kind, "_remove") for kind in KINDS],
    at("workplans:organise_allocations", lambda world: [world.activity.pk]),
    at("workplans:exchange_upload", plan),
    at("workplans:exchange_review", lambda world: [world.waiting.pk]),
    at("workplans:exchange_return", lambda world: [world.returned.pk]),
    at("workplans:exchange_take", plan),
    at("workplans:monitor_fill", plan),
    at("workplans:monitor_filling", lambda world: [world.values.pk]),
    at("workplans:monitor_filling_columns", lambda world: [world.values.pk]),
    at("workplans:monitor_filling_codes", lambda world: [world.values.pk]),
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
    ("alice", [*OURS, *MONITOR, *WORK, *WORKING, *STUCK[:2], *HELPING, of("activity"), *RECORDING, *MINE]),
    ("vera", PAGES),
    ("trainer", [*PAGES, *RESOURCES, START]),
    ("ruth", [*PAGES, *FORMS, *DECISIONS, UNITS, START, CHECKLIST, VERIFY, *RECORDING]),
]


@pytest.fixture
def crowded(world):
    """The cast, a member of several teams among them, and two more of everything."""
    world.people["trainer"] = User.objects.create_user("trainer", "secret", name="Tatu")
    world.waiting = waiting_file(world)
    world.returned = workbook_file(world)
    world.values = values_file(world)
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
    models += [Breakdown, Ceiling, MoneyEntry, Readiness, Remark, Resource, StandardIndicator, Structure, Version]
    models += [Filling, Mapping]
    models += [Absence, Agreement, Delegation, DelegationStep, Entry, Handover, HandoverNote, Obstacle, Occasion]
    before = [model.objects.count() for model in models]
    add_more(world, 1)
    assert [model.__name__ for model, was in zip(models, before, strict=True) if model.objects.count() <= was] == []
