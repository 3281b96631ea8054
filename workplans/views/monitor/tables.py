"""Values in a table: all indicators of one time, and all times of one indicator; saved row by row."""

from collections import Counter

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.once import acts_once_itself
from workplans.access import indicator_to_record, posts_that_record, workplan_to_edit
from workplans.access.closing import closed_to
from workplans.forms.monitor.grid import SAVED, TAKEN_BACK, GridForm, typed_of
from workplans.queries.values import MINE, MISSING, OTHERS, PeriodTable, YearTable
from workplans.rules import recording
from workplans.written import period_in_words

SHOWN = ("", MINE, MISSING, OTHERS)


def monitor_values(request, pk):
    """On to the table to record in: of the last time that is over, of the kind that most indicators are recorded for.

    One in an open quarter, where there is one.
    """
    plan, today = workplan_to_edit(request, pk), timezone.localdate()
    prefetch_related_objects([plan], "quarters")
    kinds = Counter(plan.indicator_set.values_list("recorded_every", flat=True))
    times = plan.calendar().of(max(recording.EVERY, key=lambda every: kinds[every]))
    over = [one for one in times if recording.to_record(one, today)]
    open_ones = [one for one in over if not plan.closed_on([one.last])]
    running = [one for one in times if one.first <= today <= one.last]
    return redirect("workplans:monitor_period", plan.pk, (open_ones or running or over or times[:1])[-1].key)


@acts_once_itself
def monitor_period(request, pk, period):
    """The values of a month, a quarter or the whole plan, a row for each indicator: typed, or pasted from a spreadsheet.

    What was sent twice is known by what stands in each row, so no other receipt is needed. What is sent is saved
    whatever is shown by now: a row that others have recorded meanwhile stays, with what was typed.
    """
    plan = workplan_to_edit(request, pk)
    prefetch_related_objects([plan], "quarters")
    calendar = plan.calendar()
    time = calendar.find(period)
    show = request.GET.get("show", "")
    if time is None or show not in SHOWN:
        raise Http404
    posts, leads = posts_that_record(request.user, plan.team)
    table = PeriodTable(plan, time, posts, leads, show, request.GET.get("page"), sent_in(request))
    is_to_come = time.first > timezone.localdate()
    tell_gone(request, table)
    form = filled_in(request, table)
    if form is None:
        return redirect(request.get_full_path())
    siblings = calendar.of(time.every)
    place = siblings.index(time)
    beside = [*siblings[max(0, place - 1) : place], *siblings[place + 1 : place + 2]]
    context = {
        "plan": plan,
        "period": time,
        "when": period_in_words(time.key),
        "form": form,
        "show": show,
        "page": table.page,
        "has_ratios": any(len(row.boxes) > 1 for row in form.rows),
        "beside": [(one.key, period_in_words(one.key)) for one in beside],
        "is_to_come": is_to_come,
        "closed": closed_to(request.user, plan, [time.last]),
        "counts": counts_in_words(table) if table.is_due else "",
        "elsewhere": table.missing_elsewhere,
    }
    return render(request, "workplans/monitor/period.html", context)


def counts_in_words(table):
    """ "7 of 12 recorded, 5 missing"; "" where nothing is recorded for such a time."""
    wanted, known = table.counts
    if not wanted:
        return ""
    facts = {"n": number_format(known), "all": number_format(wanted), "missing": number_format(wanted - known)}
    words = _("%(n)s of %(all)s recorded, %(missing)s missing.") if known < wanted else _("All %(all)s are recorded.")
    return words % facts


@acts_once_itself
def monitor_year(request, pk):
    """All values of one indicator, a row for each time; `every` in the address for other times than it is recorded."""
    indicator = indicator_to_record(request, pk)
    every = request.GET.get("every", indicator.recorded_every)
    if every not in recording.EVERY:
        raise Http404
    plan = indicator.workplan
    prefetch_related_objects([plan], "quarters")
    table = YearTable(indicator, every, timezone.localdate())
    form = filled_in(request, table)
    if form is None:
        return redirect(request.get_full_path())
    context = {"indicator": indicator, "plan": plan, "form": form, "every": every}
    context["closed"] = closed_to(request.user, plan, [one.last for one in table.periods])
    context["all_closed"] = all(form_row.row.is_closed for form_row in form.rows)
    context |= {"has_ratios": indicator.is_ratio, "others": [one for one in recording.EVERY if one != every]}
    return render(request, "workplans/monitor/year.html", context)


def sent_in(request):
    """The names of the rows that were sent; None where the page is only looked at."""
    return {name.partition("-")[0] for name in request.POST} if request.method == "POST" else None


def tell_gone(request, table):
    """Say what was typed for indicators that were taken out of the plan meanwhile: no row is left that could hold it."""
    for row, name in table.gone().items():
        if typed := typed_of(request.POST, row):
            words = _("“%(name)s” was taken out of the plan meanwhile. What you typed for it is not saved: %(typed)s")
            messages.warning(request, words % {"name": name[:200], "typed": typed[:200]})


def filled_in(request, table):
    """The form over the rows of `table`; None where all that was sent is saved."""
    if request.method != "POST":
        return GridForm(rows=table.rows())
    form = GridForm(request.POST, rows=table.rows())
    counts, wrong = form.save(request.user)
    if count := counts[SAVED]:
        words = ngettext("%(n)s value was saved.", "%(n)s values were saved.", count)
        messages.success(request, words % {"n": number_format(count)})
    if back := counts[TAKEN_BACK]:
        words = ngettext("%(n)s value was taken back.", "%(n)s values were taken back.", back)
        messages.success(request, words % {"n": number_format(back)})
    if wrong:
        return form.again(table.rows(), wrong)
    if not (count or back):
        messages.info(request, _("Nothing was changed."))
    return None
