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


@dataclass(frozen=True)
class Place:
    """An objective, an output or an activity where it stands in its plan: its kind, its number, what is above it."""

    kind: str
    number: str
    item: Objective | Output | Activity
    objective: Objective
    output: Output | None = None


def places(plan):
    """[Place] of everything that `plan` is made of, in its order: three queries."""
    objectives = list(Objective.objects.filter(workplan=plan).defer("stated"))
    outputs, activities = defaultdict(list), defaultdict(list)
    for output in Output.objects.filter(workplan=plan).defer("stated"):
        outputs[output.objective_id].append(output)
    for activity in Activity.objects.filter(workplan=plan).select_related("post").defer("stated"):
        activities[activity.output_id].append(activity)
    found = []
    for place, objective in enumerate(objectives, start=1):
        found.append(Place("objective", objective.code or str(place), objective, objective))
        for output_place, output in enumerate(outputs[objective.pk], start=1):
            found.append(Place("output", output.code or f"{place}.{output_place}", output, objective, output))
            for last, activity in enumerate(activities[output.pk], start=1):
                number = activity.code or f"{place}.{output_place}.{last}"
                found.append(Place("activity", number, activity, objective, output))
    return found


class Numbers:
    """What stands in `plan`, in order, with the number of each: three queries."""

    def __init__(self, plan):
        found = places(plan)
        self.objectives, self.activities = numbered_in(found)
        self.of: dict[tuple[str, int], str] = {(one.kind, one.item.pk): one.number for one in found}
        """{(kind, key): number}, in the plan's order."""


def numbered(plan):
    """The objectives of `plan`, and its activities as Numbered, in order: three queries."""
    return numbered_in(places(plan))


def numbered_in(found):
    """The same, out of the Places of a plan."""
    objectives = [one.item for one in found if one.kind == "objective"]
    return objectives, [Numbered(one.number, one.item, one.objective) for one in found if one.kind == "activity"]
