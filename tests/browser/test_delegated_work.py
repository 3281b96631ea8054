"""Work is asked, answered, put off, handed on, covered, reported, confirmed and handed over, on a phone and on a desk."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from teams.models import Post, User
from tests.browser.test_funded_plan import follow, look, press
from tests.browser.visit import sign_in
from tests.world import hold
from workplans.models import Delegation, Handover


@pytest.fixture
def nurse(world):
    """Dora's post in Charlie's team."""
    world.people["dora"] = User.objects.create_user("dora", "secret", name="Dora")
    return hold(world.dora, "Nurse", Post.Role.MEMBER, team=world.other_team)


@pytest.mark.handout("S5", "S6")
def test_work_is_asked_put_off_granted_reported_and_confirmed(world, open_page):
    """A lead asks a post; it needs another date, gets it, reports progress and that it is done, which is confirmed.

    First it is not enough yet. Everything is dated, and seen on the page of the activity.
    """
    alice, bob = open_page(1280, 900), open_page(360, 780)
    sign_in(alice, world.alice)
    sign_in(bob, world.bob)

    # Asked.
    alice.goto(world.activity.get_absolute_url())
    look(alice)
    alice.get_by_role("link", name="Delegate", exact=True).click()
    alice.get_by_label("Who does it?").select_option(label="Midwife in charge (Bob)")
    alice.get_by_label("What is expected?").fill("6 midwives trained, with the list of names")
    look(alice)
    press(alice, "Ask this post")
    expect(alice.get_by_text("Waiting for Midwife in charge to answer, since today.")).to_be_visible()
    look(alice)
    found = Delegation.objects.get()

    # Told, and another date is needed.
    bob.goto(reverse("teams:notice_list"))
    bob.get_by_role("button", name="See it").first.click()
    expect(bob.get_by_role("button", name="I can do it")).to_be_visible()
    look(bob)
    follow(bob, "I need help or another date")
    press(bob, "Send")
    expect(bob.get_by_text("This field is required.")).to_be_visible()
    bob.get_by_label("What help do you need, or why another date?").fill("The trainer comes in October")
    bob.get_by_label("Until when could you do it?").fill("2026-10-15")
    look(bob)
    press(bob, "Send")
    expect(bob.get_by_text("wanted: 15 October 2026")).to_be_visible()

    # Granted by one press.
    alice.reload()
    expect(alice.get_by_text("The trainer comes in October")).to_be_visible()
    look(alice)
    press(alice, "Agree to 15 October 2026")
    expect(alice.get_by_text("Midwife in charge does it, by 15 October 2026.")).to_be_visible()

    # Reported, half done, then done.
    bob.goto(world.activity.get_absolute_url())
    look(bob)
    follow(bob, "Report progress")
    bob.get_by_label("Half done").check()
    bob.get_by_label("A word on it").fill("Three of six")
    look(bob)
    press(bob, "Report it")
    expect(bob.get_by_text("Three of six")).to_be_visible()
    bob.goto(found.get_absolute_url())
    follow(bob, "It is done")
    bob.get_by_label("What came of it?").fill("Six of six")
    look(bob)
    press(bob, "It is done")
    expect(bob.get_by_text("Waiting for District health officer to confirm")).to_be_visible()

    # Not yet, then confirmed.
    alice.goto(found.get_absolute_url())
    follow(alice, "Not yet")
    alice.get_by_label("What is missing?").fill("The list of names")
    press(alice, "Not yet")
    bob.reload()
    expect(bob.get_by_text("The list of names", exact=True).first).to_be_visible()
    follow(bob, "It is done")
    bob.get_by_label("What came of it?").fill("Six of six, the list is in the office")
    press(bob, "It is done")
    alice.goto(found.get_absolute_url())
    follow(alice, "Confirm that it is done")
    press(alice, "Confirm that it is done")
    expect(alice.get_by_text("It is done, and that was confirmed (today).")).to_be_visible()
    look(alice)

    # All of it in one track, and on the plan's page of progress.
    alice.goto(world.activity.get_absolute_url())
    alice.locator("section[aria-labelledby=happened] summary").click()
    for words in ("Midwife in charge: asked", "Half done", "Midwife in charge: confirmed that it is done"):
        expect(alice.get_by_text(words).first).to_be_visible()
    look(alice)
    bob.goto(reverse("workplans:implement_progress", args=[world.plan.pk]))
    look(bob)
    expect(bob.get_by_text("3 activities. 1 is settled.")).to_be_visible()


@pytest.mark.handout("S6")
def test_a_post_of_another_team_is_asked_once_its_lead_agrees_and_hands_it_back(world, nurse, open_page):
    """A post of another team is found and asked; its lead agrees, its holder takes it and hands it back with a reason."""
    alice, charlie, dora = open_page(1280, 900), open_page(360, 780), open_page(360, 780)
    for page, person in ((alice, world.alice), (charlie, world.charlie), (dora, world.dora)):
        sign_in(page, person)
    alice.goto(reverse("workplans:implement_delegate", args=[world.activity.pk]))
    alice.get_by_label("What is expected?").fill("Teach one day")
    alice.get_by_label("or a post of another team").fill("baraka nurse")
    press(alice, "Search")
    expect(alice.get_by_text("Choose it:")).to_be_visible()
    expect(alice.get_by_label("What is expected?")).to_have_value("Teach one day")
    look(alice)
    alice.get_by_label("Nurse (Dora), Baraka district health team").check()
    press(alice, "Ask this post")
    expect(alice.get_by_text("Asked. The lead of Baraka district health team has to agree first.")).to_be_visible()

    charlie.goto(reverse("teams:notice_list"))
    press(charlie, "See it")
    look(charlie)
    press(charlie, "We agree")
    expect(charlie.get_by_text("Waiting for Nurse to answer, since today.")).to_be_visible()

    dora.goto(reverse("teams:notice_list"))
    press(dora, "See it")
    expect(dora.get_by_text("Teach one day")).to_be_visible()
    expect(dora.get_by_role("link", name="The activity in the workplan")).to_have_count(0)
    look(dora)
    press(dora, "I can do it")
    dora.get_by_text("Something else").click()
    look(dora)
    follow(dora, "Hand it back")
    dora.get_by_label("Why does it come back, and how far is it?").fill("The road is closed")
    look(dora)
    press(dora, "Hand it back")
    expect(dora.get_by_text("Nurse handed it back (today).")).to_be_visible()
    alice.reload()
    expect(alice.get_by_text("The road is closed")).to_be_visible()


@pytest.mark.handout("S6")
def test_an_absence_is_covered_and_a_post_is_left_with_a_handover(world, open_page):
    """While the midwife is away her work is covered; when she leaves, everything open is handed over with notes."""
    alice, bob = open_page(1280, 900), open_page(360, 780)
    sign_in(alice, world.alice)
    sign_in(bob, world.bob)

    # Away, and covered.
    bob.goto(reverse("teams:team_page", args=[world.team.pk]))
    follow(bob, "Who is away")
    look(bob)
    follow(bob, "Say who covers Midwife in charge")
    bob.get_by_label("Who does the work meanwhile?").select_option(label="District health officer (Alice)")
    bob.get_by_label("Last day").fill("2026-08-20")
    look(bob)
    press(bob, "Write it down")
    expect(bob.get_by_text("covered by District health officer")).to_be_visible()
    alice.goto(reverse("workplans:implement_report", args=[world.activity.pk]))
    alice.get_by_label("Started").check()
    alice.get_by_label("For which post do you report?").select_option(
        label="Midwife in charge, Amani district health team"
    )
    look(alice)
    press(alice, "Report it")
    expect(alice.get_by_text("Alice, District health officer, for Midwife in charge")).to_be_visible()
    look(alice)

    # Back earlier.
    bob.reload()
    follow(bob, "End it early Midwife in charge")
    look(bob)
    press(bob, "Save")

    # Leaving for good.
    follow(bob, "Hand it over Midwife in charge")
    expect(bob.get_by_role("heading", name="Activities that the post is responsible for")).to_be_visible()
    bob.get_by_label("What should who comes after know?").fill("The keys are with the guard")
    bob.get_by_label("Note Train six midwives").fill("Two of six are trained")
    bob.get_by_label("Who takes it over Train six midwives").select_option(label="Cold chain technician (vacant)")
    look(bob)
    press(bob, "Hand it over")
    expect(bob.get_by_text("passed to Cold chain technician")).to_be_visible()
    look(bob)
    assert Handover.objects.get().note == "The keys are with the guard"
    alice.goto(world.activity.get_absolute_url())
    expect(
        alice.get_by_text("The post Midwife in charge was handed over, passed to Cold chain technician")
    ).to_be_visible()
    expect(alice.get_by_text("Cold chain technician: asked").first).to_be_visible()
