"""Every change is kept: who, when, what and why, also of what was removed."""

import pytest
from django.urls import reverse

from tests.pages import fill_in, says
from workplans.models import Activity, Objective

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def of_plan(world, signed_in):
    """What the plan's history says to Sofia."""
    return lambda: says(signed_in(world.sofia).get(reverse("workplans:plan_history", args=[world.plan.pk])))


@pytest.fixture
def of_item(world, signed_in):
    def words(item, key=None):
        address = reverse("workplans:plan_item_history", args=[item._meta.model_name, key or item.pk])
        return says(signed_in(world.sofia).get(address))

    return words


def change(browser, item, **typed):
    return fill_in(browser, reverse("workplans:plan_item_change", args=[item._meta.model_name, item.pk]), **typed)


def remove(browser, item, **typed):
    return fill_in(browser, reverse("workplans:plan_item_remove", args=[item._meta.model_name, item.pk]), **typed)


def test_a_change_is_told_with_who_and_why_in_both_histories(world, signed_in, of_plan, of_item):
    change(signed_in(world.bob), world.third_activity, name="Speak on two radios", reason="There is a second one")
    for words in (of_plan(), of_item(world.third_activity)):
        assert "Bob: There is a second one" in words
        assert "12 August 2026" in words
    assert "Changed Activity: Speak on two radios" in of_plan()
    assert "Speak on the local radio Speak on two radios" in of_item(world.third_activity)


def test_the_newest_change_stands_first(world, signed_in, of_plan, today):
    browser = signed_in(world.bob)
    change(browser, world.third_activity, name="Earlier")
    today.shift(60)
    change(browser, world.objective, name="Later")
    assert of_plan().index("Later") < of_plan().index("Earlier")


def test_what_changed_is_said_in_the_words_of_the_form(world, signed_in, of_item):
    change(
        signed_in(world.alice),
        world.activity,
        post=str(world.vacant.pk),
        practice="organise",
        months=["2026-10"],
        output=str(world.second_output.pk),
        needs_no_money=[],
    )
    words = of_item(world.activity)
    assert "Responsible post Midwife in charge Cold chain technician" in words
    assert "Practice Implement Organise" in words
    assert "Months August 2026 to September 2026 October 2026" in words
    assert "Output Two maternity units open day and night Mothers know the danger signs" in words
    for raw in ("starts_on", "1 August 2026", "post_id", "2026-10", "[", "needs_no_money"):
        assert raw not in words


def test_what_was_removed_keeps_its_history(world, signed_in, of_plan, of_item):
    key = world.objective.pk
    remove(signed_in(world.bob), world.objective, reason="It was planned twice")
    assert "Removed Objective: Every mother delivers safely" in of_plan()
    assert "Removed Activity: Train six midwives" in of_plan(), "what went along is told too"
    words = of_item(Objective(), key)
    assert "It was removed. This is what it was." in words
    assert "Bob: It was planned twice" in words


def test_the_history_of_a_removed_item_is_no_door_for_others(world, signed_in):
    key = world.activity.pk
    remove(signed_in(world.bob), world.activity)
    address = reverse("workplans:plan_item_history", args=["activity", key])
    for who, status in {"alice": 200, "vera": 200, "charlie": 404, "sven": 404, "adam": 404, "stella": 404}.items():
        assert signed_in(world.people[who]).get(address).status_code == status, who


def test_a_move_is_one_line_however_many_make_room_and_opening_is_none(world, signed_in, of_plan):
    browser = signed_in(world.bob)
    Activity.objects.update(order=7)
    lines = Activity.history.count()
    browser.get(reverse("workplans:plan_item_change", args=["activity", world.activity.pk]))
    browser.post(reverse("workplans:plan_item_move", args=["activity", world.activity.pk]), {"direction": "down"})
    assert Activity.history.count() == lines + 1
    assert "Changed Activity: Train six midwives in emergency care 12 August 2026, 00:00, Bob: Moved down" in of_plan()


def test_a_plan_in_which_nothing_was_written_says_so(world, signed_in):
    world.objective.delete()
    Objective.history.all().delete()
    for history in ("output", "activity", "indicator"):
        getattr(world, history).history.model.objects.all().delete()
    page = signed_in(world.sofia).get(reverse("workplans:plan_history", args=[world.plan.pk]))
    assert "Nothing was written in this plan yet." in says(page)


def test_the_plans_history_ends_after_a_hundred_changes(world, signed_in):
    browser = signed_in(world.alice)
    for number in range(120):
        Objective.objects.create(workplan=world.plan, name=f"Objective {number}")
    page = browser.get(reverse("workplans:plan_history", args=[world.plan.pk]))
    assert len(page.context["changes"]) == 100


def test_the_money_of_an_activity_and_the_targets_of_an_indicator_are_told_with_their_figures(
    world, signed_in, of_item
):
    address = reverse("workplans:organise_allocations", args=[world.activity.pk])
    fill_in(signed_in(world.bob), address, amount_1="2,600", reason="The council gave more")
    assert "Money from State budget 2,400.5 2,600" in of_item(world.activity)
    change(signed_in(world.bob), world.indicator, target_2="47")
    assert "Target, Quarter 2 46 47" in of_item(world.indicator)
