"""The morning of who oversees teams: what waits for them, and who needs them."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from lmframework.queries.morning import needs_below, waits_for
from teams.access import standing
from teams.queries import units_at


def morning_page(request):
    """What waits for the reader, then who needs help most in the branch that they oversee, and why; of several, in one."""
    stand = standing(request.user)
    if not stand.oversees:
        raise Http404
    today, tops = timezone.localdate(), units_at(request.user)
    chosen = next((unit for unit in tops if str(unit.pk) == request.GET.get("of")), tops[0] if tops else None)
    context = {
        "waits": waits_for(request.user, today),
        "needs": needs_below(chosen, today) if chosen else None,
        "others": [unit for unit in tops if unit != chosen],
        "works": stand.teams or stand.reviews,
        "today": today,
    }
    return render(request, "lmframework/morning/page.html", context)
