"""A plan is taken along as files, worked in elsewhere, and brought back."""

from io import BytesIO

from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.test_funded_plan import follow, look, press
from tests.browser.visit import sign_in
from tests.world import bring_to
from workplans.models import Activity


def taken(page, name):
    """The file behind a link, which says that it is being made and that it is there."""
    with page.expect_download() as download:
        follow(page, name)
    expect(page.locator("#busy")).not_to_have_class("htmx-request")
    return download.value


def test_a_workbook_is_changed_elsewhere_and_comes_back(world, page, tmp_path):
    sign_in(page, world.bob)
    page.goto(world.plan.get_absolute_url())
    page.get_by_text("More for this plan").click()
    follow(page, "Take it along, or print it")
    look(page)
    book = load_workbook(BytesIO(taken(page, "Excel workbook").path().read_bytes()))
    sheet = book["Plan"]
    places = {cell.value: cell.column for cell in sheet[1]}
    row = next(cells[0].row for cells in sheet.iter_rows() if world.activity.name in [cell.value for cell in cells])
    sheet.cell(row, places["Place"]).value = "Kima"
    sheet.append([None] * (places["Name"] - 1) + ["Buy six beds"])
    book.save(tmp_path / "plan.xlsx")
    Activity.objects.create(output=world.output, name="Written meanwhile")

    follow(page, "Bring a file back")
    look(page)
    page.get_by_label("Excel or CSV file").set_input_files(tmp_path / "plan.xlsx")
    press(page, "Read the file")
    expect(page.get_by_role("heading", name="1 cell would change, 1 row is new")).to_be_visible()
    look(page)
    press(page, "Bring it in")
    expect(page.get_by_text("2 changes are in the plan.")).to_be_visible()
    assert Activity.objects.get(pk=world.activity.pk).place == "Kima"
    assert Activity.objects.get(name="Buy six beds").output == world.second_output


def test_papers_of_a_version_are_made(world, desktop):
    bring_to(world, world.plan, "approved")
    sign_in(desktop, world.vera)
    desktop.goto(reverse("workplans:exchange_take", args=[world.plan.pk]))
    desktop.get_by_label("Which version").select_option("1")
    press(desktop, "Choose")
    look(desktop)
    for name, ending in (("The plan on A4", "pdf"), ("The two pages in Word", "docx")):
        assert taken(desktop, name).suggested_filename == f"Amani district health team, 2026, Version 1.{ending}"
