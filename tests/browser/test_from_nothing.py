"""From an empty database to a team of seven with its plan, all in the browser, without a word of documentation."""

import pytest
from playwright.sync_api import expect

from teams.models import Holding, User
from tests.browser.test_journeys import follow, heading, press
from tests.browser.visit import assert_accessible
from tests.workplans.exchange.files import REAL_PLAN
from tests.world import PLAN_FILE
from workplans.models import Activity, Question, Workplan

PEOPLE = """Name;Phone;Post;Role;Team
Berta Sitoe;+258841000001;Nurse;member;Mwasi district
Carlos Nhaca;+258841000002;Clinical officer;member;Mwasi district
Dina Macuacua;;Pharmacy assistant;member;Mwasi district
Elias Cossa;;Laboratory technician;member;Mwasi district
Fatima Langa;;Data clerk;member;Mwasi district
Gil Tembe;;Driver;member;Mwasi district
"""
PASSWORD = "nine boats on a river"
REAL = REAL_PLAN / "dnsp_pes_2026-04-18.xlsx"


@pytest.mark.django_db(transaction=True)
def test_a_new_installation_becomes_a_working_team(desktop, open_page):
    User.objects.create_superuser("root", PASSWORD, name="Root")
    desktop.goto("/")
    desktop.get_by_label("User name").fill("root")
    desktop.get_by_label("Password").fill(PASSWORD)
    press(desktop, "Sign in")
    heading(desktop, "The administrator's checklist")
    assert_accessible(desktop)
    follow(desktop, "Set up units and teams")
    follow(desktop, "Add the first unit")
    desktop.get_by_label("Name", exact=False).first.fill("Mwasi district")
    desktop.get_by_label("With a team of its own").check()
    press(desktop, "Save")
    heading(desktop, "Mwasi district")
    unit = desktop.url
    lead = add_by_hand(desktop)
    desktop.goto(unit)
    follow(desktop, "Bring people from a file")
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    desktop.get_by_label("Excel or CSV file").set_input_files(file)
    press(desktop, "Read the file")
    press(desktop, "See what will be made")
    press(desktop, "Save all of this")
    desktop.get_by_role("button", name="Print the invitations of these 6 people").click()
    expect(desktop.get_by_text("Gil Tembe").first).to_be_visible()
    assert Holding.objects.count() == 7
    desktop.goto("/checklist/")
    expect(desktop.locator("main")).to_contain_text("A lead in each team There")

    phone = open_page(360, 780, is_mobile=True, has_touch=True)
    phone.goto(lead)
    phone.get_by_label("New password").fill(PASSWORD)
    phone.get_by_label("The same password again").fill(PASSWORD)
    press(phone, "Set my password and come in")
    expect(phone.get_by_role("heading", name="First steps")).to_be_visible()
    follow(phone, "Begin the workplan")
    phone.get_by_label("an Excel or CSV file").check()
    press(phone, "Begin")
    bring_plan(phone)
    asked = Question.objects.open().count()
    phone.get_by_role("link", name="Correct it").first.click()
    press(phone, "Save")
    heading(phone, f"{asked - 1} open question")
    phone.get_by_role("button", name="Keep as it is").first.click()
    expect(phone.get_by_role("heading", level=1)).not_to_contain_text(f"{asked - 1} open")
    assert Question.objects.open().count() == max(asked - 2, 0)
    phone.goto(Workplan.objects.get().get_absolute_url())
    assert_accessible(phone)


def add_by_hand(page):
    """The lead; the link on their sheet."""
    page.get_by_role("link", name="Mwasi district", exact=True).last.click()
    follow(page, "Add a person")
    page.get_by_label("Name", exact=False).first.fill("Ana Mondlane")
    page.get_by_label("Title of the new post").fill("District medical officer")
    page.get_by_label("Role in the new post").select_option("lead")
    press(page, "Add, and make a one-time link")
    return page.locator(".pass-link").inner_text()


def bring_plan(page):
    """The plan of a ministry where it is at hand, else a short one."""
    short = {"name": "plan.csv", "mimeType": "text/csv", "buffer": (PLAN_FILE + "Safe births;Sing;;;;;;\n").encode()}
    page.get_by_label("Excel or CSV file").set_input_files(REAL if REAL.exists() else short)
    press(page, "Read the file")
    press(page, "See what will be imported")
    expected = 326 if REAL.exists() else 2
    press(page, f"Import {expected} activities")
    expect(page.get_by_text(f"{expected} activities are new in the plan.")).to_be_visible()
    assert Activity.objects.count() == expected
