"""My work: every section, every button, what comes too late, whole lists; in a fixed number of queries, light."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages

from assessments.models import Commitment
from teams.models import Post, User
from tests.pages import filled, says
from tests.world import TODAY, commitment, delegation, hold, readiness, recurring, report, stuck
from workplans.models import Absence, Activity, Delegation, Entry, Objective, Obstacle, Output, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PAGE, ACT, LIST = "/my-work/", "/my-work/act/", "/my-work/list/"
LIMIT = 20


@pytest.fixture
def bob(world, signed_in):
    """Bob's browser, the training being late."""
    world.activity.months = ["2026-06"]
    world.activity.save()
    return signed_in(world.bob)


@pytest.fixture
def busy(world):
    """Something in every section of Bob's work."""
    world.activity.months = ["2026-06"]
    world.activity.save()
    recurring(world)
    roster = world.second_activity
    delegation(world, activity=roster, due_on=TODAY + timedelta(days=2), expected="Before the rains")
    commitment(world, due_on=TODAY + timedelta(days=1))
    readiness(world, "Fuel", post=world.midwife, due_on=TODAY - timedelta(days=3))
    fuel = stuck(world, "No fuel", post=world.midwife)
    fuel.ask(world.officer, world.bob, "Forty litres")
    return world


def sections(response):
    """{section: the names in it} as the page shows them."""
    return {section.key: [line.task.name for line in section.lines] for section in response.context["work"].sections}


def act(browser, what, **more):
    """Press the button `what` on the page as it is now."""
    page = browser.get(PAGE)
    assert f'value="{what}"' in page.content.decode(), what
    return browser.post(ACT, {**filled(page), "act": what}, **more)


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_every_section_has_what_belongs_there(busy, signed_in):
    page = signed_in(busy.bob).get(PAGE)
    found = sections(page)
    assert list(found) == ["to_answer", "late", "to_record", "this_week", "waiting", "later"]
    assert found["to_answer"] == ["Agree the night roster"]
    assert found["late"] == ["Train six midwives in emergency care", "Fuel"]
    assert found["this_week"][0] == "Agree who covers the night"
    assert found["waiting"] == ["No fuel"]
    assert all(name.startswith("Speak on the local radio, ") for name in found["to_record"])
    words = says(page)
    assert "Over, and nobody said how it went Speak on the local radio, " in words
    assert "ended 9 Aug" in words
    assert "from District health officer. Decide, then inform. Before the rains" in words
    assert "43 days late" in words
    assert "I can do it" in words
    assert "I need help or another date" in words


@pytest.mark.usefixtures("nothing_measured")
def test_what_comes_later_is_folded_but_for_who_has_nothing_else_to_do(busy, signed_in):
    bob, alice = signed_in(busy.bob), signed_in(busy.alice)
    (later,) = [part for part in bob.get(PAGE).context["work"].sections if part.key == "later"]
    assert (later.open, len(later.folded) > 0) == ([], True)
    busy.second_activity.post, busy.second_activity.months = busy.officer, ["2026-11"]
    busy.second_activity.delegations.get().withdraw(busy.alice)
    busy.second_activity.save()
    for one in alice.get(PAGE).context["work"].sections[0].lines:
        Obstacle.objects.get(pk=one.task.row).solve(busy.bob)
    (later,) = alice.get(PAGE).context["work"].sections
    assert ([line.task.name for line in later.open], later.folded) == (["Agree the night roster"], [])


def test_a_long_name_keeps_its_time(world, bob):
    activity = recurring(world, "month", ["2026-07"])
    activity.name = " ".join(["word"] * 40)
    activity.save()
    assert "word…, July 2026" in says(bob.get(PAGE))


def test_what_takes_longer_has_four_buttons_and_what_is_done_on_one_day_has_three(world, bob):
    one_day = world.second_activity
    one_day.post, one_day.months, one_day.starts_on, one_day.ends_on = world.midwife, [], TODAY, TODAY
    one_day.save()
    page = bob.get(PAGE).content.decode()
    assert re.findall(rf'value="report:a{world.activity.pk}:(\w+):0"', page) == ["started", "half", "done", "stuck"]
    assert re.findall(rf'value="report:a{one_day.pk}:(\w+):0"', page) == ["done", "not_done", "stuck"]


def test_two_taps_report_it_and_the_last_report_is_marked(world, bob):
    key = f"a{world.activity.pk}"
    sent = act(bob, f"report:{key}:half:0")
    entry = Entry.objects.get()
    assert (entry.state, entry.by, entry.post, entry.on) == ("half", world.bob, world.midwife, TODAY)
    assert sent.headers["Location"] == f"{PAGE}?said=e{entry.pk}#said"
    page = bob.get(sent.headers["Location"])
    assert 'id="said"' in page.content.decode()
    assert "Reported: half done." in says(page)
    assert re.search(rf'value="report:{key}:half:{entry.pk}"\s+aria-current="true"', page.content.decode())
    act(bob, f"report:{key}:done:{entry.pk}")
    page = bob.get(f"{PAGE}?said=e{Entry.objects.first().pk}")
    assert "Reported: done." in says(page), "it is told where it stood, though it is in no section any more"
    assert sections(page)["late"] == []
    assert sections(bob.get(PAGE)) == {}


def test_what_was_pressed_by_mistake_is_taken_back(world, bob):
    sent = act(bob, f"report:a{world.activity.pk}:done:0")
    entry = Entry.objects.get()
    page = bob.get(sent.headers["Location"])
    back = bob.post(ACT, {**filled(page), "act": f"back:{entry.pk}"})
    assert Entry.objects.latest_of([world.activity.pk]).count() == 0
    assert "Taken back" in says(bob.get(back.headers["Location"]))
    assert sections(bob.get(PAGE))["late"] == [world.activity.name]


def test_who_is_stuck_goes_on_to_say_what_stands_in_the_way(world, bob):
    sent = act(bob, f"report:a{world.activity.pk}:stuck:0")
    obstacle = Obstacle.objects.get()
    assert sent.headers["Location"] == obstacle.get_absolute_url()
    assert (obstacle.activity, obstacle.post) == (world.activity, world.midwife)


def test_an_occasion_is_reported_by_itself(world, signed_in):
    recurring(world)
    bob = signed_in(world.bob)
    first = world.third_activity.occasions.first()
    act(bob, f"report:o{first.pk}:not_done:0" if first.starts_on == first.ends_on else f"report:o{first.pk}:done:0")
    assert Entry.objects.get().occasion == first


def test_one_tap_accepts_what_is_asked(world, signed_in):
    asked = delegation(world, due_on=TODAY)
    bob = signed_in(world.bob)
    sent = act(bob, f"accept:{asked.pk}")
    assert Delegation.objects.get().state == "accepted"
    page = bob.get(sent.headers["Location"])
    assert f"{asked.name} It stands now: accepted." in says(page)
    key = f"a{asked.activity_id}-{asked.pk}"
    act(bob, f"report:{key}:done:0")
    assert Entry.objects.get().delegation == asked
    alice = signed_in(world.alice)
    assert sections(alice.get(PAGE))["to_answer"] == [asked.name]
    act(alice, f"confirm:{asked.pk}")
    assert Delegation.objects.get().state == "confirmed"


def test_who_is_asked_from_another_team_is_led_to_what_they_may_read(world, signed_in):
    asked = delegation(world, Post.objects.get(title="Nursing officer"), may_pass_on=True)
    asked.accept(world.charlie)
    charlie = signed_in(world.charlie)
    page = charlie.get(PAGE)
    assert asked.get_absolute_url() in page.content.decode()
    sent = act(charlie, f"report:a{asked.activity_id}-{asked.pk}:half:0")
    said = charlie.get(sent.headers["Location"]).context["said"]
    assert charlie.get(said.url).status_code == 200
    act(charlie, f"report:a{asked.activity_id}-{asked.pk}:stuck:{Entry.objects.get().pk}")
    assert Obstacle.objects.get().activity == world.activity


def test_another_confirms_what_wants_a_witness(world, signed_in):
    world.activity.is_confirmed_by_others = True
    world.activity.save()
    entry = report(world, "done")
    alice = signed_in(world.alice)
    sent = act(alice, f"sure:{entry.pk}")
    assert Entry.objects.filter(act="confirmation", by=world.alice).count() == 1
    assert "Confirmed: it is done." in says(alice.get(sent.headers["Location"]))


def test_a_lead_agrees_that_a_post_of_the_team_is_asked(world, signed_in):
    nurse = Post.objects.create(team=world.other_team, title="Nurse", role=Post.Role.MEMBER)
    asked = delegation(world, nurse)
    act(signed_in(world.charlie), f"agree:{asked.pk}")
    assert Delegation.objects.get().state == "offered"


@pytest.mark.parametrize("state", ["kept", "not_kept"])
def test_a_commitment_is_kept_or_not(state, world, signed_in):
    promise = commitment(world, due_on=TODAY)
    bob = signed_in(world.bob)
    sent = act(bob, f"{state}:{promise.pk}")
    assert Commitment.objects.get().state == state
    assert promise.name in says(bob.get(sent.headers["Location"]))


def test_the_commitments_of_others_are_not_there(world, signed_in):
    commitment(world, post=world.officer)
    assert sections(signed_in(world.bob).get(PAGE)).get("later", []) == [world.activity.name]


def test_who_covers_does_the_work_of_who_is_away(world, signed_in):
    world.activity.months = ["2026-06"]
    world.activity.save()
    Absence.objects.begin(world.midwife, world.officer, TODAY, TODAY + timedelta(days=8), world.alice)
    alice = signed_in(world.alice)
    page = alice.get(PAGE)
    assert "You also do the work of: Midwife in charge, away until 20 August." in says(page)
    assert "for Midwife in charge, who is away" in says(page)
    act(alice, f"report:a{world.activity.pk}:started:0")
    entry = Entry.objects.get()
    assert (entry.by, entry.post, entry.for_post) == (world.alice, world.officer, world.midwife)


# What comes too late, and what is not theirs.


def test_a_double_tap_acts_once(world, bob):
    page = bob.get(PAGE)
    sent = {**filled(page), "act": f"report:a{world.activity.pk}:started:0"}
    assert bob.post(ACT, sent).headers["Location"] == bob.post(ACT, sent).headers["Location"]
    assert Entry.objects.count() == 1


def test_what_a_colleague_reported_meanwhile_is_not_written_over(world, bob):
    page = bob.get(PAGE)
    report(world, "done", by=world.alice)
    sent = bob.post(ACT, {**filled(page), "act": f"report:a{world.activity.pk}:started:0"})
    assert sent.headers["Location"] == PAGE
    assert told(sent) == ["Alice reported this meanwhile: done. Look again, then decide."]
    assert Entry.objects.count() == 1


def test_what_was_answered_elsewhere_comes_back_with_words(world, signed_in):
    asked = delegation(world)
    bob = signed_in(world.bob)
    page = bob.get(PAGE)
    asked.withdraw(world.alice)
    sent = bob.post(ACT, {**filled(page), "act": f"accept:{asked.pk}"})
    assert "This stands elsewhere by now: withdrawn." in told(sent)[0]
    assert sent.headers["Location"] == PAGE


def test_what_was_given_to_another_comes_back_with_words(world, signed_in):
    asked = delegation(world)
    bob = signed_in(world.bob)
    page = bob.get(PAGE)
    hold(User.objects.create_user("dora", "secret", name="Dora"), "Nurse", Post.Role.MEMBER, team=world.team)
    world.midwife.holdings.all().delete()
    hold(world.bob, "Clerk", Post.Role.MEMBER, team=world.team)
    sent = bob.post(ACT, {**filled(page), "act": f"accept:{asked.pk}"})
    [words] = told(sent)
    assert words.startswith("Only who holds the post “Midwife in charge”, or covers it, may do this. Nobody holds that")


def test_a_closed_plan_says_so(world, bob):
    page = bob.get(PAGE)
    Workplan.objects.get(pk=world.plan.pk).move_to("closed", world.alice)
    sent = bob.post(ACT, {**filled(page), "act": f"report:a{world.activity.pk}:done:0"})
    assert "closed" in told(sent)[0]
    assert Entry.objects.count() == 0


NOT_THEIRS = [
    "report:a{foreign}:done:0",
    "report:o999999:done:0",
    "report:a{own}:finished:0",
    "accept:{asked}",
    "kept:{promise}",
    "back:999",
]
NONSENSE = [
    "report:a{own}:done:x",
    "report:a{own}:done",
    "report:a{own}:done:0:1",
    "report:x{own}:done:0",
    "accept:999999999999999999999",
    "accept:",
    "remove:{own}",
    "",
]


@pytest.mark.parametrize(
    ("what", "told_so"),
    [
        *((what, True) for what in NOT_THEIRS),
        *((what, False) for what in NONSENSE),
    ],
)
def test_what_is_not_theirs_is_told_so_and_nonsense_is_not_found(what, told_so, world, bob):
    other = Workplan.objects.begin(world.other_team, TODAY.replace(month=1, day=1))
    output = Output.objects.create(objective=Objective.objects.create(workplan=other, name="O"), name="P")
    foreign = Activity.objects.create(output=output, name="Theirs", post=Post.objects.get(title="Nursing officer"))
    asked = Delegation.objects.offer(foreign, foreign.post, world.charlie)
    promise = commitment(world, team=world.other_team, post=foreign.post)
    keys = {"foreign": foreign.pk, "own": world.activity.pk, "asked": asked.pk, "promise": promise.pk}
    sent = bob.post(ACT, {"act": what.format(**keys)})
    assert sent.status_code == (302 if told_so else 404)
    if told_so:
        assert told(sent) == ["This is not yours to do any more. Below is how your work stands now."]
    asked.refresh_from_db(), promise.refresh_from_db()
    assert (asked.state, promise.state) == ("offered", "open")
    assert Entry.objects.count() == 0


# With a script, in place.


def test_with_a_script_the_line_alone_comes_back(world, bob):
    sent = act(bob, f"report:a{world.activity.pk}:started:0", headers={"HX-Request": "true"})
    part = bob.get(sent.headers["Location"].partition("#")[0], headers={"HX-Request": "true"})
    assert part.headers["HX-Retarget"] == f"#t-a{world.activity.pk}"
    text = part.content.decode()
    assert text.strip().startswith(f'<li id="t-a{world.activity.pk}"')
    assert "<html" not in text
    assert "Reported: started." in text
    assert 'id="once"' in text, "what is pressed next is another form"


def test_with_a_script_who_is_stuck_goes_on_too(world, bob):
    sent = act(bob, f"report:a{world.activity.pk}:stuck:0", headers={"HX-Request": "true"})
    assert sent.status_code == 204
    assert sent.headers["HX-Redirect"] == Obstacle.objects.get().get_absolute_url()
    assert Entry.objects.count() == 1


def test_with_a_script_what_came_too_late_brings_the_list_as_it_stands(world, bob):
    page = bob.get(PAGE)
    report(world, "done", by=world.alice)
    sent = {**filled(page), "act": f"report:a{world.activity.pk}:started:0"}
    came = bob.post(ACT, sent, headers={"HX-Request": "true"}, follow=True)
    assert "Alice reported this meanwhile: done." in came.content.decode()
    assert came.content.decode().strip().startswith('<div id="work"')


# Empty.


def test_who_holds_no_post_is_told_and_has_no_entry_in_the_menu(world, signed_in):
    page = signed_in(world.stella).get(PAGE)
    assert "You hold no post today" in says(page)
    assert PAGE not in page.content.decode().partition("<main")[0]
    assert PAGE in signed_in(world.bob).get(PAGE).content.decode().partition("<main")[0]


def test_who_has_nothing_to_do_reads_what_belongs_here(world, signed_in):
    page = signed_in(world.charlie).get(PAGE)
    assert "Nothing waits for you now." in says(page)
    assert "What implementing asks of us" in says(page)
    assert "nothing to report" in says(signed_in(world.charlie).get(LIST))


def test_what_was_not_done_is_with_who_asked_and_stays_there_when_that_is_taken_back(world, signed_in):
    one_day = world.activity
    one_day.months, one_day.starts_on, one_day.ends_on = [], TODAY, TODAY
    one_day.save()
    asked = delegation(world, due_on=TODAY)
    asked.accept(world.bob)
    bob = signed_in(world.bob)
    sent = act(bob, f"report:a{one_day.pk}-{asked.pk}:not_done:0")
    asked.refresh_from_db()
    assert asked.state == "handed_back"
    page = bob.get(sent.headers["Location"])
    assert "Reported: not done." in says(page)
    back = bob.post(ACT, {**filled(page), "act": f"back:{Entry.objects.get().pk}"})
    assert "is with who asked again" in says(bob.get(back.headers["Location"]))
