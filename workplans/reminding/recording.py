"""Reminders of the values of a month or quarter that are to be recorded: one for each post, plan and time."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from teams.models import Post, Team
from workplans.models import Workplan
from workplans.queries.recording import NOBODY, recorded_in
from workplans.reminding.people import AboveAtWork, AtWork, remind_each
from workplans.rules import recording
from workplans.rules.reminding import around, stage_above, stage_of

QUARTER = timedelta(days=200)
"""The values of so long before count for what is due now: those of the months in a quarter, however long it is."""


def of_recording(today):
    """Of values that are lacking, to the post that records them, then to who stands above: a fixed number of queries."""
    first, last = around(today)
    since = first - timedelta(days=settings.DAYS_TO_RECORD) - QUARTER
    found = [
        (owed, due_on)
        for plan in recorded_in(Workplan.objects.at_work(today), since=since)
        for owed in plan.owed(today)
        if first <= (due_on := recording.due_on(owed.period, settings.DAYS_TO_RECORD)) <= last
    ]
    teams = {
        team.pk: team
        for team in Team.objects.filter(pk__in={owed.plan.team for owed, _ in found}).select_related("unit")
    }
    leads = lead_posts(teams)
    posts = Post.objects.in_bulk({owed.post or leads.get(owed.plan.team) for owed, _ in found} - {None})
    at_work = AtWork(posts, today)
    over = AboveAtWork(set(teams.values()), today)
    for owed, due_on in together(found, leads):
        post = posts.get(owed.post)
        people = at_work.of(owed.post)
        team = teams[owed.plan.team]
        told = [(people, stage_of(due_on, today)), (over.of(team, people), stage_above(due_on, today))]
        facts = {"plan": team.name, "post": post.title if post else "", "period": owed.period.key}
        facts |= {"n": owed.missing, "all": owed.count, "day": due_on.isoformat()}
        url = reverse("workplans:monitor_period", args=[owed.plan.key, owed.period.key]) + "?show=mine"
        about = f"values-{owed.period.key}-{owed.post}"
        yield from remind_each(told, "values_due", thing=(about, owed.plan.key, url), **facts)


def lead_posts(teams):
    """{team: the first post that leads it}: who records what is with no post."""
    rows = Post.objects.filter(team__in=teams, role=Post.Role.LEAD).order_by("-pk")
    return dict(rows.values_list("team", "pk"))


def together(found, leads):
    """What is with no post is the lead's, together with what the lead's own post records."""
    sums = {}
    for owed, due_on in found:
        post = owed.post if owed.post != NOBODY else leads.get(owed.plan.team, NOBODY)
        key = owed.plan.key, owed.period.key, post
        if key not in sums:
            sums[key] = owed, due_on
            owed.post = post
        else:
            there = sums[key][0]
            there.count += owed.count
            there.missing += owed.missing
            there.from_file += owed.from_file
    return sums.values()
