"""Where in a file something stands, how that is said, and what of the file is wrong there."""

from typing import NamedTuple

from django.utils.translation import gettext as _

NEW = "new"
"""As the row of a Wrong: all rows that are new, whatever their sheet."""


class Place(NamedTuple):
    """A row of a sheet as a spreadsheet counts, or a cell of it where its `column` is named, by its letters.

    A file of text has no sheet, so its title is "".
    """

    sheet: str
    row: int
    column: str = ""

    def __str__(self):
        cell = f"{self.column}{self.row}"
        if self.sheet:
            words = _("Sheet %(sheet)s, cell %(cell)s") if self.column else _("Sheet %(sheet)s, row %(row)s")
        else:
            words = _("Cell %(cell)s") if self.column else _("Row %(row)s")
        return words % {"sheet": self.sheet, "cell": cell, "row": self.row}


def of_what(heading, name):
    """Which cell or row it is in the words of the plan: its column, and what it is of; either may be ""."""
    return ", ".join(part for part in (heading, _("“%(name)s”") % {"name": name} if name else "") if part)


class Wrong(NamedTuple):
    """Something that cannot be brought in: where, what is wrong and what to do, and what has to stay out because of it.

    That is a cell of a row, `column` of the sheet `sheet`; all of the row, or of the column, where only one is named;
    the whole sheet where neither is. A row is its key, or the Place of a new one.
    """

    place: Place
    words: str
    sheet: str
    row: str | Place = ""
    column: str = ""
    name: str = ""
    """Of what it is, and which column, for who reads it."""

    @property
    def reach(self):
        return (self.sheet, self.row, self.column)

    @property
    def said(self):
        return (self.place, self.words)

    @property
    def told(self):
        """All of it in one line."""
        return f"{self.place}, {self.name}: {self.words}" if self.name else f"{self.place}: {self.words}"


def spoils(reaches, sheet, row, columns):
    """Whether one of `reaches`, of Wrongs, reaches a row, or its cells in `columns`."""
    whole = {(sheet, row, ""), (sheet, "", "")} | ({("", NEW, "")} if isinstance(row, Place) else set())
    return not whole.isdisjoint(reaches) or any(
        (sheet, one, column) in reaches for column in columns for one in (row, "")
    )
