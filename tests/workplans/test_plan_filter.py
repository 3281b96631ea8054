"""What of a plan is shown: every filter against a count of its own."""

from datetime import date, timedelta

import pytest

from tests.pages import says
from tests.world import TODAY
from workplans.models import Activity, Allocation, Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def activities(world):
    """Sixty activities of every kind: by months, by days, without either; with money, without, needing none."""
    for number in range(60):
        first = TODAY + timedelta(days=number * 11 - 300)
        by = number % 3
        activity = Activity.objects.create(
            output=[world.output, world.second_output][number % 2],
            name=f"Visit village {number}" if number % 5 else f"Mend the BOAT {number}",
            code=f"K{number}" if number % 7 == 0 else "",
            place="Étang" if number % 10 == 3 else "",
            practice=["plan", "organise", "implement", "monitor"][number % 4],
            post=[world.midwife, world.vacant, None][number % 3],
            responsible="The council" if number % 6 == 2 else "",
            months=[f"2026-{number % 12 + 1:02}", "2026-12"] if by == 0 else [],
            starts_on=first if by == 1 else None,
            ends_on=first + timedelta(days=number) if by == 1 else None,
            needs_no_money=number % 8 == 0,
        )
        if number % 4 == 1:
            Allocation.objects.create(activity=activity, source=world.source, amount=number % 3)
    return list(Activity.objects.select_related("post", "output__objective"))


@pytest.fixture
def shown(world, signed_in):
    """`shown(quarter=3)`: the keys of the activities that the page prints, and that it counts as many."""
    browser = signed_in(world.sofia)

    def look(**query):
        page = browser.get(world.plan.get_absolute_url(), {**query, "fold": "all"})
        rows = page.context["outline"].rows
        found = [row.item.pk for objective in rows for output in objective.rows for row in output.rows]
        assert len(found) == page.context["outline"].shown == len(set(found))
        assert f"{len(found)} activit" in says(page) or not found
        return set(found)

    return look


def keys(activities, wanted):
    found = {activity.pk for activity in activities if wanted(activity)}
    assert 0 < len(found) < len(activities), "a count of all or nothing would show nothing"
    return found


def days_of(activity):
    """Every day on which an activity goes on."""
    if activity.months:
        days = (date(2026, 1, 1) + timedelta(days=number) for number in range(365))
        return {day for day in days if f"{day:%Y-%m}" in activity.months}
    if activity.starts_on:
        length = (activity.ends_on - activity.starts_on).days
        return {activity.starts_on + timedelta(days=number) for number in range(length + 1)}
    return set()


def has_money(activity):
    return sum(allocation.amount for allocation in activity.allocations.all()) > 0


@pytest.mark.parametrize("practice", ["plan", "organise", "implement", "monitor"])
def test_by_practice(practice, activities, shown):
    assert shown(practice=practice) == keys(activities, lambda one: one.practice == practice)


@pytest.mark.parametrize("post", ["midwife", "vacant"])
def test_by_responsible_post(post, activities, shown, world):
    wanted = getattr(world, post)
    assert shown(post=wanted.pk) == keys(activities, lambda one: one.post == wanted)


@pytest.mark.parametrize("progress", ["late", "stuck", "silent"])
def test_by_how_far_it_is(progress, activities, shown, world):
    said = {one.pk: ["", "started", "done", "stuck", "not_done"][number % 5] for number, one in enumerate(activities)}
    for one in activities:
        if said[one.pk]:
            Entry.objects.report(one, said[one.pk], world.bob)

    def is_late(activity):
        settled = said[activity.pk] in ("done", "not_done")
        return activity.ends_on is not None and activity.ends_on < TODAY and not settled

    expected = {
        "late": is_late,
        "stuck": lambda one: said[one.pk] == "stuck",
        "silent": lambda one: said[one.pk] == "",
    }
    assert shown(progress=progress) == keys(activities, expected[progress])


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_by_quarter(number, activities, shown, world):
    quarter = world.quarters[number - 1]

    def touches(activity):
        return any(quarter.starts_on <= day <= quarter.ends_on for day in days_of(activity))

    assert shown(quarter=number) == keys(activities, touches)


@pytest.mark.parametrize("days", [1, 7, 60, 366])
def test_by_what_is_under_way_or_starts_soon(days, activities, shown):
    """Where an activity is planned by months, its month counts as a whole."""

    def soon(activity):
        last = TODAY + timedelta(days=days)
        if activity.months:
            return any(f"{TODAY:%Y-%m}" <= key <= f"{last:%Y-%m}" for key in activity.months)
        return any(TODAY <= day <= last for day in days_of(activity))

    assert shown(soon=days) == keys(activities, soon)


@pytest.mark.parametrize(
    ("missing", "lacks"),
    [
        ("money", lambda one: not has_money(one) and not one.needs_no_money),
        ("responsible", lambda one: not one.post and not one.responsible),
        ("dates", lambda one: not days_of(one)),
    ],
)
def test_by_what_is_missing(missing, lacks, activities, shown):
    assert shown(missing=missing) == keys(activities, lacks)


def test_outputs_that_are_not_measured_are_shown_without_their_activities(activities, world, signed_in):
    page = signed_in(world.sofia).get(world.plan.get_absolute_url(), {"missing": "indicator"})
    [objective] = page.context["outline"].rows
    assert [(row.item, row.rows) for row in objective.rows] == [(world.second_output, [])]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("boat", lambda one: one.name),
        ("village 1", lambda one: one.name),
        ("1 village", lambda one: one.name),
        ("k42", lambda one: one.code),
        ("étang", lambda one: one.place),
        ("council", lambda one: one.responsible),
        ("cold CHAIN", lambda one: one.post.title if one.post else ""),
        ("danger signs", lambda one: one.output.name),
        ("signs boat", lambda one: f"{one.output.name} {one.name}"),
    ],
)
def test_by_words_wherever_they_stand(words, text, activities, shown):
    def has_all(activity):
        return all(word in text(activity).casefold() for word in words.casefold().split())

    assert shown(q=words) == keys(activities, has_all)


def test_an_output_that_fits_is_shown_though_nothing_under_it_is(world, signed_in):
    world.third_activity.delete()
    page = signed_in(world.sofia).get(world.plan.get_absolute_url(), {"q": "danger"})
    [objective] = page.context["outline"].rows
    assert [row.item for row in objective.rows] == [world.second_output]


def test_filters_narrow_each_other(activities, shown, world):
    both = shown(practice="implement", missing="money", post=world.midwife.pk)
    assert both == shown(practice="implement") & shown(missing="money") & shown(post=world.midwife.pk)
    assert both


@pytest.mark.parametrize(
    "query", [{"quarter": 9}, {"practice": "lead"}, {"post": 10**9}, {"missing": "x"}, {"soon": 0}]
)
def test_what_cannot_be_asked_is_left_aside(query, activities, shown):
    assert shown(**query) == {activity.pk for activity in activities}


def test_what_is_not_there_is_said_with_a_way_back(world, signed_in):
    page = signed_in(world.sofia).get(world.plan.get_absolute_url(), {"q": "helicopter"})
    assert "Nothing in this plan fits what you asked for." in says(page)
    assert "Show the whole plan" in says(page)


def test_only_the_outline_is_sent_when_only_the_outline_is_asked_for(world, signed_in):
    browser, address = signed_in(world.sofia), world.plan.get_absolute_url()
    part = browser.get(address, {"q": "radio"}, headers={"HX-Request": "true"})
    assert part.content.strip().startswith(b'<div id="outline">')
    assert "HX-Request" in part.headers["Vary"]
    again = browser.get(address, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert again.content.startswith(b"<!doctype html>")


def test_the_sums_are_of_what_is_shown(activities, world, signed_in):
    page = signed_in(world.sofia).get(world.plan.get_absolute_url(), {"practice": "implement"})
    wanted = [one for one in activities if one.practice == "implement"]
    money = sum(allocation.amount for one in wanted for allocation in one.allocations.all())
    assert page.context["outline"].money == money
    assert page.context["outline"].total == len(activities)
