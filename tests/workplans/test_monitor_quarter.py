"""The page of a quarter, in the order of a meeting: what it counts, what it says is missing, whom it reminds."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from teams.models import Notice
from tests.pages import says
from tests.world import TODAY, entry, report, stuck
from workplans import reviewing
from workplans.models import Activity, Agreement, Entry, Explanation, Indicator, Mapping, MoneyEntry, Target, Workplan
from workplans.queries.figures import Figures, Glance
from workplans.queries.quarter import Meeting
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def record(indicator, key, by, *numbers):
    period = indicator.workplan.calendar().find(key)
    reading = Reading(Decimal(numbers[0])) if len(numbers) == 1 else Reading(None, *map(Decimal, numbers))
    return Entry.figures.record(indicator, period, by, reading, text="As in the register", sure=True)


def page_of(world, number=2, query=""):
    return reverse("workplans:monitor_quarter", args=[world.plan.pk, number]) + query


def meeting(world, number=2, today=TODAY):
    quarters = list(world.plan.quarters.all())
    return Meeting(world.plan, quarters[number - 1], quarters, today)


def agree(world, number=1, text="Ask the store for gloves", **more):
    quarter = world.plan.quarters.get(number=number)
    facts = {"post": world.midwife, "due_on": date(2026, 7, 31), "by": world.alice} | more
    return Agreement.objects.agree(quarter, text, facts["post"], facts["due_on"], facts["by"])


def visits(world, every="month", **more):
    facts = {"unit": "visits", "recorded_every": every, "post": world.midwife} | more
    return Indicator.objects.create(output=world.second_output, name="Home visits", **facts)


def test_a_glance_says_what_all_the_figures_say(world):
    monthly = visits(world)
    for key, number in (("2026-04", 3), ("2026-05", 4), ("2026-06", "2.5")):
        record(monthly, key, world.bob, number)
    Target.objects.create(indicator=monthly, quarter=world.quarters[1], value=Decimal("9.5"))
    record(world.indicator, "q1", world.bob, 20, 50)
    fixed = record(world.indicator, "q2", world.bob, 21, 50)
    Entry.figures.correct(fixed, world.alice, "Counted twice", Reading(None, Decimal(20), Decimal(50)))
    with CaptureQueriesContext(connection) as captured:
        glance = Glance(world.plan, TODAY, [monthly, world.indicator])
    assert len(captured) == 1
    for one in Figures(world.plan, TODAY).measured:
        same = next(two for two in glance.measured if two.indicator == one.indicator)
        assert [same.quarter(n) for n in range(1, 5)] == [one.quarter(n) for n in range(1, 5)]
        assert [same.so_far(n) for n in range(1, 5)] == [one.so_far(n) for n in range(1, 5)]
        assert same.year == one.year


def test_who_has_not_recorded_stands_by_post_with_what_is_nobodys_last(world):
    monthly = visits(world)
    record(monthly, "2026-05", world.bob, 4)
    [midwife, nobody] = meeting(world).unrecorded
    assert (midwife.post, midwife.count, list(midwife.periods)) == (world.midwife, 2, ["2026-04", "2026-06"])
    assert (nobody.post, nobody.count, nobody.names) == (None, 1, [world.indicator.name])
    assert (midwife.holder, nobody.holder) == ("Bob", "")


def test_who_records_by_the_activity_and_a_vacant_post_are_named_too(world, signed_in):
    world.activity.post = world.midwife
    world.activity.save()
    facts = {"recorded_every": "quarter", "unit": "talks"}
    Indicator.objects.create(activity=world.activity, name="Talks", **facts)
    Indicator.objects.create(output=world.output, name="Beds", post=world.vacant, **facts)
    page = says(signed_in(world.vera).get(page_of(world))).replace(" ,", ",").replace(" :", ":")
    assert "Midwife in charge, Bob: 1 value is not recorded" in page
    assert f"{world.vacant.title}, vacant: 1 value is not recorded" in page


def test_what_a_file_brings_is_told_and_nobody_is_reminded_of_it_by_hand(client, world):
    brought, typed = visits(world), visits(world, post=world.officer)
    Mapping.objects.create(team=world.team, code="A1", fills="value", indicator=brought, indicator_name=brought.name)
    record(world.indicator, "q2", world.bob, 20, 50)
    found = {row.post: (row.count, row.from_file) for row in meeting(world).unrecorded}
    assert found[world.midwife] == (0, 3)
    assert found[typed.post] == (3, 0)
    assert meeting(world).lacking == 6
    client.force_login(world.alice)
    assert "3 values come from a file" in says(client.get(page_of(world)))
    address = reverse("workplans:monitor_remind", args=[world.plan.pk, 2])
    page = client.post(address, {"post": world.midwife.pk}, follow=True)
    assert "There is nothing to record there any more" in says(page)
    assert not Notice.objects.filter(kind="record_asked").exists()


def test_a_reminder_is_sent_once_a_day_to_who_acts_for_the_post(world, signed_in, today):
    visits(world)
    alice, address = signed_in(world.alice), reverse("workplans:monitor_remind", args=[world.plan.pk, 2])
    assert "Reminded: Bob." in says(alice.post(address, {"post": world.midwife.pk}, follow=True))
    page = alice.post(address, {"post": world.midwife.pk, "again": 1}, follow=True)
    assert "reminded today already" in says(page)
    assert "Reminded today" in says(page)
    told = Notice.objects.filter(to=world.bob, kind="record_asked")
    assert told.get().words.startswith("Alice reminds your post “Midwife in charge”: 3 values of quarter 2")
    today.move_to(TODAY.replace(day=13))
    alice = signed_in(world.alice)
    alice.post(address, {"post": world.midwife.pk})
    assert told.count() == 2
    assert "nobody was reminded" in says(alice.post(address, {"post": "0"}, follow=True))  # she leads it alone
    assert "nothing to record" in says(alice.post(address, {"post": "99"}, follow=True))


def test_what_asks_for_a_look_comes_first(world, signed_in):
    fine = visits(world, "quarter")
    Target.objects.create(indicator=fine, quarter=world.quarters[1], value=10)
    record(fine, "q2", world.bob, 12)
    record(world.indicator, "q2", world.bob, 10, 50)  # 20% of 46%
    found = meeting(world)
    assert [(one.item, one.state) for one in found.results] == [(world.indicator, "off_track"), (fine, "on_track")]
    assert found.wanting == found.results[:1]
    page = says(signed_in(world.vera).get(page_of(world)))
    assert page.index("Off track: 1") < page.index("On track: 1") < page.index("46%") < page.index("12 visits")


def test_of_activities_what_was_due_in_the_quarter_counts(world):
    def activity(name, day, **more):
        return Activity.objects.create(output=world.output, name=name, starts_on=day, ends_on=day, **more)

    done = activity("Done", date(2026, 5, 2))
    late = activity("Late", date(2026, 5, 3))
    activity("Of another quarter", date(2026, 7, 3))
    gone = activity("Not done", date(2026, 6, 3))
    held = activity("In the way", date(2026, 6, 30))
    report(world, "done", done, on=date(2026, 5, 2))
    report(world, "not_done", gone)
    report(world, "stuck", held, obstacle=stuck(world, activity=held))
    found = meeting(world)
    assert [(one.item, one.how) for one in found.done] == [
        (held, "stuck"),
        (late, "late"),
        (gone, "not_done"),
        (done, "done"),
    ]
    assert found.doing == {"due": 4, "done": 1, "late": 1, "stuck": 1, "not_done": 1}


def test_the_money_is_that_of_the_quarter(world):
    kind = MoneyEntry.Kind
    entry(world, kind.RELEASED, 900, on=date(2026, 5, 2))
    entry(world, kind.SPENT, "300.10", on=date(2026, 6, 30))
    entry(world, kind.SPENT, 50, on=date(2026, 7, 1))
    sums = meeting(world).sums
    assert (sums.asked, sums.released, sums.spent) == (0, 900, Decimal("300.10"))
    third = meeting(world, 3).sums
    assert (third.asked, third.spent) == (Decimal("3400.50"), 50)


def test_what_is_missing_is_said_before_the_quarter_is_closed(world, signed_in):
    agree(world)
    record(world.indicator, "q2", world.bob, 10, 50)
    visits(world, "quarter")
    alice = signed_in(world.alice)
    page = says(alice.get(page_of(world)))
    missing = page.partition("Still missing:")[2]
    for words in ("1 value is not recorded", "1 agreement of last time is open", "1 difference is not explained"):
        assert words in missing
    assert "Nothing is agreed It can be closed all the same" in missing
    assert "Close it" in missing
    assert "lead closes a quarter" in says(signed_in(world.bob).get(page_of(world)))
    Explanation.objects.create(quarter=world.quarters[1], indicator=world.indicator, why="Two nurses left")
    found = meeting(world)
    assert found.unexplained == []
    assert [one.why.why for one in found.explained] == ["Two nurses left"]


def test_a_quarter_under_way_is_not_closed_and_a_closed_one_reminds_nobody(world, signed_in):
    alice = signed_in(world.alice)
    assert "It can be closed after that" in says(alice.get(page_of(world, 3)))
    assert "Remind" in says(alice.get(page_of(world, 1)))
    reviewing.settle_quarter(world.quarters[0], True, "", world.alice, TODAY)
    page = says(alice.get(page_of(world, 1)))
    assert "Remind" not in page
    assert "Who may open it again: District supervisor (Sofia)" in page
    assert "Open it again" in says(signed_in(world.sofia).get(page_of(world, 1)))


def test_the_plan_leads_to_the_quarter_that_is_to_be_looked_at(world, signed_in):
    bob, address = signed_in(world.bob), reverse("workplans:monitor_current", args=[world.plan.pk])
    assert bob.get(address).url == page_of(world, 2)
    for quarter in world.quarters[:2]:
        reviewing.settle_quarter(quarter, True, "", world.alice, TODAY)
    assert bob.get(address).url == page_of(world, 3)
    later = Workplan.objects.begin(world.team, date(2030, 1, 1))
    assert bob.get(reverse("workplans:monitor_current", args=[later.pk])).url.endswith("/monitor/1/")
    assert bob.get(page_of(world, 9)).status_code == 404


@pytest.mark.parametrize("who", ["vera", "alice"])
def test_a_quarter_of_many_rows_needs_no_more_queries(who, world, signed_in):
    def grow(rows):
        for number in range(rows):
            one = visits(world, every=["month", "quarter"][number % 2])
            Target.objects.create(indicator=one, quarter=world.quarters[1], value=90)
            record(one, "q2", world.bob, 10 * number)
            on = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 2)}
            activity = Activity.objects.create(output=world.output, name=f"Talk {number}", post=world.midwife, **on)
            stuck(world, f"No fuel {number}", activity=activity)
            agree(world, 1 + number % 2, f"Do {number}")
            Explanation.objects.create(quarter=world.quarters[1], indicator=one, why="Rain")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(page_of(world)).status_code == 200
        return [query["sql"] for query in captured]

    browser = signed_in(world.people[who])
    grow(3)
    before = queries()
    grow(6)
    after = queries()
    assert len(after) == len(before) <= 20, "\n".join(after)
