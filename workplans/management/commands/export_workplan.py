"""manage.py export_workplan FILE --team CODE: a team's plan as a file, made as the pages make it."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from teams.models import Team
from workplans.management.commands.import_workplan import year
from workplans.models import Workplan
from workplans.taking import WAYS, take

OF_ENDING = {".xlsx": "workbook", ".csv": "table", ".pdf": "a4", ".docx": "word"}
"""What is made where only the name of the file says it."""


class Command(BaseCommand):
    help = "Writes a team's workplan into a file: .xlsx, .csv, .pdf or .docx. import_workplan reads the first two back."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="where to write it; its ending says what is made")
        parser.add_argument("--team", required=True, metavar="CODE", help="the code of the team")
        parser.add_argument("--year", type=year, metavar="YYYY", help="the year in which the plan begins; today's plan")
        parser.add_argument("--number", type=int, metavar="N", help="of a version that was kept; as the plan stands")
        parser.add_argument("--way", choices=WAYS, help="of files with one ending which: a4, a3 or wall for .pdf")
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), help="the language that it is written in")

    def handle(self, **options):
        file, way = options["file"], options["way"] or OF_ENDING.get(options["file"].suffix.lower())
        if way is None or f".{WAYS[way].ending}" != file.suffix.lower():
            raise CommandError(_("The name of the file ends in .xlsx, .csv, .pdf or .docx, and --way goes with it."))
        plan = plan_of(options["team"], options["year"])
        version = None
        if options["number"] is not None:
            version = plan.versions.filter(number=options["number"]).first()
            if version is None or WAYS[way].returns:
                raise CommandError(_("There is no such version, or the file is only made of the plan as it stands."))
        with override(options["language"] or settings.LANGUAGE_CODE):
            content = take(plan, way, version).content
        try:
            file.write_bytes(content)
        except OSError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{plan.full_name}: {file}")


def plan_of(code, begins):
    """The plan of the team with this code that begins in the year, or that runs today. Raises CommandError."""
    team = Team.objects.filter(code=code).first()
    if team is None:
        raise CommandError(_("There is no team with the code “%(code)s”.") % {"code": code})
    plans = Workplan.objects.filter(team=team).select_related("team")
    found = plans.filter(starts_on__year=begins) if begins else plans.current(timezone.localdate())
    plan = found.order_by("starts_on").first()
    if plan is None:
        raise CommandError(_("This team has no such plan."))
    return plan
