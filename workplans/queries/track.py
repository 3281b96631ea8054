"""What the page of one activity reads of what happened: one dated track, whatever wrote it, newest first."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workplans.changes import versions_of
from workplans.models import (
    Activity,
    DelegationStep,
    Entry,
    HandoverNote,
    MoneyEntry,
    ObstacleStep,
    Remark,
    Version,
)
from workplans.practices import Practice


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

    @property
    def day(self):
        """The day on which it happened: that which it is about, else that on which it was written down."""
        return self.on or timezone.localdate(self.at)

    @property
    def practice_words(self):
        return Practice(self.practice).label


def track_of(activity):
    """[Event] of all that happened to `activity`, newest first: at most fourteen queries, however much that is."""
    found = [
        *changes_of(activity),
        *approvals_of(activity),
        *remarks_of(activity),
        *money_of(activity),
        *handovers_of(activity),
        *obstacles_of(activity),
        *steps_of(activity),
        *reports_of(activity),
    ]
    in_order = sorted(enumerate(found), key=lambda one: (one[1].day, one[1].at, one[0]), reverse=True)
    return [event for _place, event in in_order]


def who(step):
    """ "Grace Okandu, midwife in charge, for the nursing officer"."""
    words = [step.by.name, step.post.title if step.post else ""]
    if step.for_post:
        words.append(_("for %(post)s") % {"post": step.for_post.title})
    return ", ".join(word for word in words if word)


def day_words(day):
    return date_format(day, "DATE_FORMAT")


def named(what, occasion):
    return f"{what} ({occasion})" if occasion else what


def reports_of(activity):
    """What was reported; a correction says so beside what it corrects, and is an event of its own."""
    entries = Entry.objects.filter(activity=activity).select_related("by", "post", "for_post", "occasion", "obstacle")
    rows = list(entries.order_by("pk"))
    corrected = {row.about_id: row for row in rows if row.act == Entry.Act.CORRECTION}
    for row in rows:
        state = capfirst(row.get_state_display()) if row.state else _("Taken back")
        what = {Entry.Act.REPORT: state, Entry.Act.CORRECTION: _("Corrected: %(state)s") % {"state": state}}.get(
            Entry.Act(row.act), _("Confirmed that it is done")
        )
        event = Event(row.at, Practice.MONITOR, named(what, row.occasion), row.text or row.reason, who(row))
        event.on = row.on if row.on != timezone.localdate(row.at) else None
        event.url = row.obstacle.get_absolute_url() if row.obstacle and row.state == Entry.State.STUCK else ""
        event.mark = f"e{row.pk}"
        if row.act == Entry.Act.CORRECTION and row.text and row.reason:
            event.text = f"{row.text} ({row.reason})"
        if later := corrected.get(row.pk):
            words = _("corrected on %(day)s: %(reason)s")
            event.corrected = words % {"day": day_words(timezone.localdate(later.at)), "reason": later.reason}
        yield event


def steps_of(activity):
    """What was asked of whom, and what came of it."""
    rows = DelegationStep.objects.filter(delegation__activity=activity).order_by("pk")
    steps = list(
        rows.select_related(
            "by", "post", "for_post", "delegation__post", "delegation__occasion", "delegation__activity"
        )
    )
    last = {step.delegation_id: step.pk for step in steps}
    for step in steps:
        asked = step.delegation
        words = pgettext("a post, and what happened to what it was asked", "%(post)s: %(what)s")
        what = words % {"post": asked.post.title, "what": step.get_act_display()}
        if step.due_on:
            by_day = _("by %(day)s") % {"day": day_words(step.due_on)}
            what = f"{what}, {by_day}"
        event = Event(step.at, Practice.IMPLEMENT, named(what, asked.occasion), step.text, who(step))
        event.url = asked.get_absolute_url()
        event.is_open = asked.is_open and last[asked.pk] == step.pk
        yield event


def money_of(activity):
    """Money approved, released, advanced, spent and accounted for; what is below zero is a correction or a cut."""
    rows = MoneyEntry.objects.filter(activity=activity).select_related("source", "by", "workplan")
    for row in rows:
        amount = number_format(row.amount, 0 if row.amount == row.amount.to_integral() else 2)
        what = f"{capfirst(row.get_kind_display())}: {amount} {row.workplan.currency}".strip()
        event = Event(row.at, Practice.ORGANISE, f"{what}, {row.source}", row.reason, row.by.name)
        event.on = row.on if row.on != timezone.localdate(row.at) else None
        event.url = row.get_absolute_url()
        yield event


def obstacles_of(activity):
    """What stood in the way, who helped, what was changed."""
    steps = ObstacleStep.objects.filter(obstacle__activity=activity)
    for step in steps.select_related("by", "post", "for_post", "about", "obstacle").order_by("pk"):
        what = capfirst(step.get_act_display())
        if step.about:
            what = f"{what}: {step.about.title}"
        title = f"{what} ({step.obstacle})" if step.text != step.obstacle.name else what
        yield Event(step.at, Practice.IMPLEMENT, title, step.text, who(step), url=step.obstacle.get_absolute_url())


def remarks_of(activity):
    """What who reviews remarked on it, and what was said to that."""
    on_it = Q(kind="activity", item=activity.pk) | Q(on__kind="activity", on__item=activity.pk)
    rows = Remark.objects.filter(on_it, workplan=activity.workplan_id).select_related("by", "on")
    for row in rows:
        what = _("Answered a remark") if row.on_id else _("Remark")
        url = reverse("workplans:review_remark", args=[row.on_id or row.pk])
        is_open = row.on_id is None and row.state == Remark.State.OPEN
        yield Event(row.at, Practice.PLAN, what, row.text, row.by.name, url=url, is_open=is_open)


def approvals_of(activity):
    """The versions of the plan that were approved since it is in it."""
    versions = Version.objects.approved().filter(workplan=activity.workplan_id).light()
    begun = Activity.history.filter(id=activity.pk, history_type="+").values("history_date")[:1]
    for row in versions.filter(Q(at__gte=begun) | Q(decided_at__gte=begun)).order_by("pk"):
        what = _("Approved with the plan, version %(number)s") % {"number": row.number}
        by = row.decided_by.name if row.decided_by else ""
        yield Event(row.decided_at or row.at, Practice.PLAN, what, row.reason, by, url=row_address(activity, row))


def row_address(activity, version):
    return reverse("workplans:review_version", args=[activity.workplan_id, version.number])


def handovers_of(activity):
    """The notes of those who left the post that it was with, and what was passed on."""
    about = Q(activity=activity) | Q(delegation__activity=activity) | Q(obstacle__activity=activity)
    rows = HandoverNote.objects.filter(about).select_related("handover__post", "handover__by", "passed_to")
    for row in rows:
        what = _("%(post)s was handed over") % {"post": row.handover.post.title}
        if row.passed_to:
            passed = _("passed to %(post)s") % {"post": row.passed_to.title}
            what = f"{what}, {passed}"
        yield Event(row.handover.at, Practice.IMPLEMENT, what, row.text, row.handover.by.name)


def changes_of(activity):
    """What was changed in the plan: its words, its days, its money."""
    rows = list(Activity.history.filter(id=activity.pk).select_related("history_user"))
    url = reverse("workplans:plan_item_history", args=["activity", activity.pk])
    for record, changes in versions_of(rows) if rows else []:
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
