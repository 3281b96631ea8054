"""What is reported of an activity: dated entries, written once and never changed. The first kind is its progress."""

from collections import defaultdict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.models import Notice, Post
from workplans.models.implement import Absence, Delegation, Obstacle, Parts
from workplans.models.plan import Activity, Occasion, Workplan
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.rules import delegating, progress


class EntryQuerySet(models.QuerySet):
    def standing(self):
        """Those that count: reports and corrections that were not corrected, nor taken back."""
        corrected = Entry.objects.filter(act=Entry.Act.CORRECTION, about=OuterRef("pk"))
        return self.filter(~Exists(corrected), act__in=[Entry.Act.REPORT, Entry.Act.CORRECTION]).exclude(state="")

    def progress(self):
        """Those that say how far something is."""
        return self.filter(kind=Entry.Kind.PROGRESS)

    def counting(self):
        """The reports of progress that count, the last first: all that is known of how far something is comes from these."""
        return self.progress().standing().order_by(*Entry.LAST_FIRST)

    def latest_of(self, activities):
        """The last of each of `activities`, and of each of their occasions, that counts: one query."""
        window = Window(RowNumber(), partition_by=[F("activity"), F("occasion")], order_by=Entry.LAST_FIRST)
        entries = self.counting().filter(activity__in=activities)
        return entries.annotate(number_from_last=window).filter(number_from_last=1)

    def to_confirm(self):
        """Standing reports that something is done, of activities where somebody else confirms it, that nobody did yet.

        Those that answer a delegation are not among them: whoever confirms that has confirmed them.
        """
        confirmed = Entry.objects.filter(act=Entry.Act.CONFIRMATION, about=OuterRef("pk"))
        done = self.progress().standing().filter(state=Entry.State.DONE, activity__is_confirmed_by_others=True)
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


Entries = models.Manager.from_queryset(EntryQuerySet)


class EntryManager(Entries):
    model: type["Entry"]  # type: ignore[assignment]

    @transaction.atomic
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
        if state == Entry.State.STUCK:
            obstacle = obstacle or self.in_the_way(activity, occasion, text, by, post)
        about = {"occasion": occasion, "delegation": delegation, "obstacle": obstacle, "post": post}
        entry = self.write(Entry.Act.REPORT, activity, state, by, on, text, **about)
        entry.answer(by)
        if state == Entry.State.DONE and activity.is_confirmed_by_others and not entry.is_an_answer:
            entry.tell_confirmers()
        return entry

    @transaction.atomic
    def correct(self, entry, by, reason, state="", on=None, text=None):
        """Let `entry` count as `state`, on the day `on`, from now on, with a reason; "" takes it back.

        Raises ValidationError where it was corrected or confirmed by now, or its quarter is closed.
        """
        on = on or entry.on
        plan = Workplan.objects.hold_for(entry.workplan_id, [entry.on, on])
        self.refuse_day(plan, on)
        entry = self.select_related("activity", "occasion", "delegation", "obstacle", "post").get(pk=entry.pk)
        if entry.act == Entry.Act.CONFIRMATION or entry.answers.exists() or entry.is_confirmed:
            raise ValidationError(_("This was corrected or confirmed already. Look again."), code="elsewhere")
        if (entry.state, entry.on, entry.text) == (state, on, entry.text if text is None else text):
            raise ValidationError(_("That is what it says already."))
        text = entry.text if text is None else text
        obstacle = entry.obstacle
        if state == Entry.State.STUCK and obstacle is None:
            obstacle = self.in_the_way(entry.activity, entry.occasion, text, by, None)
        asked = entry.delegation if entry.delegation and entry.delegation.is_open else None
        about = {"occasion": entry.occasion, "delegation": asked, "obstacle": obstacle, "about": entry}
        about |= {"reason": reason, "post": entry.post}
        new = self.write(Entry.Act.CORRECTION, entry.activity, state, by, on, text, **about)
        if entry.state == Entry.State.DONE and state != Entry.State.DONE:
            entry.take_back(by, reason)
        elif entry.state != Entry.State.DONE and new.is_said_last:
            new.answer(by)
        return new

    @transaction.atomic
    def confirm(self, entry, by, text=""):
        """What `entry` says is done is done indeed; where it answers a delegation, that is confirmed.

        Nobody confirms what they reported; where the activity wants it, nobody who has a part in it. Raises
        ValidationError then, and where it was corrected or confirmed by now.
        """
        Workplan.objects.hold_for(entry.workplan_id)
        entry = self.select_related("activity", "occasion", "delegation").get(pk=entry.pk)
        if entry.state != Entry.State.DONE or entry.answers.exists() or entry.is_confirmed:
            raise ValidationError(_("This was corrected or confirmed already. Look again."), code="elsewhere")
        if entry.is_an_answer:
            entry.delegation.confirm(by, text)
            return entry
        if by.pk == entry.by_id or (entry.activity.is_confirmed_by_others and by.pk in entry.involved()):
            words = _("You have a part in this. Somebody who has none confirms that it is done.")
            raise ValidationError(words, code="involved")
        about = {"occasion": entry.occasion, "about": entry}
        return self.write(Entry.Act.CONFIRMATION, entry.activity, entry.state, by, timezone.localdate(), text, **about)

    @transaction.atomic
    def refuse(self, delegation, by, text):
        """What `delegation` was reported to be, done, it is not yet, with a word on what is missing.

        The reports that said so, of it or of whom it was passed on to, count no more: what was refused does not stand.
        Raises ValidationError where it stands elsewhere by now, or the quarter of such a report is closed.
        """
        links = Delegation.objects.chain_of(delegation.hold()).filter(pk__gte=delegation.pk)
        said = self.progress().standing().filter(delegation__in=links, occasion=delegation.occasion_id)
        refused = list(said.filter(state=Entry.State.DONE).select_related("activity", "occasion", "delegation", "post"))
        Workplan.objects.hold_for(delegation.workplan_id, [entry.on for entry in refused])
        delegation.not_yet(by, text)
        reason = Truncator(text).chars(200) or _("It is not done yet")
        for entry in refused:
            about = {"occasion": entry.occasion, "delegation": entry.delegation, "about": entry, "reason": reason}
            self.write(Entry.Act.CORRECTION, entry.activity, "", by, entry.on, "", **about)

    def write(self, act, activity, state, by, on, text, *, post=None, occasion=None, **about):
        """The entry itself, in a plan that is held, with the post as which `by` acts, and the one that they cover.

        The `post` that they name counts before any other, though it is one that they cover.
        """
        today, asked = timezone.localdate(), about.get("delegation")
        acting, for_post = Absence.objects.acting_as(by, [post], today)
        if acting is None:
            team = Post.objects.filter(team=activity.workplan.team_id).order_by("pk")
            likely = [asked.post if asked else None, activity.post, *team]
            acting, for_post = Absence.objects.acting_as(by, likely, today)
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


class Entry(models.Model):
    """How far an activity, or one occasion of it, was on a day, as somebody reported it.

    Handout: "track activities". It is its own history: never changed, never removed. A correction is another entry, with
    a reason, about the one that it corrects; a confirmation is another's, about the one that it confirms.
    """

    class Kind(models.TextChoices):
        PROGRESS = "progress", pgettext_lazy("kind of entry", "progress")

    class State(models.TextChoices):
        STARTED = progress.STARTED, pgettext_lazy("progress", "started")
        HALF = progress.HALF, pgettext_lazy("progress", "half done")
        DONE = progress.FINISHED, pgettext_lazy("progress", "done")
        NOT_DONE = progress.NOT_DONE, pgettext_lazy("progress", "not done")
        STUCK = progress.STUCK, pgettext_lazy("progress", "stuck")

    class Act(models.TextChoices):
        REPORT = "report", pgettext_lazy("entry", "reported")
        CORRECTION = "correction", pgettext_lazy("entry", "corrected")
        CONFIRMATION = "confirmation", pgettext_lazy("entry", "confirmed")

    workplan = models.ForeignKey(Workplan, models.PROTECT, related_name="recorded", editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="recorded", editable=False)
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, blank=True, related_name="recorded")
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, related_name="recorded", editable=False)
    obstacle = models.ForeignKey(Obstacle, models.PROTECT, null=True, related_name="recorded", editable=False)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PROGRESS, editable=False)
    state = models.CharField(_("how far it is"), max_length=8, choices=State, blank=True)
    text = models.TextField(_("a word"), blank=True, max_length=2000)
    on = models.DateField(_("on"))
    act = models.CharField(max_length=12, choices=Act, default=Act.REPORT, editable=False)
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers", editable=False)
    """The entry that it corrects or confirms."""
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

    LAST_FIRST = ("-on", "-place", "-pk")
    """The last day counts, and on the same day what was written last, whenever that was corrected."""

    class Meta:
        verbose_name = _("report of progress")
        verbose_name_plural = _("reports of progress")
        ordering = ["-on", "-place", "-pk"]
        constraints = [
            practice_constraint("entry"),
            models.CheckConstraint(
                condition=Q(kind="progress", state__in=progress.STATES) | Q(act="correction", state=""),
                name="entry_says_something",
            ),
            models.CheckConstraint(
                condition=Q(act="report", about=None, reason="")
                | Q(act="correction", about__isnull=False) & ~Q(reason="")
                | Q(act="confirmation", about__isnull=False, reason="", state="done"),
                name="entry_correction_has_a_reason",
            ),
            models.UniqueConstraint(fields=["about"], name="entry_answered_once"),
            models.CheckConstraint(
                condition=~Q(act="correction") | Q(place__gt=0, place__lt=F("pk")),
                name="entry_correction_has_its_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="stuck") | Q(obstacle__isnull=False), name="entry_stuck_has_an_obstacle"
            ),
        ]
        indexes = [models.Index(fields=["activity", "occasion", "on"], name="entry_of_activity")]

    def __str__(self):
        return f"{self.on}: {self.get_state_display()}"

    def save(self, *args, **kwargs):
        """Save it in its place: that of what it corrects, else one of its own."""
        if self.act == Entry.Act.CORRECTION and self.about:
            self.place = self.about.place
        super().save(*args, **kwargs)
        if not self.place:
            self.place = self.pk
            super().save(update_fields=["place"])

    def get_absolute_url(self):
        return f"{self.activity.get_absolute_url()}#e{self.pk}"

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
        facts = {"activity": Truncator(self.activity.name).chars(120), "person": self.by.name, "time": self.time}
        people = [one for one in people if one.pk not in involved]
        Notice.objects.tell(people, "done_to_confirm", by=self.by, url=self.get_absolute_url(), **facts)
