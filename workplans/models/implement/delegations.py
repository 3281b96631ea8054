"""Delegation: an activity, or one occasion of it, asked of a post; answered, passed on, reported, confirmed.

Every act holds the workplan and looks whether the work still stands where who acts saw it, so that of two people at once
one acts and the other is told. What leads where is in rules/delegating.py. Each act is a step that stays.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.atonce import at_once
from teams.models import Post
from workplans.models.implement.absences import Absence
from workplans.models.implement.telling import ChainQuerySet, Told
from workplans.models.item import Versioned
from workplans.models.plan import Activity, Occasion, Workplan
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.rules import delegating


class DelegationQuerySet(ChainQuerySet):
    def open(self):
        """Those that are not over."""
        return self.filter(state__in=delegating.OPEN)

    def reportable(self):
        """Those whose holder may say that it is done."""
        return self.filter(state__in=delegating.REPORTABLE)


Delegations = models.Manager.from_queryset(DelegationQuerySet)


class DelegationManager(Delegations):
    model: type["Delegation"]  # type: ignore[assignment]

    @at_once
    def offer(
        self,
        activity,
        post,
        by,
        *,
        occasion=None,
        expected="",
        due_on=None,
        freedom="decide",
        may_pass_on=False,
        from_post=None,
    ):
        """Ask `post` to do `activity`, or one `occasion` of it, by `due_on` (its own last day where that is None).

        `from_post` is the post that asks; `by` alone where it has none. A post of another team is asked once a lead of
        that team has agreed. Raises ValidationError where the plan is closed, the post is over a unit or nobody's, it
        was asked already, or cannot be due on that day.
        """
        Workplan.objects.hold_for(activity.workplan_id)
        activity.refuse_due(due_on, occasion)
        about = {"activity": activity, "occasion": occasion, "from_post": from_post}
        about |= {"expected": expected, "freedom": freedom, "may_pass_on": may_pass_on}
        about["due_on"] = due_on or (occasion.ends_on if occasion else activity.ends_on)
        return self.put(post, by, **about)

    def put(self, post, by, text="", **about):
        """One delegation in a plan that is held, with its first step; who has to answer is told."""
        activity, occasion = about["activity"], about["occasion"]
        if occasion and occasion.activity_id != activity.pk:
            raise ValidationError(_("This occasion is of another activity."))
        if post.team_id is None:
            raise ValidationError(_("Work is asked of posts in teams. Ask a supervisor for help instead."))
        if about["from_post"] == post:
            raise ValidationError(_("A post asks nothing of itself. Choose another."))
        if self.filter(activity=activity, occasion=occasion, post=post).open().exists():
            raise ValidationError(_("%(post)s was asked for this already.") % {"post": post}, code="asked")
        asking = about["from_post"].team_id if about["from_post"] else None
        outside = post.team_id != (asking or activity.workplan.team_id)
        leads = Post.objects.filter(team=post.team_id, role=Post.Role.LEAD)
        as_lead, _for = Absence.objects.acting_as(by, leads, timezone.localdate())
        to_agree = outside and post.role != Post.Role.LEAD and as_lead is None
        state = delegating.TO_AGREE if to_agree else delegating.OFFERED
        new = self.model(workplan_id=activity.workplan_id, post=post, asked_by=by, state=state, **about)
        new.save()
        new.write(delegating.OFFER, by, text, due_on=new.due_on)
        if to_agree:
            new.tell_leads(by)
        else:
            new.tell_holder("work_offered", by)
        return new


class Delegation(Told, Versioned):
    """An activity, or one occasion of it, that is asked of a post: what is expected, by when, how free the hand is.

    Handout: "execute and delegate execution of planned activities". Its steps are its history.
    """

    class State(models.TextChoices):
        TO_AGREE = delegating.TO_AGREE, pgettext_lazy("state of delegated work", "the other team has to agree")
        OFFERED = delegating.OFFERED, pgettext_lazy("state of delegated work", "no answer yet")
        IN_QUESTION = delegating.IN_QUESTION, pgettext_lazy("state of delegated work", "needs help or another date")
        ACCEPTED = delegating.ACCEPTED, pgettext_lazy("state of delegated work", "accepted")
        PASSED_ON = delegating.PASSED_ON, pgettext_lazy("state of delegated work", "passed on")
        DONE = delegating.DONE, pgettext_lazy("state of delegated work", "done, to be confirmed")
        CONFIRMED = delegating.CONFIRMED, pgettext_lazy("state of delegated work", "done and confirmed")
        DECLINED = delegating.DECLINED, pgettext_lazy("state of delegated work", "declined")
        HANDED_BACK = delegating.HANDED_BACK, pgettext_lazy("state of delegated work", "handed back")
        WITHDRAWN = delegating.WITHDRAWN, pgettext_lazy("state of delegated work", "withdrawn")

    class Freedom(models.TextChoices):
        DECIDE = "decide", pgettext_lazy("how free the hand is", "decide, then inform")
        ASK = "ask", pgettext_lazy("how free the hand is", "ask first")
        ADVISE = "advise", pgettext_lazy("how free the hand is", "advise only")

    workplan = models.ForeignKey(Workplan, models.PROTECT, related_name="delegations", editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="delegations", editable=False)
    occasion = models.ForeignKey(
        Occasion, models.PROTECT, null=True, blank=True, related_name="delegations", verbose_name=_("which time")
    )
    from_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="asked_for", verbose_name=_("asked by the post")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("asked by")
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="delegations", verbose_name=_("who does it"))
    expected = models.TextField(_("what is expected"), blank=True, max_length=2000)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    freedom = models.CharField(_("how free is the hand?"), max_length=6, choices=Freedom, default=Freedom.DECIDE)
    may_pass_on = models.BooleanField(_("may be passed on"), default=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="children")
    """The delegation that was passed on by this one."""
    chain = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="links")
    """The first delegation of its chain; None for the first itself."""
    state = models.CharField(_("where it stands"), max_length=11, choices=State, default=State.OFFERED, editable=False)
    wanted_on = models.DateField(_("another date"), null=True, editable=False)
    """The day that its holder asked for, while that is in question."""
    at = models.DateTimeField(_("asked on"), default=timezone.now, editable=False)
    practice = practice_field(Practice.IMPLEMENT, editable=False)

    objects = DelegationManager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["pk"]
        constraints = [
            practice_constraint("delegation"),
            models.CheckConstraint(condition=Q(state__in=delegating.STATES), name="delegation_state"),
            models.CheckConstraint(
                condition=Q(parent=None, chain=None) | Q(parent__isnull=False, chain__isnull=False),
                name="delegation_chain_has_a_first",
            ),
            models.CheckConstraint(
                condition=Q(wanted_on=None) | Q(state=delegating.IN_QUESTION), name="delegation_wants_while_in_question"
            ),
            models.UniqueConstraint(
                fields=["activity", "post"],
                condition=Q(occasion=None, state__in=delegating.OPEN),
                name="delegation_open_once",
            ),
            models.UniqueConstraint(
                fields=["occasion", "post"],
                condition=Q(occasion__isnull=False, state__in=delegating.OPEN),
                name="delegation_of_occasion_open_once",
            ),
        ]
        indexes = [models.Index(fields=["post", "state"], name="delegation_of_post")]

    def __str__(self):
        return f"{self.name} ({self.post})"

    def get_absolute_url(self):
        return reverse("workplans:implement_delegation", args=[self.pk])

    @property
    def name(self):
        """What is to be done, with its time where it is one of several."""
        return f"{self.activity.name}, {self.occasion}" if self.occasion else self.activity.name

    @property
    def is_open(self):
        return self.state in delegating.OPEN

    # What can be done with it. Each raises ValidationError where the plan is closed or it stands elsewhere by now.

    @at_once
    def agree(self, by, text=""):
        """The lead of the other team agrees that the post is asked."""
        self.step(delegating.AGREE, by, text)
        self.tell_holder("work_offered", by)

    @at_once
    def refuse(self, by, text):
        """The lead of the other team does not agree."""
        self.step(delegating.REFUSE, by, text)
        self.end_without_success(by, "work_refused", text)

    @at_once
    def accept(self, by, text=""):
        """The holder does it."""
        self.step(delegating.ACCEPT, by, text)

    @at_once
    def take(self, by):
        """Whoever begins it has accepted it, where there was no answer yet."""
        if self.hold().state in (delegating.OFFERED, delegating.IN_QUESTION):
            self.accept(by)

    @at_once
    def decline(self, by, text):
        """The holder does not do it, with a reason."""
        self.step(delegating.DECLINE, by, text)
        self.end_without_success(by, "work_declined", text)

    @at_once
    def ask(self, by, text, wanted_on=None):
        """The holder needs help, or another date. Raises ValidationError too where it cannot be due then."""
        self.refuse_day(wanted_on)
        self.step(delegating.ASK, by, text, wanted_on=wanted_on)
        self.tell_asker("work_in_question", by, text)

    @at_once
    def answer(self, by, text="", due_on=None, expected=None):
        """Who asked answers; with `due_on` another date, with `expected` other words for what is expected.

        Where that grants the date that was asked for, it is accepted; else the holder answers anew. Raises
        ValidationError too where it cannot be due on that day.
        """
        self.hold()
        self.refuse_day(due_on)
        changes = {"due_on": due_on} if due_on else {}
        changes |= {"expected": expected} if expected is not None else {}
        grants = self.wanted_on is not None and due_on == self.wanted_on
        self.step(delegating.ANSWER, by, text, grants=grants, **changes)
        self.tell_holder("work_agreed" if grants else "work_answered", by, text)

    @at_once
    def hand_back(self, by, text):
        """The holder cannot go on with it, with a reason."""
        self.step(delegating.HAND_BACK, by, text)
        self.end_without_success(by, "work_handed_back", text)

    @at_once
    def give_back(self, by, text):
        """The holder reports that it was not done, which ends it: Entry.objects.report calls this."""
        (self.decline if self.hold().state == delegating.OFFERED else self.hand_back)(by, text)

    @at_once
    def pass_on(self, post, by, text="", *, expected=None, due_on=None, freedom=None, may_pass_on=False):
        """The holder asks `post` to do it in its place: the next link of the chain. What is not given stays as it is.

        Raises ValidationError too where `post` is in the chain already, the chain is too long, or the day cannot be.
        """
        self.hold()
        self.refuse_day(due_on)
        links = [self, *self.above()]
        posts = {key for link in links for key in (link.post_id, link.from_post_id) if key}
        if delegating.goes_in_a_circle(posts, post.pk):
            raise ValidationError(_("%(post)s asked for this or had it before. Hand it back instead.") % {"post": post})
        if delegating.is_too_deep(len(links)):
            raise ValidationError(_("This went through too many hands already. Hand it back, with a word."))
        self.step(delegating.PASS_ON, by, text)
        about: dict[str, Any] = {"activity": self.activity, "occasion": self.occasion, "from_post": self.post}
        about |= {"expected": self.expected if expected is None else expected, "due_on": due_on or self.due_on}
        about |= {"freedom": freedom or self.freedom, "may_pass_on": may_pass_on}
        about |= {"parent": self, "chain_id": self.chain_id or self.pk}
        return Delegation.objects.put(post, by, text, **about)

    @at_once
    def report_done(self, by, text=""):
        """The holder says that it is done. What is recorded of it is an Entry, which calls this: Entry.objects.report."""
        self.step(delegating.REPORT, by, text)
        self.tell_confirmers(by, text)

    @at_once
    def confirm(self, by, text=""):
        """It is done indeed. With that whoever passed it on has done it too, and waits for who asked them.

        Raises ValidationError where the activity wants somebody who has no part in it, and `by` has one.
        """
        self.hold()
        self.refuse_if_involved(by)
        self.step(delegating.CONFIRM, by, text)
        self.tell_holder("work_confirmed", by, text)
        if self.parent:
            above = self.parent.hold()
            above.step(delegating.COME_DONE, by, text)
            above.tell_confirmers(by, text)

    @at_once
    def not_yet(self, by, text):
        """It is not done yet, with a word on what is missing. Entry.objects.refuse calls this, and takes back what was said."""
        self.step(delegating.NOT_YET, by, text)
        self.tell_holder("work_not_yet", by, text)

    @at_once
    def withdraw(self, by, text=""):
        """Who asked takes it back, from whomever it was passed on to as well."""
        self.step(delegating.WITHDRAW, by, text)
        self.tell_holder("work_withdrawn", by, text)
        below = self.children.open().first()
        while below:
            below.step(delegating.WITHDRAW, by, text)
            below.tell_holder("work_withdrawn", by, text)
            below = below.children.open().first()
        self.come_back(by, text)

    @at_once
    def say(self, by, text):
        """A word or a question between those who ask and those who do."""
        written = self.step(delegating.SAY, by, text)
        if self.post_id in (written.post_id, written.for_post_id):
            self.tell_asker("work_said", by, text)
        else:
            self.tell_holder("work_said", by, text)

    @at_once
    def hand_over(self, by, text, asker=None):
        """A note of who leaves the post, for who comes after; `asker` is the post that asks from now on."""
        self.step(delegating.HAND_OVER, by, text, **({"from_post": asker} if asker else {}))

    # How that is done.

    def hold(self):
        """This one as it stands now; others who would act in the plan wait until this transaction ends."""
        Workplan.objects.hold_for(self.workplan_id)
        self.refresh_from_db(fields=["state", "from_post", "due_on", "wanted_on", "expected", "version"])
        return self

    def refuse_day(self, day):
        """Raise ValidationError where it cannot be due on `day`; the day by which it is due already may stay."""
        if day != self.due_on:
            self.activity.refuse_due(day, self.occasion)

    def step(self, act, by, text="", *, grants=False, **changes):
        """Let `act` lead on, with `changes` of its fields, and write the step down."""
        self.hold()
        state = delegating.after(self.state, act, may_pass_on=self.may_pass_on, grants=grants)
        if state is None:
            words = _("This stands elsewhere by now: %(state)s. Look again, then decide.")
            raise ValidationError(words % {"state": self.get_state_display()}, code="elsewhere")
        was_due = self.due_on
        if state != self.state or changes:
            wanted_on = self.wanted_on if state == self.state else None
            self.state, self.wanted_on = state, wanted_on
            for name, value in changes.items():
                setattr(self, name, value)
            self.save()
        due_on = self.due_on if self.due_on != was_due else None
        return self.write(act, by, text, due_on=changes.get("wanted_on") or due_on)

    def write(self, act, by, text, due_on=None):
        """The step itself, with the post as which `by` acts, and the one that they cover."""
        likely, others = self.posts_for(act)
        post, for_post = Absence.objects.acting_as(by, likely, timezone.localdate(), others)
        facts = {"act": act, "by": by, "post": post, "for_post": for_post, "text": text, "due_on": due_on}
        return self.steps.create(state=self.state, **facts)

    def posts_for(self, act):
        """(the posts that stand behind an act, the likeliest first; others as which somebody may act)."""
        role = delegating.DOES.get(act, delegating.ASKER)
        if role == delegating.HOLDER:
            return [self.post], []
        if role == delegating.LEAD:
            return list(Post.objects.filter(team=self.post.team_id, role=Post.Role.LEAD)), []
        team = Post.objects.filter(team=self.workplan.team_id).order_by("role", "pk")
        return [*([self.post] if role == delegating.CHAIN else []), self.from_post], team

    def above(self):
        """The links above this one, the nearest first."""
        known = {link.pk: link for link in Delegation.objects.chain_of(self)}
        found, link = [], self
        while link.parent_id:
            link = known[link.parent_id]
            found.append(link)
        return found

    def end_without_success(self, by, kind, text):
        """Give the work back to who asked: they are told, and have it again where they had passed it on."""
        self.tell_asker(kind, by, text)
        self.come_back(by, text)

    def come_back(self, by, text):
        """Let who passed it on have it again."""
        if self.parent and self.parent.hold().state == delegating.PASSED_ON:
            self.parent.step(delegating.COME_BACK, by, text)
