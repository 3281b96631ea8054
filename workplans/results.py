"""Taking the results of a quarter along: the files that are made of them, all out of the same rows."""

from django.utils.translation import gettext_lazy

from workplans.exchange.paper import results_pdf
from workplans.exchange.results import results_table, results_workbook
from workplans.taking import CSV, EXCEL, PDF, Taken, Way
from workplans.written import quarter_in_words

WAYS = {
    "pdf": Way(
        "pdf",
        PDF,
        gettext_lazy("A report to print"),
        gettext_lazy("The results of the quarter with their explanations, for a meeting or for who supervises."),
        results_pdf,
    ),
    "xlsx": Way(
        "xlsx",
        EXCEL,
        gettext_lazy("Excel workbook"),
        gettext_lazy("All figures as numbers, to work on with them."),
        results_workbook,
    ),
    "csv": Way("csv", CSV, gettext_lazy("One table (CSV)"), gettext_lazy("For other programs."), results_table),
}
"""The files that are made of results: each is made of a Results."""


def take_results(results, way):
    """The Taken of `results` in a way of WAYS. Raises NotSet where it is too much for a paper."""
    made = WAYS[way]
    name = f"{results.plan.full_name}, {quarter_in_words(results.number)}"
    return Taken(made.make(results), f"{name}.{made.ending}", made.kind)
