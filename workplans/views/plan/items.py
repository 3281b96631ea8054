"""One objective, output, activity or indicator: its page, adding, changing, moving, removing, its history."""

from re import fullmatch
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from teams.access import may_lead
from teams.atonce import at_once
from workplans.access import (
    history_to_read,
    item_to_plan,
    item_to_read,
    may_delegate,
    may_plan,
    may_remark,
    may_report,
    may_verify,
    may_write,
    model_of,
    reports_to_confirm,
    standard_to_pick,
    workplan_to_plan,
)
from workplans.changes import versions_of
from workplans.forms.crossing import saved
from workplans.forms.plan import FORMS
from workplans.models.item import DOWN, UP
from workplans.queries import ROW_KEYS, has_closed_targets, has_moved_money, is_worked_on, item_facts, what_goes_along
from workplans.queries.activity import activity_facts, in_sight
from workplans.queries.library import library, picked
from workplans.queries.results import measured_facts
from workplans.queries.review import remarks_on
from workplans.questions import answered_by, asked_in, asked_of

CHILDREN = {
    "objective": ("output", "indicator"),
    "output": ("activity", "indicator"),
    "activity": ("indicator",),
    "indicator": (),
}


def plan_item(request, kind, pk):
    """The page of an item: what it is, what is under it, and what can be done with it."""
    item = item_to_read(request, kind, pk)
    if kind == "activity":
        more = of_activity(request, item)
    else:
        more = {"facts": item_facts(kind, item), "remarks": remarks_on(kind, item)}
    context = {
        "kind": kind,
        "item": item,
        "plan": item.workplan,
        "questions": asked_of(item),
        "may_plan": may_plan(request.user, item.workplan),
        "may_edit": may_write(request.user, item.workplan),
        "may_remark": may_remark(request.user, item.workplan),
        "may_lead": may_lead(request.user, item.workplan.team),
    }
    if kind == "indicator":
        more["may_verify"] = may_verify(request.user, item.workplan)
        more["measures"] = measured_facts(item, timezone.localdate(), may_edit=context["may_edit"])
    return render(request, f"workplans/plan/{kind}.html", context | more)


def of_activity(request, activity):
    """What the page of an activity has besides: where it stands, what happened, and what this person can do with it."""
    facts = activity_facts(activity, timezone.localdate())
    confirmable = reports_to_confirm(request.user, activity)
    edits, leads = may_write(request.user, activity.workplan), may_lead(request.user, activity.workplan.team)
    happened = in_sight(facts["events"], confirmable, everything="all" in request.GET)

    def ready(event):
        confirms, mine = event.entry in confirmable, event.by_key == request.user.pk
        is_open = not event.is_closed
        shows = bool(event.entry and edits and is_open) or confirms
        corrects = is_open and shows and (leads or (edits and mine))
        says_closed = event.is_closed and edits and not event.corrected
        return event.ready(shows_acts=shows, corrects=corrects, confirms=confirms, says_closed=says_closed)

    return {
        "facts": facts,
        "happened": happened | {part: [ready(event) for event in happened[part]] for part in ("open", "folded")},
        "remarks": facts["remarks"],
        "may_report": may_report(request.user, activity),
        "confirmable": confirmable,
        "may_delegate": may_delegate(request.user, activity),
    }


def plan_objective_add(request, pk):
    """A new objective of the plan `pk`."""
    with at_once():
        plan = workplan_to_plan(request, pk, lock=request.method == "POST")
        return add(request, "objective", "workplan", plan)


def plan_item_add(request, parent_kind, parent_pk, kind):
    """A new output, activity or indicator under its parent."""
    if kind not in CHILDREN.get(parent_kind, ()):
        raise Http404
    with at_once():
        parent = item_to_plan(request, parent_kind, parent_pk, lock=request.method == "POST")
        return add(request, kind, parent_kind, parent)


def add(request, kind, parent_kind, parent):
    item = model_of(kind)(**{parent_kind: parent})
    form = FORMS[kind](request.POST or None, instance=item, initial=filled_with(request, kind), by=request.user)
    if request.method == "POST" and form.is_valid():
        item = form.save()
        if "back" in request.POST:
            return to_outline(request, parent.workplan, f"{ROW_KEYS[kind]}{item.pk}", at=request.POST.get("spot", ""))
        messages.success(request, _("Added: %(name)s") % {"name": short(item)})
        look_again(request, form)
        if answered := answered_by(request, item):
            return answered
        if "another" in request.POST:
            return redirect(request.path)
        return redirect("workplans:plan_item", *address_of(parent if kind == "indicator" else item))
    context = {"kind": kind, "parent": parent, "plan": plan_of(parent), "form": form, "adding": True}
    context["parent_kind"] = parent_kind
    context["question"] = asked_in(request, context["plan"])
    if request.htmx and kind in ROW_KEYS:
        return in_the_outline(request, context)
    return render(request, "workplans/plan/item_form.html", context)


def filled_with(request, kind):
    """What the form of something new is filled with: a standard indicator that was picked from the library."""
    standard = standard_to_pick(request.GET.get("standard", "")) if kind == "indicator" else None
    return picked(standard) if standard else None


def plan_standard(request, parent_kind, pk):
    """The library of standard indicators, to pick one for an objective, output or activity."""
    if "indicator" not in CHILDREN.get(parent_kind, ()):
        raise Http404
    parent = item_to_plan(request, parent_kind, pk)
    words = request.GET.get("q", "")[:100]
    context = {"parent": parent, "kind": parent_kind, "plan": parent.workplan, "words": words}
    return render(request, "workplans/plan/standard.html", context | {"library": library(words)})


def in_the_outline(request, context):
    """The form as a row of the outline, at the spot where it was asked for; there again when it has errors."""
    spot = request.POST.get("spot") or request.htmx.target or ""
    back = request.POST.get("back") or urlsplit(request.htmx.current_url or "").query
    response = render(request, "workplans/plan/_item_inline.html", context | {"spot": spot, "back": back})
    if request.method == "POST" and fullmatch(r"add-[ou]\d+", spot):
        response = reswap(retarget(response, f"#{spot}"), "innerHTML")
    return response


def to_outline(request, plan, row, **more):
    """Back to the outline as it was (`back`, its query), at `row`."""
    query = QueryDict(request.POST["back"], mutable=True)
    for name, value in more.items():
        query[name] = value
    return HttpResponseRedirect(f"{plan.get_absolute_url()}?{query.urlencode()}#{row}")


def plan_item_change(request, kind, pk):
    """Changing an item; who saves second sees both versions and decides."""
    with at_once():
        item = item_to_plan(request, kind, pk, lock=request.method == "POST")
        form = FORMS[kind](request.POST or None, instance=item, by=request.user)
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            look_again(request, form)
            return answered_by(request, item) or redirect("workplans:plan_item", *address_of(item))
    context = {"kind": kind, "item": item, "parent": item.parent, "plan": item.workplan, "form": form}
    context["question"] = asked_in(request, item.workplan)
    return render(request, "workplans/plan/item_form.html", context)


@require_POST
def plan_item_move(request, kind, pk):
    """One place up or down among its siblings; back to where the button was: the outline (`back`), or its page."""
    with at_once():
        item = item_to_plan(request, kind, pk, lock=True)
        direction = request.POST.get("direction")
        if direction not in {UP, DOWN}:
            raise Http404
        item.move(direction)
    if "back" in request.POST:
        return to_outline(request, item.workplan, f"{ROW_KEYS.get(kind, '')}{pk}")
    return redirect("workplans:plan_item", kind, pk)


def plan_item_remove(request, kind, pk):
    """Asks first, saying what goes along; the history keeps all of it."""
    with at_once():
        item = item_to_plan(request, kind, pk, lock=request.method == "POST")
        moved, settled = has_moved_money(kind, item), has_closed_targets(kind, item)
        worked_on = is_worked_on(kind, item)
        if request.method == "POST" and not (moved or settled or worked_on):
            above = reverse("workplans:plan_item", args=address_of(item.parent)) if kind != "objective" else None
            try:
                with at_once():
                    item._change_reason = request.POST.get("reason", "")[:200] or None
                    item.delete()
            except ProtectedError:  # money moved, or somebody reported, in this very moment
                moved, worked_on = has_moved_money(kind, item), is_worked_on(kind, item)
            else:
                words = _("Removed: %(name)s. The plan's history still has it.")
                messages.success(request, words % {"name": short(item)})
                return redirect(above or item.workplan)
    context = {"kind": kind, "item": item, "plan": item.workplan, "along": what_goes_along(kind, item)}
    context |= {"moved": moved, "settled": settled, "worked_on": worked_on}
    return render(request, "workplans/plan/item_remove.html", context)


def plan_item_history(request, kind, pk):
    """Every version of an item: who, when, what, why. Also of one that was removed."""
    plan, rows = history_to_read(request, kind, pk)
    context = {"kind": kind, "pk": pk, "plan": plan, "latest": rows[0], "versions": versions_of(rows)}
    return render(request, "workplans/plan/item_history.html", context)


def look_again(request, form):
    """Say what is odd in what was saved."""
    if words := form.hint():
        messages.warning(request, words)


def address_of(item):
    """(kind, key) of an item, for its address."""
    return item._meta.model_name, item.pk


def plan_of(parent):
    return getattr(parent, "workplan", parent)


def short(item, limit=80):
    """The item's name, cut where it is long."""
    return item.name if len(item.name) <= limit else item.name[: limit - 1] + "…"
