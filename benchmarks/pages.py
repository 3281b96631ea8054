"""Rows 1 to 4: the pages of a team, against the floor and against an empty page of the same person."""

import time

from django.urls import reverse

from benchmarks import floor
from benchmarks.comparing import Comparison
from benchmarks.visiting import Visitor

EMPTY = "/empty/"
TRIES = 5


def plan_address(facts):
    """The page of the long plan with all its activities open."""
    return reverse("workplans:plan_outline", args=[facts["plan"]]) + "?fold=all"


def comparisons(facts, databases):
    viewer = Visitor.of(facts["viewer"])
    plan = plan_address(facts)
    activity = reverse("workplans:plan_item", args=["activity", facts["worked_on"]]) + "?all=1"
    home, large = (reverse("lmframework:home_team", args=[facts[name]]) for name in ("team", "team_of_plan"))
    empty = viewer.times(EMPTY)

    def floor_once():
        start = time.thread_time()
        floor.printed(str(databases["many"]), facts["plan"])
        return time.thread_time() - start

    return [
        Comparison("1", "plan page, 300 activities shown; the floor", viewer.times(plan), floor_once, 3, tries=TRIES),
        Comparison(
            "2", "the same, unchanged (304); an empty page", viewer.times_unchanged(plan), empty, 1.5, tries=TRIES
        ),
        Comparison(
            "3", "activity page with its whole history; an empty page", viewer.times(activity), empty, 6, tries=TRIES
        ),
        Comparison("4", "home of a team, 63 activities; an empty page", viewer.times(home), empty, 6, tries=TRIES),
        Comparison("4b", "home of a team, 300 activities; an empty page", viewer.times(large), empty, 6, tries=TRIES),
    ]
