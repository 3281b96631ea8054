"""A query that was put together once answers for other keys and days as one that is written anew."""

from datetime import date

import pytest
from django.db.models import Count, Value

from teams.models import Holding, Post
from teams.prepared import Prepared

pytestmark = pytest.mark.django_db


def of_team(team):
    return Post.objects.filter(team=team).select_related("team__unit").annotate(number=Count("holdings")).order_by("pk")


def held(user, day):
    return Holding.objects.on(day).filter(user=user).values_list("pk", "starts_on")


def test_rows_of_a_model_come_with_what_is_read_along(world, django_assert_num_queries):
    prepared = Prepared(of_team)
    for team in (world.team, world.other_team, world.team):
        with django_assert_num_queries(1):
            found = [(one, one.team.unit.name, one.number, one.title) for one in prepared(team=team.pk)]
        assert found == [(one, one.team.unit.name, one.number, one.title) for one in of_team(team.pk)]
    assert prepared.first(team=0) is None


def test_columns_have_the_types_that_a_query_gives(world):
    prepared = Prepared(held)
    for user in (world.alice, world.bob):
        for day in (date(2026, 8, 12), date(2020, 1, 1)):
            assert list(map(tuple, prepared(user=user.pk, day=day))) == list(held(user.pk, day))
    assert isinstance(prepared(user=world.bob.pk, day=date(2026, 8, 12))[0][1], date)


def test_several_tables_in_the_same_columns(world):
    def both(team):
        posts = Post.objects.filter(team=team).order_by().annotate(what=Value("post")).values_list("what", "pk")
        holdings = Holding.objects.filter(post__team=team).order_by().annotate(what=Value("holding"))
        return posts.union(holdings.values_list("what", "pk"), all=True)

    prepared = Prepared(both)
    for team in (world.team, world.other_team):
        assert sorted(map(tuple, prepared(team=team.pk))) == sorted(both(team.pk))


@pytest.mark.parametrize("value", [None, "amani", True, [1, 2]])
def test_what_would_change_the_form_of_the_query_is_refused(value):
    with pytest.raises(TypeError):
        Prepared(of_team)(team=value)


def test_a_value_that_nothing_asks_for_is_refused(world):
    with pytest.raises(TypeError, match="day"):
        Prepared(lambda team, day: of_team(team))(team=world.team.pk, day=date(2026, 1, 1))
