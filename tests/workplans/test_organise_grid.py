"""Amounts of many activities at once: typed into the grid, or pasted from a spreadsheet."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.pages import filled, forms_of, says
from workplans.models import Activity, Allocation, Ceiling, FundingSource

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def grid(world, signed_in):
    """(browser, address) of the grid, as Bob sees it."""
    return signed_in(world.bob), reverse("workplans:organise_grid", args=[world.plan.pk])


def cell(activity, source=None):
    return f"a{activity.pk}_{source.pk if source else 0}"


def amounts(activity):
    return {str(one.source or ""): one.amount for one in activity.allocations.select_related("source")}


def test_cells_are_written_changed_and_emptied(grid, world):
    browser, address = grid
    typed = {
        cell(world.activity, world.source): "3,000",
        cell(world.activity, world.fund): "",
        cell(world.second_activity, world.source): "12.50",
        cell(world.third_activity): "7",
    }
    assert browser.post(address, filled(browser.get(address), **typed)).status_code == 302
    assert amounts(world.activity) == {"State budget": 3000}
    assert amounts(world.second_activity) == {"State budget": Decimal("12.50")}
    assert amounts(world.third_activity) == {"": 7}
    world.second_activity.refresh_from_db()
    assert not world.second_activity.needs_no_money
    assert Allocation.history.filter(history_type="-").get().history_user == world.bob


def test_an_error_stands_beside_its_cell_and_nothing_is_saved(grid, world):
    browser, address = grid
    typed = {cell(world.activity, world.source): "lots", cell(world.third_activity): "7"}
    response = browser.post(address, filled(browser.get(address), **typed))
    assert "1 cell needs another look. Nothing is saved yet." in says(response)
    assert filled(response)[cell(world.activity, world.source)] == ["lots"]
    assert filled(response)[cell(world.third_activity)] == ["7"]
    assert b'class="err"' in response.content
    assert amounts(world.third_activity) == {}


def test_who_writes_into_the_same_cell_second_sees_the_first_and_decides(grid, world, signed_in):
    browser, address = grid
    mine = filled(browser.get(address), **{cell(world.activity, world.source): "1", cell(world.third_activity): "7"})
    alice = signed_in(world.alice)
    theirs = {cell(world.activity, world.source): "2", cell(world.activity, world.fund): "5"}
    alice.post(address, filled(alice.get(address), **theirs))
    response = browser.post(address, mine)
    assert "Somebody wrote 2 here meanwhile. Save again to keep yours." in says(response)
    assert browser.post(address, filled(response)).status_code == 302
    assert amounts(world.activity) == {"State budget": 1, "Global fund": 5}, "the cell that only Alice wrote stays hers"
    assert amounts(world.third_activity) == {"": 7}


def test_a_source_is_added_as_a_column(grid, world):
    browser, address = grid
    new = FundingSource.objects.create(name="GAVI")
    assert cell(world.activity, new) not in filled_grid(browser.get(address))
    assert cell(world.activity, new) in filled_grid(browser.get(f"{address}?with={new.pk}"))
    assert browser.get(f"{address}?with=99999").status_code == 404


def filled_grid(response):
    return next(form.fields for form in forms_of(response) if form.method == "post" and "seen" in form.fields)


def test_a_long_plan_comes_in_pages(grid, world):
    browser, address = grid
    for number in range(45):
        Activity.objects.create(output=world.output, name=f"More {number}")
    last = Activity.objects.filter(workplan=world.plan).get(name="More 44")
    assert cell(last) not in filled_grid(browser.get(address))
    assert (
        browser.post(f"{address}?page=2", filled(browser.get(f"{address}?page=2"), **{cell(last): "3"})).status_code
        == 302
    )
    assert amounts(last) == {"": 3}


def test_what_is_asked_beyond_the_ceiling_is_said_where_it_is_asked(grid, world):
    browser, address = grid
    Ceiling.objects.create(unit=world.units["amani"], source=world.source, year=2026, amount=2500)
    response = browser.post(address, filled(browser.get(address), **{cell(world.third_activity, world.source): "100"}))
    page = says(browser.get(response.headers["Location"]))
    assert "More is asked now than the ceiling allows: State budget." in page
    assert "2,500.50 asked, 2,500 allowed 0.50 beyond" in page


@pytest.fixture
def paste(world, signed_in):
    """`paste("…", put=True)`: Bob pastes a table, looks at it, and puts it in."""
    browser, address = signed_in(world.bob), reverse("workplans:organise_paste", args=[world.plan.pk])

    def send(text, put=False):
        return browser.post(address, filled(browser.get(address), text=text) | ({"put": "1"} if put else {}))

    return send


TABLE = "No\tActivity\tState budget\tGAVI\n1.1.1\tTrain\t1 200,50\t\n1.2.1\tRadio\t\t10\n"


def test_a_table_is_looked_at_first_and_then_put_in(paste, world):
    looked = paste(TABLE)
    assert "Put in 1,210.50 for 2 activities" in says(looked)
    assert "GAVI new source" in says(looked)
    assert "Activity left out" in says(looked)
    assert amounts(world.third_activity) == {}
    assert paste(TABLE, put=True).status_code == 302
    assert amounts(world.activity) == {"State budget": Decimal("1200.50"), "Global fund": 1000}
    assert amounts(world.third_activity) == {"GAVI": 10}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1.1.1\t5", "Paste at least two lines and two columns"),
        ("\tState budget\n9.9\t5", "No activity has this number or name."),
        ("\tRemarks\n1.1.1\tfive", "No column has a source above it"),
        ("\tState budget\n1.1.1\t5\n1.2.1\tabout 7", "This is no clear figure."),
        ("\tState budget\n1.1.1\t-5", "An amount cannot be below zero."),
        ("\tState budget\n1.1.1\t0.001", "This has too many digits."),
        ("\tState budget\tstate BUDGET\n1.1.1\t5\t6", "Two columns have the same heading"),
        ("\tState budget\n1.1.1\t5\n1.1.1\t6", "has an amount from this source above already"),
        ("a\tb\n" * 1001, "too many lines"),
    ],
)
def test_what_is_wrong_is_said_beside_its_cell_and_nothing_is_put_in(text, words, paste, world):
    for put in (False, True):
        response = paste(text, put=put)
        assert words in says(response)
        assert filled(response)["text"] == [text]
    assert amounts(world.activity) == {"State budget": Decimal("2400.50"), "Global fund": 1000}


def test_two_activities_of_one_name_are_not_guessed_at(paste, world):
    Activity.objects.create(output=world.output, name="Speak on the local radio")
    assert "Several activities are called so." in says(paste("\tState budget\nSpeak on the local radio\t5"))


def test_an_amount_longer_than_an_entry_holds_does_not_stand_in_the_way_of_others(grid, world):
    browser, address = grid
    world.allocation.amount = Decimal(12345678901234)
    world.allocation.save()
    assert browser.post(address, filled(browser.get(address), **{cell(world.third_activity): "7"})).status_code == 302
    assert amounts(world.activity)["State budget"] == Decimal(12345678901234)
