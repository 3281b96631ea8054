"""Reminding by hand of what is not recorded: what a person does on the page of a quarter, once a day."""

from django.urls import reverse

from teams.models import Notice, Post
from workplans.models import Absence
from workplans.queries.quarter import reminder_key


def remind_to_record(plan, quarter, row, by, today):
    """(who is to record what `row`, an Unrecorded, lacks; those of them who are told of it now), but never `by`."""
    posts = [row.post] if row.post else list(Post.objects.filter(team=plan.team_id, role=Post.Role.LEAD))
    people = [one for one in Absence.objects.people_for(posts, today) if one.pk != by.pk]
    url = reverse("workplans:monitor_quarter", args=[plan.pk, quarter.number]) + "#unrecorded"
    facts = {"who": by.name, "post": row.post.title if row.post else "", "count": row.count, "plan": plan.full_name}
    facts["quarter"] = quarter.number
    key = reminder_key(quarter, row.key, today)
    return people, [one for one in people if Notice.objects.remind(one, key, "record_asked", url=url, **facts)]
