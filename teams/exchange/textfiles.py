"""Files of text: what they are, their encoding, their separator, their records. And what is no text at all."""

import codecs
import csv
import io
from collections import Counter

from django.utils.translation import gettext as _

from teams.exchange.unreadable import Unreadable

SEPARATORS = ",;\t|"
ONE_COLUMN = "\x1f"
"""Separates nothing: no text has it."""
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
PACKED = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"PK\x05\x06", b"PK\x07\x08")
SAMPLE_LINES = 60
SAMPLE_CHARACTERS = 200_000


def refuse_other_kinds(content: bytes) -> None:
    """Raises Unreadable for what is neither a new Excel workbook nor text, with a message for each kind."""
    if not content.strip():
        raise Unreadable(_("This file is empty. Choose the file that holds the table."))
    if content.startswith(OLE2):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable(
                _(
                    "This workbook is protected by a password. Open it in Excel, remove the password, save it, and try again."
                )
            )
        if "WordDocument".encode("utf-16-le") in content or "PowerPoint".encode("utf-16-le") in content:
            raise Unreadable(_("This is not a table. Copy the table into a spreadsheet, and try again."))
        raise Unreadable(_("This is an old Excel file (.xls). Open it in Excel, save it as .xlsx, and try again."))
    if content.startswith(b"%PDF"):
        raise Unreadable(_("This is a PDF. Ask for the Excel file from which it was made, and choose that one."))
    if content.startswith(IMAGES) and not _is_text(content):
        raise Unreadable(_("This is a picture. Choose the Excel or CSV file that holds the table."))
    if content.startswith(PACKED):
        raise Unreadable(_("This is a packed file. Unpack it, and choose the Excel or CSV file that is in it."))
    if (
        content[:400]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<script", b"<!--", b"mime-version:"))
    ):
        raise Unreadable(
            _(
                "This is a web page or an XML file, even if its name says Excel. Open it in Excel, save it as .xlsx, and try again."
            )
        )


def read_records(content: bytes, most: int) -> list[list[str]]:
    """The records of a text file, one a row as a spreadsheet would show them; at most one more than `most`.

    Raises Unreadable for what is no text, and for a quotation mark that would swallow the rows after it.
    """
    text = decoded(content)
    separator = None
    first, _newline, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) <= 5:  # a hint that Excel obeys and does not show
        separator, text = (first.strip()[4:] or "\t"), rest
    separator = separator if separator in tuple(SEPARATORS) else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) > most + 1_000:
                break
    except csv.Error as error:
        raise Unreadable(
            _(
                'Near line %(line)d a quotation mark (") is out of place, so that the rows after it cannot be told apart. '
                "Open the file in a spreadsheet, correct it, and try again."
            )
            % {"line": reader.line_num}
        ) from error
    return records


def _is_text(content: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 27 for byte in content[:200])


def decoded(content: bytes) -> str:
    """The text of a file in whichever of the usual encodings it is written. Raises Unreadable for what is no text."""
    for mark, name in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _text_in(content, [name])
    if b"\x00" in content:
        even, odd = content[0::2].count(0), content[1::2].count(0)
        return _text_in(content, ["utf-16-be" if even > odd else "utf-16-le"])
    return _text_in(content, ["utf-8", "cp1252", "latin-1"])


def _text_in(content: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        strange = sum(
            1
            for letter in text[:20_000]
            if not letter.isprintable() and letter not in "\t\r\n\f\u00a0\u202f\u2009\u00ad\u200b\ufeff"
        )
        if strange * 100 > min(len(text), 20_000) or "\x00" in text:
            break
        return text
    raise Unreadable(
        _("This file is neither an Excel workbook nor a text file. Save the table as .xlsx or .csv, and try again.")
    )


def _separator(text: str) -> str:
    """The separator which cuts the first lines into the same number of parts, more than one, most often.

    ONE_COLUMN where none cuts at least half of them."""
    sample = "".join(text[:SAMPLE_CHARACTERS].splitlines(keepends=True)[:SAMPLE_LINES])
    best, best_score = ONE_COLUMN, 0.0
    for separator in SEPARATORS:
        widths: Counter[int] = Counter()
        try:
            for record in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
                if any(record):
                    widths[len(record)] += 1
        except csv.Error:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        if wide and sum(wide.values()) * 2 >= widths.total():  # else it is a sentence's comma
            width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
            score = count / widths.total() + min(width, 50) / 100
            if score > best_score:
                best, best_score = separator, score
    return best
