"""What one activity needs, and who pays for it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from teams.atonce import at_once
from workplans.access import item_to_plan
from workplans.forms.crossing import saved
from workplans.forms.organise.allocations import AllocationsForm
from workplans.forms.organise.resources import ResourcesForm
from workplans.models import FundingSource
from workplans.queries.ceilings import ceilings_over
from workplans.questions import answered_by, asked_in


def organise_resources(request, pk):
    """What one activity needs, line by line: so much, at so much each, so many times."""
    with at_once():
        activity = item_to_plan(request, "activity", pk, lock=request.method == "POST")
        form = ResourcesForm(request.POST or None, instance=activity)
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            if "pay" in request.POST:
                return redirect("workplans:organise_allocations", activity.pk)
            return (
                redirect("workplans:organise_resources", activity.pk) if "more" in request.POST else redirect(activity)
            )
    context = {"activity": activity, "plan": activity.workplan, "form": form, "prices": form.prices.values()}
    context["cost"] = activity.resources.cost()
    return render(request, "workplans/organise/resources.html", context)


def organise_allocations(request, pk):
    """The money of one activity, by source."""
    with at_once():
        activity = item_to_plan(request, "activity", pk, lock=request.method == "POST")
        form = AllocationsForm(request.POST or None, instance=activity)
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            warn_of_ceilings(request, activity.workplan)
            return answered_by(request, activity) or redirect(activity)
    plan = activity.workplan
    context = {
        "activity": activity,
        "plan": plan,
        "form": form,
        "question": asked_in(request, plan),
        "sources": FundingSource.objects.values_list("name", flat=True),
        "ceilings": ceilings_over(plan),
    }
    return render(request, "workplans/organise/allocations.html", context)


def warn_of_ceilings(request, plan):
    """Say which ceilings are asked beyond now."""
    names = [bound.source.name for bound in ceilings_over(plan) if bound.beyond]
    if names:
        words = _("More is asked now than the ceiling allows: %(sources)s.")
        messages.warning(request, words % {"sources": ", ".join(names)})
