"""A database that was migrated, as a server has it: the first content is there, with the first row of its history."""

import sqlite3
from contextlib import closing
from importlib import import_module

import psycopg
import pytest
from django.apps import apps

from workplans.models import Indicator

FIRST = {
    "lmframework_guide": 8,
    "assessments_statement": 16,
    "workplans_structure": 9,
    "workplans_historicalstructure": 9,
    "workplans_breakdown": 2,
    "workplans_part": 8,
    "workplans_standardindicator": 30,
    "workplans_historicalstandardindicator": 30,
}


@pytest.mark.parametrize("table", FIRST)
def test_the_first_content_is_there(table, empty_database):
    connect = psycopg.connect if empty_database.startswith("postgres") else sqlite3.connect
    with closing(connect(empty_database.removeprefix("sqlite:///"))) as connection:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (FIRST[table],)  # noqa: S608


@pytest.mark.django_db
def test_indicators_that_were_there_before_add_up_as_their_targets_say(world):
    """A ratio is averaged; the year that is its last quarter's, and a %, are the last value; the rest is added up."""
    visits, beds, share = (
        Indicator.objects.create(output=world.output, name=name, unit=unit, target=target)
        for name, unit, target in (("Visits", "visits", 10), ("Beds", "beds", 6), ("Stocked", "%", 90))
    )
    for indicator, values in ((visits, (1, 2, 3, 4)), (beds, (3, 4, 5, 6))):
        for quarter, value in zip(world.quarters, values, strict=True):
            indicator.targets.create(quarter=quarter, value=value)
    import_module("workplans.migrations.0009_as_it_was_before").as_their_targets_say(apps, None)
    ways = dict(Indicator.objects.values_list("pk", "adds_up"))
    assert ways == {world.indicator.pk: "average", visits.pk: "sum", beds.pk: "last", share.pk: "last"}
