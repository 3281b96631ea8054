"""What may be typed about money: amounts by source."""

from decimal import Decimal

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from workplans.forms.crossing import CrossingForm
from workplans.forms.plan import helper
from workplans.models import Activity, Allocation, FundingSource

EMPTY_ROWS = 3


class AllocationsForm(CrossingForm):
    """All the money of one activity, a row for each source: `source_1`, `amount_1` and on.

    A source is picked from the list or typed; one that is new is added to the list. An amount may stand without one:
    nobody gives it yet. An empty row counts for nothing, and emptying a row takes its money away. Amounts are in the
    plan's currency.
    """

    class Meta:
        model = Activity
        fields = ["needs_no_money", "funders"]
        widgets = {"funders": forms.Textarea(attrs={"rows": 1})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper()
        known = list(self.instance.allocations.select_related("source"))
        typed = sum(1 for name in self.data if name.startswith("source_"))
        self.numbers = range(1, max(len(known) + EMPTY_ROWS, min(typed, 50)) + 1)
        for number in self.numbers:
            source, amount = self.add_row(number)
            if number <= len(known):
                self.initial[source] = self.theirs[source] = (
                    known[number - 1].source.name if known[number - 1].source else ""
                )
                self.initial[amount] = self.theirs[amount] = known[number - 1].amount
            else:
                self.theirs |= {source: "", amount: None}

    def add_row(self, number):
        source, amount = f"source_{number}", f"amount_{number}"
        self.fields[source] = forms.CharField(
            label=_("Source %(number)s") % {"number": number},
            max_length=120,
            required=False,
            widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off", "class": "form-control"}),
        )
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control text-end"})
        widget.is_localized = True
        self.fields[amount] = forms.DecimalField(
            label=_("Amount %(number)s") % {"number": number},
            max_digits=18,
            decimal_places=2,
            min_value=Decimal(0),
            required=False,
            localize=True,
            widget=widget,
        )
        return source, amount

    def rows(self):
        """(source field, amount field) of each row, for the page."""
        return [(self[f"source_{number}"], self[f"amount_{number}"]) for number in self.numbers]

    def clean(self):
        cleaned = super().clean()
        seen = set()
        for number in self.numbers:
            source = " ".join((cleaned.get(f"source_{number}") or "").split())
            amount = cleaned.get(f"amount_{number}")
            if source and amount is None and not self.has_error(f"amount_{number}"):
                self.add_error(f"amount_{number}", _("How much does %(source)s give?") % {"source": source})
            if amount is not None and source.casefold() in seen:
                words = (
                    _("%(source)s stands above already.") % {"source": source}
                    if source
                    else _("One amount without a source stands above already.")
                )
                self.add_error(f"source_{number}", words)
            if source or amount is not None:
                seen.add(source.casefold())
            cleaned[f"source_{number}"] = source
        if cleaned.get("needs_no_money") and any(cleaned.get(f"amount_{number}") for number in self.numbers):
            self.add_error("needs_no_money", _("It has money below. Take the amounts away, or this mark."))
        return cleaned

    @transaction.atomic
    def save(self, commit=True):
        activity = super().save(commit)
        wanted = {
            self.cleaned_data[f"source_{number}"].casefold(): (
                self.cleaned_data[f"source_{number}"],
                self.cleaned_data[f"amount_{number}"],
            )
            for number in self.numbers
            if self.cleaned_data[f"source_{number}"] or self.cleaned_data[f"amount_{number}"]
        }
        for allocation in activity.allocations.select_related("source"):
            _name, amount = wanted.pop(allocation.source.name.casefold() if allocation.source else "", (None, None))
            if amount is None:
                allocation.delete()
            elif amount != allocation.amount:
                allocation.amount = amount
                allocation.save()
        for name, amount in wanted.values():
            source = FundingSource.objects.named(name) if name else None
            Allocation.objects.create(activity=activity, source=source, amount=amount)
        return activity
