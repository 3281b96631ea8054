"""A file of which a part is wrong: the rest comes in where somebody says so, and who reads the page knows what happens."""

import json
import re
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from tests.pages import fill_in, filled, says
from tests.workplans.edited import Edited
from tests.world import bring_to, readiness, workbook_file, workbook_of
from workplans.bringing import Decided, bring_back, look_at
from workplans.exchange.returned import read_returned
from workplans.meanwhile import last_changed
from workplans.models import Activity, Allocation, Import, Output, Target, Workplan
from workplans.queries.snapshot import snapshot
from workplans.taking import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def look_into(plan, content):
    return look_at(plan, read_returned(content))[0]


def put_aside(world, content):
    """The address of the page of a workbook that came back."""
    return reverse("workplans:exchange_return", args=[workbook_file(world, content).pk])


def half_wrong(world):
    """A workbook with three things that are right, and a cell, a new output and two new activities that are not."""
    edited = Edited(world.plan)
    row, second = edited.row_of("Plan", world.activity.name), edited.row_of("Plan", world.second_activity.name)
    edited.put("Plan", row, "Place", "There")
    edited.put("Plan", row, "Practice", "Dream")
    edited.put("Plan", second, "Code", "A2")
    page = edited.book["Plan"]
    added = [
        {"Name": "Buy six beds", "2026-08": "x"},
        {"Name": "Buy no beds", "From": "soon"},
        {"What it is": "Output", "Name": "A new output", "Code": "x" * 99},
        {"Name": "What it needs"},
    ]
    for columns in added:
        last = page.max_row + 1
        for heading, value in columns.items():
            edited.put("Plan", last, heading, value)
    money = edited.book["Money"]
    for name in ("Buy six beds", "Buy no beds"):
        money.append([None, None, name, 5])
    return edited


def test_the_rest_comes_in_once_that_is_ticked_and_not_before(world, signed_in):
    alice, edited = signed_in(world.alice), half_wrong(world)
    address = put_aside(world, edited.content)
    before = snapshot(world.plan)
    page = alice.get(address)
    told = says(page)
    assert "2 cells would change, 2 rows are new" in told
    assert "“Dream” is not in the list. It has: “Plan”, “Organise”" in told
    assert "Stays out: 1 changed cell, 4 new rows." in told
    assert "rest" not in filled(page)
    refused = alice.post(address, filled(page))
    assert "or tick that the rest comes in without it" in says(refused)
    assert snapshot(world.plan) == before
    answer = alice.post(address, filled(refused) | {"rest": "on"}, follow=True)
    assert "4 changes are in the plan. 5 were left out" in says(answer)
    activity = Activity.objects.get(pk=world.activity.pk)
    assert (activity.place, activity.practice) == ("There", world.activity.practice)
    assert Activity.objects.get(pk=world.second_activity.pk).code == "A2"
    assert Activity.objects.get(name="Buy six beds").allocations.get().amount == 5
    assert not Activity.objects.filter(name__in=["Buy no beds", "What it needs"]).exists()
    assert not Output.objects.filter(name="A new output").exists()
    assert Import.objects.get(name="plan.xlsx").outcome == {"cells": 2, "rows": 2, "left_out": 5}


def test_a_file_of_which_a_part_came_in_is_mended_and_brought_again(world, signed_in):
    """What came in is known again: nothing is there twice."""
    alice, edited = signed_in(world.alice), half_wrong(world)
    address = put_aside(world, edited.content)
    alice.post(address, filled(alice.get(address)) | {"rest": "on"})
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "Practice", "Organise")
    edited.put("Plan", edited.row_of("Plan", "Buy six beds"), "Place", "Kima")
    edited.put("Plan", edited.row_of("Plan", "Buy no beds"), "From", None)
    edited.put("Plan", edited.row_of("Plan", "A new output"), "Code", "N")
    look = look_into(world.plan, edited.content)
    assert (look.wrong, [change.heading for change in look.changes]) == ([], ["Practice", "Place"])
    assert [one.added.columns["name"] for one in look.new if one.sheet == "plan"] == [
        "Buy no beds",
        "A new output",
        "What it needs",
    ]
    assert any("was added to the plan already" in words for words in look.remarks)
    address = put_aside(world, edited.content)
    assert alice.post(address, filled(alice.get(address))).status_code == 302
    assert Activity.objects.get(name="Buy six beds").place == "Kima"
    assert Activity.objects.get(name="What it needs").output.name == "A new output"
    assert look_into(world.plan, edited.content).is_nothing


def days_that_cross(world):
    edited = Edited(world.plan)
    row = edited.row_of("Plan", world.activity.name)
    edited.put("Plan", edited.row_of("Plan", world.second_activity.name), "Place", "There")
    edited.put("Plan", row, "From", "2026-12-01")
    edited.put("Plan", row, "To", "2026-08-01")
    return edited


def test_a_row_that_cannot_be_written_is_told_and_left_out_like_the_rest(world, signed_in):
    alice, edited = signed_in(world.alice), days_that_cross(world)
    address = put_aside(world, edited.content)
    row = edited.row_of("Plan", world.activity.name)
    page = alice.post(address, filled(alice.get(address)) | {"rest": "on"})
    assert "Some rows cannot be as the file says" in says(page)
    told = f"Sheet Plan, row {row} , “{world.activity.name}” : The last day cannot be before the first."
    assert told in says(page)
    assert "Stays out: 2 changed cells." in says(page)
    assert "rest" not in filled(page)
    assert Activity.objects.get(pk=world.second_activity.pk).place != "There"
    again = alice.post(address, filled(page))
    assert "The last day cannot be before the first." in says(again)
    assert alice.post(address, filled(again) | {"rest": "on"}).status_code == 302
    assert Activity.objects.get(pk=world.second_activity.pk).place == "There"
    assert str(Activity.objects.get(pk=world.activity.pk).starts_on) == str(world.activity.starts_on)


@pytest.mark.parametrize("refused", [set(), {"plan:2"}, {"plan:2", "plan:3", "plan:4", "plan:5"}])
def test_only_rows_that_were_seen_are_left_out_when_written(refused, world):
    returned = read_returned(days_that_cross(world).content)
    before = snapshot(world.plan)
    imported = Import.objects.create(workplan=world.plan, name="plan.xlsx")
    look, _words = look_at(world.plan, returned)
    with pytest.raises(ValidationError, match="The last day cannot be before the first"):
        bring_back(imported, returned, Decided(look.seen, rest=True, refused=frozenset(refused)), world.alice)
    assert snapshot(world.plan) == before


def test_what_is_wrong_since_is_not_left_out_unseen(world, signed_in):
    """A post is gone between the look and the button: the page comes back, without the tick."""
    alice, row = signed_in(world.alice), readiness(world, "Transport")
    edited = Edited(world.plan)
    edited.put("Readiness", edited.row_of("Readiness", row.name), "Who makes it so", world.midwife.title)
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "From", "soon")
    address = put_aside(world, edited.content)
    form = filled(alice.get(address)) | {"rest": "on"}
    world.midwife.title = "Nurse"
    world.midwife.save()
    page = alice.post(address, form)
    assert "was changed while you looked at this" in says(page)
    assert "rest" not in filled(page)


def test_rows_that_were_sorted_apart_keep_their_sheet_out_and_a_grey_cell_its_row(world):
    edited = Edited(world.plan)
    page = edited.book["Plan"]
    rows = [[cell.value for cell in row[1:]] for row in page.iter_rows(min_row=2)]
    for number, values in enumerate(reversed(rows), start=2):
        for place, value in enumerate(values, start=2):
            page.cell(number, place).value = value
    row, second = edited.row_of("Money", world.activity.name), edited.row_of("Money", world.second_activity.name)
    edited.put("Money", row, "Activity", "Called otherwise")
    edited.put("Money", row, "State budget", 1)
    edited.put("Money", second, "State budget", 2)
    look = look_into(world.plan, edited.content)
    assert [change.cell.there for change in look.coming] == ["2.00"]
    assert "Put back what stood in it" in look.wrong[-1].words


def test_while_a_plan_is_locked_the_rest_is_what_is_in_place(world, signed_in):
    alice, lacking = signed_in(world.alice), readiness(world)
    bring_to(world, world.plan, "approved")
    edited = Edited(world.plan)
    edited.put("Readiness", edited.row_of("Readiness", lacking.name), "What is missing", "Keys")
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "Place", "There")
    before = snapshot(world.plan)
    address = put_aside(world, edited.content)
    assert alice.post(address, filled(alice.get(address)) | {"rest": "on"}).status_code == 302
    lacking.refresh_from_db()
    assert (lacking.note, snapshot(world.plan)) == ("Keys", before)


def test_where_nothing_is_left_to_bring_there_is_no_button(world, signed_in):
    edited = Edited(world.plan)
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "Name", None)
    page = signed_in(world.alice).get(put_aside(world, edited.content))
    assert "Nothing in this file can be brought in as it is" in says(page)
    assert "Bring it in" not in says(page)


def command(file, *more):
    out = StringIO()
    call_command("import_workplan", str(file), "--team", "amani", *more, stdout=out)
    return out.getvalue()


def test_the_command_leaves_out_what_is_wrong_where_it_is_told_to(world, tmp_path):
    file = tmp_path / "plan.xlsx"
    edited = half_wrong(world)
    edited.put("Plan", edited.row_of("Plan", world.second_activity.name), "From", "2026-12-01")
    edited.put("Plan", edited.row_of("Plan", world.second_activity.name), "To", "2026-08-01")
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "Responsible", "Midwif in charge")
    file.write_bytes(edited.content)
    with pytest.raises(CommandError, match=r"Sheet Plan, cell F\d, Practice, “.*”: “Dream” is not in the list"):
        command(file)
    told = json.loads(command(file, "--leave-out-wrong", "--json", "--dry-run"))
    assert (told["cells"], told["rows"]) == (2, 2)
    assert "Is “Midwife in charge” meant?" in told["remarks"][0]
    assert Activity.objects.get(pk=world.activity.pk).place != "There"
    said = command(file, "--leave-out-wrong")
    assert "4 changes" in said
    assert "Left out:\n  Sheet Plan, cell F" in said
    assert "The last day cannot be before the first." in said
    assert Activity.objects.get(pk=world.activity.pk).place == "There"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Midwif in charge", "“Midwif in charge” is no post of the team."),
        ("Midwif in charge", "Is “Midwife in charge” meant?"),
        ("midwife", "Is “Midwife in charge” meant?"),
        ("Bob", "Bob holds the post “Midwife in charge”."),
        ("A friend from afar", "“A friend from afar” is no post of the team."),
    ],
)
def test_who_is_responsible_and_no_post_is_told_with_what_is_near(typed, words, world, signed_in):
    edited = Edited(world.plan)
    row = edited.row_of("Plan", world.activity.name)
    edited.put("Plan", row, "Responsible", typed)
    edited.book["Plan"].append([None, None, None, None, "One more"])
    edited.put("Plan", edited.book["Plan"].max_row, "Responsible", typed)
    told = says(signed_in(world.alice).get(put_aside(world, edited.content)))
    assert words in told
    assert f"{edited.cell('Plan', row, 'Responsible').coordinate} and 1 more" in told


def test_a_post_that_is_known_and_nobody_at_all_need_no_word(world):
    edited = Edited(world.plan)
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "Responsible", "MIDWIFE in charge")
    edited.put("Plan", edited.row_of("Plan", world.second_activity.name), "Responsible", None)
    assert not look_into(world.plan, edited.content).remarks


def test_a_conflict_says_who_changed_it_here_and_when(world, signed_in, django_assert_num_queries):
    """The last change of that cell, not of its row, in one query however many there are."""
    edited = Edited(world.plan)
    row = edited.row_of("Plan", world.activity.name)
    edited.put("Plan", row, "Place", "There")
    edited.put("Plan", row, "2026-12", "x")
    edited.put("Indicators", 2, "Quarter 2", 47)
    edited.put("Money", edited.row_of("Money", world.activity.name), "State budget", 777)
    activity = Activity.objects.get(pk=world.activity.pk)
    for place, by in (("Elsewhere", world.alice), ("Here", world.bob)):
        activity.place, activity._history_user = place, by
        activity.save()
    activity.name, activity._history_user = "Called otherwise", world.alice
    activity.save()
    target = Target.objects.filter(indicator=world.indicator, quarter__number=2).first() or Target(
        indicator=world.indicator, quarter=world.plan.quarters.get(number=2)
    )
    target.value, target._history_user = 12, world.bob
    target.save()
    amount = Allocation.objects.get(activity=world.activity, source=world.source)
    amount._history_user = world.bob
    amount.delete()
    look = look_into(world.plan, edited.content)
    assert [change.heading for change in look.conflicts] == ["Place", "Quarter 2", "State budget"]
    assert connection.features.has_json_object_function  # asked of a database once
    with django_assert_num_queries(1):
        changed = last_changed(look.conflicts)
    assert [changed[change.token].by for change in look.conflicts] == ["Bob"] * 3
    page = says(signed_in(world.alice).get(put_aside(world, edited.content)))
    assert page.count("Changed here by Bob, 12 August 2026") == 3
    edited.put("Plan", edited.row_of("Plan", world.second_activity.name), "Place", "There")
    second = Activity.objects.get(pk=world.second_activity.pk)
    second.place = "Here"
    second.save()
    conflicts = look_into(world.plan, edited.content).conflicts
    assert len(conflicts) == 4
    with django_assert_num_queries(1):
        last_changed(conflicts)


def test_places_of_one_table_have_no_sheet(world):
    content = take(world.plan, "table").content.decode("utf-8-sig").replace("2400.50", "much")
    [wrong] = look_into(world.plan, content.encode()).wrong
    assert re.fullmatch(r"Cell [A-Z]{1,2}\d", str(wrong.place))


def test_a_file_of_another_plan_is_turned_away_before_anything_is_said_of_it(world, signed_in):
    other = Workplan.objects.begin(world.team, date(2029, 7, 1))
    alice = signed_in(world.alice)
    file = SimpleUploadedFile("plan.xlsx", workbook_of(other))
    page = fill_in(alice, reverse("workplans:exchange_upload", args=[world.plan.pk]), file=file)
    assert "taken along from another workplan" in says(page)
    assert not Import.objects.exists()
    page = alice.get(put_aside(world, workbook_of(other)))
    assert "This file is of another workplan" in says(page)
    assert "different from the plan" not in says(page)


def test_a_page_with_conflicts_of_every_kind_needs_few_queries(world, signed_in, django_assert_max_num_queries):
    lacking = readiness(world, "Transport")
    edited = Edited(world.plan)
    for row in (world.objective, world.output, world.activity):
        edited.put("Plan", edited.row_of("Plan", row.name), "Name", f"{row.name}, there")
    for heading, value in (("Baseline", 1), ("Quarter 2", 2)):
        edited.put("Indicators", 2, heading, value)
    edited.put("Money", edited.row_of("Money", world.activity.name), "State budget", 3)
    edited.put("Readiness", edited.row_of("Readiness", lacking.name), "What is missing", "Keys")
    for row in (world.objective, world.output, world.activity):
        row.name = f"{row.name}, here"
        row.save()
    second = world.second_activity
    edited.put("Plan", edited.row_of("Plan", second.name), "From", "2026-09-02")
    second.months, second.starts_on, second.ends_on = [], date(2026, 9, 3), date(2026, 9, 30)
    second.save()
    lacking.note = "Doors"
    lacking.save()
    world.indicator.baseline = 8
    world.indicator.save()
    world.indicator.targets.filter(quarter__number=2).first().delete()
    Allocation.objects.put(world.activity, {world.source: 9})
    alice, address = signed_in(world.alice), put_aside(world, edited.content)
    assert connection.features.has_json_object_function  # asked of a database once
    with django_assert_max_num_queries(20):
        page = says(alice.get(address))
    assert "decide on 8 cells" in page
    assert page.count("Changed here") == 8
