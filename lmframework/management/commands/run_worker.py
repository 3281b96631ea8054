"""`manage.py run_worker`: does what is due and sends e-mails as they come, until it is told to stop.

It keeps nothing in mind: whatever it was doing when it was killed, the next one finds in the database and goes on.
"""

import signal
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from lmframework.due import STEPS, done, failures, send_some

BREATH = 5
"""Seconds after which it looks again whether there is something to send."""


class Command(BaseCommand):
    help = "Do what is due and send e-mails as they come, until SIGTERM or Ctrl-C. Any number may run, and be killed."
    stopped = False

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, default=60, help="seconds from one look at what is due to the next")

    def handle(self, *, every, verbosity, **options):
        """Ends after what it is just doing. A database or a mail server that is away is tried again and again."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        if verbosity:
            self.stdout.write("Doing what is due and sending e-mails, until Ctrl-C.")
            self.stdout.flush()
        tell = self.stdout.write if verbosity > 1 else lambda line: None
        due_at = time.monotonic()
        while not self.stopped:
            close_old_connections()
            if time.monotonic() >= due_at:
                failures(STEPS, tell, self.stderr.write)
                due_at = time.monotonic() + every
            while not self.stopped and done(send_some, tell, self.stderr.write):
                pass
            self.rest(min(BREATH, every))

    def stop(self, *_signal):
        self.stopped = True

    def rest(self, seconds):
        """Wait so long, or until it is stopped."""
        until = time.monotonic() + seconds
        while not self.stopped and time.monotonic() < until:
            time.sleep(0.2)
