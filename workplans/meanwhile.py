"""Who changed a cell of a plan last, and when: for what was changed here and in a file that comes back."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from workplans.exchange.flat import INDICATORS, MONEY, NOBODY
from workplans.exchange.workbook import DAYS
from workplans.exchange.wrongs import MODELS
from workplans.models import Activity, Allocation, Target

BY = ("history_date", "history_user__name", "history_type")
POSTS = {"responsible": ("post_id", "responsible"), "post": ("post_id",)}


class Changed(NamedTuple):
    """When a cell got what stands in it now, and the name of who wrote that; "" where no person did."""

    at: datetime
    by: str


class Column(NamedTuple):
    """How the history has a column: of which model, whose row it is by which field, which fields, and what they say.

    `read` gives None for a record that says nothing of it.
    """

    model: Any
    row: str
    fields: tuple[str, ...]
    read: Callable[[dict], tuple | None]


def last_changed(changes):
    """{token: Changed} of `changes` (exchange/offered.py), out of the history: one query for each of seven models at most."""
    columns = {change.token: column_of(change) for change in changes}
    wanted: dict[Any, list[Any]] = defaultdict(list)
    for change in changes:
        wanted[columns[change.token].model].append(change)
    found: dict[str, Changed] = {}
    for model, some in wanted.items():
        fields = {name for change in some for name in columns[change.token].fields}
        records = records_of(model, columns[some[0].token].row, {pk_of(change) for change in some}, fields)
        for change in some:
            if changed := last_of(records[pk_of(change)], columns[change.token].read):
                found[change.token] = changed
    return found


def pk_of(change):
    return int(change.row.rsplit("-", 1)[1])


def column_of(change):
    """The Column of a change."""
    name, rest = change.cell.column, change.cell.column[1:]
    if change.sheet == MONEY:
        source = None if rest == NOBODY else int(rest)
        return Column(Allocation, "activity_id", ("source_id", "amount"), figure("source_id", source, "amount"))
    if change.sheet == INDICATORS and name[0] == "q" and rest.isdecimal():
        read = figure("quarter__number", int(rest), "value")
        return Column(Target, "indicator_id", ("quarter__number", "value"), read)
    model: Any = MODELS[change.row.partition("-")[0]]
    if name[0] == "m" and rest[:1].isdecimal():
        return Column(model, "id", ("months",), lambda record: (rest in record["months"],))
    if name in DAYS and model is Activity:  # days that follow from months are not told
        return Column(model, "id", (name, "months"), lambda record: (None if record["months"] else record[name],))
    fields = POSTS.get(name, (name,))
    return Column(model, "id", fields, lambda record: tuple(record[field] for field in fields))


def figure(field, value, name):
    """Reads a figure that is a row of its own, of the source or quarter `value`; what was removed is nothing."""
    return lambda record: (None if record["history_type"] == "-" else record[name],) if record[field] == value else None


def records_of(model, row, keys, fields):
    """{key: its history, the oldest first} of the rows `keys`: one query."""
    found = defaultdict(list)
    records = model.history.filter(**{f"{row}__in": keys}).order_by("history_date", "history_id")
    for record in records.values(row, *BY, *fields):
        found[record[row]].append(record)
    return found


def last_of(records, read):
    """The Changed in which a value became what it is; None where the history says nothing of it."""
    found = before = None
    for record in records:
        value = read(record)
        if value is not None and value != before:
            found, before = Changed(record["history_date"], record["history_user__name"] or ""), value
    return found
