"""Somebody brings a ministry's list of facilities, and then the people, on a phone."""

import pytest
from django.urls import reverse

from teams.models import Pass, Unit
from tests.browser.visit import assert_accessible, assert_fits, sign_in

FACILITIES = b"District,Facility name,Facility code\nAmani,Kapiri,0\nAmanii,Mwasi,7\nBaraka,Dzenza,7\n"
PEOPLE = b"Name,Phone,Post,Team\nMary Banda,888123456,Nurse,Kapiri\nJohn Tembo,,Clerk,Nowhere\n"


def look(page):
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("with_script", [True, False])
def test_units_and_then_people_come_out_of_files(with_script, world, open_page):
    page = open_page(360, 780, is_mobile=True, has_touch=True, java_script_enabled=with_script)
    sign_in(page, world.adam)
    page.goto(reverse("teams:unit_page", args=[world.units["north"].pk]))
    page.get_by_role("link", name="Bring units from a file").click()
    bring(page, with_script, "facilities.csv", FACILITIES)
    page.get_by_role("heading", name="2 questions").wait_for()
    page.get_by_role("radio", name="Mwasi (row 3)").check()
    if with_script:
        look(page)
    page.get_by_role("button", name="Save all of this").click()
    page.get_by_role("heading", name="What was made").wait_for()
    assert Unit.objects.get(name="Mwasi").code == "7"
    assert Unit.objects.get(name="Mwasi").parent == world.units["amani"]
    page.get_by_role("link", name="To the units").click()

    page.get_by_role("link", name="Bring people from a file").click()
    bring(page, with_script, "people.csv", PEOPLE)
    page.get_by_role("radio", name="With a 0 before them").check()
    page.get_by_role("radio", name="Amani district health team").check()
    page.get_by_role("button", name="Save all of this").click()
    page.get_by_role("button", name="Print the invitations of these 2 people").wait_for()
    if with_script:
        look(page)
    page.get_by_role("button", name="Print the invitations").click()
    page.get_by_text("Mary Banda").first.wait_for()
    assert Pass.objects.count() == 2
    assert Pass.objects.get(user__name="Mary Banda").user.phone == "0888123456"


def bring(page, with_script, name, content):
    page.get_by_label("Excel or CSV file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    if with_script:
        look(page)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="What each column is").wait_for()
    if with_script:
        look(page)
    page.get_by_role("button", name="See what will be made").click()
    page.get_by_role("heading", name="What will be made").wait_for()
