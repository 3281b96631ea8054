"""Where only the year has a target, every page says so, with the figure; how it is judged stays as it is."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.pages import says
from tests.world import recorded
from workplans.models import Indicator
from workplans.queries.figures import Figures
from workplans.queries.results import Results

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SAID = "arget for the year only: 200 visits"


@pytest.fixture
def visits(world):
    """A number with a target for the year and none for its quarters, of which the second quarter's is there."""
    found = Indicator.objects.create(
        output=world.output, name="Home visits", unit="visits", recorded_every="quarter", target=Decimal(200)
    )
    recorded(world, "q2", 40, indicator=found)
    return found


def address(name, *args):
    return reverse(f"workplans:{name}", args=args)


def test_results_and_the_page_of_a_quarter_say_it_with_the_figure(world, visits, signed_in):
    alice = signed_in(world.alice)
    assert SAID in says(alice.get(address("monitor_results", world.plan.pk) + "?quarter=2"))
    assert SAID in says(alice.get(address("monitor_quarter", world.plan.pk, 2)))
    assert SAID in says(alice.get(visits.get_absolute_url()))
    [line] = [one for one in Results(world.plan, date(2026, 8, 12), 2).indicators if one.item == visits]
    assert (line.quarter.state, line.so_far.words) == ("no_target", "target for the year only: 200 visits")
    Indicator.objects.filter(pk=visits.pk).update(target=None)
    page = says(alice.get(address("monitor_results", world.plan.pk) + "?quarter=2"))
    assert ("no target for this time" in page, "year only" in page) == (True, False)


def test_pages_to_record_say_what_was_planned(world, visits, signed_in):
    bob = signed_in(world.bob)
    assert "Target, Quarter 1 200 visits, for the year only" in says(
        bob.get(address("monitor_record", visits.pk, "q1"))
    )
    assert "Target, Quarter 1 43%" in says(bob.get(address("monitor_record", world.indicator.pk, "q1")))
    assert "200 visits, for the year only" in says(bob.get(address("monitor_period", world.plan.pk, "q1")))
    assert "200 visits, for the year only" in says(bob.get(address("monitor_year", visits.pk)))
    whole = says(bob.get(address("monitor_record", visits.pk, "year")))
    assert ("Target, the whole plan 200 visits" in whole, "year only" in whole) == (True, False)


def test_it_is_judged_by_the_year_in_the_last_quarter_as_before(world, visits):
    measured = Figures(world.plan, date(2027, 1, 31), only=[visits.pk]).measured[0]
    assert [measured.quarter(number).state for number in (2, 4)] == ["no_target", "not_recorded"]
    assert [measured.so_far(number).state for number in (2, 4)] == ["no_target", "off_track"]
