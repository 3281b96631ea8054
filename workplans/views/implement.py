"""Implement: what was asked of a post, and what stands in the way."""

from django.shortcuts import redirect

from workplans.access import delegation_to_read, obstacle_to_read


def implement_delegation(request, pk):
    """The delegation `pk`, on the page of its activity."""
    return redirect(delegation_to_read(request, pk).activity)


def implement_obstacle(request, pk):
    """The obstacle `pk`, on the page of its activity; on that of the team where it is of none."""
    obstacle = obstacle_to_read(request, pk)
    return redirect(obstacle.activity or obstacle.team)
