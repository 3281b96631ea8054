"""Remarks on what is planned, and what is said to them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from teams.access import may_edit, or_403
from workplans import reviewing
from workplans.access import item_to_read, may_remark, model_of, remark_to_read, workplan_to_read
from workplans.forms.review import RemarkForm, ReplyForm
from workplans.views.review.acts import led_away


def review_remark_add(request, pk):
    """A remark on an item of the plan (`kind` and `item` in the address), or on the whole; then to where one came from."""
    plan = workplan_to_read(request, pk)
    or_403(may_remark(request.user, plan), _("Who supervises the team leaves remarks on its plan."))
    if away := led_away(request, plan, not plan.is_closed, _("The workplan is closed, so no remark is taken.")):
        return away
    about = item_in(request, plan)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = reviewing.remark(plan, about, form.cleaned_data["text"], request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The remark stands beside the plan."))
            return redirect(back_in(request) or found)
    context = {"plan": plan, "about": about, "form": form, "back": back_in(request)}
    return render(request, "workplans/review/remark_add.html", context)


def back_in(request):
    """The page of ours that one came from, as the address names it (`back`); "" for another, or none."""
    back = request.GET.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if ours else ""


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
    remark = remark_to_read(request, pk)
    plan = remark.workplan
    reviews = may_remark(request.user, plan)
    writes = reviews or may_edit(request.user, plan.team)
    if request.method == "POST":
        or_403(writes, _("The team answers a remark, and who supervises it."))
        or_403(not plan.is_closed, _("The workplan is closed, so nothing is said to its remarks any more."))
    form = ReplyForm(request.POST or None, reviews=reviews, initial={"state": remark.state})
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.reply(remark, form.cleaned_data["text"], request.user, form.wanted)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
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
