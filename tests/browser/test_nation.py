"""A nation of three thousand teams, for who supervises them all."""

import random
from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from teams.models import Level, Post, Team, Unit
from tests.browser.visit import assert_accessible, assert_fits, sign_in
from tests.world import hold
from workplans.models import DayAhead, Summary, Workplan
from workplans.summaries import rule

REGIONS, DISTRICTS, FACILITIES = 10, 15, 20
WEAK = ["District 3-7", "District 0-2", "District 9-14"]
"""The districts that need help most, most of all first."""


@pytest.fixture
def nation(world):
    """Three thousand teams in 150 districts, their quarter summed up; three districts stand far below the others."""
    choose = random.Random(1)
    facility, country = Level.objects.add_below("Facility"), world.units["country"]
    region_level, district_level = Level.objects.get(name="Region"), Level.objects.get(name="District")
    units = []
    for region in range(REGIONS):
        top = Unit.objects.create(level=region_level, parent=country, name=f"Region {region}")
        for district in range(DISTRICTS):
            above = Unit.objects.create(level=district_level, parent=top, name=f"District {region}-{district}")
            rows = [Unit(level=facility, parent=above, name=f"Clinic {above.name}-{one}") for one in range(FACILITIES)]
            for unit in Unit.objects.bulk_create(rows):
                unit.path = f"{above.path}{unit.pk}/"
                units.append(unit)
    Unit.objects.bulk_update(units, ["path"], batch_size=500)
    teams = Team.objects.bulk_create(
        [Team(unit=one, name=one.name, code=f"t{one.pk}") for one in units], batch_size=500
    )
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    plans = [Workplan(team=team, state="approved", currency="KES", **days) for team in teams]
    plans = Workplan.objects.bulk_create(plans, batch_size=500)
    summaries = [summary_of(plan, choose) for plan in plans]
    summaries = Summary.objects.bulk_create(summaries, batch_size=300)
    ahead = {"due": 3, "in_time": 0, "on": date(2026, 9, 1), "starts_on": date(2026, 7, 1)}
    DayAhead.objects.bulk_create(
        [DayAhead(summary=one, team_id=one.team_id, path=one.path, **ahead) for one in summaries], batch_size=500
    )
    Workplan.objects.begin(world.other_team, days["starts_on"])  # without a plan Baraka would need most
    hold(world.sven, "Director of health services", Post.Role.SUPERVISOR, unit=country)
    return world


def summary_of(plan, choose):
    """A third quarter of a plan: of the weak districts little is done and nothing recorded."""
    district = plan.team.unit.parent.name
    place = WEAK.index(district) if district in WEAK else len(WEAK)
    strong = place == len(WEAK)
    return Summary(
        workplan=plan,
        team=plan.team,
        path=plan.team.unit.path,
        number=3,
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 9, 30),
        rule=rule(),
        outputs=10,
        measured=9,
        activities=60,
        complete=50,
        planned=1000_00,
        came=900_00 if strong else 200_00,
        due=33,
        in_time=choose.randint(24, 30) if strong else 3 + 3 * place,
        values_due=20,
        values_recorded=18,
        judged=10,
        on_track=choose.randint(7, 9) if strong else 1 + place,
        last_entry_on=date(2026, 8, 1) if strong else date(2026, 6, 1) - timedelta(days=place),
    )


@pytest.mark.handout("S20")
def test_a_supervisor_of_three_thousand_teams_finds_whom_to_visit_at_once(nation, desktop, page):
    """Signed in, the three districts that need help most stand there, and why; one click further the clinics of the first.

    The nation's page fits a phone.
    """
    sign_in(desktop, nation.people["sven"])
    desktop.goto(reverse("lmframework:home_start"))
    named = desktop.get_by_role("region", name="Who needs help most in Tamaria").locator("ol > li")
    expect(named.locator("a")).to_have_text(WEAK)
    expect(named.first).to_contain_text("Implement: Far behind")
    expect(named.first).to_contain_text("Monitor and evaluate: Off track")
    assert_accessible(desktop)
    named.first.get_by_role("link").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text(WEAK[0])
    row = desktop.get_by_role("row").filter(has_text="Clinic").first
    expect(row).to_contain_text("Far behind")
    assert_accessible(desktop)
    sign_in(page, nation.people["sven"])
    page.goto(reverse("lmframework:units_page", args=[nation.units["country"].pk]))
    expect(page.locator("main")).to_contain_text("3,002 teams")
    assert_fits(page)
    assert_accessible(page)
