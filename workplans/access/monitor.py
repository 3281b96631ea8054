"""Who may look at a quarter together, agree on something, and say what came of it."""

from django.http import Http404

from teams.access import first_or_404, may_edit, or_403, teams_to_read
from workplans.access.implement import acts_for
from workplans.access.plan import workplan_to_edit, workplan_to_read
from workplans.models import Agreement


def quarter_to_read(request, pk, number):
    """(the plan `pk`, its quarter `number`, all its quarters), or 404."""
    return with_quarter(workplan_to_read(request, pk), number)


def quarter_to_agree(request, pk, number):
    """As `quarter_to_read`, for who writes in the plan; 403 for who only reads it and once it is closed."""
    return with_quarter(workplan_to_edit(request, pk), number)


def with_quarter(plan, number):
    quarters = list(plan.quarters.all())
    found = next((one for one in quarters if one.number == number), None)
    if found is None:
        raise Http404
    found.workplan = plan
    return plan, found, quarters


def agreement_to_read(request, pk):
    """What was agreed, in a team that the person reads, or 404."""
    seen = Agreement.objects.filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    return first_or_404(
        seen.select_related("workplan__team__unit", "quarter", "post", "indicator", "activity", "settled_by")
    )


def may_settle(user, agreement):
    """Whether `user` may say what came of it: who writes in the plan, and who holds or covers its post."""
    return may_edit(user, agreement.workplan.team) or acts_for(user, agreement.post)


def agreement_to_settle(request, pk):
    """What was agreed, for who may say what came of it; 403 for others who read it and once the plan is closed, or 404."""
    agreement = agreement_to_read(request, pk)
    or_403(may_settle(request.user, agreement))
    agreement.workplan.refuse_if_closed()
    return agreement


def agreement_to_change(request, pk, lock=False):
    """What was agreed, for who writes in the plan; 403 and 404 as there. Locked for a change when `lock`."""
    agreement = agreement_to_read(request, pk)
    or_403(may_edit(request.user, agreement.workplan.team))
    agreement.workplan.refuse_if_closed()
    if lock:
        locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
        locked.workplan, locked.quarter = agreement.workplan, agreement.quarter
        return locked
    return agreement
