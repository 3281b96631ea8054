"""What a team agreed on about a quarter: writing it down, changing it, saying what came of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.access import may_edit
from teams.atonce import at_once
from workplans.access import (
    agreement_to_change,
    agreement_to_read,
    agreement_to_settle,
    may_settle,
    quarter_to_agree,
)
from workplans.changes import versions_of
from workplans.forms.crossing import saved
from workplans.forms.monitor import AgreementForm, SettleForm
from workplans.models import Agreement


def monitor_agree(request, pk, number):
    """Something that is agreed about the quarter `number`; `about` and `text` in the address fill the form."""
    plan, quarter, _quarters = quarter_to_agree(request, pk, number)
    agreement = Agreement(workplan=plan, quarter=quarter)
    initial = {name: request.GET[name] for name in ("about", "text") if name in request.GET}
    form = AgreementForm(request.POST or None, instance=agreement, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = form.save()
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            words = _("Agreed. It stands in My work of who holds the post “%(post)s”.")
            messages.success(request, words % {"post": made.post.title})
            return redirect(made)
    return render(request, "workplans/monitor/agree.html", {"plan": plan, "quarter": quarter, "form": form})


def monitor_agreement(request, pk):
    """What was agreed, what came of it, and who said what when; `outcome` in the address is chosen already."""
    agreement = agreement_to_settle(request, pk) if request.method == "POST" else agreement_to_read(request, pk)
    plan = agreement.workplan
    settles = may_settle(request.user, agreement)
    if request.method == "POST" and request.POST.get("outcome") == Agreement.State.OPEN:
        return opened_again(request, agreement)
    initial = {"outcome": request.GET.get("outcome")}
    form = SettleForm(request.POST or None, agreement=agreement, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            now = form.save(request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved: %(text)s") % {"text": now.text[:120]})
            return redirect(after(request, now))
    context = {
        "agreement": agreement,
        "plan": plan,
        "quarter": agreement.quarter,
        "form": form if settles and (agreement.is_open or form.is_bound) else None,
        "settles": settles,
        "may_change": agreement.is_open and not plan.is_closed and may_edit(request.user, plan.team),
        "versions": versions_of(list(agreement.history.select_related("history_user"))),
        "today": timezone.localdate(),
        "from_page": from_page(request),
        "from_plan": request.POST.get("plan", ""),
    }
    return render(request, "workplans/monitor/agreement.html", context)


def opened_again(request, agreement):
    """What was settled by a slip is open again."""
    try:
        agreement.settle(Agreement.State.OPEN, request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is open again."))
    return redirect("workplans:monitor_agreement", agreement.pk)


def from_page(request):
    """The number of the quarter whose page the form was sent from; "" for its own page."""
    number = request.POST.get("from", "") if request.method == "POST" else request.GET.get("from", "")
    return number if number.isascii() and number.isdigit() and len(number) < 4 else ""


def after(request, agreement):
    """Back to the quarter's page that it was settled on, of whatever plan of the team; else to its own page."""
    plan, number = request.POST.get("plan", ""), from_page(request)
    if number and plan.isascii() and plan.isdigit() and len(plan) < 19:
        return reverse("workplans:monitor_quarter", args=[plan, number]) + f"#g{agreement.pk}"
    return reverse("workplans:monitor_agreement", args=[agreement.pk])


def monitor_agreement_change(request, pk):
    """What, who and by when, changed while it is open."""
    with at_once():
        agreement = agreement_to_change(request, pk, lock=request.method == "POST")
        if not agreement.is_open:
            messages.warning(request, _("It is said already what came of it. Open it again first."))
            return redirect("workplans:monitor_agreement", agreement.pk)
        form = AgreementForm(request.POST or None, instance=agreement, by=request.user)
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            return redirect("workplans:monitor_agreement", agreement.pk)
    context = {"agreement": agreement, "plan": agreement.workplan, "quarter": agreement.quarter, "form": form}
    return render(request, "workplans/monitor/agreement_change.html", context)
