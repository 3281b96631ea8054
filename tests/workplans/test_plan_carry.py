"""What goes on from an earlier plan: chosen by hand, moved in time, marked where it came from, and never twice."""

import gzip
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from teams.models import Post
from tests.pages import fill_in, filled, says
from tests.workplans.test_plan import five_hundred
from workplans.models import Activity, Allocation, FundingSource, Indicator, Objective, Output, Target, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def new(world):
    """Amani's plan of 2027, empty."""
    return Workplan.objects.begin(world.team, date(2027, 1, 1))


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


def address(plan, **query):
    return reverse("workplans:plan_carry", args=[plan.pk]) + "".join(f"?{name}={key}" for name, key in query.items())


def carry(browser, plan, *items, **more):
    """Tick just these items on the page and send it."""
    page = browser.get(address(plan))
    keys = [f"{ {'objective': 'o', 'output': 'u', 'activity': 'a'}[item._meta.model_name] }{item.pk}" for item in items]
    return browser.post(address(plan), filled(page) | {"items": keys} | more)


def ticked(page):
    return filled(page)["items"]


def test_an_activity_takes_its_output_and_objective_along_and_nothing_else(world, new, bob):
    assert carry(bob, new, world.activity).headers["Location"] == new.get_absolute_url()
    objective, output, activity = (model.objects.get(workplan=new) for model in (Objective, Output, Activity))
    assert [objective.name, output.name, activity.name] == [
        world.objective.name, world.output.name, world.activity.name,
    ]  # fmt: skip
    assert (activity.output, output.objective) == (output, objective)
    assert (activity.carried_from, output.carried_from) == (world.activity, world.output)
    assert (activity.post, activity.place, activity.practice) == (world.midwife, "Amani hospital", "implement")
    assert activity.months == ["2027-08", "2027-09"]
    assert (activity.starts_on, activity.ends_on) == (date(2027, 8, 1), date(2027, 9, 30))
    assert not Allocation.objects.filter(workplan=new).exists()
    assert world.plan.activity_set.count() == 3, "the old plan stays as it is"


def test_indicators_come_along_without_the_old_plans_figures(world, new, bob):
    carry(bob, new, world.output)
    indicator = Indicator.objects.get(workplan=new)
    assert (indicator.name, indicator.unit, indicator.numerator) == (
        world.indicator.name, "%", world.indicator.numerator,
    )  # fmt: skip
    assert indicator.output == Output.objects.get(workplan=new)
    assert (indicator.baseline, indicator.target) == (None, None)
    assert not Target.objects.filter(indicator=indicator).exists()


def test_money_comes_along_when_it_is_wanted_and_in_the_same_currency(world, new, bob):
    Workplan.objects.filter(pk=world.plan.pk).update(currency="MZN")
    Workplan.objects.filter(pk=new.pk).update(currency="")
    carry(bob, new, world.activity, with_money="on")
    amounts = Allocation.objects.filter(workplan=new).values_list("source__name", "amount")
    assert sorted(amounts) == [("Global fund", Decimal(1000)), ("State budget", Decimal("2400.50"))]
    new.refresh_from_db()
    assert new.currency == "MZN", "an amount says in what it is counted"


def test_money_of_another_currency_is_left_out_and_the_page_says_so(world, new, bob):
    Workplan.objects.filter(pk=world.plan.pk).update(currency="MZN")
    Workplan.objects.filter(pk=new.pk).update(currency="USD")
    assert "Workplan 2026 is in MZN, and this one in USD" in says(bob.get(address(new)))
    carry(bob, new, world.activity, with_money="on")
    assert Activity.objects.filter(workplan=new).exists()
    assert not Allocation.objects.filter(workplan=new).exists()


def test_what_only_a_file_said_and_a_post_that_left_the_team_stay_behind(world, new, bob):
    moved = Post.objects.create(team=world.other_team, title="Driver", role="member")
    Activity.objects.filter(pk=world.activity.pk).update(
        stated={"Risk": "Rain"}, stated_gap=5, post=moved, responsible="the driver"
    )
    carry(bob, new, world.activity)
    activity = Activity.objects.get(workplan=new)
    assert (activity.stated, activity.stated_gap, activity.post) == ({}, None, None)
    assert activity.responsible == "the driver"


def test_nothing_is_carried_twice_and_what_is_carried_is_not_offered(world, new, bob):
    typed = filled(bob.get(address(new))) | {"items": [f"a{world.activity.pk}"]}
    for _time in range(2):
        assert bob.post(address(new), typed).status_code == 302
    page = bob.get(address(new))
    assert f'value="a{world.activity.pk}"'.encode() not in page.content
    assert "carried over" in says(page)
    again = bob.post(address(new), filled(page) | {"items": [f"a{world.activity.pk}"]})
    assert "Tick what goes on" in says(again)
    carry(bob, new, world.second_activity, world.third_activity)
    assert [model.objects.filter(workplan=new).count() for model in (Objective, Output, Activity)] == [1, 2, 3]
    assert "Everything in Workplan 2026 is carried over already." in says(bob.get(address(new)))


def test_what_was_put_elsewhere_since_takes_in_what_follows(world, new, bob):
    carry(bob, new, world.output)
    other = Objective.objects.create(workplan=new, name="Another")
    output = Output.objects.get(workplan=new)
    output.objective, output.name = other, "Renamed"
    output.save()
    carry(bob, new, world.activity)
    assert Activity.objects.get(workplan=new).output == output
    output.delete()
    assert f"u{world.output.pk}" in ticked(bob.get(address(new))), "what was removed may be carried again"


@pytest.mark.parametrize("foreign", ["objective", "output", "activity"])
def test_items_of_another_team_or_plan_are_never_copied(foreign, world, new, bob):
    theirs = Workplan.objects.begin(world.other_team, date(2026, 1, 1))
    objective = Objective.objects.create(workplan=theirs, name="Theirs")
    output = Output.objects.create(objective=objective, name="Theirs")
    item = {
        "objective": objective,
        "output": output,
        "activity": Activity.objects.create(output=output, name="Theirs"),
    }[foreign]
    page = carry(bob, new, item)
    assert "Tick what goes on" in says(page)
    carry(bob, new, item, world.third_activity)
    assert not Objective.objects.filter(workplan=new, name="Theirs").exists()
    assert Activity.objects.get(workplan=new).carried_from == world.third_activity


def test_the_plan_to_carry_from_is_an_earlier_one_of_the_same_team(world, new, signed_in):
    theirs = Workplan.objects.begin(world.other_team, date(2026, 1, 1))
    Objective.objects.create(workplan=theirs, name="Theirs")
    later = Workplan.objects.begin(world.team, date(2028, 1, 1))
    Objective.objects.create(workplan=later, name="Later")
    empty = Workplan.objects.begin(world.team, date(2025, 1, 1))
    for browser in (signed_in(world.alice), signed_in(world.ruth)):
        for wanted in (theirs.pk, later.pk, empty.pk, new.pk, "x", "-1", 10**30, "\0"):
            page = address(new) + f"?from={wanted}"
            assert browser.get(page).status_code == 404, wanted
            assert browser.post(page, {"items": f"o{world.objective.pk}"}).status_code == 404, wanted
        assert browser.get(address(new, **{"from": world.plan.pk})).status_code == 200
        assert "no earlier plan" in says(browser.get(address(empty)))
        assert browser.post(address(empty), {"items": f"o{world.objective.pk}"}).status_code == 200


def test_of_several_earlier_plans_the_latest_comes_first_and_another_can_be_chosen(world, new, bob):
    old = Workplan.objects.begin(world.team, date(2025, 1, 1))
    objective = Objective.objects.create(workplan=old, name="Clean water")
    assert world.objective.name in says(bob.get(address(new)))
    page = bob.get(address(new, **{"from": old.pk}))
    assert ticked(page) == [f"o{objective.pk}"]
    form = filled(page)
    bob.post(address(new, **{"from": old.pk}), form)
    assert Objective.objects.get(workplan=new).carried_from == objective


def test_the_page_starts_with_objectives_and_outputs_and_ticks_all_or_none_when_asked(world, new, bob):
    levels = [f"o{world.objective.pk}", f"u{world.output.pk}", f"u{world.second_output.pk}"]
    assert sorted(ticked(bob.get(address(new)))) == sorted(levels)
    assert len(ticked(bob.get(address(new, tick="all")))) == 6
    assert "items" not in filled(bob.get(address(new, tick="none")))


def test_a_form_without_a_tick_comes_back_and_says_what_to_do(world, new, bob):
    response = bob.post(address(new), filled(bob.get(address(new, tick="none")), with_money="on"))
    assert response.status_code == 200
    assert "Nothing is ticked" in says(response)
    assert filled(response)["with_money"] == ["on"]
    assert "items" not in filled(response), "the boxes stay as they were sent"


def test_history_says_who_carried_it_over_and_from_where(world, new, bob):
    carry(bob, new, world.activity, with_money="on")
    for model in (Objective, Output, Activity, Indicator):
        record = model.objects.filter(workplan=new).get().history.get()
        assert (record.history_user, record.history_change_reason) == (world.bob, "Carried over from Workplan 2026")
    assert "Carried over from Workplan 2026" in says(bob.get(reverse("workplans:plan_history", args=[new.pk])))


def test_an_item_shows_where_it_came_from_even_after_that_is_gone(world, new, bob):
    carry(bob, new, world.activity)
    copy = Activity.objects.get(workplan=new)
    source = world.activity.get_absolute_url()
    for page in (new.get_absolute_url(), copy.get_absolute_url()):
        assert f'<a class="chip" href="{source}">carried over</a>' in bob.get(page).content.decode()
    fill_in(bob, reverse("workplans:plan_item_change", args=["activity", copy.pk]), name="Another name")
    assert f'href="{source}"' in bob.get(copy.get_absolute_url()).content.decode(), "a change does not unmark it"
    world.activity.delete()
    fill_in(bob, reverse("workplans:plan_item_change", args=["activity", copy.pk]), name="A third name")
    history = reverse("workplans:plan_item_history", args=["activity", copy.pk])
    assert bob.get(copy.get_absolute_url()).status_code == 200
    assert "removed since" not in says(bob.get(history)), "that is nobody's change"


@pytest.mark.parametrize(
    ("old", "new", "months", "moved", "days"),
    [
        (("2024-01-01", "2024-12-31"), ("2025-01-01", None), ["2024-02"], ["2025-02"], ("2025-02-01", "2025-02-28")),
        (("2025-07-08", None), ("2026-07-08", None), ["2025-07"], ["2026-07"], ("2026-07-08", "2026-07-31")),
        (("2025-07-08", None), ("2026-07-08", None), ["2026-07"], ["2027-07"], ("2027-07-01", "2027-07-07")),
        (("2025-01-01", None), ("2026-07-08", None), ["2025-01"], ["2026-07"], ("2026-07-08", "2026-07-31")),
        (("2025-01-01", None), ("2026-01-01", "2026-06-30"), ["2025-06", "2025-07"], ["2026-06"], ("2026-06-01", "2026-06-30")),
        (("2025-01-01", None), ("2026-01-01", "2026-06-30"), ["2025-11"], [], (None, None)),
        (("2025-01-01", "2025-06-30"), ("2026-01-01", None), ["2025-05"], ["2026-05"], ("2026-05-01", "2026-05-31")),
    ],
)  # fmt: skip
def test_months_move_as_far_as_the_plans_start_and_are_cut_to_its_time(old, new, months, moved, days, world, signed_in):
    activity = an_activity(world, old, months=months)
    copy = carried(signed_in, world, activity, new)
    assert (copy.months, texts(copy)) == (moved, days)


@pytest.mark.parametrize(
    ("old", "new", "days", "moved"),
    [
        (("2024-01-01", None), ("2025-01-01", None), ("2024-02-29", "2024-03-01"), ("2025-02-28", "2025-03-01")),
        (("2027-01-01", None), ("2028-01-01", None), ("2027-02-28", None), ("2028-02-28", None)),
        (("2025-07-08", None), ("2026-07-08", None), ("2025-07-08", "2026-07-07"), ("2026-07-08", "2027-07-07")),
        (("2025-07-01", None), ("2026-07-08", None), ("2025-07-01", "2025-07-05"), (None, None)),
        (("2025-07-01", None), ("2026-07-08", None), ("2025-07-01", "2025-07-20"), ("2026-07-08", "2026-07-20")),
        (("2025-01-01", None), ("2026-01-01", "2026-06-30"), ("2025-05-01", "2025-09-30"), ("2026-05-01", "2026-06-30")),
        (("2025-01-01", None), ("2026-01-01", "2026-06-30"), (None, "2025-09-30"), (None, None)),
        (("2025-01-01", "2025-12-30"), ("2025-12-31", None), ("2025-03-05", "2025-03-06"), ("2026-03-05", "2026-03-06")),
    ],
)  # fmt: skip
def test_days_move_likewise(old, new, days, moved, world, signed_in):
    activity = an_activity(world, old, starts_on=days[0], ends_on=days[1])
    copy = carried(signed_in, world, activity, new)
    assert texts(copy) == moved


def an_activity(world, time, **facts):
    """An activity in a plan of Charlie's team over that time."""
    plan = Workplan.objects.begin(world.other_team, *(day and date.fromisoformat(day) for day in time))
    objective = Objective.objects.create(workplan=plan, name="Clean water")
    return Activity.objects.create(output=Output.objects.create(objective=objective, name="Wells"), name="Dig", **facts)


def carried(signed_in, world, activity, time):
    plan = Workplan.objects.begin(world.other_team, *(day and date.fromisoformat(day) for day in time))
    response = carry(signed_in(world.charlie), plan, activity)
    copy = Activity.objects.get(workplan=plan)
    assert response.status_code == 302
    return copy


def texts(activity):
    return tuple(day and day.isoformat() for day in (activity.starts_on, activity.ends_on))


def test_who_carries_over_is_told_how_many_activities_lost_their_days(world, bob):
    half = Workplan.objects.begin(world.team, date(2027, 1, 1), date(2027, 6, 30))
    response = bob.post(address(half), filled(bob.get(address(half, tick="all"))), follow=True)
    words = says(response)
    assert "Carried over. Objectives: 1, outputs: 2, activities: 3." in words
    assert "1 activity was planned for a time that this plan does not have." in words


def test_five_hundred_activities_are_a_light_page_and_few_queries(world, new, bob, django_assert_max_num_queries):
    five_hundred(world)
    with django_assert_max_num_queries(20):
        page = bob.get(address(new, tick="all"))
    assert len(gzip.compress(page.content)) < 40_000
    with CaptureQueriesContext(connection) as queries:
        assert bob.post(address(new), filled(page, with_money="on")).status_code == 302
    assert len(queries) < 120, "a fixed number, one a batch, and those that sum the plan up"
    assert Activity.objects.filter(workplan=new).count() == Activity.objects.filter(workplan=world.plan).count()
    numbers = [
        list(Activity.objects.filter(workplan=plan).values_list("name", flat=True)) for plan in (world.plan, new)
    ]
    assert numbers[0] == numbers[1], "in the same order"


def test_items_come_after_what_the_plan_has(world, new, bob):
    Objective.objects.create(workplan=new, name="First")
    carry(bob, new, world.objective)
    assert [objective.name for objective in new.objective_set.all()] == ["First", world.objective.name]


# Beginning a plan, three ways.


@pytest.mark.parametrize(
    ("how", "room"),
    [("hand", "plan_outline"), ("", "plan_outline"), ("file", "exchange_upload"), ("earlier", "plan_carry")],
)
def test_a_plan_is_begun_in_three_ways(how, room, world, signed_in):
    response = fill_in(signed_in(world.alice), reverse("workplans:plan_begin", args=[world.team.pk]), how=how)
    plan = Workplan.objects.latest("starts_on")
    assert response.headers["Location"] == reverse(f"workplans:{room}", args=[plan.pk])


def test_the_first_plan_of_a_team_cannot_start_from_an_earlier_one(world, signed_in):
    browser = signed_in(world.charlie)
    begin = reverse("workplans:plan_begin", args=[world.other_team.pk])
    assert "From an earlier plan" not in says(browser.get(begin))
    assert fill_in(browser, begin, how="earlier").status_code == 200
    assert not Workplan.objects.filter(team=world.other_team).exists()


def test_an_empty_plan_offers_the_three_ways_and_a_filled_one_the_two_others(world, new, signed_in):
    carry_there, upload = address(new), reverse("workplans:exchange_upload", args=[new.pk])
    page = signed_in(world.bob).get(new.get_absolute_url()).content.decode()
    assert f'href="{carry_there}"' in page
    assert f'href="{upload}"' in page
    for who, offered in (("bob", True), ("vera", False)):
        page = signed_in(world.people[who]).get(world.plan.get_absolute_url()).content.decode()
        assert (reverse("workplans:exchange_upload", args=[world.plan.pk]) in page) == offered
        assert address(world.plan) not in page, "there is no earlier plan"


def test_money_without_a_source_comes_along_too(world, new, bob):
    Allocation.objects.create(activity=world.third_activity, source=None, amount=7)
    carry(bob, new, world.third_activity, with_money="on")
    assert Allocation.objects.get(workplan=new).source is None
    assert FundingSource.objects.count() == 2
