"""What was asked of a post."""

from django.shortcuts import redirect

from workplans.access import delegation_to_read


def implement_delegation(request, pk):
    """The delegation `pk`, on the page of its activity."""
    return redirect(delegation_to_read(request, pk).activity)
