"""One value at a time: recording it, correcting and verifying it; and counting what was held and whom it reached."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.access import may_lead
from teams.once import begins_with
from workplans.access import (
    activity_to_count,
    indicator_to_record,
    may_write,
    posts_that_record,
    value_to_correct,
    value_to_verify,
)
from workplans.access.closing import closed_to
from workplans.forms.monitor.correcting import CorrectForm, VerifyForm
from workplans.forms.monitor.readings import CountForm, RecordForm, look_first
from workplans.models import Entry, Workplan
from workplans.models.monitor.doubting import doubts_of
from workplans.queries.recorded import beside, counted_of, line_of, said_in_line, source_before
from workplans.queries.recording import recorded_by, recorded_in
from workplans.queries.values import OF_TIME, OF_YEAR
from workplans.rules import recording
from workplans.written import period_in_words, with_unit


@begins_with(look_first)
def monitor_record(request, pk, period):
    """The value of an indicator for a time of its plan; what is recorded already is corrected instead."""
    indicator = indicator_to_record(request, pk)
    plan = indicator.workplan
    prefetch_related_objects([plan], "quarters")
    period = plan.calendar().find(period)
    if period is None:
        raise Http404
    last = Entry.figures.last_for(indicator, period)
    if last and request.method != "POST":
        return redirect("workplans:monitor_correct", last.pk)
    breakdowns = indicator.breakdowns.prefetch_related("parts")
    about = {"indicator": indicator, "period": period, "last": last, "breakdowns": breakdowns}
    initial = {} if request.method == "POST" else {"source": source_before(indicator)}
    form = RecordForm(request.POST or None, request.FILES or None, initial=initial, **about)
    following = next_due(request, indicator, period)
    if entry := saved(request, form):
        facts = {"name": indicator.name[:80], "time": period_in_words(period.key), "value": entry.in_words}
        messages.success(request, _("Recorded: %(name)s, %(time)s: %(value)s") % facts)
        if following and "next" in request.POST:
            return redirect("workplans:monitor_record", *following)
        return redirect(entry)
    context = {"indicator": indicator, "plan": plan, "period": period, "form": form, "following": following}
    context["when"] = period_in_words(period.key)
    context["closed"] = closed_to(request.user, plan, [period.last])
    context |= {"is_to_come": period.first > timezone.localdate(), **shown_beside(indicator, period)}
    return render(request, "workplans/monitor/record.html", context)


def shown_beside(indicator, period):
    """What a page shows beside the boxes of a value, and what a script says of a ratio while it is typed; nothing of none."""
    if indicator is None or period is None:
        return {}
    share = with_unit("#", indicator.unit)
    return {"beside": beside(indicator, period), "share": _("That is %(share)s.") % {"share": share}}


def next_due(request, indicator, period):
    """(key, time) of what the reader's posts record next: of the same time before others; None where nothing is lacking."""
    plan = indicator.workplan
    posts, leads = posts_that_record(request.user, plan.team)
    mine = recorded_by(posts, [plan.team_id] if leads else [])
    [recorded] = recorded_in(Workplan.objects.filter(pk=plan.pk), mine)
    return recorded.next_after(indicator.pk, period, timezone.localdate())


def saved(request, form):
    """What `form` wrote, where it was sent and is right; None where it comes back with words."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return form.save(request.user)
    except ValidationError as error:
        form.refused(error)
        return None


@begins_with(look_first)
def monitor_correct(request, pk):
    """What a figure should have said, with the reason, or that it is taken back: an entry of its own; both stay."""
    asked = value_to_correct(request, pk)
    last = line_of(asked)[-1]
    breakdowns = asked.indicator.breakdowns.prefetch_related("parts") if asked.indicator else ()
    doubts = doubts_of(last)
    about_it = {"last": last, "doubts": doubts, "breakdowns": breakdowns, "carried": request.GET}
    form = CorrectForm(request.POST or None, request.FILES or None, **about_it)
    back = table_of(asked, request.GET.get("table"))
    if entry := saved(request, form):
        messages.success(request, said_of(form))
        return redirect(back or entry)
    context = {"entry": last, "plan": asked.workplan, "form": form, "doubts": doubts, **about(last, request.user)}
    context |= {
        "indicator": asked.indicator,
        "back": back or last.get_absolute_url(),
        **shown_beside(asked.indicator, asked.period_in(asked.workplan)),
    }
    return render(request, "workplans/monitor/correct.html", context)


def table_of(entry, name):
    """The address of the table with that name from which somebody came to correct the value of `entry`; "" for none."""
    if entry.indicator and name == OF_TIME:
        return reverse("workplans:monitor_period", args=[entry.workplan_id, entry.period])
    if entry.indicator and name == OF_YEAR:
        every = recording.every_of(entry.period)
        return reverse("workplans:monitor_year", args=[entry.indicator_id], query={"every": every})
    return ""


def said_of(form):
    """What is said once a CorrectForm is written."""
    if form.keeps:
        return _("Said. Who doubted it is told.")
    if form.takes_back:
        return _("Taken back. It counts no more, and stays to be seen with the reason.")
    if not form.last.reading.is_known:
        return _("Recorded again. What was taken back stays to be seen.")
    return _("Corrected. Both stay.")


def monitor_verify(request, pk):
    """Somebody who did not record it looks at what stands, and says that it is right, or that it is not."""
    asked = value_to_verify(request, pk)
    last = line_of(asked)[-1]
    form = VerifyForm(request.POST or None, entry=last)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            words = _("Said. Who recorded it is told.") if form.is_doubt else _("Verified. Who recorded it is told.")
            messages.success(request, words)
            return redirect(last)
    context = {"entry": last, "plan": asked.workplan, "form": form, "doubts": doubts_of(last)}
    context |= about(last, request.user)
    context["may_correct"] = may_write(request.user, asked.workplan)
    return render(request, "workplans/monitor/verify.html", context)


def about(entry, user):
    """What a page says of the time of a figure, closed or not, with the photos and documents beside it.

    Who leads takes those back too.
    """
    prefetch_related_objects([entry.workplan], "quarters")
    when = period_in_words(entry.period) if entry.period else entry.on
    shown = entry.evidence.model.objects.standing().filter(entry__place=entry.place)
    evidence = shown.defer("content").select_related("by", "entry")
    closed = closed_to(user, entry.workplan, [entry.counts_on(entry.workplan)])
    found = {"when": when, "evidence": evidence, "leads": may_lead(user, entry.workplan.team), "closed": closed}
    return found | {"line": said_in_line(entry)}


@begins_with(look_first)
def monitor_tally(request, pk):
    """How often an activity was held on a day, and how many people it reached; all that was counted, with its sums."""
    activity = activity_to_count(request, pk)
    form = CountForm(request.POST or None, request.FILES or None, activity=activity)
    if saved(request, form):
        messages.success(request, _("Recorded."))
        return redirect(request.path)
    plan = activity.workplan
    counted = counted_of(plan, activity, request.GET.get("page"))
    closed = closed_to(request.user, plan, [one.ends_on for one in plan.quarters.all()])
    context = {"activity": activity, "plan": plan, "form": form, "counted": counted, "closed": closed}
    return render(request, "workplans/monitor/tally.html", context)
