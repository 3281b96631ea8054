"""Reminders of what a team agreed on: to who does it, then to the team's lead."""

from django.utils.text import Truncator

from workplans.models import Agreement
from workplans.reminding.people import AboveAtWork, AtWork, remind_each
from workplans.rules.reminding import around, stage_above, stage_of


def of_agreements(today):
    """Of what was agreed and is open, whatever came of its plan: a fixed number of queries."""
    due = Agreement.objects.open().filter(due_on__range=around(today))
    found = list(due.select_related("post", "quarter", "workplan__team__unit").order_by("pk"))
    at_work = AtWork({one.post_id for one in found}, today)
    over = AboveAtWork({one.workplan.team for one in found}, today)
    for one in found:
        people = at_work.of(one.post_id)
        told = [
            (people, stage_of(one.due_on, today)),
            (over.of(one.workplan.team, people), stage_above(one.due_on, today)),
        ]
        facts = {"text": Truncator(one.text).chars(120), "post": one.post.title, "day": one.due_on.isoformat()}
        yield from remind_each(told, "agreement_due", thing=("agreement", one.pk, one.get_absolute_url()), **facts)
