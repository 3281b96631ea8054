"""What a team's plan adds up to in a quarter, so that the page of a whole country reads one row a team."""

from django.db import models
from django.db.models import F, Q

from teams.models import Team
from workplans.models.plan import Workplan

BROUGHT = ["due", "in_time", "values_due", "values_recorded", "judged", "on_track", "planned", "came"]


class SummaryQuerySet(models.QuerySet):
    def on(self, day):
        """Those of the quarters that `day` falls in."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Summary(models.Model):
    """A plan's quarter as at its last day; see rules/summing.py. workplans/summaries.py alone writes it.

    Once the quarter is closed it stays as it was then. Money is in hundredths of the plan's currency, since SQLite adds
    up decimals as floats.
    """

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="summaries", editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", editable=False)
    path = models.CharField(max_length=255, editable=False)
    """That of the team's unit. Team and path are here too, so that a country is added up out of this table alone."""
    number = models.PositiveSmallIntegerField(editable=False)
    starts_on = models.DateField(editable=False)
    ends_on = models.DateField(editable=False)
    is_closed = models.BooleanField(default=False, editable=False)
    rule = models.CharField(max_length=20, editable=False)
    """By which rules of the installation values were due and results on track: see summaries.rule()."""

    outputs = models.PositiveIntegerField(default=0, editable=False)
    measured = models.PositiveIntegerField(default=0, editable=False)
    activities = models.PositiveIntegerField(default=0, editable=False)
    complete = models.PositiveIntegerField(default=0, editable=False)
    planned = models.BigIntegerField(default=0, editable=False)
    came = models.BigIntegerField(default=0, editable=False)
    listed = models.PositiveIntegerField(default=0, editable=False)
    missing = models.PositiveIntegerField(default=0, editable=False)
    partly = models.PositiveIntegerField(default=0, editable=False)
    due = models.IntegerField(default=0, editable=False)
    in_time = models.IntegerField(default=0, editable=False)
    values_due = models.IntegerField(default=0, editable=False)
    values_recorded = models.IntegerField(default=0, editable=False)
    judged = models.IntegerField(default=0, editable=False)
    on_track = models.IntegerField(default=0, editable=False)
    asked = models.BigIntegerField(default=0, editable=False)
    approved = models.BigIntegerField(default=0, editable=False)
    released = models.BigIntegerField(default=0, editable=False)
    spent = models.BigIntegerField(default=0, editable=False)
    entries = models.PositiveIntegerField(default=0, editable=False)
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
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="summary_on_a_day")]

    def __str__(self):
        return f"{self.workplan_id}, q{self.number}"


class DayAheadQuerySet(models.QuerySet):
    def after(self, day):
        """Those that come after `day` in the quarters that it falls in."""
        return self.filter(starts_on__in=Summary.objects.on(day).values("starts_on").distinct(), on__gt=day)


class DayAhead(models.Model):
    """What a day of a quarter brings by itself, after the first: what its summary was less before it.

    Team, path and first day of the quarter are the summary's, for the same reason as there.
    """

    summary = models.ForeignKey(Summary, models.CASCADE, related_name="days", editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", editable=False)
    path = models.CharField(max_length=255, editable=False)
    starts_on = models.DateField(editable=False)
    on = models.DateField(editable=False)
    due = models.IntegerField(default=0, editable=False)
    in_time = models.IntegerField(default=0, editable=False)
    values_due = models.IntegerField(default=0, editable=False)
    values_recorded = models.IntegerField(default=0, editable=False)
    judged = models.IntegerField(default=0, editable=False)
    on_track = models.IntegerField(default=0, editable=False)
    planned = models.BigIntegerField(default=0, editable=False)
    came = models.BigIntegerField(default=0, editable=False)

    objects = models.Manager.from_queryset(DayAheadQuerySet)()

    class Meta:
        verbose_name = "day ahead"
        verbose_name_plural = "days ahead"
        ordering = ["summary", "on"]
        constraints = [models.UniqueConstraint(fields=["summary", "on"], name="day_ahead_once")]
        indexes = [
            # All that is added up stands in it, so that the table itself is not read.
            models.Index(fields=["starts_on", "on", "path", *BROUGHT], name="day_ahead_of_a_branch")
        ]

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
