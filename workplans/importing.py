"""Bringing a file into a plan: what was chosen, what it would do, doing it, and taking it back.

A file is read before the transaction in which it is put to use, so that nobody waits for a large one.
"""

import json
import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teams.atonce import at_once
from teams.models import Notice, User
from teams.models.uploads import KEPT_FOR
from workplans.exchange.apply import apply_plan
from workplans.exchange.mapping import Mapping
from workplans.exchange.planfile import read_plan
from workplans.models import (
    Activity,
    Allocation,
    Delegation,
    Entry,
    Explanation,
    FundingSource,
    HandoverNote,
    Import,
    Indicator,
    MoneyEntry,
    Objective,
    Obstacle,
    Output,
    Question,
    Readiness,
    Resource,
    Target,
    Workplan,
)

UNASKED = {"repeated-header"}
"""Kinds of problems that ask nothing of anybody once the plan is there."""
UPWARDS: tuple[Any, ...] = (Allocation, Target, Indicator, Activity, Output, Objective)
"""What an import makes, from the leaves up."""
FIGURES = {Allocation, Target}
HANGS_ON: tuple[Any, ...] = (
    Resource.history,
    MoneyEntry.objects,
    Explanation.objects,
    Readiness.activities.through.objects,
    Entry.objects,
    Delegation.objects,
    Obstacle.objects,
    HandoverNote.objects,
)
"""What people hang on activities that no import makes: rows whose `activity` then has to stay."""
HANGS_ON_INDICATORS: tuple[Any, ...] = (Entry.objects, Explanation.objects)
PARENTS = {
    "output": ("objective",),
    "activity": ("output",),
    "indicator": ("objective", "output", "activity"),
    "allocation": ("activity",),
    "target": ("indicator",),
}
DAYS = ("applied_at", "undone_at")
TOUCHED = gettext_lazy("Somebody has worked on what this import brought, so it can no longer be taken back.")


class Touched(ValidationError):
    """An import that cannot be taken back: somebody worked on since."""


def bring(plan, file, by, once=None):
    """The Import of an uploaded `file`, the same one where its form is sent twice; forgets what waited too long.

    Another file in a form that somebody went back to is another import.
    """
    for old in Import.objects.filter(at__lt=timezone.now() - KEPT_FOR, content__isnull=False).defer("content"):
        old.content = None
        old.save(update_fields=["content"])
    fields = {"workplan": plan, "by": by, "name": file.name[:255], "content": file.read()}
    earlier = Import.objects.filter(once=once).first() if once else None
    if earlier and all(getattr(earlier, name) == value for name, value in fields.items()):
        return earlier
    try:
        with at_once():
            return Import.objects.create(once=once if once and not earlier else uuid.uuid4(), **fields)
    except IntegrityError:  # the same form, at the same moment
        return Import.objects.get(once=once)


def remembered(imported):
    """{folded heading: choice} of the team's last import that somebody chose columns for."""
    earlier = (
        Import.objects.filter(workplan__team=imported.workplan.team_id).exclude(choices={}).exclude(pk=imported.pk)
    )
    return (earlier.values_list("choices__headings", flat=True).first()) or {}


def mapping_of(choices):
    """What somebody chose on the page of columns, as the reader takes it."""
    columns: dict[str | int, dict] = {int(number): entry for number, entry in choices.get("columns", {}).items()}
    return Mapping(choices.get("sheet", ""), choices.get("header_row"), columns)


def read(imported):
    """The plan in the file, as chosen. Raises Unreadable."""
    return read_plan(bytes(imported.content), imported.name, mapping_of(imported.choices))


def choose(imported, choices):
    """Keep what the columns are, and work out what importing would do. Raises Unreadable; then nothing is kept."""
    imported.choices = choices
    found = read(imported)
    with at_once():
        report = apply_plan(found, imported.workplan)
        transaction.set_rollback(True)
    with at_once():
        Workplan.objects.select_for_update().get(pk=imported.workplan_id)
        if Import.objects.filter(pk=imported.pk, applied_at=None).exists():
            imported.outcome = {**report.to_show(), "sheet": found.sheet, "header_row": found.header_row}
            imported.save(update_fields=["choices", "outcome"])


def put_to_use(imported, by):
    """Write the file into its plan with its questions; whether it was done now. A second time does nothing."""
    found = read(imported)
    plan = imported.workplan
    with at_once():
        plan = Workplan.objects.hold(plan.pk)
        if Import.objects.filter(pk=imported.pk, applied_at__isnull=False).exists():
            return False
        began = timezone.now()
        posts = dict(Activity.objects.filter(workplan=plan).values_list("pk", "post"))
        report = apply_plan(found, plan, _("From the file %(name)s") % {"name": imported.name})
        record(imported, found, report, began)
        tell(imported, by, report, posts)
    return True


def record(imported, found, report, began=None):
    """Keep what an import did since `began`, for its undoing, and the questions that it leaves."""
    replaced = ask(imported, report)
    imported.outcome = {
        **report.to_show(),
        **report.to_undo(),
        "sheet": found.sheet,
        "header_row": found.header_row,
        "replaced": replaced,
        "began": (began or timezone.now()).isoformat(),
    }
    imported.applied_at = timezone.now()
    imported.save(update_fields=["outcome", "applied_at"])


def ask(imported, report):
    """An open question for each problem, beside what came of its row; not what was asked before and kept.

    Open ones of earlier files about the same rows are replaced; their keys are returned.
    """
    asked = list(Question.objects.filter(workplan=imported.workplan_id))
    kept = {known_by(one) for one in asked if one.answer == Question.Answer.KEPT}
    seen = {place["activity"] for place in report.places.values()}
    new = []
    for problem in report.problems:
        place = {f"{kind}_id": key for kind, key in report.places.get(problem.row, {}).items()}
        row = {"row": problem.row, "cell": problem.cell, "kind": problem.kind, "values": problem.values}
        question = Question(workplan=imported.workplan, imported=imported, **row, **place)
        if problem.kind not in UNASKED and known_by(question) not in kept:
            new.append(question)
    again = {known_by(one) for one in new}
    replaced = [one for one in asked if not one.answer and (one.activity_id in seen or known_by(one) in again)]
    for question in replaced:
        question.settle(Question.Answer.REPLACED, None)
    for question in new:
        question.save()
    return [question.pk for question in replaced]


def known_by(question):
    """By what a question is known again when a file is brought again: its row counts where nothing came of it."""
    where = question.activity_id or f"row {question.row}"
    return (question.kind, where, json.dumps(question.values, sort_keys=True))


def tell(imported, by, report, posts):
    """Tell the team of the import, and each holder of a post how many activities it now has more."""
    plan, today = imported.workplan, timezone.localdate()
    activities = report.created["activity"]
    team = list(User.objects.in_team(plan.team, today))
    url = plan.get_absolute_url()
    Notice.objects.tell(team, "plan_imported", by, url, plan=plan.full_name, file=imported.name, count=activities)
    given: dict[int, int] = {}
    for key, post in Activity.objects.filter(workplan=plan, post__isnull=False).values_list("pk", "post"):
        if posts.get(key) != post:
            given[post] = given.get(post, 0) + 1
    for post, count in given.items():
        holders = User.objects.filter(pk__in=plan.team.posts.filter(pk=post).values("holdings__user"))
        current = [person for person in team if person in set(holders)]
        Notice.objects.tell(current, "activities_given", by, f"{url}?post={post}", plan=plan.full_name, count=count)


def touched_since(imported):
    """Whether one of the items of an import, or anything under them, was written by hand since.

    What a later import wrote counts too, unless it was taken back.
    """
    made = {kind: set(keys) for kind, keys in imported.outcome.get("made", {}).items()}
    before = {kind: set(map(int, rows)) for kind, rows in imported.outcome.get("before", {}).items()}
    if any(rows.filter(activity__in=made.get("activity", ())).exists() for rows in HANGS_ON):
        return True
    if any(rows.filter(indicator__in=made.get("indicator", ())).exists() for rows in HANGS_ON_INDICATORS):
        return True
    undone = imported.workplan.imports.filter(undone_at__isnull=False, applied_at__gt=imported.applied_at)
    spans = [span for outcome, *days in undone.values_list("outcome", *DAYS) for span in spans_of(outcome, *days)]
    for model in UPWARDS:
        kind = model._meta.model_name
        above = PARENTS.get(kind, ())
        path = {"indicator__workplan": imported.workplan_id} if model is Target else {"workplan": imported.workplan_id}
        later = model.history.filter(history_date__gt=imported.applied_at, **path)
        for key, at, *places in later.values_list("id", "history_date", *(f"{one}_id" for one in above)):
            own = key in made.get(kind, ()) or key in before.get(kind, ())
            under = any(place in made.get(one, ()) for one, place in zip(above, places, strict=True))
            if (own or under) and not any(first <= at <= last for first, last in spans):
                return True
    return False


def spans_of(outcome, applied_at, undone_at):
    """When an import that was taken back was at work, (from, to) each."""
    began, undoing = (datetime.fromisoformat(outcome[key]) for key in ("began", "undoing"))
    return [(began, applied_at), (undoing, undone_at)]


def undo(imported, by):
    """Take an import back: what it changed is as before, what it made goes. Raises Touched."""
    with at_once():
        plan = Workplan.objects.hold_open(imported.workplan_id)
        imported = Import.objects.get(pk=imported.pk)
        if imported.undone_at or not imported.applied_at:
            return
        if touched_since(imported) or in_closed_quarter(imported.outcome):
            raise Touched(TOUCHED)
        undoing = timezone.now()
        reason = _("Import of %(name)s taken back") % {"name": imported.name}
        restore(imported.outcome["before"], reason)
        remove(imported.outcome["made"], reason)
        currency = imported.outcome["before"].get("workplan", {}).get(str(plan.pk))
        if currency and not plan.allocations.exists():
            plan.currency = currency["currency"]
            vars(plan)["_change_reason"] = reason
            plan.save()
        imported.questions.all().delete()
        for question in Question.objects.filter(pk__in=imported.outcome["replaced"], answer=Question.Answer.REPLACED):
            question.settle("", None)
        imported.outcome["undoing"] = undoing.isoformat()
        imported.undone_at, imported.undone_by = timezone.now(), by
        imported.save(update_fields=["outcome", "undone_at", "undone_by"])
        team = User.objects.in_team(plan.team, timezone.localdate())
        facts = {"plan": plan.full_name, "file": imported.name}
        Notice.objects.tell(team, "import_undone", by, plan.get_absolute_url(), **facts)


def in_closed_quarter(outcome):
    """Whether an import made or changed targets of a quarter that is closed by now."""
    keys = {*outcome["made"].get("target", []), *outcome["before"].get("target", {})}
    return Target.objects.filter(pk__in=keys, quarter__is_closed=True).exists()


def restore(before, reason):
    """Give rows the values that they had, before what is new goes: something may have been moved under it."""
    for model in reversed(UPWARDS):
        rows = before.get(model._meta.model_name, {})
        for row in model.objects.filter(pk__in=rows):
            for name, value in rows[str(row.pk)].items():
                column = model._meta.get_field(name)
                if value and column.is_relation and not column.related_model.objects.filter(pk=value).exists():
                    raise Touched(TOUCHED)
                setattr(row, name, column.to_python(value))
            row._change_reason = reason
            row.save()


def remove(made, reason):
    """Take away the rows that an import made."""
    for model in UPWARDS:
        rows = model.objects.filter(pk__in=made.get(model._meta.model_name, []))
        if model in FIGURES:
            rows.delete()  # with their history, and no reason of their own
            continue
        for row in rows:
            row._change_reason = reason
            row.delete()
    for source in FundingSource.objects.filter(pk__in=made.get("fundingsource", []), allocations=None):
        source.delete()
