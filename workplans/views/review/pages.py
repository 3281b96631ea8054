"""Where a plan stands, what changed in it, its versions, and which plans wait for a reviewer."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.access import may_edit, may_lead
from workplans.access import (
    may_close,
    may_remark,
    may_reopen,
    may_review,
    plans_to_review,
    version_to_read,
    workplan_to_read,
)
from workplans.carrying import earlier_plans
from workplans.forms.review import CompareForm
from workplans.models import Version, Workplan
from workplans.queries.ceilings import ceilings_over
from workplans.queries.review import (
    asked_in,
    beside,
    compared,
    missing_of,
    printed,
    remarks_of,
    steps_of,
    waits_since,
)
from workplans.queries.snapshot import snapshot, snapshots
from workplans.rules.money import NOTHING

A_PAGE = 50
State = Workplan.State


def review_list(request):
    """The plans that wait for this reader's review, the one that waits longest first."""
    plans = waits_since(plans_to_review(request.user))
    page = Paginator(plans, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "workplans/review/list.html", {"page": page, "today": timezone.localdate()})


def review_page(request, pk):
    """Where the plan stands, what changed since it was approved or sent, all of it where it is new, and the remarks.

    A change of an approved plan is compared with what was approved; `since=sent` compares it with what was sent last.
    """
    plan = workplan_to_read(request, pk)
    latest, sides = versions_to_compare(plan)
    before = sides[-1] if request.GET.get("since") == "sent" else sides[0]
    kept = planned_in([one for one in (latest, before) if one])
    now = snapshot(plan) if latest is None or plan.is_open else kept[latest.pk]
    comparison = compared(kept[before.pk], now) if before else None
    remarks = remarks_of(plan)
    is_new = comparison is None and plan.state == State.SENT
    rows = comparison.rows if comparison else printed(now) if is_new else []
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    others = beside(page, remarks, now)
    open_remarks = sum(one.state == one.State.OPEN for one in remarks)
    beyond = [bound for bound in ceilings_over(plan) if bound.beyond]
    under_way = plan.is_open or plan.state == State.SENT
    context = {
        "plan": plan,
        "latest": latest,
        "before": before,
        "other_side": next((one for one in sides if one != before), None),
        "comparison": comparison,
        "is_new": is_new,
        "page": page,
        "remarks": remarks,
        "others": others,
        "open_remarks": open_remarks,
        "asked": sum(asked_in(now).values(), NOTHING),
        "beyond": beyond,
        "missing": missing_of(plan, now, open_remarks, beyond) if under_way else [],
        "has_last": is_new and earlier_plans(plan).exists(),
        "is_over": plan.ends_on < timezone.localdate(),
        "may_edit": may_edit(request.user, plan.team),
        "may_lead": may_lead(request.user, plan.team),
        "may_remark": may_remark(request.user, plan) and not plan.is_closed,
        "may_review": may_review(request.user, plan),
        "may_close": may_close(request.user, plan),
        "may_reopen": may_reopen(request.user, plan),
    }
    return render(request, "workplans/review/page.html", context)


def versions_to_compare(plan):
    """(the version that was sent last, those that it, or the plan while it is written, may be compared with).

    First the one that a change started from, as it was approved; then the one that was sent before. One of them where
    they are the same, and [None] where there is neither.
    """
    sent = list(plan.versions.light().exclude(outcome=Version.Outcome.TAKEN_BACK))
    latest, earlier = (sent[0], sent[1:]) if sent else (None, [])
    rest = sent if plan.is_open else earlier
    changes = plan.amends or (latest is not None and latest.amends and not plan.is_open)
    approved = next((one for one in rest if one.outcome == Version.Outcome.APPROVED), None) if changes else None
    sides = dict.fromkeys(one for one in (approved, rest[0] if rest else None) if one)
    return latest, list(sides) or [None]


def planned_in(versions):
    """{version key: what was planned in it}: one query."""
    return dict(Version.objects.filter(pk__in=[one.pk for one in versions]).values_list("pk", "planned"))


def review_versions(request, pk):
    """All versions of a plan, and the way it took between its team and who reviews it."""
    plan = workplan_to_read(request, pk)
    context = {
        "plan": plan,
        "versions": list(plan.versions.light()),
        "steps": steps_of(plan),
        "has_last": earlier_plans(plan).exists(),
    }
    return render(request, "workplans/review/versions.html", context)


def review_version(request, pk, number):
    """A version as it was sent, all of it, to read and to print."""
    plan, version = version_to_read(request, pk, number)
    context = {
        "plan": plan,
        "version": version,
        "rows": printed(version.planned),
        "asked": asked_in(version.planned),
        "papers": version.papers.defer("content").select_related("by", "taken_back_by"),
        "may_lead": may_lead(request.user, plan.team),
        "may_paper": (may_lead(request.user, plan.team) or may_remark(request.user, plan))
        and version.outcome == Version.Outcome.APPROVED,
    }
    return render(request, "workplans/review/version.html", context)


def review_compare(request, pk):
    """Any two versions of a plan side by side; the plan as it stands now, and last year's, among them."""
    plan = workplan_to_read(request, pk)
    numbers = list(plan.versions.values_list("number", flat=True))
    last = earlier_plans(plan).first()
    form = CompareForm(request.GET or None, numbers, last is not None)
    comparison = titles = None
    if form.is_bound and form.is_valid():
        of, to = form.cleaned_data["of"], form.cleaned_data["to"]
        before, after = planned(plan, [of, to], last)
        comparison = compared(before, after, last_year=of == form.LAST)
        titles = form.titles()
    rows = comparison.rows if comparison else []
    page = Paginator(rows, len(rows) if rows and "all" in request.GET else A_PAGE)
    context = {
        "plan": plan,
        "form": form,
        "comparison": comparison,
        "page": page.get_page(request.GET.get("page")),
        "titles": titles,
        "numbers": numbers,
        "nothing": _("Nothing differs."),
    }
    return render(request, "workplans/review/compare.html", context)


def planned(plan, wanted, last):
    """What is planned in each version that is `wanted`: by its number, NOW or LAST. The fewest queries that do."""
    kept = plan.versions.filter(number__in=[int(one) for one in wanted if one.isdecimal()])
    found = {str(number): what for number, what in kept.values_list("number", "planned")}
    approved = (
        last.versions.approved().values_list("planned", flat=True).first() if CompareForm.LAST in wanted else None
    )
    if approved:
        found[CompareForm.LAST] = approved
    live = {CompareForm.NOW: plan, CompareForm.LAST: last}
    read = snapshots([live[one] for one in wanted if one in live and one not in found])
    return [found.get(one) or read[live[one].pk] for one in wanted]
