"""Bringing a file into a plan: what was chosen, what it would do, doing it, and taking it back.

A file is read before the transaction in which it is put to use, so that nobody waits for a large one.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.models import Notice, User
from teams.models.uploads import KEPT_FOR
from workplans.exchange.apply import apply_plan
from workplans.exchange.mapping import Mapping
from workplans.exchange.planfile import read_plan
from workplans.models import (
    Activity,
    Allocation,
    FundingSource,
    Import,
    Indicator,
    Objective,
    Output,
    Question,
    Target,
    Workplan,
)

UNASKED = {"repeated-header"}
"""Kinds of problems that ask nothing of anybody once the plan is there."""
UPWARDS: tuple[Any, ...] = (Allocation, Target, Indicator, Activity, Output, Objective)
"""What an import makes, from the leaves up."""
FIGURES = {Allocation, Target}


class Touched(ValidationError):
    """An import that cannot be taken back: somebody worked on since."""


def bring(plan, file, by, once):
    """The Import of an uploaded `file`, the same for the same form sent twice; forgets what waited too long."""
    for old in Import.objects.filter(at__lt=timezone.now() - KEPT_FOR, content__isnull=False):
        old.content = None
        old.save(update_fields=["content"])
    imported, _new = Import.objects.get_or_create(
        once=once, workplan=plan, by=by, defaults={"name": file.name[:255], "content": file.read()}
    )
    return imported


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
    with transaction.atomic():
        report = apply_plan(found, imported.workplan)
        transaction.set_rollback(True)
    imported.outcome = {**report.to_show(), "sheet": found.sheet, "header_row": found.header_row}
    imported.save(update_fields=["choices", "outcome"])


def put_to_use(imported, by):
    """Write the file into its plan with its questions; whether it was done now. A second time does nothing."""
    found = read(imported)
    plan = imported.workplan
    with transaction.atomic():
        plan = Workplan.objects.select_for_update().get(pk=plan.pk)
        if Import.objects.filter(pk=imported.pk, applied_at__isnull=False).exists():
            return False
        posts = dict(Activity.objects.filter(workplan=plan).values_list("pk", "post"))
        report = apply_plan(found, plan, _("From the file %(name)s") % {"name": imported.name})
        record(imported, found, report)
        tell(imported, by, report, posts)
    return True


def record(imported, found, report):
    """Keep what an import did, for its undoing, and the questions that it leaves."""
    imported.outcome = {**report.to_show(), **report.to_undo(), "sheet": found.sheet, "header_row": found.header_row}
    imported.applied_at = timezone.now()
    imported.save()
    ask(imported, report)


def ask(imported, report):
    """An open question for each problem, beside what came of its row; not what was asked of it before and kept."""
    asked = Question.objects.filter(workplan=imported.workplan_id)
    seen = {place["activity"] for place in report.places.values()}
    kept = set()
    for earlier in asked.filter(activity__in=seen):
        if earlier.answer == Question.Answer.KEPT:
            kept.add((earlier.kind, earlier.activity_id, str(earlier.values)))
        elif not earlier.answer:
            earlier.delete()
    for problem in report.problems:
        place = {f"{kind}_id": key for kind, key in report.places.get(problem.row, {}).items()}
        if problem.kind in UNASKED or (problem.kind, place.get("activity_id"), str(problem.values)) in kept:
            continue
        row = {"row": problem.row, "cell": problem.cell, "kind": problem.kind, "values": problem.values}
        Question.objects.create(workplan=imported.workplan, imported=imported, **row, **place)


def tell(imported, by, report, posts):
    """Tell the team of the import, and each holder of a post how many activities it now has more."""
    plan, today = imported.workplan, timezone.localdate()
    activities = report.created["activity"]
    team = list(User.objects.in_team(plan.team, today))
    url = plan.get_absolute_url()
    Notice.objects.tell(team, "plan_imported", by, url, plan=str(plan.year), file=imported.name, count=activities)
    given: dict[int, int] = {}
    for key, post in Activity.objects.filter(workplan=plan, post__isnull=False).values_list("pk", "post"):
        if posts.get(key) != post:
            given[post] = given.get(post, 0) + 1
    for post, count in given.items():
        holders = User.objects.filter(pk__in=plan.team.posts.filter(pk=post).values("holdings__user"))
        current = [person for person in team if person in set(holders)]
        Notice.objects.tell(current, "activities_given", by, f"{url}?post={post}", plan=str(plan.year), count=count)


def touched_since(imported):
    """Whether one of the items of an import, or anything under them, was written by hand since."""
    made = {kind: set(keys) for kind, keys in imported.outcome.get("made", {}).items()}
    before = {kind: set(map(int, rows)) for kind, rows in imported.outcome.get("before", {}).items()}
    parents = {"output": ["objective"], "activity": ["output"], "indicator": ["objective", "output", "activity"]}
    parents |= {"allocation": ["activity"], "target": ["indicator"]}
    for model in UPWARDS:
        kind = model._meta.model_name
        above = parents.get(kind, [])
        path = {"indicator__workplan": imported.workplan_id} if model is Target else {"workplan": imported.workplan_id}
        later = model.history.filter(history_date__gt=imported.applied_at, **path)
        for key, *places in later.values_list("id", *(f"{one}_id" for one in above)):
            own = key in made.get(kind, ()) or key in before.get(kind, ())
            if own or any(place in made.get(one, ()) for one, place in zip(above, places, strict=True)):
                return True
    return False


def undo(imported, by):
    """Take an import back: what it made goes, what it changed is as before. Raises Touched."""
    with transaction.atomic():
        plan = Workplan.objects.select_for_update().get(pk=imported.workplan_id)
        imported = Import.objects.get(pk=imported.pk)
        if imported.undone_at or not imported.applied_at:
            return
        if touched_since(imported):
            raise Touched(_("Somebody has worked on what this import brought, so it can no longer be taken back."))
        reason = _("Import of %(name)s taken back") % {"name": imported.name}
        made, before = imported.outcome["made"], imported.outcome["before"]
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
        for model in (Workplan, *reversed(UPWARDS)):
            rows = before.get(model._meta.model_name, {})
            for row in model.objects.filter(pk__in=rows):
                for column, value in rows[str(row.pk)].items():
                    setattr(row, column, model._meta.get_field(column).to_python(value))
                row._change_reason = reason
                row.save()
        imported.questions.all().delete()
        imported.undone_at, imported.undone_by = timezone.now(), by
        imported.save(update_fields=["undone_at", "undone_by"])
        team = User.objects.in_team(plan.team, timezone.localdate())
        facts = {"plan": str(plan.year), "file": imported.name}
        Notice.objects.tell(team, "import_undone", by, plan.get_absolute_url(), **facts)
