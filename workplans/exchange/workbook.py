"""A plan as a workbook that people work in: a sheet each for plan, indicators, money and readiness, and one that explains.

What a person typed never becomes a formula: texts are written as texts, with the mark that keeps them so when the cell
is edited. A hidden sheet keeps what was taken along, by which the file is compared when it comes back.
"""

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from workplans.exchange.flat import INDICATORS, MONEY, PLAN, READINESS, YES_OR_NO, tables, words_of
from workplans.models import Activity, Indicator, Readiness

KEPT = "lm-plan"
"""The hidden sheet, by which such a workbook is known."""
FORMAT = 2
PIECE = 30_000
"""So many characters of what is kept go into one cell; Excel takes 32,767."""
HEAD = PatternFill("solid", fgColor="0B4F54")
FIXED = PatternFill("solid", fgColor="EDF6F6")
WIDTHS = {
    "name": 60,
    "of": 40,
    "number": 9,
    "kind": 12,
    "place": 24,
    "responsible": 28,
    "recorded_by": 28,
    "note": 50,
    "funders": 24,
}
POSTS = ("responsible", "post", "recorded_by")
FIGURES = {"baseline", "target"}
DAYS = {"starts_on", "ends_on", "due_on"}
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def sheet_titles():
    return {
        PLAN: _("Plan"),
        INDICATORS: _("Indicators"),
        MONEY: _("Money"),
        READINESS: _("Readiness"),
    }


def written(plan, version, readiness, posts):
    """The workbook of `plan` as bytes: its snapshot, its `readiness`, and the titles of the team's `posts` to choose."""
    book = Workbook()
    explain(book.active, plan)
    found = tables(plan, version, readiness)
    titles = sheet_titles()
    for name, table in found.items():
        sheet = book.create_sheet(titles[name])
        fill(sheet, table)
        choose(sheet, table, posts)
    keep(book.create_sheet(KEPT), plan, found)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def explain(sheet, plan):
    """What each sheet is, and what happens when the file is brought back."""
    sheet.title = _("Read me first")
    sheet.column_dimensions["A"].width = 100
    lines = [
        plan.full_name,
        _("Taken along on %(day)s.") % {"day": date_format(timezone.localdate(), "DATE_FORMAT")},
        "",
        _("Change what you like on the sheets Plan, Indicators, Money and Readiness. Grey cells are there to be read."),
        _(
            "Bring the file back on the workplan's page: it shows every cell that would change before anything is saved."
        ),
        _("Where somebody changed the same cell in the meantime, you see both and decide."),
        _(
            "A new activity: a new row on the sheet Plan, below the output that it belongs to. Leave its first cell empty."
        ),
        _("A row that you delete here stays in the workplan: remove it there, where its history is kept."),
        _("Tick a month with x. Amounts and figures are plain numbers; days are dates."),
    ]
    for number, text in enumerate(lines, start=1):
        put(sheet.cell(number, 1), text)
        sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(1, 1).font = Font(bold=True, size=14)


def fill(sheet, table):
    """The headings and rows of a sheet: keys in a hidden first column, headings frozen, widths as they are needed."""
    sheet.column_dimensions["A"].hidden = True
    sheet.sheet_view.rightToLeft = get_language_bidi()
    for number, (name, heading) in enumerate(table.columns.items(), start=2):
        cell = put(sheet.cell(1, number), heading)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(number)].width = width_of(name)
    for place, (key, row) in enumerate(table.rows.items(), start=2):
        put(sheet.cell(place, 1), key)
        for number, name in enumerate(table.columns, start=2):
            cell = sheet.cell(place, number)
            put_value(cell, name, row.get(name, ""))
            if name in table.fixed or name not in row:
                cell.fill = FIXED
            cell.alignment = Alignment(wrap_text=name in {"name", "of", "note"}, vertical="top")
    names = list(table.columns)
    anchor = names.index("name") + 3 if "name" in names else 2
    sheet.freeze_panes = sheet.cell(2, anchor)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names) + 1)}{max(2, len(table.rows) + 1)}"


def width_of(name):
    if name[:1] == "m" and name[1:2].isdecimal():
        return 9
    return WIDTHS.get(name, 14)


def put(cell, text):
    """A text as a text, whatever it begins with. Excel keeps no control characters."""
    clean = text.translate(CONTROL)[:32_767]
    cell.value = clean or None
    cell.data_type = "s" if clean else "n"
    if clean[:1] in ("=", "+", "-", "@", "\t", "\r", "'"):
        cell.quotePrefix = True
    return cell


def put_value(cell, name, text):
    """A value as what it is: a number, a day, or a text."""
    if not text:
        return
    if name in FIGURES or (name[:1] in "qs" and name[1:].isdecimal()) or name == "s":
        try:
            amount = Decimal(text)
        except InvalidOperation:
            put(cell, text)
            return
        if len(amount.as_tuple().digits) <= 15:
            cell.value = amount
            cell.number_format = "#,##0.00" if name[:1] == "s" else "General"
            return
    elif name in DAYS:
        cell.value = date.fromisoformat(text)
        cell.number_format = "yyyy-mm-dd"
        return
    put(cell, text)


def choose(sheet, table, posts):
    """Drop-downs where there is a choice; what is not in the list may be typed where words are taken too."""
    rows = f"2:{max(200, len(table.rows) + 100)}".split(":")
    lists = {
        "practice": list(words_of(Activity, "practice").values()),
        **{name: list(words_of(Indicator, name).values()) for name in ("direction", "adds_up", "recorded_every")},
        "state": list(words_of(Readiness, "state").values()),
        "every": list(words_of(Activity, "every").values()),
        **{key: [_("yes")] for key in YES_OR_NO},
        **dict.fromkeys(POSTS, posts),
    }
    for number, name in enumerate(table.columns, start=2):
        words = lists.get(name, [])
        together = ",".join(words)
        if not words or len(together) > 250 or any("," in word or '"' in word for word in words):
            continue
        rule = DataValidation(type="list", formula1=f'"{together}"', allow_blank=True)
        rule.showErrorMessage = name not in POSTS
        sheet.add_data_validation(rule)
        letter = get_column_letter(number)
        rule.add(f"{letter}{rows[0]}:{letter}{rows[1]}")
        if name == "responsible":
            sheet.cell(1, number).comment = Comment(_("A post of the team, or somebody else in words."), "")


def keep(sheet, plan, found):
    """What was taken along, in pieces, where nobody sees it."""
    sheet.sheet_state = "veryHidden"
    kept = {
        "format": FORMAT,
        "plan": plan.pk,
        "language": get_language(),
        "titles": sheet_titles(),
        "columns": {name: table.columns for name, table in found.items()},
        "rows": {name: table.rows for name, table in found.items()},
    }
    text = json.dumps(kept, ensure_ascii=True, separators=(",", ":"))
    for number, start in enumerate(range(0, len(text), PIECE), start=1):
        put(sheet.cell(number, 1), f"[{text[start : start + PIECE]}]")  # so that no blank at an end is lost
