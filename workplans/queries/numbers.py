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


class Numbers:
    """What stands in `plan`, in order, with the number of each: three queries."""

    def __init__(self, plan):
        self.objectives = list(Objective.objects.filter(workplan=plan).defer("stated"))
        outputs, activities = defaultdict(list), defaultdict(list)
        for output in Output.objects.filter(workplan=plan).defer("stated"):
            outputs[output.objective_id].append(output)
        for activity in Activity.objects.filter(workplan=plan).select_related("post").defer("stated"):
            activities[activity.output_id].append(activity)
        self.of: dict[tuple[str, int], str] = {}
        """{(kind, key): number}, in the plan's order."""
        self.activities: list[Numbered] = []
        for place, objective in enumerate(self.objectives, start=1):
            self.of["objective", objective.pk] = objective.code or str(place)
            for output_place, output in enumerate(outputs[objective.pk], start=1):
                self.of["output", output.pk] = output.code or f"{place}.{output_place}"
                for last, activity in enumerate(activities[output.pk], start=1):
                    number = activity.code or f"{place}.{output_place}.{last}"
                    self.of["activity", activity.pk] = number
                    self.activities.append(Numbered(number, activity, objective))


def numbered(plan):
    """The objectives of `plan`, and its activities as Numbered, in order: three queries."""
    found = Numbers(plan)
    return found.objectives, found.activities
