"""What lies behind a figure: each entry that counts in it, how they add up in words, and what was recorded besides."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workplans.models import Entry, Evidence
from workplans.models.monitor.kinds import WRITTEN
from workplans.queries.recorded import by_breakdown
from workplans.rules import figures
from workplans.rules.figures import AVERAGE, EXACT, LAST, rounded
from workplans.written import figure_in_words, number_in_words, period_in_words, with_unit


@dataclass
class Recorded:
    """An entry as a page prints it."""

    pk: int
    mark: str
    time: str
    """The time that a value is of, or the day of a count."""
    about: str
    url: str
    kind: str
    figure: str
    parts: list[tuple[str, list[str]]]
    """(a breakdown, its parts with their figures) each."""
    text: str
    source: str
    reason: str
    """Why what stood before was corrected; "" for a first entry."""
    is_correction: bool
    by: str
    at: Any
    state: str
    """Why it does not count, in words; "" where it does."""
    verified_by: str
    evidence: list[tuple[int, str]]
    by_key: int
    """The person who recorded it."""
    is_closed: bool
    """Whether its quarter is closed, so that it is neither corrected nor verified."""
    doubts: list[tuple[str, str]]
    """Who says that it is not right, and their word, where nobody has settled that."""


def recorded_in(plan, calendar, **wanted):
    """The entries of values and counts in `plan` that `wanted` names, the latest time first.

    `wanted` are indicator, activity, kind, quarter or upto (numbers of quarters), and `corrected`: with what was
    corrected or taken back since.
    """
    rows = Entry.figures.filter(workplan=plan, act__in=WRITTEN)
    if not wanted.get("corrected"):
        rows = rows.standing()
    for name in ("indicator", "activity", "kind"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    quarter, upto = wanted.get("quarter"), wanted.get("upto")
    if quarter or upto:
        rows = rows.filter(in_time(calendar, quarter, upto, by_rule="indicator" in wanted))
    later = Entry.objects.filter(act=Entry.Act.CORRECTION, place=OuterRef("place"), pk__gt=OuterRef("pk"))
    rows = rows.annotate(is_corrected=Exists(later))
    return (
        rows.select_related("by", "post", "for_post", "indicator", "activity")
        .prefetch_related(
            by_breakdown(),
            Prefetch("evidence", Evidence.objects.standing().defer("content")),
            Prefetch("answers", Entry.objects.exclude(act=Entry.Act.CORRECTION).select_related("by").order_by("pk")),
        )
        .order_by("-on", "-place", "-pk")
    )


def in_time(calendar, quarter=None, upto=None, *, by_rule=False):
    """The condition for entries of a quarter, or of all quarters up to one: values go by their time, counts by their day.

    `by_rule` leaves the whole plan's value out where rules/figures.py does not look at it: it is of all quarters alone.
    """
    numbers = [one.quarter for one in calendar.quarters if one.quarter == quarter or (upto and one.quarter <= upto)]
    keys = {key for key, one in calendar.by_key.items() if one.quarter in numbers}
    if by_rule and (quarter or calendar.year.quarter not in numbers):
        keys.discard(calendar.year.key)
    after, last = days_of(calendar, quarter, upto)
    days = Q(on__gt=after) if after else Q()
    return Q(period__in=keys) | Q(period="") & days & (Q(on__lte=last) if last else Q())


def days_of(calendar, quarter=None, upto=None):
    """(the day before, the last day) of a quarter, or of all up to one, as `Calendar.quarter_of` has it; None for no bound."""
    found = calendar.find(f"q{quarter or upto}")
    if found is None:
        return None, None
    before = [one.last for one in calendar.quarters if one.last < found.last] if quarter else []
    return max(before, default=None), None if found == calendar.quarters[-1] else found.last


def printed(entry, plan, calendar, counting=None):
    """An Entry of `plan` that `recorded_in` reads, as Recorded; `counting` are the keys of those that count, where that is asked.

    The plan's quarters are read already.
    """
    about = entry.indicator or entry.activity
    unit = entry.indicator.unit if entry.indicator else ""
    period = calendar.find(entry.period) if entry.period else None
    said = list(entry.answers.all())
    confirmed = next((one for one in said if one.act == Entry.Act.CONFIRMATION), None)
    settled = max((one.pk for one in said if one.act != Entry.Act.DOUBT), default=0)
    doubts = [one for one in said if one.act == Entry.Act.DOUBT and one.pk > settled and not entry.is_corrected]
    return Recorded(
        entry.pk,
        f"e{entry.pk}",
        period_in_words(period.key) if period else day_in_words(entry.on),
        about.name,
        about.get_absolute_url(),
        entry.get_kind_display(),
        figure_in_words(entry.reading, unit) or _("taken back"),
        parts_of(entry, unit),
        entry.text,
        entry.source,
        entry.reason,
        entry.act == Entry.Act.CORRECTION,
        who(entry),
        entry.at,
        why_not(entry, counting),
        confirmed.by.name if confirmed and not entry.is_corrected else "",
        [(one.pk, one.name) for one in entry.evidence.all()],
        entry.by_id,
        bool(plan.closed_on([period.last if period else entry.on])),
        [(one.by.name, one.text) for one in doubts],
    )


def parts_of(entry, unit):
    """[(a breakdown, [its parts with their figures])] of an Entry: age and sex each by itself, in their order."""
    found: dict[str, list[str]] = {}
    for one in entry.parts.all():
        words = f"{one.part.words}: {figure_in_words(one.reading, unit)}"
        found.setdefault(one.part.breakdown.words, []).append(words)
    return list(found.items())


def why_not(entry, counting):
    """Why an entry does not count, in words; "" where it does."""
    if entry.is_corrected:
        return _("corrected since")
    if not entry.reading.is_known:
        return _("taken back")
    if counting is not None and entry.pk not in counting:
        return _("not added up: another value stands for this time")
    return ""


def who(entry):
    """Who recorded it: the person, the post as which they did, and the post that they covered."""
    if not entry.post:
        return entry.by.name
    facts = {"person": entry.by.name, "post": entry.post.title}
    if entry.for_post:
        return _("%(person)s, %(post)s, for %(covered)s") % (facts | {"covered": entry.for_post.title})
    return _("%(person)s, %(post)s") % facts


def day_in_words(day: date):
    return date_format(day, "DATE_FORMAT")


class Behind:
    """How a figure of an indicator adds up: that of the quarter `quarter`, of the quarters `upto` one, or of the plan."""

    def __init__(self, measured, quarter=None, upto=None):
        self.measured, self.indicator = measured, measured.indicator
        self.calendar = measured.of.calendar
        self.quarter = None if quarter and measured.is_whole(quarter) else quarter
        """The number of the quarter whose entries count in it; None where it is that of the whole plan, or up to one."""
        self.upto = upto
        self.counting = figures.counting(self.calendar, measured.known, self.quarter, upto=upto)
        self.compared = measured.quarter(quarter) if quarter else measured.so_far(upto) if upto else measured.year
        period_of = {one.key: key for key, one in measured.known.items()}
        self.times = [(self.calendar.find(period_of[one.key]), one.reading) for one in self.counting]

    @property
    def keys(self):
        """The keys of the entries that count in it."""
        return {one.key for one in self.counting}

    @property
    def figure(self):
        """The figure itself, in words."""
        places = figures.places_of(self.indicator.way, self.indicator.is_ratio)
        unit = self.indicator.unit
        return with_unit(number_in_words(rounded(self.compared.actual, places), EXACT), unit)

    def in_words(self):
        """How the entries add up: "7 (April) + 9 (May) + 8 (June) = 24"; "" where nothing counts."""
        if not self.times or self.compared.actual is None:
            return ""
        if self.indicator.way == LAST and len(self.times) > 1:
            return _("The last one counts: %(what)s") % {"what": self.sum_of(self.times[-1:])}
        return self.sum_of(self.times)

    def sum_of(self, times):
        """How the readings of `times`, (Period, Reading) each, make the figure."""
        ratios = [(period, one) for period, one in times if one.is_ratio]
        if ratios:
            return self.sum_of_ratios(ratios)
        if len(times) == 1:
            return self.named(*times[0])
        said = " + ".join(self.named(*one) for one in times)
        if self.indicator.way == AVERAGE:
            said = pgettext("an average", "(%(sum)s) ÷ %(n)s") % {"sum": said, "n": number_in_words(len(times))}
        return pgettext("a sum", "%(sum)s = %(figure)s") % {"sum": said, "figure": self.figure}

    def sum_of_ratios(self, times):
        """ "30 of 60 (July) + 10 of 40 (August): 40 of 100 = 40%"."""
        readings = [one for _period, one in times]
        each = " + ".join(self.named(*one) for one in times)
        if len(times) == 1:
            return pgettext("a sum", "%(sum)s = %(figure)s") % {"sum": each, "figure": self.figure}
        together = made_of(sum(one.numerator for one in readings), sum(one.denominator for one in readings))
        whole = pgettext("a sum", "%(sum)s = %(figure)s") % {"sum": together, "figure": self.figure}
        return pgettext("ratios and what they come to", "%(each)s: %(together)s") % {"each": each, "together": whole}

    def named(self, period, reading):
        """ "7 (April)", "30 of 60 (Quarter 1)"."""
        is_ratio = reading.is_ratio
        figure = made_of(reading.numerator, reading.denominator) if is_ratio else number_in_words(reading.value, EXACT)
        return with_time(figure, self.named_time(period))

    def named_time(self, period):
        months = [one.first.month for one in self.calendar.months]
        return period_in_words(period.key, with_year=len(set(months)) < len(months))


def made_of(numerator, denominator):
    facts = {"numerator": number_in_words(numerator, EXACT), "denominator": number_in_words(denominator, EXACT)}
    return pgettext("a ratio", "%(numerator)s of %(denominator)s") % facts


def with_time(figure, time):
    return pgettext("a figure and its time", "%(figure)s (%(time)s)") % {"figure": figure, "time": time}


def counted_in_words(activity, calendar, wanted):
    """[(the kind, how its counts add up)] of an activity: "2 (5 August) + 3 (19 August) = 5": one query."""
    rows = Entry.figures.counted().standing().filter(activity=activity).order_by("on", "pk")
    after, last = days_of(calendar, wanted.get("quarter"), wanted.get("upto"))
    found: dict[str, list] = {}
    for kind, on, value in rows.values_list("kind", "on", "value"):
        if (not after or on > after) and (not last or on <= last) and wanted.get("kind") in (None, kind):
            found.setdefault(kind, []).append((on, value))
    return [(capfirst(Entry.Kind(kind).label), added(counts)) for kind, counts in sorted(found.items())]


def added(counts):
    """How some counts, (day, number) each, add up."""
    each = [with_time(number_in_words(value, EXACT), date_format(on, "MONTH_DAY_FORMAT")) for on, value in counts]
    if len(each) == 1:
        return each[0]
    total = number_in_words(sum(value for _on, value in counts), EXACT)
    return pgettext("a sum", "%(sum)s = %(figure)s") % {"sum": " + ".join(each), "figure": total}
