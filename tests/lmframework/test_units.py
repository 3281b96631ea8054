"""Teams, for who oversees them: down the tree of units to each team's plan."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from assessments.models import MonthValue
from lmframework import scores
from teams.models import Post, Team, Unit
from tests.pages import says
from tests.world import TODAY, challenge, closed_round, hold, open_round
from workplans.models import Activity, DayAhead, Entry, Objective, Output, Summary, Workplan
from workplans.rules import periods
from workplans.summaries import rebuild

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
    words = says(response)
    assert words.index("Amani District · 1 team") > words.index("Baraka District · 1 team no plan"), (
        "who needs most, first"
    )
    assert page(world.units["amani"]).encode() in response.content
    assert page(world.units["country"]).encode() not in response.content, "the way up ends at what she oversees"
    assert page(world.units["north"]).encode() in browser.get(page(world.units["amani"])).content


def test_a_district_shows_each_team_with_its_plan_of_today_and_its_money(world, signed_in):
    Workplan.objects.begin(world.team, world.plan.starts_on.replace(year=2027))
    words = says(signed_in(world.vera).get(page(world.units["amani"])))
    assert "Workplan 2026 Draft" in words
    assert "Asked 3,400" in words
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
    assert "Reflections 0 of 1" in words
    assert "Reflection Not yet" in words
    found.close()
    words = says(sofia.get(page(world.units["amani"])))
    assert "Reflections 1 of 1" in words
    assert "Reflection Held" in words
    assert found.get_absolute_url() not in sofia.get(page(world.units["amani"])).content.decode()
    assert "Reflections 1 of 2" in says(signed_in(world.vera).get(page(world.units["north"])))
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
    assert "Reflections 1 of 1" in says(signed_in(world.vera).get(page(world.units["baraka"])))


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


def looked_at(browser, unit, **wanted):
    return says(browser.get(page(unit), wanted))


def test_a_region_is_its_teams_together_and_not_the_mean_of_their_shares(world, signed_in):
    """Amani: 1 of 2 outputs measured, 2 of 3 activities complete, so (1/2 + 1/3) / 2; Baraka's has more of both."""
    plan = Workplan.objects.begin(world.other_team, date(2026, 1, 1))
    output = Output.objects.create(objective=Objective.objects.create(workplan=plan, name="Clean wards"), name="Beds")
    for place in range(7):
        Activity.objects.create(
            output=output, name=f"Clean {place}", months=["2026-08"], responsible="All", needs_no_money=True
        )
    rebuild(Workplan.objects.all())
    vera = signed_in(world.vera)
    amani, baraka, north = (looked_at(vera, world.units[name]) for name in ("amani", "baraka", "north"))
    assert "Plan Begun 41%" in amani
    assert "Plan Partly 50%" in baraka, "no output is measured, all activities are complete"
    # 1 of 3 outputs and 8 of 10 activities: not the mean of 41% and 50%.
    assert "Plan Partly 56%" in north


def test_what_it_was_on_an_earlier_day_is_what_the_days_since_brought_less(world, signed_in, today):
    today.move_to(date(2026, 10, 1))
    Entry.objects.report(world.activity, Entry.State.DONE, by=world.alice, on=date(2026, 9, 30))
    sofia = signed_in(world.sofia)
    assert "Implement On time 100%" in looked_at(sofia, world.units["amani"], by="teams")
    assert "Implement Nothing yet" in looked_at(sofia, world.units["amani"], on="2026-09-30"), (
        "its last day is not over"
    )
    assert "as it stood on 30 September 2026" in looked_at(sofia, world.units["amani"], on="2026-09-30")


def test_how_it_changed_is_said_against_another_day(world, signed_in, today):
    today.move_to(date(2026, 10, 1))
    Entry.objects.report(world.activity, Entry.State.DONE, by=world.alice, on=date(2026, 9, 30))
    late = Activity.objects.create(
        output=world.output, name="Buy beds", starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 5)
    )
    rebuild(Workplan.objects.filter(pk=world.plan.pk))
    sofia = signed_in(world.sofia)
    assert "50% +50" in looked_at(sofia, world.units["amani"]), f"{late} was due in June and nothing else"
    assert "+50" not in looked_at(sofia, world.units["amani"], beside="")
    assert "+50" not in looked_at(sofia, world.units["amani"], beside="year"), "there was no plan then"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"on": "2027-01-01"}, "This day is still to come"),
        ({"on": "1899-01-01"}, "There is nothing from so long ago"),
        ({"on": "tomorrow"}, "Enter a valid date"),
        ({"by": "9", "sort": "x", "show": "x", "beside": "x", "page": "x"}, "The units below"),
    ],
)
def test_an_address_that_cannot_be_read_shows_today_and_says_so(wanted, words, world, signed_in):
    shown = looked_at(signed_in(world.vera), world.units["north"], **wanted)
    assert words in shown
    assert "2 teams, as they stood on 12 August 2026" in shown


def test_who_has_not_sent_recorded_or_reflected_is_a_list_of_teams(world, signed_in):
    vera = signed_in(world.vera)
    response = vera.get(page(world.units["north"]))
    assert "2 teams have sent no plan" in says(response)
    assert "1 team has recorded nothing this quarter" in says(response)
    assert "2 teams have not reflected in the last nine months" in says(response)
    listed = looked_at(vera, world.units["north"], by="teams", show="quiet")
    assert "Amani district health team" in listed
    assert "Baraka district health team" not in listed, "it has no plan to record in"
    Entry.objects.report(world.activity, Entry.State.STARTED, by=world.bob, on=TODAY)
    assert "No team is of this kind." in looked_at(vera, world.units["north"], by="teams", show="quiet")


def test_a_teams_figure_leads_to_what_it_counts_and_a_units_to_its_parts(world, signed_in):
    of_teams = signed_in(world.vera).get(page(world.units["north"]), {"by": "teams"}).content.decode()
    assert reverse("workplans:plan_outline", args=[world.plan.pk]) in of_teams
    assert reverse("workplans:organise_gap", args=[world.plan.pk]) in of_teams
    of_units = signed_in(world.vera).get(page(world.units["north"])).content.decode()
    assert f"{page(world.units['amani'])}?sort=plan" in of_units


def test_shares_of_two_different_things_are_not_compared(world, signed_in, today):
    """Of what was to be recorded, and of what is on track: going from the one to the other is neither a rise nor a fall."""
    Summary.objects.filter(team=world.team, number=2).update(values_due=10, values_recorded=4)
    Summary.objects.filter(team=world.team, number=3).update(values_due=10, values_recorded=9, judged=3, on_track=1)
    DayAhead.objects.filter(team=world.team).delete()
    words = looked_at(signed_in(world.sofia), world.units["amani"])
    assert "Monitor and evaluate Off track 33% 33%" in words


def test_who_looks_after_accounts_above_still_oversees_the_units_below(world, signed_in):
    hold(world.sofia, "Accounts", Post.Role.ACCOUNTS, unit=world.units["north"])
    assert signed_in(world.sofia).get(LIST).headers["Location"] == page(world.units["amani"])


def test_money_in_several_currencies_is_not_added_up(world, signed_in):
    plan = Workplan.objects.begin(world.other_team, date(2026, 1, 1))
    plan.currency = "KES"
    plan.save()
    rebuild(Workplan.objects.all())
    words = looked_at(signed_in(world.vera), world.units["north"])
    assert "in several currencies" in words
    assert "Asked 3,400" not in words


def test_a_formula_that_comes_later_changes_no_earlier_day(world, signed_in, monkeypatch):
    before = looked_at(signed_in(world.vera), world.units["north"], on="2026-08-01")
    stricter = replace(scores.FORMULAS[0], since=date(2026, 8, 10), plan=lambda **_counts: scores.NOTHING_YET)
    monkeypatch.setattr(scores, "FORMULAS", (*scores.FORMULAS, stricter))
    assert looked_at(signed_in(world.vera), world.units["north"], on="2026-08-01") == before
    assert "Plan Nothing yet" in looked_at(signed_in(world.vera), world.units["north"])


def test_teams_of_the_unit_itself_stand_beside_the_units_below(world, signed_in):
    Team.objects.create(unit=world.units["north"], name="Regional health team", code="north")
    response = signed_in(world.vera).get(page(world.units["north"]))
    assert "The teams of the unit itself" in says(response)
    own = looked_at(signed_in(world.vera), world.units["north"], by="own")
    assert "Regional health team" in own
    assert "Amani district health team" not in own
