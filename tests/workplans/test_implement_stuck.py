"""Stuck: it is with who sees to it, whom others may name, and who asked for the work, or can help, is told."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from teams.models import Notice, Post, User
from tests.pages import fill_in, says
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


def test_stuck_again_adds_the_word_and_tells_who_sees_to_it_and_who_was_asked_for_help(world, signed_in):
    dora = User.objects.create_user("dora", "secret", name="Dora")
    nurse = hold(dora, "Nurse", Post.Role.MEMBER, team=world.team)
    found = stuck(world, "No trainer", post=world.midwife, asked=world.sofia.holdings.get().post)
    Notice.objects.all().delete()
    assert report(world, "stuck", by=dora, text="Nor a room", post=nurse).obstacle == found
    told_again = {one.to.name: one.words for one in Notice.objects.filter(kind="stuck_again")}
    words = f"Dora is still stuck ({world.activity.name}): Nor a room"
    assert told_again == {"Bob": words, "Sofia": words}
    step = found.steps.last()
    assert (step.act, step.text, step.by, step.post) == ("stuck_again", "Nor a room", dora, nurse)
    bob = signed_in(world.bob)
    assert "Still stuck Nor a room Dora, Nurse" in says(bob.get(found.get_absolute_url()))
    assert says(bob.get(world.activity.get_absolute_url())).count("Nor a room") == 1


def test_stuck_again_with_nobody_asked_is_told_to_who_waits_for_the_work(world):
    found = report(world, "stuck").obstacle
    Notice.objects.all().delete()
    report(world, "stuck", text="No trainer")
    assert [(one.to, one.kind) for one in Notice.objects.all()] == [(world.alice, "stuck_again")]
    found.refresh_from_db()
    assert found.name == "No trainer", "the first word says what stands in the way"


def test_stuck_again_leaves_what_is_asked_next_as_it_was(world):
    found = stuck(world, "No trainer", post=world.midwife, asked=world.officer)
    found.answer(world.alice, "We lend you one")
    before = [about for _kind, about in to_answer(world.midwife)]
    report(world, "stuck", text="Nor a room")
    assert [about for _kind, about in to_answer(world.midwife)] == before


def act_on(found, act):
    return reverse("workplans:implement_obstacle_act", args=[found.pk, act])


def test_another_post_sees_to_it_from_then_on_and_is_told(world, signed_in):
    bob = signed_in(world.bob)
    one = stuck(world, post=world.midwife)
    Notice.objects.all().delete()
    assert "Let another post see to it" in says(bob.get(one.get_absolute_url()))
    page = bob.get(act_on(one, "give"))
    assert "District health officer (Alice)" in says(page)
    assert "Midwife in charge (Bob)" not in says(page)
    assert fill_in(bob, act_on(one, "give"), post=str(world.officer.pk), text="You know the school").status_code == 302
    one.refresh_from_db()
    assert one.post == world.officer
    [notice] = Notice.objects.all()
    assert (notice.to, notice.url) == (world.alice, one.get_absolute_url())
    assert notice.words == (
        "Your post “District health officer” sees to this from now on, no longer “Midwife in charge”: The trainer left"
    )
    assert "Given to: District health officer You know the school Bob, Midwife in charge" in says(
        bob.get(one.get_absolute_url())
    )
    with pytest.raises(ValidationError, match="sees to it already"):
        one.give(world.officer, world.bob)


def test_who_may_not_act_on_it_gives_it_to_nobody(world, signed_in):
    one = stuck(world, asked=world.sofia.holdings.get().post)
    assert signed_in(world.sofia).get(act_on(one, "give")).status_code == 403
    assert "Only the post that was asked for help, “District supervisor”, may answer. Ask Sofia" in says(
        signed_in(world.bob).get(act_on(one, "answer"))
    )
