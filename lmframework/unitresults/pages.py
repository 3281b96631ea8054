"""What a branch reached of standard indicators, as rows that are ready to print, and as tables for files."""

from functools import cached_property

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from lmframework.queries.units import BEFORE, OWN
from lmframework.unitresults.look import Line, Look, Row, figure_words, parts_of, where
from workplans.exchange.results import Table
from workplans.models import StandardIndicator
from workplans.queries.library import searched
from workplans.queries.together import BY_STANDARD, measured_by, quarters_of
from workplans.rules import charts, figures
from workplans.rules import together as rules
from workplans.rules.figures import rounded
from workplans.rules.periods import add_months

STEPS = 5
"""So many quarters are drawn: the one that is asked for and the four before it, so that a year is between the ends."""
OTHER = "other"
"""The key of those without a topic."""


class AllResults(Look):
    """All standard indicators of a branch, by topic."""

    @cached_property
    def lines(self):
        """[Line] of all that some team measures, by topic and name: four queries."""
        facts = self.facts(BY_STANDARD)
        standards = StandardIndicator.objects.in_bulk(facts)
        found = [Line(key, standards[key], now, before) for key, (now, before) in facts.items()]
        return sorted(found, key=lambda line: (topic_of(line.standard).casefold(), line.standard.words.casefold()))

    @property
    def topics(self):
        """[(key, words)] of the topics that there are."""
        found = {line.standard.topic or OTHER: topic_of(line.standard) for line in self.lines}
        return sorted(found.items(), key=lambda one: one[1].casefold())

    def wanted(self, topic="", words=""):
        """The Lines of a topic, all where it is "", that have all of `words` in what they are called or mean."""
        asked = words.casefold().split()
        return [
            line
            for line in self.lines
            if topic in ("", line.standard.topic or OTHER) and all(word in searched(line.standard) for word in asked)
        ]

    def by_topic(self, lines):
        """[(topic, [Row])] of `lines`."""
        found: dict[str, list[Row]] = {}
        for line in lines:
            standard = line.standard
            url = self.address("units_result", self.unit.pk, standard.pk)
            found.setdefault(topic_of(standard), []).append(
                self.row(line, standard.words, url, standard.get_direction_display())
            )
        return list(found.items())

    def table(self, lines):
        columns = {"topic": _("Topic"), "code": _("Code"), "name": _("Indicator"), "unit": _("Unit")} | self.columns()
        rows = [
            {
                "topic": topic_of(line.standard),
                "code": line.standard.code,
                "name": line.standard.words,
                "unit": line.standard.unit,
            }
            | self.cells(line)
            for line in lines
        ]
        return Table(_("Results"), columns, rows)


def topic_of(standard):
    return _(standard.topic) if standard.topic else _("Other")


class OneResult(Look):
    """One standard indicator of a branch, by its units or teams."""

    def __init__(self, branch, standard, *, today, begins):
        super().__init__(branch, today=today, begins=begins)
        self.standard = standard

    @cached_property
    def lines(self):
        """[Line] of the units or teams that measure it, in no order: three queries."""
        facts = self.facts(self.branch.key("summary__team", "summary__path"), standard=self.standard)
        more = {"is_team": self.branch.of_teams}
        return [Line(key, self.standard, now, before, **more) for key, (now, before) in facts.items()]

    @cached_property
    def whole(self):
        """The Line of all of them together, out of the same rows."""
        return Line("", self.standard, rules.sum_of(line.now for line in self.lines), self.both())

    def both(self):
        """{name: Beside} of all lines together."""
        sides = {name: [line.before[name] for line in self.lines if name in line.before] for name in BEFORE}
        return {name: rules.both_of(some) for name, some in sides.items() if some}

    def in_order(self, sort):
        """The Lines by name, or the best or the weakest first; who has no figure last. Names cost a query."""
        if sort == "name":
            return sorted(self.branch.named(self.lines), key=lambda line: line.name.casefold())
        sign = -1 if (sort == "best") != (self.standard.direction == figures.DOWN) else 1
        return sorted(self.lines, key=lambda line: (line.figure is None, (line.figure or 0) * sign, line.key))

    def rows(self, lines):
        """The Rows of `lines`, so many as fit on a page: a query, and another where they are teams."""
        self.branch.named(lines)
        if self.branch.of_teams:
            found = measured_by([line.key for line in lines], self.standard, self.day)
            for line in lines:
                line.measures = found.get(line.key, [])
        return [self.row(line, line.name or _("The teams of the unit itself"), *self.place(line)) for line in lines]

    def place(self, line):
        """(where a line leads, what it is)."""
        if self.branch.of_teams:
            return reverse("lmframework:home_team", args=[line.key]), where(line.of)
        if line.of is None:
            return self.address("units_result", self.unit.pk, self.standard.pk, by=OWN), ""
        return self.address("units_result", line.of.pk, self.standard.pk), str(line.of.level)

    def whole_row(self):
        return self.row(self.whole, self.unit.name, "")

    @cached_property
    def steps(self):
        """[Step] of the last quarters: one query."""
        days = [add_months(self.day, -3 * back) for back in reversed(range(STEPS))]
        rows = quarters_of(self.branch.within, self.standard, add_months(days[0], -4), self.day)
        scale = figures.scale_of(self.standard.unit) if self.standard.is_ratio else 1
        more = {"by_itself": self.by_itself, "over_on": self.over_on, "scale": scale}
        return rules.course(rows, days, **more)

    @property
    def by_itself(self):
        """Whether each quarter is drawn by itself; else what was known at its end."""
        return self.standard.way != figures.LAST

    def course(self):
        """(the drawing or None, {its lowest and highest figure}, [{label, time, figure, made_of, teams}])."""
        places = figures.places_of(self.standard.way, self.standard.is_ratio)
        drawing = charts.columns([step.figure for step in self.steps], [None] * len(self.steps))
        rows = [
            {
                "label": date_format(step.ends_on, "M Y"),
                "time": date_format(step.ends_on, "DATE_FORMAT"),
                "figure": figure_words(self.standard, rounded(step.figure, places)),
                "made_of": parts_of(step.reading) if step.figure is not None else "",
                "teams": number_format(step.teams if step.figure is not None else 0),
            }
            for step in self.steps
        ]
        edges = {}
        if drawing:
            for name in ("low", "high"):
                edges[name] = figure_words(self.standard, rounded(getattr(drawing, name), places))
        return drawing, edges, rows

    def table(self, lines):
        columns = {"name": _("Team") if self.branch.of_teams else _("Unit"), "of": _("Part of")} | self.columns()
        rows = [
            {"name": row.name, "of": row.about} | self.cells(line)
            for row, line in zip(self.rows(lines), lines, strict=True)
        ]
        return Table(self.standard.words, columns, rows)
