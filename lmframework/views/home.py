"""Home: the framework over a team's real work, and how its words are found."""

from django.shortcuts import redirect, render
from django.utils import timezone

from lmframework import scores
from lmframework.practices import Side, guides_of
from lmframework.queries import WEEK, home_of, results_of, week_of
from lmframework.tiles import framework_of, plan_time, results_step
from teams.access import standing, team_to_read, teams_of


def home_start(request):
    """To the one team's home, or to what a person oversees; a choice of teams, or what to do without any."""
    teams = list(teams_of(request.user))
    if len(teams) == 1:
        return redirect("lmframework:home_team", pk=teams[0].pk)
    if not teams and standing(request.user).oversees:
        return redirect("lmframework:units_list")
    return render(request, "lmframework/home/start.html", {"teams": teams})


def home_team(request, pk):
    """Leading beside managing, four practices each; what to do this week above, what both lead to below."""
    team = team_to_read(request, pk)
    home = home_of(team, request.user, timezone.localdate())
    leading, managing = framework_of(home)
    todo, more = week_of(home)
    context = {
        "home": home,
        "team": team,
        "plan": home.plan,
        "plan_time": plan_time(home.plan, home.today) if home.plan and not home.plan.running else "",
        "leading": leading,
        "managing": managing,
        "todo": todo,
        "more": more,
        "more_url": home.evidence(soon=WEEK.days) if more else "",
        "results": results_of(home),
        "results_step": results_step(home),
    }
    return render(request, "lmframework/home/team.html", context)


def home_how(request):
    """What each practice asks, questions to talk about, and how its word is worked out."""
    managing = [(guide, scores.SCALES[guide.key]) for guide in guides_of(Side.MANAGING)]
    context = {
        "leading": guides_of(Side.LEADING),
        "how_often": scores.HOW_OFTEN,
        "managing": managing,
        "nothing_yet": scores.NOTHING_YET.label,
    }
    return render(request, "lmframework/home/how.html", context)
