"""The way of a plan between its team and who reviews it, and which plans wait."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from workplans.models import Quarter, Version, Workplan
from workplans.rules import reviewing

State = Workplan.State


@dataclass(frozen=True)
class Step:
    """Something that happened to a plan on its way: when, who, what in words, and why."""

    at: Any
    by: str
    words: str
    why: str


def steps_of(plan, limit=100):
    """[Step] of a plan on its way between team and reviewers, the newest first: one query over its history."""
    columns = ("history_date", "history_user__name", "state", "reviewer", "reviewer__name", "amends")
    rows = plan.history.order_by("history_date", "history_id").values_list(*columns, "history_change_reason")
    found, before = [], None
    for at, by, state, reviewer, unit, amends, why in rows:
        here = state, reviewer
        if before not in (None, here):
            found.append(Step(at, by or "", words_of_step(state, before[0], unit, bool(amends)), why or ""))
        before = here
    return found[::-1][:limit]


def words_of_step(state, before, unit, amends):
    """What happened, from what the state was and is."""
    if state == State.SENT:
        words = _("Passed on to %(unit)s") if before == State.SENT else _("Sent to %(unit)s")
        return words % {"unit": unit}
    if state == State.DRAFT:
        return _("Change of the approved plan begun") if before == State.APPROVED else _("Taken back")
    if state == State.APPROVED and before == State.CLOSED:
        return _("Opened again")
    if state == State.APPROVED and before in reviewing.OPEN and not amends:
        return _("Approved as it stands, without another review")
    return {State.RETURNED: _("Returned"), State.APPROVED: _("Approved"), State.CLOSED: _("Closed")}[state]


def waits_since(plans):
    """`plans` that are sent, with when (`sent_at`) and as which number (`sent_as`); the one that waits longest first."""
    waiting = Version.objects.filter(workplan=OuterRef("pk"), outcome=Version.Outcome.WAITING)
    facts = {name: Subquery(waiting.values(field)[:1]) for name, field in (("sent_at", "at"), ("sent_as", "number"))}
    return plans.annotate(**facts).order_by("sent_at", "pk")


@dataclass(frozen=True)
class OfQuarter:
    """A quarter, whether it is over, and each time it was closed or opened again, the newest first."""

    quarter: Quarter
    is_over: bool
    turned: list


def quarters_of(plan, today):
    """[OfQuarter] of a plan: two queries."""
    records = defaultdict(list)
    for record in plan.quarters.model.history.filter(workplan_id=plan.pk).select_related("history_user"):
        records[record.id].append(record)
    found = []
    for quarter in plan.quarters.all():
        rows = records[quarter.pk]
        turned = [
            new
            for new, old in zip(rows, [*rows[1:], None], strict=True)
            if new.is_closed != (old.is_closed if old else False)
        ]
        found.append(OfQuarter(quarter, quarter.ends_on < today, turned))
    return found
