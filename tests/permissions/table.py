"""Every address times every role: the rows of all apps in one table, and what is posted where an empty form says nothing."""

from tests.permissions import assessments, lmframework, teams, workplans

TABLE = teams.TABLE | workplans.TABLE | assessments.TABLE | lmframework.TABLE
POSTED = {
    "workplans:plan_item_move": {"direction": "down"},
    "workplans:implement_act": {"text": "By the end of the month", "due_on": "2026-09-30"},
    "assessments:inspire_commitment_say": {"state": "kept"},
    "assessments:reflection_share": {"act": "ask"},
}
