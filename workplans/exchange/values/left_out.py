"""What of a file is not filled in, and why, in the words of who keeps the figures of a facility."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from workplans.exchange.values import found
from workplans.rules import filling

OUTSIDE, WEEKS, NO_TIME, CLOSED, TO_COME = "outside", "weeks", "no_time", "closed", "to_come"
NOT_OVER = "not_over"
CALENDAR, NO_PLACE = "calendar", "no_place"
UNKNOWN, NOTHING, ABSENT, NO_PART = "unknown", "nothing", "absent", "no_part"
OTHER_UNITS, DELETED = "other_units", "deleted"
KINDS: dict[str, Callable[[int], str]] = {
    UNKNOWN: lambda n: ngettext(
        "%(n)s value is of a code of which nobody said what it stands for.",
        "%(n)s values are of codes of which nobody said what they stand for.",
        n,
    ),
    filling.TWICE: lambda n: ngettext(
        "%(n)s value stands in the file twice. Which of them is right is not guessed.",
        "%(n)s values stand in the file twice. Which of them is right is not guessed.",
        n,
    ),
    filling.UNREADABLE: lambda n: ngettext(
        "%(n)s value cannot be read as a number for certain. Write it as a plain number.",
        "%(n)s values cannot be read as numbers for certain. Write them as plain numbers.",
        n,
    ),
    filling.DISAGREE: lambda n: ngettext(
        "%(n)s value is only given in parts, such as by sex and by age, that come to different totals.",
        "%(n)s values are only given in parts, such as by sex and by age, that come to different totals.",
        n,
    ),
    filling.ONLY_SHARE: lambda n: ngettext(
        "%(n)s value is only a percentage. This indicator needs both numbers: what was counted, and out of what. "
        "Bring them from DHIS2, with the numerator and denominator.",
        "%(n)s values are only percentages. These indicators need both numbers: what was counted, and out of what. "
        "Bring them from DHIS2, with the numerator and denominator.",
        n,
    ),
    filling.NO_NUMERATOR: lambda n: ngettext(
        "%(n)s value has only the number out of which was counted, and not what was counted.",
        "%(n)s values have only the number out of which was counted, and not what was counted.",
        n,
    ),
    filling.NO_DENOMINATOR: lambda n: ngettext(
        "%(n)s value has only what was counted, and not out of what.",
        "%(n)s values have only what was counted, and not out of what.",
        n,
    ),
    filling.NO_VALUE: lambda n: ngettext(
        "%(n)s value is that of a part of a ratio, and its indicator is a plain number.",
        "%(n)s values are those of parts of a ratio, and their indicators are plain numbers.",
        n,
    ),
    NO_PART: lambda n: ngettext(
        "%(n)s value is of a part by which its indicator is not broken down.",
        "%(n)s values are of parts by which their indicators are not broken down.",
        n,
    ),
    CLOSED: lambda n: ngettext(
        "%(n)s value is of a quarter that is closed. It can be opened again.",
        "%(n)s values are of quarters that are closed. They can be opened again.",
        n,
    ),
    TO_COME: lambda n: ngettext(
        "%(n)s value is of a time that is still to come.", "%(n)s values are of times that are still to come.", n
    ),
    NOT_OVER: lambda n: ngettext(
        "%(n)s value is of a quarter or year that is not over, of an indicator that is recorded more often. "
        "Bring it by month or quarter.",
        "%(n)s values are of quarters or years that are not over, of indicators that are recorded more often. "
        "Bring them by month or quarter.",
        n,
    ),
    WEEKS: lambda n: ngettext(
        "%(n)s value is of a week. Weeks do not add up to months: bring monthly figures.",
        "%(n)s values are of weeks. Weeks do not add up to months: bring monthly figures.",
        n,
    ),
    NO_TIME: lambda n: ngettext(
        "%(n)s value is of a time that cannot be read for certain. Write the month and the year: July 2026.",
        "%(n)s values are of times that cannot be read for certain. Write the month and the year: July 2026.",
        n,
    ),
    OUTSIDE: lambda n: ngettext(
        "%(n)s value is of a time that is no month, quarter or year of this plan.",
        "%(n)s values are of times that are no month, quarter or year of this plan.",
        n,
    ),
    CALENDAR: lambda n: ngettext(
        "%(n)s value is of another calendar, or of years far from this plan. Years are not converted: "
        "bring the file with months as here, such as July 2026.",
        "%(n)s values are of another calendar, or of years far from this plan. Years are not converted: "
        "bring the file with months as here, such as July 2026.",
        n,
    ),
    found.NAMELESS: lambda n: ngettext(
        "%(n)s number stands in a row that does not say what was counted. It is not guessed: it may be a sum.",
        "%(n)s numbers stand in rows that do not say what was counted. They are not guessed: they may be sums.",
        n,
    ),
    NO_PLACE: lambda n: ngettext(
        "%(n)s value names no place, in a file that has places. Write the place into each row.",
        "%(n)s values name no place, in a file that has places. Write the place into each row.",
        n,
    ),
    ABSENT: lambda n: ngettext(
        "%(n)s value is of an indicator that this plan does not have.",
        "%(n)s values are of indicators that this plan does not have.",
        n,
    ),
    found.NONE: lambda n: ngettext(
        "%(n)s cell says that there is no number. Where nothing happened, write 0.",
        "%(n)s cells say that there is no number. Where nothing happened, write 0.",
        n,
    ),
    OTHER_UNITS: lambda n: ngettext("%(n)s value is of another place.", "%(n)s values are of other places.", n),
    DELETED: lambda n: ngettext("%(n)s value is marked as deleted.", "%(n)s values are marked as deleted.", n),
    NOTHING: lambda n: ngettext(
        "%(n)s value is of nothing in this plan, as your team said.",
        "%(n)s values are of nothing in this plan, as your team said.",
        n,
    ),
}
"""The words of each kind, what asks for something first. A kind is stored and never changes, its words may."""
PARTS_GO = "parts_go"
"""A note on a line: the correction says less than what is recorded."""
NOTES = {
    filling.ADDED: _("added up from several numbers of the file"),
    filling.FROM_PARTS: _("added up from its parts: the file has no total"),
    filling.PARTS_LEFT: _("some parts are left out: one of their two numbers is lacking"),
    PARTS_GO: _("What is recorded by parts that this file does not have goes, since the total is another."),
}


def in_words(kind: str, count: int) -> str:
    """What is said of so many values of a kind."""
    return KINDS[kind](count) % {"n": count}
