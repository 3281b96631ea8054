"""Focus: the vision that a team shares, and the one challenge it takes on."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from assessments.practices import Practice, practice_constraint, practice_field
from teams.atonce import at_once
from teams.models import Notice, Team, User
from workplans.models import Indicator, Objective, Obstacle, Workplan
from workplans.models.item import Versioned
from workplans.rules.figures import natural_way


class VisionQuerySet(models.QuerySet):
    def ours(self):
        """Those that a team agreed on and has not replaced."""
        return self.filter(state=Vision.State.OURS)

    def proposed(self):
        return self.filter(state=Vision.State.PROPOSED).order_by("pk")

    def earlier(self):
        """Those that were agreed on once, the latest first."""
        return self.filter(state=Vision.State.EARLIER).order_by("-agreed_on", "-pk")


Visions = models.Manager.from_queryset(VisionQuerySet)


class VisionManager(Visions):
    model: type["Vision"]  # type: ignore[assignment]

    @at_once
    def agree(self, team, text, by):
        """Let `text` be the vision of `team` from today: the one before is earlier, open proposals are merged into it.

        The team's people are told, but not `by`.
        """
        Team.objects.select_for_update().get(pk=team.pk)
        today = timezone.localdate()
        for old in self.filter(team=team).ours():
            old.state, old.replaced_on = Vision.State.EARLIER, today
            old.save()
        agreed = self.create(
            team=team, text=text, proposed_by=by, state=Vision.State.OURS, agreed_on=today, agreed_by=by
        )
        for proposal in self.filter(team=team).proposed():
            proposal.state, proposal.merged_into = Vision.State.MERGED, agreed
            proposal.save()
        people = User.objects.in_team(team, today)
        url = reverse("assessments:focus_vision", args=[team.pk])
        Notice.objects.tell(people, "vision_agreed", by=by, url=url, team=team.name, vision=text[:200])
        return agreed


class Vision(Versioned):
    """A picture of the future that a team wants, proposed by anyone in it and merged by the team (handout: S11)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("state of a vision", "proposed")
        MERGED = "merged", pgettext_lazy("state of a vision", "went into the vision")
        OURS = "ours", pgettext_lazy("state of a vision", "ours")
        EARLIER = "earlier", pgettext_lazy("state of a vision", "earlier")

    team = models.ForeignKey(Team, models.PROTECT, related_name="visions", editable=False)
    text = models.TextField(
        _("vision"),
        max_length=400,
        help_text=_("A sentence or two: what is different for our clients once we have succeeded?"),
    )
    state = models.CharField(
        pgettext_lazy("of a vision", "state"), max_length=10, choices=State, default=State.PROPOSED, editable=False
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="proposals",
        verbose_name=_("went into the vision"),
    )
    agreed_on = models.DateField(_("agreed on"), null=True, editable=False)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("written down by"),
    )
    replaced_on = models.DateField(_("replaced on"), null=True, editable=False)
    practice = practice_field(Practice.FOCUS, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    objects = VisionManager()

    class Meta:
        verbose_name = _("vision")
        verbose_name_plural = _("visions")
        ordering = ["pk"]
        constraints = [
            practice_constraint("vision"),
            models.UniqueConstraint(fields=["team"], condition=Q(state="ours"), name="vision_one_is_ours"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "merged"], agreed_on=None)
                | Q(state__in=["ours", "earlier"], agreed_on__isnull=False),
                name="vision_agreed_when_ours",
            ),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("assessments:focus_vision", args=[self.team_id])


class ChallengeQuerySet(models.QuerySet):
    @at_once
    def begin(self, team):
        """The challenge that `team` works on: a new one, or the one that a colleague has just begun."""
        Team.objects.select_for_update().get(pk=team.pk)
        return self.filter(team=team).current().first() or self.create(team=team)

    def current(self):
        """The one challenge of each team that it works on."""
        return self.filter(ended_on=None)

    def with_latest(self):
        """With `latest_value` and `latest_month`, where one was recorded."""
        last = MonthValue.objects.filter(challenge=OuterRef("pk")).order_by("-month")
        return self.annotate(
            latest_value=Subquery(last.values("value")[:1]), latest_month=Subquery(last.values("month")[:1])
        )


class Challenge(Versioned):
    """The one thing a team wants to change, as a measurable result, and how it means to get there (handout: S15)."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="challenges", editable=False)
    mission = models.TextField(
        _("mission"), blank=True, help_text=_("What we are here for: for whom we work, and what we do for them.")
    )
    result = models.TextField(
        _("measurable result"),
        blank=True,
        help_text=_("What will be different, for whom. For example: deliveries with a skilled attendant."),
    )
    numerator = models.CharField(_("numerator"), max_length=200, blank=True, help_text=_("What is counted."))
    denominator = models.CharField(_("denominator"), max_length=200, blank=True, help_text=_("Out of what."))
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("For example: %, people, days."))
    baseline = models.DecimalField(
        _("baseline"), max_digits=18, decimal_places=4, null=True, blank=True, help_text=_("Where we are now.")
    )
    target = models.DecimalField(
        _("target"), max_digits=18, decimal_places=4, null=True, blank=True, help_text=_("Where we want to be.")
    )
    reached_by = models.DateField(_("by when"), null=True, blank=True)
    situation = models.TextField(
        _("the situation now"), blank=True, help_text=_("What we see, hear and count today. Facts, no causes yet.")
    )
    question = models.TextField(_("the question"), blank=True)
    coach = models.CharField(
        _("coach"), max_length=200, blank=True, help_text=_("Who asks us how it goes and helps us think.")
    )
    obstacles = models.ManyToManyField(Obstacle, related_name="challenges", editable=False)
    objective = models.ForeignKey(
        Objective,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("objective of the workplan"),
    )
    indicator = models.ForeignKey(
        Indicator,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("indicator of the workplan"),
    )
    """What it became in the workplan."""
    begun_on = models.DateField(default=timezone.localdate, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    learned = models.TextField(_("what we learned"), blank=True)
    practice = practice_field(Practice.FOCUS, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        ordering = ["-begun_on", "-pk"]
        constraints = [
            practice_constraint("challenge"),
            models.UniqueConstraint(fields=["team"], condition=Q(ended_on=None), name="challenge_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(numerator="", denominator="") | ~Q(numerator="") & ~Q(denominator=""),
                name="challenge_ratio_whole",
                violation_error_message=_("A ratio needs both: what is counted, and out of what."),
            ),
            models.CheckConstraint(
                condition=Q(baseline=None) | Q(target=None) | ~Q(baseline=F("target")),
                name="challenge_moves",
                violation_error_message=_("Baseline and target are the same: nothing would change."),
            ),
        ]

    def __str__(self):
        return self.result or str(_("Our challenge"))

    def get_absolute_url(self):
        return reverse("assessments:focus_challenge_page", args=[self.pk])

    @property
    def is_ratio(self):
        return bool(self.numerator)

    @property
    def is_measurable(self):
        """Whether it says what will have moved from where to where by when."""
        return bool(self.result and self.reached_by and None not in (self.baseline, self.target))

    def way_gone(self, value):
        """How far `value` is from the baseline to the target, a fraction that may lie below 0 or above 1; or None."""
        if value is None or self.baseline is None or self.target is None:
            return None
        return Decimal(value - self.baseline) / Decimal(self.target - self.baseline)

    @property
    def direction(self):
        """Whether more or less of it is better."""
        down = self.baseline is not None and self.target is not None and self.target < self.baseline
        return Indicator.Direction.DOWN if down else Indicator.Direction.UP

    @at_once
    def put_into_plan(self, plan, objective=None):
        """The indicator that its result becomes, of `objective`, or of a new objective of the workplan `plan`.

        In the plan it is there already, that one is returned. Raises Locked where the plan is not open for it.
        """
        Workplan.objects.hold_open(plan.pk)
        self.refresh_from_db()
        if self.indicator and self.indicator.workplan_id == plan.pk:
            return self.indicator
        objective = objective or Objective.objects.create(workplan=plan, name=self.result)
        self.objective = objective
        self.indicator = Indicator.objects.create(
            objective=objective,
            name=self.result,
            unit=self.unit,
            numerator=self.numerator,
            denominator=self.denominator,
            baseline=self.baseline,
            target=self.target,
            direction=self.direction,
            adds_up=natural_way(self.unit, bool(self.numerator), [], self.target),
        )
        self.save()
        return self.indicator

    @at_once
    def end(self, learned=""):
        """Close it, with what was learned: it stays readable, and another may be begun."""
        if self.ended_on is None:
            self.ended_on, self.learned = timezone.localdate(), learned
            self.save()


class MonthValue(Versioned):
    """Where the result stood in a month."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="values", editable=False)
    month = models.DateField(_("month"))
    """Its first day."""
    counted = models.DecimalField(_("numerator"), max_digits=18, decimal_places=4, null=True, blank=True)
    out_of = models.DecimalField(_("denominator"), max_digits=18, decimal_places=4, null=True, blank=True)
    value = models.DecimalField(_("result"), max_digits=18, decimal_places=4)
    note = models.CharField(_("what happened"), max_length=300, blank=True)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("result of a month")
        verbose_name_plural = _("results of months")
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "month"],
                name="value_of_month",
                violation_error_message=_("This month has a result already: change that one."),
            )
        ]

    def __str__(self):
        return f"{self.month:%Y-%m}: {self.value.normalize():f}"
