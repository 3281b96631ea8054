"""Teams, for who oversees them: down the tree of units to each team's plan."""

import pytest
from django.urls import reverse

from assessments.models import MonthValue
from teams.models import Post, Unit
from tests.pages import says
from tests.world import TODAY, challenge, closed_round, hold, open_round
from workplans.models import Workplan
from workplans.rules import periods

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
    assert "North Region · 2 teams · 0 reflected" in words
    assert "South Region · 0 teams" in words
    assert "Amani" not in words, "it is below North"


@pytest.mark.parametrize("who", ["alice", "adam", "stella"])
def test_who_oversees_nothing_is_told_for_whom_the_page_is(who, world, signed_in):
    assert "You oversee no unit." in says(signed_in(world.people[who]).get(LIST))


def test_a_region_leads_down_to_its_districts_with_their_teams_counted(world, signed_in):
    browser = signed_in(world.vera)
    response = browser.get(page(world.units["north"]))
    words = says(response)
    assert "Amani District · 1 team · 0 reflected in the last nine months Baraka District · 1 team" in words
    assert page(world.units["amani"]).encode() in response.content
    assert page(world.units["country"]).encode() not in response.content, "the way up ends at what she oversees"
    assert page(world.units["north"]).encode() in browser.get(page(world.units["amani"])).content


def test_a_district_shows_each_team_with_its_plan_of_today_and_its_money(world, signed_in):
    Workplan.objects.begin(world.team, world.plan.starts_on.replace(year=2027))
    words = says(signed_in(world.vera).get(page(world.units["amani"])))
    assert "Workplan 2026 Draft Activities 3 Planned money 3,400.50" in words
    assert "None for today" in says(signed_in(world.vera).get(page(world.units["baraka"])))


def test_a_unit_without_teams_says_how_they_come(world, signed_in):
    assert "No team is set up here yet." in says(signed_in(world.sven).get(page(world.units["south"])))


def test_a_unit_beside_ones_own_is_not_there(world, signed_in):
    assert signed_in(world.sofia).get(page(world.units["baraka"])).status_code == 404
    assert signed_in(world.sofia).get(page(world.units["north"])).status_code == 404


def test_a_new_unit_below_ones_own_is_overseen_at_once(world, signed_in):
    unit = Unit.objects.create(level=world.units["amani"].level, parent=world.units["south"], name="Chamba")
    assert signed_in(world.sven).get(page(unit)).status_code == 200


def test_above_it_is_known_that_a_reflection_was_held_and_nothing_of_it(world, signed_in, today):
    sofia, found = signed_in(world.sofia), open_round(world)
    words = says(sofia.get(page(world.units["amani"])))
    assert "0 of 1 team reflected in the last nine months." in words
    assert "Reflection Not yet" in words
    found.close()
    words = says(sofia.get(page(world.units["amani"])))
    assert "1 of 1 team reflected in the last nine months." in words
    assert "Reflection Held" in words
    assert found.get_absolute_url() not in sofia.get(page(world.units["amani"])).content.decode()
    assert "Amani District · 1 team · 1 reflected" in says(signed_in(world.vera).get(page(world.units["north"])))
    today.move_to(periods.add_months(TODAY, 10))
    assert "Reflection Not yet" in says(signed_in(world.sofia).get(page(world.units["amani"])))


def test_a_result_that_the_team_shares_is_one_click_away(world, signed_in):
    found = closed_round(world)
    found.ask_to_share(world.alice)
    sofia = signed_in(world.sofia)
    assert found.get_absolute_url() not in sofia.get(page(world.units["amani"])).content.decode()
    found.agree_to_share(world.bob)
    shown = sofia.get(page(world.units["amani"]))
    assert "Reflection Shared" in says(shown)
    assert f'href="{found.get_absolute_url()}"' in shown.content.decode()


def test_a_round_with_neighbours_was_held_by_each_of_them(world, signed_in):
    closed_round(world, neighbours=[world.other_team])
    assert "1 of 1 team reflected" in says(signed_in(world.vera).get(page(world.units["baraka"])))


def test_each_team_is_shown_with_its_challenge_and_how_far_it_came(world, signed_in):
    vera = signed_in(world.vera)
    assert "Challenge None" in says(vera.get(page(world.units["amani"])))
    MonthValue.objects.create(challenge=challenge(world), month=TODAY.replace(month=6, day=1), value=43)
    MonthValue.objects.create(challenge=challenge(world), month=TODAY.replace(month=7, day=1), value=47)
    words = says(vera.get(page(world.units["amani"])))
    assert "Challenge Deliveries with a skilled attendant 47 of 55 % July 2026" in words


def test_a_challenge_without_a_value_or_a_measure_says_so(world, signed_in):
    vera, found = signed_in(world.vera), challenge(world)
    assert "Nothing recorded of 55 %" in says(vera.get(page(world.units["amani"])))
    found.target = None
    found.save()
    assert "No measurable result yet" in says(vera.get(page(world.units["amani"])))
