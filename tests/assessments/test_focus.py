"""The vision and the challenge: written together, crossing, counted, put into the plan, ended."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Challenge, MonthValue, Round, Vision
from tests.pages import forms_of
from tests.world import answer, challenge, seven
from workplans.models import Indicator, Objective, Obstacle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def at(name, *arguments):
    return reverse(f"assessments:focus_{name}", args=arguments)


def page_of(response):
    return response.content.decode()


def form_on(client, address):
    """What the form of a page sends where nothing is changed."""
    found = next(
        form for form in forms_of(client.get(address)) if form.method == "post" and "sign-out" not in form.action
    )
    return {name: values[0] for name, values in found.fields.items()}


@pytest.fixture
def alice(world, signed_in):
    return signed_in(world.alice)


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


@pytest.fixture
def vision(world):
    return Vision.objects.agree(world.team, "Every mother comes home", world.alice)


def asked(world, marks, vision):
    """A round about the vision that so many answered and that is closed."""
    people = seven(world)
    found = Round.objects.open(world.team, world.alice, date(2026, 8, 20), vision=vision)
    answer(found, people[: len(marks)], mark=list(marks))
    found.refresh_from_db()
    if not found.closed_on:
        found.close()
    return found


# The vision


def test_proposals_become_one_vision_that_keeps_what_went_into_it(world, alice, bob):
    bob.post(at("vision_propose", world.team.pk), {"text": "No mother dies"})
    alice.post(at("vision_propose", world.team.pk), {"text": "Every child lives"})
    first = Vision.objects.earliest("pk")
    agree = at("vision_agree", world.team.pk)
    filled = form_on(alice, f"{agree}?from={first.pk}")
    assert filled["text"] == "No mother dies"
    alice.post(agree, filled | {"text": "No mother and no child dies"})
    alice.post(agree, form_on(alice, agree) | {"text": "All live"})
    page = page_of(bob.get(at("vision", world.team.pk)))
    assert page.index("All live") < page.index("No mother and no child dies") < page.index("Every child lives")
    assert Vision.objects.ours().get().text == "All live"


def test_two_who_agree_at_once_see_each_others_vision(world, alice, bob, vision):
    agree = at("vision_agree", world.team.pk)
    mine = form_on(alice, agree) | {"text": "Mine"}
    bob.post(agree, form_on(bob, agree) | {"text": "Theirs"})
    answered = alice.post(agree, mine)
    assert answered.status_code == 200
    assert "Theirs" in page_of(answered)
    assert "Mine" in page_of(answered)
    assert Vision.objects.ours().get().text == "Theirs"
    assert alice.post(agree, form_of(answered)).status_code == 302
    assert Vision.objects.ours().get().text == "Mine"
    assert Vision.objects.earlier().first().text == "Theirs"


def form_of(response):
    found = next(form for form in forms_of(response) if "text" in form.fields)
    return {name: values[0] for name, values in found.fields.items()}


def test_the_same_vision_twice_is_one(world, alice, bob):
    agree = at("vision_agree", world.team.pk)
    both = [form_on(alice, agree) | {"text": "All live"}, form_on(bob, agree) | {"text": "All live"}]
    assert [alice.post(agree, both[0]).status_code, bob.post(agree, both[1]).status_code] == [302, 302]
    assert Vision.objects.count() == 1


def test_a_proposal_that_was_agreed_on_can_no_longer_be_changed(world, alice, bob):
    bob.post(at("vision_propose", world.team.pk), {"text": "No mother dies"})
    proposal = Vision.objects.get()
    change = at("vision_change", proposal.pk)
    mine = form_on(bob, change) | {"text": "No woman dies"}
    Vision.objects.agree(world.team, "All live", world.alice)
    assert bob.post(change, mine).status_code == 403
    assert bob.post(at("vision_withdraw", proposal.pk)).status_code == 403


def test_a_withdrawn_proposal_is_read_in_its_history(world, alice, bob):
    bob.post(at("vision_propose", world.team.pk), {"text": "No mother dies"})
    proposal = Vision.objects.get()
    alice.post(at("vision_withdraw", proposal.pk))
    assert not Vision.objects.exists()
    assert "No mother dies" in page_of(alice.get(at("vision_history", proposal.pk)))


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ((4, 4, 5, 5, 4), "shared by nearly all of us"),
        ((3, 3, 4, 4, 5), "shared by most of us"),
        ((2, 3, 3, 3, 4), "partly shared by us"),
        ((1, 2, 2, 2, 3), "not yet ours"),
        ((1, 3, 3, 3, 5), "we see it very differently"),
    ],
)
def test_how_far_it_is_shared_is_for_its_own_people(marks, words, world, alice, signed_in, vision):
    asked(world, marks, vision)
    assert words in page_of(alice.get(at("vision", world.team.pk)))
    for outsider in (world.sofia, world.vera, world.ruth):
        page = page_of(signed_in(outsider).get(at("vision", world.team.pk)))
        assert vision.text in page
        assert words not in page
        assert "How far" not in page


def test_four_answers_say_nothing_of_it(world, alice, vision):
    asked(world, (4, 4, 4, 4), vision)
    assert "How far it is shared" not in page_of(alice.get(at("vision", world.team.pk)))


def test_another_vision_is_not_shared_because_the_last_one_was(world, alice, vision):
    asked(world, (5, 5, 5, 5, 5), vision)
    Vision.objects.agree(world.team, "All live", world.alice)
    assert "How far it is shared" not in page_of(alice.get(at("vision", world.team.pk)))


def test_a_small_team_talks_about_its_vision_instead(world, alice, vision):
    ask = at("vision_ask", world.team.pk)
    assert "Talk about it instead" in page_of(alice.get(ask))
    answered = alice.post(ask, {"closes_on": "2026-08-20"})
    assert answered.status_code == 200
    assert not Round.objects.exists()


def test_everybody_is_asked_in_confidence_and_outsiders_never_hear_of_it(world, alice, signed_in, vision):
    seven(world)
    alice.post(at("vision_ask", world.team.pk), {"closes_on": "2026-08-20"})
    found = Round.objects.get()
    assert reverse("assessments:reflection_answer", args=[found.pk]) in page_of(alice.get(at("vision", world.team.pk)))
    found.answer(world.alice, [4], {}, timezone.localdate())
    assert "It closes on" in page_of(alice.get(at("vision", world.team.pk)))
    assert "closes on" not in page_of(signed_in(world.sofia).get(at("vision", world.team.pk)))
    again = alice.post(at("vision_ask", world.team.pk), {"closes_on": "2026-08-21"})
    assert "not closed yet" in page_of(again)


# The challenge


def test_two_who_begin_a_challenge_at_once_begin_one(world, alice, bob):
    begin = at("challenge_begin", world.team.pk)
    assert alice.post(begin)["Location"] == bob.post(begin)["Location"]
    assert alice.get(at("challenge", world.team.pk))["Location"] == Challenge.objects.get().get_absolute_url()


def test_the_parts_are_filled_in_order(world, alice):
    found = Challenge.objects.begin(world.team)
    page = at("challenge_page", found.pk)
    assert next_of(alice.get(page)) == "mission"
    save(alice, found, "mission", mission="Safe births")
    Vision.objects.agree(world.team, "All live", world.alice)
    assert next_of(alice.get(page)) == "result"
    save(alice, found, "result", result="Births with a midwife", unit="%", baseline="41", target="55.5")
    assert next_of(alice.get(page)) == "result", "it has no day yet"
    save(alice, found, "result", reached_by="2027-06-30")
    save(alice, found, "situation", situation="Nobody is there at night")
    assert next_of(alice.get(page)) == "obstacles"
    alice.post(at("obstacle_add", found.pk), {"name": "Closed at night"})
    assert next_of(alice.get(page)) == "causes"
    obstacle = found.obstacles.get()
    change = at("obstacle_change", found.pk, obstacle.pk)
    alice.post(change, form_on(alice, change) | {"why_1": "Nobody on duty", "why_2": "", "why_5": "No night roster."})
    obstacle.refresh_from_db()
    assert (obstacle.whys, obstacle.root_cause) == (["Nobody on duty", "No night roster."], "No night roster.")
    question = form_on(alice, at("challenge_part", found.pk, "question"))["question"]
    assert question == "How will we reach 55.5% by 30 June 2027: Births with a midwife, given No night roster?"
    save(alice, found, "question", question=question)
    assert next_of(alice.get(page)) == "actions"


def next_of(response):
    return next(part.key for part in response.context["page"].parts if part.is_next)


def save(client, found, part, **typed):
    address = at("challenge_part", found.pk, part)
    answered = client.post(address, form_on(client, address) | typed)
    assert answered.status_code == 302, page_of(answered)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"numerator": "births"}, "A ratio needs both"),
        ({"baseline": "41", "target": "41.0"}, "nothing would change"),
        ({"reached_by": "2026-08-12"}, "This day is past"),
        ({"baseline": "many"}, "Enter a number"),
    ],
)
def test_what_is_wrong_with_a_result_is_said_and_nothing_is_lost(typed, words, world, alice):
    found = Challenge.objects.begin(world.team)
    address = at("challenge_part", found.pk, "result")
    answered = alice.post(address, form_on(alice, address) | {"result": "Safe births"} | typed)
    assert words in page_of(answered)
    assert "Safe births" in page_of(answered)
    assert Challenge.objects.get().result == ""


def test_who_saves_a_part_second_sees_both_and_other_parts_disturb_nobody(world, alice, bob):
    found = challenge(world)
    mission, situation = (at("challenge_part", found.pk, part) for part in ("mission", "situation"))
    mine, other = form_on(alice, mission) | {"mission": "Mine"}, form_on(alice, situation) | {"situation": "Seen"}
    bob.post(mission, form_on(bob, mission) | {"mission": "Theirs"})
    crossed = alice.post(mission, mine)
    assert "Theirs" in page_of(crossed)
    assert "Mine" in page_of(crossed)
    assert alice.post(situation, other).status_code == 302
    found.refresh_from_db()
    assert (found.mission, found.situation) == ("Theirs", "Seen")


def test_whys_cross_too(world, alice, bob):
    found = challenge(world)
    obstacle = found.obstacles.create(team=world.team, name="Closed at night", whys=["a"])
    address = at("obstacle_change", found.pk, obstacle.pk)
    mine = form_on(alice, address) | {"why_2": "mine"}
    bob.post(address, form_on(bob, address) | {"why_2": "theirs"})
    assert "theirs" in page_of(alice.post(address, mine))
    obstacle.refresh_from_db()
    assert obstacle.whys == ["a", "theirs"]


def test_rows_of_another_challenge_are_not_there(world, alice):
    found = challenge(world)
    theirs = Challenge.objects.create(team=world.other_team)
    obstacle = theirs.obstacles.create(team=world.other_team, name="No water")
    loose = Obstacle.objects.create(team=world.team, name="Of no challenge")
    value = MonthValue.objects.create(challenge=theirs, month=date(2026, 8, 1), value=1)
    for address in [
        at("obstacle_change", found.pk, obstacle.pk),
        at("obstacle_remove", found.pk, obstacle.pk),
        at("obstacle_change", found.pk, loose.pk),
        at("value_change", found.pk, value.pk),
        at("challenge_page", theirs.pk),
        at("challenge_history", theirs.pk),
    ]:
        assert alice.get(address).status_code == 404, address
        assert alice.post(address, {"name": "x", "value": "9"}).status_code == 404, address


def test_a_ratio_is_counted_and_a_month_is_recorded_once(world, alice):
    found = challenge(world, numerator="births with a midwife", denominator="all births")
    add = at("value_add", found.pk)
    typed = {"month": "2026-08-01", "counted": "43", "out_of": "101", "note": ""}
    assert alice.post(add, typed).status_code == 302
    value = found.values.get()
    assert value.value == Decimal("42.6")
    again = alice.post(add, typed | {"counted": "50"})
    assert at("value_change", found.pk, value.pk) in page_of(again)
    assert found.values.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"counted": "1", "out_of": "0"},
        {"counted": "-1", "out_of": "5"},
        {"counted": "1", "out_of": ""},
        {"counted": "99999999999999", "out_of": "0.0001"},
        {"counted": "nan", "out_of": "5"},
        {"counted": "1", "out_of": "5", "month": "2026-09-01"},
        {"counted": "1", "out_of": "5", "month": "2025-07-01"},
        {"counted": "1", "out_of": "5", "month": "x"},
    ],
)
def test_a_month_that_cannot_be_is_refused(typed, world, alice):
    found = challenge(world, numerator="births with a midwife", denominator="all births")
    assert alice.post(at("value_add", found.pk), {"month": "2026-08-01"} | typed).status_code == 200
    assert not found.values.exists()


def test_a_month_can_be_moved_but_not_onto_another(world, alice):
    found = challenge(world)
    first, _second = (MonthValue.objects.create(challenge=found, month=date(2026, n, 1), value=40 + n) for n in (6, 7))
    address = at("value_change", found.pk, first.pk)
    typed = form_on(alice, address)
    assert (typed["month"], typed["value"]) == ("2026-06-01", "46")
    assert alice.post(address, typed | {"month": "2026-07-01"}).status_code == 200
    assert alice.post(address, typed | {"month": "2026-05-01"}).status_code == 302
    first.refresh_from_db()
    assert first.month == date(2026, 5, 1)


def test_the_result_becomes_one_indicator_of_the_plan(world, alice):
    found = challenge(world)
    address = at("challenge_plan", found.pk)
    assert f"objective-{world.objective.pk}" in page_of(alice.get(address))
    both = [
        form_on(alice, address) | {"where": where}
        for where in (f"objective-{world.objective.pk}", f"plan-{world.plan.pk}")
    ]
    before = Indicator.objects.count(), Objective.objects.count()
    for typed in both:
        alice.post(address, typed)
    assert (Indicator.objects.count(), Objective.objects.count()) == (before[0] + 1, before[1])
    found.refresh_from_db()
    assert found.indicator.objective == world.objective
    assert reverse("workplans:plan_item", args=["indicator", found.indicator.pk]) in page_of(
        alice.get(found.get_absolute_url())
    )


def test_the_plan_of_another_team_is_not_offered(world, alice):
    found = challenge(world)
    theirs = world.other_team.workplans.begin(world.other_team, date(2026, 1, 1))
    alice.post(at("challenge_plan", found.pk), {"where": f"plan-{theirs.pk}"})
    found.refresh_from_db()
    assert found.indicator is None


def test_what_cannot_be_measured_does_not_go_into_the_plan(world, alice):
    found = challenge(world, reached_by=None)
    alice.post(at("challenge_plan", found.pk), {"where": f"plan-{world.plan.pk}"})
    found.refresh_from_db()
    assert found.indicator is None


def test_an_ended_challenge_is_read_and_never_changed_and_another_begins(world, alice, bob):
    found = challenge(world)
    obstacle = found.obstacles.create(team=world.team, name="Closed at night")
    late = form_on(bob, at("challenge_part", found.pk, "mission")) | {"mission": "Late"}
    assert alice.post(at("challenge_end", found.pk), {"learned": ""}).status_code == 200
    alice.post(at("challenge_end", found.pk), {"learned": "Ask the midwives first"})
    assert bob.post(at("challenge_part", found.pk, "mission"), late).status_code == 403
    for address in [
        at("obstacle_remove", found.pk, obstacle.pk),
        at("value_add", found.pk),
        at("challenge_end", found.pk),
    ]:
        assert bob.post(address, {"learned": "x"}).status_code == 403, address
    page = page_of(alice.get(found.get_absolute_url()))
    assert "Ask the midwives first" in page
    assert at("obstacle_add", found.pk) not in page
    assert found.get_absolute_url() in page_of(alice.get(at("challenge", world.team.pk)))
    alice.post(at("challenge_begin", world.team.pk))
    assert Challenge.objects.current().get() != found


def test_the_history_tells_of_obstacles_and_months_also_of_removed_ones(world, alice):
    found = challenge(world)
    alice.post(at("obstacle_add", found.pk), {"name": "Closed at night", "why_1": "No roster"})
    obstacle = found.obstacles.get()
    change = at("obstacle_change", found.pk, obstacle.pk)
    alice.post(change, form_on(alice, change) | {"why_2": "Nobody asked"})
    alice.post(at("value_add", found.pk), {"month": "2026-08-01", "value": "43"})
    alice.post(at("obstacle_remove", found.pk, obstacle.pk), {"reason": "It is open now"})
    page = page_of(alice.get(at("challenge_history", found.pk)))
    for words in ["No roster\nNobody asked", "August 2026: 43", "Removed", "It is open now"]:
        assert words in page


def test_who_only_reads_sees_no_button(world, signed_in):
    found = challenge(world)
    found.obstacles.create(team=world.team, name="Closed at night")
    Vision.objects.create(team=world.team, text="No mother dies", proposed_by=world.bob)
    sofia = signed_in(world.sofia)
    pages = [page_of(sofia.get(at(name, pk))) for name, pk in (("challenge_page", found.pk), ("vision", world.team.pk))]
    assert "Closed at night" in pages[0]
    assert "No mother dies" in pages[1]
    for page in pages:
        assert "btn-" not in page.partition("<main")[2].replace(
            'btn-quiet" href="' + at("challenge_history", found.pk), ""
        )
