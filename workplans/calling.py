"""Calls for plans: making one, beginning a plan from it, and whom to remind who has not sent theirs."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from teams.atonce import at_once
from teams.models import Notice, Post, User
from teams.reminding import Reminder
from workplans.carrying import carry_all
from workplans.models import Call, Workplan
from workplans.rules import reviewing
from workplans.rules.reminding import stage_of

REMINDED_BEFORE = timedelta(days=7)
"""So long before plans are due, who has not sent theirs is reminded."""


@at_once
def call_for_plans(call, by):
    """Save the new `call` and tell whose turn it is: who leads a team of the branch."""
    call.by = by
    call.save()
    leads = Post.objects.filter(team__in=call.teams(), role=Post.Role.LEAD)
    tell(call, User.objects.holding(leads, timezone.localdate()), by)
    return call


def tell(call, people, by=None):
    Notice.objects.tell(people, "plans_called", by=by, url=own_plans(), **facts_of(call))


def facts_of(call):
    """What its notices say of it."""
    return {"unit": call.unit.name, "year": call.year, "day": call.due_on.isoformat()}


def own_plans():
    """Where who leads a team sees the calls that it has not answered."""
    return reverse("workplans:plan_list") + "?all=1"


@at_once
def begin_from(call, team, by):
    """The plan of `team` for the time of `call`, begun with what its template has; the one there is, if it has one.

    Raises ValidationError where the team has a plan that covers some of its days.
    """
    type(team).objects.select_for_update().get(pk=team.pk)
    there = call.plans().filter(team=team).first()
    if there:
        return there
    plan = Workplan.objects.begin(team, call.starts_on, call.ends_on, by=by)
    if call.template:
        carry_all(plan, call.template)
    return plan


def reminders(today):
    """Reminders of the calls that are due soon or late, for who leads a team that has not sent its plan."""
    for call in Call.objects.open(today).filter(due_on__lte=today + REMINDED_BEFORE).select_related("unit"):
        sent = call.plans().exclude(state__in=reviewing.OPEN, amends="").values("team")
        leads = Post.objects.filter(team__in=call.teams().exclude(pk__in=sent), role=Post.Role.LEAD)
        occasion = stage_of(call.due_on, today, REMINDED_BEFORE)
        for person in User.objects.holding(leads, today):
            yield Reminder(
                to=person,
                kind="plans_due",
                about="call",
                pk=call.pk,
                stage=occasion.stage,
                on=occasion.on,
                url=own_plans(),
                facts=facts_of(call),
            )
