"""Ceilings: set by the unit above, seen where more is asked and by who decides."""

from decimal import Decimal

import pytest
from django.urls import reverse

from teams.models import Level, Team, Unit
from tests.pages import forms_of, says
from tests.world import hold
from workplans.models import Activity, Allocation, Ceiling, Objective, Output, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def clinic(world):
    """A facility below Amani, whose team asks 500.25 of the state."""
    level = Level.objects.add_below("Facility")
    unit = Unit.objects.create(level=level, parent=world.units["amani"], name="Clinic")
    team = Team.objects.create(unit=unit, name="Clinic", code="clinic")
    plan = Workplan.objects.begin(team, world.plan.starts_on)
    objective = Objective.objects.create(workplan=plan, name="O")
    activity = Activity.objects.create(output=Output.objects.create(objective=objective, name="U"), name="A")
    Allocation.objects.create(activity=activity, source=world.source, amount=Decimal("500.25"))
    return unit


def at(unit, **query):
    return reverse("workplans:organise_ceilings", args=[unit.pk], query=query)


def write(browser, unit, below, amount, source):
    address = at(unit, source=source.pk, year=2026)
    form = next(form for form in forms_of(browser.get(address)) if "seen" in form.fields)
    return browser.post(address, form.fields | {f"ceiling_{below.pk}": amount})


@pytest.mark.parametrize("who", ["alice", "sofia", "ruth"])
def test_who_stands_above_sets_a_ceiling(who, clinic, world, signed_in):
    assert write(signed_in(getattr(world, who)), world.units["amani"], clinic, "500", world.source).status_code == 302
    ceiling = Ceiling.objects.get()
    assert (ceiling.unit, ceiling.source, ceiling.year, ceiling.amount) == (clinic, world.source, 2026, 500)
    assert ceiling.history.get().history_user == getattr(world, who)


def test_nobody_sets_their_own_and_readers_only_read(clinic, world, signed_in):
    post = hold(world.charlie, "Nurse", "lead", team=clinic.teams.get())
    assert signed_in(world.charlie).get(at(world.units["amani"])).status_code == 404
    assert post.team.unit == clinic
    for reader in (world.bob, world.vera):
        page = signed_in(reader).get(at(world.units["amani"]))
        assert b"<button" not in page.content.partition(b'<div class="foot">')[2]
        assert signed_in(reader).post(at(world.units["amani"])).status_code == 403


def test_what_is_beyond_is_seen_where_it_is_asked_and_by_who_decides(clinic, world, signed_in):
    world.units["amani"].teams.get()
    Ceiling.objects.create(unit=clinic, source=world.source, year=2026, amount=500)
    Ceiling.objects.create(unit=world.units["amani"], source=world.source, year=2026, amount=2900)
    hold(world.charlie, "Nurse", "lead", team=clinic.teams.get())
    plan = clinic.teams.get().workplans.get()
    money = says(signed_in(world.charlie).get(reverse("workplans:organise_money", args=[plan.pk])))
    assert "500.25 asked, 500 allowed 0.25 beyond" in money
    district = says(signed_in(world.alice).get(reverse("workplans:organise_money", args=[world.plan.pk])))
    assert "2,900.75 asked, 2,900 allowed 0.75 beyond" in district, "a district's plan is its own and its facilities'"
    for who in (world.sofia, world.alice):
        assert "Clinic, State budget : 0.25 beyond" in says(signed_in(who).get(at(world.units["amani"], year=2026)))
    page = says(signed_in(world.sofia).get(reverse("lmframework:units_page", args=[world.units["amani"].pk])))
    assert "Clinic, State budget, 2026 : 0.25 beyond" in page
    assert "Amani, State budget, 2026 : 0.75 beyond" in page
    activity = plan.activity_set.get()
    asked = says(signed_in(world.charlie).get(reverse("workplans:organise_allocations", args=[activity.pk])))
    assert "0.25 beyond" in asked


def test_a_ceiling_counts_for_its_year_and_source_alone(clinic, world, signed_in):
    Ceiling.objects.create(unit=clinic, source=world.source, year=2027, amount=1)
    Ceiling.objects.create(unit=clinic, source=world.fund, year=2026, amount=1)
    hold(world.charlie, "Nurse", "lead", team=clinic.teams.get())
    plan = clinic.teams.get().workplans.get()
    page = says(signed_in(world.charlie).get(reverse("workplans:organise_money", args=[plan.pk])))
    assert "Global fund : 0 asked, 1 allowed 1 left" in page
    assert "beyond" not in page


def test_an_emptied_ceiling_is_taken_away_and_the_history_says_so(clinic, world, signed_in):
    alice = signed_in(world.alice)
    write(alice, world.units["amani"], clinic, "500", world.source)
    write(alice, world.units["amani"], clinic, "", world.source)
    assert not Ceiling.objects.exists()
    page = says(alice.get(at(world.units["amani"], source=world.source.pk, year=2026)))
    assert "Clinic , ceiling taken away" in page


def test_two_who_set_the_same_ceiling_see_each_other(clinic, world, signed_in):
    address = at(world.units["amani"], source=world.source.pk, year=2026)
    sofia = signed_in(world.sofia)
    mine = next(form for form in forms_of(sofia.get(address)) if "seen" in form.fields).fields
    write(signed_in(world.alice), world.units["amani"], clinic, "500", world.source)
    response = sofia.post(address, mine | {f"ceiling_{clinic.pk}": "400"})
    assert "Somebody wrote 500 here meanwhile." in says(response)
    assert Ceiling.objects.get().amount == 500


def test_the_team_is_told_of_its_ceiling(clinic, world, signed_in):
    hold(world.charlie, "Nurse", "lead", team=clinic.teams.get())
    write(signed_in(world.alice), world.units["amani"], clinic, "500", world.source)
    words = world.charlie.notices.get(kind="ceiling_set").words
    assert words == "The ceiling of State budget for Clinic in 2026 is 500."


@pytest.mark.parametrize("query", [{"year": "1000"}, {"year": "x"}, {"source": "99999"}, {"source": "²"}])
def test_a_year_or_source_that_is_not_there_is_not_there(query, clinic, world, signed_in):
    assert signed_in(world.alice).get(at(world.units["amani"], **query)).status_code == 404


def test_words_typed_for_a_ceiling_come_back(clinic, world, signed_in):
    response = write(signed_in(world.alice), world.units["amani"], clinic, "lots", world.source)
    assert "Enter a number." in says(response)
    assert filled_ceiling(response)[f"ceiling_{clinic.pk}"] == ["lots"]


def filled_ceiling(response):
    return next(form.fields for form in forms_of(response) if "seen" in form.fields)
