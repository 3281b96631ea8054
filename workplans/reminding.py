"""What of a plan people are reminded of. Each source says all that holds today; teams sends what was not sent yet."""

from django.utils.text import Truncator

from teams.reminding import Above, Reminder, holders
from workplans.models import Readiness
from workplans.rules import reviewing
from workplans.rules.reminding import BEFORE_DUE, stage_above, stage_of


def of_readiness(today):
    """Reminders of the structures and systems that are due and not in place, in plans that run: four queries."""
    due = Readiness.objects.missing().filter(due_on__lte=today + BEFORE_DUE)
    running = due.filter(workplan__ends_on__gte=today).exclude(workplan__state=reviewing.CLOSED)
    lines = list(running.select_related("post", "workplan__team__unit").order_by("pk"))
    held = holders({line.post_id for line in lines} - {None}, today)
    over = Above({line.workplan.team for line in lines}, today)
    for line in lines:
        people = held.get(line.post_id, [])
        told = [
            (people, stage_of(line.due_on, today)),
            (over.of(line.workplan.team, people), stage_above(line.due_on, today)),
        ]
        facts = {
            "name": Truncator(line.name).chars(120),
            "post": line.post.title if line.post else "",
            "day": line.due_on.isoformat(),
        }
        yield from (
            Reminder(
                to=person,
                kind="readiness_due",
                about="readiness",
                pk=line.pk,
                stage=occasion.stage,
                on=occasion.on,
                url=line.get_absolute_url(),
                facts=facts,
            )
            for people, occasion in told
            if occasion
            for person in people
        )
