"""What was recorded of a plan's indicators, added up and compared: read once, and every page and file is cut out of it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.conf import settings
from django.db.models import Case, DateField, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast

from teams.prepared import Prepared
from workplans.models import Activity, Agreement, Entry, Indicator, Objective, Output, Quarter, Target
from workplans.rules import figures, recording
from workplans.rules.figures import Reading
from workplans.rules.recording import Period


@dataclass(frozen=True)
class Recorded:
    """An entry that counts: its key, what it says, whether somebody verified it, and who doubts it, if anybody."""

    key: int
    reading: Reading
    is_verified: bool = False
    doubted_by: str = ""

    @property
    def is_known(self):
        return self.reading.is_known


@dataclass(frozen=True)
class Compared:
    """What was planned beside what happened, in one time: a quarter, the quarters so far, or the whole plan."""

    target: Decimal | Fraction | None
    actual: Fraction | None
    state: str
    recorded: int
    """How many of the times that are over are recorded."""
    due: int
    """How many of them there are."""

    @property
    def difference(self):
        """Actual less target; None where one of them is not known."""
        return None if self.actual is None or self.target is None else self.actual - Fraction(self.target)

    @property
    def is_part(self):
        """Whether something that is over is lacking in the actual figure."""
        return 0 < self.recorded < self.due


class Measured:
    """An indicator with all that was planned and recorded of it."""

    def __init__(self, plan_figures, indicator, number):
        self.of, self.indicator, self.number = plan_figures, indicator, number
        self.known: dict[str, Recorded] = plan_figures.known.get(indicator.pk, {})
        self.targets: dict[int, Decimal] = plan_figures.targets.get(indicator.pk, {})

    @cached_property
    def readings(self):
        """{period key: Reading}"""
        return {key: one.reading for key, one in self.known.items()}

    @property
    def periods(self):
        """The times for which it is recorded, in order."""
        return self.of.calendar.of(self.indicator.recorded_every)

    @cached_property
    def scale(self):
        return self.indicator.scale

    def quarter(self, number):
        """The Compared of the quarter `number`: that of the whole plan where `is_whole`."""
        if self.is_whole(number):
            return self.year
        readings = figures.counting(self.of.calendar, self.readings, number)
        wanted = [one for one in self.periods if one.quarter == number]
        return self.compared(readings, self.targets.get(number), wanted)

    def is_whole(self, number):
        """Whether the quarter `number` is judged by the whole plan: its last, of what is recorded once in the plan."""
        if self.indicator.recorded_every != recording.YEAR or number != self.of.calendar.year.quarter:
            return False
        return not figures.counting(self.of.calendar, self.readings, number)

    def so_far(self, number):
        """The Compared of the quarters up to `number` together; with the target for the year where no quarter has one."""
        return self.compared(*self.until(number))

    def state_so_far(self, number):
        """The state alone of the quarters up to `number` together."""
        readings, target, wanted = self.until(number)
        actual = figures.add_up(self.indicator.way, readings, self.scale)
        return self.state(actual, target, [one for one in wanted if recording.to_record(one, self.of.today)], wanted)

    def until(self, number):
        targets = [self.targets.get(one.quarter) for one in self.of.calendar.quarters if one.quarter <= number]
        target = figures.target_so_far(self.indicator.way, targets)
        if not self.targets and number == self.of.calendar.year.quarter:
            target = self.indicator.target
        readings = figures.counting(self.of.calendar, self.readings, upto=number)
        return readings, target, [one for one in self.periods if one.quarter <= number]

    @cached_property
    def year(self):
        """The Compared of the whole plan, with the target for the year."""
        readings = figures.counting(self.of.calendar, self.readings)
        return self.compared(readings, self.indicator.target, self.periods)

    def compared(self, readings, target, wanted):
        actual = figures.add_up(self.indicator.way, readings, self.scale)
        over = [one for one in wanted if recording.to_record(one, self.of.today)]
        recorded = sum(self.is_recorded(one) for one in over)
        return Compared(target, actual, self.state(actual, target, over, wanted), recorded, len(over))

    def state(self, actual, target, over, wanted):
        if actual is None:
            missed = any(recording.is_due(one, settings.DAYS_TO_RECORD, self.of.today) for one in over)
            return figures.NOT_RECORDED if missed and not any(map(self.is_recorded, over)) else figures.NOT_DUE
        direction = self.indicator.direction
        state = figures.state_of(actual, target, direction, settings.ON_TRACK, settings.AT_RISK)
        goes_on = len(over) < len(wanted) and self.indicator.way == figures.SUM
        return figures.NOT_DUE if goes_on and figures.may_be_reached(state, actual, target) else state

    def is_recorded(self, period):
        """Whether there is a value for it: its own, that of the time that it is in, or those of all times in it."""
        return self.of.calendar.is_covered(period, self.known)

    def to_record(self, today):
        """The times that are over and have no value yet, in order."""
        return [one for one in self.periods if recording.to_record(one, today) and not self.is_recorded(one)]


class Figures:
    """All that was recorded of the indicators of `plan` as of `today`: seven queries whatever its size.

    `only` narrows it to some indicators, by their keys, `read` to some that are read already.
    """

    def __init__(self, plan, today: date, only=None, *, read=None):
        self.plan, self.today = plan, today
        self.calendar = plan.calendar()
        if read is not None:
            only = [one.pk for one in read]
        mine = {"workplan": plan} if only is None else {"workplan": plan, "pk__in": list(only)}
        rows = Indicator.objects.filter(**mine).select_related("post").defer("stated").order_by("order", "pk")
        self.indicators = list(rows if read is None else read)
        of_mine = {"indicator__workplan": plan} if only is None else {"indicator__in": list(only)}
        self.targets: dict[int, dict[int, Decimal]] = defaultdict(dict)
        for key, number, value in (
            Target.objects.filter(**of_mine).order_by().values_list("indicator", "quarter__number", "value")
        ):
            self.targets[key][number] = value
        self.known = self.read_known({"workplan": plan} if only is None else of_mine)

    def read_known(self, mine):
        """{indicator key: {period key: Recorded}} of what counts."""
        confirmed = Entry.objects.filter(act=Entry.Act.CONFIRMATION, about=OuterRef("pk"))
        found: dict[int, dict[str, Recorded]] = defaultdict(dict)
        rows = Entry.figures.of_indicators().standing().filter(**mine).order_by()
        doubts = Entry.figures.filter(about=OuterRef("pk")).open_doubts().order_by("pk")
        rows = rows.annotate(is_verified=Exists(confirmed), doubted_by=Subquery(doubts.values("by__name")[:1]))
        for key, indicator, period, verified, doubted_by, *numbers in rows.values_list(
            *("pk", "indicator", "period", "is_verified", "doubted_by", "value", "numerator", "denominator")
        ):
            found[indicator][period] = Recorded(key, Reading(*numbers), bool(verified), doubted_by or "")
        return found

    @cached_property
    def measured(self):
        """[Measured] of all its indicators, in the plan's order, each with the number of what it measures."""
        by_parent: dict[tuple[str, int], list[Indicator]] = defaultdict(list)
        for one in self.indicators:
            by_parent[parent_of(one)].append(one)
        found = []
        for number, kind, key in places_of(self.plan):
            found += [Measured(self, one, one.code or number) for one in by_parent[kind, key]]
        return found

    def of(self, indicator):
        """The Measured of one indicator, without its number."""
        return Measured(self, indicator, indicator.code)

    @property
    def last_over(self) -> int:
        """The number of the last quarter that is over; before that, of the running one."""
        over = [one.quarter for one in self.calendar.quarters if one.last < self.today]
        return max(over, default=self.running.quarter)

    @property
    def running(self) -> Period:
        """The quarter that today falls in; the first before the plan, the last after it."""
        quarters = self.calendar.quarters
        return next((one for one in quarters if self.today <= one.last), quarters[-1])


def places_of(plan):
    """(number, kind, key) of everything in `plan` that indicators measure, in its order: three queries."""
    outputs, activities = defaultdict(list), defaultdict(list)
    for key, objective, code in Output.objects.filter(workplan=plan).values_list("pk", "objective", "code"):
        outputs[objective].append((key, code))
    for key, output, code in Activity.objects.filter(workplan=plan).values_list("pk", "output", "code"):
        activities[output].append((key, code))
    objectives = Objective.objects.filter(workplan=plan).values_list("pk", "code")
    for place, (objective, code) in enumerate(objectives, start=1):
        yield code or str(place), "objective", objective
        for output_place, (output, output_code) in enumerate(outputs[objective], start=1):
            yield output_code or f"{place}.{output_place}", "output", output
            for last, (activity, activity_code) in enumerate(activities[output], start=1):
                yield activity_code or f"{place}.{output_place}.{last}", "activity", activity


def entries_and_plan(plan, *others):
    """A plan's quarters, its targets, the entries that count and `others`, in the same columns."""
    entries = Entry.figures.of_indicators().standing().filter(workplan=plan).order_by()
    entries = entries.annotate(what=Value("entry"), of=F("indicator"), n=F("pk"), time=F("period"))
    entries = entries.annotate(first=F("on"), last=F("on"), a=F("value"), b=F("numerator"), c=F("denominator"))
    no_day = Cast(Value(None), DateField())
    targets = Target.objects.filter(indicator__workplan=plan).order_by()
    targets = targets.annotate(what=Value("target"), of=F("indicator"), n=F("quarter__number"), time=Value(""))
    targets = targets.annotate(first=no_day, last=no_day, a=F("value"), b=NO_NUMBER, c=NO_NUMBER)
    quarters = Quarter.objects.filter(workplan=plan).order_by()
    quarters = quarters.annotate(what=Value("quarter"), of=F("pk"), n=F("number"))
    quarters = quarters.annotate(time=Case(When(is_closed=True, then=Value("closed")), default=Value("")))
    quarters = quarters.annotate(first=F("starts_on"), last=F("ends_on"), a=NO_NUMBER, b=NO_NUMBER, c=NO_NUMBER)
    rows = (one.values_list(*COLUMNS) for one in (targets, quarters, *others))
    return entries.values_list(*COLUMNS).union(*rows, all=True)


COLUMNS = ["what", "of", "n", "time", "first", "last", "a", "b", "c"]
NO_NUMBER = Cast(Value(None), Entry._meta.get_field("value").clone())
RECORDED = Prepared(entries_and_plan)


@Prepared
def recorded_and_agreed(plan):
    """As RECORDED, and what the plan's team agreed on and is open."""
    agreed = Agreement.objects.open().filter(workplan=plan).order_by()
    agreed = agreed.annotate(what=Value("agreed"), of=F("post"), n=F("pk"), time=F("text"))
    agreed = agreed.annotate(first=F("due_on"), last=F("due_on"), a=NO_NUMBER, b=NO_NUMBER, c=NO_NUMBER)
    return entries_and_plan(plan, agreed)


class Glance(Figures):
    """As Figures, of `indicators` that are read already: one query. It does not know what was verified.

    With `agreements`, what the plan's team agreed on and is open too, as Agreements of which only the text, the post's
    key and the day are known. `numbers` has the number of what each measures, as Numbers has it, where a page prints that.
    """

    def __init__(self, plan, today: date, indicators, numbers=None, *, agreements=False):
        self.plan, self.today, self.indicators, self.numbers = plan, today, indicators, numbers or {}
        self.targets, self.known = defaultdict(dict), defaultdict(dict)
        self.agreements: list[Agreement] = []
        self.closed: set[int] = set()
        """The numbers of the quarters that are closed."""
        quarters = []
        for what, key, number, period, first, last, *figures_of in (recorded_and_agreed if agreements else RECORDED)(
            plan=plan.pk
        ):
            if what == "quarter":
                quarters.append((number, first, last))
                self.closed |= {number} if period else set()
            elif what == "target":
                self.targets[key][number] = figures_of[0]
            elif what == "agreed":
                self.agreements.append(Agreement(pk=number, workplan=plan, post_id=key, text=period, due_on=last))
            else:
                self.known[key][period] = Recorded(number, Reading(*figures_of))
        self.calendar = recording.Calendar(plan.starts_on, plan.ends_on, quarters)

    @cached_property
    def measured(self):
        """[Measured] of its indicators, in the plan's order where `numbers` has that."""
        place = {parent: at for at, parent in enumerate(self.numbers)}
        ordered = sorted(self.indicators, key=lambda one: place.get(parent_of(one), 0))
        return [Measured(self, one, one.code or self.numbers.get(parent_of(one), "")) for one in ordered]


@dataclass(frozen=True)
class Standing:
    """How far a plan's indicators are recorded by a day, and how many of those that can be judged are on track."""

    due: int
    """How many values are missed or recorded of the times that were to be recorded by then."""
    recorded: int
    judged: int
    on_track: int
    missed: int = 0
    """How many of the values that are missed can still be recorded: their quarter is open."""
    first_missed: Period | None = None
    """The first time of which something is missed that can still be recorded."""
    times_missed: int = 0
    """In how many times that is so."""


def judged_until(glance):
    """The number of the last quarter that was to be recorded by the day of the Glance; None where none was."""
    quarters = glance.calendar.quarters
    over = [one.quarter for one in quarters if recording.is_due(one, settings.DAYS_TO_RECORD, glance.today)]
    return over[-1] if over else None


def standing_of(glance):
    """The Standing of a plan as of the day of its Glance; judged by the quarters that were to be recorded by then."""
    due = recorded = 0
    missed = []
    for one in glance.measured:
        times = [time for time in one.periods if recording.is_due(time, settings.DAYS_TO_RECORD, glance.today)]
        lacking = [time for time in times if not one.is_recorded(time)]
        due, recorded = due + len(times), recorded + len(times) - len(lacking)
        missed += lacking
    judged, on_track = judged_in(glance)
    open_ones = [time for time in missed if time.quarter not in glance.closed]
    first = min(open_ones, key=lambda time: (time.last, time.first), default=None)
    return Standing(due, recorded, judged, on_track, len(open_ones), first, len({time.key for time in open_ones}))


def judged_in(glance):
    """(how many of a plan's indicators can be judged on the day of the Glance, how many of them are on track)."""
    last = judged_until(glance)
    if last is None:
        return 0, 0
    first_due = {  # a year has one time alone, which may not be due yet
        every: recording.is_due(times[0], settings.DAYS_TO_RECORD, glance.today)
        for every in recording.EVERY
        if (times := glance.calendar.of(every))
    }
    states = [one.state_so_far(last) for one in glance.measured if first_due.get(one.indicator.recorded_every)]
    return sum(state in figures.JUDGED for state in states), states.count(figures.ON_TRACK)


def parent_of(indicator):
    """(kind, key) of what an indicator measures."""
    kinds = ("objective", "output", "activity")
    return next((kind, key) for kind in kinds if (key := getattr(indicator, f"{kind}_id")))
