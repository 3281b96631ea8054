"""The worker beside a server: it does what is due, goes on where the database was away, and ends when it is told to."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError

from lmframework import due

ROOT = Path(settings.BASE_DIR)
PATIENCE = 60


@pytest.fixture
def server(bare_database, tmp_path):
    """The environment of a server with a database without a table."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("LMF_", "DJANGO_"))}
    wanted = {"DATABASE_URL": bare_database, "LMF_SECRET_KEY": "k9" * 30, "LMF_HOSTS": "plans.example.org"}
    return {**own, **wanted, "LMF_KEYS": str(tmp_path / "keys"), "PYTHONUNBUFFERED": "1"}


def manage(*words):
    return [sys.executable, "manage.py", *words]


@contextmanager
def worker(server, log):
    """A worker that looks each half second and writes into `log`; it is told to end, and has to."""
    command = manage("run_worker", "--every", "0.5", "--verbosity=2")
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=server, stdout=output, stderr=output)
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
            process.wait()


def wait_for(log, words, after=0):
    """Where in `log` after a place `words` stand, once they do."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = log.read_text().find(words, after)
        if found >= 0:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not said: {words}\n{log.read_text()}")


def test_it_does_what_is_due_again_and_again_and_ends_when_it_is_told_to(server, tmp_path):
    """Even one that was begun too early, before there was a table."""
    log = tmp_path / "log"
    with worker(server, log):
        wait_for(log, "open_boxes")
        assert "open_boxes: 0" not in log.read_text()
        subprocess.run(manage("migrate", "--verbosity=0"), cwd=ROOT, env=server, check=True)
        first = wait_for(log, "open_boxes: 0")
        wait_for(log, "open_boxes: 0", first + 1)
        for step in due.STEPS:
            wait_for(log, f"{step.__name__}: 0")
        wait_for(log, "send_some: 0")


def test_it_goes_on_where_the_database_was_away_for_a_while(server, empty_database, tmp_path):
    url = server["DATABASE_URL"] = empty_database
    if not url.startswith("postgres"):
        pytest.skip("A file is not away.")
    log, name = tmp_path / "log", urlsplit(url).path.lstrip("/")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner, worker(server, log) as process:
        wait_for(log, "open_boxes: 0")
        owner.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        wait_for(log, "the database did not answer")
        owner.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        wait_for(log, "open_boxes: 0", log.stat().st_size)
        assert process.poll() is None


def test_a_database_that_is_away_takes_one_line_and_says_nobodys_data():
    def step(today):
        raise OperationalError("host=db user=bob password=secret")

    said = []
    assert due.failures([step], said.append, said.append) == ["step"]
    assert said == ["step: the database did not answer, or was busy for too long."]
