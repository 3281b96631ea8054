"""What stands in a team's way: why, who is asked for help, what was changed in the way of working, and whether it helped."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from teams.atonce import at_once
from teams.models import Notice, Post, Team
from workplans.models.implement.absences import Absence
from workplans.models.implement.delegations import Delegation
from workplans.models.item import Versioned
from workplans.models.plan import Activity, Occasion, Workplan
from workplans.practices import Practice, practice_constraint, practice_field

WHYS = 5
"""So often is asked why, at most, until a cause is found that something can be done about."""


class ObstacleQuerySet(models.QuerySet):
    def open(self):
        """Those that still stand in the way."""
        return self.filter(state=Obstacle.State.OPEN)

    def at_work(self, today):
        """Open ones that are in the way of a team, or of an activity in whose plan there is still work."""
        plans = Workplan.objects.at_work(today)
        return self.open().filter(Q(activity=None) | Q(activity__workplan__in=plans))

    def to_ask_again(self, today):
        """Open ones of which it is time to ask whether what was changed has helped."""
        return self.open().filter(ask_again_on__lte=today)

    def with_asked_at(self):
        """With `asked_at`, when the post `asked` was asked; None where none is."""
        steps = ObstacleStep.objects.filter(
            obstacle=OuterRef("pk"), act=ObstacleStep.Act.ASKED, about=OuterRef("asked")
        )
        return self.annotate(asked_at=Subquery(steps.order_by("-pk").values("at")[:1]))


Obstacles = models.Manager.from_queryset(ObstacleQuerySet)


class ObstacleManager(Obstacles):
    model: type["Obstacle"]  # type: ignore[assignment]

    @at_once
    def report(self, team, name, by, *, whys=(), activity=None, occasion=None, post=None, help_wanted="", asked=None):
        """What stands in the way of `team`, of one of its activities where it is named; `asked` is asked for help.

        `post` is whose it is to see to: the post as which `by` acts where it is not named.
        """
        whys = [why for why in whys if why][:WHYS]
        post = post or Absence.objects.acting_as(by, [], timezone.localdate(), team.posts.order_by("pk"))[0]
        about = {"activity": activity, "occasion": occasion, "post": post, "whys": whys}
        obstacle = self.model(team=team, name=name, help_wanted=help_wanted, **about)
        obstacle._history_user = by
        obstacle.save()
        obstacle.write(ObstacleStep.Act.REPORTED, by, name)
        if asked:
            obstacle.ask(asked, by, help_wanted)
        else:
            obstacle.tell(obstacle.waiting_for_it(by), "stuck_reported", by, name)
        return obstacle


class Obstacle(Versioned):
    """What is between a team and a result, and its root cause: the last answer to "why?".

    It stands in the way of an activity, or of the team's challenge, or of both. Being stuck is a report, not a shame:
    it is seen upward until it is solved.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of an obstacle", "in the way")
        SOLVED = "solved", pgettext_lazy("state of an obstacle", "solved")

    team = models.ForeignKey(Team, models.PROTECT, related_name="obstacles", editable=False)
    name = models.TextField(_("obstacle"), help_text=_("What stands in the way, as it is, without blaming anybody."))
    """ "" where somebody said that they are stuck, and no more yet."""
    whys = models.JSONField(_("why"), default=list, blank=True)
    """The answers, at most WHYS, each to "why?" about the one before it."""
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="obstacles", editable=False
    )
    occasion = models.ForeignKey(
        Occasion, models.PROTECT, null=True, blank=True, related_name="obstacles", editable=False
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="obstacles", verbose_name=_("who sees to it")
    )
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN, editable=False)
    help_wanted = models.TextField(_("what help is needed"), blank=True, max_length=2000)
    asked = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="asked_to_help", verbose_name=_("who is asked")
    )
    """The post that was asked for help last, and has not answered."""
    ask_again_on = models.DateField(_("when to ask whether it helped"), null=True, blank=True)
    since = models.DateField(_("since"), default=timezone.localdate, editable=False)
    practice = practice_field(Practice.IMPLEMENT, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    objects = ObstacleManager()

    class Meta:
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        ordering = ["pk"]
        constraints = [
            practice_constraint("obstacle"),
            models.CheckConstraint(condition=Q(state__in=["open", "solved"]), name="obstacle_state"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(asked=None, ask_again_on=None), name="obstacle_solved_asks_nothing"
            ),
            models.CheckConstraint(
                condition=Q(occasion=None) | Q(activity__isnull=False), name="obstacle_occasion_of_an_activity"
            ),
        ]
        indexes = [models.Index(fields=["team", "state"], name="obstacle_of_team")]

    def __str__(self):
        return self.name or translated("Stuck; nobody has said yet what stands in the way")

    def get_absolute_url(self):
        return reverse("workplans:implement_obstacle", args=[self.pk])

    @property
    def root_cause(self):
        """The last answer to "why?"; "" where nobody asked yet."""
        return self.whys[-1] if self.whys else ""

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_worked_on(self):
        """Whether anybody did or reported something about it: then it has to stay."""
        return self.steps.exists() or self.recorded.exists() or self.handover_notes.exists()

    # What can be done with it. Each but `say` raises ValidationError where it is solved by now, or still open.

    @at_once
    def ask(self, post, by, text):
        """Ask `post` for help, with a word on what is needed."""
        self.hold()
        self.step(ObstacleStep.Act.ASKED, by, text, about=post, asked=post, help_wanted=text or self.help_wanted)
        self.tell(Absence.objects.people_for([post], timezone.localdate()), "help_wanted", by, text)

    @at_once
    def answer(self, by, text):
        """Who was asked answers: what they do, or why they cannot. Raises ValidationError where nobody was asked."""
        self.hold()
        if self.is_open and self.asked is None:
            raise ValidationError(_("This was answered already. Look again."), code="elsewhere")
        people = self.people()
        self.step(ObstacleStep.Act.ANSWERED, by, text, asked=None)
        self.tell(people, "help_answered", by, text)

    @at_once
    def change(self, by, text, ask_again_on=None):
        """What was changed in the way of working, and the day on which to ask whether it helped."""
        self.step(ObstacleStep.Act.CHANGED, by, text, day=ask_again_on, ask_again_on=ask_again_on)

    @at_once
    def judge(self, how, by, text="", ask_again_on=None):
        """Whether what was changed has helped: `how` is "helped", and it is solved, or "helped_partly", or "did_not_help"."""
        if how not in ObstacleStep.JUDGED:
            raise ValueError(how)
        more = {"state": self.State.SOLVED, "asked": None} if how == ObstacleStep.Act.HELPED else {}
        day = None if more else ask_again_on
        self.step(how, by, text, day=day, ask_again_on=day, **more)

    @at_once
    def solve(self, by, text=""):
        """It stands in the way no more."""
        self.step(ObstacleStep.Act.SOLVED, by, text, state=self.State.SOLVED, asked=None, ask_again_on=None)

    @at_once
    def reopen(self, by, text):
        """It is in the way again."""
        self.step(ObstacleStep.Act.REOPENED, by, text, state=self.State.OPEN)

    @at_once
    def give(self, post, by, text=""):
        """Let `post` see to it from now on. Raises ValidationError too where it does so already."""
        self.hold()
        before = self.post
        if before == post:
            raise ValidationError(_("%(post)s sees to it already. Choose another.") % {"post": post})
        self.step(ObstacleStep.Act.GIVEN, by, text, about=post, post=post)
        people = Absence.objects.people_for([post], timezone.localdate())
        self.tell(people, "obstacle_given", by, text, post=post.title, before=before.title if before else "")

    @at_once
    def stuck_again(self, by, text=""):
        """Somebody is stuck with it anew, or still: who sees to it is told, and who was asked for help.

        Where nobody was, who waits for the work is told, as of the first time. The word says what stands in the way,
        where nobody has said that yet.
        """
        self.hold()
        changes = {} if self.name else {"name": text}
        self.step(ObstacleStep.Act.STUCK_AGAIN, by, "" if changes else text, **changes)
        helpers = Absence.objects.people_for([self.asked], timezone.localdate()) if self.asked else []
        self.tell([*self.people(), *(helpers or self.waiting_for_it(by))], "stuck_again", by, text)

    @at_once
    def say(self, by, text):
        """A word about it, open or solved."""
        self.hold()
        self.write(ObstacleStep.Act.WORD, by, text)

    @at_once
    def because(self, by, text, number):
        """The answer `number`, from 1 to WHYS, to "why?" about the one before it; the history keeps who gave it.

        Raises ValidationError too where somebody gave that answer meanwhile.
        """
        self.hold()
        if not self.is_open or not len(self.whys) + 1 == number <= WHYS:
            raise ValidationError(_("Somebody answered this meanwhile. Look again."), code="elsewhere")
        self.whys = [*self.whys, text]
        self._history_user = by
        self.save()

    # How that is done.

    def hold(self):
        """This one as it stands now; others who would act wait until this transaction ends."""
        Obstacle.objects.select_for_update().get(pk=self.pk)
        self.refresh_from_db(
            fields=["name", "whys", "post", "state", "help_wanted", "asked", "ask_again_on", "version"]
        )
        return self

    def step(self, act, by, text="", *, about=None, day=None, **changes):
        """Write down what was done, and let `changes` of its fields hold from now on."""
        self.hold()
        if self.is_open == (act == ObstacleStep.Act.REOPENED):
            words = _("This is solved by now. Open it again if it is in the way.") if not self.is_open else None
            raise ValidationError(words or _("This is in the way already."), code="elsewhere")
        for name, value in changes.items():
            setattr(self, name, value)
        self._history_user = by
        self.save()
        return self.write(act, by, text, about=about, day=day)

    def write(self, act, by, text, about=None, day=None):
        """The step itself, with the post as which `by` acts, and the one that they cover."""
        team = Post.objects.filter(team=self.team_id).order_by("pk")
        asked = self.steps.filter(act=ObstacleStep.Act.ASKED).last() if act == ObstacleStep.Act.ANSWERED else None
        likely = [asked.about if asked else None, self.post]
        post, for_post = Absence.objects.acting_as(by, likely, timezone.localdate(), team)
        facts = {"act": act, "by": by, "post": post, "for_post": for_post, "text": text, "about": about, "day": day}
        return self.steps.create(state=self.state, **facts)

    def people(self):
        """Whose turn it is in the team: who acts for the post that sees to it; the team's leads where nobody does."""
        today, leads = timezone.localdate(), Post.objects.filter(team=self.team_id, role=Post.Role.LEAD)
        own = list(Absence.objects.people_for([self.post], today)) if self.post else []
        return own or list(Absence.objects.people_for(leads, today))

    def waiting_for_it(self, by):
        """Who is told that `by` is stuck: who asked them to do it; the team's leads where nobody did."""
        today = timezone.localdate()
        mine = Absence.objects.acting_posts(by, today).values("pk")
        whole_or_this = Q(occasion=self.occasion_id) | Q(occasion=None)
        asked = Delegation.objects.reportable().filter(whole_or_this, activity=self.activity_id, post__in=mine)
        askers = {one.pk: one for delegation in asked for one in delegation.askers()} if self.activity_id else {}
        leads = Post.objects.filter(team=self.team_id, role=Post.Role.LEAD)
        return [one for one in askers.values() if one != by] or list(Absence.objects.people_for(leads, today))

    def tell(self, people, kind, by, text, **more):
        facts = more | {
            "obstacle": Truncator(str(self)).chars(120),
            "team": self.team.name,
            "activity": Truncator(self.activity.name).chars(120) if self.activity else "",
            "time": self.occasion.interval if self.occasion else "",
            "person": by.name,
            "text": text[:200],
        }
        Notice.objects.tell(people, kind, by=by, url=self.get_absolute_url(), **facts)


class ObstacleStep(models.Model):
    """What one person said of an obstacle or did about it. Never changed, never removed."""

    class Act(models.TextChoices):
        REPORTED = "reported", pgettext_lazy("obstacle", "reported")
        ASKED = "asked", pgettext_lazy("obstacle", "asked for help")
        ANSWERED = "answered", pgettext_lazy("obstacle", "answered")
        CHANGED = "changed", pgettext_lazy("obstacle", "changed the way of working")
        HELPED = "helped", pgettext_lazy("obstacle", "it helped")
        HELPED_PARTLY = "helped_partly", pgettext_lazy("obstacle", "it helped partly")
        DID_NOT_HELP = "did_not_help", pgettext_lazy("obstacle", "it did not help")
        SOLVED = "solved", pgettext_lazy("obstacle", "solved")
        REOPENED = "reopened", pgettext_lazy("obstacle", "in the way again")
        STUCK_AGAIN = "stuck_again", pgettext_lazy("obstacle", "still stuck")
        GIVEN = "given", pgettext_lazy("obstacle", "given to")
        WORD = "word", pgettext_lazy("obstacle", "said")

    JUDGED = (Act.HELPED, Act.HELPED_PARTLY, Act.DID_NOT_HELP)
    BESIDE = (Act.WORD, Act.STUCK_AGAIN, Act.GIVEN)
    """The acts that answer nothing: what is asked next stays what it was."""

    obstacle = models.ForeignKey(Obstacle, models.PROTECT, related_name="steps", editable=False)
    act = models.CharField(max_length=13, choices=Act, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="obstacle_steps", editable=False)
    """The post as which they acted; None where they acted without one."""
    for_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    """The post that they covered."""
    about = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    """The post that was asked, or sees to it from then on."""
    text = models.TextField(_("a word"), blank=True, max_length=2000)
    day = models.DateField(null=True, editable=False)
    """The day on which to ask whether it helped."""
    state = models.CharField(max_length=6, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    practice = practice_field(Practice.IMPLEMENT, editable=False)

    class Meta:
        verbose_name = _("step of an obstacle")
        verbose_name_plural = _("steps of obstacles")
        ordering = ["pk"]
        constraints = [
            practice_constraint("obstacle_step"),
            models.CheckConstraint(
                condition=Q(act__in=["asked", "given"], about__isnull=False)
                | ~Q(act__in=["asked", "given"]) & Q(about=None),
                name="obstacle_step_names_a_post",
            ),
        ]

    def __str__(self):
        return f"{self.get_act_display()}: {self.text}" if self.text else self.get_act_display()
