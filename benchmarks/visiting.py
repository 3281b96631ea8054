"""Asking for pages as a server does: the whole application with all its middleware, and no network in between."""

import io
import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application

HOST = "localhost"


class Visitor:
    """A browser in which `person` is signed in."""

    application: Any = None

    def __init__(self, person):
        if Visitor.application is None:
            Visitor.application = get_wsgi_application()
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session["seen"] = int(time.time())
        session.create()
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

    @classmethod
    def of(cls, pk):
        """A Visitor for the person with that key."""
        return cls(get_user_model().objects.get(pk=pk))

    def get(self, address, **headers):
        """(status, {header: value}, the page) of `address`. Raises AssertionError for a page that fails."""
        told = []
        answer = self.application(
            environ(address, self.cookie, headers), lambda status, sent: told.append((status, dict(sent)))
        )
        content = b"".join(answer)
        answer.close()
        status, sent = told[0]
        return int(status[:3]), sent, content

    def times(self, address, *, expect=200, **headers):
        """A function that asks for `address` once, and says how many seconds of the processor it took; the answer has to be `expect`."""

        def once():
            start = time.thread_time()
            status, _headers, _content = self.get(address, **headers)
            taken = time.thread_time() - start
            if status != expect:
                raise AssertionError(f"{address} answered {status} and not {expect}")
            return taken

        return once

    def times_unchanged(self, address):
        """The same for who has the page already."""
        _status, headers, _content = self.get(address)
        return self.times(address, expect=304, if_none_match=headers.get("ETag", ""))


def environ(address, cookie="", headers=None):
    """What a server hands to an application for a GET of `address`."""
    parts = urlsplit(address)
    named = {f"HTTP_{name.upper()}": value for name, value in (headers or {}).items()}
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": HOST,
        "HTTP_COOKIE": cookie,
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
        **named,
    }
