"""Delegated work: its steps, who has a part in it, and who is told that it is their turn."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.models import Notice, Post, User
from workplans.models.implement.absences import Absence
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.rules import delegating


class DelegationStep(models.Model):
    """What one person did with a delegation, as which post, on a day. Never changed, never removed."""

    class Act(models.TextChoices):
        OFFER = delegating.OFFER, pgettext_lazy("delegated work", "asked")
        AGREE = delegating.AGREE, pgettext_lazy("delegated work", "agreed for the team")
        REFUSE = delegating.REFUSE, pgettext_lazy("delegated work", "refused for the team")
        ACCEPT = delegating.ACCEPT, pgettext_lazy("delegated work", "can do it")
        DECLINE = delegating.DECLINE, pgettext_lazy("delegated work", "declined")
        ASK = delegating.ASK, pgettext_lazy("delegated work", "needs help or another date")
        ANSWER = delegating.ANSWER, pgettext_lazy("delegated work", "answered")
        HAND_BACK = delegating.HAND_BACK, pgettext_lazy("delegated work", "handed back")
        PASS_ON = delegating.PASS_ON, pgettext_lazy("delegated work", "passed on")
        REPORT = delegating.REPORT, pgettext_lazy("delegated work", "reported that it is done")
        CONFIRM = delegating.CONFIRM, pgettext_lazy("delegated work", "confirmed that it is done")
        NOT_YET = delegating.NOT_YET, pgettext_lazy("delegated work", "not done yet")
        WITHDRAW = delegating.WITHDRAW, pgettext_lazy("delegated work", "withdrawn")
        SAY = delegating.SAY, pgettext_lazy("delegated work", "said")
        HAND_OVER = delegating.HAND_OVER, pgettext_lazy("delegated work", "left a note for who comes after")
        COME_BACK = delegating.COME_BACK, pgettext_lazy("delegated work", "came back from who it was passed on to")
        COME_DONE = delegating.COME_DONE, pgettext_lazy("delegated work", "done by who it was passed on to")

    delegation = models.ForeignKey("Delegation", models.PROTECT, related_name="steps", editable=False)
    act = models.CharField(max_length=9, choices=Act, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="delegation_steps", editable=False)
    """The post as which they acted; None where they acted without one."""
    for_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    """The post that they covered."""
    text = models.TextField(_("a word"), blank=True, max_length=2000)
    due_on = models.DateField(null=True, editable=False)
    """The day by which it is due from then on; the day that is asked for, where one is asked for."""
    state = models.CharField(max_length=11, editable=False)
    """Where the delegation stood after it."""
    at = models.DateTimeField(default=timezone.now, editable=False)
    practice = practice_field(Practice.IMPLEMENT, editable=False)

    class Meta:
        verbose_name = _("step of a delegation")
        verbose_name_plural = _("steps of delegations")
        ordering = ["pk"]
        constraints = [
            practice_constraint("delegation_step"),
            models.CheckConstraint(
                condition=Q(act__in=[delegating.OFFER, *delegating.ACTS], state__in=delegating.STATES),
                name="delegation_step_act_and_state",
            ),
        ]

    def __str__(self):
        return f"{self.get_act_display()}: {self.text}" if self.text else self.get_act_display()


@dataclass
class Parts:
    """The keys of the posts that stand behind something, and of the people who acted in it.

    Who holds or covers one of the posts has a part in it, too.
    """

    posts: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)

    def has(self, person, posts):
        """Whether the key `person`, None for nobody, who acts for the keys `posts`, has a part in it."""
        return person in self.people or not self.posts.isdisjoint(posts)

    def everybody(self, day):
        """The keys of all who have a part in it, with who holds or covers its posts on `day`: one query."""
        acting = Absence.objects.people_for_keys(self.posts, day)
        return self.people | set(acting.order_by().values_list("pk", flat=True))


class ChainQuerySet(models.QuerySet[Any]):
    """Chains of delegations: their links, and who has a part in them."""

    def chain_of(self, delegation):
        """All links of the chain that `delegation` is in, the first of them first."""
        first = delegation.chain_id or delegation.pk
        return self.filter(Q(pk=first) | Q(chain=first)).order_by("pk")

    def parts_of(self, delegations):
        """{the first link: the Parts of its chain} for the chains that `delegations` are in: two queries, or none."""
        firsts = {one.chain_id or one.pk for one in delegations}
        links = list(self.filter(Q(pk__in=firsts) | Q(chain__in=firsts)))
        chain = {link.pk: link.chain_id or link.pk for link in links}
        found: dict[int, Parts] = defaultdict(Parts)
        for link in links:
            parts = found[chain[link.pk]]
            parts.posts |= {key for key in (link.post_id, link.from_post_id) if key}
            parts.people.add(link.asked_by_id)
        steps = DelegationStep.objects.filter(delegation__in=links).exclude(act=delegating.SAY).order_by()
        for delegation, by in steps.values_list("delegation", "by"):
            found[chain[delegation]].people.add(by)
        return dict(found)


class Told(models.Model):
    """What a Delegation knows of its people: who has a part in it, and who is told that it is their turn."""

    # Fields of the Delegation itself, for the type checker.
    activity: Any
    asked_by: Any
    due_on: Any
    expected: Any
    from_post: Any
    occasion: Any
    parent_id: Any
    post: Any
    wanted_on: Any
    workplan: Any

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    @property
    def needs_another(self):
        """Whether somebody who has no part in it confirms it: the first link answers for all of the chain."""
        return self.parent_id is None and self.activity.is_confirmed_by_others

    def involved(self):
        """The keys of the people who have a part in it: who asked, who acted, who holds or covers its posts today."""
        [parts] = self._meta.default_manager.parts_of([self]).values()  # type: ignore[union-attr]
        return parts.everybody(timezone.localdate())

    def refuse_if_involved(self, by):
        """Raise ValidationError where somebody else has to confirm it."""
        if self.needs_another and by.pk in self.involved():
            words = _("You have a part in this. For this activity somebody who has none confirms that it is done.")
            raise ValidationError(words, code="involved")

    # Who is told.

    def askers(self):
        """The people who asked: who holds or covers the post today, or asked without one.

        The leads of the plan's team where that is nobody who may sign in.
        """
        today = timezone.localdate()
        if self.from_post is None and self.asked_by.is_active:
            return [self.asked_by]
        leads = Post.objects.filter(team=self.workplan.team_id, role=Post.Role.LEAD)
        own = list(Absence.objects.people_for([self.from_post], today)) if self.from_post else []
        return own or list(Absence.objects.people_for(leads, today))

    def tell(self, people, kind, by, text=""):
        name = Truncator(self.activity.name).chars(120)
        facts = {"activity": name, "post": self.post.title, "person": by.name, "text": text[:200]}
        facts["time"] = self.occasion.interval if self.occasion else ""
        facts["day"] = self.due_on.isoformat() if self.due_on else ""
        facts["wanted"] = self.wanted_on.isoformat() if self.wanted_on else ""
        Notice.objects.tell(people, kind, by=by, url=self.get_absolute_url(), **facts)

    def tell_holder(self, kind, by, text=""):
        self.tell(Absence.objects.people_for([self.post], timezone.localdate()), kind, by, text)

    def tell_asker(self, kind, by, text=""):
        self.tell(self.askers(), kind, by, text)

    def tell_leads(self, by):
        """Tell the leads of the post's team that they have to agree."""
        leads = Post.objects.filter(team=self.post.team_id, role=Post.Role.LEAD)
        self.tell(Absence.objects.people_for(leads, timezone.localdate()), "work_to_agree", by, self.expected)

    def tell_confirmers(self, by, text):
        """Tell those whose turn it is that it is done: who asked, or the others of the team, its leads before them."""
        people = self.askers()
        if self.needs_another:
            involved, today = self.involved(), timezone.localdate()
            team = Post.objects.filter(team=self.workplan.team_id)
            for posts in (team.filter(role=Post.Role.LEAD), team, Post.objects.none()):
                people = [
                    one for one in User.objects.holding(posts, today).filter(is_active=True) if one.pk not in involved
                ]
                if people:
                    break
        self.tell(people, "work_done", by, text)
