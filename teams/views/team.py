"""The team: who is in it, and who oversees it."""

from django.shortcuts import redirect, render
from django.utils import timezone

from teams.access import may_staff, people_to_read, teams_of
from teams.queries import posts_above, posts_in


def team_list(request):
    """The teams a person is in; straight to the one where there is one."""
    teams = list(teams_of(request.user))
    if len(teams) == 1:
        return redirect("teams:team_page", pk=teams[0].pk)
    return render(request, "teams/team/list.html", {"teams": teams})


def team_page(request, pk):
    """The posts of a team with who holds them, vacant ones too, and the posts above."""
    team = people_to_read(request, pk)
    today = timezone.localdate()
    context = {
        "team": team,
        "posts": posts_in(team, today),
        "above": posts_above(team, today),
        "may_staff": may_staff(request.user, team),
    }
    return render(request, "teams/team/page.html", context)
