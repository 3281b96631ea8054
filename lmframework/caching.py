"""Who may keep a copy of an answer, and whether the copy that they have is still right."""

import hashlib
import json
from functools import cache

import django
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from lmframework.models import Guide
from teams.access import standing

CODE = ("assessments", "lmframework", "teams", "workplans", "templates", "static", "locale")
KINDS = {".py", ".html", ".css", ".js", ".mo"}
GUIDES = Guide.history.model._meta.db_table
COUNTED = f"SELECT count(*), max(history_id) FROM {GUIDES}"  # noqa: S608 - a table of ours


class PrivateMiddleware:
    """What a signed-in person gets is kept by their own browser alone, and asked for anew before it is shown again.

    A view that says otherwise is left alone. It is not `no-store`: the browser's back button has to give back what
    somebody typed. Signing out clears what was kept (see teams/views/account.py).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_cache=True)
        return response


class UnchangedMiddleware:
    """Answers 304 for a page marked by `depends_on` (teams/unchanged.py) that would be as the browser has it.

    Nothing is remembered here: the mark is a digest of all that the page depends on, and another one means another page.
    A page that says something once, such as "Saved.", gets no mark, or it would say it again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        etag = getattr(request, "page_mark", "")
        if etag and response.status_code in (200, 304) and not getattr(get_messages(request), "used", False):
            response.headers["ETag"] = etag
        return response

    def process_view(self, request, view, args, kwargs):
        facts_of = getattr(view, "depends_on", None)
        if request.method != "GET" or facts_of is None or len(get_messages(request)):
            return None
        facts = facts_of(request, *args, **kwargs)
        if facts is None:
            return None
        request.page_mark = mark([*around(request), facts])
        return get_conditional_response(request, etag=request.page_mark)


def mark(facts):
    """An ETag that nobody without the installation's key can tell anything from."""
    told = json.dumps(facts, default=str, sort_keys=True).encode()
    return f'"{hashlib.blake2b(told, key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()}"'


def around(request):
    """What every page depends on: who asks for what, in which language, on which day; what the menu and the guide say."""
    person, stand = request.user, standing(request.user)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        guides = cursor.fetchone()
    return [
        version(),
        settings.SITE_NAME,
        request.get_full_path(),
        [request.headers.get(name) for name in ("HX-Request", "HX-Boosted", "HX-History-Restore-Request")],
        get_language(),
        timezone.localdate(),
        person.pk,
        stand.superuser,
        sorted((team, sorted(roles)) for team, roles in stand.teams.items()),
        sorted((path, sorted(roles)) for path, roles in stand.branches.items()),
        stand.posts,
        person.count_unread(),
        guides,
    ]


@cache
def version():
    """What says that the program is another one: when each of its files was written. Read once a process."""
    found: list[tuple] = [django.VERSION]
    for folder in CODE:
        paths = sorted((settings.BASE_DIR / folder).rglob("*"))
        found += [(path.name, path.stat().st_mtime_ns) for path in paths if path.suffix in KINDS]
    return mark(found)
