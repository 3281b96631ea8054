"""Files made in code for the tests of the import, and the real one, which is not part of the project."""

import io
from pathlib import Path

import openpyxl

REAL_DATA = Path(__file__).resolve().parents[3].parent / "shared" / "real-data"
REAL_PLAN = REAL_DATA / "mz-misau-dnsp-pes"


def workbook(*sheets, titles=("Plan",)) -> bytes:
    """An Excel file with these sheets, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for index, rows in enumerate(sheets):
        sheet = book.create_sheet(titles[index] if index < len(titles) else f"Sheet {index}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def kinds(plan) -> list[str]:
    """The kinds of a plan's problems, in the order of its rows."""
    return [problem.kind for problem in plan.problems]


def problem(plan, kind):
    """The one problem of a kind."""
    [found] = [problem for problem in plan.problems if problem.kind == kind]
    return found
