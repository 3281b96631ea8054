"""What the columns of a table of values are, guessed by their headings and by what stands in them. A person may correct it.

Values stand in one column, with their time beside them; or in a column for each time; or in a column for each thing that
is counted. Above the headings stand titles, and sometimes a second row of headings.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from teams.exchange.folding import fold
from teams.exchange.sheets import Book, Sheet, Value
from teams.exchange.tables import text_of
from workplans.exchange.figures import Unclear, is_nothing, number
from workplans.exchange.header_words import TOTAL
from workplans.exchange.values.found import DENOMINATOR, NUMERATOR, VALUE
from workplans.exchange.values.times import is_half_a_time, is_time

NAME, CODE, DETAIL, UNIT, UNIT_CODE, TIME, DELETED = "name", "code", "detail", "unit", "unit_code", "time", "deleted"
FIGURES, IGNORE = "figures", "ignore"
ONE_EACH = [NAME, CODE, UNIT, UNIT_CODE, TIME, DELETED]
"""Roles that one column has at most."""
NUMBERS = [VALUE, NUMERATOR, DENOMINATOR, FIGURES]
"""Roles of columns that hold numbers; FIGURES are of the time or the thing that their own heading names."""
ROLES = [*ONE_EACH, DETAIL, *NUMBERS, IGNORE]
LOOKED_AT = 40
SEEN_BELOW = 60

HEADINGS = {
    NAME: {
        *(
            "data",
            "data name",
            "dataname",
            "data element",
            "data element name",
            "dataelementname",
            "indicator",
            "indicator name",
        ),
        *(
            "indicador",
            "indicateur",
            "element de donnees",
            "elemento de dados",
            "donnees",
            "dados",
            "name",
            "nom",
            "nome",
            "nombre",
        ),
        *("what", "dx", "dxname", "element", "item"),
    },
    CODE: {
        *(
            "dataelement",
            "dataid",
            "datacode",
            "data id",
            "data code",
            "data element id",
            "data element code",
            "code",
            "codigo",
        ),
        *("indicator code", "indicator id", "indicatorcode", "indicatorid", "id", "uid", "de", "data element uid"),
    },
    DETAIL: {
        *(
            "categoryoptioncombo",
            "category option combo",
            "category option combination",
            "category",
            "categorie",
            "categoria",
        ),
        *(
            "sex",
            "sexe",
            "sexo",
            "gender",
            "age",
            "age group",
            "idade",
            "coc",
            "disaggregation",
            "breakdown",
            "part",
            "place",
        ),
        *("categoryoptioncomboname", "category option combo name", "group", "grupo"),
    },
    UNIT: {
        *(
            "orgunit",
            "organisationunitname",
            "organisation unit",
            "organisation unit name",
            "organization unit",
            "org unit",
            "ou",
        ),
        *(
            "organisationunit",
            "facility",
            "facility name",
            "health facility",
            "unidade",
            "unidade sanitaria",
            "formation sanitaire",
        ),
        *("orgunitname", "org unit name", "ouname", "unite d organisation"),
    },
    UNIT_CODE: {
        *(
            "organisationunitid",
            "organisation unit id",
            "organisationunitcode",
            "organisation unit code",
            "facility code",
            "orgunitid",
        ),
    },
    TIME: {
        *(
            "period",
            "periodname",
            "period name",
            "periodid",
            "pe",
            "periode",
            "periodo",
            "month",
            "mois",
            "mes",
            "quarter",
            "time",
        ),
        *("trimestre", "date"),
    },
    VALUE: {"value", "valeur", "valor", "total", "result", "figure", "actual", "number"},
    NUMERATOR: {"numerator", "numerateur", "numerador"},
    DENOMINATOR: {"denominator", "denominateur", "denominador"},
    DELETED: {"deleted"},
    IGNORE: {
        *(
            "attributeoptioncombo",
            "attribute option combo",
            "storedby",
            "stored by",
            "lastupdated",
            "last updated",
            "comment",
        ),
        *("followup", "follow up", "created", "factor", "multiplier", "divisor", "datadescription", "data description"),
        *(
            "organisationunitdescription",
            "perioddescription",
            "periodcode",
            "s n",
            "no",
            "nr",
            "n",
            "sn",
            "target",
            "meta",
            "cible",
        ),
        *("baseline", "remarks", "unit of measure", "#"),
    },
}
ROLE_OF = {heading: role for role, headings in HEADINGS.items() for heading in headings}


@dataclass(frozen=True)
class Column:
    """A column: `number` from 1, its heading and the one above that, its role (one of ROLES).

    Of FIGURES, `time` is what of its headings names a time, and `name` what names a thing that is counted; "" each where
    a column of the row says it. `is_plain` says that nobody needs to be asked what it is.
    """

    number: int
    heading: str
    role: str = IGNORE
    time: str = ""
    name: str = ""
    is_plain: bool = True

    @property
    def label(self) -> str:
        """Its headings, as a person knows it by."""
        return self.heading


@dataclass(frozen=True)
class Table:
    """Where the table of a sheet begins (`header_row` counts from 1), its columns, and a time that its title names."""

    header_row: int
    columns: list[Column]
    title_time: str = ""

    def has(self, *roles: str) -> bool:
        return any(column.role in roles for column in self.columns)

    @property
    def score(self) -> int:
        """How much it looks like a table of values; 0 where it says neither what is counted nor how much it is."""
        figures = [one for one in self.columns if one.role in NUMBERS]
        named = self.has(NAME, CODE) or any(one.name for one in figures)
        if not (figures and named):
            return 0
        known = sum(one.role not in (IGNORE, FIGURES) for one in self.columns)
        times = sum(bool(one.time) for one in figures)
        return 4 * known + 3 * min(times, 12) + min(len(figures), 5)

    @property
    def is_sure(self) -> bool:
        """Whether nothing of it has to be asked: what is counted, when, and the values are headed as DHIS2 heads them."""
        if not self.has(NAME, CODE) or not all(one.is_plain for one in self.columns):
            return False
        if self.has(TIME):
            return self.has(VALUE) and not self.has(FIGURES)
        figures = [one for one in self.columns if one.role == FIGURES]
        return bool(figures) and all(one.time for one in figures) and not self.has(VALUE)


def heading_of(value: Value) -> str:
    """A heading as a text; a day that begins a month, as a spreadsheet makes of "Jul 2026", is that month."""
    if isinstance(value, date) and value.day == 1:
        return f"{value.year}-{value.month:02}"
    return text_of(value)[:300]


def find_table(book: Book, sheet: str = "", header_row: int | None = None) -> tuple[Sheet, Table]:
    """The table of a book that looks most like values, in the sheet and under the row that are given, if any."""
    best: tuple[int, Sheet, Table] | None = None
    seen = book.peek(header_row or 0)
    wanted = [one for one in seen if one.title == sheet] or [
        one for one in seen if one.title not in book.hidden or len(book.hidden) == len(seen)
    ]
    for one in wanted:
        rows = [header_row] if header_row else range(1, min(len(one.rows), LOOKED_AT) + 1)
        for row in rows:
            table = table_at(one, row)
            if best is None or table.score > best[0]:
                best = (table.score, one, table)
    if best is None:
        first = wanted[0] if wanted else Sheet("", [])
        return first, Table(1, [])
    return best[1], best[2]


def table_at(sheet: Sheet, header_row: int) -> Table:
    """The table whose headings stand in that row."""
    headings = sheet.rows[header_row - 1] if 0 < header_row <= len(sheet.rows) else []
    below = sheet.rows[header_row : header_row + SEEN_BELOW]
    width = max([len(headings), *(len(row) for row in below)], default=0)
    upper = over(sheet.rows[: header_row - 1], width)
    columns: list[Column] = []
    for place in range(width):
        values = [row[place] for row in below if place < len(row) and not is_nothing(row[place])]
        heading = heading_of(headings[place]) if place < len(headings) else ""
        above, together = upper[place] if place < len(upper) else ("", False)
        found = column(place + 1, heading, above, values)
        columns.append(replace(found, is_plain=found.is_plain and not (together and found.time == above)))
    columns = decided(columns, below)
    return Table(header_row, columns, title_time(sheet.rows[: header_row - 1]))


def over(rows: list[list[Value]], width: int) -> list[tuple[str, bool]]:
    """[(what stands above a heading, whether it was put together)]: a month there has its year from the row above it."""
    upper = spread(rows[-1], width) if rows else []
    years = (spread(rows[-2], width) if len(rows) > 1 else []) or [""] * width
    whole = [in_year(text, year) for text, year in zip(upper, years, strict=False)]
    return [(together or text, bool(together)) for together, text in zip(whole, upper, strict=True)]


def in_year(text: str, year: str) -> str:
    """A month or quarter with the year that stands above it; "" where that is no time."""
    whole = f"{text} {year}"
    return whole if is_half_a_time(text) and re.fullmatch(r"\d{4}", year) and is_time(whole) else ""


def spread(row: list[Value], width: int) -> list[str]:
    """An upper row of headings: each runs on to the right until the next; nothing where it is a single title."""
    texts = [heading_of(value) for value in row]
    if sum(bool(text) for text in texts) < 2 and not any(text and is_time(text) for text in texts):
        return []
    last, found = "", []
    for text in [*texts, *[""] * (width - len(texts))][:width]:
        last = text or last
        found.append(last)
    return found


def column(place: int, heading: str, above: str, values: list[Value]) -> Column:
    """The column at a `place` from 1, by its headings and by whether numbers stand below."""
    role = ROLE_OF.get(fold(heading), "") or ROLE_OF.get(heading.casefold().strip(), "")
    numeric = bool(values) and sum(looks_numeric(value) for value in values) * 2 > len(values)
    if role in (VALUE, NUMERATOR, DENOMINATOR) and above and is_time(above):
        return Column(place, heading, role, time=above)
    if role and not (role in (NAME, UNIT) and numeric):
        return Column(place, heading, role, is_plain=role != DETAIL or not numeric)
    if heading and is_time(heading):
        if any(isinstance(value, str) and not looks_numeric(value) and is_time(value) for value in values):
            return Column(place, heading, is_plain=False)  # a title: the headings stand below it
        return Column(place, heading, FIGURES, time=heading, name=other_name(above))
    if time := in_year(heading, above):
        return Column(place, heading, FIGURES, time=time, is_plain=False)
    if not numeric:
        return Column(place, heading)
    if not heading or is_number(heading):  # what stands below is of nothing that anybody named
        return Column(place, heading, is_plain=False)
    if above and is_time(above):
        return Column(place, heading, FIGURES, time=above, name=heading)
    return Column(place, heading, FIGURES, name=heading)


def is_number(heading: str) -> bool:
    """Whether what stands as a heading is a number: then it is a row of the table."""
    try:
        return number(heading) is not None
    except Unclear:
        return False


def other_name(above: str) -> str:
    """What an upper heading names, where it is not the word for times itself."""
    return "" if not above or is_time(above) or fold(above) in ROLE_OF or above.casefold() in ROLE_OF else above


def looks_numeric(value: Value) -> bool:
    if isinstance(value, str):
        return (
            len(value) <= 40
            and any(letter.isdigit() for letter in value)
            and not any(letter.isalpha() for letter in value.replace("e", "").replace("E", ""))
        )
    return not isinstance(value, date)


def decided(columns: list[Column], below: list[list[Value]]) -> list[Column]:
    """One column a role; where no heading says which column names what is counted, the first of texts does."""
    taken: set[str] = set()
    for place, one in enumerate(columns):
        if one.role in ONE_EACH:
            if one.role in taken:
                columns[place] = replace(one, role=IGNORE)
            taken.add(one.role)
    if UNIT_CODE in taken and UNIT not in taken:
        columns = [replace(one, role=UNIT) if one.role == UNIT_CODE else one for one in columns]
    times = [one for one in columns if one.role == FIGURES and (one.time or is_half_a_time(one.name))]
    if (times or VALUE in {one.role for one in columns}) and not taken & {NAME, CODE}:
        texts = [one for one in columns if one.role == IGNORE and holds_texts(one, below)]
        if texts:
            columns[texts[0].number - 1] = replace(texts[0], role=NAME)
    if taken & {NAME, CODE} and times:  # a total, or the number of the row, beside columns of times
        return [beside_times(one) if not one.time and one not in times else one for one in columns]
    if FIGURES in {one.role for one in columns} and not taken & {NAME, CODE}:  # a total of what the headings name
        return [replace(one, role=IGNORE) if one.role == VALUE else one for one in columns]
    return columns


def beside_times(one: Column) -> Column:
    """A column of no time beside those of times: where it is no total, somebody is asked what it is."""
    if one.role not in (FIGURES, VALUE):
        return one
    is_total = one.role == VALUE or set(fold(one.heading).split()) <= TOTAL
    return replace(one, role=IGNORE, is_plain=is_total)


def holds_texts(one: Column, below: list[list[Value]]) -> bool:
    values = [row[one.number - 1] for row in below if one.number <= len(row) and row[one.number - 1] is not None]
    return bool(values) and all(isinstance(value, str) for value in values)


def title_time(rows: list[list[Value]]) -> str:
    """The time that stands in the titles above a table, where it is one and by itself in its cell, or after a last dash."""
    found = set()
    for row in rows:
        for value in row:
            text = heading_of(value)
            for piece in (text, *text.rsplit(" - ", 1)[-1:], *text.rsplit(", ", 1)[-1:], *text.rsplit(": ", 1)[-1:]):
                if piece and is_time(piece):
                    found.add(piece)
    return found.pop() if len(found) == 1 else ""
