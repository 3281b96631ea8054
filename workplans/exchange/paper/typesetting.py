"""Has a paper set by the press, in the language that is active. All that was typed is data to it, never its source."""

import json
import re
import subprocess
import sys
from pathlib import Path
from threading import Lock

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from workplans.exchange.paper.texts import cut

PRESS = Path(__file__).with_name("press.py")
FOOT = 55
"""So many letters of the title stand at the foot of each page."""
SECONDS = 100
"""A paper that takes longer is given up."""
ONE_AT_A_TIME = Lock()
"""Each worker of the server has one paper set at a time, so that a few large ones do not take the whole machine."""


class NotSet(Exception):
    """The press gave up: the paper takes more time or memory than it may."""


def typeset(name, shown, paper):
    """The PDF of `shown` by the source `name`.typ, on `paper`. Raises NotSet where it takes too much."""
    language, _dash, region = (get_language() or "en").partition("-")
    document = shown | {
        "paper": paper,
        "foot": cut(shown["title"], FOOT),
        "lang": language if re.fullmatch("[a-z]{2,3}", language) else "en",
        "region": region.upper() if re.fullmatch("[A-Za-z]{2}", region) else None,
        "rtl": get_language_bidi(),
        "page_of": page_of(),
    }
    command = [sys.executable, "-I", str(PRESS), name]
    try:
        with ONE_AT_A_TIME:
            data = json.dumps(document, ensure_ascii=False).encode()
            done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise NotSet((error.stderr or b"").decode(errors="replace")[-2000:]) from error
    return done.stdout


def page_of():
    """The words of a page's number, in pieces: texts, and "page" and "pages" in a list where the numbers go."""
    words = _("Page %(page)s of %(pages)s") % {"page": "\x01", "pages": "\x02"}
    numbers = {"\x01": ["page"], "\x02": ["pages"]}
    return [numbers.get(piece, piece) for piece in re.split("([\x01\x02])", words) if piece]
