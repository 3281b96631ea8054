"""The file that a team brought, with a column that says what is to be looked at in each row."""

import io
from collections import defaultdict

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from teams.exchange.sheets import open_book
from workplans.exchange.findings import remarks_heading
from workplans.exchange.told import problems_of

MARKED = PatternFill("solid", fgColor="FFF3D6")
TITLE_LIMIT = 31


def with_remarks(imported):
    """An Excel file (bytes) of the sheet that was read: its values, each cell in question marked, remarks at the end.

    Formulas come as the values they showed; what looks like a formula stays a text. Read again, the column of remarks
    is known by its heading and left out. Raises Unreadable.
    """
    sheet = open_book(bytes(imported.content), imported.name).read(imported.outcome["sheet"])
    remarks, marked = defaultdict(list), set()
    for problem in problems_of(imported.outcome):
        remarks[problem.row].append(f"{problem.cell}: {problem.message}" if problem.cell else problem.message)
        marked.add(problem.cell)
    book = Workbook(write_only=True)
    page = book.create_sheet("".join(letter for letter in sheet.title if letter not in r"[]:*?/\\")[:TITLE_LIMIT])
    width = max((len(row) for row in sheet.rows), default=0)
    page.freeze_panes = f"A{imported.outcome['header_row'] + 1}"
    page.column_dimensions[get_column_letter(width + 1)].width = 60
    for number, values in enumerate(sheet.rows, start=1):
        row = [plain_cell(page, value) for value in values] + [None] * (width - len(values))
        for place, cell in enumerate(row, start=1):
            if cell is not None and f"{get_column_letter(place)}{number}" in marked:
                cell.fill = MARKED
        if number == imported.outcome["header_row"]:
            row.append(plain_cell(page, remarks_heading()))
            row[-1].font = Font(bold=True)
        elif number in remarks:
            row.append(plain_cell(page, "\n".join(remarks[number])))
            row[-1].alignment = Alignment(wrap_text=True, vertical="top")
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plain_cell(page, value):
    """A cell that holds `value` and nothing that Excel would work out."""
    value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
