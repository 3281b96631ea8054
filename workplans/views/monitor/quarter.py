"""The page of a quarter: what a team goes through when it meets, in the order of the meeting."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workplans.access import may_close, may_write, quarter_to_agree, quarter_to_read, workplan_to_read
from workplans.access.closing import closed_to
from workplans.forms.monitor import AgreementForm
from workplans.forms.monitor.agreements import offered
from workplans.models import Agreement
from workplans.queries.agenda import agenda, lists
from workplans.queries.quarter import Meeting
from workplans.reminding.by_hand import remind_to_record


def monitor_current(request, pk):
    """On to the quarter to look at: the last one that is over and not closed, else the one of today, else the last."""
    plan, today = workplan_to_read(request, pk), timezone.localdate()
    quarters = list(plan.quarters.all())
    if not quarters:
        raise Http404
    to_close = [one for one in quarters if one.ends_on < today and not one.is_closed]
    running = [one for one in quarters if one.ends_on >= today]
    found = to_close[-1] if to_close else (running[0] if running else quarters[-1])
    return redirect("workplans:monitor_quarter", plan.pk, found.number)


def monitor_quarter(request, pk, number):
    """What was agreed, recorded, done, spent; what stands in the way, and why; what is agreed now; closing the quarter.

    What asks for nothing is folded; with `all` in the address nothing is, which is what one prints.
    """
    plan, quarter, quarters = quarter_to_read(request, pk, number)
    today = timezone.localdate()
    meeting = Meeting(plan, quarter, quarters, today)
    everything, place = "all" in request.GET, quarters.index(quarter)
    writes = may_write(request.user, plan)
    may_remind = writes and not quarter.is_closed
    if may_remind and meeting.unrecorded:
        meeting.mark_reminded()
    context = {
        "plan": plan,
        "quarter": quarter,
        "quarters": quarters,
        "meeting": meeting,
        "today": today,
        "agenda": agenda(meeting),
        "lists": lists(meeting, everything),
        "everything": everything,
        "before": quarters[place - 1] if place else None,
        "after": next(iter(quarters[place + 1 :]), None),
        "writes": writes,
        "may_remind": may_remind,
        "may_close": may_close(request.user, plan) and not plan.is_closed and not quarter.is_closed,
        "closed": None if plan.is_closed else closed_to(request.user, plan, [quarter.ends_on]),
        "form": agreeing(request, plan, quarter, meeting) if writes else None,
    }
    return render(request, "workplans/monitor/quarter.html", context)


def agreeing(request, plan, quarter, meeting):
    """The form for what is agreed now."""
    agreement = Agreement(workplan=plan, quarter=quarter)
    chosen = request.GET.get("about", "")
    choices = offered(**meeting.to_choose, chosen=chosen)
    return AgreementForm(instance=agreement, by=request.user, choices=choices, initial={"about": chosen})


@require_POST
def monitor_remind(request, pk, number):
    """Remind who acts for a post, once a day, of what it has not recorded; the team's leads of what is nobody's."""
    plan, quarter, quarters = quarter_to_agree(request, pk, number)
    post = request.POST.get("post", "")
    meeting = Meeting(plan, quarter, quarters, timezone.localdate())
    row = next((one for one in meeting.unrecorded if str(one.key) == post and one.count), None)
    back = reverse("workplans:monitor_quarter", args=[plan.pk, quarter.number]) + "#unrecorded"
    if row is None:
        messages.info(request, _("There is nothing to record there any more."))
        return redirect(back)
    known, told = remind_to_record(plan, quarter, row, request.user, timezone.localdate())
    names = ", ".join(person.name for person in told)
    if told:
        messages.success(request, _("Reminded: %(names)s.") % {"names": names})
    elif known:
        messages.info(request, _("They were reminded today already. It can be done again tomorrow."))
    else:
        messages.warning(request, _("Nobody else acts for this post today, so nobody was reminded."))
    return redirect(back)
