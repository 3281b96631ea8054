"""What tests in a browser do on any page: `from tests.browser.visit import assert_accessible, sign_in`."""

import time

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client


def sign_in(page, user):
    """Give the page's browser a session of the user's, as if they had signed in."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/", "httpOnly": True}]
    )


def assert_accessible(page):
    """Axe finds nothing to complain about on the page as it is now, once it is there: a click waits for its begin only."""
    page.wait_for_load_state()
    violations = Axe().run(page).response["violations"]
    assert not violations, f"{page.url} is not accessible:\n" + "\n".join(map(_in_words, violations))


def _in_words(violation):
    places = [f"    {' '.join(map(str, node['target']))}: {_reasons(node)}" for node in violation["nodes"]]
    return "\n".join([f"- {violation['help']} ({violation['id']}, {violation['impact']})", *places])


def _reasons(node):
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])


def wait_until(page, expression, seconds=10):
    """Wait until a script's expression is true. Playwright's own way repeats it with `eval`, which our policy forbids."""
    until = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < until, f"{page.url}: this never came true: {expression}"
        page.wait_for_timeout(50)


def assert_fits(page):
    """Nothing lies beside the screen, and every button and box is as high as a finger is wide."""
    page.wait_for_load_state()
    small = page.locator(f":is({TOUCHED}):visible").evaluate_all(
        "(found) => found.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"
    )
    troubles = [*width_troubles(page), *(f"{page.url} has a target under 44 px: {one}" for one in small)]
    assert not troubles, "\n".join(troubles)


TOUCHED = "button, .btn, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])"


def width_troubles(page):
    """What reaches over the screen's edge, in words, where the page scrolls sideways for it."""
    width, wider = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
    if wider == width:
        return []
    beside = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((one) => {
            const place = one.getBoundingClientRect(), screen = document.documentElement.clientWidth;
            return (place.right > screen + 1 || place.left < -1) && !one.closest(".overflow-auto, .skip");
        }).slice(0, 4).map((one) => one.outerHTML.slice(0, 150))"""
    )
    return [f"{page.url} is {wider} px wide on {width}: {beside}"]
