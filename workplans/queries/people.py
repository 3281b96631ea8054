"""What the page of people's time reads: what each post is planned for, by month, beside what it has."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from teams.models import Holding, Post
from workplans.models import Resource
from workplans.queries.plan import month_keys
from workplans.rules import periods
from workplans.rules.money import NOTHING, parts


@dataclass
class Cell:
    """A month of a post: days planned, days that it has, whether nobody holds it then."""

    planned: Decimal
    has: Decimal
    vacant: bool

    @property
    def beyond(self):
        """By how many days more is planned than the post has; nothing where it is not."""
        return max(NOTHING, self.planned - self.has)


@dataclass
class PostTime:
    """A post's row: its months, what is planned for no month, and what it is all for. `post` is None for no post."""

    post: Post | None
    cells: list[Cell]
    undated: Decimal
    resources: list = field(default_factory=list)

    @property
    def planned(self):
        return sum((cell.planned for cell in self.cells), self.undated)

    @property
    def beyond(self):
        """The months in which more is planned than the post has."""
        return [cell for cell in self.cells if cell.beyond]


def time_of(plan):
    """The PostTime of each post of the plan's team, and of time that no post was named for: three queries.

    Days are spread evenly over the months of their activity, to a hundredth of a day.
    """
    timeline = plan.months()
    keys = [periods.month_key(day) for day in timeline]
    posts = list(Post.objects.filter(team=plan.team_id))
    holdings: dict[int | None, list] = defaultdict(list)
    held = Holding.objects.filter(post__team=plan.team_id)
    for holder_of, first, last in held.values_list("post", "starts_on", "ends_on"):
        holdings[holder_of].append((first, last))
    planned: dict[int | None, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    resources = defaultdict(list)
    rows = Resource.objects.filter(workplan=plan, kind=Resource.Kind.TIME).select_related("activity", "post")
    for resource in rows:
        months = [key for key in month_keys(resource.activity, timeline) if key in keys] or [""]
        for key, part in zip(months, parts(resource.days, [1] * len(months)), strict=True):
            planned[resource.post_id][key] += part
        resources[resource.post_id].append(resource)
    rows_of: dict[int | None, Post | None] = {post.pk: post for post in posts}
    for some in resources.values():
        rows_of.setdefault(some[0].post_id, some[0].post)
    found = []
    for key, post in rows_of.items():
        cells = []
        for day, month in zip(timeline, keys, strict=True):
            vacant = bool(post) and not any(
                first <= periods.month_end(day) and (last is None or last >= day) for first, last in holdings[key]
            )
            has = NOTHING if vacant or post is None else post.days_a_month
            cells.append(Cell(planned[key][month], has, vacant))
        found.append(PostTime(post, cells, planned[key][""], resources[key]))
    return timeline, found
