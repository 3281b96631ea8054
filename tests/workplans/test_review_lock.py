"""What is planned is not changed in review, and nothing in a closed quarter, by any route."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from assessments.models import Commitment
from tests.pages import fill_in, filled, says
from tests.permissions.table import TABLE
from tests.world import (
    PLAN_FILE,
    advance,
    applied_file,
    bring_to,
    challenge,
    commitment,
    entry,
    paper,
    readiness,
)
from workplans import reviewing
from workplans.importing import Touched, choose, put_to_use, undo
from workplans.models import Import, Indicator, Locked, MoneyEntry, Output, Target, Workplan
from workplans.queries.snapshot import snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LOCKED = ["sent", "approved", "closed"]
PLANNED = {
    "workplans:plan_change": lambda world: [world.plan.pk],
    "workplans:plan_carry": lambda world: [world.plan.pk],
    "workplans:plan_objective_add": lambda world: [world.plan.pk],
    "workplans:plan_item_add": lambda world: ["output", world.output.pk, "activity"],
    "workplans:plan_item_change": lambda world: ["activity", world.activity.pk],
    "workplans:plan_item_move": lambda world: ["activity", world.second_activity.pk],
    "workplans:plan_item_remove": lambda world: ["indicator", world.indicator.pk],
    "workplans:exchange_columns": lambda world: [world.waiting.pk],
    "workplans:exchange_review": lambda world: [world.waiting.pk],
    "workplans:exchange_apply": lambda world: [world.waiting.pk],
    "workplans:exchange_undo": lambda world: [world.applied.pk],
    "workplans:organise_resources": lambda world: [world.activity.pk],
    "workplans:organise_allocations": lambda world: [world.activity.pk],
    "workplans:organise_grid": lambda world: [world.plan.pk],
    "workplans:organise_paste": lambda world: [world.plan.pk],
}
"""The addresses that change what is planned."""
GOES_ON = {
    # removing an empty plan; what was sent is never empty
    "workplans:plan_begin",
    "workplans:plan_remove",
    # a file that comes back: what is planned in it is refused (tests/workplans/test_exchange_return.py), readiness goes on
    "workplans:exchange_upload",
    "workplans:exchange_return",
    # answers to what a file left to be asked
    "workplans:exchange_answer",
    "workplans:exchange_keep_all",
    # money that moves, readiness, people's time, ceilings
    "workplans:organise_entry_add",
    "workplans:organise_entry_correct",
    "workplans:organise_account",
    "workplans:organise_approve",
    "workplans:organise_cut",
    "workplans:organise_release",
    "workplans:organise_take_back",
    "workplans:organise_time",
    "workplans:organise_waits",
    "workplans:organise_readiness_begin",
    "workplans:organise_readiness_change",
    "workplans:organise_readiness_remove",
    "workplans:organise_ceilings",
    # what a team agrees on when it looks at a quarter, and who is reminded to record
    "workplans:monitor_agree",
    "workplans:monitor_agreement",
    "workplans:monitor_agreement_change",
    "workplans:monitor_remind",
    # work that is asked, reported, covered, handed over
    "workplans:implement_delegate",
    "workplans:implement_act",
    "workplans:implement_report",
    "workplans:implement_correct",
    "workplans:implement_confirm",
    "workplans:implement_absence_add",
    "workplans:implement_absence_end",
    "workplans:implement_handover",
    # values that come from a file, and what its codes stand for
    "workplans:monitor_fill",
    "workplans:monitor_filling",
    "workplans:monitor_filling_columns",
    "workplans:monitor_filling_codes",
    "workplans:monitor_mapping_change",
    "workplans:monitor_mapping_forget",
    # why results are otherwise than planned
    "workplans:monitor_explain",
    # what stands in the way, and the help against it
    "workplans:implement_obstacle_act",
    "workplans:implement_obstacle_add",
    "workplans:implement_obstacle_words",
    # what came of it: values, what was held, and what shows it
    "workplans:monitor_record",
    "workplans:monitor_correct",
    "workplans:monitor_verify",
    "workplans:monitor_tally",
    "workplans:monitor_period",
    "workplans:monitor_year",
    "workplans:monitor_evidence_add",
    "workplans:monitor_evidence_take_back",
}
"""Those that change something else, and go on while a plan is in review."""


def test_every_address_of_workplans_that_takes_a_form_is_of_one_kind_or_the_other():
    forms = {name for name, rows in TABLE.items() if any(row[2] for row in rows)}
    own = {name for name in forms if name.startswith("workplans:") and ":review_" not in name}
    assert own == (set(PLANNED) | GOES_ON) - {"workplans:exchange_review"}


@pytest.fixture
def filled_world(world):
    """Amani's plan with an import that waits and one that was put to use."""
    for name, content in (("waiting", PLAN_FILE), ("applied", PLAN_FILE.replace("Safe births", "Clean wards"))):
        imported = Import.objects.create(workplan=world.plan, by=world.alice, name="plan.csv", content=content.encode())
        choose(imported, {})
        setattr(world, name, imported)
    put_to_use(world.applied, world.alice)
    return world


def lock(world, state):
    if state == "closed":
        bring_to(world, world.plan, "approved")
        reviewing.close(world.plan, world.sofia, date(2027, 1, 1))
    else:
        bring_to(world, world.plan, state)
    return snapshot(world.plan)


@pytest.mark.parametrize("state", LOCKED)
@pytest.mark.parametrize("name", PLANNED)
def test_nobody_changes_what_is_planned_while_it_is_locked(name, state, filled_world, signed_in):
    """Also with a form that was opened before."""
    world = filled_world
    address = reverse(name, args=PLANNED[name](world))
    forms = {}
    for person in (world.alice, world.bob, world.ruth):
        client = signed_in(person)
        page = client.get(address)
        form = {"direction": "up"}
        if page.status_code == 200 and name != "workplans:exchange_review":
            form = filled(page) if "<form" in page.content.decode().partition("<main")[2] else {}
            form |= {key: "Something else entirely" for key in form if key in ("name", "place", "text", "reason")}
        forms[client] = form
    before = lock(world, state)
    for client, form in forms.items():
        assert client.post(address, form).status_code == 403
        assert client.get(address).status_code in (403, 405)
    assert snapshot(world.plan) == before


def test_who_wrote_while_it_was_sent_finds_the_words_on_the_page(world, signed_in):
    bob = signed_in(world.bob)
    change = reverse("workplans:plan_item_change", args=["activity", world.activity.pk])
    form = filled(bob.get(change), name="Train six midwives, and two from Kima", place="Kima, in the rains")
    bring_to(world, world.plan, "sent")
    page = bob.post(change, form)
    assert page.status_code == 403
    assert "The workplan is with who reviews it" in says(page)
    assert "Train six midwives, and two from Kima Kima, in the rains" in says(page)


@pytest.mark.parametrize("state", LOCKED)
def test_leading_writes_nothing_into_a_plan_that_is_locked(state, world, signed_in):
    agreed, found = commitment(world), challenge(world)
    before = lock(world, state)
    with pytest.raises(Locked):
        Commitment.objects.get(pk=agreed.pk).into_plan(world.output, world.alice)
    with pytest.raises(Locked):
        found.put_into_plan(world.plan)
    alice = signed_in(world.alice)
    assert "Two maternity units" not in says(
        alice.get(reverse("assessments:inspire_commitment_plan", args=[agreed.pk]))
    )
    page = says(alice.get(reverse("assessments:focus_challenge_plan", args=[found.pk])))
    assert "The workplan is in review or approved" in page
    assert snapshot(world.plan) == before


@pytest.mark.parametrize("state", LOCKED)
def test_the_command_imports_nothing_into_a_plan_that_is_locked(state, world, tmp_path):
    file = tmp_path / "plan.csv"
    file.write_text(PLAN_FILE)
    before = lock(world, state)
    with pytest.raises(CommandError, match="workplan is"):
        call_command("import_workplan", str(file), team="amani", year=2026)
    assert snapshot(world.plan) == before


CLOSED = {
    "organise_entry_add": lambda world: [world.activity.pk],
    "organise_entry_correct": lambda world: [world.given.pk],
    "organise_account": lambda world: [world.given.pk],
    "organise_waits": lambda world: [world.activity.pk],
    "organise_readiness_begin": lambda world: [world.plan.pk],
    "organise_readiness_change": lambda world: [world.lacking.pk],
    "organise_readiness_remove": lambda world: [world.lacking.pk],
    "exchange_keep_all": lambda world: [world.plan.pk],
}


@pytest.mark.parametrize("name", CLOSED)
def test_nothing_at_all_is_written_into_a_plan_that_is_closed(name, world, signed_in):
    world.lacking, world.given = readiness(world), advance(world)
    lock(world, "closed")
    for person in (world.alice, world.bob, world.ruth):
        address = reverse(f"workplans:{name}", args=CLOSED[name](world))
        assert signed_in(person).post(address, {"state": "in_place"}).status_code == 403


@pytest.mark.parametrize("state", ["sent", "approved"])
def test_money_and_readiness_go_on_meanwhile(state, world, signed_in):
    lacking = readiness(world)
    lock(world, state)
    bob = signed_in(world.bob)
    add = reverse("workplans:organise_entry_add", args=[world.activity.pk])
    spent = {"kind": "spent", "source": str(world.source.pk), "amount": "10", "on": "2026-08-01", "reference": "V 1"}
    assert fill_in(bob, add, **spent).status_code == 302
    change = reverse("workplans:organise_readiness_change", args=[lacking.pk])
    assert fill_in(bob, change, state="in_place").status_code == 302
    page = says(bob.get(world.activity.get_absolute_url()))
    assert "Write down what was released, advanced or spent" in page
    assert "Change the money" not in page
    assert "Add an activity" not in says(bob.get(world.plan.get_absolute_url()))


@pytest.fixture
def closed_quarter(world):
    """What there is on days of the second quarter, which is closed then."""
    day = {"on": date(2026, 5, 1)}
    world.spent, world.given = entry(world, "spent", 100, **day), advance(world, 50, **day)
    amounts = {(world.activity.pk, world.source.pk): Decimal(700)}
    world.act = MoneyEntry.objects.act(world.plan, "approved", amounts, paper(world, **day))
    reviewing.settle_quarter(world.plan.quarters.get(number=2), True, "", world.alice, date(2026, 8, 12))
    return world


DAY = {"on": "2026-05-02", "reference": "V 9"}
WRITES = {
    "entry_add": (lambda world: [world.activity.pk], {"kind": "spent", "amount": "5", **DAY}, ""),
    "entry_correct": (lambda world: [world.spent.pk], {"to": "70", "reason": "Miscounted"}, ""),
    "account": (lambda world: [world.given.pk], {"spent": "10", **DAY}, ""),
    "take_back": (lambda world: [world.plan.pk, world.act], {"reason": "A slip"}, ""),
    "approve": (lambda world: [world.plan.pk], DAY, "?share=50"),
    "cut": (lambda world: [world.plan.pk], {"reason": "Cut", **DAY}, "?share=50"),
    "release": (lambda world: [world.plan.pk], DAY, "?share=50"),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_closed_quarter_takes_no_entry_and_the_form_comes_back_filled(name, closed_quarter, signed_in):
    world = closed_quarter
    arguments, typed, query = WRITES[name]
    address = reverse(f"workplans:organise_{name}", args=arguments(world)) + query
    alice, before = signed_in(world.alice), MoneyEntry.objects.count()
    if name == "entry_add":
        typed = typed | {"source": str(world.source.pk)}
    page = alice.get(address)
    form = filled(page, **typed)
    answer = alice.post(address, form)
    assert answer.status_code == 200
    assert "Quarter 2 is closed, so it takes no entry" in says(answer)
    assert MoneyEntry.objects.count() == before
    for value in typed.values():
        assert str(value) in answer.content.decode()
    # Once it is open again, the same form does it.
    reviewing.settle_quarter(world.plan.quarters.get(number=2), False, "A receipt", world.sofia, date(2026, 8, 12))
    assert alice.post(address, form).status_code == 302
    assert MoneyEntry.objects.count() > before


def test_a_day_of_another_quarter_is_taken(closed_quarter):
    world = closed_quarter
    for day in (date(2026, 3, 31), date(2026, 7, 1), date(2025, 12, 31)):
        entry(world, "spent", 1, on=day)
    bring_to(world, world.plan, "approved")
    reviewing.close(world.plan, world.sofia, date(2027, 1, 1))
    with pytest.raises(ValidationError, match="closed"):
        entry(world, "spent", 1, on=date(2025, 12, 31))


def test_targets_and_days_of_a_closed_quarter_stay(closed_quarter, signed_in):
    world = closed_quarter
    alice = signed_in(world.alice)
    change = reverse("workplans:plan_item_change", args=["indicator", world.indicator.pk])
    assert "This quarter is closed." in says(alice.get(change))
    form = filled(alice.get(change)) | {"target_2": "99", "target_3": "51"}
    assert alice.post(change, form).status_code == 302
    values = list(world.indicator.targets.order_by("quarter__number").values_list("value", flat=True))
    assert values == [43, 46, 51, 55]
    for kind in ("indicator", "output", "objective"):
        remove = reverse("workplans:plan_item_remove", args=[kind, getattr(world, kind).pk])
        assert "It has targets in a quarter that is closed" in says(alice.get(remove)) or kind != "indicator"
        alice.post(remove)
    assert Target.objects.filter(indicator=world.indicator).count() == 4
    dates = reverse("workplans:plan_change", args=[world.plan.pk])
    page = fill_in(alice, dates, quarter_3="2026-07-08")
    assert "Quarter 2 is closed, so its days stay as they are." in says(page)
    assert fill_in(alice, dates, quarter_4="2026-10-08").status_code == 302
    page = fill_in(alice, dates, ends_on="2026-12-30", quarter_2="2026-04-01", quarter_3="2026-07-01")
    assert page.status_code == 302
    with pytest.raises(Locked):
        world.plan.set_quarters([(date(2026, 1, 1), date(2026, 12, 30))])


def test_an_import_leaves_targets_of_a_closed_quarter(world):
    content = "Output;Activity;Indicator;Target;Q1;Q2;Q3;Q4\nOpen;Paint the ward;Wards;4;1;1;1;1\n"
    applied_file(world, content=content)
    plan = Workplan.objects.get(starts_on=date(2025, 1, 1))
    first = plan.imports.get()
    reviewing.settle_quarter(plan.quarters.get(number=2), True, "", world.alice, date(2026, 8, 12))
    applied_file(world, content=content.replace("1;1;1;1", "1;2;2;1"))
    indicator = Indicator.objects.get(workplan=plan)
    values = list(indicator.targets.order_by("quarter__number").values_list("value", flat=True))
    assert values == [1, 1, 2, 1]
    assert "Quarter 2 is closed. It keeps its target; 2 is left out." in [one.words for one in plan.questions.open()]
    with pytest.raises(Touched):
        undo(first, world.alice)
    assert Output.objects.filter(workplan=plan).exists()
