"""The press: sets one paper in a process of its own, which takes its memory with it when it ends.

Run as `press.py NAME`: reads a paper as JSON from standard input, sets it by NAME.typ, and writes the PDF to standard
output. It knows nothing of Django, so that it starts at once.
"""

import json
import sys
from pathlib import Path

import manimgx_fonts
from typst import Compiler, Fonts, TypstError

try:
    import resource
except ImportError:  # Windows has no such bound
    resource = None  # type: ignore[assignment]

SOURCES = Path(__file__).resolve().parent
MEMORY = 3 * 2**30
"""The press may take so many bytes."""
FAMILY, LAST = "Noto Sans", ("Noto Sans Symbols", "Noto Emoji")
"""The letters of most languages; and the families that are asked only for what no other has."""


def pressed(name, data):
    """The PDF of `data`, a paper as JSON, by the source `name`.typ, in fonts that are the same on every machine."""
    fonts = Fonts(include_system_fonts=False, font_paths=list(manimgx_fonts.__path__))
    families = [family for family in fonts.families() if family.startswith(FAMILY) and family not in LAST]
    inputs = {"data": data, "fonts": json.dumps([*families, *LAST])}
    compiler = Compiler(SOURCES / f"{name}.typ", root=SOURCES, font_paths=fonts, sys_inputs=inputs)
    try:
        return compiler.compile(format="pdf", pdf_standards="ua-1")
    except TypstError:
        # PDF/UA-1 refuses a letter that no font has. It is printed as a box, in a file that is tagged all the same.
        return compiler.compile(format="pdf")


if __name__ == "__main__":
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.buffer.write(pressed(sys.argv[1], sys.stdin.buffer.read().decode()))
