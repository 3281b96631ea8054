"""Approving, cutting and releasing over many activities, worked out before it is done."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from workplans.models import Activity, FundingSource
from workplans.queries.plan import within
from workplans.rules import money as rules
from workplans.rules.money import NOTHING, Sums


@dataclass(frozen=True)
class Change:
    """What an act would write for one activity from one source, and how that stands now."""

    activity: Activity
    number: str
    source: FundingSource
    sums: Sums
    amount: Decimal

    @property
    def after(self):
        """What would be approved then."""
        return self.sums.approved + self.amount

    @property
    def too_late(self):
        """What was released beyond what a cut would leave."""
        return max(NOTHING, self.sums.released - self.after)


@dataclass(frozen=True)
class Trial:
    """An act tried out: each change, what it makes together, and what it was worked out of."""

    changes: list[Change]
    whole: Decimal

    @property
    def total(self):
        return sum((change.amount for change in self.changes), NOTHING)

    @property
    def before(self):
        return sum((change.sums.approved for change in self.changes), NOTHING)

    @property
    def after(self):
        return self.before + self.total

    @property
    def mark(self):
        """What was shown, as a short text that differs where anything of it does."""
        rows = [[one.activity.pk, one.source.pk, str(one.sums), str(one.amount)] for one in self.changes]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    def to_write(self):
        """{(activity key, source key): amount}."""
        return {(one.activity.pk, one.source.pk): one.amount for one in self.changes}


def try_out(act, money, wanted):
    """The Trial of `act`, one of rules.money's, over what `wanted` says (see TryForm), in the plan's order."""
    quarter = next((one for one in money.plan.quarters.all() if str(one.number) == wanted.get("quarter")), None)
    places = []
    for activity in money.activities:
        if quarter and not within(activity, quarter.starts_on, quarter.ends_on):
            continue
        if wanted.get("activity") not in (None, activity):
            continue
        for key, source in money.sources.items():
            if wanted.get("source") in (None, source) and (activity.pk, key) in money.sums:
                places.append((activity, source, money.sums[activity.pk, key]))
    rows = [sums for _activity, _source, sums in places]
    amounts = rules.changes(act, rows, percentage=wanted.get("share"), amount=wanted.get("amount"))
    any_approved = any(row.approved for row in rows)
    whole = sum((rules.base(act, row, any_approved) for row in rows), NOTHING)
    changes = [
        Change(activity, money.numbers[activity.pk], source, sums, amount)
        for (activity, source, sums), amount in zip(places, amounts, strict=True)
        if amount
    ]
    return Trial(changes, whole)
