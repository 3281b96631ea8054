"""Remarks on what is planned, what is said to them, and approvals on paper."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from teams.access import may_edit, may_lead, or_403
from workplans import reviewing
from workplans.access import (
    item_to_read,
    may_remark,
    model_of,
    paper_to_read,
    remark_to_read,
    version_to_read,
    workplan_to_read,
)
from workplans.forms.review import PaperForm, RemarkForm, ReplyForm
from workplans.models import Version


def review_remark_add(request, pk):
    """A remark on an item of the plan (`kind` and `item` in the address), or on the whole."""
    plan = workplan_to_read(request, pk)
    or_403(may_remark(request.user, plan) and not plan.is_closed)
    about = item_in(request, plan)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = reviewing.remark(plan, about, form.cleaned_data["text"], request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The remark stands beside the plan."))
            return redirect(found)
    return render(request, "workplans/review/remark_add.html", {"plan": plan, "about": about, "form": form})


def item_in(request, plan):
    """The item that the address names, of this plan; None where it names none, 404 where it is another's."""
    kind, key = request.GET.get("kind", ""), request.GET.get("item", "")
    if not kind:
        return None
    if not key.isdecimal() or len(key) > 18:
        raise Http404
    item = item_to_read(request, kind, int(key))
    if item.workplan_id != plan.pk:
        raise Http404
    return item


def review_remark(request, pk):
    """One remark with what was said to it; the team answers, who reviews says whether that settles it."""
    with transaction.atomic():
        remark = remark_to_read(request, pk, lock=request.method == "POST")
        plan = remark.workplan
        reviews = may_remark(request.user, plan)
        writes = reviews or may_edit(request.user, plan.team)
        or_403(request.method != "POST" or (writes and not plan.is_closed))
        form = ReplyForm(request.POST or None, reviews=reviews, initial={"state": remark.state})
        if request.method == "POST" and form.is_valid():
            remark.reply(form.cleaned_data["text"], request.user, form.wanted)
            messages.success(request, _("Saved."))
            return redirect(remark)
    remark.is_there = bool(remark.kind) and model_of(remark.kind).objects.filter(pk=remark.item).exists()
    context = {
        "plan": plan,
        "remark": remark,
        "replies": remark.replies.select_related("by"),
        "form": form if writes and not plan.is_closed else None,
        "reviews": reviews,
    }
    return render(request, "workplans/review/remark.html", context)


def review_paper_add(request, pk, number):
    """Puts the scan of a paper that was signed beside a version that is approved."""
    plan, version = version_to_read(request, pk, number)
    or_403(may_lead(request.user, plan.team) or may_remark(request.user, plan))
    or_403(version.outcome == Version.Outcome.APPROVED)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        form.keep(version, request.user)
        messages.success(request, _("The paper stands beside this version now."))
        return redirect(version)
    return render(request, "workplans/review/paper_add.html", {"plan": plan, "version": version, "form": form})


def review_paper(request, pk):
    """The scan of a paper, as it was brought."""
    paper = paper_to_read(request, pk)
    response = HttpResponse(bytes(paper.content), content_type=paper.kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, paper.name)
    return response
