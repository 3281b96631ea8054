"""Reminders of what a post was asked to do: that it waits for an answer, that it is due."""

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.text import Truncator

from workplans.models import Delegation, DelegationStep, Occasion
from workplans.reminding.activities import in_work, said_last
from workplans.reminding.people import AboveAtWork, AtWork, moments, remind_each
from workplans.rules import delegating
from workplans.rules.progress import SETTLED
from workplans.rules.reminding import (
    ANSWERED_WITHIN,
    around,
    stage_above,
    stage_above_question,
    stage_of,
    stage_of_question,
)

WITH = ("activity", "occasion", "post__team__unit", "from_post", "asked_by", "workplan__team__unit")


def of_answers(today):
    """Of what waits for an answer too long: to whose turn it is, then to who asked, or stands above who asked."""
    questions = [delegating.TO_AGREE, delegating.OFFERED, delegating.IN_QUESTION]
    waiting = waiting_since(in_work(Delegation.objects.filter(state__in=questions), today), today)
    asking = Asking(waiting, today)
    for one in waiting:
        asked_on = timezone.localdate(one.waits_since)
        askers = asking.askers(one)
        people, turn = {
            delegating.TO_AGREE: (asking.over.leads[one.post.team_id], "lead"),
            delegating.OFFERED: (asking.at_work.of(one.post_id), "holder"),
            delegating.IN_QUESTION: (askers, "asker"),
        }[one.state]
        others = asking.over.of(one.workplan.team, askers) if turn == "asker" else without(askers, people)
        told = [(people, stage_of_question(asked_on, today)), (others, stage_above_question(asked_on, today))]
        yield from remind_each(
            told, "answer_due", thing=("answer", one.pk, one.get_absolute_url()), turn=turn, **facts_of(one, asked_on)
        )


def of_delegations(today):
    """Of what a post has taken on and has not reported as done: to who does it, then to who asked.

    Not of a recurring activity as a whole: its occasions are reminded of one by one. That another post, which was asked
    too, is done ends nobody else's part.
    """
    accepted = Delegation.objects.filter(state=delegating.ACCEPTED, due_on__range=around(today))
    again = Occasion.objects.filter(activity=OuterRef("activity"))
    once = accepted.filter(Q(occasion__isnull=False) | ~Exists(again))
    last = said_last("activity", "occasion")
    said = once.annotate(said=Subquery(last.values("state")[:1]), under=Subquery(last.values("delegation")[:1]))
    theirs = Q(under__isnull=False) & ~Q(under=F("pk"))
    open_still = said.filter(Q(said=None) | ~Q(said__in=SETTLED) | theirs)
    due = list(in_work(open_still, today).select_related(*WITH).order_by("pk"))
    asking = Asking(due, today)
    for one in due:
        people = asking.at_work.of(one.post_id)
        told = [
            (people, stage_of(one.due_on, today)),
            (without(asking.askers(one), people), stage_above(one.due_on, today)),
        ]
        yield from remind_each(
            told, "work_due", thing=("delegation", one.pk, one.get_absolute_url()), **facts_of(one, one.due_on)
        )


def waiting_since(delegations, today):
    """Those of `delegations` that wait for somebody since too long, each with `waits_since`: one query.

    A word, or a note of who leaves, ends no waiting.
    """
    moves = DelegationStep.objects.filter(delegation=OuterRef("pk")).exclude(
        act__in=[delegating.SAY, delegating.HAND_OVER]
    )
    first, last = around(today - ANSWERED_WITHIN)
    since = delegations.annotate(waits_since=Subquery(moves.order_by("-pk").values("at")[:1]))
    rows = since.filter(waits_since__range=moments(first, min(last, today - ANSWERED_WITHIN)))
    return list(rows.select_related(*WITH).order_by("pk"))


class Asking:
    """Who acts for the posts of some delegations, who asked, who leads the teams: a fixed number of queries."""

    def __init__(self, delegations, today):
        posts = {key for one in delegations for key in (one.post_id, one.from_post_id)}
        self.at_work = AtWork(posts, today)
        teams = {team for one in delegations for team in (one.workplan.team, one.post.team)}
        self.over = AboveAtWork(teams, today)

    def askers(self, delegation):
        """Who acts for the post that asked, or asked without one; the leads of the plan's team where nobody does."""
        if delegation.from_post_id is None and delegation.asked_by.is_active:
            return [delegation.asked_by]
        return self.at_work.of(delegation.from_post_id) or self.over.leads[delegation.workplan.team_id]


def without(people, others):
    return [person for person in people if person not in others]


def facts_of(delegation, day):
    """What the notices say of it."""
    activity = Truncator(delegation.activity.name).chars(120)
    time = delegation.occasion.interval if delegation.occasion else ""
    asker = delegation.from_post.title if delegation.from_post else delegation.asked_by.name
    post = {"post": delegation.post.title, "team": delegation.post.team.name}
    return {"activity": activity, "time": time, "asker": asker, "day": day.isoformat()} | post
