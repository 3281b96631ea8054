"""Who is away, and which post of the team does their work in that time."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from teams.atonce import at_once
from teams.models import Holding, Notice, Post, Team, User
from workplans.models.item import Versioned
from workplans.models.plan import Workplan
from workplans.practices import Practice, practice_constraint, practice_field


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        """Those that `day` falls in."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def of_another(self, day):
        """With `is_of_another`, whether who holds the post on `day` has it since a later day than this was written."""
        written = Absence.history.filter(id=OuterRef("pk"), history_type="+").values(on=TruncDate("history_date"))
        newer = Holding.objects.on(day).filter(post=OuterRef("post"), starts_on__gt=OuterRef("written_on"))
        return self.annotate(written_on=Subquery(written[:1])).annotate(is_of_another=Exists(newer))

    def since(self, day):
        """Those that are not over before `day`: those that are still to come too."""
        return self.filter(ends_on__gte=day)


Absences = models.Manager.from_queryset(AbsenceQuerySet)


class AbsenceManager(Absences):
    model: type["Absence"]  # type: ignore[assignment]

    @at_once
    def begin(self, post, cover, starts_on, ends_on, by, note=""):
        """Let `cover` do the work of `post` from a day to a day. Who holds it is told, but not `by`.

        Raises ValidationError where that cannot be: another team's post, one that is away itself, a time that is
        covered already.
        """
        Team.objects.select_for_update().get(pk=post.team_id)
        absence = self.model(post=post, cover=cover, starts_on=starts_on, ends_on=ends_on, by=by, note=note)
        absence.full_clean()
        absence.save()
        absence.tell(by)
        return absence

    def covered_by(self, user, day):
        """The posts whose work `user` does on `day` because their holders are away."""
        held = Post.objects.held_by(user, day)
        return Post.objects.filter(pk__in=self.on(day).filter(cover__in=held).values("post"))

    def acting_posts(self, user, day):
        """The posts for which `user` acts on `day`: those that they hold, and those that they cover."""
        own = Post.objects.held_by(user, day).values("pk")
        return Post.objects.filter(Q(pk__in=own) | Q(pk__in=self.covered_by(user, day).values("pk")))

    def people_for(self, posts, day):
        """The people who act for one of `posts` on `day`: who holds it, and who covers it, if they may sign in."""
        return self.people_for_keys([post.pk for post in posts], day)

    def people_for_keys(self, keys, day):
        """As `people_for`, for the posts with `keys`."""
        covers = self.on(day).filter(post__in=keys).values("cover")
        acting = Post.objects.filter(Q(pk__in=keys) | Q(pk__in=covers))
        return User.objects.holding(acting, day).filter(is_active=True)

    def acting_as(self, user, likely, day, others=()):
        """(as which post `user` acts, for which one they cover, or None): for the first of `likely` that is theirs.

        Else as one of the `others` that they hold, or cover; (None, None) where none is theirs.
        """
        held = set(Post.objects.held_by(user, day).values_list("pk", flat=True)) if user else set()
        covering = {one.post_id: one for one in self.on(day).filter(cover__in=held).select_related("post", "cover")}

        def found_in(posts):
            for post in posts:
                if post.pk in held:
                    return post, None
                if absence := covering.get(post.pk):
                    return absence.cover, absence.post
            return None

        nobody = None, None
        if not held:
            return nobody
        found = found_in(post for post in likely if post)
        if found is None:
            others = sorted(others, key=lambda post: post.pk not in held)  # their own before what they cover
            found = found_in(others) or nobody
        return found


class Absence(Versioned):
    """A post whose holder is away, from a day to a day, and the post of the same team that does its work meanwhile."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="absences", verbose_name=_("who is away"))
    cover = models.ForeignKey(Post, models.PROTECT, related_name="covers", verbose_name=_("who covers"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    note = models.TextField(_("what to know"), blank=True, max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    practice = practice_field(Practice.IMPLEMENT, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    objects = AbsenceManager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["starts_on", "pk"]
        constraints = [
            practice_constraint("absence"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="absence_ends_after_start",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(post=F("cover")),
                name="absence_covered_by_another",
                violation_error_message=_("Nobody covers their own absence. Choose another post."),
            ),
        ]

    def __str__(self):
        return f"{self.post}: {self.starts_on} – {self.ends_on}"

    def clean(self):
        if not (self.post_id and self.cover_id and self.starts_on and self.ends_on):
            return
        if self.post.team_id is None or self.cover.team_id != self.post.team_id:
            raise ValidationError({"cover": _("An absence is covered by a post of the same team.")})
        same_time = Absence.objects.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on).exclude(pk=self.pk)
        if clash := same_time.filter(post=self.post_id).select_related("cover").first():
            words = _("%(cover)s covers this post from %(first)s to %(last)s. Change or end that.")
            raise ValidationError(words % {"cover": clash.cover, **clash.days_in_words})
        if clash := same_time.filter(post=self.cover_id).first():
            words = _("%(cover)s is away from %(first)s to %(last)s.")
            raise ValidationError({"cover": words % {"cover": self.cover, **clash.days_in_words}})
        if clash := same_time.filter(cover=self.post_id).select_related("post").first():
            words = _("%(cover)s does the work of %(post)s from %(first)s to %(last)s. Let another post do that first.")
            raise ValidationError(words % {"cover": self.post, "post": clash.post, **clash.days_in_words})

    @property
    def days_in_words(self):
        """Its first and its last day in the reader's writing."""
        return {"first": date_format(self.starts_on, "DATE_FORMAT"), "last": date_format(self.ends_on, "DATE_FORMAT")}

    @at_once
    def end(self, on, by):
        """Let `on` be the last day; an absence that would end before it began is taken away.

        Raises ValidationError where somebody took it away by now, and where it has begun and would be taken away.
        """
        held = Absence.objects.select_for_update().filter(pk=self.pk).first()
        if held is None:
            raise ValidationError(_("Somebody took this away meanwhile."), code="elsewhere")
        vars(held)["_history_user"] = by
        if on < held.starts_on:
            if held.starts_on < timezone.localdate():
                raise ValidationError(_("This has begun. Say which was the last day away."), code="begun")
            held.delete()
        elif on < held.ends_on:
            held.ends_on = on
            held.save()

    def tell(self, by):
        """Tell who holds the covering post today that the work of the other is theirs in that time."""
        facts = {"post": self.post.title, "cover": self.cover.title, "note": self.note[:200]}
        facts |= {"day": self.starts_on.isoformat(), "until": self.ends_on.isoformat()}
        people = User.objects.holding([self.cover], timezone.localdate())
        Notice.objects.tell(people, "cover_given", by=by, url=self.page_of_work(), **facts)

    def page_of_work(self):
        """Where the work is that is covered: what of the post's plan is open; who is away, where no plan runs then."""
        plans = Workplan.objects.at_work(self.starts_on).filter(team=self.post.team_id, starts_on__lte=self.ends_on)
        if plan := plans.newest_first(self.starts_on).first():
            return f"{reverse('workplans:implement_progress', args=[plan.pk])}?post={self.post_id}"
        return reverse("workplans:implement_absences", args=[self.post.team_id])

    @property
    def days(self):
        """How many days it lasts."""
        return (self.ends_on - self.starts_on) // timedelta(days=1) + 1
