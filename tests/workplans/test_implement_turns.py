"""What comes next where work was declined, given back or reported, and the words that lead there."""

from datetime import date

import pytest
from django.urls import reverse

from tests.pages import filled, says
from tests.world import delegated, delegation
from workplans.models import Delegation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def on(found, act):
    return reverse("workplans:implement_act", args=[found.pk, act])


@pytest.fixture
def alice(world, signed_in):
    return signed_in(world.alice)


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


@pytest.mark.parametrize(("before", "act"), [("offered", "decline"), ("accepted", "hand_back")])
def test_what_was_given_back_is_asked_of_another_post_with_what_was_asked(before, act, world, alice, bob):
    found = delegated(world, before, expected="Six trained", due_on=date(2026, 9, 10), freedom="ask", may_pass_on=True)
    getattr(found, act)(world.bob, "We are only two")
    page = alice.get(found.get_absolute_url())
    again = reverse("workplans:implement_delegate", args=[world.activity.pk]) + f"?again={found.pk}"
    assert "Ask another post" in says(page)
    assert f'href="{again}"' in page.content.decode()
    alice.post(again, filled(alice.get(again), post=str(world.vacant.pk)))
    other = Delegation.objects.open().get()
    assert (other.post, other.expected, other.due_on) == (world.vacant, "Six trained", date(2026, 9, 10))
    assert (other.freedom, other.may_pass_on) == ("ask", True)


def test_a_day_that_is_past_is_not_asked_again(world, alice):
    found = delegation(world, due_on=date(2026, 8, 11))
    found.decline(world.bob, "Too late")
    address = reverse("workplans:implement_delegate", args=[world.activity.pk]) + f"?again={found.pk}"
    assert filled(alice.get(address))["due_on"] == ["2026-09-30"]


def test_what_came_back_to_who_passed_it_on_is_theirs_to_pass_on_again(world, alice, bob):
    found = delegation(world, may_pass_on=True)
    below = found.pass_on(world.vacant, world.bob)
    below.decline(world.alice, "Nobody holds it")
    assert f'href="{on(found, "pass_on")}"' in bob.get(below.get_absolute_url()).content.decode()
    assert "Ask another post" not in says(alice.get(below.get_absolute_url()))


@pytest.mark.parametrize("again", ["nonsense", "9" * 19, "0", "other"])
def test_what_was_asked_for_another_activity_is_not_carried_along(again, world, alice):
    if again == "other":
        again = delegation(world, activity=world.second_activity).pk
    address = reverse("workplans:implement_delegate", args=[world.activity.pk])
    assert alice.get(f"{address}?again={again}").status_code == 404
