"""Home's tile of monitoring: what was due and is recorded, what of that is on track, and the next step; agreements in the week."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lmframework import scores
from lmframework.queries import home_of, results_of, week_of
from lmframework.tiles import framework_of
from tests.pages import says
from tests.world import TODAY
from workplans.models import Agreement, Entry, Indicator, Target
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def tile(world, who="alice"):
    _leading, managing = framework_of(home_of(world.team, world.people[who], TODAY))
    return next(one for one in managing if one.guide.key == "monitor")


def record(world, key, part, whole=100, indicator=None):
    period = world.plan.calendar().find(key)
    reading = Reading(None, Decimal(part), Decimal(whole))
    more = {"text": "As in the register", "sure": True}
    return Entry.figures.record(indicator or world.indicator, period, world.bob, reading, **more)


def test_under_half_recorded_nothing_is_judged(world):
    found = tile(world)
    assert (found.state.word, found.state.percent) == (scores.Word.NOT_RECORDED, 0)
    assert found.facts == ["0 of 2 values due by today are recorded."]
    assert found.step.text == "Record 2 values that are missing, the oldest first: Quarter 1"
    assert found.step.url == f"/workplans/{world.plan.pk}/values/q1/?show=missing"
    assert tile(world, "sofia").step.url == f"/workplans/{world.plan.pk}/monitor/1/#unrecorded"


def test_what_is_missing_in_a_closed_quarter_is_not_asked_for(world, signed_in):
    world.quarters[0].settle(True, world.alice)
    assert tile(world).step.text == "Record 1 value that is missing"
    assert tile(world).step.url == f"/workplans/{world.plan.pk}/values/q2/?show=missing"
    assert "0 of 1 recorded, 1 missing." in says(signed_in(world.alice).get(tile(world).step.url))
    world.quarters[1].settle(True, world.alice)
    assert tile(world).facts == ["0 of 2 values due by today are recorded."]
    assert tile(world).step.text == "Go through the quarter together"


def test_what_is_recorded_is_judged_by_its_targets_so_far(world):
    record(world, "q1", 42)
    record(world, "q2", 44)
    assert tile(world).state == scores.State(scores.Word.ON_TRACK, scores.share(1, 1))
    assert tile(world).step.text == "Go through the quarter together"
    other = Indicator.objects.create(activity=world.activity, name="Midwives trained", unit="midwives")
    Target.objects.create(indicator=other, quarter=world.quarters[1], value=6)
    period = world.plan.calendar().find("q2")
    Entry.figures.record(other, period, world.bob, Reading(Decimal(2)))
    found = tile(world)
    assert found.state == scores.State(scores.Word.AT_RISK, scores.share(1, 2))
    assert found.facts == [
        "3 of 4 values due by today are recorded.",
        "1 of 2 indicators with a value and a target are on track.",
    ]


def test_where_nothing_is_due_nothing_is_said(world):
    world.indicator.recorded_every = "year"
    world.indicator.save()
    found = tile(world)
    assert found.state == scores.NOTHING_YET
    assert found.facts[0] == "1 of 2 outputs have something to record against."


def test_results_say_what_was_reached(world):
    record(world, "q1", 20)
    record(world, "q2", 24)
    [one] = results_of(home_of(world.team, world.alice, TODAY))
    assert (one.now, one.state, one.shape) == ("22%", "Off track", "bad")


def test_what_was_agreed_stands_in_the_week_of_whose_it_is(world, signed_in):
    agreed = Agreement.objects.agree(world.quarters[1], "Ask the store", world.midwife, TODAY, world.alice)
    later = TODAY + timedelta(days=40)
    Agreement.objects.agree(world.quarters[1], "Look again", world.midwife, later, world.alice)
    [todo] = [one for one in week_of(home_of(world.team, world.bob, TODAY))[0] if one.name == "Ask the store"]
    assert (todo.why, todo.mine) == ("Due soon", True)
    assert todo.url == f"/workplans/agreements/{agreed.pk}/"
    assert not [one for one in week_of(home_of(world.team, world.alice, TODAY))[0] if "Ask" in one.name]
    assert "Ask the store" in says(signed_in(world.bob).get(f"/teams/{world.team.pk}/home/"))
