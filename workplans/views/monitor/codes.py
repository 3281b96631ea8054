"""What codes of other systems, such as DHIS2, stand for in a team's plans: all of them, changing one, forgetting one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from teams.access import may_edit
from teams.atonce import at_once
from workplans.access.monitor import code_to_edit, codes_to_read
from workplans.forms.monitor.codes import MappingForm
from workplans.models import Mapping, Workplan
from workplans.queries.codes import Codes

SHOWN = 50


@require_GET
def monitor_mappings(request, pk):
    """What each code stands for: those of indicators first, then those of nothing (`nothing`)."""
    team, codes = codes_to_read(request, pk)
    nothing = codes.filter(fills=Mapping.Fills.NOTHING)
    is_nothing = "nothing" in request.GET
    rows = nothing if is_nothing else codes.exclude(fills=Mapping.Fills.NOTHING)
    context = {
        "team": team,
        "page": Paginator(rows, SHOWN).get_page(request.GET.get("page")),
        "is_nothing": is_nothing,
        "nothing": nothing.count(),
        "plan": latest_plan(team),
        "may_edit": may_edit(request.user, team),
    }
    return render(request, "workplans/monitor/mappings.html", context)


def latest_plan(team):
    """The plan in which a code is said to stand for something: that of today, else the latest."""
    return team.workplans.newest_first(timezone.localdate()).first()


def monitor_mapping_change(request, pk):
    """Let a code stand for something else from now on, or for that as well (`also`); what it filled before stays."""
    mapping = code_to_edit(request, pk)
    plan = latest_plan(mapping.team)
    also = "also" in request.GET
    if plan is None or (also and mapping.fills == Mapping.Fills.NOTHING):
        raise Http404
    with at_once():
        if request.method == "POST":
            Workplan.objects.hold(plan.pk)  # so that no indicator goes while it is said
        form = MappingForm(mapping, Codes(plan), request.POST or None, also)
        if request.method == "POST" and form.is_valid():
            try:
                form.save(request.user)
            except ValidationError as problem:
                form.add_error("means", problem)
            else:
                messages.success(request, _("Remembered for the next file."))
                return redirect("workplans:monitor_mappings", mapping.team_id)
    context = {"mapping": mapping, "plan": plan, "form": form, "also": also}
    return render(request, "workplans/monitor/mapping_change.html", context)


@require_POST
def monitor_mapping_forget(request, pk):
    """Forget what a code stands for: the next file asks about it again."""
    mapping = code_to_edit(request, pk)
    team = mapping.team_id
    mapping.forget(request.user)
    messages.success(request, _("Forgotten. The next file asks about it again."))
    return redirect("workplans:monitor_mappings", team)
