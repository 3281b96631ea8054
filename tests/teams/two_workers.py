"""`python -m tests.teams.two_workers ROUNDS`: two workers remind, make and send at the same moment, again and again.

It runs on the real database that DATABASE_URL names, migrated and empty, with a connection for each of the two; where a
reminder, an e-mail or a message is missing or is there twice, it says so and ends with 1.
"""

import os
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django

PEOPLE = 12
START = threading.Barrier(2)
TWO = ThreadPoolExecutor(2)


def main(rounds):
    people = [
        User.objects.create_user(f"p{number}", name=f"Person {number}", email=f"p{number}@example.org", mail_hour=0)
        for number in range(PEOPLE)
    ]
    wrong = [trouble for number in range(rounds) for trouble in play(people, number)]
    sys.stdout.write("\n".join(wrong[:10]) or f"{rounds} rounds: each reminder, e-mail and message once")
    return bool(wrong)


def play(people, number):
    """Both remind of the same, the second in another order; both make the day's e-mails, and both send them."""
    mail.outbox = []
    facts = {"name": "Transport", "post": "Nurse", "day": "2026-08-12"}
    told = [
        Reminder(to=person, kind="readiness_due", about="readiness", pk=pk, stage="late", on=TODAY, facts=facts)
        for person in people
        for pk in (2 * number, 2 * number + 1)
    ]
    now = timezone.now() + timedelta(days=number)
    new = both(
        lambda: Notice.objects.remind_all("readiness", told), lambda: Notice.objects.remind_all("readiness", told[::-1])
    )
    yield from () if sum(new) == len(told) else [f"{new} reminders were new of {len(told)}"]
    made = both(lambda: Digest.objects.make(now), lambda: Digest.objects.make(now))
    yield from () if sum(made) == PEOPLE else [f"{made} e-mails were made"]
    Digest.objects.waiting().put_off(timezone.now())
    sent = both(Digest.objects.send, Digest.objects.send)
    took = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
    yield from () if (sum(sent), len(took), max(took.values())) == (PEOPLE, PEOPLE, 1) else [f"{sent} sent, {took}"]
    Notice.objects.read()


def both(one, other):
    """What each of two answers, which two threads begin at the same moment."""

    def at_once(act):
        START.wait()
        try:
            return act()
        finally:
            connection.close()

    return list(TWO.map(at_once, (one, other)))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

    from django.conf import settings
    from django.core import mail
    from django.db import connection
    from django.utils import timezone

    from teams.models import Digest, Notice, User
    from teams.reminding import Reminder
    from tests.world import TODAY

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sys.exit(main(int(sys.argv[1])))
