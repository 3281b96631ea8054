"""What the page of a plan's progress reads: each activity with all its times, and what was reported last of each."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, pgettext_lazy

from teams.models import Post
from workplans.models import Delegation, Entry, Occasion
from workplans.queries.plan import STANDS, Facts, when_in_words
from workplans.rules import delegating
from workplans.rules.progress import STUCK, Progress, days_late, progress_of

PRESSING, TO_CONFIRM, OPEN, SETTLED = "pressing", "to_confirm", "open", "settled"
NAMES = {
    PRESSING: gettext_lazy("Late or stuck"),
    TO_CONFIRM: gettext_lazy("Done, to be confirmed"),
    OPEN: gettext_lazy("Still to do"),
    SETTLED: pgettext_lazy("activities", "Settled"),
}
"""The groups that activities stand in, in the order of the page."""
FIRST = 10
"""So many of the first group are open to see; the rest, and the other groups, are folded."""


@dataclass
class Line:
    """An activity that is done once, or one occasion of an activity, as the page prints it."""

    activity: Any
    occasion: Occasion | None
    number: str
    progress: Progress
    who: str
    when: str
    first: date | None
    due_on: date | None
    late: int
    """How many days late it is today; 0 where it is settled."""
    is_to_confirm: bool = False
    """Whether it is reported as done, and somebody else has to confirm it."""

    @property
    def month(self):
        """The first day of the month in which it is due; None where no day was set."""
        return self.due_on.replace(day=1) if self.due_on else None

    @property
    def is_one_day(self):
        return self.first is not None and self.first == self.due_on

    @property
    def is_settled(self):
        """Whether nobody has to do anything more about it."""
        return self.progress.is_settled and not self.is_to_confirm


@dataclass
class Row:
    """An activity with all its times: it stands once, however often it is done."""

    lines: list[Line]
    today: date

    @property
    def activity(self):
        return self.lines[0].activity

    @property
    def is_again(self):
        """Whether it is done again and again."""
        return self.lines[0].occasion is not None

    def stands(self, how):
        """Whether it is "late", "stuck" or "silent", by the rule by which home and the plan's page count it."""
        return STANDS[how]([(line.progress, line.due_on) for line in self.lines], self.today)

    @property
    def line(self):
        """The one of its times that counts most now: what is stuck, late, to be confirmed, the next, or else the last."""
        return min(self.lines, key=lambda line: (line.progress.state != STUCK, *urgency(line)))

    @property
    def late_count(self):
        return sum(bool(line.late) for line in self.lines)

    @property
    def done_count(self):
        return sum(line.progress.done_on is not None for line in self.lines)

    @property
    def is_settled(self):
        return all(line.is_settled for line in self.lines)

    @property
    def group(self):
        if self.stands("late") or self.stands("stuck"):
            return PRESSING
        if any(line.is_to_confirm for line in self.lines):
            return TO_CONFIRM
        return SETTLED if self.is_settled else OPEN


def urgency(line):
    """Sorts what is late before what waits to be confirmed, and that before what comes next; last what is settled.

    Of what is settled, the last counts.
    """
    day = (line.due_on or date.max).toordinal()
    return (-line.late, not line.is_to_confirm, line.is_settled, -day if line.is_settled else day)


def rows_of(plan, today):
    """[Row] of all that `plan` is to do, in the plan's order: nine queries whatever its size."""
    rows: dict[int, Row] = {}
    for line in lines_of(plan, today):
        rows.setdefault(line.activity.pk, Row([], today)).lines.append(line)
    return list(rows.values())


def lines_of(plan, today):
    """[Line] of all that `plan` is to do, in the plan's order, occasions by their days: nine queries whatever its size."""
    facts = Facts(plan)
    asked: dict[tuple, str] = {}
    # Of a chain that whose turn it is: what is passed on is with the next link.
    rows = Delegation.objects.open().filter(workplan=plan).exclude(state=delegating.PASSED_ON).order_by("pk")
    to_confirm = set(Entry.objects.to_confirm().filter(workplan=plan).order_by().values_list("activity", "occasion"))
    for activity, occasion, title, state in rows.values_list("activity", "occasion", "post__title", "state"):
        asked[activity, occasion] = title
        to_confirm |= {(activity, occasion)} if state == delegating.DONE else set()
    found = []
    for number, activity in numbered(facts):
        times: list[Occasion | None] = [*facts.told.occasions.get(activity.pk, [])]
        for occasion in times or [None]:
            place = activity.pk, occasion.pk if occasion else None
            days = occasion or activity
            progress = progress_of(facts.told.known(*place))
            late = 0 if progress.is_settled else days_late(progress, days.ends_on, today)
            who = asked.get(place) or asked.get((activity.pk, None)) or activity.who
            when = str(occasion) if occasion else when_in_words(activity)
            line = Line(activity, occasion, number, progress, who, when, days.starts_on, days.ends_on, late)
            line.is_to_confirm = progress.done_on is not None and place in to_confirm
            found.append(line)
    return found


def numbered(facts):
    """(number, activity) of each activity of a plan, in its order."""
    for place, objective in enumerate(facts.objectives, start=1):
        for output_place, output in enumerate(facts.outputs[objective.pk], start=1):
            output_number = output.code or f"{place}.{output_place}"
            for activity_place, activity in enumerate(facts.activities[output.pk], start=1):
                yield activity.code or f"{output_number}.{activity_place}", activity


def wanted_of(rows, wanted):
    """Those of `rows` that the filter `wanted` (see ShownForm) leaves."""
    if key := wanted.get("post"):
        rows = [row for row in rows if str(row.activity.post_id or "") == key]
    state = wanted.get("state")
    if state in ("late", "stuck"):
        return [row for row in rows if row.stands(state)]
    if state == "nothing":
        return [row for row in rows if row.stands("silent")]
    if state == "open":
        return [row for row in rows if not row.is_settled]
    return [row for row in rows if any(line.progress.state == state for line in row.lines)] if state else rows


def lines_wanted(rows, wanted):
    """The lines of `rows` that are as the filter `wanted` says."""
    fits = {
        "late": lambda line: line.late,
        "nothing": lambda line: not line.progress.state,
        "open": lambda line: not line.is_settled,
    }
    state = wanted.get("state")
    fit = fits.get(state, lambda line: not state or line.progress.state == state)
    return [line for row in rows for line in row.lines if fit(line)]


def pressing_first(rows):
    """`rows` by their groups, the latest first, then by their day."""
    places = list(NAMES)
    return sorted(rows, key=lambda row: (places.index(row.group), *urgency(row.line)))


@dataclass
class Group:
    """A part of the page: what is open to see, and what is folded."""

    name: str
    open: list = field(default_factory=list)
    folded: list = field(default_factory=list)
    count: int = 0
    """How many there are on all pages."""


def in_groups(rows, everything, *, all_open):
    """[Group] of the `rows` of a page, out of `everything`: the first opens, the others are folded; or `all_open`."""
    found: list[Group] = []
    for key, name in NAMES.items():
        some = [row for row in rows if row.group == key]
        if some:
            shown = len(some) if all_open else 0 if found else FIRST
            found.append(Group(str(name), some[:shown], some[shown:], sum(row.group == key for row in everything)))
    return found


def by_month(lines):
    """[Group] of `lines` by the month in which they are due, in order, what has no day last; what is settled is folded."""
    months: dict[date | None, Group] = {}
    for line in sorted(lines, key=lambda line: line.due_on or date.max):
        name = date_format(line.month, "YEAR_MONTH_FORMAT") if line.month else ""
        group = months.setdefault(line.month, Group(name))
        (group.folded if line.is_settled else group.open).append(line)
        group.count += 1
    return list(months.values())


def posts_for(plan):
    """(value, words) of the posts of the plan's team, to filter by."""
    rows = Post.objects.filter(team=plan.team_id).order_by("title").values_list("pk", "title")
    return [(str(key), title) for key, title in rows]
