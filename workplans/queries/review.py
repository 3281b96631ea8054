"""What the pages of review read: versions compared and put into words, remarks, what is missing before a plan is sent."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from workplans.models import Activity, Indicator, Objective, Output, Remark, Version, Workplan
from workplans.queries.plan import months_in_words
from workplans.rules import reviewing
from workplans.rules.comparing import OF_A_YEAR, carried, compare, compare_time
from workplans.rules.completeness import lacking

State = Workplan.State
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


def compared(before, after, last_year=False):
    """The Comparison of two snapshots; by what was carried over, and without dates, where `before` is `last_year`."""
    if last_year:
        found, time = compare(before, after, match=carried(after), without=OF_A_YEAR), []
    else:
        found, time = compare(before, after), compare_time(before, after)
    told = [words_of("", one, before, after) for one in time]
    return Comparison(told, [row_of(one, before, after) for one in found])


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
        source = after["sources"].get(change.of) or before["sources"].get(change.of)
        return _("Money, %(source)s") % {"source": source} if source else _("Money that nobody gives yet")
    if name == "targets":
        return _("Target, quarter %(n)s") % {"n": change.of}
    if name == "quarter":
        return _("Quarter %(n)s") % {"n": change.of}
    if name == "needs":
        line = change.after or change.before
        titles = before["posts"] | after["posts"]
        return _("Needed: %(name)s") % {"name": line["name"] or titles.get(str(line["post"]), "–")}
    if name == "above":
        return _("Belongs to")
    model = MODELS.get(kind, Workplan)
    return capfirst(model._meta.get_field(name).verbose_name)


def value_in_words(kind, name, value, version):
    """A value of a snapshot as a page prints it; "" for nothing."""
    if value in (None, "", [], {}):
        return ""
    if name == "needs":
        figures = [number_format(Decimal(value[key])) for key in ("quantity", "unit_cost", "frequency", "amount")]
        return "{} × {} × {} = {}".format(*figures)
    if name == "money":
        return money_in_words(value)
    if name in ("targets", "baseline", "target"):
        return number_format(Decimal(value))
    if name == "post":
        return version["posts"].get(str(value), "–")
    if name == "quarter":
        return f" {pgettext('between two dates', 'to')} ".join(day_in_words(one) for one in value)
    if name in ("starts_on", "ends_on"):
        return day_in_words(value)
    if name == "months":
        return months_in_words(value)
    if name == "above":
        return name_above(value, version)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in ("practice", "direction", "every"):
        return dict(MODELS[kind]._meta.get_field(name).flatchoices).get(value, value)
    return value


def money_in_words(value):
    """An amount of a snapshot in the reader's writing."""
    amount = Decimal(value)
    return number_format(amount, decimal_pos=0 if amount == amount.to_integral() else 2)


def day_in_words(value):
    return date_format(date.fromisoformat(value), "DATE_FORMAT")


def name_above(place, version):
    """The name of what an item stands under."""
    found = (one for one in version["items"] if [one["kind"], one["key"]] == place)
    return next((f"{one['number']} {one['fields']['name']}" for one in found), "–")


def asked_in(version):
    """{source name or None: Decimal} of the money that a snapshot asks for, in the order of the names; None last."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in version["items"]:
        for source, amount in one["fields"].get("money", {}).items():
            sums[source] += Decimal(amount)
    named = {name: sums[key] for key, name in version["sources"].items() if key in sums}
    return named | ({None: sums[""]} if "" in sums else {})


def remarks_of(plan):
    """The remarks on `plan`, open ones first, each with what was said to it in `said`: one query."""
    return threaded(plan.remarks.all())


def remarks_on(kind, item):
    """The remarks on one item, likewise: one query."""
    mine = Q(kind=kind, item=item.pk) | Q(on__kind=kind, on__item=item.pk)
    return threaded(Remark.objects.filter(mine, workplan=item.workplan_id))


def threaded(rows):
    """The remarks among `rows`, open ones first, each with its replies in `said`."""
    begun: dict[int, Remark] = {}
    for row in rows.select_related("by").order_by("pk"):
        if row.on_id is None:
            begun[row.pk] = row
            vars(row)["said"] = []
        else:
            vars(begun[row.on_id])["said"].append(row)
    return sorted(begun.values(), key=lambda one: (one.state != Remark.State.OPEN, one.pk))


def beside(rows, remarks, now):
    """Put each of `remarks` beside its row of a comparison; the answer is the rest, on what did not change.

    Each says in `is_there` whether its item is in the snapshot `now`.
    """
    there = {(one["kind"], one["key"]) for one in now["items"]}
    rows = {(one.kind, one.key): one for one in rows}
    left: list[Remark] = []
    for remark in remarks:
        remark.is_there = (remark.kind, remark.item) in there
        found = rows.get((remark.kind, remark.item))
        (found.remarks if found else left).append(remark)
    return left


@dataclass(frozen=True)
class Missing:
    """Something that a plan lacks: in words, and where it is put right."""

    words: str
    url: str


def missing_of(plan, version, remarks, beyond):
    """[Missing] of `plan` before it is sent: what a reviewer would ask for. One query.

    Out of its snapshot, the number of `remarks` that are open, and the Bounds that it asks `beyond`.
    """
    lacks = lacking(version["items"])
    questions = plan.questions.open().count()
    address, review = plan.get_absolute_url(), reverse("workplans:review_page", args=[plan.pk])
    found = [
        (
            n := lacks["responsible"],
            f"{address}?missing=responsible",
            ngettext("%(n)s activity names nobody.", "%(n)s activities name nobody.", n),
        ),
        (
            n := lacks["dates"],
            f"{address}?missing=dates",
            ngettext("%(n)s activity has no dates.", "%(n)s activities have no dates.", n),
        ),
        (
            n := lacks["money"],
            f"{address}?missing=money",
            ngettext("%(n)s activity has no money.", "%(n)s activities have no money.", n),
        ),
        (
            n := lacks["source"],
            f"{address}?missing=source",
            ngettext(
                "%(n)s activity has money that nobody gives yet.",
                "%(n)s activities have money that nobody gives yet.",
                n,
            ),
        ),
        (
            n := lacks["indicator"],
            f"{address}?missing=indicator",
            ngettext("%(n)s output has no baseline and target.", "%(n)s outputs have no baseline and target.", n),
        ),
        (
            n := lacks["target"],
            address,
            ngettext("%(n)s indicator has no target.", "%(n)s indicators have no target.", n),
        ),
        (
            questions,
            reverse("workplans:exchange_questions", args=[plan.pk]),
            ngettext("%(n)s question of the import is open.", "%(n)s questions of the import are open.", questions),
        ),
        (remarks, review, ngettext("%(n)s remark is open.", "%(n)s remarks are open.", remarks)),
    ]
    ceilings = reverse("workplans:organise_money", args=[plan.pk])
    over = [
        Missing(
            _("%(amount)s more is asked of %(source)s than the ceiling allows.")
            % {"amount": money_in_words(bound.beyond), "source": bound.source.name},
            ceilings,
        )
        for bound in beyond
    ]
    return [Missing(words % {"n": number_format(count)}, url) for count, url, words in found if count] + over


@dataclass(frozen=True)
class Step:
    """Something that happened to a plan on its way: when, who, what in words, and why."""

    at: Any
    by: str
    words: str
    why: str


def steps_of(plan, limit=100):
    """[Step] of a plan on its way between team and reviewers, the newest first: one query over its history."""
    columns = ("history_date", "history_user__name", "state", "reviewer", "reviewer__name", "amends")
    rows = plan.history.order_by("history_date", "history_id").values_list(*columns, "history_change_reason")
    found, before = [], None
    for at, by, state, reviewer, unit, amends, why in rows:
        here = state, reviewer
        if before not in (None, here):
            found.append(Step(at, by or "", words_of_step(state, before[0], unit, bool(amends)), why or ""))
        before = here
    return found[::-1][:limit]


def words_of_step(state, before, unit, amends):
    """What happened, from what the state was and is."""
    if state == State.SENT:
        words = _("Passed on to %(unit)s") if before == State.SENT else _("Sent to %(unit)s")
        return words % {"unit": unit}
    if state == State.DRAFT:
        return _("Change of the approved plan begun") if before == State.APPROVED else _("Taken back")
    if state == State.APPROVED and before == State.CLOSED:
        return _("Opened again")
    if state == State.APPROVED and before in reviewing.OPEN and not amends:
        return _("Left as it was approved, or changed without review")
    return {State.RETURNED: _("Returned"), State.APPROVED: _("Approved"), State.CLOSED: _("Closed")}[state]


def waits_since(plans):
    """`plans` that are sent, with `sent_at`, when their version was sent, and `number`; the longest first."""
    waiting = Version.objects.filter(workplan=OuterRef("pk"), outcome=Version.Outcome.WAITING)
    facts = {name: Subquery(waiting.values(field)[:1]) for name, field in (("sent_at", "at"), ("sent_as", "number"))}
    return plans.annotate(**facts).order_by("sent_at", "pk")


@dataclass(frozen=True)
class Line:
    """An item of a version as it is printed."""

    kind: str
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


def printed(version):
    """[Line] of a version, in the plan's order."""
    return [line_of(one, version) for one in version["items"]]


def line_of(one, version):
    fields = one["fields"]
    plain = [name for name, value in fields.items() if not isinstance(value, dict)]
    words = {name: value_in_words(one["kind"], name, fields[name], version) for name in plain}
    days = [words[name] for name in ("starts_on", "ends_on") if words.get(name)]
    money = fields.get("money", {})
    return Line(
        kind=one["kind"],
        number=one["number"],
        name=fields["name"],
        practice=words.get("practice", "") if fields.get("practice") != "implement" else "",
        who=words.get("post") or words.get("responsible", ""),
        when=words.get("months") or f" {pgettext('between two dates', 'to')} ".join(dict.fromkeys(days)),
        place=words.get("place", ""),
        money=[(version["sources"].get(key, ""), Decimal(amount)) for key, amount in money.items()],
        total=sum((Decimal(amount) for amount in money.values()), Decimal(0)),
        baseline=words.get("baseline", ""),
        target=words.get("target", ""),
        targets=[(number, number_format(Decimal(value))) for number, value in fields.get("targets", {}).items()],
    )
