"""The project's own settings as a server has them, over the database that the bench built, and an empty page to compare with."""

import os
from pathlib import Path

os.environ.setdefault("LMF_SECRET_KEY", "known-to-everybody-who-reads-this-and-good-for-nothing-but-a-bench")
os.environ |= {"LMF_HOSTS": "localhost,127.0.0.1", "LMF_PLAIN_HTTP": "1"}

from lmframework import settings as ours
from lmframework.settings import *  # noqa: F403 - what is above has to come first

ROOT_URLCONF = "benchmarks.urls"
ours.TEMPLATES[0]["DIRS"] = [ours.BASE_DIR / "templates", Path(__file__).parent / "templates"]
STATIC_ROOT = Path(os.environ.get("LMF_BENCH_STATIC") or ours.STATIC_ROOT)
DATABASES = {
    **ours.DATABASES,
    "few": {**ours.DATABASES["default"], "NAME": os.environ.get("LMF_BENCH_FEW", ":memory:")},
}
