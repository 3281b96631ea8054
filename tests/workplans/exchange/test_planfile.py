"""No row is dropped, no value is invented: what a plan's file says is read, or named as a problem at its cell."""

import csv
import gc
import io
import time
from collections import Counter
from dataclasses import asdict
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from tests.workplans.exchange.files import REAL_PLAN, kinds, problem, workbook
from workplans.exchange.planfile import read_plan


def plan_of(*rows):
    return read_plan(workbook(list(rows)), "p.xlsx")


def tree(plan):
    return {
        objective.name: {output.name: [activity.name for activity in output.activities] for output in objective.outputs}
        for objective in plan.objectives
    }


def test_a_whole_small_plan():
    plan = plan_of(
        ["Objective", "Output", "Code", "Activity", "Indicator", "Unit", "Baseline", "Target", "Q1", "Q2", "Q3", "Q4", "Responsible",
         "District", "Start date", "End date", "GAVI", "Government", "Total", "Gap", "Donor", "Risk", "Remarks"],
        ["Fewer deaths", "Children vaccinated", "A1", "Outreach", "Sessions", "number", 10, 48, 12, 12, 12, 12, "Nurse in charge",
         "Maúa", date(2026, 2, 1), date(2026, 11, 30), 500, 250.5, 750.5, -20, "GAVI", "Rain", "Boat"],
    )  # fmt: skip
    [activity] = plan.activities
    [indicator] = activity.indicators
    assert kinds(plan) == []
    assert tree(plan) == {"Fewer deaths": {"Children vaccinated": ["Outreach"]}}
    assert (activity.row, activity.code, activity.responsible, activity.place) == (2, "A1", "Nurse in charge", "Maúa")
    assert (activity.starts_on, activity.ends_on) == (date(2026, 2, 1), date(2026, 11, 30))
    assert (indicator.name, indicator.unit, indicator.baseline, indicator.target) == ("Sessions", "number", 10, 48)
    assert indicator.quarter_targets == [12, 12, 12, 12]
    assert activity.allocations == [("GAVI", 500), ("Government", Decimal("250.5"))]
    assert (activity.gap, activity.funders, activity.needs_no_money) == (-20, "GAVI", False)
    assert activity.stated == {"Risk": "Rain", "Remarks": "Boat"}
    assert (plan.rows, plan.header_row, plan.sources) == (1, 1, ["GAVI", "Government"])


def test_blank_cells_below_a_merged_one_take_what_stands_above():
    plan = plan_of(
        ["Objective", "Output", "Activity", "Responsible"],
        ["O1", "P1", "a", "N"],
        [None, None, "b", "N"],
        [None, "P2", "c", "N"],
        ["O2", None, "d", "N"],
        ["O1", "P1", "e", "N"],
    )
    assert tree(plan) == {"O1": {"P1": ["a", "b", "e"], "P2": ["c"]}, "O2": {"O2": ["d"]}}


def test_levels_may_stand_in_rows_of_their_own():
    plan = plan_of(
        ["Objective", "Output", "Activity", "Responsible", "GAVI"],
        ["O1", None, None, None, None],
        [None, "P1", None, None, None],
        [None, None, "a", "N", 5],
        [None, "P2", None, None, 7],
        [None, None, "b", "N", 7],
    )
    assert tree(plan) == {"O1": {"P1": ["a"], "P2": ["b"]}}
    assert problem(plan, "total-row").row == 5
    assert plan.rows == 5


@pytest.mark.parametrize("place", [0, 1])
def test_headings_between_the_activities(place):
    def heading(text):
        return [text, None, None] if place == 0 else [None, text, None]

    plan = plan_of(
        ["No", "Activity", "Responsible"],
        heading("Objective 1: Fewer deaths"),
        heading("Output 1.1: Children vaccinated"),
        [1, "a", "N"],
        [2, "b", "N"],
        heading("Output 1.2: Mothers seen"),
        [3, "c", "N"],
    )
    assert tree(plan) == {
        "Objective 1: Fewer deaths": {"Output 1.1: Children vaccinated": ["a", "b"], "Output 1.2: Mothers seen": ["c"]}
    }
    assert kinds(plan) == []


def test_headings_without_a_word_that_says_so():
    plan = plan_of(
        ["Activity", "Responsible", "Target"],
        ["Maternal health", None, None],
        ["a", "N", 1],
        ["b", "N", 2],
        ["Malaria", None, None],
        ["c", "N", 3],
    )
    assert tree(plan) == {"Maternal health": {"Maternal health": ["a", "b"]}, "Malaria": {"Malaria": ["c"]}}


def test_an_activity_with_nothing_but_a_name_stays_one():
    plan = plan_of(["Activity", "Responsible"], ["a", "N"], ["b", None], ["c", "N"], ["d", None])
    assert [activity.name for activity in plan.activities] == ["a", "b", "c", "d"]


def test_without_objectives_the_programme_is_one_or_the_sheets_title():
    plan = plan_of(["Activity", "Responsible programme"], ["a", "Malaria"], ["b", "TB"], ["c", "Malaria"])
    assert tree(plan) == {"Malaria": {"Malaria": ["a", "c"]}, "TB": {"TB": ["b"]}}
    assert [activity.responsible for activity in plan.activities] == ["Malaria", "Malaria", "TB"]
    assert tree(plan_of(["Activity", "Responsible"], ["a", "Nurse"])) == {"Plan": {"Plan": ["a"]}}


def test_a_row_without_an_activity_is_kept_and_named():
    plan = plan_of(
        ["Activity", "Indicator", "Target", "GAVI", "Place"], ["a", "i", 1, 5, "X"], [None, "Sessions held", 3, 7, "Y"]
    )
    assert [activity.name for activity in plan.activities] == ["a", "Sessions held"]
    assert plan.activities[1].allocations == [("GAVI", 7)]
    assert (problem(plan, "no-name").row, problem(plan, "no-name").cell) == (3, "A3")


@pytest.mark.parametrize(
    "label",
    ["Total", "Sub-total", "SUBTOTAL", "Grand total", "Total geral", "Total objective 1", "Total de l'objectif"],
)
def test_sums_are_no_activities(label):
    plan = plan_of(["Activity", "Responsible", "GAVI"], ["a", "N", 5], [label, None, 5], ["b", "N", 6])
    assert [activity.name for activity in plan.activities] == ["a", "b"]
    assert problem(plan, "total-row").row == 3
    assert "5" in problem(plan, "total-row").message


def test_an_activity_whose_name_begins_with_total_is_one():
    plan = plan_of(["Activity", "Responsible"], ["Total quality management training", "N"], ["Total", "N"])
    assert len(plan.activities) == 2


def test_a_row_of_sums_without_a_word_is_told_by_its_sums():
    plan = plan_of(["Activity", "GAVI", "Government"], ["a", 5, 1], ["b", 6, 2], [None, 11, 3])
    assert [activity.name for activity in plan.activities] == ["a", "b"]
    assert kinds(plan) == ["total-row"]
    other = plan_of(["Activity", "GAVI", "Government"], ["a", 5, 1], ["b", 6, 2], [None, 11, 4])
    assert kinds(other) == ["no-name"]


def test_repeated_headings_and_closing_notes_are_told():
    plan = plan_of(
        ["No", "Activity", "Responsible"],
        [1, "a", "N"],
        ["No", "Activity", "Responsible"],
        [2, "b", "N"],
        ["Prepared by the district office"],
    )
    assert [activity.name for activity in plan.activities] == ["a", "b"]
    assert kinds(plan) == ["repeated-header", "text-row"]


def test_two_activities_of_the_same_name_are_two():
    plan = plan_of(["Code", "Activity"], ["A1", "Vaccinate"], ["A2", "Vaccinate"], ["A1", "Supervise"])
    assert len(plan.activities) == 3
    found = problem(plan, "duplicate-code")
    assert (found.row, found.cell) == (4, "A4")
    assert "row 2" in found.message


def test_what_cannot_be_read_stays_as_text():
    plan = plan_of(
        ["Activity", "Indicator", "Target", "Q1", "Start date", "GAVI"],
        ["a", "i", "about 50", "1,800", "in March", "1,200"],
    )
    [activity] = plan.activities
    assert activity.indicators[0].stated == {"Target": "about 50", "Q1": "1,800"}
    assert activity.stated == {"Start date": "in March", "GAVI": "1,200"}
    assert (activity.starts_on, activity.allocations, activity.indicators[0].target) == (None, [], None)
    assert Counter(kinds(plan)) == {"unreadable-target": 2, "unreadable-date": 1, "unreadable-amount": 1}
    assert problem(plan, "unreadable-amount").cell == "F2"


def test_other_columns_of_money_help_one_that_does_not_tell():
    plan = plan_of(["Activity", "GAVI", "Government"], ["a", "1,200", "2,500,000.00"], ["b", "2,300", "5.50"])
    assert [activity.allocations[0] for activity in plan.activities] == [("GAVI", 1200), ("GAVI", 2300)]
    doubtful = plan_of(["Activity", "GAVI", "Government"], ["a", "1,200", "2,500,000.00"], ["b", "2,300", "5,50"])
    assert kinds(doubtful) == ["unreadable-amount", "unreadable-amount"]


def test_another_currency_is_not_mixed_in():
    plan = plan_of(["Activity", "GAVI"], ["a", "MT 500"], ["b", "MT 600"], ["c", "USD 700"])
    assert [activity.allocations for activity in plan.activities] == [[("GAVI", 500)], [("GAVI", 600)], []]
    assert plan.activities[2].stated == {"GAVI": "USD 700"}
    assert kinds(plan) == ["other-currency"]
    assert plan.currencies == ["MZN", "USD"]


def test_percentages():
    plan = plan_of(
        ["Activity", "Indicator", "Baseline", "Target"], ["a", "Coverage", "45%", "80 %"], ["b", "Coverage", 0.4, "80%"]
    )
    one, two = (activity.indicators[0] for activity in plan.activities)
    assert (one.baseline, one.target, one.unit) == (45, 80, "%")
    assert (two.baseline, two.target, two.stated) == (Decimal("0.4"), None, {"Target": "80%"})


def test_a_target_of_nothing_named():
    plan = plan_of(["Activity", "Indicator", "Target"], ["a", None, 5], ["b", "i", 5])
    assert [activity.indicators[0].name for activity in plan.activities] == ["", "i"]
    assert problem(plan, "target-without-indicator").cell == "B2"
    assert kinds(plan_of(["Activity", "Target"], ["a", 5])) == []


def test_quarters_totals_and_signs_are_checked_at_their_cells():
    plan = plan_of(
        ["Activity", "Indicator", "Target", "Q1", "Q2", "Q3", "Q4", "GAVI", "Government", "Total"],
        ["a", "i", 103, 0, 52, 52, 0, 5, 6, 12],
        ["b", "i", 1, 2, -1, 0, 0, -5, 6, 1],
        ["c", "i", 9, None, None, None, None, 0, 0, 0],
        ["d", "i", None, 1, 1, 1, 1, 1, None, None],
    )
    assert [(found.cell, found.kind) for found in plan.problems] == [
        ("C2", "quarters-do-not-sum"), ("J2", "sources-do-not-sum"),
        ("E3", "negative-target"), ("H3", "negative-amount"), ("J4", "no-money"),
    ]  # fmt: skip
    assert plan.problems[0].message == "The quarters add up to 104, the year says 103. Correct one of them."
    assert plan.activities[1].allocations == [("GAVI", -5), ("Government", 6)]


def test_one_sum_goes_to_the_one_funder_who_is_named():
    plan = plan_of(
        ["Activity", "Budget", "Source of funds"],
        ["a", 5, "gavi"],
        ["b", 6, "GAVI, OMS"],
        ["c", 7, None],
        ["d", 8, "gavi"],
    )
    assert [activity.allocations for activity in plan.activities] == [
        [("gavi", 5)],
        [("", 6)],
        [("", 7)],
        [("gavi", 8)],
    ]
    assert kinds(plan) == ["several-funders", "no-source"]


def test_outputs_about_which_the_rows_disagree():
    plan = plan_of(
        ["Output", "Output indicator", "Output target", "Activity"],
        ["P1", "i", 1, "a"],
        ["P1", "i", 2, "b"],
        ["P1", "i", 1, "c"],
        ["P2", "i", 1, "d"],
        ["P2", "j", 1, "e"],
        ["P3", "k", -4, "f"],
        ["P3", None, None, "g"],
    )
    one, two, three = plan.outputs
    assert [(found.cell, found.kind) for found in plan.problems] == [
        ("C3", "conflicting-target"),
        ("B6", "conflicting-indicator"),
    ]
    assert (one.indicators[0].name, one.indicators[0].target) == ("i", None)
    assert two.indicators == []
    assert three.indicators[0].target == -4
    assert [activity.stated.get("Output target") for activity in plan.activities] == [
        "1",
        "2",
        "1",
        "1",
        "1",
        None,
        None,
    ]


def test_weeks_become_months_and_are_kept():
    weeks = [f"{month}_{week:02}" for week, month in enumerate(["Jan"] * 5 + ["Feb"] * 4 + ["Mar"] * 5, start=1)]
    plan = plan_of(
        ["Activity", *weeks], ["a", "x", None, "X", None, None, "2"], ["b", *[None] * 9, "x", "-", "0", "no"]
    )
    assert [activity.months for activity in plan.activities] == [(1, 2), (3,)]
    assert [activity.stated for activity in plan.activities] == [
        {"weeks": "Jan_01 Jan_03 Feb_06=2"},
        {"weeks": "Mar_10"},
    ]


def test_months_with_marks_and_with_numbers():
    plan = plan_of(["Activity", "Jan", "Feb 2026", "Março"], ["a", "x", None, 12])
    assert plan.activities[0].months == (1, 3)
    assert plan.activities[0].stated == {"Março": "12"}


def test_columns_without_a_heading_are_kept():
    plan = plan_of(
        ["Activity", None, "Note", "Note"], ["a", "b", "c", "d"], *[["e", "f"]] * 70, ["g", None, None, None, "late"]
    )
    assert plan.activities[0].stated == {"B": "b", "Note": "c", "Note (D)": "d"}
    assert plan.activities[-1].stated == {"E": "late"}


def test_dates_that_cross():
    plan = plan_of(["Activity", "Start date", "End date"], ["a", date(2026, 5, 1), date(2026, 4, 1)])
    assert problem(plan, "ends-before-start").cell == "C2"


real = pytest.mark.skipif(not REAL_PLAN.exists(), reason="the real plan is not here")


@pytest.fixture(scope="module")
def misau():
    return read_plan(next(REAL_PLAN.glob("dnsp_pes_*.xlsx")))


@real
def test_a_ministrys_plan_is_read_without_a_mapping(misau):
    allocations = [amount for activity in misau.activities for _source, amount in activity.allocations]
    assert (misau.sheet, misau.header_row, misau.rows) == ("PESOE", 1, 326)
    assert (len(misau.objectives), len(misau.outputs), len(misau.activities)) == (17, 83, 326)
    assert (len(allocations), sum(allocations)) == (323, Decimal("9099728127.03"))
    assert misau.sources == ["OE", "Fundo Global", "Banco Mundial", "ProSaude", "Outro"]
    assert all(
        activity.responsible and activity.months is not None and len(activity.indicators) == 1
        for activity in misau.activities
    )


@real
def test_a_ministrys_plan_has_exactly_these_problems(misau):
    assert Counter(kinds(misau)) == {
        "quarters-do-not-sum": 62,
        "several-funders": 48,
        "no-money": 43,
        "conflicting-indicator": 21,
        "conflicting-target": 20,
        "negative-target": 3,
    }


@real
def test_a_ministrys_plan_as_text_is_the_same(misau):
    as_text = read_plan(next(REAL_PLAN.glob("pesoe_*.csv")))
    assert {**asdict(as_text), "sheet": ""} == {**asdict(misau), "sheet": ""}


@real
def test_the_months_are_those_with_marks(misau):
    with next(REAL_PLAN.glob("pesoe_*.csv")).open(encoding="utf-8") as lines:
        names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        marked = [
            tuple(sorted({names.index(h[:3]) + 1 for h, v in row.items() if v == "x"})) for row in csv.DictReader(lines)
        ]
    assert [activity.months for activity in sorted(misau.activities, key=lambda a: a.row)] == marked


@real
def test_a_ministrys_plan_is_read_quickly():
    content = next(REAL_PLAN.glob("dnsp_pes_*.xlsx")).read_bytes()

    def plainly():
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)["PESOE"]
        sheet.reset_dimensions()
        return list(sheet.iter_rows(values_only=True))

    def seconds(work):
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    gc.collect()
    gc.freeze()  # what other tests left behind is not counted
    try:
        assert min(seconds(lambda: read_plan(content)) for _ in range(5)) < 4 * min(seconds(plainly) for _ in range(5))
    finally:
        gc.unfreeze()
