"""The darkroom: takes a photo apart and makes it anew, in a process of its own, bound in time and memory.

Reads a JPEG, PNG or WebP from standard input and writes a JPEG to standard output: only what is to be seen, upright, at
most LONGEST pixels. Where it was taken, by whom and whatever else was put into the file is left behind. Ends with
TOO_LARGE or NO_IMAGE where there is nothing to write. It knows nothing of Django, so that it starts at once.
"""

import io
import sys
import warnings

from PIL import Image, ImageOps

try:
    import resource
except ImportError:  # Windows has no such bound
    resource = None  # type: ignore[assignment]

LONGEST = 1600
"""Pixels of the longer side of what is kept: a page of a register stays legible."""
MOST_PIXELS = 25_000_000
"""What is taken apart as a whole has no more."""
MOST_IN_STRIPS = 110_000_000
"""A JPEG that comes in strips is made smaller while it is read, so that a phone's largest photos will do."""
QUALITY = 82
MEMORY = 2**30
SECONDS = 15
NO_IMAGE, TOO_LARGE = 3, 4


class TooLarge(Exception):
    """It has more pixels than it may."""


def developed(content):
    """The photo in `content` as a JPEG. Raises TooLarge, and whatever Pillow raises for what is no photo."""
    Image.MAX_IMAGE_PIXELS = MOST_IN_STRIPS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
        in_strips = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
        if image.width * image.height > (MOST_IN_STRIPS if in_strips else MOST_PIXELS):
            raise TooLarge
        image.draft("RGB", (LONGEST, LONGEST))
        seen = ImageOps.exif_transpose(image)
    seen.thumbnail((LONGEST, LONGEST))
    if seen.mode != "RGB":
        ground = Image.new("RGBA", seen.size, "white")
        seen = Image.alpha_composite(ground, seen.convert("RGBA")).convert("RGB")
    kept = Image.new("RGB", seen.size)
    kept.paste(seen)  # the pixels, without what the file said of them
    written = io.BytesIO()
    kept.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        found = developed(sys.stdin.buffer.read())
    except (TooLarge, Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        sys.exit(TOO_LARGE)
    except Exception:  # noqa: BLE001  a decoder raises anything where a file is damaged
        sys.exit(NO_IMAGE)
    sys.stdout.buffer.write(found)
