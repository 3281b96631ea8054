"""Every address times every role, in one table that no address can escape."""

from contextlib import contextmanager
from datetime import UTC, datetime, time

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

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


def cases():
    for name, rows in TABLE.items():
        for number, (arguments, *statuses) in enumerate(rows):
            for method, expected in zip(("GET", "POST"), statuses, strict=True):
                if expected:
                    yield pytest.param(name, arguments, method, expected, id=f"{name}-{number}-{method}")


@pytest.mark.parametrize(("name", "arguments", "method", "expected"), list(cases()))
def test_address_answers_each_role(name, arguments, method, expected, world):
    """One world for all roles, as it was for each of them: whatever one of them did is taken back."""
    answered = {}
    with time_machine.travel(datetime.combine(TODAY, time(9), UTC), tick=False):
        address = reverse(name, args=arguments(world))
        for role in ORDER:
            with as_it_was():
                client = client_of(world, role)
                response = client.get(address) if method == "GET" else client.post(address, POSTED.get(name, {}))
            answered[role] = response.status_code
            signing_in = response.headers.get("Location", "").startswith(reverse("teams:account_sign_in"))
            is_refused = role == "anonymous" and response.status_code == 302
            assert signing_in == is_refused or name == "teams:account_sign_out", role
    assert answered == dict(zip(ORDER, expected, strict=True))


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
