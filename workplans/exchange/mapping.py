"""A mapping: what each column of a file is, written down by somebody who knows it, for files that are not recognised.

    {"sheet": "Plan", "header_row": 3,
     "columns": {"What we do": "activity", "F": {"role": "amount", "source": "GAVI"}, "G": {"role": "month", "month": 3}}}

Every part may be left out; what it does not say is proposed as without it.
"""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import column_index_from_string, get_column_letter

from teams.exchange.folding import fold
from teams.exchange.unreadable import Unreadable
from workplans.exchange.columns import ROLES, SINGLE_ROLES, Column

MOST_CHARACTERS = 200_000


@dataclass(frozen=True)
class Mapping:
    """A mapping that has been read: `columns` from a heading, a letter or a number to the column's role and details."""

    sheet: str = ""
    header_row: int | None = None
    columns: dict[str | int, dict[str, Any]] = field(default_factory=dict)


def read_mapping(source: Mapping | dict[str, Any] | str | bytes | Path | None) -> Mapping:
    """A mapping from JSON (text or bytes), a path, or a dictionary. Raises Unreadable, naming what is wrong in it."""
    if source is None:
        return Mapping()
    if isinstance(source, Mapping):
        return source
    data = source if isinstance(source, dict) else _parsed(source)
    if not isinstance(data, dict):
        raise Unreadable(_("The mapping must be a JSON object with “sheet”, “header_row” or “columns”."))
    if unknown := sorted(str(key) for key in set(data) - {"sheet", "header_row", "columns"}):
        raise Unreadable(_("The mapping has a part that is not known: %(parts)s.") % {"parts": ", ".join(unknown)})
    sheet, header_row, columns = data.get("sheet", ""), data.get("header_row"), data.get("columns", {})
    if not isinstance(sheet, str):
        raise Unreadable(_("In the mapping, “sheet” must be the name of a sheet."))
    if header_row is not None and (not isinstance(header_row, int) or isinstance(header_row, bool) or header_row < 1):
        raise Unreadable(_("In the mapping, “header_row” must be the number of the row with the headings, such as 1."))
    if not isinstance(columns, dict):
        raise Unreadable(_("In the mapping, “columns” must give a role for each heading or column letter."))
    return Mapping(sheet, header_row, {key: _entry(key, value) for key, value in columns.items()})


def apply_mapping(mapping: Mapping, columns: list[Column]) -> list[Column]:
    """The columns with what the mapping says about them. Raises Unreadable where it names a column that is not there."""
    columns = list(columns)
    said: dict[int, str] = {}
    for named, entry in mapping.columns.items():
        key, index = (
            (get_column_letter(named), named - 1) if isinstance(named, int) else (named, _index(named, columns))
        )
        if index >= len(columns):
            continue  # only a number can be beyond, of a file that has lost a column since it was looked at
        if index in said:
            raise Unreadable(
                _("The mapping names the same column twice: “%(one)s” and “%(two)s”.")
                % {"one": said[index], "two": key}
            )
        said[index] = key
        months = entry.get("month", ())
        columns[index] = replace(
            columns[index],
            role=entry["role"],
            source=entry.get("source", columns[index].source),
            months=tuple(months) if isinstance(months, list) else (months,) if months else columns[index].months,
        )
    for role in SINGLE_ROLES:
        chosen = [index for index in said if columns[index].role == role]
        if len(chosen) > 1:
            keys = " / ".join(said[index] for index in chosen)
            raise Unreadable(
                _("The mapping gives the role “%(role)s” to several columns: %(columns)s.")
                % {"role": role, "columns": keys}
            )
        for index, column in enumerate(columns):
            if chosen and column.role == role and index not in said:
                columns[index] = replace(column, role="other")
    for column in columns:
        if column.role == "amount" and not column.source:
            raise Unreadable(
                _("In the mapping, “%(column)s” is an amount: add the name of its source, as “source”.")
                % {"column": said.get(column.number - 1, column.header)}
            )
        if column.role == "month" and not column.months:
            raise Unreadable(
                _("In the mapping, “%(column)s” is a month: add which one, as “month” from 1 to 12.")
                % {"column": said.get(column.number - 1, column.header)}
            )
    return columns


def _parsed(source: str | bytes | Path) -> Any:
    try:
        text = source.read_bytes() if isinstance(source, Path) else source
        if len(text) > MOST_CHARACTERS:
            raise Unreadable(_("The mapping is too long to be one."))
        return json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    except OSError as error:
        raise Unreadable(_("The mapping cannot be opened. Check that the file is there.")) from error
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise Unreadable(_("The mapping is not valid JSON. Look near line %(line)d.") % {"line": line}) from error


def _entry(key: str, value: Any) -> dict[str, Any]:
    entry = {"role": value} if isinstance(value, str) else value
    if not isinstance(entry, dict) or not isinstance(entry.get("role"), str):
        raise Unreadable(_("In the mapping, “%(column)s” needs a role.") % {"column": key})
    if entry["role"] not in ROLES:
        raise Unreadable(
            _("In the mapping, “%(column)s” has a role that is not known: “%(role)s”. The roles are: %(roles)s.")
            % {"column": key, "role": entry["role"], "roles": ", ".join(ROLES)}
        )
    source = entry.get("source", "")
    if not isinstance(source, str) or ("source" in entry and not source.strip()):
        raise Unreadable(_("In the mapping, the source of “%(column)s” must be a name.") % {"column": key})
    months = entry.get("month", [])
    months = months if isinstance(months, list) else [months]
    if not all(isinstance(month, int) and not isinstance(month, bool) and 1 <= month <= 12 for month in months):
        raise Unreadable(_("In the mapping, the month of “%(column)s” must be from 1 to 12.") % {"column": key})
    return entry


def _index(key: str, columns: list[Column]) -> int:
    same = [index for index, column in enumerate(columns) if column.header and " ".join(key.split()) == column.header]
    same = same or [index for index, column in enumerate(columns) if fold(key) and fold(key) == fold(column.header)]
    if len(same) > 1:
        raise Unreadable(
            _("Several columns are headed “%(column)s”. In the mapping, use the column's letter instead.")
            % {"column": key}
        )
    if same:
        return same[0]
    if key.strip().isascii() and key.strip().isalpha() and len(key.strip()) <= 3:
        index = column_index_from_string(key.strip().upper()) - 1
        if index < len(columns):
            return index
    headers = ", ".join(column.header for column in columns if column.header)[:400]
    raise Unreadable(
        _("The mapping names a column that is not in the file: “%(column)s”. The headings are: %(headers)s.")
        % {"column": key, "headers": headers}
    )
