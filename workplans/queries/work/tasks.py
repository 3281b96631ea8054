"""The things that a person's work is made of, as a page prints them, and the sections they stand in."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format, number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SECTIONS = TO_ANSWER, LATE, THIS_WEEK, LATER, WAITING, TO_RECORD = (
    "to_answer",
    "late",
    "this_week",
    "later",
    "waiting",
    "to_record",
)
WEEK = timedelta(days=6)
"""A week is today and the six days after it: on a Friday, Monday is near."""
LONG = 16
"""So many words of a name are shown."""


@dataclass
class Task:
    """One thing in a person's work, as a page prints it.

    `kind` says what can be done: "answer" (a delegation), "agree", "decide" (what its holder asked), "confirm" (a
    delegation), "confirm_entry", "help" (an obstacle), "ask_again" and "stuck" (an obstacle), "report" (progress), "ready"
    (a structure or system), "record" (values of a time), "fill" (the same, from a file), "agreed" (by the team about a
    quarter), "doubted" (a value that somebody says is not right), "wait" (nothing: others have it);
    and, on a page that knows leading too, "promise".
    """

    kind: str
    name: str
    url: str
    about: str = ""
    time: str = ""
    """Which time it is of what is done again and again, as its name ends with it."""
    post: str = ""
    """Whose it is: the post's title."""
    post_key: int | None = None
    due_on: date | None = None
    late: int = 0
    """How many days late."""
    when: str = ""
    """Its day, or how late it is, in words."""
    practice: str = ""
    """The practice that it belongs to, in a word."""
    state: str = ""
    """What was reported last."""
    since: date | None = None
    entry: int = 0
    """The key of what was reported last; 0 where nothing was. It tells whether somebody reported since."""
    is_to_confirm: bool = False
    """Whether it is reported as done already, so that it is not late any more: somebody has to confirm it."""
    is_one_day: bool = False
    """Whether it is done on one day, or its time is over: then it is done, not done or stuck, and never half done."""
    activity: int | None = None
    occasion: int | None = None
    delegation: int | None = None
    row: int | None = None
    """The key of the delegation, entry, obstacle, readiness, agreement or plan that it is about."""
    period: str = ""
    """The time of which values are to be recorded."""

    @property
    def title(self):
        """Its name without its time, cut where that is long."""
        return Truncator(self.name.removesuffix(f", {self.time}")).words(LONG)

    @property
    def short(self):
        """Its name with its time, which is never cut."""
        return f"{self.title}, {self.time}" if self.time else self.title

    @property
    def key(self):
        """What it is called on a page and in what is sent from there."""
        if self.kind == "report":
            return place_key(self.activity, self.occasion, self.delegation)
        key = f"{ROW_KEYS[self.kind]}{self.row}"
        return f"{key}-{self.period}" if self.period else key


ROW_KEYS = {
    **dict.fromkeys(("answer", "agree", "decide", "confirm"), "d"),
    "confirm_entry": "e",
    "help": "b",
    "ask_again": "b",
    "stuck": "b",
    "ready": "r",
    "record": "v",
    "fill": "f",
    "agreed": "g",
    "doubted": "n",
    "wait": "w",
    "promise": "c",
}
"""Before the key of its row, what a Task of each kind is called."""


def place_key(activity, occasion, delegation):
    """What progress is reported of, as an address says it: "a12", "o34", or "o34-5" under the delegation 5."""
    place = f"o{occasion}" if occasion else f"a{activity}"
    return f"{place}-{delegation}" if delegation else place


@dataclass
class Work:
    """The Tasks of each section, by its name."""

    sections: dict[str, list[Task]] = field(default_factory=lambda: {name: [] for name in SECTIONS})

    def __getattr__(self, name):
        if name in SECTIONS:
            return self.sections[name]
        raise AttributeError(name)

    @property
    def count(self):
        """How much there is to do: all but what others have."""
        return sum(len(tasks) for name, tasks in self.sections.items() if name != WAITING)


def week_ends(today):
    """The last day of the week that begins with `today`."""
    return today + WEEK


def section_of(due_on, today):
    """Late, this week or later, by its day."""
    if due_on is None or due_on > week_ends(today):
        return LATER
    return LATE if due_on < today else THIS_WEEK


def is_one_day(days):
    """Whether `days`, an activity or an occasion, begins and ends on one day."""
    return days.starts_on is not None and days.starts_on == days.ends_on


def is_to_record(due_on, today, occasion, one_day):
    """Whether the time of something of which nobody said a word is over, so that only what came of it is to be written."""
    return section_of(due_on, today) == LATE and bool(occasion or one_day)


def day_in_words(due_on, today):
    """A day in words: how late, today, the day of the next seven, or the date; "" for none."""
    if due_on is None:
        return ""
    if due_on < today:
        days = (today - due_on).days
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": number_format(days)}
    if due_on == today:
        return _("today")
    return date_format(due_on, "D" if due_on <= week_ends(today) else "j M")
