"""A file of values fills indicators: asked once what its codes stand for, looked at first, recorded once, nothing overwritten."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.pages import fill_in, says
from tests.workplans import exports
from tests.workplans.exports import BIRTHS, EXPECTED, MEN, OTHER_PLACE, PLACE, VISITS, WOMEN, value, visits_of
from workplans import filling as fillings
from workplans.models import Entry, Filling, Indicator, Mapping, Workplan
from workplans.queries.codes import Codes
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def visits(world):
    return visits_of(world)


def bring(client, world, content, name="dhis2.json", plan=None):
    """Send a file, as a browser does; the Filling and the page that it leads to."""
    address = reverse("workplans:monitor_fill", args=[(plan or world.plan).pk])
    response = client.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)
    return Filling.objects.order_by("pk").last(), response


def say(world, code, indicator, fills="value", detail="", part=None, team=None):
    return Mapping.objects.say(team or world.team, (code, detail), world.alice, fills, indicator=indicator, part=part)


def brought(world, *values, **choices):
    """A file of data values that waits."""
    filling = Filling.objects.bring(world.plan, "dhis2.json", exports.data_values(*values), world.alice)
    filling.choose(as_is=True, **{"unit": PLACE, **choices})
    return filling


def look(world, filling, today=date(2026, 8, 12)):
    return fillings.look_at(filling.workplan, fillings.read(filling), filling.choices["unit"], today)


def record(indicator, key, number, by):
    return Entry.figures.record(indicator, indicator.workplan.calendar().find(key), by, Reading(Decimal(number)))


def test_a_first_file_is_asked_about_and_the_second_is_not(client, world, visits):
    client.force_login(world.bob)
    filling, page = bring(
        client, world, exports.analytics([VISITS, "202606", PLACE, "12.0"], ["other000001", "202606", PLACE, "3"])
    )
    assert page.redirect_chain[-1][0] == f"/workplans/fillings/{filling.pk}/codes/"
    assert "2 codes are open" in says(page)
    page = fill_in(client, page.redirect_chain[-1][0], rest="on")
    said = {(one.code, one.fills, one.indicator) for one in Mapping.objects.all()}
    assert said == {(VISITS, "value", visits), ("other000001", "nothing", None)}
    page = client.get(f"/workplans/fillings/{filling.pk}/")
    assert "1 value to record, of 1 indicator" in says(page)
    assert not Entry.figures.exists()
    fill_in(client, f"/workplans/fillings/{filling.pk}/")
    entry = Entry.figures.get()
    assert (entry.indicator, entry.period, entry.value, entry.by) == (visits, "2026-06", 12, world.bob)
    assert (entry.filling, entry.source, entry.text) == (filling, "dhis2.json", "")
    filling.refresh_from_db()
    assert (filling.content, filling.filled_by, filling.outcome["recorded"]) == (None, world.bob, 1)
    assert "What came of this file" in says(client.get(f"/workplans/fillings/{filling.pk}/"))
    second, page = bring(client, world, exports.analytics([VISITS, "202607", PLACE, "14"]), "august.json")
    assert page.redirect_chain[-1][0] == f"/workplans/fillings/{second.pk}/"
    assert "1 value to record" in says(page)


def test_a_file_fills_once_and_only_what_was_seen(client, world, visits):
    client.force_login(world.alice)
    say(world, VISITS, visits)
    filling = brought(world, value(VISITS, "202606", 12), value(VISITS, "202607", 13))
    address = f"/workplans/fillings/{filling.pk}/"
    seen = look(world, filling).seen
    record(visits, "2026-06", 10, world.bob)
    page = client.post(address, {"seen": seen})
    assert "changed while you looked" in says(page)
    assert Entry.figures.count() == 1
    fill_in(client, address)
    assert [one.value for one in Entry.figures.order_by("period")] == [10, 13]
    client.post(address, {"seen": seen})
    assert fillings.fill(filling, None, PLACE, fillings.Decided(seen), world.alice) is None
    assert Entry.figures.count() == 2


def test_what_was_typed_is_shown_and_corrected_only_where_that_is_ticked(client, world, visits):
    client.force_login(world.alice)
    say(world, VISITS, visits)
    first, second = record(visits, "2026-05", 10, world.bob), record(visits, "2026-06", 12, world.bob)
    values = [value(VISITS, "202605", 11), value(VISITS, "202606", 14), value(VISITS, "202607", "14.0")]
    filling = brought(world, *values)
    found = look(world, filling)
    assert [(one.period.key, one.state) for one in found.lines] == [
        ("2026-05", "differs"),
        ("2026-06", "differs"),
        ("2026-07", "new"),
    ]
    address = f"/workplans/fillings/{filling.pk}/"
    page = says(client.get(address))
    assert "12 visits" in page
    assert "14 visits" in page
    fill_in(client, address, **{f"correct_{visits.pk}-2026-06": "on"})
    assert Entry.figures.standing().get(period="2026-05") == first
    corrected = Entry.figures.standing().get(period="2026-06")
    assert (corrected.about, corrected.value, corrected.reason) == (second, 14, "As in the file dhis2.json")
    assert corrected.filling == filling
    filling.refresh_from_db()
    assert {key: filling.outcome[key] for key in ("recorded", "corrected", "kept")} == {
        "recorded": 1,
        "corrected": 1,
        "kept": 1,
    }
    again = look(world, brought(world, *values))
    assert (again.same, len(again.differing)) == (2, 1)


def test_what_looks_wrong_needs_a_tick(client, world, visits):
    client.force_login(world.alice)
    say(world, VISITS, visits)
    values = [value(VISITS, "202605", 3), value(VISITS, "202606", 30), value(VISITS, "202607", -1)]
    filling = brought(world, *values)
    assert [one.doubts for one in look(world, filling).lines] == [[], ["jumped"], ["negative"]]
    fill_in(client, f"/workplans/fillings/{filling.pk}/", **{f"sure_{visits.pk}-2026-06": "on"})
    assert [(one.period, one.value) for one in Entry.figures.order_by("period")] == [("2026-05", 3), ("2026-06", 30)]
    assert Entry.figures.get(period="2026-06").text == "As in the file dhis2.json"
    filling.refresh_from_db()
    assert filling.outcome["doubted"] == 1


def test_what_is_right_beside_what_was_left_out_is_recorded_as_it_was_shown(world, visits):
    record(visits, "2026-04", 2, world.bob)
    say(world, VISITS, visits)
    filling = brought(world, value(VISITS, "202605", 20), value(VISITS, "202606", 21))
    found = look(world, filling)
    assert [one.doubts for one in found.lines] == [["jumped"], []]
    came = fillings.fill(filling, fillings.read(filling), PLACE, fillings.Decided(found.seen), world.alice)
    assert (came["recorded"], came["doubted"]) == (1, 1)
    assert [one.period for one in Entry.figures.order_by("period")] == ["2026-04", "2026-06"]


def test_what_is_left_out_is_told_with_its_reason(world, visits):
    visits.post = world.midwife
    visits.save()
    say(world, VISITS, visits)
    say(world, BIRTHS, world.indicator, "numerator")
    say(world, "pct", world.indicator)
    say(world, "none", None, "nothing")
    quarter = world.quarters[0]
    quarter.settle(True, world.alice)
    filling = brought(
        world,
        *(
            value(VISITS, time, 12)
            for time in ("202603", "202512", "202609", "2026W27", "2026S1", "Hamle 2018", "FY2026")
        ),
        value(VISITS, "202605", 12),
        value(VISITS, "202605", 12),
        value(VISITS, "202606", "1e999999"),
        value(BIRTHS, "2026Q2", 8),
        value("pct", "2026Q3", 80),
        value("none", "202606", 1),
        value("unknown", "202606", 1),
        value(VISITS, "202607", 99, unit=OTHER_PLACE),
        value(VISITS, "202607", 1, detail=WOMEN),
    )
    found = look(world, filling)
    assert found.lines == []
    assert {kind: one.count for kind, one in found.told.items() if one.count} == {
        kind: count
        for kinds, count in [
            ("closed to_come weeks no_time calendar twice unreadable no_denominator only_share nothing other_units", 1),
            ("outside unknown", 2),
        ]
        for kind in kinds.split()
    }


def test_ratios_are_filled_with_their_two_numbers(world):
    say(world, BIRTHS, world.indicator, "numerator")
    say(world, EXPECTED, world.indicator, "denominator")
    filling = brought(
        world,
        value(BIRTHS, "2026Q2", 23),
        value(EXPECTED, "2026Q2", 50),
        value(BIRTHS, "202607", 60),
        value(EXPECTED, "202607", 50),
    )
    found = look(world, filling)
    assert [(one.period.key, one.doubts) for one in found.lines] == [("2026-07", ["over"]), ("q2", [])]
    fillings.fill(filling, fillings.read(filling), PLACE, fillings.Decided(found.seen), world.bob)
    assert Entry.figures.get().in_words == "46% (23 of 50)"


def test_a_total_is_added_up_from_its_parts_where_the_file_has_none(client, world, visits):
    client.force_login(world.alice)
    say(world, VISITS, visits, detail=WOMEN, part=visits.women)
    say(world, VISITS, visits, detail=MEN, part=visits.men)
    filling = brought(world, value(VISITS, "202606", 7, detail=WOMEN), value(VISITS, "202606", 5, detail=MEN))
    assert "added up from its parts: the file has no total" in says(client.get(f"/workplans/fillings/{filling.pk}/"))
    fill_in(client, f"/workplans/fillings/{filling.pk}/")
    entry = Entry.figures.get()
    assert (entry.value, [(one.part, one.value) for one in entry.parts.all()]) == (
        12,
        [(visits.women, 7), (visits.men, 5)],
    )
    assert (
        look(
            world, brought(world, value(VISITS, "202606", 7, detail=WOMEN), value(VISITS, "202606", 5, detail=MEN))
        ).same
        == 1
    )


def test_values_of_several_places_are_never_added_up(client, world, visits):
    client.force_login(world.alice)
    say(world, VISITS, visits)
    filling, page = bring(
        client, world, exports.data_values(value(VISITS, "202606", 12), value(VISITS, "202606", 90, unit=OTHER_PLACE))
    )
    assert "The values in this file are of 2 places." in says(page)
    assert "Say which place is yours" in says(fill_in(client, f"/workplans/fillings/{filling.pk}/codes/"))
    fill_in(client, f"/workplans/fillings/{filling.pk}/codes/", unit=PLACE)
    fill_in(client, f"/workplans/fillings/{filling.pk}/")
    assert Entry.figures.get().value == 12
    _second, page = bring(
        client, world, exports.data_values(value(VISITS, "202607", 12), value(VISITS, "202607", 90, unit=OTHER_PLACE))
    )
    assert "1 value to record" in says(page)  # it is known by now which place is ours
    assert "Values of Amn1Hosp001." in says(page)


def test_our_place_is_known_by_its_name(client, world, visits):
    client.force_login(world.alice)
    say(world, VISITS, visits)
    filling, page = bring(
        client, world, exports.analytics([VISITS, "202606", PLACE, "1"], [VISITS, "202606", OTHER_PLACE, "2"])
    )
    assert "Values of Amani: it has the name or code of your team." in says(page)
    fill_in(client, f"/workplans/fillings/{filling.pk}/")
    assert Entry.figures.get().value == 1


def test_a_table_is_asked_about_and_its_columns_are_remembered(client, world, visits):
    client.force_login(world.alice)
    say(world, "Visits", visits)
    text = "What we did,June,July\nVisits,12,14\n"
    filling, page = bring(client, world, text.encode(), "figures.csv")
    address = f"/workplans/fillings/{filling.pk}/columns/"
    assert page.redirect_chain[-1][0] == address
    fill_in(client, address)
    fill_in(client, f"/workplans/fillings/{filling.pk}/")
    assert [(one.period, one.value) for one in Entry.figures.order_by("period")] == [("2026-06", 12), ("2026-07", 14)]
    second, _page = bring(client, world, b"What we did,June,July\nBirths,1,2\n", "figures.csv")
    page = says(
        fill_in(client, f"/workplans/fillings/{second.pk}/columns/", role_1="ignore", role_2="ignore", role_3="ignore")
    )
    assert "Say which column holds the values." in page


def test_next_years_plan_knows_the_codes_of_this_one(world, visits):
    copied = Workplan.objects.begin(world.team, date(2027, 1, 1))
    objective = copied.objective_set.create(name="Again")
    output = objective.outputs.create(name="Again", workplan=copied)
    copy = Indicator.objects.create(output=output, name="Visits of all kinds", carried_from=visits)
    named = Indicator.objects.create(output=output, name="DELIVERIES with a skilled attendant")
    say(world, VISITS, visits)
    say(world, BIRTHS, world.indicator, "numerator")
    meanings = Codes(copied).meanings
    assert meanings[VISITS, ""][0].indicator == copy
    assert meanings[BIRTHS, ""][0].indicator == named
    assert Codes(world.plan).meanings[VISITS, ""][0].indicator == visits
    say(world, EXPECTED, copy)
    assert Codes(world.plan).meanings[EXPECTED, ""][0].indicator == visits
    copy.delete()
    assert Codes(copied).meanings[VISITS, ""][0].is_absent


def test_what_a_code_stands_for_is_changed_and_forgotten(client, world, visits):
    client.force_login(world.alice)
    mapping = say(world, VISITS, visits)
    listed = reverse("workplans:monitor_mappings", args=[world.team.pk])
    assert VISITS in says(client.get(listed))
    fill_in(client, f"/codes/{mapping.pk}/change/", means=f"{visits.pk}:value", part=visits.women.pk)
    mapping.refresh_from_db()
    assert mapping.part == visits.women
    page = fill_in(
        client, f"/codes/{mapping.pk}/change/", means=f"{world.indicator.pk}:numerator", part=visits.women.pk
    )
    assert "not broken down in this way" in says(page)
    fill_in(client, f"/codes/{mapping.pk}/change/", means="nothing", part="")
    assert "1 that is not in our plan" in says(client.get(listed))
    client.post(f"/codes/{mapping.pk}/forget/")
    assert not Mapping.objects.exists()
    assert Mapping.history.filter(history_type="-", history_user=world.alice).exists()


def test_who_only_reads_sees_what_came_of_a_file_and_fills_none(client, world, visits):
    say(world, VISITS, visits)
    filling = brought(world, value(VISITS, "202606", 12))
    client.force_login(world.sofia)
    assert client.get(f"/workplans/fillings/{filling.pk}/").status_code == 403
    fillings.fill(filling, fillings.read(filling), PLACE, fillings.Decided(look(world, filling).seen), world.alice)
    assert client.get(f"/workplans/fillings/{filling.pk}/").status_code == 200


def test_looking_needs_as_many_queries_for_twice_the_values(world, visits, django_assert_num_queries):
    for number in range(4):
        say(world, f"code{number}", Indicator.objects.create(output=world.output, name=f"Indicator {number}"))
    months = ["202604", "202605", "202606", "202607"]
    small = brought(world, value("code0", "202606", 12))
    large = brought(world, *(value(f"code{number}", month, 12) for number in range(4) for month in months), note=1)
    for filling, count in ((small, 1), (large, 16)):
        found = fillings.read(filling)
        with django_assert_num_queries(7):
            assert len(fillings.look_at(world.plan, found, PLACE, date(2026, 8, 12)).lines) == count


def test_the_command_fills_as_the_pages_do(world, visits, tmp_path, capsys):
    say(world, VISITS, visits)
    record(visits, "2026-05", 10, world.bob)
    file = tmp_path / "dhis2.json"
    file.write_bytes(
        exports.analytics([VISITS, "202605", PLACE, "11"], [VISITS, "202606", PLACE, "12"], ["x", "202606", PLACE, "1"])
    )
    told = ["--by", "alice"]
    call_command("fill_values", str(world.plan.pk), str(file), *told, "--dry-run")
    assert "nothing was written" in capsys.readouterr().out
    assert Entry.figures.count() == 1
    call_command("fill_values", str(world.plan.pk), str(file), *told)
    assert [one.value for one in Entry.figures.order_by("period")] == [10, 12]
    assert "1 value is of a code" in capsys.readouterr().out
    call_command("fill_values", str(world.plan.pk), str(file), *told, "--correct")
    assert [one.value for one in Entry.figures.standing().order_by("period")] == [11, 12]
    for arguments, words in [
        ([str(world.plan.pk), str(tmp_path / "none"), *told], "There is no file"),
        (["999999", str(file), *told], "There is no workplan"),
        ([str(world.plan.pk), str(file), "--by", "nobody"], "nobody"),
    ]:
        with pytest.raises(CommandError, match=words):
            call_command("fill_values", *arguments)


def test_many_values_are_recorded_as_one_is_and_all_or_none(world, visits, django_assert_max_num_queries):
    calendar = world.plan.calendar()
    reading, parts = Reading(Decimal(12)), {visits.women: Reading(Decimal(12))}
    lines = [(visits, one, reading, parts, "") for one in calendar.months[:7]]
    with django_assert_max_num_queries(25):
        Entry.figures.record_many(world.plan, lines, world.bob, source="dhis2.json")
    one = Entry.figures.record(visits, calendar.find("2026-08"), world.bob, reading, parts=parts, source="dhis2.json")
    for other in Entry.figures.exclude(pk=one.pk):
        assert (other.place, other.post, other.workplan, other.on) == (
            other.pk,
            one.post,
            world.plan,
            other.period_in(world.plan).last,
        )
        assert [(said.part, said.value) for said in other.parts.all()] == [(visits.women, 12)]
    for month, words in (("2026-08", "meanwhile"), ("2026-10", "still to come")):
        indicator = Indicator.objects.create(output=world.output, name=f"Births {month}")
        lines = [
            (indicator, calendar.find("2026-07"), reading, {}, ""),
            (visits, calendar.find(month), reading, {}, ""),
        ]
        with pytest.raises(ValidationError, match=words):
            Entry.figures.record_many(world.plan, lines, world.bob)
        assert not Entry.figures.filter(indicator=indicator).exists()
