"""`manage.py run_due`: what has to happen because its time has come. For a scheduler, every ten minutes or so."""

import traceback

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments import keys
from assessments.models import Box, Round
from workplans import calling


class Command(BaseCommand):
    help = "Do what is due: open boxes whose date is past, remind of rounds that close, sweep keys without a box."

    def handle(self, *, verbosity, **options):
        """Each step, whatever becomes of the others; CommandError at the end where one failed."""
        today = timezone.localdate()
        failed = [step.__name__ for step in STEPS if not self.passes(step, today, verbosity)]
        if failed:
            raise CommandError("Failed: " + ", ".join(failed))

    def passes(self, step, today, verbosity):
        """Whether a step went well; it says how much it did. What failed is told without anybody's data in it."""
        try:
            done = step(today)
        except Exception:  # noqa: BLE001  whatever it is, the other steps go on
            self.stderr.write(traceback.format_exc())
            return False
        if verbosity:
            self.stdout.write(f"{step.__name__}: {done}")
        return True


def open_boxes(today):
    """How many rounds whose date is past were closed, so that their result can be seen."""
    return Round.objects.open_due_boxes(today)


def remind(today):
    """How many rounds everybody in them was reminded of."""
    return Round.objects.remind(today)


def sweep_keys(today):
    """How many keys were destroyed that belong to no box."""
    return keys.sweep(Box.objects.values_list("key", flat=True))


def remind_of_calls(today):
    """How many calls for plans those were reminded of who have not sent theirs."""
    return calling.remind(today)


STEPS = (open_boxes, remind, sweep_keys, remind_of_calls)
"""In the order in which they are done."""
