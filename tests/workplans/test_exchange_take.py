"""A plan as files: what is made of it, where, and what comes back of it."""

import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override

from tests.pages import says
from tests.workplans.edited import Edited
from tests.world import bring_to, readiness
from workplans import reviewing
from workplans.bringing import Decided, bring_back, look_at
from workplans.exchange.apply import apply_plan
from workplans.exchange.onetable import written_table
from workplans.exchange.planfile import read_plan
from workplans.exchange.returned import is_returned, read_returned
from workplans.models import Activity, Allocation, Import, Indicator, Workplan
from workplans.queries.snapshot import snapshot
from workplans.taking import WAYS, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

REAL = Path(__file__).parents[3] / "shared/real-data"


def table_of(plan):
    """The rows of a plan as one table, as a program reads them."""
    return list(csv.reader(StringIO(take(plan, "table").content.decode("utf-8-sig"))))


def content_of(rows):
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def look_into(plan, rows):
    return look_at(plan, read_returned(content_of(rows)))[0]


def cell(rows, name, heading):
    """(the row of what has this name, the place of a heading)."""
    place = rows[0].index("Name")
    return next(row for row in rows if row[place] == name), rows[0].index(heading)


def test_one_table_says_all_that_is_planned(world):
    readiness(world, "Transport")
    rows = table_of(world.plan)
    items = snapshot(world.plan)["items"]
    assert [row[0] for row in rows[1 : len(items) + 1]] == [f"{one['kind']}-{one['key']}" for one in items]
    row, place = cell(rows, world.activity.name, "State budget")
    asked = Allocation.objects.get(activity=world.activity, source=world.source).amount
    assert Decimal(row[place]) == asked
    assert cell(rows, "Transport", "Is it there?")[0][1] == "Structure or system"
    assert row[rows[0].index("Month 2026-08")] == "x"


def test_one_table_comes_back_without_a_change(world):
    readiness(world)
    look = look_into(world.plan, table_of(world.plan))
    assert (look.changes, look.new, look.wrong, look.gone_there) == ([], [], [], [])


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
def test_one_table_of_the_plan_of_a_real_file_comes_back_without_a_change(world):
    [file] = REAL.glob("*/pesoe_*.csv")
    apply_plan(read_plan(file, file.name), world.plan)
    assert Activity.objects.filter(workplan=world.plan).count() > 300
    look = look_into(world.plan, table_of(world.plan))
    assert (look.changes, look.new, look.wrong) == ([], [], [])


def test_what_was_changed_and_added_in_one_table_is_brought_in(world):
    rows = table_of(world.plan)
    row, place = cell(rows, world.activity.name, "State budget")
    row[place] = "81.25"
    row[rows[0].index("Place")] = "Kima"
    new = dict.fromkeys(rows[0], "")
    added = [
        new | {"What it is": "Activity", "Name": "Buy six beds", "State budget": "450", "Month 2026-09": "x"},
        new | {"What it is": "Indicator", "Name": "Beds in use", "Measures": "Buy six beds", "Quarter 3": "6"},
    ]
    rows[3:3] = [list(one.values()) for one in added]
    look = look_into(world.plan, rows)
    assert (len(look.changes), len(look.new), look.wrong) == (2, 3, [])
    imported = Import.objects.create(workplan=world.plan, name="plan.csv")
    assert bring_back(imported, read_returned(content_of(rows)), Decided(look.seen), world.alice) == 5
    activity = Activity.objects.get(name="Buy six beds")
    assert (activity.months, activity.allocations.get().amount) == (["2026-09"], 450)
    assert Indicator.objects.get(name="Beds in use").activity == activity
    assert Activity.objects.get(pk=world.activity.pk).place == "Kima"


def test_a_row_of_one_table_that_is_there_twice_is_told(world):
    rows = table_of(world.plan)
    assert len(look_into(world.plan, [*rows, rows[-1]]).wrong) == 1


def test_a_column_that_one_table_lacks_is_left_as_it_is(world):
    rows = [row[:5] for row in table_of(world.plan)]
    assert look_into(world.plan, rows).is_nothing


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "+1+1", "-1+1", "'quoted", "''=1"])
def test_a_formula_that_was_typed_never_comes_out_live_in_one_table(text, world):
    activity = Activity.objects.get(pk=world.activity.pk)
    activity.name = activity.place = text
    activity.save()
    world.source.name = text
    world.source.save()
    rows = table_of(world.plan)
    assert not [value for row in rows for value in row if value[:1] in ("=", "+", "@", "\t")]
    assert sum(value == f"'{text}" for row in rows for value in row) == 3
    assert look_into(world.plan, rows).is_nothing


def test_one_table_in_another_language_is_known_again(world):
    with override("ar"):
        content = written_table(world.plan, snapshot(world.plan), [])
    assert is_returned(content)
    assert look_at(world.plan, read_returned(content))[0].is_nothing


def test_the_page_offers_every_file_and_those_of_a_version(world, signed_in):
    vera = signed_in(world.vera)
    address = reverse("workplans:exchange_take", args=[world.plan.pk])
    page = vera.get(address)
    for way in WAYS.values():
        assert str(way.label) in says(page)
    assert "Bring a file back" not in says(page)
    bring_to(world, world.plan, "approved")
    page = vera.get(address, {"version": "1"})
    assert f"{reverse('workplans:exchange_file', args=[world.plan.pk, 'a4'])}?version=1" in page.content.decode()
    assert f"{reverse('workplans:exchange_file', args=[world.plan.pk, 'workbook'])}?" not in page.content.decode()
    for wrong in ("2", "x", "-1", "9" * 30):
        assert vera.get(address, {"version": wrong}).status_code == 404


@pytest.mark.parametrize("way", WAYS)
def test_a_file_has_its_name_its_type_and_says_that_it_is_there(way, world, signed_in):
    alice = signed_in(world.alice)
    answer = alice.get(reverse("workplans:exchange_file", args=[world.plan.pk, way]), {"made": "abc1"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == WAYS[way].kind
    name = f"Amani district health team, 2026.{WAYS[way].ending}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'  # a bare comma would end it
    assert answer.cookies["made"].value == "abc1"
    assert answer.cookies["made"]["path"] == reverse("workplans:exchange_take", args=[world.plan.pk])
    assert not alice.get(answer.request["PATH_INFO"], {"made": "a;b"}).cookies.get("made")


def test_a_file_of_a_version_is_of_that_version(world, signed_in):
    alice = signed_in(world.alice)
    bring_to(world, world.plan, "approved")
    address = reverse("workplans:exchange_file", args=[world.plan.pk, "word"])
    assert (
        "Amani district health team, 2026, Version 1.docx"
        in alice.get(address, {"version": "1"})["Content-Disposition"]
    )
    assert alice.get(address, {"version": "7"}).status_code == 404
    workbook = reverse("workplans:exchange_file", args=[world.plan.pk, "workbook"])
    assert alice.get(workbook, {"version": "1"}).status_code == 404
    assert alice.get(reverse("workplans:exchange_file", args=[world.plan.pk, "stone"])).status_code == 404


def command(name, file, *more, **options):
    out = StringIO()
    call_command(name, str(file), "--team", "amani", "--year", "2026", *more, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_the_command_wrote_it_reads_back(ending, world, tmp_path):
    readiness(world)
    file, before = tmp_path / f"plan.{ending}", snapshot(world.plan)
    assert file.name in command("export_workplan", file)
    told = json.loads(command("import_workplan", file, "--json"))
    assert told == {"cells": 0, "rows": 0, "left_out": 0, "kept_here": 0, "wrong": [], "remarks": []}
    assert snapshot(world.plan) == before
    assert not world.plan.imports.exists()
    activity = Activity.objects.get(pk=world.activity.pk)
    activity.place = "Elsewhere"
    activity.save()
    if ending == "csv":
        assert "1 change" in command("import_workplan", file, "--dry-run")
        assert Activity.objects.get(pk=world.activity.pk).place == "Elsewhere"
        assert "1 change" in command("import_workplan", file)
        assert Activity.objects.get(pk=world.activity.pk).place == "Amani hospital"
    else:
        assert "0 changes" in command("import_workplan", file)


def test_the_command_wants_to_know_what_counts_where_both_sides_changed(world, tmp_path):
    edited = Edited(world.plan)
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "Place", "There")
    activity = Activity.objects.get(pk=world.activity.pk)
    activity.place = "Here"
    activity.save()
    file = tmp_path / "plan.xlsx"
    file.write_bytes(edited.content)
    with pytest.raises(CommandError, match="Changed in the plan and in the file"):
        command("import_workplan", file)
    command("import_workplan", file, "--conflicts", "here")
    assert Activity.objects.get(pk=world.activity.pk).place == "Here"
    command("import_workplan", file, "--conflicts", "file")
    assert Activity.objects.get(pk=world.activity.pk).place == "There"
    with pytest.raises(CommandError, match="taken along from another"):
        call_command("import_workplan", str(file), "--team", "baraka")


def test_the_command_says_what_is_wrong_in_a_file_that_comes_back(world, tmp_path):
    edited = Edited(world.plan)
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "Name", None)
    file = tmp_path / "plan.xlsx"
    file.write_bytes(edited.content)
    with pytest.raises(CommandError, match="A name cannot be empty"):
        command("import_workplan", file)
    bring_to(world, world.plan, "approved")
    reviewing.close(world.plan, world.sofia, date(2027, 1, 1))
    file.write_bytes(take(world.plan, "workbook").content)
    with pytest.raises(CommandError, match="The workplan is closed"):
        command("import_workplan", file)


@pytest.mark.parametrize(
    ("file", "options", "words"),
    [
        ("plan.doc", [], "ends in .xlsx"),
        ("plan.xlsx", ["--way", "a4"], "ends in .xlsx"),
        ("plan.pdf", ["--number", "3"], "no such version"),
        ("missing/plan.csv", [], "No such file"),
    ],
)
def test_the_command_says_what_it_cannot_write(file, options, words, world, tmp_path):
    with pytest.raises(CommandError, match=words):
        command("export_workplan", tmp_path / file, *options)


def test_the_command_says_which_plan_there_is_none_of(world, tmp_path):
    with pytest.raises(CommandError, match="no team with the code"):
        call_command("export_workplan", str(tmp_path / "plan.csv"), "--team", "nowhere")
    with pytest.raises(CommandError, match="has no such plan"):
        call_command("export_workplan", str(tmp_path / "plan.csv"), "--team", "amani", "--year", "2031")
    assert Workplan.objects.filter(team=world.team).exists()
