"""The least that Django serves a page with: no database, no middleware but that for common things, one template."""

from pathlib import Path

SECRET_KEY = "known-to-everybody"  # noqa: S105 - it guards nothing
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "benchmarks.bare.urls"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
INSTALLED_APPS: list[str] = []
USE_TZ = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent.parent / "templates"],
    }
]
