"""The plan as a whole: the list, the outline, its dates, its history."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from teams.access import may_lead, team_to_lead, teams_of
from teams.atonce import at_once
from teams.unchanged import depends_on
from workplans.access import may_plan, may_remark, plans_to_read, workplan_to_lead, workplan_to_read
from workplans.carrying import earlier_plans, written_plans
from workplans.changes import changes_of
from workplans.forms.crossing import saved
from workplans.forms.plan import BeginForm, FilterForm, WorkplanForm, first_days
from workplans.models import Workplan
from workplans.queries import outline, responsible_for
from workplans.queries.calls import calls_for
from workplans.queries.stamps import stamp_of

HISTORY_SHOWN = 100
NEXT = {BeginForm.FROM_FILE: "workplans:exchange_upload", BeginForm.FROM_EARLIER: "workplans:plan_carry"}
"""Where one goes from a plan that was just begun; else to its outline."""


def plan_list(request):
    """The workplans of one's teams; straight to the running one where there is one team. Others' by team."""
    today = timezone.localdate()
    teams = list(teams_of(request.user))
    plans = plans_to_read(request.user).newest_first(today)
    if len(teams) == 1 and "all" not in request.GET:
        own = plans.filter(team=teams[0]).first()
        if own and own.running:
            return redirect(own)
    mine = plans.filter(team__in=teams)
    lead = [team for team in teams if may_lead(request.user, team)]
    context = {
        "plans": mine,
        "calls": calls_for(lead, today),
        "others": plans.exclude(team__in=teams).order_by("team__name", "-starts_on")[:200],
        "lead": lead,
    }
    return render(request, "workplans/plan/list.html", context)


def outline_facts(request, pk):
    """What the outline depends on; None where it is filtered, which is rarely asked for twice, or has a form to change the order."""
    return stamp_of(workplan_to_read(request, pk)) if set(request.GET) <= {"fold"} else None


@depends_on(outline_facts)
def plan_outline(request, pk):
    """The plan as an outline, filtered and folded by the address alone, so that it can be sent to a colleague."""
    plan = workplan_to_read(request, pk)
    filters = FilterForm(request.GET, plan, responsible_for(plan))
    wanted = filters.wanted()
    flipped = set(request.GET.get("fold", "").split(".")) - {""}
    today = timezone.localdate()
    edits = may_plan(request.user, plan)
    arranging = "arrange" in request.GET and not wanted and edits
    context = {
        "plan": plan,
        "filters": filters,
        "wanted": wanted,
        "flipped": flipped,
        "outline": outline(plan, wanted, flipped, today, arranging=arranging),
        "may_plan": edits,
        "questions": plan.questions.open().count(),
        "remarks_on_rows": plan.state == plan.State.SENT and may_remark(request.user, plan),
        "may_lead": may_lead(request.user, plan.team),
        "has_earlier": edits and earlier_plans(plan).exists(),
        "added_at": request.GET.get("at", ""),
        "arranging": arranging,
    }
    part = request.htmx and not (request.htmx.boosted or request.htmx.history_restore_request)
    page = "_outline.html" if part else "outline.html"
    response = render(request, f"workplans/plan/{page}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def plan_begin(request, pk):
    """A new plan of the team `pk`, with its quarters."""
    team = team_to_lead(request, pk)
    first, last = first_days(Workplan.objects.filter(team=team), timezone.localdate())
    has_earlier = written_plans(team).exists()
    form = BeginForm(request.POST or None, initial={"starts_on": first, "ends_on": last}, has_earlier=has_earlier)
    if request.method == "POST" and form.is_valid():
        try:
            days = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
            plan = Workplan.objects.begin(team, *days, by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The workplan is there, with its quarters."))
            return redirect(NEXT.get(form.cleaned_data["how"], "workplans:plan_outline"), plan.pk)
    return render(request, "workplans/plan/begin.html", {"team": team, "form": form})


def plan_change(request, pk):
    """The plan's own dates, its quarters, its currency."""
    with at_once():
        plan = workplan_to_lead(request, pk, lock=request.method == "POST")
        plan.refuse_unless_open()
        if request.method == "POST":
            plan.hold_team()
        form = WorkplanForm(request.POST or None, instance=plan)
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            return redirect(plan)
    return render(request, "workplans/plan/change.html", {"plan": plan, "form": form})


def plan_remove(request, pk):
    """Removes a plan that nothing was written in: what was written is never thrown away whole."""
    with at_once():
        plan = workplan_to_lead(request, pk, lock=request.method == "POST")
        empty = not (plan.objective_set.exists() or plan.versions.exists() or plan.agreements.exists())
        if request.method == "POST" and empty:
            plan.delete()
            messages.success(request, _("The empty workplan is removed."))
            return redirect("workplans:plan_list")
    return render(request, "workplans/plan/remove.html", {"plan": plan, "empty": empty})


def plan_history(request, pk):
    """Who changed what in the plan, when and why, newest first."""
    plan = workplan_to_read(request, pk)
    changes = changes_of(plan, HISTORY_SHOWN)
    return render(request, "workplans/plan/history.html", {"plan": plan, "changes": changes, "limit": HISTORY_SHOWN})
