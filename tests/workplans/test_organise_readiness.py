"""Structures and systems: the list, who sees to it, what waits, and where a missing one is seen."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from tests.pages import fill_in, filled, says
from tests.world import readiness
from workplans.models import Readiness, Structure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


def change(browser, found, **typed):
    return fill_in(browser, reverse("workplans:organise_readiness_change", args=[found.pk]), **typed)


def test_the_list_begins_from_the_admins_and_in_ones_own_words(world, bob):
    address = reverse("workplans:organise_readiness_begin", args=[world.plan.pk])
    first = Structure.objects.first()
    typed = {"structures": [first.words], "others": " Boat \n\nRadio\nboat"}
    assert fill_in(bob, address, **typed).status_code == 302
    found = world.plan.readiness.all()
    assert [(one.name, one.state) for one in found] == [
        (first.words, "missing"),
        ("Boat", "missing"),
        ("Radio", "missing"),
    ]
    assert first.words not in [label for label, _words in bob.get(address).context["form"].fields["structures"].choices]
    assert "Tick at least one, or write one down." in says(fill_in(bob, address))
    assert "This is too long for a name" in says(fill_in(bob, address, others="x" * 121))


@pytest.mark.usefixtures("first_content")
def test_the_first_structures_are_there_and_speak_the_readers_language():
    assert Structure.objects.count() == 9
    with translation.override("en"):
        assert str(Structure.objects.first()) == "Staff structure"
    Structure.objects.create(name="", question="")
    assert Structure.objects.get(name="").words == ""


def test_what_is_missing_has_a_post_a_day_and_what_waits_for_it(world, bob):
    found = readiness(world)
    typed = {"state": "partly", "post": str(world.officer.pk), "due_on": "2026-08-10", "numbers": "1.1.1; 1.2.1"}
    assert change(bob, found, **typed).headers["Location"].endswith(f"#r{found.pk}")
    found.refresh_from_db()
    assert (found.state, found.post, found.due_on) == ("partly", world.officer, date(2026, 8, 10))
    assert set(found.activities.all()) == {world.activity, world.third_activity}
    page = says(bob.get(reverse("workplans:organise_readiness", args=[world.plan.pk])))
    assert "Partly Transport District health officer by 10 August 2026 late 2 activities wait for it" in page
    assert [one.words for one in world.alice.notices.filter(kind="readiness_given")] == [
        "Your post “District health officer” is to see to it that this is in place by 10 August 2026: Transport."
    ]


def test_it_is_seen_on_what_waits_on_the_outline_on_home_and_among_what_is_missing(world, bob):
    found = readiness(world, "Transport", world.activity, post=world.midwife, due_on=date(2026, 8, 14))
    addresses = [
        (world.activity.get_absolute_url(), "It waits for what is not in place yet Transport Missing"),
        (world.plan.get_absolute_url(), "Waits for: Transport"),
        (f"{world.plan.get_absolute_url()}?missing=ready", "1 activity of 3"),
        (reverse("lmframework:home_team", args=[world.team.pk]), "Not in place yet: Transport."),
        (reverse("workplans:organise_gap", args=[world.plan.pk]), "Waits for: Transport"),
    ]
    for address, words in addresses:
        assert words in says(bob.get(address)), address
    assert "Not in place yet Transport , by 14 August 2026 yours" in says(
        bob.get(reverse("lmframework:home_team", args=[world.team.pk]))
    )
    found.state = Readiness.State.IN_PLACE
    found.save()
    for address, words in addresses:
        assert words not in says(bob.get(address)), address


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"numbers": "9.9, 1.1.1"}, "No activity of this plan has this number: 9.9"),
        ({"name": ""}, "This field is required."),
        ({"name": " supplies "}, "This plan has it in its list already."),
        ({"state": "gone"}, "Select a valid choice"),
        ({"due_on": "soon"}, "Enter a valid date."),
    ],
)
def test_what_cannot_be_is_refused_in_words(typed, words, world, bob):
    readiness(world, "Supplies")
    response = change(bob, readiness(world), **typed)
    assert words in says(response)


def test_an_activity_says_what_it_waits_for(world, bob):
    transport, supplies = readiness(world, "Transport", world.activity), readiness(world, "Supplies")
    address = reverse("workplans:organise_waits", args=[world.activity.pk])
    assert fill_in(bob, address, readiness=[str(supplies.pk)]).status_code == 302
    assert list(world.activity.readiness.all()) == [supplies]
    assert transport.history.first().history_user == world.bob


def test_who_saves_second_sees_both_and_the_history_has_all(world, bob, signed_in):
    found = readiness(world)
    address = reverse("workplans:organise_readiness_change", args=[found.pk])
    mine = filled(bob.get(address), note="No driver")
    change(signed_in(world.alice), found, note="No fuel", numbers="1.1.1", reason="Seen today")
    response = bob.post(address, mine)
    assert "Somebody saved this while you were writing" in says(response)
    assert bob.post(address, filled(response)).status_code == 302
    page = says(bob.get(reverse("workplans:organise_readiness_history", args=[found.pk])))
    assert "Seen today" in page
    assert "What is missing No fuel No driver" in page
    assert "Activities that wait for it 0 1" in page


def test_what_was_removed_keeps_its_history(world, bob, signed_in):
    found = readiness(world)
    key = found.pk
    address = reverse("workplans:organise_readiness_remove", args=[key])
    assert fill_in(bob, address, reason="Not needed").status_code == 302
    assert not Readiness.objects.exists()
    history = reverse("workplans:organise_readiness_history", args=[key])
    assert history in bob.get(reverse("workplans:organise_readiness", args=[world.plan.pk])).content.decode()
    assert "It was removed. This is what it was." in says(bob.get(history))
    assert signed_in(world.charlie).get(history).status_code == 404


def test_a_vacant_post_and_money_that_is_not_released_are_missing_too(world, bob):
    world.activity.post = world.vacant
    world.activity.save()
    page = says(bob.get(reverse("workplans:organise_gap", args=[world.plan.pk])))
    assert "Nobody holds the post “Cold chain technician”" in page
    world.plan.entries.create(
        activity=world.activity, source=world.source, kind="released", amount=400, on="2026-08-01", by=world.alice
    )
    page = says(bob.get(reverse("workplans:organise_gap", args=[world.plan.pk])))
    assert "3,000.50 is not released" in page
