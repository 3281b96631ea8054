"""Two thousand indicators with forty-eight entries each: one page, folded, in the same queries as two."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.world import TODAY, bring_to
from workplans import reviewing
from workplans.models import Entry, Explanation, Indicator, Objective, Output, Target, Workplan
from workplans.queries.results import Results

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

MANY, ENTRIES, AT_MOST = 2000, 48, 60_000


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def amended(world):
    """A plan that was approved and is changed: the page then reads most."""
    bring_to(world, world.plan, "approved")
    reviewing.amend(Workplan.objects.get(pk=world.plan.pk), "The road is closed", world.alice)
    Explanation.objects.create(quarter=world.quarters[1], indicator=world.indicator, why="A strike")
    return world


def test_two_thousand_indicators_make_one_light_page(amended, signed_in):
    """Each month was reported, corrected three times, by who only reads."""
    world, client = amended, signed_in(amended.vera)
    address = reverse("workplans:monitor_results", args=[world.plan.pk])
    few = queries_of(client, address)
    assert few <= 20
    fill(world)
    assert Entry.objects.count() == MANY * ENTRIES
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert len(captured) == few
    headers = sum(len(f"{name}: {value}\r\n") for name, value in page.headers.items())
    assert len(page.content) + headers < AT_MOST
    folded = page.context["folded"]
    assert folded.is_folded
    assert sum(block.count for block in folded.blocks) == MANY + 4
    opened = client.get(address, {"open": folded.blocks[1].key}, headers={"Accept-Encoding": "gzip"})
    assert len(opened.content) < AT_MOST
    assert len(opened.context["folded"].blocks[0].indicators) == 60
    assert opened.context["folded"].pages == 4


def fill(world):
    objectives = [Objective.objects.create(workplan=world.plan, name=f"Objective {place}") for place in range(10)]
    outputs = [Output.objects.create(objective=one, name="An output") for one in objectives]
    Indicator.objects.bulk_create(
        Indicator(
            workplan=world.plan,
            output=outputs[place % 10],
            order=place,
            name=f"Mothers seen at post {place}",
            recorded_every="month",
            target=1200,
        )
        for place in range(MANY)
    )
    rows = list(Indicator.objects.exclude(pk=world.indicator.pk))
    Target.objects.bulk_create(
        Target(indicator=one, quarter=quarter, value=300) for one in rows for quarter in world.quarters
    )
    rows = [(f"2026-{month:02}", date(2026, month, 28)) for month in range(1, 13)]
    months = " UNION ALL ".join(f"SELECT {place}, '{key}', %s" for place, (key, _day) in enumerate(rows))
    days = [connection.ops.adapt_datefield_value(day) for _key, day in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            WRITTEN % months,
            [*days, world.plan.pk, connection.ops.adapt_datetimefield_value(timezone.now()), world.bob.pk],
        )


WRITTEN = """
WITH month(number, period, last) AS (%s), again(number) AS (SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3)
INSERT INTO workplans_entry
(id, place, about_id, act, reason, indicator_id, period, "on", value, workplan_id, at, by_id,
 kind, state, text, source, practice)
SELECT 1 + again.number + 4 * (month.number + 12 * "order"), 1 + 4 * (month.number + 12 * "order"),
 CASE WHEN again.number > 0 THEN again.number + 4 * (month.number + 12 * "order") END,
 CASE WHEN again.number > 0 THEN 'correction' ELSE 'report' END,
 CASE WHEN again.number > 0 THEN 'Counted again' ELSE '' END,
 indicator.id, month.period, month.last, 20 + again.number + CASE WHEN indicator.id %%%% 3 > 0 THEN 80 ELSE 0 END, %%s, %%s, %%s,
 'value', '', '', '', 'monitor'
FROM workplans_indicator indicator, month, again WHERE indicator.name LIKE 'Mothers%%%%'
"""
"""The entries of all of them, written by the database: one by one they would take a minute."""


def test_an_indicator_reads_the_same_whatever_was_recorded(amended, signed_in):
    world, client = amended, signed_in(amended.vera)
    address = world.indicator.get_absolute_url()
    assert queries_of(client, address) <= 20
    record(world, world.indicator, ["q1"])
    few = queries_of(client, address)
    record(world, world.indicator, ["q2", "2026-01", "2026-02", "year"])
    assert queries_of(client, address) == few <= 20


def test_entries_and_files_read_the_same_whatever_the_size(amended, signed_in, django_assert_num_queries):
    world, client = amended, signed_in(amended.vera)
    record(world, world.indicator, ["q2"])
    address = reverse("workplans:monitor_entries", args=[world.plan.pk])
    behind = f"{address}?indicator={world.indicator.pk}&quarter=2"
    few = queries_of(client, address), queries_of(client, behind)
    record(world, world.indicator, ["q1", "2026-04", "2026-05", "year"])
    assert (queries_of(client, address), queries_of(client, behind)) == few
    assert max(few) <= 20
    plan = Workplan.objects.get(pk=world.plan.pk)
    with django_assert_num_queries(12):
        assert all(line.printed() for line in Results(plan, TODAY).lines)


def record(world, indicator, keys):
    for key in keys:
        period = indicator.workplan.calendar().find(key)
        facts = {"period": key, "on": period.last, "by": world.bob, "kind": "value", "workplan": world.plan}
        Entry.objects.create(indicator=indicator, numerator=3, denominator=4, **facts)
