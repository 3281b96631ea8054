"""What a plan's summary for the wall shows: so much of each thing as two pages hold, and how much more there is."""

from collections import Counter, defaultdict

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workplans.exchange.paper.shown import Amounts, Branch, amounts_of, branches, by_quarter, figures, head, walk
from workplans.exchange.paper.texts import breaking, clean, cut
from workplans.queries.review import asked_in
from workplans.rules.money import NOTHING

ROOM = 30
"""So many lines of objectives and outputs stand on the first page, where a line has LINE letters."""
LINE = 52
MOST_OBJECTIVES, MOST_SOURCES, MOST_QUARTERS, MOST_INDICATORS, MOST_PEOPLE = 7, 6, 6, 7, 6
LONGEST, LONGEST_NAME = 104, 60
"""So many letters of an objective, an output or an indicator are shown, and of a name."""


def summary_shown(plan, version, standing=""):
    """All that the summary of `plan` shows, out of its snapshot."""
    objectives, amounts = branches(version), amounts_of([version])
    asked = asked_in(version)
    top, total = head(plan, version, standing), sum(asked.values(), NOTHING)
    sources = sorted(asked.items(), key=lambda one: (one[0] is None, -one[1]))
    named = [(name or _("Nobody gives it yet"), amount) for name, amount in sources]
    shown = fitting(objectives, ROOM)
    return clean(
        top
        | {
            "title": _("%(plan)s: summary") % {"plan": top["title"]},
            "words": summary_words(top["currency"]),
            "name": breaking(cut(top["name"], LONGEST)),
            "figures": figures(objectives, total, amounts, top["currency"]),
            "objectives": [told(objective, count, amounts) for objective, count in shown],
            "more": more_of(objectives[len(shown) :], more_objectives, amounts),
            "sources": shares(named, MOST_SOURCES, more_sources),
            "quarters": shares(by_quarter(version), MOST_QUARTERS, more_quarters),
            "total": amounts(total),
            "indicators": indicators(objectives),
            "people": people(objectives),
            "is_empty": not objectives,
        }
    )


def summary_words(currency):
    """The headings of a summary."""
    asked = _("Asked")
    return {
        "objectives": _("What we want to reach"),
        "output": _("Output"),
        "activities": _("Activities"),
        "asked": f"{asked} ({currency})" if currency else asked,
        "by_source": _("Money by source"),
        "source": _("Source"),
        "by_quarter": _("Money by quarter"),
        "quarter": _("Quarter"),
        "together": _("Together"),
        "indicators": _("How we see that we get there"),
        "indicator": _("Indicator"),
        "baseline": _("Baseline"),
        "target": _("Target for the year"),
        "people": _("Who is responsible for most"),
        "who": _("Responsible"),
        "most": _("Most of it for"),
        "empty": _("Nothing is planned yet."),
        "no_money": _("No money is asked for yet."),
        "no_indicators": _("No indicators yet."),
        "no_people": _("Nobody is named yet."),
    }


def lines(text):
    """So many lines a name takes on the first page."""
    return 1 if len(text) <= LINE else 2


def fitting(objectives, room):
    """[(objective, how many of its outputs)] that fit into `room` lines: each objective first, then outputs in turn."""
    shown: list[Branch] = []
    counts: list[int] = []
    for objective in objectives[:MOST_OBJECTIVES]:
        room -= lines(objective.line.name) + 1
        if room < 0 and shown:
            break
        shown.append(objective)
        counts.append(0)
    going = True
    while going:
        going = False
        for place, objective in enumerate(shown):
            if counts[place] < len(objective.below):
                need = lines(objective.below[counts[place]].line.name)
                if need <= room:
                    room, going = room - need, True
                    counts[place] += 1
    return list(zip(shown, counts, strict=True))


def told(objective, count, amounts):
    """An objective with the first `count` of its outputs, and in words how many more it has."""
    return item_told(objective, amounts) | {
        "outputs": [item_told(output, amounts) for output in objective.below[:count]],
        "more": more_of(objective.below[count:], more_outputs, amounts),
    }


def item_told(branch, amounts):
    """An objective or output in a line."""
    return {
        "number": breaking(cut(branch.line.number, 12), 6),
        "name": breaking(cut(branch.line.name, LONGEST)),
        "count": number_format(branch.count),
        "sum": amounts(branch.money),
    }


def more_of(left, words, amounts):
    """[how many more, their activities, what they ask] of the Branches that are `left`; nothing where none is."""
    if not left:
        return []
    count, money = sum(one.count for one in left), sum((one.money for one in left), NOTHING)
    return [words(len(left)), number_format(count), amounts(money)]


def more_outputs(count):
    return ngettext("and %(n)s more output", "and %(n)s more outputs", count) % {"n": number_format(count)}


def more_objectives(count):
    return ngettext("and %(n)s more objective", "and %(n)s more objectives", count) % {"n": number_format(count)}


def more_sources(count):
    return ngettext("and %(n)s more source", "and %(n)s more sources", count) % {"n": number_format(count)}


def more_quarters(count):
    return ngettext("and %(n)s more quarter", "and %(n)s more quarters", count) % {"n": number_format(count)}


def shares(named, most, more):
    """The first `most` of [(name, amount)] as rows with their share of all; the rest, in words, as one row."""
    shown, left = (named, []) if len(named) <= most else (named[: most - 1], named[most - 1 :])
    rows = [(breaking(cut(name, LONGEST_NAME)), amount) for name, amount in shown]
    if left:
        rows.append((more(len(left)), sum((amount for _name, amount in left), NOTHING)))
    total = sum((amount for _name, amount in rows), NOTHING)
    amounts = Amounts(amount for _name, amount in rows)
    return {
        "rows": [
            {"name": name, "sum": amounts(amount), "share": float(amount / total) if total else 0.0}
            for name, amount in rows
        ],
        "total": amounts(total),
    }


def indicators(objectives):
    """The indicators that say most: with baseline and target first, of objectives before those of outputs."""
    found = [(branch, one) for branch in walk(objectives) for one in branch.indicators]
    ranks = {"objective": 0, "output": 1, "activity": 2}

    def rank(pair):
        branch, one = pair
        return not (one.line.baseline and one.line.target), not one.line.target, ranks[branch.item["kind"]]

    best = sorted(found, key=rank)[:MOST_INDICATORS]
    kept = [pair for pair in found if any(pair[1] is one for _branch, one in best)]
    more = len(found) - len(kept)
    words = ngettext("and %(n)s more indicator", "and %(n)s more indicators", more) % {"n": number_format(more)}
    return {
        "rows": [
            {
                "number": breaking(cut(branch.line.number, 12), 6),
                "name": breaking(cut(one.line.name, LONGEST)),
                "unit": breaking(one.item["fields"]["unit"]),
                "baseline": breaking(one.line.baseline, 8) or "–",
                "target": breaking(one.line.target, 8) or "–",
            }
            for branch, one in kept
        ],
        "more": words if more else "",
    }


def people(objectives):
    """Who is responsible for most activities, and for which output most of them are."""
    counts: Counter[str] = Counter()
    under: dict[str, Counter[int]] = defaultdict(Counter)
    outputs = [output for objective in objectives for output in objective.below]
    for place, output in enumerate(outputs):
        for activity in output.below:
            if who := activity.line.who:
                counts[who] += 1
                under[who][place] += 1
    ordered = sorted(counts, key=lambda who: (-counts[who], who.casefold()))
    more = len(ordered) - MOST_PEOPLE
    words = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": number_format(more)}
    nobody = sum(one.count for one in objectives) - counts.total()
    unnamed = ngettext("%(n)s activity names nobody.", "%(n)s activities name nobody.", nobody)
    return {
        "rows": [
            {
                "who": breaking(cut(who, LONGEST_NAME)),
                "count": number_format(counts[who]),
                "most": most_of(outputs[under[who].most_common(1)[0][0]]),
            }
            for who in ordered[:MOST_PEOPLE]
        ],
        "more": words if more > 0 else "",
        "nobody": unnamed % {"n": number_format(nobody)} if nobody else "",
    }


def most_of(output):
    return breaking(cut(f"{output.line.number} {output.line.name}", LONGEST_NAME))
