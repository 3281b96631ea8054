"""The admin pages: all open with data, nobody opens doors for themselves, and a plan is only looked at."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from teams.models import Digest, Holding, Notice, Post, Receipt, Team, Unit, User
from tests.world import entry, readiness, resource
from workplans.models import (
    Activity,
    Allocation,
    Ceiling,
    CostCategory,
    FundingSource,
    Indicator,
    MoneyEntry,
    Objective,
    Output,
    Price,
    Readiness,
    Resource,
    Workplan,
)

pytestmark = pytest.mark.django_db

PLAN_RECORDS = [Workplan, Objective, Output, Activity, Indicator, Allocation, Resource, MoneyEntry, Ceiling, Readiness]
LOOKED_AT = [*PLAN_RECORDS, Digest]
OURS = [model for model in admin.site._registry if model._meta.app_label in {"teams", "workplans", "auth"}]
NO_MANAGEMENT = {"holdings-TOTAL_FORMS": 0, "holdings-INITIAL_FORMS": 0}


@pytest.fixture
def ruth(client, world):
    """A browser in which the superuser is signed in."""
    client.force_login(world.ruth, backend="teams.backends.AnyNameBackend")
    return client


@pytest.fixture
def stella(client, world):
    """A browser of staff that may change whatever permissions allow, but is no superuser."""
    world.stella.user_permissions.set(Permission.objects.all())
    client.force_login(world.stella, backend="teams.backends.AnyNameBackend")
    return client


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def errors(response):
    return dict(response.context["adminform"].form.errors)


def organise(world, name):
    """A row of each model of the organise room that the world has none of."""
    category = CostCategory.objects.create(name=name)
    Price.objects.create(name=name, category=category, unit_cost=1)
    resource(world, name=name, category=category)
    entry(world, MoneyEntry.Kind.SPENT, 1)
    source = FundingSource.objects.create(name=name)
    Ceiling.objects.create(unit=world.units["amani"], source=source, year=2026, amount=1)
    readiness(world, name)
    Notice.objects.tell([world.adam], "post_ended", post=name, place="North")
    Digest.objects.make_for(world.adam, date(2026, 1, 1 + Digest.objects.count()), timezone.now())


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_page_opens(model, world, ruth):
    Group.objects.create(name="Editors")
    organise(world, "One")
    row = model.objects.first()
    assert ruth.get(page(model, "changelist")).status_code == 200
    assert ruth.get(page(model, "changelist"), {"q": "a b"}).status_code == 200
    assert ruth.get(page(model, "change", row.pk)).status_code == 200
    assert ruth.get(page(model, "history", row.pk)).status_code == 200
    assert ruth.get(page(model, "add")).status_code == (403 if model in LOOKED_AT else 200)
    if hasattr(model, "history"):
        version = row.history.first().history_id
        assert ruth.get(page(model, "simple_history", row.pk, version)).status_code == 200
        assert ruth.post(page(model, "simple_history", row.pk, version)).status_code == 403


@pytest.mark.parametrize("model", [User, Unit, Team, Post, *LOOKED_AT], ids=lambda model: model.__name__)
def test_a_list_needs_no_more_queries_at_double_the_rows(model, world, ruth):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert ruth.get(page(model, "changelist")).status_code == 200
        return len(caught)

    queries()
    before = queries()
    double(world)
    assert queries() == before


def double(world):
    for number in range(6):
        unit = Unit.objects.create(level=world.units["amani"].level, parent=world.units["south"], name=f"Unit {number}")
        team = Team.objects.create(unit=unit, name=f"Team {number}", code=f"team-{number}")
        person = User.objects.create_user(f"person{number}", name=f"Person {number}")
        post = Post.objects.create(title="Nurse", team=team)
        Holding.objects.assign(post, person)
        plan = Workplan.objects.begin(team, world.plan.starts_on)
        objective = Objective.objects.create(workplan=plan, name="Better health")
        output = Output.objects.create(objective=objective, name="Clean water")
        activity = Activity.objects.create(output=output, name="Dig a well", post=post)
        Indicator.objects.create(activity=activity, name="Wells")
        Allocation.objects.create(activity=activity, source=world.source, amount=5)
        organise(world, f"More {number}")


def test_receipts_are_not_in_the_admin():
    assert not admin.site.is_registered(Receipt)


def test_a_person_is_added_with_a_password_and_signs_in(world, ruth):
    response = ruth.post(
        page(User, "add"),
        {
            "username": "Zola",
            "name": "Zola Mbeki",
            "phone": "+258 (84) 123-45-67",
            "email": "",
            "language": "",
            "usable_password": "true",
            "password1": "rainy season",
            "password2": "rainy season",
        },
    )
    assert response.status_code == 302, errors(response)
    person = User.objects.get(username="Zola")
    assert (person.phone, person.email) == ("+258841234567", None)
    assert person.check_password("rainy season")
    assert person.history.get().history_user == world.ruth
    assert [found.name for found in ruth.get(page(User, "changelist"), {"q": "84123"}).context["cl"].result_list] == [
        "Zola Mbeki"
    ]


def test_names_and_numbers_that_are_taken_are_form_errors(world, ruth):
    User.objects.filter(pk=world.bob.pk).update(phone="0711", email="bob@health.example")
    taken = {"username": "BOB", "name": "B", "phone": "07-11", "email": "Bob@Health.example", "language": ""}
    response = ruth.post(page(User, "add"), {**taken, "usable_password": "false"})
    assert response.status_code == 200
    assert "username" in errors(response)
    response = ruth.post(page(User, "add"), {**taken, "username": "ben", "phone": "07 12", "usable_password": "false"})
    assert set(errors(response)) == {"phone", "__all__"}


def test_a_password_is_set(world, ruth):
    passwords = {"password1": "rainy season", "password2": "rainy season", "usable_password": "true"}
    address = reverse("admin:auth_user_password_change", args=[world.bob.pk])
    assert ruth.get(address).status_code == 200
    assert ruth.post(address, {**passwords, "set-password": "1"}).status_code == 302
    world.bob.refresh_from_db()
    assert world.bob.check_password("rainy season")


def test_staff_changes_a_person_and_opens_no_doors(world, stella):
    wanted = {"username": "bob", "name": "Bob Banda", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    everything = [permission.pk for permission in Permission.objects.all()[:5]]
    wanted |= {"groups": [Group.objects.create(name="Editors").pk], "user_permissions": everything}
    assert stella.get(page(User, "change", world.bob.pk)).status_code == 200
    response = stella.post(page(User, "change", world.bob.pk), wanted)
    assert response.status_code == 302
    world.bob.refresh_from_db()
    assert world.bob.name == "Bob Banda"
    assert not world.bob.is_staff
    assert not world.bob.is_superuser
    assert not world.bob.groups.exists()
    assert not world.bob.user_permissions.exists()


def test_staff_adds_a_person_without_doors(world, stella):
    wanted = {"username": "ben", "name": "Ben", "usable_password": "false", "is_staff": "on", "is_superuser": "on"}
    assert stella.post(page(User, "add"), wanted).status_code == 302
    ben = User.objects.get(username="ben")
    assert not ben.is_staff
    assert not ben.is_superuser


@pytest.mark.parametrize("name", ["stella", "ruth", "steve"])
def test_staff_touches_no_account_with_doors(name, world, stella):
    world.people["steve"] = User.objects.create_user("steve", "secret", name="Steve", is_staff=True)
    person = getattr(world, name)
    person.refresh_from_db()
    before = (person.password, person.name, person.is_superuser)
    shown = stella.get(page(User, "change", person.pk))
    assert shown.status_code == 200
    assert b"algorithm" not in shown.content
    wanted = {"username": name, "name": "Taken over", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    assert stella.post(page(User, "change", person.pk), wanted).status_code == 403
    assert stella.post(page(User, "delete", person.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
    stella.post(page(User, "changelist"), chosen)
    version = person.history.first().history_id
    assert stella.post(page(User, "simple_history", person.pk, version), wanted).status_code == 403
    address = reverse("admin:auth_user_password_change", args=[person.pk])
    passwords = {"password1": "rainy season", "password2": "rainy season", "usable_password": "true"}
    assert stella.get(address).status_code == 403
    assert stella.post(address, {**passwords, "set-password": "1"}).status_code == 403
    person.refresh_from_db()
    assert (person.password, person.name, person.is_superuser) == before


def test_a_superusers_old_self_is_not_put_back(world, stella):
    """Whoever was a superuser once has that in the history, where nobody may bring it back from."""
    world.ruth.is_superuser = world.ruth.is_staff = False
    world.ruth.save()
    old = world.ruth.history.filter(is_superuser=True).first().history_id
    assert stella.post(page(User, "simple_history", world.ruth.pk, old), {"username": "ruth"}).status_code == 403
    world.ruth.refresh_from_db()
    assert not world.ruth.is_superuser


def test_groups_are_a_superusers_alone(world, stella):
    group = Group.objects.create(name="Editors")
    assert stella.get(page(Group, "changelist")).status_code == 403
    assert stella.get(page(Group, "add")).status_code == 403
    assert stella.get(page(Group, "change", group.pk)).status_code == 403
    assert stella.post(page(Group, "change", group.pk), {"name": "Mine"}).status_code == 403


def test_a_unit_moves_with_all_below_it(world, ruth):
    north, south = world.units["north"], world.units["south"]
    amani = world.units["amani"]
    moved = {"name": amani.name, "code": "", "level": amani.level_id, "parent": south.pk}
    response = ruth.post(page(Unit, "change", amani.pk), moved)
    assert response.status_code == 302, errors(response)
    amani.refresh_from_db()
    assert amani.path.startswith(south.path)
    assert not amani.path.startswith(north.path)


@pytest.mark.parametrize("parent", ["north", "amani"])
def test_a_cycle_is_a_form_error(parent, world, ruth):
    north = world.units["north"]
    wrong = {"name": north.name, "code": "", "level": north.level_id, "parent": world.units[parent].pk}
    response = ruth.post(page(Unit, "change", north.pk), wrong)
    assert response.status_code == 200
    assert errors(response)["parent"] == ["A unit cannot belong to itself or to a unit below it."]
    north.refresh_from_db()
    assert north.parent == world.units["country"]


def test_units_and_people_are_found_by_typing(world, ruth):
    address = reverse("admin:autocomplete")
    of_unit = {"app_label": "teams", "model_name": "unit", "field_name": "parent", "term": "aman"}
    assert [row["text"] for row in ruth.get(address, of_unit).json()["results"]] == ["Amani"]
    of_holder = {"app_label": "teams", "model_name": "holding", "field_name": "user", "term": "ali"}
    assert [row["text"] for row in ruth.get(address, of_holder).json()["results"]] == ["Alice"]


def holding_rows(*rows):
    found = {"holdings-TOTAL_FORMS": len(rows), "holdings-INITIAL_FORMS": 0}
    for number, (person, first, last) in enumerate(rows):
        found |= {
            f"holdings-{number}-user": person.pk,
            f"holdings-{number}-starts_on": first,
            f"holdings-{number}-ends_on": last,
        }
    return found


def test_a_post_is_added_with_its_holders(world, ruth):
    new = {"title": "Dispenser", "role": "member", "team": world.team.pk, "unit": ""}
    both = [(world.bob, "2026-01-01", ""), (world.alice, "2026-03-01", "")]
    response = ruth.post(page(Post, "add"), new | holding_rows(*both))
    assert response.status_code == 200
    assert b"Two people cannot hold the post at the same time." in response.content
    both[0] = (world.bob, "2026-01-01", "2026-02-28")
    response = ruth.post(page(Post, "add"), new | holding_rows(*both))
    assert response.status_code == 302
    assert Post.objects.get(title="Dispenser").holdings.count() == 2


def test_a_role_that_does_not_fit_its_place_is_a_form_error(world, ruth):
    wrong = {"title": "Inspector", "role": "supervisor", "team": world.team.pk, "unit": ""}
    response = ruth.post(page(Post, "add"), wrong | NO_MANAGEMENT)
    assert response.status_code == 200
    assert "A lead or member is in a team" in str(errors(response))


@pytest.mark.parametrize("model", LOOKED_AT, ids=lambda model: model.__name__)
def test_plan_records_and_emails_are_only_looked_at(model, world, ruth):
    organise(world, "One")
    row = model.objects.first()
    shown = ruth.get(page(model, "change", row.pk))
    assert not shown.context["has_change_permission"]
    assert ruth.post(page(model, "change", row.pk), {"name": "Changed"}).status_code == 403
    assert ruth.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    ruth.post(page(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert model.objects.filter(pk=row.pk).exists()


def test_plan_records_need_their_permission(world, client):
    world.stella.user_permissions.add(Permission.objects.get(codename="view_activity"))
    client.force_login(world.stella, backend="teams.backends.AnyNameBackend")
    assert client.get(page(Activity, "changelist")).status_code == 200
    assert client.get(page(Output, "changelist")).status_code == 403


def test_funding_sources_are_edited_and_not_doubled(world, ruth):
    assert ruth.post(page(FundingSource, "add"), {"name": "Own income"}).status_code == 302
    response = ruth.post(page(FundingSource, "add"), {"name": "own INCOME"})
    assert "This source is in the list." in str(errors(response))


def test_the_site_has_its_name(world, ruth, settings):
    assert admin.site.site_header == settings.SITE_NAME
    assert settings.SITE_NAME.replace("&", "&amp;").encode() in ruth.get(reverse("admin:index")).content
