"""`manage.py run_due`: what has to happen because its time has come. For a scheduler, every ten minutes or so."""

from django.core.management.base import BaseCommand, CommandError

from lmframework.due import STEPS, failures, send_digests


class Command(BaseCommand):
    help = "Do what is due: open boxes whose date is past, remind people, send e-mails, sweep keys without a box."

    def handle(self, *, verbosity, **options):
        """Each step, whatever becomes of the others; CommandError at the end where one failed."""
        tell = self.stdout.write if verbosity else lambda line: None
        if failed := failures((*STEPS, send_digests), tell, self.stderr.write):
            raise CommandError("Failed: " + ", ".join(failed))
