"""The morning of who oversees teams: what waits for them, and who needs them."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from lmframework.queries.morning import needs_below, waits_for
from teams.access import standing
from teams.queries import units_at

TOPS = 2
"""Who oversees more branches than this chooses one; each costs queries of its own."""


def morning_page(request):
    """What waits for the reader, then for each branch that they oversee who needs help most, and why."""
    stand = standing(request.user)
    if not stand.oversees:
        raise Http404
    today = timezone.localdate()
    tops = units_at(request.user)
    context = {
        "waits": waits_for(request.user, today),
        "branches": [needs_below(unit, today) for unit in tops[:TOPS]],
        "others": tops[TOPS:],
        "works": stand.teams or stand.reviews,
        "today": today,
    }
    return render(request, "lmframework/morning/page.html", context)
