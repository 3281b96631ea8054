"""manage.py import_workplan FILE --team CODE: a plan from the Excel or CSV file that a team has."""

import json
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.exchange.unreadable import Unreadable
from teams.models import Team
from workplans.exchange.apply import apply_plan
from workplans.exchange.mapping import read_mapping
from workplans.exchange.planfile import read_plan
from workplans.importing import record
from workplans.models import Import, Locked, Workplan
from workplans.models.plan import FIRST_YEAR, LAST_YEAR
from workplans.rules import periods

SHOWN = 5


class Command(BaseCommand):
    help = "Reads a workplan from an Excel or CSV file into a team's plan. No row is dropped, no value invented."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the .xlsx, .xlsm or .csv file")
        parser.add_argument("--team", required=True, metavar="CODE", help="the code of the team")
        parser.add_argument("--year", type=year, metavar="YYYY", help="the year in which the plan begins; today's plan")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="JSON that says what each column is")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, **options):
        team = Team.objects.filter(code=options["team"]).first()
        if team is None:
            raise CommandError(_("There is no team with the code “%(code)s”.") % {"code": options["team"]})
        if not options["file"].is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": options["file"]})
        try:
            mapping = read_mapping(options["mapping"]) if options["mapping"] else None
            read = read_plan(options["file"], options["file"].name, mapping)
        except (Unreadable, OSError) as problem:
            raise CommandError(str(problem)) from problem
        try:
            with transaction.atomic():
                plan = plan_of(team, options["year"], timezone.localdate())
                began = timezone.now()
                report = apply_plan(read, plan, _("From the file %(name)s") % {"name": options["file"].name})
                record(Import.objects.create(workplan=plan, name=options["file"].name[:255]), read, report, began)
                transaction.set_rollback(options["dry_run"])
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        except Locked as locked:
            raise CommandError(str(locked)) from locked
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
        else:
            self.tell(report, plan, options["dry_run"])

    def tell(self, report, plan, dry_run):
        """The report in words, with the first few of each kind of problem."""
        made = ", ".join(f"{count} {kind}" for kind, count in report.created.items())
        self.stdout.write(f"{plan.team}, {plan}: " + (_("nothing was written, this was a try.") if dry_run else ""))
        rows = ngettext("%(n)s row read", "%(n)s rows read", report.rows) % {"n": report.rows}
        self.stdout.write(_("%(rows)s. New: %(made)s.") % {"rows": rows, "made": made})
        changes = {"changed": report.changed, "same": report.unchanged}
        self.stdout.write(_("Activities changed: %(changed)s, unchanged: %(same)s.") % changes)
        for source, amount in report.money.items():
            self.stdout.write(f"  {source or _('nobody named')}: {amount:,}")
        for kind, count in Counter(problem.kind for problem in report.problems).most_common():
            self.stdout.write(f"{kind}: {count}")
            for problem in [found for found in report.problems if found.kind == kind][:SHOWN]:
                self.stdout.write(f"  {problem.cell or problem.row}: {problem.message}")


def year(text):
    """The year that stands in a command."""
    number = int(text)
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise ValueError
    return number


def plan_of(team, year, today):
    """The plan of `team` that begins in `year`, or runs `today`; made where there is none."""
    plans = Workplan.objects.filter(team=team)
    found = plans.filter(starts_on__year=year) if year else plans.current(today)
    if plan := found.order_by("starts_on").first():
        return plan
    first = periods.year_holding(today, *settings.YEAR_STARTS)
    return Workplan.objects.begin(team, first.replace(year=year) if year else first)
