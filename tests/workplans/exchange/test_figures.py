"""Amounts and dates typed by hand: read as they are meant, or not at all."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workplans.exchange import figures
from workplans.exchange.figures import Marks, Unclear, currency_of, day, day_first, marks_of, number

POINT, COMMA, UNKNOWN = Marks("."), Marks(","), Marks()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,800,000.00", "1800000.00"),
        ("1 800 000,00", "1800000.00"),
        ("1\u00a0800\u202f000,00", "1800000.00"),
        ("1.800.000,00", "1800000.00"),
        ("1.800.000", "1800000"),
        ("1,800,000", "1800000"),
        ("1'800'000.50", "1800000.50"),
        ("MT 12 000", "12000"),
        ("12 000,00 MT", "12000.00"),
        ("12.50 Mts.", "12.50"),
        ("$1,200.50", "1200.50"),
        ("US$ 1,200.50", "1200.50"),
        ("500 FCFA", "500"),
        ("(1,200.00)", "-1200.00"),
        ("-1,200.00", "-1200.00"),
        ("1,200.00-", "-1200.00"),
        ("−5", "-5"),
        ("MT -5", "-5"),
        ("-MT 5", "-5"),
        ("0.945", "0.945"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("12,5", "12.5"),
        (",5", "0.5"),
        ("3e-05", "0.00003"),
        ("007", "7"),
        (12, "12"),
        (0.1 + 0.2, "0.3"),
        (Decimal("1.10"), "1.1"),
    ],
)
def test_what_leaves_no_doubt(text, meant):
    assert number(text, UNKNOWN) == Decimal(meant)


@pytest.mark.parametrize("text", [None, "", " ", "-", "–", "n/a", "N/A", "NA", "n.a."])
def test_nothing_is_nothing(text):
    assert number(text, UNKNOWN) is None


@pytest.mark.parametrize(
    "text",
    [
        "1,800", "1.800", "(1,200)", "1.800,000", "12 kg", "5k", "1.8 million", "about 500", "45%", "1,80,000", "1..5", "5.",
        "1 80", "12/5", "1,2,3", "--5", "(-5)", "²", "١٢", "1e999", "9" * 30, "1.2.3,4,5", "TBD", "10-20", "500 + 300", date(2026, 1, 1),
    ],
)  # fmt: skip
def test_what_leaves_doubt_is_not_read(text):
    with pytest.raises(Unclear):
        number(text, UNKNOWN)


def test_a_column_tells_what_its_cells_mean():
    assert number("1,800", marks_of(["1,800", "2,500.00", None, 5])) == 1800
    assert number("1,800", marks_of(["1,800", "1,000,000"])) == 1800
    assert number("1.800", marks_of(["1.800", "12,50"])) == 1800
    assert number("1,800", marks_of(["1,800", "12,50"])) == Decimal("1.8")
    for contradicting in (["12,50", "12.50"], ["1,800", "2,500"], []):
        with pytest.raises(Unclear):
            number("1,800", marks_of(contradicting))


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False),
    st.sampled_from(
        [(",", "."), (".", ","), (" ", ","), ("\u00a0", ","), ("\u202f", "."), ("'", "."), ("", "."), ("", ",")]
    ),
    st.sampled_from(["{}", "MT {}", "{} MZN", "$ {}", " {} "]),
    st.sampled_from([UNKNOWN, POINT, COMMA]),
)
def test_two_decimals_are_always_read_as_written(value, separators, pattern, marks):
    text = f"{value:,.2f}".translate(str.maketrans({",": separators[0], ".": separators[1]}))
    assert number(pattern.format(text), marks) == value


@given(
    st.integers(min_value=-(10**12), max_value=10**12),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("", ".")]),
)
def test_whole_numbers_are_never_read_wrongly(value, separators):
    text = f"{value:,}".replace(",", separators[0])
    assert number(text, Marks(separators[1])) == value
    try:
        assert number(text, UNKNOWN) == value
    except Unclear:
        assert 1_000 <= abs(value) < 1_000_000


@given(st.text(alphabet="0123456789.,' -()+eE%MT$", max_size=14), st.sampled_from([UNKNOWN, POINT, COMMA]))
def test_whatever_is_read_has_the_digits_that_were_written(text, marks):
    try:
        read = number(text, marks)
    except Unclear:
        return
    if read is not None and not set("eE") & set(text):
        digits = "".join(letter for letter in text if letter.isdigit())
        assert format(abs(read), "f").replace(".", "").lstrip("0") == digits.lstrip("0")


@given(st.text(max_size=30))
def test_any_text_is_read_or_unclear(text):
    for read in (number, day, figures.percentage):
        with suppress(Unclear):
            read(text)
    currency_of(text)


def test_percentages_are_apart():
    assert figures.percentage("45 %") == 45
    assert figures.percentage("12,5%") == Decimal("12.5")
    assert figures.percentage("45") is None


def test_currencies():
    assert [currency_of(text) for text in ("MT 5", "5 meticais", "US$5", "€ 5", "5", 5)] == [
        "MZN",
        "MZN",
        "USD",
        "EUR",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-03-15", date(2026, 3, 15)),
        ("15/03/2026", date(2026, 3, 15)),
        ("03/15/2026", date(2026, 3, 15)),
        ("3.4.2026", date(2026, 4, 3)),
        ("05/05/2026", date(2026, 5, 5)),
        ("15 de Março de 2026", date(2026, 3, 15)),
        ("15 mars 2026", date(2026, 3, 15)),
        ("March 15th, 2026", date(2026, 3, 15)),
        ("1 août 2026", date(2026, 8, 1)),
        ("2026-03-15 00:00:00", date(2026, 3, 15)),
        ("-", None),
    ],
)
def test_dates(text, meant):
    assert day(text) == meant


@pytest.mark.parametrize(
    "text", ["03/04/2026", "31/02/2026", "March 2026", "2026", 46000, "soon", "Jan-Mar", "15/03/2026-16/03/2026"]
)
def test_dates_that_leave_doubt(text):
    with pytest.raises(Unclear):
        day(text)


def test_a_column_tells_which_number_is_the_day():
    assert day("03/04/2026", day_first(["03/04/2026", "25/04/2026"])) == date(2026, 4, 3)
    assert day("03/04/2026", day_first(["03/04/2026", "04/25/2026"])) == date(2026, 3, 4)
    assert day_first(["25/04/2026", "04/25/2026"]) is None
