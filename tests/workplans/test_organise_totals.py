"""Whatever was planned and moved: every total on every page is what the raw rows make, to the cent."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.world import TODAY
from workplans.models import Activity, Allocation, MoneyEntry, Output, Resource
from workplans.models.organise.entries import Paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

Kind = MoneyEntry.Kind
cents = st.integers(min_value=1, max_value=10**11).map(lambda number: Decimal(number) / 100)
few = st.integers(min_value=0, max_value=3)
activities = st.lists(
    st.fixed_dictionaries(
        {
            "months": st.lists(st.sampled_from(["2026-01", "2026-03", "2026-04", "2026-08", "2026-12"]), unique=True),
            "place": st.sampled_from(["", "Amani", " amani  ", "Baraka"]),
            "asked": st.dictionaries(few, cents, max_size=3),
            "needs": st.lists(st.tuples(cents, st.integers(min_value=1, max_value=9)), max_size=2),
        }
    ),
    min_size=1,
    max_size=4,
)
moves = st.lists(
    st.tuples(
        few,
        st.integers(min_value=0, max_value=1),
        st.sampled_from([Kind.APPROVED, Kind.RELEASED, Kind.ADVANCED, Kind.SPENT]),
        cents,
        st.sampled_from([date(2025, 12, 20), date(2026, 2, 3), date(2026, 3, 31), date(2026, 4, 1), TODAY]),
        st.integers(min_value=0, max_value=100),
    ),
    max_size=10,
)


@given(activities, moves)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=12)
def test_every_page_agrees_with_the_raw_rows(world, signed_in, planned, moved):
    browser = signed_in(world.alice)
    with transaction.atomic():
        write(world, planned, moved)
        compare(world, lambda name, *args, **query: browser.get(reverse(name, args=args), query))
        transaction.set_rollback(True)


def write(world, planned, moved):
    world.plan.allocations.all().delete()
    world.plan.activity_set.all().delete()
    sources = [None, world.source, world.fund]
    outputs = [world.output, world.second_output]
    rows = []
    for place, one in enumerate(planned):
        row = Activity.objects.create(
            output=outputs[place % 2], name=f"Activity {place}", months=one["months"], place=one["place"]
        )
        rows.append(row)
        for key, amount in one["asked"].items():
            if key < len(sources):
                Allocation.objects.create(activity=row, source=sources[key], amount=amount)
        for cost, times in one["needs"]:
            Resource.objects.create(activity=row, name="N", quantity=1, unit_cost=cost, frequency=times)
    for place, source, kind, amount, on, part in moved:
        paper = Paper(on, "R", world.alice, "Why")
        held = {"holder": "Driver"} if kind == Kind.ADVANCED else {}
        entry = MoneyEntry.objects.write(rows[place % len(rows)], sources[1 + source], kind, amount, paper, **held)
        share = (amount * part / 100).quantize(Decimal("0.01"))
        if kind == Kind.ADVANCED and share:
            MoneyEntry.objects.account_for(entry, share, amount - share if part > 90 else Decimal(0), paper)
        elif part > 50:
            MoneyEntry.objects.correct(entry, amount + share, "Miscounted", world.alice)


class Raw:
    """The same figures out of the raw rows, by other means than the pages: whole cents in plain dictionaries."""

    def __init__(self, plan):
        self.plan = plan
        self.activities = list(plan.activity_set.select_related("output"))
        self.asked, self.moved, self.cost = defaultdict(int), defaultdict(int), {}
        for one in plan.allocations.all():
            self.asked[one.activity_id, one.source_id] += in_cents(one.amount)
        for one in plan.entries.all():
            self.moved[one.activity_id, one.source_id, one.kind, one.on] += in_cents(one.amount)
        for one in plan.resources.all():
            self.cost[one.activity_id] = self.cost.get(one.activity_id, 0) + in_cents(one.amount)

    def sum(self, activities=None, source="any", kind=None, days=None):
        """What is asked, or what moved as `kind`, for some activities, from a source, in some days."""
        keys = None if activities is None else {one.pk for one in activities}
        if kind is None:
            rows = ((activity, from_, None, amount) for (activity, from_), amount in self.asked.items())
        else:
            rows = (
                (activity, from_, on, amount)
                for (activity, from_, what, on), amount in self.moved.items()
                if what == kind
            )
        return sum(
            amount
            for activity, from_, on, amount in rows
            if (keys is None or activity in keys) and source in ("any", from_) and (days is None or days(on))
        )

    def figures(self, **which):
        return [self.sum(**which), *(self.sum(kind=kind, **which) for kind in Kind.values)]

    def needed(self, activity):
        return self.cost.get(activity.pk, self.sum([activity]))

    def gap(self, activities):
        approved = any(kind == Kind.APPROVED for _activity, _source, kind, _on in self.moved)
        total = 0
        for one in activities:
            given = self.sum([one], kind=Kind.APPROVED) if approved else self.sum([one]) - self.sum([one], source=None)
            total += max(0, self.needed(one) - given)
        return total


def in_cents(amount):
    cents = amount * 100
    assert cents == int(cents)
    return int(cents)


def figures(sums):
    """The figures of a Sums as Raw.figures has them."""
    return [in_cents(getattr(sums, name)) for name in ("asked", *Kind.values)]


def compare(world, get):
    raw = Raw(world.plan)
    key = world.plan.pk
    page = get("workplans:organise_money", key).context
    assert figures(page["money"].total) == raw.figures()
    for line in page["lines"]:
        assert figures(line.sums) == raw.figures(source=line.item.pk if line.item else None)
    page = get("workplans:organise_money", key, by="objective").context
    [line] = page["lines"]
    assert (figures(line.sums), in_cents(line.gap)) == (raw.figures(), raw.gap(raw.activities))
    assert in_cents(line.needed) == sum(map(raw.needed, raw.activities))
    compare_places(raw, get("workplans:organise_money", key, by="place").context["lines"])
    compare_quarters(raw, get("workplans:organise_money", key, by="quarter").context["lines"])
    compare_lists(world, raw, get)
    compare_items(world, raw, get)


def compare_places(raw, lines):
    under = defaultdict(list)
    for one in raw.activities:
        under[" ".join(one.place.lower().split())].append(one)
    assert len(lines) == len(under)
    for line in lines:
        name = "" if line.label == "No place named" else " ".join(line.label.lower().split())
        assert (figures(line.sums), in_cents(line.gap)) == (raw.figures(activities=under[name]), raw.gap(under[name]))


def compare_quarters(raw, lines):
    """What moved is of its day; what is asked is within a cent of its months' share, and whole over all quarters."""
    plan = raw.plan
    for line in lines:
        if line.item:
            first, last = line.item.starts_on, line.item.ends_on
        elif line.label.startswith("Before"):
            first, last = date.min, plan.starts_on - timedelta(days=1)
        else:
            first, last = (
                (plan.ends_on + timedelta(days=1), date.max) if line.label.startswith("After") else (None, None)
            )
        for name in (Kind.RELEASED, Kind.ADVANCED, Kind.SPENT, Kind.ACCOUNTED):
            expected = raw.sum(kind=name, days=lambda on, since=first, until=last: since <= on <= until) if first else 0
            assert in_cents(getattr(line.sums, name)) == expected
        if line.item:
            share = 0
            for one in raw.activities:
                inside = sum(first <= date(int(key[:4]), int(key[5:]), 1) <= last for key in one.months)
                share += raw.sum([one]) * inside / len(one.months) if one.months else 0
            assert abs(in_cents(line.sums.asked) - share) < 12
    for name, total in zip(("asked", *Kind.values), raw.figures(), strict=True):
        assert sum(in_cents(getattr(line.sums, name)) for line in lines) == total
    assert sum(in_cents(line.gap) for line in lines) == raw.gap(raw.activities)
    assert sum(in_cents(line.needed) for line in lines) == sum(map(raw.needed, raw.activities))


def compare_lists(world, raw, get):
    """The entries, the advances, the gaps, the trials and the grid."""
    key = world.plan.pk
    assert figures(get("workplans:organise_entries", key).context["sums"])[1:] == raw.figures()[1:]
    for one in raw.activities:
        page = get("workplans:organise_entries", key, activity=one.pk).context
        assert figures(page["sums"])[1:] == raw.figures(activities=[one])[1:]
    advances = get("workplans:organise_advances", key).context["advances"]
    assert sum(in_cents(one.open) for one in advances) == raw.sum(kind=Kind.ADVANCED) - raw.sum(kind=Kind.ACCOUNTED)
    page = get("workplans:organise_gap", key, all=1).context
    assert sum(in_cents(line.gap) for line in page["gaps"]) == raw.gap(raw.activities)
    assert {line.item.pk for line in page["gaps"]} == {one.pk for one in raw.activities if raw.gap([one])}
    trial = get("workplans:organise_cut", key, share=10).context["trial"]
    approved = raw.sum(kind=Kind.APPROVED)
    assert in_cents(trial.whole) == approved
    assert abs(in_cents(trial.total) + approved / 10) <= 0.5
    grid = get("workplans:organise_grid", key).context
    cells = [cell.value() or 0 for _row, cells in grid["rows"] for cell in cells]
    assert sum(in_cents(amount) for amount in cells) == raw.sum()


def compare_items(world, raw, get):
    """The pages of activities, of what is above them, and the outline."""
    for one in raw.activities:
        facts = get("workplans:plan_item", "activity", one.pk).context["facts"]
        assert in_cents(facts["sum"]) == raw.sum([one])
        assert in_cents(facts["cost"]) == raw.cost.get(one.pk, 0)
        for source, sums in facts["moved"].items():
            keys = {str(world.source): world.source.pk, str(world.fund): world.fund.pk, None: None}
            assert figures(sums) == raw.figures(activities=[one], source=keys[source])
    for output in Output.objects.filter(workplan=world.plan):
        facts = get("workplans:plan_item", "output", output.pk).context["facts"]
        under = [one for one in raw.activities if one.output_id == output.pk]
        assert in_cents(facts["sum"]) == raw.sum(under)
        for activity in facts["children"]:
            assert in_cents(activity.money or Decimal(0)) == raw.sum([activity])
    objective = get("workplans:plan_item", "objective", world.objective.pk).context["facts"]
    assert in_cents(objective["sum"]) == raw.sum()
    outline = get("workplans:plan_outline", world.plan.pk, fold="all").context["outline"]
    assert in_cents(outline.money) == raw.sum()
