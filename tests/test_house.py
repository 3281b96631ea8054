"""The house stands as its plan says: ten seconds from a page to its code, and arrows that only point down."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from tests.every_page import every_page
from tests.pages import BESIDE, forms_of

ROOT = Path(settings.BASE_DIR)
APPS = ["teams", "workplans", "assessments", "lmframework"]
"""From the ground floor up: each knows only those before it."""
LONGEST = 400
SIGNING = {"/sign-in/", *BESIDE}


def modules(*folders):
    """{path: syntax tree} of the Python in some folders, migrations aside."""
    paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return {path.relative_to(ROOT): tree_of(path) for path in paths if "migrations" not in path.parts}


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]


def addresses(patterns=None, space=""):
    """(app, name, view) of every address but the admin's."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from addresses(pattern.url_patterns, pattern.namespace or space)
        elif isinstance(pattern, URLPattern):
            yield space, pattern.name, pattern.callback


ADDRESSES = sorted(addresses(), key=lambda found: found[:2])


@pytest.mark.parametrize(("app", "name", "view"), ADDRESSES, ids=[f"{app}:{name}" for app, name, _view in ADDRESSES])
def test_an_address_leads_to_its_code_and_its_tests_by_name_alone(app, name, view):
    room = name.partition("_")[0]
    module = import_module(f"{app}.views.{room}")
    assert getattr(module, name, None) is view
    assert view.__name__ == name
    assert (ROOT / "tests" / app / f"test_{room}.py").exists()


def test_every_name_is_used_once():
    names = [(app, name) for app, name, _view in ADDRESSES]
    assert len(set(names)) == len(names) > 20


@pytest.mark.django_db
@pytest.mark.any_database
@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("role", ["superuser", "lead", "anonymous"])
def test_a_page_comes_from_its_rooms_folder_carries_its_name_and_sends_safe_forms(role, world, client):
    seen = set()
    for what, response in every_page(client, world, role):
        view = response.resolver_match.view_name
        app, _colon, name = view.partition(":")
        seen.add(view)
        assert response.templates[0].name.startswith(f"{app}/{name.partition('_')[0]}/"), what
        assert f'<body data-page="{view}">' in response.content.decode(), what
        for form in forms_of(response):
            if form.method == "post":
                assert "csrfmiddlewaretoken" in form.fields, (what, form.action)
                signs = form.action.partition("?")[0] in SIGNING
                assert signs or re.fullmatch(r"[0-9a-f-]{36}", form.fields["once"][0]), (what, form.action)
    assert role != "superuser" or len(seen) > 15


@pytest.mark.parametrize("path", modules(*APPS, "tests", "tools"), ids=str)
def test_a_module_can_be_read_in_one_sitting(path):
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_views_fetch_through_access_alone():
    """No `Model.objects…get(…)`: a view that fetches by itself forgets who may see."""
    found = [
        f"{path}:{call.lineno}"
        for path, tree in modules(*(f"{app}/views" for app in APPS)).items()
        for call in calls(tree)
        if call.func.attr in {"get", "first", "get_or_create"} and ".objects" in ast.unparse(call.func)
    ]
    assert found == []


def test_nothing_is_imported_inside_a_function():
    found = [
        f"{path}:{inner.lineno}"
        for path, tree in modules(*APPS).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


ROWS = re.compile(r"\.objects\b|\.filter\(|\.exclude\(|\.all\(|\.using\(|_set\b|\.history\b|queryset|rows$")


def walks_past_history(call):
    """Whether a call writes rows that no history sees; `.update` of a dict or a set does not."""
    if call.func.attr in {"bulk_create", "bulk_update"}:
        return True
    return call.func.attr == "update" and bool(ROWS.search(ast.unparse(call.func.value)))


OWN_HISTORY = {"workplans/models/monitor/figures.py", "workplans/summaries.py"}
"""Entries are never changed, so they are their own history; many of them come from one file. Summaries are nobody's words."""


def test_no_row_is_written_past_its_history():
    found = [
        f"{path}:{call.lineno}"
        for path, tree in modules(*APPS).items()
        if str(path) not in OWN_HISTORY
        for call in calls(tree)
        if walks_past_history(call)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "walks"),
    [
        ("Activity.objects.filter(pk=1).update(name='')", True),
        ("plan.objective_set.update(order=1)", True),
        ("Activity.objects.bulk_create(rows)", True),
        ("rows.bulk_update(found, ['name'])", True),
        ("context.update(more)", False),
        ("bulk_create_with_history(new, Activity)", False),
    ],
)
def test_the_search_for_such_writes_finds_them(code, walks):
    assert any(walks_past_history(call) for call in calls(ast.parse(code))) == walks


def above(app):
    return APPS[APPS.index(app) + 1 :]


@pytest.mark.parametrize("app", APPS[:-1])
def test_no_template_leads_upstairs(app):
    upward = re.compile(r"""{%\s*(?:url|include|extends)\s+["'](?:""" + "|".join(above(app)) + ")[:/]")
    folder = ROOT / "templates" / app
    found = [path.name for path in folder.rglob("*.html") if upward.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_key_is_written_as_people_write_numbers():
    """From 1,000 on, a key with a comma in it leads nowhere."""
    bare = re.compile(r"{{ [a-z_.]*(?:pk|_id|page_number) }}")
    found = [
        path.name for path in (ROOT / "templates").rglob("*.html") if bare.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("app", APPS[:-1])
def test_no_code_leads_upstairs_by_a_string(app):
    """Addresses ("workplans:plan_list"), models ("workplans.Activity") and templates ("workplans/…") alike."""
    upward = re.compile(rf"^(?:{'|'.join(above(app))})[:./]\w")
    found = [
        f"{path}:{node.lineno} {node.value}"
        for path, tree in modules(app).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and upward.match(node.value)
    ]
    assert found == []


def test_every_stored_practice_is_held_to_its_words_by_the_database():
    tagged = [
        model
        for model in apps.get_models()
        if model._meta.app_label in APPS
        and not model.__name__.startswith("Historical")
        and any(field.name == "practice" for field in model._meta.fields)
    ]
    assert len(tagged) >= 5
    for model in tagged:
        checks = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
        practice = model._meta.get_field("practice")
        wanted = models.Q(practice__in=[value for value, _label in practice.choices])
        assert wanted in [one.condition for one in checks], model


def test_every_audited_model_has_a_history():
    """What people write is kept; only what is no one's words, or is its own history, needs none."""
    without = [
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in APPS
        and not hasattr(model, "history")
        and not model.__name__.startswith("Historical")
    ]
    confidential = {"Box", "Invited", "Round"}
    """A history would join an answer to a time, and a time to a person."""
    assert confidential < set(without)
    assert sorted(set(without) - confidential) == [
        "DayAhead",
        "Delegation",
        "DelegationStep",
        "Digest",
        "Entry",
        "EntryPart",
        "Evidence",
        "Filling",
        "Handover",
        "HandoverNote",
        "Import",
        "Level",
        "ListFile",
        "MoneyEntry",
        "Notice",
        "ObstacleStep",
        "Occasion",
        "PaperApproval",
        "Pass",
        "Question",
        "Receipt",
        "Remark",
        "Summary",
        "Total",
        "Version",
    ]
