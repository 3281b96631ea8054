"""The project's own settings as a server has them, over the database that the bench built, and an empty page to compare with."""

import os
from pathlib import Path

os.environ.setdefault("LMF_SECRET_KEY", "known-to-everybody-who-reads-this-and-good-for-nothing-but-a-bench")
os.environ |= {"LMF_HOSTS": "localhost,127.0.0.1", "LMF_PLAIN_HTTP": "1"}

from lmframework.settings import *  # noqa: F403 - what is above has to come first
from lmframework.settings import DATABASES, STATIC_ROOT, TEMPLATES

ROOT_URLCONF = "benchmarks.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]
STATIC_ROOT = os.environ.get("LMF_BENCH_STATIC") or STATIC_ROOT
DATABASES = {**DATABASES, "few": {**DATABASES["default"], "NAME": os.environ.get("LMF_BENCH_FEW", ":memory:")}}
