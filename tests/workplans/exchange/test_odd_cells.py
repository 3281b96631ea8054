"""Cells as people really fill them: read where one reading is left, else kept as text and named, never guessed at."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.workplans.exchange.files import kinds, problem, workbook
from workplans.exchange.planfile import read_plan


def amounts(plan):
    """{activity: [(source, amount), …]} of what was read."""
    return {activity.name: activity.allocations for activity in plan.activities}


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-02-01", "2026-03-31"),
        ("2026/2/1", "2026.3.31"),
        ("01/02/2026", "31/03/2026"),
        ("1.2.2026", "31.3.26"),
        ("01/02/26", "31/03/26"),
        ("1 February 2026", "31 March 2026"),
        ("1 Feb 26", "31-Mar-26"),
        ("1-Feb-2026", "31-mar-2026"),
        ("Feb 1, 2026", "March 31st, 2026"),
        ("1er février 2026", "31 mars 2026"),
        ("1 de fevereiro de 2026", "31 de março de 2026"),
        ("2026-02-01T00:00:00", "2026-03-31 00:00"),
        (datetime(2026, 2, 1), datetime(2026, 3, 31)),  # noqa: DTZ001  # a cell knows no time zone
    ],
)
def test_dates_as_people_type_them(start, end):
    plan = read_plan(workbook([["Activity", "Start date", "End date"], ["Train six midwives", start, end]]))
    [activity] = plan.activities
    assert (activity.starts_on, activity.ends_on) == (date(2026, 2, 1), date(2026, 3, 31))
    assert kinds(plan) == []


@pytest.mark.parametrize(
    "text", ["Feb 2026", "March", "02/2026", "Q1", "ongoing", "03/04/2026", "30 Feb 26", "Feb 1 1", 46054, "20260331"]
)
def test_a_date_that_says_no_day_is_kept_as_text_at_its_cell(text):
    plan = read_plan(workbook([["Activity", "Responsible", "Start date"], ["Train six midwives", "Midwife", text]]))
    found = problem(plan, "unreadable-date")
    assert (found.cell, plan.activities[0].starts_on) == ("C2", None)
    assert "Write it as year-month-day" in found.message
    assert list(plan.activities[0].stated) == ["Start date"]


def test_a_formula_without_its_result_is_named_at_its_cell():
    plan = read_plan(
        workbook([
            ["Activity", "Responsible", "State budget", "GAVI", "Total"],
            ["Train six midwives", "Midwife", 5, 7, "=C2+D2"],
            ["Agree the roster", "Matron", "=2*3", None, "=C3+D3"],
        ])
    )  # fmt: skip
    assert [found.cell for found in plan.problems] == ["E2", "C3", "E3"]
    assert "Write it as a plain number" in plan.problems[0].message
    assert amounts(plan) == {"Train six midwives": [("State budget", 5), ("GAVI", 7)], "Agree the roster": []}


def test_numbers_that_are_texts_are_read_where_one_reading_is_left():
    plan = read_plan(
        workbook([
            ["Activity", "Responsible", "State budget", "GAVI"],
            ["Train six midwives", "Midwife", "2 400,50", "1.000,00"],
            ["Pay the drivers", "Matron", "MT 5 000", "5000 MT"],
            ["Buy gas", "Matron", "1,800", None],
        ])
    )  # fmt: skip
    assert amounts(plan) == {
        "Train six midwives": [("State budget", Decimal("2400.50")), ("GAVI", 1000)],
        "Pay the drivers": [("State budget", 5000), ("GAVI", 5000)],
        "Buy gas": [],
    }
    assert problem(plan, "unreadable-amount").cell == "C4", "money has no third decimal, and 1,800 is not guessed at"


def test_thousands_may_have_three_decimals():
    plan = read_plan(workbook([["Activity", "Budget (thousands)"], ["Train", "1,800"], ["Buy gas", "2 400,5"]]))
    assert amounts(plan) == {"Train": [("", 1800)], "Buy gas": [("", Decimal(2400500))]}


def test_french_headings():
    plan = read_plan(
        workbook([
            ["N°", "Objectif stratégique", "Résultat attendu", "Activités prévues", "Indicateur", "Cible", "Responsable",
             "Lieu", "Date de début", "Date de fin", "Budget (FCFA)", "Source de financement", "Observations"],
            ["1", "Moins de décès", "Maternités ouvertes", "Former six sages-femmes", "Sages-femmes formées", 6,
             "Maîtresse", "Hôpital", "01/02/2026", "31/03/2026", "2 400 500", "Etat", "RAS"],
        ])
    )  # fmt: skip
    [activity] = plan.activities
    assert (plan.objectives[0].name, plan.outputs[0].name) == ("Moins de décès", "Maternités ouvertes")
    assert (activity.responsible, activity.place, activity.ends_on) == ("Maîtresse", "Hôpital", date(2026, 3, 31))
    assert (activity.allocations, plan.currencies) == ([("Etat", 2400500)], ["XOF"])
    assert (activity.indicators[0].name, activity.indicators[0].target) == ("Sages-femmes formées", 6)
    assert activity.stated == {"N°": "1", "Observations": "RAS"}


def test_portuguese_headings():
    plan = read_plan(
        workbook([
            ["Nº", "Objectivo", "Resultado esperado", "Actividade", "Indicador", "Meta anual", "1º Trimestre",
             "2º Trimestre", "3º Trimestre", "4º Trimestre", "Responsável", "Local", "Orçamento do Estado (MT)",
             "Fundo Global", "Custo total"],
            [1, "Menos mortes", "Maternidades abertas", "Formar parteiras", "Formadas", 6, 1, 2, 2, 1, "Chefe",
             "Hospital", "2.400,50", "1.000,00", "3.400,50"],
        ])
    )  # fmt: skip
    [activity] = plan.activities
    assert (plan.objectives[0].name, plan.outputs[0].name) == ("Menos mortes", "Maternidades abertas")
    assert (activity.indicators[0].target, activity.indicators[0].quarter_targets) == (6, [1, 2, 2, 1])
    assert activity.allocations == [("Orçamento do Estado", Decimal("2400.50")), ("Fundo Global", 1000)]
    assert (plan.currencies, kinds(plan)) == (["MZN"], [])
