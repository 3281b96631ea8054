"""Pages for what went wrong, in words that say what to do next."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

SHOWN = 50


@login_not_required
def csrf_failure(request, reason=""):
    """A form that was sent from a page opened before the last sign-in, or from another site."""
    return render(request, "403_csrf.html", status=403)


def refused(request, exception):
    """What may be read and not changed; whoever wrote something meanwhile finds it on the page."""
    words = str(exception) if exception.args else ""
    context = {"exception": words, "typed": typed(request) if request.method == "POST" else []}
    return render(request, "403.html", context, status=403)


def typed(request):
    """The texts of a form that was refused, those of several words first of all what a person would miss."""
    hidden = {"csrfmiddlewaretoken", "once", "version", "back", "spot", "next"}
    values = [value.strip() for name, sent in request.POST.lists() if name not in hidden for value in sent]
    return [value for value in dict.fromkeys(values) if " " in value or len(value) > 20][:SHOWN]
