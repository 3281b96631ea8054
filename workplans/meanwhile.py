"""Who changed a cell of a plan last, and when: for what was changed here and in a file that comes back."""

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Value
from django.db.models.functions import JSONObject

from workplans.exchange.flat import INDICATORS, MONEY, NOBODY
from workplans.exchange.workbook import DAYS
from workplans.exchange.wrongs import MODELS
from workplans.models import Activity, Allocation, Target

POSTS = {"responsible": ("post_id", "responsible"), "post": ("post_id",)}


class Changed(NamedTuple):
    """When a cell got what stands in it now, and the name of who wrote that; "" where no person did."""

    at: datetime
    by: str


class Record(NamedTuple):
    """One state that a row had: when, by whom, whether it was made, changed or removed then, and some of its fields."""

    number: int
    at: datetime
    by: str | None
    type: str
    fields: dict[str, Any]


class Column(NamedTuple):
    """How the history has a column: of which model, whose row it is by which field, which fields, and what they say.

    `read` gives None for a record that says nothing of it.
    """

    model: Any
    row: str
    fields: tuple[str, ...]
    read: Callable[[Record], tuple | None]


def last_changed(changes):
    """{token: Changed} of `changes` (exchange/offered.py), out of the history: one query, none where there is no change."""
    columns = {change.token: column_of(change) for change in changes}
    wanted: dict[Any, list[Any]] = defaultdict(list)
    for change in changes:
        wanted[columns[change.token].model].append(change)
    parts = []
    for model, some in wanted.items():
        fields = {name for change in some for name in columns[change.token].fields}
        parts.append(records_of(model, columns[some[0].token].row, {pk_of(change) for change in some}, fields))
    records = defaultdict(list)
    for kind, key, *record in together(parts):
        records[kind, key].append(Record(*record))
    found: dict[str, Changed] = {}
    for change in changes:
        column = columns[change.token]
        if changed := last_of(records[column.model.__name__, pk_of(change)], column.read):
            found[change.token] = changed
    return found


def together(parts):
    """The rows of several queries in one, the oldest first."""
    if not parts:
        return []
    first, *others = parts
    return (first.union(*others, all=True) if others else first).order_by("history_date", "history_id")


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
    if name in DAYS and model is Activity:  # days that follow from months are not told
        return Column(
            model, "id", (name, "months"), lambda record: (None if months_of(record) else record.fields[name],)
        )
    fields = POSTS.get(name, (name,))
    return Column(model, "id", fields, lambda record: tuple(record.fields[field] for field in fields))


def figure(field, value, name):
    """Reads a figure that is a row of its own, of the source or quarter `value`; what was removed is nothing."""
    return lambda record: (
        (None if record.type == "-" else record.fields[name],) if record.fields[field] == value else None
    )


def records_of(model, row, keys, fields):
    """The history of the rows `keys`, as (model, key, and what a Record has); `fields` as one value, as JSON has them."""
    written = JSONObject(**{name: F(name) for name in sorted(fields)})
    records = model.history.filter(**{f"{row}__in": keys}).order_by()
    records = records.annotate(kind=Value(model.__name__), key=F(row), fields=written)
    return records.values_list(
        "kind", "key", "history_id", "history_date", "history_user__name", "history_type", "fields"
    )


def months_of(record):
    """The months of an activity; SQLite has them as a text in the JSON."""
    months = record.fields["months"]
    return json.loads(months) if isinstance(months, str) else months


def last_of(records, read):
    """The Changed in which a value became what it is; None where the history says nothing of it."""
    found = before = None
    for record in records:
        value = read(record)
        if value is not None and value != before:
            found, before = Changed(record.at, record.by or ""), value
    return found
