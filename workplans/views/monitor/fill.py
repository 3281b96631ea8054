"""A file of values fills indicators: the file, its columns, what its codes stand for, what it would record, and doing it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.atonce import at_once
from teams.exchange.unreadable import Unreadable
from teams.once import acts_once_itself
from workplans.access import may_write, workplan_to_edit
from workplans.access.monitor import filling_to_edit, filling_to_read
from workplans.exchange.values import look_into, read_values
from workplans.exchange.values.left_out import KINDS, NOTES, in_words
from workplans.filling import LEFT_MEANWHILE, fill, look_at, read
from workplans.forms.exchange import SheetForm
from workplans.forms.monitor.codes import A_PAGE, ALSO, CodesForm
from workplans.forms.monitor.fill import FillForm, RecordForm, ValueColumnsForm
from workplans.models import Filling, Workplan
from workplans.models.monitor.plausible import WORDS
from workplans.queries.codes import Codes, open_codes, with_offers
from workplans.queries.places import ANOTHER, likely_unit, our_place
from workplans.views.exchange import place_asked, refuse
from workplans.written import figure_in_words, period_in_words

SHOWN = 50


@acts_once_itself
def monitor_fill(request, pk):
    """The file; and what came of the files that were brought before."""
    plan = workplan_to_edit(request, pk)
    form = FillForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            look = look_into(content, file.name)
            is_known = look is None or look.table.is_sure
            if is_known:
                read_values(content, file.name)
        except Unreadable as problem:
            form.add_error("file", problem.message)
        else:
            filling = Filling.objects.bring(plan, file.name, content, request.user)
            if is_known and not filling.choose(as_is=True):
                return left(request, filling)
            return redirect(filling)
    earlier = plan.fillings.defer("content", "choices").select_related("by", "filled_by")
    waiting = earlier.filter(filled_at=None, content__isnull=False)
    context = {
        "plan": plan,
        "form": form,
        "earlier": earlier.exclude(filled_at=None)[:SHOWN],
        "waiting": waiting[:SHOWN],
    }
    return render(request, "workplans/monitor/fill.html", context)


@acts_once_itself
def monitor_filling_columns(request, pk):
    """The sheet and the headings that were found, and what each column is."""
    filling = filling_to_edit(request, pk)
    plan = filling.workplan
    content = filling.kept
    if content is None:
        return redirect("workplans:monitor_fill", plan.pk)
    try:
        look = look_into(content, filling.name, *place_asked(request, filling.choices))
    except Unreadable as problem:
        return refuse(request, problem, "workplans:monitor_fill", plan.pk)
    if look is None:
        return redirect(filling)
    form = ValueColumnsForm(look, plan.calendar(), remembered(filling), request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(filling) if filling.choose(**form.choices()) else left(request, filling)
    context = {"plan": plan, "filling": filling, "look": look, "form": form, "sheet": SheetForm(look)}
    return render(request, "workplans/monitor/filling_columns.html", context)


def left(request, filling):
    """On from a file that somebody left or filled from meanwhile."""
    if Filling.objects.filter(pk=filling.pk).exists():
        return redirect(filling)
    messages.error(request, LEFT_MEANWHILE)
    return redirect("workplans:monitor_fill", filling.workplan_id)


def remembered(filling):
    """{folded heading: role} of this file, or of the last one of the team of which somebody said what its columns are."""
    if "headings" in filling.choices:
        return filling.choices["headings"]
    earlier = Filling.objects.filter(workplan__team=filling.workplan.team_id, choices__has_key="headings")
    return earlier.order_by("-pk").values_list("choices__headings", flat=True).first() or {}


@acts_once_itself
def monitor_filling_codes(request, pk):
    """What the codes of a file stand for, of which nobody said so yet, and which of its places is ours."""
    filling = filling_to_edit(request, pk)
    plan = filling.workplan
    try:
        found = read(filling)
    except Unreadable as problem:
        return refuse(request, problem, "workplans:monitor_fill", plan.pk)
    unit, how = our_place(filling, found)
    is_asked = bool(found.units) and (not unit or "place" in request.GET)
    mine = found.of_unit(unit) if unit else found.figures
    typed = request.POST if ALSO in request.POST else None
    data = None if typed else request.POST or None
    with at_once():
        if data is not None:
            Workplan.objects.hold(plan.pk)  # so that no indicator goes while it is said
        codes = Codes(plan)
        asked = open_codes(mine, codes)
        page = Paginator(asked, A_PAGE).get_page(request.GET.get("page"))
        likely = unit or likely_unit(found.units, plan.team)
        form = CodesForm(codes, with_offers(page, codes), found.units if is_asked else {}, likely, data, typed)
        if data is not None and form.is_valid():
            form.save(plan.team, request.user, [one for one in asked if one not in page.object_list])
            if not filling.choose(asked=True, **({"unit": form.cleaned_data["unit"]} if is_asked else {})):
                return left(request, filling)
            return redirect(after_codes(filling, page, len(open_codes(mine, Codes(plan)))))
    context = {
        "plan": plan,
        "filling": filling,
        "form": form,
        "page": page,
        "count": len(asked),
        "places": len(found.units),
        "unit": "" if is_asked else found.units.get(unit, ""),
        "how": how,
        "is_another": how == ANOTHER,
    }
    return render(request, "workplans/monitor/filling_codes.html", context)


def after_codes(filling, page, left):
    """The next page of codes, where there is one; else what the file would record."""
    if not page.has_next() or not left:
        return filling.get_absolute_url()
    decided = page.paginator.count - left
    number = page.number if decided else page.next_page_number()
    return reverse("workplans:monitor_filling_codes", args=[filling.pk]) + f"?page={number}"


@acts_once_itself
def monitor_filling(request, pk):
    """What a file would record, what differs and what is left out; and once it was filled from, what came of it."""
    filling = filling_to_read(request, pk)
    plan = filling.workplan
    if filling.filled_at:
        return outcome(request, filling)
    filling_to_edit(request, pk)
    if "leave" in request.POST:
        if not filling.leave():
            return redirect(filling)
        messages.success(request, _("The file is left. Nothing was recorded from it."))
        return redirect("workplans:monitor_fill", plan.pk)
    if filling.kept is not None and not {"as_is", "columns"} & filling.choices.keys():
        return redirect("workplans:monitor_filling_columns", pk)
    try:
        found = read(filling)
    except Unreadable as problem:
        if "columns" in filling.choices and filling.kept is not None:
            return refuse(request, problem, "workplans:monitor_filling_columns", pk)
        return refuse(request, problem, "workplans:monitor_fill", plan.pk)
    unit, how = our_place(filling, found)
    if found.units and not unit:
        return redirect("workplans:monitor_filling_codes", pk)
    look = look_at(plan, found, unit, timezone.localdate())
    if look.told["unknown"].count and not filling.choices.get("asked") and request.method == "GET":
        return redirect("workplans:monitor_filling_codes", pk)
    form = RecordForm(look, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            came = fill(filling, found, unit, form.decided(), request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            if came is not None:
                tell(request, came)
            return redirect(filling)
    page = Paginator(look.fresh, SHOWN).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "filling": filling,
        "look": look,
        "form": form,
        "indicators": len({one.indicator.pk for one in look.fresh}),
        "page": page,
        "rows": [shown(one) for one in page],
        "differing": [(shown(one), tick) for one, tick in form.correct],
        "doubted": [(shown(one), tick) for one, tick in form.sure],
        "told": told({kind: [one.count, list(one.examples)] for kind, one in look.told.items()}),
        "unit": found.units.get(unit, ""),
        "how": how,
        "is_table": "as_is" not in filling.choices,
        "unknown": look.told["unknown"].count,
    }
    return render(request, "workplans/monitor/filling.html", context)


def outcome(request, filling):
    """What came of a file that was filled from."""
    context = {
        "plan": filling.workplan,
        "filling": filling,
        "came": filling.outcome,
        "told": told(filling.outcome["told"]),
        "may_edit": may_write(request.user, filling.workplan),
    }
    return render(request, "workplans/monitor/filled.html", context)


def tell(request, came):
    """Say what was done."""
    words = ngettext("%(n)s value is recorded.", "%(n)s values are recorded.", came["recorded"]) % {
        "n": came["recorded"]
    }
    if came["corrected"]:
        more = ngettext("%(n)s is corrected.", "%(n)s are corrected.", came["corrected"]) % {"n": came["corrected"]}
        words = f"{words} {more}"
    messages.success(request, words)


def told(kinds):
    """[(words, examples)] of what is left out, what asks for something first."""
    return [(in_words(kind, kinds[kind][0]), kinds[kind][1]) for kind in KINDS if kind in kinds and kinds[kind][0]]


def shown(line):
    """A line in words."""
    unit = line.indicator.unit
    return {
        "name": line.indicator.name,
        "link": line.indicator.get_absolute_url(),
        "period": period_in_words(line.period.key),
        "reading": figure_in_words(line.reading, unit),
        "parts": [f"{part}: {figure_in_words(said, unit)}" for part, said in line.parts.items()],
        "notes": [NOTES[note] for note in line.notes],
        "doubts": [WORDS[one] for one in line.doubts],
        "there": line.there and (line.there.in_words or _("taken back")),
        "by": line.there and line.there.by,
    }
