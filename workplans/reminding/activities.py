"""Reminders of what a post is responsible for: an activity that is done once, each occasion of one that is done again."""

from collections import defaultdict

from django.db.models import BigIntegerField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.text import Truncator

from workplans.models import Activity, Delegation, Entry, Occasion, Workplan
from workplans.reminding.people import AboveAtWork, AtWork, remind_each
from workplans.rules import delegating
from workplans.rules.progress import SETTLED
from workplans.rules.reminding import around, stage_above, stage_of


def of_activities(today):
    """Of activities that are done once and asked of nobody else: to the responsible post, then to the team's lead."""
    asked = Delegation.objects.open().filter(activity=OuterRef("pk"), occasion=None)
    mine = Activity.objects.filter(~Exists(asked), post__isnull=False, occasions=None, ends_on__range=around(today))
    rows = in_work(last_state(mine, "pk", None), today).select_related("post", "workplan__team__unit").defer("stated")
    yield from of_each([(one, one, one.post) for one in rows.order_by("pk")], "activity", today)


def of_occasions(today):
    """Of the occasions of what is done again and again, one by one: to who took it on, else to the responsible post."""
    asked = Delegation.objects.open().filter(occasion=OuterRef("pk"))
    due = Occasion.objects.filter(~Exists(asked), ends_on__range=around(today))
    rows = in_work(last_state(due, "activity", "pk"), today, "activity__workplan")
    found = list(rows.select_related("activity__post", "activity__workplan__team__unit").order_by("pk"))
    taken = defaultdict(list)
    whole = Delegation.objects.open().filter(occasion=None, activity__in={one.activity_id for one in found})
    for one in whole.select_related("post").order_by("pk"):
        taken[one.activity_id].append(one)
    yield from of_each(
        [(one, one.activity, post) for one in found for post in posts_of(one.activity, taken[one.activity_id])],
        "occasion",
        today,
    )


def posts_of(activity, taken):
    """The posts whose work an occasion of `activity` is: those that took it on as a whole, where it is asked of any."""
    if taken:
        return [one.post for one in taken if one.state == delegating.ACCEPTED]
    return [activity.post] if activity.post else []


def of_each(due, about, today):
    """Reminders of `due`, [(what has an `ends_on`, its activity, a post)]."""
    at_work = AtWork({post.pk for _one, _activity, post in due}, today)
    over = AboveAtWork({activity.workplan.team for _one, activity, _post in due}, today)
    for one, activity, post in due:
        people = at_work.of(post.pk)
        told = [
            (people, stage_of(one.ends_on, today)),
            (over.of(activity.workplan.team, people), stage_above(one.ends_on, today)),
        ]
        name = Truncator(activity.name).chars(120)
        facts = {"activity": name, "post": post.title, "day": one.ends_on.isoformat()}
        facts |= {"time": one.interval if about == "occasion" else "", "team": activity.workplan.team.name}
        yield from remind_each(told, "work_due", thing=(about, one.pk, activity.get_absolute_url()), **facts)


def in_work(rows, today, plan="workplan"):
    """Those of `rows` in whose plan there is still work."""
    return rows.filter(**{f"{plan}__in": Workplan.objects.at_work(today)})


def last_state(rows, activity, occasion):
    """Those of `rows` of which nobody has reported last that it is done, or that it was not done; see said_last."""
    last = rows.annotate(said=Subquery(said_last(activity, occasion).values("state")[:1]))
    return last.filter(Q(said=None) | ~Q(said__in=SETTLED))


def said_last(activity, occasion):
    """The reports that count of what a row is about, the last first, for a subquery.

    `activity` and `occasion` name what leads to them from a row; None where it is of no occasion.
    """
    entries = Entry.objects.counting().filter(activity=OuterRef(activity))
    if occasion is None:
        return entries.filter(occasion=None)
    # which may be none, too
    return entries.alias(time=or_nothing("occasion")).filter(time=or_nothing(OuterRef(occasion)))


def or_nothing(key):
    """The key that `key` leads to; 0 where it is NULL, so that nothing equals nothing."""
    return Coalesce(key, Value(0), output_field=BigIntegerField())
