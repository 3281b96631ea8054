"""Who may see and do what with a team: the one place that knows.

| who holds today | of the team itself | of its unit or one above |
|---|---|---|
| lead | sees, edits, begins and ends plans | |
| member | sees, edits | |
| supervisor | | sees |
| viewer | | sees |
| accounts | | looks after people and posts, does not see their plans |

Whoever holds an accounts post looks after those people all of whose places lie in its branch: the teams they hold posts
in, and, strictly below its own unit, the units they hold posts over. Places count from the day a post is given until
thirty days after it ended, so that nobody takes over the account of somebody who has just come or just left. Never
their own account, nor one that opens the admin pages.

A superuser may do everything, but look after another superuser. Being admin staff alone opens no team: it opens the admin pages that were granted.
"""

from teams.access.people import (
    NOT_BY_THE_LEAD,
    helper_or_404,
    holding_to_staff,
    holds,
    may_let_in,
    may_staff,
    may_staff_unit,
    passes_to_show,
    people_helped,
    people_led,
    people_to_invite,
    people_to_place,
    person_to_help,
    person_to_let_in,
    post_to_staff,
    still_lets_in,
    team_to_staff,
    unit_to_staff,
)
from teams.access.places import (
    EDITS,
    READS_BRANCH,
    STILL_COUNTS,
    Role,
    Standing,
    below,
    first_or_404,
    list_to_use,
    may_bound,
    may_edit,
    may_grow_tree,
    may_lead,
    may_read,
    or_403,
    people_to_read,
    reaches,
    standing,
    supervises,
    team_to_grow,
    team_to_lead,
    team_to_read,
    teams_of,
    teams_to_read,
    tree_to_grow,
    unit_to_bound,
    unit_to_grow,
    unit_to_read,
    units_to_grow,
    units_to_read,
)

__all__ = [
    "EDITS",
    "NOT_BY_THE_LEAD",
    "READS_BRANCH",
    "STILL_COUNTS",
    "Role",
    "Standing",
    "below",
    "first_or_404",
    "helper_or_404",
    "holding_to_staff",
    "holds",
    "list_to_use",
    "may_bound",
    "may_edit",
    "may_grow_tree",
    "may_lead",
    "may_let_in",
    "may_read",
    "may_staff",
    "may_staff_unit",
    "or_403",
    "passes_to_show",
    "people_helped",
    "people_led",
    "people_to_invite",
    "people_to_place",
    "people_to_read",
    "person_to_help",
    "person_to_let_in",
    "post_to_staff",
    "reaches",
    "standing",
    "still_lets_in",
    "supervises",
    "team_to_grow",
    "team_to_lead",
    "team_to_read",
    "team_to_staff",
    "teams_of",
    "teams_to_read",
    "tree_to_grow",
    "unit_to_bound",
    "unit_to_grow",
    "unit_to_read",
    "unit_to_staff",
    "units_to_grow",
    "units_to_read",
]
