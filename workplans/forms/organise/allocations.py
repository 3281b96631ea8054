"""The money that is asked for an activity, by source: amounts, or shares of what it costs."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.atonce import at_once
from workplans.forms.crossing import CrossingForm
from workplans.forms.organise.fields import figure_field, one_line, text_field
from workplans.forms.plan import helper
from workplans.models import Activity, Allocation, FundingSource

EMPTY_ROWS = 3


class AllocationsForm(CrossingForm):
    """All the money of one activity, a row for each source: `source_1`, `amount_1`, `share_1` and on.

    A source is picked from the list or typed; one that is new is added to the list. An amount may stand without one:
    nobody gives it yet. An empty row counts for nothing, and emptying a row takes its money away. Amounts are in the
    plan's currency. A share, in percent of what the activity costs, makes its amount follow the cost.
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
        self.cost = self.instance.resources.cost()
        for number in self.numbers:
            source, amount, share = self.add_row(number)
            if number <= len(known):
                row = known[number - 1]
                stands = {source: row.source.name if row.source else "", amount: row.amount, share: row.share}
                self.initial = {**self.initial, **stands}
                self.theirs |= stands
            else:
                self.theirs |= {source: "", amount: None, share: None}

    def add_row(self, number):
        source, amount, share = f"source_{number}", f"amount_{number}", f"share_{number}"
        here = {"number": number}
        self.fields[source] = text_field(_("Source %(number)s") % here, 120, options="sources")
        self.fields[amount] = figure_field(
            _("Amount %(number)s") % here, digits=Allocation._meta.get_field("amount").max_digits
        )
        self.fields[share] = figure_field(_("or share in %% %(number)s") % here, digits=5, least="0.01", most=100)
        return source, amount, share

    def rows(self):
        """(source field, amount field, share field) of each row, for the page."""
        return [
            (self[f"source_{number}"], self[f"amount_{number}"], self[f"share_{number}"]) for number in self.numbers
        ]

    def clean(self):
        cleaned = super().clean()
        seen = set()
        for number in self.numbers:
            source = one_line(cleaned.get(f"source_{number}"))
            self.clean_figures(number, source, cleaned)
            given = any(cleaned.get(f"{name}_{number}") is not None for name in ("amount", "share"))
            if given and source.casefold() in seen:
                words = (
                    _("%(source)s stands above already.") % {"source": source}
                    if source
                    else _("One amount without a source stands above already.")
                )
                self.add_error(f"source_{number}", words)
            if source or given:
                seen.add(source.casefold())
            cleaned[f"source_{number}"] = source
        shares = [cleaned.get(f"share_{number}") or 0 for number in self.numbers]
        if sum(shares) > 100:
            last = max(number for number, share in zip(self.numbers, shares, strict=True) if share)
            self.add_error(f"share_{last}", _("The shares come to more than 100%."))
        if cleaned.get("needs_no_money") and any(
            cleaned.get(f"{name}_{number}") for name in ("amount", "share") for number in self.numbers
        ):
            self.add_error("needs_no_money", _("It has money above. Take the amounts away, or this mark."))
        return cleaned

    def clean_figures(self, number, source, cleaned):
        """An amount or a share, not both; where the amount is the one that followed from the share, the share holds."""
        amount, share = cleaned.get(f"amount_{number}"), cleaned.get(f"share_{number}")
        wrong = self.has_error(f"amount_{number}") or self.has_error(f"share_{number}")
        if source and amount is None and share is None and not wrong:
            self.add_error(f"amount_{number}", _("How much does %(source)s give?") % {"source": source})
        if share is None:
            return
        if not self.cost:
            self.add_error(f"share_{number}", _("A share of what? Write down first what the activity costs."))
        elif amount not in (None, self.theirs[f"amount_{number}"]):
            self.add_error(f"share_{number}", _("An amount or a share, not both: empty one of them."))

    @at_once
    def save(self, commit=True):
        activity = super().save(commit)
        wanted = {}
        for number in self.numbers:
            name, amount, share = (self.cleaned_data.get(f"{one}_{number}") for one in ("source", "amount", "share"))
            if name or amount or share:
                wanted[name.casefold()] = (name, amount or Decimal(0), share)
        for allocation in activity.allocations.select_related("source"):
            key = allocation.source.name.casefold() if allocation.source else ""
            if key not in wanted:
                allocation.delete()
                continue
            _name, amount, share = wanted.pop(key)
            if (amount, share) != (allocation.amount, allocation.share):
                allocation.amount, allocation.share = amount, share
                allocation.save()
        for name, amount, share in wanted.values():
            source = FundingSource.objects.named(name) if name else None
            Allocation.objects.create(activity=activity, source=source, amount=amount, share=share)
        Allocation.objects.reckon(activity)
        return activity
