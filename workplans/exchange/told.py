"""Puts into words what an import found and what it changes, in the language of who reads it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from workplans.exchange.findings import TITLES
from workplans.exchange.planitems import Problem
from workplans.models import Activity, Indicator, Objective, Output
from workplans.queries import months_in_words

MODELS: dict[str, type[models.Model]] = {
    "objective": Objective,
    "output": Output,
    "activity": Activity,
    "indicator": Indicator,
}


@dataclass(frozen=True)
class Change:
    """One line of what an import would change: its row, the item, the field, and both values in words."""

    row: int
    kind: str
    name: str
    new: bool
    label: str = ""
    before: str = ""
    after: str = ""


def problems_of(outcome):
    """The Problems that an Import's outcome keeps."""
    return [Problem(*one) for one in outcome.get("problems", [])]


def by_kind(kinds):
    """[(kind, its title, how many)] of the `kinds` of problems or questions, the most frequent first."""
    counts: dict[str, int] = {}
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
    return [(kind, TITLES.get(kind, kind), count) for kind, count in sorted(counts.items(), key=lambda one: -one[1])]


def changes_in_words(rows):
    """A Change for each of some rows of an outcome's `changes`."""
    return [change_in_words(row) for row in rows]


def change_in_words(row):
    kind, name = row["kind"], row["name"]
    if row.get("new"):
        return Change(row["row"], kind, name, new=True)
    field = row["field"]
    if field == "target_of":
        label = _("Target of quarter %(n)s") % {"n": row["of"]}
        column: Any = Indicator._meta.get_field("target")
    elif field == "amount":
        label = _("Money from %(source)s") % {"source": row["of"]} if row["of"] else _("Money that nobody gives yet")
        column = Indicator._meta.get_field("target")
    elif field == "stated":
        label, column = (
            _("What the file says under “%(heading)s”") % {"heading": row["of"]},
            Activity._meta.get_field("place"),
        )
    else:
        column = MODELS[kind]._meta.get_field(field.removesuffix("_id"))
        label = str(column.verbose_name)
    before, after = (value_in_words(column, row[side]) for side in ("before", "after"))
    return Change(row["row"], kind, name, False, capfirst(label), before, after)


def value_in_words(column, value):
    """A plain value of an outcome as a page writes the values of that column."""
    if value in (None, "", []):
        return ""
    if column.name == "months":
        return months_in_words(value)
    if isinstance(column, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(column, models.DecimalField):
        return number_format(Decimal(value).normalize())
    if isinstance(column, models.DateField):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    return str(value)
