"""What stands in the way of the work."""

from django.shortcuts import redirect

from workplans.access import obstacle_to_read


def implement_obstacle(request, pk):
    """The obstacle `pk`, on the page of its activity; on that of the team where it is of none."""
    obstacle = obstacle_to_read(request, pk)
    return redirect(obstacle.activity or obstacle.team)
