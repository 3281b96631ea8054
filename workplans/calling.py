"""Calls for plans: making one, beginning a plan from it, reminding who has not sent theirs."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from teams.models import Notice, Post, User
from workplans.carrying import carry_all
from workplans.models import Call, Workplan
from workplans.rules import reviewing

REMINDED_BEFORE = timedelta(days=7)
"""So long before plans are due, who has not sent theirs is reminded."""


@transaction.atomic
def call_for_plans(call, by):
    """Save the new `call` and tell whose turn it is: who leads a team of the branch."""
    call.by = by
    call.save()
    leads = Post.objects.filter(team__in=call.teams(), role=Post.Role.LEAD)
    tell(call, User.objects.holding(leads, timezone.localdate()), by)
    return call


def tell(call, people, by=None):
    facts = {"unit": call.unit.name, "year": call.year, "day": call.due_on.isoformat()}
    Notice.objects.tell(people, "plans_called", by=by, url=own_plans(), **facts)


def own_plans():
    """Where who leads a team sees the calls that it has not answered."""
    return reverse("workplans:plan_list") + "?all=1"


@transaction.atomic
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


@transaction.atomic
def remind(today):
    """Remind who leads a team that has not sent its plan, once a call, a week before it is due; how many calls."""
    due = Call.objects.filter(reminded_on=None, due_on__gte=today, due_on__lte=today + REMINDED_BEFORE)
    calls = list(due.select_for_update())
    for call in calls:
        sent = call.plans().exclude(state__in=reviewing.OPEN).values("team")
        waiting = call.teams().exclude(pk__in=sent)
        leads = Post.objects.filter(team__in=waiting, role=Post.Role.LEAD)
        facts = {"unit": call.unit.name, "year": call.year, "day": call.due_on.isoformat()}
        people = User.objects.holding(leads, today)
        Notice.objects.tell(people, "plans_due", url=own_plans(), **facts)
        call.reminded_on = today
        vars(call)["skip_history_when_saving"] = True
        call.save(update_fields=["reminded_on"])
    return len(calls)
