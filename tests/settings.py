"""The project's own settings, told that these are tests: plain static files, fast passwords, no secret needed.

pytest-django reads the settings before any conftest.py, so this is the first place where they can be told. What the
shell says about an installation (its name, its language) says nothing about the tests.
"""

import os
import tempfile
from pathlib import Path

for name in [name for name in os.environ if name.startswith("LMF_") and name not in {"LMF_LONG", "LMF_TEST_AXES"}]:
    del os.environ[name]
os.environ["LMF_TESTING"] = "1"

from lmframework.settings import *  # noqa: F403 - what is above has to come first

KEYS_DIR = Path(tempfile.gettempdir()) / f"lmf-test-keys-{os.getuid()}"
"""Keys of rounds that tests open: names are random, so tests that run side by side share the folder."""

SITE_URL = "https://plans.example.org"
