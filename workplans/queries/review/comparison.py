"""Two versions of a plan, compared and put into words."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workplans.models import Activity, Indicator, Objective, Output, Resource, Workplan
from workplans.queries.plan import months_in_words
from workplans.rules.comparing import OF_A_YEAR, carried, compare, compare_time

MODELS: dict[str, Any] = {"objective": Objective, "output": Output, "activity": Activity, "indicator": Indicator}


@dataclass
class Row:
    """One item that differs between two versions, as a page prints it."""

    kind: str
    key: int
    number: str
    name: str
    what: str
    changes: list = field(default_factory=list)
    """(what, before, after) in words."""
    remarks: list = field(default_factory=list)


@dataclass
class Comparison:
    """What differs between two versions of a plan."""

    time: list
    rows: list

    @property
    def count(self):
        """How many fields differ; what is new or gone counts as one."""
        return len(self.time) + sum(len(row.changes) or 1 for row in self.rows)


class Names:
    """What the keys in a snapshot stand for: posts, sources, cost categories, and the items themselves."""

    def __init__(self, version):
        self.version = version
        self.posts, self.sources = version["posts"], version["sources"]
        self.categories = version.get("categories", {})

    @cached_property
    def items(self):
        """{(kind, key): "1.2 What it is called"}."""
        return {(one["kind"], one["key"]): f"{one['number']} {one['fields']['name']}" for one in self.version["items"]}


def compared(before, after, last_year=False):
    """The Comparison of two snapshots; by what was carried over, and without dates, where `before` is `last_year`."""
    if last_year:
        found, time = compare(before, after, match=carried(after), without=OF_A_YEAR), []
    else:
        found, time = compare(before, after), compare_time(before, after)
    sides = Names(before), Names(after)
    told = [words_of("", one, *sides) for one in time]
    return Comparison(told, [row_of(one, *sides) for one in found])


def differs(before, after):
    """Whether anything is planned otherwise in the snapshot `after` than in `before`."""
    return bool(compare(before, after) or compare_time(before, after))


def row_of(differing, before, after):
    one = differing.item
    changes = [words_of(one["kind"], change, before, after) for change in differing.changes]
    return Row(one["kind"], one["key"], one["number"], one["fields"]["name"], differing.what, changes)


def words_of(kind, change, before, after):
    """(what, before, after) of one Change in words."""
    old = value_in_words(kind, change.field, change.before, before)
    new = value_in_words(kind, change.field, change.after, after)
    return label_of(kind, change, before, after), old, new


def label_of(kind, change, before, after):
    """What a field is called beside its change."""
    name = change.field
    if name == "money":
        source = after.sources.get(change.of) or before.sources.get(change.of)
        return _("Money, %(source)s") % {"source": source} if source else _("Money that nobody gives yet")
    if name == "targets":
        return _("Target, quarter %(n)s") % {"n": change.of}
    if name == "quarter":
        return _("Quarter %(n)s") % {"n": change.of}
    if name == "needs":
        line = change.after or change.before
        titles = before.posts | after.posts
        return _("Needed: %(name)s") % {"name": line["name"] or titles.get(str(line["post"]), "–")}
    if name == "above":
        return _("Belongs to")
    if name == "order":
        return _("Comes after")
    model = MODELS.get(kind, Workplan)
    return capfirst(model._meta.get_field(name).verbose_name)


def value_in_words(kind, name, value, names):
    """A value of a snapshot as a page prints it; "" for nothing."""
    if name == "order":
        return names.items.get(tuple(value), "–") if value else _("nothing: it is the first")
    if value in (None, "", [], {}):
        return ""
    if name == "needs":
        return need_in_words(value, names)
    if name == "money":
        return money_in_words(value)
    if name in ("targets", "baseline", "target"):
        return number_format(Decimal(value))
    if name == "post":
        return names.posts.get(str(value), "–")
    if name == "quarter":
        return f" {pgettext('between two dates', 'to')} ".join(day_in_words(one) for one in value)
    if name in ("starts_on", "ends_on"):
        return day_in_words(value)
    if name == "months":
        return months_in_words(value)
    if name == "above":
        return names.items.get(tuple(value), "–")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "breakdowns":
        return ", ".join(_(one) for one in value)  # as Breakdown.words has them
    if name in ("practice", "direction", "every", "adds_up", "recorded_every"):
        return dict(MODELS[kind]._meta.get_field(name).flatchoices).get(value, value)
    return value


def need_in_words(line, names):
    """A line of what is needed, all that is written of it: "Fuel (things, Transport): 10 l × 2 × 1 = 20"."""
    what = " · ".join(one for one in (line["name"], names.posts.get(str(line["post"]), "")) if one)
    kind = str(Resource.Kind(line["kind"]).label) if "kind" in line else ""
    of = ", ".join(one for one in (kind, names.categories.get(str(line.get("category")), "")) if one)
    quantity, frequency = (number_format(Decimal(line[key])) for key in ("quantity", "frequency"))
    unit_cost, amount = (money_in_words(line[key]) for key in ("unit_cost", "amount"))
    many = f"{quantity} {line['unit']}".strip()
    return f"{what or '–'}{f' ({of})' if of else ''}: {many} × {unit_cost} × {frequency} = {amount}"


def money_in_words(value):
    """An amount of a snapshot in the reader's writing."""
    amount = Decimal(value)
    return number_format(amount, decimal_pos=0 if amount == amount.to_integral() else 2)


def day_in_words(value):
    return date_format(date.fromisoformat(value), "DATE_FORMAT")
