"""Inspire: what a team commits itself to, whether it kept its word, and the way of a commitment into the workplan."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.access import (
    commitment_to_change,
    commitment_to_read,
    history_of,
    is_own,
    team_of_ours,
    team_to_commit,
)
from assessments.facts import Facts
from assessments.forms.inspire import CommitmentForm, IntoPlanForm
from assessments.models import Commitment
from assessments.queries import commitments_of, locked_plan, outputs_to_fill, plans_to_fill
from teams.access import may_edit, may_lead
from teams.atonce import at_once
from workplans.changes import versions_of
from workplans.forms.crossing import saved

SHOWN = 50


def inspire_commitments(request, pk):
    """All that the team committed itself to, what is open and due first on top, and how many were kept."""
    team, today = team_of_ours(request, pk), timezone.localdate()
    context = {
        "team": team,
        "page": Paginator(commitments_of(team, today), SHOWN).get_page(request.GET.get("page")),
        "kept": Facts(team, request.user, today).kept,
        "today": today,
    }
    return render(request, "assessments/inspire/commitments.html", context)


def inspire_commitment_add(request, pk):
    """A new commitment: of a reflection (`round`), an action of a challenge (`challenge`), or what the team agreed."""
    team, origin = team_to_commit(request, pk)
    new, today = Commitment(team=team, **origin), timezone.localdate()
    form = CommitmentForm(request.POST or None, instance=new, by=request.user, today=today)
    if request.method == "POST" and saved(form):
        messages.success(request, _("Agreed: %(name)s") % {"name": short(new)})
        return redirect(above(new))
    context = {"team": team, "form": form, "origin": origin, "back": above(new)}
    return render(request, "assessments/inspire/commitment_form.html", context)


def inspire_commitment(request, pk):
    """A commitment: whose it is, where it comes from, and what became of it."""
    commitment, today = commitment_to_read(request, pk), timezone.localdate()
    context = {
        "team": commitment.team,
        "commitment": commitment,
        "held": commitment.post.holdings.on(today).select_related("user"),
        "own": is_own(request.user, commitment.team),
        "may_edit": may_edit(request.user, commitment.team),
        "today": today,
    }
    return render(request, "assessments/inspire/commitment.html", context)


def inspire_commitment_change(request, pk):
    """Changing what, who or when; who saves second sees both versions and decides."""
    with at_once():
        commitment = commitment_to_change(request, pk, lock=request.method == "POST")
        if commitment.activity_id:
            return to_where_it_is_followed(request, commitment)
        today = timezone.localdate()
        form = CommitmentForm(request.POST or None, instance=commitment, by=request.user, today=today)
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            return redirect(commitment)
    context = {"team": commitment.team, "commitment": commitment, "form": form, "back": commitment.get_absolute_url()}
    return render(request, "assessments/inspire/commitment_form.html", context)


@require_POST
def inspire_commitment_say(request, pk):
    """Say that it was kept, or not, or is open after all (`state`); back to where the button was (`back`)."""
    with at_once():
        commitment = commitment_to_change(request, pk, lock=True)
        state = request.POST.get("state")
        if state not in Commitment.State.values:
            raise Http404
        if commitment.activity_id:
            return to_where_it_is_followed(request, commitment)
        if commitment.state != state:
            commitment.say(state)
    words = {"name": short(commitment), "state": commitment.get_state_display()}
    messages.success(request, _("%(state)s: %(name)s") % words)
    back = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if ours else commitment)


def inspire_commitment_plan(request, pk):
    """One step makes it an activity under an output of the team's plan; done twice, it is the same activity."""
    with at_once():
        commitment = commitment_to_change(request, pk, lock=request.method == "POST")
        if commitment.activity_id or commitment.state != Commitment.State.OPEN:
            return to_where_it_is_followed(request, commitment)
        team, today = commitment.team, timezone.localdate()
        outputs = list(outputs_to_fill(team, today))
        objective = commitment.challenge.objective_id if commitment.challenge else None
        form = IntoPlanForm(request.POST or None, outputs, objective)
        if request.method == "POST" and form.is_valid():
            activity = commitment.into_plan(form.cleaned_data["output"], request.user)
            messages.success(request, _("It is an activity of the workplan now, and is followed here."))
            if not activity.ends_on:
                messages.warning(request, _("Its day is not within this plan. Give the activity its dates."))
            return redirect(activity)
    context = {"team": team, "commitment": commitment, "form": form, "outputs": outputs}
    if not outputs:
        context |= {
            "plan": plans_to_fill(team, today).last(),
            "locked": locked_plan(team, today),
            "may_lead": may_lead(request.user, team),
        }
    return render(request, "assessments/inspire/commitment_plan.html", context)


def inspire_commitment_remove(request, pk):
    """Asks first; the history keeps it."""
    with at_once():
        commitment = commitment_to_change(request, pk, lock=request.method == "POST")
        if commitment.activity_id:
            return to_where_it_is_followed(request, commitment)
        if request.method == "POST":
            back = above(commitment)
            commitment._change_reason = request.POST.get("reason", "")[:200] or None
            commitment.delete()
            messages.success(request, _("Removed: %(name)s") % {"name": short(commitment)})
            return redirect(back)
    context = {"team": commitment.team, "commitment": commitment}
    return render(request, "assessments/inspire/commitment_remove.html", context)


def inspire_commitment_history(request, pk):
    """Every version of a commitment: who, when, what, why. Also of one that was removed."""
    team, rows = history_of(request, Commitment, pk)
    context = {"team": team, "pk": pk, "latest": rows[0], "versions": versions_of(rows)}
    return render(request, "assessments/inspire/commitment_history.html", context)


def to_where_it_is_followed(request, commitment):
    """Away from what is not done here any more: an activity is changed in the plan, what was said is said."""
    if commitment.activity_id:
        messages.info(request, _("This commitment is an activity of the workplan, and is followed there."))
        return redirect("workplans:plan_item", "activity", commitment.activity_id)
    messages.info(request, _("It is said already how this went. Open it again first."))
    return redirect(commitment)


def above(commitment):
    """What a commitment belongs to, as a place to go to: its challenge, its reflection's result, or the team's list."""
    if origin := commitment.challenge or commitment.round:
        return origin.get_absolute_url()
    return reverse("assessments:inspire_commitments", args=[commitment.team_id])


def short(commitment):
    return Truncator(commitment.name).chars(80)
