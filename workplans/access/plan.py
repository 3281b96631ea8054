"""Who may see and do what with a plan, its items, its money, its review and its files."""

from django.db.models import Q
from django.http import Http404

from teams.access import (
    EDITS,
    Role,
    first_or_404,
    may_edit,
    may_lead,
    or_403,
    standing,
    supervises,
    team_to_lead,
    teams_to_read,
    unit_to_bound,
)
from workplans.models import (
    Activity,
    Call,
    Import,
    Indicator,
    MoneyEntry,
    Objective,
    Output,
    PaperApproval,
    Question,
    Readiness,
    Remark,
    StandardIndicator,
    Workplan,
)

KINDS = {"objective": Objective, "output": Output, "activity": Activity, "indicator": Indicator}


def plans_to_read(user):
    """The plans that `user` may read: the one queryset behind pages, files and lists."""
    return Workplan.objects.filter(teams_to_read(user, "team__")).select_related("team__unit")


def workplan_to_read(request, pk, lock=False):
    """The plan `pk`, or 404; held for a change when `lock`. For a page that is only looked at it is read once."""
    seen = plans_to_read(request.user)
    if lock:
        return held_or_404(seen, pk)
    known = vars(request).setdefault("_plans_read", {}) if request.method == "GET" else {}
    if pk not in known:
        known[pk] = first_or_404(seen.filter(pk=pk))
    return known[pk]


def held_or_404(plans, pk):
    """The plan `pk`, held for a change where it is one of `plans`; 404 else."""
    try:
        return plans.hold(pk)
    except Workplan.DoesNotExist:
        raise Http404 from None


def held_with(rows):
    """The one row of `rows`, things in plans, locked for a change, with its plan held before it; else 404."""
    plan = Workplan.objects.hold(first_or_404(rows.order_by().values_list("workplan", flat=True)))
    # Without a join: the row itself is locked, and a person's rights need no lock.
    found = first_or_404(rows.model.objects.filter(pk__in=rows.order_by().values("pk")).select_for_update())
    found.workplan = plan
    return found


def workplan_to_edit(request, pk, lock=False):
    """The plan `pk` for who writes in it, 403 for who only reads it and once it is closed, or 404.

    Held for a change when `lock`.
    """
    plan = workplan_to_read(request, pk, lock)
    or_403(may_edit(request.user, plan.team))
    plan.refuse_if_closed()
    return plan


def workplan_to_plan(request, pk, lock=False):
    """The plan `pk` for a change of what is planned: as `workplan_to_edit`, and 403 while review locks it."""
    plan = workplan_to_edit(request, pk, lock)
    plan.refuse_unless_open()
    return plan


def may_write(user, plan):
    """Whether `user` may write down what happens in `plan`: money that moves, readiness, answers."""
    return may_edit(user, plan.team) and not plan.is_closed


def may_plan(user, plan):
    """Whether `user` may change what is planned in `plan` now."""
    return plan.is_open and may_edit(user, plan.team)


def workplan_to_lead(request, pk, lock=False):
    """The plan `pk` for who may change its dates and end it, 403 for others who read it, or 404."""
    plan = workplan_to_read(request, pk, lock)
    or_403(may_lead(request.user, plan.team))
    return plan


def may_remark(user, plan):
    """Whether `user` may leave remarks on `plan`: who supervises its team and does not write in it."""
    stand = standing(user)
    return stand.superuser or (Role.SUPERVISOR in stand.roles_in(plan.team) and not may_edit(user, plan.team))


def may_review(user, plan):
    """Whether it is the turn of `user`: of who supervises the unit that the plan is with, or one above it."""
    return plan.reviewer is not None and may_remark(user, plan) and supervises(user, plan.reviewer)


def may_close(user, plan):
    """Whether `user` may close quarters of `plan`: its lead, and who supervises its team."""
    return may_lead(user, plan.team) or may_remark(user, plan)


def may_reopen(user, plan):
    """Whether `user` may open again what was closed: who supervises the team; its lead where nobody does."""
    return may_remark(user, plan) or (may_lead(user, plan.team) and not plan.reviewers())


def plans_to_review(user):
    """The plans whose turn it is that `user` reviews them, the one that waits longest first."""
    stand = standing(user)
    sent = plans_to_read(user).filter(state=Workplan.State.SENT).select_related("reviewer__level")
    if not stand.superuser:
        mine = Q(pk__in=[])
        for path, held in stand.branches.items():
            if Role.SUPERVISOR in held:
                mine |= Q(reviewer__path__startswith=path)
        written = [team for team, held in stand.teams.items() if held & EDITS]
        sent = sent.filter(mine).exclude(team__in=written)
    return sent


def call_to_read(request, pk, change=False, lock=False):
    """The call `pk` for who sees its unit's ceilings; with `change` 403 for who does not set those; else 404."""
    calls = Call.objects.select_for_update(of=("self",)) if lock else Call.objects.select_related("template__team")
    call = first_or_404(calls.select_related("unit__level").filter(pk=pk))
    unit_to_bound(request, call.unit_id, change)
    return call


def call_of_team(request, pk, team):
    """(the call `pk`, the team that it reaches) for who leads the team, 403 for others who read it, or 404."""
    team = team_to_lead(request, team)
    return first_or_404(Call.objects.of(team.unit).select_related("unit", "template__team").filter(pk=pk)), team


def version_to_read(request, pk, number):
    """(the plan `pk`, its version `number`), or 404."""
    plan = workplan_to_read(request, pk)
    found = first_or_404(plan.versions.select_related("by", "decided_by").filter(number=number))
    found.workplan = plan
    return plan, found


def remark_to_read(request, pk, lock=False):
    """The remark `pk` of a plan that the person reads, not one that was said to it, or 404."""
    seen = Remark.objects.begun().filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    if lock:
        seen = Remark.objects.filter(pk__in=seen.values("pk")).select_for_update()
    else:
        seen = seen.select_related("workplan__team__unit", "by")
    return first_or_404(seen)


def paper_to_read(request, pk):
    """The approval on paper `pk`, with its scan, of a plan that the person reads, or 404."""
    seen = teams_to_read(request.user, "version__workplan__team__")
    return first_or_404(PaperApproval.objects.filter(seen, pk=pk))


def may_take_back(user, paper):
    """Whether `user` may take an approval on paper back: who brought it, and who leads the team."""
    return paper.by_id == user.pk or may_lead(user, paper.version.workplan.team)


def activities_to_change(plan, keys):
    """{key: activity} of those of `keys` in `plan`, which the person may edit, locked until the transaction ends."""
    return plan.activity_set.select_for_update().in_bulk(keys)


def model_of(kind):
    """The model behind the word of an address, "activity"; 404 for another word."""
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def item_to_read(request, kind, pk, lock=False):
    """The objective, output, activity or indicator `pk`, or 404; locked for a change, its plan held, when `lock`."""
    seen = model_of(kind).objects.filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    if lock:
        return held_with(seen)
    if kind == "activity":
        seen = seen.with_place()
    above = {
        "output": ["objective"],
        "activity": ["output__objective", "post"],
        "indicator": ["objective", "output", "activity", "post", "standard"],
    }.get(kind, [])
    if kind == "indicator":
        seen = seen.prefetch_related("breakdowns")
    return first_or_404(seen.select_related("workplan__team__unit", *above))


def item_to_edit(request, kind, pk, lock=False):
    """The item `pk` for who writes in its plan, 403 for who only reads it and once it is closed, or 404."""
    item = item_to_read(request, kind, pk, lock)
    or_403(may_edit(request.user, item.workplan.team))
    item.workplan.refuse_if_closed()
    return item


def item_to_plan(request, kind, pk, lock=False):
    """The item `pk` for a change of what is planned: as `item_to_edit`, and 403 while review locks its plan."""
    item = item_to_edit(request, kind, pk, lock)
    item.workplan.refuse_unless_open()
    return item


def standard_to_pick(key):
    """The standard indicator with that key, a text of an address, where it is offered; None otherwise."""
    known = key.isascii() and key.isdigit() and len(key) < 19
    return StandardIndicator.objects.filter(pk=key, is_offered=True).first() if known else None


def standard_to_read(pk):
    """The standard indicator `pk`, offered still or not, or 404: what it says is known to all."""
    return first_or_404(StandardIndicator.objects.filter(pk=pk))


def history_to_read(request, kind, pk):
    """The versions of an item, newest first, also of one that was removed, or 404."""
    rows = model_of(kind).history.filter(id=pk).select_related("history_user")
    latest = rows.first()
    if latest is None:
        raise Http404
    return workplan_to_read(request, latest.workplan_id), list(rows)


def import_to_read(request, pk):
    """The import `pk` of a plan that the person reads, or 404."""
    seen = Import.objects.filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    return first_or_404(seen.with_is_kept().select_related("workplan__team__unit"))


def import_to_edit(request, pk):
    """The import `pk` for who writes in its plan, 403 for who only reads it and once closed, or 404."""
    imported = import_to_read(request, pk)
    or_403(may_edit(request.user, imported.workplan.team))
    imported.workplan.refuse_if_closed()
    return imported


def import_to_plan(request, pk):
    """The import `pk` for a change of what is planned: as `import_to_edit`, and 403 while review locks the plan."""
    imported = import_to_edit(request, pk)
    imported.workplan.refuse_unless_open()
    return imported


def question_to_edit(request, pk):
    """The question `pk` of an import for who writes in its plan, 403 for who only reads it and once closed, or 404."""
    seen = Question.objects.filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    question = first_or_404(seen.select_related("workplan__team__unit"))
    or_403(may_edit(request.user, question.workplan.team))
    question.workplan.refuse_if_closed()
    return question


def entry_to_edit(request, pk):
    """The money entry `pk` of a plan that the person writes in, 403 for who only reads it and once closed, or 404."""
    seen = MoneyEntry.objects.filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    entry = first_or_404(seen.select_related("workplan__team__unit", "activity", "source", "post", "advance"))
    or_403(may_edit(request.user, entry.workplan.team))
    entry.workplan.refuse_if_closed()
    return entry


def act_to_take_back(request, pk, act):
    """(the plan `pk`, the entries written in the one act `act`) for who leads the team; 403 and 404 as for the plan."""
    plan = workplan_to_lead(request, pk)
    entries = list(plan.entries.filter(act=act).select_related("activity", "source"))
    if not entries:
        raise Http404
    return plan, entries


def readiness_history_to_read(request, pk):
    """(the plan, the versions newest first) of a structure or system, also of one that was removed, or 404."""
    rows = Readiness.history.filter(id=pk).select_related("history_user")
    found = list(rows.prefetch_related("historicalreadiness_activities_set"))
    if not found:
        raise Http404
    return workplan_to_read(request, found[0].workplan_id), found


def readiness_to_edit(request, pk, lock=False):
    """A structure or system of a plan that the person writes in, 403 for who only reads it and once closed, or 404.

    Locked for a change, its plan held, when `lock`.
    """
    seen = Readiness.objects.filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    found = held_with(seen) if lock else first_or_404(seen.select_related("workplan__team__unit", "post"))
    or_403(may_edit(request.user, found.workplan.team))
    found.workplan.refuse_if_closed()
    return found
