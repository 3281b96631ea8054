"""Delegations and their chains under acts in any order, and under two people at once."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from teams.models import Post
from tests.workplans.test_implement_delegations import LATER
from tests.workplans.test_implement_rules import TABLE
from tests.world import delegation, seven
from workplans.models import Delegation, DelegationStep, Entry
from workplans.rules.delegating import ACTS, DEEPEST, DOES, OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TRIED = [act for act in ACTS if act in DOES]


class Delegating(RuleBasedStateMachine):
    """Anybody asks anybody, who answer, pass on, report and confirm: possible acts and others."""

    def __init__(self, world):
        super().__init__()
        self.world = world
        self.within = transaction.atomic()
        self.within.__enter__()
        seven(world)
        self.posts = list(Post.objects.filter(team__isnull=False).order_by("pk"))
        self.steps: dict[int, tuple] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.within.__exit__(None, None, None)

    def try_to(self, expected, does):
        """Do it; it happens exactly where it is `expected`, and where not, nothing does."""
        before = DelegationStep.objects.count()
        try:
            with transaction.atomic():
                does()
        except ValidationError:
            assert not expected
            assert DelegationStep.objects.count() == before
        else:
            assert expected
            assert DelegationStep.objects.count() > before

    def was_asked(self, post):
        return Delegation.objects.open().filter(activity=self.world.activity, post=post).exists()

    @rule(number=st.integers(0, 8), passes=st.booleans())
    def offer(self, number, passes):
        post = self.posts[number % len(self.posts)]
        possible = not self.was_asked(post) and post != self.world.officer
        self.try_to(possible, lambda: delegation(self.world, post, may_pass_on=passes))

    @precondition(lambda self: Delegation.objects.exists())
    @rule(number=st.integers(0, 30), act=st.sampled_from(TRIED), other=st.integers(0, 8), chosen=st.booleans())
    def act(self, number, act, other, chosen):
        all_there_are = list(Delegation.objects.order_by("-pk"))
        one = all_there_are[number % len(all_there_are)]
        post, by = self.posts[other % len(self.posts)], self.world.alice
        expected = TABLE[one.state].get(act, (None, None))[1]
        if act == "pass_on" and expected:
            expected = self.may_pass(one, post) and expected
        elif act == "answer" and expected and chosen and one.wanted_on:
            expected = "accepted"
        date = LATER if chosen else None
        does = {
            "ask": lambda: one.ask(by, "Help", date),
            "answer": lambda: one.answer(by, "Yes", due_on=date),
            "pass_on": lambda: one.pass_on(post, by, may_pass_on=chosen),
            "report": lambda: one.report_done(by),
        }
        self.try_to(expected, does.get(act, lambda: getattr(one, act)(by, "A word")))
        if expected:
            assert Delegation.objects.get(pk=one.pk).state == expected

    def may_pass(self, one, post):
        links = [one, *one.above()]
        above = {key for link in links for key in (link.post_id, link.from_post_id)}
        return one.may_pass_on and post.pk not in above and len(links) < DEEPEST and not self.was_asked(post)

    @rule(state=st.sampled_from(Entry.State.values), who=st.sampled_from(["alice", "bob", "dora", "emil"]))
    def report(self, state, who):
        """What is reported answers what its reporter was asked."""
        person = self.world.people[who]
        asked = Entry.objects.answered_by(self.world.activity, None, person)
        entry = Entry.objects.report(self.world.activity, state, person)
        assert entry.delegation == asked
        if asked and state == "done":
            assert Delegation.objects.get(pk=asked.pk).state == "done"
        if asked and state in ("started", "half"):
            assert Delegation.objects.get(pk=asked.pk).state == "accepted"

    @invariant()
    def every_state_follows_from_the_steps(self):
        for one in Delegation.objects.prefetch_related("steps"):
            first, *others = one.steps.all()
            state = first.state
            for step in others:
                possible = {TABLE[state].get(step.act, (None, None))[1]}
                possible |= {"accepted"} if step.act == "answer" else set()
                assert step.state in possible
                state = step.state
            assert (first.act, state) == ("offer", one.state)

    @invariant()
    def a_chain_holds_together(self):
        for one in Delegation.objects.prefetch_related("children"):
            below = [child for child in one.children.all() if child.state in OPEN]
            assert len(below) == (one.state == "passed_on"), one.state
            links = [one, *one.above()]
            assert len(links) <= DEEPEST
            assert len({link.post_id for link in links}) == len(links)
            if one.parent_id:
                assert one.from_post_id == one.parent.post_id
                assert one.chain_id == links[-1].pk
            if one.state == "confirmed" and one.parent_id:
                assert one.parent.steps.filter(act="come_done").exists()

    @invariant()
    def nobody_is_asked_twice_for_the_same(self):
        asked = list(Delegation.objects.open().values_list("activity", "occasion", "post"))
        assert len(set(asked)) == len(asked)

    @invariant()
    def what_was_done_stays(self):
        now = {step.pk: (step.act, step.by_id, step.text, step.state) for step in DelegationStep.objects.all()}
        assert now.items() >= self.steps.items()
        self.steps = now


@pytest.mark.parametrize("examples", [10, pytest.param(300, marks=pytest.mark.long)])
def test_acts_in_any_order_keep_what_was_promised(world, examples):
    checked = settings(
        max_examples=examples,
        stateful_step_count=20 if examples < 100 else 40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: Delegating(world), settings=checked)


def test_of_two_who_act_at_once_one_acts_and_neither_waits_for_ever(empty_database):
    done = subprocess.run(
        [sys.executable, "-m", "tests.workplans.two_delegating", "30"],
        env={**os.environ, "DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "30 rounds: one of two acted each time" in done.stdout
