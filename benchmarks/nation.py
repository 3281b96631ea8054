"""Many teams out of some: all that belongs to a country's units is copied by SQL, so that 3,000 teams take a minute.

The history of copies is left out: what the bench looks at reads none of theirs.
"""

from typing import Any

from django.db import connection, transaction

from teams.models import Holding, Post, Team, Unit, User
from workplans.models import (
    Activity,
    Allocation,
    DayAhead,
    Indicator,
    Objective,
    Output,
    Quarter,
    Summary,
    Target,
    Total,
    Workplan,
)

COPIED: list[Any] = [User, Unit, Team, Post, Holding, Workplan, Quarter, Objective, Output, Activity, Indicator, Target, Allocation,
          Summary, DayAhead, Total]  # fmt: skip
"""In the order in which they point at each other."""
OWN = {"username": "username || '.' || %(round)s", "email": "NULL", "phone": "NULL", "code": "code || '.' || %(round)s"}
"""Columns that are unique, or that say which row it is."""


@transaction.atomic
def multiply(times):
    """Let there be `times` as many regions in the country, with all in them."""
    country = Unit.objects.get(parent=None)
    size = {model: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in COPIED}
    with connection.cursor() as cursor:
        for number in range(1, times):
            for model in COPIED:
                cursor.execute(copy_of(model, number, size, country))
    for unit in Unit.objects.filter(pk__gt=size[Unit]):
        set_path(unit, size[Unit], country)


def copy_of(model, number, size, country):
    """The statement that copies the rows of `model` for the round `number`, each key moved by as many as there were."""
    columns = {}
    for field in model._meta.concrete_fields:
        name = f'"{field.column}"'
        above = field.related_model
        columns[name] = name
        if field.primary_key or above in size:
            columns[name] = f"{name} + {number * size[model if field.primary_key else above]}"
        if above is Unit:
            columns[name] = f"CASE WHEN {name} = {country.pk} THEN {name} ELSE {columns[name]} END"
        if field.column in OWN and model in (User, Unit, Team):
            columns[name] = OWN[field.column] % {"round": number}
    table = model._meta.db_table
    but = f"id <= {size[model]}" + (f" AND id <> {country.pk}" if model is Unit else "")
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {table} WHERE {but}"  # noqa: S608


def set_path(unit, size, country):
    """The path of a copy is that of its first, with the keys of its own round."""
    first, *below = unit.path.strip("/").split("/")
    moved = (unit.pk - 1) // size * size
    path = "/".join([first, *(str(int(key) + moved) for key in below)])
    Unit.objects.filter(pk=unit.pk).update(path=f"/{path}/")
