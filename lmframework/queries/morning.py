"""What the morning page of who oversees teams reads: what waits for them, and who needs them."""

from dataclasses import dataclass
from datetime import date

from lmframework.forms import UnitForm
from lmframework.queries.units import Branch, in_order, steps_to_visit
from lmframework.unitpage import Row, UnitPage
from workplans.access import acting_posts, plans_to_review
from workplans.models import Obstacle, Workplan
from workplans.queries.review import waits_since

SHOWN = 5
"""So many things that wait are named."""
TO_VISIT = 3
"""So many units or teams are named as those that need help most."""


@dataclass(frozen=True)
class Waits:
    """What waits for a person: the plans to review, and what stands in the way and they were asked about."""

    plans: list[Workplan]
    plan_count: int
    obstacles: list[Obstacle]
    obstacle_count: int


def waits_for(user, today):
    """The Waits of `user`: the first few of each, and how many there are."""
    plans = waits_since(plans_to_review(user).select_related("team"))
    asked = Obstacle.objects.at_work(today).filter(asked__in=acting_posts(user)).select_related("team", "activity")
    plans, asked = list(plans), list(asked.order_by("since", "pk"))
    return Waits(plans[:SHOWN], len(plans), asked[:SHOWN], len(asked))


@dataclass(frozen=True)
class Needs:
    """Of a branch: its page, and the Rows of those that need help most."""

    page: UnitPage
    rows: list[Row]


def needs_below(unit, today: date):
    """The Needs of the branch of `unit` today, by districts or whatever lies so many levels below, or by teams."""
    by = steps_to_visit(unit)
    branch = Branch(unit, today, by, "quarter")
    form = UnitForm({"by": by}, today=today, has_below=True)
    page = UnitPage(branch, form.wanted())
    lines = [line for line in in_order(branch.lines, "need") if line.need]
    return Needs(page, page.named_rows(lines[:TO_VISIT]))
