"""A challenge filled in order, and a vision written together, on a phone."""

import pytest
from playwright.sync_api import expect

from assessments.models import Challenge, Vision
from tests.browser.visit import assert_accessible, assert_fits, sign_in


def look(page):
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.handout("S15")
def test_a_team_fills_its_challenge_in_order(world, page):
    """A team keeps its challenge: mission, measurable result, situation now, obstacles and root causes, month by month."""
    Vision.objects.agree(world.team, "No mother dies giving birth", world.alice)
    sign_in(page, world.bob)
    page.goto(f"/teams/{world.team.pk}/challenge/")
    look(page)
    page.get_by_role("button", name="Begin our challenge").click()
    look(page)
    write(page, "Write our mission", {"Mission": "We look after mothers and children"})
    write(
        page,
        "Write the result",
        {
            "Measurable result": "Deliveries with a skilled attendant",
            "Numerator": "deliveries with a skilled attendant",
            "Denominator": "expected deliveries",
            "Unit": "%",
            "Baseline": "41",
            "Target": "55",
            "By when": "2027-06-30",
        },
    )
    write(page, "Write what we see", {"The situation now": "Six in ten women deliver at home"})
    write(page, "Add an obstacle", {"Obstacle": "The ward is closed at night"})
    write(page, "Ask why", {"Why is that so?": "Nobody is on duty"})
    page.get_by_role("link", name="Write the question").click()
    question = page.get_by_label("The question")
    expect(question).to_have_value(
        "How will we reach 55% by 30 June 2027: Deliveries with a skilled attendant, given Nobody is on duty?"
    )
    question.fill("How will we reach 55% by June, with nobody on duty at night?")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "How will we reach 55% by June, with nobody on duty at night?"
    )
    expect(page.locator(".part.next").get_by_role("link", name="Add a priority action")).to_be_visible()
    write(page, "Name our coach", {"Coach": "The matron of the hospital"})
    write(page, "Record a month", {"Deliveries with a skilled attendant": "43", "Expected deliveries": "100"})
    row = page.get_by_role("row", name="August 2026")
    expect(row).to_contain_text("43%")
    expect(row).to_contain_text("reached")
    look(page)
    page.get_by_role("link", name="History", exact=True).click()
    look(page)
    found = Challenge.objects.get()
    assert (found.is_measurable, found.obstacles.get().root_cause) == (True, "Nobody is on duty")


def write(page, link, fields):
    """Follow a button of the page, fill in the form and save it."""
    page.get_by_role("link", name=link, exact=True).click()
    look(page)
    for label, text in fields.items():
        page.get_by_label(label, exact=False).first.fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".said")).to_contain_text("Saved.")


@pytest.mark.handout("S11")
def test_a_team_writes_its_vision_together(world, page, open_page):
    """A team writes its vision together: two propose, one is merged of both and stands at the top."""
    other = open_page(360, 780)
    for each, person, text in ((page, world.alice, "No mother dies"), (other, world.bob, "Every child lives")):
        sign_in(each, person)
        each.goto(f"/teams/{world.team.pk}/vision/")
        look(each)
        each.get_by_role("link", name="Propose a vision").click()
        each.get_by_label("Vision").fill(text)
        each.get_by_role("button", name="Propose it").click()
    look(other)
    other.get_by_role("link", name="Agree on one").click()
    look(other)
    other.get_by_label("Our vision").fill("No mother dies and every child lives")
    other.get_by_role("button", name="This is our vision").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("No mother dies and every child lives")
    look(other)
