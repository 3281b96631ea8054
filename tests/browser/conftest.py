"""Tests in a browser: the one that is installed on this computer, at a phone's size (`page`) or a desk's (`desktop`).

A page that asks anything of another host, breaks its own content security policy or throws an error in a script
fails its test, whatever else the test looks at.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import sync_playwright

from tests.world import TODAY
from tools import chromium

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """One browser a session, that is one for each of xdist's workers."""
    if chromium.found() is None:
        message = "No browser was found (Debian: apt install chromium)."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with (
        pytest.MonkeyPatch.context() as patch,
        sync_playwright() as playwright,
        playwright.chromium.launch(**chromium.options()) as started,
    ):
        # Playwright keeps an event loop in this thread, so Django takes plain tests for asynchronous ones.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield started


@pytest.fixture(autouse=True)
def _today():
    """The day of the cast's world; the clock goes on."""
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def open_page(browser, live_server):
    """A function that opens an empty page of a given size; what goes wrong in any of them fails the test."""
    contexts, troubles = [], []

    def open_page(width, height, **options):
        # Nothing moves by itself: else each click waits until the page has scrolled to its place.
        options |= {"base_url": live_server.url, "locale": "en-GB", "reduced_motion": "reduce"}
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.on("request", listen_to)
        context.on("weberror", lambda error: troubles.append(f"a script failed: {error.error}"))
        context.on("console", listen)
        return context.new_page()

    def listen_to(request):
        # tools/chromium.py lets it reach no other host. To stop each request here would keep it from keeping files.
        if not request.url.startswith((live_server.url + "/", "data:")):
            troubles.append(f"it asks {request.url} of another host")

    def listen(message):
        if message.type == "error" and "Content Security Policy" in message.text:
            troubles.append(message.text)

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def page(open_page):
    """A cheap phone."""
    return open_page(360, 780, is_mobile=True, has_touch=True)


@pytest.fixture
def desktop(open_page):
    return open_page(1280, 800)
