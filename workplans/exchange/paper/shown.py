"""What the paper of a whole plan shows, as texts: its objectives, outputs and activities, its indicators, its money."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from workplans.exchange.paper.texts import breaking, clean, cut
from workplans.models import Indicator, Version
from workplans.queries.plan import months_in_words
from workplans.queries.review import Names, Printed, asked_in, day_in_words, printed_item
from workplans.rules import periods
from workplans.rules.money import NOTHING, parts

MOST_MONTHS = 18
"""A longer plan has no row of months, which could not be read; its activities say them in words."""
MOST_QUARTERS = 8
"""A plan with more quarters has its targets as lines of one column."""
NUMBER_ROOM, FIGURE_ROOM = 6, 11
"""So many characters stand in a line of the columns for numbers and figures."""
BAND_ROOM, MOST_OF_A_BAND = 40, 600
"""So many letters of a name without a blank stand in a band, and of one with blanks."""
FITS_A_PAGE = 36
"""A row of so many lines is sure to fit on a page, below the bands that stand there again."""


@dataclass
class Branch:
    """An item of a snapshot with what stands below it; `money` is what all of that asks."""

    item: dict
    line: Printed
    below: list = field(default_factory=list)
    indicators: list = field(default_factory=list)
    money: Decimal = NOTHING
    count: int = 0
    """How many activities it has, itself if it is one."""


def branches(version):
    """The objectives of a snapshot as Branches, in its order."""
    roots: list[Branch] = []
    found: dict[tuple, Branch] = {}
    names = Names(version)
    for item in version["items"]:
        branch = Branch(item, printed_item(item, names))
        place = tuple(item["fields"].get("above", ()))
        if item["kind"] == "indicator":
            found[place].indicators.append(branch)
            continue
        found[item["kind"], item["key"]] = branch
        (found[place].below if place else roots).append(branch)
        if item["kind"] == "activity":
            branch.money, branch.count = branch.line.total, 1
    for objective in roots:
        for output in objective.below:
            add_up(output)
        add_up(objective)
    return roots


def add_up(branch):
    branch.money = sum((one.money for one in branch.below), NOTHING)
    branch.count = sum(one.count for one in branch.below)


class Amounts:
    """Writes amounts alike all over a paper: with cents where any has cents."""

    def __init__(self, amounts):
        self.places = 2 if any(amount != amount.to_integral() for amount in amounts) else 0

    def __call__(self, amount):
        """The amount in the reader's writing."""
        return number_format(amount, decimal_pos=self.places)


def amounts_of(versions):
    """The Amounts of a paper about `versions`."""
    return Amounts(
        Decimal(text)
        for version in versions
        for item in version["items"]
        for text in item["fields"].get("money", {}).values()
    )


def written_alike(named):
    """[name, amount in the reader's writing] of [(name, Decimal)]: parts of whole amounts may have cents."""
    amounts = Amounts(amount for _name, amount in named)
    return [[name, amounts(amount)] for name, amount in named]


def standing_of(version):
    """Which plan a paper shows, where it is out of a Version: "Version 3, approved on 2 March 2026"."""
    if version.outcome == Version.Outcome.APPROVED and version.decided_at:
        words, when = _("%(version)s, approved on %(day)s"), version.decided_at
    else:
        words, when = _("%(version)s, sent on %(day)s, not approved"), version.at
    return words % {"version": version, "day": date_format(timezone.localtime(when), "DATE_FORMAT")}


def as_it_stands():
    """What stands on the paper of a plan that is no version."""
    return _("As it stands on %(day)s") % {"day": date_format(timezone.localdate(), "DATE_FORMAT")}


def head(plan, version, standing):
    """What every paper about one plan has at its top: whose it is, of which time, and how it stands."""
    time = version["plan"]
    first, last = date.fromisoformat(time["starts_on"]), date.fromisoformat(time["ends_on"])
    year = periods.name_of_year(first, last)
    span = f" {pgettext('between two dates', 'to')} ".join(
        day_in_words(time[name]) for name in ("starts_on", "ends_on")
    )
    return {
        "title": f"{plan.team.name}, {year}",
        "eyebrow": _("Workplan %(year)s") % {"year": year},
        "name": plan.team.name,
        "time": span,
        "standing": standing or as_it_stands(),
        "currency": time["currency"],
    }


def figures(objectives, total, amounts, currency):
    """[value, what it counts] of a plan: objectives, outputs, activities, money."""
    counts = [len(objectives), sum(len(one.below) for one in objectives), sum(one.count for one in objectives)]
    words = [
        ngettext("objective", "objectives", counts[0]),
        ngettext("output", "outputs", counts[1]),
        ngettext("activity", "activities", counts[2]),
    ]
    asked = _("asked, in %(currency)s") % {"currency": currency} if currency else _("asked")
    return [*([number_format(count), word] for count, word in zip(counts, words, strict=True)), [amounts(total), asked]]


def by_source(version, amounts):
    """[source, amount] of a snapshot, by name; last, what nobody gives yet."""
    return [[name or _("Nobody gives it yet"), amounts(amount)] for name, amount in asked_in(version).items()]


def by_quarter(version):
    """[(quarter in words, Decimal)] of what a snapshot asks, spread evenly over the months of each activity.

    As the page of the plan's money does it; last, where there is any, what has no dates.
    """
    days = {
        number: (date.fromisoformat(first), date.fromisoformat(last)) for number, first, last in version["quarters"]
    }
    starts, ends = (date.fromisoformat(version["plan"][name]) for name in ("starts_on", "ends_on"))
    quarter_of = {}
    for month in periods.months(starts, ends):
        day = max(month, starts)
        inside = (number for number, (first, last) in days.items() if first <= day <= last)
        quarter_of[periods.month_key(month)] = next(inside, None)
    sums: dict[int | None, Decimal] = defaultdict(Decimal)
    for item in version["items"]:
        money = sum((Decimal(text) for text in item["fields"].get("money", {}).values()), NOTHING)
        if money:
            places = [quarter_of[key] for key in months_of(item["fields"]) if key in quarter_of] or [None]
            for place, part in zip(places, parts(money, [1] * len(places)), strict=True):
                sums[place] += part
    found = [(_("Quarter %(number)s") % {"number": number}, sums[number]) for number in days]
    return [*found, *([(_("No dates"), sums[None])] if None in sums else [])]


def months_of(fields):
    """The months, "2026-07", of an activity in a snapshot: those it is planned by, or those that its days touch."""
    if fields["months"] or not (fields["starts_on"] and fields["ends_on"]):
        return fields["months"]
    days = periods.months(date.fromisoformat(fields["starts_on"]), date.fromisoformat(fields["ends_on"]))
    return [periods.month_key(day) for day in days]


def plan_shown(plan, version, standing=""):
    """All that the paper of `plan` shows, out of its snapshot."""
    objectives, amounts = branches(version), amounts_of([version])
    top, total = head(plan, version, standing), sum(asked_in(version).values(), NOTHING)
    months = timeline(version)
    spread = by_quarter(version)
    return clean(
        top
        | {
            "words": plan_words(top["currency"]),
            "figures": figures(objectives, total, amounts, top["currency"]),
            "months": month_names(months),
            "objectives": [objective_shown(one, months, version, amounts) for one in objectives],
            "quarters": quarter_names(version),
            "measured": measured(objectives, version),
            "sources": by_source(version, amounts),
            "spread": written_alike(spread),
            "total": amounts(total),
            "total_spread": written_alike([*spread, ("", total)])[-1][1],
            "is_empty": not objectives,
            "has_money": total != NOTHING,
        }
    )


def plan_words(currency):
    """The headings of a plan's paper."""
    asked = _("Asked")
    return {
        "number": _("No."),
        "activity": _("Activity"),
        "responsible": _("Responsible"),
        "when": _("When"),
        "place": _("Place"),
        "money": _("Money by source"),
        "asked": f"{asked} ({currency})" if currency else asked,
        "indicators": _("Indicators"),
        "indicator": _("Indicator"),
        "baseline": _("Baseline"),
        "targets": _("Targets by quarter"),
        "target": _("Target for the year"),
        "by_source": _("Money by source"),
        "source": _("Source"),
        "by_quarter": _("Money by quarter"),
        "quarter": _("Quarter"),
        "together": _("Together"),
        "empty": _("Nothing is planned yet."),
        "no_money": _("No money is asked for yet."),
        "no_activities": _("No activities yet"),
    }


def timeline(version):
    """The months of the plan, where they are few enough to draw."""
    months = periods.months(*(date.fromisoformat(version["plan"][name]) for name in ("starts_on", "ends_on")))
    return months if len(months) <= MOST_MONTHS else []


def month_names(months):
    """The months above their columns: short names where they are short in the reader's language, else numbers."""
    names = [date_format(day, "M") for day in months]
    return names if all(len(name) <= 3 for name in names) else [number_format(day.month) for day in months]


def objective_shown(objective, months, version, amounts):
    return band(objective, amounts) | {
        "outputs": [
            band(output, amounts)
            | {"activities": [activity_shown(one, months, version, amounts) for one in output.below]}
            for output in objective.below
        ]
    }


def band(branch, amounts):
    """An objective or output: its number, name and sum."""
    return heading(branch.line) | {"sum": amounts(branch.money) if branch.money else ""}


def heading(line):
    """The number and name of what others stand below; a name too long to stand on every page is cut, and `whole`."""
    return {"number": breaking(line.number, NUMBER_ROOM)} | long_name(line.name)


def long_name(name):
    """A name as it stands above its rows; where it is cut there, `whole` has all of it."""
    whole = breaking(name, BAND_ROOM)
    if len(name) <= MOST_OF_A_BAND:
        return {"name": whole, "whole": ""}
    return {"name": breaking(cut(name, MOST_OF_A_BAND // 2), BAND_ROOM), "whole": whole}


def activity_shown(branch, months, version, amounts):
    """An activity as a row."""
    fields, line = branch.item["fields"], branch.line
    keys = set(months_of(fields))
    money = [[breaking(source) or _("Nobody gives it yet"), amounts(amount)] for source, amount in line.money]
    notes = [str(line.practice)] if line.practice else []
    return {
        "number": breaking(line.number, NUMBER_ROOM),
        "name": breaking(line.name),
        "notes": notes,
        "who": breaking(line.who, 16),
        "when": months_in_words(fields["months"]) if fields["months"] else line.when,
        "in_months": [periods.month_key(day) in keys for day in months] if keys else [],
        "place": breaking(line.place, 14),
        "money": money,
        "funders": _("Funders: %(names)s") % {"names": breaking(fields["funders"])} if fields["funders"] else "",
        "sum": amounts(branch.money) if line.money else "",
        "is_long": is_long(line, fields["funders"]),
        "free": _("needs no money") if fields["needs_no_money"] and not line.money else "",
    }


def is_long(line, funders=""):
    """Whether an activity's row may be too high for a page, so that it may be torn; every other row stays whole."""
    money = sum(1 + len(source) // 20 for source, _amount in line.money) + len(funders) / 30
    words = (line.name, 24), (line.who, 14), (line.place, 12), (line.when, 20)
    return max(money, *(len(text) / room + text.count("\n") for text, room in words)) > FITS_A_PAGE


def quarter_names(version):
    """The headings of the quarterly targets; none where there are too many for columns."""
    numbers = [number for number, _first, _last in version["quarters"]]
    if len(numbers) > MOST_QUARTERS:
        return []
    return [pgettext("quarter", "Q%(number)s") % {"number": number} for number in numbers]


def measured(objectives, version):
    """What is measured, in the plan's order: number, name, and its indicators as rows."""
    found = []
    for branch in walk(objectives):
        if branch.indicators:
            rows = [indicator_shown(one, version) for one in branch.indicators]
            found.append(heading(branch.line) | {"rows": rows})
    return found


def walk(found):
    """Every Branch of `found` and below, in the plan's order."""
    for branch in found:
        yield branch
        yield from walk(branch.below)


def indicator_shown(branch, version):
    """An indicator as a row: its targets as columns, or as lines where the plan has too many quarters."""
    fields, line = branch.item["fields"], branch.line
    targets = dict(line.targets)
    numbers = [str(number) for number, _first, _last in version["quarters"]]
    lines = [
        pgettext("quarter", "Q%(number)s") % {"number": number} + f": {targets[number]}"
        for number in numbers
        if number in targets
    ]
    directions = dict(Indicator.Direction.choices)
    ratio = _("%(numerator)s out of %(denominator)s") % {
        "numerator": fields["numerator"],
        "denominator": fields["denominator"],
    }
    return {
        "is_long": len(line.name) + len(ratio) > 40 * FITS_A_PAGE,
        "code": breaking(fields["code"], NUMBER_ROOM),
        "name": breaking(line.name),
        "unit": breaking(fields["unit"]),
        "ratio": breaking(ratio) if fields["numerator"] else "",
        "direction": "" if fields["direction"] == Indicator.Direction.UP else str(directions[fields["direction"]]),
        "baseline": breaking(line.baseline, FIGURE_ROOM),
        "target": breaking(line.target, FIGURE_ROOM),
        "targets": [breaking(targets.get(number, ""), FIGURE_ROOM) for number in numbers],
        "lines": lines if len(numbers) > MOST_QUARTERS else [],
    }
