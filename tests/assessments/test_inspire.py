"""Inspire: what a team commits itself to, whether it kept its word, and the way into the workplan."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from assessments.models import Challenge, Commitment
from tests.pages import fill_in, filled, forms_of, says
from tests.world import TODAY, challenge, closed_round, commitment, hold, open_round, seven
from workplans.models import Activity, Objective, Output, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def at(what, pk):
    return reverse(f"assessments:inspire_{what}", args=[pk])


def typed(world, **more):
    return {"name": "Ask the village leaders", "post": world.midwife.pk, "due_on": "2026-09-01"} | more


def test_what_is_agreed_is_told_to_who_holds_the_post_and_stands_in_the_list(world, signed_in):
    alice = signed_in(world.alice)
    answer = fill_in(alice, at("commitment_add", world.team.pk), **typed(world))
    assert answer.headers["Location"] == at("commitments", world.team.pk)
    agreed = Commitment.objects.get()
    assert (agreed.team, agreed.round, agreed.challenge) == (world.team, None, None)
    words = says(alice.get(at("commitments", world.team.pk)))
    assert "Ask the village leaders Open by 1 September 2026 Midwife in charge , Bob" in words
    assert world.bob.notices.get(kind="commitment_given").url == agreed.get_absolute_url()
    assert not world.alice.notices.filter(kind="commitment_given").exists()


def test_a_month_from_today_is_proposed(world, signed_in):
    form = filled(signed_in(world.bob).get(at("commitment_add", world.team.pk)))
    assert form["due_on"] == ["2026-09-12"]


@pytest.mark.parametrize(
    ("field", "value", "trouble"),
    [
        ("due_on", "2026-08-11", "This day is past."),
        ("due_on", "2206-08-11", "Is the year mistyped?"),
        ("name", "", "This field is required."),
        ("post", "", "This field is required."),
    ],
)
def test_what_cannot_be_agreed_comes_back_filled_in(field, value, trouble, world, signed_in):
    answer = fill_in(signed_in(world.bob), at("commitment_add", world.team.pk), **typed(world, **{field: value}))
    assert trouble in says(answer)
    assert "Ask the village leaders" in answer.content.decode() or field == "name"
    assert not Commitment.objects.exists()


def test_a_post_of_another_team_is_refused(world, signed_in):
    foreign = world.charlie.holdings.get().post
    answer = fill_in(signed_in(world.alice), at("commitment_add", world.team.pk), **typed(world, post=foreign.pk))
    assert answer.status_code == 200
    assert "Nursing officer" not in says(answer)
    agreed = commitment(world)
    answer = fill_in(signed_in(world.alice), at("commitment_change", agreed.pk), post=foreign.pk)
    agreed.refresh_from_db()
    assert (answer.status_code, agreed.post) == (200, world.midwife)


def test_it_comes_of_a_reflection_and_leads_back_to_its_result(world, signed_in):
    found = closed_round(world)
    address = f"{at('commitment_add', world.team.pk)}?round={found.pk}"
    answer = signed_in(world.bob).post(address, typed(world))
    assert answer.headers["Location"] == found.get_absolute_url()
    assert Commitment.objects.get().round == found


def test_it_is_an_action_of_a_challenge_and_leads_back_to_its_page(world, signed_in):
    address = f"{at('commitment_add', world.team.pk)}?challenge={challenge(world).pk}"
    answer = signed_in(world.ruth).post(address, typed(world))
    assert answer.headers["Location"] == challenge(world).get_absolute_url()
    assert Commitment.objects.get().challenge == challenge(world)


def ended(world):
    return f"challenge={Challenge.objects.create(team=world.team, ended_on=TODAY).pk}"


def foreign_challenge(world):
    return f"challenge={Challenge.objects.create(team=world.other_team).pk}"


def open_still(world):
    return f"round={open_round(world).pk}"


def round_of_another_team_of_mine(world):
    hold(world.bob, "Locum", "member", team=world.other_team)
    found = closed_round(world)
    found.teams.set([world.other_team])
    return f"round={found.pk}"


@pytest.mark.parametrize(
    "origin",
    [
        ended,
        foreign_challenge,
        open_still,
        round_of_another_team_of_mine,
        lambda world: "round=1x",
        lambda world: "challenge=99999999999999999999",
    ],
)
def test_what_it_cannot_come_of_is_not_there(origin, world, signed_in):
    address = f"{at('commitment_add', world.team.pk)}?{origin(world)}"
    bob = signed_in(world.bob)
    assert bob.get(address).status_code == 404
    assert bob.post(address, typed(world)).status_code == 404
    assert not Commitment.objects.exists()


def test_a_superuser_who_is_not_in_the_team_reads_nothing_of_its_own(world, signed_in):
    agreed = commitment(world, round=closed_round(world))
    ruth = signed_in(world.ruth)
    for what in ("commitment", "commitment_change", "commitment_plan", "commitment_remove", "commitment_history"):
        assert ruth.get(at(what, agreed.pk)).status_code == 404, what
    assert ruth.post(at("commitment_say", agreed.pk), {"state": "kept"}).status_code == 404
    pk = agreed.pk
    agreed.delete()
    assert ruth.get(at("commitment_history", pk)).status_code == 404
    assert ruth.get(at("commitments", world.team.pk)).status_code == 403


def test_a_supervisor_reads_an_action_of_the_challenge_and_gets_no_button(world, signed_in):
    page = signed_in(world.sofia).get(at("commitment", commitment(world, challenge=challenge(world)).pk))
    assert "Priority action Agree who covers the night" in says(page)
    assert at("commitments", world.team.pk) not in page.content.decode()
    assert [form for form in forms_of(page) if form.action != "/sign-out/"] == []


def test_the_list_has_what_is_due_first_then_what_is_planned_then_what_was_said(world, signed_in, today):
    commitment(world, name="Later", due_on=TODAY + timedelta(days=40))
    commitment(world, name="Today", due_on=TODAY)
    commitment(world, name="Past", due_on=TODAY - timedelta(days=1))
    commitment(world, name="Radio", due_on=TODAY).into_plan(world.output, world.alice)
    commitment(world, name="Promise", due_on=TODAY - timedelta(days=5)).say("kept")
    today.move_to(TODAY + timedelta(hours=1))
    commitment(world, name="Slip", due_on=TODAY - timedelta(days=9)).say("not_kept")
    commitment(world, name="Of others", team=world.other_team)
    words = says(signed_in(world.bob).get(at("commitments", world.team.pk)))
    places = [words.index(name) for name in ["Past", "Today", "Later", "Radio", "Slip", "Promise"]]
    assert places == sorted(places)
    assert "Past Overdue by" in words
    assert "Today Open by" in words
    assert "Of others" not in words
    assert "1 of 4 commitments that were due in the last nine months were kept." in words


def test_kept_is_said_right_in_the_list_and_taken_back_on_its_page(world, signed_in):
    agreed, bob = commitment(world), signed_in(world.bob)
    page = bob.get(f"{at('commitments', world.team.pk)}?page=1")
    [form] = [form for form in forms_of(page) if form.action == at("commitment_say", agreed.pk)]
    answer = bob.post(form.action, form.fields | {"state": "kept"}, follow=True)
    assert answer.redirect_chain == [(f"{at('commitments', world.team.pk)}?page=1", 302)]
    agreed.refresh_from_db()
    assert (agreed.state, agreed.said_on) == ("kept", TODAY)
    bob.post(at("commitment_say", agreed.pk), {"state": "open"})
    agreed.refresh_from_db()
    assert (agreed.state, agreed.said_on) == ("open", None)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_nothing_leads_away_from_here(back, world, signed_in):
    agreed = commitment(world)
    answer = signed_in(world.bob).post(at("commitment_say", agreed.pk), {"state": "kept", "back": back})
    assert answer.headers["Location"] == agreed.get_absolute_url()


def test_another_word_than_kept_not_kept_or_open_is_not_there(world, signed_in):
    agreed = commitment(world)
    assert signed_in(world.bob).post(at("commitment_say", agreed.pk), {"state": "nearly"}).status_code == 404


def test_a_new_holder_is_told_and_who_had_it_crosses_nobody(world, signed_in):
    agreed, bob = commitment(world), signed_in(world.bob)
    stale = filled(bob.get(at("commitment_change", agreed.pk)), name="Agree the night cover by name")
    fill_in(bob, at("commitment_change", agreed.pk), post=world.officer.pk, reason="Bob is away")
    assert world.alice.notices.filter(kind="commitment_given").count() == 1
    answer = bob.post(at("commitment_change", agreed.pk), stale)
    assert "Somebody saved this while you were writing" in says(answer)
    agreed.refresh_from_db()
    assert (agreed.post, agreed.name) == (world.officer, "Agree who covers the night")


def test_what_is_overdue_can_be_changed_without_a_new_day(world, signed_in):
    agreed = commitment(world, due_on=TODAY - timedelta(days=3))
    fill_in(signed_in(world.bob), at("commitment_change", agreed.pk), name="Agree on the nights")
    agreed.refresh_from_db()
    assert (agreed.name, agreed.due_on) == ("Agree on the nights", TODAY - timedelta(days=3))


def test_one_step_makes_it_an_activity_once_however_often_it_is_sent(world, signed_in):
    agreed, bob = commitment(world), signed_in(world.bob)
    sent = filled(bob.get(at("commitment_plan", agreed.pk)), output=world.second_output.pk)
    first = bob.post(at("commitment_plan", agreed.pk), sent)
    again = bob.post(at("commitment_plan", agreed.pk), sent)
    by_another = signed_in(world.alice).post(at("commitment_plan", agreed.pk), {"output": world.output.pk})
    activity = Activity.objects.get(name=agreed.name)
    assert {one.headers["Location"] for one in (first, again, by_another)} == {activity.get_absolute_url()}
    assert (activity.output, activity.post, activity.ends_on) == (world.second_output, world.midwife, agreed.due_on)
    for address in (agreed.get_absolute_url(), at("commitments", world.team.pk)):
        page = bob.get(address)
        assert "Followed in the workplan , by 12 September 2026" in says(page)
        assert activity.get_absolute_url() in page.content.decode()


@pytest.mark.parametrize("what", ["change", "plan", "remove", "say"])
def test_what_is_in_the_workplan_is_followed_there_alone(what, world, signed_in):
    agreed = commitment(world)
    activity = agreed.into_plan(world.output, world.alice)
    sent = {"state": "kept", "name": "Another", "reason": "No"}
    answer = signed_in(world.bob).post(at(f"commitment_{what}", agreed.pk), sent, follow=True)
    assert answer.redirect_chain == [(activity.get_absolute_url(), 302)]
    assert "is followed there" in says(answer)
    assert Commitment.objects.get() == agreed
    assert Commitment.objects.get().state == "open"


def test_once_its_activity_is_removed_it_is_open_again(world, signed_in):
    agreed = commitment(world)
    agreed.into_plan(world.output, world.alice).delete()
    assert "Make it an activity of the workplan" in says(signed_in(world.bob).get(agreed.get_absolute_url()))


def test_what_was_said_does_not_become_an_activity(world, signed_in):
    agreed = commitment(world)
    agreed.say("kept")
    answer = signed_in(world.bob).post(at("commitment_plan", agreed.pk), {"output": world.output.pk})
    assert answer.headers["Location"] == agreed.get_absolute_url()
    assert Activity.objects.count() == 3


def test_only_outputs_of_the_teams_own_plans_that_run_or_come_are_offered(world, signed_in):
    past = Workplan.objects.begin(world.team, date(2025, 1, 1))
    foreign = Workplan.objects.begin(world.other_team, date(2026, 1, 1))
    bob, address = signed_in(world.bob), at("commitment_plan", commitment(world).pk)
    for plan in (past, foreign):
        output = Output.objects.create(objective=Objective.objects.create(workplan=plan, name="O"), name="Elsewhere")
        assert "Elsewhere" not in says(bob.get(address))
        assert bob.post(address, {"output": output.pk}).status_code == 200
    assert Activity.objects.count() == 3
    world.second_output.delete()
    page = bob.get(address)
    assert "It goes under the output: Two maternity units" in says(page)
    assert filled(page)["output"] == [str(world.output.pk)]


def test_the_output_of_the_challenges_objective_is_proposed(world, signed_in):
    other = Objective.objects.create(workplan=world.plan, name="Skilled hands")
    output = Output.objects.create(objective=other, name="Midwives trained")
    agreed = commitment(world, challenge=challenge(world, objective=other))
    assert filled(signed_in(world.bob).get(at("commitment_plan", agreed.pk)))["output"] == [str(output.pk)]


def test_a_day_outside_the_plan_is_told(world, signed_in):
    agreed = commitment(world, due_on=date(2027, 2, 1))
    sent = {"output": world.output.pk}
    words = says(signed_in(world.bob).post(at("commitment_plan", agreed.pk), sent, follow=True))
    assert "Its day is not within this plan." in words


def test_a_team_without_a_plan_or_an_output_is_told_what_comes_first(world, signed_in):
    address = at("commitment_plan", commitment(world).pk)
    Output.objects.all().delete()
    page = signed_in(world.bob).get(address)
    assert "write one first" in says(page)
    assert world.plan.get_absolute_url() in page.content.decode()
    world.plan.delete()
    begin = reverse("workplans:plan_begin", args=[world.team.pk])
    assert begin in signed_in(world.alice).get(address).content.decode()
    words = signed_in(world.bob).get(address)
    assert "Ask the team's lead" in says(words)
    assert begin not in words.content.decode()


def test_what_is_removed_keeps_its_history_and_why(world, signed_in):
    agreed, bob = commitment(world), signed_in(world.bob)
    agreed.say("not_kept")
    answer = fill_in(bob, at("commitment_remove", agreed.pk), reason="Written twice")
    assert answer.headers["Location"] == at("commitments", world.team.pk)
    assert bob.get(agreed.get_absolute_url()).status_code == 404
    words = says(bob.get(at("commitment_history", agreed.pk)))
    assert "Written twice" in words
    assert "Kept? Open Not kept" in words


def test_more_than_fifty_are_paged_and_the_fold_is_open_where_nothing_else_is(world, signed_in):
    for number in range(51):
        commitment(world, name=f"Small thing {number:02}", due_on=TODAY - timedelta(days=number)).say("kept")
    bob = signed_in(world.bob)
    page = bob.get(at("commitments", world.team.pk))
    assert "Page 1 of 2" in says(page)
    assert "<details class=" in page.content.decode()
    assert "Small thing 00" in says(bob.get(f"{at('commitments', world.team.pk)}?page=2"))


# The way between a team's pages.


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("bob", "Home Posts and people Who is away What stands in the way Reflection Vision Challenge Commitments"),
        ("sofia", "Home Posts and people Who is away What stands in the way Vision Challenge"),
        ("ruth", "Home Posts and people Who is away What stands in the way Vision Challenge"),
    ],
)
def test_each_is_led_to_those_pages_of_the_team_that_are_there_for_them(who, words, world, signed_in):
    page = signed_in(world.people[who]).get(world.team.get_absolute_url())
    start = page.content.decode().partition('<nav class="team-nav')[2].partition("</nav>")[0]
    assert f"{words} Work belongs" in says(page)
    assert start.count('aria-current="page"') == 1
    for address in start.split('href="')[1:]:
        assert signed_in(world.people[who]).get(address.partition('"')[0]).status_code in {200, 302}


def test_who_only_looks_after_accounts_is_led_nowhere_else(world, signed_in):
    assert b"team-nav" not in signed_in(world.adam).get(world.team.get_absolute_url()).content


def test_our_team_is_where_the_leading_pages_are(world, signed_in):
    seven(world)
    page = signed_in(world.bob).get(at("commitments", world.team.pk)).content.decode()
    assert f'<a href="{world.team.get_absolute_url()}" aria-current="page">Our team</a>' in page
