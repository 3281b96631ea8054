"""Beginning a plan from last year's, on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.visit import assert_accessible, assert_fits, sign_in
from workplans.models import Activity, Objective, Output, Workplan


@pytest.mark.handout("S2")
def test_a_lead_begins_the_next_plan_from_this_years(world, page):
    """A lead begins next year's plan, ticks what goes on from this year's, and sees it there with its months moved."""
    sign_in(page, world.alice)
    page.goto("/workplans/?all=1")
    page.get_by_role("link", name="Begin a workplan for").click()
    page.get_by_label("From an earlier plan of ours").check()
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("heading", name="Carry over from an earlier plan", level=1)).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    expect(page.get_by_label("Two maternity units")).to_be_checked()
    page.get_by_label("Mothers know the danger signs").uncheck()
    page.get_by_label("Train six midwives").check()
    page.get_by_label("Also the money").check()
    page.get_by_role("button", name="Carry over", exact=True).click()
    expect(page.locator(".said")).to_contain_text("Carried over.")
    row = page.get_by_role("row", name="Train six midwives")
    expect(row.get_by_role("img", name="August 2027 to September 2027")).to_be_visible()
    expect(row).to_contain_text("3,400.5")
    assert_accessible(page)
    assert_fits(page)
    row.get_by_role("link", name="carried over").click()
    expect(page).to_have_url(f"{page.url.partition('/workplans')[0]}{world.activity.get_absolute_url()}")
    assert [output.name for output in Output.objects.exclude(workplan=world.plan)] == [world.output.name]


def test_a_long_plan_is_folded_and_can_be_carried_over_without_script(world, open_page):
    """Forty activities and no script: an objective is opened, its activities are ticked, the folded ones come too."""
    for number in range(40):
        Activity.objects.create(output=world.second_output, name=f"Visit village {number}")
    folded = Objective.objects.create(workplan=world.plan, name="Clean water")
    Output.objects.create(objective=folded, name="Wells")
    plan = Workplan.objects.begin(world.team, world.plan.ends_on.replace(year=2027, month=1, day=1))
    page = open_page(360, 780, java_script_enabled=False)
    sign_in(page, world.bob)
    page.goto(f"/workplans/{plan.pk}/carry/")
    expect(page.get_by_label("Visit village 7", exact=False).first).to_be_hidden()
    page.get_by_text("43 activities in it").click()
    page.get_by_label("Visit village 39").check()
    page.get_by_role("button", name="Carry over", exact=True).click()
    expect(page.locator(".said")).to_contain_text("Objectives: 2, outputs: 3, activities: 1.")
