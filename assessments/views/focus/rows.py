"""What a challenge has several of: its obstacles, and its results month by month."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import challenge_to_change, obstacle_to_change, value_to_change
from assessments.forms.focus import ValueForm
from assessments.models import MonthValue
from teams.atonce import at_once
from workplans.forms.crossing import saved
from workplans.forms.implement.obstacles import WordsForm
from workplans.models import Obstacle


def focus_obstacle_add(request, pk):
    """A new obstacle of the challenge `pk`."""
    with at_once():
        challenge = challenge_to_change(request, pk, lock=request.method == "POST")
        form = WordsForm(request.POST or None, instance=Obstacle(team=challenge.team))
        if request.method == "POST" and saved(form):
            challenge.obstacles.add(form.instance)
            return after_saving(request, challenge)
    return obstacle_form(request, challenge, form)


def focus_obstacle_change(request, pk, obstacle_pk):
    """Changing an obstacle or asking why; who saves second sees both versions and decides."""
    with at_once():
        challenge, obstacle = obstacle_to_change(request, pk, obstacle_pk, lock=request.method == "POST")
        form = WordsForm(request.POST or None, instance=obstacle)
        if request.method == "POST" and saved(form):
            return after_saving(request, challenge)
    return obstacle_form(request, challenge, form)


def obstacle_form(request, challenge, form):
    context = {"team": challenge.team, "challenge": challenge, "form": form}
    return render(request, "assessments/focus/obstacle_form.html", context)


def after_saving(request, challenge):
    """Back to the challenge; or to another row like it, where that was asked for."""
    messages.success(request, _("Saved."))
    return redirect(request.path) if "another" in request.POST else redirect(challenge)


def focus_obstacle_remove(request, pk, obstacle_pk):
    """Asks first; the challenge's history keeps it. What is worked on stays what stands in the team's way."""
    with at_once():
        challenge, obstacle = obstacle_to_change(request, pk, obstacle_pk, lock=request.method == "POST")
        if request.method == "POST" and obstacle.is_worked_on:
            challenge.obstacles.remove(obstacle)
            messages.success(request, _("The challenge does not name it any more. It still stands in the team's way."))
            return redirect(challenge)
        if request.method == "POST":
            obstacle._change_reason = request.POST.get("reason", "")[:200] or None
            obstacle.delete()
            messages.success(request, _("Removed. The history of the challenge still has it."))
            return redirect(challenge)
    context = {"team": challenge.team, "challenge": challenge, "obstacle": obstacle}
    return render(request, "assessments/focus/obstacle_remove.html", context)


def focus_value_add(request, pk):
    """The result of a month of the challenge `pk`."""
    with at_once():
        challenge = challenge_to_change(request, pk, lock=request.method == "POST")
        form = ValueForm(request.POST or None, instance=MonthValue(challenge=challenge), today=timezone.localdate())
        if request.method == "POST" and saved(form):
            return after_saving(request, challenge)
    return value_form(request, challenge, form)


def focus_value_change(request, pk, value_pk):
    """Changing the result of a month; who saves second sees both versions and decides."""
    with at_once():
        challenge, value = value_to_change(request, pk, value_pk, lock=request.method == "POST")
        value.challenge = challenge
        form = ValueForm(request.POST or None, instance=value, today=timezone.localdate())
        if request.method == "POST" and saved(form):
            return after_saving(request, challenge)
    return value_form(request, challenge, form)


def value_form(request, challenge, form):
    context = {"team": challenge.team, "challenge": challenge, "form": form}
    return render(request, "assessments/focus/value_form.html", context)
