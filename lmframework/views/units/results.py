"""What a branch reached of standard indicators: all of them, and one by its units and teams, as pages and as files."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from lmframework.forms import UnitResultForm, UnitResultsForm
from lmframework.queries.units import TEAMS, Branch
from lmframework.unitresults import BEFORE_WORDS, AllResults, OneResult, over_on
from teams.access import unit_to_read
from workplans.access import standard_to_read
from workplans.exchange.results import table_of, workbook_of
from workplans.queries.together import last_ended
from workplans.taking import CSV, EXCEL

A_PAGE = 40
"""So many rows are shown at once."""
WAYS = {"xlsx": (EXCEL, lambda table: workbook_of([table])), "csv": (CSV, table_of)}
"""The files that are made of a table: their type, and what makes it."""


@require_GET
def units_results(request, pk):
    """The standard indicators that the branch of the unit `pk` measures, rolled up, as of a day (`on`), by topic."""
    unit, results, form = all_results(request, pk)
    lines = results.wanted(form.chosen("topic"), form.chosen("q"))
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": unit,
        "form": form,
        "results": results,
        "page": page,
        "topics": results.by_topic(page.object_list),
        "before": BEFORE_WORDS.items(),
        "ways": ways(results.address, "units_results_file", pk),
    }
    return render(request, "lmframework/units/results.html", context)


def all_results(request, pk):
    unit = unit_to_read(request, pk)
    days = days_of(unit)
    day = UnitResultsForm(request.GET, **days).day
    results = AllResults(Branch(unit, day, TEAMS), **days)
    return unit, results, UnitResultsForm(request.GET, **days, topics=results.topics)


def days_of(unit):
    """Today, and the day that is looked at where none is said: the end of the last quarter that should be recorded.

    While a quarter runs, most of what is of it is not recorded yet.
    """
    today = timezone.localdate()
    begins = last_ended(Branch(unit, today, TEAMS).within, over_on(today))
    return {"today": today, "begins": begins or today}


@require_GET
def units_results_file(request, pk, way):
    """The same as a file: a workbook or a table."""
    unit, results, form = all_results(request, pk)
    table = results.table(results.wanted(form.chosen("topic"), form.chosen("q")))
    return as_file(way, table, f"{unit.name}, {results.day}")


@require_GET
def units_result(request, pk, standard):
    """One standard indicator of the branch, `by` its units or teams, in an order (`sort`), and how it went."""
    unit, result, form = one_result(request, pk, standard)
    page = Paginator(result.in_order(form.chosen("sort")), A_PAGE).get_page(request.GET.get("page"))
    drawing, edges, steps = result.course()
    context = {
        "unit": unit,
        "form": form,
        "result": result,
        "standard": result.standard,
        "page": page,
        "rows": result.rows(page.object_list),
        "whole": result.whole_row(),
        "before": BEFORE_WORDS.items(),
        "drawing": drawing,
        "edges": edges,
        "steps": steps,
        "back": result.address("units_results", pk),
        "ways": ways(result.address, "units_result_file", pk, standard, by=form.chosen("by")),
    }
    return render(request, "lmframework/units/result.html", context)


def one_result(request, pk, standard):
    unit = unit_to_read(request, pk)
    days = days_of(unit)
    form = UnitResultForm(request.GET, **days, has_below=unit.children.exists())
    branch = Branch(unit, form.day, form.chosen("by"))
    return unit, OneResult(branch, standard_to_read(standard), **days), form


@require_GET
def units_result_file(request, pk, standard, way):
    """The same as a file: a workbook or a table."""
    unit, result, form = one_result(request, pk, standard)
    table = result.table(result.in_order(form.chosen("sort")))
    return as_file(way, table, f"{unit.name}, {result.standard.words}, {result.day}")


def ways(address, name, *arguments, **query):
    """[(ending, address)] of the files."""
    return [(way, address(name, *arguments, way, **query)) for way in WAYS]


def as_file(way, table, name):
    if way not in WAYS:
        raise Http404
    kind, make = WAYS[way]
    response = HttpResponse(make(table), content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.{way}")
    return response
