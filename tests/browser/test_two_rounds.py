"""A team of seven, each on a phone of their own: from a vision through two reflections to a commitment that was kept."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import Box, Commitment, Invited, Round
from tests.browser.test_journeys import follow, press
from tests.browser.visit import assert_accessible, assert_fits, sign_in
from tests.world import seven


@pytest.fixture
def phones(world, open_page):
    """{name: that person's own phone}."""
    return {person.username: open_page(360, 780, is_mobile=True, has_touch=True) for person in seven(world)}


def all_sign_in(world, phones):
    for name, phone in phones.items():
        sign_in(phone, world.people[name])
        phone.goto("/")


@pytest.mark.handout("S11", "S16", "S17", "S19")
def test_seven_people_reflect_twice_and_keep_their_word(world, phones):
    """A team shares a vision, reflects twice, each answer of the same weight, keeps a commitment, and sees the balance."""
    alice, bob = phones["alice"], phones["bob"]
    all_sign_in(world, phones)
    write_a_vision(world, alice)
    for phone in phones.values():
        answer(phone, "Our vision: how far is it yours?", ["Largely"])
    assert_nothing_is_left()
    go_home(alice)
    expect(alice.locator("main")).to_contain_text("Our vision, shared by nearly all of us.")

    open_reflection(bob, world)
    for phone, word in zip(phones.values(), ["Rarely"] * 3 + ["Sometimes"] * 4, strict=True):
        answer(phone, "Our reflection: how do we work together?", [word] * 8, wrote="We meet too seldom")
    assert_nothing_is_left()
    first = see_result(phones["hana"], world)
    expect(first).to_contain_text("7 of 7 answered")
    expect(first).to_contain_text("We meet too seldom")
    agree_one_action(bob, world)

    with time_machine.travel(timezone.now() + timedelta(days=100)):
        all_sign_in(world, phones)
        go_home(bob)
        expect(bob.locator("main")).to_contain_text("We meet every Monday")
        open_reflection(alice, world)
        for phone in phones.values():
            answer(phone, "Our reflection: how do we work together?", ["Often"] * 8)
        second = see_result(phones["dora"], world)
        expect(second).to_contain_text("Often, and better than in August 2026")
        look(phones["dora"])
        follow(phones["dora"], "Say which were kept")
        phones["dora"].get_by_role("button", name=re.compile("^Kept")).first.click()
        expect(phones["dora"].locator("main")).to_contain_text("Kept")
        assert Commitment.objects.get().state == Commitment.State.KEPT
        go_home(phones["emil"])
        home = phones["emil"].locator("main")
        expect(home).to_contain_text("1 of 1 commitment that was due is kept.")
        expect(home).to_contain_text("better than in August 2026")
        expect(home).to_contain_text("We lead further than we manage")
        look(phones["emil"])


def write_a_vision(world, phone):
    phone.goto(f"/teams/{world.team.pk}/vision/")
    follow(phone, "Propose a vision")
    phone.get_by_label("Vision").fill("No mother dies giving birth")
    press(phone, "Propose it")
    follow(phone, "Agree on one")
    phone.get_by_label("Our vision").fill("No mother dies giving birth in Amani")
    press(phone, "This is our vision")
    follow(phone, "Ask how far it is shared")
    press(phone, "Ask everybody")
    expect(phone.get_by_role("link", name="Say how far it is mine")).to_be_visible()


def open_reflection(phone, world):
    phone.goto(f"/teams/{world.team.pk}/reflection/")
    follow(phone, "Open a reflection")
    press(phone, "Open it and tell everybody")
    expect(phone.get_by_role("link", name="Answer now")).to_be_visible()


def go_home(phone):
    phone.goto("/")
    expect(phone.get_by_role("heading", name="Leading")).to_be_visible()


def answer(phone, asked, words, wrote=""):
    """From home through each step to the box: one of `words` for all statements of each."""
    go_home(phone)
    phone.get_by_role("link", name=asked).click()
    for place, word in enumerate(words):
        expect(phone.locator("h2:visible")).to_have_count(1)  # once the script has made steps of the page
        for question in phone.locator("fieldset:visible").all():
            question.get_by_label(word, exact=True).check()
        if wrote:
            phone.locator("textarea:visible").fill(wrote)
        if place < len(words) - 1:
            phone.get_by_role("button", name="Next:").click()
    press(phone, "Put my answers into the box")
    expect(phone.get_by_role("heading", level=1, name="Reflection")).to_be_visible()


def assert_nothing_is_left():
    """The last answer closed the round: no box, no invitation."""
    assert Round.objects.order_by("-pk")[0].closed_on
    assert not Box.objects.exists()
    assert not Invited.objects.exists()


def see_result(phone, world):
    phone.goto(f"/teams/{world.team.pk}/reflection/")
    phone.get_by_role("link", name=re.compile("^Reflection, ")).first.click()
    expect(phone.get_by_role("heading", level=1, name="What we said together")).to_be_visible()
    return phone.locator("main")


def agree_one_action(phone, world):
    see_result(phone, world)
    follow(phone, "Agree one action")
    phone.get_by_label("What", exact=False).first.fill("We meet every Monday")
    phone.get_by_label("Which post").select_option(str(world.midwife.pk))
    phone.get_by_label("By when").fill((timezone.localdate() + timedelta(days=95)).isoformat())
    press(phone, "Save")
    expect(phone.locator("main")).to_contain_text("We meet every Monday")


def look(phone):
    assert_accessible(phone)
    assert_fits(phone)
