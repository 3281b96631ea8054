"""What stands in the way: said, asked for help with, changed, and asked again whether that helped; seen upward."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.access import may_lead, may_read, or_403, team_to_read, unit_to_read
from teams.atonce import at_once
from workplans.access import (
    acting_posts,
    acts_on,
    item_to_read,
    may_name_obstacle,
    obstacle_to_act,
    obstacle_to_read,
    team_to_name_obstacle,
)
from workplans.forms.crossing import saved
from workplans.forms.implement.obstacles import ACTS, BecauseForm, TellForm, WordsForm
from workplans.models import Entry, Obstacle, ObstacleStep
from workplans.models.implement import WHYS
from workplans.queries.obstacles import (
    acting_for,
    open_by_cause,
    solved_of,
    steps_of,
    story_of,
    stuck_below,
    with_next,
)
from workplans.rules.obstacles import ANSWER, CHANGE, HELPED, OTHERWISE

ON_A_PAGE = 30
OWN_PLACE = {"because", "give"}
"""The acts that have a place of their own on the page, and no button among the others."""


def implement_obstacle(request, pk):
    """One obstacle: what it is and why, who was asked, what was changed, what is asked next, and all that happened."""
    obstacle, today = obstacle_to_read(request, pk), timezone.localdate()
    steps, acts = steps_of(obstacle), acts_on(request.user, obstacle)
    latest = {step.act: step for step in steps}
    asked = latest.get(ObstacleStep.Act.ASKED)
    obstacle.asked_at = asked.at if asked else None
    obstacle.latest_act = next((step.act for step in reversed(steps) if step.act not in ObstacleStep.BESIDE), None)
    [obstacle] = with_next([obstacle], today)
    changed = latest.get(ObstacleStep.Act.CHANGED)
    if not changed:
        acts = [act for act in acts if act != "judge"]
    judged = [step for step in steps if step.act in ObstacleStep.JUDGED and changed and step.pk > changed.pk]
    names = "words" in acts and not obstacle.name
    because = BecauseForm(None, **about(request, obstacle)) if "because" in acts and len(obstacle.whys) < WHYS else None
    context = {
        "obstacle": obstacle,
        "team": obstacle.team,
        "reads_team": may_read(request.user, obstacle.team),
        "acts": [(act, form.button) for act, form in ACTS.items() if act in acts and act not in OWN_PLACE],
        "first": first_of(obstacle, acts, today),
        "may_word": "words" in acts,
        "may_give": "give" in acts,
        "tell": TellForm(instance=obstacle, by=request.user, today=today) if names else None,
        "may_take_back": names and may_take_back(request.user, obstacle),
        "because": None if names else because,
        "seen_to_by": acting_for(obstacle.post, today),
        "helpers": acting_for(obstacle.asked, today),
        "answered": latest.get(ObstacleStep.Act.ANSWERED) if not obstacle.asked else None,
        "changed": changed,
        "judged": judged[-1] if judged else None,
        "is_asked": obstacle.asked in acting_posts(request.user),
        "today": today,
        "story": story_of(obstacle, steps),
    }
    return render(request, "workplans/implement/obstacle.html", context)


def first_of(obstacle, acts, today):
    """The act that answers what is asked next, for who can do it; "" where they cannot, or nothing is asked now."""
    asked = obstacle.next
    if asked is None or (asked.question == HELPED and asked.on > today):
        return ""
    wanted = {HELPED: "judge", ANSWER: "answer", CHANGE: "change", OTHERWISE: "change"}.get(asked.question, "")
    return wanted if wanted in acts else ""


def about(request, obstacle):
    """What the form of an act needs to know."""
    return {"obstacle": obstacle, "by": request.user, "today": timezone.localdate()}


def implement_obstacle_act(request, pk, act):
    """Doing one thing about an obstacle, with a word on it."""
    if act not in ACTS:
        raise Http404
    obstacle = obstacle_to_act(request, pk, act)
    form = ACTS[act](request.POST or None, **about(request, obstacle))
    if request.method == "POST" and form.is_valid():
        try:
            form.act()
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, form.done)
            return redirect(obstacle)
    context = {"obstacle": obstacle, "team": obstacle.team, "form": form}
    return render(request, "workplans/implement/obstacle_act.html", context)


def may_take_back(user, obstacle):
    """Whether `user` can say that it was a mistake: who leads the team, or reported all that says that it is stuck."""
    return may_lead(user, obstacle.team) or all(entry.by_id == user.pk for entry in obstacle.recorded.standing())


def take_back(request, obstacle):
    """Let nothing be stuck: somebody pressed by mistake, before anybody said what stands in the way."""
    or_403(may_take_back(request.user, obstacle))
    try:
        with at_once():
            for entry in obstacle.recorded.standing():
                Entry.objects.correct(entry, request.user, _("Pressed by mistake"))
            obstacle.solve(request.user, _("Pressed by mistake"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back."))
    return redirect(obstacle)


def implement_obstacle_words(request, pk):
    """What stands in the way and why, in other words, or for the first time; who saves second sees both and decides.

    Or that it was a mistake (the button `mistake`), while nobody has said what it is.
    """
    with at_once():
        obstacle = obstacle_to_act(request, pk, "words")
        if request.method == "POST":
            obstacle.hold()
            if "mistake" in request.POST and not obstacle.name:
                return take_back(request, obstacle)
        form = WordsForm(request.POST or None, instance=obstacle)
        if "asked" in request.POST or not obstacle.name:
            more = {"by": request.user, "today": timezone.localdate()}
            form = TellForm(request.POST or None, instance=obstacle, **more)
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            return redirect(obstacle)
    context = {"obstacle": obstacle, "team": obstacle.team, "form": form}
    return render(request, "workplans/implement/obstacle_words.html", context)


def implement_obstacle_add(request, pk):
    """What stands in the way of the team `pk`, or of one of its activities (`activity` in the address)."""
    team = team_to_name_obstacle(request, pk)
    activity = activity_in(request, team)
    more = {"by": request.user, "today": timezone.localdate()}
    form = TellForm(request.POST or None, instance=Obstacle(team=team), **more)
    if request.method == "POST" and form.is_valid():
        found = form.report(activity=activity)
        messages.success(request, _("It is written down. Whoever oversees your team sees it, too."))
        return redirect(found)
    context = {"team": team, "activity": activity, "form": form}
    return render(request, "workplans/implement/obstacle_add.html", context)


def activity_in(request, team):
    """The activity that the address names, of this team; None where it names none, 404 where it is another's."""
    key = request.GET.get("activity", "")
    if not key:
        return None
    if not key.isdecimal() or len(key) > 18:
        raise Http404
    activity = item_to_read(request, "activity", int(key))
    if activity.workplan.team_id != team.pk:
        raise Http404
    return activity


def implement_obstacles(request, pk):
    """What stands in the way of the team `pk`, those with one root cause together; what is solved is folded."""
    team, today = team_to_read(request, pk), timezone.localdate()
    page = Paginator(open_by_cause(team, today), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "team": team,
        "page": page,
        "solved": Paginator(solved_of(team), ON_A_PAGE).get_page(request.GET.get("solved")),
        "may_add": may_name_obstacle(request.user, team),
        "today": today,
    }
    return render(request, "workplans/implement/obstacles.html", context)


def implement_stuck(request, pk):
    """What stands in the way in all teams of the branch of the unit `pk`; where the reader's help is asked for first."""
    unit, today = unit_to_read(request, pk), timezone.localdate()
    page = Paginator(stuck_below(unit, acting_posts(request.user)), ON_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = with_next(page.object_list, today)
    context = {"unit": unit, "page": page, "today": today}
    return render(request, "workplans/implement/stuck.html", context)
