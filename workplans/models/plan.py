"""Plan: a workplan with its quarters, objectives, outputs, activities and indicators."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from teams.models import Notice, Post, Team, User
from workplans.models.item import Item, Versioned
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.rules import periods

FIRST_YEAR, LAST_YEAR = 1990, 2200


class WorkplanQuerySet(models.QuerySet):
    def current(self, today):
        """The plans that `today` falls in."""
        return self.filter(starts_on__lte=today, ends_on__gte=today)

    def newest_first(self, today):
        """A team's running plan before the others, then the latest."""
        running = Q(starts_on__lte=today, ends_on__gte=today)
        return self.annotate(running=models.ExpressionWrapper(running, models.BooleanField())).order_by(
            "-running", "-starts_on"
        )


Workplans = models.Manager.from_queryset(WorkplanQuerySet)


class WorkplanManager(Workplans):
    model: type["Workplan"]  # type: ignore[assignment]

    @transaction.atomic
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
        people = User.objects.in_team(team, timezone.localdate())
        Notice.objects.tell(people, "plan_begun", by=by, url=plan.get_absolute_url(), plan=plan.full_name)
        return plan


class Workplan(Versioned):
    """What a team sets out to do in a time of its own, usually a year (handout: "Plan")."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="workplans", verbose_name=_("team"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, help_text=_("Three letters, for example MZN. One for the whole plan.")
    )
    history = HistoricalRecords()

    objects = WorkplanManager()

    class Meta:
        verbose_name = _("workplan")
        verbose_name_plural = _("workplans")
        ordering = ["-starts_on", "pk"]
        constraints = [
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

    def months(self):
        """The first day of each month that the plan touches."""
        return periods.months(self.starts_on, self.ends_on)

    @transaction.atomic
    def set_quarters(self, spans):
        """Let the quarters be `spans`, (first day, last day) each; the targets of one that goes are lost with it."""
        kept = {quarter.number: quarter for quarter in self.quarters.all()}
        for number, (first, last) in enumerate(spans, start=1):
            quarter = kept.pop(number, None) or Quarter(workplan=self, number=number)
            if (quarter.starts_on, quarter.ends_on) != (first, last):
                quarter.starts_on, quarter.ends_on = first, last
                quarter.save()
        for quarter in kept.values():
            quarter.delete()


class Quarter(models.Model):
    """A part of a plan with a start and an end of its own: years start in January, July, October or on 8 July."""

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="quarters")
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
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


class Objective(Item):
    """What the team wants to have changed by the end of the plan."""

    name = models.TextField(_("objective"))
    practice = practice_field(Practice.PLAN, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta(Item.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        constraints = [practice_constraint("objective")]

    def __str__(self):
        return self.name

    @property
    def parent(self):
        return self.workplan

    def siblings(self):
        return self.workplan.objective_set.all()


class Output(Item):
    """What has to be there for the objective to be reached."""

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="outputs", verbose_name=_("objective"))
    name = models.TextField(_("output"))
    practice = practice_field(Practice.PLAN, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta(Item.Meta):
        verbose_name = _("output")
        verbose_name_plural = _("outputs")
        constraints = [practice_constraint("output")]

    def __str__(self):
        return self.name

    @property
    def parent(self):
        return self.objective

    def siblings(self):
        return self.objective.outputs.all()


class Activity(Item):
    """What is done, by whom, when and where. Its practice is chosen: agreeing a duty roster is organising."""

    output = models.ForeignKey(Output, models.CASCADE, related_name="activities", verbose_name=_("output"))
    name = models.TextField(_("activity"))
    practice = practice_field(
        Practice.IMPLEMENT, help_text=_("Most activities implement; agreeing a duty roster, for example, organises.")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("responsible post")
    )
    responsible = models.CharField(
        _("or responsible in words"), max_length=200, blank=True, help_text=_("For someone who has no post here.")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    months = models.JSONField(_("months"), default=list, blank=True)
    """The months it falls in, "2026-07", where it is planned by months; `starts_on` and `ends_on` then span them."""
    place = models.TextField(_("place"), blank=True)
    needs_no_money = models.BooleanField(_("needs no money"), default=False)
    funders = models.TextField(
        _("funders"), blank=True, help_text=_("Who pays, in words, where the amounts do not say.")
    )
    stated_gap = models.DecimalField(
        _("gap, as the file states it"), max_digits=18, decimal_places=2, null=True, blank=True, editable=False
    )
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta(Item.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            practice_constraint("activity"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="activity_ends_after_start",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workplans:plan_item", args=["activity", self.pk])

    @property
    def parent(self):
        return self.output

    def siblings(self):
        return self.output.activities.all()

    @property
    def who(self):
        """The post's title, or the words in its place; "" where nobody is named."""
        return self.post.title if self.post else self.responsible

    def save(self, *args, **kwargs):
        if self.months:
            self.months = sorted(self.months)
            plan = self.workplan if self.workplan_id else self.output.workplan
            self.starts_on, self.ends_on = periods.span(self.months, plan.starts_on, plan.ends_on)
        super().save(*args, **kwargs)

    def tell_holder(self, by):
        """Tell who holds the responsible post today that it has this activity now, unless that is `by`."""
        people = User.objects.holding([self.post], timezone.localdate())
        facts = {"activity": Truncator(self.name).chars(120), "post": self.who}
        Notice.objects.tell(people, "activity_given", by=by, url=self.get_absolute_url(), **facts)


class Indicator(Item):
    """How an objective, an output or an activity is measured: from a baseline to a target."""

    class Direction(models.TextChoices):
        UP = "up", pgettext_lazy("direction of an indicator", "more is better")
        DOWN = "down", pgettext_lazy("direction of an indicator", "less is better")
        KEEP = "keep", pgettext_lazy("direction of an indicator", "to be kept where it is")

    objective = models.ForeignKey(Objective, models.CASCADE, null=True, blank=True, related_name="indicators")
    output = models.ForeignKey(Output, models.CASCADE, null=True, blank=True, related_name="indicators")
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, blank=True, related_name="indicators")
    name = models.TextField(_("indicator"), help_text=_("For example: deliveries with a skilled attendant."))
    practice = practice_field(Practice.PLAN, editable=False)
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("For example: %, people, visits."))
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    numerator = models.CharField(
        _("numerator"), max_length=200, blank=True, help_text=_("What is counted, where the indicator is a ratio.")
    )
    denominator = models.CharField(_("denominator"), max_length=200, blank=True, help_text=_("Out of what."))
    baseline = models.DecimalField(_("baseline"), max_digits=26, decimal_places=8, null=True, blank=True)
    target = models.DecimalField(_("target for the year"), max_digits=26, decimal_places=8, null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta(Item.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            practice_constraint("indicator"),
            models.CheckConstraint(
                condition=Q(objective__isnull=False, output=None, activity=None)
                | Q(objective=None, output__isnull=False, activity=None)
                | Q(objective=None, output=None, activity__isnull=False),
                name="indicator_of_one",
            ),
            models.CheckConstraint(
                condition=Q(numerator="", denominator="") | ~Q(numerator="") & ~Q(denominator=""),
                name="indicator_ratio_whole",
                violation_error_message=_("A ratio needs both: what is counted, and out of what."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def parent(self):
        return self.objective or self.output or self.activity

    @property
    def parent_kind(self):
        """ "objective", "output" or "activity": what it measures."""
        return self.parent._meta.model_name

    def siblings(self):
        return self.parent.indicators.all()

    @property
    def is_ratio(self):
        return bool(self.numerator)


class Target(models.Model):
    """What an indicator is to have reached in a quarter."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    quarter = models.ForeignKey(Quarter, models.CASCADE, related_name="targets")
    value = models.DecimalField(_("target"), max_digits=26, decimal_places=8)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target of a quarter")
        verbose_name_plural = _("targets of quarters")
        ordering = ["quarter__number"]
        constraints = [models.UniqueConstraint(fields=["indicator", "quarter"], name="target_of_quarter")]

    def __str__(self):
        return f"{self.quarter}: {self.value}"
