"""The rows of lmframework: name: [(arguments, statuses of GET, statuses of a POST), …], a status for each role in order."""

from tests.permissions.objects import nothing, team
from tests.permissions.roles import ALL, ALL_GO, NONE, OK, OVERSEES, POSTS_ONLY, READS

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
}
