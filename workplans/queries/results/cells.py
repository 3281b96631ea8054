"""What was planned beside what happened in one time of an indicator: as numbers, and as the page prints them."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workplans.rules import figures
from workplans.rules.figures import EXACT, rounded
from workplans.written import number_in_words, signed, state_in_words, with_unit, yearly_in_words


@dataclass(frozen=True)
class Cells:
    """What was planned, approved and happened in one time, as numbers that are rounded as they are printed.

    `approved` is None where nothing was approved; `is_changed` says whether that is otherwise than what is planned now.
    """

    planned: Decimal | None
    approved: Decimal | None
    actual: Decimal | None
    difference: Decimal | None
    state: str
    recorded: int
    due: int
    is_verified: bool = False
    is_changed: bool = False
    yearly: str = ""
    """The target for the year, in words, where this time has none of its own."""
    doubted_by: str = ""
    """Who says that something of what happened is not right, where nobody has settled that."""

    @property
    def words(self):
        """Its state in words."""
        return state_in_words(self.state, self.yearly)[0]

    @property
    def is_part(self):
        """Whether a part of what is over is lacking in what happened."""
        return self.recorded < self.due and self.actual is not None

    def printed(self, unit=""):
        """The same as texts, by name."""
        words, shape = state_in_words(self.state, self.yearly)
        sign = unit if unit.strip() in ("%", "‰") else ""
        return {
            "planned": with_unit(number_in_words(self.planned, EXACT), sign),
            "approved": self.approved_in_words(sign),
            "actual": with_unit(number_in_words(self.actual, EXACT), sign),
            "difference": difference_in_words(self.difference),
            "state": words,
            "shape": shape,
            "recorded": self.recorded_in_words() if self.recorded < self.due else "",
            "verified": self.is_verified,
            "doubted": _("doubted by %(person)s") % {"person": self.doubted_by} if self.doubted_by else "",
        }

    def approved_in_words(self, sign=""):
        """What was approved, where that is otherwise than what is planned now; else ""."""
        if not self.is_changed:
            return ""
        words = with_unit(number_in_words(self.approved, EXACT), sign)
        return words or pgettext("a target that was approved", "none")

    def recorded_in_words(self):
        """ "2 of 3 recorded"; "" where nothing is due."""
        if not self.due:
            return ""
        return _("%(n)s of %(all)s recorded") % {"n": number_format(self.recorded), "all": number_format(self.due)}


@dataclass(frozen=True)
class Approved:
    """The targets of an indicator as they were approved last: for the year, and {number of quarter: target}."""

    year: Decimal | None = None
    quarters: dict[int, Decimal] = field(default_factory=dict)

    def so_far(self, way, calendar, number):
        """That of the quarters up to `number`; that for the year at its end, where no quarter has one."""
        if not self.quarters and number == calendar.year.quarter:
            return self.year
        numbers = [one.quarter for one in calendar.quarters if one.quarter <= number]
        return figures.target_so_far(way, [self.quarters.get(one) for one in numbers])


def difference_in_words(number):
    """A difference with its sign: "+3", "-13"."""
    text = number_in_words(number, EXACT)
    return signed(f"+{text}") if number is not None and number > 0 else text


def cells_of(indicator, compared, counting, approved=None, *, is_approved=False):
    """The Cells of a Compared of `indicator`, out of the Recorded that are `counting` in it."""
    places = figures.places_of(indicator.way, indicator.is_ratio)
    planned, shown = (rounded_target(one, indicator.way, places) for one in (compared.target, approved))
    return Cells(
        planned,
        shown if is_approved else None,
        rounded(compared.actual, places),
        rounded(compared.difference, places),
        compared.state,
        compared.recorded,
        compared.due,
        bool(counting) and all(one.is_verified and not one.doubted_by for one in counting),
        is_approved and shown != planned,
        yearly_in_words(indicator, compared.target),
        next((one.doubted_by for one in counting if one.doubted_by), ""),
    )


def rounded_target(target, way, places):
    """A target as it is printed: as it was typed; one that was worked out to so many places."""
    is_typed = isinstance(target, Decimal) or way == figures.LAST
    return rounded(target, EXACT if is_typed else places)
