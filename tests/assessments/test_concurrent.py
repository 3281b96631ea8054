"""Two people answering at the same moment, a thousand times, on a database of each kind: none lost, none doubled."""

import os
import subprocess
import sys
import uuid
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

PAIRS = 1000


@pytest.fixture
def empty_database(tmp_path):
    """The address of a real database with nothing in it: a file, or one more on the server of these tests."""
    given = os.environ.get("DATABASE_URL", "")
    if connection.vendor != "postgresql":
        yield f"sqlite:///{tmp_path}/two.sqlite3"
        return
    name = f"two_{uuid.uuid4().hex}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield urlsplit(given)._replace(path=f"/{name}").geturl()
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_two_who_answer_at_once_are_both_counted_once(empty_database):
    done = subprocess.run(
        [sys.executable, "-m", "tests.assessments.two_at_once", str(PAIRS)],
        env={**os.environ, "DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1000 pairs: no answer lost, none doubled" in done.stdout
