"""What somebody else makes of a figure: telling who recorded it, doubting it, saying that it is right after all."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from teams.atonce import at_once
from teams.models import Notice, Post
from workplans.models.implement import Absence
from workplans.models.monitor.kinds import CHAIN, WRITTEN, Act, Kind
from workplans.models.monitor.progress import acting_in
from workplans.models.plan import Workplan

if TYPE_CHECKING:
    from workplans.models.monitor.entries import Entry


class DoubtQuerySet(models.QuerySet):
    def open_doubts(self):
        """The doubts that nobody settled: no correction, confirmation or answer came in their line since."""
        settled = self.model._base_manager.filter(
            place=OuterRef("place"), pk__gt=OuterRef("pk"), act__in=[Act.CORRECTION, Act.CONFIRMATION, Act.ANSWER]
        )
        return self.filter(~Exists(settled), act=Act.DOUBT)


class DoubtManager(models.Manager):
    """The part of a manager of figures that doubts them; `about` of a doubt or answer is the entry that stands."""

    model: type["Entry"]  # type: ignore[assignment]

    @at_once
    def doubt(self, entry, by, text):
        """Somebody else, in another post, says with a word why `entry` is not right; their Entry. Who recorded it is told.

        It changes no figure. Raises ValidationError where there is no word, it was corrected or taken back by now, `by`
        wrote any of it or doubts it already, or the plan or its quarter is closed.
        """
        plan, entry, chain = self.held(entry)
        if not text:
            raise ValidationError(_("Write a word on what is not right."), code="text")
        if not entry.reading.is_known:
            raise ValidationError(_("This was taken back, so there is nothing to doubt."), code="elsewhere")
        acting, covered = acting_in(plan, by, [None])
        refuse_own(chain, by, acting, _("You recorded this. If it is wrong, correct it."))
        if by.pk in {one.by_id for one in doubts_of(entry)}:
            raise ValidationError(
                _("You said already that this is not right. Who recorded it knows."), code="elsewhere"
            )
        found = self.say(Act.DOUBT, plan, entry, by, text, acting, covered)
        tell_recorder(entry, "value_doubted", found, text)
        return found

    @at_once
    def answer(self, entry, by, text):
        """`entry` is right as it is, with a word on why, though somebody doubts it; the Entry. Who doubts is told.

        Raises ValidationError where there is no word, nobody doubts it any more, `by` doubts it themselves, or the plan
        or its quarter is closed.
        """
        plan, entry, _chain = self.held(entry)
        if not text:
            raise ValidationError(_("Write a word on why it is right."), code="text")
        doubts = doubts_of(entry)
        if not doubts:
            raise ValidationError(_("Nobody doubts this any more. Look again."), code="elsewhere")
        if by.pk in {one.by_id for one in doubts}:
            raise ValidationError(_("You said that this is not right. Somebody else answers that."), code="involved")
        acting, covered = acting_in(plan, by, [entry.post])
        found = self.say(Act.ANSWER, plan, entry, by, text, acting, covered)
        tell_doubters(doubts, "answered", found, text)
        return found

    def held(self, entry):
        """(its plan, held; `entry` anew; its chain). Raises ValidationError where another stands in its place by now."""
        plan, _period = hold_with_time(entry)
        entry = self.select_related("indicator__post", "activity__post", "post").get(pk=entry.pk)
        chain = chain_of(entry)
        if [one.pk for one in chain if one.act in WRITTEN][-1] != entry.pk:
            raise ValidationError(_("This was corrected already. Look again."), code="elsewhere")
        return plan, entry, chain

    def say(self, act, plan, entry, by, text, acting, covered):
        """An entry about `entry` that says the same figure, in a plan that is held."""
        names = ("indicator", "activity", "period", "on", "kind", "value", "numerator", "denominator")
        facts = {name: getattr(entry, name) for name in names}
        facts |= {"act": act, "about": entry, "text": text, "post": acting, "for_post": covered}
        return self.create(workplan=plan, by=by, **facts)


def chain_of(entry):
    """The report, corrections and confirmations of the line of `entry`, in order: one query."""
    rows = type(entry)._base_manager.filter(place=entry.place, act__in=CHAIN).exclude(kind=Kind.PROGRESS)
    return list(rows.order_by("pk"))


def doubts_of(entry):
    """The open doubts about `entry`, in order: one query."""
    rows = type(entry).figures.filter(about=entry.pk).open_doubts()
    return list(rows.select_related("by", "post").order_by("pk"))


def refuse_own(chain, by, acting, words):
    """Raise ValidationError with `words` where `by`, or the post as which they act, wrote one of `chain`."""
    wrote = [one for one in chain if one.act in WRITTEN]
    if by.pk in {one.by_id for one in wrote} or (acting and acting.pk in {one.post_id for one in wrote}):
        raise ValidationError(words, code="involved")


def hold_with_time(entry):
    """(the plan of `entry`, held; the Period of its value, None where it is of none).

    Raises ValidationError where the plan is closed, or the quarter in which it counts now: its days may have moved.
    """
    plan = Workplan.objects.hold(entry.workplan_id)
    period = plan.calendar().find(entry.period) if entry.period else None
    return Workplan.objects.hold_for(plan.pk, [period.last if period else entry.on]), period


def tell_recorder(entry, kind, new, text):
    """Tell who recorded `entry` what somebody else made of it: `new`, with a reason or a word.

    Where they have left the team, who holds or covers their post by now is told instead.
    """
    posts, today = Post.objects.filter(team=new.workplan.team_id), timezone.localdate()
    people = Absence.objects.people_for(posts, today).filter(pk=entry.by_id)
    people = people or Absence.objects.people_for(posts.filter(pk=entry.post_id), today)
    Notice.objects.tell(people, kind, by=new.by, url=new.get_absolute_url(), **facts_of(entry, new, text))


def tell_doubters(doubts, how, new, text):
    """Tell who doubted a figure what came of it: `how` is "corrected", "answered" or "verified"."""
    if doubts:
        people = [one.by for one in doubts]
        facts = facts_of(doubts[0], new, text) | {"how": how}
        Notice.objects.tell(people, "doubt_settled", by=new.by, url=new.get_absolute_url(), **facts)


def facts_of(entry, new, text):
    """What a notice says of `entry`, of which `new` says something."""
    name = Truncator(str(entry.indicator or entry.activity)).chars(120)
    return {"name": name, "person": new.by.name, "period": entry.period, "day": entry.on.isoformat(), "text": text}
