"""What is known of an activity, an occasion or what was asked of a post, out of what was reported of it. Pure.

Nothing here depends on the clock: the day on which something is looked at is handed in.
"""

from dataclasses import dataclass
from datetime import date

STARTED, HALF, FINISHED, NOT_DONE, STUCK = STATES = ["started", "half", "done", "not_done", "stuck"]
SETTLED = [FINISHED, NOT_DONE]
"""Nothing more is waited for: it is done, or it is known that it was not done."""


@dataclass(frozen=True)
class Progress:
    """Where something stands: its state ("" for nothing yet), since which day, and the day on which it was done."""

    state: str = ""
    since: date | None = None
    done_on: date | None = None

    @property
    def is_settled(self):
        return self.state in SETTLED


NOTHING_YET = Progress()


def progress_of(reports):
    """The Progress that `reports` add up to, (day, place in the order of writing, state) each, in any order.

    What was corrected is not among them. The last day counts, and on the same day what was written last; a state holds
    since the first of the reports that say so without another between them.
    """
    state, since = "", None
    for day, _place, said in sorted(reports):
        if said != state:
            state, since = said, day
    return Progress(state, since, since if state == FINISHED else None)


def is_due(due_on, day):
    """Whether it had to be done before `day`; never where no day was set."""
    return due_on is not None and due_on < day


def is_in_time(progress, due_on):
    """Whether it was done, and no later than `due_on`."""
    return progress.done_on is not None and (due_on is None or progress.done_on <= due_on)


def is_late(progress, due_on, day):
    """Whether it had to be done before `day`, and is neither done nor known to be not done."""
    return is_due(due_on, day) and not progress.is_settled


def days_late(progress, due_on, day):
    """How many days late it is on `day`, or was when it was done; 0 where it is not, or is known to be not done."""
    if due_on is None or progress.state == NOT_DONE:
        return 0
    return max(0, ((progress.done_on or day) - due_on).days)


def counted(rows, day):
    """(how many were due by `day`, how many of them were done in time) of `rows`, (Progress, due day) each."""
    due = [(progress, due_on) for progress, due_on in rows if is_due(due_on, day)]
    return len(due), sum(is_in_time(progress, due_on) for progress, due_on in due)
