"""The rows of lmframework: name: [(arguments, statuses of GET, statuses of a POST), …], a status for each role in order."""

from tests.permissions.objects import nothing, place, rolled_up, team
from tests.permissions.roles import ALL, ALL_GO, NONE, OK, OVERSEES, POSTS_ONLY, READS

#             anonymous            lead        superv.     viewer     staff superuser
ABOVE_IT = [302, NONE, NONE, NONE, NONE, NONE, OK, NONE, NONE, OK]

TABLE = {
    "lmframework:home_start": [(nothing, [302, 302, 302, 302, 302, 302, 302, OK, OK, OK], None)],
    "lmframework:home_team": [(team, READS, None)],
    "lmframework:home_balance": [(team, READS, None)],
    "lmframework:home_how": [(nothing, ALL, None)],
    "lmframework:home_checklist": [(nothing, [302, *[NONE] * 8, OK], None)],
    "lmframework:home_settle": [(nothing, POSTS_ONLY, ALL_GO)],
    "lmframework:work_page": [(nothing, ALL, None)],
    "lmframework:work_act": [(nothing, POSTS_ONLY, [302, *[NONE] * 9])],
    "lmframework:work_list": [(nothing, ALL, ALL)],
    "lmframework:morning_page": [(nothing, [302, NONE, NONE, NONE, OK, OK, OK, NONE, NONE, OK], None)],
    "lmframework:units_list": [(nothing, [302, OK, OK, OK, 302, 302, 302, OK, OK, 302], None)],
    "lmframework:units_page": [(lambda world: [world.units["amani"].pk], OVERSEES, None)],
    "lmframework:units_file": [(lambda world: [world.units["amani"].pk, "csv"], OVERSEES, None)],
    "lmframework:units_results": [(place("amani"), OVERSEES, None), (place("north"), ABOVE_IT, None)],
    "lmframework:units_results_file": [(lambda world: [*place("amani")(world), "xlsx"], OVERSEES, None)],
    "lmframework:units_result": [(rolled_up, OVERSEES, None)],
    "lmframework:units_result_file": [(lambda world: [*rolled_up(world), "csv"], OVERSEES, None)],
    "lmframework:units_same": [(place("amani"), OVERSEES, None), (place("north"), ABOVE_IT, None)],
    "lmframework:units_same_teams": [
        (lambda world, kind=kind: [*place("amani")(world), kind], OVERSEES, None)
        for kind in ("system", "obstacle", "helper", "money", "indicator", "quiet")
    ],
}
