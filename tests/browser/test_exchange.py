"""A team's file becomes its plan, on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.visit import assert_accessible, assert_fits, sign_in
from tests.workplans.exchange.files import REAL_PLAN
from tests.world import PLAN_FILE

MORE = PLAN_FILE + "Safe births;Paint the ward;;;;;;\n"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def heading(page, name):
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


def bring(page, content, name="plan.csv"):
    page.get_by_label("Excel or CSV file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    press(page, "Read the file")


@pytest.mark.handout("S2")
def test_a_lead_brings_the_file_the_team_has(world, page):
    """A lead begins a plan from the team's spreadsheet, corrects its columns, imports it and mends its questions."""
    sign_in(page, world.charlie)
    page.goto("/")
    page.get_by_role("link", name="Begin the workplan").first.click()
    page.get_by_label("an Excel or CSV file").check()
    press(page, "Begin")
    heading(page, "Bring the Excel file you have")
    bring(page, b"%PDF-1.4", "plan.pdf")
    expect(page.get_by_text("This is a PDF.")).to_be_visible()
    assert_accessible(page)
    bring(page, MORE.encode())
    heading(page, "What each column is")
    expect(page.get_by_label("What “Activity” is")).to_have_value("activity")
    press(page, "See what will be imported")
    heading(page, "2 activities read, 2 rows with a question")
    expect(page.get_by_role("row", name="Buy delivery beds")).to_contain_text("The quarters add up to 4")
    press(page, "Import 2 activities")
    heading(page, "2 open questions")
    page.get_by_role("link", name="Correct it").first.click()
    expect(page.get_by_text("The quarters add up to 4, the year says 5.")).to_be_visible()
    page.get_by_label("Target for the year").fill("4")
    press(page, "Save")
    heading(page, "1 open question")
    page.get_by_role("button", name="Keep as it is").click()
    expect(page.get_by_text("No question is open.")).to_be_visible()
    assert_accessible(page)


def test_an_import_is_taken_back(world, page):
    """A lead imports the wrong file and takes it back."""
    sign_in(page, world.alice)
    page.goto(f"/workplans/{world.plan.pk}/import/")
    bring(page, MORE.encode())
    press(page, "See what will be imported")
    press(page, "Import 2 activities")
    heading(page, "2 open questions")
    page.goto(f"/workplans/{world.plan.pk}/import/")
    page.get_by_role("link", name="Take it back").click()
    heading(page, "Take this import back?")
    press(page, "Take it back")
    expect(page.get_by_text("The import is taken back.")).to_be_visible()
    page.goto(world.plan.get_absolute_url())
    expect(page.get_by_role("link", name="Train six midwives")).to_be_visible()
    expect(page.get_by_role("link", name="Paint the ward")).to_have_count(0)


@pytest.mark.skipif(not REAL_PLAN.exists(), reason="the real files are not here")
def test_a_ministrys_plan_at_a_desk(world, desktop):
    sign_in(desktop, world.alice)
    desktop.goto(f"/workplans/{world.plan.pk}/import/")
    desktop.get_by_label("Excel or CSV file").set_input_files(REAL_PLAN / "dnsp_pes_2026-04-18.xlsx")
    press(desktop, "Read the file")
    expect(desktop.get_by_text("63 columns mark months and weeks")).to_be_visible()
    assert_accessible(desktop)
    press(desktop, "See what will be imported")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("326 activities read, 152 rows with a question")
    press(desktop, "Import 326 activities")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("197 open questions")
    assert_accessible(desktop)
