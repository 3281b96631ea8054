"""The first day on a phone: what a newcomer finds, what they were told, and what a practice asks of them."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from teams.models import Holding, User
from tests.browser.visit import assert_accessible, assert_fits, sign_in


@pytest.fixture
def nina(world):
    """A newcomer, who was given Amani's vacant post today, and an activity with it."""
    person = User.objects.create_user("nina", "secret", name="Nina")
    Holding.objects.assign(world.vacant, person, by=world.adam)
    world.third_activity.post = world.vacant
    world.third_activity.save()
    world.third_activity.tell_holder(by=world.alice)
    return person


def press(page, name):
    page.get_by_role("button", name=name).click()


def test_a_newcomer_finds_team_plan_and_their_part_and_then_is_left_in_peace(world, nina, page):
    sign_in(page, nina)
    page.goto("/")
    steps = page.get_by_role("region", name="First steps")
    expect(steps).to_contain_text("Your post is: Cold chain technician.")
    assert_accessible(page)
    assert_fits(page)
    press(page, "See your team")
    expect(page).to_have_url(re.compile(rf"{world.team.get_absolute_url()}$"))
    page.goto("/")
    expect(page.get_by_role("heading", name="Do this week")).to_be_visible()
    expect(steps).to_have_count(0)


def test_who_knows_their_way_closes_the_first_steps(world, nina, page):
    sign_in(page, nina)
    page.goto("/")
    press(page, "I know my way: close this")
    expect(page.get_by_role("heading", name="Do this week")).to_be_visible()
    expect(page.get_by_role("region", name="First steps")).to_have_count(0)


def test_the_menu_counts_what_is_unread_and_the_inbox_leads_to_it(world, nina, page):
    sign_in(page, nina)
    page.goto("/")
    press(page, "Menu 2 unread notices")
    page.get_by_role("link", name="Notices").click()
    assert_accessible(page)
    assert_fits(page)
    row = page.get_by_role("listitem").filter(has_text="Speak on the local radio")
    expect(row).to_contain_text("New")
    expect(row).to_contain_text("Alice")
    row.get_by_role("button", name="See it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Speak on the local radio")
    page.goto(reverse("teams:notice_list"))
    expect(page.get_by_text("New", exact=True)).to_have_count(1)
    press(page, "Mark all as read")
    expect(page.get_by_text("New", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Menu")).to_have_text("Menu")


def test_the_guide_of_a_practice_stands_folded_at_the_end_of_its_pages(world, page):
    sign_in(page, world.bob)
    page.goto(world.plan.get_absolute_url())
    question = page.get_by_text("Who does what, and by when?")
    expect(question).to_be_hidden()
    page.get_by_text("What planning asks of us").click()
    expect(question).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="All eight practices").click()
    expect(page.get_by_role("region", name="Plan", exact=True)).to_contain_text("For example")


def test_a_guide_is_previewed_beside_the_form_that_keeps_what_was_typed(world, desktop):
    sign_in(desktop, world.ruth)
    desktop.goto(reverse("admin:lmframework_guide_changelist"))
    desktop.locator("#result_list").get_by_role("link", name="Organise").click()
    desktop.get_by_label("Questions to ask ourselves").fill("Who drives?\nWith whose fuel?")
    with desktop.context.expect_page() as opened:
        press(desktop, "Preview in a new tab")
    expect(opened.value.get_by_role("listitem").filter(has_text="With whose fuel?")).to_be_visible()
    assert_accessible(opened.value)
    expect(desktop.get_by_label("Questions to ask ourselves")).to_have_value("Who drives?\nWith whose fuel?")


def test_the_checklist_says_what_lacks(world, page):
    sign_in(page, world.ruth)
    page.goto("/")
    page.get_by_role("link", name="Go through the checklist").click()
    row = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Currency"))
    expect(row).to_contain_text("Lacking")
    assert_accessible(page)
    assert_fits(page)
