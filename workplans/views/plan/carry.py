"""What of last year's plan goes on in this one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workplans.access import workplan_to_plan
from workplans.carrying import carry_over, earlier_plans
from workplans.forms.carry import CarryForm
from workplans.queries import ALL, outline


def plan_carry(request, pk):
    """Choosing what of an earlier plan of the team (`from`, else the latest) goes on in the plan `pk`."""
    plan = workplan_to_plan(request, pk)
    earlier = list(earlier_plans(plan))
    if not earlier:
        return render(request, "workplans/plan/carry.html", {"plan": plan})
    from_plan = chosen_plan(earlier, request.GET.get("from", ""))
    found = outline(from_plan, {}, {ALL}, timezone.localdate())
    form = CarryForm(request.POST or None, plan, from_plan, found.rows, request.GET.get("tick", ""))
    if request.method == "POST" and form.is_valid():
        done = carry_over(plan, from_plan, form.chosen(), form.cleaned_data.get("with_money", False))
        tell(request, done)
        return redirect(plan)
    context = {"plan": plan, "earlier": earlier, "from_plan": from_plan, "outline": found, "form": form}
    return render(request, "workplans/plan/carry.html", context)


def chosen_plan(earlier, wanted):
    """The plan of `earlier` whose key the address gives; the latest where it gives none, 404 where it is another's."""
    if not wanted:
        return earlier[0]
    for plan in earlier:
        if str(plan.pk) == wanted:
            return plan
    raise Http404


def tell(request, done):
    """Say what was carried over, and what now wants dates."""
    words = _("Carried over. Objectives: %(objective)s, outputs: %(output)s, activities: %(activity)s.")
    messages.success(request, words % done.counts)
    if done.undated:
        words = ngettext(
            "%(n)s activity was planned for a time that this plan does not have. Give it dates.",
            "%(n)s activities were planned for a time that this plan does not have. Give them dates.",
            done.undated,
        )
        messages.warning(request, words % {"n": done.undated})
