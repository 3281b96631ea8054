"""What many teams of a branch lack alike, in words that are ready to print, and which teams those are."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from workplans.queries import shared

SYSTEM, OBSTACLE, HELPER = "system", "obstacle", "helper"
LACKING = [*shared.ACTIVITY_LACKS, *shared.OF_QUARTER]
KINDS = [SYSTEM, OBSTACLE, HELPER, *LACKING]
"""Kinds of what is shared: each has a list of its teams."""


@dataclass
class Row:
    """Something that several teams share, or one of those teams, as a page prints it."""

    name: str
    url: str
    teams: str
    more: list[str]
    is_typed: bool = True
    """Whether its name was typed by people, and so is in their language."""
    is_late: bool = False


@dataclass
class TeamRow:
    """A team that shares something: what it says, since when, and where that is."""

    team: int
    name: str
    words: str
    url: str
    shape: str = ""


class Same:
    """What the teams that `within` holds of share, as of `today`; `unit` is where addresses lead."""

    def __init__(self, branch, today):
        self.unit, self.within, self.today = branch.unit, branch.within, today

    def address(self, kind, of=""):
        told = f"?{urlencode({'of': of})}" if of != "" else ""
        return reverse("lmframework:units_same_teams", args=[self.unit.pk, kind]) + told

    def sections(self):
        """{kind: the query of what is shared, most teams first} of what people named."""
        return {
            SYSTEM: shared.systems_shared(self.within, self.today),
            OBSTACLE: shared.obstacles_shared(self.within),
            HELPER: shared.helpers_shared(self.within),
        }

    def row(self, kind, facts):
        """The Row of what a query of `sections` says of that kind."""
        return {SYSTEM: self.system, OBSTACLE: self.obstacle, HELPER: self.helper}[kind](facts)

    def system(self, facts):
        said = [
            ngettext("missing in %(n)s", "missing in %(n)s", facts["missing"]) % {"n": number_format(facts["missing"])},
            ngettext("partly there in %(n)s", "partly there in %(n)s", facts["partly"])
            % {"n": number_format(facts["partly"])},
        ]
        more = [words for words, count in zip(said, (facts["missing"], facts["partly"]), strict=True) if count]
        if facts["late"]:
            told = {"n": number_format(facts["late"]), "day": date_format(facts["late_since"], "DATE_FORMAT")}
            words = ngettext("late in %(n)s, since %(day)s", "late in %(n)s, the longest since %(day)s", facts["late"])
            more.append(words % told)
        url = self.address(SYSTEM, facts["said"])
        return Row(facts["words"], url, n_teams(facts["teams"]), more, is_late=bool(facts["late"]))

    def obstacle(self, facts):
        since = _("the oldest since %(day)s") % {"day": date_format(facts["oldest"], "DATE_FORMAT")}
        name = facts["words"].strip() or _("Stuck; nobody has said yet what stands in the way")
        typed = bool(facts["words"].strip())
        return Row(name, self.address(OBSTACLE, facts["mark"]), n_teams(facts["teams"]), [since], is_typed=typed)

    def helper(self, facts):
        words = ngettext("%(n)s thing asked", "%(n)s things asked", facts["count"])
        since = _("the oldest since %(day)s") % {"day": date_format(facts["oldest"], "DATE_FORMAT")}
        more = [words % {"n": number_format(facts["count"])}, since]
        place = facts["unit"] or facts["of_team"]
        return Row(named(facts["title"], place), self.address(HELPER, facts["asked"]), n_teams(facts["teams"]), more)

    def lacking(self):
        """[Row] of what the plans of several teams lack, most teams first."""
        found = []
        for one in shared.lacking(self.within, self.today):
            more = [n_activities(one.count)] if one.count else []
            found.append(Row(lack_words(one.kind), self.address(one.kind), n_teams(one.teams), more, is_typed=False))
        return found

    # The teams that share one thing.

    def teams(self, kind, of):
        """The query of those that share `of` of that kind."""
        if kind == SYSTEM:
            rows = shared.not_in_place(self.within, self.today).filter(said=of)
            return rows.select_related("workplan__team").order_by("due_on", "workplan__team__name", "pk")
        if kind in (OBSTACLE, HELPER):
            asked = int(of) if of.isascii() and of.isdecimal() and len(of) < 19 else 0
            rows = shared.in_the_way(self.within).filter(**({"mark": of} if kind == OBSTACLE else {"asked": asked}))
            return rows.select_related("team", "asked__unit", "asked__team").order_by("since", "pk")
        return shared.plans_lacking(self.within, self.today, kind)

    def title(self, kind, of, rows):
        """What is shared, in words, out of some of its `rows`."""
        if kind in LACKING:
            return lack_words(kind)
        if kind == HELPER:
            return named(rows[0].asked.title, rows[0].asked.place.name) if rows else _("Asked for help")
        if rows:
            return str(rows[0])
        return of if kind == SYSTEM else _("What stands in the way")

    def team_row(self, kind, row):
        """The TeamRow of a row of `teams`."""
        if kind == SYSTEM:
            late = row.is_late(self.today)
            said = [row.get_state_display()]
            if row.due_on:
                told = {"day": date_format(row.due_on, "DATE_FORMAT")}
                said.append((_("late since %(day)s") if late else _("by %(day)s")) % told)
            team, shape = row.workplan.team, "bad" if late or row.state == row.State.MISSING else "warn"
            return TeamRow(team.pk, team.name, ", ".join(said), row.get_absolute_url(), shape)
        if kind in (OBSTACLE, HELPER):
            since = _("since %(day)s") % {"day": date_format(row.since, "DATE_FORMAT")}
            words = since if kind == OBSTACLE else f"{row}, {since}"
            return TeamRow(row.team_id, row.team.name, words, row.get_absolute_url())
        return TeamRow(row["team"], row["name"], self.lack_of(kind, row["count"]), self.evidence(kind, row["plan"]))

    def lack_of(self, kind, count):
        if kind in shared.ACTIVITY_LACKS:
            return n_activities(count)
        if kind == "indicator":
            return ngettext("%(n)s output", "%(n)s outputs", count) % {"n": number_format(count)}
        return ""

    def evidence(self, kind, plan):
        """Where it is seen in a plan."""
        if kind == "unreleased":
            return reverse("workplans:organise_money", args=[plan])
        if kind == "quiet":
            return reverse("workplans:monitor_entries", args=[plan])
        return f"{reverse('workplans:plan_outline', args=[plan])}?{urlencode({'missing': kind})}"


def named(title, place):
    """ "Cold chain officer, Amani District"."""
    return pgettext("a post and its place", "%(post)s, %(place)s") % {"post": title, "place": place}


def lack_words(kind):
    return {
        "money": _("Activities without money yet"),
        "responsible": _("Activities for which nobody is named"),
        "dates": _("Activities without dates"),
        "indicator": _("Outputs that nothing measures yet"),
        "unreleased": _("No money was released yet of what was asked"),
        "quiet": _("Nothing was recorded in this quarter"),
    }[kind]


def n_teams(count):
    return ngettext("%(n)s team", "%(n)s teams", count) % {"n": number_format(count)}


def n_activities(count):
    return ngettext("%(n)s activity", "%(n)s activities", count) % {"n": number_format(count)}
