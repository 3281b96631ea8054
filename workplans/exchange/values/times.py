"""Reads the time of a value as DHIS2 and people write it: "202607", "2026Q3", "July to September 2026".

The names of periods are those of DHIS2's developer guide, "Date and period format". A week is not read, since weeks do
not add up to months. Nor is a time of another calendar guessed at: "201811" is November 2018, and never Hamle 2018.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from teams.exchange.folding import fold
from workplans.exchange.header_words import MONTHS
from workplans.rules import periods

FIRST_YEAR, LAST_YEAR = 1900, 2200
MONTHS_IN_A_YEAR, MONTHS_IN_A_QUARTER, MONTHS_IN_HALF_A_YEAR = 12, 3, 6
WEEK, OTHER = "week", "other"
"""Why a time is not read: it is a week; or it is none that is known, such as the thirteenth month of another calendar."""
Span = tuple[date, date]

HALF_STARTS = {"": 1, "april": 4, "nov": 11}
WEEKS = re.compile(r"(?:\d{4}(?:(?:mon|tue|wed|thu|fri|sat|sun)?w|biw)\d{1,2}|(?:bi)?week\b.*)", re.IGNORECASE)
TO = {"to", "until", "a", "ate", "au", "al", "hasta", "and", "e", "et", "y"}
BESIDE = {"of", "de", "do", "da", "quarter", "q", "trimestre", "year", "ano", "annee"}
QUARTER_OF_A_YEAR = re.compile(
    r"(?:q(?:uarter|tr)?\.? ?([1-4])[ ,-]*(\d{4})|(\d{4})[ -]*q(?:uarter|tr)? ?([1-4]))", re.IGNORECASE
)


class NoTime(ValueError):
    """A text that is no time that can be read for certain; its first argument is WEEK or OTHER."""


@lru_cache(maxsize=4096)
def span_of(text: str) -> Span:
    """(first day, last day) of the time that `text` names. Raises NoTime."""
    text = " ".join(text.split())
    if len(text) > 60:
        raise NoTime(OTHER)
    if WEEKS.fullmatch(text):
        raise NoTime(WEEK)
    return in_figures(text) or in_words(text)


def in_figures(text: str) -> Span | None:
    """A time as DHIS2's own identifiers write it, and as dates do; None for others. Raises NoTime for what cannot be."""
    if found := re.fullmatch(r"(\d{4})", text):
        return months_from(found[1], 1, MONTHS_IN_A_YEAR)
    if found := re.fullmatch(r"(\d{4})[-/]?(\d{2})", text):
        return months_from(found[1], int(found[2]), 1)
    if found := re.fullmatch(r"(\d{4})-(\d{2}) to (\d{4})-(\d{2})", text):
        begins, ends = months_from(found[1], int(found[2]), 1)[0], months_from(found[3], int(found[4]), 1)[1]
        if begins > ends:
            raise NoTime(OTHER)
        return begins, ends
    if found := re.fullmatch(r"(\d{2})/(\d{4})", text):
        return months_from(found[2], int(found[1]), 1)
    if found := re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text):
        return one_day(*(int(part) for part in found.groups()))
    if found := QUARTER_OF_A_YEAR.fullmatch(text):
        number, year = int(found[1] or found[4]), found[2] or found[3]
        return months_from(year, MONTHS_IN_A_QUARTER * (number - 1) + 1, MONTHS_IN_A_QUARTER)
    if found := re.fullmatch(r"(\d{4})(\d{2})B", text):
        return months_from(found[1], int(found[2]), 2)
    if found := re.fullmatch(r"(\d{4})(\d{2})SixMonthly", text, re.IGNORECASE):
        return months_from(found[1], int(found[2]), MONTHS_IN_HALF_A_YEAR)
    if found := re.fullmatch(r"(\d{4})(April|Nov|)S([12])", text, re.IGNORECASE):
        first = HALF_STARTS[found[2].lower()] + MONTHS_IN_HALF_A_YEAR * (int(found[3]) - 1)
        return months_from(found[1], first, MONTHS_IN_HALF_A_YEAR, beyond=True)
    found = re.fullmatch(r"(\d{4})([a-z]+)", text, re.IGNORECASE)
    if found and found[2].lower() in MONTHS:  # a financial year, which begins in that month
        return months_from(found[1], MONTHS[found[2].lower()], MONTHS_IN_A_YEAR)
    return None


def text_of(first: date, last: date) -> str:
    """A time of whole months as `span_of` reads it; "" for another."""
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return ""
    begins, ends = f"{first.year}-{first.month:02}", f"{last.year}-{last.month:02}"
    return begins if begins == ends else f"{begins} to {ends}"


def in_words(text: str) -> Span:
    """A month, or one to another, with its year in four figures: "Jul 2026", "July to September 2026". Raises NoTime."""
    words = [word for word in re.findall(r"[^\W\d_]+|\d+", fold(text)) if word not in BESIDE]
    ends: list[tuple[int, str]] = []
    month = 0
    for word in words:
        if word in MONTHS:
            if month:
                ends.append((month, ""))
            month = MONTHS[word]
        elif re.fullmatch(r"\d{4}", word) and month:
            ends.append((month, word))
            month = 0
        elif word not in TO or not (month or ends):
            raise NoTime(OTHER)
    if month or not 1 <= len(ends) <= 2 or not ends[-1][1]:
        raise NoTime(OTHER)
    (first, first_year), (last, year) = ends[0], ends[-1]
    if len(ends) == 2 and not first_year and first > last:
        raise NoTime(OTHER)  # "October to March 2026": which year it begins in is not said
    begins = int(first_year or year)
    count = (int(year) - begins) * MONTHS_IN_A_YEAR + last - first + 1
    if not 1 <= count <= MONTHS_IN_A_YEAR:
        raise NoTime(OTHER)
    return months_from(str(begins), first, count)


def months_from(year: str, month: int, count: int, beyond: bool = False) -> Span:
    """So many months from a month on; with `beyond`, one that is past the year's end is in the next."""
    number = int(year)
    if beyond and month > MONTHS_IN_A_YEAR:
        number, month = number + 1, month - MONTHS_IN_A_YEAR
    if not (FIRST_YEAR <= number <= LAST_YEAR and 1 <= month <= MONTHS_IN_A_YEAR):
        raise NoTime(OTHER)
    first = date(number, month, 1)
    return first, periods.add_months(first, count) - timedelta(days=1)


def is_half_a_time(text: str) -> bool:
    """Whether `text` names a month or a quarter of a year that it does not name: "July", "Q3"."""
    words = fold(text).split()
    return bool(words) and all(word in MONTHS or re.fullmatch(r"q?[1-4]|quarter|q", word) for word in words)


def one_day(year: int, month: int, day: int) -> Span:
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError as error:
        raise NoTime(OTHER) from error


def is_time(text: str) -> bool:
    """Whether `text` names a time, a week included. A bare number such as 2026 counts only as a year that may be."""
    try:
        first, _last = span_of(text)
    except NoTime as problem:
        return problem.args[0] == WEEK
    return 1990 <= first.year <= 2100
