"""Every address times every role, in one table that no address can escape."""

import copy
from contextlib import contextmanager
from datetime import UTC, datetime, time
from time import time as time_of_clock

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from teams.sessions import FIELD as SEEN
from tests.permissions.roles import ORDER
from tests.permissions.table import POSTED, TABLE
from tests.world import ROLES, TODAY

pytestmark = pytest.mark.django_db


def names(patterns=None, space=""):
    """The names of all addresses but the admin's, which answer to Django's own permissions (see below)."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


def test_no_address_escapes_the_table():
    assert set(names()) == set(TABLE)


ROOMS = sorted({name.partition("_")[0] for name in TABLE})
"""The addresses by their rooms: "workplans:plan"."""


def cases(room):
    """(what it is, name, arguments, method, statuses expected) of each row of a room."""
    for name, rows in TABLE.items():
        for number, (arguments, *statuses) in enumerate(rows):
            for method, expected in zip(("GET", "POST"), statuses, strict=True):
                if expected and name.partition("_")[0] == room:
                    yield f"{name}-{number}-{method}", name, arguments, method, expected


@pytest.mark.parametrize("room", ROOMS)
def test_each_address_of_a_room_answers_each_role(room, world):
    """One world for all rows and roles, as it was for each of them: whatever one of them did is taken back.

    Each signs in once for all: that takes as long as to be answered.
    """
    wrong = {}
    with time_machine.travel(datetime.combine(TODAY, time(9), UTC), tick=False):
        sessions = {role: session_of(world, role) for role in ORDER}
        for what, name, arguments, method, expected in cases(room):
            answered = {}
            with as_it_was():
                address = reverse(name, args=arguments(copy.deepcopy(world)))
                for role in ORDER:
                    with as_it_was():
                        response = answer(sessions[role], method, address, POSTED.get(name, {}))
                    answered[role] = response.status_code
                    signing_in = response.headers.get("Location", "").startswith(reverse("teams:account_sign_in"))
                    is_refused = role == "anonymous" and response.status_code == 302
                    assert signing_in == is_refused or name == "teams:account_sign_out", (what, role)
            if answered != dict(zip(ORDER, expected, strict=True)):
                wrong[what] = {
                    role: (answered[role], "not", status) for role, status in zip(ORDER, expected, strict=True)
                }
    assert wrong == {}


@contextmanager
def as_it_was():
    """Take back what is done to the database within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def client_of(world, role):
    client = Client()
    if ROLES[role]:
        client.force_login(getattr(world, ROLES[role]), backend="teams.backends.AnyNameBackend")
    return client


def session_of(world, role):
    """The key of a session in which `role` has just signed in and is still here; None for who has not."""
    if ROLES[role] is None:
        return None
    session = client_of(world, role).session
    session[SEEN] = int(time_of_clock())
    session.save()
    return session.session_key


def answer(session, method, address, posted):
    """What a browser with that session is answered, one that was nowhere before."""
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client.get(address) if method == "GET" else client.post(address, posted)


@pytest.mark.parametrize("role", ORDER)
def test_admin_pages_open_for_staff_alone(role, world, client):
    if ROLES[role]:
        client.force_login(getattr(world, ROLES[role]), backend="teams.backends.AnyNameBackend")
    for pattern in get_resolver().url_patterns:
        if getattr(pattern, "namespace", None) != "admin":
            continue
        for entry in pattern.url_patterns:
            if isinstance(entry, URLResolver) and (name := next(admin_names(entry), None)):
                status = client.get(reverse(f"admin:{name}")).status_code
                assert status == {"staff": 403, "superuser": 200}.get(role, 302), name


def admin_names(resolver):
    return (entry.name for entry in resolver.url_patterns if entry.name and entry.name.endswith("_changelist"))


@pytest.mark.parametrize("kind", ["workplan", "team", "nonsense", "objectives"])
def test_words_that_are_no_kind_are_not_found(kind, world, client):
    client.force_login(world.ruth, backend="teams.backends.AnyNameBackend")
    assert client.get(f"/workplans/{kind}/{world.plan.pk}/").status_code == 404
    assert client.get(f"/workplans/{kind}/{world.plan.pk}/add/indicator/").status_code == 404
    assert client.get(f"/workplans/{kind}/{world.plan.pk}/history/").status_code == 404
