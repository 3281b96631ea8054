"""Approving, cutting and releasing over many activities: tried out, done, taken back."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.pages import fill_in, filled, says
from tests.world import entry
from workplans.models import Allocation, MoneyEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

Kind = MoneyEntry.Kind
PAPER = {"on": "2026-08-01", "reference": "Council 12/2026"}


@pytest.fixture
def act(world, signed_in):
    """`act("cut", share="10", reason="Less revenue")`: Alice tries something out and does it."""

    def do(what, who=None, paper=PAPER, **typed):
        tried = {name: typed.pop(name) for name in ("share", "amount", "source", "quarter") if name in typed}
        address = reverse(f"workplans:organise_{what}", args=[world.plan.pk], query=tried)
        return fill_in(signed_in(who or world.alice), address, **paper | typed)

    return do


def by_source(world, kind):
    found: dict[str, Decimal] = {}
    for entry_ in world.plan.entries.filter(kind=kind).select_related("source"):
        found[entry_.source.name] = found.get(entry_.source.name, Decimal(0)) + entry_.amount
    return found


def test_what_was_approved_is_cut_and_released_to_the_cent(act, world):
    assert act("approve", share="100").headers["Location"] == reverse("workplans:organise_money", args=[world.plan.pk])
    assert by_source(world, Kind.APPROVED) == {"State budget": Decimal("2400.50"), "Global fund": 1000}
    assert act("cut", share="10", reason="Less revenue").status_code == 302
    assert by_source(world, Kind.APPROVED) == {"State budget": Decimal("2160.45"), "Global fund": 900}
    assert act("release", amount="500", source=str(world.fund.pk)).status_code == 302
    assert by_source(world, Kind.RELEASED) == {"Global fund": 500}
    assert set(world.plan.entries.values_list("reference", "by")) == {("Council 12/2026", world.alice.pk)}


def test_a_trial_changes_nothing_and_readers_may_try(act, world, signed_in):
    act("approve", share="100")
    before = list(MoneyEntry.objects.values_list())
    address = reverse("workplans:organise_cut", args=[world.plan.pk], query={"share": "25"})
    for reader in (world.sofia, world.vera, world.bob, world.alice):
        page = signed_in(reader).get(address)
        assert "-600.13" in says(page)
        assert ("Make this cut" in says(page)) == (reader == world.alice)
    assert list(MoneyEntry.objects.values_list()) == before


def test_nothing_is_done_that_was_not_shown(act, world, signed_in):
    act("approve", share="100")
    browser = signed_in(world.alice)
    address = reverse("workplans:organise_cut", args=[world.plan.pk], query={"share": "10"})
    shown = filled(browser.get(address), **PAPER, reason="Less revenue")
    entry(world, Kind.APPROVED, 1000)
    response = browser.post(address, shown)
    assert "Something changed since you looked" in says(response)
    assert filled(response)["reason"] == ["Less revenue"]
    assert MoneyEntry.objects.filter(amount__lt=0).count() == 0
    assert browser.post(address, filled(response)).status_code == 302
    assert by_source(world, Kind.APPROVED) == {"State budget": Decimal("3060.45"), "Global fund": 900}


def test_the_same_form_twice_acts_once(act, world, signed_in):
    browser = signed_in(world.alice)
    address = reverse("workplans:organise_approve", args=[world.plan.pk], query={"share": "50"})
    shown = filled(browser.get(address), **PAPER)
    assert [browser.post(address, shown).status_code for _time in range(2)] == [302, 302]
    assert MoneyEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("what", "typed", "words"),
    [
        ("cut", {"share": "10"}, "Nothing would change."),
        ("approve", {"share": "0"}, "greater than or equal to 0.01"),
        ("approve", {"share": "101"}, "less than or equal to 100"),
        ("approve", {"share": "10", "amount": "5"}, "A share or an amount, not both"),
        ("approve", {"share": ""}, "How much? A share, or an amount."),
        ("approve", {"amount": "3400.51"}, "Only 3,400.50 is asked."),
        ("approve", {"share": "x"}, "Enter a number."),
        ("approve", {"share": "10", "source": "9999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_tried_is_said_in_words(what, typed, words, world, signed_in):
    address = reverse(f"workplans:organise_{what}", args=[world.plan.pk], query=typed)
    assert words in says(signed_in(world.alice).get(address))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on": "2026-08-13"}, "This day is still to come."),
        ({"on": "2024-12-30"}, "This is more than a year before the plan begins."),
        ({"on": "yesterday"}, "Enter a valid date."),
        ({"reference": ""}, "This field is required."),
    ],
)
def test_every_entry_needs_its_day_and_its_paper(typed, words, act, world):
    assert words in says(act("approve", share="100", paper=PAPER | typed))
    assert not MoneyEntry.objects.exists()


def test_a_cut_needs_a_reason(act, world):
    act("approve", share="100")
    assert "This field is required." in says(act("cut", share="10"))


def test_a_quarter_alone_can_be_cut(act, world):
    Allocation.objects.create(activity=world.third_activity, source=world.source, amount=100)
    act("approve", share="100")
    assert act("cut", share="10", quarter="3", reason="Less revenue").status_code == 302
    cut = MoneyEntry.objects.filter(amount__lt=0)
    assert set(cut.values_list("activity", flat=True)) == {world.activity.pk}


def test_the_team_is_told_but_not_who_did_it(act, world):
    act("approve", share="100")
    act("cut", share="10", reason="Less revenue")
    act("release", share="50")
    kinds = ["money_released", "money_cut", "money_approved"]
    assert [one.kind for one in world.bob.notices.filter(kind__startswith="money")] == kinds
    assert not world.alice.notices.filter(kind__startswith="money").exists()
    words = world.bob.notices.get(kind="money_cut").words
    assert words == "Cut from the workplan “Amani district health team, 2026”: 340.05 (Council 12/2026)."


def test_an_act_is_taken_back_whole_with_its_reason(act, world, signed_in):
    act("approve", share="100")
    act("cut", share="10", reason="Less revenue")
    cut = MoneyEntry.objects.filter(amount__lt=0).first().act
    address = reverse("workplans:organise_take_back", args=[world.plan.pk, cut])
    assert fill_in(signed_in(world.alice), address, reason="The council took it back").status_code == 302
    assert by_source(world, Kind.APPROVED) == {"State budget": Decimal("2400.50"), "Global fund": 1000}
    assert set(MoneyEntry.objects.filter(corrects__isnull=False).values_list("reason", flat=True)) == {
        "The council took it back"
    }
    again = fill_in(signed_in(world.alice), address, reason="Once more")
    assert "Something of this was corrected before." in says(again)


def test_an_approval_that_was_cut_since_is_not_taken_back(act, world, signed_in):
    act("approve", share="100")
    approval = MoneyEntry.objects.first().act
    act("cut", share="10", reason="Less revenue")
    address = reverse("workplans:organise_take_back", args=[world.plan.pk, approval])
    assert "Less than nothing would be left approved" in says(fill_in(signed_in(world.alice), address, reason="No"))


def test_a_cut_below_what_is_released_is_said_before_it_is_made(act, world, signed_in):
    act("approve", share="100")
    act("release", share="95")
    address = reverse("workplans:organise_cut", args=[world.plan.pk], query={"share": "10"})
    assert "50 more is released already" in says(signed_in(world.vera).get(address))


def test_a_partners_money_is_marked_as_theirs(world, signed_in):
    world.fund.is_partner = True
    world.fund.save()
    browser = signed_in(world.vera)
    for address in (reverse("workplans:organise_money", args=[world.plan.pk]), world.activity.get_absolute_url()):
        assert "Global fund partner's own money" in says(browser.get(address))
        assert "State budget partner's" not in says(browser.get(address))


def test_what_has_more_digits_than_an_entry_holds_is_refused_in_words(act, world):
    world.allocation.amount = Decimal(10000000000000)
    world.allocation.save()
    assert "too many digits to be written down" in says(act("approve", share="100"))
    assert not MoneyEntry.objects.exists()


def test_the_currency_stays_once_money_moved_in_it(act, world, signed_in):
    world.plan.currency = "MZN"
    world.plan.save()
    address = reverse("workplans:plan_change", args=[world.plan.pk])
    assert fill_in(signed_in(world.alice), address, currency="USD").status_code == 302
    act("approve", share="100")
    assert "Money was approved or moved in USD. The plan stays in it." in says(
        fill_in(signed_in(world.alice), address, currency="MZN")
    )
    assert fill_in(signed_in(world.alice), address, currency="usd").status_code == 302


def test_one_activity_alone_is_approved(act, world, signed_in):
    Allocation.objects.create(activity=world.third_activity, source=world.source, amount=100)
    address = reverse("workplans:organise_approve", args=[world.plan.pk], query={"activity": world.third_activity.pk})
    assert address in signed_in(world.alice).get(world.third_activity.get_absolute_url()).content.decode()
    tried = signed_in(world.alice).get(f"{address}&share=80")
    assert [change.amount for change in tried.context["changes"]] == [80]
    assert "For one activity alone: Speak on the local radio" in says(tried)


def test_what_was_taken_back_is_not_offered_again(act, world, signed_in):
    act("approve", share="100")
    done = MoneyEntry.objects.first().act
    address = reverse("workplans:organise_take_back", args=[world.plan.pk, done])
    entries = reverse("workplans:organise_entries", args=[world.plan.pk])
    assert address in signed_in(world.alice).get(entries).content.decode()
    fill_in(signed_in(world.alice), address, reason="Wrong plan")
    page = signed_in(world.alice).get(entries)
    assert address not in page.content.decode()
    assert "Council 12/2026 corrected" in says(page)
