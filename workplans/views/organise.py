"""The organise room: money for what is planned."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from workplans.access import item_to_edit
from workplans.forms.crossing import saved
from workplans.forms.organise import AllocationsForm
from workplans.models import FundingSource
from workplans.questions import answered_by, asked_in


def organise_allocations(request, pk):
    """The money of one activity, by source."""
    with transaction.atomic():
        activity = item_to_edit(request, "activity", pk, lock=request.method == "POST")
        form = AllocationsForm(request.POST or None, instance=activity)
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            return answered_by(request, activity) or redirect(activity)
    context = {
        "activity": activity,
        "plan": activity.workplan,
        "form": form,
        "question": asked_in(request, activity.workplan),
        "sources": FundingSource.objects.values_list("name", flat=True),
    }
    return render(request, "workplans/organise/allocations.html", context)
