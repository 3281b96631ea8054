"""The administrator's checklist: its rules over plain facts, and the facts against what is there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lmframework.checklist import SQLITE_TEAMS, Installation, Verdict, checks_of, lacking
from lmframework.models import Guide
from lmframework.queries import installation
from teams.models import Holding, Post, Team
from tests.pages import says
from tests.world import TODAY, hold

COMPLETE = Installation(
    units=3,
    teams=2,
    teams_without_people=0,
    teams_without_lead=0,
    teams_without_help=0,
    supervisors=1,
    languages_without_guides=[],
    is_demo=False,
    plain_http=False,
    any_host=False,
    sqlite=True,
    currency="MZN",
    year_starts=date(2026, 7, 1),
)


def open_checks(found):
    """{name: verdict} of what is not simply there."""
    return {check.name: check.verdict for part in checks_of(found) for check in part if check.verdict != Verdict.DONE}


def test_nothing_lacks_in_a_complete_installation():
    assert open_checks(COMPLETE) == {}
    assert lacking(*checks_of(COMPLETE)) == 0


@pytest.mark.parametrize(
    ("change", "name", "verdict"),
    [
        ({"units": 0}, "Units", Verdict.LACKING),
        ({"teams_without_people": 1}, "People with posts", Verdict.LACKING),
        ({"teams_without_lead": 1}, "A lead in each team", Verdict.LACKING),
        ({"teams_without_help": 2}, "An accounts post over every team", Verdict.LACKING),
        ({"supervisors": 0}, "A supervisor", Verdict.LACKING),
        ({"languages_without_guides": ["French"]}, "Practice guides", Verdict.LACKING),
        ({"is_demo": True}, "A key of its own", Verdict.LACKING),
        ({"plain_http": True}, "Sent with https", Verdict.LOOK),
        ({"any_host": True}, "The names it answers to", Verdict.LACKING),
        ({"teams": SQLITE_TEAMS + 1}, "A database that holds it", Verdict.LACKING),
        ({"currency": ""}, "Currency", Verdict.LACKING),
        ({"year_starts": date(2026, 1, 1)}, "Start of the year", Verdict.LOOK),
    ],
)
def test_each_lack_is_found_alone(change, name, verdict):
    found = replace(COMPLETE, **change)
    assert open_checks(found) == {name: verdict}
    assert lacking(*checks_of(found)) == (verdict == Verdict.LACKING)


def test_a_large_installation_on_postgresql_lacks_nothing():
    assert open_checks(replace(COMPLETE, teams=10_000, sqlite=False)) == {}


def test_without_teams_all_that_needs_one_lacks():
    found = replace(COMPLETE, teams=0)
    assert len(open_checks(found)) == 4
    [inside, _around] = checks_of(found)
    assert [check.fact for check in inside].count("There is no team yet.") == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
class TestWhatIsThere:
    def test_the_facts_are_those_of_today(self, world, settings):
        found = installation(TODAY)
        assert (found.units, found.teams, found.supervisors) == (5, 2, 2)
        assert (found.teams_without_people, found.teams_without_lead, found.teams_without_help) == (0, 0, 0)
        empty = Team.objects.create(unit=world.units["south"], name="South team", code="south")
        found = installation(TODAY)
        assert (found.teams_without_people, found.teams_without_lead, found.teams_without_help) == (1, 1, 1)
        post = Post.objects.create(team=empty, title="Lead", role=Post.Role.LEAD)
        Holding.objects.create(post=post, user=world.bob, starts_on=TODAY + timedelta(days=1))
        assert installation(TODAY).teams_without_lead == 1, "not before they hold it"
        assert installation(TODAY + timedelta(days=1)).teams_without_lead == 0
        hold(world.bob, "Locum", Post.Role.MEMBER, team=empty)
        found = installation(TODAY)
        assert (found.teams_without_people, found.teams_without_lead) == (0, 1)

    def test_help_is_an_accounts_post_that_somebody_holds_above_the_team(self, world):
        Holding.objects.filter(user=world.adam).first().end(TODAY - timedelta(days=1))
        assert installation(TODAY).teams_without_help == 2
        hold(world.adam, "Clerk", Post.Role.ACCOUNTS, unit=world.units["amani"])
        assert installation(TODAY).teams_without_help == 1

    def test_a_language_that_is_offered_needs_all_eight_guides(self, world, settings):
        assert installation(TODAY).languages_without_guides == []
        settings.LANGUAGES = [("en", "English"), ("fr", "French")]
        Guide.objects.create(practice="plan", language="fr", asks="Oui", questions="Quoi?")
        assert installation(TODAY).languages_without_guides == ["French"]

    def test_every_step_leads_to_a_page_that_opens(self, world, signed_in):
        ruth = signed_in(world.ruth)
        for part in checks_of(installation(TODAY)):
            for check in part:
                assert check.step is None or ruth.get(check.step.url, follow=True).status_code == 200, check
                assert check.step or check.setting or check.verdict == Verdict.DONE, "each says where"

    def test_the_page_says_what_lacks_why_and_where(self, world, signed_in, settings):
        settings.CURRENCY = ""
        page = signed_in(world.ruth).get(reverse("lmframework:home_checklist"))
        assert "Currency Lacking" in says(page)
        assert "Set on the server: LMF_CURRENCY" in says(page)

    def test_it_asks_as_often_for_more_teams(self, world, signed_in):
        ruth = signed_in(world.ruth)

        def queries():
            with CaptureQueriesContext(connection) as captured:
                ruth.get(reverse("lmframework:home_checklist"))
            return len(captured)

        before = queries()
        for number in range(20):
            Team.objects.create(unit=world.units["south"], name=f"Team {number}", code=f"s{number}")
        assert queries() == before <= 20
