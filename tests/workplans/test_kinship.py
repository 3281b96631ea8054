"""What a code stood for years ago is found again, in as many queries however many years that goes back."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workplans.test_monitor_quarter import page_of, visits
from workplans.models import Indicator, Mapping, Objective, Output, Workplan
from workplans.queries.kinship import roots_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def years_before(world, indicator, number):
    """The indicator of so many years ago from which `indicator` was carried over, year by year."""
    for year in range(1, number + 1):
        plan = Workplan.objects.begin(world.team, date(2026 - year, 1, 1))
        output = Output.objects.create(objective=Objective.objects.create(workplan=plan, name="O"), name="P")
        before = Indicator.objects.create(output=output, name=f"Called otherwise {year}")
        indicator.carried_from = before
        indicator.save()
        indicator = before
    return indicator


@pytest.mark.parametrize("years", [1, 5, 12])
def test_the_first_is_found_in_one_query_however_far_back(years, world, django_assert_num_queries):
    now = visits(world)
    first = years_before(world, now, years)
    with django_assert_num_queries(1):
        assert roots_of({now.pk: now.carried_from_id, world.indicator.pk: None}) == {
            now.pk: first.pk,
            world.indicator.pk: world.indicator.pk,
        }
    with django_assert_num_queries(0):
        assert roots_of({first.pk: None}) == {first.pk: first.pk}


def test_going_round_comes_to_an_end(world, django_assert_num_queries):
    now = visits(world)
    first = years_before(world, now, 3)
    first.carried_from = now
    first.save()
    with django_assert_num_queries(1):
        assert roots_of({now.pk: now.carried_from_id})[now.pk]


@pytest.mark.parametrize("years", [2, 9])
def test_the_page_of_a_quarter_keeps_to_its_queries_with_codes_of_years_ago(years, world, signed_in):
    now = visits(world)
    first = years_before(world, now, years)
    Mapping.objects.create(team=world.team, code="A1", fills="value", indicator=first, indicator_name=first.name)
    alice = signed_in(world.alice)
    with CaptureQueriesContext(connection) as captured:
        page = alice.get(page_of(world))
    assert "3 values come from a file" in page.content.decode()
    assert len(captured) == 20
