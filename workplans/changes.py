"""What the history of a plan says: who changed what, when and why, in the words of its forms."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Value
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from workplans.models import Activity, Indicator, Objective, Output
from workplans.queries import months_in_words

HISTORIES: dict[str, Any] = {
    "objective": Objective.history,
    "output": Output.history,
    "activity": Activity.history,
    "indicator": Indicator.history,
}
UNTOLD = ["order", "workplan", "stated"]


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


def versions_of(rows):
    """(record, [(field label, before, after)]) for each of `rows`, an item's history, newest first."""
    found = []
    for record, before in zip(rows, [*rows[1:], None], strict=True):
        told = before is not None and record.history_type == "~"
        found.append((record, record.diff_against(before, excluded_fields=UNTOLD).changes if told else []))
    words = Words(rows[0].instance_type, [change for _record, changes in found for change in changes])
    return [(record, words.of(changes)) for record, changes in found]


class Words:
    """The words for fields and their values in the changes of one item; a query for each kind of item they name."""

    def __init__(self, model, changes):
        self.fields = {change.field: model._meta.get_field(change.field) for change in changes}
        self.named = {}
        for name, field in self.fields.items():
            if field.is_relation:
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
        return date_format(value, "DATE_FORMAT") if isinstance(value, date) else value
