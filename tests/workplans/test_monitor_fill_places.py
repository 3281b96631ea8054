"""Which place of a file is ours: the only one, and the one with our name or code, are chosen and said; others are asked about."""

import pytest
from django.core.management import CommandError, call_command

from tests.pages import fill_in, says
from tests.workplans import exports
from tests.workplans.exports import OTHER_PLACE, PLACE, VISITS, value, visits_of
from tests.workplans.test_monitor_fill import bring, say
from workplans.models import Entry, Filling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def visits(world):
    return visits_of(world)


def table(*places):
    rows = "".join(f"{place},{VISITS},202606,{12 + at}\n" for at, place in enumerate(places))
    return f"Facility,Indicator,Period,Value\n{rows}".encode()


def test_the_only_place_of_a_file_is_chosen_and_said(client, world, visits):
    client.force_login(world.alice)
    say(world, VISITS, visits)
    filling, page = bring(client, world, exports.data_values(value(VISITS, "202606", 12)))
    assert page.redirect_chain[-1][0] == f"/workplans/fillings/{filling.pk}/"
    assert f"Values of {PLACE}: the only place in this file" in says(page)
    asked = client.get(f"/workplans/fillings/{filling.pk}/codes/?place=1")
    assert "If it is not yours, bring another file." in says(asked)
    assert "Which of these is yours?" in says(asked)
    fill_in(client, f"/workplans/fillings/{filling.pk}/")
    assert Entry.figures.get().value == 12
    second, page = bring(client, world, exports.data_values(value(VISITS, "202607", 13, unit="Elsewhere01")))
    assert page.redirect_chain[-1][0] == f"/workplans/fillings/{second.pk}/codes/"
    assert "It is not the place of your earlier files" in says(page)


def test_the_only_place_is_said_beside_codes_that_are_open(client, world, visits):
    client.force_login(world.alice)
    _filling, page = bring(client, world, table("Amani Hosp."), "x.csv")
    assert "Values of Amani Hosp.: the only place in this file." in says(page)
    assert "Which of these is yours?" not in says(page)


@pytest.mark.parametrize("name", ["AMANI", "Amaní", "code"])
def test_a_place_with_our_name_or_code_is_chosen_and_said(client, world, visits, name):
    client.force_login(world.alice)
    say(world, VISITS, visits)
    world.team.unit.code = "KH-007"
    world.team.unit.save()
    called = name if name != "code" else "kh-007"
    _filling, page = bring(client, world, table("Far away", called), "x.csv")
    assert f"Values of {called}: it has the name or code of your team" in says(page)
    assert "1 value to record" in says(page)


def test_the_only_place_is_asked_about_where_it_is_known_as_anothers(client, world, visits):
    client.force_login(world.alice)
    say(world, VISITS, visits)
    filling, page = bring(client, world, table(world.other_team.unit.name.upper()), "x.csv")
    assert page.redirect_chain[-1][0] == f"/workplans/fillings/{filling.pk}/codes/"
    assert "known here as another team's" in says(page)


def test_the_command_takes_the_only_place_and_says_so(world, visits, tmp_path, capsys):
    say(world, VISITS, visits)
    file = tmp_path / "dhis2.json"
    file.write_bytes(exports.data_values(value(VISITS, "202606", 12)))
    call_command("fill_values", str(world.plan.pk), str(file), "--by", "alice")
    assert f"The only place in this file is {PLACE}" in capsys.readouterr().out
    assert Filling.objects.get().choices["unit"] == PLACE
    file.write_bytes(exports.data_values(value(VISITS, "202607", 12, unit=OTHER_PLACE)))
    with pytest.raises(CommandError, match="Say which is yours"):
        call_command("fill_values", str(world.plan.pk), str(file), "--by", "alice")
