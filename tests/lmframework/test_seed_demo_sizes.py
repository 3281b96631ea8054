"""The demo as it is asked for: of any seed and size, the same for a seed, and never among other people's data."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError
from django.db import transaction
from django.db.models import Count, Q
from django.test import override_settings
from django.utils import timezone

from assessments.models import Round, Vision
from lmframework.demo import country, plans
from teams.models import Holding, Level, Team, Unit, User
from tests.lmframework.seeded import DONE, MODELS, expect_no_two_lines_alike, seed
from workplans.models import Activity, Entry, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_content")]


class Undone(Exception):
    pass


def words_of(*options):
    """All that the demo writes, as it reads without keys, in a transaction that is taken back."""
    try:
        with transaction.atomic():
            said = [seed(*options)]
            for model in [*MODELS, *DONE]:
                left_out = {"id", "path", "password", "date_joined", "at"} | ({"place"} if model is Entry else set())
                names = [
                    field.name
                    for field in model._meta.concrete_fields
                    if field.name not in left_out and not field.is_relation
                ]
                said += [(model.__name__, *row) for row in model.objects.order_by("pk").values_list(*names)]
            said += Activity.objects.order_by("pk").values_list("name", "post__title", "workplan__team__name")
            said += Holding.objects.order_by("pk").values_list("user__username", "post__title", "post__team__name")
            for team, opened_on, count, result in Round.objects.order_by("pk").values_list(
                "team__name", "opened_on", "answered_count", "result"
            ):  # but for the order of words, which nobody is to know
                said.append((team, opened_on, count, result and (result["statements"], result["practices"])))
            raise Undone
    except Undone:
        return said


def test_a_seed_always_gives_the_same_country():
    once = words_of("--teams=3", "--seed=7")
    assert once == words_of("--teams=3", "--seed=7")
    assert once != words_of("--teams=3", "--seed=8")


def test_a_demo_for_measuring_says_nothing_of_itself():
    seed("--teams=4", "--activities=2")
    assert not Round.objects.exists()
    assert not Vision.objects.exists()


def test_plans_run_today_whenever_years_start():
    with override_settings(YEAR_STARTS=(7, 8), CURRENCY="MZN"):
        seed("--teams=5")
    assert Workplan.objects.current(timezone.localdate()).count() == Workplan.objects.count() > 3
    assert {(plan.starts_on.month, plan.starts_on.day) for plan in Workplan.objects.all()} == {(7, 8)}
    assert set(Workplan.objects.values_list("currency", flat=True)) == {"MZN"}


@pytest.mark.parametrize("teams", [2, 30])
def test_as_many_teams_as_asked_for(teams):
    seed(f"--teams={teams}")
    assert Team.objects.count() == teams
    assert Team.objects.filter(posts__role="lead").distinct().count() == teams
    assert len(set(Unit.objects.values_list("parent", "name"))) == Unit.objects.count()


def test_as_many_activities_as_asked_for():
    seed("--teams=14", "--activities=60")
    sizes = Workplan.objects.annotate(size=Count("activity")).values_list("size", flat=True)
    assert list(sizes) == [60] * 14


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 7, 11, 12, 13, 23, 24, 45, plans.MOST])
def test_any_size_of_plan(number):
    seed("--teams=4", f"--activities={number}")
    assert set(Workplan.objects.annotate(size=Count("activity")).values_list("size", flat=True)) == {number}


def test_beyond_looking_around_plans_are_large():
    demo = country.Demo(seed=1, teams=country.FOR_LOOKING + 1, year=country.year_around(timezone.localdate(), (1, 1)))
    assert not demo.for_looking


def test_it_does_not_mix_with_other_peoples_data():
    level = Level.objects.create(rank=1, name="Ministry")
    Unit.objects.create(level=level, name="Our ministry")
    taken = words_of("--anyway")[0].split("lead", 1)[1].split()[0]
    with pytest.raises(CommandError, match="not of the demo"):
        seed()
    assert Unit.objects.count() == 1

    User.objects.create_user(taken, "secret", name="Somebody")
    said = seed("--anyway")
    assert Team.objects.in_branch(country.top()).count() == 12
    assert f"{taken}2" in said
    assert list(Level.objects.values_list("name", flat=True)) == ["Ministry", "Region", "District", "Health facility"]
    # Everybody knows the password: nobody gets a door to the admin pages of a real installation.
    assert not User.objects.filter(Q(is_staff=True) | Q(is_superuser=True)).exists()
    assert not Permission.objects.exclude(group=None).exists()


@pytest.mark.parametrize("option", ["--teams=1", "--activities=0", f"--activities={plans.MOST + 1}"])
def test_impossible_numbers_are_refused(option):
    with pytest.raises(CommandError):
        seed(option)
    assert not Unit.objects.exists()


@pytest.mark.long
@pytest.mark.parametrize("number", [2, 3])
def test_no_two_lines_of_a_plan_are_alike(number):
    seed(f"--seed={number}")
    expect_no_two_lines_alike()
