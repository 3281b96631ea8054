"""What is written in a plan, to be compared."""

from workplans.models import Activity, Allocation, Indicator, Objective, Output, Target


def state(plan):
    """All that is written in a plan."""
    rows = {}
    for model in (Objective, Output, Activity, Indicator, Allocation):
        rows[model.__name__] = list(model.objects.filter(workplan=plan).order_by("pk").values())
    rows["Target"] = list(Target.objects.filter(indicator__workplan=plan).order_by("pk").values())
    for row in (one for kind in rows.values() for one in kind):
        row.pop("version", None)
    return rows
