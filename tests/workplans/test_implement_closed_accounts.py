"""Whose account is closed acts for no post: the leads take over, and are told."""

import pytest

from teams.models import Notice, Post, User
from tests.workplans.test_implement_delegations import as_seen_by
from tests.world import TODAY, delegation, hold
from workplans.access import acts_in
from workplans.models import Absence, Delegation
from workplans.reminding.delegations import Asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def close(person):
    person.is_active = False
    person.save()


@pytest.fixture
def nurse(world):
    """Dora, a nurse of Amani's team."""
    world.people["dora"] = User.objects.create_user("dora", "secret", name="Dora")
    return hold(world.dora, "Nurse", Post.Role.MEMBER, team=world.team)


def test_where_who_asked_has_no_account_any_more_the_leads_answer_and_are_told(world, nurse):
    found = Delegation.objects.offer(world.activity, nurse, world.bob, from_post=world.midwife)
    assert found.askers() == [world.bob]
    close(world.bob)
    found = Delegation.objects.get(pk=found.pk)
    assert found.askers() == [world.alice]
    assert Asking([found], TODAY).askers(found) == [world.alice]
    Notice.objects.all().delete()
    found.ask(world.dora, "In October?")
    assert [(one.to, one.kind) for one in Notice.objects.all()] == [(world.alice, "work_in_question")]
    assert {"answer", "withdraw"} <= set(acts_in(as_seen_by(world.alice).user, found))


def test_where_who_asked_without_a_post_has_no_account_any_more_the_leads_answer(world, nurse):
    found = Delegation.objects.offer(world.activity, nurse, world.ruth)
    assert found.askers() == [world.ruth]
    close(world.ruth)
    found = Delegation.objects.get(pk=found.pk)
    assert found.askers() == Asking([found], TODAY).askers(found) == [world.alice]


def test_nobody_whose_account_is_closed_is_asked_to_confirm(world, nurse):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    found = delegation(world)
    found.accept(world.bob)
    Notice.objects.all().delete()
    close(world.dora)
    found.report_done(world.bob)
    assert not Notice.objects.filter(kind="work_done").exists()
    assert not Absence.objects.people_for([nurse], TODAY).exists()
