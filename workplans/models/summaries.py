"""What a team's plan adds up to in a quarter, so that the page of a whole country reads one row a team."""

from django.db import models
from django.db.models import F, Q

from teams.models import Team
from workplans.models.plan import Workplan

COUNT = {"default": 0, "editable": False}


class SummaryQuerySet(models.QuerySet):
    def on(self, day):
        """Those of the quarters that `day` falls in."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def judged_on(self, day):
        """Those whose results were the last to be judged on `day`, in the plans that it falls in."""
        running = {"workplan__starts_on__lte": day, "workplan__ends_on__gte": day}
        return self.filter(Q(judged_until=None) | Q(judged_until__gt=day), judged_from__lte=day, **running)


class Summary(models.Model):
    """A plan's quarter as at its last day; see rules/summing.py. workplans/summaries.py alone writes it.

    Once the quarter is closed it stays as it was then. Money is in hundredths of the plan's currency, since SQLite adds
    up decimals as floats.
    """

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="summaries", editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", editable=False)
    """The plan's, so that a country is summed up without the table of its plans."""
    number = models.PositiveSmallIntegerField(editable=False)
    starts_on = models.DateField(editable=False)
    ends_on = models.DateField(editable=False)
    is_closed = models.BooleanField(default=False, editable=False)
    rule = models.CharField(max_length=20, editable=False)
    """By which rules of the installation values were due and results on track: see summaries.rule()."""

    outputs = models.PositiveIntegerField(**COUNT)
    measured = models.PositiveIntegerField(**COUNT)
    activities = models.PositiveIntegerField(**COUNT)
    complete = models.PositiveIntegerField(**COUNT)
    planned = models.BigIntegerField(**COUNT)
    came = models.BigIntegerField(**COUNT)
    listed = models.PositiveIntegerField(**COUNT)
    missing = models.PositiveIntegerField(**COUNT)
    partly = models.PositiveIntegerField(**COUNT)
    due = models.IntegerField(**COUNT)
    in_time = models.IntegerField(**COUNT)
    values_due = models.IntegerField(**COUNT)
    values_recorded = models.IntegerField(**COUNT)
    judged = models.PositiveIntegerField(**COUNT)
    on_track = models.PositiveIntegerField(**COUNT)
    judged_from = models.DateField(editable=False)
    """From which day on the results of this quarter are the last that were to be recorded."""
    judged_until = models.DateField(null=True, editable=False)
    """The day from which those of the next quarter are; None for the last."""
    asked = models.BigIntegerField(**COUNT)
    approved = models.BigIntegerField(**COUNT)
    released = models.BigIntegerField(**COUNT)
    spent = models.BigIntegerField(**COUNT)
    entries = models.PositiveIntegerField(**COUNT)
    """How many entries were written on its days."""
    last_entry_on = models.DateField(null=True, editable=False)
    """When something was last written, up to its last day; None where nothing was."""

    objects = models.Manager.from_queryset(SummaryQuerySet)()

    class Meta:
        verbose_name = "summary of a quarter"
        verbose_name_plural = "summaries of quarters"
        ordering = ["workplan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["workplan", "number"], name="summary_of_quarter"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="summary_ends_after_start"),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="summary_on_a_day")]

    def __str__(self):
        return f"{self.workplan_id}, q{self.number}"


class DayAheadQuerySet(models.QuerySet):
    def after(self, day):
        """Those that come after `day` in the quarters that it falls in."""
        return self.filter(summary__starts_on__lte=day, summary__ends_on__gte=day, on__gt=day)


class DayAhead(models.Model):
    """What a day of a quarter brings by itself, after the first: what a summary was less before it."""

    summary = models.ForeignKey(Summary, models.CASCADE, related_name="days", editable=False)
    on = models.DateField(editable=False)
    due = models.IntegerField(**COUNT)
    in_time = models.IntegerField(**COUNT)
    values_due = models.IntegerField(**COUNT)
    values_recorded = models.IntegerField(**COUNT)
    planned = models.BigIntegerField(**COUNT)
    came = models.BigIntegerField(**COUNT)

    objects = models.Manager.from_queryset(DayAheadQuerySet)()

    class Meta:
        verbose_name = "day ahead"
        verbose_name_plural = "days ahead"
        ordering = ["summary", "on"]
        constraints = [models.UniqueConstraint(fields=["summary", "on"], name="day_ahead_once")]

    def __str__(self):
        return f"{self.summary_id}, {self.on}"


class Total(models.Model):
    """What a plan reached of a standard indicator, the quarters up to one of its together: to be added up over teams."""

    summary = models.ForeignKey(Summary, models.CASCADE, related_name="totals", editable=False)
    standard = models.ForeignKey("workplans.StandardIndicator", models.CASCADE, related_name="+", editable=False)
    is_recorded = models.BooleanField(editable=False)
    """Whether anything was; where something was and no number stands here, it is one that cannot be added up."""
    value = models.DecimalField(max_digits=26, decimal_places=8, null=True, editable=False)
    numerator = models.DecimalField(max_digits=26, decimal_places=8, null=True, editable=False)
    denominator = models.DecimalField(max_digits=26, decimal_places=8, null=True, editable=False)

    class Meta:
        verbose_name = "total of a standard indicator"
        verbose_name_plural = "totals of standard indicators"
        ordering = ["summary", "standard"]
        constraints = [models.UniqueConstraint(fields=["summary", "standard"], name="total_once")]

    def __str__(self):
        return f"{self.summary_id}, {self.standard_id}"
