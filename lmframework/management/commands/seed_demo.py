"""`manage.py seed_demo`: an invented country to look around in, or a large one to measure."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lmframework.demo import country, implement, lead, monitor, organise, people, plans, review
from lmframework.demo.signins import sign_ins
from teams.atonce import at_once
from teams.models import Team, Unit
from workplans.models import Workplan
from workplans.summaries import rebuild

AT_ONCE = 60  # teams in one transaction


class Command(BaseCommand):
    help = "Fill the database with an invented country: units, teams, people and their workplans of this year."

    def add_arguments(self, parser):
        parser.add_argument("--teams", type=int, default=12, help="how many teams (12)")
        parser.add_argument("--seed", type=int, default=1, help="another number gives another country (1)")
        parser.add_argument(
            "--activities",
            type=int,
            help=f"activities in each plan; else {plans.IN_PLAN['main'][0]} in the main team's and fewer in the others', "
            f"or {plans.MEASURED} in each where there are more than {country.FOR_LOOKING} teams",
        )
        parser.add_argument(
            "--anyway",
            action="store_true",
            help="also into a database that has other units; nobody who may open the admin pages is made then, since "
            "everybody knows the password",
        )

    def handle(self, *, teams, seed, activities, anyway, **options):
        if top := country.top():
            self.stdout.write(f"The demo is here already: {Team.objects.in_branch(top).count()} teams.\n")
            return self.print_sign_ins()
        alone = not Unit.objects.exists()
        self.refuse(alone or anyway, teams, activities)
        year = country.year_around(timezone.localdate(), settings.YEAR_STARTS)
        demo = country.Demo(seed=seed, teams=teams, year=year, activities=activities)
        with at_once():
            persons = people.People(seed)
            if alone:
                people.edit_content(persons)
            country.fill(demo)
            people.oversee(demo, persons)
        for start in range(0, teams, AT_ONCE):
            with at_once():
                self.fill_rooms(demo, demo.sites[start : start + AT_ONCE], persons)
            if teams > country.FOR_LOOKING and options["verbosity"]:
                self.stdout.write(f"{min(start + AT_ONCE, teams)} of {teams} teams")
        rebuild(Workplan.objects.filter(team__in=[site.team for site in demo.sites]))
        self.stdout.write(
            f"{names_of(demo)}: {teams} teams, with their plans of {year[0]:%d %B %Y} to {year[1]:%d %B %Y}.\n"
        )
        return self.print_sign_ins()

    def fill_rooms(self, demo, sites, persons):
        """One step a room of the house, in the order in which they build on each other."""
        people.fill(demo, sites, persons)
        plans.fill(demo, sites)
        organise.fill(demo, sites)
        lead.fill(demo, sites)
        review.fill(demo, sites)
        implement.fill(demo, sites)
        monitor.fill(demo, sites)
        for site in sites:
            site.steps.clear()
            site.measures.clear()

    def refuse(self, may_write, teams, activities):
        """Raise CommandError where the demo cannot be made."""
        if not may_write:
            raise CommandError(
                "There are units in this database that are not of the demo, and it would stand among them. Use an empty "
                "database, or --anyway."
            )
        if teams < 2:
            raise CommandError("--teams begins at 2.")
        if activities is not None and not 1 <= activities <= plans.MOST:
            raise CommandError(f"--activities is from 1 to {plans.MOST}.")

    def print_sign_ins(self):
        rows = [("role", "user name", "who"), *sign_ins()]
        widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
        self.stdout.write("")
        for role, username, who in rows:
            self.stdout.write(f"  {role:<{widths[0]}}   {username:<{widths[1]}}   {who}")
        self.stdout.write(f"\nThe password of all of them: {people.PASSWORD}")


def names_of(demo):
    return ", ".join(region.name for region in demo.regions[:3]) + (" and more" if len(demo.regions) > 3 else "")
