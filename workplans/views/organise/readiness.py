"""The structures and systems that a plan needs."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.atonce import at_once
from workplans.access import (
    item_to_edit,
    may_write,
    readiness_history_to_read,
    readiness_to_edit,
    workplan_to_edit,
    workplan_to_read,
)
from workplans.changes import readiness_versions
from workplans.forms.crossing import saved
from workplans.forms.organise.readiness import BeginReadinessForm, ReadinessForm, WaitsForm
from workplans.models import Readiness
from workplans.queries.readiness import readiness_of


def organise_readiness(request, pk):
    """What the plan needs in place, what of it is missing first."""
    plan = workplan_to_read(request, pk)
    context = {
        "plan": plan,
        "rows": readiness_of(plan, timezone.localdate()),
        "removed": Readiness.history.filter(workplan=plan, history_type="-").order_by("-history_date")[:50],
        "may_edit": may_write(request.user, plan),
    }
    return render(request, "workplans/organise/readiness.html", context)


def organise_readiness_begin(request, pk):
    """Choosing from the list in the admin what this plan needs, and writing down what else."""
    plan = workplan_to_edit(request, pk)
    known = {name.casefold() for name in plan.readiness.values_list("name", flat=True)}
    form = BeginReadinessForm(request.POST or None, known=known)
    if request.method == "POST" and form.is_valid():
        count = Readiness.objects.begin(plan, form.names)
        words = ngettext("%(n)s line was added.", "%(n)s lines were added.", count)
        messages.success(request, words % {"n": count})
        return redirect("workplans:organise_readiness", plan.pk)
    return render(request, "workplans/organise/readiness_begin.html", {"plan": plan, "form": form})


def organise_readiness_change(request, pk):
    """One structure or system: is it there, who makes it so, by when, what waits for it."""
    with at_once():
        found = readiness_to_edit(request, pk, lock=request.method == "POST")
        form = ReadinessForm(request.POST or None, instance=found, by=request.user)
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            return redirect(found)
    context = {"readiness": found, "plan": found.workplan, "form": form}
    return render(request, "workplans/organise/readiness_change.html", context)


def organise_readiness_remove(request, pk):
    """Asks first; the history keeps it."""
    found = readiness_to_edit(request, pk)
    if request.method == "POST":
        found._change_reason = request.POST.get("reason", "")[:200] or None
        found.delete()
        messages.success(request, _("Removed: %(name)s.") % {"name": found.name})
        return redirect("workplans:organise_readiness", found.workplan_id)
    return render(request, "workplans/organise/readiness_remove.html", {"readiness": found, "plan": found.workplan})


def organise_readiness_history(request, pk):
    """Who changed what of it, when and why, newest first."""
    plan, rows = readiness_history_to_read(request, pk)
    context = {"latest": rows[0], "plan": plan, "versions": readiness_versions(rows)}
    return render(request, "workplans/organise/readiness_history.html", context)


def organise_waits(request, pk):
    """Which structures and systems one activity waits for."""
    activity = item_to_edit(request, "activity", pk)
    form = WaitsForm(request.POST or None, activity=activity)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(activity)
    return render(
        request, "workplans/organise/waits.html", {"activity": activity, "plan": activity.workplan, "form": form}
    )
