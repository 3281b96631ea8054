"""The morning of who oversees teams: what waits, and who needs them."""

import pytest
from django.urls import reverse

from teams.models import Post
from tests.pages import says
from tests.world import hold
from workplans import reviewing
from workplans.models import Obstacle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MORNING = reverse("lmframework:morning_page")


def test_who_oversees_teams_begins_here(world, signed_in):
    for who in ("sofia", "vera"):
        assert signed_in(world.people[who]).get(reverse("lmframework:home_start")).url == MORNING


def test_the_plans_that_wait_and_what_help_is_asked_for_stand_first(world, signed_in):
    sofia = signed_in(world.sofia)
    assert "Nothing waits for you today." in says(sofia.get(MORNING))
    reviewing.send(world.plan, by=world.alice)
    asked = Post.objects.get(unit=world.units["amani"])
    Obstacle.objects.report(world.team, "No fuel", world.alice, asked=asked, help_wanted="Twenty litres")
    words = says(sofia.get(MORNING))
    assert "To review Amani district health team, 2026 sent on 12 August 2026" in words
    assert "Help is asked for No fuel Amani district health team , since 12 August 2026" in words


def test_who_needs_most_is_named_with_why(world, signed_in):
    words = says(signed_in(world.vera).get(MORNING))
    first = words.index("Baraka district health team no plan")
    assert first < words.index("Amani district health team Monitor and evaluate: Not recorded, 0%; Plan: Begun, 41%")
    assert "2 teams have sent no plan" in words


def test_a_branch_of_which_nothing_is_known_asks_for_nobody(world, signed_in):
    words = says(signed_in(world.sven).get(MORNING))
    assert "Nothing is known yet that asks for help." in words


def test_of_several_branches_one_is_looked_at(world, signed_in):
    hold(world.vera, "Trainer", Post.Role.VIEWER, unit=world.units["south"])
    vera = signed_in(world.vera)
    assert "Who needs help most in North" in says(vera.get(MORNING))
    other = vera.get(MORNING, {"of": world.units["south"].pk})
    assert "Who needs help most in South" in says(other)
    assert "You also oversee North" in says(other)
    assert "Who needs help most in North" in says(vera.get(MORNING, {"of": world.units["country"].pk})), "not hers"


def test_nobody_else_has_such_a_page(world, signed_in):
    for who in ("alice", "bob", "adam", "stella"):
        assert signed_in(world.people[who]).get(MORNING).status_code == 404
