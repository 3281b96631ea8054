"""What stands in a workplan: objectives, outputs, activities and their occasions."""

from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from teams.atonce import at_once
from teams.models import Notice, Post, User
from workplans.models.item import Item
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.rules import occasions, periods


class Objective(Item):
    """What the team wants to have changed by the end of the plan."""

    name = models.TextField(_("objective"))
    practice = practice_field(Practice.PLAN, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta(Item.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        constraints = [practice_constraint("objective")]

    def __str__(self):
        return self.name

    @property
    def parent(self):
        return self.workplan

    def siblings(self):
        return self.workplan.objective_set.all()


class Output(Item):
    """What has to be there for the objective to be reached."""

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="outputs", verbose_name=_("objective"))
    name = models.TextField(_("output"))
    practice = practice_field(Practice.PLAN, editable=False)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta(Item.Meta):
        verbose_name = _("output")
        verbose_name_plural = _("outputs")
        constraints = [practice_constraint("output")]

    def __str__(self):
        return self.name

    @property
    def parent(self):
        return self.objective

    def siblings(self):
        return self.objective.outputs.all()


class ActivityQuerySet(models.QuerySet):
    def with_place(self):
        """With `place_in_row`, from 1, and `of_places`: where it stands in the row of its output's activities."""
        row = Activity.objects.filter(output=OuterRef("output")).order_by().values("output")
        before = Q(order__lt=OuterRef("order")) | Q(order=OuterRef("order"), pk__lte=OuterRef("pk"))
        number = Count("pk")
        return self.annotate(
            place_in_row=Subquery(row.filter(before).annotate(number=number).values("number")),
            of_places=Subquery(row.annotate(number=number).values("number")),
        )


class Activity(Item):
    """What is done, by whom, when and where. Its practice is chosen: agreeing a duty roster is organising."""

    class Every(models.TextChoices):
        WEEK = occasions.WEEK, pgettext_lazy("done again", "every week")
        FORTNIGHT = occasions.FORTNIGHT, pgettext_lazy("done again", "every two weeks")
        MONTH = occasions.MONTH, pgettext_lazy("done again", "every month")
        QUARTER = occasions.QUARTER, pgettext_lazy("done again", "every quarter")

    output = models.ForeignKey(Output, models.CASCADE, related_name="activities", verbose_name=_("output"))
    name = models.TextField(_("activity"))
    practice = practice_field(
        Practice.IMPLEMENT, help_text=_("Most activities implement; agreeing a duty roster, for example, organises.")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("responsible post")
    )
    responsible = models.CharField(
        _("or responsible in words"), max_length=200, blank=True, help_text=_("For someone who has no post here.")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    months = models.JSONField(_("months"), default=list, blank=True)
    """The months it falls in, "2026-07", where it is planned by months; `starts_on` and `ends_on` then span them."""
    every = models.CharField(
        pgettext_lazy("of an activity", "done again"),
        max_length=9,
        choices=Every,
        blank=True,
        help_text=_("For what is done again and again, such as a monthly outreach. Each time is reported by itself."),
    )
    is_confirmed_by_others = models.BooleanField(
        _("somebody else confirms that it is done"),
        default=False,
        help_text=_(
            "Somebody who has no part in it says that it is done: for what is easily reported and hard to see."
        ),
    )
    place = models.TextField(_("place"), blank=True)
    needs_no_money = models.BooleanField(_("needs no money"), default=False)
    funders = models.TextField(
        _("funders"), blank=True, help_text=_("Who pays, in words, where the amounts do not say.")
    )
    stated_gap = models.DecimalField(
        _("gap, as the file states it"), max_digits=18, decimal_places=2, null=True, blank=True, editable=False
    )
    history = HistoricalRecords(excluded_fields=["version"])

    objects = ActivityQuerySet.as_manager()

    class Meta(Item.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            practice_constraint("activity"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="activity_ends_after_start",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            models.CheckConstraint(condition=Q(every__in=["", *occasions.EVERY]), name="activity_every"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workplans:plan_item", args=["activity", self.pk])

    @property
    def parent(self):
        return self.output

    def siblings(self):
        return self.output.activities.all()

    @property
    def who(self):
        """The post's title, or the words in its place; "" where nobody is named."""
        return self.post.title if self.post else self.responsible

    @at_once
    def save(self, *args, update_fields=None, **kwargs):
        """Its occasions follow."""
        is_new = self._state.adding
        if self.months:
            self.months = sorted(self.months)
            plan = self.workplan if self.workplan_id else self.output.workplan
            self.starts_on, self.ends_on = periods.span(self.months, plan.starts_on, plan.ends_on)
        super().save(*args, update_fields=update_fields, **kwargs)
        if update_fields is None and (self.every or not is_new):
            Occasion.objects.lay_out(self)

    def refuse_due(self, day, occasion=None):
        """Raise ValidationError where the work, or its `occasion`, cannot be due on `day`: before it begins, after the plan.

        What is open after a plan is still reported and confirmed, by the dates that it has. None is no day.
        """
        plan, begins_on = self.workplan, occasion.starts_on if occasion else self.starts_on
        if day and day > plan.ends_on:
            words = _("The plan ends on %(day)s. Choose a day until then.")
            if plan.ends_on < timezone.localdate():
                words = _("The plan ended on %(day)s, so no later date can be given. Leave it empty.")
            raise ValidationError(words % {"day": date_format(plan.ends_on, "DATE_FORMAT")}, code="day")
        if day and begins_on and day < begins_on:
            words = _("This time begins only on %(day)s.") if occasion else _("This begins only on %(day)s.")
            raise ValidationError(words % {"day": date_format(begins_on, "DATE_FORMAT")}, code="day")

    def tell_holder(self, by):
        """Tell who holds the responsible post today that it has this activity now, unless that is `by`."""
        people = User.objects.holding([self.post], timezone.localdate())
        facts = {"activity": Truncator(self.name).chars(120), "post": self.who}
        facts["day"] = self.ends_on.isoformat() if self.ends_on else ""
        Notice.objects.tell(people, "activity_given", by=by, url=self.get_absolute_url(), **facts)


class OccasionManager(models.Manager["Occasion"]):
    @at_once
    def lay_out(self, activity):
        """Let the occasions of `activity` be those of its days: the same again changes nothing.

        One on which something hangs stays as it is, and no new one falls on its days.
        """
        there = {(one.starts_on, one.ends_on): one for one in self.filter(activity=activity)}
        if not (activity.every or there):
            return
        wanted = spans_of(activity) if activity.every else []
        gone = [one for span, one in there.items() if span not in wanted]
        kept = [one for one in gone if one.pk in used(gone)]
        for one in gone:
            if one not in kept:
                one.delete()
        for first, last in wanted:
            if (first, last) in there or any(one.starts_on <= last and one.ends_on >= first for one in kept):
                continue
            self.create(activity=activity, starts_on=first, ends_on=last)

    def lay_out_all(self, plan):
        """Those of every activity of `plan`, after its time or its quarters were changed."""
        for activity in plan.activity_set.exclude(every=""):
            self.lay_out(activity)


def spans_of(activity):
    """The days of each occasion of `activity`: two queries."""
    plan = activity.workplan
    days = occasions.stretches(activity.starts_on, activity.ends_on, activity.months, plan.starts_on, plan.ends_on)
    return occasions.spans(activity.every, days, list(plan.quarters.values_list("starts_on", "ends_on")))


def used(rows):
    """The keys of those of `rows`, occasions, that a row of another model belongs to."""
    found: set[int] = set()
    for relation in Occasion._meta.related_objects:
        name = relation.field.name
        belonging = relation.related_model._base_manager.filter(**{f"{name}__in": rows})
        found |= set(belonging.values_list(name, flat=True))
    return found


class Occasion(models.Model):
    """One time of an activity that is done again and again, such as June's outreach. It follows from the activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="occasions", editable=False)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    objects = OccasionManager()

    class Meta:
        verbose_name = _("occasion")
        verbose_name_plural = _("occasions")
        ordering = ["activity", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "starts_on", "ends_on"], name="occasion_days"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="occasion_ends_after_start"),
        ]

    def __str__(self):
        return days_in_words(self.starts_on, self.ends_on, get_language())

    @property
    def interval(self):
        """Its days as ISO 8601 writes them, for a notice, whose words are made in the reader's language."""
        return f"{self.starts_on.isoformat()}/{self.ends_on.isoformat()}"


@lru_cache(maxsize=1000)
def days_in_words(first_day, last_day, language):
    """ "June 2026", "3 Jun", "3 Jun to 9 Jun": once for each `language` in which somebody reads."""
    first, last = (date_format(day, "j M") for day in (first_day, last_day))
    if occasions.is_a_month(first_day, last_day):
        return date_format(first_day, "F Y")
    return first if first == last else str(_("%(first)s to %(last)s") % {"first": first, "last": last})
