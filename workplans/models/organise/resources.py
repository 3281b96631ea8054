"""What an activity needs: money, people's time and things, with what they cost."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from teams.models import Post
from workplans.models.plan import Activity, Workplan
from workplans.practices import Practice, practice_constraint, practice_field
from workplans.rules import money


class CostCategory(models.Model):
    """What kind of cost it is: allowances, fuel, supplies. One list for the installation, kept in the admin."""

    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=40, blank=True, help_text=_("As the chart of accounts has it."))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("cost category")
        verbose_name_plural = _("cost categories")
        ordering = ["code", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="cost_category_name", violation_error_message=_("This category is in the list.")
            )
        ]

    def __str__(self):
        return f"{self.code} {self.name}".strip()


class PriceQuerySet(models.QuerySet):
    def in_currency(self, currency):
        """Those that a plan in `currency` may use: in the same one, or in none that is named."""
        return self.filter(currency__in=["", currency]) if currency else self


class Price(models.Model):
    """What one of something costs: a litre of fuel, a night's allowance. One list, kept in the admin."""

    name = models.CharField(_("name"), max_length=120)
    category = models.ForeignKey(
        CostCategory, models.PROTECT, null=True, blank=True, related_name="prices", verbose_name=_("cost category")
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("For example: litre, night, box."))
    unit_cost = models.DecimalField(
        _("unit cost"), max_digits=15, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, help_text=_("Three letters. Nothing: good for plans in any currency.")
    )
    history = HistoricalRecords()

    objects = PriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("price list")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "currency",
                name="price_name",
                violation_error_message=_("This is in the list already."),
            ),
            models.CheckConstraint(condition=Q(unit_cost__gte=0), name="price_not_negative"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self.currency = self.currency.upper()


class ResourceQuerySet(models.QuerySet):
    def cost(self):
        """What these cost together."""
        return sum(self.order_by().values_list("amount", flat=True), Decimal(0))


class Resource(models.Model):
    """Something that an activity needs: so much of it, at so much each, so many times.

    The time of a post is counted in days: `quantity` of them, `frequency` times. Its unit cost may be nothing, as
    where the salary is paid anyway. `amount` follows from the three figures, in the plan's currency.
    """

    class Kind(models.TextChoices):
        MONEY = "money", pgettext_lazy("kind of resource", "money")
        TIME = "time", pgettext_lazy("kind of resource", "people's time")
        THING = "thing", pgettext_lazy("kind of resource", "things")

    workplan = models.ForeignKey(Workplan, models.CASCADE, related_name="resources", editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="resources")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.THING)
    name = models.CharField(_("what"), max_length=120, blank=True)
    category = models.ForeignKey(
        CostCategory, models.PROTECT, null=True, blank=True, related_name="resources", verbose_name=_("cost category")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="resources", verbose_name=_("whose time")
    )
    quantity = models.DecimalField(_("how many"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    unit_cost = models.DecimalField(_("unit cost"), max_digits=15, decimal_places=2, default=Decimal(0))
    frequency = models.DecimalField(_("times"), max_digits=8, decimal_places=2, default=Decimal(1))
    amount = models.DecimalField(_("cost"), max_digits=15, decimal_places=2, editable=False)
    practice = practice_field(Practice.ORGANISE, editable=False)
    history = HistoricalRecords()

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["pk"]
        constraints = [
            practice_constraint("resource"),
            models.CheckConstraint(
                condition=Q(quantity__gte=0, unit_cost__gte=0, frequency__gte=0, amount__gte=0),
                name="resource_not_negative",
            ),
            models.CheckConstraint(condition=Q(kind="time") | Q(post=None) & ~Q(name=""), name="resource_has_a_name"),
        ]

    def __str__(self):
        return self.words

    @property
    def words(self):
        """What it is called: its name, or the post whose time it is."""
        return self.name or (self.post.title if self.post else str(self.get_kind_display()))

    @property
    def days(self):
        """Of people's time, the days, to a hundredth."""
        return money.cost(self.quantity, 1, self.frequency)

    def save(self, *args, **kwargs):
        self.workplan_id = self.activity.workplan_id
        self.amount = money.cost(self.quantity, self.unit_cost, self.frequency)
        super().save(*args, **kwargs)
