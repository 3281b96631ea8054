"""What cannot be right is refused, what looks wrong is asked about, in the words of its own boxes; and nothing is lost."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.pages import fill_in, filled, says
from tests.world import recorded
from workplans.models import Doubted, Entry, Evidence, Impossible, Target
from workplans.rules.figures import Reading, is_count, parts_add_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def at(indicator, period="2026-06"):
    return reverse("workplans:monitor_record", args=[indicator.pk, period])


def correct(entry):
    return reverse("workplans:monitor_correct", args=[entry.pk])


def by_sex(visits, women, men):
    return {visits.women: Reading(Decimal(women)), visits.men: Reading(Decimal(men))}


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        ((True, "average", "%"), True),
        ((False, "sum", "visits"), True),
        ((False, "sum", ""), True),
        ((False, "sum", "%"), False),
        ((False, "sum", "per 1,000 births"), False),
        ((False, "last", "°C"), False),
        ((False, "average", "days"), False),
        ((False, "sum", "net change", [None, Decimal(-3)]), False),
        ((False, "sum", "visits", [None, Decimal(3)]), True),
    ],
)
def test_what_counts_something_is_never_below_zero(facts, count):
    assert is_count(*facts) is count


def test_parts_of_an_average_or_a_percentage_come_to_no_whole():
    assert [parts_add_up(False, how, "beds") for how in ("sum", "last", "average")] == [True, True, False]
    assert not parts_add_up(False, "last", "%")
    assert parts_add_up(True, "average", "%")


def test_below_zero_is_refused_for_a_count_whatever_is_said(world, visits, signed_in):
    bob = signed_in(world.bob)
    came = fill_in(bob, at(visits), value="-4")
    words = says(came)
    assert "Visits: -4. What is counted cannot be below zero." in words
    assert "It is right" not in words
    assert filled(came)["value"] == ["-4"]
    with pytest.raises(Impossible):
        recorded(world, "2026-06", -4, indicator=visits, sure=True, text="Returned")
    ratio = fill_in(bob, at(world.indicator, "q2"), numerator="-1", denominator="50")
    assert "Deliveries with a skilled attendant: -1. What is counted cannot be below zero." in says(ratio)
    table = reverse("workplans:monitor_period", args=[world.plan.pk, "2026-06"])
    assert "cannot be below zero" in says(fill_in(bob, table, **{f"i{visits.pk}-value": "-4"}))
    entry = recorded(world, "2026-06", 4, indicator=visits)
    assert "cannot be below zero" in says(fill_in(bob, correct(entry), value="-4", reason="Returned"))
    assert [one.value for one in Entry.figures.all()] == [4]


def test_below_zero_is_asked_about_where_it_may_be(world, visits, signed_in):
    quarter = world.plan.quarters.get(number=2)
    Target.objects.create(indicator=visits, quarter=quarter, value=-2)
    came = fill_in(signed_in(world.bob), at(visits), value="-4")
    assert "Visits is below zero: -4." in says(came)
    sent = signed_in(world.bob).post(at(visits), filled(came, sure="on", text="More went than came"))
    assert sent.status_code == 302
    assert Entry.figures.get().value == -4


def test_parts_that_are_more_than_a_count_are_refused_beside_their_boxes(world, visits, signed_in):
    women, men = (f"p{part.pk}_value" for part in (visits.women, visits.men))
    came = fill_in(signed_in(world.bob), at(visits), value="12", **{women: "8", men: "5"})
    expected = "Sex at birth, Visits: the parts come to 13, which is more than 12."
    assert expected in says(came).partition("Women")[2].partition("Men")[0]
    assert "It is right" not in says(came)
    with pytest.raises(Impossible):
        recorded(world, "2026-06", 12, indicator=visits, parts=by_sex(visits, 8, 5), sure=True, text="So it is")
    visits.adds_up = "last"
    visits.save()
    with pytest.raises(Doubted) as doubted:
        recorded(world, "2026-06", 12, indicator=visits, parts=by_sex(visits, 8, 5))
    assert doubted.value.found == ["parts"]
    visits.adds_up = "average"
    visits.save()
    assert recorded(world, "2026-06", 12, indicator=visits, parts=by_sex(visits, 8, 14))


def test_parts_that_are_fewer_ask_for_a_word(world, visits, signed_in):
    women, men = (f"p{part.pk}_value" for part in (visits.women, visits.men))
    entry = recorded(world, "2026-06", 12, indicator=visits, parts=by_sex(visits, 7, 5))
    bob = signed_in(world.bob)
    page = bob.get(correct(entry))
    assert 'data-sum="Together: #parts of #whole"' in page.content.decode()
    came = bob.post(correct(entry), filled(page, value="14", reason="Recounted"))
    expected = "Sex at birth, Visits: the parts come to 12 of 14. Say it if some are not known."
    assert expected in says(came)
    assert Entry.figures.count() == 1
    assert bob.post(correct(entry), filled(came, sure="on", text="Of two it is not known")).status_code == 302
    new = Entry.figures.standing().get()
    assert (new.value, new.text) == (14, "Of two it is not known")
    assert {said.part.pk: said.value for said in new.parts.all()} == {visits.women.pk: 7, visits.men.pk: 5}
    came = bob.post(correct(new), filled(bob.get(correct(new)), reason="No men", **{men: ""}))
    assert "come to 7 of 14" in says(came), "the word of the value before is none on this"
    july = at(visits, "2026-07")
    assert fill_in(bob, july, value="12", **{women: "7", men: "5"}).status_code == 302
    august = at(visits, "2026-08")
    assert "come to 7 of 12" in says(fill_in(bob, august, value="12", **{women: "7"}))
    assert fill_in(bob, august, value="12", text="Men were not counted", **{women: "7"}).status_code == 302


def test_a_jump_says_what_stood_before_in_its_own_words(world, visits, signed_in):
    recorded(world, "2026-05", 12, indicator=visits)
    recorded(world, "q1", 40, 100)
    bob = signed_in(world.bob)
    came = fill_in(bob, at(visits), value="120")
    assert "Visits: 120 is ten times the value before, or more. Last time, May 2026: 12 visits." in says(came)
    assert "A word on it, or why it is right" in says(came)
    expected = (
        "Deliveries with a skilled attendant: 4 is a tenth of the value before, or less. "
        "Last time, Quarter 1: 40% (40 of 100)."
    )
    assert expected in says(fill_in(bob, at(world.indicator, "q2"), numerator="4", denominator="100"))
    table = reverse("workplans:monitor_period", args=[world.plan.pk, "2026-06"])
    assert "Last time, May 2026: 12 visits." in says(fill_in(bob, table, **{f"i{visits.pk}-value": "120"}))


def test_no_ratio_is_said_in_its_own_words(world):
    with pytest.raises(ValidationError) as refused:
        recorded(world, "q2", 0, 0)
    assert refused.value.messages[0] == "Expected deliveries is zero, so there is no ratio."


def test_the_value_before_and_the_target_stand_beside_the_box(world, visits, signed_in):
    bob = signed_in(world.bob)
    recorded(world, "2026-04", 12, indicator=visits)
    entry = recorded(world, "2026-06", 14, indicator=visits)
    Target.objects.create(indicator=visits, quarter=world.plan.quarters.get(number=2), value=30)
    page = says(bob.get(at(visits, "2026-05")))
    assert "Last time, April 2026 12 visits" in page
    assert "Target, Quarter 2 30 visits" in page
    assert "Last time, April 2026 12 visits" in says(bob.get(correct(entry)))
    visits.recorded_every, visits.target = "year", 90
    visits.save()
    assert "Target, the whole plan 90 visits" in says(bob.get(at(visits, "year")))
    ratio = bob.get(at(world.indicator, "q2"))
    assert 'data-share="That is #%."' in ratio.content.decode()
    assert 'data-scale="100"' in ratio.content.decode()
    assert "Last time" not in says(ratio)


def photo():
    return SimpleUploadedFile("register.pdf", b"%PDF-1.4 page 3")


@pytest.mark.parametrize(
    "typed", [{"value": "many", "reason": "Recounted"}, {"value": "13"}, {"value": "-1", "reason": "x"}]
)
def test_a_chosen_photo_is_asked_for_again_whatever_was_wrong(typed, world, visits, signed_in):
    entry = recorded(world, "2026-06", 12, indicator=visits)
    bob = signed_in(world.bob)
    came = bob.post(correct(entry), {**filled(bob.get(correct(entry)), **typed), "evidence": photo()})
    assert "Choose register.pdf again, please: it was not kept." in says(came)
    again = bob.post(correct(entry), {**filled(came, value="13", reason="Recounted"), "evidence": photo()})
    assert again.status_code == 302
    assert Evidence.objects.get().entry == Entry.figures.standing().get()


def test_a_chosen_photo_is_asked_for_again_with_what_was_held(world, signed_in):
    bob, address = signed_in(world.bob), reverse("workplans:monitor_tally", args=[world.activity.pk])
    for typed in ({"held": ""}, {"held": "1", "on": "2026-12-01"}):
        came = bob.post(address, {**filled(bob.get(address), **typed), "evidence": photo()})
        assert "Choose register.pdf again, please: it was not kept." in says(came)
    assert not Entry.figures.exists()


def test_what_is_taken_back_is_said_as_that_and_can_be_recorded_again(world, visits, signed_in):
    entry = recorded(world, "2026-06", 10, indicator=visits)
    bob = signed_in(world.bob)
    page = bob.get(correct(entry))
    sent = bob.post(correct(entry), filled(page, what="take_back", reason="It was May's"), follow=True)
    words = says(sent)
    assert "Taken back. It counts no more, and stays to be seen with the reason." in words
    assert "Corrected" not in words
    assert words.count("taken back") == 2, "that it was, and why"
    assert "Why taken back: It was May's" in words
    again = bob.get(correct(entry))
    words = says(again)
    assert "Record it again" in words
    assert "take it back" not in words
    assert "Corrected" not in words
    sent = bob.post(correct(entry), filled(again, value="9", reason="June's has come"), follow=True)
    assert "Recorded again. What was taken back stays to be seen." in says(sent)
    assert Entry.figures.standing().get().value == 9
    change = bob.post(correct(entry), filled(bob.get(correct(entry)), value="8", reason="Recounted"), follow=True)
    assert "Corrected. Both stay." in says(change)
