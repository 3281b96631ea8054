"""Teams, for who oversees them: a unit by practice, down the tree to each team and to what is behind its figures."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone

from lmframework.forms import UnitForm
from lmframework.queries.units import Branch
from lmframework.unitpage import UnitPage
from teams.access import unit_to_read, units_to_read
from teams.queries import units_at
from workplans.access import plans_to_review
from workplans.queries.ceilings import units_beyond

A_PAGE = 40
"""So many rows are shown at once."""
FEW = 200
"""Of so many teams at most all that they ask is added up while somebody waits."""


def units_list(request):
    """The tops of what a person oversees; straight to the one where there is one."""
    units = units_at(request.user)
    if len(units) == 1:
        return redirect("lmframework:units_page", pk=units[0].pk)
    context = {"units": units, "to_review": plans_to_review(request.user).count()}
    return render(request, "lmframework/units/list.html", context)


def units_page(request, pk):
    """A unit on a day: all of it by practice, then its parts or its teams, sorted and filtered as the address says."""
    unit, today = unit_to_read(request, pk), timezone.localdate()
    has_below = unit.children.exists()
    form = UnitForm(request.GET, today=today, has_below=has_below)
    wanted = form.wanted()
    branch = Branch(unit, wanted["on"], wanted["by"], wanted["beside"])
    shown = UnitPage(branch, wanted)
    page = Paginator(shown.lines(), A_PAGE).get_page(request.GET.get("page"))
    rows = shown.rows(list(page.object_list))
    context = {
        "unit": unit,
        "parent": unit_above(request, unit),
        "form": form,
        "wanted": wanted,
        "shown": shown,
        "branch": branch,
        "page": page,
        "rows": rows,
        "whole": branch.whole,
        "beyond": asked_beyond(branch, page.object_list, today),
        "has_below": has_below,
        "to_review": plans_to_review(request.user).count(),
        "today": today,
    }
    return render(request, "lmframework/units/page.html", context)


def asked_beyond(branch, lines, today):
    """[(unit, Bounds)] of a unit and those shown below it that ask beyond a ceiling; of one so large, on their own pages."""
    if branch.whole.counts.teams > FEW:
        return []
    units = [branch.unit, *(line.of for line in lines if line.of and not branch.of_teams)]
    found = units_beyond(units, today)
    return [(one, found[one.pk]) for one in units if one.pk in found]


def unit_above(request, unit):
    """The unit above, where the person may read that too."""
    return unit.parent if unit.parent and units_to_read(request.user).filter(pk=unit.parent_id).exists() else None
