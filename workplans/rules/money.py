"""Money: costs, shares to the cent, what was asked, approved, released and spent. Pure.

Amounts are Decimals in the plan's one currency, to the cent. Nothing is rounded away: parts add up to their whole.
Source: the handout, "resources are available for planned activities"; the ratios are those of Uganda's quarterly
performance reports (released/approved, spent/approved, spent/released).
"""

from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

CENT = Decimal("0.01")
NOTHING = Decimal(0)
SOON_DAYS = 60
"""An activity that starts within so many days is one to have the resources for."""


def cost(quantity, unit_cost, frequency):
    """quantity x unit cost x frequency, to the nearest cent, half a cent up."""
    return (quantity * unit_cost * frequency).quantize(CENT, ROUND_HALF_UP)


def parts(whole, weights):
    """`whole` in parts as the `weights` are to each other, each to the cent; together they make it exactly.

    Cents that are left over go to the parts that lost most by rounding, of equal ones to the first. Nothing but zeros
    where no weight is above zero.
    """
    total = sum(Fraction(weight) for weight in weights)
    if total <= 0:
        return [NOTHING for _weight in weights]
    sign, cents = (-1, -whole * 100) if whole < 0 else (1, whole * 100)
    exact = [Fraction(cents) * Fraction(weight) / total for weight in weights]
    found = [floor(part) for part in exact]
    left = int(cents) - sum(found)
    by_loss = sorted(range(len(exact)), key=lambda place: (found[place] - exact[place], place))
    for place in by_loss[:left]:
        found[place] += 1
    return [sign * Decimal(part) * CENT for part in found]


def share_of(whole, percent):
    """So many percent of `whole`, to the nearest cent, half a cent up."""
    return (whole * percent / 100).quantize(CENT, ROUND_HALF_UP)


def percent(part, whole):
    """The whole percentage that `part` is of `whole`, rounded down; None where there is no whole."""
    return floor(Fraction(part) / Fraction(whole) * 100) if whole else None


@dataclass
class Sums:
    """What was asked, what is approved, and how the money moved since: of a source, an activity, a plan."""

    asked: Decimal = NOTHING
    approved: Decimal = NOTHING
    released: Decimal = NOTHING
    advanced: Decimal = NOTHING
    accounted: Decimal = NOTHING
    spent: Decimal = NOTHING

    def add(self, other):
        """Add all of `other`."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    def add_to(self, name, amount):
        """Add `amount` to the sum called `name`."""
        setattr(self, name, getattr(self, name) + amount)

    @property
    def open(self):
        """Advances that are not accounted for yet."""
        return self.advanced - self.accounted

    @property
    def left(self):
        """What was released and is neither spent nor in somebody's hands; below zero where more went than came."""
        return self.released - self.spent - self.open

    @property
    def released_of_approved(self):
        return percent(self.released, self.approved)

    @property
    def spent_of_approved(self):
        return percent(self.spent, self.approved)

    @property
    def spent_of_released(self):
        return percent(self.spent, self.released)


def gap(needed, given):
    """What is missing of `needed` beyond what is `given`; never below zero: too much here fills no gap elsewhere."""
    return max(NOTHING, needed - given)


APPROVE, CUT, RELEASE = "approve", "cut", "release"
"""What can be done over many activities at once."""


def changes(act, rows, *, percentage=None, amount=None):
    """What `act` writes for each of `rows`, Sums each: so much percent of all, or an `amount` shared out.

    APPROVE lets that much of what is asked be approved; what is approved already stays. CUT takes it from what is
    approved, below zero. RELEASE gives it out of what is approved and not released; before anything is approved, out
    of what is asked.
    """
    bases = [base(act, row, any(one.approved for one in rows)) for row in rows]
    whole = sum(bases, NOTHING)
    total = share_of(whole, percentage) if amount is None else amount
    shared = parts(min(total, whole), bases)
    if act == CUT:
        return [-part for part in shared]
    if act == APPROVE:
        return [max(NOTHING, part - row.approved) for part, row in zip(shared, rows, strict=True)]
    return shared


def to_asked(row, may_cut):
    """What has to be approved besides of a row, Sums, so that as much is approved as is asked.

    Below zero only where it `may_cut`, and never so far that less stays approved than was released or went out.
    """
    if row.asked >= row.approved:
        return row.asked - row.approved
    gone = max(row.released, row.spent + row.open)
    return min(NOTHING, max(row.asked, gone) - row.approved) if may_cut else NOTHING


def base(act, row, any_approved):
    """What of a row an act shares out: what is asked, what is approved, or what is still to be released."""
    if act == APPROVE:
        return row.asked
    if act == CUT:
        return row.approved
    return max(NOTHING, (row.approved if any_approved else row.asked) - row.released)
