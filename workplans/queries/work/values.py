"""The values that are to be recorded, as lines of a person's work."""

from collections import defaultdict

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def line(reading, kind, some, words, address, **facts):
    """One Task of `kind` for `some` that are owed of one time of one plan."""
    plan, period = some[0].plan, some[0].period
    more = {"about": plan.team_name, "row": plan.key, "period": period.key, "practice": str(Practice.MONITOR.label)}
    posts = {one.post for one in some}
    if len(posts) == 1 and NOBODY not in posts:
        more["post_key"] = posts.pop()
    due_on = recording.due_on(period, settings.DAYS_TO_RECORD)
    return reading.task(kind, words % {"period": period_in_words(period.key), **facts}, address, due_on, **more)
