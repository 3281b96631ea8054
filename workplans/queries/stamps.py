"""By what one knows that the page of a plan is as it was: how much was written about the plan, and what was written last."""

from django.db import connection

from teams.models import Post
from workplans.models import (
    Activity,
    Allocation,
    Entry,
    Indicator,
    Objective,
    Output,
    Quarter,
    Question,
    Readiness,
    Workplan,
)


def added(model, where):
    """Two columns that change whenever a row is added to what is only ever added to, as histories and entries are.

    Both are needed: of two transactions at once, the one whose row has the lower key may be the last to be seen.
    """
    table, key = model._meta.db_table, model._meta.pk.column
    return f"(SELECT count(*) FROM {table} WHERE {where}), (SELECT max({key}) FROM {table} WHERE {where})"  # noqa: S608


OF_PLAN = "workplan_id = %(plan)s"
WRITTEN = [
    added(Workplan.history.model, "team_id = %(team)s"),
    *(
        added(model.history.model, OF_PLAN)
        for model in (Quarter, Objective, Output, Activity, Indicator, Allocation, Readiness)
    ),
    added(Entry, OF_PLAN),
    added(Post.history.model, "id IN (SELECT id FROM teams_historicalpost WHERE team_id = %(team)s)"),
    # What it was carried from may go without a word in any history.
    *(
        f"(SELECT count(carried_from_id) FROM {model._meta.db_table} WHERE {OF_PLAN})"  # noqa: S608
        for model in (Objective, Output, Activity)
    ),
    f"(SELECT count(*) FROM {Question._meta.db_table} WHERE workplan_id = %(plan)s AND answer = '')",  # noqa: S608
    (
        "(SELECT count(DISTINCT o.workplan_id) FROM workplans_objective o JOIN workplans_workplan p ON p.id = o.workplan_id"
        " WHERE p.team_id = %(team)s)"
    ),
]
STAMP = f"SELECT {', '.join(WRITTEN)}"


def stamp_of(plan):
    """What changes with each change of what the outline of `plan` shows, whoever made it and however: one query."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP, {"plan": plan.pk, "team": plan.team_id})
        return [plan.team.name, plan.team.unit.name, plan.team.unit.path, *cursor.fetchone()]
