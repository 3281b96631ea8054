"""What the history of a plan says: who changed what, when and why, in the words of its forms."""

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Value
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from teams.prepared import Prepared
from workplans.models import (
    Activity,
    Allocation,
    Ceiling,
    Indicator,
    Objective,
    Output,
    Readiness,
    Resource,
    Target,
)
from workplans.queries import months_in_words

HISTORIES: dict[str, Any] = {
    "objective": Objective.history,
    "output": Output.history,
    "activity": Activity.history,
    "indicator": Indicator.history,
}
UNTOLD = ["order", "workplan", "stated", "carried_from", "breakdowns"]


def changes_of(plan, limit):
    """The last `limit` changes in `plan`, newest first: one query over the history of all four kinds."""
    columns = ("kind", "id", "name", "history_type", "history_date", "history_user__name", "history_change_reason")
    parts = [
        history.filter(workplan_id=plan.pk).order_by().annotate(kind=Value(kind)).values_list(*columns)
        for kind, history in HISTORIES.items()
    ]
    first, *others = parts
    rows = first.union(*others, all=True).order_by("-history_date")[:limit]
    return [dict(zip(("kind", "pk", "name", "type", "at", "by", "why"), row, strict=True)) for row in rows]


def versions_of(rows, figures=None, known=None):
    """(record, [(field label, before, after)]) for each of `rows`, an item's history, newest first.

    With an activity its money, with an indicator the targets of its quarters. What is read already need not be read
    again: `figures` as `figures_of` gives them, `known` names by field and key.
    """
    found = []
    for record, before in zip(rows, [*rows[1:], None], strict=True):
        told = before is not None and record.history_type == "~"
        found.append((record, record.diff_against(before, excluded_fields=UNTOLD).changes if told else []))
    words = Words(rows[0].instance_type, [change for _record, changes in found for change in changes], known)
    broken_down = breakdowns_of(rows)
    told = [(record, words.of(changes) + broken_down.get(record.history_id, [])) for record, changes in found]
    figures = figures_of(rows[0]) if figures is None else figures
    return sorted([*told, *figures], key=lambda one: one[0].history_date, reverse=True)


def breakdowns_of(rows):
    """{key of a version: [(label, before, after)]} where an indicator was broken down in another way: one query."""
    if rows[0].instance_type is not Indicator:
        return {}
    chosen: dict[int, list[str]] = {row.history_id: [] for row in rows}
    kept = Indicator.history.model.breakdowns.model.objects.filter(history__in=chosen).select_related("breakdown")
    for one in kept.order_by("breakdown__name"):
        chosen[one.history_id].append(one.breakdown.words if one.breakdown else _("removed since"))
    label = capfirst(Indicator._meta.get_field("breakdowns").verbose_name)
    sides = [(row, ", ".join(chosen[row.history_id])) for row in rows]
    return {
        row.history_id: [(label, before, now)]
        for (row, now), (_row, before) in itertools.pairwise(sides)
        if row.history_type == "~" and now != before
    }


def figures_of(record):
    """What changed in the amounts of an activity, or the targets of an indicator, that `record` is a version of."""
    if record.instance_type is Activity:
        return figures_of_activity(record.id)
    if record.instance_type is Indicator:
        rows = Target.history.filter(indicator_id=record.id).select_related("quarter", "history_user")
        figures = [(row, _("Target, %(quarter)s") % {"quarter": row.quarter or "–"}, row.value) for row in rows]
    else:
        return []
    return told_of(figures)


@Prepared
def asked_for(activity):
    """The history of the amounts asked for an activity."""
    return Allocation.history.filter(activity_id=activity).select_related("source", "history_user")


@Prepared
def needed_for(activity):
    """The history of what an activity needs."""
    return Resource.history.filter(activity_id=activity).select_related("post", "history_user")


def figures_of_activity(key):
    """What changed in what an activity is to cost, and in what it needs: two queries."""
    rows, needed = asked_for(activity=key), needed_for(activity=key)
    figures = [(row, money_from(row.source), row.amount) for row in rows]
    return told_of(figures) + told_of(
        [(row, _("Needed: %(name)s") % {"name": row.name or row.post}, row.amount) for row in needed]
    )


def told_of(figures):
    """(record, [(label, before, after)]) of each of `figures`, (record, label, value) newest first, that changed."""
    known: dict[int, str] = {}
    found = []
    for row, label, value in reversed(figures):
        before, after = known.get(row.id, ""), "" if row.history_type == "-" else number_format(value.normalize())
        known[row.id] = after
        row.history_type = "~"  # the activity or the indicator changed by it
        if before != after:
            found.append((row, [(label, before, after)]))
    return found


def readiness_versions(rows):
    """(record, [(field label, before, after)]) of each of `rows`, the history of one structure or system, newest first."""
    found = []
    for record, before in zip(rows, [*rows[1:], None], strict=True):
        earlier = before if record.history_type == "~" else None
        excluded = [*UNTOLD, "activities"]
        changes = record.diff_against(earlier, excluded_fields=excluded).changes if earlier else []
        found.append((record, earlier, changes))
    words = Words(Readiness, [change for _record, _earlier, changes in found for change in changes])
    told = [(record, words.of(changes) + waited_for(record, earlier)) for record, earlier, changes in found]
    return [(record, changes) for record, changes in told if changes or record.history_type != "~"]


def waited_for(record, earlier):
    """The change of how many activities wait, as a list of one (label, before, after) or none."""
    if earlier is None:
        return []
    keys = [{row.activity_id for row in one.historicalreadiness_activities_set.all()} for one in (earlier, record)]
    if keys[0] == keys[1]:
        return []
    label = Readiness._meta.get_field("activities").verbose_name
    return [(capfirst(label), *(number_format(len(some)) for some in keys))]


def explanation_versions(explanation):
    """(record, [(field label, before, after)]) of each version of an explanation, newest first: one query."""
    if not explanation.pk:
        return []
    rows = list(explanation.history.select_related("history_user"))
    found = []
    for record, before in zip(rows, [*rows[1:], None], strict=True):
        told = [
            (label, getattr(before, name, ""), getattr(record, name))
            for name, label in (("why", _("Why")), ("what_next", _("What we do about it")))
        ]
        found.append((record, [one for one in told if one[1] != one[2]]))
    return found


def ceiling_changes(unit, year, source, limit=50):
    """The last changes of the ceilings right below `unit`, newest first: one query."""
    rows = Ceiling.history.filter(unit__parent=unit, year=year, source=source).select_related("unit", "history_user")
    return list(rows.order_by("-history_date", "-history_id")[:limit])


def money_from(source):
    """What the money from a source is called beside a change of it."""
    return _("Money from %(source)s") % {"source": source} if source else _("Money that nobody gives yet")


class Words:
    """The words for fields and their values in the changes of one item; a query for each kind of item they name.

    Those that are `known`, by field and key, are not read again.
    """

    def __init__(self, model, changes, known=None):
        self.fields = {change.field: model._meta.get_field(change.field) for change in changes}
        self.named = {}
        for name, field in self.fields.items():
            if known and name in known:
                self.named[name] = known[name]
            elif field.is_relation:
                keys = {key for change in changes if change.field == name for key in (change.old, change.new)}
                self.named[name] = {
                    row.pk: str(row) for row in field.related_model.objects.filter(pk__in=keys - {None})
                }

    def of(self, changes):
        """(label, before, after) of each change; the days that follow from months are left out beside them."""
        fields = {change.field for change in changes}
        follow = {"starts_on", "ends_on"} if "months" in fields else set()
        return [
            (
                capfirst(self.fields[change.field].verbose_name),
                *(self.value(change.field, v) for v in (change.old, change.new)),
            )
            for change in changes
            if change.field not in follow
        ]

    def value(self, name, value):
        if value in (None, "", []):
            return ""
        if name in self.named:
            return self.named[name].get(value, _("removed since"))
        if name == "months":
            return months_in_words(value)
        if choices := self.fields[name].flatchoices:
            return dict(choices).get(value, value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, Decimal):
            return number_format(value.normalize())
        if isinstance(value, list):
            return "\n".join(value)
        return date_format(value, "DATE_FORMAT") if isinstance(value, date) else value
