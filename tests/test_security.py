"""What protects people on every page: headers, nothing inline, nothing from outside, nothing kept by others."""

import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.every_page import every_page

ROOT = Path(__file__).resolve().parent.parent
ADDRESSES = {"href", "src", "action", "formaction", "poster", "srcset", "data", "data-hx-get", "data-hx-post"}


@pytest.fixture(scope="module")
def opened():
    """What `pages` found: opened once for all tests that look at it, since it takes long."""
    return []


@pytest.fixture
def pages(opened, world, client):
    """(what it is, response) of every page, as somebody who may see all of them and as nobody."""
    if not opened:
        opened += every_page(client.__class__(), world, "anonymous")
        opened += every_page(client.__class__(), world, "accounts")
        opened += every_page(client, world, "superuser")
        opened.append(("not found", client.get("/nothing/")))
    return opened


@pytest.mark.django_db
@pytest.mark.any_database
def test_every_page_says_what_a_browser_may_do_with_it(pages):
    for what, response in pages:
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, what
        assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'"} <= {
            part.strip() for part in policy.split(";")
        }, what
        assert "frame-ancestors 'none'" in policy, what
        assert response.headers["X-Frame-Options"] == "DENY", what
        assert response.headers["X-Content-Type-Options"] == "nosniff", what
        assert response.headers["Referrer-Policy"] == "same-origin", what


@pytest.mark.django_db
@pytest.mark.any_database
def test_no_page_has_anything_inline_or_from_outside(pages):
    troubles = {}
    for what, response in pages:
        looker = Looker()
        looker.feed(response.content.decode())
        if looker.troubles:
            troubles[what] = looker.troubles
    assert troubles == {}


class Looker(HTMLParser):
    """Collects what a content security policy would forbid, and every address that is not ours."""

    def __init__(self):
        super().__init__()
        self.troubles = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names) or tag in {"iframe", "object", "embed", "base"}:
            self.troubles.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on", "data-hx-on")):
                self.troubles.append(f"{name}={value}")
            parts = urlsplit(value or "")
            drawn = tag == "img" and (value or "").startswith("data:image/png;base64,")
            if name in ADDRESSES and (parts.scheme or parts.netloc) and not drawn:
                self.troubles.append(f"{name}={value}")


@pytest.mark.parametrize(
    "page",
    [
        "<p style='x'>",
        "<script>x</script>",
        "<a onclick=x>",
        "<img src='//elsewhere.org/x'>",
        "<a href='javascript:x'>",
        "<a href='https://elsewhere.org'>",
    ],
)
def test_the_looker_sees_what_it_looks_for(page):
    looker = Looker()
    looker.feed(page)
    assert looker.troubles


@pytest.mark.django_db
@pytest.mark.any_database
def test_what_signed_in_people_see_is_kept_by_their_own_browser_alone(pages):
    for what, response in pages:
        kept = response.headers.get("Cache-Control", "")
        if not what.startswith("anonymous"):
            assert {"private", "no-cache"} <= {part.strip() for part in kept.split(",")}, what
            assert "Cookie" in response.headers["Vary"], what
        assert "public" not in kept, what


@pytest.mark.django_db
def test_signing_out_asks_the_browser_to_forget(world, client):
    client.force_login(world.bob, backend="teams.backends.AnyNameBackend")
    assert '"cache"' in client.post("/sign-out/").headers["Clear-Site-Data"]


INSTALLATION = {"LMF_SECRET_KEY": "k9" * 30 + "-a_b-c", "LMF_HOSTS": "plans.example.org"}
TELL = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING", stdout=sys.stderr)
names = [name for name in dir(settings) if name.startswith(("SECURE_", "SESSION_", "CSRF_", "EMAIL_"))]
names += ["DEBUG", "ALLOWED_HOSTS", "SITE_URL", "SENDS_MAIL", "DEFAULT_FROM_EMAIL"]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


def settings_of(**environment):
    """The settings of an installation with this environment, and no warning from Django's own checks."""
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("LMF_", "DATABASE_URL", "DJANGO_"))
    }
    full = {**own, "DJANGO_SETTINGS_MODULE": "lmframework.settings", **environment}
    done = subprocess.run(
        [sys.executable, "-c", TELL], check=False, cwd=ROOT, env=full, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_installation_is_safe_as_it_is():
    """With a key and a host and nothing else said, Django finds nothing to warn about, and cookies keep to https."""
    told = settings_of(**INSTALLATION)
    assert told["DEBUG"] is False
    assert told["ALLOWED_HOSTS"] == ["plans.example.org"]
    assert told["SESSION_COOKIE_SECURE"] is told["CSRF_COOKIE_SECURE"] is told["SECURE_SSL_REDIRECT"] is True
    assert told["SESSION_COOKIE_HTTPONLY"] is told["CSRF_COOKIE_HTTPONLY"] is True
    assert told["SESSION_COOKIE_SAMESITE"] == told["CSRF_COOKIE_SAMESITE"] == "Lax"
    assert told["SESSION_EXPIRE_AT_BROWSER_CLOSE"] is True
    assert told["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600


def test_no_server_starts_without_a_key_of_its_own():
    """The key that everybody knows is for the demonstration alone."""
    with pytest.raises(AssertionError, match="LMF_SECRET_KEY"):
        settings_of(LMF_HOSTS="plans.example.org")


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("smtp://plans%40x.org:p%2Fw@mail.example.org", ("mail.example.org", 587, True, False, "plans@x.org", "p/w")),
        ("smtps://mail.example.org:4650", ("mail.example.org", 4650, False, True, "", "")),
        ("smtp+plain://localhost", ("localhost", 25, False, False, "", "")),
    ],
)
def test_one_address_says_all_of_the_mail_server_and_encryption_is_what_it_takes_by_itself(address, wanted):
    told = settings_of(**INSTALLATION, LMF_EMAIL_URL=address, LMF_EMAIL_FROM="plans@example.org")
    names = ("HOST", "PORT", "USE_TLS", "USE_SSL", "HOST_USER", "HOST_PASSWORD")
    assert tuple(told[f"EMAIL_{name}"] for name in names) == wanted
    assert (told["SENDS_MAIL"], told["SITE_URL"]) == (True, "https://plans.example.org")
    assert told["DEFAULT_FROM_EMAIL"] == "Lead & Manage <plans@example.org>"


def test_without_a_mail_server_nothing_is_sent_and_half_of_one_is_refused_in_words():
    assert settings_of(**INSTALLATION)["SENDS_MAIL"] is False
    for settings, words in [
        ({"LMF_EMAIL_URL": "smtp://localhost"}, "Set LMF_EMAIL_FROM"),
        ({"LMF_EMAIL_URL": "mail.example.org:587"}, "LMF_EMAIL_URL is, for example"),
        ({"LMF_EMAIL_URL": "smtp://a", "LMF_EMAIL_FROM": "a@b.org", "LMF_HOSTS": ".example.org"}, "Set LMF_URL"),
    ]:
        with pytest.raises(AssertionError, match=words):
            settings_of(**INSTALLATION | settings)
