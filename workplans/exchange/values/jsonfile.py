"""Reads values out of JSON as DHIS2 writes it: data value sets, and what its analytics and pivot tables answer.

Numbers stay texts until they are read like all others, so that none is too large, too long or not a number at all.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from teams.exchange.sheets import MAX_BYTES
from teams.exchange.textfiles import decoded
from teams.exchange.unreadable import Unreadable
from workplans.exchange.figures import Marks, Unclear, number
from workplans.exchange.values.found import DENOMINATOR, NUMERATOR, VALUE, Figure, ValueFile, short

MOST_VALUES = 100_000
MOST_MARKS = 3_000_000
"""So many commas and brackets are taken apart: a file of MOST_VALUES data values has half of them."""
DEEPEST = 60
POINT = Marks(".")
"""JSON writes numbers in one way."""
DATA, PERIOD, UNIT, CATEGORY = "dx", "pe", "ou", "co"
COLUMNS = {"value": VALUE, "numerator": NUMERATOR, "denominator": DENOMINATOR}
NO_CATEGORY = {"", "default", "hllvx50cxc0", "total"}
"""What stands for the category of what has none: DHIS2's own name of it, the key that it has everywhere; and of all."""


def is_json(content: bytes) -> bool:
    """Whether the first sign of a file is that of JSON; a list has to hold something that JSON begins."""
    start = content[:400].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"{") or (start.startswith(b"[") and start[1:].lstrip()[:1] in (b"{", b"[", b'"', b"]"))


def read_json(content: bytes) -> ValueFile:
    """The values in a JSON file. Raises Unreadable."""
    said = parsed(content)
    if isinstance(said, dict) and isinstance(said.get("dataValues"), list):
        return data_values(said["dataValues"], said)
    if isinstance(said, dict) and isinstance(said.get("headers"), list) and isinstance(said.get("rows"), list):
        return analytics(said)
    raise Unreadable(
        _(
            "This file is JSON, but holds neither data values nor a pivot table. "
            "In DHIS2, download the data values or the pivot table itself, as JSON, Excel or CSV."
        )
    )


def parsed(content: bytes) -> Any:
    """The JSON in a file; its numbers are texts. Raises Unreadable, also for what is larger inside than a table can be."""
    if len(content) > MAX_BYTES:
        raise too_much()
    text = decoded(content).lstrip("\ufeff")
    if sum(text.count(mark) for mark in ",[{") > MOST_MARKS:
        raise too_much()
    if depth(text) > DEEPEST:
        raise damaged()
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise damaged() from error


def depth(text: str) -> int:
    """How deep brackets stand in brackets, at most; those inside texts count too, which only makes it stricter by a few."""
    deepest = now = 0
    for before in text.replace("{", "[").split("[")[:-1]:
        now = max(now - before.count("]") - before.count("}"), 0) + 1
        deepest = max(deepest, now)
    return deepest


def data_values(rows: list[Any], said: Mapping[str, Any]) -> ValueFile:
    """Data values, each with its data element, its time, its place and its category."""
    refuse_too_many(rows)
    found = ValueFile()
    for place, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise damaged()
        if row.get("deleted") in (True, "true"):
            found.deleted += 1
            continue
        code = short(text_in(row.get("dataElement")))
        unit = short(text_in(row.get("orgUnit", said.get("orgUnit"))))
        detail = category(text_in(row.get("categoryOptionCombo")))
        time = text_in(row.get("period", said.get("period")))
        add(found, code, "", detail, time, unit, "", VALUE, text_in(row.get("value")), _("value %(n)s") % {"n": place})
    return found


def analytics(said: Mapping[str, Any]) -> ValueFile:
    """A table of analytics: columns named by `headers`, and the names of codes in `metaData`."""
    rows = said["rows"]
    refuse_too_many(rows)
    names = names_in(said.get("metaData"))
    headers = [
        text_in(one.get("name") or one.get("column")) if isinstance(one, dict) else "" for one in said["headers"]
    ]
    at = {name: place for place, name in reversed(list(enumerate(headers)))}
    if DATA not in at or not set(COLUMNS) & set(at):
        raise Unreadable(
            _(
                "The pivot table in this file does not say which data its values are of. Put data into its rows, and download it again."
            )
        )
    others = [place for place, name in enumerate(headers) if is_category(name)]
    found = ValueFile()
    for place, row in enumerate(rows, start=1):
        if not isinstance(row, list):
            raise damaged()
        cells = [text_in(cell) for cell in row] + [""] * (len(headers) - len(row))
        code, _dot, combination = cells[at[DATA]].partition(".")
        details = [combination, *(cells[other] for other in others)]
        detail = ", ".join(names.get(one, one) for one in details if category(one) != "")
        name = names.get(cells[at[DATA]]) or names.get(code, "")
        unit = cells[at[UNIT]] if UNIT in at else ""
        time = cells[at[PERIOD]] if PERIOD in at else only_time(said)
        where = _("row %(n)s") % {"n": place}
        for column, meaning in COLUMNS.items():
            if column in at:
                add(
                    found,
                    short(code),
                    short(name),
                    short(detail),
                    time,
                    unit,
                    names.get(unit, ""),
                    meaning,
                    cells[at[column]],
                    where,
                )
    return found


def is_category(name: str) -> bool:
    """Whether a column of analytics tells data apart: a category, or a group set, that has a DHIS2 key of its own."""
    return name == CATEGORY or (
        len(name) == 11 and name.isalnum() and name not in ("numerator", "denominator", "multiplier")
    )


def names_in(said: Any) -> dict[str, str]:
    """{code: name} out of `metaData`, as newer (`items`) and older (`names`) DHIS2 write it."""
    said = said if isinstance(said, dict) else {}
    items = said.get("items") if isinstance(said.get("items"), dict) else {}
    names = said.get("names") if isinstance(said.get("names"), dict) else {}
    found = {key: text_in(value.get("name")) for key, value in items.items() if isinstance(value, dict)}
    return {
        key: name for key, name in [*found.items(), *((key, text_in(value)) for key, value in names.items())] if name
    }


def only_time(said: Mapping[str, Any]) -> str:
    """The time of a table that was filtered to one."""
    meta = said.get("metaData")
    dimensions = meta.get("dimensions", meta) if isinstance(meta, dict) else {}
    times = dimensions.get(PERIOD) if isinstance(dimensions, dict) else None
    return text_in(times[0]) if isinstance(times, list) and len(times) == 1 else ""


def category(text: str) -> str:
    """A category; "" for the one that stands for none."""
    return "" if text.casefold() in NO_CATEGORY else short(text)


def add(
    found: ValueFile,
    code: str,
    name: str,
    detail: str,
    time: str,
    unit: str,
    unit_name: str,
    column: str,
    text: str,
    place: str,
) -> None:
    """Add one figure, unless there is no value."""
    if not text or not code:
        return
    read: Decimal | None
    try:
        read = number(text, POINT)
    except Unclear:
        read = None
    else:
        if read is None:
            return
    if unit:
        unit = short(unit)
        found.units.setdefault(unit, short(unit_name) or unit)
    found.figures.append(Figure(code, name, detail, short(time), unit, column, read, short(text), place))


def text_in(value: Any) -> str:
    """A value of JSON as a text; "" for what is none."""
    return value.strip() if isinstance(value, str) else "true" if value is True else "false" if value is False else ""


def refuse_too_many(rows: list[Any]) -> None:
    if len(rows) > MOST_VALUES:
        raise too_much()


def damaged() -> Unreadable:
    return Unreadable(_("This file is damaged, or is not what DHIS2 writes. Download it from DHIS2 again."))


def too_much() -> Unreadable:
    return Unreadable(
        _(
            "This file holds too much. Download only your own facility, your data and this year from DHIS2, and try again."
        )
    )
