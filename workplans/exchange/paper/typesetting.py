"""Sets what a paper shows by typst, into a tagged PDF. All that was typed is data to it, never a part of its source."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Literal

import manimgx_fonts
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from typst import Compiler, Fonts, TypstError

from workplans.exchange.paper.texts import cut

SOURCES = Path(__file__).parent
FAMILY, LAST = "Noto Sans", ("Noto Sans Symbols", "Noto Emoji")
"""The letters of most languages; and the families that are asked only for what no other has."""
FOOT = 55
"""So many letters of the title stand at the foot of each page."""
ACCESSIBLE: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: what a screen reader needs is there, or typst refuses."""


@cache
def fonts():
    """The fonts that come with the product's packages, the same on every machine."""
    return Fonts(include_system_fonts=False, font_paths=list(manimgx_fonts.__path__))


@cache
def families():
    """The font families in the order in which a letter is looked for in them."""
    names = [name for name in fonts().families() if name.startswith(FAMILY) and name not in LAST]
    return [*names, *LAST]


def typeset(name, shown, paper):
    """The PDF of `shown` by the source `name`.typ, on `paper`, in the language that is active."""
    language, _dash, region = (get_language() or "en").partition("-")
    document = shown | {
        "paper": paper,
        "foot": cut(shown["title"], FOOT),
        "fonts": families(),
        "lang": language if re.fullmatch("[a-z]{2,3}", language) else "en",
        "region": region.upper() if re.fullmatch("[A-Za-z]{2}", region) else None,
        "rtl": get_language_bidi(),
        "page_of": page_of(),
    }
    compiler = Compiler(
        SOURCES / f"{name}.typ",
        root=SOURCES,
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(document, ensure_ascii=False)},
    )
    try:
        return compiler.compile(format="pdf", pdf_standards=ACCESSIBLE)
    except TypstError:
        # A letter that no font has may not be in such a file. It is printed as a box in one that makes no such promise.
        return compiler.compile(format="pdf")


def page_of():
    """The words of a page's number, in pieces: texts, and "page" and "pages" in a list where the numbers go."""
    words = _("Page %(number)s of %(count)s") % {"number": "\x01", "count": "\x02"}
    numbers = {"\x01": ["page"], "\x02": ["pages"]}
    return [numbers.get(piece, piece) for piece in re.split("([\x01\x02])", words) if piece]
