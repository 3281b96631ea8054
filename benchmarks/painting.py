"""First paint of home on a poor line: 400 kbit/s, 400 ms, and a processor four times slower, by Chromium's own throttling."""

import time

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import sync_playwright

from benchmarks.comparing import Comparison
from benchmarks.serving import OURS, served, until_it_answers
from benchmarks.visiting import Visitor
from tools import chromium

LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SLOWER = 4
LONGEST = 30.0
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def comparisons(facts, databases):
    if chromium.found() is None:
        print("First paint is left out: no Chromium is installed.")
        return []
    home = reverse("lmframework:home_team", args=[facts["team"]])
    cookie = Visitor.of(facts["viewer"]).cookie
    return [
        Comparison(
            "paint",
            "first paint of home, nothing kept yet; a second",
            lambda: first_paint(home, cookie),
            lambda: 1.0,
            2.5,
            unit="s",
        )
    ]


def first_paint(address, cookie):
    """Seconds from the address being opened to something to read, in a browser that has never been here."""
    name, _equals, value = cookie.partition("=")
    with (
        served(OURS, workers=2) as (server, port),
        sync_playwright() as playwright,
        playwright.chromium.launch(**chromium.options()) as browser,
    ):
        until_it_answers(server, port, address, cookie)
        site = f"http://localhost:{port}"
        context = browser.new_context(viewport={"width": 360, "height": 740})
        context.add_cookies([{"name": name, "value": value, "url": site}])
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", LINE)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(site + address, timeout=LONGEST * 1000)
        end = time.monotonic() + LONGEST
        while (painted := page.evaluate(PAINTED)) is None and time.monotonic() < end:
            page.wait_for_timeout(50)
        if painted is None or name != settings.SESSION_COOKIE_NAME:
            raise AssertionError("nothing was painted")
        return painted / 1000
