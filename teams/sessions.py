"""How long somebody stays signed in: for a time after the last thing they did, told without a write for each page."""

import time

from django.conf import settings

FIELD = "seen"


class StayingMiddleware:
    """Notes now and then that who is signed in is still here, which puts off the end of the session.

    **Why not with each request:** every page would then write into the database, and on SQLite wait for its turn.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.seldom = settings.SESSION_COOKIE_AGE // 20

    def __call__(self, request):
        if request.user.is_authenticated and time.time() - request.session.get(FIELD, 0) >= self.seldom:
            request.session[FIELD] = int(time.time())
        return self.get_response(request)
