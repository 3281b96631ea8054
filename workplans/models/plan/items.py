"""What stands in a workplan: objectives, outputs, activities, indicators and their targets."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from teams.models import Notice, Post, User
from workplans.models.item import Item
from workplans.models.plan.workplan import Quarter
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.rules import periods


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
