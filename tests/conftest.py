"""What holds for every test: nothing outside this computer is ever reached, and what takes long runs when asked for."""

import ipaddress
import os
import socket
import time
import uuid
from urllib.parse import urlsplit

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test import Client

from teams.sessions import FIELD as SEEN
from tests.stage import load_first_content, stage
from tests.world import TODAY
from tools import html


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("long") and not os.environ.get("LMF_LONG"):
            item.add_marker(pytest.mark.skip(reason="takes long: python3 run.py test --long"))


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
