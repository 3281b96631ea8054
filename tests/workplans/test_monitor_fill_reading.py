"""Files of values are read: DHIS2's own, pivot tables, and tables of any shape; times and places as they are written."""

from datetime import date
from decimal import Decimal

import pytest

from tests.workplans import exports
from tests.workplans.exchange.files import workbook
from tests.workplans.exports import BIRTHS, EXPECTED, PLACE, VISITS, WOMEN, value
from workplans.exchange.values import Choices, look_into, read_values
from workplans.exchange.values.guessing import Candidate, CandidatePart, Guesser
from workplans.exchange.values.times import NoTime, span_of, text_of
from workplans.rules.figures import Reading
from workplans.rules.filling import Said, put_together


def told(found):
    return [(one.code, one.detail, one.time, one.unit, one.column, one.number) for one in found.figures]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("202607", (2026, 7, 1), (2026, 7, 31)),
        ("2026-07", (2026, 7, 1), (2026, 7, 31)),
        ("07/2026", (2026, 7, 1), (2026, 7, 31)),
        ("July 2026", (2026, 7, 1), (2026, 7, 31)),
        ("Jul 2026", (2026, 7, 1), (2026, 7, 31)),
        ("juillet 2026", (2026, 7, 1), (2026, 7, 31)),
        ("julho de 2026", (2026, 7, 1), (2026, 7, 31)),
        ("2026Q3", (2026, 7, 1), (2026, 9, 30)),
        ("Q3 2026", (2026, 7, 1), (2026, 9, 30)),
        ("Quarter 3, 2026", (2026, 7, 1), (2026, 9, 30)),
        ("July to September 2026", (2026, 7, 1), (2026, 9, 30)),
        ("Jul - Sep 2026", (2026, 7, 1), (2026, 9, 30)),
        ("2026-07 to 2026-09", (2026, 7, 1), (2026, 9, 30)),
        ("2026S1", (2026, 1, 1), (2026, 6, 30)),
        ("2026AprilS2", (2026, 10, 1), (2027, 3, 31)),
        ("2026NovS2", (2027, 5, 1), (2027, 10, 31)),
        ("202607SixMonthly", (2026, 7, 1), (2026, 12, 31)),
        ("202601B", (2026, 1, 1), (2026, 2, 28)),
        ("2026", (2026, 1, 1), (2026, 12, 31)),
        ("2026July", (2026, 7, 1), (2027, 6, 30)),
        ("April 2026 - March 2027", (2026, 4, 1), (2027, 3, 31)),
        ("20260715", (2026, 7, 15), (2026, 7, 15)),
        *(
            (text, (2026, 9, 1), (2026, 9, 30))
            for text in ("202609", "Sept 2026", "Sep, 2026", "2026 September", "202609.0", "9/2026")
        ),
        *(
            (text, (2026, 9, 1), (2026, 9, 30))
            for text in ("09-2026", "2026.09", "2026M09", "2026-Sep", "Month of Sep. 2026")
        ),
        *((text, (2026, 9, 1), (2026, 9, 30)) for text in ("2026-09-01 to 2026-09-30", "20260901-20260930")),
        *(
            (text, (2026, 7, 1), (2026, 9, 30))
            for text in ("Q3/2026", "2026-Q3", "3rd quarter of 2026", "Third quarter 2026")
        ),
        *(
            (text, (2026, 7, 1), (2026, 9, 30))
            for text in ("T3 2026", "3º trimestre de 2026", "3e trimestre 2026", "2026 T3")
        ),
        *((text, (2026, 7, 1), (2026, 9, 30)) for text in ("2026 Jul-Sep", "Qtr 3, 2026")),
        ("Year 2026", (2026, 1, 1), (2026, 12, 31)),
    ],
)
def test_times_as_dhis2_and_people_write_them(text, first, last):
    assert span_of(text) == (date(*first), date(*last))
    if written := text_of(*span_of(text)):
        assert span_of(written) == span_of(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *((text, "calendar") for text in ("201813", "2018-13", "Hamle 2018", "Meskerem 2019", "Ashadh 2083")),
        *((text, "week") for text in ("W27 2026", "2026-W27", "wk 27 2026", "semaine 27 2026")),
        *((text, "week") for text in ("2026W27", "2026WedW5", "2026BiW3", "Week 27 2026-06-29 - 2026-07-05")),
        *((text, "other") for text in ("July", "Jul-26", "2026-9", "FY2026", "2026/27", "01/07/2026")),
        *((text, "other") for text in ("October to March 2026", "07-2026-3", "5th quarter 2026", "Total", "Quarter 3")),
        *(
            (text, "other")
            for text in ("", "2026 2027", "0000", "20260231", "July 2026 August 2026 May 2026", "9" * 80)
        ),
    ],
)
def test_times_that_are_not_guessed(text, why):
    with pytest.raises(NoTime) as refused:
        span_of(text)
    assert refused.value.args == (why,)


def test_data_values_as_json_and_as_csv_say_the_same():
    values = [
        value(VISITS, "202607", 12),
        value(VISITS, "202607", 5, detail=WOMEN),
        value(VISITS, "202606", 9, deleted=True),
    ]
    expected = [(VISITS, "", "202607", PLACE, "value", 12), (VISITS, WOMEN, "202607", PLACE, "value", 5)]
    for content in (exports.data_values(*values), exports.data_values_csv(*values)):
        found = read_values(content, "export")
        assert told(found) == expected
        assert (found.units, found.deleted) == ({PLACE: PLACE}, 1)
    assert look_into(exports.data_values(*values), "x") is None
    assert look_into(exports.data_values_csv(*values), "x.csv").table.is_sure


def test_analytics_names_its_codes_and_brings_numerators():
    found = read_values(
        exports.analytics([VISITS, "202607", PLACE, "12.0"], [f"{VISITS}.{WOMEN}", "202607", PLACE, "7"]), "x"
    )
    assert told(found) == [(VISITS, "", "202607", PLACE, "value", 12), (VISITS, "Female", "202607", PLACE, "value", 7)]
    assert [one.name for one in found.figures] == ["Visits", "Visits"]
    assert found.units == {PLACE: "Amani"}
    heads = ("dx", "pe", "value", "numerator", "denominator")
    found = read_values(exports.analytics(["abc", "2026Q3", "80.0", "8", "10"], headers=heads), "x")
    assert [(one.column, one.number) for one in found.figures] == [("value", 80), ("numerator", 8), ("denominator", 10)]


def test_a_pivot_table_with_titles_and_periods_in_columns():
    rows = [
        ["Maternal health"],
        ["Amani district, 2026"],
        [],
        ["Data", "July 2026", "August 2026", "Total"],
        ["Visits", 12, 14, 26],
        ["Births", "", 3, 3],
    ]
    found = read_values(workbook(rows), "pivot.xlsx")
    assert told(found) == [
        ("Visits", "", "July 2026", "", "value", 12),
        ("Visits", "", "August 2026", "", "value", 14),
        ("Births", "", "August 2026", "", "value", 3),
    ]
    assert found.figures[0].place == "B5"


def test_a_pivot_table_with_periods_above_categories():
    rows = [
        ["", "July 2026", "", "August 2026", ""],
        ["Data", "Female", "Male", "Female", "Male"],
        ["Visits", 7, 5, 8, 6],
    ]
    assert told(read_values(workbook(rows), "pivot.xlsx")) == [
        ("Visits", "Female", "July 2026", "", "value", 7),
        ("Visits", "Male", "July 2026", "", "value", 5),
        ("Visits", "Female", "August 2026", "", "value", 8),
        ("Visits", "Male", "August 2026", "", "value", 6),
    ]


def test_a_pivot_table_with_periods_in_rows_and_data_in_columns():
    rows = [
        ["periodname", "organisationunitname", "Visits", "Births"],
        ["July 2026", "Amani", 12, 3],
        ["August 2026", "Amani", 14, 4],
    ]
    assert told(read_values(workbook(rows), "pivot.xlsx")) == [
        ("Visits", "", "July 2026", "Amani", "value", 12),
        ("Births", "", "July 2026", "Amani", "value", 3),
        ("Visits", "", "August 2026", "Amani", "value", 14),
        ("Births", "", "August 2026", "Amani", "value", 4),
    ]


def test_codes_and_names_beside_each_other_and_days_that_are_months():
    rows = [["dataid", "dataname", "datacode", "datadescription", date(2026, 7, 1)], [VISITS, "Visits", "", "", 12]]
    found = read_values(workbook(rows), "pivot.xlsx")
    assert told(found) == [(VISITS, "", "2026-07", "", "value", 12)]
    assert found.figures[0].name == "Visits"


def test_a_table_of_ones_own_with_numerator_and_denominator_and_semicolons():
    text = "Indicateur;Numérateur;Dénominateur;Mois\nAccouchements;8;10;juillet 2026\n"
    assert told(read_values(text.encode("cp1252"), "a.csv")) == [
        ("Accouchements", "", "juillet 2026", "", "numerator", 8),
        ("Accouchements", "", "juillet 2026", "", "denominator", 10),
    ]


def test_what_somebody_said_of_the_columns_counts():
    text = "What we did,July,August\nVisits,12,14\n"
    look = look_into(text.encode(), "a.csv")
    assert not look.table.is_sure
    said = {2: {"role": "figures", "time": "2026-07"}, 3: {"role": "ignore"}, 1: {"role": "name"}}
    assert told(read_values(text.encode(), "a.csv", Choices("a", 1, said))) == [
        ("Visits", "", "2026-07", "", "value", 12)
    ]


def test_a_time_in_the_title_is_that_of_all_values():
    text = 'Amani hospital\nMonthly report: July 2026\nIndicator,Value\nVisits,12\nBeds,"1,5"\nOpen,"1,800"\n'
    found = read_values(text.encode(), "a.csv")
    assert told(found)[0] == ("Visits", "", "July 2026", "", "value", 12)
    assert [one.number for one in found.figures] == [12, Decimal("1.5"), Decimal("1.8")]


def test_numbers_that_can_be_read_in_two_ways_are_not_read():
    found = read_values(b'Indicator,Period,Value\nVisits,July 2026,"1,800"\nBirths,July 2026,=2+2\n', "a.csv")
    assert [(one.number, one.text) for one in found.figures] == [(None, "1,800"), (None, "=2+2")]


def said(number, part=None, fills="value", code=("a", ""), **more):
    return Said(part, fills, None if number is None else Decimal(number), code, "A1", **more)


def test_what_comes_to_a_reading_and_what_does_not():
    parting = {1: 10, 2: 10, 3: 20}
    plain = [
        ([said(5)], Reading(Decimal(5)), [], ""),
        ([said(5), said(6, code=("b", ""))], Reading(Decimal(11)), ["added"], ""),
        ([said(5), said(5)], Reading(), [], "twice"),
        ([said(5), said(None, 1)], Reading(), [], "unreadable"),
        ([said(3, 1), said(4, 2)], Reading(Decimal(7)), ["from_parts"], ""),
        ([said(3, 1), said(4, 2), said(8, 3)], Reading(), [], "disagree"),
        ([said(3, fills="numerator")], Reading(), [], "no_value"),
    ]
    for given, reading, notes, why in plain:
        cell = put_together(given, False, parting)
        assert (cell.reading, list(cell.notes), cell.why_not) == (reading, notes, why)
    both = [said(3, 1, "numerator"), said(4, 1, "denominator"), said(5, 2, "numerator"), said(9, None, "denominator")]
    cell = put_together(both, True, parting)
    assert (cell.reading, cell.notes) == (Reading(None, Decimal(8), Decimal(9)), ["from_parts", "parts_left"])
    assert cell.parts == {1: Reading(None, Decimal(3), Decimal(4))}
    for given, why in [
        ([said(80)], "only_share"),
        ([said(8, fills="numerator")], "no_denominator"),
        ([said(8, fills="denominator"), said(80)], "no_numerator"),
    ]:
        assert put_together(given, True, parting).why_not == why


def test_guesses_by_code_by_name_and_by_part():
    parts = [CandidatePart(1, 10, ("Women",)), CandidatePart(2, 10, ("Men",)), CandidatePart(3, 20, ("Women",))]
    known = [
        Candidate(1, "Visits", ("ANC-1", VISITS), breakdowns=frozenset([10])),
        Candidate(2, "Skilled births", (), "deliveries with a skilled attendant", "Expected deliveries"),
        Candidate(3, "Beds"),
        Candidate(4, "beds"),
    ]
    guesser = Guesser(known, parts)
    found = [
        guesser.certain(*asked)
        for asked in [
            (VISITS, "", ""),
            ("anc-1", "", "Female"),
            ("x", "Visits", "15-24"),
            ("x", "Visits, Men", ""),
            (BIRTHS, "Deliveries with a skilled attendant", ""),
            (EXPECTED, "Expected deliveries", ""),
            ("Beds", "Beds", ""),
        ]
    ]
    assert [one and (one.indicator, one.fills, one.part) for one in found] == [
        (1, "value", None),
        (1, "value", 1),
        None,
        (1, "value", 2),
        (2, "numerator", None),
        (2, "denominator", None),
        None,
    ]
    assert guesser.certain("x", "Skiled births", "") is None
