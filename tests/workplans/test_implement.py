"""The page of an activity: who has it, where it stands, what happened to it, beside what was approved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.pages import says
from tests.world import (
    TODAY,
    absence,
    bring_to,
    delegated,
    delegation,
    entry,
    readiness,
    recurring,
    report,
    stuck,
)
from workplans import reviewing
from workplans.handover import hand_over
from workplans.models import Activity, Entry
from workplans.queries.track import track_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def page(world, signed_in):
    """The words of the training's page, as somebody reads it."""
    return lambda who="alice": says(signed_in(world.people[who]).get(world.activity.get_absolute_url()))


def told(activity):
    """(what, text) of each event, newest first."""
    return [(event.what, event.text) for event in track_of(Activity.objects.get(pk=activity.pk))]


def test_an_activity_that_nothing_happened_to_says_what_will_be_shown(page):
    words = page()
    assert "nothing reported yet" in words
    assert "Written into the plan" in words
    assert "Delegate" in words
    assert "Report progress" in words


def test_everything_that_happened_stands_in_one_track_newest_first(world, today):
    steps = [
        lambda: delegated(world, "in_question"),
        lambda: report(world, "started", text="Two of six"),
        lambda: report(world, "stuck", text="No cover at night"),
        lambda: entry(world, "released", "2400.50", on=TODAY + timedelta(days=3), reference="V 118"),
        lambda: hand_over(world.midwife, world.bob, "", {f"activity-{world.activity.pk}": "The list is in the drawer"}),
    ]
    for day, step in enumerate(steps):
        today.move_to(TODAY + timedelta(days=day))
        step()
    assert told(world.activity)[:7] == [
        ("The post Midwife in charge was handed over", "The list is in the drawer"),
        ("Released: 2,400.50, State budget", ""),
        ("Stuck", "No cover at night"),
        ("Started", "Two of six"),
        ("Midwife in charge: can do it", ""),
        ("Midwife in charge: needs help or another date", "The trainer comes in September"),
        ("Midwife in charge: asked, by 30 September 2026", ""),
    ]
    assert ("Written into the plan", "") in told(world.activity)


def test_a_correction_and_what_it_corrects_both_stay(world, page):
    first = report(world, "done", text="Six of six")
    Entry.objects.correct(first, world.bob, "One left early", "half", text="Five of six")
    assert told(world.activity)[:2] == [
        ("Corrected: Half done", "Five of six (One left early)"),
        ("Done", "Six of six"),
    ]
    assert "corrected on 12 August 2026: One left early" in page()
    assert "Progress half done since 12 August 2026" in page()


def test_what_was_taken_back_counts_no_more(world, page):
    Entry.objects.correct(report(world, "done"), world.bob, "Another activity was meant")
    assert "nothing reported yet" in page()
    assert ("Corrected: Taken back", "Another activity was meant") in told(world.activity)


def test_the_result_of_what_was_asked_is_told_once(world):
    asked = delegated(world, "accepted")
    Entry.objects.report(world.activity, "done", world.bob, text="Six of six", delegation=asked)
    assert [text for _what, text in told(world.activity)].count("Six of six") == 1


def test_approved_is_shown_beside_now_where_they_differ(world, page, today):
    bring_to(world, world.plan, "approved")
    assert "approved:" not in page()
    today.move_to(TODAY + timedelta(days=1))
    reviewing.amend(world.plan, "The road is closed", world.alice)
    activity = Activity.objects.get(pk=world.activity.pk)
    activity.months, activity.post = ["2026-11"], world.vacant
    activity.save()
    world.allocation.amount = Decimal(3000)
    world.allocation.save()
    words = page()
    assert "November 2026 approved: August 2026 to September 2026" in words
    assert "Cold chain technician vacant responsible approved: Midwife in charge" in words
    assert "4,000 approved: 3,400.50" in words


def test_money_says_what_is_released_and_what_is_missing(world, page):
    entry(world, "released", 1000)
    entry(world, "spent", 400)
    assert "1,000 of 3,400.50 released, 400 spent 2,400.50 not released" in page()


def test_who_has_it_says_who_covers_and_whose_turn_it_is(world, page):
    delegated(world)
    absence(world)
    words = page()
    assert "Bob, away until 18 August 2026: covered by District health officer" in words
    assert "Midwife in charge no answer yet" in words
    assert "asked by District health officer · decide, then inform · since 12 August 2026" in words


def test_what_is_over_is_no_longer_with_the_post_but_in_the_track(world, page):
    delegated(world, "declined")
    words = page()
    assert "Midwife in charge: declined" in words
    assert "asked by District health officer" not in words


def test_occasions_stand_side_by_side_with_their_states(world, signed_in):
    activity = recurring(world, every="month", months=["2026-06", "2026-07", "2026-08"])
    june, july, _august = activity.occasions.order_by("starts_on")
    report(world, "done", activity, occasion=june, on=date(2026, 6, 30))
    words = says(signed_in(world.bob).get(activity.get_absolute_url()))
    assert "every month" in words
    assert "1 of 3 times done" in words
    assert "June 2026 done July 2026 late August 2026 nothing yet" in words
    assert reverse("workplans:implement_report", args=[activity.pk]) + f"?occasion={july.pk}" in (
        signed_in(world.bob).get(activity.get_absolute_url()).content.decode()
    )


def test_what_stands_in_the_way_is_there_until_it_is_solved(world, page):
    found = stuck(world)
    assert "What stands in the way The trainer left" in page()
    found.solve(world.bob, "Another came")
    assert "What stands in the way" not in page()


def test_late_is_said_in_days(world, page, today):
    today.move_to(date(2026, 10, 3))
    assert "3 days late" in page()
    report(world, "done", on=date(2026, 10, 2))
    assert "days late" not in page()


@pytest.mark.parametrize(
    ("who", "reports", "delegates"), [("alice", True, True), ("bob", True, True), ("sofia", False, False)]
)
def test_buttons_are_there_for_who_may(who, reports, delegates, page):
    words = page(who)
    assert ("Report progress" in words, "Delegate" in words) == (reports, delegates)


def test_nobody_reports_in_a_closed_plan(world, page):
    bring_to(world, world.plan, "approved")
    reviewing.close(world.plan, world.sofia, date(2027, 1, 1))
    assert "Report progress" not in page()
    assert "Delegate" not in page()


def test_a_long_track_is_folded_and_all_of_it_is_one_press_away(world, signed_in):
    for number in range(25):
        report(world, "started", text=f"Word {number} of many")
    client, address = signed_in(world.alice), world.activity.get_absolute_url()
    words = says(client.get(address))
    assert "Word 24 of many" in words
    opened = client.get(address).context["happened"]
    assert ([len(opened[name]) for name in ("open", "folded")], opened["count"]) == ([5, 15], 28)
    assert "Word 3 of many" not in words
    assert "Show all 28" in words
    assert "Word 3 of many" in says(client.get(f"{address}?all=1"))


def test_what_somebody_has_to_do_about_is_never_folded(world, signed_in):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    asked = delegation(world, world.vacant)
    done = report(world, "done", text="Six of six")
    for number in range(25):
        report(world, "started", text=f"Word {number} of many")
    happened = signed_in(world.alice).get(world.activity.get_absolute_url()).context["happened"]
    wanted = {("entry", done.pk), ("url", asked.get_absolute_url())}
    waits = [event for event in happened["open"] if wanted & event.own.items()]
    assert [event.own["text"] or event.alike.is_open for event in waits] == ["Six of six", True]


def test_of_many_times_what_is_late_and_what_comes_next_is_open(world, signed_in):
    activity = recurring(world, "month", [f"2026-{month:02}" for month in range(2, 13)])
    first = activity.occasions.order_by("starts_on").first()
    report(world, "done", activity=activity, occasion=first)
    facts = signed_in(world.alice).get(activity.get_absolute_url()).context["facts"]
    assert [str(one.occasion) for one in facts["times_near"]] == [
        f"{month} 2026" for month in ("March", "April", "May", "June", "July", "August", "September")
    ]
    assert [str(one.occasion) for one in facts["times_else"]][:2] == ["February 2026", "October 2026"]


def test_the_page_of_everything_asks_at_most_twenty_times(world, signed_in):
    """As somebody who writes, in a plan that may be changed, with something of every kind."""
    for name in ("started", "stuck", "done"):
        report(world, name, text=name)
    delegation(world, world.vacant)
    entry(world, "released", 100)
    readiness(world, "Transport", world.activity)
    hand_over(world.midwife, world.bob, "", {f"activity-{world.activity.pk}": "Look here"})
    reviewing.remark(world.plan, world.activity, "Who pays?", world.sofia)
    activity = Activity.objects.get(pk=world.activity.pk)
    activity.every, activity.post, activity.output = "week", world.vacant, world.second_output
    activity.save()
    world.activity.indicators.create(name="Trained")
    client = signed_in(world.bob)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(world.activity.get_absolute_url()).status_code == 200
    assert len(captured) <= 20
