"""What approving a plan does with its money, as the page says before: nothing asked, less asked, more than may be."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.pages import fill_in, filled, says
from tests.world import bring_to, entry
from workplans import reviewing
from workplans.models import Activity, Allocation, Ceiling, MoneyEntry, Workplan
from workplans.rules.money import Sums, to_asked

Kind = MoneyEntry.Kind
CENTS = st.decimals(0, 10**6, places=2)


@given(CENTS, CENTS, CENTS, CENTS, CENTS, st.booleans())
def test_never_less_stays_approved_than_is_asked_or_went_out(asked, approved, released, spent, advanced, may_cut):
    row = Sums(asked=asked, approved=approved, released=released, spent=spent, advanced=advanced)
    after = approved + to_asked(row, may_cut)
    assert after >= asked
    assert after >= min(approved, max(released, spent + advanced))
    assert after == max(asked, approved) or may_cut
    if may_cut and max(released, spent + advanced) <= asked:
        assert after == asked


@pytest.fixture
def at(world, today):
    """`at("approve")`: an address of the review of Amani's plan."""
    return lambda name, *more: reverse(f"workplans:review_{name}", args=[world.plan.pk, *more])


def ask(world, **amounts):
    """Let the activity ask so much of each source ("source", "fund")."""
    wanted = {getattr(world, name): Decimal(amount) for name, amount in amounts.items()}
    Allocation.objects.put(Activity.objects.get(pk=world.activity.pk), wanted)


def approved(world):
    found: dict[str, Decimal] = {}
    for one in MoneyEntry.objects.filter(kind=Kind.APPROVED).select_related("source"):
        found[one.source.name] = found.get(one.source.name, Decimal(0)) + one.amount
    return found


def approve(world, with_money=True):
    version = reviewing.send(world.plan, world.alice)
    reviewing.approve(world.plan, version.number, world.sofia, with_money=with_money)


@pytest.mark.django_db
def test_a_change_that_asks_for_less_cuts_what_was_approved(world, at, signed_in):
    approve(world)
    reviewing.amend(world.plan, "The road is closed", world.alice)
    ask(world, source="2000.50", fund="1200")
    reviewing.send(world.plan, world.alice)
    sofia = signed_in(world.sofia)
    page = sofia.get(at("approve"))
    assert "State budget Asked 2,000.50 Approved so far 2,400.50 Approved with the plan 2,000.50" in says(page)
    assert "The change asks for less: 400 that was approved is cut with it." in says(page)
    assert sofia.post(at("approve"), filled(page)).status_code == 302
    assert approved(world) == {"State budget": Decimal("2000.50"), "Global fund": Decimal(1200)}
    cut = MoneyEntry.objects.get(amount__lt=0)
    assert (cut.amount, cut.reference, cut.reason) == (Decimal(-400), "Version 2", "The road is closed")
    # All of it is one act, so that it can be taken back together.
    assert MoneyEntry.objects.filter(act=cut.act).count() == 2


@pytest.mark.django_db
def test_what_was_released_or_spent_stays_approved_and_the_page_says_so(world, at, signed_in):
    approve(world)
    entry(world, Kind.RELEASED, "1500")
    entry(world, Kind.SPENT, "300", source=world.fund)
    reviewing.amend(world.plan, "The road is closed", world.alice)
    ask(world, source="1000", fund="0")
    reviewing.send(world.plan, world.alice)
    sofia = signed_in(world.sofia)
    page = says(sofia.get(at("approve")))
    assert "State budget : 500 above what is asked It stays approved, since it was released or spent already." in page
    assert "Global fund : 300 above what is asked" in page
    fill_in(sofia, at("approve"))
    assert approved(world) == {"State budget": Decimal(1500), "Global fund": Decimal(300)}


@pytest.mark.django_db
def test_what_was_approved_elsewhere_before_the_plan_stays_and_the_page_says_so(world, at, signed_in):
    entry(world, Kind.APPROVED, "3000")
    bring_to(world, world.plan, "sent")
    sofia = signed_in(world.sofia)
    assert "State budget : 599.50 above what is asked It was approved before, and stays." in says(
        sofia.get(at("approve"))
    )
    fill_in(sofia, at("approve"))
    assert approved(world) == {"State budget": Decimal(3000), "Global fund": Decimal(1000)}


@pytest.mark.django_db
def test_beyond_a_ceiling_the_money_is_approved_only_by_a_tick(world, at, signed_in):
    bring_to(world, world.plan, "sent")
    sofia = signed_in(world.sofia)
    assert filled(sofia.get(at("approve")))["with_money"] == ["on"]
    Ceiling.objects.create(unit=world.units["amani"], source=world.fund, year=2026, amount=900)
    page = sofia.get(at("approve"))
    assert "Global fund , ceiling 900: 100 over" in says(page)
    assert "What is still missing (5)" in says(page)
    assert "with_money" not in filled(page)
    sofia.post(at("approve"), filled(page))
    assert not MoneyEntry.objects.exists()


def nothing(world):
    """A plan without money: it has one activity, which needs none."""
    world.plan.allocations.all().delete()
    return world.plan


def empty(world):
    return Workplan.objects.begin(world.team, date(2027, 1, 1))


PAGES = ["page", "send", "versions", "compare", "quarters"]


@pytest.mark.django_db
@pytest.mark.parametrize("plan_of", [nothing, empty])
def test_every_page_of_review_is_there_for_a_plan_without_money(plan_of, world, at, signed_in):
    plan = plan_of(world)
    alice, sofia = signed_in(world.alice), signed_in(world.sofia)
    for name in PAGES:
        assert alice.get(reverse(f"workplans:review_{name}", args=[plan.pk])).status_code == 200, name
    assert "Asked 0" in says(sofia.get(reverse("workplans:review_page", args=[plan.pk])))
    for unit in ("amani", "north"):
        merged = reverse("workplans:plan_merged", args=[world.units[unit].pk]) + f"?year={plan.starts_on.year}"
        for query in ("", "&by=source", "&all=1", "&approved=1"):
            assert sofia.get(merged + query).status_code == (200 if unit == "amani" else 404)


@pytest.mark.django_db
def test_a_plan_without_money_is_sent_and_approved(world, at, signed_in):
    plan = nothing(world)
    bring_to(world, plan, "sent")
    sofia = signed_in(world.sofia)
    for name, *more in [("page",), ("approve",), ("return",), ("version", 1), ("compare",)]:
        assert sofia.get(at(name, *more)).status_code == 200, name
    assert "with_money" not in filled(sofia.get(at("approve")))
    assert fill_in(sofia, at("approve")).status_code == 302
    assert sofia.get(at("page")).status_code == 200
