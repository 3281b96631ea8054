"""Teams, for who oversees them: down the tree of units to each team's page."""

from django.shortcuts import redirect, render
from django.utils import timezone

from assessments.queries import count_reflected, led_by
from teams.access import unit_to_read, units_to_read
from teams.queries import teams_at, units_at
from workplans.access import plans_to_review
from workplans.queries import current_plans
from workplans.queries.ceilings import units_beyond
from workplans.queries.progress import stuck_in


def units_list(request):
    """The tops of what a person oversees; straight to the one where there is one."""
    units = units_at(request.user)
    if len(units) == 1:
        return redirect("lmframework:units_page", pk=units[0].pk)
    count_reflected(request.user, units, timezone.localdate())
    context = {"units": units, "to_review": plans_to_review(request.user).count()}
    return render(request, "lmframework/units/list.html", context)


def units_page(request, pk):
    """A unit: the units below it, and its own teams, how they lead beside their plans."""
    unit, today = unit_to_read(request, pk), timezone.localdate()
    units, teams = units_at(request.user, unit), list(teams_at(request.user, unit))
    count_reflected(request.user, units, today)
    beyond = units_beyond([unit, *units], today)
    plans, led = current_plans(teams, today), led_by(teams, today)
    context = {
        "unit": unit,
        "units": units,
        "beyond": [(one, beyond[one.pk]) for one in [unit, *units] if one.pk in beyond],
        "teams": [(team, led[team.pk], plans.get(team.pk)) for team in teams],
        "held_count": sum(one.held for one in led.values()),
        "parent": unit_above(request, unit),
        "to_review": plans_to_review(request.user).count(),
        "stuck": stuck_in(unit).count(),
    }
    return render(request, "lmframework/units/page.html", context)


def unit_above(request, unit):
    """The unit above, where the person may read that too."""
    return unit.parent if unit.parent and units_to_read(request.user).filter(pk=unit.parent_id).exists() else None
