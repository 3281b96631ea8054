"""A team plays the year through, quarter by quarter: recording, asking who has not, agreeing, closing, opening again."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.test_funded_plan import follow, look, press
from tests.browser.visit import sign_in
from tests.workplans.exports import data_values_csv, value
from workplans.models import Agreement, Entry, Indicator, Target
from workplans.rules.figures import Reading


def record(indicator, key, by, *numbers):
    """A value as it was recorded at its time."""
    period = indicator.workplan.calendar().find(key)
    reading = Reading(Decimal(numbers[0])) if len(numbers) == 1 else Reading(None, *map(Decimal, numbers))
    return Entry.figures.record(indicator, period, by, reading, text="As in the register", sure=True)


def type_in(page, world, key, name, number, reason=""):
    """A value, in the table of all indicators of a time."""
    page.goto(reverse("workplans:monitor_period", args=[world.plan.pk, key]))
    page.locator("tr").filter(has_text=name).get_by_role("textbox").first.fill(number)
    if reason:
        page.get_by_label("Why are values changed that stood before?").fill(reason)
    look(page)
    press(page, "Save")
    expect(page.get_by_text("1 value was saved.")).to_be_visible()


def quarter(page, world, number):
    page.goto(reverse("workplans:monitor_quarter", args=[world.plan.pk, number]))
    look(page)


def part(page, name):
    """A part of the quarter's page, by its heading."""
    return page.locator(f"#{name}")


def close(page, world, number):
    quarter(page, world, number)
    part(page, "close").get_by_role("link", name=f"Close it Quarter {number}").click()
    press(page, "Close it")
    expect(page.get_by_text(f"Quarter {number} is closed.", exact=True)).to_be_visible()


@pytest.mark.handout("S9")
def test_a_year_is_recorded_looked_at_together_and_closed_quarter_by_quarter(world, open_page):
    """A quarter is looked at together: who has not recorded is reminded, what is off track is seen, what is agreed has a post
    and a day and is looked at first next time; then the quarter is closed, and opened again where something was wrong."""
    visits = Indicator.objects.create(
        output=world.second_output, name="Home visits", unit="visits", recorded_every="month", post=world.midwife
    )
    for number, row in enumerate(world.quarters, start=1):
        Target.objects.create(indicator=visits, quarter=row, value=30 * number)
    alice, bob, sofia = open_page(360, 800), open_page(360, 800), open_page(1280, 900)
    for page, person in ((alice, world.alice), (bob, world.bob), (sofia, world.sofia)):
        sign_in(page, person)

    # The first quarter: what is not recorded, and whose it is.
    record(visits, "2026-01", world.bob, 9)
    quarter(alice, world, 1)
    expect(part(alice, "agreed")).to_contain_text("Nothing was agreed before this quarter.")
    row = part(alice, "unrecorded").get_by_role("listitem").filter(has_text="Midwife in charge")
    expect(row).to_contain_text("2 values are not recorded")
    row.get_by_role("button", name="Remind").click()
    expect(alice.get_by_text("Reminded: Bob.")).to_be_visible()
    look(alice)
    bob.goto(reverse("teams:notice_list"))
    expect(bob.get_by_text("Alice reminds your post “Midwife in charge”: 2 values of quarter 1")).to_be_visible()
    bob.get_by_role("button", name="See it").first.click()
    expect(part(bob, "unrecorded")).to_be_visible()
    type_in(bob, world, "2026-02", "Home visits", "10")
    type_in(bob, world, "2026-03", "Home visits", "2")
    record(world.indicator, "q1", world.bob, 43, 100)

    # What is off track is seen, something is agreed, and the quarter is closed.
    quarter(alice, world, 1)
    expect(part(alice, "unrecorded")).to_contain_text("All that is due by today is recorded.")
    expect(part(alice, "done")).to_contain_text("At risk: 1")
    agreeing = part(alice, "now")
    agreeing.get_by_label("What we do").fill("Visit on market days too")
    agreeing.get_by_label("Who does it").select_option(label="Midwife in charge")
    agreeing.get_by_label("By when").fill("2026-08-14")
    agreeing.get_by_label("What it is about").select_option(label="Home visits")
    press(alice, "Agree on it")
    expect(part(alice, "now")).to_contain_text("Visit on market days too")
    close(alice, world, 1)
    quarter(alice, world, 1)
    expect(alice.get_by_text("Who may open it again: District supervisor (Sofia)")).to_be_visible()

    for name, arguments in (("monitor_period", [world.plan.pk, "2026-02"]), ("monitor_year", [visits.pk])):
        bob.goto(reverse(f"workplans:{name}", args=arguments))
        expect(bob.get_by_text("Nothing can be recorded or corrected in it")).to_be_visible()
        look(bob)

    # It was closed too early: who supervises opens it again, the value is corrected and verified, and it is closed.
    quarter(sofia, world, 1)
    part(sofia, "close").get_by_role("link", name="Open it again").click()
    sofia.get_by_label("Why is it opened again?").fill("March was miscounted")
    press(sofia, "Open it again")
    type_in(bob, world, "2026-03", "Home visits", "12", reason="A page was missing")
    sofia.goto(visits.get_absolute_url())
    march = sofia.get_by_role("listitem").filter(has_text="March 2026: 12").first
    expect(march).to_contain_text("A page was missing")
    march.get_by_role("link", name="Verify").click()
    press(sofia, "This is not right")
    expect(sofia.get_by_text("Write a word on what is not right.")).to_be_visible()
    look(sofia)
    sofia.get_by_label("A word on it").fill("As in the register")
    look(sofia)
    press(sofia, "It is right")
    expect(sofia.get_by_text("verified by Sofia").first).to_be_visible()
    quarter(alice, world, 1)
    expect(part(alice, "done")).to_contain_text("On track: 2")
    close(alice, world, 1)

    # The second quarter begins with what was agreed. Who does it says so in two taps.
    quarter(alice, world, 2)
    expect(part(alice, "agreed")).to_contain_text("Visit on market days too")
    expect(part(alice, "agreed")).to_contain_text("1 is open")
    bob.goto(reverse("lmframework:work_page"))
    line = bob.get_by_role("listitem").filter(has_text="Visit on market days too")
    line.get_by_role("button", name="Done", exact=True).click()
    expect(bob.get_by_text("Said: done.")).to_be_visible()
    look(bob)
    quarter(alice, world, 2)
    expect(part(alice, "agreed")).to_contain_text("Nothing of it is open any more.")

    # What goes on gets another day, on the page itself.
    asked = world.plan.ends_on, world.bob
    late = Agreement.objects.agree(world.quarters[0], "Ask for a second bicycle", world.officer, *asked)
    quarter(alice, world, 2)
    one = alice.locator(f"#g{late.pk}")
    one.get_by_text("Say what came of it").click()
    one.get_by_label("It goes on", exact=True).check()
    one.get_by_label("A word on it").fill("The council meets in October")
    look(alice)
    one.get_by_role("button", name="Save").click()
    expect(alice.get_by_text("Say until when it goes on.")).to_be_visible()
    look(alice)
    alice.get_by_label("If it goes on: by when now?").fill("2026-10-31")
    press(alice, "Save")
    expect(alice.locator(f"#g{late.pk}")).to_contain_text("open, by 31 October 2026")

    # The visits of the second quarter come from a file of DHIS2, whose code is said once; what it has otherwise stays.
    alice.goto(reverse("workplans:monitor_results", args=[world.plan.pk]))
    follow(alice, "Fill values from a file")
    look(alice)
    file = data_values_csv(*(value("homeVis0001", f"20260{month}", 10 + month) for month in (4, 5, 6)))
    sent = {"name": "visits.csv", "mimeType": "text/csv", "buffer": file}
    alice.get_by_label("File from DHIS2, Excel or CSV").set_input_files(sent)
    press(alice, "Read the file")
    expect(alice.get_by_role("heading", level=1)).to_contain_text("What the codes stand for")
    look(alice)
    expect(alice.get_by_text("Values of Amn1Hosp001: the only place in this file.")).to_be_visible()
    alice.get_by_label("What “homeVis0001” stands for").select_option(label="Home visits")
    press(alice, "Remember this")
    expect(alice.get_by_role("heading", level=1)).to_contain_text("3 values to record")
    look(alice)
    press(alice, "Record 3 values")
    expect(alice.get_by_role("heading", level=1)).to_contain_text("What came of this file")

    # At home the tile says how far it is, and leads to what is missing.
    alice.goto(reverse("lmframework:home_team", args=[world.team.pk]))
    expect(alice.get_by_text("7 of 8 values due by today are recorded.")).to_be_visible()
    follow(alice, "Record 1 value that is missing")
    expect(alice.get_by_role("heading", level=1)).to_contain_text("Values of Quarter 2")
    quarter(sofia, world, 2)

    # Nothing is folded on paper; afterwards the page is as it was. Without a script there is a link for it.
    expect(sofia.get_by_role("button", name="Print", exact=True)).to_be_visible()
    folded = sofia.locator(".meeting > details:not([open])")
    before = folded.count()
    assert before
    sofia.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(folded).to_have_count(0)
    sofia.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(folded).to_have_count(before)
    follow(sofia, "Open everything, to print it as the report")
    look(sofia)
