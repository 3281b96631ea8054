"""What stands in the way: said from a phone, why, who helps, what was changed, whether it helped; seen upward."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from teams.models import Notice, Post
from tests.pages import fill_in, filled, forms_of, says
from tests.world import TODAY, challenge, delegation, hold, report, stuck
from workplans.models import Absence, Obstacle


def of(one, act=""):
    """The address of an obstacle, or of doing something about it."""
    name = {"": "implement_obstacle", "words": "implement_obstacle_words"}.get(act, "implement_obstacle_act")
    more = [] if act in ("", "words") else [act]
    return reverse(f"workplans:{name}", args=[one.pk, *more])


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


@pytest.fixture
def sofia(world, signed_in):
    return signed_in(world.sofia)


@pytest.fixture
def district(world):
    """The post that Sofia holds."""
    return world.sofia.holdings.get().post


def test_who_reports_that_they_are_stuck_says_in_one_sentence_what_it_is(world, bob):
    found = report(world, "stuck").obstacle
    page = bob.get(found.get_absolute_url())
    assert "Stuck; nobody has said yet what stands in the way" in says(page)
    [form] = [form for form in forms_of(page) if form.action == of(found, "words")]
    assert {"name", "why_1", "asked", "help_wanted"} < form.fields.keys()
    answer = bob.post(form.action, form.fields | {"name": "The trainer left"})
    assert answer.url == found.get_absolute_url()
    found.refresh_from_db()
    assert (found.name, found.whys, found.asked) == ("The trainer left", [], None)


def test_why_and_help_can_be_said_at_once(world, bob, district):
    found = report(world, "stuck").obstacle
    Notice.objects.all().delete()
    more = {"why_1": "She was offered more", "asked": str(district.pk), "help_wanted": "Another trainer"}
    fill_in(bob, of(found, "words"), name="The trainer left", **more)
    found.refresh_from_db()
    assert (found.root_cause, found.asked, found.help_wanted) == ("She was offered more", district, "Another trainer")
    assert [(notice.to, notice.kind) for notice in Notice.objects.all()] == [(world.sofia, "help_wanted")]


def test_help_that_nobody_is_asked_for_is_asked_back_and_nothing_is_lost(world, bob):
    address = reverse("workplans:implement_obstacle_add", args=[world.team.pk])
    page = fill_in(bob, address, name="No fuel", help_wanted="Twenty litres")
    assert "Say who can help with that." in says(page)
    assert "Twenty litres" in page.content.decode()
    assert not Obstacle.objects.exists()


def test_an_obstacle_of_an_activity_or_of_the_whole_team_is_written_down(world, bob, district):
    address = reverse("workplans:implement_obstacle_add", args=[world.team.pk])
    page = fill_in(bob, address, name="No fuel", why_1="The card is blocked", asked=str(district.pk))
    first = Obstacle.objects.get()
    assert page.url == first.get_absolute_url()
    assert (first.activity, first.root_cause, first.asked, first.post) == (
        None,
        "The card is blocked",
        district,
        world.midwife,
    )
    of_activity = f"{address}?activity={world.activity.pk}"
    assert "Train six midwives" in says(bob.get(of_activity))
    fill_in(bob, of_activity, name="The trainer left")
    assert Obstacle.objects.latest("pk").activity == world.activity


@pytest.mark.parametrize("key", ["x", "0", "9" * 30, "-1"])
def test_an_activity_that_is_not_the_teams_is_not_there(key, world, bob):
    address = reverse("workplans:implement_obstacle_add", args=[world.team.pk])
    assert bob.get(f"{address}?activity={key}").status_code == 404


def test_an_activity_of_another_team_is_not_there(world, signed_in):
    """Who is in both teams reads it, and still it is not in the way of the other."""
    hold(world.bob, "Clerk", Post.Role.MEMBER, team=world.other_team)
    address = reverse("workplans:implement_obstacle_add", args=[world.other_team.pk])
    assert signed_in(world.bob).get(f"{address}?activity={world.activity.pk}").status_code == 404


def test_why_is_asked_up_to_five_times_one_at_a_time(world, bob):
    one = stuck(world)
    for number in range(1, 6):
        page = bob.get(of(one))
        assert ("Why is that so?" if number == 1 else f"And why is that? ({number} of 5)") in says(page)
        fill_in(bob, of(one, "because"), text=f"Reason {number}")
    one.refresh_from_db()
    assert one.whys == [f"Reason {number}" for number in range(1, 6)]
    page = bob.get(of(one))
    assert "And why is that?" not in says(page)
    assert "Reason 5 root cause" in says(page)
    late = bob.post(of(one, "because"), {"text": "Reason 6", "number": "6"})
    assert late.status_code == 200
    one.refresh_from_db()
    assert len(one.whys) == 5


def test_two_who_answer_the_same_why_are_not_mixed_up(world, signed_in):
    one = stuck(world)
    forms = {person: filled(signed_in(person).get(of(one, "because"))) for person in (world.alice, world.bob)}
    signed_in(world.alice).post(of(one, "because"), forms[world.alice] | {"text": "No contract"})
    page = signed_in(world.bob).post(of(one, "because"), forms[world.bob] | {"text": "The pay is late"})
    assert "Somebody answered this meanwhile." in says(page)
    assert "The pay is late" in page.content.decode()
    one.refresh_from_db()
    assert one.whys == ["No contract"]


def test_who_may_be_asked_is_named_with_their_place_and_nobody_asks_themselves(world, bob, district):
    hold(world.vera, "Regional health officer", Post.Role.SUPERVISOR, unit=world.units["north"])
    page = says(bob.get(of(stuck(world), "ask")))
    for words in ("District supervisor (Sofia)", "Regional health officer (Vera)", "Cold chain technician (vacant)"):
        assert words in page
    for words in ("Midwife in charge (Bob)", "Regional supervisor (Sven)", "Planning officer", "Nursing officer"):
        assert words not in page
    places = [
        page.index(place) for place in ("District health officer (Alice)", "District supervisor", "Regional health")
    ]
    assert places == sorted(places)


def test_asked_answered_changed_asked_again_and_solved(world, bob, sofia, today, district, signed_in):
    """Handout: support personnel and change ways of working in order to overcome obstacles."""
    one = stuck(world, whys=["She was offered more"])
    fill_in(bob, of(one, "ask"), asked=str(district.pk), text="Who else can teach?")
    assert "Your post “District supervisor” was asked for help on 12 August 2026." in says(sofia.get(of(one)))
    assert "Who else can teach?" in says(sofia.get(of(one, "answer")))
    fill_in(sofia, of(one, "answer"), text="The tutor of Baraka, from Monday")
    page = says(bob.get(of(one)))
    assert "Sofia answered on 12 August 2026: The tutor of Baraka, from Monday" in page
    fill_in(bob, of(one, "change"), text="We train on two mornings")
    one.refresh_from_db()
    assert one.ask_again_on == TODAY + timedelta(weeks=4)
    assert "On 9 September 2026 we ask whether it helped" in says(bob.get(of(one)))
    today.move_to(TODAY + timedelta(weeks=4))
    bob = signed_in(world.bob)
    assert "Did what you changed help?" in says(bob.get(of(one)))
    fill_in(bob, of(one, "judge"), how="helped_partly", text="Four of six came", ask_again_on="2026-10-01")
    one.refresh_from_db()
    assert (one.is_open, one.ask_again_on) == (True, date(2026, 10, 1))
    assert "It helped partly" in says(bob.get(of(one)))
    fill_in(bob, of(one, "judge"), how="helped", text="All six are trained")
    one.refresh_from_db()
    assert (one.is_open, one.ask_again_on) == (False, None)
    story = says(bob.get(of(one))).partition("What happened")[2]
    told = [
        "It helped All six",
        "It helped partly",
        "Changed the way of working",
        "Answered The tutor",
        "Asked for help",
    ]
    places = [story.index(words) for words in told]
    assert places == sorted(places)
    assert "Bob, Midwife in charge, 12 August 2026" in story


def test_solved_with_a_word_and_opened_again(world, bob):
    one = stuck(world)
    fill_in(bob, of(one, "solve"))
    one.refresh_from_db()
    assert not one.is_open
    assert bob.get(of(one, "solve")).status_code == 403
    page = fill_in(bob, of(one, "reopen"))
    assert "This field is required" in says(page)
    fill_in(bob, of(one, "reopen"), text="She left again")
    one.refresh_from_db()
    assert one.is_open


def test_what_was_settled_meanwhile_is_said_and_the_words_are_kept(world, signed_in, district):
    one = stuck(world)
    one.ask(district, world.bob, "Who?")
    second = hold(world.vera, "Second supervisor", Post.Role.SUPERVISOR, unit=world.units["amani"])
    assert second.unit == world.units["amani"]
    sofia = signed_in(world.sofia)
    form = filled(sofia.get(of(one, "answer")), text="I will send the tutor")
    Obstacle.objects.get(pk=one.pk).answer(world.sofia, "Nobody is free")
    page = sofia.post(of(one, "answer"), form)
    assert page.status_code == 403
    assert "I will send the tutor" in says(page)
    with pytest.raises(ValidationError):
        one.answer(world.sofia, "Again")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-08-12", "Choose a day that is still to come."),
        ("2027-08-15", "This is more than a year ahead."),
        ("soon", "Enter a valid date."),
    ],
)
def test_the_day_on_which_to_ask_again_lies_ahead_and_not_too_far(typed, words, world, bob):
    one = stuck(world)
    page = fill_in(bob, of(one, "change"), text="We start at six", ask_again_on=typed)
    assert words in says(page)
    assert "We start at six" in page.content.decode()
    fill_in(bob, of(one, "change"), text="We start at six", ask_again_on="")
    one.refresh_from_db()
    assert one.ask_again_on == TODAY + timedelta(weeks=4)


def test_words_and_whys_change_and_who_saves_second_sees_both(world, signed_in):
    one = stuck(world, whys=["No contract", "Nobody wrote one"])
    alice, bob = signed_in(world.alice), signed_in(world.bob)
    theirs, mine = (filled(client.get(of(one, "words"))) for client in (alice, bob))
    alice.post(of(one, "words"), theirs | {"why_1": "", "name": "The trainer has left us"})
    one.refresh_from_db()
    assert (one.name, one.whys) == ("The trainer has left us", ["Nobody wrote one"])
    page = bob.post(of(one, "words"), mine | {"name": "No trainer"})
    assert "Somebody saved this while you were writing" in says(page)
    assert "The trainer has left us" in says(page)
    bob.post(of(one, "words"), filled(page))
    one.refresh_from_db()
    assert (one.name, one.whys) == ("No trainer", ["No contract", "Nobody wrote one"])
    story = says(bob.get(of(one))).partition("What happened")[2]
    assert "Said it in other words The trainer has left us Alice" in story


def test_who_gave_the_first_words_meanwhile_is_seen_too(world, signed_in):
    one = report(world, "stuck").obstacle
    alice, bob = signed_in(world.alice), signed_in(world.bob)
    mine = filled(bob.get(of(one, "words")), name="No trainer", help_wanted="Anybody", asked=str(world.officer.pk))
    fill_in(alice, of(one, "words"), name="The trainer left")
    fill_in(alice, of(one, "because"), text="No contract")
    fill_in(alice, of(one, "because"), text="Nobody wrote one")
    page = bob.post(of(one, "words"), mine)
    assert "The trainer left" in says(page)
    bob.post(of(one, "words"), filled(page))
    one.refresh_from_db()
    assert (one.name, one.asked) == ("No trainer", world.officer)
    assert one.whys[-1] == "Nobody wrote one"


def test_the_same_form_twice_acts_once(world, bob):
    one = stuck(world)
    form = filled(bob.get(of(one, "say")), text="She is in Kima now")
    for _time in range(2):
        assert bob.post(of(one, "say"), form).status_code == 302
    assert one.steps.filter(act="word").count() == 1


def test_who_covers_answers_for_the_post_and_the_story_says_so(world, signed_in):
    one = stuck(world)
    one.ask(world.officer, world.bob, "Who signs?")
    Absence.objects.begin(world.officer, world.midwife, TODAY, TODAY + timedelta(5), world.alice)
    bob = signed_in(world.bob)
    assert "Your post “District health officer” was asked" in says(bob.get(of(one)))
    fill_in(bob, of(one, "answer"), text="I sign")
    assert "Bob, Midwife in charge, for District health officer" in says(bob.get(of(one)))


def test_who_was_asked_and_is_not_above_sees_it_and_not_the_team(world, signed_in):
    """A lead of the region's own team helps: they read what they were asked for, and no more."""
    regional = world.other_team.__class__.objects.create(unit=world.units["north"], name="Regional team", code="r")
    post = hold(world.charlie, "Regional officer", Post.Role.LEAD, team=regional)
    one = stuck(world)
    charlie = signed_in(world.charlie)
    assert charlie.get(of(one)).status_code == 404
    one.ask(post, world.bob, "Fuel")
    page = charlie.get(of(one))
    assert world.team.get_absolute_url() not in page.content.decode()
    assert world.activity.get_absolute_url() not in page.content.decode()
    fill_in(charlie, of(one, "answer"), text="Ten litres")
    assert charlie.get(of(one)).status_code == 200
    fill_in(charlie, of(one, "say"), text="And ten more next week")
    assert charlie.get(reverse("workplans:implement_obstacles", args=[world.team.pk])).status_code == 404


def test_a_teams_list_has_the_open_ones_by_root_cause_and_folds_the_solved(world, bob):
    stuck(world, "Nobody at night", whys=["No roster"])
    stuck(world, "No fuel", whys=["The card is blocked"])
    stuck(world, "Late opening", activity=None, whys=["no roster."])
    stuck(world, "No water").solve(world.bob)
    page = bob.get(reverse("workplans:implement_obstacles", args=[world.team.pk]))
    words = says(page)
    assert "3 things stand in the way." in words
    places = [words.index(one) for one in ("Nobody at night", "Late opening", "No fuel", "Solved (1)", "No water")]
    assert places == sorted(places)
    assert "Root cause: No roster of several" in words


def test_a_long_list_is_paged(world, bob):
    for number in range(31):
        stuck(world, f"Thing {number}")
    page = bob.get(reverse("workplans:implement_obstacles", args=[world.team.pk]))
    assert "Page 1 of 2" in says(page)
    assert "Thing 30" in says(bob.get(page.request["PATH_INFO"] + "?page=2"))


def test_a_branch_shows_first_where_help_is_asked_then_by_team_the_oldest_first(world, signed_in, today, district):
    late = stuck(world, "Asked of Alice")
    late.ask(world.officer, world.bob, "?")
    today.move_to(TODAY + timedelta(1))
    stuck(world, "The youngest")
    asked = stuck(world, "Asked of Sofia")
    asked.ask(district, world.bob, "Fuel")
    stuck(world, "Solved by now").solve(world.bob)
    Obstacle.objects.report(world.other_team, "Elsewhere", world.charlie)
    address = reverse("workplans:implement_stuck", args=[world.units["amani"].pk])
    words = says(signed_in(world.sofia).get(address))
    order = ["You are asked for help", "Asked of Sofia", "Others", "Asked of Alice", "The youngest"]
    places = [words.index(one) for one in order]
    assert places == sorted(places)
    assert "Solved by now" not in words
    assert "Elsewhere" not in words
    assert "District health officer was asked for help on 12 August 2026; no answer yet" in words


def test_the_units_page_leads_to_it(world, sofia):
    stuck(world)
    page = sofia.get(reverse("lmframework:units_page", args=[world.units["amani"].pk]))
    address = reverse("workplans:implement_stuck", args=[world.units["amani"].pk])
    assert "1 thing stands in the way" in says(page)
    assert f'href="{address}"' in page.content.decode()


def test_an_empty_branch_and_an_empty_team_say_what_belongs_there(world, sofia, bob):
    page = sofia.get(reverse("workplans:implement_stuck", args=[world.units["amani"].pk]))
    assert "what stands in your way?" in says(page)
    page = bob.get(reverse("workplans:implement_obstacles", args=[world.team.pk]))
    assert "Nothing that we know of." in says(page)


def test_the_challenges_obstacles_are_the_same_things(world, signed_in):
    """Named in the challenge, asked about and solved on its own page, and taken out of the challenge without being lost."""
    alice, there = signed_in(world.alice), challenge(world)
    add = reverse("assessments:focus_obstacle_add", args=[there.pk])
    fill_in(alice, add, name="The ward is closed at night", why_1="No roster")
    one = there.obstacles.get()
    page = alice.get(there.get_absolute_url())
    assert f'href="{of(one)}"' in page.content.decode()
    shown = says(alice.get(of(one)))
    assert "It stands in the way of the team as a whole" in shown
    assert "Reported The ward is closed at night Alice, 12 August 2026" in shown
    one.ask(world.midwife, world.alice, "Who can stay?")
    remove = reverse("assessments:focus_obstacle_remove", args=[there.pk, one.pk])
    assert "Somebody worked on it" in says(alice.get(remove))
    fill_in(alice, remove)
    assert not there.obstacles.exists()
    assert Obstacle.objects.filter(pk=one.pk).exists()
    assert alice.get(reverse("assessments:focus_challenge_history", args=[there.pk])).status_code == 200


def test_what_is_worked_on_changes_is_told_in_the_challenges_history(world, signed_in, district):
    there = challenge(world)
    one = stuck(world, "The ward is closed", activity=None)
    there.obstacles.add(one)
    one.ask(district, world.bob, "A night nurse")
    one.change(world.bob, "A roster for nights", TODAY + timedelta(9))
    one.solve(world.bob)
    page = signed_in(world.alice).get(reverse("assessments:focus_challenge_history", args=[there.pk]))
    assert "District supervisor" in says(page)
    assert "solved" in says(signed_in(world.alice).get(there.get_absolute_url()))


def test_no_other_word_is_an_act_and_delegated_work_stays_with_its_own(world, bob):
    one = stuck(world)
    delegation(world)
    for act in ("hold", "tell", "delete", "words-"):
        assert bob.get(f"{of(one)}{act}/").status_code == 404
