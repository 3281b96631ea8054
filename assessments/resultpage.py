"""The page of a result in words: where people stand, how that moved since last time, what to talk about first."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.models import Round
from assessments.models.statements import EIGHT
from assessments.practices import Practice as Leading
from assessments.rules.reflection import Summary, change, talk_first
from assessments.rules.vision import how_shared
from assessments.scales import HOW_SHARED, word_at

OFTEN, SOMETIMES = 8, 6
"""Half points."""
MOVED = (
    # from so many half points up: the words
    (2, gettext_lazy("%(word)s, and better than in %(month)s")),
    (1, gettext_lazy("%(word)s, slightly better than in %(month)s")),
    (0, gettext_lazy("%(word)s, as in %(month)s")),
    (-1, gettext_lazy("%(word)s, slightly lower than in %(month)s")),
    (-8, gettext_lazy("%(word)s, lower than in %(month)s")),
)
TALK = {
    "differ": gettext_lazy("%(practice)s: we see it very differently. What does each of us see?"),
    "fell": gettext_lazy("%(practice)s: lower than in %(month)s. What has become harder?"),
    "rose": gettext_lazy("%(practice)s: what helped it rise since %(month)s?"),
    "lowest": gettext_lazy("%(practice)s: this is where we stand lowest. What one thing would help?"),
}
APART = gettext_lazy("%(practice)s: some of us say “%(high)s”, some “%(low)s”. What does each of us see?")
SIDES = (
    ("lead", pgettext_lazy("side of the framework", "Leading")),
    ("manage", pgettext_lazy("side of the framework", "Managing")),
)


@dataclass(frozen=True)
class Row:
    """What is shown of one practice, or of one statement: where people stand on `scale`, now and in the month `since`."""

    label: str
    now: Summary | None
    scale: type
    before: Summary | None = None
    since: str = ""
    statements: tuple["Row", ...] = ()
    words: tuple[str, ...] = ()

    @property
    def said(self):
        """ "Often, and better than in May 2026"."""
        if self.now is None:
            return _("Too few answered this to be shown")
        if self.now.wide:
            return _("We see it very differently")
        word, moved = word_at(self.now.middle, self.scale), change(self.now, self.before)
        if not moved and self.now.low == self.now.high:
            return _("%(word)s, we agree") % {"word": word}
        if moved is None:
            return word
        words = next(words for least, words in MOVED if moved >= least)
        return words % {"word": word, "month": self.since}

    @property
    def more(self):
        """What can be unfolded under it."""
        if self.words:
            return _("Each statement, and what some of us wrote") if self.statements else _("What some of us wrote")
        return _("Each statement") if self.statements else ""

    @property
    def shape(self):
        if self.now is None:
            return "none"
        if self.now.wide or self.now.middle < SOMETIMES:
            return "warn"
        return "good" if self.now.middle >= OFTEN else "none"

    @property
    def bar(self):
        """Where the bar and its marks lie between the two ends of the scale; None where nothing is shown."""
        if self.now is None:
            return None
        low, middle, high = (place(at) for at in (self.now.low, self.now.middle, self.now.high))
        return {"x": percent(low), "width": percent(high - low), "middle": percent(middle), "before": self.was}

    @property
    def was(self):
        return percent(place(self.before.middle)) if self.before else ""

    @property
    def in_words(self):
        """The bar for who cannot see it."""
        marks = {name: word_at(getattr(self.now, name), self.scale) for name in ("low", "middle", "high")}
        told = _("Half of us between “%(low)s” and “%(high)s”, the middle at “%(middle)s”.") % marks
        if not self.before:
            return told
        last = _("In %(month)s: “%(word)s”.") % {
            "month": self.since,
            "word": word_at(self.before.middle, self.scale),
        }
        return f"{told} {last}"


def place(half_points):
    """0 for the lowest answer, 100 for the highest."""
    return (half_points - 2) * 12.5


def percent(number):
    """As an attribute of SVG, whatever the reader's language."""
    return f"{number:g}%"


def sides_of(found, before, own):
    """[(side, its name, Rows)]: each practice of the round `found`, and what was written where `own` reads it."""
    since = month(before) if before else ""
    asked = list(zip(found.questions, found.texts(), found.by_statement, strict=True))
    rows: dict[str, list[Row]] = {side: [] for side, _name in SIDES}
    for practice, label in EIGHT:
        if practice in found.practices:
            of_it = [(text, one) for question, text, one in asked if question["practice"] == practice]
            rows["lead" if practice in Leading.values else "manage"].append(
                Row(
                    _("How far it is ours") if found.kind == Round.Kind.VISION else str(label),
                    found.by_practice.get(practice),
                    found.scale,
                    before.by_practice.get(practice) if before else None,
                    since,
                    tuple(Row(text, one, found.scale) for text, one in of_it if text),
                    tuple(found.words.get(practice, ())) if own else (),
                )
            )
    return [(side, name, rows[side]) for side, name in SIDES if rows[side]]


def talks_of(found, before):
    """What a meeting begins with, as sentences, the first first."""
    earlier = before.by_practice if before else {}
    return [sentence(talk, found.by_practice[talk.practice], before) for talk in talk_first(found.by_practice, earlier)]


def sentence(talk, now, before):
    apart = talk.why == "differ" and now.low != now.high
    return (APART if apart else TALK[talk.why]) % {
        "practice": dict(EIGHT)[talk.practice],
        "month": month(before) if before else "",
        "low": word_at(now.low),
        "high": word_at(now.high),
    }


def shared_words(found):
    """How far a vision is shared, for a round that asked that; "" where nothing may be said."""
    if found.kind != Round.Kind.VISION:
        return ""
    return HOW_SHARED.get(how_shared(found.by_practice.get("focus")), "")


def month(found):
    return date_format(found.closed_on, "YEAR_MONTH_FORMAT")
