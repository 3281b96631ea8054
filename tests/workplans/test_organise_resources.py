"""What an activity needs, line by line, and shares of what it costs."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from teams.models import Post
from tests.pages import fill_in, filled, says
from tests.world import resource
from workplans.carrying import carry_over
from workplans.models import Activity, CostCategory, Price, Resource, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def needs(world, signed_in):
    """`needs(name_1="Fuel", quantity_1="5")`: Bob opens what the activity needs, types and sends it."""
    browser = signed_in(world.bob)

    def send(**typed):
        return fill_in(browser, reverse("workplans:organise_resources", args=[world.activity.pk]), **typed)

    return send


@pytest.fixture
def money(world, signed_in):
    browser = signed_in(world.bob)

    def send(**typed):
        return fill_in(browser, reverse("workplans:organise_allocations", args=[world.activity.pk]), **typed)

    return send


def lines(activity):
    return [(one.words, one.quantity, one.unit_cost, one.frequency, one.amount) for one in activity.resources.all()]


def test_a_line_costs_how_many_times_what_one_costs_so_many_times(needs, world):
    response = needs(name_1="Lunch", quantity_1="6", unit_1="lunch", cost_1="4.25", times_1="3")
    assert response.headers["Location"] == world.activity.get_absolute_url()
    assert lines(world.activity) == [("Lunch", 6, Decimal("4.25"), 3, Decimal("76.50"))]
    assert world.activity.resources.get().kind == Resource.Kind.THING


def test_the_price_list_fills_in_what_was_left_empty(needs, world):
    fuel = CostCategory.objects.create(name="Transport", code="22")
    Price.objects.create(name="Fuel", unit="litre", unit_cost=Decimal("1.80"), category=fuel)
    Price.objects.create(name="Beds", unit="bed", unit_cost=300, currency="ZZZ")
    world.plan.currency = "MZN"
    world.plan.save()
    assert needs(name_1="fuel", quantity_1="50").status_code == 302
    found = world.activity.resources.get()
    assert (found.unit, found.unit_cost, found.category, found.amount) == ("litre", Decimal("1.80"), fuel, 90)
    assert needs(name_1="fuel", quantity_1="50", cost_1="2").status_code == 302
    assert world.activity.resources.get().amount == 100
    assert "What does one cost?" in says(needs(name_2="Beds", quantity_2="1"))


def test_a_posts_time_is_counted_in_days_and_may_cost_nothing(needs, world):
    assert needs(post_1=str(world.midwife.pk), quantity_1="3", times_1="2").status_code == 302
    found = world.activity.resources.get()
    assert (found.kind, found.days, found.amount, found.words) == ("time", 6, 0, "Midwife in charge")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"quantity_1": "3"}, "What is it? Name it, or say whose time it is."),
        ({"name_1": "Soap"}, "How many of it?"),
        ({"name_1": "Soap", "quantity_1": "3"}, "What does one cost? It is not in the price list."),
        ({"name_1": "Soap", "quantity_1": "-3", "cost_1": "1"}, "greater than or equal to 0"),
        ({"name_1": "Soap", "quantity_1": "9999999999", "cost_1": "9999999999"}, "That is too much to be right."),
        ({"name_1": "Soap", "quantity_1": "NaN", "cost_1": "1"}, "Enter a number."),
        ({"name_1": "S" * 121, "quantity_1": "1", "cost_1": "1"}, "at most 120 characters"),
    ],
)
def test_what_a_line_lacks_is_said_and_stays_typed(typed, words, needs, world):
    response = needs(**typed)
    assert words in says(response)
    assert {name: filled(response)[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert not world.activity.resources.exists()


def test_a_post_of_another_team_has_no_time_here(needs, world):
    theirs = Post.objects.get(team=world.other_team)
    assert "Select a valid choice" in says(needs(post_1=str(theirs.pk), quantity_1="3"))


def test_emptying_a_line_takes_it_away_and_the_history_keeps_it(needs, world, signed_in):
    resource(world), resource(world, name="Fuel")
    emptied = dict.fromkeys(["name_1", "quantity_1", "cost_1", "times_1"])
    assert needs(**emptied).status_code == 302
    assert [one.words for one in world.activity.resources.all()] == ["Fuel"]
    page = says(signed_in(world.vera).get(reverse("workplans:plan_item_history", args=["activity", world.activity.pk])))
    assert "Needed: Nights" in page


def test_who_saves_second_sees_both_and_decides(needs, world, signed_in):
    browser = signed_in(world.bob)
    address = reverse("workplans:organise_resources", args=[world.activity.pk])
    mine = filled(browser.get(address), name_1="Lunch", quantity_1="6", cost_1="4")
    needs(name_1="Soap", quantity_1="1", cost_1="1")
    response = browser.post(address, mine)
    assert "Somebody saved this while you were writing" in says(response)
    assert browser.post(address, filled(response)).status_code == 302
    assert [one.words for one in world.activity.resources.all()] == ["Lunch"]


def test_shares_follow_the_cost_and_make_it_whole(needs, money, world):
    resource(world, quantity=1, unit_cost=Decimal("100.01"), frequency=1)
    assert money(amount_1=None, share_1="33.34", amount_2=None, share_2="66.66").status_code == 302
    assert list(world.activity.allocations.values_list("amount", flat=True)) == [Decimal("33.34"), Decimal("66.67")]
    assert needs(cost_1="1000").status_code == 302
    assert list(world.activity.allocations.values_list("amount", flat=True)) == [Decimal("333.40"), Decimal("666.60")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"share_1": "50"}, "Write down first what the activity costs."),
        ({"share_1": "101"}, "less than or equal to 100"),
        ({"share_1": "0"}, "greater than or equal to 0.01"),
    ],
)
def test_a_share_needs_a_cost_and_is_a_percentage(typed, words, money):
    assert words in says(money(**typed))


def test_an_amount_or_a_share_and_together_a_hundred_at_most(money, world):
    resource(world)
    assert "An amount or a share, not both" in says(money(amount_1="7", share_1="10"))
    assert "The shares come to more than 100%." in says(money(amount_1=None, share_1="60", amount_2=None, share_2="41"))
    assert set(world.activity.allocations.values_list("share", flat=True)) == {None}


def test_time_beyond_what_a_post_has_is_said_by_month(world, signed_in):
    world.midwife.days_a_month = Decimal(10)
    world.midwife.save()
    resource(world, name="", kind="time", post=world.midwife, quantity=24, unit_cost=0, frequency=1)
    resource(world, world.third_activity, name="", kind="time", post=world.vacant, quantity=5, unit_cost=0, frequency=1)
    address = reverse("workplans:organise_time", args=[world.plan.pk])
    found = signed_in(world.vera).get(address)
    rows = {row.post.title: row for row in found.context["rows"]}
    midwife = rows["Midwife in charge"]
    assert [(cell.planned, cell.beyond) for cell in midwife.cells[7:9]] == [(12, 2), (12, 2)]
    assert rows["Cold chain technician"].undated == 5
    assert all(cell.vacant for cell in rows["Cold chain technician"].cells)
    assert "Midwife in charge : more is planned than it has in 2 months" in says(found)


def test_the_lead_says_how_many_days_a_post_has(world, signed_in):
    address = reverse("workplans:organise_time", args=[world.plan.pk])
    assert fill_in(signed_in(world.alice), address, **{f"days_{world.midwife.pk}": "12.5"}).status_code == 302
    world.midwife.refresh_from_db()
    assert world.midwife.days_a_month == Decimal("12.5")
    assert world.midwife.history.first().history_user == world.alice
    assert "less than or equal to 31" in says(
        fill_in(signed_in(world.alice), address, **{f"days_{world.midwife.pk}": "32"})
    )


def test_money_is_carried_over_with_what_it_pays_for_and_what_is_waited_for(world):
    resource(world, post=world.midwife, kind="time")
    waits = world.plan.readiness.create(name="Transport", due_on=date(2026, 9, 1), post=world.midwife)
    waits.activities.add(world.activity)
    later = Workplan.objects.begin(world.team, date(2027, 1, 1))
    carry_over(
        later, world.plan, {"objective": set(), "output": set(), "activity": {world.activity.pk}}, with_money=True
    )
    copy = Activity.objects.get(workplan=later, carried_from=world.activity)
    assert [(one.words, one.post) for one in copy.resources.all()] == [("Nights", world.midwife)]
    found = later.readiness.get()
    assert (found.name, found.due_on, list(found.activities.all())) == ("Transport", None, [copy])
