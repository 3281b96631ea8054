"""Review: a plan goes up, comes back, is approved, is changed with a reason, and is closed. Acts over several models.

Every act holds the plan and looks whether it is still where who acts saw it, so that of two people at once one acts
and the other is told. What leads where is in rules/reviewing.py.
"""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from teams.models import Notice, Post, User
from workplans.models import MoneyEntry, Remark, Version, Workplan
from workplans.models.organise.entries import Paper
from workplans.queries.organise import Money
from workplans.queries.snapshot import snapshot
from workplans.rules import reviewing
from workplans.rules.comparing import compare, compare_time
from workplans.rules.money import APPROVE, changes

State = Workplan.State
Outcome = Version.Outcome


def held(plan, act, **more):
    """(the plan, held, the state that `act` leads to). Raises ValidationError where it stands elsewhere by now."""
    plan = Workplan.objects.hold(plan.pk)
    state = reviewing.after(plan.state, act, amends=bool(plan.amends), **more)
    if state is None:
        words = _("The workplan stands elsewhere by now: %(state)s. Look again, then decide.")
        raise ValidationError(words % {"state": plan.get_state_display()}, code="elsewhere")
    return plan, state


@transaction.atomic
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
    last = plan.versions.first()
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


@transaction.atomic
def take_back(plan, by):
    """Take a plan back before it is decided on."""
    plan, state = held(plan, reviewing.TAKE_BACK)
    waiting(plan).settle(Outcome.TAKEN_BACK, by)
    plan.move_to(state, by)


@transaction.atomic
def give_back(plan, number, reason, by):
    """Return the version `number` of `plan` to its team, with a reason."""
    plan, state = held(plan, reviewing.RETURN)
    version = waiting(plan, number)
    version.settle(Outcome.RETURNED, by, reason, open_remarks=plan.remarks.open().count())
    plan.move_to(state, by, reason)
    facts = {"plan": plan.full_name, "reason": reason[:200]}
    Notice.objects.tell(leads(plan, version), "plan_returned", by=by, url=page_of(plan), **facts)


@transaction.atomic
def approve(plan, number, by, words="", with_money=False):
    """Approve the version `number` of `plan`: it goes on to the next reviewer, or is the approved plan.

    `with_money`: what it asks for and is not approved yet is written down as approved. Raises ValidationError where
    that cannot be written.
    """
    plan = Workplan.objects.hold(plan.pk)
    left = still_to_review(plan)
    plan, state = held(plan, reviewing.APPROVE, steps_left=len(left))
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
    """Write down as approved what is asked of sources and is not approved yet."""
    money = Money(plan)
    places = [place for place in money.sums if place[1]]
    amounts = changes(APPROVE, [money.sums[place] for place in places], percentage=100)
    asked = {place: amount for place, amount in zip(places, amounts, strict=True) if amount}
    if asked:
        paper = Paper(timezone.localdate(), str(version), by)
        MoneyEntry.objects.act(plan, MoneyEntry.Kind.APPROVED, asked, paper, silent=True)


@transaction.atomic
def amend(plan, reason, by):
    """Open the approved `plan` for a change, with a reason."""
    plan, state = held(plan, reviewing.AMEND)
    plan.move_to(state, by, reason, amends=reason)


@transaction.atomic
def leave(plan, by):
    """End an amendment in which nothing was changed. Raises ValidationError where something was."""
    plan, state = held(plan, reviewing.LEAVE)
    approved, now = plan.versions.approved().first(), snapshot(plan)
    if compare(approved.planned, now) or compare_time(approved.planned, now):
        raise ValidationError(_("Something is changed already. Put it back as it was approved, or send the change."))
    plan.move_to(state, by, amends="")


@transaction.atomic
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


@transaction.atomic
def reopen(plan, reason, by):
    """Open a closed plan again, with a reason; each of its quarters stays closed until it is opened."""
    plan, state = held(plan, reviewing.REOPEN)
    plan.move_to(state, by, reason)
    Notice.objects.tell(
        leads(plan), "plan_reopened", by=by, url=page_of(plan), plan=plan.full_name, reason=reason[:200]
    )


@transaction.atomic
def settle_quarter(quarter, is_closed, reason, by, today: date):
    """Close `quarter` of a plan, or open it again, with a reason; once is enough.

    Raises ValidationError where it is not over yet, where the plan is closed, or with who reviews it.
    """
    plan = Workplan.objects.hold(quarter.workplan_id)
    quarter = plan.quarters.get(pk=quarter.pk)
    if quarter.is_closed == is_closed:
        return
    if plan.is_closed:
        raise ValidationError(_("The workplan is closed. Open it first."))
    if is_closed and quarter.ends_on >= today:
        raise ValidationError(_("This quarter is not over yet."))
    quarter.settle(is_closed, by, reason)
    if not is_closed:
        facts = {"plan": plan.full_name, "quarter": quarter.number, "reason": reason[:200]}
        Notice.objects.tell(leads(plan), "quarter_reopened", by=by, url=page_of(plan), **facts)


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
    """Tell who supervises the unit that the plan is with that it is their turn."""
    posts = Post.objects.filter(unit=plan.reviewer, role=Post.Role.SUPERVISOR)
    people = User.objects.holding(posts, timezone.localdate())
    Notice.objects.tell(people, "plan_to_review", by=by, url=page_of(plan), plan=plan.full_name)


@transaction.atomic
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
