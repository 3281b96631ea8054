"""Taking a plan along: the files that are made of it, for its pages and for `manage.py export_workplan` alike."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from workplans.exchange.onetable import written_table
from workplans.exchange.paper import plan_pdf, standing_of, summary_docx, summary_pdf
from workplans.exchange.workbook import written
from workplans.queries.snapshot import snapshot

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Way:
    """A file that is made of a plan: its ending, its type, its name in words, what it is good for, and what makes it.

    One that comes back (`returns`) is of the plan as it stands; the others are of any version too.
    """

    ending: str
    kind: str
    label: str | Promise
    good_for: str | Promise
    make: Callable
    returns: bool = False


def workbook(plan, planned, **_standing):
    titles = list(plan.team.posts.values_list("title", flat=True))
    return written(plan, planned, readiness_of(plan), titles)


def table(plan, planned, **_standing):
    return written_table(plan, planned, readiness_of(plan))


def readiness_of(plan):
    return list(plan.readiness.select_related("post"))


WAYS = {
    "workbook": Way(
        "xlsx",
        EXCEL,
        gettext_lazy("Excel workbook"),
        gettext_lazy("Change it without a connection and bring it back: you see every cell that would change."),
        workbook,
        returns=True,
    ),
    "table": Way(
        "csv",
        CSV,
        gettext_lazy("One table (CSV)"),
        gettext_lazy("For other programs. It can be brought back too."),
        table,
        returns=True,
    ),
    "a4": Way(
        "pdf",
        PDF,
        gettext_lazy("The plan on A4"),
        gettext_lazy("To print and to sign: everything that is planned, on wide pages."),
        partial(plan_pdf, paper="a4"),
    ),
    "a3": Way(
        "pdf",
        PDF,
        gettext_lazy("The plan on A3"),
        gettext_lazy("The same on large paper, for a meeting."),
        partial(plan_pdf, paper="a3"),
    ),
    "wall": Way(
        "pdf",
        PDF,
        gettext_lazy("Two pages for the wall"),
        gettext_lazy("What matters most, large enough to read in passing."),
        summary_pdf,
    ),
    "word": Way(
        "docx",
        WORD,
        gettext_lazy("The two pages in Word"),
        gettext_lazy("To put into a report and to change there."),
        summary_docx,
    ),
}


@dataclass(frozen=True)
class Taken:
    """A file that was made: its content, its name and its type."""

    content: bytes
    name: str
    kind: str


def take(plan, way, version=None):
    """The Taken of `plan` in a way of WAYS, as it stands, or as its Version `version` has it. Raises NotSet."""
    made = WAYS[way]
    planned, standing = (version.planned, standing_of(version)) if version else (snapshot(plan), "")
    name = f"{plan.full_name}, {version}" if version else plan.full_name
    return Taken(made.make(plan, planned, standing=standing), f"{name}.{made.ending}", made.kind)
