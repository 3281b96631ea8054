"""What the page of one activity reads of what happened: one dated track, whatever wrote it, newest first."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from teams.models import Post
from teams.prepared import Prepared
from workplans.changes import figures_of_activity, versions_of
from workplans.models import (
    Activity,
    DelegationStep,
    Entry,
    MoneyEntry,
    Obstacle,
    ObstacleStep,
    Occasion,
    Remark,
)
from workplans.practices import Practice
from workplans.queries.asking import with_who
from workplans.queries.happened import APPROVAL, CLOSED, COUNT, HANDOVER, MONEY, OBSTACLE, REPORT, STEP, happened_to
from workplans.queries.plan import day_word
from workplans.rules import delegating

SAID_BY_REPORTS = (ObstacleStep.Act.REPORTED, ObstacleStep.Act.STUCK_AGAIN)


class Looks(NamedTuple):
    """What the looks of an event depend on beside its texts (teams/templatetags/printing.py)."""

    is_open: bool
    practice: str
    shows_acts: bool
    corrects: bool
    confirms: bool
    says_closed: bool


class ReadyEvent(NamedTuple):
    """An event, ready to print."""

    alike: Looks
    own: dict


SHORT = 60
"""So many characters of what stands in the way are in the heading of what happened to it."""


@dataclass
class Event:
    """Something that happened to an activity, as a page prints it."""

    at: datetime
    practice: str
    what: str
    text: str = ""
    by: str = ""
    """Who: the person, the post as which they acted, and the post that they covered."""
    on: date | None = None
    """The day that it is about, where that is another than the day on which it was written down."""
    url: str = ""
    corrected: str = ""
    """How it was corrected since, in words; "" where it stands."""
    is_open: bool = False
    """Whether something is still waited for."""
    mark: str = ""
    """Its anchor on the page."""
    entry: int | None = None
    """The key of a report that stands: it can be corrected."""
    by_key: int | None = None
    """The key of the person who reported."""
    is_closed: bool = False
    """Whether it is a report or count of a closed quarter, which nobody corrects."""

    @property
    def day(self):
        """The day on which it happened: that which it is about, else that on which it was written down."""
        return self.on or timezone.localdate(self.at)

    def ready(self, *, shows_acts=False, corrects=False, confirms=False, says_closed=False):
        """It as the page prints it; with what the reader can do about it, where that is shown."""
        own = {
            "mark": self.mark,
            "url": self.url,
            "what": self.what,
            "text": self.text,
            "on": day_word(self.on) if self.on else "",
            "day": day_word(timezone.localdate(self.at)),
            "by": self.by,
            "corrected": self.corrected,
            "entry": self.entry or 0,
        }
        acts = (shows_acts, corrects, confirms, says_closed)
        return ReadyEvent(Looks(self.is_open, str(Practice(self.practice).label), *acts), own)


def track_of(activity):
    """[Event] of all that happened to `activity`, newest first."""
    return Track(activity).events()


@Prepared
def history_of(activity):
    """The versions of an activity, the newest first."""
    rows = Activity.history.filter(id=activity).select_related("history_user", "output")
    return rows.order_by("-history_date", "-history_id")


class Track:
    """All that happened to an activity, read once: six queries, however much that is.

    `remarks` are those on it (queries/review.py), where the page has read them already.
    """

    def __init__(self, activity, remarks=None):
        self.activity = activity
        self.remarks = remarks
        self.rows = happened_to(activity)
        self.history = history_of(activity=activity.pk)
        self.figures = figures_of_activity(activity.pk)
        keys = {row.post_id for row in self.history} | {row.about for row in self.of(STEP)} | {activity.post_id}
        today = timezone.localdate()
        self.posts = {post.pk: post for post in with_who(Post.objects.filter(pk__in=keys - {None}), today)}

    def of(self, kind):
        """What happened of one kind, in the order in which it was written down."""
        return [row for row in self.rows if row.kind == kind]

    def events(self):
        """[Event], newest first."""
        found = [
            *reversed(list(self.changes())),
            *self.approvals(),
            *self.remarked(),
            *self.moved(),
            *self.steps(),
            *self.obstacles(),
            *self.reports(),
            *self.counts(),
            *self.handovers(),
        ]
        in_order = sorted(enumerate(found), key=lambda one: (one[1].day, one[1].at, one[0]), reverse=True)
        return [event for _place, event in in_order]

    @cached_property
    def corrected(self):
        """{key of a report: the row of what corrected it}."""
        return {row.about: row for row in self.of(REPORT) if row.act == Entry.Act.CORRECTION}

    @cached_property
    def standing(self):
        """The reports that count, as EntryQuerySet.standing has them, out of the rows that are read already."""
        acts = (Entry.Act.REPORT, Entry.Act.CORRECTION)
        return [row for row in self.of(REPORT) if row.act in acts and row.state and row.pk not in self.corrected]

    @cached_property
    def approved_at(self):
        """When the plan was approved last with this activity in it; None where it never was."""
        return max((row.at for row in self.of(APPROVAL)), default=None)

    def reports(self):
        """What was reported; a correction says so beside what it corrects, and is an event of its own."""
        confirmed = {row.about for row in self.of(REPORT) if row.act == Entry.Act.CONFIRMATION}
        standing = {row.pk for row in self.standing}
        for row in self.of(REPORT):
            state = capfirst(str(Entry.State(row.state).label)) if row.state else _("Taken back")
            what = _("Corrected: %(state)s") % {"state": state} if row.act == Entry.Act.CORRECTION else state
            if row.act == Entry.Act.CONFIRMATION:
                what = _("Confirmed that it is done")
            event = Event(row.at, Practice.MONITOR, named(what, row), row.text or row.reason, who(row))
            event.on = row.on if row.on != timezone.localdate(row.at) else None
            if row.key and row.state == Entry.State.STUCK:
                event.url = reverse("workplans:implement_obstacle", args=[row.key])
            event.mark, event.by_key, event.is_closed = f"e{row.pk}", row.by, row.name == CLOSED
            event.entry = row.pk if row.pk in standing and row.pk not in confirmed else None
            if row.act == Entry.Act.CORRECTION and row.text and row.reason:
                event.text = f"{row.text} ({row.reason})"
            if later := self.corrected.get(row.pk):
                words = _("corrected on %(day)s: %(reason)s")
                event.corrected = words % {"day": day_word(timezone.localdate(later.at)), "reason": later.reason}
            yield event

    def counts(self):
        """How often it was held and how many people it reached, as it stands: each count with its corrections is one."""
        for row in self.counted:
            what = f"{capfirst(str(Entry.Kind(row.state).label))}: {number_format(int(row.amount))}"
            event = Event(row.at, Practice.MONITOR, what, row.text or row.reason, who(row), mark=f"e{row.pk}")
            event.on = row.on if row.on != timezone.localdate(row.at) else None
            event.is_closed = row.name == CLOSED
            event.url = "" if event.is_closed else reverse("workplans:monitor_correct", args=[row.pk])
            yield event

    @cached_property
    def counted(self):
        """The counts that stand: the last of each line that was not taken back."""
        last = {row.place: row for row in self.of(COUNT)}
        return [row for row in last.values() if row.amount is not None]

    def steps(self):
        """What was asked of whom, and what came of it; the word on the result stands with what was reported."""
        done = {(row.by, row.text) for row in self.of(REPORT) if row.state == Entry.State.DONE}
        refused = {(row.by, row.reason) for row in self.of(REPORT) if row.about and not row.state}
        last = {step.key: step.pk for step in self.of(STEP)}
        wanted: dict[int, date] = {}
        for step in self.of(STEP):
            words = pgettext("a post, and what happened to what it was asked", "%(post)s: %(what)s")
            is_granted = step.act == delegating.ANSWER and step.on and step.on == wanted.get(step.key)
            done_to_it = _("another date was agreed to") if is_granted else str(DelegationStep.Act(step.act).label)
            what = words % {"post": step.name, "what": done_to_it}
            if step.act == delegating.ASK:
                wanted[step.key] = step.on
            if step.on:
                until = _("until %(day)s") if step.act == delegating.ASK else _("by %(day)s")
                what = f"{what}, {until % {'day': day_word(step.on)}}"
            told = {delegating.REPORT: done, delegating.NOT_YET: refused}.get(step.act, ())
            is_told = (step.by, step.text) in told
            text = "" if is_told else step.text
            event = Event(step.at, Practice.IMPLEMENT, named(what, step), text, who(step))
            event.url = reverse("workplans:implement_delegation", args=[step.key])
            event.is_open = step.state in delegating.OPEN and last[step.key] == step.pk
            yield event

    def moved(self):
        """Money approved, released, advanced, spent and accounted for; what is below zero is a correction or a cut."""
        url = reverse("workplans:organise_entries", args=[self.activity.workplan_id])
        for row in self.of(MONEY):
            amount = number_format(row.amount, 0 if row.amount == row.amount.to_integral() else 2)
            what = f"{capfirst(MoneyEntry.Kind(row.act).label)}: {amount} {self.activity.workplan.currency}".strip()
            event = Event(row.at, Practice.ORGANISE, f"{what}, {row.name}", row.reason, row.person)
            event.on = row.on if row.on != timezone.localdate(row.at) else None
            event.url = f"{url}?activity={self.activity.pk}#e{row.pk}"
            yield event

    def obstacles(self):
        """What stood in the way, who helped, what was changed; where somebody reported that they are stuck, once."""
        stuck = {(row.key, row.text) for row in self.of(REPORT)}
        for step in self.of(OBSTACLE):
            if step.act in SAID_BY_REPORTS and (step.key, step.text) in stuck:
                continue
            what = capfirst(str(ObstacleStep.Act(step.act).label))
            if step.reason:
                what = f"{what}: {step.reason}"
            name = Truncator(str(Obstacle(name=step.name))).chars(SHORT)
            title = f"{what} ({name})" if step.text != step.name else what
            url = reverse("workplans:implement_obstacle", args=[step.key])
            yield Event(step.at, Practice.IMPLEMENT, title, step.text, who(step), url=url)

    def remarked(self):
        """What who reviews remarked on it, and what was said to that."""
        if self.remarks is None:
            on_it = Q(kind="activity", item=self.activity.pk) | Q(on__kind="activity", on__item=self.activity.pk)
            rows = list(Remark.objects.filter(on_it, workplan=self.activity.workplan_id).select_related("by"))
        else:
            rows = [row for remark in self.remarks for row in (remark, *remark.said)]
        for row in rows:
            what = _("Answered a remark") if row.on_id else _("Remark")
            url = reverse("workplans:review_remark", args=[row.on_id or row.pk])
            is_open = row.on_id is None and row.state == Remark.State.OPEN
            yield Event(row.at, Practice.PLAN, what, row.text, row.by.name, url=url, is_open=is_open)

    def approvals(self):
        """The versions of the plan that were approved since it is in it."""
        for row in self.of(APPROVAL):
            what = _("Approved with the plan, version %(number)s") % {"number": row.key}
            url = reverse("workplans:review_version", args=[self.activity.workplan_id, row.key])
            yield Event(row.at, Practice.PLAN, what, row.text, who(row), url=url)

    def handovers(self):
        """The notes of those who left the post that it was with, and what was passed on."""
        for row in self.of(HANDOVER):
            what = _("The post %(post)s was handed over") % {"post": row.name}
            if row.reason:
                passed = _("passed to %(post)s") % {"post": row.reason}
                what = f"{what}, {passed}"
            yield Event(row.at, Practice.IMPLEMENT, what, row.text, who(row))

    def changes(self):
        """What was changed in the plan: its words, its days, its money."""
        url = reverse("workplans:plan_item_history", args=["activity", self.activity.pk])
        known = {"post": {key: post.title for key, post in self.posts.items()}}
        known["output"] = {row.output_id: str(row.output) for row in self.history if row.output}
        for record, changes in versions_of(self.history, self.figures, known) if self.history else []:
            if record.history_type == "+":
                what, text = _("Written into the plan"), ""
            elif changes:
                what = _("Changed in the plan")
                text = "; ".join(f"{label}: {before or '–'} → {after or '–'}" for label, before, after in changes)
            else:
                continue
            why = record.history_change_reason or ""
            text = f"{text} ({why})" if text and why else text or why
            by = record.history_user.name if record.history_user else ""
            yield Event(record.history_date, Practice.PLAN, what, text, by, url=url)


def who(row):
    """ "Grace Okandu, midwife in charge, for the nursing officer"."""
    words = [row.person or "", row.post or ""]
    if row.for_post:
        words.append(_("for %(post)s") % {"post": row.for_post})
    return ", ".join(word for word in words if word)


def occasion_words(row):
    """The occasion that a row is about, in words; "" where it is about none."""
    return str(Occasion(starts_on=row.first, ends_on=row.last)) if row.first else ""


def named(what, row):
    occasion = occasion_words(row)
    return f"{what} ({occasion})" if occasion else what
