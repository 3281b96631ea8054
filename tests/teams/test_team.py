"""The team's page: its posts, who holds them, who oversees it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from teams.models import Holding, Post
from tests.pages import says
from tests.world import TODAY, hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def page(world):
    return reverse("teams:team_page", args=[world.team.pk])


def test_the_page_shows_who_holds_each_post_and_what_is_vacant(world, signed_in, page):
    words = says(signed_in(world.bob).get(page))
    assert "District health officer lead Alice since 1 January 2026" in words
    assert "Midwife in charge member Bob since 1 January 2026" in words
    assert "Cold chain technician member Vacant" in words
    assert words.index("District health officer") < words.index("Cold chain technician"), "who leads comes first"


def test_the_page_shows_who_oversees_the_team_from_the_nearest_upwards(world, signed_in, page):
    hold(world.ruth, "Director", Post.Role.VIEWER, unit=world.units["country"])
    words = says(signed_in(world.bob).get(page)).partition("Who reads and reviews")[2]
    order = ["District supervisor", "Personnel officer", "Planning officer", "Director"]
    assert sorted(order, key=words.index) == order
    assert "Regional supervisor" not in words, "of another region"


def test_yesterdays_holder_and_tomorrows_are_not_shown_as_todays(world, signed_in, page):
    world.midwife.holdings.get().end(on=TODAY - timedelta(days=1))
    Holding.objects.create(post=world.midwife, user=world.adam, starts_on=TODAY + timedelta(days=1))
    assert "Midwife in charge member Vacant" in says(signed_in(world.alice).get(page))


def test_who_is_in_one_team_goes_straight_to_it_and_others_choose(world, signed_in, page):
    teams = reverse("teams:team_list")
    assert signed_in(world.bob).get(teams).headers["Location"] == page
    assert "You hold no post in a team today" in says(signed_in(world.adam).get(teams))
    hold(world.bob, "Trainer", Post.Role.MEMBER, team=world.other_team)
    both = says(signed_in(world.bob).get(teams))
    assert "Amani district health team" in both
    assert "Baraka district health team" in both


def test_who_helps_people_sign_in_sees_the_posts_and_not_the_plan(world, signed_in, page):
    browser = signed_in(world.adam)
    assert "Bob since" in says(browser.get(page))
    assert browser.get(world.plan.get_absolute_url()).status_code == 404
