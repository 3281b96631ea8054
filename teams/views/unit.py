"""The tree of units by hand, for who looks after the accounts of a branch: its pages, adding, changing, moving."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teams.access import may_grow_tree, standing, team_to_grow, tree_to_grow, unit_to_grow, units_to_grow
from teams.forms import NewUnitForm, TeamForm, UnitForm
from teams.models import Team, Unit
from teams.queries import trail_of, units_grown_at

ROWS = 50


def unit_list(request):
    """The tops of what a person may change; straight to the one where there is one and no other can be added."""
    words = request.GET.get("q", "").strip()
    units = units_grown_at(request.user, words=words)
    may_grow = may_grow_tree(request.user)
    if not may_grow and not words and len(units) == 1:
        return redirect("teams:unit_page", pk=units[0].pk)
    context = {"units": page_of(request, units), "words": words, "may_grow_tree": may_grow}
    return render(request, "teams/unit/list.html", context)


def page_of(request, units):
    return Paginator(units, ROWS).get_page(request.GET.get("page"))


def unit_page(request, pk):
    """A unit: what is above and below it, its teams, and what can be done."""
    unit = unit_to_grow(request, pk)
    words = request.GET.get("q", "").strip()
    context = {
        "unit": unit,
        "trail": trail_of(request.user, unit),
        "teams": unit.teams.all(),
        "units": page_of(request, units_grown_at(request.user, unit, words)),
        "words": words,
    }
    return render(request, "teams/unit/page.html", context)


def unit_add_top(request):
    """A unit at the very top of the tree."""
    tree_to_grow(request)
    return add(request, None)


def unit_add(request, pk):
    """A unit below the unit `pk`, with a team of its own if it is wanted."""
    with transaction.atomic():
        return add(request, unit_to_grow(request, pk, lock=request.method == "POST"))


def add(request, above):
    form = NewUnitForm(request.POST or None, instance=Unit(parent=above))
    if request.method == "POST" and form.saved():
        messages.success(request, _("Added: %(name)s") % {"name": form.instance.name})
        if "another" in request.POST:
            return redirect(request.path)
        return redirect("teams:unit_page", pk=form.instance.pk)
    return render(request, "teams/unit/form.html", {"unit": above, "form": form, "adding": True})


def unit_change(request, pk):
    """A unit's name, its code, and where it belongs; who saves second sees both versions and decides."""
    with transaction.atomic():
        unit = unit_to_grow(request, pk, lock=request.method == "POST")
        form = UnitForm(
            request.POST or None, instance=unit, homes=homes_of(request, unit), may_be_top=may_grow_tree(request.user)
        )
        if request.method == "POST" and form.saved():
            messages.success(request, _("Saved."))
            return redirect("teams:unit_page", pk=unit.pk)
    return render(request, "teams/unit/form.html", {"unit": unit, "form": form})


def homes_of(request, unit):
    """Where the person may move `unit` to; None for who looks after it and not what is above it."""
    homes = units_to_grow(request.user)
    movable = standing(request.user).superuser or homes.filter(pk=unit.parent_id).exists()
    return homes if movable else None


def unit_remove(request, pk):
    """Asks first, and only takes away what nothing hangs on: a unit made by mistake."""
    with transaction.atomic():
        unit = unit_to_grow(request, pk, lock=request.method == "POST")
        above, name = unit.parent_id, unit.name
        if request.method == "POST" and unit.remove():
            messages.success(request, _("Removed: %(name)s") % {"name": name})
            return redirect("teams:unit_page", pk=above) if above else redirect("teams:unit_list")
    return render(request, "teams/unit/remove.html", {"unit": unit, "bare": unit.is_bare()})


def unit_team_add(request, pk):
    """A further team in the unit `pk`."""
    return change_team(request, Team(unit=unit_to_grow(request, pk)))


def unit_team_change(request, pk):
    """A team's name and code."""
    with transaction.atomic():
        return change_team(request, team_to_grow(request, pk, lock=request.method == "POST"))


def change_team(request, team):
    form = TeamForm(request.POST or None, instance=team)
    if request.method == "POST" and form.saved():
        messages.success(request, _("Saved."))
        return redirect("teams:unit_page", pk=team.unit_id)
    return render(request, "teams/unit/team_form.html", {"unit": team.unit, "team": team, "form": form})
