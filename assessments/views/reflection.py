"""Reflection: opening a round, answering it alone, and reading together what was said."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from assessments.access import (
    invitation_of,
    is_own,
    my_team_of,
    neighbours_of,
    result_to_read,
    round_of_ours,
    rounds_asking,
    team_of_ours,
)
from assessments.forms.reflection import AnswerForm, RoundForm
from assessments.keys import KeyLost
from assessments.models import Round, Statement
from assessments.models.reflection import RoundClosed
from assessments.queries import (
    closed_rounds_of,
    commitments_of,
    next_reflection_on,
    open_rounds_of,
    people_by_team,
    round_before,
)
from assessments.resultpage import shared_words, sides_of, talks_of
from assessments.scales import HowOften
from teams.access import or_403
from teams.keeping import never_kept
from teams.once import acts_once_itself

SHOWN = 20
USUAL = timedelta(days=7)
COMMITMENTS_SHOWN = 6


def reflection_page(request, pk):
    """What the team can do now: answer, see what it said, open the next round; and what it said before."""
    team, today = team_of_ours(request, pk), timezone.localdate()
    rounds = list(open_rounds_of(team, request.user))
    context = {
        "team": team,
        "open_rounds": rounds,
        "reflecting": any(one.kind == Round.Kind.REFLECTION for one in rounds),
        "page": Paginator(closed_rounds_of(team), SHOWN).get_page(request.GET.get("page")),
        "next_on": next_reflection_on(team, today),
        "too_few": people_by_team([team], today).get(team.pk, 0) < settings.REFLECTION_FEWEST,
        "fewest": settings.REFLECTION_FEWEST,
        "today": today,
        "drafts": " ".join(draft_of(one.pk, request.user) for one in rounds_asking(request.user)),
    }
    return render(request, "assessments/reflection/page.html", context)


def draft_of(key, user):
    """What a draft of the answers to the round `key` is kept under in a browser: it tells nobody whose it is."""
    token = salted_hmac("assessments.draft", f"{key}:{user.pk}").hexdigest()[:24]
    return f"{reverse('assessments:reflection_answer', args=[key])}:{token}"


def reflection_begin(request, pk):
    """Open a round for everybody who is in the team today; a small team opens it with neighbours."""
    team, today = team_of_ours(request, pk), timezone.localdate()
    neighbours = neighbours_of(team)
    counts = people_by_team([team, *neighbours], today)
    form = RoundForm(request.POST or None, team=team, neighbours=neighbours, counts=counts, closes_on=today + USUAL)
    if request.method == "POST" and form.is_valid() and form.open(request.user):
        messages.success(request, _("The reflection is open. Everybody in it is told."))
        return redirect("assessments:reflection_page", team.pk)
    context = {"team": team, "form": form, "count": counts.get(team.pk, 0), "fewest": settings.REFLECTION_FEWEST}
    return render(request, "assessments/reflection/begin.html", context)


def reflection_print(request, pk):
    """The statements on paper, to talk them through: nothing is entered anywhere."""
    team = team_of_ours(request, pk)
    asked = Round(team=team, questions=Statement.objects.asked())
    context = {"team": team, "sides": sides_of(asked, None, own=False), "scale": HowOften.labels}
    return render(request, "assessments/reflection/print.html", context)


@acts_once_itself
@never_kept
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def reflection_answer(request, pk):
    """Answer, alone and once. Nothing of it is kept with the person: no message, no receipt, no draft."""
    found, today = round_of_ours(request, pk), timezone.localdate()
    team, invited = my_team_of(request.user, found), invitation_of(request.user, found)
    home = redirect("assessments:reflection_page", team.pk)
    context = {"team": team, "round": found, "invited": invited}
    if request.method == "POST" and invited and invited.answered:
        return home
    if not invited or invited.answered or not found.takes_answers(today):
        return render(request, "assessments/reflection/answered.html", context)
    form = AnswerForm(request.POST or None, found)
    if request.method == "POST" and form.is_valid():
        try:
            found.answer(request.user, form.marks, form.words, today)
        except RoundClosed:
            return render(request, "assessments/reflection/answered.html", context)
        except KeyLost:
            return render(request, "assessments/reflection/answered.html", context | {"lost": True})
        return home
    context |= {"form": form, "draft": draft_of(found.pk, request.user)}
    return render(request, "assessments/reflection/answer.html", context)


@require_POST
def reflection_open(request, pk):
    """Open the box of a round whose date is past; before that it stays shut, whoever asks."""
    found = round_of_ours(request, pk)  # which opens what is due
    if found.closed_on is None:
        messages.warning(request, _("It still takes answers. Nobody can open it before its date is past."))
        return redirect("assessments:reflection_page", my_team_of(request.user, found).pk)
    return redirect(found)


def reflection_result(request, pk):
    """What was said together: what to talk about first, each practice against last time, what the team committed to."""
    found, today = result_to_read(request, pk), timezone.localdate()
    if found.closed_on is None:
        if found.takes_answers(today):
            return redirect("assessments:reflection_answer", found.pk)
        return redirect("assessments:reflection_page", my_team_of(request.user, found).pk)
    context = result_of(request, found)
    if context["own"]:
        context |= {
            "commitments": commitments_of(context["team"], today)[:COMMITMENTS_SHOWN],
            "asked_by_me": found.share_asked_by_id == request.user.pk,
            "today": today,
        }
    return render(request, "assessments/reflection/result.html", context)


def result_of(request, found):
    """What the pages of a result show. Who is not of the team sees no earlier result that the team keeps to itself."""
    team = my_team_of(request.user, found)
    own = is_own(request.user, team)
    before = round_before(found)
    if before and not own and not before.shared_on:
        before = None
    return {
        "round": found,
        "team": team,
        "own": own,
        "before": before,
        "sides": sides_of(found, before, own),
        "talks": talks_of(found, before),
        "shared": shared_words(found),
        "scale": found.scale,
        "fewest": settings.REFLECTION_FEWEST,
    }


def reflection_project(request, pk):
    """The result in large letters, for a wall that everybody looks at: no words that somebody wrote."""
    found = result_to_read(request, pk)
    if not found.has_result:
        return redirect(found)
    return render(request, "assessments/reflection/project.html", result_of(request, found))


@require_POST
def reflection_share(request, pk):
    """Propose to show the result to who supervises the team, agree to that, or keep it to ourselves (`act`)."""
    found, act = round_of_ours(request, pk), request.POST.get("act")
    or_403(found.may_be_shared)
    if act == "ask":
        found.ask_to_share(request.user)
        messages.success(request, _("Proposed. The team is told; once another of you agrees, the result is shown."))
    elif act == "agree":
        if found.agree_to_share(request.user):
            messages.success(request, _("Agreed. Who supervises the team can see the result now, not the words."))
        else:
            messages.warning(request, _("It takes two: another member than who proposed it has to agree."))
    elif act == "keep":
        found.keep_to_ourselves(request.user)
        messages.success(request, _("The result stays with the team."))
    else:
        raise Http404
    return redirect(found)
