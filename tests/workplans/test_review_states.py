"""Every state times every role times every act; random acts in any order; and two people at once."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from teams.atonce import at_once
from tests.permissions.test_permissions import as_it_was, client_of
from tests.world import ROLES, YEARS, plan_that_is
from workplans import reviewing
from workplans.models import Allocation, Version, Workplan
from workplans.queries.snapshot import snapshot
from workplans.rules.reviewing import ACTS, after

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
State = Workplan.State

LEADS = {"lead", "superuser"}
REVIEWS = {"supervisor of this branch", "superuser"}
SEES = {"member", "lead", "supervisor of this branch", "viewer", "superuser"}
# What leads on from a state: the act, who does it, and the state that it leads to.
TABLE = {
    "draft": {"send": (LEADS, "sent")},
    "sent": {
        "take_back": (LEADS, "draft"),
        "approve": (REVIEWS, "approved"),
        "return": (REVIEWS, "returned"),
    },
    "returned": {"send": (LEADS, "sent")},
    "approved": {"amend": (LEADS, "draft"), "close": (LEADS | REVIEWS, "closed")},
    "closed": {"reopen": (REVIEWS, "approved")},
    "amended": {"send": (LEADS, "sent"), "leave": (LEADS, "approved")},
}


def test_the_table_knows_every_state_and_act():
    assert set(TABLE) == {"draft", *YEARS}
    assert {act for acts in TABLE.values() for act in acts} == set(ACTS)


@pytest.mark.parametrize("state", TABLE)
def test_what_leads_on_from_a_state_is_in_the_table_alone(state):
    stored = "draft" if state == "amended" else state
    for act in ACTS:
        expected = TABLE[state].get(act, (None, None))[1]
        assert after(stored, act, amends=state == "amended") == expected, act


def test_approving_goes_on_as_long_as_others_review_and_amendments_may_need_none():
    assert after("sent", "approve", steps_left=2) == "sent"
    assert after("draft", "send", amends=True, reviewed=False) == "approved"
    assert after("draft", "send", amends=False, reviewed=False) == "sent"


def plan_in(world, state):
    """A plan where it is `state`; for a draft one that was taken back, so that it is over and has a version."""
    if state != "draft":
        return plan_that_is(world, state)
    plan = plan_that_is(world, "sent")
    reviewing.take_back(plan, world.alice)
    return Workplan.objects.get(pk=plan.pk)


@pytest.mark.parametrize("state", TABLE)
def test_every_role_does_in_every_state_what_the_table_says_and_nothing_else(state, world):
    plan = plan_in(world, state)
    number = plan.versions.first().number
    told = {"why": "Because", "number": number, "step": plan.reviewer_id or ""}
    for role in ROLES:
        for act in ACTS:
            who, expected = TABLE[state].get(act, (set(), None))
            address = reverse(f"workplans:review_{act}", args=[plan.pk])
            with as_it_was():
                status = client_of(world, role).post(address, told).status_code
                now = Workplan.objects.get(pk=plan.pk).state
            case = (state, role, act)
            if role in who:
                assert (status, now) == (302, expected), case
            else:
                assert now == plan.state, case
                refused = {302, 401} if role == "anonymous" else {403} if role in SEES else {404}
                if act == "take_back" and role in LEADS:
                    refused = {302}  # back to the page, with the words that it stands elsewhere by now
                assert status in refused, case


class Reviewing(RuleBasedStateMachine):
    """Acts in any order, possible ones and others, and changes of what is planned between them."""

    def __init__(self, world):
        super().__init__()
        self.world = world
        self.within = transaction.atomic()
        self.within.__enter__()
        self.plan = plan_that_is(world, "returned")
        self.approved: dict[int, object] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.within.__exit__(None, None, None)

    def try_to(self, act, does):
        """Do it; it happens exactly where the table says so."""
        now = Workplan.objects.get(pk=self.plan.pk)
        possible = act in TABLE["amended" if now.is_open and now.amends else now.state]
        if act == "leave" and possible:
            possible = self.unchanged()
        try:
            with transaction.atomic():
                does()
        except ValidationError:
            assert not possible, act
        else:
            assert possible, act

    def unchanged(self):
        return self.plan.versions.approved().first().planned == snapshot(self.plan)

    def number(self):
        return self.plan.versions.first().number

    @rule()
    def send(self):
        self.try_to("send", lambda: reviewing.send(self.plan, self.world.alice))

    @rule()
    def take_back(self):
        self.try_to("take_back", lambda: reviewing.take_back(self.plan, self.world.alice))

    @rule()
    def approve(self):
        self.try_to("approve", lambda: reviewing.approve(self.plan, self.number(), self.world.sofia, with_money=True))

    @rule()
    def give_back(self):
        self.try_to("return", lambda: reviewing.give_back(self.plan, self.number(), "Mend it", self.world.sofia))

    @rule()
    def amend(self):
        self.try_to("amend", lambda: reviewing.amend(self.plan, "The road", self.world.alice))

    @rule()
    def leave(self):
        self.try_to("leave", lambda: reviewing.leave(self.plan, self.world.alice))

    @rule()
    def close(self):
        self.try_to("close", lambda: reviewing.close(self.plan, self.world.sofia, self.plan.ends_on.replace(year=2030)))

    @rule()
    def reopen(self):
        self.try_to("reopen", lambda: reviewing.reopen(self.plan, "A receipt", self.world.sofia))

    @rule(amount=st.integers(1, 10**9))
    def change(self, amount):
        """By the door that every page goes through."""
        before = snapshot(self.plan)
        try:
            with at_once():
                plan = Workplan.objects.hold_open(self.plan.pk)
                Allocation.objects.put(plan.activity_set.get(), {self.world.fund: amount})
        except PermissionDenied:
            assert snapshot(self.plan) == before

    @invariant()
    def what_was_sent_or_approved_is_what_is_planned(self):
        plan = Workplan.objects.get(pk=self.plan.pk)
        versions = list(plan.versions.all())
        waiting = [one for one in versions if one.outcome == Version.Outcome.WAITING]
        assert (plan.reviewer is not None) == (plan.state == State.SENT) == (len(waiting) == 1)
        if plan.state == State.SENT:
            assert snapshot(plan) == waiting[0].planned
        if plan.state in (State.APPROVED, State.CLOSED):
            assert snapshot(plan) == plan.versions.approved().first().planned
        assert [one.number for one in versions] == list(range(len(versions), 0, -1))

    @invariant()
    def what_was_approved_stays_for_good(self):
        now = {one.number: one.planned for one in self.plan.versions.approved()}
        assert now.items() >= self.approved.items()
        self.approved = now

    @precondition(lambda self: self.plan.entries.exists())
    @invariant()
    def money_is_approved_once(self):
        assert self.plan.entries.total() <= max(
            Allocation.history.filter(workplan_id=self.plan.pk).values_list("amount", flat=True)
        )


@pytest.mark.parametrize("examples", [25, pytest.param(300, marks=pytest.mark.long)])
def test_acts_in_any_order_keep_what_was_promised(world, examples):
    plan_that_is(world, "returned")
    checked = settings(
        max_examples=examples, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(lambda: Reviewing(world), settings=checked)


def test_of_two_who_act_at_once_one_acts_and_what_was_sent_is_what_is_planned(empty_database):
    done = subprocess.run(
        [sys.executable, "-m", "tests.workplans.two_at_once", "60"],
        env={**os.environ, "DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "60 rounds: one of two acted each time" in done.stdout
