"""Home: its facts against a count of our own, for each reader, and in as many queries for a plan of any size."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lmframework import scores
from lmframework.models import Guide
from lmframework.queries import home_of, results_of, week_of
from lmframework.tiles import framework_of
from teams.models import Post
from tests.world import TODAY, hold
from workplans.models import Activity, Allocation, Indicator, Objective, Output, Workplan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def get(client):
    """`get(user, name, *args)`: the response that a person gets, and `.text`, what its page says."""

    def got(user, name, *args):
        client.force_login(user)
        response = client.get(reverse(f"lmframework:{name}", args=args))
        main = response.content.decode().partition("<main")[2]
        response.says = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))
        return response

    return got


def home(world, who="alice", team=None):
    return home_of(team or world.team, world.people[who], TODAY)


def tiles(world, who="alice", team=None):
    """{practice: tile}."""
    leading, managing = framework_of(home(world, who, team))
    return {tile.guide.key: tile for tile in [*leading, *managing]}


def addresses(response):
    return [unescape(found) for found in re.findall(r'<a [^>]*href="([^"]+)"', response.content.decode())]


def shown_by(client, address):
    """How many activities (or, of what lacks an indicator, outputs) the plan's page shows at `address`."""
    plan = client.get(address).context["outline"]
    return sum(len(objective.rows) for objective in plan.rows) if "indicator" in address else plan.shown


def fill(world, today=TODAY):
    """A plan with every kind of gap, long past, under way, soon and far away; returns its activities."""
    sources = [world.source, world.fund]
    made = []
    for number in range(40):
        output = [world.output, world.second_output][number % 2]
        starts = today + timedelta(days=number * 9 - 150) if number % 7 else None
        activity = Activity.objects.create(
            output=output,
            name=f"Activity {number}",
            post=world.midwife if number % 3 == 0 else None,
            responsible="The council" if number % 3 == 1 else "",
            starts_on=starts,
            ends_on=starts + timedelta(days=number % 5 * 12) if starts else None,
            needs_no_money=number % 5 == 0,
            stated_gap=Decimal(-100 * number) if number % 11 == 10 else None,
        )
        if number % 4:
            Allocation.objects.create(activity=activity, source=sources[number % 2], amount=Decimal(number % 3 * 1000))
        made.append(activity)
    return made


def test_the_facts_are_what_the_plan_holds(world, client):
    fill(world)
    activities = list(Activity.objects.all())
    funded = {row.activity_id for row in Allocation.objects.all() if row.amount > 0}

    def has_money(activity):
        return activity.pk in funded

    def soon(activity):
        return (
            activity.starts_on is not None
            and activity.starts_on <= TODAY + timedelta(days=60)
            and activity.ends_on >= TODAY
        )

    complete = [
        one
        for one in activities
        if (one.post_id or one.responsible) and one.starts_on and (has_money(one) or one.needs_no_money)
    ]
    needing = [one for one in activities if soon(one) and not one.needs_no_money]
    paid = [one for one in needing if has_money(one)]
    planned = sum(row.amount for row in Allocation.objects.filter(activity__in=needing))
    assert 0 < len(complete) < len(activities)
    assert 0 < len(paid) < len(needing)

    found = tiles(world)
    assert found["plan"].state == scores.plan(outputs=2, measured=1, activities=len(activities), complete=len(complete))
    assert found["plan"].facts == [
        "1 of 2 outputs have a baseline and a target.",
        f"{len(complete)} of {len(activities)} activities say who does them, when, and with what money.",
    ]
    sourced = sum(row.amount for row in Allocation.objects.filter(activity__in=needing, source__isnull=False))
    assert found["organise"].state == scores.organise(planned=planned, sourced=sourced)
    assert found["organise"].small == f"{sourced:,.0f} of {planned:,.0f} has a source"
    gap = -sum(one.stated_gap for one in activities if one.stated_gap)
    assert gap > 0
    assert found["organise"].facts == [
        f"{len(needing)} activities that need money are under way or start within 60 days.",
        f"{len(needing) - len(paid)} of them have no amount yet.",
        f"The imported file states that {gap:,.0f} is missing in the whole plan.",
    ]

    quarter = world.quarters[2]
    in_quarter = [
        one
        for one in activities
        if one.starts_on and one.starts_on <= quarter.ends_on and one.ends_on >= quarter.starts_on
    ]
    ended = [one for one in in_quarter if one.ends_on < TODAY]
    assert found["implement"].facts == [
        f"{len(in_quarter)} activities are planned for this quarter.",
        f"{len(ended)} should be finished by today.",
    ]
    assert found["monitor"].facts == ["0 of 2 values due by today are recorded."]
    assert found["monitor"].state.word == scores.Word.NOT_RECORDED
    assert found["implement"].state == scores.NOTHING_YET


def test_each_figure_leads_to_as_many_rows(world, client):
    fill(world)
    client.force_login(world.alice)
    found = tiles(world)
    for practice, expected in {"plan": "missing=", "organise": "missing=money&soon=60"}.items():
        step = found[practice].step
        assert expected in step.url
        figure = int(re.search(r"\d+", step.text).group())
        assert shown_by(client, step.url) == figure, step
    counted = int(re.search(r"\d+", found["implement"].facts[0]).group())
    assert shown_by(client, found["implement"].step.url) == counted


def test_money_of_nothing_is_no_money(world):
    world.third_activity.starts_on = world.third_activity.ends_on = TODAY
    world.third_activity.save()
    Allocation.objects.create(activity=world.third_activity, source=world.source, amount=Decimal(0))
    assert tiles(world)["organise"].facts[1] == "1 of them has no amount yet."


def test_money_that_nobody_gives_yet_is_planned_and_has_no_source(world, client):
    client.force_login(world.alice)
    Allocation.objects.create(activity=world.activity, source=None, amount=Decimal("3400.50"))
    tile = tiles(world)["organise"]
    assert tile.state == scores.organise(planned=2, sourced=1)
    assert tile.small == "3,400 of 6,801 has a source"
    assert tile.step.text == "Find who pays for 1 activity"
    assert shown_by(client, tile.step.url) == 1


def test_nothing_due_is_nothing_yet(world):
    world.activity.months = ["2026-01"]
    world.activity.save()
    tile = tiles(world)["organise"]
    assert tile.state == scores.NOTHING_YET
    assert tile.facts == ["No activity that needs money is under way or starts within 60 days."]


def test_a_page_for_the_team(world, get):
    response = get(world.alice, "home_team", world.team.pk)
    assert response.status_code == 200
    for guide in Guide.objects.of():
        assert str(guide.label) in response.says
    assert response.says.count("we have not reflected together yet") == 4
    assert "Do this week" in response.says
    assert "from 41% to 55% by 31 December 2026 nothing recorded yet" in response.says
    assert "Quarter 3" in response.says
    # What is unknown has no meter: only the plan, its money, and that nothing is recorded are known.
    assert response.content.decode().count("<meter ") == 3


def test_every_link_leads_somewhere(world, get, client):
    fill(world)
    for who in ("alice", "bob", "sofia"):
        response = get(world.people[who], "home_team", world.team.pk)
        for address in set(addresses(response)):
            assert client.get(address.partition("#")[0] or "/").status_code in (200, 302), (who, address)


def test_a_step_to_an_explanation_finds_its_place(world, get):
    page = get(world.alice, "home_how").content.decode()
    for tile in tiles(world).values():
        if tile.step.url.startswith(reverse("lmframework:home_how")):
            assert f'id="{tile.step.url.partition("#")[2]}"' in page


def test_a_supervisor_sees_of_leading_only_whether_a_reflection_was_held(world, get):
    for who in ("sofia", "vera", "ruth"):
        leading, _managing = framework_of(home(world, who))
        assert {tile.state for tile in leading} == {scores.lead_seen_from_outside(held=False)}
        says = get(world.people[who], "home_team", world.team.pk).says
        assert says.count("no reflection is held yet") == 4
        assert "we have not reflected" not in says
        assert "Do this week" not in says
    assert tiles(world, "sofia")["plan"].facts == tiles(world, "alice")["plan"].facts


def test_others_find_no_home(world, get):
    for who in ("charlie", "sven", "adam", "stella"):
        assert get(world.people[who], "home_team", world.team.pk).status_code == 404


def test_a_team_without_a_plan_is_told_how_to_begin(world, get):
    response = get(world.charlie, "home_team", world.other_team.pk)
    assert response.status_code == 200
    assert "there is no workplan yet" in response.says
    assert reverse("workplans:plan_begin", args=[world.other_team.pk]) in addresses(response)
    assert "this week" not in response.says.lower()
    assert {tile.state for tile in tiles(world, "charlie", world.other_team).values()} == {scores.NOTHING_YET}
    # Who may not begin it is not sent to a page that refuses.
    hold(world.adam, "Nurse", Post.Role.MEMBER, team=world.other_team)
    assert reverse("workplans:plan_begin", args=[world.other_team.pk]) not in addresses(
        get(world.adam, "home_team", world.other_team.pk)
    )


def test_an_empty_plan_is_nothing_yet_and_says_what_to_add_first(world):
    plan = Workplan.objects.begin(world.other_team, date(2026, 1, 1))

    def plan_tile(who="charlie"):
        return tiles(world, who, world.other_team)["plan"]

    assert plan_tile().state == scores.NOTHING_YET
    assert plan_tile().step.url == reverse("workplans:plan_objective_add", args=[plan.pk])
    assert plan_tile("vera").step.url == plan.get_absolute_url()
    objective = Objective.objects.create(workplan=plan, name="Fewer children die")
    assert plan_tile().state == scores.NOTHING_YET
    assert plan_tile().step.url == reverse("workplans:plan_item_add", args=["objective", objective.pk, "output"])
    output = Output.objects.create(objective=objective, name="Every child is vaccinated")
    assert plan_tile().state.word == scores.Word.BEGUN
    assert plan_tile().step.url == reverse("workplans:plan_item_add", args=["output", output.pk, "activity"])


def test_a_plan_that_is_over_is_shown_with_the_way_to_the_next(world, get):
    with time_machine.travel(date(2027, 3, 1), tick=False):
        response = get(world.alice, "home_team", world.team.pk)
        assert "The workplan ended on 31 December 2026." in response.says
        assert reverse("workplans:plan_begin", args=[world.team.pk]) in addresses(response)
        assert "The workplan ended" in get(world.sofia, "home_team", world.team.pk).says


def test_this_week_begins_with_ones_own_and_ends_after_three(world, get):
    Activity.objects.all().delete()
    days = {"far": 30, "own": 3, "begins": 0, "lacks": -40, "goes on": -3}
    made = {
        name: Activity.objects.create(
            output=world.output,
            name=name,
            post=world.midwife if name == "own" else world.officer,
            starts_on=TODAY + timedelta(days=days[name]),
            ends_on=TODAY + timedelta(days=60),
            needs_no_money=name != "lacks",
        )
        for name in days
    }
    found, more = week_of(home(world, "bob"))
    assert [(one.name, one.mine) for one in found] == [("own", True), ("begins", False), ("lacks", False)]
    assert [one.why for one in found] == ["Begins on Saturday", "Begins on Wednesday", "No money yet"]
    assert more == 0
    found, _more = week_of(home(world, "alice"))
    assert [one.name for one in found] == ["begins", "lacks", "own"]
    # A supervisor has none of their own.
    found, _more = week_of(home(world, "sofia"))
    assert [one.name for one in found] == ["begins", "own", "lacks"]
    made["goes on"].post = None
    made["goes on"].save()
    found, more = week_of(home(world, "sofia"))
    assert (len(found), more) == (3, 1)
    assert "and 1 more" in get(world.sofia, "home_team", world.team.pk).says


def test_a_quiet_week_is_said_kindly(world, get):
    Activity.objects.all().delete()
    assert "Nothing presses" in get(world.alice, "home_team", world.team.pk).says


def test_results_are_those_of_objectives_where_they_are_known(world, get):
    assert [(one.number, one.sentence) for one in results_of(home(world))] == [
        ("1.1", "from 41% to 55% by 31 December 2026")
    ]
    unknown = Indicator.objects.create(objective=world.objective, name="Deaths of mothers", baseline=Decimal(12))
    assert [one.number for one in results_of(home(world))] == ["1.1"]
    unknown.target, unknown.unit = Decimal("7.5"), "deaths"
    unknown.save()
    assert [(one.number, one.sentence) for one in results_of(home(world))] == [
        ("1", "from 12 to 7.5 deaths by 31 December 2026")
    ]
    Indicator.objects.all().delete()
    response = get(world.alice, "home_team", world.team.pk)
    add = reverse("workplans:plan_item_add", args=["objective", world.objective.pk, "indicator"])
    assert "Measure the first objective" in response.says
    assert add in addresses(response)
    assert add not in addresses(get(world.sofia, "home_team", world.team.pk))


def test_how_says_every_word_and_threshold_of_the_scores(world, get):
    says = get(world.alice, "home_how").says
    for guide in Guide.objects.of():
        assert guide.asks in says
        assert guide.example in says
        for question in guide.to_ask:
            assert question in says
        for sentence in scores.SCALES[guide.key].counted:
            assert str(sentence) in says
        for label, _least in scores.SCALES[guide.key].words():
            assert str(label) in says
    for practice in ("plan", "organise", "implement", "monitor"):
        for label, least in scores.SCALES[practice].words():
            assert f"{label} from {least}%" in says if least else f"{label} under that" in says


def test_a_plan_of_twice_the_size_needs_no_more_queries(world, client):
    client.force_login(world.alice)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("lmframework:home_team", args=[world.team.pk])).status_code == 200
        return len(captured)

    fill(world)
    queries()  # the first page of some minutes notes that somebody is here
    before = queries()
    fill(world)
    Indicator.objects.create(output=world.second_output, name="Mothers who know", baseline=1, target=2)
    assert queries() == before
    assert before <= 20
