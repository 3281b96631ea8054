"""What an obstacle asks next and when; which of them have one root cause. Pure: plain values in and out.

Source: the handout, "support personnel and change ways of working in order to overcome obstacles": what stands in the
way is said, why is asked until there is a cause, help is asked for, something is changed, and whether that helped is
asked again after a while.
"""

from datetime import timedelta
from typing import NamedTuple

ASKED_AGAIN = timedelta(weeks=4)
"""After so long it is asked whether what was changed has helped, where no other day is said."""
NAME, WHY, ANSWER, CHANGE, HELPED, OTHERWISE = QUESTIONS = ["name", "why", "answer", "change", "helped", "otherwise"]
"""What stands in the way? Why is that so? What do you say, whom we asked for help? What can be changed? Did it help?
What else can be changed, since it did not?"""


class Next(NamedTuple):
    """A question, and the day on which it is, or was, asked; None where it can be answered at any time."""

    question: str
    on: object = None


def next_question(
    today, *, is_open, is_named, has_cause, asked_on, ask_again_on, did_not_help=False, was_answered=False
):
    """The Next that an obstacle asks on `today`; None of one that is solved.

    `asked_on` is the day on which a post was asked for help that has not answered; `ask_again_on` the day on which to
    ask whether what was changed has helped. Both may be None. `did_not_help` and `was_answered` are whether that is the
    last that happened: what was changed did not help; who was asked for help has answered.
    """
    if not is_open:
        return None
    if not is_named:
        return Next(NAME)
    if ask_again_on and ask_again_on <= today:
        return Next(HELPED, ask_again_on)
    if asked_on:
        return Next(ANSWER, asked_on)
    if did_not_help:
        return Next(OTHERWISE)
    if was_answered:
        return Next(CHANGE)
    if ask_again_on:
        return Next(HELPED, ask_again_on)
    return Next(CHANGE if has_cause else WHY)


def by_cause(rows):
    """[(root cause, [things])] of `rows`, (root cause, thing) each: those that say the same stand together.

    In the order of the first of each; what has no cause yet, "", comes last. Case and a full stop make no difference.
    """
    found: dict[str, tuple[str, list]] = {}
    for cause, thing in rows:
        found.setdefault(" ".join(cause.split()).rstrip(" .").casefold(), (cause, []))[1].append(thing)
    return [found[key] for key in found if key] + [found[key] for key in found if not key]
