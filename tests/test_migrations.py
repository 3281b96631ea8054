"""A database that was migrated, as a server has it: the first content is there, with the first row of its history."""

import sqlite3
from contextlib import closing

import psycopg
import pytest

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
