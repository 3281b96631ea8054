"""One plan of many: a unit's own and those of all units below it."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from teams.access import unit_to_bound
from workplans.exchange.paper import merged_pdf
from workplans.queries.ceilings import years_below
from workplans.queries.merged import MOST, decided, plans_below, put_together
from workplans.queries.review import Names, printed_item
from workplans.rules.merging import NOTHING, by_objective, by_source, totals
from workplans.taking import PDF, Taken
from workplans.views.exchange import file_to_keep
from workplans.views.organise.ceilings import chosen

A_PAGE = 50


def plan_merged(request, pk):
    """The plans of the branch of the unit `pk` that begin in a year, by objective or by source, with totals that agree.

    `group` opens one group, a `page` of it; `all` opens every one, whole, to print.
    """
    unit, today = unit_to_bound(request, pk), timezone.localdate()
    years = years_below(unit, today)
    year = chosen(request.GET.get("year"), years, today.year)
    by, approved_only = put_how(request.GET)
    plans = list(plans_below(unit, year)[: MOST + 1])
    too_many = len(plans) > MOST
    read = [] if too_many else put_together(plans, approved_only)
    currencies = {plan.currency for plan, _version in read if plan.currency}
    pairs = [(plan.team, version) for plan, version in read]
    groups = by_source(pairs, _("Nobody gives it yet")) if by == "source" else by_objective(pairs)
    opened = chosen(request.GET.get("group"), range(1, len(groups) + 1), None)
    page, found = None, []
    for number, group in enumerate(groups, start=1):
        lines = group.lines if "all" in request.GET else None
        if lines is None and number == opened:
            page = Paginator(group.lines, A_PAGE).get_page(request.GET.get("page"))
            lines = page.object_list
        found.append((number, group, None if lines is None else by_team(group, lines)))
    context = {
        "unit": unit,
        "year": year,
        "years": years,
        "by": by,
        "approved_only": approved_only,
        "too_many": too_many,
        "most": MOST,
        "plans": [plan for plan, _version in read],
        "decided": decided(plan for plan, _version in read),
        "currencies": sorted(currencies),
        "groups": found,
        "page": page,
        "print": "all" in request.GET,
        "totals": sorted(totals(groups).items(), key=lambda one: one[0].name.casefold()),
        "total": sum((group.money for group in groups), NOTHING),
    }
    return render(request, "workplans/plan/merged.html", context)


def by_team(group, lines):
    """[(team, what the whole group has of it, [(line, as it is printed)])] of some `lines` of a group, in their order."""
    found = []
    for team, own in groupby(lines, key=lambda line: line.whose):
        told = [(line, printed_item(line.item, Names(line.version))) for line in own]
        found.append((team, group.of[team], told))
    return found


def put_how(asked):
    """("objective" or "source", whether only what is approved counts), as an address asks for it."""
    return "source" if asked.get("by") == "source" else "objective", "approved" in asked


@require_GET
def plan_merged_paper(request, pk):
    """The same as one PDF, for the council."""
    unit, today = unit_to_bound(request, pk), timezone.localdate()
    year = chosen(request.GET.get("year"), years_below(unit, today), today.year)
    plans = list(plans_below(unit, year)[: MOST + 1])
    if not plans or len(plans) > MOST:
        raise Http404
    by, approved_only = put_how(request.GET)
    content = merged_pdf(unit, year, put_together(plans, approved_only), by=by, approved_only=approved_only)
    return file_to_keep(Taken(content, f"{unit.name}, {year}.pdf", PDF))
