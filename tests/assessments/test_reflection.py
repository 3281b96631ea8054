"""Reflection: opening, answering, closing, and what is shown."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from assessments import keys
from assessments.models import Box, Invited, Round, Vision
from assessments.queries import round_before
from assessments.statements import FIRST
from teams.models import Post, Receipt, User
from tests.pages import fill_in, filled, says
from tests.world import MORE, TODAY, answer, closed_round, hold, open_round, seven

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_four_of_seven_show_nothing(world):
    found = closed_round(world, marks=(1, 2, 3, 4))
    assert found.answered_count == 4
    assert not found.has_result
    assert found.result == {"statements": [None] * 16, "practices": {}, "words": {}}


def test_five_of_seven_are_shown(world):
    found = closed_round(world, marks=(1, 2, 3, 4, 5))
    assert (found.by_practice["scan"].middle, found.by_practice["scan"].wide) == (6, True)


def test_the_last_answer_closes_the_round_and_destroys_box_key_and_invitations(
    world, django_capture_on_commit_callbacks
):
    found = open_round(world)
    key = Box.objects.get().key
    with django_capture_on_commit_callbacks(execute=True):
        answer(found, seven(world))
    found.refresh_from_db()
    assert found.closed_on
    assert not Box.objects.exists()
    assert not Invited.objects.exists()
    with pytest.raises(keys.KeyLost):
        keys.read(key)


def page_of(what, key):
    return reverse(f"assessments:reflection_{what}", args=[key])


def marks(found, mark=4, **words):
    """What an answered form sends."""
    return {f"mark_{number}": str(mark) for number in range(1, len(found.questions) + 1)} | words


# Answering


def test_an_answer_goes_into_the_box_once_and_leaves_no_trace_of_the_person(world, signed_in):
    found, alice = open_round(world), signed_in(world.alice)
    typed = filled(alice.get(page_of("answer", found.pk)), **marks(found, word_scan="The night is long"))
    for _time in range(2):
        told = alice.post(page_of("answer", found.pk), typed)
        assert told.headers["Location"] == page_of("page", world.team.pk)
    assert Box.objects.get().contents()["tallies"][0] == [0, 0, 0, 0, 1, 0]
    assert not Receipt.objects.exists()
    assert list(Invited.objects.filter(answered=True).values_list("person", flat=True)) == [world.alice.pk]
    assert alice.session.keys() <= {"_auth_user_id", "_auth_user_backend", "_auth_user_hash", "seen"}
    assert "You have answered. Thank you." in says(alice.get(told.headers["Location"]))
    assert "The night is long" not in says(alice.get(told.headers["Location"]))


def test_a_form_that_lacks_answers_comes_back_filled_and_names_them(world, signed_in):
    found, alice = open_round(world), signed_in(world.alice)
    typed = marks(found, word_focus="Between us") | {"mark_3": ""}
    back = alice.post(page_of("answer", found.pk), typed)
    assert "1 statement has no answer yet" in says(back)
    assert '<a href="#mark_3">We say openly' in back.content.decode()
    kept = filled(back)
    assert (kept["mark_2"], kept["word_focus"]) == (["4"], ["Between us"])
    assert "no-store" in back.headers["Cache-Control"]
    assert not Invited.objects.filter(answered=True).exists()


@pytest.mark.parametrize("mark", ["6", "-1", "x", "4.0"])
def test_a_mark_that_is_none_is_not_taken(mark, world, signed_in):
    found = open_round(world)
    back = signed_in(world.alice).post(page_of("answer", found.pk), marks(found, mark))
    assert back.status_code == 200
    assert not Invited.objects.filter(answered=True).exists()


def test_past_its_date_a_round_takes_nothing_and_that_form_opens_the_box(world, signed_in, today):
    found, alice = open_round(world), signed_in(world.alice)
    answer(found, seven(world)[1:6])
    today.move_to(TODAY + timedelta(days=8))
    alice = signed_in(world.alice)
    told = alice.post(page_of("answer", found.pk), marks(found, 1))
    assert "This round takes no answer any more" in says(told)
    found.refresh_from_db()
    assert (found.answered_count, found.by_statement[0].low) == (5, 8)


def test_who_came_later_is_not_asked(world, signed_in):
    found = open_round(world)
    world.people["late"] = User.objects.create_user("late", "secret", name="Late")
    hold(world.late, "Clerk", Post.Role.MEMBER, team=world.team)
    late = signed_in(world.late)
    for told in (late.get(page_of("answer", found.pk)), late.post(page_of("answer", found.pk), marks(found))):
        assert "opened before you came" in says(told)
    assert "You came to the team after this was opened" in says(late.get(page_of("page", world.team.pk)))


@pytest.mark.parametrize("who", ["charlie", "sofia", "vera", "adam", "stella", "ruth"])
def test_nobody_else_finds_an_open_round(who, world, signed_in):
    found, browser = open_round(world), signed_in(world.people[who])
    for what in ("answer", "result", "project"):
        assert browser.get(page_of(what, found.pk)).status_code == 404
    for what in ("answer", "open", "share"):
        assert browser.post(page_of(what, found.pk), marks(found)).status_code == 404


def test_what_somebody_wrote_does_not_travel_through_sign_in(world, client):
    found = open_round(world)
    told = client.post(page_of("answer", found.pk), marks(found, word_scan="Between us"))
    assert (told.status_code, told.content) == (302, b"")
    assert told.headers["Location"].startswith(reverse("teams:account_sign_in"))


def test_a_lost_key_is_told_and_nobody_counts_as_having_answered(world, signed_in):
    found = open_round(world)
    keys.destroy(Box.objects.get().key)
    told = signed_in(world.alice).post(page_of("answer", found.pk), marks(found))
    assert "cannot be opened any more" in says(told)
    assert not Invited.objects.filter(answered=True).exists()
    found.close()
    assert "nobody has read it" in says(signed_in(world.alice).get(page_of("result", found.pk)))


def test_how_far_a_vision_is_ones_own_is_answered_in_the_same_way(world, signed_in):
    vision = Vision.objects.agree(world.team, "Every mother comes home", world.alice)
    found, alice = open_round(world, vision=vision), signed_in(world.alice)
    asked = alice.get(page_of("answer", found.pk))
    assert "Every mother comes home" in says(asked)
    assert "How far is this vision yours?" in says(asked)
    assert alice.post(page_of("answer", found.pk), marks(found, 5)).status_code == 302
    answer(found, seven(world)[1:6], mark=4)
    found.close()
    assert "Our vision: shared by nearly all of us." in says(alice.get(page_of("result", found.pk)))


# Opening and closing


def test_a_member_opens_a_round(world, signed_in):
    seven(world)
    told = fill_in(signed_in(world.bob), page_of("begin", world.team.pk), closes_on="2026-08-20")
    assert told.status_code == 302
    found = Round.objects.get()
    assert (found.opened_by, found.closes_on, found.invited_count) == (world.bob, date(2026, 8, 20), 7)


def test_a_form_that_may_not_open_one_says_why(world, signed_in):
    open_round(world)
    back = fill_in(signed_in(world.bob), page_of("begin", world.team.pk), closes_on="2026-08-21")
    assert "has a round that is not closed yet" in says(back)
    assert filled(back)["closes_on"] == ["2026-08-21"]


def test_a_small_team_needs_neighbours_and_names_them(world, signed_in):
    for name in MORE[:3]:
        person = User.objects.create_user(name, "secret", name=name.title())
        hold(person, f"Nurse {name}", Post.Role.MEMBER, team=world.other_team)
    alice, address = signed_in(world.alice), page_of("begin", world.team.pk)
    assert "talk them through" in says(alice.get(page_of("page", world.team.pk)))
    assert "Baraka district health team, 4 people" in says(alice.get(address))
    assert fill_in(alice, address).status_code == 200
    assert not Round.objects.exists()
    assert fill_in(alice, address, neighbours=str(world.other_team.pk)).status_code == 302
    found = Round.objects.get()
    assert (found.invited_count, found.is_with_neighbours) == (6, True)
    assert "Answer now" in says(signed_in(world.charlie).get(page_of("page", world.other_team.pk)))


def test_nobody_opens_the_box_before_its_date_is_past(world, signed_in, today):
    found = open_round(world)
    told = signed_in(world.alice).post(page_of("open", found.pk), follow=True)
    assert "It still takes answers" in says(told)
    assert Box.objects.exists()
    today.move_to(TODAY + timedelta(days=8))
    told = signed_in(world.alice).post(page_of("open", found.pk))
    assert told.headers["Location"] == page_of("result", found.pk)
    assert not Box.objects.exists()


def test_reading_opens_no_box(world, signed_in, today):
    found = open_round(world)
    today.move_to(TODAY + timedelta(days=8))
    alice = signed_in(world.alice)
    assert "See what we said" in says(alice.get(page_of("page", world.team.pk)))
    assert alice.get(page_of("result", found.pk)).headers["Location"] == page_of("page", world.team.pk)
    assert Box.objects.exists()


# The result


@pytest.fixture
def two(world, today):
    """Two rounds of the same team: in May nobody agreed on anything; in August all went up."""
    today.move_to(date(2026, 5, 4))
    closed_round(world, marks=(2, 3, 3, 3, 3))
    today.move_to(TODAY)
    found = open_round(world)
    answer(found, seven(world)[:5], words={"scan": "We listen late"})
    found.close()
    return found


def test_the_result_is_told_against_last_time(two, world, signed_in):
    told = says(signed_in(world.bob).get(page_of("result", two.pk)))
    assert "5 of 7 answered, closed on 12 August 2026." in told
    assert "Talk about this first Scan: what helped it rise since May 2026?" in told
    assert "Often, and better than in May 2026" in told
    assert "We listen late" in told


def test_who_reads_a_shared_result_reads_no_words_and_no_earlier_result_that_is_kept(two, world, signed_in):
    two.ask_to_share(world.alice)
    two.agree_to_share(world.bob)
    told = says(signed_in(world.sofia).get(page_of("result", two.pk)))
    assert "Often" in told
    for kept in ("We listen late", "May 2026", "commitments", "Propose"):
        assert kept not in told
    assert "May 2026" not in says(signed_in(world.sofia).get(page_of("project", two.pk)))


def test_sharing_needs_two_people_and_one_takes_it_back(two, world, signed_in):
    alice, bob, address = signed_in(world.alice), signed_in(world.bob), page_of("share", two.pk)
    assert signed_in(world.sofia).get(page_of("result", two.pk)).status_code == 404
    alice.post(address, {"act": "ask"})
    assert "another member than who proposed it" in says(alice.post(address, {"act": "agree"}, follow=True))
    assert signed_in(world.sofia).get(page_of("result", two.pk)).status_code == 404
    bob.post(address, {"act": "agree"})
    assert signed_in(world.sofia).get(page_of("result", two.pk)).status_code == 200
    alice.post(address, {"act": "keep"})
    assert signed_in(world.sofia).get(page_of("result", two.pk)).status_code == 404
    assert alice.post(address, {"act": "publish"}).status_code == 404


def test_four_answers_are_told_as_too_few(world, signed_in):
    found = closed_round(world, marks=(1, 2, 3, 4))
    told = says(signed_in(world.alice).get(page_of("result", found.pk)))
    assert "under 5 answers nothing is shown" in told
    assert not re.search("Never|Rarely|Sometimes|Often|Always", told)
    assert signed_in(world.alice).post(page_of("share", found.pk), {"act": "ask"}).status_code == 403


def test_a_round_with_neighbours_is_not_measured_against_one_without(world, today):
    today.move_to(date(2026, 5, 4))
    alone = closed_round(world)
    today.move_to(TODAY)
    together = closed_round(world, neighbours=[world.other_team])
    assert round_before(together) is None
    assert not together.may_be_shared
    assert alone.may_be_shared


def test_the_paper_has_every_statement_and_no_place_for_a_name(world, signed_in):
    told = says(signed_in(world.bob).get(page_of("print", world.team.pk)))
    assert all(text in told for texts in FIRST.values() for text in texts)
    assert "Name" not in told
