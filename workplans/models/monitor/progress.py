"""Reporting progress: how far an activity, or one occasion of it, is."""

from collections import defaultdict
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from teams.atonce import at_once
from teams.models import Post
from workplans.models.implement import Absence, Delegation, Obstacle, Parts
from workplans.models.monitor.kinds import LAST_FIRST, Act, Kind, State
from workplans.models.plan import Workplan

if TYPE_CHECKING:
    from workplans.models.monitor.entries import Entry


class EntryQuerySet(models.QuerySet):
    def standing(self):
        """Those that count: reports and corrections that were not corrected, nor taken back."""
        corrected = self.model._base_manager.filter(act=Act.CORRECTION, about=OuterRef("pk"))
        return self.filter(~Exists(corrected), act__in=[Act.REPORT, Act.CORRECTION]).exclude(state="")

    def progress(self):
        """Those that say how far something is."""
        return self.filter(kind=Kind.PROGRESS)

    def counting(self):
        """The reports of progress that count, the last first: all that is known of how far something is comes from these."""
        return self.progress().standing().order_by(*LAST_FIRST)

    def latest_of(self, activities):
        """The last of each of `activities`, and of each of their occasions, that counts: one query."""
        window = Window(RowNumber(), partition_by=[F("activity"), F("occasion")], order_by=LAST_FIRST)
        entries = self.counting().filter(activity__in=activities)
        return entries.annotate(number_from_last=window).filter(number_from_last=1)

    def to_confirm(self):
        """Standing reports that something is done, of activities where somebody else confirms it, that nobody did yet.

        Those that answer a delegation are not among them: whoever confirms that has confirmed them.
        """
        confirmed = self.model._base_manager.filter(act=Act.CONFIRMATION, about=OuterRef("pk"))
        done = self.progress().standing().filter(state=State.DONE, activity__is_confirmed_by_others=True)
        by_nobody = Q(delegation=None) | Q(delegation__occasion=None, occasion__isnull=False)
        return done.filter(~Exists(confirmed), by_nobody)

    def parts_of(self, entries):
        """{entry: its Parts} for `entries` that come with their activity: one query, none where there are none."""
        wrote = defaultdict(set)
        said = self.filter(activity__in={one.activity_id for one in entries}).order_by()
        for activity, occasion, by in said.values_list("activity", "occasion", "by"):
            wrote[activity, occasion].add(by)
        posts = {one.pk: {one.post_id, one.for_post_id, one.activity.post_id} - {None} for one in entries}
        return {one.pk: Parts(posts[one.pk], set(wrote[one.activity_id, one.occasion_id])) for one in entries}


def acting_in(plan, by, likely):
    """(the post as which `by` writes in `plan` today, the one that they cover or None); one of `likely` before others."""
    today = timezone.localdate()
    acting, for_post = Absence.objects.acting_as(by, likely[:1], today)
    if acting is None:
        team = Post.objects.filter(team=plan.team_id).order_by("pk")
        acting, for_post = Absence.objects.acting_as(by, [*likely[1:], *team], today)
    return acting, for_post


Entries = models.Manager.from_queryset(EntryQuerySet)


class EntryManager(Entries):
    model: type["Entry"]  # type: ignore[assignment]

    @at_once
    def report(
        self,
        activity,
        state,
        by,
        on=None,
        text="",
        *,
        occasion=None,
        delegation=None,
        post=None,
        obstacle=None,
        seen=None,
    ):
        """Report how far `activity`, or its `occasion`, is on the day `on` (today); the Entry.

        It answers the `delegation` under which `by` does it, found where it is not named: started is accepted, done is
        reported to who asked, not done goes back to them. Stuck names an obstacle, a new one where neither one is given nor one is open. `seen` is
        the key of what was reported last as `by` saw it, 0 for nothing. Raises ValidationError where another report
        came since, the plan or the quarter is closed, the day is to come or before the plan, or one of its occasions
        has to be named.
        """
        on = on or timezone.localdate()
        plan = Workplan.objects.hold_for(activity.workplan_id, [on])
        self.refuse_day(plan, on)
        self.refuse_occasion(activity, occasion)
        if seen is not None:
            self.refuse_unseen(activity, occasion, seen)
        if delegation and (delegation.activity_id != activity.pk or not delegation.hold().is_open):
            raise ValidationError(_("This is no longer asked of you. Look again."), code="elsewhere")
        delegation = delegation or self.answered_by(activity, occasion, by)
        if state == State.STUCK:
            obstacle = obstacle or self.in_the_way(activity, occasion, text, by, post)
        about = {"occasion": occasion, "delegation": delegation, "obstacle": obstacle, "post": post}
        entry = self.write(Act.REPORT, activity, state, by, on, text, **about)
        entry.answer(by)
        if state == State.DONE and activity.is_confirmed_by_others and not entry.is_an_answer:
            entry.tell_confirmers()
        return entry

    @at_once
    def correct(self, entry, by, reason, state="", on=None, text=None):
        """Let `entry` count as `state`, on the day `on`, from now on, with a reason; "" takes it back.

        Raises ValidationError where it was corrected or confirmed by now, or its quarter is closed.
        """
        on = on or entry.on
        plan = Workplan.objects.hold_for(entry.workplan_id, [entry.on, on])
        self.refuse_day(plan, on)
        entry = self.select_related("activity", "occasion", "delegation", "obstacle", "post").get(pk=entry.pk)
        if entry.act == Act.CONFIRMATION or entry.answers.exists() or entry.is_confirmed:
            raise ValidationError(_("This was corrected or confirmed already. Look again."), code="elsewhere")
        if (entry.state, entry.on, entry.text) == (state, on, entry.text if text is None else text):
            raise ValidationError(_("That is what it says already."))
        text = entry.text if text is None else text
        obstacle = entry.obstacle
        if state == State.STUCK and obstacle is None:
            obstacle = self.in_the_way(entry.activity, entry.occasion, text, by, None)
        asked = entry.delegation if entry.delegation and entry.delegation.is_open else None
        about = {"occasion": entry.occasion, "delegation": asked, "obstacle": obstacle, "about": entry}
        about |= {"reason": reason, "post": entry.post}
        new = self.write(Act.CORRECTION, entry.activity, state, by, on, text, **about)
        if entry.state == State.DONE and state != State.DONE:
            entry.take_back(by, reason)
        elif entry.state != State.DONE and new.is_said_last:
            new.answer(by)
        return new

    @at_once
    def confirm(self, entry, by, text=""):
        """What `entry` says is done is done indeed; where it answers a delegation, that is confirmed.

        Nobody confirms what they reported; where the activity wants it, nobody who has a part in it. Raises
        ValidationError then, and where it was corrected or confirmed by now.
        """
        Workplan.objects.hold_for(entry.workplan_id)
        entry = self.select_related("activity", "occasion", "delegation").get(pk=entry.pk)
        if entry.state != State.DONE or entry.answers.exists() or entry.is_confirmed:
            raise ValidationError(_("This was corrected or confirmed already. Look again."), code="elsewhere")
        if entry.is_an_answer:
            entry.delegation.confirm(by, text)
            return entry
        if by.pk == entry.by_id or (entry.activity.is_confirmed_by_others and by.pk in entry.involved()):
            words = _("You have a part in this. Somebody who has none confirms that it is done.")
            raise ValidationError(words, code="involved")
        about = {"occasion": entry.occasion, "about": entry}
        return self.write(Act.CONFIRMATION, entry.activity, entry.state, by, timezone.localdate(), text, **about)

    @at_once
    def refuse(self, delegation, by, text):
        """What `delegation` was reported to be, done, it is not yet, with a word on what is missing.

        The reports that said so, of it or of whom it was passed on to, count no more: what was refused does not stand.
        Raises ValidationError where it stands elsewhere by now, or the quarter of such a report is closed.
        """
        links = Delegation.objects.chain_of(delegation.hold()).filter(pk__gte=delegation.pk)
        said = self.progress().standing().filter(delegation__in=links, occasion=delegation.occasion_id)
        refused = list(said.filter(state=State.DONE).select_related("activity", "occasion", "delegation", "post"))
        Workplan.objects.hold_for(delegation.workplan_id, [entry.on for entry in refused])
        delegation.not_yet(by, text)
        reason = Truncator(text).chars(200) or _("It is not done yet")
        for entry in refused:
            about = {"occasion": entry.occasion, "delegation": entry.delegation, "about": entry, "reason": reason}
            self.write(Act.CORRECTION, entry.activity, "", by, entry.on, "", **about)

    def write(self, act, activity, state, by, on, text, *, post=None, occasion=None, **about):
        """The entry itself, in a plan that is held, with the post as which `by` acts, and the one that they cover.

        The `post` that they name counts before any other, though it is one that they cover.
        """
        asked = about.get("delegation")
        likely = [post, *([asked.post] if asked else []), activity.post]
        acting, for_post = acting_in(activity.workplan, by, likely)
        facts = {"act": act, "state": state, "by": by, "on": on, "text": text, "occasion": occasion}
        facts |= {"post": acting, "for_post": for_post}
        return self.create(workplan_id=activity.workplan_id, activity=activity, **facts, **about)

    def refuse_day(self, plan, on):
        """Raise ValidationError for a day that is to come, or before the plan."""
        if on > timezone.localdate():
            raise ValidationError(_("This day is still to come. Report what has happened."), code="day")
        if on < plan.starts_on:
            raise ValidationError(_("This day is before the workplan begins."), code="day")

    def refuse_occasion(self, activity, occasion):
        """Raise ValidationError where the occasion is of another activity, or has to be named."""
        if occasion and occasion.activity_id != activity.pk:
            raise ValidationError(_("This occasion is of another activity."), code="occasion")
        if occasion is None and activity.occasions.exists():
            raise ValidationError(_("This is done again and again. Say which time you mean."), code="occasion")

    def refuse_unseen(self, activity, occasion, seen):
        """Raise ValidationError where what was reported last is not what somebody saw, with that Entry in its params."""
        last = self.latest_of([activity.pk]).filter(occasion=occasion).select_related("by").first()
        if last and last.pk != seen:
            words = _("%(person)s reported this meanwhile: %(state)s. Look again, then decide.")
            facts = {"person": last.by.name, "state": last.get_state_display(), "last": last}
            raise ValidationError(words, params=facts, code="unseen")

    def answered_by(self, activity, occasion, by):
        """The delegation under which `by` does it: of this occasion, or else of the whole activity; None if there is none."""
        asked = Delegation.objects.reportable().filter(Q(occasion=occasion) | Q(occasion=None), activity=activity)
        found = list(asked.select_related("post").order_by(F("occasion").desc(nulls_last=True), "pk"))
        if not found:
            return None
        mine = set(Absence.objects.acting_posts(by, timezone.localdate()).values_list("pk", flat=True))
        return next((one for one in found if one.post_id in mine), None)

    def in_the_way(self, activity, occasion, text, by, post):
        """The open obstacle of the activity or its occasion, to which `text` is added; a new one where there is none."""
        open_ = Obstacle.objects.open().select_for_update(of=("self",))
        there = open_.filter(activity=activity, occasion=occasion).order_by("-pk").first()
        if there:
            there.stuck_again(by, text)
            return there
        more = {"activity": activity, "occasion": occasion, "post": post}
        return Obstacle.objects.report(activity.workplan.team, text, by, **more)
