"""The browser that is installed on this computer, for tests and for pictures."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Chromium's own services stay silent, and no name but this computer's is known to it.
ARGUMENTS = ["--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]


def found() -> str | None:
    """The browser's file, or None where none is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def options() -> dict:
    """How Playwright starts it."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0  # root's Chromium has no sandbox
    return {"executable_path": found(), "args": ARGUMENTS, "chromium_sandbox": not root}
