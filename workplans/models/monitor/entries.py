"""What is recorded while a plan is carried out: dated entries, written once and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from teams.models import Notice, Post
from workplans.models.implement import Absence, Delegation, Obstacle
from workplans.models.monitor import kinds
from workplans.models.monitor.figures import FigureManager
from workplans.models.monitor.fillings import Filling
from workplans.models.monitor.progress import EntryManager
from workplans.models.plan import Activity, Indicator, Occasion, Part, Workplan
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.rules import delegating, progress
from workplans.rules.figures import Reading
from workplans.written import figure_in_words, made_of

NO_FIGURE = Q(value=None, numerator=None, denominator=None)
ONE_VALUE = Q(value__isnull=False, numerator=None, denominator=None)
A_RATIO = Q(value=None, numerator__isnull=False, denominator__isnull=False)


class Entry(models.Model):
    """What somebody recorded: how far an activity was on a day, how much of it was done, or the value of an indicator.

    Handout: "track activities, outputs, and results". It is its own history: never changed, never removed. A correction is another entry, with
    a reason, about the one that it corrects; a confirmation is another's, about the one that it confirms, and so is a
    doubt. An answer says that what was doubted is right.
    """

    Kind = kinds.Kind
    State = kinds.State
    Act = kinds.Act

    workplan = models.ForeignKey(Workplan, models.PROTECT, related_name="recorded", editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="recorded", editable=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="recorded", editable=False)
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, blank=True, related_name="recorded")
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, related_name="recorded", editable=False)
    obstacle = models.ForeignKey(Obstacle, models.PROTECT, null=True, related_name="recorded", editable=False)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PROGRESS, editable=False)
    state = models.CharField(_("how far it is"), max_length=8, choices=State, blank=True)
    period = models.CharField(max_length=7, blank=True, editable=False)
    """The time that a value is of: see rules/recording.py."""
    value = models.DecimalField(_("value"), max_digits=26, decimal_places=8, null=True, blank=True)
    numerator = models.DecimalField(_("numerator"), max_digits=26, decimal_places=8, null=True, blank=True)
    denominator = models.DecimalField(_("denominator"), max_digits=26, decimal_places=8, null=True, blank=True)
    text = models.TextField(_("a word"), blank=True, max_length=2000)
    source = models.CharField(
        _("where it comes from"), max_length=200, blank=True, help_text=_("For example: maternity register.")
    )
    filling = models.ForeignKey(Filling, models.PROTECT, null=True, related_name="recorded", editable=False)
    """The file that it was filled from."""
    on = models.DateField(_("on"))
    """The day of a report; the last day of the time that a value is of."""
    act = models.CharField(max_length=12, choices=Act, default=Act.REPORT, editable=False)
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers", editable=False)
    """The entry that it corrects, confirms or doubts, or of which it answers the doubt."""
    place = models.PositiveBigIntegerField(default=0, editable=False)
    """The key of the first of its line: a correction takes the place of what it corrects. It is set by `save`."""
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reported by"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="recorded", editable=False)
    """The post as which they reported; None where they hold none of the plan's."""
    for_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    """The post that they covered."""
    at = models.DateTimeField(default=timezone.now, editable=False)
    practice = practice_field(Practice.MONITOR, editable=False)

    objects = EntryManager()
    figures = FigureManager()

    LAST_FIRST = kinds.LAST_FIRST

    class Meta:
        verbose_name = _("report of progress")
        verbose_name_plural = _("reports of progress")
        ordering = ["-on", "-place", "-pk"]
        constraints = [
            practice_constraint("entry"),
            models.CheckConstraint(
                condition=Q(kind="value", activity=None, indicator__isnull=False)
                | ~Q(kind="value") & Q(activity__isnull=False, indicator=None),
                name="entry_of_one",
            ),
            models.CheckConstraint(
                condition=Q(kind="progress", state__in=progress.STATES) & NO_FIGURE
                | Q(kind="value", state="") & ~Q(period="") & (ONE_VALUE | A_RATIO)
                | Q(kind__in=kinds.COUNTED, state="", period="") & ONE_VALUE
                | Q(act="correction", state="") & NO_FIGURE,
                name="entry_says_something",
            ),
            models.CheckConstraint(
                condition=Q(act="report", about=None, reason="")
                | Q(act="correction", about__isnull=False) & ~Q(reason="")
                | Q(act="confirmation", about__isnull=False, reason="") & (Q(state="done") | ~Q(kind="progress"))
                | Q(act__in=["doubt", "answer"], about__isnull=False, reason="") & ~Q(kind="progress") & ~Q(text=""),
                name="entry_correction_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["indicator", "period"], condition=Q(act="report"), name="entry_value_reported_once"
            ),
            models.UniqueConstraint(
                fields=["about"], condition=Q(act__in=["correction", "confirmation"]), name="entry_answered_once"
            ),
            models.CheckConstraint(
                condition=~Q(act="correction") | Q(place__gt=0, place__lt=F("pk")),
                name="entry_correction_has_its_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="stuck") | Q(obstacle__isnull=False), name="entry_stuck_has_an_obstacle"
            ),
        ]
        indexes = [
            models.Index(fields=["activity", "occasion", "on"], name="entry_of_activity"),
            models.Index(fields=["indicator", "period"], name="entry_of_indicator"),
            models.Index(fields=["place"], condition=Q(act="correction"), name="entry_corrected_place"),
            models.Index(fields=["workplan"], condition=Q(act="doubt"), name="entry_doubted"),
        ]

    def __str__(self):
        return f"{self.on}: {self.get_state_display() if self.kind == Entry.Kind.PROGRESS else self.reading}"

    @property
    def reading(self):
        """What it records, as a Reading."""
        return Reading(self.value, self.numerator, self.denominator)

    @property
    def in_words(self):
        """What it records, as people read it: "80% (8 of 10)", "12 visits"."""
        return figure_in_words(self.reading, self.indicator.unit if self.indicator else "")

    def period_in(self, plan):
        """The Period that its value is of."""
        return plan.calendar().find(self.period)

    def counts_on(self, plan):
        """The day by which it counts in `plan`: the last of the time of its value as that lies now, else its own."""
        period = self.period_in(plan) if self.period else None
        return period.last if period else self.on

    def save(self, *args, **kwargs):
        """Save it in its place: that of what it corrects, and of a figure that it confirms; else one of its own."""
        if self.about and (self.act == Entry.Act.CORRECTION or self.kind != Entry.Kind.PROGRESS):
            self.place = self.about.place
        super().save(*args, **kwargs)
        if not self.place:
            self.place = self.pk
            super().save(update_fields=["place"])

    def get_absolute_url(self):
        about = self.activity or self.indicator
        return f"{about.get_absolute_url()}#e{self.pk}" if about else ""

    @property
    def time(self):
        """The days of the occasion that it is about, for a notice; "" where it is about none."""
        return self.occasion.interval if self.occasion else ""

    @property
    def is_an_answer(self):
        """Whether it is about all that a delegation asks for: one occasion is not, where all of them are asked for."""
        return bool(self.delegation and self.delegation.occasion_id == self.occasion_id)

    @property
    def is_confirmed(self):
        """Whether somebody confirmed it, or the delegation that it answers."""
        if self.delegation and self.is_an_answer:
            return self.delegation.state == delegating.CONFIRMED
        return self.answers.filter(act=Entry.Act.CONFIRMATION).exists()

    def answer(self, by):
        """Let the delegation that it is about know: who is done has reported, who began has taken it.

        What was not done goes back to who asked, who decides what comes of it.
        """
        if self.delegation is None:
            return
        if self.state == Entry.State.DONE and self.is_an_answer:
            self.delegation.report_done(by, self.text)
        elif self.state == Entry.State.NOT_DONE and self.is_an_answer:
            self.delegation.give_back(by, self.text or str(_("It was not done")))
        elif self.state in (Entry.State.STARTED, Entry.State.HALF, Entry.State.DONE):
            self.delegation.take(by)

    def take_back(self, by, reason):
        """Let the delegation that was reported as done be open again, unless another report says that it is done."""
        if not (self.delegation and self.is_an_answer and self.delegation.hold().state == delegating.DONE):
            return
        if not self.of_the_same().filter(state=Entry.State.DONE).exists():
            self.delegation.not_yet(by, reason)

    @property
    def is_said_last(self):
        """Whether no other report that counts says more of what the delegation asks, which its holder may report still."""
        if self.delegation is None or self.delegation.hold().state not in delegating.REPORTABLE:
            return False
        last = self.of_the_same().first()
        return last is None or last.pk == self.pk

    def of_the_same(self):
        """The reports that count of what it is about, under its delegation, the last first."""
        return Entry.objects.counting().filter(delegation=self.delegation_id, occasion=self.occasion_id)

    def involved(self):
        """The keys of the people who have a part in what it reports."""
        return Entry.objects.parts_of([self])[self.pk].everybody(timezone.localdate())

    def tell_confirmers(self):
        """Tell the team's leads who have no part in it that it waits to be confirmed."""
        leads = Post.objects.filter(team=self.workplan.team_id, role=Post.Role.LEAD)
        involved = self.involved()
        people = Absence.objects.people_for(leads, timezone.localdate())
        facts = {"activity": Truncator(str(self.activity)).chars(120), "person": self.by.name, "time": self.time}
        people = [one for one in people if one.pk not in involved]
        Notice.objects.tell(people, "done_to_confirm", by=self.by, url=self.get_absolute_url(), **facts)


class EntryPartQuerySet(models.QuerySet):
    def as_read(self):
        """With what they are parts of, one breakdown after the other: one query."""
        return self.select_related("part__breakdown").order_by("part__breakdown__name", "part__order", "part")


class EntryPart(models.Model):
    """What an entry records of one part of a breakdown, such as women: written with it, and never changed."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="parts", editable=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="+")
    value = models.DecimalField(_("value"), max_digits=26, decimal_places=8, null=True)
    numerator = models.DecimalField(_("numerator"), max_digits=26, decimal_places=8, null=True)
    denominator = models.DecimalField(_("denominator"), max_digits=26, decimal_places=8, null=True)

    objects = models.Manager.from_queryset(EntryPartQuerySet)()

    class Meta:
        verbose_name = _("part of an entry")
        verbose_name_plural = _("parts of entries")
        ordering = ["entry", "part__order", "part"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "part"], name="entry_part_once"),
            models.CheckConstraint(condition=ONE_VALUE | A_RATIO, name="entry_part_says_something"),
        ]

    def __str__(self):
        return f"{self.part}: {self.reading}"

    @property
    def reading(self):
        return Reading(self.value, self.numerator, self.denominator)

    @property
    def in_words(self):
        """What it records, without a unit: that of its entry says it. Of a ratio the two numbers."""
        return made_of(self.reading) if self.reading.is_ratio else figure_in_words(self.reading)
