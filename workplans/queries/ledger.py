"""What the pages about moved money read: the entries of a plan, and the advances that are open."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef

from workplans.models import MoneyEntry
from workplans.rules.money import Sums

A_PAGE = 50
Kind = MoneyEntry.Kind


@dataclass(frozen=True)
class Advance:
    """An advance with what of it is not accounted for, and for how many days it has been out."""

    entry: MoneyEntry
    amount: Decimal
    open: Decimal
    days: int

    @property
    def is_late(self):
        """Whether it should have been accounted for by now."""
        return self.days > settings.ADVANCE_DAYS


def entries_of(plan, wanted, page):
    """(a page of the entries of `plan` that fit `wanted`, the Sums of all that fit), newest first: three queries."""
    rows = plan.entries.filter(**wanted)
    sums = Sums()
    for kind, amount in rows.order_by().values_list("kind", "amount"):
        sums.add_to(kind, amount)
    rows = rows.select_related("activity", "source", "by", "post", "corrects")
    return Paginator(rows, A_PAGE).get_page(page), sums


def advances_of(plan, today):
    """The Advances of `plan` that are open, the oldest first: one query."""
    rows = plan.entries.filter(kind__in=[Kind.ADVANCED, Kind.ACCOUNTED]).select_related("activity", "source", "post")
    return [advance for advance in advances(rows, today) if advance.open]


def advances(rows, today):
    """The Advances among the entries `rows`, with their corrections and what was accounted for."""
    found = []
    amounts: dict[int, Decimal] = {}
    accounted: dict[int, Decimal] = {}
    for entry in rows:
        if entry.kind == Kind.ACCOUNTED:
            accounted[entry.advance_id] = accounted.get(entry.advance_id, Decimal(0)) + entry.amount
        else:
            key = entry.corrects_id or entry.pk
            amounts[key] = amounts.get(key, Decimal(0)) + entry.amount
            if not entry.corrects_id:
                found.append(entry)
    return sorted(
        (
            Advance(one, amounts[one.pk], amounts[one.pk] - accounted.get(one.pk, Decimal(0)), (today - one.on).days)
            for one in found
        ),
        key=lambda advance: (advance.entry.on, advance.entry.pk),
    )


def acts_of(plan):
    """What was written in one go and can be taken back so, newest first: one query.

    A dictionary each: act, word (approved, cut, released, accounted), on, reference, reason, total, and whether some of
    it was `corrected` since.
    """
    kinds = [Kind.APPROVED, Kind.RELEASED, Kind.ACCOUNTED]
    rows = plan.entries.filter(act__isnull=False, kind__in=kinds).order_by("-at", "-pk")
    rows = rows.annotate(is_corrected=Exists(MoneyEntry.objects.filter(corrects=OuterRef("pk"))))
    found: dict[object, dict] = {}
    for entry in rows:
        one = found.setdefault(entry.act, {"total": Decimal(0), "corrected": False, "word": entry.kind})
        one |= {"act": entry.act, "on": entry.on, "reference": entry.reference, "reason": entry.reason}
        one["total"] += entry.amount
        one["corrected"] |= entry.is_corrected
    for one in found.values():
        one["word"] = "cut" if one["total"] < 0 else one["word"]
    return list(found.values())
