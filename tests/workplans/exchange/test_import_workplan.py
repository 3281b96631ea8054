"""manage.py import_workplan: from a team's file to its plan, or nothing at all and a sentence that says why."""

import io
import json
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.urls import reverse

from teams.models import Team
from tests.workplans.exchange.files import REAL_PLAN, workbook
from workplans.models import Activity, Allocation, Indicator, Objective, Output, Target, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PLAN = [
    ["Objective", "Output", "Code", "Activity", "Responsible", "Jul", "GAVI", "State budget"],
    ["Fewer deaths", "Vaccinated children", "A1", "Vaccinate by boat", "Nursing officer", "x", 1000.5, 20],
    ["Fewer deaths", "Vaccinated children", "A2", "Supervise", "Matron", None, None, -5],
]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook(PLAN))
    return path


def run(*arguments):
    """What the command says."""
    said = io.StringIO()
    call_command("import_workplan", *map(str, arguments), stdout=said)
    return said.getvalue()


def told(*arguments):
    """What the command says to a program."""
    return json.loads(run(*arguments, "--json"))


def all_there_is():
    models = (Workplan, Objective, Output, Activity, Indicator, Target, Allocation)
    return [model.objects.count() for model in models] + [model.history.count() for model in models]


def test_a_program_is_told_what_was_done_in_a_fixed_shape(file, world):
    report = told(file, "--team", "baraka")
    [problem_without_money, *_others] = report["problems"]
    assert list(report) == ["rows", "created", "changed", "unchanged", "money", "problems"]
    assert report["rows"] == 2
    assert report["created"] == {"objective": 1, "output": 1, "activity": 2, "indicator": 0, "allocation": 2}
    assert (report["changed"], report["unchanged"]) == (0, 0)
    assert report["money"] == {"GAVI": "1000.5", "State budget": "20"}
    assert [list(problem) for problem in report["problems"]] == [["row", "cell", "kind", "message"]]
    assert (problem_without_money["row"], problem_without_money["cell"]) == (3, "H3")
    assert problem_without_money["kind"] == "negative-amount"


def test_a_person_is_told_in_words_with_the_first_problems(file, world):
    words = run(file, "--team", "baraka")
    assert "Baraka district health team, Workplan 2026" in words
    assert "2 rows read. New: 1 objective, 1 output, 2 activity" in words
    assert "Activities changed: 0, unchanged: 0." in words
    assert "GAVI: 1,000.5" in words
    assert "H3: The amount is -5, below zero. Correct it." in words


def test_the_second_time_nothing_changes(file, world):
    told(file, "--team", "baraka")
    before = all_there_is()
    report = told(file, "--team", "baraka")
    assert set(report["created"].values()) == {0}
    assert (report["changed"], report["unchanged"]) == (0, 2)
    assert all_there_is() == before


def test_a_try_writes_nothing_and_says_the_same(file, world):
    before = all_there_is()
    words = run(file, "--team", "baraka", "--dry-run")
    tried = told(file, "--team", "baraka", "--dry-run")
    assert "nothing was written, this was a try." in words
    assert all_there_is() == before
    assert told(file, "--team", "baraka") == tried


def test_it_goes_into_the_plan_that_runs_today(file, world):
    told(file, "--team", "amani")
    assert Activity.objects.get(code="A1").workplan == world.plan
    assert "plan.xlsx" in Activity.objects.get(code="A1").history.get().history_change_reason


def test_a_year_says_which_plan_is_meant(file, world):
    later = Workplan.objects.begin(world.team, date(2028, 7, 1))
    told(file, "--team", "amani", "--year", 2028)
    assert Activity.objects.get(code="A1").workplan == later
    assert Activity.objects.get(code="A1").months == ["2028-07"]


@pytest.mark.parametrize(
    ("starts", "year", "first"),
    [
        ((1, 1), [], date(2026, 1, 1)),
        ((10, 1), [], date(2025, 10, 1)),
        ((7, 8), [], date(2026, 7, 8)),
        ((7, 8), ["--year", 2027], date(2027, 7, 8)),
    ],
)
def test_a_plan_is_made_where_there_is_none(starts, year, first, file, world, settings):
    settings.YEAR_STARTS, settings.CURRENCY = starts, "TZS"
    told(file, "--team", "baraka", *year)
    plan = Workplan.objects.get(team=world.other_team)
    assert (plan.starts_on, plan.currency, plan.quarters.count()) == (first, "TZS", 4)


def refused(*arguments):
    """The sentence with which a command is refused; it leaves nothing behind."""
    before = all_there_is()
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert all_there_is() == before
    return str(refusal.value)


def test_what_is_not_there_is_named(file, world, tmp_path):
    assert "There is no team with the code “chamba”." in refused(file, "--team", "chamba")
    assert "There is no file" in refused(tmp_path / "none.xlsx", "--team", "baraka")
    assert "There is no file" in refused(tmp_path, "--team", "baraka")
    assert refused(file, "--team", "baraka", "--mapping", tmp_path / "none.json")
    assert "--team" in refused(file)


@pytest.mark.parametrize("year", ["0", "-1", "26", "99999", "next"])
def test_a_year_that_is_none_is_refused(year, file, world):
    assert "--year" in refused(file, "--team", "baraka", f"--year={year}")


def test_a_year_in_which_the_team_has_half_a_plan_is_refused_in_words(file, world):
    Workplan.objects.begin(world.other_team, date(2026, 10, 1))
    assert "Two cannot cover the same days" in refused(file, "--team", "baraka", "--year", 2027)


def broken():
    """Files that are no plan, or were made to do harm."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(PLAN))) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, "<row/>" * 20_000_000 if "sheet1" in part else old.read(part))
    old_office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    return {
        "empty": (b"", "empty"),
        "corrupt": (workbook(PLAN)[:2000], ""),
        "encrypted": (old_office + "EncryptedPackage".encode("utf-16-le"), "password"),
        "bomb": (bomb.getvalue(), "far larger"),
        "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "picture"),
        "not a plan": (workbook([["Name", "Age"], ["Ana", 3]]), "not a plan"),
    }


@pytest.mark.parametrize("what", ["empty", "corrupt", "encrypted", "bomb", "picture", "not a plan"])
def test_a_file_that_is_no_plan_is_refused_in_words_and_leaves_nothing(what, world, tmp_path):
    content, words = broken()[what]
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    assert words in refused(path, "--team", "baraka")


def test_signs_that_no_database_holds_do_not_stop_an_import(world, tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook([["Activity", "Responsible", "Notes"], ["Vaccinate", "Nurse", "a_x0000_b"], ["b", "c"]]))
    told(path, "--team", "baraka")
    assert Activity.objects.filter(workplan__team=world.other_team).count() == 2


def test_a_mapping_says_what_a_column_is(world, tmp_path):
    path, mapping = tmp_path / "plan.csv", tmp_path / "columns.json"
    path.write_text("What,Ours\nVaccinate by boat,Matron\nSupervise,Nurse\n")
    mapping.write_text(json.dumps({"columns": {"What": "activity", "Ours": "responsible"}}))
    assert "not a plan" in refused(path, "--team", "baraka")
    assert told(path, "--team", "baraka", "--mapping", mapping)["created"]["activity"] == 2


real = pytest.mark.skipif(not REAL_PLAN.exists(), reason="the real plan is not here")
REAL = {
    "rows": 326,
    "created": {"objective": 17, "output": 83, "activity": 326, "allocation": 323},
    "kinds": {
        "quarters-do-not-sum": 62,
        "several-funders": 48,
        "no-money": 43,
        "conflicting-indicator": 21,
        "conflicting-target": 20,
        "negative-target": 3,
    },
}


@pytest.fixture
def ministry(world):
    return Team.objects.create(unit=world.units["country"], name="Ministry", code="ministry")


@real
def test_a_ministrys_plan_comes_whole_and_only_once(ministry):
    found = next(REAL_PLAN.glob("dnsp_pes_*.xlsx"))
    report = told(found, "--team", "ministry")
    created = {kind: report["created"][kind] for kind in REAL["created"]}
    assert (report["rows"], created) == (REAL["rows"], REAL["created"])
    assert (report["changed"], report["unchanged"]) == (0, 0)
    assert len(report["money"]) == 5
    assert sum(map(Decimal, report["money"].values())) == Decimal("9099728127.03")
    assert Counter(problem["kind"] for problem in report["problems"]) == REAL["kinds"]

    kept = Activity.objects.filter(workplan__team=ministry)
    assert Allocation.objects.filter(workplan__team=ministry).aggregate(Sum("amount")) == {
        "amount__sum": Decimal("9099728127.03")
    }
    assert kept.aggregate(Sum("stated_gap")) == {"stated_gap__sum": Decimal("-2084518288.03")}
    assert Target.objects.filter(value__lt=0).exists(), "negative targets are kept as they are"

    before = all_there_is()
    again = told(found, "--team", "ministry")
    assert (set(again["created"].values()), again["changed"], again["unchanged"]) == ({0}, 0, 326)
    assert again["problems"] == report["problems"]
    assert all_there_is() == before


@real
def test_the_money_of_a_ministrys_plan_stands_on_its_pages_to_the_cent(ministry, world, signed_in):
    told(next(REAL_PLAN.glob("dnsp_pes_*.xlsx")), "--team", "ministry")
    plan, browser = ministry.workplans.get(), signed_in(world.ruth)
    asked = {}
    for way in ("source", "objective", "quarter", "place"):
        page = browser.get(reverse("workplans:organise_money", args=[plan.pk]), {"by": way})
        asked[way] = sum(line.sums.asked for line in page.context["lines"])
        assert "2,084,518,288.03" in page.content.decode()
    assert set(asked.values()) == {Decimal("9099728127.03")}
    by_source = browser.get(reverse("workplans:organise_money", args=[plan.pk]))
    assert len(by_source.context["lines"]) == 5
    assert "9,099,728,127.03" in by_source.content.decode()
    missing = browser.get(reverse("workplans:organise_gap", args=[plan.pk]))
    assert len(missing.context["money"].without_money) == REAL["kinds"]["no-money"]
    assert "43 activities have no money at all" in missing.content.decode()


@real
def test_a_ministrys_plan_as_text_is_the_same_plan(ministry):
    report = told(next(REAL_PLAN.glob("dnsp_pes_*.xlsx")), "--team", "ministry", "--dry-run")
    assert told(next(REAL_PLAN.glob("pesoe_*.csv")), "--team", "ministry") == report
    again = told(next(REAL_PLAN.glob("dnsp_pes_*.xlsx")), "--team", "ministry")
    assert (set(again["created"].values()), again["changed"], again["unchanged"]) == ({0}, 0, 326)
