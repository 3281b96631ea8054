"""How far the work is: reporting it, correcting and confirming a report, and all of a plan on one page."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teams.access import may_read
from workplans.access import (
    activity_to_report,
    delegation_under,
    may_write,
    occasions_to_report,
    posts_to_report_for,
    progress_to_confirm,
    progress_to_correct,
    workplan_to_read,
)
from workplans.access.closing import closed_to
from workplans.forms.implement.progress import ConfirmEntryForm, CorrectionForm, ProgressForm, ShownForm
from workplans.models import Entry
from workplans.queries.reported import by_month, in_groups, lines_wanted, posts_for, pressing_first, rows_of, wanted_of

REASONS = {"word": gettext_lazy("A word was added"), "day": gettext_lazy("It was on another day")}
"""Why a report is corrected that is opened to add something, by what the address says."""
A_PAGE = 60
"""So many activities stand on a page, or so many times where they stand by month."""


def implement_report(request, pk):
    """How far the activity `pk` is, or one occasion of it (`occasion` in the address)."""
    activity = activity_to_report(request, pk)
    occasions = list(occasions_to_report(request.user, activity))
    posts = posts_to_report_for(request.user, activity)
    mine = next((post for post in posts if post.pk == activity.post_id), next(iter(posts), None))
    initial = {"occasion": occasion_of(request.GET.get("occasion"), occasions), "post": mine}
    initial["state"] = request.GET.get("state")
    form = ProgressForm(request.POST or None, activity=activity, occasions=occasions, posts=posts, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            entry = form.save(request.user)
        except ValidationError as error:
            form.add_error("on" if error.code in ("day", "closed") else None, error.messages)
        else:
            messages.success(request, _("Reported."))
            return redirect(after(request, entry))
    reads_plan = may_read(request.user, activity.workplan.team)
    context = {"activity": activity, "plan": activity.workplan, "form": form, "reads_plan": reads_plan}
    context["back"] = activity if reads_plan else delegation_under(request.user, activity)
    return render(request, "workplans/implement/report.html", context)


def occasion_of(key, occasions):
    """The occasion that the address names; else the last that has begun, since that is what is reported mostly."""
    named = next((one for one in occasions if str(one.pk) == key), None)
    begun = [one for one in occasions if one.starts_on <= timezone.localdate()]
    return named or (begun[-1] if begun else next(iter(occasions), None))


def after(request, entry):
    """Where who reported goes: to what stands in the way; to what was asked, where they do not read the plan."""
    if entry.state == Entry.State.STUCK:
        return entry.obstacle
    if not may_read(request.user, entry.workplan.team):
        return entry.delegation or delegation_under(request.user, entry.activity)
    return entry.activity


def implement_correct(request, pk):
    """What a report should have said: a report of its own, with the reason; both stay.

    With `word` in the address a word that it lacks, with `day` the day on which it was so.
    """
    entry = progress_to_correct(request, pk)
    reason = next((str(words) for asked, words in REASONS.items() if asked in request.GET), "")
    form = CorrectionForm(request.POST or None, entry=entry, reason=reason)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(request.user)
        except ValidationError as error:
            form.add_error("on" if error.code in ("day", "closed") else None, error.messages)
        else:
            messages.success(request, _("Corrected. Both stay."))
            return redirect(entry if may_read(request.user, entry.workplan.team) else entry.delegation)
    closed = closed_to(request.user, entry.workplan, [entry.on])
    context = {"entry": entry, "plan": entry.workplan, "form": form, "closed": closed}
    return render(request, "workplans/implement/correct.html", context)


def implement_confirm(request, pk):
    """That what was reported as done is done, or is not yet, said by somebody who has no part in it."""
    entry = progress_to_confirm(request, pk)
    form = ConfirmEntryForm(request.POST or None, entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Who reported is told.") if form.is_not_yet else _("Confirmed."))
            return redirect(entry)
    return render(request, "workplans/implement/confirm.html", {"entry": entry, "plan": entry.workplan, "form": form})


def implement_progress(request, pk):
    """All activities of a plan with what was reported last: what is late or stuck first, or each time by month."""
    plan = workplan_to_read(request, pk)
    filters = ShownForm(request.GET, posts=posts_for(plan))
    wanted = filters.wanted
    everything = rows_of(plan, timezone.localdate())
    in_months = wanted.get("by") == ShownForm.BY_MONTH
    rows = wanted_of(everything, wanted)
    listed = sorted(lines_wanted(rows, wanted), key=by_day) if in_months else pressing_first(rows)
    page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    shown = page.object_list
    context = {
        "plan": plan,
        "filters": filters,
        "wanted": wanted,
        "page": page,
        "in_months": in_months,
        "groups": by_month(shown) if in_months else in_groups(shown, rows, all_open="state" in wanted),
        "late": sum(row.stands("late") for row in everything),
        "stuck": sum(row.stands("stuck") for row in everything),
        "count": len(everything),
        "settled": sum(row.is_settled for row in everything),
        "may_edit": may_write(request.user, plan),
    }
    return render(request, "workplans/implement/progress.html", context)


def by_day(line):
    """What has a day before what has none."""
    return line.due_on or date.max
