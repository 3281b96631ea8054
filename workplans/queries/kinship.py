"""From which indicator of an earlier plan one was carried over in the first place."""

from django.db import connection

from workplans.models import Indicator

UPWARDS = """
    WITH RECURSIVE earlier(id, carried_from_id) AS (
        SELECT id, carried_from_id FROM {table} WHERE id IN ({keys})
        UNION
        SELECT one.id, one.carried_from_id FROM {table} one JOIN earlier ON one.id = earlier.carried_from_id
    )
    SELECT id, carried_from_id FROM earlier
"""
"""All that some indicators were carried over from, however many years it goes back: UNION ends where it comes round."""


def roots_of(carried_from):
    """{indicator: the first of those that it was carried over from}, of {indicator: what it was carried over from}.

    No query where all of them are known, else one, whatever their number and however far it goes back.
    """
    above = dict(carried_from)
    if lacking := {key for key in above.values() if key and key not in above}:
        above |= read_above(sorted(lacking))
    roots = {}
    for key in carried_from:
        root, seen = key, {key}
        while (before := above.get(root)) and before not in seen:
            root = before
            seen.add(root)
        roots[key] = root
    return roots


def read_above(keys):
    """{indicator: what it was carried over from} of `keys` and of all before them: one query."""
    table = connection.ops.quote_name(Indicator._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(UPWARDS.format(table=table, keys=", ".join(["%s"] * len(keys))), keys)
        return dict(cursor.fetchall())
