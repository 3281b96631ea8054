"""What somebody of another team can do with what they were asked: that, and no more."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from teams.models import Post, User
from tests.pages import filled
from tests.workplans.test_implement_delegations import as_seen_by
from tests.world import delegation, hold, recurring
from workplans.access import (
    activity_to_report,
    acts_on,
    may_report,
    obstacle_to_act,
    occasion_to_report,
)
from workplans.models import Entry, Obstacle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def charlie(world, signed_in):
    """The browser of Charlie, who leads the team of another district."""
    return signed_in(world.charlie)


def nursing(world):
    return Post.objects.get(title="Nursing officer")


def test_who_was_asked_for_one_time_reports_that_one_only(world, charlie):
    activity = recurring(world)
    first, second = activity.occasions.order_by("starts_on")[:2]
    delegation(world, nursing(world), activity, occasion=first)
    request = as_seen_by(world.charlie)
    assert occasion_to_report(request, first.pk) == first
    with pytest.raises(PermissionDenied):
        occasion_to_report(request, second.pk)
    page = charlie.get(f"/workplans/activity/{activity.pk}/report/")
    assert list(page.context["form"].fields["occasion"].queryset) == [first]
    refused = charlie.post(
        f"/workplans/activity/{activity.pk}/report/", {**filled(page), "occasion": second.pk, "state": "started"}
    )
    assert refused.status_code == 200
    assert "occasion" in refused.context["form"].errors
    assert not Entry.objects.filter(activity=activity).exists()


def test_who_was_asked_for_all_times_reports_each(world):
    activity = recurring(world)
    delegation(world, nursing(world), activity)
    request = as_seen_by(world.charlie)
    assert all(occasion_to_report(request, one.pk) == one for one in activity.occasions.all())


def test_nobody_reports_in_another_teams_plan_before_their_lead_agreed(world):
    world.people["dora"] = User.objects.create_user("dora", "secret", name="Dora")
    nurse = hold(world.dora, "Nurse", Post.Role.MEMBER, team=world.other_team)
    found = delegation(world, nurse)
    assert found.state == "to_agree"
    with pytest.raises(PermissionDenied):
        activity_to_report(as_seen_by(world.dora), world.activity.pk)
    found.agree(world.charlie)
    assert activity_to_report(as_seen_by(world.dora), world.activity.pk) == world.activity
    found.report_done(world.dora)
    assert not may_report(as_seen_by(world.dora).user, world.activity)


def test_stuck_reported_from_another_team_leads_to_its_page_where_they_say_what_it_is(world, charlie):
    found = delegation(world, nursing(world))
    found.accept(world.charlie)
    said = charlie.get("/my-work/")
    sent = {**filled(said), "act": f"report:a{world.activity.pk}-{found.pk}:stuck:0"}
    page = charlie.post("/my-work/act/", sent, follow=True)
    obstacle = Entry.objects.get(activity=world.activity).obstacle
    assert (page.status_code, page.context["obstacle"]) == (200, obstacle)
    assert acts_on(as_seen_by(world.charlie).user, obstacle) == ["ask", "give", "words", "say"]
    words = f"/obstacles/{obstacle.pk}/words/"
    assert words in page.content.decode()


def test_what_another_team_said_is_stuck_is_not_theirs_to_solve(world):
    found = delegation(world, nursing(world))
    obstacle = Entry.objects.report(
        world.activity, "stuck", world.charlie, text="No trainer", delegation=found
    ).obstacle
    other = as_seen_by(world.sven)
    with pytest.raises(Http404):
        obstacle_to_act(other, obstacle.pk, "words")
    charlie = as_seen_by(world.charlie)
    assert obstacle_to_act(charlie, obstacle.pk, "ask") == obstacle
    with pytest.raises(PermissionDenied):
        obstacle_to_act(charlie, obstacle.pk, "solve")
    obstacle.solve(world.bob)
    assert acts_on(charlie.user, Obstacle.objects.get(pk=obstacle.pk)) == ["say"]
