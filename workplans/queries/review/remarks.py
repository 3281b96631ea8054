"""Remarks on a plan, with what was said to them, and beside what they are about."""

from django.db.models import Q

from workplans.models import Remark


def remarks_of(plan):
    """The remarks on `plan`, open ones first, each with what was said to it in `said`: one query."""
    return threaded(plan.remarks.all())


def remarks_on(kind, item):
    """The remarks on one item, likewise: one query."""
    mine = Q(kind=kind, item=item.pk) | Q(on__kind=kind, on__item=item.pk)
    return threaded(Remark.objects.filter(mine, workplan=item.workplan_id))


def threaded(rows):
    """The remarks among `rows`, open ones first, each with its replies in `said`."""
    begun: dict[int, Remark] = {}
    for row in rows.select_related("by").order_by("pk"):
        if row.on_id is None:
            begun[row.pk] = row
            vars(row)["said"] = []
        else:
            vars(begun[row.on_id])["said"].append(row)
    return sorted(begun.values(), key=lambda one: (one.state != Remark.State.OPEN, one.pk))


def beside(rows, remarks, now):
    """Put each of `remarks` beside its row of a comparison; the answer is the rest, on what did not change.

    Each says in `is_there` whether its item is in the snapshot `now`.
    """
    there = {(one["kind"], one["key"]) for one in now["items"]}
    rows = {(one.kind, one.key): one for one in rows}
    left: list[Remark] = []
    for remark in remarks:
        remark.is_there = (remark.kind, remark.item) in there
        found = rows.get((remark.kind, remark.item))
        (found.remarks if found else left).append(remark)
    return left
