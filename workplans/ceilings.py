"""Setting ceilings: an act over several units at once."""

from django.utils import timezone

from teams.atonce import at_once
from teams.models import Notice, Team, User
from workplans.models import Ceiling, FundingSource


@at_once
def set_ceilings(source, year, amounts, by):
    """Let `amounts`, {unit key: amount or None}, be the ceilings of a source (its key); None takes one away.

    The people of the units' own teams are told.
    """
    there = {one.unit_id: one for one in Ceiling.objects.filter(source=source, year=year, unit__in=amounts)}
    for unit, amount in amounts.items():
        ceiling = there.get(unit) or Ceiling(unit_id=unit, source_id=source, year=year)
        if amount is None:
            if ceiling.pk:
                ceiling.delete()
            continue
        ceiling.amount = amount
        ceiling.save()
    name = FundingSource.objects.get(pk=source).name
    for team in Team.objects.filter(unit__in=[unit for unit, amount in amounts.items() if amount is not None]):
        people = User.objects.in_team(team, timezone.localdate())
        facts = {"source": name, "year": year, "amount": str(amounts[team.unit_id])}
        Notice.objects.tell(people, "ceiling_set", by=by, url=team.get_absolute_url(), team=team.name, **facts)
