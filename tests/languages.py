"""Languages that nobody speaks, to see what a translation will do: `with written(brackets): ...`."""

import re
from contextlib import contextmanager

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from workplans.models.plan import items
from workplans.queries import plan as queries

PLACES = re.compile(r"(%\(\w+\)\w|%[sd%]|<[^>]+>|&\w+;|\{\w*\})")
"""What a translator leaves as it is."""
LONGER = dict(zip("aeiouAEIOU", ["åá", "êé", "îí", "öó", "üú", "ÅÁ", "ÊÉ", "ÎÍ", "ÖÓ", "ÜÚ"], strict=True))


def brackets(text):
    """ "Save" is ⟦Save⟧: what stands outside was never given to a translator."""
    return f"⟦{text}⟧" if text else text


def longer(text):
    """ "Save" is "Såávêé": each word about two fifths longer, and no letter as plain as it was."""
    parts = PLACES.split(text)
    parts[::2] = ["".join(LONGER.get(letter, letter) for letter in part) for part in parts[::2]]
    return "".join(parts)


@contextmanager
def written(write):
    """Let every text that is translated be `write(text)`, in this whole process."""
    ways = {
        "gettext": lambda message: write(trans_real.gettext(message)),
        "pgettext": lambda context, message: write(trans_real.pgettext(context, message)),
        "ngettext": lambda one, many, number: write(trans_real.ngettext(one, many, number)),
        "npgettext": lambda context, one, many, number: write(trans_real.npgettext(context, one, many, number)),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, way in ways.items():
            patch.setattr(translation._trans, name, way)
        forget()
        try:
            yield
        finally:
            forget()


def forget():
    """Dates that were put into words are remembered, by language."""
    for remembered in (queries._month_word, queries._months_in_words, queries._day_word, items.days_in_words):
        remembered.cache_clear()
