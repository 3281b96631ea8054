"""Pages that are older than what happened since: nothing is done that was not looked at, and nothing typed is lost."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from teams.models import Level, Notice, Post
from tests.pages import fill_in, filled, says
from tests.world import TODAY, bring_to, hold, plan_that_is
from workplans import reviewing
from workplans.models import Remark, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
State = Workplan.State


@pytest.fixture
def at(world):
    """`at("page")`: the address of the review's page of Amani's plan; `at("quarter", 1)`."""
    Notice.objects.all().delete()
    return lambda name, *more: reverse(f"workplans:review_{name}", args=[world.plan.pk, *more])


def test_who_is_above_does_not_approve_for_good_what_they_saw_as_the_first_step(world, at, signed_in):
    """The region opens the district's step; the district approves meanwhile; the region's page is old then."""
    hold(world.vera, "Regional director", Post.Role.SUPERVISOR, unit=world.units["north"])
    Level.objects.filter(name__in=["District", "Region"]).update(reviews=True)
    bring_to(world, world.plan, "sent")
    vera = signed_in(world.vera)
    page = vera.get(at("approve"))
    assert "After you it goes to who supervises North." in says(page)
    form = filled(page, why="Good so far")
    fill_in(signed_in(world.sofia), at("approve"))
    page = vera.post(at("approve"), form)
    world.plan.refresh_from_db()
    assert (world.plan.state, world.plan.reviewer) == (State.SENT, world.units["north"])
    assert "Version 1 is with who supervises North now." in says(page)
    assert filled(page)["why"] == ["Good so far"]
    with pytest.raises(ValidationError, match="passed on to North"):
        reviewing.approve(world.plan, 1, world.vera, step=world.units["amani"].pk)
    with pytest.raises(ValidationError, match="passed on to North"):
        reviewing.give_back(world.plan, 1, "No", world.vera, step=world.units["amani"].pk)


@pytest.mark.parametrize(("act", "state"), [("approve", State.APPROVED), ("return", State.RETURNED)])
def test_another_version_is_decided_on_once_who_decides_says_that_it_was_looked_at(act, state, world, at, signed_in):
    bring_to(world, world.plan, "sent")
    sofia = signed_in(world.sofia)
    form = filled(sofia.get(at(act)), why="Many words")
    reviewing.take_back(world.plan, world.alice)
    reviewing.send(world.plan, world.alice)
    page = sofia.post(at(act), form)
    assert "Look at Version 2" in says(page)
    assert f'href="{at("page")}"' in page.content.decode()
    again = filled(page)
    assert again["why"] == ["Many words"]
    # Sent again without a tick it is not done; with one that was set for a version before the last, neither.
    assert sofia.post(at(act), again).status_code == 200
    reviewing.take_back(world.plan, world.alice)
    reviewing.send(world.plan, world.alice)
    ticked = {**again, "looked": f"2-{world.units['amani'].pk}"}
    page = sofia.post(at(act), ticked)
    assert "I have looked at Version 3" in says(page)
    assert "looked" not in filled(page)
    assert Workplan.objects.get(pk=world.plan.pk).state == State.SENT
    assert sofia.post(at(act), {**again, "looked": f"3-{world.units['amani'].pk}"}).status_code == 302
    assert Workplan.objects.get(pk=world.plan.pk).state == state


@pytest.mark.parametrize("numbers", [{"number": "x", "step": ""}, {"number": "", "step": "9" * 30}])
def test_a_decision_on_no_version_at_all_is_refused(numbers, world, at, signed_in):
    bring_to(world, world.plan, "sent")
    sofia = signed_in(world.sofia)
    page = sofia.post(at("approve"), {**filled(sofia.get(at("approve"))), **numbers})
    assert page.status_code == 200
    assert Workplan.objects.get(pk=world.plan.pk).state == State.SENT


@pytest.mark.parametrize("person", ["alice", "sofia"])
def test_a_form_that_closes_a_quarter_never_opens_it(person, world, at, signed_in):
    client = signed_in(world.people[person])
    forms = [filled(client.get(at("quarter", 1)), why=f"Results checked {number}") for number in (1, 2)]
    assert client.post(at("quarter", 1), forms[0]).status_code == 302
    page = client.post(at("quarter", 1), forms[1], follow=True)
    assert "Quarter 1 was closed already. You wrote: Results checked 2" in says(page)
    assert world.plan.quarters.get(number=1).is_closed
    # And one that opens it never closes it.
    sofia = signed_in(world.sofia)
    forms = [filled(sofia.get(at("quarter", 1)), why=f"A receipt {number}") for number in (1, 2)]
    for form in forms:
        page = sofia.post(at("quarter", 1), form, follow=True)
    assert "Quarter 1 was open already. You wrote: A receipt 2" in says(page)
    assert not world.plan.quarters.get(number=1).is_closed
    assert sofia.post(at("quarter", 1), {**forms[0], "wanted": "both"}).status_code == 404


def test_a_quarter_is_closed_while_the_plan_is_in_review(world, at, signed_in):
    """What a plan is in review for does not stand in the way of its quarters, which go on."""
    bring_to(world, world.plan, "sent")
    assert fill_in(signed_in(world.alice), at("quarter", 1)).status_code == 302
    assert world.plan.quarters.get(number=1).is_closed


STALE = {
    "send": ("alice", "sent"),
    "amend": ("alice", "sent"),
    "leave": ("alice", "sent"),
    "approve": ("sofia", "returned"),
    "return": ("sofia", "approved"),
    "close": ("alice", "closed"),
    "reopen": ("sofia", "approved"),
    "remark_add": ("sofia", "closed"),
}


@pytest.mark.parametrize("act", STALE)
def test_an_old_link_leads_to_the_review_page_with_words_and_an_old_form_keeps_what_was_typed(act, world, signed_in):
    person, state = STALE[act]
    plan = plan_that_is(world, state)
    client = signed_in(world.people[person])
    address = reverse(f"workplans:review_{act}", args=[plan.pk])
    page = client.get(address, follow=True)
    assert page.redirect_chain == [(reverse("workplans:review_page", args=[plan.pk]), 302)]
    told = "so no remark is taken" if act == "remark_add" else "The workplan stands elsewhere by now"
    assert told in says(page)
    page = client.post(address, {"why": "Typed at length"})
    assert page.status_code == 403
    assert told in says(page)
    assert "Typed at length" in says(page)


@pytest.mark.parametrize(
    ("person", "name", "state", "words"),
    [
        ("vera", "approve", "sent", "Who supervises the team decides on its plan."),
        ("alice", "return", "sent", "Who supervises the team decides on its plan."),
        ("bob", "close", "approved", "The team's lead closes its plan"),
        ("alice", "reopen", "closed", "Who supervises the team opens a closed plan again."),
        ("vera", "remark_add", "sent", "Who supervises the team leaves remarks on its plan."),
    ],
)
def test_who_may_not_is_told_who_may(person, name, state, words, world, signed_in):
    page = signed_in(world.people[person]).get(
        reverse(f"workplans:review_{name}", args=[plan_that_is(world, state).pk])
    )
    assert page.status_code == 403
    assert words in says(page)


def test_nothing_is_said_to_a_remark_once_the_plan_is_closed(world, at, signed_in):
    plan = plan_that_is(world, "approved")
    remark = reviewing.remark(plan, None, "Why so late?", world.sofia)
    address = reverse("workplans:review_remark", args=[remark.pk])
    bob = signed_in(world.bob)
    form = filled(bob.get(address), text="The rains")
    reviewing.close(plan, world.sofia, TODAY)
    with pytest.raises(ValidationError, match="closed"):
        reviewing.reply(remark, "The rains", world.bob, "answered")
    page = bob.post(address, form)
    assert page.status_code == 403
    assert "nothing is said to its remarks any more" in says(page)
    assert (Remark.objects.get().state, Remark.objects.get().replies.count()) == ("open", 0)


def test_the_team_is_told_that_its_reply_answers_the_remark(world, at, signed_in):
    remark = reviewing.remark(world.plan, None, "Why so late?", world.sofia)
    address = reverse("workplans:review_remark", args=[remark.pk])
    assert "Your reply marks the remark as answered." in says(signed_in(world.bob).get(address))
    assert "Your reply marks" not in says(signed_in(world.sofia).get(address))


def test_a_vacant_supervisors_post_is_said_and_who_is_above_is_told(world, at, signed_in):
    alice = signed_in(world.alice)
    assert "vacant" not in says(alice.get(at("send")))
    world.sofia.holdings.all().delete()
    page = says(alice.get(at("send")))
    assert "Amani : vacant today Nobody is told, and it waits until the post is filled." in page
    hold(world.vera, "Regional director", Post.Role.SUPERVISOR, unit=world.units["north"])
    page = says(alice.get(at("send")))
    assert "vacant today Who supervises North is told and can decide." in page
    reviewing.send(world.plan, world.alice)
    assert [one.kind for one in world.vera.notices.all()] == ["plan_to_review"]
    assert fill_in(signed_in(world.vera), at("approve")).status_code == 302
