"""Reminders of the structures and systems that are to be in place."""

from django.utils.text import Truncator

from workplans.models import Readiness, Workplan
from workplans.reminding.people import AboveAtWork, AtWork, remind_each
from workplans.rules.reminding import around, stage_above, stage_of


def of_readiness(today):
    """Of the structures and systems that are due and not in place, in plans with work in them: a fixed number of queries."""
    due = Readiness.objects.missing().filter(due_on__range=around(today))
    running = due.filter(workplan__in=Workplan.objects.at_work(today))
    lines = list(running.select_related("post", "workplan__team__unit").order_by("pk"))
    at_work = AtWork({line.post_id for line in lines}, today)
    over = AboveAtWork({line.workplan.team for line in lines}, today)
    for line in lines:
        people = at_work.of(line.post_id)
        told = [
            (people, stage_of(line.due_on, today)),
            (over.of(line.workplan.team, people), stage_above(line.due_on, today)),
        ]
        facts = {
            "name": Truncator(line.name).chars(120),
            "post": line.post.title if line.post else "",
            "team": line.workplan.team.name,
            "day": line.due_on.isoformat(),
        }
        yield from remind_each(told, "readiness_due", thing=("readiness", line.pk, line.get_absolute_url()), **facts)
