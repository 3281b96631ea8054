"""The words of each problem, for a reader who knows health work and not files: what the file says, what to do."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

# The kinds of problems. They are stored and compared: a kind never changes, its message may.
MESSAGES: dict[str, Callable[[dict[str, object]], str]] = {
    "unreadable-amount": lambda v: (
        _("“%(text)s” under “%(heading)s” cannot be read as an amount for certain. Write it as a plain number.") % v
    ),
    "unreadable-target": lambda v: (
        _("“%(text)s” under “%(heading)s” cannot be read as a number for certain. Write it as a plain number.") % v
    ),
    "unreadable-date": lambda v: (
        _("“%(text)s” under “%(heading)s” cannot be read as a date for certain. Write it as year-month-day.") % v
    ),
    "other-currency": lambda v: (
        _("“%(text)s” is in %(currency)s, other amounts are in %(usual)s. Write it in %(usual)s.") % v
    ),
    "quarters-do-not-sum": lambda v: (
        _("The quarters add up to %(sum)s, the year says %(target)s. Correct one of them.") % v
    ),
    "sources-do-not-sum": lambda v: (
        _("The sources add up to %(sum)s, the total says %(total)s. Correct one of them.") % v
    ),
    "several-funders": lambda v: _("Several funders are named (%(funders)s). Say how much comes from each.") % v,
    "no-money": lambda _v: _("There is no amount and no funder. Add the money, or say that none is needed."),
    "no-source": lambda v: _("The amount %(amount)s has no single funder. Say who pays.") % v,
    "negative-amount": lambda v: _("The amount is %(amount)s, below zero. Correct it.") % v,
    "negative-target": lambda v: _("The target is %(target)s, below zero. Correct it.") % v,
    "conflicting-target": lambda v: (
        _("The target of the output “%(output)s” is %(one)s above and %(two)s here. Choose one.") % v
    ),
    "conflicting-baseline": lambda v: (
        _("The baseline of the output “%(output)s” is %(one)s above and %(two)s here. Choose one.") % v
    ),
    "conflicting-indicator": lambda v: (
        _("The indicator of the output “%(output)s” is “%(one)s” above and “%(two)s” here. Choose one.") % v
    ),
    "target-without-indicator": lambda _v: _("A target is given, but not what is counted. Name the indicator."),
    "duplicate-code": lambda v: _("The code %(code)s is used in row %(first)d already. Give each its own code.") % v,
    "no-name": lambda v: _("This row has no activity. It was kept as “%(name)s”. Name it, or delete it.") % v,
    "total-row": lambda v: (
        _("This row holds sums (%(text)s), and was not taken as an activity. Nothing to do if so.") % v
    ),
    "repeated-header": lambda _v: _("This row repeats the headings, and was not taken as an activity. Nothing to do."),
    "text-row": lambda v: (
        _("This row holds only a text (“%(text)s”), and was not taken as an activity. If it is one, add it.") % v
    ),
    "ends-before-start": lambda v: _("The end (%(end)s) is before the start (%(start)s). Correct one of them.") % v,
}
KINDS = tuple(MESSAGES)


def message(kind: str, **values: object) -> str:
    """The message of a problem of this kind. Long texts are cut, numbers are written without needless zeros."""
    return MESSAGES[kind]({key: shown(value) for key, value in values.items()})


def shown(value: object) -> object:
    """A value as a message shows it."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, str) and len(value) > 120:
        return value[:119] + "…"
    return value
