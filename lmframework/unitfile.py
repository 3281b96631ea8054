"""The page of a unit taken along: a workbook and a table with the numbers behind its shares, and a paper to print."""

from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lmframework.queries.units import MANAGING
from lmframework.unitpage import LABELS, held_in_words, n_teams, of
from workplans.exchange.paper import NotSet, table_pdf
from workplans.exchange.paper.texts import clean
from workplans.exchange.results import Table, table_of, workbook_of
from workplans.taking import CSV, EXCEL, PDF, Taken, Way

ON_PAPER = 1000
"""So many rows are printed at most: a longer list is for a workbook."""
COUNTS = {
    "teams": gettext_lazy("Teams"),
    "without": gettext_lazy("Without a plan"),
    "sent": gettext_lazy("Plans in review"),
    "decided": gettext_lazy("Plans approved"),
    "quiet": gettext_lazy("Nothing recorded this quarter"),
    "outputs": gettext_lazy("Outputs"),
    "measured": gettext_lazy("Outputs measured"),
    "activities": gettext_lazy("Activities"),
    "complete": gettext_lazy("Activities complete"),
    "listed": gettext_lazy("Structures and systems"),
    "missing": gettext_lazy("Of these missing"),
    "partly": gettext_lazy("Of these partly there"),
    "due": gettext_lazy("Times due"),
    "in_time": gettext_lazy("Done in time"),
    "values_due": gettext_lazy("Values due"),
    "values_recorded": gettext_lazy("Values recorded"),
    "judged": gettext_lazy("Indicators that can be judged"),
    "on_track": gettext_lazy("Of these on track"),
    "stuck": gettext_lazy("Things in the way"),
}
OF_TODAY = {"sent", "decided", "quiet", "stuck"}
"""What is known as it is now, and not as it was on an earlier day."""
MONEY = {
    "planned": gettext_lazy("Money for what is under way or begins soon"),
    "came": gettext_lazy("Of this released or with a source"),
    "asked": gettext_lazy("Money asked"),
    "approved": gettext_lazy("Money approved"),
    "released": gettext_lazy("Money released"),
    "spent": gettext_lazy("Money spent"),
}


def table_shown(page):
    """The Table of a UnitPage: a row for each part that is wanted, with all the numbers behind its shares."""
    columns = {"name": _("Unit") if not page.branch.of_teams else _("Team")}
    columns |= {"held": _("Reflections held"), "challenges": _("Challenges")}
    for practice in MANAGING:
        columns |= {practice: f"{LABELS[practice]} (%)", f"{practice}_word": f"{LABELS[practice]}"}
    columns |= {name: str(words) for name, words in (COUNTS | MONEY).items()}
    columns |= {"currency": _("Currency"), "last": _("Last recorded on")}
    return Table(page.unit.name, columns, [row_of(line, page.is_today) for line in page.branch.named(page.lines())])


def row_of(line, is_today):
    counts = line.counts
    row = {
        "name": line.name or _("The teams of the unit itself"),
        "held": line.led.held,
        "challenges": line.led.challenges,
    }
    for practice, state in line.states.items():
        row |= {practice: state.percent, f"{practice}_word": str(state.label)}
    row |= {name: getattr(counts, name) for name in COUNTS if is_today or name not in OF_TODAY}
    if counts.currency is not None:
        row |= {name: round(Decimal(getattr(counts, name)) / 100, 2) for name in MONEY} | {"currency": counts.currency}
    return row | {"last": str(counts.last_entry_on or "") if is_today else ""}


def unit_workbook(page):
    return workbook_of([table_shown(page)])


def unit_csv(page):
    return table_of(table_shown(page))


def unit_pdf(page):
    """The paper: what all come to together, and a row for each part. Raises NotSet where it is too long."""
    lines, teams = page.lines(), page.branch.of_teams
    if len(lines) > ON_PAPER:
        raise NotSet(f"{len(lines)} rows")
    lines = page.branch.named(lines)
    heads = [page.title, pgettext("column", "Reflection"), *(LABELS[practice] for practice in MANAGING), _("Approved")]
    rows = []
    for line in lines:
        held = held_in_words(line.led) if teams else of(line.led.held, line.counts.teams)
        shares = [in_short(line.states[practice]) for practice in MANAGING]
        name = line.name or _("The teams of the unit itself")
        rows.append([name, held, *shares, of(line.counts.decided, line.counts.teams)])
    shown = {
        "title": page.unit.name,
        "eyebrow": str(page.unit.level),
        "name": page.unit.name,
        "time": date_format(page.day, "DATE_FORMAT"),
        "standing": n_teams(page.branch.whole.counts.teams),
        "figures": [[in_short(page.branch.whole.states[practice]), str(LABELS[practice])] for practice in MANAGING],
        "heads": [str(one) for one in heads],
        "rows": rows,
    }
    return table_pdf(clean(shown))


def in_short(state):
    """ "Partly, 76%": the word, and the share where it is known."""
    if state.percent is None:
        return str(state.label)
    return pgettext("a word and its share", "%(word)s, %(n)s%%") % {
        "word": state.label,
        "n": number_format(state.percent),
    }


WAYS = {
    "pdf": Way("pdf", PDF, gettext_lazy("A page to print (PDF)"), "", unit_pdf),
    "xlsx": Way("xlsx", EXCEL, gettext_lazy("Excel workbook"), "", unit_workbook),
    "csv": Way("csv", CSV, gettext_lazy("One table (CSV)"), "", unit_csv),
}


def take_unit(page, way):
    """The Taken of a UnitPage in a way of WAYS."""
    made = WAYS[way]
    return Taken(made.make(page), f"{page.unit.name}, {page.day}.{made.ending}", made.kind)
