"""From being added by hand to being at home, with two phones: of who looks after the accounts, and of the new person."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from teams.models import Pass, User
from tests.browser.test_journeys import follow, heading, press
from tests.browser.visit import assert_accessible, assert_fits, sign_in

PASSWORD = "nine boats on a river"


def looks_good(page):
    assert_accessible(page)
    assert_fits(page)


def test_adam_adds_a_midwife_who_scans_the_sheet_and_is_home(world, page, open_page):
    sign_in(page, world.adam)
    page.goto(reverse("teams:people_list"))
    looks_good(page)
    follow(page, "Amani district health team")
    looks_good(page)
    follow(page, "Add a person")
    page.get_by_label("Name", exact=False).first.fill("Zola Mbeki")
    press(page, "Add, and make a one-time link")
    page.get_by_text("Which post does this person hold?").wait_for()
    looks_good(page)
    page.get_by_label("Title of the new post").fill("Night midwife")
    press(page, "Add, and make a one-time link")
    heading(page, "A one-time link to hand over")
    looks_good(page)
    link = page.locator(".pass-link").inner_text()
    picture = page.get_by_alt_text("QR code of the link for Zola Mbeki")
    assert picture.evaluate("(image) => image.complete && image.naturalWidth > 100"), "the policy lets it be seen"

    zola = open_page(360, 780, is_mobile=True, has_touch=True)
    zola.goto(link)
    heading(zola, "Choose a password")
    assert "come-in/" in zola.url
    assert link.rstrip("/").rpartition("/")[2] not in zola.url
    looks_good(zola)
    zola.get_by_label("New password").fill(PASSWORD)
    zola.get_by_label("The same password again").fill("another")
    press(zola, "Set my password and come in")
    looks_good(zola)
    zola.get_by_label("New password").fill(PASSWORD)
    zola.get_by_label("The same password again").fill(PASSWORD)
    press(zola, "Set my password and come in")
    expect(zola.get_by_text("Your password is set, and you are signed in.")).to_be_visible()
    heading(zola, "Amani district health team")

    page.reload()
    heading(page, "There is nothing")
    page.goto(reverse("teams:people_person", args=[User.objects.get(username="zola.mbeki").pk]))
    expect(page.get_by_text("Signs in")).to_be_visible()
    looks_good(page)
    zola.goto(reverse("teams:account_page"))
    expect(zola.get_by_text("made by Adam")).to_be_visible()
    looks_good(zola)


def test_bob_forgot_his_password_and_types_the_code_that_adam_reads_to_him(world, page, open_page):
    sign_in(page, world.adam)
    page.goto(reverse("teams:people_person", args=[world.bob.pk]))
    press(page, "Make a one-time link")
    code = page.locator(".pass-code").inner_text()

    bob = open_page(360, 780, is_mobile=True, has_touch=True)
    bob.goto("/")
    follow(bob, "I have a one-time code")
    for typed, answer in [("2222-2222", "do not belong together"), (code.lower(), "This is the account of Bob")]:
        bob.get_by_label("User name").fill("bob")
        bob.get_by_label("One-time code").fill(typed)
        press(bob, "Go on")
        bob.get_by_text(answer).wait_for()
        looks_good(bob)
    assert Pass.objects.get().wrong_codes == 1
    bob.get_by_label("New password").fill(PASSWORD)
    bob.get_by_label("The same password again").fill(PASSWORD)
    press(bob, "Set my password and come in")
    heading(bob, "Amani district health team")
    bob.goto(link_of(world))
    heading(bob, "This link no longer works")
    looks_good(bob)


def link_of(world):
    return Pass.objects.get(user=world.bob).path


def test_a_post_passes_to_a_colleague(world, page):
    sign_in(page, world.adam)
    page.goto(reverse("teams:post_list", args=[world.team.pk]))
    page.get_by_role("link", name="Change: Cold chain technician").click()
    expect(page).to_have_url(re.compile(rf"post={world.vacant.pk}#post-{world.vacant.pk}$"))
    looks_good(page)
    page.get_by_label("Who").fill("nobody of this name")
    press(page, "Give the post")
    page.get_by_text("Nobody whom you look after is called so").wait_for()
    looks_good(page)
    page.get_by_label("Who").fill("charlie")
    press(page, "Give the post")
    expect(page.get_by_text("Given to Charlie: Cold chain technician.")).to_be_visible()
    expect(page.get_by_text("Charlie since 12 August 2026")).to_be_visible()
