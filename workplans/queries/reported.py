"""What the page of a plan's progress reads: each activity and each of its occasions, with what was reported last."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from teams.models import Post
from workplans.models import Activity, Delegation, Occasion
from workplans.queries.plan import Facts, when_in_words
from workplans.queries.progress import progress_in
from workplans.rules import delegating
from workplans.rules.progress import NOTHING_YET, Progress, days_late


@dataclass
class Line:
    """An activity that is done once, or one occasion of an activity, as the page prints it."""

    activity: Any
    occasion: Occasion | None
    number: str
    progress: Progress
    who: str
    when: str
    first: date | None
    due_on: date | None
    late: int
    """How many days late it is today; 0 where it is settled."""

    @property
    def month(self):
        """The first day of the month in which it is due; None where no day was set."""
        return self.due_on.replace(day=1) if self.due_on else None

    @property
    def is_one_day(self):
        return self.first is not None and self.first == self.due_on


def lines_of(plan, today):
    """[Line] of all that `plan` is to do, in the plan's order, occasions by their days: nine queries whatever its size."""
    facts = Facts(plan)
    known = progress_in([plan.pk])
    again: dict[int, list[Occasion]] = {}
    for one in Occasion.objects.filter(activity__workplan=plan).order_by("starts_on"):
        again.setdefault(one.activity_id, []).append(one)
    asked: dict[tuple, str] = {}
    # Of a chain that whose turn it is: what is passed on is with the next link.
    rows = Delegation.objects.open().filter(workplan=plan).exclude(state=delegating.PASSED_ON).order_by("pk")
    for activity, occasion, title in rows.values_list("activity", "occasion", "post__title"):
        asked[activity, occasion] = title
    found = []
    for number, activity in numbered(facts):
        times: list[Occasion | None] = [*again.get(activity.pk, [])]
        for occasion in times or [None]:
            place = activity.pk, occasion.pk if occasion else None
            days = occasion or activity
            progress = known.get(place, NOTHING_YET)
            late = 0 if progress.is_settled else days_late(progress, days.ends_on, today)
            who = asked.get(place) or asked.get((activity.pk, None)) or activity.who
            when = str(occasion) if occasion else when_in_words(activity)
            found.append(Line(activity, occasion, number, progress, who, when, days.starts_on, days.ends_on, late))
    return found


def numbered(facts):
    """(number, activity) of each activity of a plan, in its order."""
    for place, objective in enumerate(facts.objectives, start=1):
        for output_place, output in enumerate(facts.outputs[objective.pk], start=1):
            output_number = output.code or f"{place}.{output_place}"
            for activity_place, activity in enumerate(facts.activities[output.pk], start=1):
                yield activity.code or f"{output_number}.{activity_place}", activity


def wanted_of(lines, wanted):
    """Those of `lines` that the filter `wanted` (see ShownForm) leaves."""
    if key := wanted.get("post"):
        lines = [line for line in lines if str(line.activity.post_id or "") == key]
    state = wanted.get("state")
    if state == "late":
        return [line for line in lines if line.late]
    if state == "nothing":
        return [line for line in lines if not line.progress.state]
    if state == "open":
        return [line for line in lines if not line.progress.is_settled]
    return [line for line in lines if line.progress.state == state] if state else lines


def late_first(lines):
    """`lines` with the latest first, then by their day, what is settled last."""
    return sorted(lines, key=lambda line: (line.progress.is_settled, -line.late, line.due_on or date.max))


def by_month(lines):
    """[(month in words or "", [Line])] in order, what has no day last."""
    months: dict[date | None, list[Line]] = {}
    for line in sorted(lines, key=lambda line: line.due_on or date.max):
        months.setdefault(line.month, []).append(line)
    return [(date_format(month, "YEAR_MONTH_FORMAT") if month else "", some) for month, some in months.items()]


@dataclass
class Grid:
    """The occasions of one recurring activity, side by side."""

    activity: Activity
    lines: list[Line]


def grids_of(lines):
    """[Grid] of the recurring activities among `lines`, in their order."""
    found: dict[int, Grid] = {}
    for line in lines:
        if line.occasion:
            found.setdefault(line.activity.pk, Grid(line.activity, [])).lines.append(line)
    return list(found.values())


def posts_for(plan):
    """(value, words) of the posts of the plan's team, to filter by."""
    rows = Post.objects.filter(team=plan.team_id).order_by("title").values_list("pk", "title")
    return [(str(key), title) for key, title in rows]
