"""A plan is funded, cut, released, spent and accounted for; each page agrees with the others at each step."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.visit import assert_accessible, assert_fits, sign_in
from tests.pages import says
from workplans.models import Ceiling

WAYS = ["source", "objective", "quarter", "place"]


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    page.get_by_role("link", name=name, exact=True).first.click()


def look(page):
    assert_accessible(page)
    assert_fits(page)


@pytest.fixture
def agree(world, signed_in):
    """`agree(asked="900", …)`: every page about the plan's money says these sums."""
    browser = signed_in(world.vera)

    def every_page_says(**sums):
        expected = {name: Decimal(amount) for name, amount in sums.items()}

        def compare(found, where):
            assert {name: getattr(found, name) for name in expected} == expected, where

        for way in WAYS:
            context = browser.get(reverse("workplans:organise_money", args=[world.plan.pk]), {"by": way}).context
            compare(context["money"].total, way)
            added = type(context["money"].total)()
            for line in context["lines"]:
                added.add(line.sums)
            compare(added, way)
        entries = browser.get(reverse("workplans:organise_entries", args=[world.plan.pk])).context["sums"]
        assert [getattr(entries, name) for name in expected if name != "asked"] == [
            amount for name, amount in expected.items() if name != "asked"
        ]
        advances = browser.get(reverse("workplans:organise_advances", args=[world.plan.pk])).context["advances"]
        assert sum(one.open for one in advances) == expected["open"]
        outline = browser.get(world.plan.get_absolute_url()).context["outline"]
        assert outline.money == expected["asked"]
        home = says(browser.get(reverse("lmframework:home_team", args=[world.team.pk])))
        return browser, home

    return every_page_says


@pytest.mark.handout("S3")
def test_a_plan_is_funded_cut_released_spent_and_accounted_for(world, page, agree):
    """A team works out what an activity needs and who pays; what is approved, cut, released, spent and accounted for is
    seen by source, objective, quarter and place."""
    world.plan.allocations.all().delete()
    Ceiling.objects.create(unit=world.units["amani"], source=world.source, year=2026, amount=500)
    sign_in(page, world.alice)
    page.goto(world.activity.get_absolute_url())
    follow(page, "Work out what it needs")
    look(page)
    first = page.get_by_role("group", name="Line 1")
    first.get_by_label("What", exact=True).fill("Night allowance")
    first.get_by_label("How many").fill("6")
    first.get_by_label("Unit cost").fill("18.50")
    first.get_by_label("Times").fill("8")
    second = page.get_by_role("group", name="Line 2")
    second.get_by_label("or whose time").select_option("Midwife in charge")
    second.get_by_label("How many").fill("12")
    press(page, "Save, then who pays")
    expect(page.get_by_text("It costs 888")).to_be_visible()
    page.get_by_label("Source 1").fill("State budget")
    page.get_by_label("or share in % 1").fill("75")
    page.get_by_label("Source 2").fill("Global fund")
    page.get_by_label("Amount 2").fill("222")
    press(page, "Save")
    expect(page.get_by_text("More is asked now than the ceiling allows: State budget.")).to_be_visible()
    nothing = dict.fromkeys(["approved", "released", "advanced", "spent", "open"], "0")
    agree(asked="888", **nothing)

    page.goto(reverse("workplans:organise_money", args=[world.plan.pk]))
    look(page)
    expect(page.get_by_text("166 beyond")).to_be_visible()
    follow(page, "What was approved")
    page.get_by_label("How much of what is asked, in %").fill("100")
    press(page, "Show what it means")
    look(page)
    page.get_by_label("Reference").fill("Council 4/2026")
    press(page, "Write it down as approved")
    expect(page.get_by_text("Written down.", exact=True)).to_be_visible()
    agree(asked="888", **nothing | {"approved": "888"})

    follow(page, "Try out a cut")
    page.get_by_label("Cut by so much, in %").fill("10")
    press(page, "Show what it means")
    expect(page.get_by_text("-88.80").first).to_be_visible()
    agree(asked="888", **nothing | {"approved": "888"})
    page.get_by_label("Reference").fill("Council 9/2026")
    page.get_by_label("Why?").fill("Less revenue than planned")
    press(page, "Make this cut")
    agree(asked="888", **nothing | {"approved": "799.20"})

    follow(page, "Money that was released")
    page.get_by_label("or an amount").fill("400")
    press(page, "Show what it means")
    page.get_by_label("Reference").fill("Bank 17")
    press(page, "Write it down as released")
    _browser, home = agree(asked="888", **nothing | {"approved": "799.20", "released": "400"})
    assert "400 of 888" in home
    assert "is released" in home

    page.goto(world.activity.get_absolute_url())
    follow(page, "Write down what was released, advanced or spent")
    look(page)
    page.get_by_label("Advanced: somebody holds it").check()
    page.get_by_label("From the source").select_option("State budget")
    page.get_by_label("Amount").fill("150")
    page.get_by_label("Who holds the advance?").select_option("Midwife in charge")
    page.get_by_label("Reference").fill("Voucher 3")
    press(page, "Write it down")
    expect(page.get_by_role("row", name=re.compile("Advanced, Midwife in charge"))).to_contain_text("150")
    look(page)
    now = nothing | {"approved": "799.20", "released": "400", "advanced": "150", "open": "150"}
    agree(asked="888", **now)

    page.goto(reverse("workplans:organise_advances", args=[world.plan.pk]))
    look(page)
    page.get_by_role("link", name="Account for it").click()
    page.get_by_label("Spent, with receipts").fill("140.25")
    page.get_by_label("Returned").fill("9.75")
    page.get_by_label("Reference").fill("Receipts 1 to 7")
    press(page, "Account for it")
    expect(page.get_by_text("No advance is open.")).to_be_visible()
    agree(asked="888", **now | {"open": "0", "spent": "140.25", "accounted": "150"})

    page.goto(reverse("workplans:organise_money", args=[world.plan.pk], query={"by": "objective"}))
    together = page.get_by_role("row", name=re.compile("^Together"))
    expect(together).to_contain_text("50%")
    expect(together).to_contain_text("17%")
    expect(together).to_contain_text("35%")


@pytest.mark.handout("S4")
def test_what_is_missing_is_listed_and_seen(world, page):
    """A team lists the structures and systems that its plan needs; what is missing is seen on what waits, and on home."""
    sign_in(page, world.bob)
    page.goto(reverse("workplans:organise_readiness", args=[world.plan.pk]))
    look(page)
    follow(page, "Begin the list")
    page.get_by_label("Transport.").check()
    press(page, "Add")
    look(page)
    page.get_by_role("link", name="Change Transport").click()
    page.get_by_label("Who makes it so").select_option("Midwife in charge")
    page.get_by_label("Activities that wait for it").fill("1.1.1")
    press(page, "Save")
    expect(page.get_by_text("1 activity waits for it")).to_be_visible()
    page.goto(world.activity.get_absolute_url())
    expect(page.get_by_text("It waits for what is not in place yet")).to_be_visible()
    look(page)
    page.goto(reverse("lmframework:home_team", args=[world.team.pk]))
    expect(page.get_by_text("Not in place yet: Transport.")).to_be_visible()


def test_a_block_of_cells_is_pasted_into_the_grid_and_the_keyboard_goes_through_it(world, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, world.bob)
    page.goto(reverse("workplans:organise_grid", args=[world.plan.pk]))
    look(page)
    page.get_by_label("1.1.1, Global fund").focus()
    page.evaluate("navigator.clipboard.writeText('10\\t20\\n30\\t40')")
    page.keyboard.press("ControlOrMeta+V")
    expect(page.get_by_label("1.1.2, State budget")).to_have_value("40")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("1.2.1, Global fund")).to_be_focused()
    page.keyboard.type("7")
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("1.2.1, Global fund")).to_have_value("7.00")
    expect(page.get_by_label("1.1.1, State budget")).to_have_value("20.00")
