"""What of an earlier plan goes on: a box for each objective, output and activity, ticked or not."""

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.once import OnceField
from workplans.carrying import already_carried, share_currency
from workplans.queries import ROW_KEYS

EVERYTHING, NOTHING = "all", "none"


class ItemsField(forms.Field):
    """Keys of rows. What is not `offered`, or no longer, since a colleague was quicker, is left aside."""

    widget = forms.SelectMultiple
    offered: frozenset[str] = frozenset()

    def clean(self, value):
        return super().clean([key for key in value if key in self.offered])


class CarryForm(forms.Form):
    """What of `from_plan`, whose outline `rows` are, goes on in `plan`. `tick` says what is ticked at first."""

    once = OnceField()
    items = ItemsField(
        error_messages={"required": _("Nothing is ticked that is not carried over already. Tick what goes on.")}
    )
    with_money = forms.BooleanField(label=_("Also the money asked for each activity"), required=False)

    def __init__(self, data, plan, from_plan, rows, tick=""):
        super().__init__(data)
        copies = already_carried(plan, from_plan)
        outputs = [output for objective in rows for output in objective.rows]
        activities = [activity for output in outputs for activity in output.rows]
        self.keys = {
            row.key: (kind, row.item.pk)
            for kind, level in (("objective", rows), ("output", outputs), ("activity", activities))
            for row in level
        }
        self.done = {key for key, (kind, pk) in self.keys.items() if pk in copies[kind]}
        self.fields["items"].offered = self.keys.keys() - self.done
        if not share_currency(plan, from_plan):
            del self.fields["with_money"]
        self.ticked = set(data.getlist("items")) if data else self.at_first(tick)

    def at_first(self, tick):
        """Everything, nothing, or what usually goes on: objectives and outputs, and no activity."""
        if tick == NOTHING:
            return set()
        return {key for key, (kind, _pk) in self.keys.items() if tick == EVERYTHING or kind != "activity"}

    @property
    def left(self):
        """Whether anything is left to carry over."""
        return len(self.done) < len(self.keys)

    def chosen(self):
        """{kind: keys} of what was ticked."""
        found: dict[str, set[int]] = {kind: set() for kind in ROW_KEYS}
        for key in self.cleaned_data["items"]:
            kind, pk = self.keys[key]
            found[kind].add(pk)
        return found
