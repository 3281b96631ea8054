"""What a table says that was pasted from a spreadsheet: amounts by activity and source."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from workplans.exchange.figures import Unclear, is_nothing, marks_of, number
from workplans.rules.money import CENT

MOST_LINES = 1000
LARGEST = Decimal(10) ** 13


@dataclass
class Cell:
    """A cell as it was pasted, what is wrong with it in words, and the amount that it says."""

    text: str
    wrong: str = ""
    amount: Decimal | None = None


@dataclass
class Column:
    """A column of amounts: its heading, the known source it names or None, and whether it is one nobody gives."""

    heading: str
    source: object = None
    nobody: bool = False
    left_out: bool = False

    @property
    def is_new(self):
        """Whether it names a source that is not in the list yet."""
        return not (self.source or self.nobody or self.left_out)


@dataclass
class Pasted:
    """The table: its columns after the first, its rows of cells, and {activity: {column: amount}} of what it says."""

    columns: list[Column] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    amounts: dict = field(default_factory=dict)
    problem: str = ""

    @property
    def wrong(self):
        """How many cells something is wrong with."""
        return sum(bool(cell.wrong) for row in self.rows for cell in row)

    @property
    def total(self):
        return sum((amount for of in self.amounts.values() for amount in of.values()), Decimal(0))


def read_pasted(text, rows, sources, nobody):
    """The Pasted of `text`, over the plan's `rows` (Numbered) and its `sources`; `nobody` are the headings for no source.

    The first line has the names of the sources, the first column the number or the name of each activity. Columns
    without a figure that name no source are left out. Empty cells say nothing.
    """
    lines = [line.split("\t") for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    if len(lines) < 2 or max(map(len, lines)) < 2:
        return Pasted(
            problem=_("Paste at least two lines and two columns: sources in the first line, then an activity a line.")
        )
    if len(lines) > MOST_LINES:
        return Pasted(problem=_("These are too many lines at once. Paste a thousand at most."))
    width = max(map(len, lines))
    head, *body = ([cell.strip() for cell in line] + [""] * (width - len(line)) for line in lines)
    found = Pasted(
        [column_of(head[place], [line[place] for line in body], sources, nobody) for place in range(1, width)]
    )
    marks = [marks_of(line[place] for line in body) for place in range(1, width)]
    known = names_of(rows)
    for line in body:
        cells = [Cell(text) for text in line]
        activity = activity_of(cells[0], known)
        for cell, column, mark in zip(cells[1:], found.columns, marks, strict=True):
            if column.left_out or is_nothing(cell.text):
                continue
            read_amount(cell, mark)
            if activity and not cell.wrong and column.heading in found.amounts.get(activity, {}):
                cell.wrong = _("This activity has an amount from this source above already.")
            elif activity and not cell.wrong:
                found.amounts.setdefault(activity, {})[column.heading] = cell.amount
        if all(not cell.text for cell in cells[1:]):
            cells[0].wrong = ""
        found.rows.append(cells)
    headings = [column.heading.casefold() for column in found.columns if not column.left_out]
    if twice := {heading for heading in headings if headings.count(heading) > 1}:
        found.problem = _("Two columns have the same heading: %(names)s") % {"names": ", ".join(sorted(twice))}
    elif not headings:
        found.problem = _("No column has a source above it. The first line has to name the sources.")
    return found


def column_of(heading, texts, sources, nobody):
    """What the column under `heading` is."""
    heading = " ".join(heading.split())
    source = sources.get(heading.casefold())
    if source or heading.casefold() in nobody:
        return Column(source.name if source else heading, source, nobody=source is None)
    return Column(heading, left_out=not heading or not any(is_figure(text) for text in texts))


def is_figure(text):
    try:
        return not is_nothing(text) and number(text) is not None
    except Unclear:
        return any(letter.isdigit() for letter in text)


def names_of(rows):
    """{number or name, folded: activities}."""
    known: dict[str, list] = {}
    for row in rows:
        for name in {row.number, row.activity.name}:
            known.setdefault(" ".join(name.casefold().split()), []).append(row.activity)
    return known


def activity_of(cell, known):
    """The activity that `cell` names; None, with what is wrong, where it names none or several."""
    found = known.get(" ".join(cell.text.casefold().split()), [])
    if len(found) == 1:
        return found[0]
    cell.wrong = _("Several activities are called so.") if found else _("No activity has this number or name.")
    return None


def read_amount(cell, marks):
    """Read the amount in `cell`, or say what is wrong with it."""
    try:
        amount = number(cell.text, marks)
    except Unclear:
        cell.wrong = _("This is no clear figure.")
        return
    if amount is None:
        cell.wrong = _("This is no clear figure.")
    elif amount < 0:
        cell.wrong = _("An amount cannot be below zero.")
    elif amount >= LARGEST or amount != amount.quantize(CENT):
        cell.wrong = _("This has too many digits.")
    else:
        cell.amount = amount.quantize(CENT)
