"""The pictures of the documentation, taken from the demo as it is on one day: `python -m tools.screenshots`.

They are made in a database of their own, in this one process, so that the clock can stand still: a picture changes only
where a page does (or where another computer's fonts do).
"""

import contextlib
import io
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import time_machine
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Page, ViewportSize, sync_playwright

from tools import chromium

FOLDER = Path(__file__).resolve().parent.parent / "docs/screenshots"
DAY = datetime(2026, 8, 12, 9, tzinfo=UTC)
DESK = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=360, height=780)


def main() -> int:
    if chromium.found() is None:
        print("No browser was found (Debian: apt install chromium).")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        time_machine.travel(DAY),
        demo(Path(folder)) as (address, sign_in),
        sync_playwright() as playwright,
        playwright.chromium.launch(**chromium.options()) as browser,
    ):
        for suffix, size in [("", DESK), ("-phone", PHONE)]:
            page = browser.new_page(base_url=address, viewport=size, locale="en-GB", reduced_motion="reduce")
            sign_in(page)
            for name, look in PICTURES.items():
                look(page)
                page.screenshot(path=FOLDER / f"{name}{suffix}.png", animations="disabled", caret="hide")
            page.context.close()
    for path in sorted(FOLDER.glob("*.png")):
        print(f"{path.relative_to(FOLDER.parent.parent)}  {path.stat().st_size // 1000} kB")
    return 0


# What is to be seen on each picture; each begins where the one before it ended.


def home(page: Page) -> None:
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()


def plan(page: Page) -> None:
    page.goto("/workplans/")
    page.locator("#outline").wait_for()


def activity(page: Page) -> None:
    page.locator("tr.act .what a[href]").first.click()
    page.locator(".facts").wait_for()


PICTURES = {"home": home, "plan": plan, "activity": activity}


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


@contextlib.contextmanager
def demo(folder: Path) -> Iterator[tuple[str, Any]]:
    """(the address of a demo that is served until the end, a function that signs its lead in on a page)."""
    for name in [name for name in os.environ if name.startswith("LMF_")]:
        del os.environ[name]
    os.environ |= {
        "LMF_DEMO": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "lmframework.settings",
    }
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("seed_demo", stdout=(said := io.StringIO()))
    lead, password = re.search(r"^  lead +(\S+)", said.getvalue(), re.MULTILINE), said.getvalue().split()[-1]
    assert lead, "seed_demo names no lead"

    def sign_in(page: Page) -> None:
        page.goto("/sign-in/")
        page.locator("[name=username]").fill(lead[1])
        page.locator("[name=password]").fill(password)
        page.locator("main button").click()
        page.wait_for_url(lambda url: "sign-in" not in url)

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sign_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
