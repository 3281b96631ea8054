"""Work that is asked of a post: asking, the page of what was asked, and all that can be done with it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.access import may_read
from workplans.access import (
    activity_to_delegate,
    acts_in,
    delegation_to_act,
    delegation_to_read,
    may_delegate,
    posts_from_which,
    posts_to_delegate,
    posts_to_pass_on,
)
from workplans.forms.implement.acts import AT_ONCE, BUTTONS, FORMS, GOES_ON, SAID, SELDOM, SEND
from workplans.forms.implement.delegating import DelegateForm
from workplans.models import Absence, Delegation
from workplans.queries.asking import asked, with_work
from workplans.queries.progress import occasions_open
from workplans.rules import delegating


def implement_delegate(request, pk):
    """Asking a post, of the team or of another, to do an activity or one occasion of it (`occasion` in the address).

    With `again` in the address, the key of a delegation that came to nothing, what it asked stands in the form already.
    """
    activity = activity_to_delegate(request, pk)
    form = DelegateForm(
        request.POST or None,
        activity=activity,
        occasions=occasions_open(activity),
        mine=posts_from_which(request.user, activity),
        posts=with_work(posts_to_delegate(request.user, activity), timezone.localdate()),
        team=activity.workplan.team,
        initial={"occasion": request.GET.get("occasion")} | asked_before(request, activity),
    )
    if request.method == "POST" and form.is_valid():
        try:
            found = form.save(activity, request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, said_of(found))
            return redirect(found)
    context = {"activity": activity, "plan": activity.workplan, "form": form}
    return render(request, "workplans/implement/delegate.html", context)


def asked_before(request, activity):
    """What the delegation that the address names (`again`) asked of a post; nothing where it names none.

    404 where it is of another activity, or not to be seen. A day that is past is not carried along.
    """
    key = request.GET.get("again", "")
    if not key:
        return {}
    if not key.isdecimal() or len(key) > 18:
        raise Http404
    before = delegation_to_read(request, int(key))
    if before.activity_id != activity.pk:
        raise Http404
    found = {"expected": before.expected, "freedom": before.freedom, "may_pass_on": before.may_pass_on}
    if before.due_on and before.due_on >= timezone.localdate():
        found["due_on"] = before.due_on
    return found | ({"occasion": before.occasion_id} if before.occasion_id else {})


def said_of(delegation):
    """What is said to who asked."""
    if delegation.state == Delegation.State.TO_AGREE:
        return _("Asked. The lead of %(team)s has to agree first.") % {"team": delegation.post.team.name}
    if not Absence.objects.people_for([delegation.post], timezone.localdate()).exists():
        return _("Asked. Nobody holds %(post)s today: it waits until somebody does.") % {"post": delegation.post.title}
    return _("Asked. You will be told what %(post)s answers.") % {"post": delegation.post.title}


def implement_delegation(request, pk):
    """What is asked of a post, whose turn it is, what happened, and what this reader can do with it."""
    delegation = delegation_to_read(request, pk)
    return render(request, "workplans/implement/delegation.html", page_of(request, delegation))


def page_of(request, delegation):
    """What the page of a delegation shows, and that of an act what stands now."""
    possible = [act for act in acts_in(request.user, delegation) if act in FORMS]
    first = next((act for act in GOES_ON if act in possible), None)
    buttons = [(act, words, act == first, act in AT_ONCE) for act, words in BUTTONS.items() if act in possible]
    plan = delegation.workplan
    seldom = seldom_of(possible)
    return {
        "delegation": delegation,
        "plan": plan,
        "reads_plan": may_read(request.user, plan.team),
        "asked": asked(delegation, timezone.localdate(), possible),
        "buttons": [button for button in buttons if button[0] not in seldom],
        "seldom": [button for button in buttons if button[0] in seldom],
        "grants": delegating.ANSWER in possible and delegation.wanted_on,
        "report": report_address(delegation) if delegating.REPORT in possible else "",
        "ask_another": ask_another(request.user, delegation),
    }


def report_address(delegation):
    """Where is said how far it is, also while it is not done."""
    time = f"?occasion={delegation.occasion_id}" if delegation.occasion_id else ""
    return reverse("workplans:implement_report", args=[delegation.activity_id]) + time


def seldom_of(possible):
    """Those of the `possible` acts that fold away: not all of them, and never one alone."""
    later = {delegating.REPORT} if delegating.ACCEPT in possible else set()
    found = [act for act in possible if act in SELDOM | later]
    return set(found) if 1 < len(found) < len(possible) else set()


def ask_another(user, delegation):
    """Where `user` asks another post for what was declined or handed back; "" where that is not theirs, or not so."""
    if delegation.state not in (Delegation.State.DECLINED, Delegation.State.HANDED_BACK):
        return ""
    if delegation.parent:
        passes = delegating.PASS_ON in acts_in(user, delegation.parent)
        return reverse("workplans:implement_act", args=[delegation.parent_id, delegating.PASS_ON]) if passes else ""
    if not may_delegate(user, delegation.activity):
        return ""
    return reverse("workplans:implement_delegate", args=[delegation.activity_id]) + f"?again={delegation.pk}"


def implement_act(request, pk, act):
    """One act, with a word; where it is too late for it, what stands now beside what was typed."""
    if act not in FORMS:
        raise Http404
    delegation = delegation_to_act(request, pk, act)
    more = {}
    if act == delegating.PASS_ON:
        more["posts"] = with_work(posts_to_pass_on(delegation), timezone.localdate())
        more["team"] = delegation.post.team
    form = FORMS[act](request.POST or None, delegation=delegation, **more)
    if request.method == "POST" and form.is_valid():
        try:
            form.do(request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
            delegation.refresh_from_db()
        else:
            messages.success(request, SAID.get(act) or _("Done. Whose turn it is stands below."))
            return redirect(delegation)
    context = page_of(request, delegation) | {"act": act, "form": form, "title": BUTTONS[act]}
    context["send"] = SEND.get(act, BUTTONS[act])
    context["is_possible"] = delegating.after(delegation.state, act, may_pass_on=delegation.may_pass_on) is not None
    return render(request, "workplans/implement/act.html", context)
