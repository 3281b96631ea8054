"""Pages for what went wrong, in words that say what to do next."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render


@login_not_required
def csrf_failure(request, reason=""):
    """A form that was sent from a page opened before the last sign-in, or from another site."""
    return render(request, "403_csrf.html", status=403)
