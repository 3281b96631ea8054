"""What holds for every test: nothing outside this computer is ever reached, and what takes long runs when asked for."""

import fcntl
import gc
import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.test import Client

from teams.sessions import FIELD as SEEN
from tests.stage import load_first_content, stage
from tests.world import TODAY
from tools import html

ROOT = Path(__file__).resolve().parents[1]
SHARED = "TESTS_SHARE"
"""The environment variable that names a folder which all who test at the same time share."""
SERVER = os.environ.get("DATABASE_URL") if os.environ.get("DATABASE_URL", "").startswith("postgres") else None
"""The address of the server of these tests; None where they run on SQLite."""


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    """What is loaded by now stays to the end: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


REACHES_A_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup", "databases"}
"""The fixtures, one of which every test needs that reaches a database: pytest-django keeps all others from it."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.get_closest_marker("long") and not os.environ.get("LMF_LONG"):
            item.add_marker(pytest.mark.skip(reason="takes long: python3 run.py test --long"))
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        config.hook.pytest_deselected(items=[item for item in items if says_the_same_on_any_database(item)])
        items[:] = [item for item in items if not says_the_same_on_any_database(item)]


def says_the_same_on_any_database(item):
    """Whether a test that passed on SQLite tells nothing new on PostgreSQL.

    It reaches no database: a rule, a file that is read, a text of the source. Or it is marked as one that looks at how
    pages are written. What reads or writes rows, locks them or decides who may is asked of both.
    """
    if item.get_closest_marker("any_database"):
        return True
    return not (item.get_closest_marker("django_db") or REACHES_A_DATABASE & set(item.fixturenames))


@pytest.fixture(scope="session", autouse=True)
def _nothing_outside_is_reached():
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


@pytest.fixture(scope="session")
def html_errors():
    """`html_errors({name: page})`: what is invalid in pages, by name. Hand it many at once, each run costs seconds."""
    if html.checker() is None:
        message = "No checker of HTML was found (it needs Java, and from npm: vnu-jar)."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return html.errors


def _guarded(connect):
    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_this_computer(address[0]):
            self.close()
            raise RuntimeError(f"A test tried to reach {address[0]}: tests reach nothing outside this computer.")
        return connect(self, address)

    return guarded


def _is_this_computer(host):
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    stage.set_for(item)


@pytest.fixture(scope="session")
def _stage(django_db_setup, django_db_blocker):
    stage.blocker = django_db_blocker
    yield stage
    with django_db_blocker.unblock():
        stage.take_down()


@pytest.fixture
def first_content(db):
    """The first guides, statements, structures and standard indicators: a test that empties the database takes them away."""
    load_first_content()


@pytest.fixture
def world(db, _stage):
    """The cast of tests/world.py, in the database."""
    return _stage.cast()


@pytest.fixture
def nothing_measured(world):
    """Amani's plan has no indicator, so that nobody is asked for its values."""
    world.indicator.delete()


@pytest.fixture
def today():
    """The day it is in tests/world.py; `today.move_to(…)` lets time pass."""
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def signed_in():
    """`signed_in(person)`: a browser of that person's own, in which they have signed in and are still here."""

    def open_for(person):
        client = Client()
        client.force_login(person)
        session = client.session
        session[SEEN] = int(time.time())
        session.save()
        return client

    return open_for


@pytest.fixture(scope="session")
def databases(tmp_path_factory):
    """`databases(template)`: the address of one more real database: a file, or one more on the server of these tests.

    A copy of another one where `template` is its address, else without a table.
    """
    if not SERVER:

        def file(template=None):
            path = tmp_path_factory.mktemp("database") / "two.sqlite3"
            if template:
                shutil.copy(template.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"

        yield file
        return
    made = []

    def one_more(template=None):
        made.append(one_more_on_the_server(template))
        return made[-1]

    yield one_more
    for address in made:
        drop(address)


def one_more_on_the_server(template=None):
    """The address of a new database, a copy of the one at `template`."""
    name = f"two_{uuid.uuid4().hex}"
    like = f' TEMPLATE "{urlsplit(template).path[1:]}"' if template else ""
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"{like}')
    return urlsplit(SERVER)._replace(path=f"/{name}").geturl()


def drop(address):
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{urlsplit(address).path[1:]}" WITH (FORCE)')


@pytest.fixture
def bare_database(databases):
    """The address of a database without a table."""
    return databases()


@pytest.fixture(scope="session")
def _migrated():
    """The address of a database that was migrated, as a server is set up: one for all that test at once, since it takes long."""
    folder = Path(os.environ[SHARED])
    told = folder / "address"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            address = one_more_on_the_server() if SERVER else f"sqlite:///{folder}/migrated.sqlite3"
            own = {name: value for name, value in os.environ.items() if not name.startswith("LMF_")}
            command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            subprocess.run(command, cwd=ROOT, env={**own, "DATABASE_URL": address, "LMF_TESTING": "1"}, check=True)
            told.write_text(address)
    return told.read_text()


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        os.environ[SHARED] = tempfile.mkdtemp(prefix="lmf-tests-")


def pytest_unconfigure(config):
    """Take away what was made for all workers, once they have ended."""
    if not hasattr(config, "workerinput"):
        folder = Path(os.environ.pop(SHARED))
        told = folder / "address"
        if SERVER and told.exists():
            drop(told.read_text())
        shutil.rmtree(folder)


@pytest.fixture
def empty_database(databases, _migrated):
    """The address of a database of its own with all tables and the first content."""
    return databases(_migrated)
