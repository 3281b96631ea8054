"""What approving a plan does with its money: for the page that asks, and for the act itself."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from workplans.models import Allocation, FundingSource, MoneyEntry
from workplans.rules.money import NOTHING, Sums, to_asked


@dataclass
class OfSource:
    """What is asked of a source, what is approved of it by now, and what would be with the plan."""

    source: FundingSource
    asked: Decimal = NOTHING
    approved: Decimal = NOTHING
    change: Decimal = NOTHING
    higher: Decimal = NOTHING
    """By so much more stays approved than is asked, since it was released or went out already."""

    @property
    def after(self):
        """What would be approved then."""
        return self.approved + self.change


@dataclass
class Approval:
    """The money of a plan where it is approved as it is asked: what is written, and that by source."""

    changes: dict[tuple[int, int], Decimal] = field(default_factory=dict)
    """{(activity key, source key): amount}, below zero for a cut."""
    sources: list[OfSource] = field(default_factory=list)

    @property
    def cut(self):
        """What is cut together, as an amount above zero."""
        return -sum((amount for amount in self.changes.values() if amount < 0), NOTHING)

    @property
    def higher(self):
        """The sources of which more stays approved than is asked."""
        return [one for one in self.sources if one.higher]


def approval_of(plan, amends):
    """The Approval of `plan` as it stands: three queries.

    Where it is a change of an approved plan (`amends`), what is asked no longer is cut, as far as it was not released
    and did not go out. Before that, what was approved stays: it was decided on elsewhere.
    """
    sums: dict[tuple[int, int], Sums] = defaultdict(Sums)
    asked = Allocation.objects.filter(workplan=plan, source__isnull=False).order_by()
    for activity, source, amount in asked.values_list("activity", "source", "amount"):
        sums[activity, source].asked += amount
    entries = MoneyEntry.objects.filter(workplan=plan).order_by()
    for activity, source, kind, amount in entries.values_list("activity", "source", "kind", "amount"):
        sums[activity, source].add_to(kind, amount)
    sources = FundingSource.objects.in_bulk({source for _activity, source in sums})
    found = {key: OfSource(one) for key, one in sources.items()}
    changes = {}
    for (activity, source), row in sums.items():
        amount = to_asked(row, may_cut=amends)
        if amount:
            changes[activity, source] = amount
        one = found[source]
        one.asked, one.approved, one.change = one.asked + row.asked, one.approved + row.approved, one.change + amount
        one.higher += row.approved + amount - row.asked
    return Approval(changes, sorted(found.values(), key=lambda one: one.source.name.casefold()))
