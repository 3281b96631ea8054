"""What lies behind a figure is what adds up to it, whatever the days of the plan have become; its parts by breakdown."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.pages import says
from tests.workplans.test_monitor_results import entries, record
from tests.world import TODAY
from workplans.models import Breakdown, Entry, Indicator, Workplan
from workplans.queries.figures import Figures
from workplans.queries.results import Behind
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LATER = TODAY.replace(year=2027, month=1)
TIMES = [{"quarter": number} for number in (1, 2, 3, 4)] + [{"upto": number} for number in (1, 2, 3, 4)] + [{}]


def listed(page):
    """The keys of the entries on a page that count in its figure."""
    return {one.pk for one in page.context["entries"] if not one.state}


def adding_up(world, indicator, **time):
    plan = Workplan.objects.get(pk=world.plan.pk)
    return Behind(Figures(plan, LATER).of(Indicator.objects.get(pk=indicator.pk)), **time).keys


def test_the_list_is_what_adds_up_after_a_quarter_was_moved(world, signed_in, today):
    today.move_to(LATER)
    visits = Indicator.objects.create(output=world.output, name="Visits", recorded_every="month")
    for key in ("2026-03", "2026-05", "2026-06", "q3"):
        record(world, visits, key, 5)
    record(world, world.indicator, "q2", 10, 50)
    second, third = world.quarters[1:3]
    second.ends_on, third.starts_on = date(2026, 6, 15), date(2026, 6, 16)
    second.save()
    third.save()
    vera = signed_in(world.vera)
    for indicator in (visits, world.indicator):
        for time in TIMES:
            page = entries(vera, world, indicator=indicator.pk, **time)
            assert listed(page) == adding_up(world, indicator, **time), time


@pytest.mark.parametrize("keys", [["2026-02", "q2"], ["2026-02", "year"], ["q4", "year"], ["q1", "2026-12"]])
def test_the_list_is_what_adds_up_of_what_is_recorded_once_a_year(keys, world, signed_in, today):
    today.move_to(LATER)
    deaths = Indicator.objects.create(output=world.output, name="Deaths", recorded_every="year", target=4)
    for key in keys:
        record(world, deaths, key, 2)
    vera = signed_in(world.vera)
    for time in TIMES:
        page = entries(vera, world, indicator=deaths.pk, **time)
        assert listed(page) == adding_up(world, deaths, **time), time


def test_a_count_between_two_quarters_is_in_the_list_of_the_one_it_counts_in(world, signed_in):
    second = world.quarters[1]
    second.starts_on = date(2026, 4, 10)
    second.save()
    for day in (date(2026, 3, 31), date(2026, 4, 5), date(2026, 7, 1)):
        Entry.figures.tally(world.activity, "reached", Decimal(day.day), world.bob, day)
    vera = signed_in(world.vera)
    page = entries(vera, world, activity=world.activity.pk, quarter=2)
    assert [one.figure for one in page.context["entries"]] == ["5"]
    assert "People reached: 5 (5 April)" in says(page)
    results = vera.get(reverse("workplans:monitor_results", args=[world.plan.pk]), {"quarter": 2})
    line = next(one for one in results.context["results"].activities if one.item == world.activity)
    assert line.quarter.reached == 5
    assert line.so_far.reached == 36
    assert len(entries(vera, world, activity=world.activity.pk, upto=2).context["entries"]) == 2


def test_the_parts_of_an_entry_stand_by_breakdown(world, signed_in):
    age, sex = Breakdown.objects.create(name="Years"), Breakdown.objects.create(name="Kind")
    young, old = age.parts.create(name="Under five", order=1), age.parts.create(name="Older", order=2)
    girls, boys = sex.parts.create(name="Girls", order=1), sex.parts.create(name="Boys", order=2)
    visits = Indicator.objects.create(output=world.output, name="Visits")
    visits.breakdowns.add(age, sex)
    parts = {one: Reading(Decimal(n)) for one, n in ((young, 1), (old, 4), (girls, 2), (boys, 3))}
    entry = record(world, visits, "q2", 5, parts=parts)
    page = entries(signed_in(world.vera), world, indicator=visits.pk, quarter=2)
    [shown] = page.context["entries"]
    assert shown.parts == [("Kind", ["Girls: 2", "Boys: 3"]), ("Years", ["Under five: 1", "Older: 4"])]
    assert "Kind · Girls: 2 · Boys: 3 Years · Under five: 1 · Older: 4" in says(page)
    correcting = signed_in(world.bob).get(reverse("workplans:monitor_correct", args=[entry.pk]))
    assert "Kind · Girls: 2 · Boys: 3 Years · Under five: 1 · Older: 4" in says(correcting)
