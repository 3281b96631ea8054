"""What the paper of one plan of many shows: the groups of its page, every one open."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workplans.exchange.paper.shown import NUMBER_ROOM, amounts_of, as_it_stands, is_long, long_name
from workplans.exchange.paper.texts import breaking, clean
from workplans.queries.merged import decided
from workplans.queries.review import Names, printed_item
from workplans.rules.merging import by_objective, by_source, totals
from workplans.rules.money import NOTHING


def merged_shown(unit, year, plans, by, approved_only):
    """All that the paper of [(plan, snapshot)] of the branch of `unit` shows, put together by objective or source."""
    pairs = [(plan.team, version) for plan, version in plans]
    groups = by_source(pairs, _("Nobody gives it yet")) if by == "source" else by_objective(pairs)
    amounts = amounts_of([version for _plan, version in plans])
    currencies = sorted({plan.currency for plan, _version in plans if plan.currency})
    total = sum((group.money for group in groups), NOTHING)
    currency = currencies[0] if len(currencies) == 1 else ""
    told = totals(groups)
    title = _("Workplan of %(name)s with all below it, %(year)s") % {"name": unit.name, "year": year}
    return clean(
        {
            "title": title,
            "eyebrow": _("One plan of many"),
            "name": breaking(title),
            "time": _("By source") if by == "source" else _("By objective"),
            "standing": _("Only what is approved") + ". " + as_it_stands() if approved_only else as_it_stands(),
            "words": merged_words(by, currency),
            "figures": merged_figures([plan for plan, _version in plans], total, amounts, currency),
            "mixed": mixed(currencies),
            "groups": [group_shown(group, amounts) for group in groups],
            "teams": [[breaking(team.name), amounts(told[team])] for team in sorted(told, key=by_name)],
            "total": amounts(total),
        }
    )


def by_name(team):
    return team.name.casefold()


def merged_words(by, currency):
    """The headings of the paper of one plan of many."""
    asked = _("Asked")
    return {
        "number": _("No."),
        "activity": _("Activity"),
        "whose": _("Whose"),
        "responsible": _("Responsible"),
        "when": _("When"),
        "place": _("Place"),
        "asked": f"{asked} ({currency})" if currency else asked,
        "together": _("Together"),
        "team": _("Team"),
        "whose_it_is": _("Whose it is"),
        "empty": _("No plan of this year is there yet."),
        "no_activities": _("No activities yet"),
    }


def merged_figures(plans, total, amounts, currency):
    """[value, what it counts] of the plans put together."""
    count = decided(plans)
    asked = _("asked, in %(currency)s") % {"currency": currency} if currency else _("asked")
    return [
        [number_format(len(plans)), ngettext("plan", "plans", len(plans))],
        [number_format(count), ngettext("of them approved", "of them approved", count)],
        [amounts(total), asked],
    ]


def mixed(currencies):
    """What is said where sums are over several currencies."""
    if len(currencies) < 2:
        return ""
    words = _("These plans are in several currencies (%(list)s), so their sums say little.")
    return words % {"list": ", ".join(currencies)}


def group_shown(group, amounts):
    """An objective or source with its activities, each saying whose it is, and what each team asks."""
    return {
        **long_name(group.name),
        "sum": amounts(group.money),
        "only": group.only.name if group.only else "",
        "of": [[team.name, amounts(money)] for team, money in group.of.items()] if not group.only else [],
        "rows": [row_shown(line, amounts) for line in group.lines],
    }


def row_shown(line, amounts):
    told = printed_item(line.item, Names(line.version))
    return {
        "is_long": is_long(told),
        "number": breaking(told.number, NUMBER_ROOM),
        "name": breaking(told.name),
        "whose": breaking(line.whose.name),
        "who": breaking(told.who),
        "when": told.when,
        "place": breaking(told.place, 14),
        "sum": amounts(line.money),
    }
