"""What an activity needs: money, people's time and things, in lines of figures."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.atonce import at_once
from teams.models import Post
from workplans.forms.crossing import CrossingForm
from workplans.forms.organise.fields import DIGITS, figure_field, one_line, text_field
from workplans.forms.plan import helper
from workplans.models import Activity, Allocation, CostCategory, Price, Resource
from workplans.rules import money

EMPTY_ROWS, MOST_ROWS = 2, 60
PARTS = ("name", "post", "quantity", "unit", "cost", "times", "category")
FIELDS = ("name", "post", "quantity", "unit", "unit_cost", "frequency", "category")
"""The fields of a Resource, as PARTS names their inputs."""


class ResourcesForm(CrossingForm):
    """All that one activity needs, a line each: `name_1`, `post_1`, `quantity_1` and on.

    A line with a post is people's time. What stands in the price list gets its unit, its price and its category from
    there where they were left empty. An empty line counts for nothing, and emptying a line takes it away.
    """

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper()
        plan = self.instance.workplan
        self.prices = {one.name.casefold(): one for one in Price.objects.in_currency(plan.currency)}
        self.posts = Post.objects.filter(team=plan.team_id)
        self.known = list(self.instance.resources.select_related("post", "category"))
        typed = sum(1 for name in self.data if name.startswith("quantity_"))
        self.numbers = range(1, max(len(self.known) + EMPTY_ROWS, min(typed, MOST_ROWS)) + 1)
        posts, categories = list(self.posts), list(CostCategory.objects.all())
        for number in self.numbers:
            self.add_row(number, posts, categories)
            row = self.known[number - 1] if number <= len(self.known) else None
            stands = {f"{part}_{number}": self.stands(row, field) for part, field in zip(PARTS, FIELDS, strict=True)}
            self.initial = {**self.initial, **stands}
            self.theirs |= stands

    def stands(self, row, field):
        if row is None:
            return "" if field in {"name", "unit"} else None
        return getattr(row, f"{field}_id" if field in {"post", "category"} else field)

    def add_row(self, number, posts, categories):
        self.fields[f"name_{number}"] = text_field(_("What"), 120, options="prices")
        self.fields[f"post_{number}"] = chosen(_("or whose time"), self.posts, posts)
        self.fields[f"quantity_{number}"] = figure_field(_("How many"), digits=12)
        self.fields[f"unit_{number}"] = text_field(_("Unit"), 40)
        self.fields[f"cost_{number}"] = figure_field(_("Unit cost"))
        self.fields[f"times_{number}"] = figure_field(pgettext_lazy("frequency", "Times"), digits=8)
        self.fields[f"category_{number}"] = chosen(_("Cost category"), CostCategory.objects.all(), categories)

    def rows(self):
        """(number, {part: field}, the line as saved or None) of each line, for the page."""
        saved = dict(enumerate(self.known, start=1))
        return [
            (number, {part: self[f"{part}_{number}"] for part in PARTS}, saved.get(number)) for number in self.numbers
        ]

    def clean(self):
        cleaned = super().clean()
        self.wanted = []
        for number in self.numbers:
            row = {part: cleaned.get(f"{part}_{number}") for part in PARTS}
            row["name"], row["unit"] = one_line(row["name"]), one_line(row["unit"])
            broken = any(self.has_error(f"{part}_{number}") for part in PARTS)
            if not broken and any(value not in (None, "") for value in row.values()):
                self.clean_row(number, row)
        return cleaned

    def clean_row(self, number, row):
        """Fill in what follows from the price list, and say what a line lacks."""
        price = self.prices.get(row["name"].casefold())
        if price:
            row["unit"] = row["unit"] or price.unit
            row["cost"] = price.unit_cost if row["cost"] is None else row["cost"]
            row["category"] = row["category"] or price.category
        if not (row["name"] or row["post"]):
            self.add_error(f"name_{number}", _("What is it? Name it, or say whose time it is."))
        if row["quantity"] is None:
            words = _("How many days?") if row["post"] else _("How many of it?")
            self.add_error(f"quantity_{number}", words)
            return
        if row["cost"] is None and not row["post"]:
            self.add_error(f"cost_{number}", _("What does one cost? It is not in the price list."))
            return
        row["cost"] = Decimal(0) if row["cost"] is None else row["cost"]
        row["times"] = Decimal(1) if row["times"] is None else row["times"]
        if money.cost(row["quantity"], row["cost"], row["times"]) >= Decimal(10) ** (DIGITS - 2):
            self.add_error(f"quantity_{number}", _("That is too much to be right. Look at the figures of this line."))
        self.wanted.append(row)

    @at_once
    def save(self, commit=True):
        activity = super().save(commit)
        for place, row in enumerate(self.wanted):
            resource = self.known[place] if place < len(self.known) else Resource(activity=activity)
            facts = dict(zip(FIELDS, (row[part] for part in PARTS), strict=True))
            facts["kind"] = self.kind_of(row, resource)
            if resource.pk is None or any(getattr(resource, name) != value for name, value in facts.items()):
                for name, value in facts.items():
                    setattr(resource, name, value)
                resource.save()
        for resource in self.known[len(self.wanted) :]:
            resource.delete()
        Allocation.objects.reckon(activity)
        return activity

    def kind_of(self, row, resource):
        """Time where a post's is meant; else what it was, or a thing that is counted in units, or money."""
        if row["post"]:
            return Resource.Kind.TIME
        if resource.pk and resource.kind != Resource.Kind.TIME:
            return resource.kind
        return Resource.Kind.THING if row["unit"] else Resource.Kind.MONEY


def chosen(label, queryset, rows):
    """A choice of `queryset`, whose `rows` were read already: the same for every line of a page."""
    field = forms.ModelChoiceField(queryset, label=label, required=False)
    field.choices = [("", "–"), *((row.pk, str(row)) for row in rows)]
    field.widget.attrs["class"] = "form-select"
    return field
