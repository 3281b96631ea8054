"""How much the units below one may ask of a source, beside what they ask."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.access import may_bound, unit_to_bound
from teams.atonce import at_once
from workplans.ceilings import set_ceilings
from workplans.changes import ceiling_changes
from workplans.forms.organise.cells import CellsForm
from workplans.forms.organise.fields import DIGITS
from workplans.queries.ceilings import ceilings_below, years_below

A_PAGE = 50


def organise_ceilings(request, pk):
    """The ceilings of the units right below the unit `pk`, for one source and year at a time."""
    changing = request.method == "POST"
    with at_once():
        unit = unit_to_bound(request, pk, change=changing)
        years = years_below(unit, timezone.localdate())
        year = chosen(request.GET.get("year"), years, timezone.localdate().year)
        sources, rows = ceilings_below(unit, year, lock=changing)
        source = chosen(request.GET.get("source"), [one.pk for one in sources], sources[0].pk if sources else None)
        listed = [(one, bound) for one, bounds in rows for bound in bounds if bound.source.pk == source]
        page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
        cells = {
            f"ceiling_{one.pk}": (_("Ceiling of %(unit)s") % {"unit": one}, bound.ceiling and bound.ceiling.amount)
            for one, bound in page
        }
        form = CellsForm(request.POST or None, cells=cells, digits=DIGITS)
        address = f"{reverse('workplans:organise_ceilings', args=[unit.pk])}?year={year}&source={source}"
        if changing and source and form.is_valid():
            set_ceilings(
                source, year, {int(name[8:]): amount for name, amount in form.changed.items()}, by=request.user
            )
            messages.success(request, _("Saved."))
            return redirect(f"{address}&page={page.number}")
    context = {
        "unit": unit,
        "year": year,
        "years": years,
        "sources": sources,
        "source": source,
        "page": page,
        "form": form,
        "rows": [(one, bound, form[f"ceiling_{one.pk}"]) for one, bound in page],
        "beyond": [(one, bound) for one, bounds in rows for bound in bounds if bound.beyond],
        "changes": ceiling_changes(unit, year, source) if source else [],
        "may_bound": may_bound(request.user, unit),
    }
    return render(request, "workplans/organise/ceilings.html", context)


def chosen(wanted, among, otherwise):
    """The number `wanted` in the address, if it is `among` those there are; 404 for another, `otherwise` for none."""
    if not wanted:
        return otherwise
    if not wanted.isdecimal() or len(wanted) > 18 or int(wanted) not in among:
        raise Http404
    return int(wanted)
