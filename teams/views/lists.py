"""Units and people out of a file, in three steps: the file, its columns, what will be made of it."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from teams.access import list_to_use, people_to_invite, tree_to_grow, unit_to_grow
from teams.exchange.apply import Changed, apply_list, invitations
from teams.exchange.emptylist import empty_list
from teams.exchange.lists import book_of, read_list, table_of
from teams.exchange.unreadable import Unreadable
from teams.forms.lists import BringForm, ColumnsForm, ReviewForm, SheetForm
from teams.models import ListFile
from teams.once import acts_once_itself

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_REMARKS = 100
SHEET = 40
"""So many invitations are printed at once: their keys have to fit into an address."""


@acts_once_itself
def lists_tree(request):
    """Step 1, for the whole tree."""
    tree_to_grow(request)
    return bring(request, ListFile.Kind.UNITS, None)


@acts_once_itself
def lists_units(request, pk):
    """Step 1, for the units below the unit `pk`."""
    return bring(request, ListFile.Kind.UNITS, unit_to_grow(request, pk))


@acts_once_itself
def lists_people(request, pk):
    """Step 1, for people of the unit `pk` and all below it."""
    return bring(request, ListFile.Kind.PEOPLE, unit_to_grow(request, pk))


def bring(request, kind, unit):
    form = BringForm(request.POST or None, request.FILES or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        return redirect("teams:lists_columns", pk=form.bring(request.user, unit).pk)
    of_units = kind == ListFile.Kind.UNITS
    return render(request, "teams/lists/bring.html", {"form": form, "unit": unit, "of_units": of_units})


@require_GET
def lists_template(request, kind):
    """An empty file with the headings that are known again, in the reader's language."""
    if kind not in ListFile.Kind.values:
        raise Http404
    return FileResponse(empty_list(kind), as_attachment=True, filename=f"{kind}.xlsx", content_type=EXCEL)


@acts_once_itself
def lists_columns(request, pk):
    """Step 2: where the list is in the file, and what each column is."""
    brought = list_to_use(request, pk)
    if brought.applied_at:
        return redirect("teams:lists_done", pk=pk)
    context = {"brought": brought, "step": 2, "of_units": brought.is_of_units}
    try:
        titles = book_of(brought).titles
        sheet, header_row = SheetForm(request.GET, titles).wanted
        kept = {} if sheet else brought.choices
        table = table_of(brought, sheet or kept.get("sheet", ""), kept.get("header_row", header_row))
    except Unreadable as problem:
        return render(request, "teams/lists/columns.html", context | {"trouble": problem.message})
    form = ColumnsForm(brought, table, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.choose()
        return redirect("teams:lists_review", pk=pk)
    where = SheetForm({"sheet": table.sheet, "header_row": table.header_row}, titles)
    return render(request, "teams/lists/columns.html", context | {"form": form, "table": table, "where": where})


@acts_once_itself
def lists_review(request, pk):
    """Step 3: what will be made, what has to be decided, what is not taken; then it is made, once."""
    brought = list_to_use(request, pk)
    if brought.applied_at:
        return redirect("teams:lists_done", pk=pk)
    answers = request.POST.dict() or brought.answers
    context = {"brought": brought, "step": 3, "of_units": brought.is_of_units}
    try:
        read = read_list(brought, request.user, timezone.localdate(), answers)
    except Unreadable as problem:
        return render(request, "teams/lists/review.html", context | {"trouble": problem.message})
    form = ReviewForm(read, brought.kind, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            apply_list(brought, read, request.user, form.answers(), form.cleaned_data.get("with_teams", False))
        except Changed:
            form.add_error(None, _("Something was changed here while you were looking. Look again, and save again."))
        else:
            messages.success(request, _("Saved."))
            return redirect("teams:lists_done", pk=pk)
    remarks = [(one.cell, one.words) for one in read.asking.remarks]
    context |= {"form": form, "plan": read.plan, "remarks": remarks[:SHOWN_REMARKS], "all_remarks": len(remarks)}
    return render(request, "teams/lists/review.html", context)


def lists_done(request, pk):
    """What was made of a list, and what to do next."""
    brought = list_to_use(request, pk)
    if not brought.applied_at:
        return redirect("teams:lists_columns", pk=pk)
    guests = people_to_invite(request.user, brought.report.get("people", ()))
    sheets = [guests[start : start + SHEET] for start in range(0, len(guests), SHEET)]
    context = {"brought": brought, "of_units": brought.is_of_units, "report": brought.report}
    context |= {"guests": len(guests), "sheets": sheets}
    return render(request, "teams/lists/done.html", context)


@require_POST
def lists_invite(request, pk):
    """Makes the invitations of a sheet's people, as far as there are none yet; on to the sheet, which is printed."""
    brought = list_to_use(request, pk)
    chosen = {int(key) for key in request.POST.getlist("person") if key.isdecimal()}
    named = chosen & set(brought.report.get("people", ()))
    guests = people_to_invite(request.user, named)[:SHEET]
    if not guests:
        messages.warning(request, _("Nobody here needs an invitation any more."))
        return redirect("teams:lists_done", pk=pk)
    keys = [("pass", one.pk) for one in invitations(guests, request.user)]
    return redirect(f"{reverse('teams:people_sheet')}?{urlencode(keys)}")
