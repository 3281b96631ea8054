"""What was typed when the session had ended is kept while the person signs in again."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import signing
from django.shortcuts import render

from teams.forms import SignInForm

FIELD = "kept"
SALT = "teams.keeping"
KEPT_FOR = 12 * 3600
"""Seconds for which it may be sent again."""


def never_kept(view):
    """Marks a view whose forms are not even carried along: what is typed there never leaves the browser unsent."""
    view.never_kept = True
    return view


class KeepingLoginMiddleware(LoginRequiredMiddleware):
    """Asks who is not signed in to sign in; a form sent by them travels along, signed, and is never stored here."""

    def handle_no_permission(self, request, view_func):
        if request.method != "POST" or hasattr(view_func, "never_kept") or not request.POST:
            return super().handle_no_permission(request, view_func)
        typed = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
        kept = signing.dumps([request.get_full_path(), typed], salt=SALT, compress=True)
        context = {"form": SignInForm(request), "kept": kept, "next": ""}
        return render(request, "teams/account/sign_in.html", context, status=401)


def kept_form(request):
    """(address, [(name, value)]) of the form that travelled along with a sign-in; None where there is none."""
    try:
        path, typed = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return path, [(name, value) for name, values in typed for value in values]
