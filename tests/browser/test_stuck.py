"""Stuck is a report, not a shame: said on a phone, helped from above, changed, asked again, solved."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from tests.browser.visit import assert_accessible, assert_fits, sign_in
from tests.world import TODAY, report
from workplans.models import Obstacle


@pytest.mark.handout("S14")
def test_who_is_stuck_says_why_gets_help_changes_something_and_it_helps(world, page, desktop):
    """A midwife is stuck, says why and asks the district's supervisor; something is changed, and asked again after a month."""
    found = report(world, "stuck").obstacle
    sign_in(page, world.bob)
    page.goto(found.get_absolute_url())
    expect(page.get_by_role("heading", name="Say what it is")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("What stands in the way?").fill("The trainer left")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="The trainer left", level=1)).to_be_visible()
    for answer in ("She was offered more elsewhere", "Her contract ends each month"):
        page.get_by_role("textbox", name="hy is that").fill(answer)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text(f"{answer} root cause")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Ask for help").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Who can help?").select_option("District supervisor (Sofia)")
    page.get_by_label("What help do you need?").fill("Who else can teach six midwives?")
    page.get_by_role("button", name="Ask for help").click()
    expect(page.locator(".note")).to_contain_text("District supervisor was asked for help")

    sign_in(desktop, world.sofia)
    desktop.goto(f"/units/{world.units['amani'].pk}/")
    desktop.get_by_role("link", name="1 thing stands in the way").click()
    expect(desktop.get_by_role("heading", name="You are asked for help")).to_be_visible()
    assert_accessible(desktop)
    desktop.get_by_role("link", name="The trainer left").click()
    expect(desktop.locator(".note")).to_contain_text("Who else can teach six midwives?")
    desktop.get_by_role("link", name="Answer").click()
    desktop.get_by_label("What will you do").fill("The tutor of Baraka comes on Monday")
    assert_accessible(desktop)
    desktop.get_by_role("button", name="Answer").click()
    expect(desktop.locator(".said")).to_contain_text("The team is told.")
    assert_accessible(desktop)

    page.reload()
    expect(page.get_by_text("The tutor of Baraka comes on Monday").first).to_be_visible()
    page.get_by_role("link", name="Say what we changed").click()
    page.get_by_label("What did you change").fill("We train on two mornings, with the tutor")
    expect(page.get_by_label("When do we ask whether it helped?")).to_have_value("2026-09-09")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".note")).to_contain_text("On 9 September 2026 we ask whether it helped")

    with time_machine.travel(datetime.combine(TODAY + timedelta(weeks=4), time(9), UTC)):
        sign_in(page, world.bob)
        page.goto(f"/teams/{world.team.pk}/obstacles/")
        expect(page.get_by_text("it is time to ask whether it helped")).to_be_visible()
        assert_accessible(page)
        assert_fits(page)
        page.get_by_role("link", name="The trainer left").click()
        expect(page.get_by_text("Did what you changed help?")).to_be_visible()
        page.get_by_role("link", name="Say whether it helped").click()
        page.get_by_label("Yes, it is solved").check()
        page.get_by_label("A word on that").fill("All six are trained")
        assert_accessible(page)
        assert_fits(page)
        page.get_by_role("button", name="Send").click()
        expect(page.locator("h1 + p .st")).to_have_text("solved")
        assert_accessible(page)
        page.goto(f"/teams/{world.team.pk}/obstacles/")
        page.get_by_text("Solved (1)").click()
        expect(page.get_by_role("link", name="The trainer left")).to_be_visible()
        assert_accessible(page)
    found.refresh_from_db()
    assert (found.is_open, found.root_cause) == (False, "Her contract ends each month")
    assert [step.act for step in found.steps.all()] == ["reported", "asked", "answered", "changed", "helped"]


def test_what_stands_in_the_way_is_written_down_without_script(world, open_page):
    """Of the whole team, with help asked at once; a mistake comes back with all that was typed."""
    page = open_page(360, 780, java_script_enabled=False)
    sign_in(page, world.bob)
    page.goto(f"/teams/{world.team.pk}/obstacles/")
    page.get_by_role("link", name="Say what stands in the way").click()
    assert_fits(page)
    page.get_by_label("What help do you need?").fill("Twenty litres a week")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("What stands in the way?").fill("No fuel for outreach")
    page.get_by_label("Who can help?").select_option("District health officer (Alice)")
    expect(page.get_by_label("What help do you need?")).to_have_value("Twenty litres a week")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="No fuel for outreach", level=1)).to_be_visible()
    assert Obstacle.objects.get().asked == world.officer
