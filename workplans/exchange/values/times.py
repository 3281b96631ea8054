"""Reads the time of a value as DHIS2 and people write it: "202607", "2026Q3", "July to September 2026".

The names of periods are those of DHIS2's developer guide, "Date and period format". A week is not read, since weeks do
not add up to months. Nor is a time of another calendar guessed at: "201811" is November 2018, and never Hamle 2018. Nor
a year in two figures: "Sep-26" may be a day.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from teams.exchange.folding import fold
from workplans.exchange.header_words import MONTHS, ORDINALS
from workplans.rules import periods

FIRST_YEAR, LAST_YEAR = 1900, 2200
MONTHS_IN_A_YEAR, MONTHS_IN_A_QUARTER, MONTHS_IN_HALF_A_YEAR = 12, 3, 6
WEEK, CALENDAR, OTHER = "week", "calendar", "other"
"""Why a time is not read: it is a week; it is a month of another calendar, such as a thirteenth; it is none that is known."""
OTHER_MONTHS = set(
    "meskerem tikimt tikemt tekemt hidar tahsas tahisas tir ter yekatit megabit miazia miyazia ginbot genbot sene hamle"
    " nehase nehasse pagume pagumen pagumien baisakh baishakh jestha ashadh asar shrawan bhadra ashwin ashoj kartik"
    " mangsir poush magh falgun chaitra".split()
)
"""Months of the Ethiopian and the Nepali calendar, which DHIS2 can count by."""
Span = tuple[date, date]

HALF_STARTS = {"": 1, "april": 4, "nov": 11}
WEEKS = re.compile(
    r"\d{4}[ -]?(?:(?:mon|tue|wed|thu|fri|sat|sun)?w|biw)\d{1,2}|w\d{1,2}[ /-]*\d{4}|(?:bi)?(?:week|wk|semaine|semana)\b.*",
    re.IGNORECASE,
)
TO = {"to", "until", "a", "ate", "au", "al", "hasta", "and", "e", "et", "y"}
BESIDE = {"of", "de", "do", "da", "month", "mois", "mes"}
ORDINAL_WORDS = {word: str(number) for word, number in ORDINALS.items()}
QUARTER_WORD = r"(?:q(?:uarter|tr)?|t(?:ri(?:m(?:est(?:re|er))?)?)?)"
QUARTERS = [
    re.compile(rf"{QUARTER_WORD} ?(?P<n>[1-4])(?: of| de| do| du)? (?P<year>\d{{4}})"),
    re.compile(rf"(?P<n>\w+) {QUARTER_WORD}(?: of| de| do| du)? (?P<year>\d{{4}})"),
    re.compile(rf"(?P<year>\d{{4}}) ?{QUARTER_WORD} ?(?P<n>[1-4])"),
]
"""A quarter of a year as people write it, folded: "q3 2026", "3rd quarter of 2026", "2026 t3"."""
A_DAY = r"(\d{4})-?(\d{2})-?(\d{2})"


class NoTime(ValueError):
    """A text that is no time that can be read for certain; its first argument is WEEK, CALENDAR or OTHER."""


@lru_cache(maxsize=4096)
def span_of(text: str) -> Span:
    """(first day, last day) of the time that `text` names. Raises NoTime."""
    text = re.sub(r"^(\d{6})\.0$", r"\1", " ".join(text.split()))  # as programs write a column that lacks some
    if len(text) > 60:
        raise NoTime(OTHER)
    if WEEKS.fullmatch(text):
        raise NoTime(WEEK)
    return in_figures(text) or in_words(text)


def in_figures(text: str) -> Span | None:
    """A time as DHIS2's own identifiers write it, and as dates do; None for others. Raises NoTime for what cannot be."""
    if found := re.fullmatch(r"(\d{4})", text):
        return months_from(found[1], 1, MONTHS_IN_A_YEAR)
    if found := re.fullmatch(r"(\d{4})[-/. ]?M?(\d{2})", text):
        if int(found[2]) == MONTHS_IN_A_YEAR + 1:
            raise NoTime(CALENDAR)
        return months_from(found[1], int(found[2]), 1)
    if found := re.fullmatch(r"(\d{4})-(\d{2}) to (\d{4})-(\d{2})", text):
        begins, ends = months_from(found[1], int(found[2]), 1)[0], months_from(found[3], int(found[4]), 1)[1]
        if begins > ends:
            raise NoTime(OTHER)
        return begins, ends
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{4})", text):
        return months_from(found[2], int(found[1]), 1)
    if days := in_days(text):
        return days
    if quarter := quarter_in(text):
        year, number = quarter
        return months_from(year, MONTHS_IN_A_QUARTER * (number - 1) + 1, MONTHS_IN_A_QUARTER)
    if found := re.fullmatch(r"(?:year|annee|ano) (\d{4})", fold(text)):
        return months_from(found[1], 1, MONTHS_IN_A_YEAR)
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


def in_days(text: str) -> Span | None:
    """A day, or one to another, with the year first; None for others. Raises NoTime for what is no day."""
    found = re.fullmatch(rf"{A_DAY}(?: ?(?:to|-|–) ?{A_DAY})?", text)
    if not found:
        return None
    begins = one_day(*(int(part) for part in found.groups()[:3]))
    ends = one_day(*(int(part) for part in found.groups()[3:])) if found[4] else begins
    if begins > ends:
        raise NoTime(OTHER)
    return begins[0], ends[1]


def quarter_in(text: str) -> tuple[str, int] | None:
    """(the year, the number of its quarter) that `text` names; None where it names none."""
    for pattern in QUARTERS:
        if found := pattern.fullmatch(fold(text)):
            number = ORDINAL_WORDS.get(found["n"], found["n"])
            return (found["year"], int(number)) if number in {"1", "2", "3", "4"} else None
    return None


def is_spoken_quarter(text: str) -> bool:
    """Whether `text` names a quarter by its number, and not as DHIS2 does: where years begin in July that is another."""
    return not re.fullmatch(r"\d{4}Q[1-4]", text) and quarter_in(text) is not None


def text_of(first: date, last: date) -> str:
    """A time of whole months as `span_of` reads it; "" for another."""
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return ""
    begins, ends = f"{first.year}-{first.month:02}", f"{last.year}-{last.month:02}"
    return begins if begins == ends else f"{begins} to {ends}"


def in_words(text: str) -> Span:
    """A month, or one to another, with its year in four figures: "Jul 2026", "July to September 2026". Raises NoTime."""
    words = [word for word in re.findall(r"[^\W\d_]+|\d+", fold(text)) if word not in BESIDE]
    if OTHER_MONTHS & set(words):
        raise NoTime(CALENDAR)
    if words and re.fullmatch(r"\d{4}", words[0]):  # "2026 September"
        words = [*words[1:], words[0]]
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
    """Whether `text` names a month or a quarter, and its year not at all or in two figures: "July", "Q3", "Jul-26"."""
    words = fold(text).split()
    if len(words) > 1 and words[0] in MONTHS and re.fullmatch(r"\d{2}", words[1]):
        words = words[:1]
    return bool(words) and all(word in MONTHS or re.fullmatch(r"q?[1-4]|quarter|q", word) for word in words)


def one_day(year: int, month: int, day: int) -> Span:
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError as error:
        raise NoTime(OTHER) from error


@lru_cache(maxsize=16384)
def is_time(text: str) -> bool:
    """Whether `text` names a time, a week and a month of another calendar included. A bare number such as 2026 counts only as a year that may be."""
    try:
        first, _last = span_of(text)
    except NoTime as problem:
        return problem.args[0] in (WEEK, CALENDAR)
    return 1990 <= first.year <= 2100
