"""Who may record, correct and verify what came of a plan, and who sees what shows it.

Whoever writes in the team records and corrects; who supervises it verifies too. Nobody verifies what they recorded.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.utils.translation import gettext as _

from teams.access import Role, first_or_404, may_edit, may_lead, or_403, supervises, team_to_read, teams_to_read
from workplans.access.implement import acting_posts, acts_for
from workplans.access.plan import item_to_edit, workplan_to_edit, workplan_to_read
from workplans.models import Agreement, Entry, Evidence, Explanation, Filling, Indicator, Mapping, Workplan
from workplans.models.monitor.kinds import WRITTEN

# Recording.


def indicator_to_record(request, pk):
    """The indicator `pk` for who records its values, 403 for others who read it and once the plan is closed, or 404."""
    seen = Indicator.objects.filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    found = first_or_404(seen.select_related("workplan__team__unit", "post", "activity__post"))
    or_403(may_edit(request.user, found.workplan.team))
    found.workplan.refuse_if_closed()
    return found


def activity_to_count(request, pk):
    """The activity `pk` for who counts what was held and whom it reached, 403 and 404 as for `indicator_to_record`."""
    return item_to_edit(request, "activity", pk)


def recorded_to_read(request, pk):
    """What was recorded of a plan that the person reads, whatever its kind, or 404."""
    seen = Entry.objects.filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    about = ("indicator__activity__post", "indicator__post", "activity__post", "by", "post", "for_post")
    return first_or_404(seen.select_related("workplan__team__unit", *about))


def recorded_to_show(request, pk):
    """What was recorded, for who puts a photo or document beside it, 403 for others who read it and once closed."""
    entry = recorded_to_read(request, pk)
    or_403(may_edit(request.user, entry.workplan.team))
    entry.workplan.refuse_if_closed()
    return entry


def value_to_read(request, pk):
    """A value, occasions held or people reached, of a plan that the person reads, or 404."""
    entry = recorded_to_read(request, pk)
    if entry.kind == Entry.Kind.PROGRESS:
        raise Http404
    return entry


def value_to_correct(request, pk):
    """A figure for who corrects it: who writes in the team; 403 for others who read it and once the plan is closed."""
    entry = value_to_read(request, pk)
    or_403(may_edit(request.user, entry.workplan.team))
    entry.workplan.refuse_if_closed()
    return entry


def value_to_verify(request, pk):
    """A figure for who may verify or doubt it, 403 for others who read it, for who recorded any of it and once closed, or 404."""
    entry = value_to_read(request, pk)
    or_403(may_edit(request.user, entry.workplan.team) or supervises(request.user, entry.workplan.team.unit))
    entry.workplan.refuse_if_closed()
    if wrote(request.user, Entry.figures.filter(place=entry.place, act__in=WRITTEN).values_list("by", "post")):
        raise PermissionDenied(_("You recorded this. Somebody in another post verifies it."))
    return entry


def may_verify(user, plan):
    """Whether `user` may verify what others recorded in `plan`."""
    return not plan.is_closed and (may_edit(user, plan.team) or supervises(user, plan.team.unit))


def wrote(user, line):
    """Whether `user`, or a post of theirs, wrote one of `line`, (person, post) each."""
    mine = {post.pk for post in acting_posts(user)}
    return any(person == user.pk or post in mine for person, post in line)


def posts_that_record(user, team):
    """(the keys of the posts for which `user` records, whether they lead `team`): what is recorded by nobody else is the lead's."""
    posts = [post for post in acting_posts(user) if post.team_id == team.pk]
    return {post.pk for post in posts}, any(post.role == Role.LEAD for post in posts)


# Evidence.


def evidence_to_read(request, pk):
    """The photo or document `pk`, not taken back, of a plan that the person reads, or 404."""
    seen = Evidence.objects.standing().filter(teams_to_read(request.user, "entry__workplan__team__"), pk=pk)
    return first_or_404(seen)


def evidence_to_take_back(request, pk):
    """The evidence `pk` for who brought it and who leads the team; 403 for others who read it, once closed, or 404."""
    seen = Evidence.objects.filter(teams_to_read(request.user, "entry__workplan__team__"), pk=pk).defer("content")
    found = first_or_404(
        seen.select_related("entry__workplan__team__unit", "entry__indicator", "entry__activity", "by")
    )
    plan = found.entry.workplan
    or_403(found.by_id == request.user.pk or may_lead(request.user, plan.team))
    plan.refuse_if_closed()
    return found


# Filling from files.


def filling_to_read(request, pk):
    """The file of values `pk` of a plan that the person reads, without its content, or 404."""
    seen = Filling.objects.filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    return first_or_404(seen.defer("content").select_related("workplan__team__unit", "by", "filled_by"))


def filling_to_edit(request, pk):
    """The file of values `pk` for who records in its plan, 403 for who only reads it and once closed, or 404."""
    filling = filling_to_read(request, pk)
    or_403(may_edit(request.user, filling.workplan.team))
    filling.workplan.refuse_if_closed()
    return filling


def codes_to_read(request, pk):
    """(the team `pk`, what codes of other systems stand for in its plans), or 404."""
    team = team_to_read(request, pk)
    return team, Mapping.objects.filter(team=team).select_related("indicator", "part__breakdown")


def code_to_edit(request, pk):
    """What a code stands for, for who writes in its team's plans, 403 for who only reads them, or 404."""
    seen = Mapping.objects.filter(teams_to_read(request.user, "team__"), pk=pk)
    mapping = first_or_404(seen.select_related("team__unit", "indicator", "part"))
    or_403(may_edit(request.user, mapping.team))
    return mapping


# Comparing: why something is otherwise than planned.


def explanation_to_edit(request, kind, pk, number, lock=False):
    """The Explanation of the indicator or activity `pk` in the quarter `number`, a new one where there is none.

    For who writes in its plan; 403 for who only reads it and once it is closed, else 404. With `lock` the plan is held,
    so that two people do not begin one at the same time.
    """
    if kind not in ("indicator", "activity"):
        raise Http404
    item = item_to_edit(request, kind, pk)
    quarter = first_or_404(item.workplan.quarters.filter(number=number))
    if lock:
        Workplan.objects.hold(item.workplan_id)
    there = Explanation.objects.filter(quarter=quarter, **{kind: item})
    found = (there.select_for_update() if lock else there).first() or Explanation(quarter=quarter)
    setattr(found, kind, item)
    found.quarter = quarter
    return found


# Looking at a quarter together.


def quarter_to_read(request, pk, number):
    """(the plan `pk`, its quarter `number`, all its quarters), or 404."""
    return with_quarter(workplan_to_read(request, pk), number)


def quarter_to_agree(request, pk, number):
    """As `quarter_to_read`, for who writes in the plan; 403 for who only reads it and once it is closed."""
    return with_quarter(workplan_to_edit(request, pk), number)


def with_quarter(plan, number):
    prefetch_related_objects([plan], "quarters")
    quarters = list(plan.quarters.all())
    found = next((one for one in quarters if one.number == number), None)
    if found is None:
        raise Http404
    found.workplan = plan
    return plan, found, quarters


def agreement_to_read(request, pk):
    """What was agreed, in a team that the person reads, or 404."""
    seen = Agreement.objects.filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    return first_or_404(
        seen.select_related("workplan__team__unit", "quarter", "post", "indicator", "activity", "settled_by")
    )


def may_settle(user, agreement):
    """Whether `user` may say what came of it: who writes in the plan, and who holds or covers its post."""
    return may_edit(user, agreement.workplan.team) or acts_for(user, agreement.post)


def agreement_to_settle(request, pk):
    """What was agreed, for who may say what came of it, in a closed plan too; 403 for others who read it, or 404."""
    agreement = agreement_to_read(request, pk)
    or_403(may_settle(request.user, agreement))
    return agreement


def agreement_to_change(request, pk, lock=False):
    """What was agreed, for who writes in the plan; 403 for others who read it and once the plan is closed, or 404.

    With `lock` its plan is held, then it is, for a change.
    """
    agreement = agreement_to_read(request, pk)
    or_403(may_edit(request.user, agreement.workplan.team))
    agreement.workplan.refuse_if_closed()
    if lock:
        Workplan.objects.hold(agreement.workplan_id).refuse_if_closed()
        locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
        locked.workplan, locked.quarter = agreement.workplan, agreement.quarter
        return locked
    return agreement
