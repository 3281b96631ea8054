"""The tree of units by hand: adding, changing, moving, removing, and two people at once."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from teams.models import Level, Post, Team, Unit
from tests.pages import fill_in, filled, says
from tests.world import hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def page(name, *args):
    return reverse(f"teams:{name}", args=args)


def test_the_first_unit_of_an_empty_installation_is_a_country(django_user_model, signed_in):
    ruth = signed_in(django_user_model.objects.create_superuser("ruth", "secret", name="Ruth"))
    listed = ruth.get(page("unit_list"))
    assert "Begin with the one at the top" in says(listed)
    assert page("unit_add_top") in listed.content.decode()
    fill_in(ruth, page("unit_add_top"), name="Tamaria")
    unit = Unit.objects.get()
    assert (unit.name, unit.level.name, unit.level.rank, unit.path) == ("Tamaria", "Country", 1, f"/{unit.pk}/")
    assert unit.teams.get().name == "Tamaria"


def test_an_accounts_post_leads_straight_to_its_unit_and_shows_what_is_above_without_a_link(world, signed_in):
    adam = signed_in(world.adam)
    answer = adam.get(page("unit_list"), follow=True)
    north = world.units["north"]
    assert answer.redirect_chain == [(page("unit_page", north.pk), 302)]
    assert "Tamaria" in says(answer)
    assert page("unit_page", world.units["country"].pk) not in answer.content.decode()
    assert "Amani" in says(answer)
    assert "South" not in says(answer)


def test_a_facility_is_added_with_a_new_level_and_a_team(world, signed_in):
    adam = signed_in(world.adam)
    amani = world.units["amani"]
    fill_in(adam, page("unit_add", amani.pk), name="  Nkhata   Bay ", new_level="Facility", code=" 12 ")
    unit = Unit.objects.get(name="Nkhata Bay")
    assert (unit.parent, unit.code, unit.level.name, unit.level.rank) == (amani, "12", "Facility", 4)
    assert unit.history.get().history_user == world.adam
    assert (unit.teams.get().code, unit.teams.get().name) == ("nkhata-bay", "Nkhata Bay")
    fill_in(adam, page("unit_add", world.units["baraka"].pk), name="Nkhata Bay")
    assert Team.objects.get(unit__parent=world.units["baraka"]).code == "nkhata-bay-2"
    assert Level.objects.count() == 4, "the level that there is was offered, and taken"


def test_a_name_without_latin_letters_gets_a_team_with_a_code(world, signed_in):
    fill_in(signed_in(world.adam), page("unit_add", world.units["north"].pk), name="ጤና ጣቢያ")
    fill_in(signed_in(world.adam), page("unit_add", world.units["north"].pk), name="مركز صحي")
    assert set(Team.objects.filter(code__startswith="team").values_list("code", flat=True)) == {"team", "team-2"}


def test_without_the_tick_there_is_no_team(world, signed_in):
    adam = signed_in(world.adam)
    address = page("unit_add", world.units["north"].pk)
    sent = filled(adam.get(address), name="Chamba")
    del sent["own_team"]
    adam.post(address, sent)
    assert not Unit.objects.get(name="Chamba").teams.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "amani"}, "There is a unit of this name here already"),
        ({"name": "Chamba", "level": "", "new_level": ""}, "Choose a level, or name a new one"),
        ({"name": "Chamba", "level": "", "new_level": "country"}, "This level stands above"),
        ({"name": "C" * 121}, "at most 120"),
        ({"name": "Chamba", "code": "N1"}, "already exists"),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said_in_the_form_and_nothing_is_made(typed, said, world, signed_in):
    world.units["south"].code = "N1"
    world.units["south"].save()
    before = Unit.objects.count(), Level.objects.count(), Team.objects.count()
    answer = fill_in(signed_in(world.adam), page("unit_add", world.units["north"].pk), **typed)
    assert answer.status_code == 200
    assert said in says(answer)
    assert (Unit.objects.count(), Level.objects.count(), Team.objects.count()) == before


def test_a_unit_moves_only_within_what_one_looks_after(world, signed_in):
    adam, amani = signed_in(world.adam), world.units["amani"]
    elsewhere = world.units["south"]
    form = adam.get(page("unit_change", amani.pk))
    assert "South" not in says(form)
    refused = adam.post(page("unit_change", amani.pk), filled(form, parent=elsewhere.pk))
    assert refused.status_code == 200
    assert Unit.objects.get(pk=amani.pk).parent == world.units["north"]
    assert "parent" not in filled(adam.get(page("unit_change", world.units["north"].pk)))
    fill_in(signed_in(world.ruth), page("unit_change", amani.pk), parent=elsewhere.pk)
    assert Unit.objects.get(pk=amani.pk).path.startswith(elsewhere.path)
    assert adam.get(page("unit_page", amani.pk)).status_code == 404


def test_two_moves_that_cross_are_an_error_in_words(world, signed_in):
    """One form would put East below Baraka; meanwhile Baraka goes below East."""
    ruth = signed_in(world.ruth)
    zone = Level.objects.add_below("Zone")
    east = Unit.objects.create(level=zone, parent=world.units["amani"], name="East")
    form = filled(ruth.get(page("unit_change", east.pk)), parent=world.units["baraka"].pk)
    world.units["baraka"].level = Level.objects.add_below("Area")
    world.units["baraka"].save()
    world.units["baraka"].move(to=east)
    answer = ruth.post(page("unit_change", east.pk), form)
    assert answer.status_code == 200
    assert "Select a valid choice" in says(answer)
    assert Unit.objects.get(pk=east.pk).parent == world.units["amani"]


def test_a_refusal_while_saving_is_an_error_of_the_form(world, signed_in, monkeypatch):
    """The tree refuses after the form was found valid: said of the field, or of the whole where it is not shown."""
    ruth, amani = signed_in(world.ruth), world.units["amani"]
    monkeypatch.setattr(Unit, "clean", lambda self: None)
    monkeypatch.setattr(Unit, "refuse_wrong_parent", refuse)
    answer = fill_in(ruth, page("unit_change", amani.pk), name="Amani West")
    assert answer.status_code == 200
    assert "cannot be there" in says(answer)
    assert Unit.objects.get(pk=amani.pk).name == "Amani"


def refuse(unit):
    raise ValidationError({"level": "It cannot be there."})


def test_who_saves_second_sees_both_and_decides(world, signed_in):
    adam, amani = signed_in(world.adam), world.units["amani"]
    mine = filled(adam.get(page("unit_change", amani.pk)), name="Amani East")
    fill_in(signed_in(world.ruth), page("unit_change", amani.pk), name="Amani West")
    answer = adam.post(page("unit_change", amani.pk), mine)
    assert "Ruth saved it on" in says(answer)
    assert "Amani West Amani East" in says(answer)
    assert Unit.objects.get(pk=amani.pk).name == "Amani West"
    adam.post(page("unit_change", amani.pk), filled(answer))
    assert Unit.objects.get(pk=amani.pk).name == "Amani East"


def test_the_same_change_by_two_people_bothers_nobody(world, signed_in):
    adam, amani = signed_in(world.adam), world.units["amani"]
    mine = filled(adam.get(page("unit_change", amani.pk)), name="Amani West")
    fill_in(signed_in(world.ruth), page("unit_change", amani.pk), name="Amani West")
    assert adam.post(page("unit_change", amani.pk), mine).status_code == 302


def test_only_what_nothing_hangs_on_is_removed(world, signed_in):
    adam, north = signed_in(world.adam), world.units["north"]
    fill_in(adam, page("unit_add", north.pk), name="Mistake")
    unit = Unit.objects.get(name="Mistake")
    post = Post.objects.create(team=unit.teams.get(), title="Nurse")
    assert "It cannot be removed" in says(adam.post(page("unit_remove", unit.pk), {}))
    post.delete()
    assert adam.post(page("unit_remove", unit.pk), {}).status_code == 302
    assert not Unit.objects.filter(name="Mistake").exists()
    assert Unit.history.filter(name="Mistake", history_type="-").exists()
    for kept in ("amani", "north"):
        adam.post(page("unit_remove", world.units[kept].pk), {})
    assert Unit.objects.filter(name__in=["Amani", "North"]).count() == 2


def test_a_team_is_added_and_changed_within_the_branch_alone(world, signed_in):
    adam, amani = signed_in(world.adam), world.units["amani"]
    fill_in(adam, page("unit_team_add", amani.pk), name="Nutrition programme")
    team = Team.objects.get(name="Nutrition programme")
    assert (team.unit, team.code) == (amani, "nutrition-programme")
    fill_in(adam, page("unit_team_change", team.pk), code="nutrition")
    assert Team.objects.get(pk=team.pk).code == "nutrition"
    south = Team.objects.create(unit=world.units["south"], name="South team", code="south")
    assert adam.get(page("unit_team_change", south.pk)).status_code == 404


def test_a_name_or_code_is_found_in_the_whole_branch_and_pages_hold_fifty(world, signed_in):
    adam, north = signed_in(world.adam), world.units["north"]
    level = Level.objects.add_below("Facility")
    for number in range(60):
        Unit.objects.create(level=level, parent=world.units["amani"], name=f"Clinic {number:02}", code=f"C{number}")
    found = says(adam.get(page("unit_page", north.pk), {"q": "clinic 07"}))
    assert "Clinic 07" in found
    assert "Clinic 08" not in found
    assert "Clinic 33" in says(adam.get(page("unit_page", north.pk), {"q": "c33"}))
    first = says(adam.get(page("unit_page", world.units["amani"].pk)))
    assert "Page 1 of 2" in first
    assert "Clinic 50" not in first
    assert "Clinic 59" in says(adam.get(page("unit_page", world.units["amani"].pk), {"page": "2"}))


def test_somebody_with_two_branches_sees_both(world, signed_in):
    hold(world.adam, "Personnel officer, south", Post.Role.ACCOUNTS, unit=world.units["south"])
    listed = says(signed_in(world.adam).get(page("unit_list")))
    assert "North" in listed
    assert "South" in listed
