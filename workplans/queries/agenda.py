"""The parts of the meeting on a quarter: what each says while it is folded, and whether it asks for something."""

from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from workplans.queries.quarter import DUE
from workplans.queries.results.lines import in_money
from workplans.rules import figures

SHOWN = 3
"""So many rows of each list are open to see; the rest is folded."""
MOST = 100
"""So many rows of each list are printed at all, unless everything is asked for: the pages behind have them all."""


@dataclass(frozen=True)
class Item:
    """A part: the figures that matter, (words, shape) each, and whether somebody has to do something there."""

    said: list[tuple[str, str]]
    asks: bool = False


@dataclass(frozen=True)
class Folding:
    """The rows of a list: those that are open to see, those that are folded, and how many are left to other pages."""

    rows: list
    all: bool = False

    @property
    def shown(self):
        """How many are open to see: nothing is folded for a single row."""
        return len(self.rows) if self.all or len(self.rows) == SHOWN + 1 else SHOWN

    @property
    def open(self):
        return self.rows[: self.shown]

    @property
    def folded(self):
        return self.rows[self.shown : MOST]

    @property
    def left(self):
        return 0 if self.all else len(self.rows[MOST:])


def agenda(meeting):
    """{name of a part: its Item} of a Meeting. Nothing that is closed asks for anything but what was agreed."""
    is_open = not (meeting.quarter.is_closed or meeting.plan.is_closed)
    return {
        "agreed": agreed(meeting),
        "unrecorded": unrecorded(meeting, is_open),
        "done": done(meeting, is_open),
        "money": money(meeting.sums),
        "obstacles": obstacles(meeting.obstacles, is_open),
        "why": why(meeting, is_open),
        "now": now(meeting.now, is_open and meeting.quarter.starts_on <= meeting.today),
        "close": close(meeting, is_open),
    }


def counted(n, words, shape):
    """A figure of an Item: so many of something, in `words` for that many."""
    return words % {"n": number_format(n)}, shape


def agreed(meeting):
    n, settled = len(meeting.last_time), len(meeting.settled)
    said = []
    if n:
        said.append(counted(n, npgettext("agreements", "%(n)s is open", "%(n)s are open", n), "warn"))
    if settled:
        said.append(counted(settled, ngettext("%(n)s is settled", "%(n)s are settled", settled), "good"))
    return Item(said or [(pgettext("agreements", "nothing"), "none")], asks=bool(n))


def unrecorded(meeting, is_open):
    if n := meeting.lacking:
        return Item([counted(n, ngettext("%(n)s value", "%(n)s values", n), "warn")], is_open)
    if meeting.results:
        return Item([(_("all recorded"), "good")])
    return Item([(_("nothing measured yet"), "none")])


def done(meeting, is_open):
    said = []
    on_track = sum(one.state == figures.ON_TRACK for one in meeting.results)
    if n := len(meeting.wanting):
        shape = "bad" if any(one.state == figures.OFF_TRACK for one in meeting.wanting) else "warn"
        said.append(counted(n, ngettext("%(n)s indicator to look at", "%(n)s indicators to look at", n), shape))
    elif on_track:
        said.append(
            counted(on_track, ngettext("%(n)s indicator on track", "%(n)s indicators on track", on_track), "good")
        )
    doing = meeting.doing
    if doing["due"]:
        words = _("%(n)s of %(all)s activities done")
        facts = {"n": number_format(doing["done"]), "all": number_format(doing["due"])}
        said.append((words % facts, "bad" if meeting.pressing else "good"))
    elif any(one.how == DUE for one in meeting.done):
        said.append((_("activities still to come"), "none"))
    return Item(said or [(_("nothing planned"), "none")], is_open and bool(meeting.wanting or meeting.pressing))


def money(sums):
    if not (sums.asked or sums.approved or sums.released or sums.spent):
        return Item([(_("none planned, none spent"), "none")])
    whole = sums.released or sums.approved or sums.asked
    words = (
        _("%(spent)s spent of %(whole)s released")
        if sums.released
        else _("%(spent)s spent of %(whole)s approved, nothing released")
        if sums.approved
        else _("%(spent)s spent of %(whole)s planned")
    )
    shape = "warn" if sums.spent > whole else "none"
    spent = in_money(sums.spent) if sums.spent else number_format(0)
    return Item([(words % {"spent": spent, "whole": in_money(whole)}, shape)])


def obstacles(rows, is_open):
    n = sum(one.is_open for one in rows)
    solved = len(rows) - n
    said = []
    if n:
        said.append(counted(n, ngettext("%(n)s in the way", "%(n)s in the way", n), "warn"))
    if solved:
        said.append(counted(solved, ngettext("%(n)s is solved", "%(n)s are solved", solved), "good"))
    return Item(said or [(_("nothing known"), "none")], is_open and bool(n))


def why(meeting, is_open):
    n, explained = len(meeting.unexplained), len(meeting.explained)
    said = []
    if n:
        said.append(counted(n, ngettext("%(n)s to explain", "%(n)s to explain", n), "warn"))
    if explained:
        said.append(counted(explained, ngettext("%(n)s explained", "%(n)s explained", explained), "good"))
    return Item(said or [(_("nothing to explain"), "none")], is_open and bool(n))


def now(rows, is_open):
    if not rows:
        return Item([(_("nothing yet"), "warn") if is_open else (pgettext("agreements", "nothing"), "none")], is_open)
    n = len(rows)
    return Item([counted(n, ngettext("%(n)s agreed", "%(n)s agreed", n), "good")], is_open)


def close(meeting, is_open):
    """It stays open to see once it can be closed: it says what is missing, and the way on."""
    if not is_open:
        return Item([(pgettext("quarter", "Closed"), "good")], asks=True)
    if not meeting.is_over:
        day = date_format(meeting.quarter.ends_on, "DATE_FORMAT")
        return Item([(_("it ends on %(day)s") % {"day": day}, "none")])
    if meeting.is_clear:
        return Item([(_("nothing is missing"), "good")], asks=True)
    return Item([(_("something is missing"), "warn")], asks=True)


def lists(meeting, everything=False):
    """{name of a list: its Folding} of a Meeting; with `everything` nothing is folded."""
    names = ["last_time", "settled", "unrecorded", "wanting", "rest", "pressing", "others"]
    names += ["obstacles", "explained", "unexplained", "now"]
    return {name: Folding(getattr(meeting, name), everything) for name in names}
