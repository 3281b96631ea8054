"""The activities of a plan in its order, with the numbers that its pages and people call them by."""

from collections import defaultdict
from dataclasses import dataclass

from workplans.models import Activity, Objective, Output


@dataclass(frozen=True)
class Numbered:
    """An activity under its objective, with its code or its place, "1.2.3"."""

    number: str
    activity: Activity
    objective: Objective


def numbered(plan):
    """The objectives of `plan`, and its activities as Numbered, in order: three queries."""
    objectives = list(Objective.objects.filter(workplan=plan).defer("stated"))
    outputs, activities = defaultdict(list), defaultdict(list)
    for output in Output.objects.filter(workplan=plan).defer("stated"):
        outputs[output.objective_id].append(output)
    for activity in Activity.objects.filter(workplan=plan).select_related("post").defer("stated"):
        activities[activity.output_id].append(activity)
    found = [
        Numbered(activity.code or f"{place}.{output_place}.{activity_place}", activity, objective)
        for place, objective in enumerate(objectives, start=1)
        for output_place, output in enumerate(outputs[objective.pk], start=1)
        for activity_place, activity in enumerate(activities[output.pk], start=1)
    ]
    return objectives, found
