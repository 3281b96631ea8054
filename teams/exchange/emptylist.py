"""An empty file for a list, with headings that are known again when it comes back."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from teams.exchange.listheadings import PEOPLE_ROLES

WIDTH = 24
AS_TEXT = "@"


def empty_list(kind: str) -> io.BytesIO:
    """A workbook with one sheet. All columns are text, so that no phone number or code loses its first 0."""
    units = [_("District"), _("District code"), _("Facility code"), _("Facility name")]
    headings = [str(label) for label in PEOPLE_ROLES.values()] if kind == "people" else units
    book = Workbook()
    sheet = book.active
    sheet.append(headings)
    for number in range(1, len(headings) + 1):
        sheet.cell(1, number).font = Font(bold=True)
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.number_format = WIDTH, AS_TEXT
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out
