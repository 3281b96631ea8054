"""What was asked of a post, and what stands in the way: the addresses that notices lead to."""

import pytest
from django.urls import reverse

from teams.models import Post
from tests.world import delegation, stuck
from workplans.models import Obstacle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_what_people_are_told_leads_to_what_it_is_about(world, signed_in):
    bob = signed_in(world.bob)
    asked, no_room = delegation(world), stuck(world, "No room")
    for row in (asked, no_room):
        response = bob.get(row.get_absolute_url())
        assert response.status_code == 302
        assert bob.get(response.url).status_code == 200
    of_no_activity = Obstacle.objects.report(world.team, "No water", world.bob)
    assert bob.get(of_no_activity.get_absolute_url()).url == world.team.get_absolute_url()


def test_who_has_no_part_in_it_finds_nothing_there(world, signed_in):
    asked = delegation(world)
    assert signed_in(world.charlie).get(asked.get_absolute_url()).status_code == 404
    assert signed_in(world.sven).get(reverse("workplans:implement_obstacle", args=[stuck(world).pk])).status_code == 404
    nurse = delegation(world, Post.objects.get(title="Nursing officer"))
    assert signed_in(world.charlie).get(nurse.get_absolute_url()).status_code == 302
