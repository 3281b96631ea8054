"""`python -m tests.teams.killed_worker MESSAGES KILLS`: a worker is killed again and again while it reminds and sends.

It runs on the real database that DATABASE_URL names, migrated and empty, with the real worker and a mail server on this
computer. As many people are reminded of one thing each; the worker is killed with SIGKILL, at first at any moment, then
just before or just after the mail server says that it took a message. At the end each person has the reminder once, and
the mail server has logged each message. Where that is not so, it says what and ends with 1.
"""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import django
from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[2]
IN_A_TEAM = 20
PATIENCE = 120
"""Seconds in which a worker has to do what it is waited for."""


class MailServer:
    """Logs what it takes, and kills the worker at the message that it is told."""

    def __init__(self):
        self.log: list[tuple[str, str]] = []
        self.worker = None
        self.kill_at, self.heard = 0, True

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        await asyncio.sleep(0.002)
        self.log.append((message_from_bytes(envelope.content)["Message-ID"], envelope.rcpt_tos[0]))
        if len(self.log) == self.kill_at:
            if self.heard:
                asyncio.get_running_loop().call_later(random.uniform(0, 0.01), self.worker.kill)
            else:
                self.worker.kill()
        return "250 OK"


def main(messages, kills):
    people = prepare(messages)
    chance = random.Random(messages)
    mail = MailServer()
    controller = Controller(mail, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with tempfile.TemporaryDirectory() as keys:
            settings = {**settings_of_a_server(keys), "LMF_EMAIL_URL": f"smtp+plain://127.0.0.1:{controller.port}"}
            killed = sum(live_and_die(mail, settings, chance, messages, kills, life) for life in range(kills))
            last = finish(mail, settings, messages)
    finally:
        controller.stop()
    wrong = list(troubles(people, mail.log))
    wrong += [] if (killed, last) == (kills, 0) else [f"{killed} workers were killed, the last ended with {last}"]
    times = Counter(mail.log)
    twice = sum(1 for often in times.values() if often == 2)
    sys.stdout.write(
        "\n".join(wrong[:10])
        or f"{messages} messages, {killed} kills: each in the inbox once, each in the mail server's log; "
        f"{twice} were sent twice, {sum(1 for often in times.values() if often > 2)} more often"
    )
    return bool(wrong)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings_of_a_server(keys):
    own = {name: value for name, value in os.environ.items() if not name.startswith(("LMF_", "DJANGO_"))}
    server = {"LMF_SECRET_KEY": "k9" * 30, "LMF_HOSTS": "plans.example.org", "LMF_EMAIL_FROM": "plans@example.org"}
    return {**own, **server, "LMF_KEYS": keys}


def prepare(count):
    """So many people with an address, each in a post that sees to one thing which is due in two days."""
    country = Unit.objects.create(level=Level.objects.create(rank=1, name="Country"), name="Tamaria")
    today, people = timezone.localdate(), []
    for number in range(count):
        if number % IN_A_TEAM == 0:
            team = Team.objects.create(unit=country, name=f"Team {number}", code=f"team-{number}")
            plan = Workplan.objects.begin(team, today.replace(month=1, day=1), today + timedelta(days=30))
        person = User.objects.create_user(
            f"p{number}", name=f"Person {number}", email=f"p{number}@example.org", mail_hour=0
        )
        post = Post.objects.create(team=team, title=f"Nurse {number}")
        Holding.objects.create(post=post, user=person, starts_on=today)
        Readiness.objects.create(workplan=plan, name=f"Thing {number}", post=post, due_on=today + timedelta(days=2))
        people.append(person)
    Notice.objects.all().delete()
    return people


def started(mail, settings, **how):
    """A worker as a server runs it."""
    command = [sys.executable, "manage.py", "run_worker", "--every", "1"]
    mail.worker = subprocess.Popen(command, cwd=ROOT, env=settings, **how)
    return mail.worker


def live_and_die(mail, settings, chance, messages, kills, life):
    """One life of a worker; whether it was killed. A fifth of them die at any moment, while there is much to write."""
    left = messages - len({message for message, _to in mail.log})
    at_any_moment = life < kills / 5 or left <= 0
    share = max(1, min(left, int(2 * left / (kills - life)) - 1))
    mail.kill_at = 0 if at_any_moment else len(mail.log) + chance.randint(1, share)
    mail.heard = chance.random() < 0.5
    worker = started(mail, settings)
    if at_any_moment:
        time.sleep(chance.uniform(0.7, 2.5))
        worker.kill()
    code = worker.wait(PATIENCE)
    time_passes()
    return code == -signal.SIGKILL


def finish(mail, settings, messages):
    """A last worker, that lives, sends what is left, and ends when it is told to; with what."""
    mail.kill_at = 0
    worker = started(mail, settings, stdout=subprocess.PIPE)
    worker.stdout.readline()  # said once it minds what it is told: all may have been sent before it began
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and Digest.objects.exclude(sent_at=None).count() < messages:
        time_passes()
        time.sleep(0.5)
    worker.terminate()
    worker.communicate(timeout=PATIENCE)
    return worker.returncode


def time_passes():
    """The minutes pass after which a try that nothing came of is made again."""
    Digest.objects.waiting().filter(tried__gt=0).put_off(timezone.now())


def troubles(people, log):
    inbox = Counter(Notice.objects.values_list("to", flat=True))
    yield from (f"{person} has {inbox[person.pk]} notices" for person in people if inbox[person.pk] != 1)
    logged = defaultdict(set)
    for message, to in log:
        logged[to].add(message)
    digests = {digest.person_id: digest for digest in Digest.objects.all()}
    for person in people:
        digest = digests.get(person.pk)
        if digest is None or digest.sent_at is None:
            yield f"{person}: {digest} is not marked as sent"
        elif logged[person.email] != {digest.message_id}:
            yield f"{person}: logged as {logged[person.email]}, not as {digest.message_id} alone"


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

    from django.utils import timezone

    from teams.models import Digest, Holding, Level, Notice, Post, Team, Unit, User
    from workplans.models import Readiness, Workplan

    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
