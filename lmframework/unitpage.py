"""What the page of a unit says, in words that are ready to print: a row for each part, a line for what is lacking."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from assessments.queries import Led, led_by
from lmframework.forms import UnitForm
from lmframework.practices import PRACTICES
from lmframework.queries.units import LACKING, MANAGING, OWN, TEAMS, in_order
from workplans.models import Workplan
from workplans.templatetags.plan import money, of_hundred

A_SHADE = 20
"""A cell is a shade darker for so many percent."""
EVIDENCE = {
    "plan": "workplans:plan_outline",
    "organise": "workplans:organise_gap",
    "implement": "workplans:implement_progress",
    "monitor": "workplans:monitor_results",
}
"""Where a team's figure leads: to the list that it counts, and from there to each entry."""


@dataclass
class Cell:
    """A practice of a row: its share and word, how it changed, and where it leads."""

    label: str
    percent: str
    value: int | None
    """The share in whole percent; None where it is not known."""
    word: str
    shade: int | None
    change: str
    url: str

    @property
    def alike(self):
        return Looks(self.label, self.word, self.shade)

    @property
    def own(self):
        return {"percent": self.percent, "change": self.change, "url": self.url}


class Looks(NamedTuple):
    """What the looks of a Cell in the table depend on (teams/templatetags/printing.py)."""

    label: str
    word: str
    shade: int | None


@dataclass
class Row:
    """A unit or team in the table, ready to print."""

    name: str
    url: str
    level: str
    teams: str
    reflection: str
    is_held: bool
    challenge: str
    cells: list[Cell]
    workplan: str
    why: str
    led: Led | None = None
    """Of a team: what of its leading may be seen from above."""
    plan: Workplan | None = None
    """Of a team: its plan of the day."""


class UnitPage:
    """The page of `branch` as somebody looks at it: `wanted` are the choices of a UnitForm, by name."""

    def __init__(self, branch, wanted):
        self.branch, self.wanted, self.unit, self.day = branch, wanted, branch.unit, wanted["on"]
        self.of_unit, self.of_team = at("lmframework:units_page"), at("lmframework:home_team")
        self.of_plan = {practice: at(name) for practice, name in EVIDENCE.items()}
        self.asked = {practice: self.query(by="", sort=practice) for practice in ["", *MANAGING]}
        self.labels = {practice: str(label) for practice, label in LABELS.items()}
        self.in_words = cache(lambda write, what: write(what))
        """Hundreds of cells say the same few words."""
        self.plans: dict[int, Workplan] = {}
        self.led: dict[int, Led] = {}

    @property
    def beside(self):
        """The day that is compared with; None where nothing is."""
        return self.branch.beside

    @property
    def since(self):
        """Since when something changed, in words that follow a figure."""
        if self.branch.is_exact:
            return _("since %(day)s") % {"day": date_format(self.beside, "DATE_FORMAT")}
        return _("since the end of the quarter before")

    @property
    def is_today(self):
        return self.day == timezone.localdate()

    @property
    def on_this_day(self):
        """The day as a query string, where it is not today."""
        return "" if self.is_today else f"?{urlencode({'on': self.day})}"

    @property
    def title(self):
        """Which parts are listed, of which kind."""
        chosen = dict(UnitForm.BY)[self.wanted["by"]]
        show = self.wanted["show"]
        return f"{chosen}: {dict(UnitForm.LACKING)[show]}" if show else str(chosen)

    @property
    def held(self):
        """How many of the teams held a reflection lately, "3 of 5"."""
        return of(self.branch.whole.led.held, self.branch.whole.counts.teams)

    @property
    def challenges(self):
        """How many of them work on a challenge."""
        return of(self.branch.whole.led.challenges, self.branch.whole.counts.teams)

    def lines(self):
        """The Lines that are wanted, in the order that is wanted."""
        show, sort = LACKING.get(self.wanted["show"]), self.wanted["sort"]
        lines = [line for line in self.branch.lines if show is None or show(line)]
        return in_order(self.branch.named(lines) if sort == "name" else lines, sort)

    def rows(self, lines):
        """The Rows of `lines`, so many as fit on a page, with what may be seen of each team: five queries, or one of units."""
        named = self.branch.named(lines)
        if self.branch.of_teams:
            teams = [line.of for line in named]
            plans = Workplan.objects.filter(team__in=teams).current(self.day)
            self.plans, self.led = {plan.team_id: plan for plan in plans}, led_by(teams, self.day)
        return [self.row(line) for line in named]

    def named_rows(self, lines):
        """The Rows of `lines`, with no more than their names: one query."""
        return [self.row(line) for line in self.branch.named(lines)]

    def row(self, line):
        counts, led, teams = line.counts, line.led, self.branch.of_teams
        return Row(
            name=line.name or _("The teams of the unit itself"),
            url=self.url_of(line),
            level="" if teams or not line.of else str(line.of.level),
            teams=n_teams(counts.teams),
            reflection=held_in_words(led) if teams else of(led.held, counts.teams),
            is_held=bool(led.held),
            challenge="" if teams else of(led.challenges, counts.teams),
            cells=[self.cell(line, practice) for practice in MANAGING],
            workplan=of(counts.decided, counts.teams),
            why=why(line),
            led=self.led.get(line.key) if teams else None,
            plan=self.plans.get(line.key) if teams else None,
        )

    def whole(self):
        """The Cells of all together."""
        return [self.cell(self.branch.whole, practice) for practice in MANAGING]

    def cell(self, line, practice):
        state, before = line.states[practice], line.before.get(practice)
        return Cell(
            label=self.labels[practice],
            percent=self.in_words(of_hundred, state.percent),
            value=state.percent,
            word=self.in_words(str, state.label),
            shade=None if state.percent is None else min(4, state.percent // A_SHADE),
            change=change(state, before),
            url=self.evidence(line, practice),
        )

    def url_of(self, line):
        """The home of a team, the page of a unit, the same page over the teams of the unit itself."""
        if self.branch.of_teams:
            return self.of_team % line.key
        if line.of is None:
            return self.but(by=OWN)
        return self.of_unit % line.of.pk + self.asked[""]

    def evidence(self, line, practice):
        """Where a figure comes from: a team's own list; of a unit its parts, the weakest in this first."""
        if self.branch.of_teams:
            plan = self.plans.get(line.key)
            return self.of_plan[practice] % plan.pk if plan else ""
        if line.of is None:
            return self.but(by=OWN, sort=practice)
        return self.of_unit % line.of.pk + self.asked[practice]

    def query(self, **other):
        """The choices that differ from those that a page begins with, some of them changed, as a query string."""
        chosen = {name: self.wanted[name] for name in ("on", "beside")} | other
        told = {name: value for name, value in chosen.items() if value and value != BEGINS.get(name)}
        if self.is_today:
            told.pop("on", None)
        return f"?{urlencode(told)}" if told else ""

    def but(self, **other):
        """The address of this page with some choices changed."""
        return self.of_unit % self.unit.pk + self.query(**other)

    def lacking(self):
        """(how many teams, in words, where they are listed) of each thing that some team has not done, as it is today."""
        if not self.is_today:
            return []
        whole = self.branch.whole
        counts = whole.counts
        said = {
            "unsent": ngettext("%(n)s team has sent no plan", "%(n)s teams have sent no plan", counts.unsent),
            "quiet": ngettext(
                "%(n)s team has recorded nothing this quarter",
                "%(n)s teams have recorded nothing this quarter",
                counts.quiet,
            ),
            "unreflected": ngettext(
                "%(n)s team has not reflected in the last nine months",
                "%(n)s teams have not reflected in the last nine months",
                counts.teams - whole.led.held,
            ),
        }
        found = []
        for name, words in said.items():
            if count := LACKING[name](whole):
                found.append((words % {"n": number_format(count)}, self.but(by=TEAMS, show=name)))
        return found

    def money(self):
        """[(word, amount, its share of the one before in words)] of the plans together; [] where it cannot be added up."""
        counts, before = self.branch.whole.counts, 0
        found: list[tuple[str, str, str]] = []
        if counts.currency is None or not counts.plans:
            return found
        for word, cents in zip(
            MONEY_WORDS, (counts.asked, counts.approved, counts.released, counts.spent), strict=True
        ):
            share = of_hundred(floor(Fraction(cents * 100, before))) if before else ""
            found.append((str(word), f"{money(round(Decimal(cents) / 100))} {counts.currency}".strip(), share))
            before = cents
        return found


MONEY_WORDS = (
    pgettext_lazy("money", "Asked"),
    pgettext_lazy("money", "Approved"),
    pgettext_lazy("money", "Released"),
    pgettext_lazy("money", "Spent"),
)
BEGINS = {"sort": "need", "beside": "quarter"}


def at(name):
    """The address `name` of something, with "%d" in the place of its key: hundreds of rows look it up once."""
    return reverse(name, args=[0]).replace("/0/", "/%d/")


def held_in_words(led):
    return pgettext("reflection", "Held") if led.held else _("Not yet")


LABELS = {practice.value: practice.label for practice in PRACTICES}


def change(state, before):
    """ "+4" percentage points against `before`; "" where one of them is not known or nothing changed."""
    if before is None or None in (state.percent, before.percent) or state.percent == before.percent:
        return ""
    if state.of != before.of:  # of what was to be recorded, and of what is on track, are two things
        return ""
    moved = state.percent - before.percent
    return ("+" if moved > 0 else "−") + number_format(abs(moved))


def of(part, whole):
    """ "3 of 5"."""
    return _("%(part)s of %(whole)s") % {"part": number_format(part), "whole": number_format(whole)}


def n_teams(count):
    return ngettext("%(n)s team", "%(n)s teams", count) % {"n": number_format(count)}


def why(line):
    """Why a unit or team needs help, in a few words: who has no plan, what is weakest, what stands in the way."""
    counts, found = line.counts, []
    if counts.without:
        words = ngettext("%(n)s team without a plan", "%(n)s teams without a plan", counts.without)
        found.append(_("no plan") if counts.teams == 1 else words % {"n": number_format(counts.without)})
    for practice in line.weakest[:2]:
        state = line.states[practice]
        found.append(
            pgettext("practice: its word and share", "%(practice)s: %(word)s, %(n)s")
            % {"practice": LABELS[practice], "word": state.label, "n": of_hundred(state.percent)}
        )
    if counts.stuck:
        words = ngettext("%(n)s thing stands in the way", "%(n)s things stand in the way", counts.stuck)
        found.append(words % {"n": number_format(counts.stuck)})
    return "; ".join(found)
