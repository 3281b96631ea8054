"""Alice and Bob change the same thing at the same time: nothing of either is lost without a word."""

from dataclasses import dataclass

import pytest
from django.urls import reverse

from tests.pages import filled, says
from workplans.models import Allocation, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@dataclass
class Desk:
    """A person with a form open before them."""

    browser: object
    address: str
    typed: dict | None = None

    def open(self):
        self.typed = filled(self.browser.get(self.address))
        return self

    def send(self, **typed):
        response = self.browser.post(self.address, self.typed | typed)
        if response.status_code == 200:
            self.typed = filled(response)
        return response


@pytest.fixture
def both_open(world, signed_in):
    """`alice, bob = both_open(name, …)`: the two have the same form open."""

    def open_both(name, *args, second="bob"):
        address = reverse(f"workplans:{name}", args=args)
        return [Desk(signed_in(world.people[who]), address).open() for who in ("alice", second)]

    return open_both


def test_bob_sees_both_versions_decides_and_the_history_has_both(world, both_open):
    alice, bob = both_open("plan_item_change", "activity", world.activity.pk)
    assert alice.send(name="Train eight midwives", reason="Two more").status_code == 302
    response = bob.send(name="Train six nurses", place="Baraka hospital")
    words = says(response)
    assert "Alice saved it on 12 August 2026" in words
    assert "Activity Train eight midwives Train six nurses" in words
    assert "Place Amani hospital Baraka hospital" in words
    assert "Keep theirs" in words
    assert "Keep mine" in words
    assert (bob.typed["name"], bob.typed["place"]) == (["Train six nurses"], ["Baraka hospital"])
    world.activity.refresh_from_db()
    assert world.activity.name == "Train eight midwives"

    assert bob.send().status_code == 302
    world.activity.refresh_from_db()
    assert world.activity.name == "Train six nurses"
    told = [(one.name, one.history_user.name) for one in world.activity.history.all()[:2]]
    assert told == [("Train six nurses", "Bob"), ("Train eight midwives", "Alice")]


def test_bob_is_asked_again_when_alice_saves_again(world, both_open):
    alice, bob = both_open("plan_item_change", "objective", world.objective.pk)
    alice.send(name="One")
    assert "Theirs, saved" in says(bob.send(name="Mine"))
    assert alice.open().send(name="Two").status_code == 302
    assert "Objective Two Mine" in says(bob.send())
    assert bob.send().status_code == 302
    world.objective.refresh_from_db()
    assert world.objective.name == "Mine"


def test_nothing_is_asked_where_both_wrote_the_same(world, both_open):
    alice, bob = both_open("plan_item_change", "output", world.output.pk)
    alice.send(name="Three maternity units")
    assert bob.send(name="Three maternity units").status_code == 302


def test_nobody_is_asked_about_a_form_that_is_opened_later(world, both_open):
    alice, bob = both_open("plan_item_change", "output", world.output.pk)
    alice.send(name="Three maternity units")
    assert bob.open().send(name="Four").status_code == 302


def test_every_kind_of_value_is_shown_in_words(world, both_open):
    alice, bob = both_open("plan_item_change", "activity", world.activity.pk)
    alice.send(
        post=str(world.vacant.pk), months=[], starts_on="2026-10-05", ends_on="2026-10-06", output=str(world.second_output.pk),
        practice="organise",
    )  # fmt: skip
    words = says(bob.send(name="Other"))
    for told in [
        "Responsible post Cold chain technician Midwife in charge",
        "In which months – Aug 2026, Sep 2026",
        "From 2026-10-05 –",
        "Practice Organise Implement",
        "Output Mothers know the danger signs Two maternity units open day and night",
    ]:
        assert told in words


def test_targets_of_quarters_cross_too(world, both_open):
    alice, bob = both_open("plan_item_change", "indicator", world.indicator.pk)
    alice.send(target_1="44.5", baseline="40")
    words = says(bob.send(target_1="45"))
    assert "Quarter 1 44.5 45" in words
    assert "Baseline 40 41" in words
    assert bob.send().status_code == 302
    assert world.indicator.targets.first().value == 45
    assert [one.history_user for one in world.indicator.targets.first().history.all()[:2]] == [world.bob, world.alice]


def test_money_crosses_too_and_both_amounts_stay_in_history(world, both_open):
    alice, bob = both_open("organise_allocations", world.activity.pk)
    assert alice.send(amount_1="3000", source_3="GAVI", amount_3="70").status_code == 302
    words = says(bob.send(amount_1="3100"))
    assert "Amount 1 3,000 3,100" in words
    assert "Source 3 GAVI –" in words
    world.allocation.refresh_from_db()
    assert world.allocation.amount == 3000
    assert bob.send().status_code == 302
    told = world.allocation.history.values_list("amount", "history_user__name")[:2]
    assert list(told) == [(3100, "Bob"), (3000, "Alice")]
    assert Allocation.history.filter(source__name="GAVI", history_type="-").get().history_user == world.bob


def test_money_that_both_typed_alike_is_not_asked_about(world, both_open):
    alice, bob = both_open("organise_allocations", world.activity.pk)
    alice.send(amount_1="3000.00")
    assert bob.send(amount_1="3,000").status_code == 302


def test_the_dates_of_a_plan_cross_too(world, both_open):
    alice, ruth = both_open("plan_change", world.plan.pk, second="ruth")
    assert alice.send(quarter_2="2026-03-15").status_code == 302
    words = says(ruth.send(currency="USD"))
    assert "Alice saved it" in words
    assert "Quarter 2 begins on 2026-03-15 2026-04-01" in words
    assert ruth.send().status_code == 302
    plan = Workplan.objects.get()
    assert (plan.currency, str(plan.quarters.all()[1].starts_on)) == ("USD", "2026-04-01")
    assert [one.history_user for one in plan.history.all()[:2]] == [world.ruth, world.alice]


def test_a_form_without_its_version_is_not_trusted_to_be_the_newest(world, both_open):
    _alice, bob = both_open("plan_item_change", "activity", world.activity.pk)
    assert "Keep mine" in says(bob.send(version="", name="Blind"))
    world.activity.refresh_from_db()
    assert world.activity.name != "Blind"


def test_what_was_removed_meanwhile_is_not_found_and_not_made_again(world, both_open):
    alice, bob = both_open("plan_item_change", "activity", world.activity.pk)
    alice.browser.post(reverse("workplans:plan_item_remove", args=["activity", world.activity.pk]))
    assert bob.send(name="Still here").status_code == 404


def test_a_crossing_shows_even_the_field_that_was_left_wrong(world, both_open):
    alice, bob = both_open("plan_item_change", "activity", world.activity.pk)
    alice.send(name="Hers")
    words = says(bob.send(name=" ", place="Mine"))
    assert "Activity Hers –" in words
    assert "This field is required." in words
    assert bob.send(name="Mine").status_code == 302
    world.activity.refresh_from_db()
    assert (world.activity.name, world.activity.place) == ("Mine", "Mine")
