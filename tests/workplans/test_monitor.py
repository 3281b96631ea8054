"""One value at a time, on a phone: recorded, doubted, corrected, verified; and what was held, counted."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from teams.models import Holding
from tests.pages import fill_in, filled, says
from tests.world import TODAY, recorded
from workplans.models import Entry, Evidence
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def at(indicator, period):
    return reverse("workplans:monitor_record", args=[indicator.pk, period])


def correct(entry):
    return reverse("workplans:monitor_correct", args=[entry.pk])


def test_a_value_is_recorded_with_its_parts_and_the_next_one_is_offered(world, visits, signed_in):
    bob = signed_in(world.bob)
    page = bob.get(at(visits, "2026-06"))
    assert "June 2026 Visits" in says(page)
    typed = {"value": "12", f"p{visits.women.pk}_value": "8", "text": "Two days without register", "source": "Register"}
    sent = bob.post(at(visits, "2026-06"), filled(page, next="1", **typed))
    entry = Entry.figures.get()
    assert (entry.value, entry.text, entry.source, entry.post) == (12, typed["text"], "Register", world.midwife)
    assert [(one.part, one.value) for one in entry.parts.all()] == [(visits.women, 8)]
    assert sent.headers["Location"] == at(visits, "2026-01"), "June is done, and January is not"
    following = bob.get(sent.headers["Location"])
    assert "Recorded: Visits, June 2026: 12 visits" in says(following)
    assert filled(following)["source"] == ["Register"]
    assert bob.get(at(visits, "2026-06")).headers["Location"] == correct(entry)


def test_a_ratio_asks_for_both_numbers_in_its_own_words(world, signed_in):
    alice = signed_in(world.alice)
    page = alice.get(at(world.indicator, "q2"))
    assert "Deliveries with a skilled attendant" in says(page)
    assert "Expected deliveries" in says(page)
    came = alice.post(at(world.indicator, "q2"), filled(page, numerator="23"))
    assert "A ratio needs both" in says(came)
    assert filled(came)["numerator"] == ["23"]
    assert alice.post(at(world.indicator, "q2"), filled(came, denominator="50")).status_code == 302
    assert Entry.figures.get().in_words == "46% (23 of 50)"


def test_what_looks_wrong_comes_back_with_why_and_is_saved_with_a_word(world, signed_in):
    alice = signed_in(world.alice)
    came = fill_in(alice, at(world.indicator, "q2"), numerator="60", denominator="50")
    words = says(came)
    expected = "Deliveries with a skilled attendant: 60 is more than Expected deliveries: 50."
    assert expected in words
    assert "A word on it, or why it is right" in words
    assert "It is right" in words
    assert not Entry.figures.exists()
    again = alice.post(at(world.indicator, "q2"), filled(came, sure="on"))
    assert "Write a word on why it is right." in says(again)
    assert "sure" in filled(again), "the box stays ticked"
    alice.post(at(world.indicator, "q2"), filled(again, text="Women came from Baraka"))
    assert Entry.figures.get().numerator == 60


def test_who_is_second_sees_both_and_may_correct(world, visits, signed_in):
    bob = signed_in(world.bob)
    page = bob.get(at(visits, "2026-06"))
    first = recorded(world, "2026-06", 10, indicator=visits, by=world.alice)
    came = bob.post(at(visits, "2026-06"), filled(page, value="12"))
    assert "Alice recorded this meanwhile: 10 visits." in says(came)
    assert filled(came)["value"] == ["12"]
    assert "This field is required." in says(bob.post(at(visits, "2026-06"), filled(came)))
    bob.post(at(visits, "2026-06"), filled(came, reason="Two came late"))
    assert [one.value for one in Entry.figures.standing()] == [12]
    assert Entry.figures.standing().get().about == first


def test_a_time_to_come_a_closed_quarter_and_nonsense(world, visits, signed_in):
    alice = signed_in(world.alice)
    assert "still to come" in says(alice.get(at(visits, "2026-11")))
    for wrong in ("2025-01", "q9", "nonsense"):
        assert alice.get(at(visits, wrong)).status_code == 404
    quarter = world.plan.quarters.get(number=2)
    page = alice.get(at(visits, "2026-06"))
    quarter.settle(True, world.alice)
    assert "is closed" in says(alice.post(at(visits, "2026-06"), filled(page, value="3")))
    wrong = alice.post(at(visits, "2026-07"), filled(page, value="many"))
    assert "Enter a number." in says(wrong)
    assert filled(wrong)["value"] == ["many"]


def test_a_correction_keeps_the_rest_tells_who_recorded_and_meets_another(world, visits, signed_in):
    entry = recorded(world, "2026-06", 10, indicator=visits, text="Quiet", source="Register")
    alice, page = signed_in(world.alice), signed_in(world.bob).get(correct(entry))
    came = fill_in(alice, correct(entry), value="12", reason="Two came late")
    assert came.status_code == 302
    new = Entry.figures.standing().get()
    assert (new.value, new.text, new.source, new.reason) == (12, "Quiet", "Register", "Two came late")
    told = world.bob.notices.first()
    assert told.words == "Alice corrected what you recorded (Visits, June 2026): Two came late"
    bob = signed_in(world.bob)
    late = bob.post(correct(entry), filled(page, value="11", reason="I looked again"))
    assert "Alice recorded this meanwhile: 12 visits." in says(late)
    assert bob.post(correct(entry), filled(late)).status_code == 302
    assert Entry.figures.standing().get().value == 11


def test_it_is_taken_back_with_a_reason(world, visits, signed_in):
    entry = recorded(world, "2026-06", 10, indicator=visits)
    fill_in(signed_in(world.bob), correct(entry), what="take_back", reason="It was May's")
    assert not Entry.figures.standing().exists()
    assert not world.bob.notices.filter(kind="value_corrected").exists()
    assert "Taken back" in says(signed_in(world.bob).get(correct(entry)))


def test_another_post_verifies_once(world, visits, signed_in):
    entry = recorded(world, "2026-06", 10, indicator=visits)
    address = reverse("workplans:monitor_verify", args=[entry.pk])
    assert "Somebody in another post verifies it." in says(signed_in(world.bob).get(address))
    sofia = signed_in(world.sofia)
    page = sofia.get(address)
    assert "10 visits" in says(page)
    assert sofia.post(address, filled(page, text="Seen in the register")).status_code == 302
    assert Entry.figures.verified().get() == entry
    expected = "Sofia verified what you recorded (Visits, June 2026): Seen in the register"
    assert world.bob.notices.first().words == expected
    assert "Somebody verified this already." in says(signed_in(world.alice).get(address))


def test_evidence_comes_with_the_value_or_asks_to_be_chosen_again(world, visits, signed_in):
    bob = signed_in(world.bob)
    page = bob.get(at(visits, "2026-06"))

    def chosen():
        return SimpleUploadedFile("register.pdf", b"%PDF-1.4 page 3")

    came = bob.post(at(visits, "2026-06"), {**filled(page, value="-1"), "evidence": chosen()})
    assert "Choose register.pdf again, please: it was not kept." in says(came)
    assert not Evidence.objects.exists()
    bob.post(at(visits, "2026-06"), {**filled(came, value="3"), "evidence": chosen()})
    assert Evidence.objects.get().entry == Entry.figures.get()


def test_what_was_held_is_counted_and_added_up(world, signed_in):
    bob = signed_in(world.bob)
    address = reverse("workplans:monitor_tally", args=[world.activity.pk])
    assert "Say how many times" in says(fill_in(bob, address, held=""))
    assert "Write a whole number above zero." in says(fill_in(bob, address, reached="-3"))
    assert "still to come" in says(fill_in(bob, address, held="1", on="2026-12-01"))
    assert fill_in(bob, address, held="1", reached="30", on="2026-08-03").status_code == 302
    fill_in(bob, address, reached="12", on="2026-08-04")
    entry = Entry.figures.get(value=12)
    fill_in(bob, correct(entry), value="13", reason="One came late")
    words = says(bob.get(address))
    assert "held 1 time, 43 people reached" in words
    page = says(bob.get(world.activity.get_absolute_url()))
    assert "43 people reached" in page
    assert "People reached: 13 Monitor" in page
    assert "Taken back" not in page
    assert [one.on for one in Entry.figures.standing().order_by("on")] == [date(2026, 8, 3)] * 2 + [date(2026, 8, 4)]
    assert Entry.figures.get(value=13).post == world.midwife
    assert Decimal(1) in Entry.figures.standing().values_list("value", flat=True)


def test_a_figure_is_no_report_of_progress(world, visits, signed_in):
    entry = recorded(world, "2026-06", 10, indicator=visits)
    alice = signed_in(world.alice)
    for name in ("implement_correct", "implement_confirm"):
        assert alice.get(reverse(f"workplans:{name}", args=[entry.pk])).status_code == 404


def test_nobody_verifies_what_they_never_saw(world, visits, signed_in):
    entry = recorded(world, "2026-06", 80, indicator=visits)
    address = reverse("workplans:monitor_verify", args=[entry.pk])
    sofia = signed_in(world.sofia)
    page = sofia.get(address)
    facts = {"sure": True, "text": "One zero too many"}
    Entry.figures.correct(entry, world.alice, "Mistyped", Reading(Decimal(8)), **facts)
    came = sofia.post(address, filled(page, text="Seen in the register"))
    assert "This was corrected meanwhile. Look again." in says(came)
    assert "8 visits" in says(came)
    assert filled(came)["text"] == ["Seen in the register"]
    assert not Entry.figures.verified().exists()
    assert sofia.post(address, filled(came)).status_code == 302
    assert Entry.figures.verified().get().value == 8


def test_who_left_the_team_is_told_no_more_and_who_has_the_post_is(world, visits, today):
    entry = recorded(world, "2026-06", 10, indicator=visits)
    world.midwife.holdings.update(ends_on=TODAY - timedelta(days=1))
    Holding.objects.create(post=world.midwife, user=world.charlie, starts_on=TODAY)
    Entry.figures.verify(entry, world.sofia)
    assert not world.bob.notices.filter(kind="value_verified").exists()
    assert world.charlie.notices.filter(kind="value_verified").exists()


@pytest.mark.parametrize("name", ["indicator", "activity"])
@pytest.mark.parametrize("key", ["9" * 20, "-1"])
def test_a_key_that_no_database_keeps_is_left_aside(name, key, world, visits, signed_in):
    recorded(world, "2026-06", 10, indicator=visits)
    address = reverse("workplans:monitor_entries", args=[world.plan.pk])
    assert "10 visits" in says(signed_in(world.vera).get(address, {name: key}))
