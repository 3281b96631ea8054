"""The plan of a unit: its own teams' and those of all below it, put together."""

from workplans.models import Version, Workplan
from workplans.queries.snapshot import snapshots
from workplans.rules import reviewing

MOST = 200
"""So many plans are put together at once; a unit with more is looked at part by part."""


def plans_below(unit, year):
    """The plans of the branch of `unit` that begin in `year`, by team."""
    plans = Workplan.objects.filter(team__unit__path__startswith=unit.path, starts_on__year=year)
    return plans.select_related("team__unit").order_by("team__name", "team", "starts_on")


def put_together(plans, approved_only):
    """[(plan, what is planned in it)] of `plans`; of approved ones what was approved, where only that is wanted.

    Nine queries, or eight.
    """
    plans = list(plans)
    if not approved_only:
        read = snapshots(plans)
        return [(plan, read[plan.pk]) for plan in plans]
    kept = Version.objects.approved().filter(workplan__in=plans).order_by("number")
    approved = dict(kept.values_list("workplan", "planned"))
    return [(plan, approved[plan.pk]) for plan in plans if plan.pk in approved]


def decided(plans):
    """How many of `plans` are approved as they stand."""
    return sum(plan.state in (reviewing.APPROVED, reviewing.CLOSED) for plan in plans)
