"""A workbook that was taken along, in the hands of a person who works in it."""

from io import BytesIO

from openpyxl import load_workbook

from tests.world import workbook_of


class Edited:
    """A workbook of a plan, to be changed by heading as a person does."""

    def __init__(self, plan):
        self.book = load_workbook(BytesIO(workbook_of(plan)))

    def cell(self, sheet, row, heading):
        page = self.book[sheet]
        heads = {cell.value: cell.column for cell in page[1]}
        return page.cell(row, heads[heading])

    def put(self, sheet, row, heading, value):
        self.cell(sheet, row, heading).value = value

    def row_of(self, sheet, name):
        page = self.book[sheet]
        return next(row[0].row for row in page.iter_rows(min_row=2) if name in [cell.value for cell in row])

    @property
    def content(self):
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()
