"""Money that moves: entries that stay, corrections, advances and accounting for them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.pages import fill_in, says
from tests.world import TODAY, advance, applied_file, entry, paper
from workplans.importing import Touched, undo
from workplans.models import MoneyEntry
from workplans.queries.ledger import advances_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

Kind = MoneyEntry.Kind


@pytest.fixture
def write(world, signed_in):
    """`write(kind="spent", amount="5")`: Bob writes down what happened for the activity."""
    bob = signed_in(world.bob)

    def send(**typed):
        address = reverse("workplans:organise_entry_add", args=[world.activity.pk])
        usual = {"source": str(world.source.pk), "on": "2026-08-01", "reference": "V 1"}
        return fill_in(bob, address, **usual | typed)

    send.browser = bob
    return send


def test_money_is_released_advanced_and_spent_with_a_reference(write, world, signed_in):
    assert write(kind="released", amount="1,000.50").status_code == 302
    assert write(kind="advanced", amount="200", post=str(world.midwife.pk)).status_code == 302
    assert write(kind="spent", amount="300").status_code == 302
    page = says(signed_in(world.vera).get(world.activity.get_absolute_url()))
    assert "State budget Asked 2,400.50 Approved 0 Released 1,000.50 Spent 300 Advances open 200" in page
    [given] = advances_of(world.plan, TODAY)
    assert (given.entry.held_by, given.open, given.days) == ("Midwife in charge", 200, 11)
    entries = says(signed_in(world.vera).get(reverse("workplans:organise_entries", args=[world.plan.pk])))
    assert "Released 1,000.50 Train six midwives in emergency care State budget V 1 Bob" in entries


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "advanced", "amount": "5"}, "Who holds it? Somebody has to account for an advance."),
        ({"kind": "released", "amount": "0"}, "greater than or equal to 0.01"),
        ({"kind": "released", "amount": "-5"}, "greater than or equal to 0.01"),
        ({"kind": "released", "amount": "1e20"}, "Ensure that there are no more than"),
        ({"kind": "released", "amount": "5", "on": "2026-08-13"}, "This day is still to come."),
        ({"kind": "released", "amount": "5", "reference": " "}, "This field is required."),
        ({"kind": "accounted", "amount": "5"}, "Select a valid choice"),
        ({"amount": "5"}, "This field is required."),
    ],
)
def test_what_cannot_be_is_refused_in_words(typed, words, write, world):
    assert words in says(write(**typed))
    assert not MoneyEntry.objects.exists()


def test_more_than_was_approved_or_released_is_said_and_stands(write, world):
    entry(world, Kind.APPROVED, 100)
    said = [
        ("released", "101", "More is released now than is approved from this source."),
        ("spent", "102", "More is spent or advanced now than was released from this source."),
    ]
    for kind, amount, words in said:
        write(kind=kind, amount=amount)
        assert words in says(write.browser.get(reverse("workplans:organise_entries", args=[world.plan.pk])))
    assert MoneyEntry.objects.count() == 3


def test_an_entry_is_corrected_by_another_and_both_stay(world, signed_in):
    wrong = entry(world, Kind.SPENT, 500, on=date(2026, 3, 1))
    address = reverse("workplans:organise_entry_correct", args=[wrong.pk])
    assert fill_in(signed_in(world.bob), address, to="50", reason="A zero too many").status_code == 302
    difference = wrong.corrections.get()
    assert (difference.amount, difference.on, difference.reason, difference.by) == (
        -450,
        date(2026, 3, 1),
        "A zero too many",
        world.bob,
    )
    assert fill_in(signed_in(world.bob), address, to="60", reason="No").status_code == 302
    assert wrong.counts() == 60
    assert "That is what it counts already." in says(fill_in(signed_in(world.bob), address, to="60", reason="No"))
    assert "This field is required." in says(fill_in(signed_in(world.bob), address, to="70"))
    assert (
        signed_in(world.bob).get(reverse("workplans:organise_entry_correct", args=[difference.pk])).status_code == 404
    )


def test_an_advance_is_accounted_for_in_parts_and_no_further(world, signed_in):
    given = advance(world, 100)
    address = reverse("workplans:organise_account", args=[given.pk])
    usual = {"on": "2026-08-05", "reference": "R 1"}
    bob = signed_in(world.bob)
    assert fill_in(bob, address, spent="60", **usual).status_code == 302
    assert "Together this is more than is open" in says(fill_in(bob, address, spent="30", returned="11", **usual))
    assert "How much was spent, and how much returned?" in says(fill_in(bob, address, **usual))
    assert "The advance was given on a later day." in says(
        fill_in(bob, address, spent="1", **usual | {"on": "2026-07-31"})
    )
    assert fill_in(bob, address, spent="30", returned="10", **usual).status_code == 302
    assert (given.open(), advances_of(world.plan, TODAY)) == (0, [])
    assert MoneyEntry.objects.filter(kind=Kind.SPENT).total() == 90
    assert MoneyEntry.objects.filter(kind=Kind.ACCOUNTED).total() == 100


def test_an_advance_is_not_corrected_below_what_was_accounted_for(world, signed_in):
    given = advance(world, 100)
    MoneyEntry.objects.account_for(given, Decimal(60), Decimal(0), paper(world))
    address = reverse("workplans:organise_entry_correct", args=[given.pk])
    assert "More of this advance is accounted for than that." in says(
        fill_in(signed_in(world.bob), address, to="59", reason="No")
    )
    assert fill_in(signed_in(world.bob), address, to="60", reason="Miscounted").status_code == 302
    assert given.open() == 0


def test_an_account_is_taken_back_whole_and_the_advance_is_open_again(world, signed_in):
    given = advance(world, 100)
    act = MoneyEntry.objects.account_for(given, Decimal(60), Decimal(10), paper(world)).act
    address = reverse("workplans:organise_take_back", args=[world.plan.pk, act])
    assert fill_in(signed_in(world.alice), address, reason="Wrong receipts").status_code == 302
    assert given.open() == 100
    assert MoneyEntry.objects.filter(kind=Kind.SPENT).total() == 0


def test_what_was_approved_is_corrected_by_the_lead_alone(world, signed_in):
    approved = entry(world, Kind.APPROVED, 5)
    address = reverse("workplans:organise_entry_correct", args=[approved.pk])
    assert signed_in(world.bob).get(address).status_code == 403
    assert address not in signed_in(world.bob).get(approved.get_absolute_url()).content.decode()
    assert signed_in(world.alice).get(address).status_code == 200


def test_only_an_advance_is_accounted_for(world, signed_in):
    spent = entry(world, Kind.SPENT, 5)
    assert signed_in(world.bob).get(reverse("workplans:organise_account", args=[spent.pk])).status_code == 404


def test_advances_out_for_too_long_are_named_on_the_money_page_and_on_home(world, signed_in, settings):
    settings.ADVANCE_DAYS = 30
    advance(world, 100, on=TODAY - timedelta(days=30), reference="Late soon")
    page = reverse("workplans:organise_money", args=[world.plan.pk])
    assert "should be accounted for by now" not in says(signed_in(world.vera).get(page))
    advance(world, 100, on=TODAY - timedelta(days=31), reference="Late")
    assert "1 advance should be accounted for by now" in says(signed_in(world.vera).get(page))
    home = reverse("lmframework:home_team", args=[world.team.pk])
    assert "1 advance should be accounted for by now." in says(signed_in(world.bob).get(home))
    listed = says(signed_in(world.vera).get(reverse("workplans:organise_advances", args=[world.plan.pk])))
    assert "Late: 31 days out 100" in listed


def test_the_database_itself_keeps_entries_honest(world):
    for wrong in (
        {"kind": Kind.SPENT, "amount": 0},
        {"kind": Kind.SPENT, "amount": -1},
        {"kind": Kind.ACCOUNTED, "amount": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            entry(world, wrong["kind"], wrong["amount"])


def test_what_money_moved_for_cannot_be_removed(world, signed_in):
    entry(world, Kind.APPROVED, 5)
    for kind in ("activity", "output", "objective"):
        address = reverse("workplans:plan_item_remove", args=[kind, getattr(world, kind).pk])
        assert "It cannot be removed" in says(signed_in(world.bob).get(address))
        assert signed_in(world.bob).post(address).status_code == 200
    world.activity.refresh_from_db()


def test_an_import_that_money_moved_for_cannot_be_taken_back(world):
    imported = applied_file(world)
    activity = imported.workplan.activity_set.get()
    entry(world, Kind.RELEASED, 5, activity=activity)
    with pytest.raises(Touched):
        undo(imported, world.alice)
    assert imported.workplan.activity_set.exists()


@pytest.mark.parametrize("query", ["?activity=x", "?source=²", "?kind=nonsense", "?act=1", "?activity=" + "9" * 30])
def test_an_address_that_no_page_links_to_is_not_there(query, world, signed_in):
    address = reverse("workplans:organise_entries", args=[world.plan.pk]) + query
    assert signed_in(world.vera).get(address).status_code == 404
