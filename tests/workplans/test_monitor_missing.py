"""What is due and not recorded: marked and counted in the tables, one line of work for all its times, and the lead's too."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.pages import says
from tests.world import TODAY, recorded
from workplans import reminding
from workplans.models import Indicator
from workplans.queries.work import LATE, TO_RECORD, WAITING, work_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def monthly(world):
    """Two numbers of each month since April that the midwife records, and one that is nobody's."""
    world.quarters[0].settle(True, world.alice)
    world.indicator.delete()
    facts = {"unit": "visits", "recorded_every": "month"}
    return [
        Indicator.objects.create(output=world.output, name="One", post=world.midwife, **facts),
        Indicator.objects.create(output=world.output, name="Two", post=world.midwife, **facts),
        Indicator.objects.create(output=world.second_output, name="Three", **facts),
    ]


def table(world, period, query=""):
    return reverse("workplans:monitor_period", args=[world.plan.pk, period]) + query


def lines(post, section, today=TODAY, kinds=("record", "wait")):
    return [
        (task.name, task.about, task.url) for task in work_of([post], today).sections[section] if task.kind in kinds
    ]


def test_the_table_of_a_time_marks_and_counts_what_is_missing_and_leads_to_the_other_times(world, monthly, signed_in):
    recorded(world, "2026-05", 3, indicator=monthly[0])
    bob = signed_in(world.bob)
    page = bob.get(table(world, "2026-05"))
    assert "1 of 3 recorded, 2 missing." in says(page)
    assert page.content.count(b"st warn") == 2
    assert "Missing in other times: April 2026 (3) · June 2026 (3) · July 2026 (3)" in says(page)
    mine = bob.get(table(world, "2026-05", "?show=mine"))
    assert "1 of 3 recorded" in says(mine), "of all, whatever is shown"
    assert table(world, "2026-04", "?show=mine").encode() in mine.content
    for one in monthly:
        recorded(world, "q2", 9, indicator=one)
    page = bob.get(table(world, "2026-05"))
    assert "All 3 are recorded." in says(page)
    assert b"st warn" not in page.content, "the value of the quarter stands for its months"
    for key in ("2026-08", "2026-02"):
        page = bob.get(table(world, key))
        assert ("missing." in says(page), b"st warn" in page.content) == (False, False), "not over, or closed"


def test_the_table_of_a_year_marks_what_is_missing(world, monthly, signed_in):
    recorded(world, "q2", 3, indicator=monthly[0])
    page = signed_in(world.bob).get(reverse("workplans:monitor_year", args=[monthly[0].pk]))
    assert page.content.count(b"st warn") == 1, (
        "July's: the first quarter is closed, the second has a value, August runs"
    )


def test_what_is_recorded_for_other_times_is_not_missing(world, monthly, signed_in):
    bob, year = signed_in(world.bob), reverse("workplans:monitor_year", args=[monthly[0].pk])
    for where in (table(world, "q2", "?show=others"), f"{year}?every=quarter"):
        page = bob.get(where)
        assert b"<input" in page.content.partition(b"data-cells")[2]
        assert b"st warn" not in page.content


def test_all_late_times_are_one_line_that_leads_to_the_oldest(world, monthly):
    name = "Record the values of April to June 2026: 6 of 6 still missing"
    about = "Amani district health team. The oldest first: April 2026"
    assert lines(world.midwife, LATE) == [(name, about, table(world, "2026-04", "?show=mine"))]
    july = ("Record the values of July 2026: 2 of 2 still missing", "Amani district health team")
    assert lines(world.midwife, TO_RECORD) == [(*july, table(world, "2026-07", "?show=mine"))]
    monthly[1].recorded_every = "quarter"
    monthly[1].save()
    assert {name for name, _about, _url in lines(world.midwife, LATE)} == {
        "Record the values of April to June 2026: 3 of 3 still missing",
        "Record the values of Quarter 2: 1 of 1 still missing",
    }


def test_the_lead_sees_what_each_post_of_the_team_has_not_recorded_once_it_is_late(world, monthly):
    waits = lines(world.officer, WAITING)
    page = reverse("workplans:monitor_quarter", args=[world.plan.pk, 2]) + "#unrecorded"
    about = "Midwife in charge · Amani district health team"
    assert waits == [("Values of April to June 2026: 6 missing", about, page)]
    assert lines(world.officer, LATE)[0][0] == "Record the values of April to June 2026: 3 of 3 still missing"
    assert lines(world.midwife, WAITING) == []
    monthly[1].post = world.vacant
    monthly[1].save()
    found = lines(world.officer, WAITING)
    assert sorted((name, about.split(" · ")[0]) for name, about, _url in found) == [
        ("Values of April to June 2026: 3 missing", "Cold chain technician"),
        ("Values of April to June 2026: 3 missing", "Midwife in charge"),
    ]
    keys = [task.key for section in work_of([world.officer], TODAY).sections.values() for task in section]
    assert len(keys) == len(set(keys))


def test_reminders_stay_one_for_each_time(world, monthly):
    found = list(reminding.of_recording(date(2026, 8, 15)))
    of_bob = [(one.facts["period"], one.stage, one.facts["n"]) for one in found if one.to == world.bob]
    assert sorted(of_bob) == [("2026-05", "late", 2), ("2026-06", "late", 2), ("2026-07", "day", 2)]
    assert len({(one.to, one.subject, one.stage) for one in found}) == len(found)


def test_twice_the_values_need_no_more_queries(world, monthly, signed_in):
    recorded(world, "2026-05", 3, indicator=monthly[0])
    alice, bob = signed_in(world.alice), signed_in(world.bob)
    pages = [
        (bob, table(world, "2026-05")),
        (bob, reverse("workplans:monitor_year", args=[monthly[0].pk])),
        (alice, reverse("lmframework:work_page")),
    ]

    def counted():
        found = []
        for client, where in pages:
            client.get(where)
            with CaptureQueriesContext(connection) as captured:
                client.get(where)
            found.append(len(captured))
        return found

    few = counted()
    for number in range(4):
        one = Indicator.objects.create(
            output=world.output,
            name=f"More {number}",
            recorded_every="month",
            post=world.vacant if number % 2 else None,
        )
        recorded(world, "2026-05", 3, indicator=one)
    assert counted() == few
    assert max(few) <= 20
