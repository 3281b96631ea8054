"""Home: the framework over a team's real work, and how its words are found."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessments.practices import Practice as Leading
from lmframework import scores
from lmframework.balancepage import alike_in_words, did_in_words, drawn, rows_of
from lmframework.checklist import checks_of, lacking
from lmframework.firststeps import first_steps
from lmframework.models import Guide
from lmframework.practices import Side
from lmframework.queries import WEEK, home_of, installation, results_of, week_of
from lmframework.queries.balance import Course, alike
from lmframework.tiles import framework_of, plan_time, results_step
from lmframework.tiles.above import balance_in_words, together, vision_in_words
from lmframework.unitpage import LABELS
from teams.access import Role, standing, team_to_read, teams_of
from workplans.practices import Practice as Managing


def home_start(request):
    """To the one team's home, or to the morning of who oversees several; a choice of teams, or what to do without any.

    A superuser is told first what the installation lacks.
    """
    teams, stand, missing = list(teams_of(request.user)), standing(request.user), 0
    if stand.superuser:
        found = installation(timezone.localdate())
        missing = lacking(*checks_of(found))
        if not found.teams:
            return redirect("lmframework:home_checklist")
    if len(teams) == 1:
        return redirect("lmframework:home_team", pk=teams[0].pk)
    if not teams and stand.oversees and not missing:
        return redirect("lmframework:morning_page")
    helps = any(Role.ACCOUNTS in held for held in stand.branches.values())
    context = {"teams": teams, "missing": missing, "helps": helps, "oversees": stand.oversees}
    return render(request, "lmframework/home/start.html", context)


def home_checklist(request):
    """What the installation still lacks, for who can do something about all of it."""
    if not standing(request.user).superuser:
        raise Http404
    inside, around = checks_of(installation(timezone.localdate()))
    context = {"inside": inside, "around": around, "missing": lacking(inside, around)}
    return render(request, "lmframework/home/checklist.html", context)


@require_POST
def home_settle(request):
    """The person closes the first steps."""
    request.user.settle()
    return redirect("lmframework:home_start")


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
        "first_steps": first_steps(home),
        "vision": home.leading.vision,
        "vision_words": vision_in_words(home),
        "balance": balance_in_words(home, leading, managing),
        "leading": leading,
        "managing": managing,
        "together": together(home),
        "todo": todo,
        "more": more,
        "more_url": home.evidence(soon=WEEK.days) if more else "",
        "results": results_of(home),
        "results_step": results_step(home),
    }
    return render(request, "lmframework/home/team.html", context)


def home_balance(request, pk):
    """How both sides of the framework stood, quarter by quarter, and what teams that stood alike did next."""
    team, today = team_to_read(request, pk), timezone.localdate()
    course = Course(team, request.user, today)
    weakest = course.weakest
    found = alike(team, weakest[0], weakest[1], today) if weakest else None
    context = {
        "team": team,
        "own": course.leading.own,
        "rows": rows_of(course),
        "drawing": drawn(course),
        "quarters": course.steps,
        "leading": [LABELS[practice] for practice in Leading.values],
        "managing": [LABELS[practice] for practice in Managing.values],
        "alike": alike_in_words(found, *weakest) if found and weakest else "",
        "did": did_in_words(found) if found else [],
    }
    return render(request, "lmframework/home/balance.html", context)


def home_how(request):
    """What each practice asks, questions to talk about, and how its word is worked out."""
    guides = Guide.objects.of()
    managing = [(guide, scores.SCALES[guide.key]) for guide in guides if guide.side == Side.MANAGING]
    context = {
        "leading": [guide for guide in guides if guide.side == Side.LEADING],
        "how_often": scores.HOW_OFTEN,
        "managing": managing,
        "nothing_yet": scores.NOTHING_YET.label,
        "since": scores.formulas_on(timezone.localdate()).since if len(scores.FORMULAS) > 1 else None,
    }
    return render(request, "lmframework/home/how.html", context)
