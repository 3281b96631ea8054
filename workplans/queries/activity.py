"""What the page of one activity reads: where it stands, who has it, what happened, beside what was approved."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from teams.prepared import Prepared
from workplans.models import Allocation, Delegation, DelegationStep, Occasion, Readiness, Resource, Target
from workplans.queries.asking import who_has
from workplans.queries.plan import when_in_words
from workplans.queries.review import remarks_on
from workplans.queries.track import MONEY, OBSTACLE, STEP, Track, occasion_words
from workplans.rules import delegating
from workplans.rules.money import NOTHING, Sums, gap
from workplans.rules.progress import NOTHING_YET, STUCK, Progress, days_late, progress_of

NEWEST, SHOWN = 5, 20
"""So much of what happened is open to see, and so much is on the page before the rest is asked for."""
TIMES, NEXT = 6, 2
"""So many times of what is done again and again all stand open; of more, what is late and so many that come next."""


@dataclass
class Link:
    """What was asked of a post and is not over."""

    key: int
    post: str
    who: str
    """Who holds the post, or covers it."""
    state: str
    since: datetime
    asker: str
    freedom: str
    occasion: str
    due_on: date | None

    @property
    def state_words(self):
        return Delegation.State(self.state).label

    @property
    def freedom_words(self):
        return Delegation.Freedom(self.freedom).label


@dataclass
class Time:
    """One occasion with where it stands."""

    occasion: Occasion
    progress: Progress
    late: int


RESOURCES = Prepared(lambda activity: Resource.objects.filter(activity=activity).select_related("post"))
READINESS = Prepared(lambda activity: Readiness.objects.filter(activities=activity))
OCCASIONS = Prepared(lambda activity: Occasion.objects.filter(activity=activity).order_by("starts_on"))
ASKED = Prepared(
    lambda activity: (
        Allocation.objects.filter(activity=activity)
        .order_by("source__name")
        .values_list("source__name", "source__is_partner", "amount")
    )
)


def activity_facts(activity, today):
    """What the page of `activity` shows besides itself, by name: twelve queries, however much that is."""
    facts: dict[str, Any] = {"place": (activity.place_in_row, activity.of_places)}
    targets = Prefetch("targets", Target.objects.select_related("quarter"))
    facts["indicators"] = list(activity.indicators.prefetch_related(targets))
    facts["remarks"] = remarks_on("activity", activity)
    track = Track(activity, facts["remarks"])
    facts |= money_of(activity, track)
    facts["resources"] = RESOURCES(activity=activity.pk)
    facts["cost"] = sum((one.amount for one in facts["resources"]), Decimal(0))
    facts["readiness"] = [one for one in READINESS(activity=activity.pk) if one.state != Readiness.State.IN_PLACE]
    facts["when"] = when_in_words(activity)
    facts["who"] = who_has(track.posts[activity.post_id]) if activity.post_id else ""
    facts |= progress_facts(activity, track, today)
    facts["links"] = links_of(track)
    facts["counted"] = counted_of(track)
    facts["obstacles"] = {row.key: row.name for row in track.of(OBSTACLE) if row.state == "open"}
    facts["approved"] = approved_of(activity, track, facts)
    facts["events"] = track.events()
    return facts


def in_sight(events, confirmable, *, everything=False):
    """What happened as the page shows it: `open`, `folded`, how many `more`, and the `count`; `everything` opens all.

    Open are the newest, and whatever waits for somebody: what is open, and reports whose keys are `confirmable`.
    """
    if everything:
        return {"open": events, "folded": [], "more": 0, "count": len(events)}
    waits = [event for event in events[NEWEST:] if event.is_open or event.entry in confirmable]
    folded = [event for event in events[NEWEST:SHOWN] if event not in waits]
    shown = events[:NEWEST] + waits
    return {"open": shown, "folded": folded, "more": len(events) - len(shown) - len(folded), "count": len(events)}


def money_of(activity, track):
    """What is asked by source, whose own money that is, and how it moved: one query."""
    money: dict[str | None, Decimal] = {}
    partners = set()
    for name, is_partner, amount in ASKED(activity=activity.pk):
        money[name] = money.get(name, NOTHING) + amount
        partners |= {name} if is_partner else set()
    total = sum(money.values(), NOTHING)
    moved = moved_of(money, track)
    sums = Sums()
    for one in moved.values():
        sums.add(one)
    missing = gap(total, sums.released) if moved else NOTHING
    return {"money": money, "partners": partners, "sum": total, "moved": moved, "sums": sums, "missing": missing}


def moved_of(asked, track):
    """{source name or None: Sums} of what is `asked` and what was approved and moved; {} before anything was."""
    entries = sorted(track.of(MONEY), key=lambda row: row.name)
    if not entries:
        return {}
    found: dict[str | None, Sums] = defaultdict(Sums)
    for name, amount in asked.items():
        found[name].asked += amount
    for row in entries:
        found[row.name].add_to(row.act, row.amount)
    return dict(found)


def progress_facts(activity, track, today):
    """Where it stands, each of its occasions by itself: one query."""
    reports: dict[tuple, list] = defaultdict(list)
    for row in track.standing:
        reports[row.first, row.last].append((row.on, row.place, row.state))
    known = {days: progress_of(some) for days, some in reports.items()}
    times = []
    for occasion in OCCASIONS(activity=activity.pk):
        progress = known.get((occasion.starts_on, occasion.ends_on), NOTHING_YET)
        late = 0 if progress.is_settled else days_late(progress, occasion.ends_on, today)
        times.append(Time(occasion, progress, late))
    whole = known.get((None, None), NOTHING_YET)
    late = 0 if times or whole.is_settled else days_late(whole, activity.ends_on, today)
    done = sum(one.progress.done_on is not None for one in times)
    near = times_near(times)
    return {
        "times": times,
        "times_near": near,
        "times_else": [one for one in times if one not in near],
        "times_done": done,
        "progress": whole,
        "late": late or max((t.late for t in times), default=0),
    }


def times_near(times):
    """Those of `times` that want something: what is late or stuck, and what comes next; all where they are few."""
    if len(times) <= TIMES:
        return times
    still = [one for one in times if not one.progress.is_settled]
    coming = [one for one in still if not one.late and one.progress.state != STUCK][:NEXT]
    return [one for one in still if one.late or one.progress.state == STUCK or one in coming]


def counted_of(track):
    """{kind: what was counted of it}, of how often it was held and how many people it reached."""
    found: dict[str, int] = defaultdict(int)
    for row in track.counted:
        found[row.state] += int(row.amount)
    return dict(found)


def links_of(track):
    """[Link] of what is asked and not over, the last first."""
    steps: dict[int, list] = defaultdict(list)
    for row in track.of(STEP):
        steps[row.key].append(row)
    found = []
    for key, some in steps.items():
        first, last = some[0], some[-1]
        if first.state not in delegating.OPEN:
            continue
        days = [row.on for row in some if row.on and row.act != DelegationStep.Act.ASK]
        turning = [row for row in some if row.act not in (delegating.SAY, delegating.HAND_OVER)] or [last]
        who = who_has(track.posts[first.about])
        asker, due_on = first.post or first.person, days[-1] if days else None
        since, occasion = timezone.localtime(turning[-1].at), occasion_words(first)
        found.append(Link(key, first.name, who, first.state, since, asker, first.reason, occasion, due_on))
    return found[::-1]


def approved_of(activity, track, facts):
    """What of dates, post and money is otherwise than in the version that was approved last, {name: words or amount}."""
    if track.approved_at is None:
        return {}
    then = next((row for row in track.history if row.history_date <= track.approved_at), None)
    found: dict[str, Any] = {}
    if then and (when := when_in_words(then)) != facts["when"]:
        found["when"] = when
    if then and then.post_id != activity.post_id:
        found["who"] = track.posts[then.post_id].title if then.post_id else then.responsible
    amounts: dict[int, Decimal] = {}
    for row, [(_label, _before, after)] in track.figures:
        if row.instance_type is Allocation and row.history_date <= track.approved_at:
            amounts[row.id] = row.amount if after else NOTHING
    if (money := sum(amounts.values(), NOTHING)) != facts["sum"]:
        found["money"] = money
    return found
