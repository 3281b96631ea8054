"""Review: a plan goes up, comes back, is approved, is changed with a reason, and is closed. Acts over several models.

Every act holds the plan and looks whether it is still where who acts saw it, so that of two people at once one acts
and the other is told. What leads where is in rules/reviewing.py.
"""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.atonce import at_once
from teams.models import Holding, Notice, Post, Unit, User
from workplans.models import MoneyEntry, Remark, Version, Workplan
from workplans.models.organise.entries import Paper
from workplans.queries.approval import approval_of
from workplans.queries.review import differs
from workplans.queries.snapshot import snapshot
from workplans.rules import reviewing

State = Workplan.State
Outcome = Version.Outcome
MONEY_REASON = MoneyEntry._meta.get_field("reason").max_length


def held(plan, act, *, step=None, **more):
    """(the plan, held, the state that `act` leads to). Raises ValidationError where it stands elsewhere by now.

    `step` is the key of the unit that the plan was with when who acts looked at it; it has to be with it still.
    """
    plan = Workplan.objects.hold(plan.pk)
    state = reviewing.after(plan.state, act, amends=bool(plan.amends), **more)
    if state is None:
        raise ValidationError(words_elsewhere(plan), code="elsewhere")
    if step not in (None, plan.reviewer_id):
        words = _("The workplan was passed on to %(unit)s meanwhile. Look at it again, then decide.")
        raise ValidationError(words % {"unit": plan.reviewer.name}, code="elsewhere")
    return plan, state


def words_elsewhere(plan):
    """What is said to who would act on a plan that stands elsewhere by now."""
    words = _("The workplan stands elsewhere by now: %(state)s. Look again, then decide.")
    return words % {"state": plan.get_state_display()}


@at_once
def send(plan, by, note=""):
    """Send `plan` to who reviews it first: the Version that is kept of it.

    Raises ValidationError where there is nothing to review, or nobody who does. An amendment that is not reviewed here
    is approved with that.
    """
    plan, state = held(plan, reviewing.SEND, reviewed=settings.AMENDMENTS_REVIEWED)
    if not plan.activity_set.exists():
        raise ValidationError(_("There is no activity in this workplan yet, so there is nothing to review."))
    reviewers = plan.reviewers()
    if state == State.SENT and not reviewers:
        raise ValidationError(
            _(
                "Nobody reviews your workplans yet: there is no supervisor's post above your team. Who looks after the "
                "accounts above you can set one up."
            )
        )
    last = plan.versions.light().first()
    version = Version.objects.create(
        workplan=plan,
        number=last.number + 1 if last else 1,
        planned=snapshot(plan),
        note=note,
        amends=plan.amends,
        by=by,
    )
    if state == State.APPROVED:
        version.settle(Outcome.APPROVED, by)
        plan.move_to(state, by, note, amends="")
    else:
        plan.move_to(state, by, note, reviewer=reviewers[0])
        tell_reviewers(plan, by)
    return version


@at_once
def take_back(plan, by):
    """Take a plan back before it is decided on."""
    plan, state = held(plan, reviewing.TAKE_BACK)
    waiting(plan).settle(Outcome.TAKEN_BACK, by)
    plan.move_to(state, by)


@at_once
def give_back(plan, number, reason, by, step=None):
    """Return the version `number` of `plan`, which is with the unit `step`, to its team, with a reason."""
    plan, state = held(plan, reviewing.RETURN, step=step)
    version = waiting(plan, number)
    version.settle(Outcome.RETURNED, by, reason, open_remarks=plan.remarks.open().count())
    plan.move_to(state, by, reason)
    facts = {"plan": plan.full_name, "reason": reason[:200]}
    Notice.objects.tell(leads(plan, version), "plan_returned", by=by, url=page_of(plan), **facts)


@at_once
def approve(plan, number, by, words="", with_money=False, step=None):
    """Approve the version `number` of `plan`, which is with the unit `step`: it goes on to the next, or is approved.

    `with_money`: the money is approved as it is asked (see `approval_of`). Raises ValidationError where that cannot be
    written.
    """
    plan = Workplan.objects.hold(plan.pk)
    left = still_to_review(plan)
    plan, state = held(plan, reviewing.APPROVE, step=step, steps_left=len(left))
    version = waiting(plan, number)
    if state == State.SENT:
        plan.move_to(state, by, words, reviewer=left[0])
        tell_reviewers(plan, by)
        return
    version.settle(Outcome.APPROVED, by, words, open_remarks=plan.remarks.open().count())
    plan.move_to(state, by, words, amends="")
    if with_money:
        approve_money(plan, version, by)
    facts = {"plan": plan.full_name}
    Notice.objects.tell(leads(plan, version), "plan_approved", by=by, url=page_of(plan), **facts)


def still_to_review(plan):
    """The units that review `plan` after the one that it is with."""
    if plan.reviewer is None:
        return []
    above = plan.reviewers()
    return [one for one in above if plan.reviewer.path.startswith(one.path) and one != plan.reviewer]


def approve_money(plan, version, by):
    """Write down as approved what is asked of sources, and a cut for what a change no longer asks for."""
    changes = approval_of(plan, bool(version.amends)).changes
    if changes:
        paper = Paper(timezone.localdate(), str(version), by, version.amends[:MONEY_REASON])
        MoneyEntry.objects.act(plan, MoneyEntry.Kind.APPROVED, changes, paper, silent=True)


@at_once
def amend(plan, reason, by):
    """Open the approved `plan` for a change, with a reason."""
    plan, state = held(plan, reviewing.AMEND)
    plan.move_to(state, by, reason, amends=reason)


@at_once
def leave(plan, by):
    """End an amendment in which nothing was changed. Raises ValidationError where something was."""
    plan, state = held(plan, reviewing.LEAVE)
    if differs(plan.versions.approved().first().planned, snapshot(plan)):
        raise ValidationError(_("Something is changed already. Put it back as it was approved, or send the change."))
    plan.move_to(state, by, amends="")


@at_once
def close(plan, by, today: date, why=""):
    """Close `plan`: nothing in it is changed any more, no entry is taken. Its quarters are closed with it.

    Raises ValidationError where its time is not over yet.
    """
    plan, state = held(plan, reviewing.CLOSE)
    if plan.ends_on >= today:
        raise ValidationError(_("The time of this workplan is not over yet."))
    for quarter in plan.quarters.filter(is_closed=False):
        quarter.settle(True, by, why)
    plan.move_to(state, by, why)


@at_once
def reopen(plan, reason, by):
    """Open a closed plan again, with a reason; each of its quarters stays closed until it is opened."""
    plan, state = held(plan, reviewing.REOPEN)
    plan.move_to(state, by, reason)
    Notice.objects.tell(
        leads(plan), "plan_reopened", by=by, url=page_of(plan), plan=plan.full_name, reason=reason[:200]
    )


@at_once
def settle_quarter(quarter, is_closed, reason, by, today: date):
    """Close `quarter` of a plan, or open it again, with a reason; whether that was still to be done.

    Wherever the plan is with who reviews it, since its quarters go on meanwhile. Raises ValidationError where the
    quarter is not over yet, or the plan is closed.
    """
    plan = Workplan.objects.hold(quarter.workplan_id)
    quarter = plan.quarters.get(pk=quarter.pk)
    if quarter.is_closed == is_closed:
        return False
    if plan.is_closed:
        raise ValidationError(_("The workplan is closed. Open it first."))
    if is_closed and quarter.ends_on >= today:
        raise ValidationError(_("This quarter is not over yet."))
    quarter.settle(is_closed, by, reason)
    if not is_closed:
        facts = {"plan": plan.full_name, "quarter": quarter.number, "reason": reason[:200]}
        Notice.objects.tell(leads(plan), "quarter_reopened", by=by, url=page_of(plan), **facts)
    return True


def waiting(plan, number=None):
    """The version that waits to be decided on. Raises ValidationError where it is not the one of this number."""
    version = plan.versions.light().filter(outcome=Outcome.WAITING).first()
    if version is None or number not in (None, version.number):
        raise ValidationError(_("Another version was sent meanwhile. Look at it first, then decide."), code="elsewhere")
    return version


def page_of(plan):
    return reverse("workplans:review_page", args=[plan.pk])


def leads(plan, version=None):
    """Whose turn it is in the team: who leads it, and who sent the version."""
    posts = Post.objects.filter(team=plan.team_id, role=Post.Role.LEAD)
    return [*User.objects.holding(posts, timezone.localdate()), *([version.by] if version else [])]


def tell_reviewers(plan, by):
    """Tell who supervises the unit that the plan is with that it is their turn; where nobody does today, who may act."""
    Notice.objects.tell(acting_for(plan.reviewer)[1], "plan_to_review", by=by, url=page_of(plan), plan=plan.full_name)


def acting_for(unit):
    """(the unit, the people) that decide today on what is with `unit`: its own supervisors; two queries.

    Where each of its supervisors' posts is vacant, the nearest unit above whose are not; (None, []) where there is none.
    """
    above = list(Unit.objects.above(unit))
    held = Holding.objects.on(timezone.localdate()).filter(
        post__unit__in=above, post__role=Post.Role.SUPERVISOR, user__is_active=True
    )
    people: dict[int, list] = {}
    for one in held.select_related("user", "post"):
        people.setdefault(one.post.unit_id, []).append(one.user)
    return next(((one, people[one.pk]) for one in above if one.pk in people), (None, []))


@at_once
def remark(plan, about, text, by):
    """Leave a remark on an item of `plan` as its snapshot describes it, or on the whole where `about` is None.

    Raises ValidationError where the plan is closed.
    """
    plan = Workplan.objects.hold(plan.pk)
    if plan.is_closed:
        raise ValidationError(_("The workplan is closed, so no remark is taken."))
    of = {}
    if about:
        of = {"kind": about._meta.model_name, "item": about.pk, "name": about.name, "number": about.code}
    return Remark.objects.create(workplan=plan, text=text, by=by, **of)


@at_once
def reply(remark, text, by, state):
    """Say something to a remark, and let it be open or answered from now on; without words only the latter.

    Raises ValidationError where the plan is closed.
    """
    plan = Workplan.objects.hold(remark.workplan_id)
    if plan.is_closed:
        raise ValidationError(_("The workplan is closed, so nothing is said to its remarks any more."))
    remark = Remark.objects.select_for_update().get(pk=remark.pk)
    remark.state = state
    remark.save(update_fields=["state"])
    if text:
        Remark.objects.create(workplan=plan, on=remark, text=text, by=by, state=state)
