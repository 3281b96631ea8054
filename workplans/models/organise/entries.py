"""Money that moves: dated entries, written once and never changed."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.atonce import at_once
from teams.models import Notice, Post, User
from workplans.models.organise.allocations import FundingSource
from workplans.models.plan import Activity, Workplan
from workplans.practices import Practice, practice_constraint, practice_field

MOST = Decimal(10) ** 13
"""An entry's amount is below this: so much every database keeps to the cent."""


@dataclass(frozen=True)
class Paper:
    """What an entry rests on: its day, the reference of the paper behind it, who wrote it down, and why if need be."""

    on: date
    reference: str
    by: User
    reason: str = ""


class MoneyEntryQuerySet(models.QuerySet):
    def total(self):
        """What these come to together."""
        return sum(self.order_by().values_list("amount", flat=True), Decimal(0))

    def advances(self):
        """Advances themselves, without corrections of them."""
        return self.filter(kind=MoneyEntry.Kind.ADVANCED, corrects=None)


MoneyEntries = models.Manager.from_queryset(MoneyEntryQuerySet)


class MoneyEntryManager(MoneyEntries):
    model: type["MoneyEntry"]  # type: ignore[assignment]

    @at_once
    def write(self, activity, source, kind, amount, paper, **more):
        """One entry, checked by the database's own rules too. Raises ValidationError where its quarter is closed."""
        self.hold(activity.workplan_id, [paper.on])
        return self.put(activity, source, kind, amount, paper, **more)

    def hold(self, plan, days):
        """Hold the plan (its key) for entries on `days`. Raises ValidationError where it, or a quarter of it, is closed."""
        Workplan.objects.hold_for(plan, days)

    def put(self, activity, source, kind, amount, paper, **more):
        """One entry in a plan that is held."""
        facts = {"on": paper.on, "reference": paper.reference, "by": paper.by, "reason": paper.reason}
        return self.create(
            workplan_id=activity.workplan_id, activity=activity, source=source, kind=kind, amount=amount, **facts | more
        )

    @at_once
    def act(self, plan, kind, changes, paper, silent=False):
        """Approve, cut or release over many activities at once: `changes` is {(activity key, source key): amount}.

        All entries carry one `act`, by which they can be taken back together. The team is told, unless `silent`.
        Amounts of zero are left out. Raises ValidationError where a cut would leave less than nothing.
        """
        self.hold(plan.pk, [paper.on])
        wanted = {pair: amount for pair, amount in changes.items() if amount}
        activities = plan.activity_set.in_bulk({activity for activity, _source in wanted})
        sources = FundingSource.objects.in_bulk({source for _activity, source in wanted})
        if not wanted:
            raise ValidationError(_("Nothing would change."))
        if any(abs(amount) >= MOST for amount in wanted.values()):
            raise ValidationError(_("One of these amounts has too many digits to be written down."))
        approved: dict[tuple[int, int], Decimal] = {}
        if kind == MoneyEntry.Kind.APPROVED:
            for *pair, amount in self.filter(workplan=plan, kind=kind).values_list("activity", "source", "amount"):
                approved[pair[0], pair[1]] = approved.get((pair[0], pair[1]), Decimal(0)) + amount
        act, total = uuid.uuid4(), Decimal(0)
        for (activity, source), amount in wanted.items():
            if kind == MoneyEntry.Kind.APPROVED and approved.get((activity, source), Decimal(0)) + amount < 0:
                raise ValidationError(_("Less than nothing would be left. Look again at what is approved now."))
            self.put(activities[activity], sources[source], kind, amount, paper, act=act)
            total += amount
        if not silent:
            self.tell(plan, kind, total, paper, reverse("workplans:organise_entries", args=[plan.pk]) + f"?act={act}")
        return act

    def tell(self, plan, kind, total, paper, url):
        """Tell the team that money was approved, cut or released."""
        people = User.objects.in_team(plan.team, timezone.localdate())
        facts = {"plan": plan.full_name, "amount": str(abs(total)), "currency": plan.currency}
        facts["reference"] = paper.reference
        if kind == MoneyEntry.Kind.RELEASED:
            Notice.objects.tell(people, "money_released", by=paper.by, url=url, **facts)
        elif total < 0:
            Notice.objects.tell(people, "money_cut", by=paper.by, url=url, **facts)
        else:
            Notice.objects.tell(people, "money_approved", by=paper.by, url=url, **facts)

    @at_once
    def take_back(self, plan, act, paper):
        """Write the opposite of all that one `act` wrote, as corrections of it, on its days.

        Raises ValidationError where that was done before, or where a cut since would leave less than nothing.
        """
        entries = list(self.filter(workplan=plan, act=act).select_related("activity", "source"))
        self.hold(plan.pk, {entry.on for entry in entries})
        if self.filter(corrects__in=entries).exists():
            raise ValidationError(_("Something of this was corrected before. Correct the rest entry by entry."))
        left: dict[tuple[int, int], Decimal] = {}
        for *pair, amount in self.filter(workplan=plan, kind=MoneyEntry.Kind.APPROVED).values_list(
            "activity", "source", "amount"
        ):
            left[pair[0], pair[1]] = left.get((pair[0], pair[1]), Decimal(0)) + amount
        for entry in entries:
            place = entry.activity_id, entry.source_id
            if entry.kind == MoneyEntry.Kind.APPROVED and left.get(place, Decimal(0)) < entry.amount:
                raise ValidationError(_("Less than nothing would be left approved, since it was cut meanwhile."))
            opposite = Paper(entry.on, paper.reference, paper.by, paper.reason)
            about = {"post": entry.post, "holder": entry.holder, "advance": entry.advance, "corrects": entry}
            self.put(entry.activity, entry.source, entry.kind, -entry.amount, opposite, **about)

    @at_once
    def account_for(self, advance, spent, returned, paper):
        """Account for an `advance`: so much of it was `spent`, with receipts, so much `returned`.

        What is spent counts as spent. Raises ValidationError where more would be accounted for than was advanced.
        """
        self.hold(advance.workplan_id, [paper.on])
        if spent + returned > advance.open():
            raise ValidationError(_("That is more than is open of this advance."), code="too much")
        about = {"post": advance.post, "holder": advance.holder, "advance": advance, "act": uuid.uuid4()}
        place = advance.activity, advance.source
        accounted = self.put(*place, MoneyEntry.Kind.ACCOUNTED, spent + returned, paper, **about)
        if spent:
            self.put(*place, MoneyEntry.Kind.SPENT, spent, paper, **about)
        return accounted

    @at_once
    def correct(self, entry, to, reason, by):
        """Let `entry` count as `to` from now on: an entry of the difference, on its day, with the reason.

        What was corrected before counts. Raises ValidationError where other entries need the amount: an advance that
        more was accounted for, an approval that was cut since.
        """
        self.hold(entry.workplan_id, [entry.on])
        entry = self.get(pk=entry.pk)
        difference = to - entry.counts()
        if not difference:
            raise ValidationError(_("That is what it counts already."))
        if entry.kind == MoneyEntry.Kind.ADVANCED and entry.open() + difference < 0:
            raise ValidationError(_("More of this advance is accounted for than that."))
        if entry.kind == MoneyEntry.Kind.APPROVED:
            alike = self.filter(activity=entry.activity_id, source=entry.source_id, kind=entry.kind)
            if alike.total() + difference < 0:
                raise ValidationError(_("Less than nothing would be left approved, since it was cut meanwhile."))
        accounted = entry.advance if entry.kind == MoneyEntry.Kind.ACCOUNTED else None
        if accounted and accounted.open() - difference < 0:
            raise ValidationError(_("That is more than was advanced."))
        paper = Paper(entry.on, entry.reference, by, reason)
        about = {"post": entry.post, "holder": entry.holder, "advance": entry.advance, "corrects": entry}
        return self.put(entry.activity, entry.source, entry.kind, difference, paper, **about)


class MoneyEntry(models.Model):
    """Money approved, released, advanced, spent or accounted for, for one activity, from one source, on a day.

    It is its own history: never changed, never removed. A correction is another entry, with a reason; its amount may
    be below zero, as a cut's of what was approved. What is accounted for closes an `advance`; what of that was spent
    is an entry of its own, so that spending is counted in one place.
    """

    class Kind(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("money", "approved")
        RELEASED = "released", pgettext_lazy("money", "released")
        ADVANCED = "advanced", pgettext_lazy("money", "advanced")
        SPENT = "spent", pgettext_lazy("money", "spent")
        ACCOUNTED = "accounted", pgettext_lazy("money", "accounted for")

    workplan = models.ForeignKey(Workplan, models.PROTECT, related_name="entries", editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="entries", verbose_name=_("activity"))
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="entries", verbose_name=_("source"))
    kind = models.CharField(_("what happened"), max_length=9, choices=Kind)
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    on = models.DateField(_("on"))
    reference = models.CharField(_("reference"), max_length=80)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="money_entries", verbose_name=_("held by the post")
    )
    holder = models.CharField(_("held by"), max_length=120, blank=True)
    advance = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="accounts")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    act = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    """What was written in one act over many activities carries one."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("written on"), default=timezone.now, editable=False)
    practice = practice_field(Practice.ORGANISE, editable=False)

    objects = MoneyEntryManager()

    class Meta:
        verbose_name = _("money entry")
        verbose_name_plural = _("money entries")
        ordering = ["-on", "-pk"]
        constraints = [
            practice_constraint("money_entry"),
            models.CheckConstraint(condition=~Q(amount=0), name="money_entry_not_nothing"),
            models.CheckConstraint(condition=Q(amount__gt=0) | ~Q(reason=""), name="money_entry_less_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind="accounted", advance__isnull=False)
                | Q(kind="spent")
                | Q(kind__in=["approved", "released", "advanced"], advance=None),
                name="money_entry_accounts_for_an_advance",
            ),
        ]

    def __str__(self):
        return f"{self.on}: {self.get_kind_display()} {self.amount}"

    def get_absolute_url(self):
        return f"{reverse('workplans:organise_entries', args=[self.workplan_id])}?activity={self.activity_id}"

    @property
    def held_by(self):
        """Who holds an advance, in words: the post's title, or what was written in its place."""
        return self.post.title if self.post else self.holder

    def counts(self):
        """What it counts for now, its corrections with it."""
        return self.amount + self.corrections.all().total()

    def open(self):
        """What of an advance is not accounted for yet."""
        return self.counts() - self.accounts.filter(kind=MoneyEntry.Kind.ACCOUNTED).total()
