"""Signing in, signing out, and what a person changes about themselves."""

import re
from urllib.parse import urlencode

import pytest
from django.utils.timezone import localdate

from teams.models import Post, User
from tests.pages import fill_in, filled, says
from tests.world import TODAY, hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SIGN_IN = "/sign-in/"
HOME = "/"
PAGE = "/account/"
SECRET = "secret"


def sign_in(client, name, password=SECRET, **options):
    return client.post(SIGN_IN, {"username": name, "password": password}, **options)


def is_in(client):
    return client.get(PAGE).status_code == 200


@pytest.fixture
def alice(world):
    world.alice.email, world.alice.phone = "Alice@amani.example", "+258841234567"
    world.alice.full_clean()
    world.alice.save()
    return world.alice


@pytest.mark.parametrize(
    "name",
    [
        "alice",
        "ALICE",
        " alice ",
        "alice@amani.example",
        "ALICE@AMANI.example ",
        "+258 84 123 4567",
        "+258-84-(1234)567",
    ],
)
def test_alice_signs_in_with_whichever_name_she_remembers(name, alice, client):
    assert sign_in(client, name).headers["Location"] == HOME
    assert is_in(client)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("alice", "Secret"),
        ("alice", ""),
        ("nobody", "secret"),
        ("", "secret"),
        ("258841234567", "secret"),
        ("-", "secret"),
    ],
)
def test_a_wrong_name_or_password_is_refused_in_the_same_words(name, password, alice, client):
    response = sign_in(client, name, password)
    assert response.status_code == 200
    if name and password:
        assert "That name and password do not belong together." in says(response)
    assert not is_in(client)


def test_people_without_a_phone_number_are_not_found_by_an_empty_one(world, client):
    assert sign_in(client, "  +  ").status_code == 200
    assert sign_in(client, "()").status_code == 200
    assert not User.objects.known_as("-").exists()
    assert not is_in(client)


def test_a_closed_account_stays_out_and_an_open_session_ends(alice, client):
    sign_in(client, "alice")
    alice.is_active = False
    alice.save()
    assert not is_in(client)
    assert sign_in(client, "alice").status_code == 200
    assert not is_in(client)


def test_a_name_that_was_tried_too_often_waits_while_a_colleague_at_the_same_address_gets_in(alice, client, today):
    for _try in range(5):
        assert sign_in(client, "alice", "guess").status_code == 200
    response = sign_in(client, "alice", "guess")
    assert response.status_code == 429
    assert "Too many wrong tries" in says(response)
    assert sign_in(client, "alice").status_code == 429
    assert sign_in(client, "alice", REMOTE_ADDR="10.0.0.7").headers["Location"] == HOME
    assert sign_in(client, "bob").headers["Location"] == HOME
    client.logout()
    today.shift(16 * 60)
    assert sign_in(client, "alice").headers["Location"] == HOME


@pytest.mark.parametrize(
    "names", [["alice", "ALICE", "Alice", "aLICE", " alice", "alicE"], [f"+25884123456{' ' * n}7" for n in range(6)]]
)
def test_writing_a_name_differently_gives_no_further_tries(names, alice, client):
    for name in names:
        sign_in(client, name, "guess")
    assert sign_in(client, names[0]).status_code == 429


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/", "//elsewhere.example", "///elsewhere.example", "\\\\elsewhere.example",
        "/\\elsewhere.example", "http:elsewhere.example", "javascript:alert(1)", "https://testserver@elsewhere.example",
        " //elsewhere.example", "\x08//elsewhere.example",
    ],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(elsewhere, alice, client):
    response = client.post(f"{SIGN_IN}?{urlencode({'next': elsewhere})}", {"username": "alice", "password": "secret"})
    assert response.headers["Location"] == HOME
    assert client.get(f"{SIGN_IN}?{urlencode({'next': elsewhere})}").headers["Location"] == HOME


def test_signing_in_leads_to_the_page_that_was_asked_for(alice, world, client):
    wanted = f"{world.plan.get_absolute_url()}?quarter=3&q=radio"
    asked = client.get(wanted).headers["Location"]
    assert asked.startswith(SIGN_IN)
    assert "you come to the page you asked for" in says(client.get(asked))
    assert fill_in(client, asked, username="alice", password="secret").headers["Location"] == wanted


def test_signing_out_ends_the_session_and_empties_the_browser(alice, world, client):
    sign_in(client, "alice")
    client.get(world.plan.get_absolute_url())
    before = client.session.session_key
    response = client.post("/sign-out/", follow=True)
    assert "You are signed out." in says(response)
    assert response.redirect_chain[0][0] == SIGN_IN
    assert not client.session.exists(before)
    assert not is_in(client)


def test_signing_out_tells_the_browser_to_forget_its_pages(alice, client):
    sign_in(client, "alice")
    assert client.post("/sign-out/").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_alice_changes_what_is_hers_and_history_knows_who_did(alice, signed_in):
    browser = signed_in(alice)
    response = fill_in(browser, PAGE, name="Alice Banda", email="banda@amani.example", phone="84 765-43 21")
    assert response.status_code == 302
    alice.refresh_from_db()
    assert (alice.name, alice.email, alice.phone) == ("Alice Banda", "banda@amani.example", "847654321")
    assert alice.history.first().history_user == alice
    fill_in(browser, PAGE, email=None, phone=None)
    alice.refresh_from_db()
    assert (alice.email, alice.phone) == (None, None)


def test_a_taken_number_or_address_is_named_and_everything_typed_stays(alice, world, signed_in):
    response = fill_in(signed_in(world.bob), PAGE, name="Bobby", phone="+258 84 1234567", email="ALICE@amani.example")
    page = says(response)
    assert "This phone number is taken." in page
    assert "This e-mail address is taken." in page
    assert filled(response)["phone"] == ["+258 84 1234567"]
    assert filled(response)["name"] == ["Bobby"]
    assert re.search(r"<h1[^>]*>Bob</h1>", response.content.decode()), "nothing is saved, so the page still says Bob"
    world.bob.refresh_from_db()
    assert (world.bob.name, world.bob.phone) == ("Bob", None)


@pytest.mark.parametrize("phone", ["12345", "84 123 45 67 89 01 23 4", "eighty-four", "84+123456"])
def test_what_is_no_phone_number_is_refused_in_words(phone, alice, signed_in):
    response = fill_in(signed_in(alice), PAGE, phone=phone)
    assert "A phone number is 6 to 15 digits" in says(response)
    assert filled(response)["phone"] == [phone]


def test_nobody_gives_themselves_rights_or_another_name_to_sign_in(alice, signed_in):
    browser = signed_in(alice)
    fill_in(browser, PAGE, is_superuser="on", is_staff="on", username="root", is_active="")
    alice.refresh_from_db()
    assert (alice.username, alice.is_superuser, alice.is_staff, alice.is_active) == ("alice", False, False, True)


def test_the_account_page_lists_the_posts_of_today(alice, world, signed_in):
    assert "District health officer , Amani district health team (lead)" in says(signed_in(alice).get(PAGE))
    assert "You hold no post yet" in says(signed_in(world.stella).get(PAGE))


def test_a_new_password_keeps_this_browser_in_and_puts_others_out(alice, signed_in):
    here, elsewhere = signed_in(alice), signed_in(alice)
    new = "nine boats on a river"
    typed = {"new_password1": new, "new_password2": new}
    wrong = fill_in(here, "/account/password/", old_password="guess", **typed)
    assert "old password was entered incorrectly" in says(wrong)
    assert fill_in(here, "/account/password/", old_password="secret", **typed).headers["Location"] == PAGE
    assert is_in(here)
    assert not is_in(elsewhere)
    assert sign_in(elsewhere, "alice", new).headers["Location"] == HOME


def test_passwords_stand_in_no_history_and_easy_ones_are_refused(alice, signed_in):
    for easy in ("alice", "short", "password"):
        typed = {"old_password": "secret", "new_password1": easy, "new_password2": easy}
        assert fill_in(signed_in(alice), "/account/password/", **typed).status_code == 200
    assert "password" not in {field.name for field in User.history.model._meta.fields}


def test_who_moved_on_yesterday_has_no_rights_today_and_who_comes_tomorrow_none_yet(world, signed_in, today):
    post = hold(world.adam, "Nurse", Post.Role.MEMBER, team=world.team)
    holding = post.holdings.get()
    plan = world.plan.get_absolute_url()
    for starts_on, ends_on, status in [
        (TODAY, TODAY, 200),
        (TODAY.replace(day=11), None, 200),
        (TODAY.replace(day=1), TODAY.replace(day=11), 404),
        (TODAY.replace(day=13), None, 404),
    ]:
        holding.starts_on, holding.ends_on = starts_on, ends_on
        holding.save()
        assert signed_in(world.adam).get(plan).status_code == status, (starts_on, ends_on)
    today.shift(24 * 3600)
    assert localdate() == TODAY.replace(day=13)
    assert signed_in(world.adam).get(plan).status_code == 200
