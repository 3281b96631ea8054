"""What people come to do, from the first page to the last, mostly on a phone."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.visit import sign_in
from workplans.models import Activity, Indicator, Objective, Workplan


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    page.get_by_role("link", name=name).first.click()


def heading(page, name):
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def outline(page, world, who, query=""):
    sign_in(page, who)
    page.goto(world.plan.get_absolute_url() + query)


@pytest.mark.handout("S2")
def test_a_lead_writes_a_plan_from_nothing_on_a_phone(world, page):
    """A lead begins the year's plan and writes an objective, an output, an activity and how it is measured."""
    sign_in(page, world.charlie)
    page.goto("/")
    follow(page, "Begin the workplan")
    press(page, "Begin")
    follow(page, "Write the first objective")
    page.get_by_label("Objective").fill("Every child is vaccinated")
    press(page, "Save")
    follow(page, "Add an output")
    page.get_by_label("Output").fill("The cold chain holds")
    press(page, "Save")
    follow(page, "Add an activity")
    page.get_by_label("Activity").fill("Repair the refrigerators")
    page.get_by_label("Responsible post").select_option("Nursing officer")
    page.get_by_label("Sep 2026").check()
    page.get_by_label("Oct 2026").check()
    press(page, "Save")
    follow(page, "The cold chain holds")
    follow(page, "Add an indicator")
    page.get_by_label("Indicator").fill("Days without cooling")
    page.get_by_label("Baseline").fill("12")
    page.get_by_label("Target for the year").fill("3")
    page.get_by_label("Quarter 4").fill("3")
    press(page, "Save")
    expect(page.get_by_role("row", name="Days without cooling")).to_contain_text("12")
    follow(page, "Workplan 2026")
    activity = page.get_by_role("row", name="Repair the refrigerators")
    expect(activity).to_contain_text("Nursing officer")
    expect(activity.get_by_role("img", name="September 2026 to October 2026")).to_be_visible()
    indicator = Indicator.objects.get(name="Days without cooling")
    assert [int(target.value) for target in indicator.targets.all()] == [3]


@pytest.mark.handout("S1")
def test_a_member_sees_each_item_under_its_practice_and_what_the_practice_asks(world, page):
    """A member shows the plan by practice, finds an item's practice on its page, and reads what it asks of the team."""
    outline(page, world, world.bob)
    page.get_by_label("Practice").select_option("Organise")
    expect(page.locator("#outline tr.act .what a:not(.add)")).to_have_text([re.compile("Agree the night roster")])
    follow(page, "Agree the night roster")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Organise")
    page.goto("/")
    follow(page, "How these are worked out")
    expect(page.get_by_role("region", name="Organise")).to_contain_text("money, people and materials are there")


@pytest.mark.handout("S3")
def test_a_member_plans_money_by_source_and_sees_what_is_missing(world, page):
    """A member asks what has no money, allocates it from a known source and a new one, and it is missing no more."""
    outline(page, world, world.bob)
    page.get_by_label("Still missing").select_option("No money yet")
    expect(page.locator("#outline tr.act .what a")).to_have_count(1)
    follow(page, "Speak on the local radio")
    follow(page, "Add money")
    page.get_by_label("Source 1").fill("state budget")
    page.get_by_label("Amount 1").fill("1,500")
    page.get_by_label("Source 2").fill("Radio Amani")
    page.get_by_label("Amount 2").fill("250.5")
    press(page, "Save")
    expect(page.get_by_role("row", name="State budget")).to_contain_text("1,500")
    expect(page.get_by_role("row", name="Together")).to_contain_text("1,750.50")
    page.goto(f"{world.plan.get_absolute_url()}?missing=money")
    expect(page.get_by_text("Nothing in this plan fits what you asked for.")).to_be_visible()


@pytest.mark.handout("S20")
@pytest.mark.parametrize("who", ["alice", "sofia"])
def test_one_page_shows_all_eight_practices(who, world, page):
    """The team, and who supervises it, open one page with the four practices of leading beside the four of managing."""
    sign_in(page, world.people[who])
    page.goto(reverse("lmframework:home_team", args=[world.team.pk]))
    leading = page.get_by_role("region", name="Leading").get_by_role("article")
    managing = page.get_by_role("region", name="Managing").get_by_role("article")
    assert leading.get_by_role("heading").all_inner_texts() == ["Scan", "Focus", "Align and mobilise", "Inspire"]
    assert managing.get_by_role("heading").all_inner_texts() == [
        "Plan",
        "Organise",
        "Implement",
        "Monitor and evaluate",
    ]


def test_a_member_changes_an_activity(world, page):
    """A member gives an activity to a post and other months, with a reason that the history keeps."""
    outline(page, world, world.bob)
    follow(page, "Agree the night roster")
    follow(page, "Change")
    page.get_by_label("Responsible post").select_option("Midwife in charge")
    page.get_by_label("Nov 2026").check()
    page.get_by_label("Why this change").fill("Agreed on Monday")
    press(page, "Save")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(page.locator("main")).to_contain_text("November 2026")
    follow(page, "History")
    expect(page.get_by_role("listitem").first).to_contain_text("Bob: Agreed on Monday")


def test_a_supervisor_reads_and_finds_no_button_to_change_anything(world, page):
    """A supervisor reads plan and items, has nothing to press, and is told so in words at an address that changes."""
    sign_in(page, world.sofia)
    change = ["Change", "Remove", "Move up", "Move down"]
    for item in ["objective", "output", "activity", "indicator"]:
        page.goto(reverse("workplans:plan_item", args=[item, getattr(world, item).pk]))
        expect(page.get_by_role("link", name="History")).to_be_visible()
        for name in change:
            pressed = [page.get_by_role(role, name=name, exact=True) for role in ("link", "button")]
            expect(pressed[0].or_(pressed[1])).to_have_count(0)
        expect(page.get_by_role("link", name=re.compile("^Add "))).to_have_count(0)
    page.goto(world.plan.get_absolute_url())
    expect(page.get_by_role("link", name=re.compile("^(Add|Dates|Change the order)"))).to_have_count(0)
    answer = page.goto(reverse("workplans:plan_item_change", args=["activity", world.activity.pk]))
    assert answer.status == 403
    heading(page, "You may read this, but not change it")


def test_a_stranger_finds_nothing(world, page):
    """Who has no part in a team is told that nothing is there, and not what it would be."""
    sign_in(page, world.charlie)
    assert page.goto(world.plan.get_absolute_url()).status == 404
    heading(page, "There is nothing for you here")
    expect(page.locator("body")).not_to_contain_text("Amani")


def test_two_people_change_the_same_activity_and_the_second_decides(world, page, open_page):
    """Who saves second sees both versions, keeps their own, and the other stays in the history."""
    address = reverse("workplans:plan_item_change", args=["activity", world.activity.pk])
    other = open_page(360, 780)
    for tab, person in [(page, world.alice), (other, world.bob)]:
        sign_in(tab, person)
        tab.goto(address)
    other.get_by_label("Activity").fill("Train nine midwives")
    press(other, "Save")
    expect(other.get_by_role("status")).to_have_text("Saved.")
    page.get_by_label("Activity").fill("Train four midwives")
    press(page, "Save")
    both = page.get_by_role("region", name="Somebody saved this while you were writing")
    expect(both).to_contain_text("Bob saved it")
    expect(both.get_by_role("row", name="Activity")).to_contain_text("Train nine midwives")
    expect(both.get_by_role("row", name="Activity")).to_contain_text("Train four midwives")
    expect(page.get_by_label("Activity")).to_have_value("Train four midwives")
    assert Activity.objects.get(pk=world.activity.pk).name == "Train nine midwives"
    press(page, "Keep mine")
    heading(page, "Train four midwives")
    follow(page, "History")
    expect(page.locator("main")).to_contain_text("Train nine midwives")


def test_a_double_click_on_save_adds_once(world, page):
    """An impatient finger adds one objective, not two."""
    sign_in(page, world.alice)
    page.goto(reverse("workplans:plan_objective_add", args=[world.plan.pk]))
    page.get_by_label("Objective").fill("Clean water everywhere")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    heading(page, "Clean water everywhere")
    assert Objective.objects.filter(name="Clean water everywhere").count() == 1


def test_an_activity_moves_up_and_down(world, page):
    """The order is the team's: one press moves an item by one place, and the page says where it stands."""
    sign_in(page, world.bob)
    page.goto(reverse("workplans:plan_item", args=["activity", world.activity.pk]))
    press(page, "Move down")
    expect(page.get_by_text("2 of 2")).to_be_visible()
    press(page, "Move up")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    expect(page.get_by_role("button", name="Move up")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_member_writes_and_orders_within_the_outline(scripts, world, open_page):
    """Two activities are written where they belong, and one of them moved up, without leaving the outline."""
    page = open_page(360, 780, is_mobile=True, has_touch=True, java_script_enabled=scripts)
    outline(page, world, world.bob)
    for name in ["Visit the mothers", "Visit the fathers"]:
        follow(page, "Add an activity 1.2")
        page.get_by_label("Activity").fill(name)
        press(page, "Save")
        if not scripts:
            follow(page, "Workplan 2026")
        expect(page.get_by_role("row", name=name)).to_be_visible()
    follow(page, "Change the order")
    press(page, "Move 1.2.3 up")
    expect(page.get_by_role("row", name="1.2.2 Visit the fathers")).to_be_visible()
    press(page, "Move 1.2.2 up")
    expect(page.get_by_role("row", name="1.2.1 Visit the fathers")).to_be_visible()
    follow(page, "Done arranging")
    expect(page.get_by_role("link", name="Add an activity 1.2")).to_be_visible()


def test_what_is_removed_is_found_in_the_history(world, page):
    """Who removes an output is told what goes with it, says why, and everybody can read it later."""
    sign_in(page, world.alice)
    page.goto(reverse("workplans:plan_item", args=["output", world.output.pk]))
    follow(page, "Remove")
    expect(page.get_by_text("2 activities go with it")).to_be_visible()
    page.get_by_label("Why").fill("The council pays for it now")
    press(page, "Remove")
    expect(page.get_by_role("status")).to_contain_text("The plan's history still has it.")
    page.goto(world.plan.get_absolute_url())
    follow(page, "History")
    gone = page.get_by_role("listitem").filter(has_text="The council pays for it now")
    expect(gone).to_contain_text("Removed")
    gone.get_by_role("link", name="Two maternity units").click()
    expect(page.get_by_text("It was removed. This is what it was.")).to_be_visible()


def test_the_plan_is_filtered_while_one_types(world, page):
    """Typing swaps the outline alone and changes the address, which opens the same again; back leads back."""
    outline(page, world, world.bob)
    page.locator("h1").evaluate("(heading) => { heading.dataset.kept = 'yes' }")
    page.get_by_label("Words").fill("radio")
    expect(page.locator("#outline tr.act .what a")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=radio"))
    expect(page.locator("h1[data-kept]")).to_be_visible()
    expect(page.get_by_label("Words")).to_have_value("radio")
    expect(page.get_by_label("Words")).to_be_focused()
    follow(page, "Speak on the local radio")
    heading(page, "Speak on the local radio")
    page.go_back()
    expect(page.locator("#outline tr.act .what a")).to_have_count(1)
    expect(page.get_by_role("button", name="Menu")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/workplans/\d+/$"))
    expect(page.locator("tr.act").filter(has_text="Agree the night roster")).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).to_be_visible()
    heading(page, "Workplan 2026")


@pytest.fixture
def plain(open_page):
    """A phone whose browser runs no script."""
    return open_page(360, 780, is_mobile=True, has_touch=True, java_script_enabled=False)


def test_without_scripts_a_plan_is_filtered_and_folded(world, plain):
    """Everything that a script makes swifter works without it."""
    outline(plain, world, world.bob)
    plain.get_by_label("Words").fill("radio")
    press(plain, "Show")
    expect(plain.locator("#outline tr.act .what a")).to_have_count(1)
    follow(plain, "Show all")
    fold = plain.locator("tr.obj .fold")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(plain.locator("tr.act")).to_have_count(0)
    fold.click()
    expect(plain.locator("tr.act").first).to_be_visible()
    plain.get_by_role("button", name="Menu").click()
    expect(plain.get_by_role("link", name="Our team")).to_be_visible()


def test_without_scripts_a_member_adds_and_moves(world, plain):
    outline(plain, world, world.bob)
    follow(plain, re.compile("^Add an activity"))
    plain.get_by_label("Activity").fill("Visit the mothers")
    press(plain, "Save")
    heading(plain, "Visit the mothers")
    press(plain, "Move up")
    expect(plain.get_by_text("2 of 3")).to_be_visible()


def test_with_the_keyboard_alone(world, page):
    """The first key leads past the menu, the menu opens and closes, and the focus can always be seen."""
    outline(page, world, world.bob)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("link", name="Lead & Manage").focus()
    page.keyboard.press("Tab")
    menu = page.get_by_role("button", name="Menu")
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    entry = page.get_by_role("link", name="Home")
    expect(entry).to_be_visible()
    page.keyboard.press("Tab")
    expect(entry).to_be_focused()
    page.keyboard.press("Escape")
    expect(entry).not_to_be_visible()
    expect(menu).to_be_focused()
    unseen, last = [], None
    for _ in range(40):
        page.keyboard.press("Tab")
        here, seen = page.evaluate(FOCUS)
        if here in ("BODY", last):
            break
        last = here
        unseen += [] if seen else [here]
    assert not unseen


FOCUS = """() => {
    const style = getComputedStyle(document.activeElement);
    const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return [document.activeElement === document.body ? "BODY" : document.activeElement.outerHTML.slice(0, 120), seen];
}"""


def test_the_keyboard_stays_where_it_folded(world, page):
    """Enter folds and unfolds an objective, and the focus stays on it though the outline came anew."""
    outline(page, world, world.bob)
    fold = page.locator("tr.obj .fold")
    fold.focus()
    for expanded in ["false", "true"]:
        page.keyboard.press("Enter")
        expect(fold).to_have_attribute("aria-expanded", expanded)
        expect(fold).to_be_focused()


def test_who_signs_in_comes_to_the_page_that_was_asked_for(world, page):
    """A link in a message opens the sign-in page first, then what it was about; signing out ends it."""
    page.goto(world.plan.get_absolute_url())
    heading(page, "Sign in")
    page.get_by_label("User name").fill("BOB")
    page.get_by_label("Password").fill("secret")
    press(page, "Sign in")
    heading(page, "Workplan 2026")
    page.get_by_role("button", name="Menu").click()
    follow(page, "Account")
    press(page, "Sign out")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.goto(world.plan.get_absolute_url())
    heading(page, "Sign in")
    assert Workplan.objects.count() == 1
