"""Other languages on a phone: longer words, and words from right to left."""

import pytest
from django.urls import reverse

from tests.browser.visit import assert_accessible, assert_fits, sign_in
from tests.every_page import addresses
from tests.languages import longer, written


@pytest.fixture(params=["longer words", "right to left"])
def other_language(request, settings):
    """A language whose words are two fifths longer than English ones, and Arabic."""
    if request.param == "right to left":
        settings.LANGUAGE_CODE = "ar"
        settings.LANGUAGES = [("ar", "Arabic")]
        yield request.param
    else:
        with written(longer):
            yield request.param


def test_pages_hold_another_language(world, page, other_language):
    """Home, the plan, an activity and its form keep within the screen, and can be read and pressed as before."""
    sign_in(page, world.alice)
    for address in [
        reverse("lmframework:home_team", args=[world.team.pk]),
        world.plan.get_absolute_url(),
        world.activity.get_absolute_url(),
        reverse("workplans:plan_item_change", args=["activity", world.activity.pk]),
        reverse("workplans:plan_item_add", args=["output", world.output.pk, "indicator"]),
        world.indicator.get_absolute_url(),
        reverse("workplans:monitor_results", args=[world.plan.pk]),
        reverse("workplans:monitor_quarter", args=[world.plan.pk, 2]),
    ]:
        page.goto(address)
        if other_language == "right to left":
            assert page.locator("html").get_attribute("dir") == "rtl"
            assert page.locator("html").get_attribute("lang") == "ar"
        else:
            assert "ÅÁccöóüúnt" in page.locator("header").inner_html()
        assert_accessible(page)
        assert_fits(page)


def test_a_form_is_read_from_right_to_left(world, page, settings):
    """In Arabic a month's box stands at the right of its name, and amounts and buttons begin there too."""
    settings.LANGUAGE_CODE, settings.LANGUAGES = "ar", [("ar", "Arabic")]
    sign_in(page, world.alice)
    page.goto(reverse("workplans:plan_item_change", args=["activity", world.activity.pk]))
    box, name = page.locator("[name=months]").first, page.locator(".months-field label").first
    assert box.bounding_box()["x"] > name.bounding_box()["x"]
    page.goto(world.plan.get_absolute_url())
    heading, history = page.locator("h1"), page.locator("main .btn").first
    assert heading.bounding_box()["x"] > history.bounding_box()["x"]


@pytest.mark.long
def test_every_page_holds_another_language(world, page, other_language):
    """The same for all pages there are."""
    sign_in(page, world.ruth)
    for _name, address in addresses(world, "superuser"):
        page.goto(address)
        assert_fits(page)
