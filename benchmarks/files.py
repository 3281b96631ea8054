"""Row 12: bringing a plan of 326 rows in, against openpyxl reading its file."""

import io
import time
from datetime import date

import openpyxl
from django.db import transaction

from benchmarks.comparing import Comparison
from teams.atonce import at_once
from teams.models import Team
from workplans.exchange.apply import apply_plan
from workplans.exchange.planfile import read_plan
from workplans.models import Workplan

ROWS = 326
HEADINGS = ["Objective", "Output", "Activity", "Indicator", "Baseline", "Target", "Responsible", "Place", "Q1", "Q2", "Q3",
            "Q4", "State budget", "Global fund", "Gap"]  # fmt: skip


def plan_file():
    """A plan as a province writes one: bands of objectives and outputs, marks by quarter, money from two sources."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Annual plan of the province"])
    sheet.append([])
    sheet.append(HEADINGS)
    for row in range(ROWS):
        sheet.append([
            f"{row // 40 + 1}. Fewer mothers and children die in the districts of the north" if row % 40 == 0 else None,
            f"{row // 40 + 1}.{row % 40 // 8 + 1} Health centres refer in time, day and night" if row % 8 == 0 else None,
            f"Supportive supervision of maternity unit {row}, with the checklist of the ministry",
            f"Units supervised, round {row}" if row % 3 == 0 else None,
            20 + row % 30 if row % 3 == 0 else None,
            60 + row % 30 if row % 3 == 0 else None,
            ["Midwife in charge", "District nursing officer", None][row % 3],
            f"Village {row % 50}",
            *["X" if (row + quarter) % 3 else None for quarter in range(4)],
            1200 + row * 10 if row % 4 else None,
            800.5 if row % 7 == 0 else None,
            300 if row % 9 == 0 else None,
        ])  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def comparisons(facts, databases):
    content = plan_file()
    team = Team.objects.get(pk=facts["team"])

    def bring():
        start = time.thread_time()
        read = read_plan(content, "plan.xlsx")
        with at_once():
            plan = Workplan.objects.begin(team, date(2031, 1, 1))
            report = apply_plan(read, plan, "From the file plan.xlsx")
            transaction.set_rollback(True)
        taken = time.thread_time() - start
        if report.created["activity"] != ROWS:
            raise AssertionError(report.created)
        return taken

    def only_read():
        start = time.thread_time()
        book = openpyxl.load_workbook(io.BytesIO(content))
        rows = sum(1 for row in book.active.iter_rows(values_only=True) if row)
        taken = time.thread_time() - start
        if rows < ROWS:
            raise AssertionError(rows)
        return taken

    return [Comparison("12", "import of a plan of 326 rows; openpyxl reading it", bring, only_read, 8)]
