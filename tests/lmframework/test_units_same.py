"""What several teams lack alike: counted as the rows say, one click from the list of the teams and two from each of them."""

import hashlib
from datetime import date, timedelta

import pytest
from django.urls import reverse

from assessments.models import Round
from teams.models import Post, Team
from tests.pages import says
from tests.world import TODAY, hold, readiness, stuck
from workplans.models import Activity, Allocation, Objective, Obstacle, Output, Readiness, Workplan
from workplans.summaries import rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def north(world):
    """Three teams in the north with a plan of this year, and one in the south."""
    places = {"third": ("amani", "Chamba health centre"), "far": ("south", "Dodo health centre")}
    for name, (place, words) in places.items():
        setattr(world, name, Team.objects.create(unit=world.units[place], name=words, code=name))
    for team in (world.other_team, world.third, world.far):
        Workplan.objects.begin(team, date(2026, 1, 1))
    return world.units["north"]


def lacking(team, name, state="missing", **more):
    return Readiness.objects.create(
        workplan=team.workplans.get(starts_on=date(2026, 1, 1)), name=name, state=state, **more
    )


def page(browser, unit, **query):
    return says(browser.get(reverse("lmframework:units_same", args=[unit.pk]), query))


def md5(text):
    return hashlib.md5(text.lower().encode(), usedforsecurity=False).hexdigest()


def teams(browser, unit, kind, **query):
    return says(browser.get(reverse("lmframework:units_same_teams", args=[unit.pk, kind]), query))


def test_what_is_not_in_place_in_two_teams_is_told_however_it_was_typed(world, north, signed_in):
    lacking(world.team, "Cold chain", due_on=TODAY - timedelta(days=40))
    lacking(world.other_team, " cold  CHAIN", "partly", due_on=TODAY - timedelta(days=2))
    lacking(world.third, "Cold chain", "in_place", due_on=TODAY - timedelta(days=90))
    lacking(world.far, "Cold chain")
    lacking(world.team, "Transport")
    words = page(signed_in(world.vera), north)
    assert "2 teams · missing in 1 · partly there in 1 · late in 2, the longest since 3 July 2026" in words
    assert "Transport" not in words, "one team alone lacks it"
    assert "3 teams · missing in 2" in page(signed_in(world.ruth), world.units["country"])
    assert "Nothing that two teams share." in page(signed_in(world.sofia), world.units["amani"])


def test_a_plan_that_is_over_lacks_nothing_any_more(world, north, signed_in):
    old = Workplan.objects.begin(world.third, date(2025, 1, 1))
    Readiness.objects.create(workplan=old, name="Cold chain")
    lacking(world.team, "Cold chain")
    assert "Cold chain" not in page(signed_in(world.vera), north)


def test_it_leads_to_the_teams_and_from_there_to_their_pages(world, north, signed_in):
    vera = signed_in(world.vera)
    mine = lacking(world.team, "Cold chain", due_on=TODAY - timedelta(days=40))
    lacking(world.other_team, "cold  chain", "partly", due_on=TODAY + timedelta(days=40))
    address = reverse("lmframework:units_same_teams", args=[north.pk, "system"]) + "?of=cold+chain"
    assert address in vera.get(reverse("lmframework:units_same", args=[north.pk])).content.decode()
    response = vera.get(address)
    words = says(response)
    assert "Amani district health team Missing, late since 3 July 2026" in words
    assert "Baraka district health team Partly, by 21 September 2026" in words
    assert f'href="{mine.get_absolute_url()}"' in response.content.decode()
    assert vera.get(mine.get_absolute_url()).status_code == 200
    assert reverse("lmframework:home_team", args=[world.team.pk]) in response.content.decode()


def test_the_same_words_stand_in_the_way_of_several_teams(world, north, signed_in):
    stuck(world, "No fuel")
    stuck(world, "No fuel ")
    Obstacle.objects.report(world.other_team, "no\r\nFUEL", world.charlie)
    Obstacle.objects.report(world.third, "No road", world.charlie, post=world.midwife)
    Obstacle.objects.report(world.far, "No fuel", world.charlie, post=world.midwife)
    solved = Obstacle.objects.report(world.third, "No fuel", world.charlie, post=world.midwife)
    solved.solve(world.charlie)
    vera = signed_in(world.vera)
    words = page(vera, north)
    assert "2 teams · the oldest since 12 August 2026" in words
    assert "No road" not in words
    words = teams(vera, north, "obstacle", of=md5("no fuel"))
    assert words.count("Amani district health team since 12 August 2026") == 2
    assert ("Baraka" in words, "Chamba" in words, "Dodo" in words) == (True, False, False)
    assert "No team lacks this any more." in teams(vera, north, "obstacle", of=md5("no rain"))


def test_who_is_stuck_and_has_not_said_with_what_is_together_too(world, north, signed_in):
    for team in (world.team, world.other_team):
        Obstacle.objects.report(team, "", world.charlie, post=world.midwife)
    vera = signed_in(world.vera)
    assert "Stuck; nobody has said yet what stands in the way 2 teams" in page(vera, north)
    words = teams(vera, north, "obstacle", of=md5(""))
    assert "Amani" in words
    assert "Baraka" in words
    assert "No team lacks this any more." in teams(vera, north, "obstacle")


def test_a_long_text_makes_no_long_address(world, north, signed_in):
    long = "There is no fuel, and " * 400
    for team in (world.team, world.other_team):
        Obstacle.objects.report(team, long, world.charlie, post=world.midwife)
    vera = signed_in(world.vera)
    address = reverse("lmframework:units_same_teams", args=[north.pk, "obstacle"]) + f"?of={md5(long.strip())}"
    assert address in vera.get(reverse("lmframework:units_same", args=[north.pk])).content.decode()
    words = says(vera.get(address))
    assert ("Amani district" in words, "Baraka district" in words) == (True, True)


def test_a_post_that_several_teams_ask_for_help_is_named(world, north, signed_in):
    officer = hold(world.sofia, "Cold chain officer", Post.Role.SUPERVISOR, unit=north)
    stuck(world, "No fridge").ask(officer, world.bob, "One, please")
    stuck(world, "No key").ask(officer, world.bob, "Who has it?")
    Obstacle.objects.report(world.other_team, "No gas", world.charlie, asked=officer)
    Obstacle.objects.report(world.third, "No gas yet", world.charlie, asked=world.officer, post=world.midwife)
    vera = signed_in(world.vera)
    words = page(vera, north)
    assert "Cold chain officer, North 2 teams · 3 things asked · the oldest since 12 August 2026" in words
    assert "District health officer" not in words
    words = teams(vera, north, "helper", of=officer.pk)
    assert "Cold chain officer, North" in words
    assert "Baraka district health team No gas, since 12 August 2026" in words
    for wrong in ("", "x", "-1", "9" * 40, "٣"):
        assert "No team lacks this any more." in teams(vera, north, "helper", of=wrong)


def activity(team, **facts):
    plan = team.workplans.get(starts_on=date(2026, 1, 1))
    output = plan.output_set.first()
    if output is None:
        output = Output.objects.create(objective=Objective.objects.create(workplan=plan, name="O"), name="P")
    return Activity.objects.create(output=output, name="A", **facts)


def test_what_plans_lack_is_counted_as_their_outlines_filter_it(world, north, signed_in):
    """Amani's plan lacks money for the radio talk, a name and dates for that and the roster, an indicator of an output."""
    whole = {"responsible": "Them", "months": ["2026-08"]}
    activity(world.other_team, responsible="Them", needs_no_money=True)
    paid = activity(world.third, months=["2026-08"])
    Allocation.objects.create(activity=paid, source=world.source, amount=5)
    activity(world.third, **whole)
    activity(world.far, **whole)
    rebuild(Workplan.objects.all())
    vera = signed_in(world.vera)
    words = page(vera, north)
    assert "Activities without money yet 2 teams · 2 activities" in words
    assert "Activities for which nobody is named 2 teams · 3 activities" in words
    assert "Activities without dates 2 teams · 3 activities" in words
    assert "Outputs that nothing measures yet 3 teams" in words
    assert "Nothing was recorded in this quarter 3 teams" in words
    address = reverse("lmframework:units_same_teams", args=[north.pk, "responsible"])
    response = vera.get(address)
    assert "Amani district health team 2 activities" in says(response)
    outline = reverse("workplans:plan_outline", args=[world.plan.pk]) + "?missing=responsible"
    assert outline in response.content.decode()
    shown = says(vera.get(outline))
    assert ("Agree the night roster" in shown, "Train six midwives" in shown) == (True, False)


@pytest.mark.parametrize("kind", ["indicator", "unreleased", "quiet", "money", "dates"])
def test_each_kind_has_its_list_of_teams(kind, world, north, signed_in):
    rebuild(Workplan.objects.all())
    vera = signed_in(world.vera)
    words = teams(vera, north, kind)
    assert "Amani district health team" in words
    assert "Dodo" not in words


def test_no_other_kind_has(world, north, signed_in):
    vera = signed_in(world.vera)
    assert vera.get(reverse("lmframework:units_same_teams", args=[north.pk, "nonsense"])).status_code == 404
    assert vera.get(reverse("lmframework:units_same", args=[world.units["country"].pk])).status_code == 404
    assert "No team lacks this any more." in teams(vera, north, "system", of="\0")


def test_all_of_one_kind_are_on_a_page_of_their_own(world, north, signed_in):
    for number in range(17):
        for team in (world.team, world.other_team):
            lacking(team, f"Thing {number:02}")
    vera = signed_in(world.vera)
    words = page(vera, north)
    assert ("Thing 14" in words, "Thing 15" in words, "Show all" in words) == (True, False, True)
    words = page(vera, north, only="system")
    assert ("Thing 16" in words, "What the running plans lack" in words) == (True, False)
    assert "What the running plans lack" in page(vera, north, only="nonsense")


def test_nothing_of_a_reflection_is_told(world, north, signed_in):
    """What teams answered alike is not what they lack alike."""
    for team in (world.team, world.other_team):
        found = Round.objects.create(
            team=team,
            opened_on=TODAY,
            closes_on=TODAY,
            closed_on=TODAY,
            invited_count=5,
            questions=[],
            result={"words": {"scan": ["Secret"]}},
        )
        found.teams.add(team)
    readiness(world)
    assert "Secret" not in page(signed_in(world.vera), north)
