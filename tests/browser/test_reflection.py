"""A reflection on a phone: one practice at a time, a draft that stays in the tab, a result that fits on a sheet."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Box
from tests.browser.visit import assert_accessible, assert_fits, sign_in, wait_until
from tests.world import answer, closed_round, open_round, seven

MARGIN = dict.fromkeys(("top", "bottom", "left", "right"), "12mm")
DRAFTS = "Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length"


@pytest.fixture
def asked(world):
    return open_round(world)


def begin(page, who, found):
    sign_in(page, who)
    page.goto(address(found))


def address(found):
    return reverse("assessments:reflection_answer", args=[found.pk])


def choose(page, word):
    """Choose `word` for every statement of the practice that is shown."""
    for question in page.locator("fieldset:visible").all():
        question.get_by_label(word, exact=True).check()


def press(page, name):
    page.get_by_role("button", name=name).click()


def test_each_practice_is_a_step_and_the_last_sends_all(asked, world, page):
    begin(page, world.alice, asked)
    names = ["Scan", "Focus", "Align and mobilise", "Inspire", "Plan", "Organise", "Implement", "Monitor and evaluate"]
    for place, name in enumerate(names):
        expect(page.locator("h2:visible")).to_have_text(name)
        expect(page.get_by_text(f"{place + 1} of 8")).to_be_visible()
        choose(page, "Often")
        if place < 7:
            press(page, f"Next: {names[place + 1]}")
            expect(page.get_by_role("heading", name=names[place + 1])).to_be_focused()
        assert_fits(page)
    assert_accessible(page)
    press(page, "Back")
    expect(page.locator("h2:visible")).to_have_text("Implement")
    press(page, "Next: Monitor")
    press(page, "Put my answers into the box")
    expect(page.get_by_text("You have answered. Thank you.")).to_be_visible()
    wait_until(page, f"{DRAFTS} === 0")
    assert Box.objects.get().contents()["tallies"] == [[0, 0, 0, 0, 1, 0]] * 16
    page.go_back()
    expect(page.get_by_text("You have answered. Thank you.")).to_be_visible()


def test_a_step_waits_for_its_answers_by_keyboard_too(asked, world, page):
    begin(page, world.alice, asked)
    page.get_by_label("One sentence").locator("visible=true").fill("We listen")
    page.get_by_role("button", name="Next: Focus").press("Enter")
    expect(page.locator("h2:visible")).to_have_text("Scan")
    expect(page.get_by_text("Choose one, please.").locator("visible=true")).to_have_count(3)
    expect(page.locator("#id_mark_1_0")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Space")
    expect(page.get_by_text("Choose one, please.").locator("visible=true")).to_have_count(2)


def test_a_draft_comes_back_in_its_tab_to_its_person_alone(asked, world, page):
    begin(page, world.alice, asked)
    page.get_by_label("Never", exact=True).first.check()
    page.get_by_label("One sentence").locator("visible=true").fill("Between us")
    page.goto("/")
    page.goto(address(asked))
    expect(page.locator("#id_mark_1_0")).to_be_checked()
    expect(page.locator("#id_word_scan")).to_have_value("Between us")
    page.context.clear_cookies()
    page.goto(address(asked))
    page.wait_for_load_state()
    assert page.evaluate(DRAFTS) == 1, "who signs in again finds it"
    begin(page, world.bob, asked)
    expect(page.locator("#id_word_scan")).to_have_value("")
    expect(page.locator("#id_mark_1_0")).not_to_be_checked()
    wait_until(page, f"{DRAFTS} === 0")


@pytest.mark.parametrize("way", ["button", "session"])
def test_signing_out_forgets_a_draft(way, asked, world, page):
    begin(page, world.alice, asked)
    page.get_by_label("Never", exact=True).first.check()
    assert page.evaluate(DRAFTS) == 1
    if way == "button":
        page.goto(reverse("teams:account_page"))
        press(page, "Sign out")
    else:
        page.context.clear_cookies()
        page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    wait_until(page, f"{DRAFTS} === 0")


def test_without_script_it_is_one_long_page(asked, world, open_page):
    page = open_page(360, 780, java_script_enabled=False)
    begin(page, world.bob, asked)
    expect(page.locator("fieldset:visible")).to_have_count(16)
    choose(page, "Rarely")
    press(page, "Put my answers into the box")
    expect(page.get_by_text("You have answered. Thank you.")).to_be_visible()


def test_a_result_prints_on_one_sheet(world, desktop):
    found = closed_round(world, marks=(1, 3, 4, 4, 5))
    sign_in(desktop, world.alice)
    for what, key in (("result", found.pk), ("print", world.team.pk)):
        desktop.goto(reverse(f"assessments:reflection_{what}", args=[key]))
        assert pages_of(desktop.pdf(format="A4", margin=MARGIN)) == 1, what


def pages_of(pdf):
    return pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ") or pdf.count(b"/Type/Page/")


def test_the_last_of_seven_closes_it_and_all_see_the_result(asked, world, page):
    answer(asked, seven(world)[1:], mark=[2, 3, 4, 4, 4, 5])
    begin(page, world.alice, asked)
    for _step in range(7):
        choose(page, "Often")
        press(page, "Next:")
    choose(page, "I cannot say")
    press(page, "Put my answers into the box")
    page.get_by_role("link", name="Reflection, 12 August 2026").click()
    expect(page.get_by_text("7 of 7 answered")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Show on a wall").click()
    expect(page.get_by_text("Talk about this first")).to_be_visible()
    expect(page.locator(".topbar")).to_be_hidden()
