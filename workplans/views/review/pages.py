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
from workplans.queries.snapshot import snapshot

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
    versions = list(plan.versions.light())
    latest, earlier = before_latest(plan, versions)
    now = latest.planned if latest and not plan.is_open else snapshot(plan)
    comparison = compared(earlier.planned, now) if earlier else None
    remarks = remarks_of(plan)
    page = Paginator(comparison.rows if comparison else [], A_PAGE).get_page(request.GET.get("page"))
    others = beside(page, remarks)
    asked = asked_in(now)
    context = {
        "plan": plan,
        "latest": latest,
        "earlier": earlier,
        "versions": versions,
        "comparison": comparison,
        "page": page,
        "remarks": remarks,
        "others": others,
        "open_remarks": sum(one.state == one.State.OPEN for one in remarks),
        "asked": sum(asked.values()),
        "beyond": [bound for bound in ceilings_over(plan) if bound.beyond],
        "missing": missing_of(plan) if plan.is_open or plan.state == State.SENT else [],
        "steps": steps_of(plan),
        "has_last": earlier_plans(plan).exists(),
        "reviewers": plan.reviewers() if plan.is_open else [],
        "may_edit": may_edit(request.user, plan.team),
        "may_lead": may_lead(request.user, plan.team),
        "may_remark": may_remark(request.user, plan) and not plan.is_closed,
        "may_review": may_review(request.user, plan),
        "may_close": may_close(request.user, plan),
        "may_reopen": may_reopen(request.user, plan),
    }
    return render(request, "workplans/review/page.html", context)


def before_latest(plan, versions):
    """(the latest version, the one that it, or the plan as it stands, is compared with); each with what was planned."""
    if not versions:
        return None, None
    latest = versions[0]
    if plan.is_open:
        earlier = next((one for one in versions if one.outcome != Version.Outcome.TAKEN_BACK), None)
    else:
        earlier = next((one for one in versions[1:] if one.outcome != Version.Outcome.TAKEN_BACK), None)
    wanted = [one.pk for one in {latest, earlier} - {None}]
    planned = dict(Version.objects.filter(pk__in=wanted).values_list("pk", "planned"))
    for one in {latest, earlier} - {None}:
        one.planned = planned[one.pk]
    return latest, earlier


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
        comparison = compared(planned(plan, of, last), planned(plan, to, last), last_year=of == form.LAST)
        titles = [dict(form.fields[name].choices)[form.cleaned_data[name]] for name in ("of", "to")]
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


def planned(plan, which, last):
    """What is planned in a version, by its number, or in the plan as it stands, or in last year's."""
    if which == CompareForm.NOW:
        return snapshot(plan)
    if which == CompareForm.LAST:
        approved = last.versions.approved().first()
        return approved.planned if approved else snapshot(last)
    return plan.versions.values_list("planned", flat=True).get(number=int(which))
