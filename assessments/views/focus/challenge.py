"""The challenge as a whole: beginning it, its page, its parts, its way into the plan, its end, its history."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.access import challenge_to_change, challenge_to_read, history_of, team_to_write_for
from assessments.challengepage import page_of, part_words, question_of
from assessments.forms.focus import PARTS, EndForm, PlanForm
from assessments.models import Challenge
from assessments.queries import challenge_versions, challenges_of, locked_plan, plans_to_fill
from teams.access import may_edit, team_to_read
from teams.atonce import at_once
from workplans.forms.crossing import saved


def focus_challenge(request, pk):
    """To the challenge that a team works on; where there is none, what one is, and the earlier ones."""
    team = team_to_read(request, pk)
    challenges = challenges_of(team)
    if current := next((one for one in challenges if one.ended_on is None), None):
        return redirect(current)
    context = {"team": team, "earlier": challenges, "may_edit": may_edit(request.user, team)}
    return render(request, "assessments/focus/challenge.html", context)


@require_POST
def focus_challenge_begin(request, pk):
    """Begins the challenge of the team `pk`; where a colleague was quicker, to theirs."""
    return redirect(Challenge.objects.begin(team_to_write_for(request, pk)))


def focus_challenge_page(request, pk):
    """The ten parts of a challenge on one page that prints."""
    challenge = challenge_to_read(request, pk)
    context = {
        "team": challenge.team,
        "challenge": challenge,
        "page": page_of(challenge),
        "may_edit": challenge.ended_on is None and may_edit(request.user, challenge.team),
    }
    return render(request, "assessments/focus/challenge_page.html", context)


def focus_challenge_part(request, pk, part):
    """Writing one part; who saves second sees both versions and decides."""
    if part not in PARTS:
        raise Http404
    with at_once():
        challenge = challenge_to_change(request, pk, lock=request.method == "POST")
        more = {"proposed": question_of(challenge)} if part == "question" else {}
        form = PARTS[part](request.POST or None, instance=challenge, **more)
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            return redirect(challenge)
    context = {"team": challenge.team, "challenge": challenge, "form": form, "part": part_words(part)}
    return render(request, "assessments/focus/challenge_part.html", context)


def focus_challenge_plan(request, pk):
    """Makes the result an indicator of a workplan, under a new objective or one that is there."""
    with at_once():
        challenge = challenge_to_change(request, pk, lock=request.method == "POST")
        plans = list(plans_to_fill(challenge.team, timezone.localdate()))
        if challenge.indicator:
            plans = [plan for plan in plans if plan.pk != challenge.indicator.workplan_id]
        form = PlanForm(request.POST or None, plans)
        if request.method == "POST" and challenge.is_measurable and form.is_valid():
            challenge.put_into_plan(*form.chosen())
            messages.success(request, _("It is in the workplan now, and is followed there."))
            return redirect("assessments:focus_challenge_plan", challenge.pk)
    context = {"team": challenge.team, "challenge": challenge, "form": form, "plans": plans}
    context["locked"] = locked_plan(challenge.team, timezone.localdate())
    return render(request, "assessments/focus/challenge_plan.html", context)


def focus_challenge_end(request, pk):
    """Asks what was learned, then closes the challenge: it stays readable, and another may be begun."""
    with at_once():
        challenge = challenge_to_change(request, pk, lock=request.method == "POST")
        form = EndForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            challenge.end(form.cleaned_data["learned"])
            messages.success(request, _("This challenge is closed. What you learned stays with it."))
            return redirect(challenge)
    context = {"team": challenge.team, "challenge": challenge, "form": form}
    return render(request, "assessments/focus/challenge_end.html", context)


def focus_challenge_history(request, pk):
    """Every version of a challenge, its obstacles and its months."""
    team, rows = history_of(request, Challenge, pk)
    context = {"team": team, "latest": rows[0], "versions": challenge_versions(rows)}
    return render(request, "assessments/focus/challenge_history.html", context)
