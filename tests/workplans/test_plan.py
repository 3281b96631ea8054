"""A workplan as a whole: beginning one, its dates and quarters, removing it, the list, a long plan on one page."""

import gzip
from datetime import date

import pytest
from django.urls import reverse

from tests.pages import fill_in, filled, says
from tests.world import TODAY
from workplans.models import Activity, Allocation, Objective, Output, Quarter, Target, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def begin(world, signed_in):
    """`begin("2026-01-01", …)`: Charlie's team has no plan yet, and he begins one."""
    address = reverse("workplans:plan_begin", args=[world.other_team.pk])
    return lambda first, last=None: fill_in(signed_in(world.charlie), address, starts_on=first, ends_on=last)


@pytest.fixture
def change(world, signed_in):
    address = reverse("workplans:plan_change", args=[world.plan.pk])
    return lambda **typed: fill_in(signed_in(world.alice), address, **typed)


def quarters_of(plan):
    return [f"{first} {last}" for first, last in plan.quarters.values_list("starts_on", "ends_on")]


@pytest.mark.parametrize(
    ("first", "last", "year", "quarters"),
    [
        ("2026-01-01", None, "2026", ["01-01 03-31", "04-01 06-30", "07-01 09-30", "10-01 12-31"]),
        ("2026-07-01", None, "2026/27", ["07-01 09-30", "10-01 12-31", "01-01 03-31", "04-01 06-30"]),
        ("2026-10-01", "2027-09-30", "2026/27", ["10-01 12-31", "01-01 03-31", "04-01 06-30", "07-01 09-30"]),
        ("2026-07-08", None, "2026/27", ["07-08 10-07", "10-08 01-07", "01-08 04-07", "04-08 07-07"]),
        ("2026-07-01", "2026-12-31", "2026", ["07-01 09-30", "10-01 12-31"]),
        ("2026-01-01", "2026-01-20", "2026", ["01-01 01-20"]),
    ],
)
def test_charlie_begins_a_plan_and_its_quarters_are_there(first, last, year, quarters, begin, world):
    response = begin(first, last)
    plan = Workplan.objects.get(team=world.other_team)
    assert response.headers["Location"] == plan.get_absolute_url()
    assert plan.year == year
    assert [" ".join(day[5:] for day in quarter.split()) for quarter in quarters_of(plan)] == quarters
    assert plan.history.get().history_user == world.charlie


def test_the_form_proposes_the_year_after_the_latest_plan(world, signed_in):
    page = signed_in(world.alice).get(reverse("workplans:plan_begin", args=[world.team.pk]))
    assert (filled(page)["starts_on"], filled(page)["ends_on"]) == (["2027-01-01"], ["2027-12-31"])


@pytest.mark.parametrize(("starts", "first"), [((1, 1), "2026-01-01"), ((7, 8), "2026-07-08"), ((10, 1), "2025-10-01")])
def test_the_form_proposes_the_running_year_of_the_installation(starts, first, world, signed_in, settings):
    settings.YEAR_STARTS = starts
    page = signed_in(world.charlie).get(reverse("workplans:plan_begin", args=[world.other_team.pk]))
    assert filled(page)["starts_on"] == [first]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-12-31", None, "The team has a workplan from"),
        ("2025-06-01", "2026-01-01", "Two cannot cover the same days"),
        ("2026-01-01", None, "Two cannot cover the same days"),
        ("2027-06-01", "2027-05-01", "The last day comes after the first."),
        ("2027-06-01", "2027-06-01", "The last day comes after the first."),
        ("2027-01-01", "2033-01-01", "A workplan lasts five years at most."),
        ("", None, "This field is required."),
        ("the first of July", None, "Enter a valid date."),
        ("9999-12-31", None, "Is this one mistyped?"),
        ("0026-01-01", None, "Is this one mistyped?"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(first, last, words, world, signed_in):
    address = reverse("workplans:plan_begin", args=[world.team.pk])
    response = fill_in(signed_in(world.alice), address, starts_on=first, ends_on=last)
    assert response.status_code == 200
    assert words in says(response)
    assert filled(response)["starts_on"] == [first]
    assert Workplan.objects.get() == world.plan


def test_a_plan_may_begin_on_the_day_after_another(world, signed_in):
    address = reverse("workplans:plan_begin", args=[world.team.pk])
    assert fill_in(signed_in(world.alice), address, starts_on="2027-01-01").status_code == 302


def test_alice_moves_a_plan_to_july_and_its_quarters_go_along(change, world):
    assert change(starts_on="2026-07-01", ends_on="2027-06-30", currency="mzn").status_code == 302
    world.plan.refresh_from_db()
    assert world.plan.currency == "MZN"
    assert quarters_of(world.plan)[0] == "2026-07-01 2026-09-30"
    assert [target.value for target in Target.objects.all()] == [43, 46, 50, 55], "targets stay with their quarter"


def test_alice_sets_her_own_quarters(change, world):
    assert change(quarter_2="2026-03-15", quarter_3="2026-07-08", quarter_4="2026-12-31").status_code == 302
    assert quarters_of(world.plan) == [
        "2026-01-01 2026-03-14", "2026-03-15 2026-07-07", "2026-07-08 2026-12-30", "2026-12-31 2026-12-31",
    ]  # fmt: skip
    change(quarter_2=None, quarter_3=None, quarter_4=None)
    assert quarters_of(world.plan)[1] == "2026-04-01 2026-06-30"


def test_dates_and_quarters_may_change_together(change, world):
    change(ends_on="2026-11-30", quarter_2="2026-03-15", quarter_3="2026-07-08", quarter_4="2026-10-08")
    assert quarters_of(world.plan) == [
        "2026-01-01 2026-03-14", "2026-03-15 2026-07-07", "2026-07-08 2026-10-07", "2026-10-08 2026-11-30",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"quarter_2": "2026-01-01"}, {"quarter_3": "2026-04-01"}, {"quarter_4": "2027-01-01"}]
)
def test_quarters_that_overlap_or_leave_the_plan_are_refused(wrong, change, world):
    before = quarters_of(world.plan)
    response = change(**wrong)
    assert "This is not after the quarter before it, or not within the plan." in says(response)
    assert {name: filled(response)[name] for name in wrong} == {name: [day] for name, day in wrong.items()}
    assert quarters_of(world.plan) == before


def test_a_plan_cannot_be_moved_over_another(change, world):
    Workplan.objects.begin(world.team, date(2027, 1, 1))
    assert "Two cannot cover the same days" in says(change(ends_on="2027-03-31"))
    world.plan.refresh_from_db()
    assert world.plan.ends_on == date(2026, 12, 31)


def test_a_shorter_plan_loses_the_quarters_it_no_longer_has(change, world):
    change(ends_on="2026-06-30")
    assert Quarter.objects.filter(workplan=world.plan).count() == 2
    assert [target.value for target in world.indicator.targets.all()] == [43, 46]


def test_a_plan_is_removed_only_while_nothing_is_written_in_it(world, signed_in):
    browser, address = signed_in(world.alice), reverse("workplans:plan_remove", args=[world.plan.pk])
    assert "There is work written in it" in says(browser.get(address))
    assert browser.post(address).status_code == 200
    assert Workplan.objects.filter(pk=world.plan.pk).exists()
    world.objective.delete()
    assert "Nothing is written in it yet." in says(browser.get(address))
    assert fill_in(browser, address).status_code == 302
    assert not Workplan.objects.exists()
    assert Workplan.history.first().history_type == "-"


def test_the_list_leads_straight_to_the_running_plan_and_shows_all_when_asked(world, signed_in):
    address = reverse("workplans:plan_list")
    next_year = Workplan.objects.begin(world.team, date(2027, 1, 1))
    browser = signed_in(world.bob)
    assert browser.get(address).headers["Location"] == world.plan.get_absolute_url()
    page = browser.get(address, {"all": 1})
    assert list(page.context["plans"]) == [world.plan, next_year]
    assert "Begin a workplan for" not in says(page), "Bob does not lead the team"
    assert "Begin a workplan for Amani district health team" in says(signed_in(world.alice).get(address, {"all": 1}))
    assert "Amani district health team: 2026" in says(signed_in(world.vera).get(address))
    assert "There is none yet" in says(signed_in(world.charlie).get(address))


NONSENSE = ["", "x", "-1", "0", "99999999999999999999", "%00", "NaN", "1e9", "é" * 300, "a.b..c", "[]", "'", "<b>"]


@pytest.mark.parametrize("value", NONSENSE)
def test_whatever_stands_in_an_address_no_page_breaks(value, world, signed_in):
    browser, plan = signed_in(world.alice), world.plan.get_absolute_url()
    value = "\0" if value == "%00" else value
    for name in ["q", "practice", "post", "quarter", "missing", "soon", "fold", "anything"]:
        assert browser.get(plan, {name: value}).status_code == 200, name
    for path in ["/workplans/", f"{plan}history/", "/account/", "/units/", "/"]:
        assert browser.get(path, {"all": value, "page": value, "next": value}).status_code in (200, 302), path


@pytest.mark.parametrize("key", [0, 2**31, 2**63, 10**30])
def test_an_address_with_an_impossible_number_is_not_found(key, world, signed_in):
    browser = signed_in(world.ruth)
    kinds = ["objective", "output", "activity", "indicator"]
    for path in [f"/workplans/{key}/", f"/workplans/{key}/history/", f"/teams/{key}/", f"/units/{key}/",
                 f"/workplans/activity/{key}/money/", *(f"/workplans/{kind}/{key}/" for kind in kinds),
                 *(f"/workplans/{kind}/{key}/history/" for kind in kinds)]:  # fmt: skip
        assert browser.get(path).status_code == 404, path


def test_names_of_four_hundred_letters_are_kept_whole(world, signed_in):
    browser, long = signed_in(world.alice), "Träin the <midwives> & others " * 14
    for kind, parent in [("output", world.objective), ("activity", world.output)]:
        address = reverse("workplans:plan_item_add", args=[parent._meta.model_name, parent.pk, kind])
        assert fill_in(browser, address, name=long).status_code == 302
    assert Output.objects.filter(name=long.strip()).exists()
    activity = Activity.objects.get(name=long.strip())
    for page in [world.plan.get_absolute_url(), activity.get_absolute_url(), f"{activity.get_absolute_url()}history/"]:
        assert long.strip() in says(browser.get(page))


def five_hundred(world, count=500):
    """So many activities under ten outputs, each with a post, months and money."""
    outputs = [world.output, world.second_output]
    for place in range(8):
        objective = Objective.objects.create(workplan=world.plan, name=f"Objective {place}")
        outputs.append(Output.objects.create(objective=objective, name=f"Output {place}"))
    for place in range(count):
        activity = Activity.objects.create(
            output=outputs[place % 10],
            name=f"Activity {place}: visit the villages beyond the river and vaccinate every child found there",
            post=world.midwife,
            months=["2026-03", "2026-04", f"2026-{place % 12 + 1:02}"],
        )
        Allocation.objects.create(activity=activity, source=world.source, amount=place * 1000)


@pytest.mark.parametrize("who", ["vera", "bob"])
@pytest.mark.parametrize("query", ["", "?fold=all"])
def test_five_hundred_activities_make_a_light_page(who, query, world, signed_in, django_assert_max_num_queries):
    browser, address = signed_in(world.people[who]), world.plan.get_absolute_url() + query
    with django_assert_max_num_queries(20) as few:
        browser.get(address)
    five_hundred(world)
    with django_assert_max_num_queries(20) as many:
        page = browser.get(address)
    assert len(many) == len(few)
    assert len(gzip.compress(page.content)) < 60_000
    assert page.context["outline"].total == 503
    assert (says(page).count("visit the villages") == 500) == ("all" in query)


def test_a_long_plan_opens_its_first_objective_and_a_fold_turns_one_over(world, signed_in):
    five_hundred(world, 60)
    browser, address = signed_in(world.bob), world.plan.get_absolute_url()

    def opened(**query):
        return [row.open for row in browser.get(address, query).context["outline"].rows]

    first, second = (row.key for row in browser.get(address).context["outline"].rows[:2])
    assert opened() == [True] + [False] * 8
    assert opened(fold=first) == [False] * 9
    assert opened(fold=f"{first}.{second}") == [False, True] + [False] * 7
    assert opened(fold="all") == [True] * 9
    assert opened(fold=f"all.{second}") == [True, False] + [True] * 7
    assert opened(q="activity 1:") == [True], "what a filter leaves is short, so it is open"
    page = browser.get(address)
    for link in (row.key for row in page.context["outline"].rows):
        assert f"?fold={link}".encode() in page.content


def test_todays_plan_is_marked_by_a_line(world, signed_in, today):
    browser = signed_in(world.bob)
    marked = browser.get(world.plan.get_absolute_url()).context["outline"].today_at
    assert 70 < marked < 80, "in August, the eighth month"
    today.move_to(TODAY.replace(year=2027))
    assert browser.get(world.plan.get_absolute_url()).status_code == 302, "the session is over"
    assert signed_in(world.bob).get(world.plan.get_absolute_url()).context["outline"].today_at is None
