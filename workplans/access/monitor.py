"""Who may see and do what with what is recorded of a plan."""

from teams.access import first_or_404, may_edit, or_403, team_to_read, teams_to_read
from workplans.models import Filling, Mapping


def filling_to_read(request, pk):
    """The file of values `pk` of a plan that the person reads, without its content, or 404."""
    seen = Filling.objects.filter(teams_to_read(request.user, "workplan__team__"), pk=pk)
    return first_or_404(seen.defer("content").select_related("workplan__team__unit", "by", "filled_by"))


def filling_to_edit(request, pk):
    """The file of values `pk` for who records in its plan, 403 for who only reads it and once closed, or 404."""
    filling = filling_to_read(request, pk)
    or_403(may_edit(request.user, filling.workplan.team))
    filling.workplan.refuse_if_closed()
    return filling


def codes_to_read(request, pk):
    """(the team `pk`, what codes of other systems stand for in its plans), or 404."""
    team = team_to_read(request, pk)
    return team, Mapping.objects.filter(team=team).select_related("indicator", "part__breakdown")


def code_to_edit(request, pk):
    """What a code stands for, for who writes in its team's plans, 403 for who only reads them, or 404."""
    seen = Mapping.objects.filter(teams_to_read(request.user, "team__"), pk=pk)
    mapping = first_or_404(seen.select_related("team__unit", "indicator", "part"))
    or_403(may_edit(request.user, mapping.team))
    return mapping
