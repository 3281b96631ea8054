"""Calls for plans: made by the unit above, answered by its teams, with who has not."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.access import may_bound, may_read, unit_to_bound
from teams.atonce import at_once
from teams.models import Unit
from workplans.access import call_of_team, call_to_read, plans_to_read
from workplans.calling import begin_from, call_for_plans
from workplans.forms.calls import CallForm, first_days
from workplans.forms.crossing import saved
from workplans.models import Call, Workplan
from workplans.queries.calls import STATES, answers_to, counts_of, with_ceilings

A_PAGE = 50
TEMPLATES = 300


def review_calls(request, pk):
    """The calls for plans that the unit `pk` made."""
    unit = unit_to_bound(request, pk)
    context = {
        "unit": unit,
        "calls": unit.calls.select_related("by"),
        "may_bound": may_bound(request.user, unit),
        "today": timezone.localdate(),
    }
    return render(request, "workplans/review/calls.html", context)


def templates_for(request, call):
    """The plans that may be a template: those that the person reads, the latest first; and the one that is."""
    keys = plans_to_read(request.user).filter(objective__isnull=False).distinct().order_by("-starts_on").values("pk")
    keys = [*keys.values_list("pk", flat=True)[:TEMPLATES], *([call.template_id] if call.template_id else [])]
    return Workplan.objects.filter(pk__in=keys).select_related("team")


def review_call_add(request, pk):
    """A new call to the teams in the branch of the unit `pk`; who leads them is told."""
    unit = unit_to_bound(request, pk, change=True)
    call = Call(unit=unit, by=request.user)
    first, last, due = first_days(timezone.localdate())
    initial = {"starts_on": first, "ends_on": last, "due_on": due}
    with at_once():
        if request.method == "POST":
            Unit.objects.hold()
        form = CallForm(request.POST or None, instance=call, templates=templates_for(request, call), initial=initial)
        if request.method == "POST" and form.is_valid():
            call = call_for_plans(form.save(commit=False), request.user)
            messages.success(request, _("Called. Who leads a team of the branch is told."))
            return redirect(call)
    return render(request, "workplans/review/call_form.html", {"unit": unit, "form": form, "adding": True})


def review_call_change(request, pk):
    """Another day, another note, another template: plans that were begun stay as they are."""
    with at_once():
        call = call_to_read(request, pk, change=True, lock=request.method == "POST")
        form = CallForm(request.POST or None, instance=call, templates=templates_for(request, call))
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            return redirect(call)
    return render(request, "workplans/review/call_form.html", {"unit": call.unit, "call": call, "form": form})


def review_call(request, pk):
    """Who has not begun, not sent, is over a ceiling; `state` narrows it."""
    call = call_to_read(request, pk)
    answers = answers_to(call)
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in STATES else ""
    page = Paginator([one for one in answers if wanted in ("", one.state)], A_PAGE).get_page(request.GET.get("page"))
    with_ceilings(page.object_list, call.starts_on.year)
    for one in page:
        one.is_readable = may_read(request.user, one.team)
    today = timezone.localdate()
    context = {
        "call": call,
        "page": page,
        "counts": counts_of(answers),
        "all": len(answers),
        "sent": sum(one.is_sent for one in answers),
        "wanted": wanted,
        "is_late": call.is_late(today),
        "may_bound": may_bound(request.user, call.unit),
    }
    return render(request, "workplans/review/call.html", context)


@require_POST
def review_call_begin(request, pk, team):
    """Begins the team's plan for the time of the call, with what its template has."""
    call, team = call_of_team(request, pk, team)
    try:
        plan = begin_from(call, team, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("workplans:plan_list")
    messages.success(request, _("The workplan is there, with its quarters."))
    return redirect(plan)
