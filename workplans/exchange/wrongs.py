"""What is wrong with a text in a cell of a file that comes back, and what somebody should know of it, in words."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from teams.exchange.folding import fold
from teams.exchange.spellings import ASKED, likeness
from workplans.exchange.places import Wrong
from workplans.exchange.returned import digits_behind, is_figure
from workplans.exchange.workbook import DAYS
from workplans.models import Activity, Indicator, Objective, Output, Readiness

MODELS: dict[str, Any] = {
    "objective": Objective,
    "output": Output,
    "activity": Activity,
    "indicator": Indicator,
    "readiness": Readiness,
}
LONGEST_SHOWN = 60
"""So much of a text is said again where it is wrong."""
SHORT_LIST = 8
MOST_NEAR = 3
SHORTEST_PART = 4
"""From so many letters on, a name that is a part of another one is near to it."""


def wrong_with(kind, column, text, words):
    """What is wrong with a text in a column, in words; "" where nothing is."""
    if column == "name" and not text:
        return _("A name cannot be empty. To remove a row, remove it in the workplan.")
    if is_figure(column) and text:
        return wrong_figure(column, text)
    if column in DAYS and text:
        return wrong_day(text)
    if column in words and text.casefold() not in words[column]:
        known = [(capfirst(word), value) for word, value in words[column].items() if word]
        return wrong_choice(text, [value.title if column == "post" else word for word, value in known])
    if kind in MODELS and column in {one.name for one in MODELS[kind]._meta.fields} - set(words):
        most = MODELS[kind]._meta.get_field(column).max_length
        if most and len(text) > most:
            return _("This is longer than the %(n)s characters that fit.") % {"n": most}
    return ""


def wrong_choice(text, choices):
    """That a text is not in a list, with what is near in it, or with all of a short one."""
    told = _("“%(text)s” is not in the list.") % {"text": text[:LONGEST_SHOWN]}
    if found := near(text, choices):
        return " ".join([told, *meant(found)])
    if choices and len(choices) <= SHORT_LIST:
        return " ".join([told, _("It has: %(choices)s.") % {"choices": quoted(choices)}])
    return told


def wrong_day(text):
    try:
        date.fromisoformat(text)
    except ValueError:
        return _("“%(text)s” is not a day, or could be two. Write it as year-month-day, 2026-12-31.") % {
            "text": text[:LONGEST_SHOWN]
        }
    return ""


def wrong_figure(column, text):
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        return _("“%(text)s” is not a number. Write it as a plain number.") % {"text": text[:LONGEST_SHOWN]}
    is_money = column[:1] in "sn"
    if is_money and number < 0:
        return _("An amount is not below zero.")
    digits, behind = (16, 2) if is_money else (18, 8)
    if number.adjusted() >= digits or digits_behind(number) > behind:
        return _("This figure has too many digits.")
    return ""


def unknown_post(text, known):
    """What is said of who is responsible where that is no post of the team; "" where it is one, or nobody.

    It stays beside the activity in words, but no post has the work then: with names that are near.
    """
    posts = known.words["post"]
    if text.casefold() in posts:
        return ""
    told = _("“%(text)s” is no post of the team. It is kept in words, and nobody finds it under “My work”.")
    said = [told % {"text": text[:LONGEST_SHOWN]}, *meant(near(text, [post.title for post in posts.values() if post]))]
    holds = _("%(person)s holds the post “%(post)s”.")
    said += [holds % {"person": name, "post": known.people[name]} for name in near(text, known.people)]
    return " ".join(said)


def near(text, names):
    """Those of `names` that are most like a text, or that it is a part of, the nearest first."""
    part, found = fold(text), []
    for name in names:
        is_part = len(part) >= SHORTEST_PART and (part in fold(name) or (fold(name) or part) in part)
        if alike := max(likeness(text, name), ASKED if is_part else 0):
            found.append((-alike, name))
    return [name for _alike, name in sorted(found)[:MOST_NEAR]]


def meant(names):
    """The question whether one of the names is meant, as a list of one text; none where there is no name."""
    return [_("Is %(names)s meant?") % {"names": quoted(names)}] if names else []


def quoted(names):
    return ", ".join(f"“{name}”" for name in names)


def moved(returned, sheet, fixed):
    """Yields a Wrong for each row of which a grey cell is no more what it was.

    Where it is another row's, the rows were sorted without their hidden key: nothing of the sheet can be placed then.
    """
    taken = returned.taken[sheet]
    others = {(column, row[column]) for row in taken.values() for column in fixed & row.keys() - {"kind"}}
    for key, row in returned.rows[sheet].items():
        changed = [one for one in sorted(fixed) if row.get(one) and row[one] != taken[key].get(one)]
        if sorted_apart := [one for one in changed if (one, row[one]) in others]:
            words = _(
                "This grey cell is of another row. If you sorted the rows, sort them with all columns, the hidden one too. "
                "Until then nothing of this sheet can come in."
            )
            yield Wrong(returned.place(sheet, key, sorted_apart[0]), words, sheet)
        elif changed:
            words = _("A grey cell is there to be read. Put back what stood in it: “%(text)s”.")
            before = taken[key].get(changed[0], "")[:LONGEST_SHOWN]
            yield Wrong(returned.place(sheet, key, changed[0]), words % {"text": before}, sheet, key)
