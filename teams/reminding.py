"""Who is reminded of what: what every source of reminders says, and whom it finds.

Who holds a post is read each time, so a reminder goes to who has the work today and to nobody who had it before.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from teams.models import Holding, Post, User


@dataclass(frozen=True)
class Reminder:
    """That something is due, told to one person: `about` and `pk` name the thing, `stage` and `on` the occasion.

    `stage` is "before", "day", "late" or "above"; `on` is the day that it was reached, not the day it is today.
    """

    to: User
    kind: str
    about: str
    pk: int
    stage: str
    on: date
    url: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def subject(self):
        """What names the thing: "readiness-12"."""
        return f"{self.about}-{self.pk}"

    @property
    def row(self):
        """The fields of its notice; the words of its kind know the stage as a fact."""
        key = f"{self.subject}:{self.stage}:{self.on.isoformat()}"
        facts = {"stage": self.stage, **self.facts}
        return {"to": self.to, "key": key, "kind": self.kind, "url": self.url, "facts": facts}


def holders(posts, day):
    """{key of a post: the people who hold it on `day`} for `posts`, in one query; a vacant one is not in it."""
    if not posts:
        return {}
    found = defaultdict(list)
    for holding in Holding.objects.on(day).filter(post__in=posts, user__is_active=True).select_related("user"):
        found[holding.post_id].append(holding.user)
    return dict(found)


class Above:
    """Who stands above whom in some `teams` on a day: two queries, whatever is asked afterwards.

    None where there is no team: a worker looks every minute, and mostly finds nothing that is due.
    """

    def __init__(self, teams, day):
        """`teams` come with their `unit`."""
        self.leads, self.supervisors = defaultdict(list), defaultdict(list)
        if not teams:
            return
        running = Holding.objects.on(day).filter(user__is_active=True).select_related("user", "post").order_by("pk")
        for holding in running.filter(post__team__in=teams, post__role=Post.Role.LEAD):
            self.leads[holding.post.team_id].append(holding.user)
        units = {pk for team in teams for pk in path_of(team)}
        for holding in running.filter(post__unit__in=units, post__role=Post.Role.SUPERVISOR):
            self.supervisors[holding.post.unit_id].append(holding.user)

    def of(self, team, people):
        """Who stands above `people` in `team`: its other leads; where nobody else leads, the nearest supervisors."""
        others = [lead for lead in self.leads[team.pk] if lead not in people]
        if others:
            return others
        nearest = (self.supervisors[pk] for pk in reversed(path_of(team)) if pk in self.supervisors)
        return [person for person in next(nearest, []) if person not in people]


def path_of(team):
    """The keys of the units that `team` belongs to, from the top."""
    return [int(key) for key in team.unit.path.strip("/").split("/")]
