"""Handing a post over: all that is open of it, a note on each thing for who comes after, and what another post takes over.

The work belongs to the post and stays with it. What is passed on is asked of another post, so that it can answer; the
plan stays as it was approved. An act over several models.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teams.atonce import at_once
from teams.models import Notice, User
from workplans.models import (
    Activity,
    Agreement,
    Delegation,
    Entry,
    Handover,
    HandoverNote,
    Obstacle,
    Occasion,
    Readiness,
    Workplan,
)
from workplans.rules import delegating, progress

ACTIVITY, ASKED, ASKS, SEES_TO, HELPS, READY, AGREED = KINDS = [
    *("activity", "asked", "asks", "sees_to", "helps", "ready", "agreed")
]
"""It is responsible for an activity; it was asked for something; it asked another post; it sees to an obstacle; it was
asked for help; it is to put something in place; the team agreed that it does something."""
KIND_WORDS = {
    ACTIVITY: gettext_lazy("Activities that the post is responsible for"),
    ASKED: gettext_lazy("What was asked of the post"),
    ASKS: gettext_lazy("What the post asked of others"),
    SEES_TO: gettext_lazy("What stands in the way, and the post sees to"),
    HELPS: gettext_lazy("What the post was asked to help with"),
    READY: gettext_lazy("What the post is to put in place"),
    AGREED: gettext_lazy("What was agreed that the post does"),
}


class RefusedError(ValidationError):
    """Why one thing cannot be passed on; `mark` is what it is called in a form."""

    def __init__(self, messages, mark):
        super().__init__(messages)
        self.mark = mark


@dataclass(frozen=True)
class Open:
    """One thing that is open of a post."""

    kind: str
    row: Any
    name: str
    due_on: date | None
    may_pass: bool = True

    @property
    def mark(self):
        """What it is called in a form: "activity-12"."""
        return f"{self.kind}-{self.row.pk}"

    @property
    def why_it_stays(self):
        """Why it cannot be passed on now, in a sentence; "" where it can."""
        if self.may_pass:
            return ""
        if self.row.may_pass_on:
            return _("It stays with the post while it stands so: %(state)s.") % {"state": self.row.get_state_display()}
        return _("It stays with the post: it may not be passed on.")

    @property
    def goes_back(self):
        """Whether it can be handed back to who asked."""
        return self.kind == ASKED and delegating.after(self.row.state, delegating.HAND_BACK) is not None

    @property
    def about(self):
        """The fields of its HandoverNote."""
        return {} if self.kind == AGREED else {self.row._meta.model_name: self.row}


def open_of(post, today):
    """[Open] of `post` in the order of KINDS, what is due first before the rest: seven queries whatever its size."""
    plans = Workplan.objects.at_work(today)
    found = [Open(ACTIVITY, one, one.name, one.ends_on) for one in open_activities(post, plans)]
    mine = Delegation.objects.open().select_related("activity", "occasion", "post", "from_post", "workplan__team")
    mine = mine.filter(workplan__in=plans)
    for one in mine.filter(Q(post=post) | Q(from_post=post)):
        passes = delegating.after(one.state, delegating.PASS_ON, may_pass_on=one.may_pass_on) is not None
        if one.post_id == post.pk:
            found.append(Open(ASKED, one, one.name, one.due_on, passes))
        else:
            found.append(Open(ASKS, one, one.name, one.due_on))
    stuck = Obstacle.objects.at_work(today).filter(Q(post=post) | Q(asked=post)).select_related("team")
    found += [Open(HELPS if one.asked_id == post.pk else SEES_TO, one, str(one), one.ask_again_on) for one in stuck]
    ready = Readiness.objects.missing().filter(post=post, workplan__in=plans)
    found += [Open(READY, one, one.name, one.due_on) for one in ready.select_related("workplan")]
    agreed = Agreement.objects.open().filter(post=post)
    found += [Open(AGREED, one, one.text, one.due_on) for one in agreed.select_related("quarter")]
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.due_on or date.max, one.row.pk))


def open_activities(post, plans):
    """The activities of `plans` that `post` is responsible for and that are not settled."""
    activities = list(Activity.objects.filter(post=post, workplan__in=plans).select_related("workplan").defer("stated"))
    waited: dict[int, set] = defaultdict(set)
    for key, occasion in Occasion.objects.filter(activity__in=activities).values_list("activity", "pk"):
        waited[key].add(occasion)
    for entry in Entry.objects.latest_of(activities):
        if entry.state in progress.SETTLED:
            waited[entry.activity_id].discard(entry.occasion_id)
            if entry.occasion_id is None:
                waited[entry.activity_id].add(None)
    return [one for one in activities if waited.get(one.pk, {0}) not in (set(), {None})]


@at_once
def hand_over(post, by, note="", notes=None, passed=None):
    """Write down what is open of `post` with `notes`, {mark: text}, and give to other posts what is `passed`, {mark: post}.

    The Handover. What is no longer open by now is left aside. Raises RefusedError where something cannot be passed on:
    then nothing is.
    """
    notes, passed, today = notes or {}, passed or {}, timezone.localdate()
    things = [one for one in open_of(post, today) if notes.get(one.mark) or passed.get(one.mark)]
    plans = {one.row.workplan_id for one in things if hasattr(one.row, "workplan_id")}
    list(Workplan.objects.select_for_update().filter(pk__in=plans).order_by("pk"))
    holder = User.objects.holding([post], today).first()
    handover = Handover.objects.create(post=post, holder=holder, note=note, by=by)
    for one in things:
        text, to = notes.get(one.mark, ""), passed.get(one.mark)
        if to and (to == post or to.team_id != post.team_id):
            raise RefusedError(_("Pass it to another post of the same team."), one.mark)
        if to:
            try:
                PASS[one.kind](one, post, to, by, text)
            except ValidationError as error:
                raise RefusedError(error.messages, one.mark) from error
        else:
            leave(one, by, text)
        HandoverNote.objects.create(handover=handover, name=one.name, text=text, passed_to=to, **one.about)
    return handover


def leave(one, by, text):
    """Leave the note where whoever comes after looks."""
    if text and one.kind in (ASKED, ASKS):
        one.row.hand_over(by, text)
    elif text and one.kind in (SEES_TO, HELPS):
        one.row.say(by, text)


def ask_for_activity(one, post, to, by, text):
    Delegation.objects.offer(one.row, to, by, from_post=post, expected=text, may_pass_on=True)


def pass_on(one, post, to, by, text):
    if not one.may_pass:
        words = _("This cannot be passed on; hand it back, or leave it with the post: %(name)s")
        raise ValidationError(words % {"name": one.name})
    one.row.pass_on(to, by, text)


def ask_instead(one, post, to, by, text):
    one.row.hand_over(by, text, asker=to)
    people = User.objects.holding([to], timezone.localdate())
    facts = {"name": Truncator(one.name).chars(120), "post": to.title, "before": post.title}
    Notice.objects.tell(people, "handed_over", by=by, url=one.row.get_absolute_url(), **facts)


def see_to(one, post, to, by, text):
    one.row.give(to, by, text)


def help_instead(one, post, to, by, text):
    one.row.ask(to, by, text or one.row.help_wanted)


def make_ready(one, post, to, by, text):
    row = Readiness.objects.select_for_update().get(pk=one.row.pk)
    row.post = to
    vars(row).update(_history_user=by, _change_reason=text[:100] or None)
    row.save()
    row.tell_holder(by)


def do_instead(one, post, to, by, text):
    one.row.give(to, by, text)


PASS = {
    ACTIVITY: ask_for_activity,
    ASKED: pass_on,
    ASKS: ask_instead,
    SEES_TO: see_to,
    HELPS: help_instead,
    READY: make_ready,
    AGREED: do_instead,
}
