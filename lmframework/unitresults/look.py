"""How what a branch reached of a standard indicator is said: the figure, what it is made of, and how it moved."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from lmframework.queries.units import BEFORE
from workplans.models import StandardIndicator
from workplans.queries.together import beside, grows, together
from workplans.rules import figures
from workplans.rules import together as rules
from workplans.rules.figures import EXACT, rounded
from workplans.rules.periods import add_months
from workplans.rules.together import Beside, Together, moved
from workplans.written import made_of, number_in_words, with_unit

MOVES = {
    rules.BETTER: (pgettext_lazy("how a figure moved", "better"), "good"),
    rules.WORSE: (pgettext_lazy("how a figure moved", "worse"), "bad"),
    rules.SAME: (pgettext_lazy("how a figure moved", "the same"), "none"),
    rules.HIGHER: (pgettext_lazy("how a figure moved", "higher"), "none"),
    rules.LOWER: (pgettext_lazy("how a figure moved", "lower"), "none"),
    rules.NOTHING_NEW: (pgettext_lazy("how a figure moved", "nothing new since then"), "none"),
    rules.NOT_OVER: (pgettext_lazy("how a figure moved", "less so far: this quarter is not over"), "none"),
}
"""What is said of each of rules.together.MOVES, and the class of the shape beside it."""


@dataclass
class Line:
    """A standard indicator, or a unit or team that measures one: what was reached, now and before."""

    key: Any
    standard: StandardIndicator
    now: Together
    before: dict[str, Beside] = field(default_factory=dict)
    """{"quarter" or "year": Beside}, for those of BEFORE with which it can be compared."""
    of: Any = None
    """The unit or team; None where it is all of them, or the teams of the unit itself."""
    measures: list = field(default_factory=list)
    """Of a team: [(its indicator, the number of the quarter)]."""
    is_team: bool = False

    @property
    def name(self):
        return self.of.name if self.of else ""

    @property
    def figure(self):
        return figure_of(self.standard, self.now.reading)


def figure_of(standard, reading):
    """What a Reading comes to, rounded as it is printed; None where nothing is known."""
    scale = figures.scale_of(standard.unit) if standard.is_ratio else 1
    return rounded(reading.figure(scale), figures.places_of(standard.way, standard.is_ratio))


def figure_words(standard, figure):
    return with_unit(number_in_words(figure, EXACT), standard.unit)


def parts_of(reading):
    """ "8 of 10" for a ratio; "" for a plain number."""
    return made_of(reading) if reading.is_ratio else ""


@dataclass
class Move:
    """What it was before, and how it moved since, over the same teams."""

    figure: str
    made_of: str
    word: str
    shape: str
    among: str
    """Over which teams, where those are not all."""


@dataclass
class Row:
    """A Line as a page prints it."""

    name: str
    url: str
    about: str
    teams: str
    figure: str
    made_of: str
    left_out: str
    moves: dict[str, Move]
    behind: list[str]
    """Where the entries are that a team's figure is made of."""


def over_on(today):
    """A quarter that ended before this day is over, and what is of it should be recorded."""
    return today - timedelta(days=settings.DAYS_TO_RECORD)


class Look:
    """What `branch` reached as of its day, as somebody looks at it `today`; pages and files are cut out of it.

    `begins` is the day of a page whose address names none.
    """

    def __init__(self, branch, *, today, begins):
        self.branch, self.unit, self.day, self.begins = branch, branch.unit, branch.day, begins
        self.days = {name: add_months(self.day, months) for name, months in BEFORE.items()}
        self.over_on = over_on(today)

    def facts(self, key, **only):
        """{key: (Together, {name: Beside})} of the totals that `only` names, grouped by `key`: three queries."""
        now = together(self.branch.within, key, self.day, **only)
        then = {
            name: beside(self.branch.within, key, self.day, day, of_year=name == "year", **only)
            for name, day in self.days.items()
        }
        return {
            one: (found, {name: rows[one] for name, rows in then.items() if one in rows}) for one, found in now.items()
        }

    def address(self, name, *arguments, **query):
        """An address with the day, where that is not the one that a page begins with."""
        on = {} if self.day == self.begins else {"on": self.day.isoformat()}
        told = urlencode(on | {name: value for name, value in query.items() if value})
        return reverse(f"lmframework:{name}", args=arguments) + (f"?{told}" if told else "")

    def row(self, line, name, url, about=""):
        now = line.now
        return Row(
            name=name,
            url=url,
            about=about,
            teams=_("Nothing recorded yet") if not now.recorded else "" if line.is_team else recorded_words(now),
            figure=figure_words(line.standard, line.figure),
            made_of=parts_of(now.reading),
            left_out=left_out_words(line),
            moves={name: self.move(line, name) for name in BEFORE if name in line.before},
            behind=[behind(indicator, number) for indicator, number in line.measures],
        )

    def move(self, line, name):
        both = line.before[name]
        now, then = (figure_of(line.standard, one) for one in (both.now, both.then))
        how = self.how(line, name)
        word, shape = MOVES.get(how, ("", "none"))
        if how == rules.SINCE:
            word = _("%(n)s since then") % {"n": signed(now - then)}
        among = ""
        if both.teams < line.now.counted:
            words = ngettext(
                "in the %(n)s team that has both: now %(figure)s",
                "in the %(n)s teams that have both: now %(figure)s",
                both.teams,
            )
            among = words % {"n": number_format(both.teams), "figure": figure_words(line.standard, now)}
        return Move(figure_words(line.standard, then), parts_of(both.then), str(word), shape, among)

    def how(self, line, name):
        """How it moved: one of rules.together.MOVES, or None."""
        both = line.before[name]
        now, then = (figure_of(line.standard, one) for one in (both.now, both.then))
        is_over = bool(line.now.ends_on and line.now.ends_on < self.over_on)
        is_new = both.now != both.then or line.standard.way == figures.LAST
        more = {"is_sum": grows(line.standard), "is_new": is_new, "of_year": name == "year", "is_over": is_over}
        return moved(line.standard.direction, now, then, **more)

    def columns(self):
        """{column: heading} of what the tables of files say of each line."""
        found = {
            "measuring": _("Teams that measure it"),
            "recorded": _("Teams that recorded it"),
            "counted": _("Teams that are added up"),
            "figure": _("Figure"),
            "numerator": _("Numerator"),
            "denominator": _("Denominator"),
        }
        for name, words in BEFORE_WORDS.items():
            for part, what in PARTS.items():
                told = pgettext("a time and what is shown of it", "%(time)s: %(what)s") % {"time": words, "what": what}
                found[f"{name}_{part}"] = told
        return found

    def cells(self, line):
        """{column: number or text} of `columns`."""
        now = line.now
        found: dict[str, Any] = {"measuring": now.measuring, "recorded": now.recorded, "counted": now.counted}
        found |= {"figure": line.figure, "numerator": now.numerator, "denominator": now.denominator}
        for name, both in line.before.items():
            how = self.how(line, name)
            found |= {
                f"{name}_teams": both.teams,
                f"{name}_now": figure_of(line.standard, both.now),
                f"{name}_then": figure_of(line.standard, both.then),
                f"{name}_how": str(MOVES[how][0]) if how in MOVES else "",
            }
        return found


BEFORE_WORDS = {
    "quarter": pgettext_lazy("a time that is compared with", "A quarter before"),
    "year": pgettext_lazy("a time that is compared with", "Last year"),
}
PARTS = {
    "teams": pgettext_lazy("column of a file", "teams that have both"),
    "now": pgettext_lazy("column of a file", "these teams now"),
    "then": pgettext_lazy("column of a file", "these teams then"),
    "how": pgettext_lazy("column of a file", "how it moved"),
}


def where(team):
    """The unit of a team, where that is called otherwise."""
    return "" if team.unit.name == team.name else str(team.unit)


def signed(number: Decimal):
    return ("+" if number > 0 else "") + number_in_words(number, EXACT)


def recorded_words(now):
    """ "12 of 15 teams recorded it"."""
    words = ngettext("%(recorded)s of %(n)s team recorded it", "%(recorded)s of %(n)s teams recorded it", now.measuring)
    return words % {"recorded": number_format(now.recorded), "n": number_format(now.measuring)}


def left_out_words(line):
    """How many teams are not added up, and why; "" where all are."""
    count = line.now.left_out
    if not count:
        return ""
    if line.standard.is_ratio or figures.scale_of(line.standard.unit) != 1:
        words = ngettext(
            "%(n)s team recorded only a percentage, which cannot be added up",
            "%(n)s teams recorded only a percentage, which cannot be added up",
            count,
        )
    elif line.standard.way == figures.AVERAGE:
        words = ngettext(
            "%(n)s team recorded an average, which cannot be added up",
            "%(n)s teams recorded an average, which cannot be added up",
            count,
        )
    else:
        words = ngettext(
            "%(n)s team counts it in another way, which cannot be added up",
            "%(n)s teams count it in another way, which cannot be added up",
            count,
        )
    return words % {"n": number_format(count)}


def behind(indicator, number):
    """Where the entries of an indicator are listed that count in the quarters up to `number`."""
    address = reverse("workplans:monitor_entries", args=[indicator.workplan_id])
    return f"{address}?{urlencode({'indicator': indicator.pk, 'upto': number})}"
