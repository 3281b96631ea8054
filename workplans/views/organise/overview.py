"""A plan's money as a whole, what is missing of its resources, and people's time."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teams.access import may_lead, or_403
from teams.atonce import at_once
from workplans.access import may_plan, may_write, workplan_to_read
from workplans.forms.organise.time import TimeForm
from workplans.queries.ceilings import ceilings_over
from workplans.queries.ledger import advances_of
from workplans.queries.organise import BY, Money, gaps, starting_without
from workplans.queries.people import time_of

LABELS = {
    "source": gettext_lazy("By source"),
    "objective": gettext_lazy("By objective"),
    "quarter": gettext_lazy("By quarter"),
    "place": gettext_lazy("By place"),
}


def organise_money(request, pk):
    """What is asked, approved, released and spent, by source, objective, quarter or place (`by`)."""
    plan = workplan_to_read(request, pk)
    by = request.GET.get("by")
    by = by if by in BY else "source"
    money = Money(plan)
    context = {
        "plan": plan,
        "money": money,
        "by": by,
        "ways": LABELS.items(),
        "lines": BY[by](money),
        "ceilings": ceilings_over(plan),
        "late": [advance for advance in advances_of(plan, timezone.localdate()) if advance.is_late],
        "may_plan": may_plan(request.user, plan),
        "may_lead": may_lead(request.user, plan.team),
    }
    return render(request, "workplans/organise/money.html", context)


def organise_gap(request, pk):
    """What starts soon without its resources, what has less than it needs, and what has no money at all."""
    plan, today = workplan_to_read(request, pk), timezone.localdate()
    money = Money(plan)
    found, starting, everything = gaps(money), starting_without(money, today), "all" in request.GET
    context = {
        "plan": plan,
        "money": money,
        "starting": starting if everything else starting[:SHOWN],
        "more_starting": 0 if everything else max(0, len(starting) - SHOWN),
        "gaps": found if everything else found[:SHOWN],
        "more": 0 if everything else max(0, len(found) - SHOWN),
        "may_edit": may_write(request.user, plan),
    }
    return render(request, "workplans/organise/gap.html", context)


SHOWN = 25
"""So many activities of each kind are shown, the soonest and the largest gaps, before the rest is asked for."""


def organise_time(request, pk):
    """What each post is planned for by month, beside what it has; the lead says what it has."""
    with at_once():
        plan = workplan_to_read(request, pk)
        months, rows = time_of(plan)
        form = TimeForm(
            request.POST or None, posts=[row.post for row in rows if row.post and row.post.team_id == plan.team_id]
        )
        if request.method == "POST":
            or_403(may_lead(request.user, plan.team))
            if form.is_valid():
                form.save()
                messages.success(request, _("Saved."))
                return redirect("workplans:organise_time", plan.pk)
    context = {
        "plan": plan,
        "months": months,
        "rows": rows,
        "form": form,
        "may_lead": may_lead(request.user, plan.team),
        "any_time": any(row.resources for row in rows),
    }
    return render(request, "workplans/organise/time.html", context)
