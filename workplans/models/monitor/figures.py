"""Recording figures: the values of indicators, and how often something was held and how many people it reached."""

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.atonce import at_once
from workplans.models.monitor.doubting import (
    DoubtManager,
    DoubtQuerySet,
    chain_of,
    doubts_of,
    hold_with_time,
    refuse_own,
    tell_doubters,
    tell_recorder,
)
from workplans.models.monitor.kinds import COUNTED, Act, Kind
from workplans.models.monitor.plausible import look_twice, refuse_impossible
from workplans.models.monitor.progress import acting_in
from workplans.models.plan import Indicator, Workplan
from workplans.rules import recording
from workplans.rules.figures import Reading

if TYPE_CHECKING:
    from workplans.models.monitor.entries import Entry

NOTHING = Reading()


class FigureQuerySet(DoubtQuerySet):
    def last_of_each(self):
        """Of each line of a report and its corrections the last, taken back or not."""
        later = self.model._base_manager.filter(act=Act.CORRECTION, place=OuterRef("place"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), act__in=[Act.REPORT, Act.CORRECTION])

    def standing(self):
        """Those that count: the last of each line that was not taken back."""
        return self.last_of_each().exclude(value=None, denominator=None)

    def of_indicators(self):
        return self.filter(kind=Kind.VALUE)

    def counted(self):
        """Occasions held and people reached, of activities."""
        return self.filter(kind__in=COUNTED)

    def verified(self):
        """Those that somebody else confirmed."""
        return self.filter(Exists(self.model._base_manager.filter(act=Act.CONFIRMATION, about=OuterRef("pk"))))


Figures = models.Manager.from_queryset(FigureQuerySet)


class FigureManager(Figures, DoubtManager):
    model: type["Entry"]

    def get_queryset(self):
        return super().get_queryset().exclude(kind=Kind.PROGRESS)

    @at_once
    def record(self, indicator, period, by, reading, *, parts=None, sure=False, **more):
        """Record `reading` as the value of `indicator` for `period`, a Period of its plan; the Entry.

        `parts` are {Part: Reading}; `more` are text, source, post (as which `by` records) and filling (the file that it
        comes from). Raises ValidationError where the plan or the quarter is closed, the period is to come, a number is
        lacking or impossible (but for what a file says), a part is of no breakdown of the indicator, somebody recorded it before (code "recorded", that Entry
        in its params), or it is longer than the indicator's own times and not over; Doubted where it looks wrong and `by` is not `sure` of it, with a word.
        """
        plan = Workplan.objects.hold_for(indicator.workplan_id, [period.last])
        as_planned_now([indicator])
        refuse_time(indicator, period)
        there = self.last_for(indicator, period)
        if there:
            words = _("%(person)s recorded this already: %(value)s. Look again, then correct it.")
            facts = {"person": there.by.name, "value": there.in_words, "last": there}
            raise ValidationError(words, params=facts, code="recorded")
        parts = self.checked(indicator, reading, parts or {})
        if not more.get("filling"):
            refuse_impossible(indicator, reading, parts)
        if not (sure and more.get("text")):
            look_twice(indicator, reading, parts, self.before(indicator, period), bool(more.get("text")))
        about = {"indicator": indicator, "period": period.key, "on": period.last, "kind": Kind.VALUE}
        return self.write(Act.REPORT, plan, by, reading, parts, likely=likely_for(indicator), **about, **more)

    @at_once
    def record_many(self, plan, lines, by, **more):
        """Record the values of many indicators of `plan` that somebody has looked at, in a fixed number of queries.

        `lines` are (indicator, Period, Reading, {Part: Reading}, word); `more` are source and filling. Raises
        ValidationError as `record` does, and then nothing is recorded; what looks wrong is not asked about again.
        """
        plan = Workplan.objects.hold_for(plan.pk, {period.last for _indicator, period, *_rest in lines})
        as_planned_now([indicator for indicator, *_rest in lines])
        for indicator, period, *_rest in lines:
            refuse_time(indicator, period)
        keys = {indicator.pk for indicator, *_rest in lines}
        there = set(self.filter(indicator__in=keys, act=Act.REPORT).order_by().values_list("indicator", "period"))
        if any((indicator.pk, period.key) in there for indicator, period, *_rest in lines):
            raise ValidationError(_("Somebody recorded some of this meanwhile. Look again."), code="recorded")
        acting: dict[tuple[int | None, ...], tuple] = {}
        entries, parts_of = [], []
        for indicator, period, reading, parts, word in lines:
            parts_of.append(self.checked(indicator, reading, parts))
            likely = likely_for(indicator)
            known_by = tuple(post.pk if post else None for post in likely)
            if known_by not in acting:
                acting[known_by] = acting_in(plan, by, [None, *likely])
            post, covered = acting[known_by]
            numbers = {"value": reading.value, "numerator": reading.numerator, "denominator": reading.denominator}
            about = {"indicator": indicator, "period": period.key, "on": period.last, "kind": Kind.VALUE, "text": word}
            facts = {"workplan": plan, "act": Act.REPORT, "by": by, "post": post, "for_post": covered}
            entries.append(self.model(**facts, **numbers, **about, **more))
        made = cast("list[Entry]", self.bulk_create(cast("Any", entries), batch_size=500))
        for place in range(0, len(made), 500):  # each in its own place, as `save` puts it
            self.filter(pk__in=[one.pk for one in made[place : place + 500]]).update(place=F("pk"))
        rows = [
            {
                "entry": entry,
                "part": part,
                "value": said.value,
                "numerator": said.numerator,
                "denominator": said.denominator,
            }
            for entry, parts in zip(made, parts_of, strict=True)
            for part, said in parts.items()
        ]
        of_entries = cast("Any", self.model._meta.get_field("parts").related_model)
        of_entries.objects.bulk_create([of_entries(**row) for row in rows], batch_size=500)
        return made

    @at_once
    def tally(self, activity, kind, number, by, on=None, **more):
        """Record that `activity` was held so often (Kind.HELD) or reached so many people (Kind.REACHED) on a day; the Entry.

        `more` are text, source and post. Raises ValidationError where the plan or the quarter is closed, the day is to
        come or before the plan, or the number is not a whole one above zero.
        """
        on = on or timezone.localdate()
        plan = Workplan.objects.hold_for(activity.workplan_id, [on])
        self.model.objects.refuse_day(plan, on)
        refuse_no_count(number)
        about = {"activity": activity, "on": on, "kind": kind}
        return self.write(Act.REPORT, plan, by, Reading(number), {}, likely=[activity.post], **about, **more)

    @at_once
    def correct(self, entry, by, reason, reading=NOTHING, *, parts=None, sure=False, text="", source="", **more):
        """Let `reading` count instead of what `entry` says, with a reason; without a reading it is taken back.

        Who recorded it is told, and who doubted it. Raises ValidationError where it was corrected by now (code "elsewhere"), the plan or its
        quarter is closed, or that is what it says already; otherwise as `record`.
        """
        plan, period = hold_with_time(entry)
        entry = self.select_related("indicator__post", "activity__post").get(pk=entry.pk)
        line = chain_of(entry)
        if [one.pk for one in line if one.act != Act.CONFIRMATION][-1] != entry.pk:
            raise ValidationError(_("This was corrected already. Look again."), code="elsewhere")
        if entry.indicator and reading.is_known:
            parts = self.checked(entry.indicator, reading, parts or {})
            if period is None:
                raise ValidationError(
                    _("The workplan has no such time any more. You can only take it back."), code="day"
                )
            if not more.get("filling"):
                refuse_impossible(entry.indicator, reading, parts)
            if not (sure and (text or reason)):
                has_word = bool(text) and text != entry.text
                look_twice(entry.indicator, reading, parts, self.before(entry.indicator, period), has_word)
        elif reading.is_known:
            refuse_no_count(reading.value)
        parts = parts or {}
        same = {one.part_id: one.reading for one in entry.parts.all()} == {one.pk: said for one, said in parts.items()}
        if same and (entry.reading, entry.text, entry.source) == (reading, text, source):
            raise ValidationError(_("That is what it says already."))
        about = {name: getattr(entry, name) for name in ("indicator", "activity", "period", "on", "kind")}
        about |= {"about": line[-1], "reason": reason, "text": text, "source": source, **more}
        likely = likely_for(entry.indicator) if entry.indicator else [entry.activity.post]
        doubts = doubts_of(entry)
        new = self.write(Act.CORRECTION, plan, by, reading, parts, likely=[entry.post, *likely], **about)
        tell_recorder(entry, "value_corrected", new, reason)
        tell_doubters(doubts, "corrected", new, reason)
        return new

    @at_once
    def verify(self, entry, by, text=""):
        """Somebody else, in another post, says that `entry` is right; their Entry. Who recorded it is told.

        Raises ValidationError where it was corrected, taken back or verified by now, or `by` wrote any of it.
        """
        plan, _period = hold_with_time(entry)
        entry = self.select_related("indicator__post", "activity__post").get(pk=entry.pk)
        line = chain_of(entry)
        if line[-1].pk != entry.pk or not entry.reading.is_known:
            raise ValidationError(_("This was corrected or verified already. Look again."), code="elsewhere")
        acting, covered = acting_in(plan, by, [None])
        refuse_own(line, by, acting, _("You recorded this. Somebody in another post verifies it."))
        doubts = doubts_of(entry)
        verified = self.say(Act.CONFIRMATION, plan, entry, by, text, acting, covered)
        tell_recorder(entry, "value_verified", verified, text)
        tell_doubters(doubts, "verified", verified, text)
        return verified

    def last_for(self, indicator, period):
        """The last Entry of the line of `indicator` for `period`, taken back or not; None where there is none."""
        return (
            self.last_of_each().select_related("by", "indicator").filter(indicator=indicator, period=period.key).first()
        )

    def before(self, indicator, period):
        """The Entry that stands for the time before `period`; None where there is none."""
        earlier = self.standing().filter(indicator=indicator, on__lt=period.first).order_by("on", "pk")
        earlier = earlier.select_related("indicator")
        known = [one for one in earlier if recording.every_of(one.period) == period.every]
        return known[-1] if known else None

    def checked(self, indicator, reading, parts):
        """`parts` without those of which nothing is said. Raises ValidationError where a number is lacking, or a part is not the indicator's."""
        parts = {part: said for part, said in parts.items() if said.numbers()}
        mine = {one.pk for one in indicator.breakdowns.all()} if parts else set()
        if any(part.breakdown_id not in mine for part in parts):
            raise ValidationError(_("This indicator is not broken down in this way."), code="part")
        for said in [reading, *parts.values()]:
            if indicator.is_ratio and None in (said.numerator, said.denominator):
                raise ValidationError(_("A ratio needs both: what was counted, and out of what."), code="ratio")
            if not indicator.is_ratio and said.value is None:
                raise ValidationError(_("Write a number."), code="value")
        return parts

    def write(self, act, plan, by, reading, parts, *, likely, post=None, **about):
        """The entry itself with its parts, in a plan that is held."""
        acting, covered = acting_in(plan, by, [post, *likely])
        numbers = {"value": reading.value, "numerator": reading.numerator, "denominator": reading.denominator}
        facts = {"workplan": plan, "act": act, "by": by, "post": acting, "for_post": covered}
        entry = cast("Entry", self.create(**facts, **numbers, **about))
        for part, said in parts.items():
            entry.parts.create(part=part, value=said.value, numerator=said.numerator, denominator=said.denominator)
        return entry


def likely_for(indicator):
    """The posts as which somebody probably records it: its own, and that of the activity that it measures."""
    return [indicator.post, *([indicator.activity.post] if indicator.activity else [])]


def as_planned_now(indicators):
    """Let `indicators`, whose plan is held, know whether they are ratios now: they were read before. One query.

    Raises ValidationError where one is in the plan no more.
    """
    rows = Indicator.objects.filter(pk__in={one.pk for one in indicators}).order_by()
    now = {key: names for key, *names in rows.values_list("pk", "numerator", "denominator")}
    for one in indicators:
        if one.pk not in now:
            raise ValidationError(_("It is not in the plan any more: %(name)s"), params={"name": one.name}, code="gone")
        one.numerator, one.denominator = now[one.pk]


def refuse_time(indicator, period):
    """Raise ValidationError where `period` is to come, or is longer than the indicator's own times and not over.

    A value of a longer time stands for all times in it: one of half of it would silence the rest.
    """
    today = timezone.localdate()
    if period.first > today:
        raise ValidationError(_("This time is still to come. Record what has happened."), code="day")
    if period.last >= today and recording.is_longer(period, indicator.recorded_every):
        raise ValidationError(_("This time is not over. Record a shorter one, or wait until it is."), code="day")


def refuse_no_count(number):
    """Raise ValidationError where `number` is not a whole one above zero."""
    if number is None or number <= 0 or number != int(number):
        raise ValidationError(_("Write a whole number above zero."), code="value")
