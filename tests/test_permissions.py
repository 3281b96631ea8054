"""Every address times every role, in one table that no address can escape."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessments.models import Challenge, Round, Vision
from teams.models import Pass
from tests.world import (
    ROLES,
    TODAY,
    applied_file,
    challenge,
    closed_round,
    commitment,
    list_file,
    open_round,
    waiting_file,
)
from workplans.models import Workplan

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
HELPS = [TO_SIGN_IN, *[NONE] * 6, OK, NONE, OK]
HELPED = [TO_SIGN_IN, *[NONE] * 6, GO, NONE, GO]
STAFFS = [TO_SIGN_IN, NO, NO, NONE, NO, NONE, NO, OK, NONE, OK]
STAFFED = [TO_SIGN_IN, NO, NO, NONE, NO, NONE, NO, GO, NONE, GO]
GROWS = [TO_SIGN_IN, NONE, NONE, NONE, NO, NONE, NO, OK, NONE, OK]
TOP = [TO_SIGN_IN, *[NONE] * 8, OK]
ABOVE = [TO_SIGN_IN, *[NONE] * 6, NO, NONE, OK]


def team(world):
    return [world.team.pk]


def plan(world):
    return [world.plan.pk]


def item(kind):
    return lambda world: [kind, getattr(world, kind).pk]


def next_plan(world):
    """A plan that something can be carried over into: Amani's of 2027."""
    days = {"team": world.team, "starts_on": date(2027, 1, 1)}
    return [(Workplan.objects.filter(**days).first() or Workplan.objects.begin(**days)).pk]


def brought(world):
    return [waiting_file(world).pk]


def applied(world):
    return [applied_file(world).pk]


def nothing(world):
    return []


def bob(world):
    return [world.bob.pk]


def units_brought(world):
    return [list_file(world, "units").pk]


def people_brought(world):
    return [list_file(world, "people", applied=True).pk]


def place(name):
    return lambda world: [world.units[name].pk]


def post_of(name):
    return lambda world: [getattr(world, name).holdings.get().post_id]


def holding_of(name):
    return lambda world: [getattr(world, name).holdings.get().pk]


def link_by_adam(world):
    """Nothing to name: the sheet shows what its reader made."""
    Pass.objects.issue(world.bob, by=world.adam)
    return []


# What a team says of itself is there for who is in it, whatever else others are.
OURS = [TO_SIGN_IN, OK, OK, NONE, NO, NONE, NO, NONE, NONE, NO]
OWN = [TO_SIGN_IN, OK, OK, *[NONE] * 7]
REFUSED = [TO_SIGN_IN, NO, NO, NONE, NO, NONE, NO, NONE, NONE, NO]


def agreed(world):
    return [commitment(world).pk]


def proposed(world):
    return [Vision.objects.create(team=world.team, text="Every birth is safe", proposed_by=world.bob).pk]


def seen(world):
    """A team with a vision, and proposals for another."""
    if not Vision.objects.ours().exists():
        Vision.objects.agree(world.team, "Every mother comes home", world.alice)
    proposed(world)
    return [world.team.pk]


def challenged(world):
    return [challenge(world).pk]


def part(name):
    return lambda world: [challenge(world).pk, name]


def obstacle(world):
    found = challenge(world).obstacles.create(team=world.team, name="The ward is closed at night", whys=["No roster"])
    return [challenge(world).pk, found.pk]


def measured(world):
    there = challenge(world)
    return [there.pk, there.values.get_or_create(month=TODAY.replace(day=1), defaults={"value": 43})[0].pk]


def ended(world):
    """An earlier challenge, which nobody changes any more."""
    return [Challenge.objects.create(team=world.team, result="Clean water", ended_on=TODAY).pk]


def action(world):
    return [commitment(world, challenge=challenge(world)).pk]


def asked(world):
    """A round that takes answers; another of three months ago is closed, with a result, and shared where `shared`."""
    open_one = Round.objects.of(world.team).filter(closed_on=None).first()
    if open_one is None:
        with time_machine.travel(TODAY - timedelta(days=100), tick=False):
            closed_round(world, marks=(1, 3, 4, 4, 5))
        with time_machine.travel(TODAY, tick=False):
            open_one = open_round(world)
    return [open_one.pk]


def said(world):
    asked(world)
    return [Round.objects.of(world.team).closed().first().pk]


def shown(world):
    """What Amani's team said, and shows to who supervises it."""
    found = Round.objects.get(pk=said(world)[0])
    found.ask_to_share(world.alice)
    found.agree_to_share(world.bob)
    return [found.pk]


KINDS = ["objective", "output", "activity", "indicator"]
# name: (arguments, statuses of GET, statuses of an empty POST)
TABLE = {
    "teams:account_sign_in": [(nothing, [OK, *[GO] * 9], OPEN)],
    "teams:account_sign_out": [(nothing, POSTS_ONLY, ALL_GO)],
    "teams:account_page": [(nothing, ALL, ALL)],
    "teams:account_password": [(nothing, ALL, ALL)],
    "teams:team_list": [(nothing, [302, 302, 302, 302, OK, OK, OK, OK, OK, OK], None)],
    "teams:team_page": [(team, PEOPLE, None)],
    "teams:join_link": [(lambda world: ["1-of-another-kind"], OPEN, None)],
    "teams:join_code": [(nothing, OPEN, OPEN)],
    "teams:join_password": [(nothing, [OK, *[GO] * 9], [OK, *[GO] * 9])],
    "teams:people_list": [(nothing, HELPS, None)],
    "teams:people_person": [(bob, HELPS, None)],
    "teams:people_help": [(bob, POSTS_ONLY, HELPED)],
    "teams:people_change": [(bob, HELPS, HELPS)],
    "teams:people_close": [(bob, POSTS_ONLY, HELPED)],
    "teams:people_add": [(team, STAFFS, STAFFS)],
    "teams:people_sheet": [(link_by_adam, [*HELPS[:-1], NONE], None)],
    "teams:post_list": [(team, STAFFS, None)],
    "teams:post_add": [(team, POSTS_ONLY, STAFFS)],
    "teams:post_unit_list": [(place("amani"), HELPS, None), (place("north"), HELPS, None)],
    "teams:post_unit_add": [(place("amani"), POSTS_ONLY, HELPS), (place("north"), POSTS_ONLY, ABOVE)],
    "teams:post_assign": [
        (lambda world: [world.vacant.pk], POSTS_ONLY, STAFFS),
        (post_of("sofia"), POSTS_ONLY, HELPS),
        (post_of("vera"), POSTS_ONLY, ABOVE),
    ],
    "teams:post_end": [
        (holding_of("bob"), POSTS_ONLY, STAFFS),
        (holding_of("sofia"), POSTS_ONLY, HELPS),
        (holding_of("adam"), POSTS_ONLY, ABOVE),
    ],
    "teams:post_change": [
        (lambda world: [world.vacant.pk], POSTS_ONLY, STAFFS),
        (post_of("vera"), POSTS_ONLY, ABOVE),
    ],
    "teams:post_remove": [
        (lambda world: [world.vacant.pk], POSTS_ONLY, STAFFED),
        (post_of("adam"), POSTS_ONLY, [*ABOVE[:-1], GO]),
    ],
    "teams:unit_list": [(nothing, [302, *[OK] * 6, GO, OK, OK], None)],
    "teams:unit_add_top": [(nothing, TOP, TOP)],
    "teams:unit_page": [(place("amani"), GROWS, None)],
    "teams:unit_add": [(place("amani"), GROWS, GROWS)],
    "teams:unit_change": [(place("amani"), GROWS, GROWS), (place("north"), [*GROWS[:4], NONE, *GROWS[5:]], None)],
    "teams:unit_remove": [(place("amani"), GROWS, GROWS)],
    "teams:unit_team_add": [(place("amani"), GROWS, GROWS)],
    "teams:unit_team_change": [(team, STAFFS, STAFFS)],
    "teams:lists_tree": [(nothing, TOP, TOP)],
    "teams:lists_units": [(place("amani"), GROWS, GROWS)],
    "teams:lists_people": [(place("amani"), GROWS, GROWS)],
    "teams:lists_template": [
        (lambda world: ["people"], ALL, None),
        (lambda world: ["nonsense"], [302, *[NONE] * 9], None),
    ],
    "teams:lists_columns": [(units_brought, HELPS, HELPS)],
    "teams:lists_review": [(units_brought, HELPS, HELPS)],
    "teams:lists_done": [(people_brought, HELPS, None)],
    "teams:lists_invite": [(people_brought, POSTS_ONLY, HELPED)],
    "teams:notice_list": [(nothing, ALL, None)],
    "teams:notice_open": [
        (lambda world: [world.bob.notices.get().pk], POSTS_ONLY, [GO, GO, *[NONE] * 8]),
    ],
    "teams:notice_read_all": [(nothing, POSTS_ONLY, ALL_GO)],
    "lmframework:home_start": [(nothing, [302, 302, 302, 302, 302, 302, 302, OK, OK, OK], None)],
    "lmframework:home_team": [(team, READS, None)],
    "lmframework:home_how": [(nothing, ALL, None)],
    "lmframework:home_checklist": [(nothing, [302, *[NONE] * 8, OK], None)],
    "lmframework:home_settle": [(nothing, POSTS_ONLY, ALL_GO)],
    "lmframework:units_list": [(nothing, [302, OK, OK, OK, 302, 302, 302, OK, OK, 302], None)],
    "lmframework:units_page": [(lambda world: [world.units["amani"].pk], OVERSEES, None)],
    "workplans:plan_list": [(nothing, [302, 302, 302, OK, OK, OK, OK, OK, OK, OK], None)],
    "workplans:plan_begin": [(team, LEADS, LEADS)],
    "workplans:plan_outline": [(plan, READS, None)],
    "workplans:plan_change": [(plan, LEADS, LEADS)],
    "workplans:plan_carry": [(plan, EDITS, EDITS), (next_plan, EDITS, EDITS)],
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
    "workplans:exchange_upload": [(plan, EDITS, EDITS)],
    "workplans:exchange_columns": [(brought, EDITS, EDITS)],
    "workplans:exchange_review": [(brought, EDITS, None)],
    "workplans:exchange_apply": [(brought, POSTS_ONLY, REMOVED)],
    "workplans:exchange_remarks": [(brought, READS, None)],
    "workplans:exchange_undo": [(applied, EDITS, REMOVED)],
    "workplans:exchange_questions": [(plan, READS, None)],
    "workplans:exchange_answer": [(lambda world: [applied_file(world).questions.get().pk], POSTS_ONLY, REMOVED)],
    "workplans:exchange_keep_all": [(plan, POSTS_ONLY, REMOVED)],
    "assessments:reflection_page": [(team, OURS, None), (lambda world: asked(world) and team(world), OURS, None)],
    "assessments:reflection_begin": [(team, OURS, OURS)],
    "assessments:reflection_print": [(team, OURS, None)],
    "assessments:reflection_answer": [(asked, OWN, [TO_SIGN_IN, *OWN[1:]]), (said, OWN, None)],
    "assessments:reflection_open": [(asked, POSTS_ONLY, [TO_SIGN_IN, GO, GO, *[NONE] * 7])],
    "assessments:reflection_result": [(said, OWN, None), (shown, READS, None)],
    "assessments:reflection_project": [(said, OWN, None), (shown, READS, None)],
    "assessments:reflection_share": [(said, POSTS_ONLY, [KEPT, GO, GO, *[NONE] * 7])],
    "assessments:focus_vision": [(team, READS, None), (seen, READS, None)],
    "assessments:focus_vision_propose": [(team, EDITS, EDITS)],
    "assessments:focus_vision_agree": [(team, EDITS, EDITS), (seen, EDITS, EDITS)],
    "assessments:focus_vision_ask": [(seen, OURS, OURS)],
    "assessments:focus_vision_change": [(proposed, EDITS, EDITS)],
    "assessments:focus_vision_withdraw": [(proposed, EDITS, REMOVED)],
    "assessments:focus_vision_history": [(proposed, READS, None)],
    "assessments:focus_challenge": [(team, READS, None)],
    "assessments:focus_challenge_begin": [(team, POSTS_ONLY, REMOVED)],
    "assessments:focus_challenge_page": [(challenged, READS, None), (ended, READS, None)],
    "assessments:focus_challenge_part": [
        *[(part(name), EDITS, None) for name in ("mission", "situation", "question", "coach")],
        (part("result"), EDITS, EDITS),
        (part("nonsense"), [TO_SIGN_IN, *[NONE] * 9], None),
        (lambda world: [*ended(world), "mission"], REFUSED, REFUSED),
    ],
    "assessments:focus_challenge_plan": [(challenged, EDITS, EDITS), (ended, REFUSED, REFUSED)],
    "assessments:focus_challenge_history": [(challenged, READS, None)],
    "assessments:focus_obstacle_add": [(challenged, EDITS, EDITS), (ended, REFUSED, REFUSED)],
    "assessments:focus_obstacle_change": [(obstacle, EDITS, EDITS)],
    "assessments:focus_obstacle_remove": [(obstacle, EDITS, REMOVED)],
    "assessments:focus_value_add": [(challenged, EDITS, EDITS), (ended, REFUSED, REFUSED)],
    "assessments:focus_value_change": [(measured, EDITS, EDITS)],
    "assessments:focus_challenge_end": [(challenged, EDITS, EDITS), (ended, REFUSED, REFUSED)],
    "assessments:inspire_commitments": [(team, OURS, None)],
    "assessments:inspire_commitment_add": [(team, OURS, OURS)],
    "assessments:inspire_commitment": [(agreed, OWN, None), (action, READS, None)],
    "assessments:inspire_commitment_change": [(agreed, OWN, OWN), (action, EDITS, EDITS)],
    "assessments:inspire_commitment_say": [
        (agreed, POSTS_ONLY, [KEPT, GO, GO, *[NONE] * 7]),
        (action, POSTS_ONLY, EDITED),
    ],
    "assessments:inspire_commitment_plan": [(agreed, OWN, OWN), (action, EDITS, EDITS)],
    "assessments:inspire_commitment_remove": [
        (agreed, OWN, [TO_SIGN_IN, GO, GO, *[NONE] * 7]),
        (action, EDITS, REMOVED),
    ],
    "assessments:inspire_commitment_history": [(agreed, OWN, None), (action, READS, None)],
    "workplans:organise_allocations": [(lambda world: [world.activity.pk], EDITS, EDITS)],
}
POSTED = {
    "workplans:plan_item_move": {"direction": "down"},
    "assessments:inspire_commitment_say": {"state": "kept"},
    "assessments:reflection_share": {"act": "ask"},
}


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
