"""A plan on its way: sent, returned, mended, approved, changed with a reason, closed; who is told, and what a page says."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from teams.models import Level, Notice, Post, Unit
from tests.pages import fill_in, filled, says
from tests.world import TODAY, applied_file, bring_to, hold, plan_that_is
from workplans import reviewing
from workplans.models import Activity, Allocation, Ceiling, MoneyEntry, Remark, Version, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
State = Workplan.State


@pytest.fixture
def at(world):
    """`at("page")`: the address of the review's page of Amani's plan; `at("quarter", 1)`."""
    Notice.objects.all().delete()
    return lambda name, *more: reverse(f"workplans:review_{name}", args=[world.plan.pk, *more])


def told(person):
    return [notice.kind for notice in person.notices.order_by("pk")]


def state_of(plan):
    return Workplan.objects.get(pk=plan.pk).state


@pytest.mark.handout("S2")
def test_a_plan_goes_up_comes_back_and_is_approved_with_a_version_each_time(world, at, signed_in):
    alice, sofia = signed_in(world.alice), signed_in(world.sofia)
    page = alice.get(at("send"))
    assert "It goes to who supervises Amani." in says(page)
    assert "1 activity names nobody." not in says(page)
    assert "2 activities name nobody." in says(page)
    assert fill_in(alice, at("send"), why="We cut the fuel").status_code == 302
    assert (told(world.sofia), told(world.vera), told(world.bob), told(world.sven)) == (["plan_to_review"], [], [], [])
    assert "Waiting for your review since 12 August 2026" in says(sofia.get(at("page")))
    assert "We cut the fuel" in says(sofia.get(at("page")))

    add = at("remark_add") + f"?kind=activity&item={world.activity.pk}"
    assert fill_in(sofia, add, text="Fuel counted twice?").status_code == 302
    assert fill_in(sofia, at("return"), why="See my remark").status_code == 302
    assert (told(world.alice), told(world.bob)) == (["plan_returned"], [])
    page = says(alice.get(at("page")))
    assert "Sofia returned it on 12 August 2026: See my remark" in page
    assert "Fuel counted twice?" in page

    change = reverse("workplans:plan_item_change", args=["activity", world.activity.pk])
    assert fill_in(alice, change, place="Kima").status_code == 302
    remark = Remark.objects.get()
    assert (
        fill_in(alice, reverse("workplans:review_remark", args=[remark.pk]), text="No, twice a year").status_code == 302
    )
    assert fill_in(alice, at("send")).status_code == 302
    page = says(sofia.get(at("page")))
    assert "What changed since Version 1 1 change, 0 of 1 remark open." in page
    assert (
        "Train six midwives in emergency care Place Version 1 Amani hospital Version 2 Kima “Fuel counted twice?”"
        in page
    )
    assert "answered No, twice a year" in page
    assert fill_in(sofia, at("approve"), why="Well done").status_code == 302
    assert told(world.alice) == ["plan_returned", "plan_approved"]
    assert state_of(world.plan) == State.APPROVED
    outcomes = [(one.number, one.outcome) for one in Version.objects.order_by("number")]
    assert outcomes == [(1, "returned"), (2, "approved")]
    # The last was approved as it was sent, with the money.
    approved = {entry.source.name: entry.amount for entry in MoneyEntry.objects.all()}
    assert approved == {"State budget": Decimal("2400.50"), "Global fund": Decimal(1000)}
    assert {entry.reference for entry in MoneyEntry.objects.all()} == {"Version 2"}


def test_money_that_is_decided_on_elsewhere_is_not_approved_with_the_plan(world, at, signed_in):
    bring_to(world, world.plan, "sent")
    fill_in(signed_in(world.sofia), at("approve"), with_money=None)
    assert state_of(world.plan) == State.APPROVED
    assert not MoneyEntry.objects.exists()


def test_approved_with_open_remarks_the_version_says_so(world, at, signed_in):
    bring_to(world, world.plan, "sent")
    reviewing.remark(world.plan, None, "A target is missing", world.sofia)
    sofia = signed_in(world.sofia)
    assert "Approve with 1 open remark" in says(sofia.get(at("page")))
    fill_in(sofia, at("approve"))
    assert "with 1 remark open" in says(sofia.get(at("version", 1)))


def test_a_plan_without_an_activity_or_a_reviewer_is_not_sent_and_the_page_says_why(world, at, signed_in):
    alice = signed_in(world.alice)
    Post.objects.filter(role=Post.Role.SUPERVISOR).update(role=Post.Role.VIEWER)
    page = fill_in(alice, at("send"), why="Please")
    assert page.status_code == 200
    assert "Nobody reviews your workplans yet" in says(page)
    assert "Please" in page.content.decode()
    Post.objects.filter(title="District supervisor").update(role=Post.Role.SUPERVISOR)
    empty = Workplan.objects.begin(world.team, date(2027, 1, 1))
    page = fill_in(alice, reverse("workplans:review_send", args=[empty.pk]))
    assert "There is no activity in this workplan yet" in says(page)
    assert not Version.objects.exists()


def test_it_goes_up_in_as_many_steps_as_levels_review(world, at, signed_in):
    region = hold(world.vera, "Regional director", Post.Role.SUPERVISOR, unit=world.units["north"])
    assert world.plan.reviewers() == [world.units["amani"]]  # the nearest, where no level is ticked
    Level.objects.filter(name__in=["District", "Region"]).update(reviews=True)
    assert world.plan.reviewers() == [world.units["amani"], world.units["north"]]
    fill_in(signed_in(world.alice), at("send"))
    vera = signed_in(world.vera)
    assert told(world.vera) == []
    page = says(signed_in(world.sofia).get(at("approve")))
    assert "After you it goes to who supervises North." in page
    fill_in(signed_in(world.sofia), at("approve"), why="Good")
    assert (state_of(world.plan), told(world.vera), told(world.alice)) == (State.SENT, ["plan_to_review"], [])
    assert not MoneyEntry.objects.exists()
    # It is with the region now: the district decides no more.
    page = signed_in(world.sofia).get(at("approve"), follow=True)
    assert "The workplan is with who supervises North now." in says(page)
    assert signed_in(world.sofia).post(at("approve"), {"why": "Too late"}).status_code == 403
    fill_in(vera, at("approve"))
    assert state_of(world.plan) == State.APPROVED
    steps = [(step.by, step.words, step.why) for step in reversed(says_steps(world))]
    assert steps == [
        ("Alice", "Sent to Amani", ""),
        ("Sofia", "Passed on to North", "Good"),
        ("Vera", "Approved", ""),
    ]
    assert region.role == "supervisor"


def says_steps(world):
    from workplans.queries.review import steps_of  # noqa: PLC0415

    return steps_of(world.plan)


def test_only_the_turns_own_plans_stand_in_the_list_the_longest_waiting_first(world, at, signed_in, today):
    plan_that_is(world, "sent")
    today.move_to(date(2026, 8, 20))
    bring_to(world, world.plan, "sent")
    page = says(signed_in(world.sofia).get(reverse("workplans:review_list")))
    assert page.index("Amani district health team, 2020") < page.index("Amani district health team, 2026")
    assert "version 1, sent on 20 August 2026" in page
    for person in (world.alice, world.vera, world.sven, world.stella):
        assert "Nothing waits for you" in says(signed_in(person).get(reverse("workplans:review_list")))


def test_nobody_reviews_a_plan_that_they_write_in(world, at, signed_in):
    hold(world.bob, "Acting supervisor", Post.Role.SUPERVISOR, unit=world.units["amani"])
    bring_to(world, world.plan, "sent")
    bob = signed_in(world.bob)
    assert bob.get(at("approve")).status_code == 403
    assert "Nothing waits for you" in says(bob.get(reverse("workplans:review_list")))


def test_what_was_not_looked_at_is_not_decided_on(world, at, signed_in):
    """The team takes it back and sends it again while the reviewer's page is open."""
    bring_to(world, world.plan, "sent")
    sofia = signed_in(world.sofia)
    form = filled(sofia.get(at("approve")))
    reviewing.take_back(world.plan, world.alice)
    assert sofia.post(at("approve"), form).status_code == 403
    reviewing.send(world.plan, world.alice)
    page = sofia.post(at("approve"), form)
    assert "Another version was sent meanwhile" in says(page)
    assert state_of(world.plan) == State.SENT


def test_sent_twice_it_is_one_version(world, at, signed_in):
    alice = signed_in(world.alice)
    form = filled(alice.get(at("send")))
    assert [alice.post(at("send"), form).status_code for _time in range(2)] == [302, 302]
    assert Version.objects.count() == 1


@pytest.mark.handout("S9")
def test_an_amendment_has_a_reason_and_is_compared_with_what_was_approved_field_by_field(world, at, signed_in):
    bring_to(world, world.plan, "approved")
    alice = signed_in(world.alice)
    assert says(fill_in(alice, at("amend"), why="")).count("This field is required.") == 1
    fill_in(alice, at("amend"), why="The road is closed")
    world.plan.refresh_from_db()
    assert (world.plan.state, world.plan.amends) == (State.DRAFT, "The road is closed")
    change = reverse("workplans:plan_item_change", args=["activity", world.activity.pk])
    fill_in(alice, change, months=["2026-09"], post=str(world.officer.pk))
    fill_in(alice, reverse("workplans:plan_item_change", args=["indicator", world.indicator.pk]), target_3="51")
    allocation = Allocation.objects.get(activity=world.activity, source=world.fund)
    Allocation.objects.put(Activity.objects.get(pk=world.activity.pk), {world.fund: Decimal("900.25")})
    world.third_activity.delete()
    page = says(alice.get(at("page")))
    assert allocation.amount == 1000
    for words in [
        "What changed since Version 1, as it was approved 5 changes",
        "Responsible post Version 1 Midwife in charge Now District health officer",
        "Months Version 1 August 2026 to September 2026 Now September 2026",
        "Money, Global fund Version 1 1,000 Now 900.25",
        "Target, quarter 3 Version 1 50 Now 51",
        "Speak on the local radio Taken out",
        "A change of the approved plan: The road is closed",
    ]:
        assert words in page
    assert "Something is changed already" in says(alice.get(at("leave")))
    fill_in(alice, at("send"))
    sofia = signed_in(world.sofia)
    assert "change of an approved plan" in says(sofia.get(reverse("workplans:review_list")))
    fill_in(sofia, at("approve"))
    world.plan.refresh_from_db()
    assert (world.plan.state, world.plan.amends) == (State.APPROVED, "")
    assert [one.amends for one in world.plan.versions.all()] == ["The road is closed", ""]
    # The first one stays as it was.
    assert "Speak on the local radio" in says(sofia.get(at("version", 1)))
    assert "Speak on the local radio" not in says(sofia.get(at("version", 2)))
    assert "5 changes" in says(sofia.get(at("compare") + "?of=1&to=2"))
    assert "Nothing differs." in says(sofia.get(at("compare") + "?of=2&to=now"))


def test_an_amendment_without_a_change_can_be_left(world, at, signed_in):
    plan = plan_that_is(world, "amended")
    alice = signed_in(world.alice)
    address = reverse("workplans:review_leave", args=[plan.pk])
    assert alice.post(address, filled(alice.get(address))).status_code == 302
    assert state_of(plan) == State.APPROVED
    assert plan.versions.count() == 1


def test_where_amendments_are_not_reviewed_sending_one_approves_it(world, at, signed_in, settings):
    settings.AMENDMENTS_REVIEWED = False
    bring_to(world, world.plan, "amended")
    alice = signed_in(world.alice)
    assert "by sending it, you approve it" in says(alice.get(at("send")))
    Notice.objects.all().delete()
    fill_in(alice, at("send"))
    assert (state_of(world.plan), told(world.sofia)) == (State.APPROVED, [])
    assert [one.outcome for one in world.plan.versions.all()] == ["approved", "approved"]


def test_a_plan_is_closed_after_its_time_and_opened_again_by_who_reviews(world, at, signed_in):
    bring_to(world, world.plan, "approved")
    alice = signed_in(world.alice)
    page = alice.get(at("close"))
    assert "It can be closed after that." in says(page)
    assert "Close it" not in says(page)
    assert "Close the plan" not in says(alice.get(at("page")))
    assert "It can be closed after that." in says(alice.post(at("close"), {"why": "Now"}))
    with pytest.raises(ValidationError, match="not over yet"):
        reviewing.close(world.plan, world.alice, TODAY)
    plan = plan_that_is(world, "approved")
    close, reopen = (reverse(f"workplans:review_{act}", args=[plan.pk]) for act in ("close", "reopen"))
    assert "Close the plan" in says(alice.get(reverse("workplans:review_page", args=[plan.pk])))
    fill_in(alice, close, why="The year is over")
    assert state_of(plan) == State.CLOSED
    assert all(quarter.is_closed for quarter in plan.quarters.all())
    assert alice.get(reopen).status_code == 403
    Notice.objects.all().delete()
    fill_in(signed_in(world.sofia), reopen, why="A receipt was found")
    assert (state_of(plan), told(world.alice)) == (State.APPROVED, ["plan_reopened"])


def test_quarters_are_closed_once_they_are_over_and_opened_with_a_reason_by_who_reviews(world, at, signed_in):
    alice, sofia = signed_in(world.alice), signed_in(world.sofia)
    page = alice.get(at("quarter", 3))
    assert "It can be closed after that." in says(page)
    assert "Close it" not in says(page)
    with pytest.raises(ValidationError, match="not over yet"):
        reviewing.settle_quarter(world.plan.quarters.get(number=3), True, "", world.alice, TODAY)
    fill_in(alice, at("quarter", 1), why="Reported")
    assert "Quarter 1" in says(sofia.get(at("quarters")))
    assert "Alice : closed, Reported" in says(sofia.get(at("quarters")))
    page = alice.get(at("quarter", 1))
    assert page.status_code == 403
    assert "Quarter 1 is closed. Who supervises the team opens it again" in says(page)
    assert "This field is required." in says(fill_in(sofia, at("quarter", 1)))
    fill_in(sofia, at("quarter", 1), why="A receipt was found")
    assert told(world.alice) == ["quarter_reopened"]
    assert "opened again, A receipt was found" in says(alice.get(at("quarters")))
    assert alice.get(at("quarter", 9)).status_code == 404


def test_where_nobody_supervises_the_lead_opens_a_quarter_again(world, at, signed_in):
    Post.objects.filter(role=Post.Role.SUPERVISOR).update(role=Post.Role.VIEWER)
    alice = signed_in(world.alice)
    fill_in(alice, at("quarter", 1))
    assert fill_in(alice, at("quarter", 1), why="A slip").status_code == 302
    assert not world.plan.quarters.get(number=1).is_closed


def test_remarks_are_answered_by_the_team_and_opened_again_by_who_reviews(world, at, signed_in):
    remark = reviewing.remark(world.plan, world.indicator, "How many?", world.sofia)
    address = reverse("workplans:review_remark", args=[remark.pk])
    item = reverse("workplans:plan_item", args=["indicator", world.indicator.pk])
    bob, sofia, vera = (signed_in(one) for one in (world.bob, world.sofia, world.vera))
    assert "How many?" in says(bob.get(item))
    assert "Leave a remark" in says(sofia.get(item))
    assert "Leave a remark" not in says(vera.get(item))
    assert "This field is required." in says(fill_in(bob, address, text=" "))
    fill_in(bob, address, text="Forty")
    assert Remark.objects.get(pk=remark.pk).state == "answered"
    fill_in(sofia, address, text="Of how many?", state="open")
    assert Remark.objects.get(pk=remark.pk).state == "open"
    fill_in(sofia, address, state="answered")
    assert Remark.objects.get(pk=remark.pk).state == "answered"
    assert [reply.text for reply in remark.replies.all()] == ["Forty", "Of how many?"]
    assert "Reply" not in says(vera.get(at("page")))
    # It stays when its item goes.
    world.indicator.delete()
    assert "Deliveries with a skilled attendant Taken out : “How many?”" in says(sofia.get(at("page")))


@pytest.mark.parametrize("query", ["?kind=activity&item=999999", "?kind=nonsense&item=1", "?kind=activity&item=x"])
def test_a_remark_on_what_is_not_there_is_not_found(world, at, signed_in, query):
    assert signed_in(world.sofia).get(at("remark_add") + query).status_code == 404


def test_a_remark_on_an_item_of_another_plan_is_not_found(world, at, signed_in):
    other = plan_that_is(world, "returned").activity_set.get()
    assert signed_in(world.sofia).get(at("remark_add") + f"?kind=activity&item={other.pk}").status_code == 404


def test_last_years_plan_is_compared_by_what_was_carried_over(world, at, signed_in):
    from workplans.carrying import carry_over  # noqa: PLC0415

    plan = Workplan.objects.begin(world.team, date(2027, 1, 1))
    keys = {"objective": {world.objective.pk}, "output": {world.output.pk}, "activity": {world.activity.pk}}
    carry_over(plan, world.plan, keys, with_money=True)
    activity = plan.activity_set.get()
    Allocation.objects.put(activity, {world.fund: Decimal(1500)})
    page = says(signed_in(world.sofia).get(reverse("workplans:review_compare", args=[plan.pk]) + "?of=last&to=now"))
    assert "Money, Global fund Last year's plan 1,000 The plan as it stands now 1,500" in page
    assert "Months" not in page
    assert "Speak on the local radio Taken out" in page


@pytest.mark.parametrize("query", ["?of=9&to=now", "?of=x&to=1", "?of=now&to=last", "?to=now"])
def test_versions_that_there_are_not_are_said_to_be_no_choice(world, at, signed_in, query):
    bring_to(world, world.plan, "sent")
    page = signed_in(world.alice).get(at("compare") + query)
    assert page.status_code == 200
    assert "invalid-feedback" in page.content.decode()


def test_what_is_missing_leads_to_where_it_is_mended(world, at, signed_in):
    applied_file(world)
    Ceiling.objects.create(unit=world.units["amani"], source=world.fund, year=2026, amount=900)
    alice = signed_in(world.alice)
    page = alice.get(at("send"))
    outline = world.plan.get_absolute_url()
    for words, url in [
        ("2 activities name nobody.", f"{outline}?missing=responsible"),
        ("2 activities have no dates.", f"{outline}?missing=dates"),
        ("1 activity has no money.", f"{outline}?missing=money"),
        ("1 output has no baseline and target.", f"{outline}?missing=indicator"),
        (
            "100 more is asked of Global fund than the ceiling allows.",
            reverse("workplans:organise_money", args=[world.plan.pk]),
        ),
    ]:
        assert f'<a href="{url}">{words}</a>' in page.content.decode()
    assert "ceiling 900: 100 over" in says(signed_in(world.sofia).get(at("page")))


def test_a_level_that_reviews_without_a_supervisor_is_passed_over(world):
    Level.objects.filter(name__in=["Country", "District"]).update(reviews=True)
    assert world.plan.reviewers() == [world.units["amani"]]
    Level.objects.filter(name="District").update(reviews=False)
    assert world.plan.reviewers() == [world.units["amani"]]  # nobody over the country: the nearest after all
    assert Unit.objects.reviewing(world.units["south"]) == [world.units["south"]]


def test_a_plan_that_was_sent_is_not_removed_even_when_it_is_empty(world, at, signed_in):
    reviewing.send(world.plan, world.alice)
    reviewing.take_back(world.plan, world.alice)
    world.objective.delete()
    remove = reverse("workplans:plan_remove", args=[world.plan.pk])
    signed_in(world.alice).post(remove)
    assert Workplan.objects.filter(pk=world.plan.pk).exists()


def test_a_remark_on_a_closed_plan_is_refused_by_the_act_itself(world):
    with pytest.raises(ValidationError):
        reviewing.remark(plan_that_is(world, "closed"), None, "Too late", world.sofia)
    assert TODAY.year == 2026
