"""Review: where the demo's plans stand between their teams and who supervises them."""

from datetime import timedelta

from django.utils import timezone

from teams.models import Post, User
from workplans import reviewing
from workplans.calling import call_for_plans
from workplans.models import Allocation, Call
from workplans.rules import periods

SHOWN = 8
"""So many teams sent their plan; the others are still writing."""
REMARKS = [
    "Fuel seems to be counted twice, here and in the supervision visits.",
    "How many people are expected? Without a number the cost cannot be judged.",
]


def fill(demo, sites):
    """The main team's plan is approved and being changed; the next are sent, returned, or approved."""
    call_for_next_year(demo, sites)
    for site in sites:
        place = demo.sites.index(site)
        plan = site.team.workplans.order_by("-starts_on").first()
        sender = holder(demo, Post.objects.filter(team=site.team, role=Post.Role.LEAD))
        units = plan.reviewers() if plan else []
        if not (demo.for_looking and place < SHOWN and sender and units and plan.activity_set.exists()):
            continue
        reviewer = holder(demo, Post.objects.filter(unit=units[0], role=Post.Role.SUPERVISOR))
        if reviewer is None:
            continue
        days_ago = 9 - place
        version = reviewing.send(plan, sender, "This is what we can do with the people that we have.")
        version.at = timezone.now() - timedelta(days=days_ago)
        version.save(update_fields=["at"])
        if place == 1:
            continue
        if place == 2:
            give_back(plan, version, reviewer)
            continue
        for _unit in units:
            reviewing.approve(plan, version.number, reviewer)
        if site.is_main:
            amend(plan, sender)


def call_for_next_year(demo, sites):
    """The unit above the main team calls for next year's plans."""
    teams = [site.team for site in sites if site.is_main]
    if not (demo.for_looking and teams and teams[0].unit.parent):
        return
    region = teams[0].unit.parent
    caller = holder(demo, Post.objects.filter(unit=region, role=Post.Role.SUPERVISOR))
    plan = teams[0].workplans.order_by("-starts_on").first()
    if caller is None or plan is None:
        return
    first = plan.ends_on + timedelta(days=1)
    days = {"starts_on": first, "ends_on": periods.year_from(first), "due_on": demo.today + timedelta(days=21)}
    note = "Begin with what the reflection and the results of this year say."
    call_for_plans(Call(unit=region, note=note, **days), caller)


def holder(demo, posts):
    """Who holds one of `posts` on the day of the demo; None where all are vacant."""
    return User.objects.holding(posts, demo.today).first()


def give_back(plan, version, reviewer):
    """Returned, with a remark on two activities."""
    for activity, text in zip(plan.activity_set.order_by("pk")[:2], REMARKS, strict=False):
        reviewing.remark(plan, activity, text, reviewer)
    reviewing.give_back(plan, version.number, "Please look at the two remarks; the rest is good.", reviewer)


def amend(plan, sender):
    """A change of the approved plan, under way: one activity is later and costs less."""
    reviewing.amend(plan, "The road to the lake villages is closed until the rains end.", sender)
    large = Allocation.objects.filter(workplan=plan, amount__gt=200).select_related("source", "activity")
    if found := large.order_by("pk").first():
        Allocation.objects.put(found.activity, {found.source: found.amount - 100}, "Fewer trips")
