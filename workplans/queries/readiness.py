"""What the page of structures and systems reads."""

from workplans.models import Readiness
from workplans.queries.numbers import numbered

ORDER = [Readiness.State.MISSING, Readiness.State.PARTLY, Readiness.State.IN_PLACE]


def readiness_of(plan, today):
    """The structures and systems of `plan`, what is missing first, each with `late` and the `waiting` activities.

    `waiting` has (number, activity) of each: five queries.
    """
    _objectives, rows = numbered(plan)
    places = {one.activity.pk: (place, one) for place, one in enumerate(rows)}
    found = list(plan.readiness.select_related("post").prefetch_related("activities"))
    for one in found:
        one.late = one.is_late(today)
        waiting = sorted((places[a.pk] for a in one.activities.all() if a.pk in places), key=lambda pair: pair[0])
        one.waiting = [numbered_activity for _place, numbered_activity in waiting]
    return sorted(found, key=lambda one: (ORDER.index(one.state), not one.late, one.pk))
