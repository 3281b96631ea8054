"""What many teams of a branch lack alike, and which teams those are."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lmframework.queries.units import TEAMS, Branch
from lmframework.unitsame import KINDS, Same
from teams.access import unit_to_read

MOST = 15
"""So many of a kind are shown at once; there is a page for all of them."""
A_PAGE = 40


@require_GET
def units_same(request, pk):
    """Where several teams of the branch of the unit `pk` are stuck on the same thing; all of one kind (`only`)."""
    unit, today = unit_to_read(request, pk), timezone.localdate()
    same = Same(Branch(unit, today, TEAMS), today)
    sections, only = same.sections(), request.GET.get("only")
    if only in sections:
        page = Paginator(sections[only], A_PAGE).get_page(request.GET.get("page"))
        found = {only: [same.row(only, facts) for facts in page.object_list]}
        context = {"unit": unit, "only": only, "page": page, "found": found, "more_kinds": []}
        return render(request, "lmframework/units/same.html", context)
    rows = {kind: [same.row(kind, facts) for facts in query[: MOST + 1]] for kind, query in sections.items()}
    context = {
        "unit": unit,
        "found": {kind: some[:MOST] for kind, some in rows.items()},
        "more_kinds": [kind for kind, some in rows.items() if len(some) > MOST],
        "lacking": same.lacking(),
    }
    return render(request, "lmframework/units/same.html", context)


@require_GET
def units_same_teams(request, pk, kind):
    """The teams of the branch that share one thing of that kind, `of` which the address says which."""
    unit, today = unit_to_read(request, pk), timezone.localdate()
    if kind not in KINDS:
        raise Http404
    same, of = Same(Branch(unit, today, TEAMS), today), request.GET.get("of", "").replace("\0", "")
    page = Paginator(same.teams(kind, of), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    context = {
        "unit": unit,
        "kind": kind,
        "title": same.title(kind, of, rows) or _("The same in many teams"),
        "page": page,
        "rows": [same.team_row(kind, row) for row in rows],
    }
    return render(request, "lmframework/units/same_teams.html", context)
