"""What is done to a plan as a whole, each asked for on a page of its own, so that nobody does it by a slip.

Where the plan is elsewhere by now, an old link leads to its review page, which says so; an old form is refused with what
was typed on the page.
"""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.access import or_403
from workplans import reviewing
from workplans.access import may_close, may_remark, may_reopen, may_review, workplan_to_lead, workplan_to_read
from workplans.forms.review import ApproveForm, DecideForm, WhyForm
from workplans.models import Version
from workplans.queries.approval import approval_of
from workplans.queries.ceilings import ceilings_over
from workplans.queries.review import differs, missing_of
from workplans.queries.snapshot import snapshot


def done(request, form, act, words):
    """Whether `act()` was done; where it could not be, the form says why."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, words)
    return True


def to_page(plan):
    return redirect("workplans:review_page", plan.pk)


def led_away(request, plan, possible, words=""):
    """Where an act is not `possible` any more, the way back to the page that says so; None where it is.

    A form is refused instead (403), so that what was typed into it stays to be copied.
    """
    if possible:
        return None
    words = words or reviewing.words_elsewhere(plan)
    or_403(request.method != "POST", words)
    messages.warning(request, words)
    return to_page(plan)


def review_send(request, pk):
    """What is missing, then sending: the version that is kept, and whom it goes to."""
    plan = workplan_to_lead(request, pk)
    if away := led_away(request, plan, plan.is_open):
        return away
    form = WhyForm(
        request.POST or None,
        label=_("Anything to say with it?"),
        needed=False,
        help_text=_("The reviewer reads it first."),
    )
    if request.method == "POST" and form.is_valid():
        words = _("Sent. You will be told when it comes back.")
        if done(request, form, lambda: reviewing.send(plan, request.user, form.cleaned_data["why"]), words):
            return to_page(plan)
    now = snapshot(plan)
    beyond = [bound for bound in ceilings_over(plan) if bound.beyond]
    reviewers = plan.reviewers()
    context = {
        "plan": plan,
        "form": form,
        "missing": missing_of(plan, now, plan.remarks.open().count(), beyond),
        "reviewers": reviewers,
        "acting": reviewing.acting_for(reviewers[0])[0] if reviewers else None,
        "is_empty": not any(one["kind"] == "activity" for one in now["items"]),
        "reviewed": not plan.amends or settings.AMENDMENTS_REVIEWED,
    }
    return render(request, "workplans/review/send.html", context)


@require_POST
def review_take_back(request, pk):
    """Back to the team before it is decided on."""
    plan = workplan_to_lead(request, pk)
    try:
        reviewing.take_back(plan, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back. You can change it and send it again."))
    return to_page(plan)


def plan_to_decide(request, pk):
    """(the plan `pk`, the version that waits, None) for who reviews it; 403 for others who read it.

    Where it does not wait for them any more, the way back to its page in place of None.
    """
    plan = workplan_to_read(request, pk)
    or_403(may_remark(request.user, plan), _("Who supervises the team decides on its plan. Nothing has been changed."))
    version = plan.versions.filter(outcome=Version.Outcome.WAITING).first()
    if version is None:
        return plan, None, led_away(request, plan, False)
    words = _("The workplan is with who supervises %(unit)s now. Nothing has been changed.")
    words %= {"unit": plan.reviewer.name}
    return plan, version, led_away(request, plan, may_review(request.user, plan), words)


def review_approve(request, pk):
    """Approves the version that waits, or passes it on to the next reviewer; remarks may stay open.

    Says what that does with the money, and what is beyond a ceiling or missing, before it is done.
    """
    plan, version, away = plan_to_decide(request, pk)
    if away:
        return away
    left = reviewing.still_to_review(plan)
    approval = approval_of(plan, bool(version.amends))
    beyond = [bound for bound in ceilings_over(plan) if bound.beyond]
    open_remarks = plan.remarks.open().count()
    form = ApproveForm(
        request.POST or None,
        plan=plan,
        version=version,
        asks_money=not left and bool(approval.changes),
        initial={"with_money": not beyond},
    )
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        words = _("Passed on.") if left else _("Approved. This version is kept for good.")

        def act():
            with_money = facts.get("with_money", False)
            reviewing.approve(plan, facts["number"], request.user, facts["why"], with_money, step=facts["step"])

        if done(request, form, act, words):
            return to_page(plan)
    context = {
        "plan": plan,
        "version": version,
        "form": form,
        "next": left[0] if left else None,
        "open_remarks": open_remarks,
        "approval": approval,
        "beyond": beyond,
        "missing": missing_of(plan, version.planned, open_remarks, beyond),
    }
    return render(request, "workplans/review/approve.html", context)


def review_return(request, pk):
    """Returns the version that waits to its team, with a reason."""
    plan, version, away = plan_to_decide(request, pk)
    if away:
        return away
    form = DecideForm(request.POST or None, label=_("Why does it go back?"), plan=plan, version=version)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data

        def act():
            reviewing.give_back(plan, facts["number"], facts["why"], request.user, step=facts["step"])

        if done(request, form, act, _("Returned. The team's lead is told.")):
            return to_page(plan)
    context = {"plan": plan, "version": version, "form": form, "open_remarks": plan.remarks.open().count()}
    return render(request, "workplans/review/return.html", context)


def ask_why(request, plan, what, label, act, words, needed=True, **more):
    """A page that asks why, then does it: `act(why)`."""
    form = WhyForm(request.POST or None, label=label, needed=needed)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if done(request, form, lambda: act(why), words):
            return to_page(plan)
    return render(request, "workplans/review/why.html", {"plan": plan, "what": what, "form": form, **more})


def review_amend(request, pk):
    """Opens the approved plan for a change, with a reason."""
    plan = workplan_to_lead(request, pk)
    if away := led_away(request, plan, plan.state == plan.State.APPROVED):
        return away
    return ask_why(
        request,
        plan,
        "amend",
        _("Why does the plan change?"),
        lambda why: reviewing.amend(plan, why, request.user),
        _("What is planned can be changed now."),
    )


def review_leave(request, pk):
    """Ends an amendment in which nothing was changed."""
    plan = workplan_to_lead(request, pk)
    if away := led_away(request, plan, bool(plan.is_open and plan.amends)):
        return away
    if request.method == "POST":
        try:
            reviewing.leave(plan, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The plan stays as it was approved."))
        return to_page(plan)
    changed = differs(plan.versions.approved().first().planned, snapshot(plan))
    return render(request, "workplans/review/leave.html", {"plan": plan, "changed": changed})


def review_close(request, pk):
    """Closes a plan whose time is over; before that, says from when on."""
    plan = workplan_to_read(request, pk)
    or_403(may_close(request.user, plan), _("The team's lead closes its plan, or who supervises the team."))
    if away := led_away(request, plan, plan.state == plan.State.APPROVED):
        return away
    return ask_why(
        request,
        plan,
        "close",
        _("Anything to say with it?"),
        lambda why: reviewing.close(plan, request.user, timezone.localdate(), why),
        _("Closed."),
        needed=False,
        early=plan.ends_on >= timezone.localdate(),
    )


def review_reopen(request, pk):
    """Opens a closed plan again, with a reason."""
    plan = workplan_to_read(request, pk)
    or_403(may_reopen(request.user, plan), _("Who supervises the team opens a closed plan again. Ask them."))
    if away := led_away(request, plan, plan.is_closed):
        return away
    return ask_why(
        request,
        plan,
        "reopen",
        _("Why is it opened again?"),
        lambda why: reviewing.reopen(plan, why, request.user),
        _("Open again. Its quarters stay closed until each is opened."),
    )
