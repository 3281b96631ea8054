"""What an installation still lacks before people can work in it, from plain facts about it.

Each check says why it matters and where it is put right: on a page, or by a setting on the server.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lmframework.tiles import Step

SQLITE_TEAMS = 50
"""With more teams than so many, SQLite is no longer enough."""


class Verdict(StrEnum):
    DONE = "good"
    LACKING = "bad"
    LOOK = "warn"
    """It may be meant so; whoever runs the installation knows."""


@dataclass(frozen=True)
class Installation:
    """What is known of an installation: counts, and what its settings say."""

    units: int
    teams: int
    teams_without_people: int
    teams_without_lead: int
    teams_without_help: int
    supervisors: int
    languages_without_guides: list[str]
    is_demo: bool
    plain_http: bool
    any_host: bool
    sqlite: bool
    currency: str
    year_starts: object
    """A date, of which month and day count."""


@dataclass(frozen=True)
class Check:
    name: str
    verdict: Verdict
    why: str
    fact: str = ""
    step: Step | None = None
    setting: str = ""

    @property
    def shows_step(self):
        return self.step is not None and self.verdict != Verdict.DONE


def lacking(*parts):
    """How many of the checks in `parts` say that something is lacking."""
    return sum(check.verdict == Verdict.LACKING for checks in parts for check in checks)


def checks_of(found):
    """(checks of what is in it, checks of how it is set up) of an Installation, in the order in which they are done."""
    return inside(found), around(found)


def inside(found):
    tree = Step(_("Set up units and teams"), reverse("teams:unit_list"))
    people = Step(_("Invite people and give posts"), reverse("teams:people_list"))
    no_teams = _("There is no team yet.") if not found.teams else ""
    return [
        Check(
            _("Units"),
            lacks(not found.units),
            _("Districts, hospitals and health centres are the tree that teams stand in and supervisors oversee."),
            step=tree,
        ),
        Check(_("Teams"), lacks(not found.teams), _("A team has one workplan and one home page."), step=tree),
        Check(
            _("People with posts"),
            lacks(not found.teams or found.teams_without_people),
            _("Who holds a post in a team sees its work. Nobody sees anything without a post."),
            no_teams or in_teams(found.teams_without_people, _("Nobody holds a post in them.")),
            people,
        ),
        Check(
            _("A lead in each team"),
            lacks(not found.teams or found.teams_without_lead),
            _("Only who leads a team can begin its workplan."),
            no_teams or in_teams(found.teams_without_lead, _("Nobody leads them today.")),
            people,
        ),
        Check(
            _("An accounts post over every team"),
            lacks(not found.teams or found.teams_without_help),
            _("Its holder invites people and helps who forgot a password, without waiting for you."),
            no_teams or in_teams(found.teams_without_help, _("Nobody above them has an accounts post.")),
            people,
        ),
        Check(
            _("A supervisor"),
            lacks(not found.supervisors),
            _("Someone above the teams reads their plans and can support them."),
            step=people,
        ),
        Check(
            _("Practice guides"),
            lacks(found.languages_without_guides),
            _("They say what each practice asks of a team. Each language that is offered needs all eight."),
            _("Incomplete in: %(languages)s.") % {"languages": ", ".join(found.languages_without_guides)}
            if found.languages_without_guides
            else "",
            Step(_("Write the guides"), reverse("admin:lmframework_guide_changelist")),
        ),
    ]


def around(found):
    secure = _("Without https, anybody in the network can read names and passwords.")
    return [
        Check(
            _("A key of its own"),
            lacks(found.is_demo),
            _("This is set up for looking around, with a key and passwords that everybody knows: no real data here."),
            setting="LMF_DEMO, LMF_SECRET_KEY",
        )
        if found.is_demo
        else Check(_("A key of its own"), Verdict.DONE, _("It signs sessions and one-time links. Keep it secret.")),
        Check(
            _("Sent with https"), Verdict.LOOK if found.plain_http else Verdict.DONE, secure, setting="LMF_PLAIN_HTTP"
        ),
        Check(
            _("The names it answers to"),
            lacks(found.any_host),
            _("A site that answers to every name can be made to send people elsewhere."),
            setting="LMF_HOSTS",
        ),
        Check(
            _("A database that holds it"),
            lacks(found.sqlite and found.teams > SQLITE_TEAMS),
            _("SQLite is right for a district. From %(n)s teams on, take PostgreSQL.")
            % {"n": number_format(SQLITE_TEAMS + 1)},
            setting="DATABASE_URL",
        ),
        Check(
            _("Currency"),
            lacks(not found.currency),
            _("New workplans count their money in it."),
            _("It is %(currency)s.") % {"currency": found.currency} if found.currency else "",
            setting="LMF_CURRENCY",
        ),
        Check(
            _("Start of the year"),
            Verdict.LOOK if (found.year_starts.month, found.year_starts.day) == (1, 1) else Verdict.DONE,
            _("New workplans are proposed to begin on this day."),
            _("It is %(day)s.") % {"day": date_format(found.year_starts, "MONTH_DAY_FORMAT")},
            setting="LMF_YEAR_STARTS",
        ),
    ]


def lacks(something):
    return Verdict.LACKING if something else Verdict.DONE


def in_teams(count, words):
    """ "3 teams. Nobody leads them today."; "" for none."""
    if not count:
        return ""
    teams = ngettext("%(n)s team.", "%(n)s teams.", count) % {"n": number_format(count)}
    return f"{teams} {words}"
