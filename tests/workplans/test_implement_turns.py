"""What comes next where work was declined, given back or reported, and the words that lead there."""

from datetime import date

import pytest
from django.urls import reverse

from teams.models import Notice, Post, User
from tests.pages import fill_in, filled, says
from tests.world import delegated, delegation, hold, report
from workplans.models import Delegation, Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def on(found, act):
    return reverse("workplans:implement_act", args=[found.pk, act])


@pytest.fixture
def alice(world, signed_in):
    return signed_in(world.alice)


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


@pytest.mark.parametrize(("before", "act"), [("offered", "decline"), ("accepted", "hand_back")])
def test_what_was_given_back_is_asked_of_another_post_with_what_was_asked(before, act, world, alice, bob):
    found = delegated(world, before, expected="Six trained", due_on=date(2026, 9, 10), freedom="ask", may_pass_on=True)
    getattr(found, act)(world.bob, "We are only two")
    page = alice.get(found.get_absolute_url())
    again = reverse("workplans:implement_delegate", args=[world.activity.pk]) + f"?again={found.pk}"
    assert "Ask another post" in says(page)
    assert f'href="{again}"' in page.content.decode()
    alice.post(again, filled(alice.get(again), post=str(world.vacant.pk)))
    other = Delegation.objects.open().get()
    assert (other.post, other.expected, other.due_on) == (world.vacant, "Six trained", date(2026, 9, 10))
    assert (other.freedom, other.may_pass_on) == ("ask", True)


def test_a_day_that_is_past_is_not_asked_again(world, alice):
    found = delegation(world, due_on=date(2026, 8, 11))
    found.decline(world.bob, "Too late")
    address = reverse("workplans:implement_delegate", args=[world.activity.pk]) + f"?again={found.pk}"
    assert filled(alice.get(address))["due_on"] == ["2026-09-30"]


def test_what_came_back_to_who_passed_it_on_is_theirs_to_pass_on_again(world, alice, bob):
    found = delegation(world, may_pass_on=True)
    below = found.pass_on(world.vacant, world.bob)
    below.decline(world.alice, "Nobody holds it")
    assert f'href="{on(found, "pass_on")}"' in bob.get(below.get_absolute_url()).content.decode()
    assert "Ask another post" not in says(alice.get(below.get_absolute_url()))


@pytest.mark.parametrize("again", ["nonsense", "9" * 19, "0", "other"])
def test_what_was_asked_for_another_activity_is_not_carried_along(again, world, alice):
    if again == "other":
        again = delegation(world, activity=world.second_activity).pk
    address = reverse("workplans:implement_delegate", args=[world.activity.pk])
    assert alice.get(f"{address}?again={again}").status_code == 404


def test_what_was_reported_as_done_is_not_yet_with_a_word_and_who_reported_is_told(world, alice):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    half, entry = report(world, "half"), report(world, "done")
    page = alice.get(world.activity.get_absolute_url())
    assert "Confirm that it is done Not yet" in says(page)
    address = reverse("workplans:implement_confirm", args=[entry.pk])
    assert "Say what is missing." in says(fill_in(alice, address, not_yet="1"))
    long = fill_in(alice, address, not_yet="1", text="x" * 201)
    assert "Say it in 200 characters at most." in says(long)
    assert filled(long)["text"] == ["x" * 201]
    assert fill_in(alice, address, not_yet="1", text="The list is missing").status_code == 302
    assert list(Entry.objects.latest_of([world.activity.pk])) == [half]
    notice = Notice.objects.get(to=world.bob, kind="work_not_yet")
    assert notice.facts["text"] == "The list is missing"
    assert "The list is missing" in says(alice.get(world.activity.get_absolute_url()))


def test_not_yet_comes_too_late_once_it_is_confirmed(world, alice):
    entry = report(world, "done")
    address = reverse("workplans:implement_confirm", args=[entry.pk])
    page = alice.get(address)
    Entry.objects.confirm(entry, world.alice)
    answer = alice.post(address, filled(page, not_yet="1", text="The list is missing"))
    assert "This was corrected or confirmed already. Look again." in says(answer)
    assert not Notice.objects.filter(kind="work_not_yet").exists()


def test_not_yet_on_what_was_asked_lets_who_was_asked_go_on_and_tells_them_once(world, alice):
    found = delegated(world, "accepted")
    entry = report(world, "done")
    fill_in(alice, reverse("workplans:implement_confirm", args=[entry.pk]), not_yet="1", text="The list is missing")
    found.refresh_from_db()
    assert found.state == "accepted"
    assert Notice.objects.filter(to=world.bob, kind="work_not_yet").count() == 1


def test_who_asked_for_another_date_reads_that_it_was_agreed_to(world, alice, bob):
    found = delegated(world, "accepted")
    found.ask(world.bob, "The trainer comes later", wanted_on=date(2026, 10, 15))
    found.answer(world.alice, due_on=date(2026, 10, 15))
    assert (
        Notice.objects.get(to=world.bob, kind="work_agreed").words == f"Alice agreed to 15 October 2026: {found.name}"
    )
    assert "Agreed to the new date · by 15 October 2026" in says(bob.get(found.get_absolute_url()))
    words = "Midwife in charge: another date was agreed to, by 15 October 2026"
    assert words in says(alice.get(world.activity.get_absolute_url()))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"due_on": date(2026, 10, 15), "text": "Until then"}, "Alice agreed to 15 October 2026 ({name}): Until then"),
        ({"due_on": date(2026, 10, 1)}, "Alice answered your question. Can you do it by 1 October 2026? {name}"),
        (
            {"text": "Four will do"},
            "Alice answered your question. Can you do it by 30 September 2026? {name}: Four will do",
        ),
    ],
)
def test_the_notice_of_an_answer_says_what_was_answered(answer, said, world):
    found = delegated(world, "accepted")
    found.ask(world.bob, "The trainer comes later", wanted_on=date(2026, 10, 15))
    found.answer(world.alice, **answer)
    assert Notice.objects.filter(to=world.bob).latest("pk").words == said.format(name=found.name)


@pytest.mark.parametrize(
    ("state", "who", "said"),
    [
        ("offered", "bob", "It is your turn to answer, since today."),
        ("offered", "alice", "Waiting for Midwife in charge to answer, since today."),
        ("in_question", "alice", "It is your turn to answer, since today."),
        ("in_question", "bob", "Waiting for District health officer to answer, since today."),
        ("done", "alice", "It is your turn to confirm that it is done, since today."),
        ("done", "bob", "Waiting for District health officer to confirm that it is done, since today."),
    ],
)
def test_whose_turn_it_is_reads_that_it_is_theirs(state, who, said, world, signed_in):
    found = delegated(world, state)
    assert said in says(signed_in(world.people[who]).get(found.get_absolute_url()))


def test_the_day_on_which_it_was_done_is_shown_and_not_only_that_of_the_report(world, alice, bob):
    found = delegated(world, "accepted")
    fill_in(bob, on(found, "report"), text="Six of six", on="2026-08-11")
    assert "Reported that it is done · 11 August 2026 Six of six" in says(alice.get(found.get_absolute_url()))


def test_what_is_asked_stands_before_the_buttons_and_seldom_ones_fold_away(world, bob, alice):
    found = delegated(world, "accepted", expected="Six trained", may_pass_on=True)
    page = bob.get(found.get_absolute_url())
    words = says(page)
    in_order = ["Asked of Midwife in charge", "Six trained", "It is done", "Something else", "Report progress"]
    places = [words.index(one) for one in in_order]
    assert places == sorted(places)
    folded = page.content.decode().partition("<details")[2].partition("</details>")[0]
    for seldom in ("Hand it back", "Pass it on", "Say or ask something", "Report progress"):
        assert seldom in folded
    assert "I need help or another date" not in folded
    page = alice.get(found.get_absolute_url())
    assert "<details" not in page.content.decode().partition("<main")[2].partition('id="happened"')[0]
    assert "Take it back" in says(page)


@pytest.mark.parametrize(("act", "said"), [("say", "Sent."), ("hand_back", "Handed back."), ("ask", "Sent.")])
def test_what_was_sent_is_said_in_a_word(act, said, world, bob):
    found = delegated(world, "accepted")
    address = on(found, act)
    page = bob.get(address)
    answer = bob.post(address, filled(page, text="The road is closed"), follow=True)
    assert said in says(answer)


def test_who_reports_from_another_team_finds_the_way_back(world, signed_in):
    world.people["dora"] = User.objects.create_user("dora", "secret", name="Dora")
    nurse = hold(world.dora, "Nurse", Post.Role.MEMBER, team=world.other_team)
    found = delegation(world, nurse)
    found.agree(world.charlie)
    page = signed_in(world.dora).get(reverse("workplans:implement_report", args=[world.activity.pk]))
    assert f'href="{found.get_absolute_url()}"' in page.content.decode()


def test_what_a_step_and_a_report_say_alike_stands_once(world, alice):
    found = delegated(world, "accepted")
    Entry.objects.report(world.activity, "done", world.bob, text="Six of six", delegation=found)
    Entry.objects.refuse(found, world.alice, "Two are missing")
    words = says(alice.get(found.get_absolute_url()))
    assert (words.count("Six of six"), words.count("Two are missing"), words.count("Taken back")) == (1, 1, 0)
    found.refresh_from_db()
    Entry.objects.report(world.activity, "not_done", world.bob, text="Nobody came", delegation=found)
    words = says(alice.get(found.get_absolute_url()))
    assert words.count("Nobody came") == 1
    assert "Handed back, not done · 12 August 2026" in words


def test_without_a_word_not_done_is_said_once(world, alice):
    found = delegated(world, "accepted")
    Entry.objects.report(world.activity, "not_done", world.bob, delegation=found)
    words = says(alice.get(found.get_absolute_url()))
    assert "Handed back, not done · 12 August 2026 12 August 2026, Bob" in words
