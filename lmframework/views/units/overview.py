"""Teams, for who oversees them: a unit by practice, down the tree to each team and to what is behind its figures."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lmframework.forms import UnitForm
from lmframework.queries.units import Branch
from lmframework.unitfile import WAYS, take_unit
from lmframework.unitpage import UnitPage
from teams.access import unit_to_read, units_to_read
from teams.queries import units_at
from workplans.access import plans_to_review
from workplans.exchange.paper import NotSet
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
    shown = looked_at(unit, form)
    branch = shown.branch
    page = Paginator(shown.lines(), A_PAGE).get_page(request.GET.get("page"))
    rows = shown.rows(list(page.object_list))
    context = {
        "unit": unit,
        "parent": unit_above(request, unit),
        "form": form,
        "shown": shown,
        "branch": branch,
        "page": page,
        "rows": rows,
        "whole": branch.whole,
        "beyond": asked_beyond(branch, page.object_list, today),
        "has_below": has_below,
        "to_review": plans_to_review(request.user).count(),
        "ways": WAYS,
    }
    return render(request, "lmframework/units/page.html", context)


@require_GET
def units_file(request, pk, way):
    """A unit as `units_page` shows it, all of it, as a file: a workbook, a table or a paper."""
    if way not in WAYS:
        raise Http404
    unit = unit_to_read(request, pk)
    form = UnitForm(request.GET, today=timezone.localdate(), has_below=unit.children.exists())
    try:
        taken = take_unit(looked_at(unit, form), way)
    except NotSet:
        messages.error(request, _("This is too much for one paper. Take the workbook and print a part of it."))
        return redirect(f"{reverse('lmframework:units_page', args=[pk])}?{request.GET.urlencode()}")
    response = HttpResponse(taken.content, content_type=taken.kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, taken.name)
    return response


def looked_at(unit, form):
    """The UnitPage of `unit` as a UnitForm says."""
    wanted = form.wanted()
    return UnitPage(Branch(unit, wanted["on"], wanted["by"], wanted["beside"]), wanted)


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
