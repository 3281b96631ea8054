"""The words of each problem, for a reader who knows health work and not files: what the file says, what to do."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "month-outside-plan": lambda _v: _("It has months that are not in the plan's time. Choose others."),
    "dates-outside-plan": lambda _v: _("Its days are not in the plan's time. Correct them."),
    "no-such-quarter": lambda v: _("The plan has no quarter %(n)s. Its target of %(value)s is kept as text.") % v,
    "closed-quarter": lambda v: _("Quarter %(n)s is closed. It keeps its target; %(value)s is left out.") % v,
    "too-many-digits": lambda v: (
        _("%(value)s has more digits than can be kept. Its text is kept; write it shorter.") % v
    ),
}
KINDS = tuple(MESSAGES)

TITLES = {
    "unreadable-amount": gettext_lazy("amounts that cannot be read"),
    "unreadable-target": gettext_lazy("targets that cannot be read"),
    "unreadable-date": gettext_lazy("dates that cannot be read"),
    "other-currency": gettext_lazy("amounts in another currency"),
    "quarters-do-not-sum": gettext_lazy("quarters do not add up to the year"),
    "sources-do-not-sum": gettext_lazy("sources do not add up to the total"),
    "several-funders": gettext_lazy("several funders in one cell"),
    "no-money": gettext_lazy("no money and no funder"),
    "no-source": gettext_lazy("money without a funder"),
    "negative-amount": gettext_lazy("amounts below zero"),
    "negative-target": gettext_lazy("targets below zero"),
    "conflicting-target": gettext_lazy("outputs with two targets"),
    "conflicting-baseline": gettext_lazy("outputs with two baselines"),
    "conflicting-indicator": gettext_lazy("outputs with two indicators"),
    "target-without-indicator": gettext_lazy("targets that do not say of what"),
    "duplicate-code": gettext_lazy("codes used twice"),
    "no-name": gettext_lazy("rows without an activity"),
    "total-row": gettext_lazy("rows of sums, left out"),
    "repeated-header": gettext_lazy("repeated headings, left out"),
    "text-row": gettext_lazy("rows that hold only a text, left out"),
    "ends-before-start": gettext_lazy("ends before the start"),
    "month-outside-plan": gettext_lazy("months outside the plan"),
    "dates-outside-plan": gettext_lazy("days outside the plan"),
    "no-such-quarter": gettext_lazy("targets of quarters that the plan has not"),
    "closed-quarter": gettext_lazy("targets of quarters that are closed"),
    "too-many-digits": gettext_lazy("numbers with too many digits"),
}
"""What the problems of each kind are, beside their number."""


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


def remarks_heading() -> str:
    """What the column of remarks is headed in the file that can be downloaded."""
    return _("Remarks on the import")
