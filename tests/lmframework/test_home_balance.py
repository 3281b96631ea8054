"""How both sides of the framework stood over time, and what teams that stood alike did next."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Challenge
from teams.models import Team
from tests.pages import says
from tests.world import closed_round
from workplans.models import Agreement, Entry, Obstacle, ObstacleStep, Summary, Workplan
from workplans.summaries import rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def page(browser, team):
    return browser.get(reverse("lmframework:home_balance", args=[team.pk]))


def test_each_quarter_that_has_begun_stands_there_as_it_was_at_its_end(world, signed_in, today):
    today.move_to(date(2026, 10, 2))
    Entry.objects.report(world.activity, Entry.State.DONE, by=world.alice, on=date(2026, 9, 20))
    words = says(page(signed_in(world.alice), world.team))
    assert "2026, quarter 4 on 2 October 2026" in words
    assert words.index("2026, quarter 4") < words.index("2026, quarter 3 on 30 September 2026")
    fourth, third = words.split("2026, quarter 3 on")
    assert "On time, 100%" in fourth
    assert "On time" not in third, "its last day was not over"


def test_the_team_reads_both_sides_and_which_is_behind(world, signed_in):
    closed_round(world)
    words = says(page(signed_in(world.alice), world.team))
    assert "Scan Focus Align and mobilise Inspire Plan Organise" in words
    assert "is behind, most in:" in words or "Both go together" in words


def test_others_read_that_a_reflection_was_held_and_no_word_of_it(world, signed_in):
    closed_round(world)
    ours, theirs = (says(page(signed_in(person), world.team)) for person in (world.alice, world.sofia))
    assert "Held" in theirs
    table = theirs.split("Quarter by quarter")[1]
    for word in ("Often", "Sometimes", "Rarely", "Never", "Always", "Leading, mean"):
        assert word not in table
    assert any(word in ours for word in ("Often", "Sometimes", "Rarely", "Never", "Always"))


def test_a_team_without_a_plan_has_nothing_to_look_back_on(world, signed_in):
    assert "it begins with a workplan" in says(page(signed_in(world.charlie), world.other_team))


@pytest.fixture
def around(world):
    """Ten teams in the north that stood as Amani stands, in the first quarter: the first five stood better in the second."""
    teams = []
    for place in range(10):
        team = Team.objects.create(unit=world.units["baraka"], name=f"Team {place}", code=f"team-{place}")
        Workplan.objects.begin(team, date(2026, 1, 1))
        counts = {"values_due": 10, "values_recorded": 0}
        Summary.objects.filter(team=team, number__lte=2).update(**counts)
        if place < 5:
            Summary.objects.filter(team=team, number=2).update(values_recorded=8, judged=4, on_track=4)
        teams.append(team)
    return teams


def test_what_teams_that_stood_alike_did_next_is_counted(world, around, signed_in):
    with_challenge = {"begun_on": date(2026, 5, 4), "result": "Fewer stillbirths"}
    Challenge.objects.create(team=around[0], **with_challenge)
    Challenge.objects.create(team=around[7], **with_challenge)
    Challenge.objects.create(team=around[1], begun_on=date(2026, 7, 4), result="After that quarter")
    obstacle = Obstacle.objects.report(around[2], "No fuel", world.sven)
    ObstacleStep.objects.create(obstacle=obstacle, act=ObstacleStep.Act.SOLVED, by=world.sven)
    ObstacleStep.objects.filter(act=ObstacleStep.Act.SOLVED).update(
        at=timezone.make_aware(timezone.datetime(2026, 6, 1))
    )
    words = says(page(signed_in(world.alice), world.team))
    assert "10 other teams around here once stood where this one stands (Monitor and evaluate: Not recorded)" in words
    assert "A quarter later 5 of them stood better." in words
    assert "chose a challenge 1 of 5 1 of 5" in words
    assert "solved something that stood in the way 1 of 5 0 of 5" in words
    assert "held a reflection 0 of 5 0 of 5" in words
    assert not Agreement.objects.exists()
    assert "did what they had agreed on a quarter's page 0 of 5 0 of 5" in words


def test_of_fewer_than_five_teams_nothing_is_said(world, around, signed_in):
    Summary.objects.filter(team__in=around[:6]).delete()
    words = says(page(signed_in(world.alice), world.team))
    assert "Too few teams around here" in words
    assert "stood better" not in words


def test_what_teams_did_is_not_said_where_it_tells_of_few_of_them(world, around, signed_in):
    Summary.objects.filter(team=around[9]).delete()
    words = says(page(signed_in(world.alice), world.team))
    assert "A quarter later 5 of them stood better." in words
    assert "chose a challenge" not in words, "four others are too few"


def test_home_leads_there(world, signed_in):
    rebuild(Workplan.objects.all())
    home = signed_in(world.alice).get(reverse("lmframework:home_team", args=[world.team.pk]))
    assert reverse("lmframework:home_balance", args=[world.team.pk]) in home.content.decode()
