"""The units room: teams, for who oversees them, by practice, by what they reached, and by what many of them lack."""

from lmframework.views.units.overview import units_file, units_list, units_page
from lmframework.views.units.results import (
    units_result,
    units_result_file,
    units_results,
    units_results_file,
)
from lmframework.views.units.same import units_same, units_same_teams

__all__ = [
    "units_file",
    "units_list",
    "units_page",
    "units_result",
    "units_result_file",
    "units_results",
    "units_results_file",
    "units_same",
    "units_same_teams",
]
