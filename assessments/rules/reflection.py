"""What may be said of a box of answers: words and halves of a point, never a count that gives somebody away.

An answer is 1 (never) to 5 (always); "I cannot say" is none. A tally is how often each of the five was given. Points
are counted in halves, 2 (never) to 10 (always), so that a middle between two answers stays a whole number.

The same is said of a team of five and of a team of fifty: figures to the decimal would say little more to a meeting,
and would have to be taken back when the team shrinks.
"""

from dataclasses import dataclass

FEWEST = 5
"""With fewer answers nothing is said at all. An installation may ask for more, never for fewer."""
FEWEST_WRITERS = 3
"""Words of fewer people than so many are not shown."""
WIDE = 3
"""From so many points between the lowest and the highest answer to a statement on, people differ widely."""
MONTHS = 9
"""An older reflection no longer tells how a team leads."""
LOWEST, HIGHEST = 1, 5
CANNOT_SAY = 0


@dataclass(frozen=True)
class Summary:
    """Where people stand, in half points: the middle answer, where the middle half of them lies, and if they agree."""

    middle: int
    low: int
    high: int
    wide: bool


@dataclass(frozen=True)
class Talk:
    """Something to talk about: which practice, and why ("differ", "fell", "rose" or "lowest")."""

    practice: str
    why: str


def summary(tally, fewest=FEWEST):
    """The Summary of one statement's `tally`, or None where fewer than `fewest` people answered it."""
    given = answers_in(tally)
    if len(given) < max(fewest, FEWEST):
        return None
    middle, low, high = stand(given)
    return Summary(middle, low, high, wide=given[-1] - given[0] >= WIDE)


def summary_of_practice(tallies, fewest=FEWEST):
    """The Summary of all answers to a practice's statements, or None; a statement that says nothing is left out.

    People differ widely on a practice where they do on one of its statements.
    """
    told = [(tally, found) for tally in tallies if (found := summary(tally, fewest))]
    if not told:
        return None
    middle, low, high = stand(sorted(answer for tally, _found in told for answer in answers_in(tally)))
    return Summary(middle, low, high, wide=any(found.wide for _tally, found in told))


def answers_in(tally):
    """The answers that `tally` counts, lowest first."""
    return [answer for answer, count in zip(range(LOWEST, HIGHEST + 1), tally, strict=True) for _each in range(count)]


def stand(given):
    """(middle, low, high) in half points of answers in their order; a quarter of them lies below low, one above high."""
    last, quarter = len(given) - 1, len(given) // 4
    return given[last // 2] + given[(last + 1) // 2], 2 * given[quarter], 2 * given[last - quarter]


def words_shown(words, answered, fewest=FEWEST):
    """{practice: what people wrote}, where enough people answered at all and enough wrote on that practice."""
    if answered < max(fewest, FEWEST):
        return {}
    return {practice: texts for practice, texts in words.items() if len(texts) >= FEWEST_WRITERS}


def change(now, before):
    """By how many half points the middle moved; None where one of the two is unknown."""
    return None if now is None or before is None else now.middle - before.middle


def talk_first(summaries, before):
    """The Talks that a meeting begins with, the first first: where people differ, what fell, what rose, what is lowest.

    `summaries` and `before` are {practice: Summary}, now and last time. At most two; none where nothing is known.
    """
    moved = {
        practice: moved
        for practice, now in summaries.items()
        if (moved := change(now, before.get(practice))) is not None
    }
    differ = [Talk(practice, "differ") for practice, found in summaries.items() if found.wide]
    fell = [Talk(practice, "fell") for practice in sorted(moved, key=moved.__getitem__) if moved[practice] < 0]
    rose = [Talk(practice, "rose") for practice in sorted(moved, key=lambda one: -moved[one]) if moved[practice] > 0]
    lowest = [Talk(practice, "lowest") for practice in sorted(summaries, key=lambda one: summaries[one].middle)]
    chosen: list[Talk] = []
    for talk in [*differ[:1], *fell[:1], *rose[:1], *lowest]:
        if talk.practice not in {one.practice for one in chosen}:
            chosen.append(talk)
    return chosen[:2]
