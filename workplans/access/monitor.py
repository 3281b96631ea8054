"""Who may see and do what with what is recorded and compared."""

from django.http import Http404

from teams.access import first_or_404
from workplans.access.plan import item_to_edit
from workplans.models import Explanation, Workplan

# Comparing: why something is otherwise than planned.


def explanation_to_edit(request, kind, pk, number, lock=False):
    """The Explanation of the indicator or activity `pk` in the quarter `number`, a new one where there is none.

    For who writes in its plan; 403 for who only reads it and once it is closed, else 404. With `lock` the plan is held,
    so that two people do not begin one at the same time.
    """
    if kind not in ("indicator", "activity"):
        raise Http404
    item = item_to_edit(request, kind, pk)
    quarter = first_or_404(item.workplan.quarters.filter(number=number))
    if lock:
        Workplan.objects.hold(item.workplan_id)
    there = Explanation.objects.filter(quarter=quarter, **{kind: item})
    found = (there.select_for_update() if lock else there).first() or Explanation(quarter=quarter)
    setattr(found, kind, item)
    found.quarter = quarter
    return found
