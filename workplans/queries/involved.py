"""Who may confirm which reports, read for many at once: who is shown the button, or not."""

from django.db.models import F, Q

from workplans.models import Delegation, Entry
from workplans.rules import delegating


def without_part(activity, person, posts):
    """The keys of the reports on `activity` that wait for somebody who has no part in them, and `person` has none.

    `posts` are the keys of those for which they act. At most six queries.
    """
    alone = list(Entry.objects.to_confirm().filter(activity=activity).select_related("activity"))
    parts = Entry.objects.parts_of(alone)
    asked = list(Delegation.objects.filter(activity=activity, parent=None, state=delegating.DONE))
    chains = Delegation.objects.parts_of(asked)
    free = [one.pk for one in asked if not chains[one.pk].has(person, posts)]
    answers = Entry.objects.progress().standing().filter(delegation__in=free, state=Entry.State.DONE)
    whole = Q(occasion=F("delegation__occasion")) | Q(occasion=None, delegation__occasion=None)
    return {one.pk for one in alone if not parts[one.pk].has(person, posts)} | set(
        answers.filter(whole).order_by().values_list("pk", flat=True)
    )
