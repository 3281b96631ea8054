"""Lead and supervisor play a plan through: written from last year's, sent, returned, mended, approved, changed, closed."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.test_funded_plan import follow, look, press
from tests.browser.visit import sign_in
from workplans.models import Workplan


@pytest.mark.handout("S2", "S9")
def test_a_plan_is_called_for_sent_returned_mended_approved_changed_and_compared(world, open_page):
    """The district calls for plans; a team writes its own from last year's and sends it; who supervises it leaves remarks,
    returns and approves it. What was approved is kept, and a later change is compared with it."""
    alice, sofia = open_page(360, 800), open_page(1280, 900)
    sign_in(alice, world.alice)
    sign_in(sofia, world.sofia)

    # Called for by the district, begun by the team.
    sofia.goto(reverse("workplans:review_calls", args=[world.units["amani"].pk]))
    look(sofia)
    follow(sofia, "Call for plans")
    sofia.get_by_label("What to keep in mind").fill("Malaria first")
    look(sofia)
    press(sofia, "Ask for the plans")
    expect(sofia.get_by_text("0 of 1 team has sent its plan.")).to_be_visible()
    expect(sofia.get_by_text("Not begun", exact=True)).to_be_visible()
    look(sofia)
    alice.goto(reverse("teams:notice_list"))
    expect(alice.get_by_text("Amani calls for the plans for 2027")).to_be_visible()
    alice.get_by_role("button", name="See it").first.click()
    expect(alice.get_by_text("Malaria first")).to_be_visible()
    look(alice)
    press(alice, "Begin the plan of Amani district health team for 2027")
    expect(alice.get_by_role("heading", name="Workplan 2027")).to_be_visible()
    plan = Workplan.objects.get(team=world.team, starts_on=date(2027, 1, 1))

    # Written from last year's.
    alice.goto(reverse("workplans:plan_carry", args=[plan.pk]))
    for box in alice.get_by_role("checkbox").all():
        box.check()
    press(alice, "Carry over")
    expect(alice.get_by_role("heading", name="Workplan 2027")).to_be_visible()

    # Sent, with what is missing seen first.
    follow(alice, "Review")
    follow(alice, "Send it for review")
    expect(alice.get_by_text("2 activities name nobody.")).to_be_visible()
    look(alice)
    alice.get_by_label("Anything to say with it?").fill("As last year, with the radio")
    press(alice, "Send it")
    expect(alice.get_by_text("Sent for review").first).to_be_visible()
    sofia.reload()
    expect(sofia.get_by_text("1 of 1 team has sent its plan.")).to_be_visible()
    expect(alice.get_by_role("button", name="Take it back")).to_be_visible()
    look(alice)

    # Looked at, remarked on, returned.
    sofia.goto(reverse("teams:notice_list"))
    expect(sofia.get_by_text("A workplan waits for your review: Amani district health team, 2027.")).to_be_visible()
    press(sofia, "See it")
    expect(sofia.get_by_text("Waiting for your review since")).to_be_visible()
    look(sofia)
    follow(sofia, "Compare it with last year's plan")
    expect(sofia.get_by_text("Target for the year").first).to_be_visible()
    look(sofia)
    activity = plan.activity_set.get(name__startswith="Train six")
    sofia.goto(activity.get_absolute_url())
    follow(sofia, "Leave a remark")
    sofia.get_by_label("Remark").fill("Who pays the trainer?")
    press(sofia, "Leave the remark")
    expect(sofia.get_by_text("“Who pays the trainer?”")).to_be_visible()
    sofia.goto(reverse("workplans:review_page", args=[plan.pk]))
    expect(sofia.get_by_text("“Who pays the trainer?”")).to_be_visible()
    follow(sofia, "Return with remarks")
    sofia.get_by_label("Why does it go back?").fill("Please answer my remark")
    look(sofia)
    press(sofia, "Return it")
    expect(sofia.get_by_text("Returned", exact=True).first).to_be_visible()

    # Mended, answered, sent again.
    alice.goto(reverse("workplans:review_page", args=[plan.pk]))
    expect(alice.get_by_text("Please answer my remark")).to_be_visible()
    follow(alice, "Reply Who pays the trainer?")
    alice.get_by_label("Your reply").fill("The hospital does")
    look(alice)
    press(alice, "Reply")
    alice.goto(reverse("workplans:plan_item_change", args=["activity", activity.pk]))
    alice.get_by_label("place").fill("Amani hospital, with its trainer")
    press(alice, "Save")
    alice.goto(reverse("workplans:review_send", args=[plan.pk]))
    press(alice, "Send it")
    look(alice)

    # What changed is seen, then approved.
    sofia.goto(reverse("workplans:review_list"))
    look(sofia)
    follow(sofia, "Amani district health team, 2027")
    expect(sofia.get_by_role("heading", name="What changed since Version 1")).to_be_visible()
    expect(sofia.get_by_text("Amani hospital, with its trainer")).to_be_visible()
    expect(sofia.get_by_text("The hospital does")).to_be_visible()
    look(sofia)
    follow(sofia, "Approve")
    look(sofia)
    press(sofia, "Approve")
    expect(sofia.get_by_text("Approved", exact=True).first).to_be_visible()

    # Locked, then changed with a reason, and compared.
    alice.goto(plan.get_absolute_url())
    expect(alice.get_by_role("link", name="Add an objective")).to_have_count(0)
    alice.goto(reverse("workplans:review_page", args=[plan.pk]))
    follow(alice, "Change the approved plan")
    alice.get_by_label("Why does the plan change?").fill("The hospital is rebuilt")
    press(alice, "Begin the change")
    alice.goto(reverse("workplans:plan_item_change", args=["activity", activity.pk]))
    alice.get_by_label("place").fill("Kima health centre")
    press(alice, "Save")
    alice.goto(reverse("workplans:review_compare", args=[plan.pk]) + "?of=2&to=now")
    expect(alice.get_by_text("Kima health centre")).to_be_visible()
    look(alice)
    alice.goto(reverse("workplans:review_send", args=[plan.pk]))
    press(alice, "Send it")
    sofia.goto(reverse("workplans:review_approve", args=[plan.pk]))
    press(sofia, "Approve")
    sofia.goto(reverse("workplans:review_versions", args=[plan.pk]))
    expect(sofia.get_by_text("The hospital is rebuilt").first).to_be_visible()
    look(sofia)


def test_a_quarter_is_closed_takes_no_entry_and_is_opened_with_a_reason(world, open_page):
    alice, sofia = open_page(360, 800), open_page(1280, 900)
    sign_in(alice, world.alice)
    sign_in(sofia, world.sofia)
    alice.goto(reverse("workplans:review_quarters", args=[world.plan.pk]))
    look(alice)
    alice.get_by_role("link", name="Close it Quarter 1").click()
    alice.get_by_label("Anything to say with it?").fill("Reported")
    look(alice)
    press(alice, "Close it")
    expect(alice.get_by_text("Quarter 1 is closed.", exact=True)).to_be_visible()
    alice.goto(reverse("workplans:review_quarters", args=[world.plan.pk]))
    expect(alice.get_by_text("closed, Reported")).to_be_visible()
    alice.goto(reverse("workplans:organise_entry_add", args=[world.activity.pk]))
    alice.get_by_label("Spent: paid out, with a receipt").check()
    alice.get_by_label("From the source").select_option(label="State budget")
    alice.locator("[name=amount]").fill("10")
    alice.locator("[name=on]").fill("2026-02-01")
    alice.locator("[name=reference]").fill("V 1")
    press(alice, "Write it down")
    expect(alice.get_by_text("Quarter 1 is closed, so it takes no entry").first).to_be_visible()
    sofia.goto(reverse("workplans:review_quarters", args=[world.plan.pk]))
    sofia.get_by_role("link", name="Open it again Quarter 1").click()
    sofia.get_by_label("Why is it opened again?").fill("A receipt was found")
    press(sofia, "Open it again")
    sofia.goto(reverse("workplans:review_quarters", args=[world.plan.pk]))
    expect(sofia.get_by_text("opened again, A receipt was found")).to_be_visible()
    press(alice, "Write it down")
    expect(alice.get_by_text("Written down.", exact=True)).to_be_visible()
