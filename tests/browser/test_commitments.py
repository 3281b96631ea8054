"""What a team commits itself to, on a phone: agreed, made an activity, kept."""

import pytest
from playwright.sync_api import expect

from assessments.models import Commitment
from tests.browser.visit import assert_accessible, assert_fits, sign_in
from tests.world import commitment
from workplans.models import Activity


@pytest.mark.handout("S16")
def test_a_member_agrees_one_action_and_one_step_puts_it_into_the_workplan(world, page):
    """A team agrees on one action, a member makes it an activity of the workplan, and it is followed there."""
    sign_in(page, world.bob)
    page.goto(world.team.get_absolute_url())
    page.get_by_role("navigation", name="Pages of the team").get_by_role("link", name="Commitments").click()
    page.get_by_role("link", name="Agree the first one").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("What").fill("Agree who covers the night")
    page.get_by_label("Which post").select_option("Midwife in charge (Bob)")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Agree who covers the night").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Make it an activity of the workplan").click()
    page.get_by_label("Which output does it serve?").select_option("Mothers know the danger signs")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Make it an activity").click()
    expect(page.get_by_role("heading", name="Agree who covers the night", level=1)).to_be_visible()
    expect(page.locator(".said")).to_contain_text("followed here")
    page.goto(f"/teams/{world.team.pk}/commitments/")
    expect(page.get_by_role("link", name="Followed in the workplan")).to_be_visible()
    assert Activity.objects.get(name="Agree who covers the night").output == world.second_output


def test_kept_and_not_kept_are_said_in_the_list_without_script(world, open_page):
    """Two commitments, one kept and one not, said where they stand; the fold has them then."""
    commitment(world, name="Meet on Mondays")
    commitment(world, name="Call the village leaders")
    page = open_page(360, 780, java_script_enabled=False)
    sign_in(page, world.alice)
    page.goto(f"/teams/{world.team.pk}/commitments/")
    assert_fits(page)
    page.get_by_role("button", name="Not kept Call the village leaders").click()
    page.get_by_role("button", name="Kept Meet on Mondays", exact=True).click()
    expect(page.get_by_text("1 of 2 commitments")).to_be_visible()
    page.get_by_role("link", name="Meet on Mondays").click()
    page.get_by_role("button", name="Open it again").click()
    assert set(Commitment.objects.values_list("name", "state")) == {
        ("Meet on Mondays", "open"),
        ("Call the village leaders", "not_kept"),
    }
