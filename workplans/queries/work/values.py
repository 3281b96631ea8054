"""The values that are to be recorded, and those that somebody doubts, as lines of a person's work."""

from collections import defaultdict

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from workplans.models import Entry, Quarter
from workplans.practices import Practice
from workplans.queries.recording import NOBODY, owed_by
from workplans.rules import recording
from workplans.written import period_in_words


def values_to_record(reading):
    """The Tasks for the posts of a Reading: what is late and what is not yet, months, quarters and years each together.

    And one for what a file brings of them.
    """
    mine, others = owed_by(reading.keys, reading.led, reading.teams, reading.today)
    together = defaultdict(list)
    for owed in mine:
        together[owed.plan.key, owed.period.every, is_late(owed, reading.today)].append(owed)
    for some in together.values():
        if missing := [one for one in some if one.missing]:
            yield line(reading, "record", missing, reverse_of(missing) + "?show=mine", to_record_in_words(missing))
        if from_file := [one for one in some if one.from_file]:
            n = sum(one.from_file for one in from_file)
            words = ngettext(
                "Bring the file of %(period)s: it fills %(n)s value",
                "Bring the file of %(period)s: it fills %(n)s values",
                n,
            )
            address = reverse("workplans:monitor_fill", args=[some[0].plan.key])
            facts = {"period": times_in_words(from_file), "n": number_format(n)}
            yield line(reading, "fill", from_file, address, words % facts)
    yield from missing_of_others(reading, [one for one in others if is_late(one, reading.today)])


def missing_of_others(reading, owed):
    """The Tasks that a lead waits for: what the other posts of the team have not recorded, a line for each post of a plan."""
    together = defaultdict(list)
    for one in owed:
        together[one.plan.key, one.post].append(one)
    for (plan, post), some in together.items():
        n = sum(one.missing + one.from_file for one in some)
        words = _("Values of %(period)s: %(n)s missing")
        first = oldest(some)
        page = reverse("workplans:monitor_quarter", args=[plan, first.period.quarter])
        about = " · ".join(one for one in (first.title, first.plan.team_name) if one)
        more = {"about": about, "row": post, "period": f"{plan}-{first.period.key}"}
        facts = {"period": times_in_words(some), "n": number_format(n)}
        due_on = recording.due_on(first.period, settings.DAYS_TO_RECORD)
        yield reading.task("wait", words % facts, f"{page}#unrecorded", due_on, **more)


def is_late(owed, today):
    return recording.is_due(owed.period, settings.DAYS_TO_RECORD, today)


def oldest(some):
    """Of what is owed the first."""
    return min(some, key=lambda one: (one.period.last, one.period.first))


def reverse_of(some):
    """The table of the oldest of some times that are owed."""
    first = oldest(some)
    return reverse("workplans:monitor_period", args=[first.plan.key, first.period.key])


def to_record_in_words(some):
    """What is to be recorded of some times, and how much of it."""
    words = _("Record the values of %(period)s: %(n)s of %(all)s still missing")
    n, every = sum(one.missing for one in some), sum(one.count for one in some)
    return words % {"period": times_in_words(some), "n": number_format(n), "all": number_format(every)}


def times_in_words(some):
    """The times that are owed: "July 2026", "March to June 2026", "November 2026 to January 2027"."""
    first, last = oldest(some).period, max((one.period for one in some), key=lambda one: (one.last, one.first))
    if first == last:
        return period_in_words(first.key)
    facts = {"first": period_in_words(first.key, with_year=first.last.year != last.last.year)}
    facts["last"] = period_in_words(last.key)
    return pgettext("from one time to another", "%(first)s to %(last)s") % facts


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


def line(reading, kind, some, address, name):
    """One Task of `kind` for what is owed of some times of one plan; it leads to the oldest, and says so."""
    first = oldest(some)
    about = first.plan.team_name
    if kind == "record" and len({one.period.key for one in some}) > 1:
        about = _("%(team)s. The oldest first: %(period)s") % {
            "team": about,
            "period": period_in_words(first.period.key),
        }
    more = {"about": about, "row": first.plan.key, "period": first.period.key}
    more["practice"] = str(Practice.MONITOR.label)
    posts = {one.post for one in some}
    if len(posts) == 1 and NOBODY not in posts:
        more["post_key"] = posts.pop()
    return reading.task(kind, name, address, recording.due_on(first.period, settings.DAYS_TO_RECORD), **more)
