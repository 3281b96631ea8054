"""Where a plan stands, what changed in it, its versions, and which plans wait for a reviewer."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.access import may_edit, may_lead
from workplans.access import (
    may_close,
    may_remark,
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

A_PAGE = 50
State = Workplan.State


def review_list(request):
    """The plans that wait for this reader's review, the one that waits longest first."""
    plans = waits_since(plans_to_review(request.user))
    page = Paginator(plans, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "workplans/review/list.html", {"page": page, "today": timezone.localdate()})


def review_page(request, pk):
    """Where the plan stands, what changed since the version before, and the remarks."""
    plan = workplan_to_read(request, pk)
    latest, earlier = last_two(plan)
    now = snapshot(plan) if latest is None or plan.is_open else latest.planned
    before = latest if plan.is_open else earlier
    comparison = compared(before.planned, now) if before else None
    remarks = remarks_of(plan)
    page = Paginator(comparison.rows if comparison else [], A_PAGE).get_page(request.GET.get("page"))
    others = beside(page, remarks, now)
    open_remarks = sum(one.state == one.State.OPEN for one in remarks)
    beyond = [bound for bound in ceilings_over(plan) if bound.beyond]
    under_way = plan.is_open or plan.state == State.SENT
    context = {
        "plan": plan,
        "latest": latest,
        "before": before,
        "comparison": comparison,
        "page": page,
        "remarks": remarks,
        "others": others,
        "open_remarks": open_remarks,
        "asked": sum(asked_in(now).values()),
        "beyond": beyond,
        "missing": missing_of(plan, now, open_remarks, beyond) if under_way else [],
        "may_edit": may_edit(request.user, plan.team),
        "may_lead": may_lead(request.user, plan.team),
        "may_remark": may_remark(request.user, plan) and not plan.is_closed,
        "may_review": may_review(request.user, plan),
        "may_close": may_close(request.user, plan),
    }
    return render(request, "workplans/review/page.html", context)


def last_two(plan):
    """The last two versions that were not taken back, the latest first; None where there are not so many."""
    found = plan.versions.exclude(outcome=Version.Outcome.TAKEN_BACK).select_related("by", "decided_by")[:2]
    return (*found, None, None)[:2]


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
        "papers": version.papers.defer("content").select_related("by"),
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
    page = Paginator(comparison.rows if comparison else [], A_PAGE if "all" not in request.GET else 10**6)
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
