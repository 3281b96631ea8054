"""A plan on paper: the plan, its summary for the wall, its results and the plan of many, as PDF; the summary in Word too.

What a paper shows is worked out here in Python, as plain texts (`shown`, `summed`, `together`); how it looks stands in
the .typ files beside, which typst reads, and in `word`. What a person typed only ever reaches them as data. A PDF that
takes too much raises NotSet.
"""

from workplans.exchange.paper.resulted import results_shown
from workplans.exchange.paper.shown import plan_shown, standing_of
from workplans.exchange.paper.summed import summary_shown
from workplans.exchange.paper.together import merged_shown
from workplans.exchange.paper.typesetting import NotSet, typeset
from workplans.exchange.paper.word import summary_written

__all__ = [
    "A3",
    "A4",
    "SIZES",
    "NotSet",
    "merged_pdf",
    "plan_pdf",
    "results_pdf",
    "standing_of",
    "summary_docx",
    "summary_pdf",
    "table_pdf",
]

A4, A3 = "a4", "a3"
SIZES = (A4, A3)
"""The papers that a plan is printed on."""


def plan_pdf(plan, version, *, paper=A4, standing=""):
    """All of `plan` as a PDF on `paper`, lying: out of its snapshot `version`.

    `standing` says which plan it is, "Version 3, approved on 2 March 2026" (`standing_of`); without it, that it is
    the plan as it stands today.
    """
    return typeset("plan", plan_shown(plan, version, standing), paper)


def summary_pdf(plan, version, *, standing=""):
    """The summary of `plan` for the wall: a PDF of two A4 pages at most, standing."""
    return typeset("summary", summary_shown(plan, version, standing), A4)


def summary_docx(plan, version, *, standing=""):
    """The same summary as a Word document."""
    return summary_written(summary_shown(plan, version, standing))


def merged_pdf(unit, year, plans, *, by="objective", approved_only=False, paper=A4):
    """The plans of the branch of `unit` that begin in `year` as one PDF, by "objective" or by "source".

    `plans` are [(plan, snapshot)], as `queries.merged.put_together` reads them.
    """
    return typeset("merged", merged_shown(unit, year, plans, by, approved_only), paper)


def results_pdf(results):
    """The results of a quarter as a PDF on A4, lying: out of a Results."""
    return typeset("results", results_shown(results), A4)


def table_pdf(shown):
    """Any one table with what stands over it: "title", "eyebrow", "name", "time", "standing", "figures" as pairs of a number and
    what it counts, "heads" and "rows" of texts."""
    return typeset("table", shown | {"words": {}}, A4)
