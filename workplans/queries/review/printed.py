"""A version of a plan as it is printed, and what it asks."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import pgettext

from workplans.queries.review.comparison import Names, value_in_words
from workplans.rules.money import NOTHING

WORDED = ("practice", "post", "responsible", "months", "starts_on", "ends_on", "place", "baseline", "target")
"""The fields that are printed as words."""


def asked_in(version):
    """{source name or None: Decimal} of the money that a snapshot asks for, in the order of the names; None last."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in version["items"]:
        for source, amount in one["fields"].get("money", {}).items():
            sums[source] += Decimal(amount)
    ordered = sorted(version["sources"].items(), key=lambda one: one[1].casefold())
    named = {name: sums[key] for key, name in ordered if key in sums}
    return named | ({None: sums[""]} if "" in sums else {})


@dataclass
class Printed:
    """An item of a version as it is printed."""

    kind: str
    key: int
    number: str
    name: str
    practice: str
    who: str
    when: str
    place: str
    money: list
    total: Decimal
    baseline: str
    target: str
    targets: list
    remarks: list = field(default_factory=list)


def printed(version):
    """[Printed] of a version, in the plan's order."""
    names = Names(version)
    return [printed_item(one, names) for one in version["items"]]


def printed_item(one, names):
    """The Printed of one item of a snapshot, whose Names are given."""
    fields = one["fields"]
    words = {name: value_in_words(one["kind"], name, fields[name], names) for name in WORDED if name in fields}
    days = [words[name] for name in ("starts_on", "ends_on") if words.get(name)]
    money = fields.get("money", {})
    return Printed(
        kind=one["kind"],
        key=one["key"],
        number=one["number"],
        name=fields["name"],
        practice=words.get("practice", "") if fields.get("practice") != "implement" else "",
        who=words.get("post") or words.get("responsible", ""),
        when=words.get("months") or f" {pgettext('between two dates', 'to')} ".join(dict.fromkeys(days)),
        place=words.get("place", ""),
        money=[(names.sources.get(key, ""), Decimal(amount)) for key, amount in money.items()],
        total=sum((Decimal(amount) for amount in money.values()), NOTHING),
        baseline=words.get("baseline", ""),
        target=words.get("target", ""),
        targets=[(number, number_format(Decimal(value))) for number, value in fields.get("targets", {}).items()],
    )
