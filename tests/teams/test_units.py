"""The tree of units stays true however it is moved; posts are held by one person at a time."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teams.models import Holding, Level, Post, Team, Unit
from tests.world import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
LEVELS = 4


def chain(unit):
    """The path as it has to be: the keys from the top down."""
    keys = []
    while unit is not None:
        keys.insert(0, unit.pk)
        unit = Unit.objects.select_related("parent").get(pk=unit.parent_id) if unit.parent_id else None
    return "/" + "".join(f"{key}/" for key in keys)


def assert_every_path_is_true():
    for unit in Unit.objects.all():
        assert unit.path == chain(unit), unit


def test_a_unit_knows_its_path_as_soon_as_it_is_made(world):
    country, north, amani = (world.units[name] for name in ("country", "north", "amani"))
    assert country.path == f"/{country.pk}/"
    assert amani.path == f"/{country.pk}/{north.pk}/{amani.pk}/"
    assert_every_path_is_true()


def test_a_unit_moves_with_all_below_it_and_only_its_own_move_is_in_history(world):
    north, south = world.units["north"], world.units["south"]
    top = Unit.objects.create(level=Level.objects.get(rank=1), name="Another country")
    changes = Unit.history.count()
    north.move(to=top)
    assert_every_path_is_true()
    assert Unit.objects.get(pk=world.units["amani"].pk).path.startswith(top.path)
    assert not Unit.objects.get(pk=south.pk).path.startswith(top.path)
    assert Unit.history.count() == changes + 1
    assert set(Unit.objects.branch(top)) == {top, north, world.units["amani"], world.units["baraka"]}
    assert set(Team.objects.in_branch(top)) == {world.team, world.other_team}
    assert not Team.objects.in_branch(south).exists()


def test_making_or_renaming_a_unit_is_one_line_of_history(world):
    changes = Unit.history.count()
    unit = Unit.objects.create(level=Level.objects.get(rank=3), parent=world.units["south"], name="Chamba")
    unit.name = "Chamba West"
    unit.save()
    assert Unit.history.count() == changes + 2
    assert unit.path == chain(unit)


def test_who_oversees_a_branch_loses_a_unit_that_moves_away(world, signed_in):
    plan = world.plan.get_absolute_url()
    assert signed_in(world.vera).get(plan).status_code == 200
    assert signed_in(world.sven).get(plan).status_code == 404
    world.units["amani"].move(to=world.units["south"])
    assert signed_in(world.vera).get(plan).status_code == 404
    assert signed_in(world.sven).get(plan).status_code == 200
    assert signed_in(world.sofia).get(plan).status_code == 200


def test_a_unit_cannot_belong_to_itself_or_to_one_of_its_own_or_a_lower_level(world):
    north, amani, baraka = (world.units[name] for name in ("north", "amani", "baraka"))
    for unit, parent in [(north, north), (north, amani), (amani, baraka), (world.units["country"], amani)]:
        before = chain(unit)
        with pytest.raises(ValidationError) as refused:
            Unit.objects.get(pk=unit.pk).move(to=parent)
        assert list(refused.value.message_dict) == ["parent"]
        assert Unit.objects.get(pk=unit.pk).path == before
    assert_every_path_is_true()


def test_a_unit_cannot_sink_to_the_level_of_those_below_it(world):
    north = world.units["north"]
    north.level = Level.objects.get(rank=3)
    with pytest.raises(ValidationError):
        north.save()


trees = st.lists(st.tuples(st.integers(0, LEVELS - 1), st.integers(0, 30)), min_size=2, max_size=10)
moves = st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(0, 30)), max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees, moves=moves)
def test_every_path_is_the_chain_of_parents_whatever_is_moved_where(tree, moves, db):
    with transaction.atomic():
        grow_and_move(tree, moves)
        transaction.set_rollback(True)


def grow_and_move(tree, moves):
    levels = [Level.objects.create(rank=rank, name=str(rank)) for rank in range(1, LEVELS + 1)]
    units = []
    for rank, place in tree:
        above = [unit for unit in units if unit.level.rank < levels[rank].rank]
        parent = above[place % len(above)] if above else None
        units.append(Unit.objects.create(level=levels[rank], parent=parent, name=f"{len(units)}"))
    for which, where in moves:
        unit = Unit.objects.get(pk=units[which % len(units)].pk)
        to = Unit.objects.get(pk=units[where % len(units)].pk) if where is not None else None
        wrong = to is not None and (to.level.rank >= unit.level.rank or to.path.startswith(unit.path))
        if wrong:
            with pytest.raises(ValidationError):
                unit.move(to=to)
        else:
            unit.move(to=to)
            assert unit.path == chain(unit)
        assert_every_path_is_true()


# Posts and who holds them.


def holders(post, day):
    return [holding.user.name for holding in Post.objects.with_holder(day).get(pk=post.pk).holders]


def test_a_post_passes_on_from_one_day_to_the_next_without_a_gap(world):
    assert holders(world.midwife, TODAY) == ["Bob"]
    assert holders(world.vacant, TODAY) == []
    Holding.objects.assign(world.midwife, world.adam, on=date(2026, 9, 1))
    assert holders(world.midwife, date(2026, 8, 31)) == ["Bob"]
    assert holders(world.midwife, date(2026, 9, 1)) == ["Adam"]
    assert holders(world.midwife, date(2025, 12, 31)) == []


def test_giving_a_post_to_who_holds_it_already_changes_nothing(world):
    before = Holding.history.count()
    assert Holding.objects.assign(world.midwife, world.bob) == world.midwife.holdings.get()
    assert Holding.history.count() == before


def test_a_post_given_twice_on_one_day_belongs_to_the_second(world):
    Holding.objects.assign(world.vacant, world.adam)
    Holding.objects.assign(world.vacant, world.sven)
    assert holders(world.vacant, TODAY) == ["Sven"]
    assert [holding.user for holding in world.vacant.holdings.all()] == [world.sven]


def test_a_post_that_ends_is_vacant_from_the_next_day(world):
    holding = world.midwife.holdings.get()
    holding.end(on=TODAY)
    assert holders(world.midwife, TODAY) == ["Bob"]
    assert holders(world.midwife, TODAY + timedelta(days=1)) == []
    assert holding.history.first().ends_on == TODAY


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "refused"),
    [
        (date(2026, 3, 1), None, True),
        (date(2026, 6, 30), date(2026, 7, 1), True),
        (date(2025, 1, 1), date(2026, 2, 1), True),
        (date(2025, 1, 1), None, True),
        (date(2026, 7, 1), None, False),
        (date(2025, 1, 1), date(2026, 1, 31), False),
    ],
)
def test_two_people_at_once_are_refused_by_name(starts_on, ends_on, refused, world):
    Holding.objects.create(post=world.vacant, user=world.sven, starts_on=date(2026, 2, 1), ends_on=date(2026, 6, 30))
    second = Holding(post=world.vacant, user=world.adam, starts_on=starts_on, ends_on=ends_on)
    if refused:
        with pytest.raises(ValidationError, match="Sven holds this post in that time"):
            second.full_clean()
    else:
        second.full_clean()


def test_a_post_promised_to_somebody_later_is_not_given_away_over_that_time(world):
    Holding.objects.create(post=world.vacant, user=world.sven, starts_on=date(2026, 9, 1))
    with pytest.raises(ValidationError, match="Sven holds this post"):
        Holding.objects.assign(world.vacant, world.adam)
    assert holders(world.vacant, date(2026, 9, 1)) == ["Sven"]


@pytest.mark.parametrize(
    ("role", "place"),
    [("lead", "unit"), ("member", "unit"), ("viewer", "team"), ("supervisor", "team"), ("lead", None)],
)
def test_a_role_belongs_either_to_a_team_or_to_a_branch(role, place, world):
    places = {"team": world.team, "unit": world.units["amani"]}
    post = Post(title="Anything", role=role, **({place: places[place]} if place else {}))
    with pytest.raises(ValidationError, match="A lead or member is in a team"):
        post.full_clean()
