"""Who has a part in what waits to be confirmed, read for many at once: who is reminded, shown the button, or not."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, Q

from workplans.models import Delegation, DelegationStep, Entry
from workplans.rules import delegating


@dataclass
class Parts:
    """The keys of the posts that stand behind something, and of the people who acted in it.

    Who holds or covers one of the posts has a part in it, too.
    """

    posts: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)

    def has(self, person, posts):
        """Whether the key `person`, None for nobody, who acts for the keys `posts`, has a part in it."""
        return person in self.people or not self.posts.isdisjoint(posts)


def parts_of_chains(firsts):
    """{delegation: the Parts of its chain} for the first links `firsts`: two queries, none where there are none."""
    keys = [one.pk for one in firsts]
    links = list(Delegation.objects.filter(Q(pk__in=keys) | Q(chain__in=keys)))
    chain = {link.pk: link.chain_id or link.pk for link in links}
    found: dict[int, Parts] = defaultdict(Parts)
    for link in links:
        parts = found[chain[link.pk]]
        parts.posts |= {key for key in (link.post_id, link.from_post_id) if key}
        parts.people.add(link.asked_by_id)
    steps = DelegationStep.objects.filter(delegation__in=links).exclude(act=delegating.SAY).order_by()
    for delegation, by in steps.values_list("delegation", "by"):
        found[chain[delegation]].people.add(by)
    return dict(found)


def parts_of_reports(entries):
    """{entry: its Parts} for `entries` that come with their activity: one query, none where there are none."""
    wrote = defaultdict(set)
    said = Entry.objects.filter(activity__in={one.activity_id for one in entries}).order_by()
    for activity, occasion, by in said.values_list("activity", "occasion", "by"):
        wrote[activity, occasion].add(by)
    return {
        one.pk: Parts(
            {one.post_id, one.for_post_id, one.activity.post_id} - {None}, set(wrote[one.activity_id, one.occasion_id])
        )
        for one in entries
    }


def without_part(activity, person, posts):
    """The keys of the reports on `activity` that wait for somebody who has no part in them, and `person` has none.

    `posts` are the keys of those for which they act. At most six queries.
    """
    alone = list(Entry.objects.to_confirm().filter(activity=activity).select_related("activity"))
    parts = parts_of_reports(alone)
    asked = list(Delegation.objects.filter(activity=activity, parent=None, state=delegating.DONE))
    chains = parts_of_chains(asked)
    free = [one.pk for one in asked if not chains[one.pk].has(person, posts)]
    answers = Entry.objects.progress().standing().filter(delegation__in=free, state=Entry.State.DONE)
    whole = Q(occasion=F("delegation__occasion")) | Q(occasion=None, delegation__occasion=None)
    return {one.pk for one in alone if not parts[one.pk].has(person, posts)} | set(
        answers.filter(whole).order_by().values_list("pk", flat=True)
    )
