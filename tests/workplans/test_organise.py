"""Money for an activity, by source."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.pages import fill_in, filled, says
from workplans.models import Allocation, FundingSource

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def money(world, signed_in):
    """`money(world.activity, source_3="GAVI", amount_3="5")`: Bob opens the form, types and sends it."""
    browser = signed_in(world.bob)

    def send(activity, **typed):
        return fill_in(browser, reverse("workplans:organise_allocations", args=[activity.pk]), **typed)

    return send


def by_source(activity):
    return {str(one.source or ""): one.amount for one in activity.allocations.select_related("source")}


def test_bob_adds_changes_and_takes_away_money(money, world):
    response = money(
        world.activity, amount_1="3,000.75", source_2=None, amount_2=None, source_3="GAVI", amount_3="0.01"
    )
    assert response.headers["Location"] == world.activity.get_absolute_url()
    assert by_source(world.activity) == {"State budget": Decimal("3000.75"), "GAVI": Decimal("0.01")}
    gone = Allocation.history.filter(history_type="-").get()
    assert (gone.source, gone.amount, gone.history_user) == (world.fund, 1000, world.bob)
    assert world.allocation.history.first().history_user == world.bob


def test_money_that_is_left_as_it_was_makes_no_history(money, world):
    before = Allocation.history.count()
    money(world.activity)
    assert Allocation.history.count() == before
    assert by_source(world.activity) == {"State budget": Decimal("2400.50"), "Global fund": 1000}


def test_money_may_stand_without_a_source_while_nobody_gives_it(money, world, signed_in):
    assert money(world.third_activity, amount_1="500").status_code == 302
    assert by_source(world.third_activity) == {"": 500}
    assert "Nobody gives it yet 500" in says(signed_in(world.vera).get(world.third_activity.get_absolute_url()))
    money(world.third_activity, source_1="state BUDGET")
    assert by_source(world.third_activity) == {"State budget": 500}


@pytest.mark.parametrize("written", ["GLOBAL FUND", " global   fund ", "Global fund"])
def test_a_source_that_is_in_the_list_is_used_however_it_is_written(written, money, world):
    assert money(world.third_activity, source_1=written, amount_1="1").status_code == 302
    assert world.third_activity.allocations.get().source == world.fund
    assert FundingSource.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"source_3": "GAVI"}, "How much does GAVI give?"),
        ({"source_3": "state budget", "amount_3": "5"}, "state budget stands above already."),
        ({"amount_3": "5", "amount_4": "6"}, "One amount without a source stands above already."),
        ({"amount_1": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"amount_1": "0.001"}, "Ensure that there are no more than 2 decimal places."),
        ({"amount_1": "9" * 17}, "Ensure that there are no more than"),
        ({"amount_1": "lots"}, "Enter a number."),
        ({"amount_1": "Infinity"}, "Enter a number."),
        ({"needs_no_money": "on"}, "It has money above. Take the amounts away, or this mark."),
        ({"source_3": "G" * 121, "amount_3": "1"}, "Ensure this value has at most 120 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays_typed(typed, words, money, world):
    response = money(world.activity, **typed)
    assert response.status_code == 200
    assert words in says(response)
    assert {name: filled(response)[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert by_source(world.activity) == {"State budget": Decimal("2400.50"), "Global fund": 1000}
    assert FundingSource.objects.count() == 2


def test_nothing_given_is_kept_as_nothing_and_stays_missing(money, world, signed_in):
    money(world.third_activity, source_1="State budget", amount_1="0")
    assert by_source(world.third_activity) == {"State budget": 0}
    assert "Money No money yet" in says(signed_in(world.vera).get(world.third_activity.get_absolute_url()))


def test_an_activity_that_needs_no_money_says_so(money, world, signed_in):
    assert money(world.third_activity, needs_no_money="on", funders="Our own time").status_code == 302
    page = says(signed_in(world.vera).get(world.third_activity.get_absolute_url()))
    assert "Money needs none" in page
    assert "Funders, in words: Our own time" in page


def test_the_page_of_each_level_adds_its_money_up_by_source(world, signed_in):
    Allocation.objects.create(activity=world.third_activity, source=world.source, amount=Decimal("99.50"))
    browser = signed_in(world.vera)
    for kind, state in (("objective", "2,500"), ("output", "2,400.50"), ("activity", "2,400.50")):
        page = says(browser.get(reverse("workplans:plan_item", args=[kind, getattr(world, kind).pk])))
        assert f"Global fund 1,000 State budget {state}" in page, kind
    assert "Planned 3,500" in says(browser.get(world.plan.get_absolute_url()))
