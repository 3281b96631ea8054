"""manage.py fill_values PLAN FILE --by USERNAME: values from a file of DHIS2, Excel or CSV, recorded as the pages do it."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.atonce import at_once
from teams.exchange.unreadable import Unreadable
from teams.models import User
from workplans.exchange.values.left_out import KINDS, in_words
from workplans.filling import Decided, fill, look_at, read
from workplans.models import Filling, Locked, Workplan
from workplans.queries.places import ONLY, our_place


class Command(BaseCommand):
    help = (
        "Records values from a file. What its codes stand for is what the team said; codes that nobody knows are told."
    )

    def add_arguments(self, parser):
        parser.add_argument("plan", type=int, metavar="PLAN", help="the number of the plan, as in its address")
        parser.add_argument("file", type=Path, help="the .json, .csv, .xlsx or .xlsm file")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who records")
        parser.add_argument("--unit", metavar="CODE", help="what the file calls our place, where it holds several")
        parser.add_argument("--correct", action="store_true", help="correct what is recorded and differs")
        parser.add_argument("--sure", action="store_true", help="record also what looks wrong")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")

    def handle(self, **options):
        plan = Workplan.objects.filter(pk=options["plan"]).select_related("team__unit").first()
        by = User.objects.filter(username=options["by"]).first()
        if plan is None:
            raise CommandError(_("There is no workplan %(number)s.") % {"number": options["plan"]})
        if by is None:
            raise CommandError(_("There is nobody with the user name “%(name)s”.") % {"name": options["by"]})
        if not options["file"].is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": options["file"]})
        try:
            with at_once():
                came = self.fill(plan, by, options)
                transaction.set_rollback(options["dry_run"])
        except (Unreadable, OSError, Locked) as problem:
            raise CommandError(str(problem)) from problem
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self.tell(plan, came, options["dry_run"])

    def fill(self, plan, by, options):
        """Fill from the file; what came of it."""
        plan.refuse_if_closed()
        filling = Filling.objects.bring(plan, options["file"].name, options["file"].read_bytes(), by)
        filling.workplan = plan
        if options["unit"]:
            filling.choose(unit=options["unit"])
        found = read(filling)
        unit, how = our_place(filling, found)
        if found.units and not unit:
            places = ", ".join(f"{key} ({name})" for key, name in list(found.units.items())[:20])
            raise CommandError(
                _("The file is of these places: %(places)s. Say which is yours: --unit.") % {"places": places}
            )
        if how == ONLY:
            self.stdout.write(
                _("The only place in this file is %(place)s, so its values are taken.") % {"place": found.units[unit]}
            )
        look = look_at(plan, found, unit, timezone.localdate())
        correct = {one.token for one in look.differing} if options["correct"] else set()
        sure = {one.token for one in look.doubted} if options["sure"] else set()
        return fill(filling, found, unit, Decided(look.seen, correct, sure), by)

    def tell(self, plan, came, dry_run):
        """What came of it in words."""
        self.stdout.write(f"{plan.full_name}: " + (_("nothing was written, this was a try.") if dry_run else ""))
        words = _(
            "Recorded: %(recorded)s, corrected: %(corrected)s, the same: %(same)s, different and left: %(kept)s, looked wrong and left: %(doubted)s."
        )
        self.stdout.write(words % came)
        for kind in KINDS:
            count, examples = came["told"].get(kind, [0, []])
            if count:
                self.stdout.write(in_words(kind, count) + (f" ({' · '.join(examples)})" if examples else ""))
