"""What the page of a quarter reads, in the order in which a team goes through it when it meets."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from teams.models import Holding, Notice, Post
from workplans.models import Activity, Agreement, Indicator, Occasion
from workplans.queries.figures import Glance
from workplans.queries.numbers import Numbers
from workplans.queries.obstacles import in_the_way
from workplans.queries.organise import Money, quarterly
from workplans.queries.plan import within
from workplans.queries.progress import KnownProgress
from workplans.queries.recording import filled_and_told
from workplans.queries.results.lines import over_by, state_of_times
from workplans.rules import figures
from workplans.rules.figures import TO_LOOK_AT
from workplans.rules.progress import FINISHED, NOT_DONE, STUCK, Progress, is_late
from workplans.written import number_in_words, period_in_words, state_in_words, with_unit, yearly_in_words

IN_ORDER = [*TO_LOOK_AT, figures.NO_TARGET, figures.ON_TRACK, figures.NOT_DUE]
"""The states in the order of the page: what asks for a look comes first."""
LATE = "late"
DUE = "due"
HOW = {
    STUCK: (pgettext_lazy("progress", "Stuck"), "bad"),
    LATE: (pgettext_lazy("work", "Late"), "bad"),
    NOT_DONE: (pgettext_lazy("progress", "Not done"), "bad"),
    DUE: (pgettext_lazy("work", "Still to come"), "none"),
    FINISHED: (pgettext_lazy("progress", "Done"), "good"),
}
"""{how an activity is: (word, shape)}, in the order of the page."""
PRESSING = [STUCK, LATE, NOT_DONE]


@dataclass
class Result:
    """An indicator in the quarter, as the page prints it."""

    measured: Any
    compared: Any
    why: Any = None
    """The Explanation, where there is one."""

    @property
    def why_is_earlier(self):
        """Whether that was said of another state than it is in now."""
        return bool(self.why and self.why.is_earlier(self.state))

    @property
    def item(self):
        return self.measured.indicator

    @property
    def number(self):
        return self.measured.number

    @property
    def state(self):
        return self.compared.state

    @property
    def word(self):
        return capfirst(state_in_words(self.state, yearly_in_words(self.item, self.compared.target))[0])

    @property
    def shape(self):
        return state_in_words(self.state)[1]

    @property
    def target(self):
        return self.written(self.compared.target)

    @property
    def actual(self):
        return self.written(self.compared.actual)

    def written(self, number):
        return with_unit(number_in_words(number), self.item.unit)


@dataclass
class Doing:
    """An activity, or one time of it, that was to be done in the quarter, as the page prints it."""

    item: Activity
    number: str
    how: str
    due_on: date | None
    since: date | None
    occasion: Any = None
    why: Any = None
    state: str = ""
    """That of its activity among the results, one of rules.figures.STATES."""

    @property
    def why_is_earlier(self):
        """Whether that was said of another state than its activity is in now."""
        return bool(self.why and self.why.is_earlier(self.state))

    @property
    def word(self):
        return HOW[self.how][0]

    @property
    def shape(self):
        return HOW[self.how][1]


@dataclass
class Unrecorded:
    """What a post has not recorded yet of the quarter."""

    post: Post | None
    holder: str = ""
    """The name of who holds the post today; "" where it is vacant."""
    count: int = 0
    """To be typed."""
    from_file: int = 0
    """Brought by a file, so that nobody is reminded of it by hand."""
    names: list[str] = field(default_factory=list)
    periods: dict[str, str] = field(default_factory=dict)
    """{key of a period: its name}."""
    was_reminded: bool = False

    @property
    def key(self):
        return self.post.pk if self.post else 0


class Meeting:
    """All that a team looks at of a quarter: eleven queries whatever its size, one more for codes of earlier plans, one for who agrees."""

    def __init__(self, plan, quarter, quarters, today):
        self.plan, self.quarter, self.quarters, self.today = plan, quarter, quarters, today
        self.numbers = Numbers(plan)
        holdings = Holding.objects.on(today).filter(post=Coalesce(OuterRef("post"), OuterRef("activity__post")))
        indicators = Indicator.objects.filter(workplan=plan).select_related("post").defer("stated")
        indicators = indicators.annotate(holder=Subquery(holdings.values("user__name")[:1]))
        self.glance = Glance(plan, today, indicators.order_by("order", "pk"), self.numbers.of)
        self.told = KnownProgress(plan)
        self.money = Money(plan, (self.numbers.objectives, self.numbers.activities))
        self.agreements = self.read_agreements()
        self.why = {}
        for one in quarter.explanations.all():
            self.why["indicator" if one.indicator_id else "activity", one.indicator_id or one.activity_id] = one

    @property
    def is_over(self):
        return self.quarter.ends_on < self.today

    # What was agreed.

    def read_agreements(self):
        """Those of this quarter, and of earlier ones, of earlier plans too, that were open when it began."""
        since = Q(state=Agreement.State.OPEN) | Q(settled_on__gte=self.quarter.starts_on)
        earlier = since & Q(quarter__starts_on__lt=self.quarter.starts_on)
        rows = Agreement.objects.filter(Q(quarter=self.quarter) | earlier, workplan__team=self.plan.team_id)
        rows = rows.select_related("post", "quarter", "workplan", "indicator", "activity")
        return list(rows.defer("indicator__stated", "activity__stated").order_by("due_on", "pk"))

    @property
    def last_time(self):
        """What was agreed before, that is still open: first what was due first."""
        return [one for one in self.agreements if one.quarter_id != self.quarter.pk and one.is_open]

    @property
    def settled(self):
        """What was agreed before, and settled since this quarter began."""
        return [one for one in self.agreements if one.quarter_id != self.quarter.pk and not one.is_open]

    @property
    def now(self):
        """What is agreed on this page."""
        return [one for one in self.agreements if one.quarter_id == self.quarter.pk]

    # What was recorded.

    @cached_property
    def unrecorded(self):
        """[Unrecorded] by post; last, what is nobody's."""
        posts = {one.activity.pk: one.activity.post for one in self.numbers.activities}
        filled, _told = self.filled_and_told
        found: dict[int, Unrecorded] = {}
        for one in self.glance.measured:
            lacking = [time for time in one.to_record(self.today) if time.quarter == self.quarter.number]
            if not lacking:
                continue
            post = one.indicator.post or posts.get(one.indicator.activity_id)
            row = found.setdefault(post.pk if post else 0, Unrecorded(post, one.indicator.holder or ""))
            if one.indicator.pk in filled:
                row.from_file += len(lacking)
            else:
                row.count += len(lacking)
            row.names.append(one.indicator.name)
            for time in lacking:
                row.periods[time.key] = period_in_words(time.key)
        return sorted(found.values(), key=lambda row: (row.post is None, row.post.title if row.post else ""))

    @property
    def lacking(self):
        """How many values are not recorded."""
        return sum(row.count + row.from_file for row in self.unrecorded)

    @cached_property
    def filled_and_told(self):
        """({indicator whose values a file brings}, {key of each reminder of today})."""
        start, end = reminder_key(self.quarter, "", ""), self.today.isoformat()
        return filled_and_told(self.plan, Notice.objects.filter(key__startswith=start, key__endswith=end))

    def mark_reminded(self):
        """Let each Unrecorded know whether it was reminded of today."""
        _filled, known = self.filled_and_told
        for row in self.unrecorded:
            row.was_reminded = reminder_key(self.quarter, row.key, self.today) in known

    # Planned against done.

    @cached_property
    def results(self):
        """[Result] of what is measured in this quarter, what asks for a look first."""
        found = []
        for one in self.glance.measured:
            compared = one.quarter(self.quarter.number)
            if compared.target is None and compared.actual is None and not compared.due:
                continue
            found.append(Result(one, compared, self.why.get(("indicator", one.indicator.pk))))
        return sorted(found, key=lambda one: IN_ORDER.index(one.state))

    @cached_property
    def counts(self):
        """[(state, word, shape, how many)] of the states that indicators are in."""
        counted: dict[str, int] = defaultdict(int)
        for one in self.results:
            counted[one.state] += 1
        said = [(state, *state_in_words(state), counted[state]) for state in IN_ORDER if counted[state]]
        return [(state, capfirst(words), shape, n) for state, words, shape, n in said]

    @cached_property
    def wanting(self):
        """The Results that ask for a look."""
        return [one for one in self.results if one.state in TO_LOOK_AT]

    @property
    def rest(self):
        """The other Results."""
        return [one for one in self.results if one.state not in TO_LOOK_AT]

    @cached_property
    def done(self):
        """[Doing] of what was to be done in this quarter, or is stuck in it, what presses first."""
        found = []
        for one in self.numbers.activities:
            activity = one.activity
            times: list[Occasion | None] = [*self.told.occasions.get(activity.pk, [])] or [None]
            due = self.told.due(activity)
            state = state_of_times(over_by(due, self.glance.calendar, self.quarter.number, self.today))
            for time, (progress, due_on) in zip(times, due, strict=True):
                how = self.how(activity, time, progress, due_on)
                if how:
                    why = self.why.get(("activity", activity.pk))
                    found.append(Doing(activity, one.number, how, due_on, progress.since, time, why, state))
        order = list(HOW)
        return sorted(found, key=lambda row: (order.index(row.how), row.due_on or date.max))

    def how(self, activity, time, progress: Progress, due_on):
        """How something is, a key of HOW; "" where it is not of this quarter."""
        first, last = self.quarter.starts_on, self.quarter.ends_on
        is_due = due_on is not None and first <= due_on <= last
        if progress.state == STUCK and (is_due or (time is None and within(activity, first, last))):
            return STUCK
        if not is_due:
            return ""
        if progress.is_settled:
            return progress.state
        return LATE if is_late(progress, due_on, self.today) else DUE

    def number_of(self, *how):
        return sum(one.how in how for one in self.done)

    @property
    def doing(self):
        """(how many were due by now, how many of them are done, late, stuck, not done)."""
        due = sum(one.how != DUE for one in self.done)
        return {"due": due, "done": self.number_of(FINISHED), "late": self.number_of(LATE)} | {
            "stuck": self.number_of(STUCK),
            "not_done": self.number_of(NOT_DONE),
        }

    @property
    def pressing(self):
        return [one for one in self.done if one.how in PRESSING]

    @property
    def others(self):
        """The Doings that do not press."""
        return [one for one in self.done if one.how not in PRESSING]

    @cached_property
    def sums(self):
        """The Sums of this quarter."""
        return quarterly(self.money, self.quarters, with_needs=False)[self.quarter.number].sums

    @cached_property
    def obstacles(self):
        """What stood in the team's way in this quarter: first what still does, then what was solved since."""
        rows = in_the_way(self.plan.team_id, self.quarter.starts_on, self.quarter.ends_on, self.today)
        return sorted(rows, key=lambda one: not one.is_open)

    # Why, and what is lacking.

    @cached_property
    def unexplained(self):
        """The Results that are off track or at risk, and what is stuck, late or not done, of which nobody said why.

        Nor is what was said of another state than it is in now the reason for that.
        """
        off = [one for one in self.wanting if one.state != figures.NOT_RECORDED and (not one.why or one.why_is_earlier)]
        return [*off, *first_of_each(one for one in self.pressing if not one.why or one.why_is_earlier)]

    @property
    def explained(self):
        """The Results and Doings of which somebody said why, but for those of which it is asked anew."""
        anew = {one.item for one in self.unexplained}
        return [one for one in [*self.results, *first_of_each(self.done)] if one.why and one.item not in anew]

    @property
    def is_clear(self):
        """Whether nothing is missing before the quarter is closed."""
        return not (self.lacking or self.last_time or self.unexplained) and bool(self.now)

    @property
    def to_choose(self):
        """{"indicators": (key, name) of each, "activities": …}, those that ask for a look first."""
        activities = [*(one.item for one in self.pressing), *(one.activity for one in self.numbers.activities)]
        indicators = [*(one.item for one in self.wanting), *(one.indicator for one in self.glance.measured)]
        return {
            "indicators": list(dict.fromkeys((one.pk, one.name) for one in indicators)),
            "activities": list(dict.fromkeys((one.pk, one.name) for one in activities)),
        }


def first_of_each(rows):
    """Of the Doings of each activity the first."""
    return list({one.item.pk: one for one in reversed(list(rows))}.values())[::-1]


def reminder_key(quarter, post, day):
    """What a reminder to record is called: one a day for each post and quarter."""
    return f"torecord-{quarter.pk}-" + (f"{post}:asked:{day.isoformat()}" if day else "")
