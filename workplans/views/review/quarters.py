"""The quarters of a plan: which are closed, by whom and why; closing one, and opening it again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.access import may_lead, or_403
from workplans import reviewing
from workplans.access import may_close, may_reopen, workplan_to_read
from workplans.forms.review import QuarterForm
from workplans.queries.review import quarters_of
from workplans.views.review.acts import led_away


def review_quarters(request, pk):
    """The quarters of a plan, which of them are closed, by whom and why."""
    plan = workplan_to_read(request, pk)
    context = {
        "plan": plan,
        "rows": quarters_of(plan, timezone.localdate()),
        "may_close": may_close(request.user, plan) and not plan.is_closed,
        "may_reopen": may_reopen(request.user, plan) and not plan.is_closed,
        "may_lead": may_lead(request.user, plan.team),
    }
    return render(request, "workplans/review/quarters.html", context)


def review_quarter(request, pk, number):
    """Closes the quarter `number`, or opens it again, with a reason: what the page asked, never the other of the two."""
    plan = workplan_to_read(request, pk)
    quarter = plan.quarters.filter(number=number).first()
    if quarter is None:
        raise Http404
    asked = request.POST.get("wanted") or (QuarterForm.OPEN if quarter.is_closed else QuarterForm.CLOSE)
    if asked not in (QuarterForm.OPEN, QuarterForm.CLOSE):
        raise Http404
    closing = asked == QuarterForm.CLOSE
    if closing:
        or_403(may_close(request.user, plan), _("The team's lead closes a quarter, or who supervises the team."))
    else:
        words = _("%(quarter)s is closed. Who supervises the team opens it again: ask them.")
        or_403(may_reopen(request.user, plan), words % {"quarter": quarter})
    if away := led_away(request, plan, not plan.is_closed, _("The workplan is closed. Open it first.")):
        return away
    if quarter.is_closed == closing:
        return stood_so(request, quarter, closing)
    early = closing and quarter.ends_on >= timezone.localdate()
    label = _("Anything to say with it?") if closing else _("Why is it opened again?")
    form = QuarterForm(request.POST or None, label=label, needed=not closing, initial={"wanted": asked})
    if request.method == "POST" and form.is_valid():
        try:
            why = form.cleaned_data["why"]
            first = reviewing.settle_quarter(quarter, closing, why, request.user, timezone.localdate())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            if not first:
                return stood_so(request, quarter, closing)
            words = _("%(quarter)s is closed.") if closing else _("%(quarter)s is open again.")
            messages.success(request, words % {"quarter": quarter})
            return redirect("workplans:monitor_quarter", plan.pk, number)
    context = {"plan": plan, "quarter": quarter, "form": form, "early": early, "closing": closing}
    return render(request, "workplans/review/quarter.html", context)


def stood_so(request, quarter, closed):
    """Back to the quarter, with the words that somebody else did it before, and what was typed."""
    words = _("%(quarter)s was closed already.") if closed else _("%(quarter)s was open already.")
    words %= {"quarter": quarter}
    if why := request.POST.get("why", "").strip():
        words = f"{words} {_('You wrote: %(text)s') % {'text': why[:2000]}}"
    messages.warning(request, words)
    return redirect("workplans:monitor_quarter", quarter.workplan_id, quarter.number)
