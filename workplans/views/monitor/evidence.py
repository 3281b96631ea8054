"""Photos and documents beside what was recorded: bringing one, seeing it, taking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from teams.access import may_lead
from teams.once import begins_with
from workplans.access import evidence_to_read, evidence_to_take_back, recorded_to_show
from workplans.access.closing import closed_to
from workplans.exchange.evidence import JPEG
from workplans.forms.monitor.readings import EvidenceForm, look_first
from workplans.forms.review import WhyForm

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox"
"""What a file may do, where a browser shows it after all: nothing. The style is the browser's own, around a photo."""


@begins_with(look_first)
def monitor_evidence_add(request, pk):
    """Puts a photo or document beside what was recorded."""
    entry = recorded_to_show(request, pk)
    form = EvidenceForm(request.POST or None, request.FILES or None, entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("It stands beside what was recorded now."))
            return redirect(entry)
    shown = entry.evidence.standing().defer("content").select_related("by")
    prefetch_related_objects([entry.workplan], "quarters")
    context = {"entry": entry, "plan": entry.workplan, "form": form, "evidence": shown}
    context["leads"] = may_lead(request.user, entry.workplan.team)
    context["closed"] = closed_to(request.user, entry.workplan, [entry.counts_on(entry.workplan)])
    return render(request, "workplans/monitor/evidence_add.html", context)


def monitor_evidence(request, pk):
    """A photo to look at, or a document to save."""
    evidence = evidence_to_read(request, pk)
    response = HttpResponse(bytes(evidence.content), content_type=evidence.kind)
    response.headers["Content-Disposition"] = content_disposition_header(evidence.kind != JPEG, evidence.name)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def monitor_evidence_take_back(request, pk):
    """Lets evidence stand as taken back, with a reason, and keeps what it showed no longer."""
    evidence = evidence_to_take_back(request, pk)
    if evidence.taken_back_at:
        messages.warning(request, _("This was taken back already."))
        return redirect(evidence.entry)
    form = WhyForm(request.POST or None, label=_("Why is it taken back?"))
    if request.method == "POST" and form.is_valid():
        evidence.take_back(request.user, form.cleaned_data["why"])
        messages.success(request, _("Taken back. The file is gone; its name and your reason stay."))
        return redirect(evidence.entry)
    context = {"evidence": evidence, "entry": evidence.entry, "plan": evidence.entry.workplan, "form": form}
    return render(request, "workplans/monitor/evidence_take_back.html", context)
