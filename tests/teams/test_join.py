"""Coming in with a one-time link or code; most of it as somebody who should not."""

import re
import threading
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from teams.models import Notice, Pass, User
from teams.models.passes import ALPHABET, NotOpen
from tests.pages import fill_in, filled, says
from tests.teams.test_account import is_in, sign_in
from tests.world import build, hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

COME_IN, CODE = "/come-in/", "/code/"
GOOD = "nine boats on a river"
TYPED = {"new_password1": GOOD, "new_password2": GOOD}


@pytest.fixture
def newcomer(world):
    """Zola was just added to Amani's team and has no password yet."""
    person = User.objects.create_user("zola", name="Zola Mbeki", phone="0841112223")
    hold(person, "Nurse", "member", team=world.team)
    return person


@pytest.fixture
def invited(newcomer, world):
    """Zola's pass, made by Adam."""
    return Pass.objects.issue(newcomer, by=world.adam)


@pytest.fixture
def recovery(world):
    """Bob forgot his password."""
    return Pass.objects.issue(world.bob, by=world.adam)


def choose(client, **typed):
    return fill_in(client, COME_IN, **(typed or TYPED))


def come_in(client, one):
    """Through the link to a password of one's own; the last answer."""
    assert client.get(one.path).headers["Location"] == COME_IN
    return choose(client)


def try_code(client, code, name="zola"):
    return fill_in(client, CODE, name=name, code=code)


def works(client, one):
    return client.get(one.path).status_code == 302


def over(response):
    return "This link no longer works" in says(response)


# What it is for.


def test_zola_comes_in_with_the_link_and_later_signs_in_with_her_password(newcomer, invited, client):
    response = come_in(client, invited)
    assert response.headers["Location"] == "/"
    assert is_in(client)
    invited.refresh_from_db()
    assert invited.used_at == timezone.now()
    assert newcomer.history.first().history_user == newcomer
    assert sign_in(Client(), "zola", GOOD).headers["Location"] == "/"


def test_the_page_says_whose_account_it_is_and_the_address_does_not_keep_the_secret(invited, client):
    page = client.get(invited.path, follow=True)
    assert page.redirect_chain == [(COME_IN, 302)]
    assert "This is the account of Zola Mbeki" in says(page)
    assert "Your user name is zola" in says(page)
    assert invited.secret not in page.content.decode() + str(dict(client.session))
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["zola", " ZOLA", "084-111 22 23"])
def test_zola_comes_in_with_the_code_however_she_types_it(name, invited, client):
    response = try_code(client, f" {invited.code_in_groups.lower()}", name)
    assert response.headers["Location"] == COME_IN
    assert choose(client).headers["Location"] == "/"
    assert is_in(client)


def test_a_bad_password_is_told_and_uses_nothing_up(invited, client):
    client.get(invited.path)
    for typed in ({"new_password1": "zola", "new_password2": "zola"}, TYPED | {"new_password2": "another one"}):
        assert choose(client, **typed).status_code == 200
    assert not is_in(client)
    assert choose(client).status_code == 302


def test_bob_forgot_his_password_gets_in_and_other_sessions_end(world, recovery, signed_in, client):
    elsewhere = signed_in(world.bob)
    come_in(client, recovery)
    assert is_in(client)
    assert not is_in(elsewhere)
    assert sign_in(Client(), "bob").status_code == 200, "the old password is gone"


def test_who_was_locked_out_under_any_name_is_let_in_again(newcomer, invited, client):
    for name in ["zola", "0841112223"]:
        for _try in range(6):
            sign_in(client, name, "guess")
        assert sign_in(client, name, "guess").status_code == 429
    come_in(client, invited)
    assert not AccessAttempt.objects.exists()
    client.logout()
    assert sign_in(client, "0841112223", GOOD).status_code == 302


def test_who_shares_the_computer_is_told_and_signed_out_first(world, invited, signed_in):
    browser = signed_in(world.alice)
    page = browser.get(invited.path, follow=True)
    assert "Alice is signed in on this computer or phone" in says(page)
    assert browser.get("/account/").context["user"] == world.alice, "looking signs nobody out"
    response = choose(browser)
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get("/account/").context["user"].username == "zola"


def test_what_happened_is_told_to_both_and_to_the_person_again_at_the_next_sign_in(world, recovery, client):
    assert "a new password" in Notice.objects.get(to=world.bob, kind="pass_made").words
    come_in(client, recovery)
    assert "Bob used the one-time link" in Notice.objects.get(to=world.adam).words
    client.logout()
    page = says(client.post("/sign-in/", {"username": "bob", "password": GOOD}, follow=True))
    assert re.search(r"On 12 August 2026.* Adam made a one-time link for your account. It was used on 12 August", page)
    client.logout()
    again = client.post("/sign-in/", {"username": "bob", "password": GOOD}, follow=True)
    assert "made a one-time link for your account" not in says(again)
    assert "made by Adam on 12 August 2026" in says(client.get("/account/")), "the account page says it for good"


def test_a_link_that_was_made_and_not_used_is_told_too(world, recovery, client):
    page = says(client.post("/sign-in/", {"username": "bob", "password": "secret"}, follow=True))
    assert "Adam made a one-time link for your account. It was not used." in page


# What opens nothing.


def test_looking_uses_nothing_up(invited, client):
    for _time in range(3):
        assert works(client, invited)
        assert client.head(invited.path).status_code == 302
        assert "Choose a password" in says(client.get(COME_IN))
    invited.refresh_from_db()
    assert (invited.used_at, invited.wrong_codes) == (None, 0)


def test_neither_link_nor_code_opens_twice(newcomer, invited, client):
    late = Client()
    late.get(invited.path)
    come_in(client, invited)
    assert over(Client().get(invited.path, follow=True))
    assert try_code(Client(), invited.code).status_code == 200
    assert over(late.get(COME_IN)), "opened before it was used, and too late"
    assert over(late.post(COME_IN, TYPED))
    newcomer.refresh_from_db()
    assert newcomer.check_password(GOOD)


def test_a_password_sent_twice_leads_home_twice(invited, client):
    client.get(invited.path)
    typed = filled(client.get(COME_IN), **TYPED)
    assert [client.post(COME_IN, typed).headers["Location"] for _time in range(2)] == ["/", "/"]
    assert is_in(client)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time")
def test_two_who_use_one_link_at_the_same_moment_are_one():
    world = build()
    one = Pass.objects.issue(world.bob, by=world.adam)
    outcomes, start = [], threading.Barrier(2)

    def use():
        start.wait()
        try:
            outcomes.append(Pass.objects.get(pk=one.pk).use(GOOD))
        except NotOpen:
            outcomes.append(None)
        finally:
            connection.close()

    at_once(use)
    assert sorted(outcome is None for outcome in outcomes) == [False, True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time")
def test_two_wrong_codes_at_the_same_moment_are_two():
    world = build()
    one = Pass.objects.issue(world.bob, by=world.adam)
    start = threading.Barrier(2)

    def guess():
        start.wait()
        Pass.objects.by_code("bob", wrong(one))
        connection.close()

    at_once(guess)
    one.refresh_from_db()
    assert one.wrong_codes == 2


def at_once(act):
    threads = [threading.Thread(target=act) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize(("purpose", "days"), [("invited", 14), ("recovery", 1)])
def test_it_ends_by_itself(purpose, days, request, client, today):
    one = request.getfixturevalue(purpose)
    today.shift(timedelta(days=days, seconds=-1))
    assert works(client, one)
    today.shift(1)
    assert over(client.get(one.path))
    assert over(client.get(COME_IN)), "even if it was opened in time"
    assert try_code(client, one.code, one.user.username).status_code == 200


def test_a_newer_one_ends_the_one_before_even_in_a_browser_that_has_it_open(newcomer, invited, world, client):
    client.get(invited.path)
    newer = Pass.objects.issue(newcomer, by=world.ruth)
    assert over(client.get(COME_IN))
    assert over(client.post(COME_IN, TYPED))
    assert over(client.get(invited.path))
    assert try_code(client, invited.code).status_code == 200
    assert works(client, newer)
    assert newer.secret != invited.secret
    assert newer.code != invited.code


def test_a_link_that_was_tampered_with_opens_nothing(invited, recovery, client):
    swapped = "B" if invited.secret[0] == "A" else "A"
    for token in [
        f"{invited.pk}-{swapped}{invited.secret[1:]}",
        f"{recovery.pk}-{invited.secret}",
        f"{invited.pk}-{invited.secret[:-1]}",
        f"{invited.pk}-{invited.secret.swapcase()}",
        f"0{invited.pk}-",
        f"{'9' * 18}-{invited.secret}",
        f"{'9' * 40}-{invited.secret}",
        f"{invited.pk}-{invited.nonce[:24]}",
        f"{invited.pk}\x00-{invited.secret}",
        "-",
    ]:
        assert over(client.get(reverse("teams:join_link", args=[token]))), token
    assert over(client.get(COME_IN))


def test_what_the_database_holds_is_not_enough(invited, settings):
    secret, code = invited.secret, invited.code
    settings.SECRET_KEY = "of another server"
    assert invited.secret != secret
    assert invited.code != code
    assert set(code) <= set(ALPHABET)
    assert len(code) == 8


def test_an_invitation_ends_when_the_account_gets_a_password_in_another_way(newcomer, invited, client):
    newcomer.set_password("another password")
    newcomer.save()
    assert over(client.get(invited.path))


def test_a_recovery_ends_when_bob_remembers_and_changes_his_password(world, recovery, signed_in, client):
    client.get(recovery.path)
    new = "four slow green buses"
    fill_in(signed_in(world.bob), "/account/password/", old_password="secret", new_password1=new, new_password2=new)
    assert over(client.get(COME_IN))
    assert over(client.get(recovery.path))


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": True}, {"is_superuser": True}])
def test_an_account_that_was_closed_or_got_rights_since_is_not_opened(change, world, recovery, client):
    client.get(recovery.path)
    for name, value in change.items():
        setattr(world.bob, name, value)
    world.bob.save()
    assert over(client.post(COME_IN, TYPED))
    assert over(client.get(recovery.path))
    assert try_code(client, recovery.code, "bob").status_code == 200
    with pytest.raises(NotOpen):
        recovery.use(GOOD)


@pytest.mark.parametrize("moved", ["maker closed", "maker's post ended", "the person oversees another region now"])
def test_a_recovery_ends_when_its_maker_no_longer_looks_after_the_person(moved, world, recovery, client):
    other = Client()
    other.get(recovery.path)
    if moved == "maker closed":
        world.adam.set_open(False)
    elif moved == "maker's post ended":
        world.adam.holdings.get().end(timezone.localdate() - timedelta(days=1))
    else:
        hold(world.bob, "Inspector", "supervisor", unit=world.units["south"])
    assert over(client.get(recovery.path))
    assert over(other.get(COME_IN))


def test_who_edits_content_is_let_in_by_a_superuser_alone(world, client):
    assert over(client.get(Pass.objects.issue(world.stella, by=world.adam).path))
    assert works(client, Pass.objects.issue(world.stella, by=world.ruth))
    assert over(client.get(Pass.objects.issue(world.ruth, by=world.ruth).path))


def test_a_session_that_an_attacker_knows_is_not_the_one_that_gets_the_pass(invited, client):
    planted = client.session.session_key  # the test client makes a session and gives the browser its cookie
    client.get(invited.path)
    attacker = Client()
    attacker.cookies["sessionid"] = planted
    assert over(attacker.get(COME_IN))
    assert "Choose a password" in says(client.get(COME_IN))


# Guessing.


def wrong(one):
    return one.code[:-1] + next(letter for letter in ALPHABET if letter != one.code[-1])


def test_five_wrong_codes_kill_the_code_and_not_the_link(newcomer, invited, world, client):
    for _try in range(Pass.WRONG_CODES):
        assert try_code(client, wrong(invited)).status_code == 200
    assert try_code(client, invited.code).status_code == 200, "dead, though it is right"
    assert over(client.get(COME_IN))
    told = set(Notice.objects.filter(kind="code_locked").values_list("to__username", flat=True))
    assert told == {"zola", "adam"}
    assert come_in(client, invited).headers["Location"] == "/"


def test_the_last_try_still_counts(invited, client):
    for _try in range(Pass.WRONG_CODES - 1):
        try_code(client, wrong(invited))
    assert try_code(client, invited.code).headers["Location"] == COME_IN


def test_a_name_written_in_another_way_or_another_browser_gives_no_further_tries(invited, world, signed_in):
    for name in ["zola", "ZOLA", "0841112223", "+0841112223", "084 111 22 23", "zoLa"]:
        try_code(Client(), wrong(invited), name)
    assert try_code(signed_in(world.bob), invited.code).status_code == 200


def test_a_try_is_counted_where_the_form_of_a_signed_in_person_is_taken_back(invited, world, signed_in):
    """Forms with a token run in a transaction, which goes when they come back with errors."""
    browser = signed_in(world.charlie)
    for _try in range(Pass.WRONG_CODES):
        assert "once" in filled(browser.get(CODE))
        try_code(browser, wrong(invited))
    invited.refresh_from_db()
    assert invited.wrong_codes == Pass.WRONG_CODES


def test_somebody_elses_code_opens_nothing_and_counts_for_who_was_named(invited, recovery, client):
    assert try_code(client, recovery.code, "zola").status_code == 200
    invited.refresh_from_db(), recovery.refresh_from_db()
    assert (invited.wrong_codes, recovery.wrong_codes) == (1, 0)


def test_the_answer_tells_nobody_which_names_exist_and_takes_as_long(invited, world, client, monkeypatch, today):
    hashed = []
    monkeypatch.setattr(
        hashers.get_hasher().__class__, "encode", lambda self, text, salt, **more: hashed.append(text) or "md5$x$y"
    )
    answers = {}
    for what, name in [("unknown", "nobody"), ("no pass", "alice"), ("wrong", "zola"), ("blank", "!")]:
        answers[what] = try_code(client, wrong(invited), name)
    for _try in range(Pass.WRONG_CODES):
        answers["dead"] = try_code(client, wrong(invited))
    today.shift(timedelta(days=15))
    answers["ended"] = try_code(client, invited.code)
    words = {
        re.sub(r"(name|once|csrf\w+)\" value=\"[^\"]*", "", answer.content.decode()) for answer in answers.values()
    }
    words = {re.sub(r"value=\"[^\"]*\"", "", page) for page in words}
    assert len(words) == 1
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len(hashed) == len(answers) - 1 + Pass.WRONG_CODES
