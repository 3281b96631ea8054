"""Reads values out of the rows of a table whose columns are known."""

from collections.abc import Iterable
from decimal import Decimal

from teams.exchange.sheets import Sheet, Value, cell_name
from workplans.exchange.figures import Marks, Unclear, as_text, is_nothing, marks_of, number, percentage
from workplans.exchange.values.columns import (
    CODE,
    DELETED,
    DETAIL,
    FIGURES,
    NAME,
    NUMBERS,
    TIME,
    UNIT,
    UNIT_CODE,
    Column,
    Table,
    heading_of,
)
from workplans.exchange.values.found import NAMELESS, NONE, VALUE, Figure, NoFigure, ValueFile, short
from workplans.exchange.values.jsonfile import category

TRUE = {"true", "1", "yes"}


def read_table(sheet: Sheet, table: Table, time: str = "") -> ValueFile:
    """The values below the headings; `time` is that of all of them where no column says it."""
    found = ValueFile()
    at = {
        role: [one.number - 1 for one in table.columns if one.role == role]
        for role in (NAME, CODE, DETAIL, UNIT, UNIT_CODE, TIME, DELETED)
    }
    numbers = [one for one in table.columns if one.role in NUMBERS]
    marks = marks_in(sheet, table, numbers)
    headings = sheet.rows[table.header_row - 1] if table.header_row <= len(sheet.rows) else []
    last: dict[int, str] = {}
    for row_number, row in enumerate(sheet.rows[table.header_row :], start=table.header_row + 1):
        if not row or row == headings:
            continue
        cells = {role: [cell(row, place) for place in places] for role, places in at.items()}
        if first(cells[DELETED]).casefold() in TRUE:
            found.deleted += 1
            continue
        says_more = any(text for role in (DETAIL, UNIT, UNIT_CODE, TIME) for text in cells[role])
        named = run_on(row, at[CODE] + at[NAME], last, says_more)
        code, name = (named[: len(at[CODE])], named[len(at[CODE]) :])
        details = [one for one in cells[DETAIL] if category(one)]
        unit = unit_of(found, first(cells[UNIT_CODE]), first(cells[UNIT]))
        for one in numbers:
            value = row[one.number - 1] if one.number <= len(row) else None
            what = first(code) or first(name) or one.name
            if value is None or not (what or says_number(value)):
                continue
            place = cell_name(row_number, one.number)
            if is_nothing(value) or not what:
                kind = NONE if what else NAMELESS
                found.others.append(NoFigure(kind, unit, short(f"{place}: {as_text(value)}")))
                continue
            detail = ", ".join([*details, one.name] if what != one.name and one.name else details)
            read, share = number_in(value, marks)
            meaning = VALUE if one.role == FIGURES else one.role
            when = one.time or first(cells[TIME]) or time
            said = short(as_text(value))
            found.figures.append(
                Figure(
                    short(what),
                    short(first(name) or what),
                    short(detail),
                    short(when),
                    unit,
                    meaning,
                    read,
                    said,
                    place,
                    share,
                )
            )
    return found


def marks_in(sheet: Sheet, table: Table, numbers: Iterable[Column]) -> Marks:
    """How the file writes its numbers, told from all its columns of numbers together."""
    places = [one.number - 1 for one in numbers]
    return marks_of(row[place] for row in sheet.rows[table.header_row :] for place in places if place < len(row))


def number_in(value: Value, marks: Marks) -> tuple[Decimal | None, bool]:
    """(the number in a cell, None where it cannot be read for certain; whether it is a percentage)."""
    try:
        share = percentage(value, marks)
        return (share, True) if share is not None else (number(value, marks), False)
    except Unclear:
        return None, False


def cell(row: list[Value], place: int) -> str:
    return heading_of(row[place]) if place < len(row) else ""


def first(texts: list[str]) -> str:
    return texts[0] if texts else ""


def says_number(value: Value) -> bool:
    """Whether a cell that nothing names holds more than a word, such as a note below the table."""
    return not isinstance(value, str) or any(letter.isdigit() for letter in value)


def run_on(row: list[Value], places: list[int], last: dict[int, str], says_more: bool) -> list[str]:
    """What names a row; where it names nothing, as under a merged cell, it is what was named above.

    A row of numbers alone is none of that, but a sum, or a name that was forgotten: then it is named nothing.
    """
    texts = [cell(row, place) for place in places]
    if any(texts):
        last.update(zip(places, texts, strict=True))
        return texts
    return [last.get(place, "") if says_more else "" for place in places]


def unit_of(found: ValueFile, code: str, name: str) -> str:
    """The place of a row, noted with its name; "" where it names none."""
    unit = short(code or name)
    if unit:
        found.units.setdefault(unit, short(name) or unit)
    return unit
