"""What is done to a plan as a whole, each asked for on a page of its own, so that nobody does it by a slip."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.access import may_lead, or_403
from workplans import reviewing
from workplans.access import (
    may_close,
    may_remark,
    may_reopen,
    may_review,
    workplan_to_lead,
    workplan_to_read,
)
from workplans.forms.review import ApproveForm, DecideForm, WhyForm
from workplans.models import Version
from workplans.queries.ceilings import ceilings_over
from workplans.queries.review import asked_in, missing_of
from workplans.queries.snapshot import snapshot
from workplans.rules.comparing import compare, compare_time


def done(request, plan, form, act, words, field=None):
    """Whether `act()` was done; where it could not be, the form says why."""
    try:
        act()
    except ValidationError as error:
        form.add_error(field, error.messages)
        return False
    messages.success(request, words)
    return True


def to_page(plan):
    return redirect("workplans:review_page", plan.pk)


def review_send(request, pk):
    """What is missing, then sending: the version that is kept, and whom it goes to."""
    plan = workplan_to_lead(request, pk)
    plan.refuse_unless_open()
    form = WhyForm(
        request.POST or None,
        label=_("Anything to say with it?"),
        needed=False,
        help_text=_("The reviewer reads it first."),
    )
    if request.method == "POST" and form.is_valid():
        words = _("Sent. You will be told when it comes back.")
        if done(request, plan, form, lambda: reviewing.send(plan, request.user, form.cleaned_data["why"]), words):
            return to_page(plan)
    now = snapshot(plan)
    beyond = [bound for bound in ceilings_over(plan) if bound.beyond]
    context = {
        "plan": plan,
        "form": form,
        "missing": missing_of(plan, now, plan.remarks.open().count(), beyond),
        "reviewers": plan.reviewers(),
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
    """(the plan `pk`, the version that waits) for who reviews it now; 403 for others who read it, 404 where none waits."""
    plan = workplan_to_read(request, pk)
    or_403(may_remark(request.user, plan))
    version = plan.versions.filter(outcome=Version.Outcome.WAITING).first()
    or_403(version is not None and may_review(request.user, plan))
    return plan, version


def review_approve(request, pk):
    """Approves the version that waits, or passes it on to the next reviewer; remarks may stay open."""
    plan, version = plan_to_decide(request, pk)
    left = reviewing.still_to_review(plan)
    asks_money = not left and any(asked_in(version.planned).values())
    initial = {"number": version.number, "with_money": True}
    form = ApproveForm(request.POST or None, asks_money=asks_money, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        words = _("Passed on.") if left else _("Approved. This version is kept for good.")

        def act():
            reviewing.approve(plan, facts["number"], request.user, facts["why"], facts.get("with_money", False))

        if done(request, plan, form, act, words):
            return to_page(plan)
    context = {
        "plan": plan,
        "version": version,
        "form": form,
        "next": left[0] if left else None,
        "open_remarks": plan.remarks.open().count(),
    }
    return render(request, "workplans/review/approve.html", context)


def review_return(request, pk):
    """Returns the version that waits to its team, with a reason."""
    plan, version = plan_to_decide(request, pk)
    label = _("Why does it go back?")
    form = DecideForm(request.POST or None, label=label, initial={"number": version.number})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data

        def act():
            reviewing.give_back(plan, facts["number"], facts["why"], request.user)

        if done(request, plan, form, act, _("Returned. The team's lead is told.")):
            return to_page(plan)
    context = {"plan": plan, "version": version, "form": form, "open_remarks": plan.remarks.open().count()}
    return render(request, "workplans/review/return.html", context)


def ask_why(request, plan, what, label, act, words, needed=True, **more):
    """A page that asks why, then does it: `act(why)`."""
    form = WhyForm(request.POST or None, label=label, needed=needed)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if done(request, plan, form, lambda: act(why), words):
            return to_page(plan)
    return render(request, "workplans/review/why.html", {"plan": plan, "what": what, "form": form, **more})


def review_amend(request, pk):
    """Opens the approved plan for a change, with a reason."""
    plan = workplan_to_lead(request, pk)
    or_403(plan.state == plan.State.APPROVED)
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
    or_403(plan.is_open and plan.amends)
    if request.method == "POST":
        try:
            reviewing.leave(plan, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The plan stays as it was approved."))
        return to_page(plan)
    approved, now = plan.versions.approved().first().planned, snapshot(plan)
    changed = bool(compare(approved, now) or compare_time(approved, now))
    return render(request, "workplans/review/leave.html", {"plan": plan, "changed": changed})


def review_close(request, pk):
    """Closes a plan whose time is over."""
    plan = workplan_to_read(request, pk)
    or_403(may_close(request.user, plan) and plan.state == plan.State.APPROVED)
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
    or_403(may_reopen(request.user, plan) and plan.is_closed)
    return ask_why(
        request,
        plan,
        "reopen",
        _("Why is it opened again?"),
        lambda why: reviewing.reopen(plan, why, request.user),
        _("Open again. Its quarters stay closed until each is opened."),
    )


def review_quarters(request, pk):
    """The quarters of a plan, which of them are closed, by whom and why."""
    plan = workplan_to_read(request, pk)
    today = timezone.localdate()
    rows = []
    history = list(plan.quarters.model.history.filter(workplan_id=plan.pk).select_related("history_user"))
    for quarter in plan.quarters.all():
        turned = [
            new
            for new, old in zip(of(history, quarter), [*of(history, quarter)[1:], None], strict=True)
            if new.is_closed != (old.is_closed if old else False)
        ]
        rows.append((quarter, quarter.ends_on < today, turned))
    context = {
        "plan": plan,
        "rows": rows,
        "may_close": may_close(request.user, plan) and not plan.is_closed,
        "may_reopen": may_reopen(request.user, plan) and not plan.is_closed,
        "may_lead": may_lead(request.user, plan.team),
    }
    return render(request, "workplans/review/quarters.html", context)


def of(history, quarter):
    return [record for record in history if record.id == quarter.pk]


def review_quarter(request, pk, number):
    """Closes the quarter `number`, or opens it again, with a reason."""
    plan = workplan_to_read(request, pk)
    quarter = plan.quarters.filter(number=number).first()
    if quarter is None:
        raise Http404
    may = may_reopen if quarter.is_closed else may_close
    or_403(may(request.user, plan) and not plan.is_closed)
    wanted = not quarter.is_closed
    label = _("Anything to say with it?") if wanted else _("Why is it opened again?")
    form = WhyForm(request.POST or None, label=label, needed=not wanted)
    if request.method == "POST" and form.is_valid():
        words = _("%(quarter)s is closed.") if wanted else _("%(quarter)s is open again.")

        def act():
            reviewing.settle_quarter(quarter, wanted, form.cleaned_data["why"], request.user, timezone.localdate())

        if done(request, plan, form, act, words % {"quarter": quarter}):
            return redirect("workplans:review_quarters", plan.pk)
    context = {"plan": plan, "quarter": quarter, "form": form, "early": quarter.ends_on >= timezone.localdate()}
    return render(request, "workplans/review/quarter.html", context)
