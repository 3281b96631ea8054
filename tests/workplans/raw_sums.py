"""What a team's plan adds up to on a day, a second time: out of its rows alone, in loops of its own.

Nothing of workplans/summaries.py, of the queries or of the rules that sum up is used here.
"""

import calendar
from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

from django.conf import settings
from django.utils import timezone

from workplans.models import (
    Activity,
    Allocation,
    Entry,
    Indicator,
    MoneyEntry,
    Occasion,
    Output,
    Quarter,
    Readiness,
    Target,
    Workplan,
)

DAY = timedelta(days=1)
NOTHING = {
    **dict.fromkeys(("plans", "sent", "decided", "returned", "quiet", "outputs", "measured", "activities"), 0),
    **dict.fromkeys(("complete", "listed", "missing", "partly", "planned", "came", "due", "in_time"), 0),
    **dict.fromkeys(("values_due", "values_recorded", "judged", "on_track", "asked", "approved", "released"), 0),
    "spent": 0,
    "last_entry_on": None,
}
STATE = ("plans", "sent", "decided", "returned")
"""What no quarter keeps."""


class Raw:
    """The rows of `plan`, read once; `on(day)` is what they add up to on a day that it runs on."""

    def __init__(self, plan):
        self.plan, mine = Workplan.objects.get(pk=plan.pk), {"workplan": plan}
        self.quarters = list(Quarter.objects.filter(**mine).order_by("number"))
        self.activities = list(Activity.objects.filter(**mine))
        self.occasions = list(Occasion.objects.filter(activity__workplan=plan))
        self.outputs = list(Output.objects.filter(**mine))
        self.allocations = list(Allocation.objects.filter(**mine))
        self.moved = list(MoneyEntry.objects.filter(**mine))
        self.indicators = list(Indicator.objects.filter(**mine))
        self.targets = list(Target.objects.filter(indicator__workplan=plan).select_related("quarter"))
        self.entries = list(Entry.objects.filter(**mine).order_by("pk"))
        self.ready = [one.state for one in Readiness.objects.filter(**mine)]
        self.months = self.months_of_plan()

    def runs_on(self, day):
        return self.plan.starts_on <= day <= self.plan.ends_on

    def quarter(self, day):
        return next(one for one in self.quarters if one.starts_on <= day <= one.ends_on)

    def on(self, day):
        judged = self.judged_quarter(day)
        found = NOTHING | self.whole(day) | self.work(day) | self.money(day) | self.values(day)
        return found | (self.results(judged) if judged else {})

    def whole(self, day):
        state, complete, quarter = self.plan.state, 0, self.quarter(day)
        outputs = {one.pk for one in self.outputs}
        for one in self.activities:
            has_money = one.needs_no_money or sum(
                each.amount for each in self.allocations if each.activity_id == one.pk
            )
            complete += bool((one.post_id or one.responsible) and one.starts_on and one.ends_on and has_money)
        written = [timezone.localdate(one.at) for one in self.entries]
        last = max((day for day in written if day <= quarter.ends_on), default=None)
        return {
            "plans": 1,
            "sent": int(state == "sent"),
            "decided": int(state in ("approved", "closed") or (self.plan.amends != "" and state != "sent")),
            "returned": int(state == "returned"),
            "quiet": int(last is None or last < quarter.starts_on),
            "last_entry_on": last,
            "outputs": len(outputs),
            "measured": len(
                outputs & {one.output_id for one in self.indicators if None not in (one.baseline, one.target)}
            ),
            "activities": len(self.activities),
            "complete": complete,
            "listed": len(self.ready),
            "missing": self.ready.count("missing"),
            "partly": self.ready.count("partly"),
        }

    def work(self, day):
        """What was due before the day, and what of it was done by its last day; nothing before anything is reported."""
        corrected = {one.about_id for one in self.entries if one.act == "correction"}
        said, due, in_time = defaultdict(list), 0, 0
        for one in self.entries:
            if one.kind == "progress" and one.act != "confirmation" and one.state and one.pk not in corrected:
                said[one.activity_id, one.occasion_id].append((one.on, one.place, one.state))
        for one in self.activities if said else []:
            times = [(each.pk, each.ends_on) for each in self.occasions if each.activity_id == one.pk]
            for key, last in times or [(None, one.ends_on)]:
                if last is None or last >= day:
                    continue
                due += 1
                done_on, before = None, ""
                for on, _place, state in sorted(said[one.pk, key]):
                    if state != before:
                        done_on, before = on, state
                in_time += before == "done" and done_on <= last
        return {"due": due, "in_time": in_time}

    def money(self, day):
        came = [one for one in self.moved if one.kind == "released"] or [
            one for one in self.allocations if one.source_id
        ]
        planned = there = 0
        for one in self.activities:
            if one.needs_no_money or not self.is_soon(one, day):
                continue
            planned += sum(each.amount for each in self.allocations if each.activity_id == one.pk)
            there += sum(each.amount for each in came if each.activity_id == one.pk)
        found = {"planned": planned * 100, "came": there * 100}
        found["asked"] = sum(one.amount for one in self.allocations) * 100
        last = self.quarter(day).ends_on
        for kind in ("approved", "released", "spent"):
            found[kind] = sum(one.amount for one in self.moved if one.kind == kind and one.on <= last) * 100
        return found

    def is_soon(self, activity, first):
        """Whether it is under way on the day, or on one of the sixty after it: it has a month or a day there."""
        for number in range(61):
            day = first + number * DAY
            if activity.months:
                if f"{day:%Y-%m}" in activity.months:
                    return True
                continue
            first_day, last_day = activity.starts_on or activity.ends_on, activity.ends_on or activity.starts_on
            if first_day and first_day <= day <= last_day:
                return True
        return False

    def known(self, indicator):
        """{time: entry} of what counts: the last of each line that says something."""
        lines = defaultdict(list)
        for one in self.entries:
            if one.indicator_id == indicator.pk and one.act != "confirmation":
                lines[one.place].append(one)
        last = [line[-1] for line in lines.values()]
        return {one.period: one for one in last if one.value is not None or one.denominator is not None}

    def months_of_plan(self):
        """[(its key, its last day in the plan, the quarter that it counts in)]"""
        found, day = [], self.plan.starts_on
        while day <= self.plan.ends_on:
            end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
            end = min(end, self.plan.ends_on)
            found.append((f"{day:%Y-%m}", end, next(one.number for one in self.quarters if end <= one.ends_on)))
            day = end + DAY
        return found

    def times(self, indicator):
        """[(last day of a time that is recorded, whether it is recorded)]"""
        known, months = self.known(indicator), self.months

        def has_month(key, number):
            return bool({key, f"q{number}", "year"} & known.keys())

        def has_quarter(number):
            mine = [has_month(key, number) for key, _last, of in months if of == number]
            return bool({f"q{number}", "year"} & known.keys()) or (bool(mine) and all(mine))

        if indicator.recorded_every == "month":
            return [(last, has_month(key, number)) for key, last, number in months]
        each = [(one.ends_on, has_quarter(one.number)) for one in self.quarters]
        return each if indicator.recorded_every == "quarter" else [(self.plan.ends_on, all(has for _day, has in each))]

    def values(self, day):
        days = timedelta(days=settings.DAYS_TO_RECORD)
        due = [is_recorded for one in self.indicators for last, is_recorded in self.times(one) if last + days < day]
        return {"values_due": len(due), "values_recorded": sum(due)}

    def judged_quarter(self, day):
        """The last quarter that was to be recorded before the day; None before there is one."""
        over = [one for one in self.quarters if one.ends_on + timedelta(days=settings.DAYS_TO_RECORD) < day]
        return over[-1] if over else None

    def results(self, quarter):
        """How many indicators can be judged, and how many are on track, by the quarters up to `quarter`."""
        judged = on_track = 0
        for one in self.indicators:
            is_last = quarter == self.quarters[-1]
            if one.recorded_every == "year" and not is_last:
                continue
            targets = {each.quarter.number: each.value for each in self.targets if each.indicator_id == one.pk}
            found = self.reached(one, self.readings(one, quarter.number))
            wanted = [value for number, value in sorted(targets.items()) if number <= quarter.number]
            target = self.together(one, [Fraction(value) for value in wanted])
            if not targets and is_last:
                target = one.target
            if found is not None and target is not None:
                judged += 1
                on_track += is_on_track(found, Fraction(target), one.direction)
        return {"judged": judged, "on_track": on_track}

    def readings(self, indicator, upto):
        known, found = self.known(indicator), []
        if "year" in known and upto == self.quarters[-1].number:
            return [known["year"]]
        for quarter in self.quarters[:upto]:
            own = known.get(f"q{quarter.number}")
            months = [known[key] for key, _last, number in self.months if number == quarter.number and key in known]
            found += [own] if own else months
        return found

    def reached(self, indicator, entries):
        if not indicator.numerator:
            return self.together(indicator, [Fraction(one.value) for one in entries])
        scale = 100 if indicator.unit == "%" else 1
        entries = entries[-1:] if indicator.adds_up == "last" else entries
        whole = sum(one.denominator for one in entries)
        return Fraction(sum(one.numerator for one in entries)) / Fraction(whole) * scale if whole else None

    def together(self, indicator, numbers):
        """A sum, the last or the mean; a ratio is never summed as one."""
        if not numbers:
            return None
        if indicator.adds_up == "last":
            return numbers[-1]
        return sum(numbers) if indicator.adds_up == "sum" and not indicator.numerator else sum(numbers) / len(numbers)

    def totals(self, number):
        """{standard: (value, numerator, denominator), or None where nothing was recorded} of the quarters up to a number."""
        found: dict[int, tuple | None] = {}
        for one in self.indicators:
            if one.standard_id is None:
                continue
            entries = self.readings(one, number)
            entries = entries[-1:] if one.adds_up == "last" else entries
            said: tuple | None = None
            if entries and one.numerator:
                said = (None, sum(each.numerator for each in entries), sum(each.denominator for each in entries))
            elif entries and (one.adds_up == "average" or one.unit == "%"):
                said = (None, None, None)
            elif entries:
                said = (sum(each.value for each in entries), None, None)
            before = found.get(one.standard_id)
            if said and before:
                said = tuple(None if None in pair else sum(pair) for pair in zip(before, said, strict=True))
            found[one.standard_id] = said or before
        return found


def is_on_track(found, target, direction):
    if direction == "keep":
        return abs(found - target) * 100 <= (100 - settings.ON_TRACK) * abs(target)
    reached, wanted = (found, target) if direction == "up" else (target, found)
    return reached >= wanted or (wanted > 0 and reached / wanted * 100 >= settings.ON_TRACK)
