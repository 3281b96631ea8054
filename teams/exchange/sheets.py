"""Opens a file that somebody uploads, whatever it turns out to be, and gives its sheets as rows of plain values.

Nothing in the file is trusted: its name, its declared sizes and its inside are checked before anything is read, and the
reading stops after a fixed time. Whatever is wrong comes back as one exception, `Unreadable`, whose message tells the
user what to do.
"""

import io
import math
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock_time
from decimal import Decimal
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from teams.exchange.textfiles import read_records, refuse_other_kinds
from teams.exchange.unreadable import Unreadable

__all__ = ["MAX_BYTES", "Book", "Sheet", "Unreadable", "Value", "cell_name", "open_book", "read_sheets"]

Value = str | Decimal | int | float | date | None

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_PART_BYTES = 60 * 1024 * 1024  # any part that is not a sheet, such as the texts shared by all sheets
MAX_PARTS = 2_000
MAX_RATIO = 200  # unpacked to packed; Excel's own files stay under 60
RATIO_FROM_BYTES = 4 * 1024 * 1024  # small parts may be as repetitive as they like
MAX_ROWS = 20_000
MAX_COLUMNS = 400
MAX_SHEETS = 100
PEEK_ROWS = 60
EXCEL_LAST_ROW = 1_048_576
SECONDS = 20.0


@dataclass
class Sheet:
    """One sheet: `rows[0]` is row 1 of the file, and the first value of each row is column A.

    Rows are as long as their last value; a value is text without blanks around it, a number, a date, or None for
    nothing.
    """

    title: str
    rows: list[list[Value]]


class Book:
    """An opened file. Sheets are read when asked for, so that a large workbook costs only the sheet that is wanted."""

    def __init__(self, titles: list[str]) -> None:
        self.titles = titles
        self.hidden: set[str] = set()
        self.ends_at = time.monotonic() + SECONDS

    def peek(self, header_row: int = 0) -> list[Sheet]:
        """The first rows of every sheet; those of the headings and some more, if it is known where they are."""
        return [Sheet(title, list(self._rows(title, min(header_row, MAX_ROWS) + PEEK_ROWS))) for title in self.titles]

    def read(self, title: str) -> Sheet:
        """One sheet, whole. Raises Unreadable if it has more than MAX_ROWS rows or MAX_COLUMNS columns."""
        rows = list(self._rows(title, None))
        while rows and not rows[-1]:
            rows.pop()
        return Sheet(title, rows)

    def _rows(self, title: str, limit: int | None) -> Iterator[list[Value]]:
        raise NotImplementedError

    def _checked(self, rows: Iterator[Any], limit: int | None) -> Iterator[list[Value]]:
        """Plain values, trimmed, inside the bounds and the time."""
        empty = 0
        for number, cells in enumerate(rows, start=1):
            if limit and number > limit:
                return
            if number % 100 == 0 and time.monotonic() > self.ends_at:
                raise _too_slow()
            row = [_plain(value) for value in cells]
            while row and row[-1] is None:
                row.pop()
            if len(row) > MAX_COLUMNS:
                raise Unreadable(
                    _("A sheet has more than %(columns)d columns. Keep only the columns that matter, and try again.")
                    % {"columns": MAX_COLUMNS}
                )
            if not row:
                empty += 1
                continue
            if number > MAX_ROWS:
                raise Unreadable(
                    _("A sheet has more than %(rows)d rows. Keep only the rows that matter, and try again.")
                    % {"rows": MAX_ROWS}
                )
            for _blank in range(empty):
                yield []
            empty = 0
            yield row


class _Timed(io.BytesIO):
    """Bytes that can be read until a time: openpyxl then stops in the middle of whatever it is reading."""

    def __init__(self, content: bytes, ends_at: float) -> None:
        super().__init__(content)
        self.ends_at = ends_at

    def read(self, size: int | None = -1, /) -> bytes:
        if time.monotonic() > self.ends_at:
            raise TimeoutError
        return super().read(size)


class _ExcelBook(Book):
    def __init__(self, content: bytes) -> None:
        super().__init__([])
        self._content = content
        self._workbook = self._opened(data_only=True)
        self.titles = titles = [sheet.title for sheet in self._workbook.worksheets]
        self.hidden = {sheet.title for sheet in self._workbook.worksheets if sheet.sheet_state != "visible"}
        if len(titles) > MAX_SHEETS:
            raise Unreadable(
                _(
                    "This workbook has %(sheets)d sheets. Save only the sheet that you need in a new file, and try again."
                )
                % {"sheets": len(titles)}
            )

    def _opened(self, *, data_only: bool) -> Any:
        try:
            with catch_warnings():
                simplefilter("ignore")
                stream = _Timed(self._content, self.ends_at)
                return load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)
        except Exception as error:
            raise self._refusal() from error

    def _refusal(self) -> Unreadable:
        return _too_slow() if time.monotonic() > self.ends_at else _damaged()

    def read(self, title: str) -> Sheet:
        sheet = super().read(title)
        if self._has_uncalculated_formulas(title):
            self._show_formulas(sheet)
        return sheet

    def _rows(self, title: str, limit: int | None) -> Iterator[list[Value]]:
        return self._checked(self._cells(self._workbook, title, limit), limit)

    def _cells(self, workbook: Any, title: str, limit: int | None) -> Iterator[Any]:
        """The rows of a sheet as openpyxl gives them; whatever it raises means that the file is damaged."""
        try:
            sheet = workbook[title]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=limit or EXCEL_LAST_ROW, values_only=True)
            while True:
                with catch_warnings():
                    simplefilter("ignore")
                    row = next(rows, None)
                if row is None:
                    return
                yield row
        except Exception as error:
            raise self._refusal() from error

    def _has_uncalculated_formulas(self, title: str) -> bool:
        """Whether a formula was saved without its result, as programs other than Excel do."""
        part = getattr(self._workbook[title], "_worksheet_path", "")
        with zipfile.ZipFile(io.BytesIO(self._content)) as archive, archive.open(part) as stream:
            end = b""
            while chunk := stream.read(1 << 20):
                text = end + chunk
                if any(mark in text for mark in (b"</f></c>", b"</f><v/></c>", b"</f><v /></c>", b"</f><v></v></c>")):
                    return True
                end = text[-20:]
        return False

    def _show_formulas(self, sheet: Sheet) -> None:
        """Puts the formula itself where its result is missing, so that it is reported and not lost."""
        cells_below = self._cells(self._opened(data_only=False), sheet.title, None)
        for row, cells in zip(sheet.rows, self._checked(cells_below, None), strict=False):
            for column, value in enumerate(cells):
                if isinstance(value, str) and value.startswith("="):
                    row.extend([None] * (column + 1 - len(row)))
                    if row[column] is None:
                        row[column] = value


class _TextBook(Book):
    def __init__(self, title: str, rows: list[list[str]]) -> None:
        super().__init__([title])
        self._records = rows

    def _rows(self, title: str, limit: int | None) -> Iterator[list[Value]]:
        return self._checked(iter(self._records), limit)


def open_book(source: bytes | str | Path, filename: str = "") -> Book:
    """Opens an Excel workbook (.xlsx, .xlsm) or a text file (.csv, .txt), given as bytes or as a path.

    What the file is, is told from its content; the name only serves as the title of a text file's one sheet.
    Raises Unreadable, whose message says what is wrong and what to do.
    """
    from_path = not isinstance(source, bytes)
    name = filename or (Path(source).name if from_path else "")  # type: ignore[arg-type]
    content = _content(Path(source)) if from_path else source  # type: ignore[arg-type]
    assert isinstance(content, bytes)
    if len(content) > MAX_BYTES:
        raise _too_large()
    refuse_other_kinds(content)
    if content.startswith(b"PK\x03\x04"):
        check_archive(content)
        return _ExcelBook(content)
    return _TextBook(Path(name).stem or "CSV", read_records(content, MAX_ROWS))


def read_sheets(source: bytes | str | Path, filename: str = "") -> list[Sheet]:
    """All sheets of a file, whole. Raises Unreadable as `open_book` does."""
    book = open_book(source, filename)
    return [book.read(title) for title in book.titles]


def cell_name(row: int, column: int) -> str:
    """The name of a cell as a spreadsheet shows it: row 12, column 6 is F12 (both count from 1)."""
    return f"{get_column_letter(column)}{row}"


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _too_large()
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(_("This file cannot be opened. Check that it is there, and try again.")) from error


def _plain(value: Any) -> Value:
    if value is None:
        return None
    if isinstance(value, str):
        return value.replace("_x000D_", "").strip().strip("\ufeff\u200b") or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == clock_time() else value
    if isinstance(value, (int, Decimal, date)):
        return value
    return str(value)


def check_archive(content: bytes) -> None:
    """Refuses a zip that is damaged, too large once unpacked, or not a workbook. Declared sizes are not believed."""
    _check_kind(names_in(content))


def names_in(content: bytes) -> set[str]:
    """The names of the parts of a zip. Raises Unreadable where it is damaged, locked, or too large once unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise _bomb()
            if any(part.flag_bits & 0x1 for part in parts):
                raise Unreadable(_("This file is protected by a password. Remove the password, and try again."))
            _check_sizes([(part.filename, part.file_size, part.compress_size) for part in parts])
            total = 0
            for part in parts:
                with archive.open(part) as stream:
                    while chunk := stream.read(1 << 20):
                        total += len(chunk)
                        if total > MAX_UNPACKED_BYTES:
                            raise _bomb()
    except Unreadable:
        raise
    except Exception as error:
        raise _damaged() from error
    return {part.filename for part in parts}


def _check_sizes(parts: list[tuple[str, int, int]]) -> None:
    if sum(size for _name, size, _packed in parts) > MAX_UNPACKED_BYTES:
        raise _bomb()
    for name, size, packed in parts:
        if size > RATIO_FROM_BYTES and size > MAX_RATIO * max(packed, 1):
            raise _bomb()
        if size > MAX_PART_BYTES and not name.startswith(("xl/worksheets/", "xl/media/")):
            raise _bomb()


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise Unreadable(_("This is a binary Excel file (.xlsb). Open it in Excel, save it as .xlsx, and try again."))
    if "content.xml" in names:
        raise Unreadable(
            _("This is an OpenDocument file. Open it in LibreOffice, save it as .xlsx or .csv, and try again.")
        )
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Unreadable(
            _(
                "This is a text document or a presentation, not a table. Copy the table into a spreadsheet, and try again."
            )
        )
    if "[Content_Types].xml" not in names:
        raise Unreadable(
            _("This is a zip file, not a workbook. Unpack it, and choose the Excel or CSV file that is in it.")
        )


def _too_large() -> Unreadable:
    return Unreadable(
        _("This file is larger than %(megabytes)d MB. Save only the sheet that you need in a new file, and try again.")
        % {"megabytes": MAX_BYTES // 1024 // 1024}
    )


def _damaged() -> Unreadable:
    return Unreadable(
        _(
            "This workbook is damaged or is not really an Excel file. Open it in Excel, save it again as .xlsx, and try again."
        )
    )


def _bomb() -> Unreadable:
    return Unreadable(
        _(
            "This file is far larger inside than a table can be. "
            "Copy the table into a new, empty workbook, save it, and try again."
        )
    )


def _too_slow() -> Unreadable:
    return Unreadable(
        _("This file takes too long to read. Save only the sheet that you need in a new file, and try again.")
    )
