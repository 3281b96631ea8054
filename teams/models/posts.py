"""Posts, which the work belongs to, and the people who hold them for a time."""

from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from teams.models.notices import Notice
from teams.models.people import User
from teams.models.units import Team, Unit, nothing_hangs_on


class PostQuerySet(models.QuerySet):
    def held_by(self, user, day):
        """The posts that `user` holds on `day`."""
        return self.filter(
            Q(holdings__ends_on=None) | Q(holdings__ends_on__gte=day),
            holdings__user=user,
            holdings__starts_on__lte=day,
        )

    def with_holder(self, day):
        """The posts with `holders`, a list of the holdings of `day`: of one, or none when the post is vacant."""
        return self.prefetch_related(
            models.Prefetch("holdings", Holding.objects.on(day).select_related("user"), to_attr="holders")
        )


class Post(models.Model):
    """ "Midwife in charge": work belongs to it, whoever holds it. A post is in a team, or oversees a unit's branch."""

    class Role(models.TextChoices):
        LEAD = "lead", pgettext_lazy("role in a team", "lead")
        MEMBER = "member", pgettext_lazy("role in a team", "member")
        SUPERVISOR = "supervisor", pgettext_lazy("role over a branch", "supervisor: reads and reviews")
        VIEWER = "viewer", pgettext_lazy("role over a branch", "viewer: reads")
        ACCOUNTS = "accounts", pgettext_lazy("role over a branch", "accounts: helps people sign in")

    TEAM_ROLES = (Role.LEAD, Role.MEMBER)
    UNIT_ROLES = (Role.SUPERVISOR, Role.VIEWER, Role.ACCOUNTS)

    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("in the team")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("over the unit")
    )
    title = models.CharField(_("title"), max_length=120, help_text=_("For example: midwife in charge."))
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    days_a_month = models.DecimalField(
        _("days a month"),
        max_digits=4,
        decimal_places=1,
        default=Decimal(20),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(31))],
        help_text=_("The working days that it has for what is planned."),
    )
    history = HistoricalRecords()

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False, unit=None, role__in=["lead", "member"])
                | Q(team=None, unit__isnull=False, role__in=["supervisor", "viewer", "accounts"]),
                name="post_in_team_or_over_unit",
                violation_error_message=_(
                    "A lead or member is in a team; a supervisor, viewer or accounts post is over a unit."
                ),
            )
        ]

    def __str__(self):
        return self.title

    @property
    def place(self):
        """The team that it is in, or the unit that it is over."""
        return self.team or self.unit

    @property
    def facts(self):
        """What a notice says of it."""
        return {"post": self.title, "place": self.place.name}

    @transaction.atomic
    def remove(self):
        """Delete it; whether that could be done, since nobody ever held it and nothing hangs on it."""
        Post.objects.select_for_update().get(pk=self.pk)
        if not nothing_hangs_on(self):
            return False
        self.delete()
        return True


class HoldingQuerySet(models.QuerySet):
    def on(self, day):
        """The holdings that are running on `day`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def since(self, day):
        """The holdings that run on `day` or later: those that are still to come too."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


Holdings = models.Manager.from_queryset(HoldingQuerySet)


class HoldingManager(Holdings):
    model: type["Holding"]  # type: ignore[assignment]

    @transaction.atomic
    def assign(self, post, user, on=None, by=None):
        """Give `post` to `user` from the day `on` (today); who held it until then holds it to the day before.

        Both are told, and the team's leads, but not `by`, who did it. Raises ValidationError where the post is
        promised to somebody from a later day.
        """
        today = timezone.localdate()
        on = on or today
        Post.objects.select_for_update().get(pk=post.pk)
        for holding in self.select_for_update().filter(post=post).on(on):
            if holding.user_id == user.pk:
                return holding
            holding.end(on - timedelta(days=1), by=by)
        holding = self.model(post=post, user=user, starts_on=on)
        holding.full_clean()
        holding.save()
        url = post.team.get_absolute_url() if post.team and on <= today else ""
        Notice.objects.tell([user], "post_given", by=by, url=url, **post.facts)
        if post.team:
            leads = User.objects.holding(post.team.posts.filter(role=Post.Role.LEAD), today).exclude(pk=user.pk)
            Notice.objects.tell(leads, "post_taken_over", by=by, url=url, person=user.name, **post.facts)
        return holding


class Holding(models.Model):
    """Who holds a post, from a day to a day. A post without a running holding is vacant."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings", verbose_name=_("post"))
    user = models.ForeignKey(User, models.PROTECT, related_name="holdings", verbose_name=_("person"))
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day; nothing while it runs."))
    history = HistoricalRecords()

    objects = HoldingManager()

    class Meta:
        verbose_name = _("holder of a post")
        verbose_name_plural = _("holders of posts")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="holding_ends_after_start",
                violation_error_message=_("The last day cannot be before the first."),
            )
        ]

    def __str__(self):
        return f"{self.post}: {self.user}"

    def clean(self):
        if not (self.post_id and self.starts_on):
            return
        others = Holding.objects.filter(post=self.post_id).exclude(pk=self.pk)
        clash = others.filter(Q(ends_on=None) | Q(ends_on__gte=self.starts_on))
        if self.ends_on:
            clash = clash.filter(starts_on__lte=self.ends_on)
        if other := clash.select_related("user").first():
            raise ValidationError(
                _("%(person)s holds this post in that time. End that first.") % {"person": other.user}
            )

    @transaction.atomic
    def end(self, on, by=None):
        """Let `on` be the last day, and tell the person; a holding that would end before it began is taken away."""
        Notice.objects.tell([self.user], "post_ended", by=by, **self.post.facts)
        if on < self.starts_on:
            self.delete()
        else:
            self.ends_on = on
            self.save()
