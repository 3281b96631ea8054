"""Texts as paper takes them: nothing that no font has, and words that break where they must. Pure."""

import re

ODD = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufeff\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
"""Control characters and code points that are no characters."""
HALF = re.compile("[\ud800-\udfff]")
"""Half of a character, which no file can keep."""
LINES = re.compile("\\s*[\n\r\x0b\x0c\x85\u2028\u2029]\\s*")
BREAK = "\u200b"
"""Where a word may go on in the next line, though it has no blank."""


def clean(value):
    """`value`, a text or dicts and lists of them, without what neither a font nor a file can hold."""
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean(one) for one in value]
    if not isinstance(value, str):
        return value
    return LINES.sub("\n", HALF.sub("\ufffd", ODD.sub("", value))).replace("\t", " ").strip()


def breaking(text, room=24):
    """`text` with breaks in each word that is longer than `room` characters, never before a mark that joins."""
    if len(text) <= room:
        return text
    return re.sub(rf"\S{{{room + 1},}}", lambda found: broken(found[0], room), text)


def broken(word, room):
    pieces, since = [], 0
    for place, letter in enumerate(word):
        if since >= room and letter.isalnum() and word[place - 1] not in "\u200d\u200c":
            pieces.append(BREAK)
            since = 0
        pieces.append(letter)
        since += 1
    return "".join(pieces)


def cut(text, most):
    """`text` in one line, of at most so many characters; where it is cut, at a word if one ends near, it says so."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    at_word = kept.rpartition(" ")[0]
    return (at_word if len(at_word) > most * 0.7 else kept).rstrip(" ,;:.–-") + "…"
