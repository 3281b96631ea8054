"""A plan's results: the page, its files, what lies behind a figure, and why something is otherwise than planned."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from teams.atonce import at_once
from workplans.access import explanation_to_edit, may_verify, may_write, workplan_to_read
from workplans.access.closing import closed_to
from workplans.changes import explanation_versions
from workplans.exchange.paper import NotSet
from workplans.forms.crossing import saved
from workplans.forms.monitor.results import EntriesForm, ExplanationForm, ResultsForm
from workplans.queries.figures import Figures
from workplans.queries.results import (
    Behind,
    Results,
    counted_in_words,
    course_of,
    folded,
    in_rows,
    printed,
    recorded_in,
)
from workplans.results import WAYS, take_results
from workplans.written import quarter_in_words, state_in_words

A_PAGE = 20
"""So many entries stand on a page."""


@require_GET
def monitor_results(request, pk):
    """What was planned beside what happened: a quarter (`quarter`), so far, and the whole plan; folded, or filtered."""
    plan = workplan_to_read(request, pk)
    results = Results(plan, timezone.localdate(), whole(request.GET.get("quarter")))
    filters = ResultsForm(request.GET, results)
    wanted = filters.wanted()
    indicators, activities = results.states
    course = course_of(results)
    shown = folded(results, wanted, request.GET.get("open", ""), whole(request.GET.get("page")) or 1)
    context = {
        "plan": plan,
        "results": results,
        "filters": filters,
        "wanted": wanted,
        "folded": shown,
        "before": shown.page - 1,
        "after": shown.page + 1,
        "indicators": in_rows(indicators),
        "activities": in_rows(activities),
        "course": course if course.is_known else None,
        "steps": course.printed(),
        "on_track": settings.ON_TRACK,
        "at_risk": settings.AT_RISK,
        "days": settings.DAYS_TO_RECORD,
        "ways": WAYS,
        "entries": reverse("workplans:monitor_entries", args=[plan.pk]),
        "may_edit": may_write(request.user, plan) and not results.quarter.is_closed,
        "may_record": may_write(request.user, plan),
        "closed": closed_to(request.user, plan, [results.quarter.ends_on]),
        "is_open_elsewhere": any(one.starts_on <= results.today and not one.is_closed for one in results.quarters),
    }
    return render(request, "workplans/monitor/results.html", context)


@require_GET
def monitor_results_file(request, pk, way):
    """The results of a quarter (`quarter`) as a file: a workbook, a table, or a report to print."""
    if way not in WAYS:
        raise Http404
    plan = workplan_to_read(request, pk)
    results = Results(plan, timezone.localdate(), whole(request.GET.get("quarter")))
    try:
        taken = take_results(results, way)
    except NotSet:
        messages.error(
            request, _("These results are too many for one paper. Take the workbook and print a part of it.")
        )
        return redirect("workplans:monitor_results", pk)
    response = HttpResponse(taken.content, content_type=taken.kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, taken.name)
    return response


@require_GET
def monitor_entries(request, pk):
    """All that was recorded in a plan, or what lies behind one figure and how it adds up."""
    plan = workplan_to_read(request, pk)
    prefetch_related_objects([plan], "quarters")
    filters = EntriesForm(request.GET, list(plan.quarters.all()))
    wanted = filters.wanted()
    behind = None
    if "indicator" in wanted:
        known = Figures(plan, timezone.localdate(), only=[wanted["indicator"]])
        if not known.indicators or known.indicators[0].workplan_id != plan.pk:
            raise Http404
        calendar = known.calendar
        behind = Behind(known.of(known.indicators[0]), wanted.get("quarter"), wanted.get("upto"))
    else:
        calendar = plan.calendar()
    time = {"quarter": behind.quarter, "upto": behind.upto} if behind else {}
    page = Paginator(recorded_in(plan, calendar, **wanted | time), A_PAGE).get_page(request.GET.get("page"))
    counting = behind.keys if behind else None
    activity = plan.activity_set.filter(pk=wanted["activity"]).first() if "activity" in wanted else None
    context = {
        "plan": plan,
        "filters": filters,
        "wanted": wanted,
        "behind": behind,
        "added": behind.in_words() if behind else "",
        "activity": activity,
        "counted": counted_in_words(activity, calendar, wanted) if activity else [],
        "about_each": not behind,
        "may_edit": may_write(request.user, plan),
        "may_verify": may_verify(request.user, plan),
        "time": time_in_words(wanted),
        "page": page,
        "entries": [printed(one, plan, calendar, counting) for one in page],
    }
    return render(request, "workplans/monitor/entries.html", context)


def time_in_words(wanted):
    """Of which time the entries are that `wanted` names."""
    if "quarter" in wanted:
        return quarter_in_words(wanted["quarter"])
    if "upto" in wanted:
        return _("So far, up to %(quarter)s") % {"quarter": quarter_in_words(wanted["upto"])}
    return _("The whole plan")


def monitor_explain(request, kind, pk, number):
    """Why an indicator or an activity is otherwise in the quarter `number` than planned, and what is done about it."""
    with at_once():
        explanation = explanation_to_edit(request, kind, pk, number, lock=request.method == "POST")
        item, quarter = getattr(explanation, kind), explanation.quarter
        line = line_of(kind, item, number)
        said, is_earlier = explanation.said, explanation.is_earlier(line.state)
        form = ExplanationForm(request.POST or None, instance=explanation)
        explanation.state, explanation.said_on = line.state, timezone.localdate()
        back = f"{reverse('workplans:monitor_results', args=[item.workplan_id])}?quarter={number}#{kind[0]}{pk}"
        if request.method == "POST" and saved(form):
            messages.success(request, _("Saved."))
            return redirect(back)
    context = {
        "item": item,
        "row": line.printed(),
        "kind": kind,
        "plan": item.workplan,
        "quarter": quarter,
        "form": form,
        "back": back,
        "explanation": explanation,
        "versions": explanation_versions(explanation),
        "said": said,
        "is_earlier": is_earlier,
        "state": state_in_words(line.state)[0],
    }
    return render(request, "workplans/monitor/explain.html", context)


def line_of(kind, item, number):
    """What an indicator or activity comes to in the quarter `number`, as the page of results has it."""
    only = [item.pk] if kind == "indicator" else []
    return Results(item.workplan, timezone.localdate(), number, only).line_of(kind, item)


def whole(text):
    """A whole number of an address; None where it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else None
