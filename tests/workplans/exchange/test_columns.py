"""Headings are recognised in four languages, wherever they stand; a mapping has the last word."""

import json
from datetime import date

import pytest

from teams.exchange.sheets import Sheet, Unreadable
from tests.workplans.exchange.files import workbook
from workplans.exchange.columns import find_table, propose
from workplans.exchange.mapping import read_mapping
from workplans.exchange.planfile import read_plan


def roles(headers, *below):
    return [column.role for column in propose(headers, list(below))]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ["Objective", "Output", "Activity", "Indicator", "Baseline", "Annual target", "Q1", "Q2", "Q3", "Q4", "Responsible person"],
            ["objective", "output", "activity", "indicator", "baseline", "target", "target_q1", "target_q2", "target_q3", "target_q4", "responsible"],
        ),
        (
            ["Objectif", "Produit attendu", "Activité", "Indicateur", "Unité de mesure", "Cible", "T1", "T2", "T3", "T4", "Lieu", "Date de début", "Date de fin"],
            ["objective", "output", "activity", "indicator", "indicator_unit", "target", "target_q1", "target_q2", "target_q3", "target_q4", "place", "starts_on", "ends_on"],
        ),
        (
            ["Objectivo estratégico", "Resultado", "Código", "Actividade", "Linha de base", "Meta anual", "Trim. I", "Trim. II", "3º Trimestre", "Quarto trimestre", "Responsável"],
            ["objective", "output", "activity_code", "activity", "baseline", "target", "target_q1", "target_q2", "target_q3", "target_q4", "responsible"],
        ),
        (
            ["Objetivo", "Producto", "Actividad", "Indicador", "Meta", "Responsable", "Fecha de inicio", "Fecha de fin", "Presupuesto total", "Fuente de financiamiento", "Observaciones"],
            ["objective", "output", "activity", "indicator", "target", "responsible", "starts_on", "ends_on", "total", "funders", "remarks"],
        ),
    ],
)  # fmt: skip
def test_headings_in_four_languages(headers, expected):
    assert roles(headers) == expected


def test_parts_of_activities_are_the_activities_where_there_are_parts():
    headers = ["Activity code", "Activity", "Sub-activity code", "Sub-activity", "Sub-activity target"]
    assert roles(headers) == ["output_code", "output", "activity_code", "activity", "target"]


def test_an_indicator_between_output_and_activity_is_the_outputs():
    headers = ["Output", "Indicator", "Baseline", "Target", "Activity", "Indicator", "Target"]
    assert roles(headers) == [
        "output",
        "output_indicator",
        "output_baseline",
        "output_target",
        "activity",
        "indicator",
        "target",
    ]


def test_amounts_by_source():
    headers = [
        "Activity",
        "Budget GAVI (USD)",
        "Budget Fundo Global",
        "Government",
        "Funding gap",
        "Total budget",
        "Unit cost",
    ]
    columns = propose(headers, [["Vaccinate", 1, 2, 3, 4, 5, 6]])
    assert [column.role for column in columns[1:]] == ["amount", "amount", "amount", "gap", "total", "other"]
    assert [column.source for column in columns[1:4]] == ["GAVI", "Fundo Global", "Government"]
    assert columns[1].currency == "USD"


def test_a_heading_that_says_thousands_is_believed():
    plan = read_plan(workbook([["Activity", "Budget GAVI ('000)"], ["Vaccinate", 12]]), "p.xlsx")
    assert plan.activities[0].allocations == [("GAVI", 12_000)]


@pytest.mark.parametrize(
    ("headers", "months"),
    [
        (["Jan", "Feb", "Mar"], [(1,), (2,), (3,)]),
        (["Janeiro", "Fevereiro", "Março"], [(1,), (2,), (3,)]),
        (["Juil 2026", "Août 2026"], [(7,), (8,)]),
        (["enero", "Semana 2 de enero"], [(1,), (1,)]),
        ([date(2026, 5, 1)], [(5,)]),
        (["Jul-Sep", "Nov-Jan"], [(7, 8, 9), (11, 12, 1)]),
        (list("JASONDJFMAMJ"), [(month,) for month in (7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6)]),
    ],
)
def test_months(headers, months):
    columns = propose(["Activity", *headers], [])
    assert [column.months for column in columns[1:]] == months
    assert {column.role for column in columns[1:]} == {"month"}


def test_quarters_of_crosses_are_no_targets():
    headers = ["Activity", "Q1", "Q2"]
    assert roles(headers, ["Vaccinate", "x", None], ["Supervise", None, "x"]) == ["activity", "other", "other"]
    assert roles(headers, ["Vaccinate", 5, None], ["Supervise", None, 6]) == ["activity", "target_q1", "target_q2"]


def test_titles_above_the_headings():
    rows = [
        ["Annual plan of activities"],
        [],
        [None, "District of X"],
        [None, "Activity", "Responsible"],
        [None, "Vaccinate", "Nurse"],
    ]
    table = find_table(Sheet("Plan", rows))
    assert table is not None
    assert table.header_row == 4
    assert [column.role for column in table.columns] == ["other", "activity", "responsible"]


def test_headings_in_two_rows():
    rows = [
        ["Activity", "Responsible", "Targets", None, None, None, "Budget", None],
        [None, None, "Q1", "Q2", "Q3", "Q4", "GAVI", "Government"],
        ["Vaccinate", "Nurse", 1, 2, 3, 4, 500, 600],
    ]
    plan = read_plan(workbook(rows), "p.xlsx")
    assert plan.header_row == 2
    [activity] = plan.activities
    assert activity.indicators[0].quarter_targets == [1, 2, 3, 4]
    assert activity.allocations == [("GAVI", 500), ("Government", 600)]


def test_headings_in_two_rows_over_crosses():
    rows = [
        ["Activity", "Responsible", "Timeframe", None, "Cost"],
        [None, None, "Q1", "Q2"],
        ["Vaccinate", "Nurse", "x", None, 5],
    ]
    [activity] = read_plan(workbook(rows), "p.xlsx").activities
    assert (activity.name, activity.stated) == ("Vaccinate", {"Timeframe Q1": "x"})


def test_the_sheet_that_is_a_plan_is_chosen():
    rows = [["Objective", "Activity", "Responsible", "Q1", "GAVI"], ["Fewer deaths", "Vaccinate", "Nurse", 1, 5]]
    content = workbook(
        [["Read me"], ["Activity"]],
        [["Activity", "Notes"], ["a", "b"]],
        rows,
        [[], ["x"]],
        titles=("Info", "List", "Our plan", "End"),
    )
    assert read_plan(content, "p.xlsx").sheet == "Our plan"
    assert read_plan(content, "p.xlsx", {"sheet": "List"}).sheet == "List"


def test_a_workbook_of_useless_sheets_is_refused():
    with pytest.raises(Unreadable, match="not a plan"):
        read_plan(workbook(*[[["Name", "Age"], ["Ana", 3]]] * 20), "p.xlsx")


STRANGE = [["Whatever"], ["What", "How much", "When", "What"], ["Vaccinate", 500, "x", "b"]]


def test_a_mapping_explains_a_file_that_is_not_recognised():
    mapping = {
        "header_row": 2,
        "columns": {
            "A": "activity",
            "how much": {"role": "amount", "source": "GAVI"},
            "C": {"role": "month", "month": 3},
        },
    }
    for given in (mapping, json.dumps(mapping), json.dumps(mapping).encode()):
        [activity] = read_plan(workbook(STRANGE), "p.xlsx", given).activities
        assert activity.name == "Vaccinate"
        assert activity.allocations == [("GAVI", 500)]
        assert activity.months == (3,)
        assert activity.stated == {"What (D)": "b"}


def test_a_mapping_overrides_the_proposal():
    rows = [["Activity", "Description", "Q1"], ["A1", "Vaccinate", "x"]]
    mapping = {
        "columns": {"Activity": "activity_code", "Description": "activity", "Q1": {"role": "month", "month": [7, 8, 9]}}
    }
    [activity] = read_plan(workbook(rows), "p.xlsx", mapping).activities
    assert (activity.code, activity.name, activity.months) == ("A1", "Vaccinate", (7, 8, 9))


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("{", "JSON"),
        (b"\xff\xfe\x00", "JSON"),
        ("[" * 10_000, "JSON"),
        ("[]", "object"),
        ({"colums": {}}, "colums"),
        ({"sheet": 3}, "sheet"),
        ({"sheet": "Absent"}, "Absent"),
        ({"header_row": 0}, "header_row"),
        ({"header_row": "1"}, "header_row"),
        ({"columns": []}, "columns"),
        ({"columns": {"A": "aktivity"}}, "aktivity"),
        ({"columns": {"A": 3}}, "needs a role"),
        ({"columns": {"ZZ": "activity"}}, "ZZ"),
        ({"columns": {"Nothing": "activity"}}, "Nothing"),
        ({"columns": {"What": "activity"}}, "letter"),
        ({"columns": {"A": "activity", "D": "activity"}}, "several columns"),
        ({"columns": {"B": "amount", "A": "activity"}}, "source"),
        ({"columns": {"B": {"role": "amount", "source": ""}}}, "source"),
        ({"columns": {"C": "month", "A": "activity"}}, "month"),
        ({"columns": {"C": {"role": "month", "month": 13}}}, "1 to 12"),
        ({"columns": {"When": "month", "C": "place"}}, "twice"),
        ({"columns": {"A": "other"}}, "not a plan"),
    ],
)
def test_a_wrong_mapping_is_named(mapping, words):
    if isinstance(mapping, dict) and "header_row" not in mapping and "sheet" not in mapping:
        mapping = {"header_row": 2, **mapping}
    with pytest.raises(Unreadable) as refused:
        read_plan(workbook(STRANGE), "p.xlsx", mapping)
    assert words in refused.value.message


def test_no_mapping_is_an_empty_one():
    assert read_mapping(None).columns == {}


def test_a_currency_in_brackets_makes_a_heading_one_of_money():
    headers = ["Activity", "GAVI (MZN)", "State budget (MZN)", "Sightsavers [MT]", "Total (MZN)"]
    rows = [[f"Activity {n}", f"{n}000", f"{n}500", "10", f"{n * 2}510"] for n in range(1, 5)]
    read = read_plan(workbook([headers, *rows]), "plan.xlsx")
    assert read.sources == ["GAVI", "State budget", "Sightsavers"]
    assert read.currencies == ["MZN"]
