"""The pages on which a post is asked, answers, and others answer it."""

from datetime import date

import pytest
from django.urls import reverse

from teams.models import Post, User
from tests.pages import fill_in, filled, forms_of, says
from tests.world import absence, bring_to, delegated, delegation, hold, recurring, report
from workplans import reviewing
from workplans.models import Absence, Delegation, Entry, Obstacle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


PRESSED = {"text": ""}
"""What a button that does it at once sends, its token aside."""


def delegate(activity, query=""):
    return reverse("workplans:implement_delegate", args=[activity.pk]) + query


def on(found, act):
    return reverse("workplans:implement_act", args=[found.pk, act])


@pytest.fixture
def alice(world, signed_in):
    return signed_in(world.alice)


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


@pytest.fixture
def nurse(world):
    """Dora's post in Charlie's team."""
    world.people["dora"] = User.objects.create_user("dora", "secret", name="Dora")
    return hold(world.dora, "Nurse", Post.Role.MEMBER, team=world.other_team)


def test_a_post_of_the_team_is_asked_by_the_end_of_the_activity(world, alice):
    page = alice.get(delegate(world.activity))
    assert "Midwife in charge (Bob)" in says(page)
    assert "Cold chain technician (vacant)" in says(page)
    assert "Nurse" not in says(page)
    answer = alice.post(delegate(world.activity), filled(page, post=str(world.midwife.pk), expected="Six trained"))
    found = Delegation.objects.get()
    assert answer.headers["Location"] == found.get_absolute_url()
    assert (found.post, found.from_post, found.asked_by) == (world.midwife, world.officer, world.alice)
    assert (found.due_on, found.expected, found.freedom) == (date(2026, 9, 30), "Six trained", "decide")
    words = says(alice.get(found.get_absolute_url()))
    assert "Asked. You will be told what Midwife in charge answers." in words
    assert "Waiting for Midwife in charge to answer, since today." in words


def test_the_list_says_who_is_away_who_covers_and_how_much_a_post_was_asked(world, alice):
    delegation(world)
    Absence.objects.begin(world.midwife, world.vacant, date(2026, 8, 10), date(2026, 8, 20), world.bob)
    words = says(alice.get(delegate(world.activity)))
    assert "Bob, away until 20 August 2026: covered by Cold chain technician), 1 thing asked of it" in words


def test_a_search_for_a_post_of_another_team_keeps_what_was_typed_and_asks_nobody(world, nurse, alice):
    address = delegate(world.activity)
    typed = filled(alice.get(address), elsewhere="baraka nurse", expected="Six trained", freedom="advise", search="1")
    page = alice.post(address, typed)
    words = says(page)
    assert "1 post found. Choose it: Nurse (Dora), Baraka district health team" in words
    assert "required" not in words
    assert not Delegation.objects.exists()
    again = filled(page)
    assert (again["expected"], again["freedom"]) == (["Six trained"], ["advise"])
    answer = alice.post(address, again | {"other": str(nurse.pk)})
    found = Delegation.objects.get()
    assert answer.headers["Location"] == found.get_absolute_url()
    assert (found.post, found.state, found.freedom) == (nurse, "to_agree", "advise")
    assert "Waiting for the lead of Baraka district health team to agree, since today." in says(
        alice.get(found.get_absolute_url())
    )


def test_a_search_that_finds_nothing_says_so(world, alice):
    address = delegate(world.activity)
    page = alice.post(address, filled(alice.get(address), elsewhere="zebra", expected="Stays", search="1"))
    assert "No post nearby is called so." in says(page)
    assert filled(page)["expected"] == ["Stays"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose who is asked."),
        ({"post": "midwife", "due_on": "2026-08-11"}, "This day is past."),
        ({"post": "midwife", "due_on": "2926-08-11"}, "Is the year mistyped?"),
        ({"post": "midwife", "due_on": "soon"}, "Enter a valid date."),
        ({"post": "999999"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(typed, said, world, alice):
    address = delegate(world.activity)
    typed = {"post": str(world.midwife.pk)} | typed if typed.get("post") == "midwife" else typed
    typed = {**typed, "post": str(world.midwife.pk)} if typed.get("post") == "midwife" else typed
    page = alice.post(address, filled(alice.get(address), expected="Six trained", **typed))
    assert page.status_code == 200
    assert said in says(page)
    assert filled(page)["expected"] == ["Six trained"]
    assert not Delegation.objects.exists()


def test_who_was_asked_already_is_not_asked_twice(world, alice):
    delegation(world)
    answer = fill_in(alice, delegate(world.activity), post=str(world.midwife.pk))
    assert "Midwife in charge was asked for this already." in says(answer)


def test_one_occasion_is_asked_with_its_own_last_day(world, alice):
    activity = recurring(world, every="month")
    _july, august = activity.occasions.order_by("starts_on")
    address = delegate(activity, f"?occasion={august.pk}")
    page = alice.get(address)
    assert filled(page)["due_on"] == ["2026-08-31"]
    alice.post(address, filled(page, post=str(world.midwife.pk)))
    assert Delegation.objects.get().occasion == august


def test_the_responsible_post_asks_as_itself(world, bob):
    bob.post(delegate(world.activity), filled(bob.get(delegate(world.activity)), post=str(world.officer.pk)))
    assert Delegation.objects.get().from_post == world.midwife


def test_who_covers_chooses_as_which_post_they_ask(world, alice):
    absence(world)
    page = alice.get(delegate(world.activity))
    assert "As which post do you ask?" in says(page)
    alice.post(delegate(world.activity), filled(page, post=str(world.vacant.pk), from_post=str(world.officer.pk)))
    assert Delegation.objects.get().from_post == world.officer


def test_it_is_accepted_by_one_press(world, bob):
    found = delegation(world)
    page = bob.get(found.get_absolute_url())
    [accept] = [form for form in forms_of(page) if form.action == on(found, "accept")]
    assert bob.post(accept.action, accept.fields).headers["Location"] == found.get_absolute_url()
    found.refresh_from_db()
    assert found.state == "accepted"
    assert "Midwife in charge does it, by 30 September 2026." in says(bob.get(found.get_absolute_url()))


def test_a_button_that_is_pressed_twice_acts_once(world, bob):
    found = delegation(world)
    [accept] = [form for form in forms_of(bob.get(found.get_absolute_url())) if form.action == on(found, "accept")]
    first, second = (bob.post(accept.action, accept.fields) for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"] == found.get_absolute_url()
    assert found.steps.filter(act="accept").count() == 1


def test_another_date_is_wanted_with_a_word_and_granted_by_one_press(world, bob, alice):
    found = delegation(world)
    fill_in(bob, on(found, "ask"), text="The trainer comes later", wanted_on="2026-10-15")
    page = alice.get(found.get_absolute_url())
    words = says(page)
    assert "It is your turn to answer, since today." in words
    assert "wanted: 15 October 2026" in words
    assert "The trainer comes later" in words
    grant = next(form for form in forms_of(page) if form.action == on(found, "answer"))
    alice.post(grant.action, grant.fields)
    found.refresh_from_db()
    assert (found.state, found.due_on) == ("accepted", date(2026, 10, 15))


def test_the_asker_gives_another_date_or_expects_something_else(world, bob, alice):
    found = delegation(world, expected="Six trained")
    fill_in(bob, on(found, "ask"), text="Too many", wanted_on="2026-10-15")
    nothing = fill_in(alice, on(found, "answer"), due_on="2026-09-30")
    assert "Say something, or give another date." in says(nothing)
    fill_in(alice, on(found, "answer"), due_on="2026-10-01", expected="Four trained", text="Four will do")
    found.refresh_from_db()
    assert (found.state, found.due_on, found.expected) == ("offered", date(2026, 10, 1), "Four trained")


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [("decline", "offered", "declined"), ("hand_back", "accepted", "handed_back"), ("say", "offered", "offered")],
)
def test_a_word_is_needed_and_kept(act, before, after, world, bob):
    found = delegated(world, before)
    empty = fill_in(bob, on(found, act))
    assert "This field is required." in says(empty)
    fill_in(bob, on(found, act), text="We are only two")
    found.refresh_from_db()
    assert found.state == after
    assert "We are only two" in says(bob.get(found.get_absolute_url()))


def test_done_is_reported_as_progress_and_confirmed_or_not_yet(world, bob, alice):
    found = delegated(world, "accepted")
    fill_in(bob, on(found, "report"), text="Six of six", on="2026-08-11")
    entry = Entry.objects.get()
    assert (entry.state, entry.on, entry.text, entry.delegation) == ("done", date(2026, 8, 11), "Six of six", found)
    fill_in(alice, on(found, "not_yet"), text="The list is missing")
    assert "The list is missing" in says(bob.get(found.get_absolute_url()))
    fill_in(bob, on(found, "report"), text="Here it is")
    fill_in(alice, on(found, "confirm"))
    found.refresh_from_db()
    assert found.state == "confirmed"
    assert "It is done, and that was confirmed (today)." in says(bob.get(found.get_absolute_url()))


def test_all_times_of_a_recurring_activity_are_done_as_a_whole(world, bob):
    found = delegation(world, activity=recurring(world))
    found.accept(world.bob)
    assert "On which day?" not in says(bob.get(on(found, "report")))
    fill_in(bob, on(found, "report"), text="All talks were given")
    found.refresh_from_db()
    assert found.state == "done"
    assert not Entry.objects.exists()


def test_it_is_passed_on_and_the_chain_is_shown(world, bob, alice):
    found = delegation(world, may_pass_on=True)
    page = bob.get(on(found, "pass_on"))
    assert "Cold chain technician (vacant)" in says(page)
    assert "District health officer" not in str(page.context["form"]["post"])
    bob.post(on(found, "pass_on"), filled(page, post=str(world.vacant.pk), text="You know the trainer"))
    below = found.children.get()
    assert (below.expected, below.due_on, below.from_post) == (found.expected, found.due_on, world.midwife)
    words = says(alice.get(found.get_absolute_url()))
    assert "Midwife in charge passed it on: Cold chain technician has it, since today." in words
    assert "From hand to hand Midwife in charge passed on Cold chain technician no answer yet" in words


def test_what_may_not_be_passed_on_offers_no_such_button(world, bob):
    found = delegation(world)
    assert "Pass it on" not in says(bob.get(found.get_absolute_url()))


def test_the_lead_of_the_other_team_agrees_and_the_holder_sees_the_page_and_not_the_plan(world, nurse, signed_in):
    found = delegation(world, nurse)
    charlie, dora = signed_in(world.charlie), signed_in(world.dora)
    words = says(charlie.get(found.get_absolute_url()))
    assert "We agree" in words
    charlie.post(on(found, "agree"), PRESSED)
    found.refresh_from_db()
    assert found.state == "offered"
    page = dora.get(found.get_absolute_url())
    assert "I can do it" in says(page)
    assert world.plan.get_absolute_url() not in page.content.decode().replace(found.get_absolute_url(), "")
    assert dora.get(world.activity.get_absolute_url()).status_code == 404
    dora.post(on(found, "accept"), PRESSED)
    report = reverse("workplans:implement_report", args=[world.activity.pk])
    assert fill_in(dora, report, state="half", text="Three").headers["Location"] == found.get_absolute_url()
    assert "Half done · 12 August 2026 Three" in says(dora.get(found.get_absolute_url()))
    correct = reverse("workplans:implement_correct", args=[Entry.objects.get().pk])
    answer = fill_in(dora, correct, state="started", reason="One day only")
    assert answer.headers["Location"] == found.get_absolute_url()
    assert "Started correction · 12 August 2026 Three One day only" in says(dora.get(found.get_absolute_url()))
    there = fill_in(dora, report, state="stuck", text="No room").headers["Location"]
    assert there == Obstacle.objects.get().get_absolute_url()
    assert "No room" in says(dora.get(there))
    fill_in(dora, on(found, "report"), text="Six")
    assert dora.get(report).status_code == 403, "it is reported as done, and waits for who asked"
    found.refresh_from_db()
    assert found.state == "done"


def test_the_lead_of_the_other_team_does_not_agree_and_says_why(world, nurse, signed_in, alice):
    found = delegation(world, nurse)
    fill_in(signed_in(world.charlie), on(found, "refuse"), text="We are three")
    words = says(alice.get(found.get_absolute_url()))
    assert "Nurse does not do it (today). Who asked may ask another post." in words
    assert "We are three" in words


def test_who_covers_acts_in_the_name_of_the_other_post(world, alice):
    absence(world)
    found = delegation(world, from_post=None)
    alice.post(on(found, "accept"), PRESSED)
    assert "Alice, District health officer for Midwife in charge" in says(alice.get(found.get_absolute_url()))


def test_an_act_that_comes_too_late_says_what_stands_now_and_keeps_the_words(world, bob):
    found = delegation(world)
    page = bob.get(on(found, "decline"))
    found.withdraw(world.alice, "Another does it")
    answer = bob.post(on(found, "decline"), filled(page, text="We are only two"))
    words = says(answer)
    assert "This stands elsewhere by now: withdrawn. Look again, then decide." in words
    assert "Who asked took it back (today)." in words
    assert filled(answer)["text"] == ["We are only two"]
    assert "This cannot be done now." in says(bob.get(on(found, "decline")))


def test_taking_it_back_reaches_whom_it_was_passed_on_to(world, alice):
    found = delegation(world, may_pass_on=True)
    below = found.pass_on(world.vacant, world.bob)
    fill_in(alice, on(found, "withdraw"), text="The training is off")
    below.refresh_from_db()
    assert below.state == "withdrawn"
    assert "Who asked took it back" in says(alice.get(below.get_absolute_url()))


def test_for_some_activities_somebody_who_has_no_part_in_it_confirms(world, bob, signed_in):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    found = delegated(world, "done")
    words = says(bob.get(found.get_absolute_url()))
    assert (
        "Waiting for somebody who has no part in it to confirm that it is done, since today: who leads the team, others "
        "of it, or who supervises it."
    ) in words
    assert "Confirm that it is done" not in words
    sofia = signed_in(world.sofia)
    assert fill_in(sofia, on(found, "confirm")).status_code == 302
    found.refresh_from_db()
    assert found.state == "confirmed"


def test_nothing_is_asked_or_answered_in_a_closed_plan_and_the_page_says_so(world, bob, alice):
    found = delegation(world)
    bring_to(world, world.plan, "approved")
    reviewing.close(world.plan, world.sofia, date(2027, 1, 1))
    assert "The workplan is closed, so nothing of this changes any more." in says(bob.get(found.get_absolute_url()))
    assert bob.post(on(found, "accept"), PRESSED).status_code == 403
    assert alice.get(delegate(world.activity)).status_code == 403


def test_a_word_that_is_no_act_is_not_found(world, alice):
    found = delegation(world)
    for act in ("nonsense", "come_back", "hand_over"):
        assert alice.get(on(found, act)).status_code == 404


def test_who_asks_a_vacant_post_is_told_that_it_waits(world, signed_in):
    alice = signed_in(world.alice)
    address = reverse("workplans:implement_delegate", args=[world.activity.pk])
    answer = alice.post(address, filled(alice.get(address), post=str(world.vacant.pk)), follow=True)
    assert "Nobody holds Cold chain technician today: it waits until somebody does." in says(answer)


def test_a_day_after_the_plan_comes_back_with_its_last_day_in_each_form(world, alice, bob):
    found = delegation(world, may_pass_on=True)
    words = "The plan ends on 31 December 2026. Choose a day until then."
    typed = {"post": str(world.vacant.pk), "due_on": "2027-01-10"}
    assert words in says(fill_in(alice, delegate(world.activity), **typed))
    assert words in says(fill_in(bob, on(found, "pass_on"), **typed))
    assert words in says(fill_in(bob, on(found, "ask"), text="The rains", wanted_on="2027-01-10"))
    found.ask(world.bob, "The rains")
    answer = fill_in(alice, on(found, "answer"), text="Then", due_on="2027-01-10")
    assert (answer.status_code, words in says(answer)) == (200, True)
    assert 'max="2026-12-31"' in answer.content.decode()


def test_who_is_refused_reads_who_may_do_it_and_whom_to_ask(world, alice, bob, nurse):
    lead = "Only who leads Baraka district health team says whether its posts may be asked. Ask Charlie ("
    assert lead in says(alice.get(on(delegation(world, nurse), "refuse")))
    found = delegation(world)
    assert (
        "Only who holds the post “Midwife in charge”, or covers it, may do this. Ask Bob (Midwife in charge)."
        in says(alice.get(on(found, "decline")))
    )
    found.report_done(world.bob)
    assert "Only who asked for it may say whether it is done. Ask Alice." in says(bob.get(on(found, "confirm")))
    assert "Only who asked for it may do this. Ask Alice." in says(bob.get(on(found, "withdraw")))
    for page in ("workplans:implement_absence_add", "workplans:implement_handover"):
        assert (
            "Only who holds the post “District health officer”, and who leads Amani district health team, may say that it "
            "is covered, or hand it over. Ask Alice (District health officer)."
        ) in says(bob.get(reverse(page, args=[world.officer.pk])))


def test_who_has_a_part_in_a_report_reads_that_another_says_whether_it_is_done(world, bob):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    entry = report(world, "done")
    words = says(bob.get(reverse("workplans:implement_confirm", args=[entry.pk])))
    assert "You have a part in this. Somebody of the team who has none, or who supervises it, says whether it" in words
    assert "Ask Alice (District health officer)." in words
