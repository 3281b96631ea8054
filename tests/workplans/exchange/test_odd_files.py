"""Files as people really send them: each comes in rightly, row by row, or is refused in words that say what to do."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.chart import BarChart

from tests.workplans.exchange.files import kinds, workbook
from workplans.exchange.apply import apply_plan
from workplans.exchange.planfile import Unreadable, read_plan
from workplans.models import Activity, Allocation, Workplan

HEADINGS = ["Objective", "Output", "Activity", "Responsible", "Cost (USD)"]
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def written(write):
    """An Excel file with one sheet, "Plan", after `write(book, sheet)`."""
    book = openpyxl.Workbook()
    book.active.title = "Plan"
    write(book, book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def tree(plan):
    """{objective: {output: [activity, …]}} of what was read."""
    return {
        objective.name: {output.name: [one.name for one in output.activities] for output in objective.outputs}
        for objective in plan.objectives
    }


def amounts(plan):
    """{activity: [(source, amount), …]} of what was read."""
    return {activity.name: activity.allocations for activity in plan.activities}


def refused(content, filename="plan.xlsx"):
    with pytest.raises(Unreadable) as error:
        read_plan(content, filename)
    return error.value.message


LEVELS = [
    ["No", "Description", "Responsible", "Start", "End", "Budget (USD)"],
    ["1", "Every mother delivers safely", None, None, None, 3500],
    ["1.1", "Two maternity units open", None, None, None, 3000],
    ["1.1.1", "Train six midwives", "Midwife", date(2026, 2, 1), date(2026, 3, 31), 2400.5],
    ["1.1.2", "Agree the night roster", "Matron", date(2026, 4, 1), date(2026, 4, 30), 599.5],
    ["1.2", "Mothers know the danger signs", None, None, None, 500],
    ["1.2.1", "Speak on the radio", "Educator", date(2026, 5, 1), date(2026, 5, 2), 500],
    ["2", "Every child is vaccinated", None, None, None, 50],
    ["2.1", "The cold chain holds", None, None, None, 50],
    ["2.1.1", "Buy gas", "Technician", date(2026, 6, 1), date(2026, 6, 2), 50],
]


@pytest.mark.parametrize("sums", [True, False])
def test_levels_in_one_column_are_told_by_their_numbers(sums):
    rows = LEVELS if sums else [row if row[2] else row[:2] for row in LEVELS]
    plan = read_plan(workbook(rows))
    assert tree(plan) == {
        "Every mother delivers safely": {
            "Two maternity units open": ["Train six midwives", "Agree the night roster"],
            "Mothers know the danger signs": ["Speak on the radio"],
        },
        "Every child is vaccinated": {"The cold chain holds": ["Buy gas"]},
    }
    assert sum(amount for activity in plan.activities for _source, amount in activity.allocations) == 3550


def test_one_column_for_all_three_levels_loses_no_row():
    plan = read_plan(
        workbook([
            ["Objective / Output / Activity", "Responsible", "Budget"],
            ["Objective 1: Every mother delivers safely"],
            ["Output 1.1: Two maternity units open"],
            ["Activity 1.1.1: Train six midwives", "Midwife", 2400.5],
            ["Activity 1.1.2: Agree the night roster", "Matron", 599.5],
            ["Output 1.2: Mothers know the danger signs"],
            ["Activity 1.2.1: Speak on the radio", "Educator", 500],
        ])
    )  # fmt: skip
    assert plan.header_row == 1
    assert tree(plan) == {
        "Objective 1: Every mother delivers safely": {
            "Output 1.1: Two maternity units open": [
                "Activity 1.1.1: Train six midwives",
                "Activity 1.1.2: Agree the night roster",
            ],
            "Output 1.2: Mothers know the danger signs": ["Activity 1.2.1: Speak on the radio"],
        }
    }
    assert kinds(plan) == []


MERGED = {
    "Every mother delivers safely": {
        "Units open": ["Train six midwives", "Agree the roster"],
        "Signs known": ["Speak"],
    },
    "Every child is vaccinated": {"The cold chain holds": ["Buy gas"]},
}


def test_merged_cells_reach_down_to_the_last_of_their_rows():
    def write(_book, sheet):
        for row in [
            HEADINGS,
            ["Every mother delivers safely", "Units open", "Train six midwives", "Midwife", 2400.5],
            [None, None, "Agree the roster", "Matron", 20],
            [None, "Signs known", "Speak", "Educator", 500],
            ["Every child is vaccinated", "The cold chain holds", "Buy gas", "Technician", 50],
        ]:
            sheet.append(row)
        sheet.merge_cells("A2:A4"), sheet.merge_cells("B2:B3")

    plan = read_plan(written(write))
    assert tree(plan) == MERGED
    assert (kinds(plan), plan.currencies) == ([], ["USD"])


def test_a_banner_merged_across_the_table_is_the_objective():
    def write(_book, sheet):
        for row in [
            HEADINGS,
            ["Every mother delivers safely"],
            [None, "Units open", "Train six midwives", "Midwife", 2400.5],
            [None, None, "Agree the roster", "Matron", 20],
            [None, "Signs known", "Speak", "Educator", 500],
            ["Every child is vaccinated"],
            [None, "The cold chain holds", "Buy gas", "Technician", 50],
        ]:
            sheet.append(row)
        sheet.merge_cells("A2:E2"), sheet.merge_cells("A6:E6"), sheet.merge_cells("B3:B4")

    plan = read_plan(written(write))
    assert tree(plan) == MERGED
    assert kinds(plan) == []


def test_totals_between_the_rows_are_no_work_and_no_money():
    plan = read_plan(
        workbook([
            ["Output", "Activity", "Responsible", "State budget", "GAVI", "Total"],
            ["Units open", "Train six midwives", "Midwife", 2000, 400.5, 2400.5],
            ["Units open", "Agree the roster", "Matron", 100, None, 100],
            [None, "Sub-total", None, 2100, 400.5, 2500.5],
            ["Cold chain", "Buy gas", "Technician", 1000, None, 1000],
            ["Total for output 2", None, None, 1000, None, 1000],
            ["Grand total", None, None, 3100, 400.5, 3500.5],
            [None, None, None, 3100, 400.5, 3500.5],
        ])
    )  # fmt: skip
    assert tree(plan) == {"Plan": {"Units open": ["Train six midwives", "Agree the roster"], "Cold chain": ["Buy gas"]}}
    assert [(found.row, found.kind) for found in plan.problems] == [(row, "total-row") for row in (4, 6, 7, 8)]
    assert amounts(plan)["Train six midwives"] == [("State budget", 2000), ("GAVI", Decimal("400.5"))]


def test_two_rows_of_headings_are_one():
    plan = read_plan(
        workbook([
            ["Objective", "Activity", "Indicator", "Targets", None, None, None, None, "Budget by source", None],
            [None, None, None, "Q1", "Q2", "Q3", "Q4", "Annual", "Government", "Global Fund"],
            ["Safe births", "Train six midwives", "Midwives trained", 1, 2, 3, 4, 10, 2000, 400.5],
            ["Safe births", "Agree the roster", "Roster agreed", 0, 1, 0, 0, 1, 100, None],
        ])
    )  # fmt: skip
    [first, second] = plan.activities
    assert plan.header_row == 2
    assert (first.indicators[0].quarter_targets, first.indicators[0].target) == ([1, 2, 3, 4], 10)
    assert first.allocations == [("Government", 2000), ("Global Fund", Decimal("400.5"))]
    assert second.allocations == [("Government", 100)]
    assert kinds(plan) == []


def test_months_under_a_year_and_crosses_under_quarters():
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    plan = read_plan(
        workbook([
            ["Activity", "Responsible", "2026", *[None] * 11, "Cost"],
            [None, None, *months, None],
            ["Train six midwives", "Midwife", None, "x", "X", *[None] * 9, 500],
        ])
    )  # fmt: skip
    assert (plan.activities[0].months, amounts(plan)) == ((2, 3), {"Train six midwives": [("", 500)]})
    plan = read_plan(
        workbook([
            ["Activity", "Responsible", "Timeline", None, None, None, "Cost"],
            [None, None, "Q1", "Q2", "Q3", "Q4", None],
            ["Train six midwives", "Midwife", "x", None, "x", None, 500],
        ])
    )  # fmt: skip
    assert plan.activities[0].stated == {"Timeline Q1": "x", "Timeline Q3": "x"}, "a cross is no target, and not lost"
    assert plan.activities[0].indicators == []


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8-sig"])
def test_text_from_a_french_or_portuguese_excel(encoding):
    text = (
        "Objectif;Résultat;Activité;Responsable;Début;Fin;Coût\r\n"
        "Décès évités;Maternités ouvertes;Former six sages-femmes;Maîtresse;01/02/2026;31/03/2026;2 400,50\r\n"
        ";;Établir l'horaire de nuit;Infirmière-chef;15/04/2026;30/04/2026;1.000,00\r\n"
    )
    plan = read_plan(text.encode(encoding), "plan.csv")
    assert tree(plan) == {
        "Décès évités": {"Maternités ouvertes": ["Former six sages-femmes", "Établir l'horaire de nuit"]}
    }
    first, second = plan.activities
    assert (first.starts_on, first.ends_on) == (date(2026, 2, 1), date(2026, 3, 31)), "31/03 tells how 01/02 is meant"
    assert (first.allocations, second.allocations) == ([("", Decimal("2400.50"))], [("", 1000)])
    assert (second.responsible, kinds(plan)) == ("Infirmière-chef", [])


def test_a_protected_sheet_is_read_and_an_encrypted_workbook_is_not():
    def write(book, sheet):
        sheet.append(["Activity", "Responsible", "Budget"])
        sheet.append(["Train six midwives", "Midwife", 5])
        sheet.protection.set_password("x")
        book.security.lockStructure = True

    assert amounts(read_plan(written(write))) == {"Train six midwives": [("", 5)]}
    words = refused(OLE2 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000)
    assert "protected by a password" in words
    assert "remove the password" in words


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (OLE2 + "Workbook".encode("utf-16-le") + b"\0" * 2000, "plan.xls", "save it as .xlsx"),
        (b"<html><table><tr><td>Activity</td></tr></table></html>", "plan.xlsx", "save it as .xlsx"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook></Workbook>', "plan.xls", "save it as .xlsx"),
        (b" \n;;;\n,,\n", "plan.csv", "Put a row of headings above the rows"),
        (b"", "plan.csv", "Choose the file that holds the table"),
        (b"Activity;Responsible;Budget\n", "plan.csv", "no activities under them"),
        (workbook([]), "plan.xlsx", "Put a row of headings above the rows"),
        (workbook([HEADINGS]), "plan.xlsx", "no activities under them"),
        (workbook([["Train six midwives"], ["Agree the roster"]]), "plan.xlsx", "Put a row of headings above the rows"),
    ],
)
def test_what_holds_no_plan_is_refused_in_words_that_help(content, name, words):
    assert words in refused(content, name)


WEB_PAGES = [
    b"<!-- made by a system --><html><table><tr><td>Activity</td></tr></table></html>",
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html><table><tr><td>Activity</td></tr></table></html>",
]


@pytest.mark.parametrize("content", WEB_PAGES)
def test_a_web_page_in_disguise_is_called_one(content):
    assert "This is a web page" in refused(content, "plan.xls")


def only_a_chart(book, sheet):
    book.create_chartsheet("Chart").add_chart(BarChart())
    book.remove(sheet)


def test_a_chart_beside_the_plan_does_no_harm_and_alone_is_no_plan():
    def write(book, sheet):
        sheet.append(["Activity", "Responsible"]), sheet.append(["Train six midwives", "Midwife"])
        book.create_chartsheet("Chart", 0).add_chart(BarChart())

    assert [activity.name for activity in read_plan(written(write)).activities] == ["Train six midwives"]
    assert "This workbook has no sheet with rows" in refused(written(only_a_chart))


def test_the_words_about_a_file_without_sheets_read_well():
    assert "()" not in refused(written(only_a_chart))


def test_one_column_is_a_plan():
    names = ["Train six midwives", "Agree the roster"]
    for content, file in [
        (workbook([["Activity"], *([name] for name in names)]), "plan.xlsx"),
        ("\n".join(["Activity", *names]).encode(), "plan.csv"),
    ]:
        assert [activity.name for activity in read_plan(content, file).activities] == names


def test_one_column_of_text_may_hold_commas():
    plan = read_plan(b"Activity\nTrain six midwives, two nurses\nAgree the roster\n", "plan.csv")
    assert plan.activities[0].name == "Train six midwives, two nurses"


def test_a_hidden_row_is_work_all_the_same():
    def write(_book, sheet):
        for row in [["Activity", "Responsible"], ["Train six midwives", "Midwife"], ["Agree the roster", "Matron"]]:
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True

    assert len(read_plan(written(write)).activities) == 2


def test_a_hidden_sheet_is_not_taken_before_one_that_people_see():
    def write(book, sheet):
        sheet.append(["Activity", "Responsible"]), sheet.append(["Train six midwives", "Midwife"])
        draft = book.create_sheet("Old draft")
        draft.append(HEADINGS), draft.append(["Old", "Old", "Old thing", "Nobody", 1])
        draft.sheet_state = "hidden"

    assert read_plan(written(write)).sheet == "Plan"


def under_a_letterhead(signed=()):
    """A plan whose headings stand in row 25, under a letterhead with the words of a plan in it."""

    def write(_book, sheet):
        for row, values in {
            2: ["REPUBLIC OF TAMARIA"],
            4: ["Annual activity plan and budget 2026"],
            6: ["District:", "Amani"],
            7: ["Objective of the plan:", "Fewer deaths"],
            8: ["Responsible officer:", "Planning officer"],
            9: ["Total budget", 3500],
            12: ["Our mission: good health for all", None, "Our activities: see below"],
            25: HEADINGS,
            26: ["Safe births", "Units open", "Train six midwives", "Midwife", 2400.5],
            27: [None, None, "Agree the roster", "Matron", 1099.5],
            **dict(enumerate(signed, start=30)),
        }.items():
            for column, value in enumerate(values, start=2):
                sheet.cell(row, column, value)

    return written(write)


def test_headings_are_found_under_a_letterhead():
    plan = read_plan(under_a_letterhead())
    assert (plan.header_row, kinds(plan)) == (25, [])
    assert tree(plan) == {"Safe births": {"Units open": ["Train six midwives", "Agree the roster"]}}


def test_signatures_under_the_table_are_no_objectives():
    plan = read_plan(under_a_letterhead([["Approved by:", "........"], ["Signature and stamp"]]))
    assert list(tree(plan)) == ["Safe births"]


def many(count):
    """Ten columns of a large plan."""
    yield [*HEADINGS[:4], "Start", "End", "Indicator", "Target", "State budget", "GAVI"]
    for number in range(count):
        output = f"Output {number // 50}"
        name = f"Visit village {number} and vaccinate every child that is found there"
        days = [date(2026, 1, 1), date(2026, 1, 31)]
        yield [f"Objective {number // 1000}", output, name, "Nurse", *days, "Children", number, 100 + number, 50]


def test_ten_thousand_rows_are_read():
    content = workbook(list(many(10_000)))
    plan = read_plan(content)
    assert (len(plan.objectives), len(plan.outputs), len(plan.activities), kinds(plan)) == (10, 200, 10_000, [])


def test_more_rows_than_any_plan_has_are_refused_in_words():
    words = refused("\n".join(["Activity", *(f"Visit village {number}" for number in range(20_001))]).encode())
    assert "more than 20000 rows" in words.replace(",", "")
    assert "Keep only the rows that matter" in words


@pytest.mark.django_db
def test_what_was_read_of_an_odd_file_is_what_the_plan_then_has(world):
    plan = Workplan.objects.begin(world.other_team, date(2026, 1, 1))
    report = apply_plan(read_plan(under_a_letterhead()), plan)
    assert report.created == {"objective": 1, "output": 1, "activity": 2, "indicator": 0, "allocation": 2}
    names = Activity.objects.filter(workplan=plan).values_list("output__objective__name", "output__name", "name")
    assert list(names) == [("Safe births", "Units open", name) for name in ("Train six midwives", "Agree the roster")]
    assert Allocation.objects.filter(workplan=plan).by_source() == {None: 3500}
    plan.refresh_from_db()
    assert plan.currency == "USD"
