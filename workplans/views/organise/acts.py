"""Approving, cutting and releasing over many activities at once: tried out first, then done."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teams.access import may_lead, or_403
from teams.atonce import at_once
from workplans.access import act_to_take_back, workplan_to_read
from workplans.forms.organise.entries import ActForm, CorrectForm, TryForm
from workplans.models import MoneyEntry
from workplans.models.organise.entries import Paper
from workplans.queries.ledger import acts_of
from workplans.queries.organise import Money
from workplans.queries.organise import written as in_writing
from workplans.queries.trials import try_out
from workplans.rules.money import APPROVE, CUT, RELEASE
from workplans.views.organise.grid import key_in

Kind = MoneyEntry.Kind
KINDS = {APPROVE: Kind.APPROVED, CUT: Kind.APPROVED, RELEASE: Kind.RELEASED}
SHARES = {
    APPROVE: gettext_lazy("How much of what is asked, in %"),
    CUT: gettext_lazy("Cut by so much, in %"),
    RELEASE: gettext_lazy("How much of what is still to come, in %"),
}
TITLES = {
    APPROVE: gettext_lazy("What was approved"),
    CUT: gettext_lazy("Try out a cut"),
    RELEASE: gettext_lazy("Money that was released"),
}
DO = {
    APPROVE: gettext_lazy("Write it down as approved"),
    CUT: gettext_lazy("Make this cut"),
    RELEASE: gettext_lazy("Write it down as released"),
}


SHOWN = 100
"""So many changes are shown before the rest is asked for."""


def organise_approve(request, pk):
    """What was approved of what is asked."""
    return act(request, pk, APPROVE)


def organise_cut(request, pk):
    """A cut of what is approved, tried out: which activities lose what; then made."""
    return act(request, pk, CUT)


def organise_release(request, pk):
    """A sum that arrived for many activities, shared out among them."""
    return act(request, pk, RELEASE)


def act(request, pk, what):
    """Who reads the plan may try; its lead does it. What is tried stands in the address, and POST does just that."""
    with at_once():
        plan = workplan_to_read(request, pk, lock=request.method == "POST")
        leads = may_lead(request.user, plan.team)
        or_403(leads or request.method != "POST")
        money = Money(plan)
        used = {source for _activity, source in money.sums if source}
        asked = request.GET if request.GET.keys() & {"share", "amount"} else None
        wanted = TryForm(asked, plan=plan, sources=used, share_label=SHARES[what])
        only = key_in(request.GET, "activity", money.numbers)
        wanted.fields["activity"].initial = only
        trial = form = None
        if wanted.is_bound and wanted.is_valid():
            trial = try_out(what, money, wanted.cleaned_data)
            if (amount := wanted.cleaned_data.get("amount")) and amount > trial.whole:
                wanted.add_error("amount", TOO_MUCH[what] % {"whole": in_writing(trial.whole)})
                trial = None
        if trial and leads:
            form = ActForm(request.POST or None, plan=plan, tried=trial.mark, reason_needed=what == CUT)
            if request.method == "POST" and form.is_valid() and written(form, plan, what, trial, request.user):
                messages.success(request, _("Written down."))
                return redirect("workplans:organise_money", plan.pk)
    context = {
        "plan": plan,
        "what": what,
        "only": next((one for one in money.activities if one.pk == only), None),
        "title": TITLES[what],
        "do": DO[what],
        "wanted": wanted,
        "trial": trial,
        "changes": trial.changes[: None if "all" in request.GET else SHOWN] if trial else [],
        "more": max(0, len(trial.changes) - SHOWN) if trial and "all" not in request.GET else 0,
        "form": form,
        "money": money,
        "may_lead": leads,
        "acts": acts_of(plan),
    }
    return render(request, "workplans/organise/act.html", context)


TOO_MUCH = {
    APPROVE: gettext_lazy("Only %(whole)s is asked."),
    CUT: gettext_lazy("Only %(whole)s is approved."),
    RELEASE: gettext_lazy("Only %(whole)s is still to be released."),
}


def written(form, plan, what, trial, by):
    """Whether the act was done; else the form says why not."""
    try:
        MoneyEntry.objects.act(plan, KINDS[what], trial.to_write(), form.paper(by))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


def organise_take_back(request, pk, act):
    """Takes back what was approved, cut or released in one act, with a reason; both stay in the list."""
    plan, entries = act_to_take_back(request, pk, act)
    form = CorrectForm(request.POST or None)
    del form.fields["to"]
    form.helper.layout.fields.remove("to")
    if request.method == "POST" and form.is_valid():
        paper = Paper(entries[0].on, entries[0].reference, request.user, form.cleaned_data["reason"])
        try:
            MoneyEntry.objects.take_back(plan, act, paper)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Taken back."))
            return redirect("workplans:organise_entries", plan.pk)
    total = sum(entry.amount for entry in entries)
    context = {"plan": plan, "entries": entries, "first": entries[0], "total": total, "form": form}
    return render(request, "workplans/organise/take_back.html", context)
