"""What comes next with what stands in the way: after an answer, after a change that did not help, after a slip."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.pages import says
from tests.world import TODAY, stuck

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


@pytest.fixture
def told(world, bob):
    """The words of the page of an obstacle, and of its line in the team's list."""
    team = reverse("workplans:implement_obstacles", args=[world.team.pk])
    return lambda one: (says(bob.get(one.get_absolute_url())), says(bob.get(team)))


def test_what_did_not_help_asks_for_something_else_and_not_for_the_same_again(world, told):
    one = stuck(world)
    one.change(world.bob, "We train on two mornings", TODAY + timedelta(weeks=4))
    one.judge("did_not_help", world.bob, "Nobody came", TODAY + timedelta(weeks=8))
    for words in told(one):
        assert "It did not help. Change something else, or ask for help" in words
        assert "we ask whether it helped" not in words
    one.change(world.bob, "We go to them", TODAY + timedelta(weeks=4))
    for words in told(one):
        assert "On 9 September 2026 we ask whether it helped" in words


def test_an_answer_to_a_call_for_help_asks_what_was_changed(world, told):
    one = stuck(world)
    one.ask(world.officer, world.bob, "Who else can teach?")
    one.answer(world.alice, "The tutor comes on Monday")
    one.say(world.bob, "Thank you")
    for words in told(one):
        assert "There is an answer. Say what you changed" in words
        assert "Nobody has asked why yet" not in words
