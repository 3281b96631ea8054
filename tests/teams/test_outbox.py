"""E-mails: one a day to who has something new, at their hour, in their language; tried again until it is taken."""

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from teams.checks import mail_can_be_sent
from teams.models import Digest, Notice
from teams.models.digests import FAILURES, REFUSALS, wait_after
from tests.pages import says
from tests.world import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

NOON = datetime(2026, 8, 12, 12, tzinfo=UTC)


@pytest.fixture
def bob(world, today):
    """Bob, who gave an address, at noon, with nothing new."""
    today.move_to(NOON)
    Notice.objects.all().delete()
    world.bob.email = "bob@amani.example"
    world.bob.save()
    return world.bob


def tell(person, post="Driver"):
    Notice.objects.tell([person], "post_ended", post=post, place="Amani", url="/teams/1/")


def make():
    return Digest.objects.make(timezone.now())


@pytest.fixture
def server(monkeypatch):
    """A mail server: `server.answers` are what it says to the next messages, an error or None; then it takes all."""

    class Server:
        answers: list = []
        away = None

    def open_(self):
        if Server.away:
            raise Server.away

    def send(self, messages):
        error = Server.answers.pop(0) if Server.answers else None
        if error:
            raise error
        return take(self, messages)

    Server.answers = []
    take = locmem.EmailBackend.send_messages
    monkeypatch.setattr(locmem.EmailBackend, "open", open_)
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
    return Server


def test_what_is_new_goes_out_once_in_one_email_with_links_and_the_way_out(bob, world):
    tell(bob)
    facts = {"plan": "Amani, 2026", "reason": "Fuel is\ncounted twice"}
    Notice.objects.tell([bob], "plan_returned", world.alice, "/plans/2/", **facts)
    for _time in range(2):
        call_command("run_due", verbosity=0)
    [message] = mail.outbox
    assert message.to == ["bob@amani.example"]
    assert message.subject == "Lead & Manage: 2 new notices"
    assert message.body == (
        "Bob, this is new for you:\n\n"
        "- The workplan “Amani, 2026” was returned: Fuel is counted twice\n"
        "  Alice, 12 August 2026, 12:00\n  https://plans.example.org/plans/2/\n\n"
        "- Your post “Driver” was ended: Amani.\n  https://plans.example.org/teams/1/\n\n"
        "All your notices: https://plans.example.org/notices/\n\n"
        "For another hour, or no e-mails: https://plans.example.org/account/\n"
    )
    digest = Digest.objects.get()
    sent = message.message()
    assert sent["Message-ID"] == digest.message_id
    assert digest.message_id.endswith("@plans.example.org>")
    assert parsedate_to_datetime(sent["Date"]) == digest.made_at
    assert sent["Auto-Submitted"] == "auto-generated"
    assert (digest.sent_at, digest.tried, digest.last_error) == (NOON, 1, "")
    assert bob.notices.unread().count() == 2


def test_what_is_to_be_acted_on_first_stands_first(bob):
    money = {"plan": "2026", "amount": "5", "reference": "V 1"}
    Notice.objects.tell([bob], "money_approved", **money)
    due = {"activity": "Roster", "post": "Midwife", "day": "2026-08-12"}
    for stage in ("above", "before", "day", "late"):
        Notice.objects.remind(bob, f"thing-1:{stage}", "work_due", stage=stage, **due)
    Notice.objects.tell([bob], "work_offered", person="Alice", **due)
    call_command("run_due", verbosity=0)
    [message] = mail.outbox
    begins = [line[:25] for line in message.body.splitlines() if line.startswith("- ")]
    assert begins == [
        "- This was due on 12 Augu",
        "- This is due on 12 Augus",
        "- This is due on 12 Augus",
        "- Alice asks your post “M",
        "- This was due on 12 Augu",
        "- Approved for the workpl",
    ]


def test_there_is_one_a_day_and_what_came_after_it_waits_for_the_next(bob, today):
    tell(bob, "One")
    assert make() == 1
    tell(bob, "Two")
    assert make() == 0
    today.move_to(NOON + timedelta(days=1))
    assert make() == 1
    assert [[one.facts["post"] for one in digest.notices.all()] for digest in Digest.objects.order_by("day")] == [
        ["One"],
        ["Two"],
    ]


def test_without_anything_new_an_address_or_the_wish_for_it_there_is_none(bob, world, settings):
    assert make() == 0
    tell(world.alice)
    tell(bob)
    bob.notices.read()
    assert make() == 0
    tell(bob)
    for change in ({"mails": "never"}, {"email": None}, {"is_active": False}):
        before = {name: getattr(bob, name) for name in change}
        vars(bob).update(change)
        bob.save()
        assert make() == 0, change
        vars(bob).update(before)
    bob.save()
    settings.SENDS_MAIL = False
    assert make() == 0
    settings.SENDS_MAIL = True
    assert make() == 1
    settings.SENDS_MAIL = False
    assert Digest.objects.send() == 0


@pytest.mark.parametrize(
    ("zone", "utc", "hour", "day"),
    [
        ("UTC", datetime(2026, 8, 12, 17, 59, tzinfo=UTC), 18, None),
        ("UTC", datetime(2026, 8, 12, 18, 0, tzinfo=UTC), 18, date(2026, 8, 12)),
        ("Africa/Maputo", datetime(2026, 8, 12, 15, 59, tzinfo=UTC), 18, None),
        ("Africa/Maputo", datetime(2026, 8, 12, 16, 0, tzinfo=UTC), 18, date(2026, 8, 12)),
        ("Africa/Maputo", datetime(2026, 8, 12, 22, 30, tzinfo=UTC), 18, None),
        ("Africa/Maputo", datetime(2026, 8, 12, 22, 30, tzinfo=UTC), 0, date(2026, 8, 13)),
        ("America/Guyana", datetime(2026, 8, 12, 3, 0, tzinfo=UTC), 23, date(2026, 8, 11)),
    ],
)
def test_it_is_made_once_the_persons_hour_has_come_where_they_are(bob, settings, today, zone, utc, hour, day):
    settings.TIME_ZONE = zone
    bob.mail_hour = hour
    bob.save()
    tell(bob)
    today.move_to(utc)
    assert make() == (day is not None)
    assert [digest.day for digest in Digest.objects.all()] == ([day] if day else [])


@pytest.mark.parametrize(
    ("language", "day"), [("fr", "15 août 2026"), ("", "15 August 2026"), ("xx", "15 August 2026")]
)
def test_each_is_written_to_in_their_language_else_in_the_installations(bob, settings, language, day):
    settings.LANGUAGES = [("en", "English"), ("fr", "French")]
    bob.language = language
    bob.save()
    Notice.objects.tell([bob], "plans_called", unit="North", year="2027", day="2026-08-15")
    make()
    with translation.override("sw"):
        Digest.objects.send()
        assert translation.get_language() == "sw"
    assert day in mail.outbox[0].body


def test_a_long_one_names_the_first_and_counts_the_others(bob):
    for number in range(33):
        tell(bob, f"Post ({number})")
    make()
    Digest.objects.send()
    [message] = mail.outbox
    assert message.subject.endswith(": 33 new notices")
    assert "Post (29)" in message.body
    assert "Post (30)" not in message.body
    assert "And 3 more notices." in message.body


@pytest.mark.parametrize("change", ["closed", "no address", "none wanted", "all read"])
def test_what_is_made_and_not_sent_is_taken_back_where_it_is_no_longer_wanted(bob, change):
    tell(bob)
    make()
    if change == "closed":
        bob.set_open(False)
    elif change == "all read":
        bob.notices.read()
    else:
        bob.email, bob.mails = (None, "daily") if change == "no address" else (bob.email, "never")
        bob.save()
    assert Digest.objects.send() == 0
    assert mail.outbox == []
    assert not Digest.objects.exists()
    assert bob.notices.count() == 1


def test_what_was_read_or_is_over_since_is_left_out(bob):
    tell(bob, "Read")
    tell(bob, "Unread")
    make()
    bob.notices.last().read()
    Digest.objects.send()
    assert "“Unread”" in mail.outbox[0].body
    assert "“Read”" not in mail.outbox[0].body


def test_a_worker_that_died_while_it_sent_is_a_try_that_failed(bob, today):
    tell(bob)
    make()
    digest = Digest.objects.get()
    assert Digest.objects.get().claim(timezone.now())
    assert not digest.claim(timezone.now())  # read before the other claimed it
    assert Digest.objects.send() == 0
    today.move_to(NOON + timedelta(minutes=2))
    assert Digest.objects.send() == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == digest.message_id
    assert Digest.objects.send() == 0


def test_what_fails_is_tried_again_ever_later_and_stays_the_same_message(bob, server, today):
    assert [wait_after(tried) / timedelta(minutes=1) for tried in (1, 2, 3, 10, 11, 1000)] == [
        2,
        4,
        8,
        1024,
        1440,
        1440,
    ]
    tell(bob)
    make()
    server.answers = [SMTPServerDisconnected("gone: bob@amani.example"), SMTPDataError(451, b"bob@amani.example")]
    at, message_id = NOON, Digest.objects.get().message_id
    for minutes, error in [(2, "SMTPServerDisconnected"), (4, "SMTPDataError 451")]:
        today.move_to(at)
        assert Digest.objects.send() == 0
        digest = Digest.objects.get()
        assert (digest.last_error, digest.refused) == (error, 0)
        at += timedelta(minutes=minutes)
        assert digest.not_before == at
        today.move_to(at - timedelta(seconds=1))
        assert Digest.objects.send() == 0
    today.move_to(at)
    assert Digest.objects.send() == 1
    digest.refresh_from_db()
    assert (digest.tried, digest.last_error, digest.sent_at) == (3, "", at)
    assert [one.extra_headers["Message-ID"] for one in mail.outbox] == [message_id]


@pytest.mark.parametrize(
    "error",
    [SMTPRecipientsRefused({"bob@amani.example": (550, b"No bob@amani.example here")}), SMTPDataError(554, b"No bob")],
)
def test_an_address_that_is_refused_for_good_is_given_up_and_seen_by_an_administrator(
    bob, server, signed_in, world, error, today
):
    tell(bob, "Secret post")
    make()
    server.answers = [error] * 20
    for _try in range(REFUSALS):
        Digest.objects.send()
        today.shift(wait_after(100))
    digest = Digest.objects.get()
    assert digest.is_given_up
    assert (digest.tried, digest.refused, digest.sent_at) == (REFUSALS, REFUSALS, None)
    assert Digest.objects.send() == 0
    assert len(server.answers) == 20 - REFUSALS
    ruth = signed_in(world.ruth)
    for address in (
        reverse("admin:teams_digest_changelist"),
        reverse("admin:teams_digest_change", args=[digest.pk]),
    ):
        page = says(ruth.get(address))
        assert digest.last_error in page
        assert "Secret post" not in page
        assert "bob@amani.example" not in page
    words, page = "The mail server did not take the last e-mail to you.", reverse("teams:account_page")
    assert words in says(signed_in(bob).get(page))
    tell(bob)
    server.answers = []
    make()
    assert Digest.objects.send() == 1
    assert words not in says(signed_in(bob).get(page))


def test_one_that_fails_stops_no_other_whatever_is_wrong_with_it(bob, world, server):
    others = [world.alice, world.charlie, world.vera]
    for person in others:
        person.email = f"{person.username}@amani.example"
        person.save()
    for person in (*others, bob):
        tell(person)
    make()
    Notice.objects.filter(to=world.alice).update(facts={})
    refused = SMTPRecipientsRefused({"bob@amani.example": (450, b"later")})
    server.answers = [refused]
    assert Digest.objects.send() == 2
    errors = {digest.person.username: digest.last_error for digest in Digest.objects.filter(sent_at=None)}
    assert errors == {"alice": "KeyError", "bob": "SMTPRecipientsRefused 450"}


def test_a_server_that_fails_again_and_again_is_left_alone_for_a_while(bob, world, server):
    people = [world.alice, world.charlie, world.vera, world.sofia, bob]
    for person in people:
        person.email = f"{person.username}@amani.example"
        person.save()
        tell(person)
    make()
    server.answers = [SMTPDataError(451, b"later")] * FAILURES
    assert Digest.objects.send() == 0
    assert Digest.objects.filter(tried=0).count() == len(people) - FAILURES
    assert Digest.objects.send() == len(people) - FAILURES


def test_a_server_that_cannot_be_reached_puts_off_all_and_is_asked_by_one(bob, world, server, today, caplog):
    world.alice.email = "alice@amani.example"
    world.alice.save()
    tell(bob)
    tell(world.alice)
    make()
    server.away = ConnectionRefusedError(111, "refused, alice@amani.example")
    assert Digest.objects.send() == 0
    server.away = None
    assert Digest.objects.send() == 0
    assert {digest.not_before for digest in Digest.objects.all()} == {NOON + timedelta(minutes=2)}
    assert sorted(Digest.objects.values_list("tried", flat=True)) == [0, 1]
    assert "alice" not in caplog.text
    assert "The mail server cannot be reached: ConnectionRefusedError" in caplog.text
    today.move_to(NOON + timedelta(minutes=2))
    assert Digest.objects.send() == 2


def test_a_mail_server_needs_a_sender_and_links_an_address(settings):
    settings.TESTING, settings.EMAIL_FROM, settings.SITE_URL = False, "", "plans.example.org"
    errors = mail_can_be_sent()
    assert [error.id for error in errors] == ["teams.E001", "teams.E002"]
    assert [error.hint.split()[1] for error in errors] == ["LMF_EMAIL_FROM,", "LMF_URL,"]
    settings.EMAIL_FROM, settings.SITE_URL = "plans@example.org", "https://plans.example.org"
    assert mail_can_be_sent() == []
    settings.SENDS_MAIL, settings.EMAIL_FROM = False, ""
    assert mail_can_be_sent() == []


def test_days_are_those_of_the_world(bob):
    tell(bob)
    make()
    assert str(Digest.objects.get()) == f"Bob, {TODAY}"
