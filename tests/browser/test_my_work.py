"""A day's work on a phone: answered, reported in two taps, stuck, taken back; and whole lists on a computer."""

from datetime import timedelta

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.visit import assert_accessible, assert_fits, sign_in
from tests.world import TODAY, commitment, delegation, readiness, recurring
from workplans.models import Delegation, Entry, Obstacle


@pytest.fixture
def day(world):
    """Bob's day: something asked, something late, something promised, and a talk that is given every week."""
    world.activity.months = ["2026-06"]
    world.activity.save()
    recurring(world)
    delegation(world, activity=world.second_activity, due_on=TODAY + timedelta(days=2), expected="Before the rains")
    commitment(world, due_on=TODAY + timedelta(days=1))
    readiness(world, "Fuel", post=world.midwife, due_on=TODAY)
    return world


def item(page, name):
    return page.locator("#work li").filter(has_text=name)


def told(page, words):
    return page.locator("#work [role=status]").filter(has_text=words)


def press(page, name, button):
    item(page, name).first.get_by_role("button", name=button, exact=True).click()


@pytest.mark.handout("S5")
@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_day_on_a_phone(script, day, open_page):
    """A midwife takes on what was asked of her and reports each thing in two taps; a mistake is taken back."""
    page = open_page(360, 780, is_mobile=True, has_touch=True, java_script_enabled=script)
    sign_in(page, day.bob)
    page.goto("/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="My work").click()
    expect(page.get_by_role("heading", name="To answer")).to_be_visible()
    if script:
        assert_accessible(page)
    assert_fits(page)

    press(page, "Agree the night roster", "I can do it")
    expect(told(page, "It stands now: accepted.")).to_be_visible()
    assert Delegation.objects.get().state == "accepted"

    press(page, "Train six midwives", "Half done")
    expect(told(page, "Reported: half done.")).to_be_visible()
    pressed = item(page, "Train six midwives").get_by_role("button", name="Half done")
    expect(pressed).to_have_attribute("aria-current", "true")
    if script:
        assert_accessible(page)
    assert_fits(page)

    press(page, "Train six midwives", "Done")
    expect(told(page, "Reported: done.")).to_be_visible()
    assert Entry.objects.count() == 2
    item(page, "Train six midwives").get_by_role("button", name="Take it back").click()
    expect(told(page, "Taken back")).to_be_visible()
    assert Entry.objects.latest_of([day.activity.pk]).get().state == "half"

    press(page, "Agree who covers the night", "Kept")
    expect(told(page, "Said: Kept.")).to_be_visible()

    with page.expect_navigation():
        press(page, "Train six midwives", "Stuck")
    page.wait_for_load_state()
    assert "/my-work/" not in page.url
    obstacle = Obstacle.objects.get()
    assert (obstacle.activity, obstacle.post) == (day.activity, day.midwife)


def test_what_a_colleague_did_meanwhile_and_a_line_that_is_down_are_told(day, page):
    sign_in(page, day.bob)
    page.goto("/my-work/")
    page.context.set_offline(True)
    press(page, "Train six midwives", "Started")
    expect(page.get_by_role("alert")).to_contain_text("No network: nothing was sent.")
    assert Entry.objects.count() == 0
    page.context.set_offline(False)
    press(page, "Train six midwives", "Started")
    expect(told(page, "Reported: started.")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()
    Entry.objects.report(day.activity, "done", day.alice)
    press(page, "Train six midwives", "Half done")
    expect(page.locator("#work .said")).to_contain_text("Alice reported this meanwhile: done.")
    expect(item(page, "Train six midwives")).to_have_count(0)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    press(page, "Agree the night roster", "I can do it")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert Delegation.objects.get().state == "offered"


def test_a_whole_list_on_a_computer(day, desktop):
    """Choices and words typed one after the other with the keyboard alone, saved at once."""
    sign_in(desktop, day.bob)
    desktop.goto("/my-work/")
    desktop.get_by_role("link", name="As a whole list").click()
    assert_accessible(desktop)
    desktop.get_by_label("How far: Train six midwives").focus()
    desktop.keyboard.type("Ha")
    desktop.keyboard.press("Tab")
    desktop.keyboard.type("Three of six")
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.type("A word without a choice")
    desktop.get_by_role("button", name="Save").click()
    expect(desktop.get_by_role("alert")).to_contain_text("1 row needs another look.")
    expect(desktop.get_by_text("1 report is saved.")).to_be_visible()
    assert_accessible(desktop)
    assert list(Entry.objects.values_list("activity", "state", "text")) == [(day.activity.pk, "half", "Three of six")]
    row = desktop.get_by_role("row").filter(has=desktop.locator(".err"))
    expect(row.get_by_role("textbox")).to_have_value("A word without a choice")
    row.get_by_role("combobox").select_option("Done")
    desktop.get_by_role("button", name="Save").click()
    expect(desktop.locator(".said")).to_contain_text("1 report is saved.")
    assert Entry.objects.count() == 2
