"""Money that moves, entry by entry, and the advances that somebody still has to account for."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.access import may_lead, or_403
from teams.atonce import at_once
from workplans.access import entry_to_edit, item_to_edit, may_write, workplan_to_read
from workplans.forms.organise.entries import AccountForm, CorrectForm, EntryForm
from workplans.models import MoneyEntry
from workplans.queries.ledger import acts_of, advances_of, entries_of
from workplans.rules.money import Sums

Kind = MoneyEntry.Kind


def organise_entries(request, pk):
    """All entries of a plan, newest first; by activity, source, kind or act where the address says so."""
    plan = workplan_to_read(request, pk)
    wanted = wanted_in(request.GET)
    page, sums = entries_of(plan, wanted, request.GET.get("page"))
    context = {
        "plan": plan,
        "page": page,
        "sums": sums,
        "wanted": wanted,
        "acts": [] if wanted else acts_of(plan),
        "kinds": Kind.choices,
        "may_edit": may_write(request.user, plan),
        "may_lead": may_lead(request.user, plan.team),
    }
    return render(request, "workplans/organise/entries.html", context)


def wanted_in(query):
    """What of the entries is wanted, as conditions; 404 for what no page links to."""
    wanted: dict[str, object] = {}
    for name in ("activity", "source"):
        if value := query.get(name):
            if not value.isdecimal() or len(value) > 18:
                raise Http404
            wanted[name] = int(value)
    if value := query.get("kind"):
        if value not in Kind.values:
            raise Http404
        wanted["kind"] = value
    if value := query.get("act"):
        try:
            wanted["act"] = UUID(value)
        except ValueError:
            raise Http404 from None
    return wanted


def organise_entry_add(request, pk):
    """Money released, advanced or spent for one activity."""
    with at_once():
        activity = item_to_edit(request, "activity", pk, lock=request.method == "POST")
        kind = request.GET.get("kind")
        initial = {"kind": kind if kind in {Kind.RELEASED, Kind.ADVANCED, Kind.SPENT} else None}
        form = EntryForm(request.POST or None, activity=activity, initial=initial)
        sums = sums_of(activity)
        if request.method == "POST" and form.is_valid():
            try:
                entry = form.save(activity, request.user)
            except ValidationError as error:
                form.add_error("on", error.messages)
            else:
                messages.success(request, _("Written down."))
                warn_of(request, activity, entry)
                return redirect(entry)
    context = {"activity": activity, "plan": activity.workplan, "form": form, "sums": sums}
    return render(request, "workplans/organise/entry_add.html", context)


def sums_of(activity, source=None):
    """The Sums of what moved for `activity`, from one source where it is given, with what is asked."""
    sums = Sums()
    of_source = {"source": source} if source else {}
    for amount in activity.allocations.filter(**of_source).values_list("amount", flat=True):
        sums.asked += amount
    for kind, amount in activity.entries.filter(**of_source).order_by().values_list("kind", "amount"):
        sums.add_to(kind, amount)
    return sums


def warn_of(request, activity, entry):
    """Say where the entry goes beyond what went before: it stands all the same, since it may have happened so."""
    sums = sums_of(activity, entry.source)
    if entry.kind == Kind.RELEASED and sums.approved and sums.released > sums.approved:
        messages.warning(request, _("More is released now than is approved from this source."))
    elif entry.kind != Kind.RELEASED and sums.left < 0:
        messages.warning(request, _("More is spent or advanced now than was released from this source."))


def organise_entry_correct(request, pk):
    """What an entry should have said: the difference is a new entry, and both stay."""
    entry = entry_to_edit(request, pk)
    if entry.corrects_id:
        raise Http404
    or_403(entry.kind != Kind.APPROVED or may_lead(request.user, entry.workplan.team))
    counts = entry.counts()
    form = CorrectForm(request.POST or None, initial={"to": abs(counts)})
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"] * (-1 if entry.amount < 0 else 1)
        try:
            MoneyEntry.objects.correct(entry, to, form.cleaned_data["reason"], request.user)
        except ValidationError as error:
            form.add_error("to", error.messages)
        else:
            messages.success(request, _("Corrected. Both entries stay."))
            return redirect(entry)
    context = {"entry": entry, "plan": entry.workplan, "counts": counts, "form": form}
    return render(request, "workplans/organise/entry_correct.html", context)


def organise_advances(request, pk):
    """The advances that are not accounted for, the oldest first."""
    plan = workplan_to_read(request, pk)
    context = {
        "plan": plan,
        "advances": advances_of(plan, timezone.localdate()),
        "days": settings.ADVANCE_DAYS,
        "may_edit": may_write(request.user, plan),
    }
    return render(request, "workplans/organise/advances.html", context)


def organise_account(request, pk):
    """Accounting for one advance: what was spent, with receipts, and what came back."""
    advance = entry_to_edit(request, pk)
    if advance.kind != Kind.ADVANCED or advance.corrects_id:
        raise Http404
    still_open = advance.open()
    form = AccountForm(request.POST or None, advance=advance, still_open=still_open)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            MoneyEntry.objects.account_for(advance, facts["spent"], facts["returned"], form.paper(request.user))
        except ValidationError as error:
            form.add_error("on" if error.code == "closed" else "spent", error.messages)
        else:
            messages.success(request, _("Accounted for."))
            return redirect("workplans:organise_advances", advance.workplan_id)
    context = {"advance": advance, "plan": advance.workplan, "open": still_open, "form": form}
    return render(request, "workplans/organise/account.html", context)
