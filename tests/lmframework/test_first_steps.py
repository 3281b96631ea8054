"""Where home leads each person, and what it shows to a newcomer, from facts alone."""

import re
from datetime import date

import pytest
from django.urls import reverse

from lmframework.firststeps import first_steps
from lmframework.queries import home_of
from teams.models import Holding, Notice, Post, Team, Unit, User
from tests.pages import says
from tests.world import TODAY, hold
from workplans.models import Objective, Output, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

START = "lmframework:home_start"


@pytest.fixture(autouse=True)
def _complete(settings):
    settings.CURRENCY = "MZN"


@pytest.fixture
def nina(world):
    """A newcomer, who was given Amani's vacant post today."""
    world.people["nina"] = User.objects.create_user("nina", "secret", name="Nina")
    Holding.objects.assign(world.vacant, world.nina, by=world.adam)
    return world.nina


def steps(world, person, team=None):
    """[(name, whether it is done, the words of its link)] of what home shows to a person."""
    person = User.objects.get(pk=person.pk)  # as each request finds them
    found = first_steps(home_of(team or world.team, person, TODAY))
    return [(one.name, one.done, one.step.text if one.step else "") for one in found]


def page(browser, world, team=None):
    return browser.get(reverse("lmframework:home_team", args=[(team or world.team).pk]))


def test_a_newcomer_sees_the_team_then_the_plan_then_their_part(world, nina, signed_in):
    assert steps(world, nina) == [
        ("Your team", False, "See your team"),
        ("Your workplan", True, "Read the workplan"),
        ("Your part in it", False, "See what has nobody"),
    ]
    browser = signed_in(nina)
    shown = page(browser, world)
    assert "First steps To do Your team. Your post is: Cold chain technician." in says(shown)
    [notice] = nina.notices.all()
    answer = browser.post(reverse("teams:notice_open", args=[notice.pk]))
    assert answer.url == world.team.get_absolute_url()
    assert steps(world, nina)[0] == ("Your team", True, "See your team")
    world.third_activity.post = world.vacant
    world.third_activity.save()
    assert steps(world, nina) == []
    assert "First steps" not in says(page(browser, world))


def test_who_knows_their_way_closes_them_and_no_history_is_written(world, nina, signed_in):
    browser, versions = signed_in(nina), nina.history.count()
    assert "First steps" in says(page(browser, world))
    assert browser.post(reverse("lmframework:home_settle")).url == reverse(START)
    assert "First steps" not in says(page(browser, world))
    assert nina.history.count() == versions
    assert nina.notices.unread().count() == 1, "closing reads no notice"


def test_a_notice_of_a_post_in_another_team_leaves_this_teams_step_done(world, signed_in):
    hold(world.bob, "Trainer", Post.Role.MEMBER, team=world.other_team)
    url = world.other_team.get_absolute_url()
    Notice.objects.tell([world.bob], "post_given", post="Trainer", place="Baraka", url=url)
    assert steps(world, world.bob) == []
    assert steps(world, world.bob, world.other_team)[0][1] is False


def test_a_lead_is_led_through_the_beginning_of_the_plan_and_a_member_waits(world, signed_in):
    hold(world.bob, "Nurse", Post.Role.MEMBER, team=world.other_team)
    assert steps(world, world.charlie, world.other_team)[1:] == [
        ("Your workplan", False, "Begin the workplan"),
        ("Your part in it", False, ""),
    ]
    assert steps(world, world.bob, world.other_team)[1:] == [
        ("Your workplan", False, ""),
        ("Your part in it", False, ""),
    ]
    plan = Workplan.objects.begin(world.other_team, date(2026, 1, 1))
    assert steps(world, world.charlie, world.other_team)[1][2] == "Add the first objective"
    output = Output.objects.create(
        objective=Objective.objects.create(workplan=plan, name="Fewer children die"), name="Vaccines"
    )
    output.activities.create(name="Walk", responsible="Charlie")
    assert steps(world, world.charlie, world.other_team)[1:] == [
        ("Your workplan", True, "Read the workplan"),
        ("Your part in it", False, "Read the workplan"),
    ]


def test_only_who_is_in_the_team_has_first_steps_in_it(world):
    for who in ("sofia", "vera", "ruth"):
        assert steps(world, world.people[who]) == []


def test_every_step_leads_to_a_page_that_opens(world, nina, signed_in):
    browser = signed_in(nina)
    for one in first_steps(home_of(world.team, nina, TODAY)):
        assert browser.get(one.step.url).status_code == 200, one


def test_start_leads_each_person_to_their_work(world, signed_in):
    def led_to(who):
        return signed_in(world.people[who]).get(reverse(START)).headers.get("Location")

    assert led_to("alice") == reverse("lmframework:home_team", args=[world.team.pk])
    assert led_to("sofia") == led_to("vera") == reverse("lmframework:morning_page")
    hold(world.bob, "Trainer", Post.Role.MEMBER, team=world.other_team)
    several = signed_in(world.bob).get(reverse(START)).content.decode()
    for team in Team.objects.all():
        assert f'href="{reverse("lmframework:home_team", args=[team.pk])}"' in several


def test_without_a_post_one_is_told_how_to_come_by_one_and_staff_find_the_admin(world, signed_in):
    nobody = User.objects.create_user("nobody", "secret", name="Nobody")
    assert "You hold no post in a team today" in says(signed_in(nobody).get(reverse(START)))
    assert reverse("admin:index") not in signed_in(nobody).get(reverse(START)).content.decode()
    assert reverse("admin:index") in signed_in(world.stella).get(reverse(START)).content.decode()


def test_who_looks_after_accounts_is_led_to_that_work(world, signed_in):
    shown = signed_in(world.adam).get(reverse(START))
    assert "You look after the accounts" in says(shown)
    assert "You hold no post" not in says(shown)
    adam = signed_in(world.adam)
    for name in ("teams:people_list", "teams:unit_list"):
        assert f'href="{reverse(name)}"' in shown.content.decode()
        assert adam.get(reverse(name), follow=True).status_code == 200


def test_a_superuser_is_told_what_is_lacking_until_nothing_is(world, signed_in, settings):
    ruth = signed_in(world.ruth)
    assert ruth.get(reverse(START)).headers["Location"] == reverse("lmframework:morning_page")
    settings.CURRENCY = ""
    shown = ruth.get(reverse(START))
    assert "1 thing is still lacking" in says(shown)
    for name in ("lmframework:home_checklist", "lmframework:units_list"):
        assert f'href="{reverse(name)}"' in shown.content.decode()


def test_in_an_empty_installation_home_is_the_checklist(db, signed_in):
    Unit.objects.all().delete()
    ruth = User.objects.create_superuser("ruth", "secret", name="Ruth")
    browser = signed_in(ruth)
    assert browser.get(reverse(START)).url == reverse("lmframework:home_checklist")
    assert "There is no team yet." in says(browser.get(reverse("lmframework:home_checklist")))


def test_an_empty_page_says_what_belongs_there_and_has_a_button(world, signed_in):
    bare = Unit.objects.create(level=world.units["amani"].level, parent=world.units["south"], name="Bare")
    alone = User.objects.create_superuser("alone", "secret", name="Alone")
    for person, name, args, words, leads_to in [
        (world.adam, "workplans:plan_list", [], "A team's lead begins it.", "teams:team_list"),
        (world.adam, "lmframework:units_list", [], "You oversee no unit.", "lmframework:home_start"),
        (world.sven, "lmframework:units_page", [bare.pk], "No team is set up here yet.", "lmframework:units_list"),
        (alone, "lmframework:units_page", [bare.pk], "No team is set up here yet.", "teams:unit_page"),
    ]:
        shown = signed_in(person).get(reverse(name, args=args))
        button = reverse(leads_to, args=args if leads_to == "teams:unit_page" else [])
        assert words in says(shown), name
        assert re.search(rf'<a class="btn [^>]*href="{button}"', shown.content.decode()), name
