"""manage.py import_workplan FILE --team CODE: a plan from the Excel or CSV file that a team has, or took along."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.atonce import at_once
from teams.exchange.unreadable import Unreadable
from teams.models import Team
from workplans.bringing import Decided, Refused, bring_back, look_at
from workplans.exchange.apply import apply_plan
from workplans.exchange.mapping import read_mapping
from workplans.exchange.planfile import read_plan
from workplans.exchange.returned import is_returned, read_returned
from workplans.importing import record
from workplans.meanwhile import last_changed
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
        parser.add_argument(
            "--conflicts",
            choices=["here", "file"],
            help="of cells that were changed in the plan and in a file that export_workplan wrote, which counts",
        )
        parser.add_argument(
            "--new-sources", action="store_true", help="columns of money that such a file has more are new sources"
        )
        parser.add_argument(
            "--leave-out-wrong",
            action="store_true",
            help="bring in the rest of such a file without what is wrong in it",
        )
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, **options):
        team = Team.objects.filter(code=options["team"]).first()
        if team is None:
            raise CommandError(_("There is no team with the code “%(code)s”.") % {"code": options["team"]})
        if not options["file"].is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": options["file"]})
        try:
            content = options["file"].read_bytes()
            if is_returned(content):
                self.bring_back(team, read_returned(content), options)
                return
            mapping = read_mapping(options["mapping"]) if options["mapping"] else None
            read = read_plan(content, options["file"].name, mapping)
        except (Unreadable, OSError) as problem:
            raise CommandError(str(problem)) from problem
        try:
            with at_once():
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

    def bring_back(self, team, returned, options):
        """Write what was changed in a file that export_workplan, or a page, had made. Raises CommandError."""
        plan = Workplan.objects.filter(pk=returned.plan, team=team).select_related("team").first()
        if plan is None:
            raise CommandError(_("This file was taken along from another workplan. Bring it back there."))
        look, _words = look_at(plan, returned)
        leave_out = options["leave_out_wrong"]
        if look.wrong and not (leave_out and look.has_rest):
            raise CommandError("\n".join(one.told for one in look.wrong))
        if look.conflicts and not options["conflicts"]:
            raise CommandError(conflicts_in_words(look.conflicts))
        if look.new_sources and not options["new_sources"]:
            names = ", ".join(look.new_sources.values())
            raise CommandError(_("These columns are no sources yet: %(names)s. Say --new-sources.") % {"names": names})
        kept = {change.token for change in look.conflicts} if options["conflicts"] == "here" else set()
        decided = Decided(look.seen, kept, rest=leave_out)
        try:
            try:
                outcome = self.write(plan, returned, decided, options)
            except Refused as problem:
                if not leave_out:
                    raise
                outcome = self.write(plan, returned, replace(decided, refused=problem.tokens), options)
                look.wrong += problem.rows
        except ValidationError as problem:
            raise CommandError("\n".join(problem.messages)) from problem
        except Locked as locked:
            raise CommandError(str(locked)) from locked
        self.tell_back(plan, look, outcome | {"kept_here": len(kept)}, options)

    def write(self, plan, returned, decided, options):
        """Bring the file back in one transaction, which is taken back for a try; the outcome as an Import keeps it."""
        with at_once():
            imported = Import.objects.create(workplan=plan, name=options["file"].name[:255])
            count = bring_back(imported, returned, decided, None)
            if options["dry_run"] or not count:
                transaction.set_rollback(True)
        return imported.outcome

    def tell_back(self, plan, look, outcome, options):
        """What was brought back, what was left out, and what is good to know."""
        wrong = [one.told for one in look.wrong]
        remarks = [f"{place}: {words}" for words, places in look.remarks.items() for place in places]
        if options["json"]:
            self.stdout.write(json.dumps(outcome | {"wrong": wrong, "remarks": remarks}, ensure_ascii=False, indent=1))
            return
        count = outcome["cells"] + outcome["rows"]
        words = ngettext("%(n)s change", "%(n)s changes", count) % {"n": count}
        tried = f" ({_('nothing was written, this was a try.')})" if options["dry_run"] else ""
        self.stdout.write(f"{plan.full_name}: {words}{tried}")
        for heading, lines in ((_("Left out:"), wrong), (_("Good to know:"), remarks)):
            if lines:
                self.stdout.write("\n  ".join([heading, *lines]))

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


def conflicts_in_words(conflicts):
    """What was changed on both sides, with who changed it in the plan, and how to say which counts."""
    changed = last_changed(conflicts)
    lines = [_("Changed in the plan and in the file. Say --conflicts here, or --conflicts file:")]
    for change in conflicts:
        known = changed.get(change.token)
        told = f"{date_format(timezone.localtime(known.at), 'DATETIME_FORMAT')} {known.by}".strip() if known else ""
        lines.append(f"{change.place}: {told}".removesuffix(": "))
    return "\n".join(lines)


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
