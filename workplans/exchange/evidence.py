"""What shows that something is true: a photo, a PDF, a Word or Excel document, looked at before it is kept.

What a file is, is told from its content; what its name says counts for nothing. A photo is made anew (darkroom.py), so
that where it was taken is gone, and whatever else was hidden in it. A document is kept as it is and only ever sent as a
file to be saved: so one that acts by itself once it is opened (scripts, programs, files inside it) is refused, where
that can be seen. Text and tables without a form of their own (CSV) are refused too: they prove nothing that a print, a
photo or the workbook would not, and any web page is text.
"""

import hashlib
import re
import subprocess
import sys
import unicodedata
import zlib
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from django.utils.translation import gettext as _

from teams.exchange.sheets import names_in
from teams.exchange.unreadable import Unreadable
from workplans.exchange import darkroom

MOST_BYTES = 5 * 1024 * 1024
SECONDS = 20
"""A photo that takes longer is given up."""
ONE_AT_A_TIME = Lock()
"""Each worker of the server has one photo made anew at a time, so that a few large ones do not take the whole machine."""
LONGEST_NAME = 120
JPEG, PDF = "image/jpeg", "application/pdf"
OFFICE = "application/vnd.openxmlformats-officedocument."
WORD, EXCEL = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
ENDINGS = {JPEG: ".jpg", PDF: ".pdf", WORD: ".docx", EXCEL: ".xlsx"}
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])")
"""What in a PDF acts by itself, or carries another file."""
MOST_UNPACKED = 30 * 1024 * 1024
PROGRAMS = re.compile(r"vbaProject|macrosheets/|activeX/|embeddings/", re.IGNORECASE)
"""Parts of a Word or Excel document that act by themselves, or carry another file."""


@dataclass(frozen=True)
class Looked:
    """A file that may be kept: its name, what it is, what is kept of it, and the digest of what was brought."""

    name: str
    kind: str
    content: bytes
    digest: str

    @property
    def facts(self):
        """The fields of its Evidence."""
        return {**vars(self), "size": len(self.content)}


def look_at(content, name):
    """The Looked of a file. Raises Unreadable, whose message says what to do, where it cannot be kept."""
    if len(content) > MOST_BYTES:
        raise too_large()
    if not content.strip():
        raise Unreadable(_("This file is empty. Choose the photo or document itself."))
    kind, kept = kind_of(content), content
    if kind == JPEG:
        kept = photo(content)
    return Looked(clean_name(name, kind), kind, kept, hashlib.sha256(content).hexdigest())


def too_large():
    """That a file is larger than it may be."""
    return Unreadable(_("This file is larger than 5 MB. Take the photo smaller, or bring a part of it."))


def kind_of(content):
    """Its media type: JPEG for every photo, since that is what becomes of it. Raises Unreadable for any other."""
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (content[:4], content[8:12]) == (
        b"RIFF",
        b"WEBP",
    ):
        return JPEG
    if content.startswith(b"%PDF-"):
        refuse_what_acts(content)
        return PDF
    if content.startswith(ZIP):
        return office_kind(content)
    if content[4:12] in HEIC:
        words = _("This photo is in a form that most computers cannot show (HEIC). Save it as JPEG, or take it again.")
        raise Unreadable(words)
    if content.startswith(OLD_OFFICE):
        raise Unreadable(_("This is an old Office file. Save it as .docx or .xlsx, or as PDF, and bring that."))
    raise Unreadable(
        _("Bring a photo (JPEG, PNG, WebP), a PDF, or a Word or Excel document: this file is none of them.")
    )


def photo(content):
    """The photo made anew. Raises Unreadable where it is damaged or has too many pixels."""
    command = [sys.executable, "-I", darkroom.__file__]
    try:
        with ONE_AT_A_TIME:
            done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        code = darkroom.TOO_LARGE
    else:
        code = done.returncode
    if code == 0:
        return done.stdout
    if code == darkroom.NO_IMAGE:
        raise Unreadable(_("This photo is damaged. Take it again, or choose another."))
    raise Unreadable(_("This photo is far too large. Take it with fewer pixels, and bring that."))


def refuse_what_acts(content):
    """Raise Unreadable where a PDF runs a script, starts a program or carries a file: in the open, or in packed objects."""
    if any(ACTS.search(ESCAPED.sub(letter_of, part)) for part in (content, *packed_objects(content))):
        words = _("This PDF runs something when it is opened, or has a file inside. Print it, and bring a photo of it.")
        raise Unreadable(words)


def letter_of(found):
    """What "#4a" stands for in a name of a PDF."""
    return bytes([int(found[1], 16)])


def packed_objects(content):
    """What is in the packed objects of a PDF, where it can be unpacked. Raises Unreadable where that is far too much."""
    left, end = MOST_UNPACKED, 0
    while (start := content.find(b"stream", end)) >= 0 and (end := content.find(b"endstream", start)) >= 0:
        if b"/ObjStm" in content[max(0, start - 400) : start]:
            try:
                unpacked = zlib.decompressobj().decompress(content[start + 6 : end].lstrip(b"\r\n"), left)
            except zlib.error:
                unpacked = b""
            left -= len(unpacked)
            if left <= 0:
                raise Unreadable(_("This PDF is far larger inside than it looks. Print it again, and bring that."))
            yield unpacked
        end += len(b"endstream")


def office_kind(content):
    """Whether it is a Word or an Excel document. Raises Unreadable for any other zip, and for one with programs in it."""
    try:
        names = names_in(content)
    except Unreadable as error:
        words = _(
            "This file is damaged, locked by a password, or far larger inside than it looks. Bring a PDF or a photo of it."
        )
        raise Unreadable(words) from error
    if any(PROGRAMS.search(name) for name in names):
        raise Unreadable(_("This document has a program or another file in it. Save it as PDF, and bring that."))
    for part, kind in (("word/document.xml", WORD), ("xl/workbook.xml", EXCEL)):
        if part in names and "[Content_Types].xml" in names:
            return kind
    raise Unreadable(_("This is a packed file. Unpack it, and bring the photo or document that is in it."))


def clean_name(name, kind):
    """The last part of a file's name, without what a page or a disk could mistake, and with the ending of its kind."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem = re.sub(r"[<>:\"|?*\s]+", " ", Path(plain).stem).strip(" .")[:LONGEST_NAME]
    return (stem or _("evidence")) + ENDINGS[kind]
