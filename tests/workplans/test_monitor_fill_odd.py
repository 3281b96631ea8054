"""Files of odd shapes go through the pages: what is plain is recorded, all else is told, and nothing is made up."""

from datetime import date

import pytest

from tests.pages import fill_in, says
from tests.workplans.exchange.files import workbook
from tests.workplans.exports import visits_of
from tests.workplans.test_monitor_fill import bring, say
from workplans.exchange.values import look_into, read_values
from workplans.models import Entry, Filling, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def visits(world):
    found = visits_of(world)
    say(world, "Visits", found)
    say(world, "Visits", found, detail="Women", part=found.women)
    say(world, "Visits", found, detail="Men", part=found.men)
    return found


def through(client, world, content, name="x.csv", **columns):
    """Bring a file and record what it holds, as a person would press the buttons; (what the pages say, what is recorded)."""
    client.force_login(world.alice)
    content = content.encode() if isinstance(content, str) else content
    _filling, page = bring(client, world, content, name)
    if not page.redirect_chain:
        return says(page), {}
    if page.redirect_chain[-1][0].endswith("/columns/"):
        page = client.get(fill_in(client, page.redirect_chain[-1][0], **columns).url, follow=True)
    if page.redirect_chain and page.redirect_chain[-1][0].endswith("/codes/"):
        page = client.get(fill_in(client, page.redirect_chain[-1][0]).url, follow=True)
    told = says(page)
    if "Record " in told:
        fill_in(client, f"/workplans/fillings/{Filling.objects.order_by('pk').last().pk}/")
    found = {}
    for one in Entry.figures.prefetch_related("parts__part"):
        found[one.period] = (int(one.value), {part.part.name: int(part.value) for part in one.parts.all()})
    return told, found


HEAD = "Indicator,Period,Value\n"
TAKEN = "Excel (.xlsx, .xlsm), and texts (.csv, .tsv, .txt)"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("", "a.csv", "This file is empty"),
        (HEAD, "a.csv", "There are headings in row 1 of this file, and no value below them."),
        ("Indicator,June 2026,July 2026\n", "a.csv", "There are headings in row 1"),
        ("hello", "t.txt", TAKEN),
        ("Dear colleague, here are the figures.\nRegards,\n", "t.txt", TAKEN),
        ('{"dataValues": []}', "a.json", "Download it from DHIS2 again"),
        (HEAD + '"Visits,202606,12\n', "a.csv", "a quotation mark"),
    ],
)
def test_what_holds_no_value_is_refused_on_its_first_page(client, world, content, name, words):
    told, recorded = through(client, world, content, name)
    assert words in told
    assert not recorded
    assert not Filling.objects.exists()


def test_a_text_that_is_a_table_is_taken_whatever_its_name(client, world, visits):
    client.force_login(world.alice)
    page = client.get(f"/workplans/{world.plan.pk}/fill/")
    assert ".csv, .tsv, .txt" in says(page)
    _told, recorded = through(client, world, "Indicator\tPeriod\tValue\nVisits\t202606\t12\n", "t.txt")
    assert recorded == {"2026-06": (12, {})}


def test_two_numbers_for_one_cell_are_told_and_neither_is_taken(client, world, visits):
    told, recorded = through(client, world, HEAD + "Visits,202606,12\nVisits,202606,13\nVisits,202607,5\n")
    assert "1 value stands in the file twice" in told
    assert "(C2: 12; C3: 13)" in told
    assert recorded == {"2026-07": (5, {})}


def test_texts_that_are_no_numbers_are_told(client, world, visits):
    told, recorded = through(
        client, world, HEAD + "Visits,202604,<5\nVisits,202605,N/A\nVisits,202606,12 visits\nVisits,202607,7\n"
    )
    assert "2 values cannot be read as numbers for certain" in told
    assert "C2: <5" in told
    assert "1 cell says that there is no number. Where nothing happened, write 0. C3: N/A" in told
    assert recorded == {"2026-07": (7, {})}


def test_totals_beside_and_below_are_not_taken_for_values(client, world, visits):
    rows = "Indicator,June 2026,July 2026,Total\nVisits,12,13,25\nBirths,3,4,7\nTotal,15,17,32\n"
    told, recorded = through(client, world, rows)
    assert "4 values are of codes of which nobody said what they stand for. Births · Total" in told
    assert recorded == {"2026-06": (12, {}), "2026-07": (13, {})}


def test_a_row_of_sums_without_a_name_is_not_of_the_row_above(client, world, visits):
    told, recorded = through(client, world, "Indicator,June 2026,July 2026\nBirths,3,\nVisits,12,\n,15,17\n")
    assert "2 numbers stand in rows that do not say what was counted" in told
    assert "B4: 15 · C4: 17" in told
    assert recorded == {"2026-06": (12, {})}


def test_merged_cells_name_the_rows_below_them(client, world, visits):
    rows = [["Amani"], ["Indicator", "Sex", "Jun 2026", "Jul 2026"], ["Visits", "Women", 3, 4], [None, "Men", 5, 6]]
    _told, recorded = through(client, world, workbook([*rows, [None, "Total", 8, 11]]), "x.xlsx")
    assert recorded == {"2026-06": (8, {"Women": 3, "Men": 5}), "2026-07": (11, {"Women": 4, "Men": 6})}


def test_values_without_a_place_in_a_file_of_places_are_told(client, world, visits):
    rows = "Facility,Indicator,Period,Value\nAmani,Visits,202606,12\n,Visits,202607,13\nFar,Visits,202607,9\nTotal,Visits,202607,22\n"
    told, recorded = through(client, world, rows)
    assert "1 value names no place, in a file that has places" in told
    assert "2 values are of other places" in told
    assert recorded == {"2026-06": (12, {})}


TWO = [["Data", "Jun 2026", None, "Jul 2026", None], [None, "Women", "Men", "Women", "Men"], ["Visits", 1, 2, 3, 4]]
THREE = [["Data", 2026], [None, "June", None, "July"], [None, "Women", "Men", "Women", "Men"], ["Visits", 1, 2, 3, 4]]
YEAR_ABOVE = [["Data", "2026"], [None, "June", "July"], ["Visits", 3, 7]]


@pytest.mark.parametrize("rows", [TWO, THREE, YEAR_ABOVE])
def test_headings_in_two_and_three_rows(client, world, visits, rows):
    _told, recorded = through(client, world, workbook(rows), "x.xlsx")
    assert {period: value for period, (value, _parts) in recorded.items()} == {"2026-06": 3, "2026-07": 7}
    if rows != YEAR_ABOVE:
        assert recorded["2026-07"][1] == {"Women": 3, "Men": 4}


def test_titles_of_several_cells_above_one_of_one_are_no_headings():
    rows = [["Amani", "2026"], ["Maternal health"], ["Indicator", "June 2026"], ["Visits", 3]]
    assert [(one.time, one.number) for one in read_values(workbook(rows), "x.xlsx").figures] == [("June 2026", 3)]


def test_what_is_put_together_or_has_no_heading_is_asked_about_first():
    for rows in (
        THREE,
        YEAR_ABOVE,
        [["Data", "2026"], ["Visits", 1, 2]],
        [["Data", "Jun 2026", "Jul-26"], ["Visits", 1, 2]],
    ):
        assert not look_into(workbook(rows), "x.xlsx").table.is_sure
    for rows in (TWO, [["Data", "Jun 2026", "Total"], ["Visits", 1, 1]]):
        assert look_into(workbook(rows), "x.xlsx").table.is_sure


def test_an_age_group_in_figures_is_a_part_and_never_left_out(client, world, visits):
    told, recorded = through(client, world, "Indicator,Sex,Age,June 2026\nVisits,Women,<5,3\n")
    assert "Visits Women, <5" in told
    assert not recorded


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_marks_semicolons_and_decimal_commas(client, world, visits, mark):
    text = mark + "Indicator;Period;Value\nVisits;juin 2026;12,0\nVisits;07/2026;1.250,0\n"
    _told, recorded = through(client, world, text)
    assert recorded["2026-06"] == (12, {})
    assert [one.number for one in read_values(text.encode(), "x.csv").figures] == [12, 1250]


def test_weeks_and_other_calendars_in_headings_and_in_rows_are_told(client, world, visits):
    told, recorded = through(client, world, "Indicator,2026W23,Hamle 2018,202606\nVisits,1,2,12\n")
    assert "1 value is of a week" in told
    assert "1 value is of another calendar, or of years far from this plan" in told
    assert recorded == {"2026-06": (12, {})}
    told, _recorded = through(client, world, HEAD + "Visits,201901,12\nVisits,208303,12\n", "y.csv")
    assert "2 values are of another calendar" in told


def test_a_quarter_by_its_number_is_not_read_where_years_begin_in_july(client, world, visits):
    Workplan.objects.filter(pk=world.plan.pk).update(starts_on=date(2026, 4, 1))
    told, recorded = through(client, world, HEAD + "Visits,Q2 2026,12\n")
    assert "1 value is of a time that cannot be read for certain" in told
    _told, recorded = through(client, world, HEAD + "Visits,2026Q2,12\n", "y.csv")
    assert recorded["q2"] == (12, {})


def test_a_table_with_what_was_counted_in_columns_and_totals_both_ways(client, world, visits):
    rows = [["Period", "Visits", "Births", "Total"], ["202606", 3, 4, 7], ["202607", 5, 6, 11], ["Total", 8, 10, 18]]
    told, recorded = through(client, world, workbook(rows), "x.xlsx")
    assert "of a time that cannot be read for certain" in told
    assert recorded == {"2026-06": (3, {}), "2026-07": (5, {})}


@pytest.mark.parametrize("heads", ["Jun-26,Jul-26", "June,July", "June 2026,Jul-26"])
def test_headings_without_a_whole_year_are_asked_about_and_the_months_of_the_plan_are_chosen(
    client, world, visits, heads
):
    assert not look_into(f"Indicator,{heads}\nVisits,12,13\n".encode(), "x.csv").table.is_sure
    _told, recorded = through(client, world, f"#,Indicator,{heads}\n1,Visits,12,13\n")
    assert recorded == {"2026-06": (12, {}), "2026-07": (13, {})}
    _told, recorded = through(client, world, "Indicator,Jul-25,Jun 2026\nVisits,9,12\n", "y.csv")
    assert set(recorded) == {"2026-06", "2026-07"}, "a month of another year is none of the plan's"
