"""manage.py summarise: whether what is kept of each plan's quarters is what its rows add up to; or summing it up anew."""

from django.core.management.base import BaseCommand, CommandError

from workplans.models import Workplan
from workplans.summaries import differences, in_words, rebuild


class Command(BaseCommand):
    help = (
        "Compares the summaries that pages of districts and regions are made of with what is planned and recorded, and "
        "prints each difference. Quarters that are closed stay as they were when they were closed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--rebuild", action="store_true", help="sum up every plan anew before comparing")

    def handle(self, **options):
        plans = Workplan.objects.all()
        if options["rebuild"]:
            self.stdout.write(f"Summed up anew: {rebuild(plans)} plans.")
        count = 0
        for found in differences(plans):
            count += 1
            for line in in_words(*found):
                self.stdout.write(line)
        if count:
            raise CommandError(f"Quarters that differ: {count}. Run it again with --rebuild.")
        self.stdout.write(f"Compared: {plans.count()} plans. Nothing differs.")
