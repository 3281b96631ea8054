"""Every page as a person meets it on a phone: nothing in their way, nothing beside the screen."""

import pytest
from django.urls import reverse

from teams.models import Post, Team, Unit, User
from tests.browser.visit import assert_accessible, assert_fits, sign_in, width_troubles
from tests.every_page import FILES, addresses
from tests.permissions.roles import ORDER
from tests.permissions.table import TABLE
from tests.world import ROLES, hold
from workplans.models import Activity, FundingSource, Indicator, Objective, Output, Workplan
from workplans.views.plan import whole

OK = 200
# Each page as one of those who get it.
ROLE_OF_PAGE = ["lead", "supervisor of this branch", "accounts", "anonymous"]
LONG_WORD = "Unübersehbar" * 33


def pages():
    """(name, row of the table, role) of each page that opens with an address of its own."""
    for name, rows in TABLE.items():
        for number, (_arguments, gets, _posts) in enumerate(rows):
            role = next((role for role in ROLE_OF_PAGE if gets[ORDER.index(role)] == OK), None)
            if role and name not in FILES:
                yield pytest.param(name, number, role, id=f"{name}-{number}")


def visit(page, world, name, number, role):
    """Open a page of the table as `role`."""
    if ROLES[role] and not page.context.cookies():
        sign_in(page, getattr(world, ROLES[role]))
    answer = page.goto(reverse(name, args=TABLE[name][number][0](world)))
    assert answer.status == OK
    assert page.locator("body").get_attribute("data-page") == name


AT_ONCE = 15
"""So many pages are looked at in one world: to make one takes as long as to look at a page."""


def groups():
    """Some pages at a time, all of one role."""
    for role in ROLE_OF_PAGE:
        found = [one for one in pages() if one.values[2] == role]
        for start in range(0, len(found), AT_ONCE):
            some = found[start : start + AT_ONCE]
            yield pytest.param(some, id=f"{role}: {some[0].id} to {some[-1].id}")


@pytest.mark.parametrize("some", list(groups()))
def test_pages_on_a_phone(some, world, page):
    """Axe finds nothing, nothing scrolls sideways, and a finger hits every button."""
    for one in some:
        visit(page, world, *one.values)
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_at_every_size_and_in_both_schemes(width, scheme, world, open_page):
    """The same for all pages, at a phone's and a desk's width, by day and by night."""
    for parameters in pages():
        tab = open_page(width, 800, color_scheme=scheme)
        visit(tab, world, *parameters.values)
        assert_accessible(tab)
        assert_fits(tab)
        tab.context.close()


# What a page is when something is wrong, missing, or longer than anybody thought.


def form_with_errors(page, world):
    sign_in(page, world.alice)
    page.goto(reverse("workplans:plan_item_change", args=["activity", world.activity.pk]))
    page.get_by_label("Activity").fill("")
    page.get_by_label("From").fill("2026-08-01")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("This field is required").wait_for()
    page.get_by_text("not both").wait_for()


def money_with_errors(page, world):
    sign_in(page, world.alice)
    page.goto(reverse("workplans:organise_allocations", args=[world.activity.pk]))
    page.get_by_label("Source 3").fill("A partner")
    page.get_by_label("Amount 1").fill("much")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("How much does A partner give?").wait_for()


def wrong_password(page, world):
    page.goto(reverse("teams:account_sign_in"))
    page.get_by_label("User name").fill("alice")
    page.get_by_label("Password").fill("guessed")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("do not belong together").wait_for()


def locked(page, world):
    page.goto(reverse("teams:account_sign_in"))
    while page.locator("h1").inner_text() == "Sign in":
        page.get_by_label("User name").fill("alice")
        page.get_by_label("Password").fill("guessed")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_load_state()
    page.get_by_role("heading", name="Too many wrong tries").wait_for()


def crossing(page, world):
    sign_in(page, world.alice)
    page.goto(reverse("workplans:plan_item_change", args=["activity", world.activity.pk]))
    mine = Activity.objects.get(pk=world.activity.pk)
    mine.name = "Train nine midwives"
    mine.save()
    page.get_by_label("Where").or_(page.get_by_label("Place")).fill("Amani town")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Somebody saved this").wait_for()


def not_there(page, world):
    sign_in(page, world.alice)
    assert page.goto("/nothing/").status == 404


def not_yours(page, world):
    sign_in(page, world.sofia)
    assert page.goto(reverse("workplans:plan_item_change", args=["output", world.output.pk])).status == 403


def stale_form(page, world):
    sign_in(page, world.alice)
    page.goto(reverse("workplans:plan_item_remove", args=["output", world.output.pk]))
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("heading", name="This page was open").wait_for()


def empty_plan(page, world):
    sign_in(page, world.charlie)
    page.goto(Workplan.objects.begin(world.other_team, world.plan.starts_on).get_absolute_url())
    page.get_by_text("begins with what you want to change").wait_for()


def adding_in_the_outline(page, world):
    sign_in(page, world.bob)
    page.goto(world.plan.get_absolute_url())
    page.get_by_role("link", name="Add an activity 1.2").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("This field is required").wait_for()


def changing_the_order(page, world):
    sign_in(page, world.bob)
    page.goto(world.plan.get_absolute_url())
    page.get_by_role("link", name="Change the order").click()
    page.get_by_role("button", name="Move 1.1.1 down").wait_for()


def filtered_to_nothing(page, world):
    sign_in(page, world.sofia)
    page.goto(f"{world.plan.get_absolute_url()}?q=zebra")
    page.get_by_text("Nothing in this plan fits").wait_for()


def no_plan(page, world):
    sign_in(page, world.charlie)
    page.goto(reverse("workplans:plan_list"))
    page.get_by_role("link", name="Begin a workplan").wait_for()


def home_without_plan(page, world):
    sign_in(page, world.charlie)
    page.goto("/")
    page.get_by_role("link", name="Begin the workplan").first.wait_for()


def no_post(page, world):
    sign_in(page, world.stella)
    page.goto(reverse("teams:account_page"))
    page.get_by_text("You hold no post yet").wait_for()


def no_team(page, world):
    sign_in(page, world.stella)
    page.goto("/")
    page.get_by_text("You hold no post in a team").wait_for()


def two_teams(page, world):
    hold(world.bob, "Locum", "member", team=world.other_team)
    sign_in(page, world.bob)
    page.goto("/")
    page.get_by_role("heading", name="Which team?").wait_for()


def removed(page, world):
    key = world.activity.pk
    world.activity.delete()
    sign_in(page, world.sofia)
    page.goto(reverse("workplans:plan_item_history", args=["activity", key]))
    page.get_by_text("It was removed").wait_for()


STATES = [
    form_with_errors,
    money_with_errors,
    wrong_password,
    locked,
    crossing,
    not_there,
    not_yours,
    stale_form,
    empty_plan,
    adding_in_the_outline,
    changing_the_order,
    filtered_to_nothing,
    no_plan,
    home_without_plan,
    no_post,
    no_team,
    two_teams,
    removed,
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_what_is_wrong_or_missing_is_told_on_a_phone(state, world, page):
    """Errors, refusals and empty pages are pages too."""
    state(page, world)
    assert_accessible(page)
    assert_fits(page)


def test_what_broke_is_told_in_words(world, page, monkeypatch, caplog):
    """A fault of ours still gives a page that says what to do."""
    monkeypatch.setattr(whole, "outline", lambda *arguments: 1 / 0)
    sign_in(page, world.alice)
    assert page.goto(world.plan.get_absolute_url()).status == 500
    assert page.locator("h1").inner_text() == "Something went wrong on our side"
    assert_accessible(page)
    assert_fits(page)


def test_names_without_a_blank_do_not_widen_a_page(world, page):
    """Four hundred letters in one word, wherever somebody may write a name."""
    for rows in (Objective, Output, Activity, Indicator):
        rows.objects.update(name=LONG_WORD)
    Activity.objects.update(place=LONG_WORD, funders=LONG_WORD, responsible=LONG_WORD[:200], post=None)
    Indicator.objects.update(unit=LONG_WORD[:40], numerator=LONG_WORD[:200], denominator=LONG_WORD[:200])
    FundingSource.objects.filter(pk=world.source.pk).update(name=LONG_WORD[:120])
    for rows in (Team, Unit, User):
        rows.objects.update(name=LONG_WORD[:120])
    Post.objects.update(title=LONG_WORD[:120])
    Activity.objects.get(pk=world.activity.pk).save()
    sign_in(page, world.ruth)
    wide = []
    for _name, address in addresses(world, "superuser"):
        page.goto(address)
        wide += width_troubles(page)
    assert not wide, "\n".join(wide)
