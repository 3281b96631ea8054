"""An explanation stands with the state that it was written about; where that has changed it is of earlier, and asked anew."""

from datetime import date

import pytest
from django.urls import reverse

from tests.pages import fill_in, says
from tests.world import TODAY, recorded, report, stuck
from workplans.models import Explanation
from workplans.queries.quarter import Meeting
from workplans.queries.results import Results

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SAID = "said when it was not recorded, 12 Aug 2026"


def address(name, *args):
    return reverse(f"workplans:{name}", args=args)


def meeting(world):
    quarters = list(world.plan.quarters.all())
    return Meeting(world.plan, quarters[1], quarters, TODAY)


@pytest.fixture
def explained(world, signed_in):
    """Alice says why nothing is recorded of the second quarter."""
    where = address("monitor_explain", "indicator", world.indicator.pk, 2)
    fill_in(signed_in(world.alice), where, why="The register was lost")
    return Explanation.objects.get()


def pages(world):
    return [
        address("monitor_results", world.plan.pk) + "?quarter=2",
        address("monitor_quarter", world.plan.pk, 2),
        world.indicator.get_absolute_url(),
    ]


def test_it_says_of_which_state_it_was_written(world, explained, signed_in):
    assert (explained.state, explained.said_on) == ("not_recorded", TODAY)
    alice = signed_in(world.alice)
    for one in pages(world):
        words = says(alice.get(one))
        assert SAID in words, one
        assert "Earlier: said" not in words, one


def test_once_the_state_is_good_it_is_of_earlier_and_nothing_is_asked(world, explained, signed_in):
    recorded(world, "q2", 46)
    alice = signed_in(world.alice)
    for one in pages(world):
        words = says(alice.get(one))
        assert f"Earlier: {SAID}" in words, one
        assert "Explain it anew" not in words, one
    assert [one for one in meeting(world).unexplained if one.item == world.indicator] == []
    [line] = [one for one in Results(world.plan, TODAY, 2).indicators if one.item == world.indicator]
    assert (line.state, line.why) == ("on_track", f"({SAID}) The register was lost"), "as files have it"


def test_where_the_new_state_is_bad_it_is_asked_anew_and_what_is_said_then_counts(world, explained, signed_in):
    recorded(world, "q2", 10)
    alice, where = signed_in(world.alice), address("monitor_explain", "indicator", world.indicator.pk, 2)
    assert "Explain it anew" in says(alice.get(pages(world)[0]))
    assert [one.item for one in meeting(world).unexplained if one.item == world.indicator] == [world.indicator]
    assert [one for one in meeting(world).explained if one.item == world.indicator] == [], "it stands once"
    assert f"Earlier: {SAID}" in says(alice.get(pages(world)[1]))
    assert f"What stands here was {SAID}. Now it is off track" in says(alice.get(where))
    fill_in(alice, where, why="The road was closed")
    assert Explanation.objects.get().state == "off_track"
    assert [one for one in meeting(world).unexplained if one.item == world.indicator] == []
    words = says(alice.get(pages(world)[0]))
    assert ("Earlier: said" in words, "said when it was off track, 12 Aug 2026" in words) == (False, True)


def test_an_activity_is_asked_anew_too(world, signed_in):
    world.activity.months = ["2026-06"]
    world.activity.save()
    alice, where = signed_in(world.alice), address("monitor_explain", "activity", world.activity.pk, 2)
    fill_in(alice, where, why="Nobody wrote it down")
    assert Explanation.objects.get().state == "not_recorded"
    assert [one for one in meeting(world).unexplained if one.item == world.activity] == []
    stuck(world, "The trainer left")
    report(world, "stuck", on=date(2026, 8, 3))
    assert [one.item for one in meeting(world).unexplained if one.item == world.activity] == [world.activity]
    assert "Explain it anew" in says(alice.get(address("monitor_results", world.plan.pk) + "?quarter=2"))


def test_what_was_written_before_states_were_kept_stands_as_it_is(world, signed_in):
    Explanation.objects.create(quarter=world.quarters[1], indicator=world.indicator, why="The register was lost")
    words = says(signed_in(world.alice).get(pages(world)[0]))
    assert ("The register was lost" in words, "said when" in words) == (True, False)
