"""A plan taken along as a workbook and brought back: exactly what was changed in it, and nothing that was not."""

from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from tests.pages import fill_in, filled, says
from tests.workplans.edited import Edited
from tests.world import readiness, workbook_file, workbook_of
from workplans.bringing import look_at
from workplans.exchange.apply import apply_plan
from workplans.exchange.planfile import read_plan
from workplans.exchange.returned import is_returned, read_returned
from workplans.models import Activity, Allocation, Import, Objective, Output, Target, Workplan
from workplans.queries.snapshot import snapshot
from workplans.rules.threeway import bring_together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

REAL = Path(__file__).parents[3] / "shared/real-data"
MONTHS = ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12"]


def look_into(plan, content):
    return look_at(plan, read_returned(content))[0]


def bring(client, world, content, **choices):
    """Uploads a workbook as a person does and presses the button of the page that follows."""
    file = SimpleUploadedFile("plan.xlsx", content)
    answer = fill_in(client, reverse("workplans:exchange_upload", args=[world.plan.pk]), file=file)
    address = answer.url if answer.status_code == 302 else answer.redirect_chain[-1][0]
    page = client.get(address)
    return address, page, client.post(address, filled(page) | choices)


def test_a_round_trip_without_a_change_changes_nothing(world):
    readiness(world)
    look = look_into(world.plan, workbook_of(world.plan))
    assert look.is_nothing
    assert not look.wrong


@pytest.mark.usefixtures("first_content")
def test_a_round_trip_of_every_demo_plan_changes_nothing():
    call_command("seed_demo", stdout=StringIO())
    assert Workplan.objects.count() > 5
    for plan in Workplan.objects.select_related("team"):
        look = look_into(plan, workbook_of(plan))
        assert (look.changes, look.new, look.wrong, look.gone_there) == ([], [], [], [])


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
def test_a_round_trip_of_the_plan_of_a_real_file_changes_nothing(world):
    files = [*REAL.glob("*/*.xlsx")]
    read = [file for file in files if bring_in(file, world.plan)]
    assert read
    look = look_into(world.plan, workbook_of(world.plan))
    assert (look.changes, look.new, look.wrong) == ([], [], [])


def bring_in(file, plan):
    """Whether a file was read into the plan."""
    try:
        apply_plan(read_plan(file, file.name), plan)
    except Exception:  # noqa: BLE001  # whatever cannot be read is told elsewhere
        return False
    return True


def test_twenty_cells_are_twenty_changes(world, signed_in):
    plan, alice = world.plan, signed_in(world.alice)
    lacking = readiness(world)
    edited = Edited(plan)
    row, second = edited.row_of("Plan", world.activity.name), edited.row_of("Plan", world.second_activity.name)
    edited.put("Plan", row, "Name", "Buy three beds")
    edited.put("Plan", row, "Place", "Amani ward")
    edited.put("Plan", row, "Code", "A7")
    edited.put("Plan", row, "Funders, in words", "The council")
    edited.put("Plan", row, "Practice", "Organise")
    edited.put("Plan", row, "Responsible", "A friend")
    for month in MONTHS:
        cell = edited.cell("Plan", second, month)
        cell.value = None if cell.value else "x"
    edited.put("Plan", edited.row_of("Plan", world.objective.name), "Name", "Fewer mothers die")
    edited.put("Indicators", 2, "Baseline", 12)
    edited.put("Indicators", 2, "Target for the year", "61.5")
    edited.put("Indicators", 2, "Quarter 2", 47)
    edited.put("Money", edited.row_of("Money", world.activity.name), "State budget", 777.77)
    edited.put("Money", edited.row_of("Money", world.activity.name), "Global fund", None)
    edited.put("Readiness", edited.row_of("Readiness", lacking.name), "What is missing", "Keys")
    edited.put("Readiness", edited.row_of("Readiness", lacking.name), "By when", "2026-12-01")
    look = look_into(plan, edited.content)
    assert (len(look.changes), look.new, look.wrong, look.conflicts) == (20, [], [], [])
    _address, page, answer = bring(alice, world, edited.content)
    assert "20 cells would change" in says(page)
    assert answer.status_code == 302
    activity = Activity.objects.get(pk=world.activity.pk)
    assert (activity.name, activity.place, activity.code) == ("Buy three beds", "Amani ward", "A7")
    assert (activity.responsible, activity.post, activity.practice) == ("A friend", None, "organise")
    assert {str(one.amount) for one in activity.allocations.all()} == {"777.77"}
    assert str(Target.objects.get(indicator=world.indicator, quarter__number=2).value.normalize()) == "47"
    assert activity.history.first().history_user == world.alice
    assert "plan.xlsx" in activity.history.first().history_change_reason
    assert not look_into(plan, edited.content).changes
    assert Import.objects.get(name="plan.xlsx").came_back


def test_what_was_changed_on_both_sides_is_decided_cell_by_cell(world, signed_in):
    alice = signed_in(world.alice)
    edited = Edited(world.plan)
    row = edited.row_of("Plan", world.activity.name)
    edited.put("Plan", row, "Place", "There")
    edited.put("Plan", row, "Code", "T1")
    activity = Activity.objects.get(pk=world.activity.pk)
    activity.place, activity.code = "Here", "H1"
    activity.save()
    address, page, answer = bring(alice, world, edited.content)
    assert "Changed on both sides" in says(page)
    assert "Decide which of the two it is to be." in says(answer)
    assert Activity.objects.get(pk=activity.pk).place == "Here"
    places = [change.heading for change in look_into(world.plan, edited.content).conflicts]
    choices = {f"cell_{places.index('Place')}": "there", f"cell_{places.index('Code')}": "here"}
    assert alice.post(address, filled(alice.get(address)) | choices).status_code == 302
    activity.refresh_from_db()
    assert (activity.place, activity.code) == ("There", "H1")


def test_nothing_is_brought_in_that_was_not_on_the_page(world, signed_in):
    """The plan changes between the look and the button: the page comes back with what stands now."""
    alice = signed_in(world.alice)
    edited = Edited(world.plan)
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "Place", "There")
    address = reverse("workplans:exchange_return", args=[workbook_file(world, edited.content).pk])
    form = filled(alice.get(address))
    activity = Activity.objects.get(pk=world.activity.pk)
    activity.place = "Here"
    activity.save()
    answer = alice.post(address, form)
    assert "was changed while you looked" in says(answer)
    assert Activity.objects.get(pk=activity.pk).place == "Here"
    assert alice.post(address, filled(answer) | {"cell_0": "there"}).status_code == 302
    assert Activity.objects.get(pk=activity.pk).place == "There"


def test_a_second_press_brings_it_in_once(world, signed_in):
    alice = signed_in(world.alice)
    edited = Edited(world.plan)
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "Place", "There")
    address = reverse("workplans:exchange_return", args=[workbook_file(world, edited.content).pk])
    form = filled(alice.get(address))
    before = world.activity.history.count()
    for _press in range(2):
        assert alice.post(address, form).status_code == 302
    assert world.activity.history.count() == before + 1


def test_new_rows_stand_below_what_they_were_written_under(world, signed_in):
    alice = signed_in(world.alice)
    edited = Edited(world.plan)
    page = edited.book["Plan"]
    place = edited.row_of("Plan", world.activity.name) + 1
    page.insert_rows(place, 3)
    edited.put("Plan", place, "Name", "One more activity")
    edited.put("Plan", place, "2026-08", "x")
    edited.put("Plan", place + 1, "What it is", "Output")
    edited.put("Plan", place + 1, "Name", "One more output")
    edited.put("Plan", place + 2, "Name", "Its activity")
    address, shown, answer = bring(alice, world, edited.content)
    assert "3 rows are new" in says(shown)
    assert answer.status_code == 302, says(answer)
    assert Activity.objects.get(name="One more activity").output == world.output
    assert Activity.objects.get(name="One more activity").months == ["2026-08"]
    assert Activity.objects.get(name="Its activity").output == Output.objects.get(name="One more output")
    assert Output.objects.get(name="One more output").objective == world.objective
    assert alice.get(address).status_code == 302


def test_a_row_that_is_gone_in_the_file_stays_and_one_gone_here_is_told(world):
    edited = Edited(world.plan)
    edited.put("Plan", edited.row_of("Plan", world.second_activity.name), "Place", "There")
    edited.book["Plan"].delete_rows(edited.row_of("Plan", world.activity.name))
    content = edited.content
    Activity.objects.get(pk=world.second_activity.pk).delete()
    look = look_into(world.plan, content)
    assert world.activity.name in look.gone_there
    assert look.gone_here == [world.second_activity.name]
    assert look.is_nothing


WRONG = [
    ("Name", None, "A name cannot be empty."),
    ("Practice", "Dream", "“Dream” is not in the list."),
    ("From", "soon", "“soon” is not a day, or could be two."),
    ("Code", "x" * 99, "This is longer than the 60 characters that fit."),
    ("Responsible", "x" * 300, "This is longer than the 200 characters that fit."),
]


@pytest.mark.parametrize(("heading", "value", "words"), WRONG)
def test_what_is_wrong_is_said_with_its_cell_and_nothing_is_written(heading, value, words, world, signed_in):
    edited = Edited(world.plan)
    row = edited.row_of("Plan", world.activity.name)
    edited.put("Plan", row, heading, value)
    before = snapshot(world.plan)
    _address, page, answer = bring(signed_in(world.alice), world, edited.content)
    assert words in says(page)
    assert edited.cell("Plan", row, heading).coordinate in says(page)
    assert "Mend in the file what is wrong in it" in says(answer)
    assert snapshot(world.plan) == before


@pytest.mark.parametrize("value", ["a lot", -5, "1e30", "0.001", "NaN"])
def test_an_amount_that_is_none_is_refused(value, world):
    edited = Edited(world.plan)
    edited.put("Money", edited.row_of("Money", world.activity.name), "State budget", value)
    assert len(look_into(world.plan, edited.content).wrong) == 1


def test_days_that_cross_are_refused_with_their_row_and_nothing_is_written(world, signed_in):
    edited = Edited(world.plan)
    row = edited.row_of("Plan", world.activity.name)
    edited.put("Plan", edited.row_of("Plan", world.objective.name), "Name", "Another name")
    edited.put("Plan", row, "From", "2026-12-01")
    edited.put("Plan", row, "To", "2026-08-01")
    _address, _page, answer = bring(signed_in(world.alice), world, edited.content)
    assert "The last day cannot be before the first." in says(answer)
    assert Objective.objects.get(pk=world.objective.pk).name == world.objective.name


def test_a_workbook_of_another_plan_is_turned_away(world, signed_in):
    other = Workplan.objects.exclude(pk=world.plan.pk).first() or Workplan.objects.begin(
        world.plan.team, world.plan.starts_on.replace(year=world.plan.starts_on.year + 1)
    )
    address = reverse("workplans:exchange_return", args=[workbook_file(world, workbook_of(other)).pk])
    alice = signed_in(world.alice)
    answer = alice.post(address, filled(alice.get(address)))
    assert "taken along from another workplan" in says(answer)


def test_a_workbook_that_lost_what_it_kept_is_told_so(world, signed_in):
    book = load_workbook(BytesIO(workbook_of(world.plan)))
    book["lm-plan"]["A1"].value = "{"
    out = BytesIO()
    book.save(out)
    file = SimpleUploadedFile("plan.xlsx", out.getvalue())
    answer = fill_in(signed_in(world.alice), reverse("workplans:exchange_upload", args=[world.plan.pk]), file=file)
    assert "Take the plan along again." in says(answer)


LIVE = ["=cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "+1+1", "-1+1", "=HYPERLINK(1)"]


@pytest.mark.parametrize("text", LIVE)
def test_a_formula_that_was_typed_never_comes_out_live(text, world):
    activity = Activity.objects.get(pk=world.activity.pk)
    activity.name = activity.place = activity.code = text
    activity.save()
    world.source.name = text
    world.source.save()
    content = workbook_of(world.plan)
    book = load_workbook(BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(str(cell.value or "").strip() == text.strip() for cell in cells) >= 4
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert all(cell.quotePrefix for cell in cells if str(cell.value or "").startswith(text.strip()[0]))
    assert look_into(world.plan, content).is_nothing


def test_the_sheets_are_made_to_work_in(world):
    readiness(world)
    book = load_workbook(BytesIO(workbook_of(world.plan)))
    assert book.sheetnames == ["Read me first", "Plan", "Indicators", "Money", "Readiness", "lm-plan"]
    assert book["lm-plan"].sheet_state == "veryHidden"
    for name in ("Plan", "Indicators", "Money", "Readiness"):
        assert book[name].freeze_panes
        assert book[name].column_dimensions["A"].hidden
    lists = [rule.formula1 for rule in book["Plan"].data_validations.dataValidation]
    assert any("Organise" in words for words in lists)
    total = sum(cell.value for row in book["Money"].iter_rows(min_row=2, min_col=4) for cell in row if cell.value)
    assert f"{total:.2f}" == f"{sum(one.amount for one in Allocation.objects.filter(workplan=world.plan)):.2f}"


def test_it_runs_from_right_to_left_where_the_reader_does_and_is_known_again(world):
    with override("ar"):
        edited = Edited(world.plan)
    assert edited.book["Plan"].sheet_view.rightToLeft
    edited.put("Plan", edited.row_of("Plan", world.activity.name), "Place", "There")
    assert [change.cell.there for change in look_into(world.plan, edited.content).changes] == ["There"]


def test_an_ordinary_file_is_not_one_of_these():
    assert not is_returned(b"Activity;Place\nBuy beds;Amani\n")


def test_both_sides_the_same_is_no_change():
    brought = bring_together({"a": {"x": "1"}}, {"a": {"x": "2"}}, {"a": {"x": "2"}})
    assert brought.cells == []


def test_a_new_activity_brings_its_money_and_what_measures_it(world, signed_in):
    alice = signed_in(world.alice)
    edited = Edited(world.plan)
    edited.book["Plan"].append([None, None, None, None, "Buy six beds"])
    edited.book["Money"].append([None, None, "Buy six beds"])
    edited.put("Money", edited.row_of("Money", "Buy six beds"), "State budget", 450.5)
    edited.book["Indicators"].append([None, None, "buy six  BEDS"])
    row = edited.row_of("Indicators", "buy six  BEDS")
    for heading, value in (("Indicator", "Beds in use"), ("Baseline", 2), ("Quarter 3", 6)):
        edited.put("Indicators", row, heading, value)
    _address, page, answer = bring(alice, world, edited.content)
    assert "3 rows are new" in says(page)
    assert answer.status_code == 302, says(answer)
    activity = Activity.objects.get(name="Buy six beds")
    assert [str(one.amount) for one in activity.allocations.all()] == ["450.50"]
    assert [(one.name, one.baseline, one.targets.get().value) for one in activity.indicators.all()] == [
        ("Beds in use", 2, 6)
    ]


@pytest.mark.parametrize(
    ("sheet", "columns", "words"),
    [
        ("Money", {"Activity": "Nobody knows this"}, "No new activity of this name"),
        ("Money", {"Activity": "Agree the night roster"}, "One that is in the plan has its row here"),
        ("Indicators", {"Indicator": "Beds"}, "Write under “Measures”"),
        ("Indicators", {"Measures": "Agree the night roster"}, "A name cannot be empty."),
    ],
)
def test_what_was_added_has_to_belong_to_something(sheet, columns, words, world):
    edited = Edited(world.plan)
    row = edited.book[sheet].max_row + 1
    for heading, value in columns.items():
        edited.put(sheet, row, heading, value)
    assert words in " ".join(one.words for one in look_into(world.plan, edited.content).wrong)


def test_of_several_that_are_called_alike_the_number_says_which(world):
    Activity.objects.create(output=world.second_output, name=world.activity.name)
    edited = Edited(world.plan)
    row = edited.book["Indicators"].max_row + 1
    edited.put("Indicators", row, "Measures", world.activity.name)
    edited.put("Indicators", row, "Indicator", "Midwives trained")
    assert "Several have this name" in look_into(world.plan, edited.content).wrong[0].words
    edited.put("Indicators", row, "Number", "1.1.1")
    look = look_into(world.plan, edited.content)
    assert (look.wrong, look.new[0].added.under) == ([], f"activity-{world.activity.pk}")
