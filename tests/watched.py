"""Every request of every test is watched: what it changes of a plan is summed up in its own transaction.

Tests write rows by hand to set a stage, so only what happens within a request is looked at.
"""

import threading
from contextlib import contextmanager

from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save

from teams.atonce import touched_now
from workplans import models

PLANS: dict[type, str] = {
    models.Workplan: "pk",
    models.Occasion: "activity__workplan_id",
    models.Target: "indicator__workplan_id",
    **dict.fromkeys(
        (models.Quarter, models.Objective, models.Output, models.Activity, models.Indicator), "workplan_id"
    ),
    **dict.fromkeys((models.Allocation, models.MoneyEntry, models.Readiness, models.Entry), "workplan_id"),
}
"""What summaries are of, and the way from it to the key of its plan."""


class Watch(threading.local):
    """What one request changed: the plan of each row, beside what its transaction had touched by its end."""

    changed: list | None = None

    def begin(self, **_more):
        self.changed = []

    def change(self, sender, instance, **_more):
        if self.changed is None or sender not in PLANS:
            return
        key = instance
        for name in PLANS[sender].split("__"):
            key = getattr(key, name)
        self.changed.append((sender.__name__, key, touched_now.get()))

    def end(self, **_more):
        changed, self.changed = self.changed or [], None
        forgotten = {(name, key) for name, key, touched in changed if key not in (touched or {}).get("plan", ())}
        assert not forgotten, f"changed in a plan that nobody held, so that it is not summed up: {forgotten}"


@contextmanager
def watched():
    """Let an AssertionError come out of each request that changes a plan without holding it."""
    watch = Watch()
    wanted = [(request_started, watch.begin), (request_finished, watch.end)]
    wanted += [(post_save, watch.change), (post_delete, watch.change)]
    for signal, receiver in wanted:
        signal.connect(receiver, weak=False)
    yield
    for signal, receiver in wanted:
        signal.disconnect(receiver)
