"""A workplan with its time, its quarters, and where it stands between its team and who reviews it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from teams.atonce import at_once, touch
from teams.models import Notice, Team, Unit, User
from workplans.models.item import Versioned
from workplans.rules import periods, recording, reviewing

FIRST_YEAR, LAST_YEAR = 1990, 2200
GRACE = timedelta(days=31)
"""For so long after a plan what is open in it still counts as work: it is reported, confirmed and handed over."""


class Locked(PermissionDenied):
    """What is planned cannot be changed now: the plan is with who reviews it, approved, or closed."""


class WorkplanQuerySet(models.QuerySet):
    def open(self):
        """Those in which what is planned may be changed."""
        return self.filter(state__in=reviewing.OPEN)

    def current(self, today):
        """The plans that `today` falls in."""
        return self.filter(starts_on__lte=today, ends_on__gte=today)

    def at_work(self, today):
        """The plans in which there is still work: those that are not closed, and have not ended GRACE ago."""
        return self.exclude(state=reviewing.CLOSED).filter(ends_on__gte=today - GRACE)

    def hold(self, pk):
        """The plan `pk` of these as it stands now; who else would change it waits until this transaction ends, which sums it up.

        Whoever changes something of a plan holds it before any other row. Raises DoesNotExist.
        """
        plan: Any = self.select_for_update(of=("self",)).get(pk=pk)
        touch("plan", plan.pk)
        return plan

    def newest_first(self, today):
        """A team's running plan before the others, then the latest."""
        running = Q(starts_on__lte=today, ends_on__gte=today)
        return self.annotate(running=models.ExpressionWrapper(running, models.BooleanField())).order_by(
            "-running", "-starts_on"
        )


Workplans = models.Manager.from_queryset(WorkplanQuerySet)


class WorkplanManager(Workplans):
    model: type["Workplan"]  # type: ignore[assignment]

    def hold_open(self, pk):
        """As `hold`, for a change of what is planned. Raises Locked where the plan is not open for it."""
        plan = self.hold(pk)
        plan.refuse_unless_open()
        return plan

    def hold_for(self, pk, days=()):
        """As `hold`, for what happens on `days`. Raises ValidationError where the plan, or a quarter of it, is closed."""
        plan = self.hold(pk)
        if plan.is_closed:
            raise ValidationError(_("The workplan is closed, so it takes no entry."), code="closed")
        for quarter in plan.closed_on(days) if days else []:
            words = _("%(quarter)s is closed, so it takes no entry, nor a correction of one. It can be opened again.")
            raise ValidationError(words % {"quarter": quarter}, code="closed")
        return plan

    @at_once
    def begin(self, team, starts_on, ends_on=None, by=None):
        """A new plan of `team` with its quarters; a year from `starts_on` where `ends_on` is not given.

        The team's people are told, but not `by`, who began it. Raises ValidationError where the team has a plan in that time.
        """
        Team.objects.select_for_update().get(pk=team.pk)
        plan = self.model(
            team=team,
            starts_on=starts_on,
            ends_on=ends_on or periods.year_from(starts_on),
            currency=settings.CURRENCY,
        )
        plan.full_clean()
        plan.save()
        plan.set_quarters(periods.quarters(plan.starts_on, plan.ends_on))
        touch("plan", plan.pk)
        people = User.objects.in_team(team, timezone.localdate())
        Notice.objects.tell(people, "plan_begun", by=by, url=plan.get_absolute_url(), plan=plan.full_name)
        return plan


class Workplan(Versioned):
    """What a team sets out to do in a time of its own, usually a year (handout: "Plan").

    `state` says where it stands between the team and who reviews it; workplans/reviewing.py moves it on.
    """

    class State(models.TextChoices):
        DRAFT = reviewing.DRAFT, pgettext_lazy("state of a workplan", "Draft")
        SENT = reviewing.SENT, pgettext_lazy("state of a workplan", "Sent for review")
        RETURNED = reviewing.RETURNED, pgettext_lazy("state of a workplan", "Returned")
        APPROVED = reviewing.APPROVED, pgettext_lazy("state of a workplan", "Approved")
        CLOSED = reviewing.CLOSED, pgettext_lazy("state of a workplan", "Closed")

    team = models.ForeignKey(Team, models.PROTECT, related_name="workplans", verbose_name=_("team"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, help_text=_("Three letters, for example MZN. One for the whole plan.")
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT, editable=False)
    reviewer = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, editable=False, related_name="plans_to_review"
    )
    """The unit whose supervisors it is with, while it is sent."""
    amends = models.TextField(_("why the approved plan is changed"), blank=True, editable=False)
    """The reason of the amendment that is being written or reviewed; "" where there is none."""
    history = HistoricalRecords()

    objects = WorkplanManager()

    class Meta:
        verbose_name = _("workplan")
        verbose_name_plural = _("workplans")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=reviewing.SENT, reviewer__isnull=False)
                | Q(state__in=[one for one in reviewing.STATES if one != reviewing.SENT], reviewer=None),
                name="workplan_is_with_somebody_while_sent",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="workplan_ends_after_start",
                violation_error_message=_("The last day comes after the first."),
            ),
            models.UniqueConstraint(
                fields=["team", "starts_on"],
                name="workplan_of_team_and_start",
                violation_error_message=_("The team has a workplan that begins on this day."),
            ),
        ]

    def __str__(self):
        return _("Workplan %(year)s") % {"year": self.year}

    @property
    def year(self):
        """ "2026" or "2026/27"."""
        return periods.name_of_year(self.starts_on, self.ends_on)

    @property
    def full_name(self):
        """ "Amani district health team, 2026": what it is called in a notice, whatever the language."""
        return f"{self.team.name}, {self.year}"

    def get_absolute_url(self):
        return reverse("workplans:plan_outline", args=[self.pk])

    @property
    def is_open(self):
        """Whether what is planned may be changed."""
        return self.state in reviewing.OPEN

    @property
    def is_closed(self):
        return self.state == self.State.CLOSED

    def closed_on(self, days):
        """The closed Quarters in which `days` lie, in order: one query; none where its quarters were read already."""
        return [one for one in self.quarters.all() if one.is_closed and any(one.holds(day) for day in days)]

    def reviewers(self):
        """The units whose supervisors review it, one after the other."""
        return Unit.objects.reviewing(self.team.unit)

    def refuse_unless_open(self):
        """Raise Locked, with words on what can be done, where what is planned may not be changed."""
        if not self.is_open:
            raise Locked(WHY_LOCKED[Workplan.State(self.state)])

    def refuse_if_closed(self):
        """Raise Locked where nothing at all is changed any more."""
        if self.is_closed:
            raise Locked(WHY_LOCKED[self.State.CLOSED])

    def move_to(self, state, by, why="", **more):
        """Let its state be `state` and save it, with who did it and why in its history; `more` are other fields."""
        self.state, self.reviewer = state, more.pop("reviewer", None)
        for name, value in more.items():
            setattr(self, name, value)
        self._history_user, self._change_reason = by, why or None
        self.save()

    def clean(self):
        self.currency = self.currency.upper()
        if not (self.starts_on and self.ends_on):
            return
        if not FIRST_YEAR <= self.starts_on.year <= LAST_YEAR:
            raise ValidationError(
                _("A workplan begins in a year from %(first)s to %(last)s. Is this one mistyped?")
                % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        if self.ends_on > periods.add_months(self.starts_on, 60):
            raise ValidationError({"ends_on": _("A workplan lasts five years at most.")})
        others = Workplan.objects.filter(team_id=self.team_id).exclude(pk=self.pk)
        clash = others.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on).first()
        if clash:
            raise ValidationError(
                _("The team has a workplan from %(start)s to %(end)s. Two cannot cover the same days.")
                % {"start": clash.starts_on, "end": clash.ends_on}
            )

    def hold_team(self):
        """Let others who would begin a plan of its team wait until this transaction ends: their days could overlap."""
        Team.objects.select_for_update().get(pk=self.team_id)

    def months(self):
        """The first day of each month that the plan touches."""
        return periods.months(self.starts_on, self.ends_on)

    def calendar(self):
        """The times for which values are recorded in it: one query; none where its quarters were read already."""
        rows = [(one.number, one.starts_on, one.ends_on) for one in self.quarters.all()]
        return recording.Calendar(self.starts_on, self.ends_on, rows)

    @at_once
    def set_quarters(self, spans):
        """Let the quarters be `spans`, (first day, last day) each; the targets of one that goes are lost with it.

        Raises Locked where a quarter that is closed would have other days, or one would go of which a team said something.
        """
        for quarter in self.quarters.filter(is_closed=True):
            if list(spans)[quarter.number - 1 : quarter.number] != [(quarter.starts_on, quarter.ends_on)]:
                raise Locked(_("%(quarter)s is closed, so its days stay as they are.") % {"quarter": quarter})
        kept: dict[int, Quarter] = {quarter.number: quarter for quarter in self.quarters.all()}
        for number, (first, last) in enumerate(spans, start=1):
            quarter = kept.pop(number) if number in kept else Quarter(workplan=self, number=number)
            if (quarter.starts_on, quarter.ends_on) != (first, last):
                quarter.starts_on, quarter.ends_on = first, last
                quarter.save()
        for quarter in kept.values():
            if quarter.agreements.exists() or quarter.explanations.exists():
                words = _("Something was agreed or explained on the page of %(quarter)s, so it stays.")
                raise Locked(words % {"quarter": quarter})
            quarter.delete()


WHY_LOCKED = {
    Workplan.State.SENT: _(
        "The workplan is with who reviews it, so what is planned cannot be changed now. Its lead can take it back."
    ),
    Workplan.State.APPROVED: _(
        "The workplan is approved, so what is planned stays as it is. Its lead can begin a change, with a reason."
    ),
    Workplan.State.CLOSED: _("The workplan is closed. Who reviews it can open it again, with a reason."),
}
"""What is said to who would change what is planned while that cannot be."""


class Quarter(models.Model):
    """A part of a plan with a start and an end of its own: years start in January, July, October or on 8 July."""

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="quarters")
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    is_closed = models.BooleanField(_("closed"), default=False)
    """Nothing of it is changed any more: no entry on its days, no target of it; its history says who closed it and why."""
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("quarter")
        verbose_name_plural = _("quarters")
        ordering = ["workplan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["workplan", "number"], name="quarter_number"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="quarter_ends_after_start"),
        ]

    def __str__(self):
        return _("Quarter %(number)s") % {"number": self.number}

    @classmethod
    def is_closed_then(cls):
        """Whether a quarter is closed in which the day `on` of a row with a `workplan` lies, for a query of such rows."""
        days = {"starts_on__lte": OuterRef("on"), "ends_on__gte": OuterRef("on")}
        return Exists(cls._default_manager.filter(workplan=OuterRef("workplan"), is_closed=True, **days))

    def holds(self, day):
        """Whether `day` lies in it."""
        return self.starts_on <= day <= self.ends_on

    def settle(self, is_closed, by, why=""):
        """Close it, or open it again, with who did it and why in its history."""
        self.is_closed = is_closed
        self._history_user, self._change_reason = by, why or None
        self.save()
