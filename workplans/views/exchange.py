"""A file becomes a plan in three steps, and what it leaves to be asked is answered one by one."""

import re
from collections import defaultdict
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from teams.exchange.unreadable import Unreadable
from teams.once import acts_once_itself
from workplans.access import (
    import_to_edit,
    import_to_plan,
    import_to_read,
    may_plan,
    may_write,
    question_to_edit,
    version_to_read,
    workplan_to_edit,
    workplan_to_read,
)
from workplans.bringing import bring_back, look_at
from workplans.exchange.findings import TITLES
from workplans.exchange.offered import Look
from workplans.exchange.paper import NotSet
from workplans.exchange.planfile import look_into
from workplans.exchange.remarks import with_remarks
from workplans.exchange.returned import is_returned, read_returned
from workplans.exchange.told import by_kind, changes_in_words, problems_of
from workplans.forms.exchange import OF_ANOTHER_PLAN, ColumnsForm, ReturnForm, SheetForm, UploadForm
from workplans.importing import Touched, bring, choose, put_to_use, remembered, touched_since, undo
from workplans.meanwhile import last_changed
from workplans.models import Question
from workplans.questions import questions_of, where_to_correct
from workplans.taking import EXCEL, WAYS, Taken, take
from workplans.views.organise.ceilings import chosen

SHOWN = 50
LONGEST_ROW = 5


@acts_once_itself
def exchange_upload(request, pk):
    """Step 1: the file, and what was imported into the plan before. While a plan is locked, only what comes back is taken."""
    plan = workplan_to_edit(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            next_step = look_over(plan, file)
        except Unreadable as problem:
            form.add_error("file", problem.message)
        else:
            return redirect(next_step, bring(plan, file, request.user, form.cleaned_data["once"]).pk)
    earlier = plan.imports.filter(applied_at__isnull=False).select_related("by", "undone_by")
    earlier = earlier.with_is_kept().defer("content", "choices")[:SHOWN]
    return render(request, "workplans/exchange/upload.html", {"plan": plan, "form": form, "earlier": earlier})


def look_over(plan, file):
    """The page on which a file goes on. Raises Unreadable, and Locked for one that is not of this plan while it is locked."""
    content = file.read()
    file.seek(0)
    if is_returned(content):
        if read_returned(content).plan != plan.pk:
            raise Unreadable(str(OF_ANOTHER_PLAN))
        return "workplans:exchange_return"
    plan.refuse_unless_open()
    look_into(content, file.name)
    return "workplans:exchange_columns"


@require_GET
def exchange_take(request, pk):
    """The files that can be made of the plan as it stands, or of the version that is chosen (`version`)."""
    plan = workplan_to_read(request, pk)
    versions = list(plan.versions.light())
    context = {
        "plan": plan,
        "comes_back": [(name, way) for name, way in WAYS.items() if way.returns],
        "stays": [(name, way) for name, way in WAYS.items() if not way.returns],
        "versions": versions,
        "number": chosen(request.GET.get("version"), [one.number for one in versions], None),
        "may_edit": may_write(request.user, plan),
    }
    return render(request, "workplans/exchange/take.html", context)


@require_GET
def exchange_file(request, pk, way):
    """The plan as a file, or the version of it that `version` names. `made` comes back as a cookie: the page waits for it."""
    if way not in WAYS or (WAYS[way].returns and "version" in request.GET):
        raise Http404
    plan, version = workplan_to_read(request, pk), None
    if number := chosen(request.GET.get("version"), plan.versions.values_list("number", flat=True), None):
        plan, version = version_to_read(request, pk, number)
    try:
        response = file_to_keep(take(plan, way, version))
    except NotSet:
        messages.error(request, _("This plan is too large for one paper. Take the workbook and print a part of it."))
        return redirect("workplans:exchange_take", pk)
    if re.fullmatch(r"[0-9a-z]{1,20}", request.GET.get("made", "")):
        response.set_cookie(
            "made",
            request.GET["made"],
            max_age=60,
            path=reverse("workplans:exchange_take", args=[pk]),
            samesite="Strict",
        )
    return response


def file_to_keep(taken):
    """A file that was made, for the browser to keep."""
    response = HttpResponse(taken.content, content_type=taken.kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, taken.name)
    return response


@acts_once_itself
def exchange_return(request, pk):
    """A file that comes back: what would change, cell by cell, and what somebody has to decide."""
    imported = import_to_edit(request, pk)
    plan = imported.workplan
    if imported.applied_at or not imported.is_kept:
        return redirect("workplans:exchange_upload", plan.pk)
    try:
        returned = read_returned(bytes(imported.content))
    except Unreadable as problem:
        return refuse(request, problem, "workplans:exchange_upload", plan.pk)
    is_of_this_plan = returned.plan == plan.pk
    look = look_at(plan, returned)[0] if is_of_this_plan else Look()
    form = ReturnForm(look, is_of_this_plan, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = bring_back(imported, returned, form.decided(), request.user)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            if count is not None:
                messages.success(request, what_came(count, imported.outcome["left_out"]))
            return redirect(plan)
    both = Paginator(look.conflicts if form.at_once else [], SHOWN).get_page(request.GET.get("both"))
    changed = last_changed([*both, *(change for change, _field in form.choices)])
    page = Paginator(look.plain, SHOWN).get_page(request.GET.get("page"))
    cells, rows = look.left_out
    context = {
        "plan": plan,
        "imported": imported,
        "look": look,
        "form": form,
        "page": page,
        "plain": [(change, None) for change in page],
        "new": Paginator(look.coming_new, SHOWN).get_page(request.GET.get("new")),
        "both": both,
        "both_changed": [(change, changed.get(change.token)) for change in both],
        "choices": [(change, field, changed.get(change.token)) for change, field in form.choices],
        "cells_out": cells,
        "rows_out": rows,
        "remarks": [(places[0], len(places) - 1, words) for words, places in look.remarks.items()],
    }
    return render(request, "workplans/exchange/return.html", context)


def what_came(count, left_out):
    """How much is in the plan now, and how much was left out on purpose, in words."""
    words = [ngettext("%(n)s change is in the plan.", "%(n)s changes are in the plan.", count) % {"n": count}]
    if left_out:
        out = ngettext(
            "%(n)s was left out: mend it in the file, and bring the file again.",
            "%(n)s were left out: mend them in the file, and bring the file again.",
            left_out,
        )
        words.append(out % {"n": left_out})
    return " ".join(words)


@acts_once_itself
def exchange_columns(request, pk):
    """Step 2: the sheet and headings that were found, and what each column is."""
    imported = import_to_plan(request, pk)
    if imported.applied_at or not imported.is_kept:
        return redirect("workplans:exchange_upload", imported.workplan_id)
    try:
        look = look_into(bytes(imported.content), imported.name, *place_asked(request, imported.choices))
    except Unreadable as problem:
        return refuse(request, problem, "workplans:exchange_upload", imported.workplan_id)
    known = imported.choices.get("headings", {}) if "sheet" not in request.GET else {}
    form = ColumnsForm(look, known or remembered(imported), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            choose(imported, form.choices())
        except Unreadable as problem:
            form.add_error(None, problem.message)
        else:
            return redirect("workplans:exchange_review", imported.pk)
    context = {"plan": imported.workplan, "imported": imported, "look": look, "form": form, "sheet": SheetForm(look)}
    return render(request, "workplans/exchange/columns.html", context)


def place_asked(request, chosen):
    """(sheet, row of the headings) to look at: as asked for, else as chosen. Another sheet has a row of its own."""
    asked = request.GET
    if "sheet" not in asked:
        return chosen.get("sheet", ""), chosen.get("header_row")
    row = asked.get("header_row", "")
    known = row.isascii() and row.isdigit() and len(row) <= LONGEST_ROW and asked["sheet"] == asked.get("shown")
    return asked["sheet"], (int(row) or None) if known else None


def refuse(request, problem, name, key):
    """Say what is wrong with the file, on the page `name`."""
    messages.error(request, problem.message)
    return redirect(name, key)


def exchange_review(request, pk):
    """Step 3: what will be created and changed, and every row with a question. Nothing is saved yet."""
    imported = import_to_plan(request, pk)
    outcome = imported.outcome
    if imported.applied_at or not imported.is_kept:
        return redirect("workplans:exchange_upload", imported.workplan_id)
    if not outcome:
        return redirect("workplans:exchange_columns", imported.pk)
    problems = problems_of(outcome)
    kind = kind_in(request.GET)
    told = [problem for problem in problems if not kind or problem.kind == kind]
    again = outcome["changed"] or outcome["unchanged"]
    changes = Paginator(outcome["changes"] if again else [], SHOWN).get_page(request.GET.get("changes"))
    page = Paginator(told, SHOWN).get_page(request.GET.get("page"))
    context = {
        "plan": imported.workplan,
        "imported": imported,
        "outcome": outcome,
        "read": outcome["created"]["activity"] + outcome["changed"] + outcome["unchanged"],
        "asked": len({problem.row for problem in problems}),
        "kinds": by_kind(problem.kind for problem in problems),
        "kind": kind,
        "money": [(source, Decimal(amount)) for source, amount in outcome["money"].items()],
        "page": page,
        "rows": [(problem, outcome["names"].get(str(problem.row), "")) for problem in page],
        "again": again,
        "changes": changes,
        "changed": changes_in_words(changes),
    }
    return render(request, "workplans/exchange/review.html", context)


@require_POST
@acts_once_itself
def exchange_apply(request, pk):
    """Puts the file to use; a second press finds it done."""
    imported = import_to_plan(request, pk)
    if not imported.is_kept or not imported.outcome:
        raise Http404
    try:
        done = not imported.applied_at and put_to_use(imported, request.user)
    except Unreadable as problem:
        return refuse(request, problem, "workplans:exchange_review", imported.pk)
    if done:
        new, changed = imported.outcome["created"]["activity"], imported.outcome["changed"]
        words = [
            ngettext("%(n)s activity is new in the plan.", "%(n)s activities are new in the plan.", new) % {"n": new},
            ngettext("%(n)s activity has changed.", "%(n)s activities have changed.", changed) % {"n": changed},
        ]
        messages.success(request, " ".join(words if new and changed else words[1:] if changed else words[:1]))
    if imported.questions.open().exists():
        return redirect("workplans:exchange_questions", imported.workplan_id)
    return redirect(imported.workplan)


@require_GET
def exchange_remarks(request, pk):
    """The file with its remarks, as long as it is kept."""
    imported = import_to_read(request, pk)
    if not imported.is_kept or not imported.outcome or imported.came_back:
        raise Http404
    name = imported.name.rpartition(".")[0] or imported.name
    try:
        content = with_remarks(imported)
    except Unreadable as problem:
        return refuse(request, problem, "workplans:plan_outline", imported.workplan_id)
    return file_to_keep(Taken(content, _("%(name)s with remarks.xlsx") % {"name": name}, EXCEL))


def exchange_undo(request, pk):
    """Takes an import back, as long as nobody has worked on what it brought."""
    imported = import_to_plan(request, pk)
    if not imported.applied_at or imported.undone_at or imported.came_back:
        raise Http404
    if request.method == "POST":
        try:
            undo(imported, request.user)
        except Touched as problem:
            messages.error(request, problem.message)
        else:
            messages.success(request, _("The import is taken back. The plan's history still has it."))
        return redirect("workplans:exchange_upload", imported.workplan_id)
    context = {"plan": imported.workplan, "imported": imported, "touched": touched_since(imported)}
    return render(request, "workplans/exchange/undo.html", context)


def exchange_questions(request, pk):
    """What an imported file left to be asked: keep it as it is, or correct it where it stands."""
    plan = workplan_to_read(request, pk)
    kind = kind_in(request.GET)
    answered = "answered" in request.GET
    rows = questions_of(plan, answered)
    kinds = by_kind(rows.values_list("kind", flat=True))
    page = Paginator(rows.filter(kind=kind) if kind else rows, SHOWN).get_page(request.GET.get("page"))
    by_item = defaultdict(list)
    for question in page:
        by_item[question.activity or question.output].append((question, where_to_correct(question)))
    context = {
        "plan": plan,
        "kinds": kinds,
        "kind": kind,
        "answered": answered,
        "page": page,
        "items": list(by_item.items()),
        "may_edit": may_write(request.user, plan),
        "may_plan": may_plan(request.user, plan),
    }
    return render(request, "workplans/exchange/questions.html", context)


@require_POST
def exchange_answer(request, pk):
    """Keeps a question's row as it is, or asks it again (`again`)."""
    question = question_to_edit(request, pk)
    question.settle("" if "again" in request.POST else Question.Answer.KEPT, request.user)
    return back_to_questions(request, question.workplan)


@require_POST
def exchange_keep_all(request, pk):
    """Keeps all rows with an open question of one kind as they are."""
    plan = workplan_to_edit(request, pk)
    for question in plan.questions.open().filter(kind=kind_in(request.POST)):
        question.settle(Question.Answer.KEPT, request.user)
    return back_to_questions(request, plan)


def back_to_questions(request, plan):
    """To the list, filtered as it was where that is still of use."""
    kind = kind_in(request.POST)
    address = reverse("workplans:exchange_questions", args=[plan.pk])
    if kind and plan.questions.open().filter(kind=kind).exists():
        address += f"?kind={kind}"
    return redirect(address)


def kind_in(sent):
    """The kind of questions that is asked for; "" where it is none."""
    return sent.get("kind", "") if sent.get("kind") in TITLES else ""
