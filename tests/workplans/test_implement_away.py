"""Who is away, who covers, and what is handed over when somebody leaves a post."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.pages import fill_in, filled, says
from tests.world import TODAY, absence, delegated, delegation, hold, readiness, seven, stuck
from workplans.models import Absence, Delegation, Handover

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def team_page(world):
    return reverse("workplans:implement_absences", args=[world.team.pk])


def to_cover(post):
    return reverse("workplans:implement_absence_add", args=[post.pk])


def to_end(found):
    return reverse("workplans:implement_absence_end", args=[found.pk])


def to_hand_over(post):
    return reverse("workplans:implement_handover", args=[post.pk])


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


@pytest.fixture
def alice(world, signed_in):
    return signed_in(world.alice)


def test_the_holder_says_who_covers(world, bob):
    assert "Nobody is away." in says(bob.get(team_page(world)))
    page = bob.get(to_cover(world.midwife))
    assert "District health officer (Alice)" in says(page)
    typed = {"cover": str(world.officer.pk), "ends_on": "2026-08-20", "note": "The key is in the office"}
    answer = bob.post(to_cover(world.midwife), filled(page, **typed))
    assert answer.headers["Location"] == team_page(world)
    found = Absence.objects.get()
    assert (found.post, found.cover, found.starts_on, found.by) == (world.midwife, world.officer, TODAY, world.bob)
    words = says(bob.get(team_page(world)))
    assert "Midwife in charge away now 12 August 2026 to 20 August 2026 · covered by District health officer" in words
    assert "The key is in the office" in words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"cover": ""}, "This field is required."),
        ({"ends_on": "2026-08-11"}, "The last day cannot be before the first."),
        ({"starts_on": "2026-08-01", "ends_on": "2026-08-11"}, "This is over already. Say who covers from today on."),
        ({"starts_on": "2026-08-21"}, "The last day cannot be before the first."),
        ({"ends_on": "2036-08-20"}, "Is the year mistyped?"),
        ({"starts_on": "x"}, "Enter a valid date."),
        ({"cover": "vacant"}, "Nobody holds this post today, so the work would wait."),
    ],
)
def test_what_is_wrong_is_said_and_the_note_stays(typed, said, world, bob):
    right = {"cover": str(world.officer.pk), "ends_on": "2026-08-20", "note": "The key is in the office"}
    typed = {name: str(world.vacant.pk) if value == "vacant" else value for name, value in typed.items()}
    answer = fill_in(bob, to_cover(world.midwife), **right | typed)
    assert said in says(answer)
    assert filled(answer)["note"] == ["The key is in the office"]
    assert not Absence.objects.exists()


def test_nobody_covers_who_is_away_themselves_and_no_time_twice(world, bob, alice):
    absence(world)
    seven(world)
    another = world.dora.holdings.get().post
    typed = {"cover": str(another.pk), "ends_on": "2026-08-20"}
    assert "covers this post from 12 August 2026 to 18 August 2026." in says(
        fill_in(bob, to_cover(world.midwife), **typed)
    )
    typed["cover"] = str(world.midwife.pk)
    assert "Midwife in charge is away from 12 August 2026 to 18 August 2026." in says(
        fill_in(alice, to_cover(world.officer), **typed)
    )


def test_an_absence_ends_early(world, signed_in, today):
    found = absence(world)
    today.move_to(TODAY + timedelta(days=3))
    bob = signed_in(world.bob)
    page = bob.get(to_end(found))
    assert filled(page)["on"] == ["2026-08-14"]
    assert "It does not take place" not in says(page)
    assert "This makes it longer." in says(bob.post(to_end(found), filled(page, on="2026-09-14")))
    assert "It began later than that." in says(bob.post(to_end(found), filled(page, on="2026-08-01")))
    bob.post(to_end(found), filled(page))
    found.refresh_from_db()
    assert found.ends_on == date(2026, 8, 14)
    assert "over" in says(bob.get(team_page(world)))


def test_an_absence_that_does_not_take_place_is_taken_away(world, bob):
    found = absence(world, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 5))
    page = bob.get(to_end(found))
    assert "It does not take place" in says(page)
    bob.post(to_end(found), filled(page, whole="1"))
    assert not Absence.objects.exists()


def test_a_member_says_so_for_their_own_post_and_the_lead_for_all(world, bob, alice):
    assert bob.get(to_cover(world.officer)).status_code == 403
    assert "For another post of the team" not in says(bob.get(team_page(world)))
    assert "For another post of the team" in says(alice.get(team_page(world)))
    assert alice.get(to_cover(world.vacant)).status_code == 200


def test_who_supervises_reads_who_is_away_and_changes_nothing(world, signed_in):
    absence(world)
    words = says(signed_in(world.sofia).get(team_page(world)))
    assert "away now" in words
    assert "End it early" not in words
    assert "Hand it over" not in words


def test_a_post_is_handed_over_with_notes_and_some_of_it_passed_on(world, bob, alice):
    asked = delegation(world, may_pass_on=True)
    nurse = hold(world.alice, "Nurse", "member", team=world.team)
    obstacle = stuck(world, post=world.midwife)
    ready = readiness(world, "Transport", post=world.midwife)
    page = bob.get(to_hand_over(world.midwife))
    words = says(page)
    for kind in ("is responsible for", "was asked of the post", "stands in the way", "to put in place"):
        assert kind in words
    typed = {
        "note": "The keys are with the guard",
        f"note-asked-{asked.pk}": "Two of six are trained",
        f"to-asked-{asked.pk}": str(nurse.pk),
        f"note-sees_to-{obstacle.pk}": "Ask the hospital again",
        f"to-ready-{ready.pk}": str(nurse.pk),
    }
    answer = bob.post(to_hand_over(world.midwife), filled(page, **typed))
    found = Handover.objects.get()
    assert answer.headers["Location"] == reverse("workplans:implement_handed_over", args=[found.pk])
    words = says(alice.get(answer.headers["Location"]))
    assert "held by Bob" in words
    assert "The keys are with the guard" in words
    assert "passed to Nurse Two of six are trained" in words
    assert "Ask the hospital again" in words
    assert Delegation.objects.get(parent=asked).post == nurse
    ready.refresh_from_db()
    assert ready.post == nurse
    assert f"Midwife in charge, {found.at:%-d %B %Y}" in says(alice.get(team_page(world)))


def test_what_cannot_be_passed_on_says_so_and_every_note_stays(world, bob):
    asked = delegated(world, "accepted", may_pass_on=True)
    page = bob.get(to_hand_over(world.midwife))
    asked.report_done(world.bob, "Six of six")
    typed = filled(
        page, note="Keys", **{f"note-asked-{asked.pk}": "Done", f"to-asked-{asked.pk}": str(world.vacant.pk)}
    )
    answer = bob.post(to_hand_over(world.midwife), typed)
    assert answer.status_code in (200, 302)
    asked.refresh_from_db()
    assert asked.state == "done", "what may not be passed on any more stays with the post"


def test_what_was_asked_already_stops_the_handover_and_nothing_typed_is_lost(world, bob):
    delegation(world, world.vacant, from_post=world.midwife)
    key = f"to-activity-{world.activity.pk}"
    answer = fill_in(bob, to_hand_over(world.midwife), note="Keys", **{key: str(world.vacant.pk)})
    assert answer.context["form"].errors == {key: ["Cold chain technician was asked for this already."]}
    words = says(answer)
    assert "Cold chain technician was asked for this already." in words
    assert "Not handed over yet." in words
    assert filled(answer)["note"] == ["Keys"]
    assert filled(answer)[key] == [str(world.vacant.pk)]
    assert not Handover.objects.exists()


def test_a_post_with_nothing_open_is_handed_over_with_a_word(world, alice):
    words = says(alice.get(to_hand_over(world.vacant)))
    assert "Nothing is open of this post." in words
    assert fill_in(alice, to_hand_over(world.vacant), note="All is done").status_code == 302


def test_a_note_that_cannot_be_left_by_now_stops_the_handover_in_words(world, bob, monkeypatch):
    asked = delegation(world)

    def too_late(*args, **kwargs):
        raise ValidationError("This stands elsewhere by now.")

    monkeypatch.setattr(Delegation, "hand_over", too_late)
    answer = fill_in(bob, to_hand_over(world.midwife), **{f"note-asked-{asked.pk}": "Two are trained"})
    assert "This stands elsewhere by now." in says(answer)
    assert filled(answer)[f"note-asked-{asked.pk}"] == ["Two are trained"]
    assert not Handover.objects.exists()


@pytest.mark.parametrize(
    ("state", "may_pass_on", "said"),
    [
        ("accepted", False, "It stays with the post: it may not be passed on. Hand it back to who asked"),
        ("offered", False, "It stays with the post: it may not be passed on."),
        ("done", True, "It stays with the post while it stands so: done, to be confirmed."),
        ("in_question", True, "needs help or another date. Hand it back to who asked"),
    ],
)
def test_why_something_stays_with_the_post_is_said_as_it_is(state, may_pass_on, said, world, bob, alice):
    found = delegated(world, state, may_pass_on=may_pass_on)
    page = bob.get(to_hand_over(world.midwife))
    assert said in says(page)
    back = reverse("workplans:implement_act", args=[found.pk, "hand_back"])
    assert (f'href="{back}"' in page.content.decode()) == ("Hand it back" in said)
    assert f'href="{back}"' not in alice.get(to_hand_over(world.midwife)).content.decode()


def test_a_note_on_what_a_colleague_settled_meanwhile_comes_back_to_be_kept(world, bob, alice):
    obstacle = stuck(world, post=world.midwife)
    page = bob.get(to_hand_over(world.midwife))
    obstacle.solve(world.alice)
    answer = bob.post(
        to_hand_over(world.midwife), filled(page, note="Keys", **{f"note-sees_to-{obstacle.pk}": "Ask them again"})
    )
    words = says(answer)
    assert "No longer open" in words
    assert "Ask them again" in words
    assert not Handover.objects.exists()
    again = bob.post(to_hand_over(world.midwife), filled(answer, note="Keys. Ask them again"))
    assert again.status_code == 302
    assert Handover.objects.get().note == "Keys. Ask them again"
