"""Units out of lists as ministries keep them: spellings, codes, gaps, and a whole country."""

import time

import pytest
from django.urls import reverse

from teams.models import Level, ListFile, Team, Unit
from tests.teams.exchange.wizard import Wizard
from tests.workplans.exchange.files import REAL_DATA, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
FACILITIES = REAL_DATA / "mw-facilities" / "health-facilities-v2.csv"
PEOPLE = "Name,User name,Phone number,E-mail address,Post,Role,Team or unit,In the post from\n"


def names(**wanted):
    return sorted(Unit.objects.filter(**wanted).values_list("name", flat=True))


def test_a_flat_list_becomes_units_below_their_districts_each_with_a_team(world, units):
    units.bring("District,Facility name,Facility code\nAmani,Kapiri,11\nAmani, Mwasi ,12\nChisomo,Dzenza,13\n")
    units.columns()
    assert "District 1 new, 1 here already" in units.said
    assert "Facility 3 new" in units.said
    assert not Unit.objects.filter(name="Kapiri").exists(), "nothing is saved before it was seen"
    units.save()
    chisomo = Unit.objects.get(name="Chisomo")
    assert (chisomo.parent, chisomo.level.name) == (world.units["north"], "District")
    assert names(parent=world.units["amani"]) == ["Kapiri", "Mwasi"]
    kapiri = Unit.objects.get(code="11")
    assert kapiri.path == f"{world.units['amani'].path}{kapiri.pk}/"
    assert (kapiri.level.name, kapiri.level.rank) == ("Facility", 4)
    assert kapiri.history.get().history_user == world.adam
    assert kapiri.history.get().history_change_reason == "From the file list.csv"
    assert kapiri.teams.get().code == "kapiri"
    assert not chisomo.teams.exists()
    assert ListFile.objects.get().content is None


def test_the_same_list_a_second_time_makes_nothing(units):
    text = "District,Facility name,Facility code\nAmani,Kapiri,11\nAmani,Mwasi,\nChisomo,Mwasi,\n"
    units.bring(text).columns().save()
    counts = Unit.objects.count(), Team.objects.count(), Unit.history.count(), Level.objects.count()
    units.bring(text).columns()
    assert units.questions == []
    units.save()
    assert "Facility : 0 new, 3 here already" in units.said
    assert (Unit.objects.count(), Team.objects.count(), Unit.history.count(), Level.objects.count()) == counts


def test_a_unit_that_was_renamed_is_known_by_its_code_and_keeps_its_name(units):
    units.bring("District,Facility name,Facility code\nAmani,Kapiri Health Centre,11\n").columns().save()
    kapiri = Unit.objects.get(code="11")
    kapiri.name = "Kapiri H/C"
    kapiri.save()
    units.bring("District,Facility name,Facility code\nBaraka,Saint Anne,11\n").columns()
    [question] = units.questions
    assert question.cell == "B2"
    assert "“Kapiri H/C” belongs to Amani here, and stays there." in units.remarks
    units.save()
    assert Unit.objects.get(code="11").name == "Kapiri H/C"
    assert not Unit.objects.filter(name="Saint Anne").exists()


SPELLINGS = (
    "District,Facility\nNkhata Bay,Kapiri\nNkhata Bay,Mwasi\nNkhatabay,Dzenza\nNKHATA-BAY,Usisya\nNkhotakota,Benga\n"
)


@pytest.mark.parametrize(("choice", "districts"), [("The same", 2), ("A different", 3)])
def test_two_spellings_of_a_district_are_asked_about_and_never_made_one_in_silence(choice, districts, world, units):
    units.bring(SPELLINGS).columns()
    [question] = units.questions
    assert (question.cell, question.default) == ("A4", "same")
    assert question.words == "“Nkhatabay” is written much like “Nkhata Bay”."
    units.save(**units.answering("Nkhatabay", choice))
    made = Unit.objects.filter(parent=world.units["north"], level__name="District").exclude(
        name__in=["Amani", "Baraka"]
    )
    assert made.count() == districts
    assert len(names(parent__name="Nkhata Bay")) == (4 if districts == 2 else 3)


def test_spellings_of_districts_that_exist_and_their_offices_are_asked_about_too(world, units):
    units.bring("District,Facility\nAmani-DHO,Kapiri\nBarakka,Mwasi\n").columns()
    assert {question.default for question in units.questions} == {"same"}
    units.save()
    assert names(parent=world.units["amani"]) == ["Kapiri"]
    assert names(parent=world.units["baraka"]) == ["Mwasi"]


@pytest.mark.parametrize("pair", ["Mzimba North,Mzimba South", "Clinic 1,Clinic 2", "Old Town,New Town"])
def test_names_that_differ_in_what_keeps_places_apart_are_not_asked_about(pair, units):
    one, two = pair.split(",")
    units.bring(f"District,Facility\n{one},Kapiri\n{two},Mwasi\n").columns()
    assert units.questions == []


def test_codes_that_mean_nothing_or_belong_to_two_are_not_taken_for_one(world, units):
    rows = "Amani,A,0\nAmani,B,0\nAmani,C,n/a\nAmani,D,-1\nAmani,E,7\nAmani,F,7\n"
    units.bring("District,Facility name,Facility code\n" + rows).columns()
    assert "“0” is not taken as a code. It stands in 2 rows." in units.remarks
    [question] = units.questions
    assert question.words == "The code “7” stands beside 2 units. Whose is it?"
    units.save(**units.answering("“7”", "F (row 7)"))
    assert list(Unit.objects.filter(parent=world.units["amani"]).order_by("name").values_list("name", "code")) == [
        ("A", None), ("B", None), ("C", None), ("D", None), ("E", None), ("F", "7")
    ]  # fmt: skip


def test_one_name_twice_in_a_district_is_one_unit_where_all_is_equal_and_asked_otherwise(world, units):
    text = "District,Name,Code\nAmani,Kapiri,\nAmani,KAPIRI,\nAmani,Mwasi,1\nAmani,Mwasi,2\nBaraka,Kapiri,\n"
    units.bring(text).columns(level_1="Facility")
    assert "“Kapiri” stands in row 2 already. It is taken once." in units.remarks
    [question] = units.questions
    assert question.cell == "B5"
    units.save(**units.answering("Mwasi", "Two units"))
    assert names(parent=world.units["amani"]) == ["Kapiri", "Mwasi", "Mwasi"]
    assert names(parent=world.units["baraka"]) == ["Kapiri"]


def test_a_code_of_a_unit_elsewhere_is_not_taken_and_tells_nothing(world, units):
    south = Unit.objects.create(level=Level.objects.get(rank=3), parent=world.units["south"], name="Secret", code="S1")
    units.bring("District,Facility name,Code\nAmani,Kapiri,S1\n").columns()
    assert "Secret" not in units.said
    units.save()
    assert Unit.objects.get(name="Kapiri").code is None
    south.refresh_from_db()
    assert (south.parent, south.code) == (world.units["south"], "S1")


def test_rows_that_name_no_unit_or_one_too_long_are_told_and_left_out(world, units):
    units.bring(f"District,Facility\nAmani,Kapiri\nAmani,\nAmani,{'x' * 300}\n,Stray\n").columns()
    assert units.remarks[0].startswith("“xxxxxx")
    assert units.remarks.count("This row names no unit.") == 2
    [question] = units.questions
    assert question.words.startswith("Under “District”, 1 cell is empty.")
    units.save()
    assert names(parent=world.units["amani"]) == ["Kapiri"]
    assert names(parent=world.units["north"]) == ["Amani", "Baraka", "Stray"]


def test_a_district_written_once_for_the_rows_below_it(world, units):
    units.bring("District,Facility\nAmani,Kapiri\n,Mwasi\n,Usisya\nBaraka,Dzenza\n,Benga\n").columns()
    assert [question.default for question in units.questions] == ["same"]
    units.save()
    assert names(parent=world.units["amani"]) == ["Kapiri", "Mwasi", "Usisya"]
    assert names(parent=world.units["baraka"]) == ["Benga", "Dzenza"]


def test_a_name_that_looks_like_a_formula_is_a_name(world, units):
    units.bring("District,Facility\nAmani,=cmd|' /C calc'!A0\n").columns()
    units.save()
    assert names(parent=world.units["amani"]) == ["=cmd|' /C calc'!A0"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("Distrito;Nome da unidade;Código\nAmani;Saúde Nova;001\n".encode("latin-1"), "lista.csv"),
        (
            workbook([["Health facilities", None, None], ["Place", None, "Numbers"], ["District", "Name", "Code"], ["Amani", "Saúde Nova", "001"]]),
            "list.xlsx",
        ),
    ],
    ids=["semicolons and latin-1", "two rows of headings above the real one"],
)  # fmt: skip
def test_lists_as_they_come(content, name, world, units):
    units.bring(content, name).columns(level_0="District", level_1="Facility").save()
    unit = Unit.objects.get(parent=world.units["amani"])
    assert (unit.name, unit.code) == ("Saúde Nova", "001")


def test_a_list_without_headings_and_of_one_column(world, units):
    units.bring("Kapiri\nMwasi\n").columns("?sheet=list&header_row=0", level_0="Facility").save()
    assert names(parent=world.units["north"]) == ["Amani", "Baraka", "Kapiri", "Mwasi"]


def test_a_whole_tree_into_an_empty_installation(signed_in, django_user_model):
    ruth = signed_in(django_user_model.objects.create_superuser("ruth", "secret", name="Ruth"))
    wizard = Wizard(ruth, reverse("teams:lists_tree"))
    wizard.bring("Country,Region,District\nTamaria,North,Amani\nTamaria,South,Baraka\n").columns().save()
    assert names(parent=None) == ["Tamaria"]
    assert names(parent__name="Tamaria") == ["North", "South"]
    assert list(Level.objects.values_list("name", "rank")) == [("Country", 1), ("Region", 2), ("District", 3)]


@pytest.mark.long
def test_ten_thousand_rows_are_made_in_time(world, units):
    rows = "".join(f"District {number % 40},Clinic {number},C{number}\n" for number in range(10_000))
    started = time.monotonic()
    units.bring("District,Facility name,Facility code\n" + rows).columns().save()
    assert Unit.objects.filter(level__name="Facility").count() == 10_000
    assert time.monotonic() - started < 60


@pytest.mark.skipif(not FACILITIES.exists(), reason="the real list is not part of the project")
def test_the_list_of_a_whole_country(world, units):
    """1,425 facilities, padded names, 30 spellings of 28 districts, a 0 for a code, codes that two share."""
    started = time.monotonic()
    units.bring(FACILITIES.read_bytes(), FACILITIES.name).columns()
    assert "Facility 1,425 new" in units.said
    units.save()
    assert time.monotonic() - started < 10
    made = Unit.objects.filter(level__name="Facility")
    assert made.count() == Team.objects.filter(unit__in=made).count() == 1425
    districts = Unit.objects.filter(parent=world.units["north"], children__isnull=False).distinct()
    assert districts.count() == 28
    assert Unit.objects.filter(parent__name="Blantyre").count() == 169
    assert not [name for name in names() if name != name.strip() or "  " in name]
    units.bring(FACILITIES.read_bytes(), FACILITIES.name).columns()
    assert [question.words for question in units.questions if "Whose" in question.words] == []
    units.save()
    assert "Facility : 0 new, 1,425 here already" in units.said
