"""The values that are to be recorded, and those that somebody doubts, as lines of a person's work."""

from collections import defaultdict

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workplans.models import Entry, Quarter
from workplans.practices import Practice
from workplans.queries.recording import NOBODY, owed_by
from workplans.rules import recording
from workplans.written import period_in_words


def values_to_record(reading):
    """The Tasks for the posts of a Reading: one for each time of a plan that is over, and one for what a file brings."""
    together = defaultdict(list)
    for owed in owed_by(reading.keys, reading.led, reading.teams, reading.today):
        together[owed.plan.key, owed.period.key].append(owed)
    for some in together.values():
        missing, from_file = (sum(getattr(one, name) for one in some) for name in ("missing", "from_file"))
        if missing:
            facts = {"n": missing, "all": sum(one.count for one in some)}
            words = _("Record the values of %(period)s: %(n)s of %(all)s still missing")
            address = reverse("workplans:monitor_period", args=[some[0].plan.key, some[0].period.key]) + "?show=mine"
            yield line(reading, "record", some, words, address, **facts)
        if from_file:
            words = ngettext(
                "Bring the file of %(period)s: it fills %(n)s value",
                "Bring the file of %(period)s: it fills %(n)s values",
                from_file,
            )
            address = reverse("workplans:monitor_fill", args=[some[0].plan.key])
            yield line(reading, "fill", some, words, address, n=from_file)


def doubted_values(reading):
    """A Task for each value of the posts of a Reading that somebody doubts, in a quarter that is not closed: one query."""
    mine = Q(about__post__in=reading.keys) | Q(about__post=None, workplan__team__in=reading.led)
    rows = (
        Entry.figures.filter(~Quarter.is_closed_then(), mine, workplan__in=reading.plans).open_doubts().order_by("pk")
    )
    last = {one.place: one for one in rows.select_related("by", "indicator", "activity", "about__post")}
    for one in last.values():
        when = period_in_words(one.period) if one.period else date_format(one.on, "j M")
        facts = {"name": (one.indicator or one.activity).name, "time": when, "value": one.in_words}
        about = _("%(person)s says that it is not right: %(text)s") % {"person": one.by.name, "text": one.text}
        more = {"about": about, "row": one.about_id, "practice": str(Practice.MONITOR.label)}
        if one.about.post:
            more |= {"post": one.about.post.title, "post_key": one.about.post_id}
        address = reverse("workplans:monitor_correct", args=[one.about_id])
        yield reading.task("doubted", _("%(name)s, %(time)s: %(value)s") % facts, address, **more)


def line(reading, kind, some, words, address, **facts):
    """One Task of `kind` for `some` that are owed of one time of one plan."""
    plan, period = some[0].plan, some[0].period
    more = {"about": plan.team_name, "row": plan.key, "period": period.key, "practice": str(Practice.MONITOR.label)}
    posts = {one.post for one in some}
    if len(posts) == 1 and NOBODY not in posts:
        more["post_key"] = posts.pop()
    due_on = recording.due_on(period, settings.DAYS_TO_RECORD)
    return reading.task(kind, words % {"period": period_in_words(period.key), **facts}, address, due_on, **more)
