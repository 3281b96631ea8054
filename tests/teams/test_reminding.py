"""Reminders in the inbox: once for each key, as each chose, from however many workers."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from teams.models import Notice, User
from teams.reminding import Reminder
from tests.pages import fill_in, says
from tests.world import TODAY
from workplans.rules.reminding import ABOVE, STAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

FACTS = {"name": "Transport", "post": "Midwife", "day": "2026-08-12"}


@pytest.fixture(autouse=True)
def _nothing_told(today, world):
    Notice.objects.all().delete()


def reminder(to, pk=1, stage="late", on=TODAY, facts=FACTS):
    return Reminder(to=to, kind="readiness_due", about="readiness", pk=pk, stage=stage, on=on, url="/x/", facts=facts)


def send(*reminders):
    return Notice.objects.remind_all("readiness", reminders)


def test_a_key_is_told_once_to_each_person_however_often(world):
    for new in (True, False, False):
        told = Notice.objects.remind(world.bob, "call-1:late:2026-08-12", "readiness_due", stage="late", **FACTS)
        assert told is new
    assert Notice.objects.remind(world.alice, "call-1:late:2026-08-12", "readiness_due", stage="late", **FACTS)
    assert Notice.objects.count() == 2


def test_many_at_once_are_looked_up_in_one_query_and_written_where_missing(world):
    many = [reminder(world.bob, pk) for pk in range(150)]
    assert send(*many, many[0]) == 150
    with CaptureQueriesContext(connection) as captured:
        assert send(*many) == 0
    assert len(captured) == 2  # what is over, and what is there
    assert send(*many, reminder(world.alice)) == 1


def test_a_kind_without_words_or_facts_writes_nothing_at_all(world):
    with pytest.raises(KeyError):
        send(reminder(world.bob), reminder(world.alice, facts={}))
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("chosen", "stages"),
    [("before", STAGES), ("day", STAGES[1:]), ("late", STAGES[2:]), ("never", STAGES[3:])],
    ids=["before", "day", "late", "never"],
)
def test_each_is_reminded_as_they_chose_and_always_of_what_is_late_below_them(world, chosen, stages):
    world.bob.reminds = chosen
    world.bob.save()
    send(*(reminder(world.bob, stage=stage) for stage in STAGES))
    assert tuple(notice.facts["stage"] for notice in world.bob.notices.order_by("pk")) == tuple(
        sorted(stages, key=lambda stage: (stage != ABOVE, stage))
    )


def test_the_choices_name_the_stages_of_the_rules():
    assert tuple(User.Reminds.values) == (*STAGES[:3], "never")


def test_what_somebody_waits_for_is_told_whatever_was_chosen(world):
    world.bob.reminds = "never"
    world.bob.save()
    question = replace(reminder(world.bob), kind="answer_due", facts={**FACTS, "activity": "Roster", "turn": "holder"})
    assert send(reminder(world.bob, 2), question) == 1
    assert world.bob.notices.get().kind == "answer_due"


def test_who_may_not_sign_in_is_not_reminded(world):
    world.bob.set_open(False)
    assert send(reminder(world.bob)) == 0


def test_what_is_over_is_read_and_nothing_else_is(world):
    Notice.objects.tell([world.bob], "post_ended", post="Driver", place="Amani")
    Notice.objects.remind(world.bob, "call-1:late:2026-08-12", "readiness_due", stage="late", **FACTS)
    send(reminder(world.bob, 1), reminder(world.bob, 12), reminder(world.alice, 1))
    send(reminder(world.bob, 12, on=date(2026, 8, 19)))
    unread = [(notice.to.username, notice.key) for notice in Notice.objects.unread().order_by("pk")]
    assert unread == [
        ("bob", None),
        ("bob", "call-1:late:2026-08-12"),
        ("bob", "readiness-12:late:2026-08-12"),
        ("bob", "readiness-12:late:2026-08-19"),
    ]
    assert Notice.objects.count() == 6


def test_two_workers_at_the_same_moment_write_and_send_everything_once(empty_database):
    done = subprocess.run(
        [sys.executable, "-m", "tests.teams.two_workers", "20"],
        env={**os.environ, "DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "20 rounds: each reminder, e-mail and message once" in done.stdout


def test_each_chooses_on_their_own_page_and_history_keeps_it(world, signed_in):
    bob, page = signed_in(world.bob), reverse("teams:account_page")
    shown = says(bob.get(page))
    assert "Reminders" in shown
    assert f"By this clock it is {timezone.localtime():%H:%M} now. Compare it with your watch." in shown
    assert fill_in(bob, page, reminds="late", mails="never", mail_hour="18").status_code == 302
    world.bob.refresh_from_db()
    assert (world.bob.reminds, world.bob.mails, world.bob.mail_hour) == ("late", "never", 18)
    assert fill_in(bob, page, reminds="never").status_code == 302
    assert fill_in(bob, page, reminds="late").status_code == 302
    assert world.bob.history.first().reminds == "late"
    for typed in ({"reminds": "seldom"}, {"mails": "hourly"}, {"mail_hour": "24"}, {"mail_hour": "noon"}):
        assert fill_in(bob, page, **typed).status_code == 200


def test_where_no_emails_are_sent_nobody_is_asked_about_them(world, signed_in, settings):
    settings.SENDS_MAIL = False
    bob, page = signed_in(world.bob), reverse("teams:account_page")
    assert "mail_hour" not in bob.get(page).content.decode()
    assert fill_in(bob, page, reminds="day").status_code == 302
    world.bob.refresh_from_db()
    assert (world.bob.reminds, world.bob.mails) == ("day", "daily")
