"""Amounts of many activities in one table: typed cell by cell, or pasted from a spreadsheet."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.atonce import at_once
from workplans.access import activities_to_change, workplan_to_plan
from workplans.exchange.pasted import read_pasted
from workplans.forms.organise.cells import CellsForm
from workplans.forms.organise.paste import PasteForm
from workplans.models import Allocation, FundingSource
from workplans.queries.ceilings import ceilings_over
from workplans.queries.numbers import numbered
from workplans.views.organise.resources import warn_of_ceilings

A_PAGE = 40
"""Activities on a page of the grid."""
MOST_COLUMNS = 12


def organise_grid(request, pk):
    """The amounts of a plan, a row an activity, a column a source; `objective` narrows it, `with` adds a source."""
    with at_once():
        plan = workplan_to_plan(request, pk, lock=request.method == "POST")
        objectives, rows = numbered(plan)
        objective = key_in(request.GET, "objective", [one.pk for one in objectives])
        shown = [row for row in rows if objective in (None, row.objective.pk)]
        page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
        keys = [row.activity.pk for row in page]
        locked = activities_to_change(plan, keys) if request.method == "POST" else {}
        amounts = {
            (activity, source): amount
            for activity, source, amount in plan.allocations.order_by().values_list("activity", "source", "amount")
        }
        sources = FundingSource.objects.in_bulk()
        columns = columns_of(sources, amounts, key_in(request.GET, "with", sources))
        cells = {
            f"a{row.activity.pk}_{key or 0}": (
                _("%(number)s, %(source)s") % {"number": row.number, "source": name},
                amounts.get((row.activity.pk, key)),
            )
            for row in page
            for key, name in columns
        }
        form = CellsForm(request.POST or None, cells=cells, digits=Allocation._meta.get_field("amount").max_digits)
        if request.method == "POST" and form.is_valid():
            count = put_in(form.changed, locked, sources)
            messages.success(request, _("Saved.") if count else _("Nothing was changed."))
            warn_of_ceilings(request, plan)
            return redirect(request.get_full_path())
    others = [(key, source.name) for key, source in sources.items() if key not in dict(columns)]
    context = {
        "plan": plan,
        "objectives": objectives,
        "objective": objective,
        "page": page,
        "columns": columns,
        "form": form,
        "rows": [(row, [form[f"a{row.activity.pk}_{key or 0}"] for key, _name in columns]) for row in page],
        "others": sorted(others, key=lambda one: one[1].casefold()) if len(columns) < MOST_COLUMNS else [],
        "added": request.GET.get("with", ""),
        "ceilings": [bound for bound in ceilings_over(plan) if bound.beyond],
    }
    return render(request, "workplans/organise/grid.html", context)


def columns_of(sources, amounts, added):
    """[(source key or None, its name)]: those that the plan asks of, the one added, and last what nobody gives yet."""
    used = {source for _activity, source in amounts if source} | ({added} if added else set())
    named = sorted(((key, sources[key].name) for key in used), key=lambda one: one[1].casefold())
    return [*named, (None, _("Nobody gives it yet"))]


def key_in(query, name, keys):
    """The key that the address gives for `name`; None where it gives none, 404 where it is none of `keys`."""
    value = query.get(name)
    if not value:
        return None
    if not value.isdecimal() or len(value) > 18 or int(value) not in keys:
        raise Http404
    return int(value)


def put_in(changed, activities, sources):
    """Save the cells that changed, {"a<activity>_<source or 0>": amount}; how many activities they are of."""
    by_activity: dict[int, dict] = {}
    for name, amount in changed.items():
        activity, source = (int(part) for part in name[1:].split("_"))
        by_activity.setdefault(activity, {})[sources.get(source)] = amount
    for key, amounts in by_activity.items():
        Allocation.objects.put(activities[key], amounts)
    return len(by_activity)


def organise_paste(request, pk):
    """Amounts pasted from a spreadsheet: looked at first, with what is wrong beside its cell, then put in."""
    with at_once():
        plan = workplan_to_plan(request, pk, lock=request.method == "POST")
        form = PasteForm(request.POST or None)
        pasted = None
        if request.method == "POST" and form.is_valid():
            sources = {source.name.casefold(): source for source in FundingSource.objects.all()}
            nobody = {str(_("Nobody gives it yet")).casefold()}
            pasted = read_pasted(form.cleaned_data["text"], numbered(plan)[1], sources, nobody)
            if "put" in request.POST and pasted.amounts and not (pasted.problem or pasted.wrong):
                put_pasted(pasted, activities_to_change(plan, [activity.pk for activity in pasted.amounts]))
                count = len(pasted.amounts)
                words = ngettext(
                    "The money of %(n)s activity was put in.", "The money of %(n)s activities was put in.", count
                )
                messages.success(request, words % {"n": count})
                warn_of_ceilings(request, plan)
                return redirect(reverse("workplans:organise_money", args=[plan.pk]))
    context = {"plan": plan, "form": form, "pasted": pasted}
    return render(request, "workplans/organise/paste.html", context)


def put_pasted(pasted, locked):
    """Save what a pasted table says of the activities `locked`; a source that is new is added to the list."""
    sources = {
        column.heading: None if column.nobody else column.source or FundingSource.objects.named(column.heading)
        for column in pasted.columns
        if not column.left_out
    }
    for activity, amounts in pasted.amounts.items():
        of_source = {sources[heading]: amount for heading, amount in amounts.items()}
        Allocation.objects.put(locked[activity.pk], of_source, _("Pasted from a spreadsheet"))
