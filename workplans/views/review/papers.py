"""Approvals on paper: their scans beside a version, and taking back one that was brought by a slip."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from teams.access import may_lead, or_403
from workplans.access import may_remark, may_take_back, paper_to_read, version_to_read
from workplans.forms.review import PaperForm, WhyForm
from workplans.models import PaperApproval, Version


def review_paper_add(request, pk, number):
    """Puts the scan of a paper that was signed beside a version that is approved."""
    plan, version = version_to_read(request, pk, number)
    may = may_lead(request.user, plan.team) or may_remark(request.user, plan)
    or_403(may, _("The team's lead brings what was signed, or who supervises the team."))
    or_403(version.outcome == Version.Outcome.APPROVED, _("This version was not approved, so no paper belongs to it."))
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            PaperApproval.objects.bring(version, request.user, **form.facts())
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            messages.success(request, _("The paper stands beside this version now."))
            return redirect(version)
    return render(request, "workplans/review/paper_add.html", {"plan": plan, "version": version, "form": form})


def review_paper(request, pk):
    """The scan of a paper, as it was brought."""
    paper = paper_to_read(request, pk)
    response = HttpResponse(bytes(paper.content), content_type=paper.kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, paper.name)
    return response


def review_paper_take_back(request, pk):
    """Lets a paper stand as taken back, with a reason: for who brought it, and for the lead."""
    paper = paper_to_read(request, pk)
    version = paper.version
    or_403(may_take_back(request.user, paper), _("Who brought this paper takes it back, or the team's lead."))
    if paper.taken_back_at:
        messages.warning(request, _("This paper was taken back already."))
        return redirect(version)
    form = WhyForm(request.POST or None, label=_("Why is it taken back?"))
    if request.method == "POST" and form.is_valid():
        paper.take_back(request.user, form.cleaned_data["why"])
        messages.success(request, _("Taken back. It stays to be seen, with your reason."))
        return redirect(version)
    context = {"plan": version.workplan, "version": version, "paper": paper, "form": form}
    return render(request, "workplans/review/paper_take_back.html", context)
