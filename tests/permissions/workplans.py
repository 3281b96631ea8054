"""The rows of workplans: name: [(arguments, statuses of GET, statuses of a POST), …], a status for each role in order."""

from tests.permissions.objects import applied, brought, item, next_plan, nothing, plan, team
from tests.permissions.roles import EDITED, EDITS, LEADS, OK, POSTS_ONLY, READS, REMOVED
from tests.world import applied_file

KINDS = ["objective", "output", "activity", "indicator"]

TABLE = {
    "workplans:plan_list": [(nothing, [302, 302, 302, OK, OK, OK, OK, OK, OK, OK], None)],
    "workplans:plan_begin": [(team, LEADS, LEADS)],
    "workplans:plan_outline": [(plan, READS, None)],
    "workplans:plan_change": [(plan, LEADS, LEADS)],
    "workplans:plan_carry": [(plan, EDITS, EDITS), (next_plan, EDITS, EDITS)],
    "workplans:plan_remove": [(plan, LEADS, LEADS)],
    "workplans:plan_history": [(plan, READS, None)],
    "workplans:plan_objective_add": [(plan, EDITS, EDITS)],
    "workplans:plan_item": [(item(kind), READS, None) for kind in KINDS],
    "workplans:plan_item_add": [
        (lambda world: ["objective", world.objective.pk, "output"], EDITS, EDITS),
        (lambda world: ["objective", world.objective.pk, "indicator"], EDITS, EDITS),
        (lambda world: ["output", world.output.pk, "activity"], EDITS, EDITS),
        (lambda world: ["activity", world.activity.pk, "indicator"], EDITS, EDITS),
    ],
    "workplans:plan_item_change": [(item(kind), EDITS, EDITS) for kind in KINDS],
    "workplans:plan_item_move": [(item(kind), POSTS_ONLY, EDITED) for kind in KINDS],
    "workplans:plan_item_remove": [(item(kind), EDITS, REMOVED) for kind in KINDS],
    "workplans:plan_item_history": [(item(kind), READS, None) for kind in KINDS],
    "workplans:exchange_upload": [(plan, EDITS, EDITS)],
    "workplans:exchange_columns": [(brought, EDITS, EDITS)],
    "workplans:exchange_review": [(brought, EDITS, None)],
    "workplans:exchange_apply": [(brought, POSTS_ONLY, REMOVED)],
    "workplans:exchange_remarks": [(brought, READS, None)],
    "workplans:exchange_undo": [(applied, EDITS, REMOVED)],
    "workplans:exchange_questions": [(plan, READS, None)],
    "workplans:exchange_answer": [(lambda world: [applied_file(world).questions.get().pk], POSTS_ONLY, REMOVED)],
    "workplans:exchange_keep_all": [(plan, POSTS_ONLY, REMOVED)],
    "workplans:organise_allocations": [(lambda world: [world.activity.pk], EDITS, EDITS)],
}
