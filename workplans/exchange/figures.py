"""Reads amounts, numbers and dates that were typed by hand, and refuses to guess.

A text such as "1,800" is one thousand eight hundred in one country and one point eight in another. Which it is, is told
from the other texts of the same column (`Marks`); where they do not tell, the text is not read.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from teams.exchange.folding import plain
from teams.exchange.sheets import Value
from workplans.exchange.header_words import CURRENCIES, MONTHS, STOP

NOTHING = {"", "-", "--", "n/a", "na", "n.a.", "n.a", "n/d", "nd", "s/d", "none", "nil", "null"}
SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\ufeff]+")
DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "’": "'", "´": "'", "`": "'"})
MOST_DIGITS = 15
MOST_CHARACTERS = 60


class Unclear(ValueError):
    """A text that is not what its column holds, or that could be read in two ways."""


@dataclass(frozen=True)
class Marks:
    """How a column writes its numbers: `decimal` is "." or ",", or "" where its texts do not tell or contradict."""

    decimal: str = ""


def is_nothing(value: Value) -> bool:
    """Whether a cell says that there is nothing: empty, "-", "n/a"."""
    return value is None or (isinstance(value, str) and len(value) < 9 and _clean(value).casefold() in NOTHING)


def marks_of(values: Iterable[Value]) -> Marks:
    """How the numbers of a column are written, from those of its texts which leave no doubt."""
    seen = {mark for value in values if isinstance(value, str) and (mark := _decimal_mark(_split(value)[1]))}
    return Marks(seen.pop()) if len(seen) == 1 else Marks()


def number(value: Value, marks: Marks = Marks()) -> Decimal | None:
    """The number in a cell, None for nothing. Raises Unclear for any other text, and for one that is ambiguous.

    Currencies that are known by their code or sign are left out: "MT 12 000" is 12000. Parentheses and a minus on
    either side make it negative. A percentage is not a number here; see `percentage`.
    """
    if is_nothing(value):
        return None
    if isinstance(value, str):
        sign, body = _split(value)
        return sign * _body(body, marks)
    if isinstance(value, date) or value is None:
        raise Unclear(str(value))
    read = (
        value
        if isinstance(value, Decimal)
        else Decimal(f"{value:.15g}")
        if isinstance(value, float)
        else Decimal(value)
    )
    if len(str(abs(int(read)))) > MOST_DIGITS:
        raise Unclear(str(value))
    return read + 0 if read else Decimal(0)


def percentage(value: Value, marks: Marks = Marks()) -> Decimal | None:
    """The number before a percent sign ("45 %" is 45), None where there is no such sign. Raises Unclear."""
    text = _clean(value) if isinstance(value, str) else ""
    return number(text[:-1], marks) if text.endswith("%") else None


def currency_of(value: Value) -> str:
    """The code of the currency written with an amount, or ""."""
    return _currency(_clean(value))[0] if isinstance(value, str) and len(value) <= MOST_CHARACTERS else ""


def as_text(value: Value) -> str:
    """A cell's value as its reader knows it."""
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _clean(text: str) -> str:
    return SPACES.sub(" ", text.translate(DASHES)).strip()


def _split(text: str) -> tuple[int, str]:
    """The sign and the rest of an amount, without its currency."""
    text, sign = _clean(text[:200]), 1
    if len(text) > MOST_CHARACTERS:
        return 1, "?"
    if text.startswith("(") and text.endswith(")"):
        sign, text = -1, text[1:-1].strip()
        if text.startswith(("-", "+", "(")):
            return 1, "?"
    _code, text = _currency(text)
    if text.startswith("-") or text.endswith("-"):
        text, sign = (text[1:] if text.startswith("-") else text[:-1]).strip(), -sign
        if sign > 0:
            return 1, "?"  # below zero twice
        _code, text = _currency(text)
    elif text.startswith("+"):
        text = text[1:].strip()
    return sign, text


def _currency(text: str) -> tuple[str, str]:
    """The currency at one of the ends of a text, and the text without it."""
    for pattern, group in (
        (r"([^\W\d_]*\$|[€£₦]|[^\W\d_]+)\.?(?=[\s\d(-])(.*)", 1),
        (r"(.*[\d\s)-])([^\W\d_]*\$|[€£₦]|[^\W\d_]+)\.?", 2),
    ):
        found = re.fullmatch(pattern, text)
        code = CURRENCIES.get(plain(found[group])) if found else None
        if found and code:
            return code, found[3 - group].strip()
    return "", text


GROUPED = {mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in (",", ".", " ", "'")}


def _decimal_mark(body: str) -> str:
    """The decimal mark that a text proves its writer to use, or ""."""
    both = re.fullmatch(r"([0-9., ']*[0-9])([.,])([0-9]+)", body)
    if not both:
        return ""
    whole, mark, tail = both.groups()
    other = "," if mark == "." else "."
    if whole.isdigit():
        if len(tail) != 3 or whole[0] == "0" or len(whole) > 3:
            return mark
        return ""
    if GROUPED[mark].fullmatch(f"{whole}{mark}{tail}"):
        return other  # the same mark twice, as in 1.800.000
    if any(GROUPED[sep].fullmatch(whole) for sep in (other, " ", "'")):
        return mark if len(tail) != 3 else ""
    return ""


def _body(body: str, marks: Marks) -> Decimal:
    """A number without sign and currency. Raises Unclear."""
    if re.fullmatch(r"[0-9]+", body):
        return _decimal(body)
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]{1,2}", body):
        return _decimal(format(Decimal(body), "f"))
    for sep in (" ", "'"):
        if GROUPED[sep].fullmatch(body):
            return _decimal(body.replace(sep, ""))
    cut = re.fullmatch(r"([0-9., ']*)([.,])([0-9]+)", body)
    if not cut:
        raise Unclear(body)
    whole, mark, tail = cut.groups()
    other = "," if mark == "." else "."
    as_decimal = whole == "" or whole.isdigit() or any(GROUPED[sep].fullmatch(whole) for sep in (other, " ", "'"))
    as_group = bool(GROUPED[mark].fullmatch(body))
    if as_decimal and as_group and whole[:1] == "0":
        as_group = False
    if as_decimal and whole and not whole.isdigit() and len(tail) == 3 and marks.decimal != mark:
        raise Unclear(body)  # "1.800,000": two kinds of marks, and yet as long as a group
    if as_decimal and as_group:
        if not marks.decimal:
            raise Unclear(body)
        as_group = marks.decimal == other
    if as_group:
        return _decimal(body.replace(mark, ""))
    if as_decimal:
        return _decimal(f"{re.sub('[^0-9]', '', whole) or '0'}.{tail}")
    raise Unclear(body)


def _decimal(text: str) -> Decimal:
    whole, _point, tail = text.partition(".")
    if len(whole.lstrip("0")) > MOST_DIGITS or len(tail) > MOST_DIGITS:
        raise Unclear(text)
    return Decimal(text)


def day_first(values: Iterable[Value]) -> bool | None:
    """Whether a column writes 31/12 or 12/31, from the dates that leave no doubt; None if they do not tell."""
    seen: Counter[bool] = Counter()
    for value in values:
        found = (
            re.fullmatch(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-][0-9]{2,4}", _clean(value))
            if isinstance(value, str)
            else None
        )
        if found:
            seen[True] += int(found[1]) > 12
            seen[False] += int(found[2]) > 12
    return bool(seen[True]) if bool(seen[True]) != bool(seen[False]) else None


def day(value: Value, first: bool | None = None) -> date | None:
    """The date in a cell, None for nothing. Raises Unclear, also for 03/04/2026 where `first` is None."""
    if is_nothing(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = plain(_clean(value)) if isinstance(value, str) else ""
    text = re.sub(r"[ t]00:00(:00)?(\.0+)?z?$", "", text)
    try:
        if found := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := re.fullmatch(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})", text):
            one, two, year = int(found[1]), int(found[3]), int(found[4])
            year += 2000 if year < 100 else 0
            if one > 12 or two > 12 or one == two or found[2] == ".":
                if (one > 12 and first is False) or (two > 12 and first is True):
                    raise Unclear(text)
                return date(year, two, one) if one > 12 or found[2] == "." else date(year, one, two)
            if first is None:
                raise Unclear(text)
            return date(year, two, one) if first else date(year, one, two)
        return _date_in_words(text)
    except ValueError as error:
        raise Unclear(text) from error


def _date_in_words(text: str) -> date:
    """A date such as "3 de março de 2026" or "March 3, 2026"."""
    parts = [
        part for part in re.findall(r"[^\W\d_]+|[0-9]+", text) if part not in STOP | {"st", "nd", "rd", "th", "er"}
    ]
    months = [MONTHS[part] for part in parts if part in MONTHS]
    numbers = [int(part) for part in parts if part.isdigit()]
    if len(parts) == 3 and len(months) == 1 and len(numbers) == 2:
        if len(parts[-1]) == 2 and parts[-1].isdigit() and max(numbers) <= 99:  # "31-Mar-26": the year stands last
            return date(2000 + numbers[1], months[0], numbers[0])
        days, years = [n for n in numbers if n <= 31], [n for n in numbers if 1900 < n < 2200]
        if len(days) == 1 and len(years) == 1:
            return date(years[0], months[0], days[0])
    raise Unclear(text)
