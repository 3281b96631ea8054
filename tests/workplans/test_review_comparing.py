"""What a page says changed, and since when: since the approved version, since the last sending, since last year."""

from copy import deepcopy
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.pages import fill_in, says
from tests.world import bring_to, plan_that_is, resource
from workplans import reviewing
from workplans.models import Activity, CostCategory, Indicator, Output, Workplan
from workplans.models.item import DOWN
from workplans.queries.review import differs
from workplans.queries.snapshot import snapshot
from workplans.rules.comparing import moves, same


def row(order, above=("output", 1)):
    """A version with activities in this order."""
    items = [{"kind": "activity", "key": key, "fields": {"above": list(above)}} for key in order]
    return {"items": items}


def longest(numbers):
    """How long the longest rising part is, counted the slow way."""
    ends: list[int] = []
    for place, number in enumerate(numbers):
        ends.append(1 + max((ends[i] for i in range(place) if numbers[i] < number), default=0))
    return max(ends, default=0)


@given(st.permutations(range(8)), st.sets(st.integers(0, 7)), st.sets(st.integers(8, 12)))
def test_whoever_moved_is_said_and_as_few_as_can_be(order, gone, new):
    before = [key for key in range(8) if key not in gone]
    after = [key for key in order if key not in gone]
    found = moves(row(range(8)), row([*new, *after]))
    assert bool(found) == (before != after)
    assert len(found) <= len(after) - longest(after)
    for (_kind, key), [change] in found.items():
        sides = (before, change.before), (after, change.after)
        for side, behind in sides:
            place = side.index(key)
            assert behind == (["activity", side[place - 1]] if place else None)


@pytest.mark.parametrize(
    ("old", "new", "alike"),
    [
        (None, "", True),
        (None, [], True),
        (None, False, True),
        (None, "0", False),
        ("a", "b", False),
        ({"name": "Fuel"}, {"name": "Fuel", "kind": "thing"}, True),
        ({"name": "Fuel", "kind": "time"}, {"name": "Fuel", "kind": "thing"}, False),
        (None, {"name": "Fuel"}, False),
    ],
)
def test_what_an_older_version_does_not_know_of_did_not_change(old, new, alike):
    assert same(old, new) is alike
    assert same(new, old) is alike


@pytest.fixture
def at(world, today):
    """`at("page")`: an address of the review of Amani's plan."""
    return lambda name, *more: reverse(f"workplans:review_{name}", args=[world.plan.pk, *more])


@pytest.mark.django_db
def test_a_change_that_was_returned_is_compared_with_what_was_approved(world, at, signed_in):
    bring_to(world, world.plan, "amended")
    change = reverse("workplans:plan_item_change", args=["activity", world.activity.pk])
    alice, sofia = signed_in(world.alice), signed_in(world.sofia)
    fill_in(alice, change, place="Kima")
    reviewing.send(world.plan, world.alice)
    reviewing.give_back(world.plan, 2, "Why Kima?", world.sofia)
    reviewing.send(world.plan, world.alice)
    page = says(sofia.get(at("page")))
    assert "What changed since Version 1, as it was approved" in page
    assert "1 change." in page
    assert "Place Version 1 Amani hospital Version 3 Kima" in page
    assert "Only what changed since it was sent as Version 2" in page
    page = says(sofia.get(at("page") + "?since=sent"))
    assert (
        "What changed since Version 2 All that changed since Version 1 was approved Nothing that is planned changed."
        in page
    )
    reviewing.approve(world.plan, 3, world.sofia)
    for client in (alice, sofia):
        page = says(client.get(at("page")))
        assert "What changed since Version 1, as it was approved" in page
        assert "Place Version 1 Amani hospital Version 3 Kima" in page
    # While the next change is written, it is compared with what is approved now.
    reviewing.amend(world.plan, "Again", world.alice)
    page = says(alice.get(at("page")))
    assert "What changed since Version 3, as it was approved" in page
    assert "Nothing that is planned changed." in page
    assert "Only what changed" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "act",
    [
        lambda world: Activity.objects.get(pk=world.activity.pk).move(DOWN),
        lambda world: Output.objects.get(pk=world.output.pk).move(DOWN),
        lambda world: Indicator.objects.get(pk=world.indicator.pk).move(DOWN),
        lambda world: needs(world, kind="money"),
        lambda world: needs(world, category=CostCategory.objects.create(name="Transport")),
    ],
    ids=["activities", "outputs", "indicators", "kind", "category"],
)
def test_a_change_of_order_kind_or_category_is_a_change(act, world, at, signed_in):
    resource(world, name="Fuel", unit="l")
    Indicator.objects.create(output=world.output, name="Nights with somebody on duty")
    bring_to(world, world.plan, "amended")
    act(world)
    with pytest.raises(ValidationError, match="Something is changed already"):
        reviewing.leave(world.plan, world.alice)
    assert "1 change." in says(signed_in(world.alice).get(at("page")))


def needs(world, **more):
    """Let what the activity needs be otherwise."""
    found = world.activity.resources.get()
    for name, value in more.items():
        setattr(found, name, value)
    found.save()


@pytest.mark.django_db
def test_what_is_needed_is_printed_with_all_that_is_written_of_it(world, at, signed_in):
    resource(world, name="Fuel", unit="l")
    bring_to(world, world.plan, "amended")
    needs(world, unit="drums")
    alice = signed_in(world.alice)
    page = says(alice.get(at("page")))
    assert "Needed: Fuel Version 1 Fuel (things): 6 l × 18 × 2 = 216 Now Fuel (things): 6 drums × 18 × 2 = 216" in page
    category = CostCategory.objects.create(name="Transport")
    needs(world, name="Diesel", kind="time", post=world.midwife, category=category)
    page = says(alice.get(at("page")))
    assert "Now Diesel · Midwife in charge (people's time, Transport): 6 drums" in page


@pytest.mark.django_db
def test_where_an_item_stands_is_said_by_what_it_comes_after(world, at, signed_in):
    bring_to(world, world.plan, "amended")
    Activity.objects.get(pk=world.second_activity.pk).move("up")
    page = says(signed_in(world.alice).get(at("page")))
    first, second = world.activity.name, world.second_activity.name
    assert (
        f"{second} Comes after Version 1 1.1.1 {first} Now nothing: it is the first" in page
        or f"{first} Comes after Version 1 nothing: it is the first Now 1.1.1 {second}" in page
    )


@pytest.mark.django_db
def test_a_version_from_before_kinds_and_categories_were_kept_compares_equal(world, today):
    resource(world, name="Fuel", category=CostCategory.objects.create(name="Transport"))
    now = snapshot(world.plan)
    before = deepcopy(now)
    del before["categories"]
    for item in before["items"]:
        for line in item["fields"].get("needs", {}).values():
            del line["kind"], line["category"]
    assert not differs(before, now)
    assert not differs(now, before)
    needs(world, unit="drums")
    assert differs(before, snapshot(world.plan))


@pytest.mark.django_db
def test_the_first_review_shows_all_items_and_takes_remarks_beside_them(world, at, signed_in):
    bring_to(world, world.plan, "sent")
    sofia = signed_in(world.sofia)
    page = sofia.get(at("page"))
    assert "This is the first version: all of it is new." in says(page)
    assert "last year's plan" not in says(page)
    for one in (world.objective, world.output, world.activity, world.indicator):
        assert one.name in says(page)
        add = at("remark_add") + f"?kind={one._meta.model_name}&amp;item={one.pk}&amp;back="
        assert add in page.content.decode()
    assert "Leave a remark" not in says(signed_in(world.alice).get(at("page")))
    back = f"{at('page')}#activity-{world.activity.pk}"
    add = at("remark_add") + f"?kind=activity&item={world.activity.pk}&back={back.replace('#', '%23')}"
    answer = fill_in(sofia, add, text="Who pays the trainer?")
    assert answer.url == back
    assert f'id="activity-{world.activity.pk}"' in sofia.get(at("page")).content.decode()
    assert "“Who pays the trainer?”" in says(sofia.get(at("page")))


@pytest.mark.django_db
def test_remarks_are_left_from_the_outline_while_the_plan_is_in_review(world, at, signed_in):
    outline = world.plan.get_absolute_url()
    sofia = signed_in(world.sofia)
    assert "Leave a remark" not in says(sofia.get(outline))
    bring_to(world, world.plan, "sent")
    page = sofia.get(outline + "?fold=all")
    assert says(page).count("Leave a remark") == 6
    address = f"{at('remark_add')}?kind=output&amp;item={world.output.pk}&amp;back={outline}%3Ffold%3Dall%23u{world.output.pk}"
    assert address in page.content.decode()
    assert (
        fill_in(sofia, address.replace("&amp;", "&"), text="By when?").url == f"{outline}?fold=all#u{world.output.pk}"
    )
    for client in (signed_in(world.alice), signed_in(world.vera)):
        assert "Leave a remark" not in says(client.get(outline + "?fold=all"))


@pytest.mark.django_db
@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_a_remark_leads_nowhere_else(back, world, at, signed_in):
    answer = fill_in(signed_in(world.sofia), at("remark_add") + f"?back={back}", text="Who?")
    assert answer.url.startswith(at("page"))


@pytest.mark.django_db
def test_last_years_plan_is_offered_where_there_is_one(world, at, signed_in):
    plan_that_is(world, "approved")
    bring_to(world, world.plan, "sent")
    link = f'href="{at("compare")}?of=last&amp;to=now"'
    sofia = signed_in(world.sofia)
    assert link in sofia.get(at("page")).content.decode()
    assert sofia.get(at("compare") + "?of=last&to=now").status_code == 200
    only = Workplan.objects.get(team=world.team, starts_on=date(2022, 1, 1))
    assert "Compare it with" not in says(sofia.get(reverse("workplans:review_page", args=[only.pk])))


@pytest.mark.django_db
def test_versions_say_whose_words_are_whose(world, at, signed_in):
    bring_to(world, world.plan, "amended")
    reviewing.send(world.plan, world.alice, "Only the radio")
    reviewing.give_back(world.plan, 2, "Say why", world.sofia)
    alice = signed_in(world.alice)
    page = says(alice.get(at("versions")))
    assert "Why the approved plan was changed: The road is closed Written with it: Only the radio" in page
    assert "Why it was returned: Say why" in page
    page = says(alice.get(at("version", 2)))
    assert "Alice wrote with it: Only the radio" in page
    assert "Why it was returned: Say why" in page
