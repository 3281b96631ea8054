"""Reminders of what is reported as done and waits to be confirmed: to who asked, or to somebody who has no part in it."""

from collections import defaultdict

from django.utils import timezone
from django.utils.text import Truncator

from teams.models import Holding, User
from workplans.models import Delegation, Entry
from workplans.reminding.activities import in_work
from workplans.reminding.delegations import Asking, waiting_since
from workplans.reminding.people import AboveAtWork, AtWork, moments, remind_each
from workplans.rules import delegating
from workplans.rules.reminding import ANSWERED_WITHIN, around, stage_above_question, stage_of_question


def of_confirming(today):
    """Of what was asked of a post and is reported as done: a fixed number of queries."""
    done = waiting_since(in_work(Delegation.objects.filter(state=delegating.DONE), today), today)
    asking = Asking(done, today)
    others = Others({one.workplan.team for one in done}, today)
    parts = people_in(Delegation.objects.parts_of([one for one in done if one.needs_another]), today)
    for one in done:
        involved = parts.get(one.pk, set())
        people = others.of(one.workplan.team_id, involved) if one.needs_another else asking.askers(one)
        who = one.post.title
        day = timezone.localdate(one.waits_since)
        thing = "confirm", one.pk, one.get_absolute_url()
        yield from of_done(one, people, involved, others, who, day, thing, today)


def of_reports(today):
    """Of reports that something is done that nobody was asked for: a fixed number of queries."""
    first, last = around(today - ANSWERED_WITHIN)
    recent = Entry.objects.to_confirm().filter(at__range=moments(first, min(last, today - ANSWERED_WITHIN)))
    rows = in_work(recent, today).select_related("activity", "occasion", "workplan__team__unit", "by").order_by("pk")
    found = list(rows)
    parts = people_in(Entry.objects.parts_of(found), today)
    others = Others({one.workplan.team for one in found}, today)
    for one in found:
        involved = parts[one.pk]
        people = others.of(one.workplan.team_id, involved)
        thing = "report", one.pk, one.get_absolute_url()
        yield from of_done(one, people, involved, others, one.by.name, timezone.localdate(one.at), thing, today)


def of_done(one, people, involved, others, who, day, thing, today):
    """The reminders of one delegation or report that waits since `day`."""
    over, team = others.over, one.workplan.team
    shut_out = [lead for lead in over.leads[team.pk] if lead.pk in involved]
    above = [person for person in over.of(team, [*people, *shut_out]) if person.pk not in involved]
    told = [(people, stage_of_question(day, today)), (above, stage_above_question(day, today))]
    facts = {"activity": Truncator(one.activity.name).chars(120), "who": who, "day": day.isoformat()}
    facts["time"] = one.occasion.interval if one.occasion else ""
    yield from remind_each(told, "confirm_due", thing=thing, **facts)


class Others:
    """Who is in some teams on a day, the leads before the others: a fixed number of queries."""

    def __init__(self, teams, today):
        self.over = AboveAtWork(teams, today)
        self.members: dict[int, list[User]] = defaultdict(list)
        held = Holding.objects.on(today).filter(post__team__in=teams, user__is_active=True).order_by("pk")
        for holding in held.select_related("user", "post"):
            if holding.user not in self.members[holding.post.team_id]:
                self.members[holding.post.team_id].append(holding.user)

    def of(self, team, involved):
        """The leads of `team`, a key, who are not `involved`; the other members who are not, where there is none."""
        for people in (self.over.leads[team], self.members[team]):
            if found := [person for person in people if person.pk not in involved]:
                return found
        return []


def people_in(parts, today):
    """{thing: the keys of all who have a part in it} of {thing: Parts}: two queries."""
    at_work = AtWork({key for one in parts.values() for key in one.posts}, today)
    return {
        thing: one.people | {own.pk for key in one.posts for own in at_work.all_of(key)} for thing, one in parts.items()
    }
