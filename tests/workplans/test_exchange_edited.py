"""What people do to a workbook that was taken along, and what is said of it: nothing is lost without a word."""

import json
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from teams.exchange.unreadable import Unreadable
from tests.pages import filled, says
from tests.workplans.edited import Edited
from tests.world import workbook_file, workbook_of
from workplans.bringing import look_at
from workplans.exchange import workbook
from workplans.exchange.offered import MOST_NEW
from workplans.exchange.returned import read_returned
from workplans.models import Activity, Allocation, FundingSource, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def look_into(plan, content):
    return look_at(plan, read_returned(content))[0]


@pytest.fixture
def edited(world):
    """A workbook in which one place was changed."""
    found = Edited(world.plan)
    found.put("Plan", found.row_of("Plan", world.activity.name), "Place", "There")
    return found


def bring_page(client, world, content):
    """(address, page) of what a workbook would change."""
    address = reverse("workplans:exchange_return", args=[workbook_file(world, content).pk])
    return address, client.get(address)


def test_a_sheet_that_was_renamed_is_known_by_its_headings(edited, world):
    edited.book["Plan"].title = "Plan 2026"
    look = look_into(world.plan, edited.content)
    assert [change.cell.there for change in look.changes] == ["There"]
    assert (look.unread, look.gone_there) == ([], [])


def test_a_sheet_that_is_gone_is_told(edited, world):
    del edited.book["Money"]
    look = look_into(world.plan, edited.content)
    assert look.unread == ["The sheet “Money” is no longer in the file."]
    assert len(look.changes) == 1


def test_rows_above_the_headings_are_passed_over(edited, world):
    edited.book["Plan"].insert_rows(1, 2)
    edited.book["Plan"]["B1"].value = "Our plan"
    look = look_into(world.plan, edited.content)
    assert [str(change.place) for change in look.changes] == ["Sheet Plan, cell H6"]


def test_a_heading_that_was_changed_and_a_column_that_was_added_are_told(edited, world):
    edited.cell("Plan", 1, "Place").value = "Venue"
    look = look_into(world.plan, edited.content)
    assert not look.changes
    assert "The column “Venue” of the sheet Plan is not one of the plan's." in look.unread
    assert "The column “Place” is no longer on the sheet Plan: it stays as it is in the plan." in look.unread


def test_a_row_copied_with_another_name_is_new_and_one_copied_as_it_is_is_told(edited, world):
    page = edited.book["Plan"]
    row = edited.row_of("Plan", world.activity.name)
    for _copy in range(2):
        page.append([cell.value for cell in page[row]])
    edited.put("Plan", page.max_row, "Name", "Train two more")
    look = look_into(world.plan, edited.content)
    assert [one.added.columns["name"] for one in look.new] == ["Train two more"]
    assert [str(one.place) for one in look.wrong] == [f"Sheet Plan, row {page.max_row - 1}"]


def test_a_row_of_another_plan_is_a_new_one(edited, world):
    edited.book["Plan"].append(["activity-987654", None, None, None, "From another plan"])
    assert [one.added.columns["name"] for one in look_into(world.plan, edited.content).new] == ["From another plan"]


def test_a_row_of_sums_is_left_aside_with_a_word(edited, world):
    edited.book["Money"].append([None, None, None, 5000])
    look = look_into(world.plan, edited.content)
    assert not look.new
    assert "is it a sum?" in look.unread[0]


def test_rows_that_were_sorted_without_their_hidden_key_are_refused(edited, world):
    page = edited.book["Plan"]
    rows = [[cell.value for cell in row[1:]] for row in page.iter_rows(min_row=2)]
    for number, values in enumerate(reversed(rows), start=2):
        for place, value in enumerate(values, start=2):
            page.cell(number, place).value = value
    assert "sort them with all columns" in look_into(world.plan, edited.content).wrong[0].words


def test_a_source_that_was_renamed_there_is_asked_about(world, signed_in):
    alice, edited = signed_in(world.alice), Edited(world.plan)
    edited.cell("Money", 1, "Global fund").value = "UNICEF"
    before = {(one.source_id, one.amount) for one in Allocation.objects.all()}
    address, page = bring_page(alice, world, edited.content)
    assert "New columns of money: decide" in says(page)
    assert "“Global fund” is no longer on the sheet Money" in says(page)
    answer = alice.post(address, filled(page))
    assert "Decide which of the two it is to be." in says(answer)
    assert alice.post(address, filled(answer) | {"source_0": "leave"}).status_code == 302
    assert {(one.source_id, one.amount) for one in Allocation.objects.all()} == before
    assert not FundingSource.objects.filter(name="UNICEF").exists()


def test_a_new_source_is_made_once_somebody_says_so(world, signed_in):
    alice, edited = signed_in(world.alice), Edited(world.plan)
    page = edited.book["Money"]
    page.cell(1, page.max_column + 1).value = "UNICEF"
    page.cell(edited.row_of("Money", world.activity.name), page.max_column).value = 12.5
    address, shown = bring_page(alice, world, edited.content)
    assert alice.post(address, filled(shown) | {"source_0": "new"}).status_code == 302
    assert str(Allocation.objects.get(activity=world.activity, source__name="UNICEF").amount) == "12.50"


def test_a_column_of_a_known_source_is_compared_with_what_stands_there(world):
    """Whatever its capitals, and where others wrote an amount of it meanwhile."""
    edited = Edited(world.plan)
    source = FundingSource.objects.create(name="Unfpa")
    page = edited.book["Money"]
    page.cell(1, page.max_column + 1).value = "UNFPA"
    page.cell(edited.row_of("Money", world.activity.name), page.max_column).value = 1
    assert not look_into(world.plan, edited.content).conflicts
    Allocation.objects.create(activity=world.activity, source=source, amount=9999)
    [conflict] = look_into(world.plan, edited.content).conflicts
    assert (conflict.cell.here, conflict.cell.there) == ("9999.00", "1.00")
    assert not look_into(world.plan, edited.content).new_sources


def test_two_columns_of_one_source_are_refused(world):
    edited = Edited(world.plan)
    page = edited.book["Money"]
    for heading in ("GLOBAL FUND", "Unicef", "UNICEF"):
        page.cell(1, page.max_column + 1).value = heading
    assert [one.name for one in look_into(world.plan, edited.content).wrong] == ["GLOBAL FUND", "UNICEF"]


def test_amounts_of_a_source_that_the_plan_no_longer_asks_come_back(world):
    edited = Edited(world.plan)
    edited.put("Money", edited.row_of("Money", world.activity.name), "Global fund", 5)
    Allocation.objects.filter(source__name="Global fund").delete()
    look = look_into(world.plan, edited.content)
    assert [(change.heading, change.cell.is_conflict) for change in look.changes] == [("Global fund", True)]


def test_a_month_that_the_plan_no_longer_has_is_left_aside(world):
    edited = Edited(world.plan)
    edited.put("Plan", edited.row_of("Plan", world.second_activity.name), "2026-12", "x")
    plan = Workplan.objects.get(pk=world.plan.pk)
    plan.ends_on = date(2026, 9, 30)
    plan.save()
    look = look_into(plan, edited.content)
    assert not look.changes
    assert any("the plan has no “2026-12” any more" in words for words in look.unread)


def spoilt(taken_from, changes):
    """A workbook whose hidden sheet keeps something else."""
    book = load_workbook(BytesIO(workbook_of(taken_from)))
    page = book[workbook.KEPT]
    kept = json.loads("".join(row[0][1:-1] for row in page.iter_rows(values_only=True)))
    page.delete_rows(1, page.max_row)
    page["A1"].value = f"[{json.dumps(kept | changes)}]"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {"titles": ["Plan"]},
        {"titles": {"plan": "Plan"}},
        {"columns": {"plan": {"name": None}}},
        {"rows": {"plan": []}},
        {"plan": "1 or 1"},
        {"language": 7},
        {"format": 99},
    ],
)
def test_a_hidden_sheet_that_was_changed_is_refused_in_words(changes, world):
    with pytest.raises(Unreadable, match="Take the plan along again"):
        read_returned(spoilt(world.plan, changes))


def test_blanks_at_the_seam_of_what_is_kept_are_not_lost(world, monkeypatch):
    monkeypatch.setattr(workbook, "PIECE", 7)
    assert look_into(world.plan, workbook_of(world.plan)).is_nothing


def test_new_rows_stand_where_they_were_written(world, signed_in):
    alice, edited = signed_in(world.alice), Edited(world.plan)
    page = edited.book["Plan"]
    page.insert_rows(edited.row_of("Plan", world.output.name) + 1)
    edited.put("Plan", edited.row_of("Plan", world.output.name) + 1, "Name", "First of all")
    page.insert_rows(edited.row_of("Plan", world.activity.name) + 1, 2)
    for place, name in ((1, "After training"), (2, "And then")):
        edited.put("Plan", edited.row_of("Plan", world.activity.name) + place, "Name", name)
    address, shown = bring_page(alice, world, edited.content)
    assert alice.post(address, filled(shown)).status_code == 302
    assert [one.name for one in world.output.activities.all()] == [
        "First of all",
        world.activity.name,
        "After training",
        "And then",
        world.second_activity.name,
    ]


def test_who_is_responsible_since_then_is_told(world, signed_in):
    alice, edited = signed_in(world.alice), Edited(world.plan)
    edited.put("Plan", edited.row_of("Plan", world.second_activity.name), "Responsible", "Midwife in charge")
    address, shown = bring_page(alice, world, edited.content)
    alice.post(address, filled(shown))
    assert world.bob.notices.get(kind="activity_given").facts["activity"] == world.second_activity.name


def test_more_new_rows_than_can_be_looked_at_are_refused(world):
    edited = Edited(world.plan)
    for number in range(MOST_NEW + 1):
        edited.book["Plan"].append([None, None, None, None, f"Activity {number}"])
    assert "More than 1000 rows are new." in look_into(world.plan, edited.content).wrong[0].words


def test_very_many_conflicts_are_decided_at_once(world, signed_in, monkeypatch):
    monkeypatch.setattr("workplans.forms.exchange.MOST_CONFLICTS", 1)
    alice, edited = signed_in(world.alice), Edited(world.plan)
    row = edited.row_of("Plan", world.activity.name)
    edited.put("Plan", row, "Place", "There")
    edited.put("Plan", row, "Code", "T1")
    activity = Activity.objects.get(pk=world.activity.pk)
    activity.place, activity.code = "Here", "H1"
    activity.save()
    address, page = bring_page(alice, world, edited.content)
    assert "2 cells were changed on both sides" in says(page)
    answer = alice.post(address, filled(page))
    assert "Decide which of the two it is to be." in says(answer)
    assert alice.post(address, filled(answer) | {"all": "there"}).status_code == 302
    activity.refresh_from_db()
    assert (activity.place, activity.code) == ("There", "T1")


def test_what_is_done_again_and_confirmed_by_others_is_chosen_in_a_file(world, signed_in):
    alice, edited = signed_in(world.alice), Edited(world.plan)
    row = edited.row_of("Plan", world.activity.name)
    edited.put("Plan", row, "Done again", "every month")
    edited.put("Plan", row, "Somebody else confirms", "yes")
    address, shown = bring_page(alice, world, edited.content)
    assert alice.post(address, filled(shown)).status_code == 302
    activity = Activity.objects.get(pk=world.activity.pk)
    assert (activity.every, activity.is_confirmed_by_others, activity.occasions.count()) == ("month", True, 2)
    assert look_into(world.plan, workbook_of(world.plan)).is_nothing
    edited.put("Plan", row, "Done again", "now and then")
    assert "is not in the list" in look_into(world.plan, edited.content).wrong[0].words


@pytest.mark.parametrize("typed", ["31/12/2026", "31.12.2026", "2026-12-31", "31 December 2026", date(2026, 12, 31)])
def test_a_day_is_read_as_people_write_it_where_it_can_be_only_one(typed, world):
    edited = Edited(world.plan)
    row = edited.row_of("Plan", world.second_activity.name)
    edited.put("Plan", row, "To", typed)
    [change] = look_into(world.plan, edited.content).changes
    assert change.cell.there == "2026-12-31"
    edited.put("Plan", row, "To", "03/04/2026")
    assert "or could be two" in look_into(world.plan, edited.content).wrong[0].words
