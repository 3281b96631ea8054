"""What comes next with what stands in the way: after an answer, after a change that did not help, after a slip."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.pages import filled, forms_of, says
from tests.world import TODAY, bring_to, report, stuck
from workplans import reviewing
from workplans.models import Entry, Obstacle
from workplans.queries.track import track_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


@pytest.fixture
def told(world, bob):
    """The words of the page of an obstacle, and of its line in the team's list."""
    team = reverse("workplans:implement_obstacles", args=[world.team.pk])
    return lambda one: (says(bob.get(one.get_absolute_url())), says(bob.get(team)))


def test_what_did_not_help_asks_for_something_else_and_not_for_the_same_again(world, told):
    one = stuck(world)
    one.change(world.bob, "We train on two mornings", TODAY + timedelta(weeks=4))
    one.judge("did_not_help", world.bob, "Nobody came", TODAY + timedelta(weeks=8))
    for words in told(one):
        assert "It did not help. Change something else, or ask for help" in words
        assert "we ask whether it helped" not in words
    one.change(world.bob, "We go to them", TODAY + timedelta(weeks=4))
    for words in told(one):
        assert "On 9 September 2026 we ask whether it helped" in words


def test_an_answer_to_a_call_for_help_asks_what_was_changed(world, told):
    one = stuck(world)
    one.ask(world.officer, world.bob, "Who else can teach?")
    one.answer(world.alice, "The tutor comes on Monday")
    one.say(world.bob, "Thank you")
    for words in told(one):
        assert "There is an answer. Say what you changed" in words
        assert "Nobody has asked why yet" not in words


def pressed(client, one, **typed):
    """The form of the page on which nobody has said yet what it is, sent; the answer."""
    address = reverse("workplans:implement_obstacle_words", args=[one.pk])
    [form] = [form for form in forms_of(client.get(one.get_absolute_url())) if form.action == address]
    return client.post(address, form.fields | typed, follow=True)


def test_what_was_pressed_by_mistake_is_taken_back_as_long_as_nobody_said_what_it_is(world, bob):
    half, entry = report(world, "half"), report(world, "stuck")
    page = bob.get(entry.obstacle.get_absolute_url())
    assert "Save Not now It was a mistake: take it back" in says(page)
    answer = pressed(bob, entry.obstacle, mistake="1")
    assert "Taken back." in says(answer)
    entry.obstacle.refresh_from_db()
    assert not entry.obstacle.is_open
    assert list(Entry.objects.latest_of([world.activity.pk])) == [half]
    assert Entry.objects.get(about=entry).reason == "Pressed by mistake"


def test_what_has_a_name_by_now_is_not_taken_back(world, bob):
    entry = report(world, "stuck")
    address = reverse("workplans:implement_obstacle_words", args=[entry.obstacle.pk])
    form = filled(bob.get(address), mistake="1")
    named = Obstacle.objects.get(pk=entry.obstacle.pk)
    named.name = "The trainer left"
    named.save()
    bob.post(address, form)
    named.refresh_from_db()
    assert named.is_open
    assert not Entry.objects.filter(about=entry).exists()


def test_what_somebody_else_reported_is_for_them_or_for_who_leads_to_take_back(world, bob, signed_in):
    one = report(world, "stuck", by=world.alice).obstacle
    assert "It was a mistake" not in says(bob.get(one.get_absolute_url()))
    assert pressed(bob, one, mistake="1").status_code == 403
    one.refresh_from_db()
    assert one.is_open
    pressed(signed_in(world.alice), one, mistake="1")
    one.refresh_from_db()
    assert not one.is_open


def test_a_mistake_in_a_plan_that_is_closed_is_refused_in_words(world, bob, today, signed_in):
    one = report(world, "stuck").obstacle
    bring_to(world, world.plan, "approved")
    today.move_to(date(2027, 1, 4))
    reviewing.close(world.plan, world.sofia, date(2027, 1, 4))
    assert "closed" in says(pressed(signed_in(world.bob), one, mistake="1"))
    one.refresh_from_db()
    assert one.is_open


def test_what_stands_in_the_way_of_a_branch_leads_back_to_its_unit_and_is_among_the_teams(world, signed_in):
    unit = world.units["amani"]
    page = signed_in(world.sofia).get(reverse("workplans:implement_stuck", args=[unit.pk])).content.decode()
    assert f'href="{reverse("lmframework:units_page", args=[unit.pk])}"' in page.partition("<main")[2]
    assert f'href="{reverse("lmframework:units_list")}" aria-current="page"' in page
    assert f'href="{reverse("workplans:plan_list")}" aria-current' not in page


def test_a_long_name_is_short_in_the_headings_of_the_track(world):
    one = stuck(world, "The trainer left " * 20)
    one.change(world.bob, "We go to them", TODAY + timedelta(weeks=4))
    [changed] = [event for event in track_of(world.activity) if event.text == "We go to them"]
    assert changed.what.startswith("Changed the way of working (The trainer left")
    assert len(changed.what) < 100
