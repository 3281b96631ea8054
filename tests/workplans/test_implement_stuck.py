"""Stuck with nobody asked: it is with who sees to it, and who asked for the work, or leads the team, is told."""

import pytest

from teams.models import Notice, Post, User
from tests.pages import says
from tests.world import TODAY, delegation, hold, report, stuck
from workplans.models import Obstacle
from workplans.queries.work import work_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def to_answer(post):
    return [(task.kind, task.about) for task in work_of([post], TODAY).to_answer]


def test_what_nobody_has_named_yet_is_with_who_sees_to_it(world, signed_in):
    found = report(world, "stuck").obstacle
    assert (found.name, found.post) == ("", world.midwife)
    assert to_answer(world.midwife) == [("stuck", world.activity.name)]
    page = signed_in(world.bob).get("/my-work/")
    assert "Say what comes next" in says(page)
    assert f'href="{found.get_absolute_url()}"' in page.content.decode()


def test_what_nobody_is_asked_to_help_with_is_with_who_sees_to_it_until_somebody_is(world):
    found = stuck(world, "No trainer", post=world.midwife)
    assert [kind for kind, _about in to_answer(world.midwife)] == ["stuck"]
    assert "Nobody is asked for help yet." in to_answer(world.midwife)[0][1]
    found.ask(world.officer, world.bob, "Lend us one")
    assert to_answer(world.midwife) == []


def test_what_no_post_sees_to_is_with_the_leads(world):
    Obstacle.objects.report(world.team, "The road", world.ruth)
    assert [kind for kind, _about in to_answer(world.officer)] == ["stuck"]
    assert to_answer(world.midwife) == []


def told():
    return [(one.to.name, one.words) for one in Notice.objects.filter(kind="stuck_reported")]


def test_who_leads_the_team_is_told_that_somebody_is_stuck_and_the_reporter_is_not(world):
    report(world, "stuck")
    assert told() == [("Alice", f"Bob is stuck: {world.activity.name}")]
    Notice.objects.all().delete()
    Obstacle.objects.report(world.team, "The road", world.alice)
    assert told() == []


def test_who_asked_for_it_is_told_before_the_leads(world):
    dora = User.objects.create_user("dora", "secret", name="Dora")
    nurse = hold(dora, "Nurse", Post.Role.MEMBER, team=world.team)
    delegation(world, nurse, from_post=world.midwife).accept(dora)
    Notice.objects.all().delete()
    report(world, "stuck", by=dora, text="No trainer")
    assert told() == [("Bob", f"Dora is stuck ({world.activity.name}): No trainer")]


def test_who_is_asked_for_help_is_told_that_alone(world):
    Notice.objects.all().delete()
    stuck(world, "No trainer", asked=world.officer)
    assert [one.kind for one in Notice.objects.filter(to=world.alice)] == ["help_wanted"]
