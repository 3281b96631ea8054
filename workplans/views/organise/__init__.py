"""The organise room: resources for what is planned, money that moves, structures and systems that work."""

from workplans.views.organise.acts import organise_approve, organise_cut, organise_release, organise_take_back
from workplans.views.organise.ceilings import organise_ceilings
from workplans.views.organise.grid import organise_grid, organise_paste
from workplans.views.organise.ledger import (
    organise_account,
    organise_advances,
    organise_entries,
    organise_entry_add,
    organise_entry_correct,
)
from workplans.views.organise.overview import organise_gap, organise_money, organise_time
from workplans.views.organise.readiness import (
    organise_readiness,
    organise_readiness_begin,
    organise_readiness_change,
    organise_readiness_history,
    organise_readiness_remove,
    organise_waits,
)
from workplans.views.organise.resources import organise_allocations, organise_resources

__all__ = [
    "organise_account",
    "organise_advances",
    "organise_allocations",
    "organise_approve",
    "organise_ceilings",
    "organise_cut",
    "organise_entries",
    "organise_entry_add",
    "organise_entry_correct",
    "organise_gap",
    "organise_grid",
    "organise_money",
    "organise_paste",
    "organise_readiness",
    "organise_readiness_begin",
    "organise_readiness_change",
    "organise_readiness_history",
    "organise_readiness_remove",
    "organise_release",
    "organise_resources",
    "organise_take_back",
    "organise_time",
    "organise_waits",
]
