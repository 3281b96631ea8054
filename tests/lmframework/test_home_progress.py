"""Home, once progress is reported: the word and the facts of implementing, and what is open of the reader's own posts."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from lmframework import scores
from lmframework.queries import home_of, week_of
from lmframework.tiles import framework_of
from tests.pages import says
from tests.world import TODAY, delegation, recurring, report, stuck
from workplans.models import Activity, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def home(world, who="bob"):
    return home_of(world.team, world.people[who], TODAY)


def implement(world, who="bob"):
    _leading, managing = framework_of(home(world, who))
    return next(tile for tile in managing if tile.guide.key == "implement")


@pytest.fixture
def reported(world):
    """Five activities that were due in June: one done in time, one too late, one late, one not done, one stuck."""
    Activity.objects.all().delete()
    made = {
        name: Activity.objects.create(
            output=world.output, name=name, post=world.midwife, months=["2026-06"], needs_no_money=True
        )
        for name in ("in time", "too late", "late", "not done", "stuck")
    }
    report(world, "done", activity=made["in time"], on=date(2026, 6, 30))
    report(world, "done", activity=made["too late"], on=date(2026, 7, 1))
    report(world, "not_done", activity=made["not done"])
    report(world, "stuck", activity=made["stuck"])
    return made


def test_before_anything_is_reported_nothing_is_said(world):
    world.activity.months = ["2026-01"]
    world.activity.save()
    assert implement(world).state == scores.NOTHING_YET
    assert implement(world).small == "no progress is recorded yet"


def test_the_word_and_the_facts_come_from_what_was_reported(world, reported):
    tile = implement(world)
    assert tile.state == scores.State(scores.Word.FAR_BEHIND, Fraction(1, 5))
    assert tile.facts == [
        "1 of 5 activities due by today were done in time.",
        "2 activities are late.",
        "1 activity is stuck.",
    ]
    assert implement(world, "sofia").facts == tile.facts


def test_what_is_not_due_yet_counts_neither_way(world, reported):
    coming = Activity.objects.create(output=world.output, name="coming", months=["2026-08"])
    report(world, "started", activity=coming)
    assert implement(world).state.share == Fraction(1, 5)


def test_each_occasion_counts_by_itself(world, reported):
    activity = Activity.objects.create(
        output=world.output,
        name="every month",
        post=world.midwife,
        every="month",
        months=["2026-05", "2026-06", "2026-09"],
    )
    first, _second, _third = activity.occasions.order_by("starts_on")
    report(world, "done", activity=activity, occasion=first, on=first.ends_on)
    tile = implement(world)
    assert tile.facts[0] == "2 of 7 activities and occasions due by today were done in time."
    assert tile.facts[1] == "3 activities are late."


def test_each_figure_leads_to_as_many_rows(world, reported, signed_in):
    browser = signed_in(world.sofia)

    def shown(tile):
        return browser.get(tile.step.url).context["outline"].shown

    assert implement(world).step.text == "Help with 1 that is stuck"
    assert shown(implement(world)) == 1
    report(world, "done", activity=reported["stuck"])
    assert implement(world).step.text == "See 1 that is late"
    assert shown(implement(world)) == 1
    report(world, "done", activity=reported["late"])
    assert implement(world).step.text == "Go through this quarter"


def test_home_and_the_page_of_progress_count_the_same(world, reported, signed_in):
    again = {"every": "month", "months": ["2026-04", "2026-05", "2026-06", "2026-09"]}
    Activity.objects.create(output=world.output, name="every month", post=world.midwife, **again)
    stuck(world, activity=reported["late"])
    browser = signed_in(world.bob)
    late, in_the_way = implement(world).facts[1], implement(world).facts[3]
    assert late == "3 activities are late."
    page = browser.get(f"/workplans/{world.plan.pk}/progress/")
    assert late.rstrip(".") in says(page)
    assert implement(world).facts[2].rstrip(".") in says(page)
    rows = browser.get(f"/workplans/{world.plan.pk}/progress/?state=late").context["page"].paginator.count
    assert rows == browser.get(f"{world.plan.get_absolute_url()}?progress=late").context["outline"].shown == 3
    assert in_the_way == "2 things stand in the way."
    assert in_the_way in says(browser.get(f"/teams/{world.team.pk}/obstacles/"))


def test_nothing_due_is_nothing_yet(world):
    report(world, "started")
    tile = implement(world)
    assert tile.state == scores.NOTHING_YET
    assert tile.facts == ["Nothing had to be done by today."]


def test_the_page_of_a_plan_that_is_over_says_how_it_went(world, reported):
    found = home_of(world.team, world.bob, date(2027, 3, 1))
    _leading, managing = framework_of(found)
    assert managing[2].state.word == scores.Word.FAR_BEHIND


def test_this_week_begins_with_what_is_open_of_ones_own_posts(world, signed_in):
    world.activity.months = ["2026-06"]
    world.activity.save()
    asked = delegation(world, activity=world.second_activity, due_on=TODAY + timedelta(days=3))
    todo, _more = week_of(home(world))
    assert [(one.why, one.name, one.shape) for one in todo if one.mine] == [
        ("To answer", asked.name, "warn"),
        ("Late", world.activity.name, "bad"),
    ]
    page = signed_in(world.bob).get(f"/teams/{world.team.pk}/home/")
    assert "See all in My work" in says(page)
    assert "See all in My work" not in says(signed_in(world.sofia).get(f"/teams/{world.team.pk}/home/"))
    asked.accept(world.bob)
    report(world, "done")
    todo, _more = week_of(home(world))
    assert [one.name for one in todo if one.why in ("To answer", "Late")] == []


def test_what_is_done_presses_nobody_any_more(world):
    world.activity.allocations.all().delete()
    assert [one.name for one in week_of(home(world, "sofia"))[0]] == [world.activity.name]
    report(world, "done")
    assert week_of(home(world, "sofia")) == ([], 0)


def test_an_occasion_of_this_week_is_named_with_its_time(world):
    recurring(world, months=["2026-08"])
    names = [one.name for one in week_of(home(world))[0] if one.why == "How did it go?"]
    assert names
    assert all(name.startswith("Speak on the local radio, ") for name in names)


def test_a_closed_plan_wants_nothing_of_anybody(world):
    world.activity.months = ["2026-06"]
    world.activity.save()
    Workplan.objects.get(pk=world.plan.pk).move_to("closed", world.alice)
    assert [one for one in week_of(home(world))[0] if one.mine] == []


def test_what_stands_in_the_way_alone_does_not_make_it_stuck(world, reported):
    stuck(world, activity=reported["late"])
    assert implement(world).facts[2] == "1 activity is stuck."
