"""Tables of values in a browser: what was typed and not saved is kept, what is pasted has a place or is named."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.visit import assert_accessible, assert_fits, sign_in, wait_until
from tests.world import recorded
from workplans.models import Breakdown, Entry, Indicator
from workplans.rules.figures import Reading

OFFER = "You typed here before and did not save it. Cells:"
PASTE = """(box, text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def monthly(world):
    """Three numbers that are recorded each month."""
    facts = {"unit": "visits", "recorded_every": "month", "post": world.midwife, "output": world.output}
    return [Indicator.objects.create(name=name, **facts) for name in ("One", "Two", "Three")]


def cell(page, indicator):
    return page.locator(f"[name=i{indicator.pk}-value]")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def assert_kept(page, count):
    """So many tables are kept in this browser, once its script has seen the page."""
    wait_until(page, f"Object.keys(sessionStorage).filter((key) => key.startsWith('cells:')).length === {count}")


def test_cells_that_were_not_saved_are_offered_again_and_cross_what_was_saved_since(world, monthly, page):
    one, two, three = monthly
    table = reverse("workplans:monitor_period", args=[world.plan.pk, "2026-06"])
    sign_in(page, world.bob)
    page.goto(table)
    offer = page.get_by_text(OFFER)
    expect(offer).to_be_hidden()
    cell(page, one).fill("1 200")
    cell(page, two).fill("7")
    page.get_by_label("Where the new ones come from").fill("Register")
    page.goto(reverse("workplans:plan_outline", args=[world.plan.pk]))
    recorded(world, "2026-06", 5, indicator=two, by=world.alice)

    # Back on the page: it is offered, and says that somebody saved something since.
    page.goto(table)
    expect(offer).to_have_text(f"{OFFER} 2 Something was saved here since.")
    expect(cell(page, one)).to_have_value("")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Put it back into the cells").click()
    expect(offer).to_be_hidden()
    expect(cell(page, one)).to_have_value("1 200")
    expect(page.get_by_label("Where the new ones come from")).to_have_value("Register")
    save(page)
    expect(page.get_by_text("1 value was saved.")).to_be_visible()
    expect(page.get_by_text("Alice wrote 5 here meanwhile.")).to_be_visible()
    expect(offer).to_be_hidden()

    # What came back is kept as well; what was saved is not.
    page.goto(table)
    expect(offer).to_have_text(f"{OFFER} 1 Something was saved here since.")
    page.get_by_role("button", name="Throw it away").click()
    expect(offer).to_be_hidden()
    expect(cell(page, two)).to_have_value("5")
    assert_kept(page, 0)
    page.reload()
    expect(offer).to_be_hidden()
    cell(page, three).fill("3")
    save(page)
    expect(page.get_by_text("1 value was saved.")).to_be_visible()
    assert_kept(page, 0)
    assert sorted(entry.value for entry in Entry.figures.standing()) == [3, 5, 1200]


def test_nothing_typed_stays_for_who_signs_in_next(world, monthly, page):
    one, two, _three = monthly
    table = reverse("workplans:monitor_period", args=[world.plan.pk, "2026-06"])
    sign_in(page, world.bob)
    page.goto(table)
    cell(page, one).fill("4")
    assert_kept(page, 1)
    sign_in(page, world.alice)
    page.goto(table)
    expect(page.get_by_text(OFFER)).to_be_hidden()
    assert_kept(page, 0)
    cell(page, two).fill("4")
    assert_kept(page, 1)
    page.goto(reverse("teams:account_page"))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert_kept(page, 0)


def test_what_is_pasted_and_has_no_place_is_named(world, monthly, page):
    one, two, three = monthly
    sign_in(page, world.bob)
    page.goto(reverse("workplans:monitor_period", args=[world.plan.pk, "2026-06"]))
    said = page.get_by_text("Not everything that you pasted has a place in this table. Left out:")
    expect(said).to_be_hidden()
    cell(page, one).evaluate(PASTE, "1 900\n2\n3\n")
    expect(said).to_be_hidden()
    expect(cell(page, three)).to_have_value("3")
    assert_kept(page, 1)  # what was pasted is kept too
    cell(page, two).evaluate(PASTE, "8\tx\n9\n10\n11")
    expect(said).to_have_text("Not everything that you pasted has a place in this table. Left out: 3")
    expect(page.get_by_text("x · 10 · 11")).to_be_in_viewport()
    assert_fits(page)
    save(page)
    expect(page.get_by_text("3 values were saved.")).to_be_visible()
    assert sorted(entry.value for entry in Entry.figures.all()) == [8, 9, 1900]


def test_a_total_goes_along_to_the_page_of_its_parts_which_adds_them_up(world, monthly, page):
    one = monthly[0]
    sex = Breakdown.objects.create(name="Sex at birth")
    women, men = sex.parts.create(name="Women"), sex.parts.create(name="Men", order=1)
    one.breakdowns.add(sex)
    entry = recorded(world, "2026-06", 12, indicator=one)
    Entry.figures.correct(entry, world.bob, "By sex", entry.reading, parts={women: said(7), men: said(5)})
    sign_in(page, world.bob)
    page.goto(reverse("workplans:monitor_period", args=[world.plan.pk, "2026-06"]))
    cell(page, one).fill("14")
    save(page)
    expect(page.get_by_text("This was recorded in parts: Women 7, Men 5.")).to_be_visible()
    assert_fits(page)
    page.get_by_role("link", name="Correct it with its parts").click()
    expect(page.locator("[name=value]")).to_have_value("14")
    expect(page.get_by_text("Together: 12 of 14")).to_be_visible()
    expect(page.get_by_text("Less than the whole. If some are not known, say so in a word.")).to_be_visible()
    page.get_by_label("Women").fill("10")
    expect(page.get_by_text("More than the whole: look again.")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Women").fill("9")
    expect(page.get_by_text("More than the whole: look again.")).to_be_hidden()
    page.get_by_label("Why is it corrected?").fill("Recounted")
    page.get_by_role("button", name="Write the correction").click()
    expect(page.get_by_text("Corrected. Both stay.")).to_be_visible()
    expect(cell(page, one)).to_have_value("14")
    expect(page.get_by_text(OFFER)).to_be_hidden()


def said(number):
    return Reading(Decimal(number))


def test_a_ratio_is_worked_out_while_it_is_typed(world, page):
    sign_in(page, world.bob)
    page.goto(reverse("workplans:monitor_record", args=[world.indicator.pk, "q2"]))
    page.locator("[name=numerator]").fill("1 000")
    share = page.get_by_text("That is")
    expect(share).to_have_count(0)
    page.locator("[name=denominator]").fill("3000")
    expect(share).to_have_text("That is 33.3%.")
    page.locator("[name=denominator]").fill("3,000")
    expect(share).to_have_count(0)
    page.locator("[name=denominator]").fill("0")
    expect(share).to_have_count(0)
    assert_fits(page)
