"""One plan of many: whose each row is, and totals that agree however it is put together."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from teams.models import Team, Unit
from tests.pages import says
from tests.world import bring_to
from workplans.models import Activity, Allocation, Objective, Output, Workplan
from workplans.rules.merging import by_objective, by_source, totals

AMOUNTS = st.decimals(0, 10**9, places=2).map(lambda amount: f"{amount:.2f}")
PLANS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["Safe births", "safe  Births.", "Clean water", "Malaria"]),
            st.lists(st.dictionaries(st.sampled_from(["", "1", "2"]), AMOUNTS), max_size=3),
        ),
        max_size=3,
    ),
    max_size=4,
)


def version_of(objectives):
    """A snapshot with an output an objective and an activity for each dict of money."""
    items: list[dict] = []
    for key, (name, activities) in enumerate(objectives, start=1):
        items.append({"kind": "objective", "key": key, "fields": {"name": name}})
        items.append({"kind": "output", "key": key, "fields": {"name": "O", "above": ["objective", key]}})
        for money in activities:
            fields = {"name": "A", "above": ["output", key], "money": money}
            items.append({"kind": "activity", "key": len(items), "fields": fields})
    return {"sources": {"1": "State", "2": "Fund"}, "items": items}


@given(PLANS)
def test_both_ways_and_a_second_count_agree_to_the_cent(plans):
    pairs = [(f"Team {number}", version_of(one)) for number, one in enumerate(plans)]
    cents: dict[str, int] = defaultdict(int)
    for number, one in enumerate(plans):
        for _name, activities in one:
            for money in activities:
                cents[f"Team {number}"] += sum(int(text.replace(".", "")) for text in money.values())
    objectives, sources = by_objective(pairs), by_source(pairs, "Nobody")
    for groups in (objectives, sources):
        assert {whose: int(amount * 100) for whose, amount in totals(groups).items() if amount} == {
            whose: amount for whose, amount in cents.items() if amount
        }
        assert all(group.money == sum(line.money for line in group.lines) for group in groups)
    names = [group.name.casefold().split()[0] for group in objectives]
    assert len(names) == len(set(names))


@pytest.fixture
def district(world):
    """Two health centres below Amani with a plan of 2026 each."""
    for name, objective, amount in [
        ("Kima", "every mother delivers  safely.", "100.05"),
        ("Lago", "Clean water everywhere", "50.10"),
    ]:
        unit = Unit.objects.create(level=world.units["amani"].level, parent=None, name=name)
        unit.parent = world.units["north"]
        unit.save()
        team = Team.objects.create(unit=unit, name=f"{name} health centre", code=name.lower())
        plan = Workplan.objects.begin(team, date(2026, 7, 1), date(2026, 12, 31))
        output = Output.objects.create(
            objective=Objective.objects.create(workplan=plan, name=objective), name="It is there"
        )
        activity = Activity.objects.create(output=output, name=f"What {name} does", months=["2026-08"])
        Allocation.objects.create(activity=activity, source=world.fund, amount=Decimal(amount))
    return world


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_a_region_sees_its_teams_plans_as_one_each_row_saying_whose(district, signed_in):
    world = district
    vera = signed_in(world.vera)
    address = reverse("workplans:plan_merged", args=[world.units["north"].pk])
    page = says(vera.get(address))
    assert "3 plans, 0 of them approved. Asked 3,550.65" in page
    assert "Every mother delivers safely Whose 2 teams Asked 3,500.55" in page
    assert "Clean water everywhere Whose Lago health centre Asked 50.10" in page
    page = says(vera.get(address + "?group=1"))
    assert "Amani district health team Asked 3,400.50" in page
    assert "Kima health centre Asked 100.05 1.1.1 What Kima does Whose Kima health centre" in page
    assert "What Lago does" not in page
    page = says(vera.get(address + "?by=source&all=1"))
    assert "Global fund Whose 3 teams Asked 1,150.15" in page
    assert "What Lago does Whose Lago health centre Responsible – When August 2026 Asked 50.10" in page
    assert page.count("Together 3,550.65") == 2
    assert vera.get(address + "?group=9").status_code == 404
    assert vera.get(address + "?year=1999").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_only_what_is_approved_is_what_was_approved(district, signed_in):
    world = district
    bring_to(world, world.plan, "amended")
    Allocation.objects.filter(activity=world.activity).first().delete()
    vera = signed_in(world.vera)
    address = reverse("workplans:plan_merged", args=[world.units["north"].pk])
    assert "1 plan, 0 of them approved. Asked 3,400.50" in says(vera.get(address + "?approved=1"))
    assert "3 plans, 0 of them approved. Asked 1,150.15" in says(vera.get(address))


def test_it_is_one_pdf_for_the_council(world, signed_in):
    sofia = signed_in(world.sofia)
    address = reverse("workplans:plan_merged_paper", args=[world.units["amani"].pk])
    answer = sofia.get(address, {"year": "2026", "by": "source"})
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'attachment; filename="Amani, 2026.pdf"'
    world.plan.allocations.all().delete()
    assert sofia.get(address, {"year": "2026"}).status_code == 200
    assert sofia.get(address, {"year": "1999"}).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_a_group_is_folded_and_pages_and_only_what_is_printed_is_whole(district, signed_in):
    world = district
    for number in range(60):
        activity = Activity.objects.create(output=world.output, name=f"Visit {number}")
        Allocation.objects.create(activity=activity, source=world.fund, amount=Decimal(1))
    sofia = signed_in(world.sofia)
    address = reverse("workplans:plan_merged", args=[world.units["amani"].pk]) + "?by=source"
    assert "Visit" not in says(sofia.get(address))
    found = []
    for page in (1, 2):
        answer = sofia.get(f"{address}&group=1&page={page}")
        found += [number for number in range(60) if f"Visit {number} " in says(answer)]
        assert "Amani district health team" in says(answer)
    assert sorted(found) == list(range(60))
    assert says(sofia.get(address + "&all=1")).count("Visit") == 60
