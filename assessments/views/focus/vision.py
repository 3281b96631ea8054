"""The vision: proposals side by side, the one that is agreed on, and how far it is everyone's own."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import history_of, team_of_ours, team_to_write_for, vision_to_change
from assessments.facts import Facts
from assessments.forms.focus import AgreeForm, AskForm, ProposalForm
from assessments.models import Round, Vision
from assessments.queries import are_enough, proposals_for, visions_before, went_into
from assessments.rules.vision import how_shared
from assessments.scales import HOW_SHARED
from teams.access import may_edit, team_to_read
from teams.atonce import at_once
from workplans.changes import versions_of
from workplans.forms.crossing import saved

A_WEEK = timedelta(days=7)


def focus_vision(request, pk):
    """The vision of a team, what people propose for it, and the earlier ones; its own people see how far it is shared."""
    team = team_to_read(request, pk)
    facts = Facts(team, request.user, timezone.localdate())
    asked = next((one for one in facts.rounds if one.kind == Round.Kind.VISION and not one.closed_on), None)
    context = {
        "team": team,
        "vision": facts.vision,
        "shared": HOW_SHARED.get(how_shared(facts.vision_share)),
        "asked": asked if facts.own else None,
        "asks_me": asked in facts.asking_me,
        "is_open": asked and asked.takes_answers(facts.today),
        "own": facts.own,
        "proposals": proposals_for(team),
        "sources": went_into(facts.vision) if facts.vision else [],
        "earlier": visions_before(team),
        "may_edit": may_edit(request.user, team),
    }
    return render(request, "assessments/focus/vision.html", context)


def focus_vision_propose(request, pk):
    """A proposal for the vision of the team `pk`."""
    team = team_to_write_for(request, pk)
    form = ProposalForm(request.POST or None, instance=Vision(team=team, proposed_by=request.user))
    if request.method == "POST" and saved(form):
        messages.success(request, _("Your proposal stands beside the others. Agree on one together."))
        return redirect("assessments:focus_vision", team.pk)
    return render(request, "assessments/focus/vision_form.html", {"team": team, "form": form})


def focus_vision_change(request, pk):
    """Changing a proposal; who saves second sees both versions and decides."""
    with at_once():
        vision = vision_to_change(request, pk, lock=request.method == "POST")
        form = ProposalForm(request.POST or None, instance=vision)
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            return redirect(vision)
    return render(request, "assessments/focus/vision_form.html", {"team": vision.team, "vision": vision, "form": form})


def focus_vision_withdraw(request, pk):
    """Asks first; the history keeps the proposal."""
    with at_once():
        vision = vision_to_change(request, pk, lock=request.method == "POST")
        if request.method == "POST":
            vision.delete()
            messages.success(request, _("Withdrawn. The history still has it."))
            return redirect("assessments:focus_vision", vision.team_id)
    return render(request, "assessments/focus/vision_withdraw.html", {"team": vision.team, "vision": vision})


def focus_vision_agree(request, pk):
    """The vision that the team agrees on, begun from a proposal (`?from=`) or the one it has; shown where it crossed."""
    with at_once():
        team = team_to_write_for(request, pk, lock=request.method == "POST")
        current, proposals = Facts(team, request.user, timezone.localdate()).vision, list(proposals_for(team))
        form = AgreeForm(request.POST or None, current, begun_with(request, current, proposals))
        if request.method == "POST" and form.is_valid():
            if current is None or form.cleaned_data["text"] != current.text:
                Vision.objects.agree(team, form.cleaned_data["text"], request.user)
            messages.success(request, _("This is our vision now. Everybody in the team is told."))
            return redirect("assessments:focus_vision", team.pk)
    context = {"team": team, "form": form, "current": current, "proposals": proposals}
    return render(request, "assessments/focus/vision_agree.html", context)


def begun_with(request, current, proposals):
    """The text of the proposal that was chosen, else of the only one, else of the vision as it is."""
    chosen = [one for one in proposals if str(one.pk) == request.GET.get("from")]
    if not chosen and current is None and len(proposals) == 1:
        chosen = proposals
    return chosen[0].text if chosen else current.text if current else ""


def focus_vision_ask(request, pk):
    """Asks everybody in the team, in confidence, how far its vision is their own."""
    team, today = team_of_ours(request, pk), timezone.localdate()
    vision = Facts(team, request.user, today).vision
    if vision is None:
        messages.info(request, _("There is no vision yet. Agree on one first."))
        return redirect("assessments:focus_vision", team.pk)
    form = AskForm(request.POST or None, initial={"closes_on": today + A_WEEK})
    if request.method == "POST" and form.is_valid() and opened(form, team, request.user, vision):
        messages.success(request, _("Everybody in the team is told. Nobody can see who answered what."))
        return redirect("assessments:focus_vision", team.pk)
    context = {"team": team, "vision": vision, "form": form, "enough": are_enough(team, today)}
    return render(request, "assessments/focus/vision_ask.html", context)


def opened(form, team, by, vision):
    """Whether the round is open; else the form says why it cannot be."""
    try:
        Round.objects.open(team, by, form.cleaned_data["closes_on"], vision=vision)
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return False
    return True


def focus_vision_history(request, pk):
    """Every version of a vision or a proposal, also of one that was withdrawn."""
    team, rows = history_of(request, Vision, pk)
    context = {"team": team, "latest": rows[0], "versions": versions_of(rows)}
    return render(request, "assessments/focus/vision_history.html", context)
