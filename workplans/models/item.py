"""What all that is written in a plan has in common: its plan, its order, its version, its history."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.atonce import at_once

UP, DOWN = "up", "down"


class Versioned(models.Model):
    """Counts its saves, so that who saves second can be told: see forms/crossing.py."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if self.pk and not self._state.adding and update_fields is None:
            self.version += 1
        super().save(*args, update_fields=update_fields, **kwargs)


class Item(Versioned):
    """An objective, output, activity or indicator: in a plan, under its parent, at a place among its siblings."""

    workplan = models.ForeignKey("workplans.Workplan", models.CASCADE, editable=False)
    code = models.CharField(_("code"), max_length=60, blank=True, help_text=_("If your plan uses codes."))
    order = models.PositiveIntegerField(default=0, editable=False)
    carried_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="carried_to"
    )
    """The item of an earlier plan that it was carried over from."""
    stated = models.JSONField(default=dict, blank=True, editable=False)
    """What a file said of the item that no field holds, or that could not be read: {column: text}."""

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    @property
    def parent(self):
        raise NotImplementedError

    def plan_quarters(self):
        """The quarters of the item's plan, in order."""
        return self.workplan.quarters.all()

    def siblings(self):
        """All under the same parent, this one included, in their order."""
        raise NotImplementedError

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.workplan_id = getattr(self.parent, "workplan_id", None) or self.parent.pk
        if not self.order:  # it is new, or was put under another parent: it comes last
            self.order = (self.siblings().aggregate(models.Max("order"))["order__max"] or 0) + 1
        super().save(*args, **kwargs)

    @at_once
    def move(self, direction):
        """Change places with the sibling above (UP) or below (DOWN); at the end of the row, stay."""
        type(self.workplan).objects.select_for_update().get(pk=self.workplan_id)
        row = list(self.siblings())
        here = next(place for place, item in enumerate(row) if item.pk == self.pk)
        there = here + (-1 if direction == UP else 1)
        if not 0 <= there < len(row):
            return
        row[here], row[there] = row[there], row[here]
        self._change_reason = _("Moved up") if direction == UP else _("Moved down")
        put_in_order(row, told=self)
        self.order = there + 1


def put_in_order(row, told=None):
    """Let siblings stand as they do in `row`. Only `told` has it in its history: others make room, or were just added."""
    for place, item in enumerate(row, start=1):
        if item.order != place:
            item.order = place
            mine = told is not None and item.pk == told.pk
            if mine:
                item._change_reason = told._change_reason
            else:
                item.skip_history_when_saving = True
            item.save(update_fields=["order"])
            if not mine:
                del item.skip_history_when_saving
