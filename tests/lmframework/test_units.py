"""Teams, for who oversees them: down the tree of units to each team's plan."""

import pytest
from django.urls import reverse

from teams.models import Post, Unit
from tests.pages import says
from tests.world import hold
from workplans.models import Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
LIST = reverse("lmframework:units_list")


def page(unit):
    return reverse("lmframework:units_page", args=[unit.pk])


@pytest.mark.parametrize(
    ("who", "top"), [("sofia", "amani"), ("vera", "north"), ("sven", "south"), ("ruth", "country")]
)
def test_who_oversees_one_branch_comes_straight_to_its_top(who, top, world, signed_in):
    assert signed_in(world.people[who]).get(LIST).headers["Location"] == page(world.units[top])


def test_who_oversees_several_branches_chooses_and_sees_each_once(world, signed_in):
    hold(world.vera, "Trainer", Post.Role.VIEWER, unit=world.units["south"])
    hold(world.vera, "Examiner", Post.Role.VIEWER, unit=world.units["amani"])
    words = says(signed_in(world.vera).get(LIST))
    assert "North Region · 2 teams" in words
    assert "South Region · 0 teams" in words
    assert "Amani" not in words, "it is below North"


@pytest.mark.parametrize("who", ["alice", "adam", "stella"])
def test_who_oversees_nothing_is_told_for_whom_the_page_is(who, world, signed_in):
    assert "You oversee no unit." in says(signed_in(world.people[who]).get(LIST))


def test_a_region_leads_down_to_its_districts_with_their_teams_counted(world, signed_in):
    browser = signed_in(world.vera)
    response = browser.get(page(world.units["north"]))
    assert "Amani District · 1 team Baraka District · 1 team" in says(response)
    assert page(world.units["amani"]).encode() in response.content
    assert page(world.units["country"]).encode() not in response.content, "the way up ends at what she oversees"
    assert page(world.units["north"]).encode() in browser.get(page(world.units["amani"])).content


def test_a_district_shows_each_team_with_its_plan_of_today_and_its_money(world, signed_in):
    Workplan.objects.begin(world.team, world.plan.starts_on.replace(year=2027))
    words = says(signed_in(world.vera).get(page(world.units["amani"])))
    assert "Amani district health team 2026 3 3,400.50" in words
    assert "None for today" in says(signed_in(world.vera).get(page(world.units["baraka"])))


def test_a_unit_without_teams_says_how_they_come(world, signed_in):
    assert "No team is set up here yet." in says(signed_in(world.sven).get(page(world.units["south"])))


def test_a_unit_beside_ones_own_is_not_there(world, signed_in):
    assert signed_in(world.sofia).get(page(world.units["baraka"])).status_code == 404
    assert signed_in(world.sofia).get(page(world.units["north"])).status_code == 404


def test_a_new_unit_below_ones_own_is_overseen_at_once(world, signed_in):
    unit = Unit.objects.create(level=world.units["amani"].level, parent=world.units["south"], name="Chamba")
    assert signed_in(world.sven).get(page(unit)).status_code == 200
