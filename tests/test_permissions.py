"""Every address times every role, in one table that no address can escape."""

from datetime import UTC, datetime, time

import pytest
import time_machine
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.world import ROLES, TODAY

pytestmark = pytest.mark.django_db

# Not signed in, so sent to sign in, or asked to with what was typed kept; yours; yours to see and not to change; not there for you; not this method.
TO_SIGN_IN, KEPT, OK, NO, NONE, GO, METHOD = 302, 401, 200, 403, 404, 302, 405

ORDER = list(ROLES)
OPEN = [OK] * 10
ALL = [TO_SIGN_IN, *[OK] * 9]
ALL_GO = [TO_SIGN_IN, *[GO] * 9]
#          anonymous   member lead  other superv. other viewer accounts staff superuser
READS = [TO_SIGN_IN, OK, OK, NONE, OK, NONE, OK, NONE, NONE, OK]
EDITS = [TO_SIGN_IN, OK, OK, NONE, NO, NONE, NO, NONE, NONE, OK]
EDITED = [KEPT, GO, GO, NONE, NO, NONE, NO, NONE, NONE, GO]
REMOVED = [TO_SIGN_IN, *EDITED[1:]]
LEADS = [TO_SIGN_IN, NO, OK, NONE, NO, NONE, NO, NONE, NONE, OK]
PEOPLE = [TO_SIGN_IN, OK, OK, NONE, OK, NONE, OK, OK, NONE, OK]
OVERSEES = [TO_SIGN_IN, NONE, NONE, NONE, OK, NONE, OK, NONE, NONE, OK]
POSTS_ONLY = [TO_SIGN_IN, *[METHOD] * 9]


def team(world):
    return [world.team.pk]


def plan(world):
    return [world.plan.pk]


def item(kind):
    return lambda world: [kind, getattr(world, kind).pk]


def nothing(world):
    return []


KINDS = ["objective", "output", "activity", "indicator"]
# name: (arguments, statuses of GET, statuses of an empty POST)
TABLE = {
    "teams:account_sign_in": [(nothing, [OK, *[GO] * 9], OPEN)],
    "teams:account_sign_out": [(nothing, POSTS_ONLY, ALL_GO)],
    "teams:account_page": [(nothing, ALL, ALL)],
    "teams:account_password": [(nothing, ALL, ALL)],
    "teams:team_list": [(nothing, [302, 302, 302, 302, OK, OK, OK, OK, OK, OK], None)],
    "teams:team_page": [(team, PEOPLE, None)],
    "lmframework:home_start": [(nothing, [302, 302, 302, 302, 302, 302, 302, OK, OK, 302], None)],
    "lmframework:home_team": [(team, READS, None)],
    "lmframework:home_how": [(nothing, ALL, None)],
    "lmframework:units_list": [(nothing, [302, OK, OK, OK, 302, 302, 302, OK, OK, 302], None)],
    "lmframework:units_page": [(lambda world: [world.units["amani"].pk], OVERSEES, None)],
    "workplans:plan_list": [(nothing, [302, 302, 302, OK, OK, OK, OK, OK, OK, OK], None)],
    "workplans:plan_begin": [(team, LEADS, LEADS)],
    "workplans:plan_outline": [(plan, READS, None)],
    "workplans:plan_change": [(plan, LEADS, LEADS)],
    "workplans:plan_remove": [(plan, LEADS, LEADS)],
    "workplans:plan_history": [(plan, READS, None)],
    "workplans:plan_objective_add": [(plan, EDITS, EDITS)],
    "workplans:plan_item": [(item(kind), READS, None) for kind in KINDS],
    "workplans:plan_item_add": [
        (lambda world: ["objective", world.objective.pk, "output"], EDITS, EDITS),
        (lambda world: ["objective", world.objective.pk, "indicator"], EDITS, EDITS),
        (lambda world: ["output", world.output.pk, "activity"], EDITS, EDITS),
        (lambda world: ["activity", world.activity.pk, "indicator"], EDITS, EDITS),
    ],
    "workplans:plan_item_change": [(item(kind), EDITS, EDITS) for kind in KINDS],
    "workplans:plan_item_move": [(item(kind), POSTS_ONLY, EDITED) for kind in KINDS],
    "workplans:plan_item_remove": [(item(kind), EDITS, REMOVED) for kind in KINDS],
    "workplans:plan_item_history": [(item(kind), READS, None) for kind in KINDS],
    "workplans:organise_allocations": [(lambda world: [world.activity.pk], EDITS, EDITS)],
}
POSTED = {"workplans:plan_item_move": {"direction": "down"}}


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
        for number, (arguments, gets, posts) in enumerate(rows):
            for place, role in enumerate(ORDER):
                yield pytest.param(name, arguments, "GET", role, gets[place], id=f"{name}-{number}-GET-{role}")
                status = posts[place] if posts else None
                if status:
                    yield pytest.param(name, arguments, "POST", role, status, id=f"{name}-{number}-POST-{role}")


@pytest.mark.parametrize(("name", "arguments", "method", "role", "expected"), list(cases()))
def test_address_answers_role(name, arguments, method, role, expected, world, client):
    with time_machine.travel(datetime.combine(TODAY, time(9), UTC), tick=False):
        if ROLES[role]:
            client.force_login(getattr(world, ROLES[role]), backend="teams.backends.AnyNameBackend")
        address = reverse(name, args=arguments(world))
        response = client.generic(method, address) if method == "GET" else client.post(address, POSTED.get(name, {}))
    assert response.status_code == expected
    signing_in = response.headers.get("Location", "").startswith(reverse("teams:account_sign_in"))
    assert signing_in == (role == "anonymous" and expected == 302) or name == "teams:account_sign_out"


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
