"""How indicators are set up: how they add up, who records them, what they are broken down by, and standard ones to pick."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.pages import fill_in, filled, says
from tests.workplans.edited import Edited
from tests.workplans.test_exchange_return import bring, look_into
from tests.world import applied_file, hold, workbook_of
from workplans import checks
from workplans.carrying import carry_over
from workplans.exchange import flat, workbook
from workplans.exchange.onetable import written_table
from workplans.importing import Touched, undo
from workplans.models import Breakdown, Entry, Explanation, Indicator, StandardIndicator, Workplan
from workplans.queries.review import compared
from workplans.queries.snapshot import snapshot
from workplans.rules.figures import AVERAGE, LAST, SUM, Reading, natural_way
from workplans.standards import BREAKDOWNS, STANDARDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LATER = ["adds_up", "recorded_every", "post", "breakdowns", "standard"]


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


@pytest.fixture
def visits(world):
    return Indicator.objects.create(activity=world.activity, name="Visits", unit="visits")


def at(name, *arguments):
    return reverse(f"workplans:{name}", args=arguments)


def record(indicator, by, number=12, key="q2"):
    reading = number if isinstance(number, Reading) else Reading(Decimal(number))
    return Entry.figures.record(indicator, indicator.workplan.calendar().find(key), by, reading)


@pytest.mark.parametrize(
    ("unit", "is_ratio", "quarters", "year", "way"),
    [
        ("visits", False, [1, 1, 1, 2], 5, SUM),
        ("midwives", False, [3, 4, 5, 6], 6, LAST),
        ("midwives", False, [None, None, None, 6], 6, SUM),
        ("%", False, [], None, LAST),
        ("%", True, [40, 50], 50, AVERAGE),
        ("", False, [None, None], None, SUM),
    ],
)
def test_how_values_add_up_follows_from_their_targets_where_nobody_said_so(unit, is_ratio, quarters, year, way):
    assert natural_way(unit, is_ratio, quarters, year) == way


def test_the_first_standard_indicators_are_whole(world):
    assert StandardIndicator.objects.count() == len(STANDARDS) >= 25
    assert {one.name: one.parts.count() for one in Breakdown.objects.all()} == {
        name: len(parts) for name, parts in BREAKDOWNS.items()
    }
    for one in StandardIndicator.objects.all():
        one.full_clean()
        assert one.definition
        assert (one.adds_up == SUM) <= (not one.is_ratio), one


def test_bob_finds_a_standard_indicator_and_the_form_is_filled_with_it(world, bob):
    address = at("plan_standard", "activity", world.activity.pk)
    page = says(bob.get(address))
    assert "Immunisation" in page
    assert "Counted: Third doses given to children under one. Out of: Surviving infants expected." in page
    page = says(bob.get(address, {"q": "pentavalent third"}))
    assert "third dose of pentavalent" in page
    assert "Outpatient visits" not in page
    assert "Nothing in the library has these words" in says(bob.get(address, {"q": "zebra"}))
    standard = StandardIndicator.objects.get(name="Outpatient visits")
    add = at("plan_item_add", "activity", world.activity.pk, "indicator")
    assert f"{add}?standard={standard.pk}" in bob.get(address).content.decode()
    form = filled(bob.get(add, {"standard": standard.pk}))
    assert (form["name"], form["unit"], form["recorded_every"]) == (["Outpatient visits"], ["visits"], ["month"])
    assert form["post"] == [str(world.midwife.pk)]
    bob.post(add, form)
    made = Indicator.objects.latest("pk")
    assert (made.standard, made.post, made.adds_up) == (standard, world.midwife, SUM)
    assert [one.name for one in made.breakdowns.all()] == ["Age group", "Sex"]
    assert "As in the library" in says(bob.get(made.get_absolute_url()))
    fill_in(bob, at("plan_item_change", "indicator", made.pk), recorded_every="quarter", breakdowns=[])
    page = says(bob.get(made.get_absolute_url()))
    assert "It differs from the library as it is now" in page
    assert "Recorded each month each quarter" in page
    assert "Broken down by Age group, Sex –" in page


def test_what_is_not_offered_is_not_picked_and_no_library_stands_under_an_indicator(world, bob):
    standard = StandardIndicator.objects.first()
    standard.is_offered = False
    standard.save()
    add = at("plan_item_add", "output", world.output.pk, "indicator")
    for key in (standard.pk, "x", "9" * 30, 0):
        assert filled(bob.get(add, {"standard": key}))["standard"] == [""]
    assert bob.post(add, filled(bob.get(add)) | {"name": "Beds", "standard": standard.pk}).status_code == 200
    assert bob.get(at("plan_standard", "indicator", world.indicator.pk)).status_code == 404


def test_the_form_says_that_a_ratio_is_not_added_up(world, bob):
    change = at("plan_item_change", "indicator", world.indicator.pk)
    fill_in(bob, change, adds_up="average")
    assert "A ratio is not added up" not in says(bob.get(world.indicator.get_absolute_url()))
    fill_in(bob, change, adds_up="sum")
    assert "A ratio is not added up: its numerators and denominators are" in says(
        bob.get(world.indicator.get_absolute_url())
    )


def test_numbers_do_not_become_ratios_while_values_stand(world, bob, visits):
    entry = record(visits, world.bob)
    change = at("plan_item_change", "indicator", visits.pk)
    page = fill_in(bob, change, numerator="held", denominator="planned", recorded_every="month")
    assert "Values were recorded as plain numbers, so it cannot become a ratio now." in says(page)
    assert "Take those values back first" in says(page)
    fill_in(bob, change, recorded_every="month", unit="people")
    visits.refresh_from_db()
    assert (visits.recorded_every, visits.unit) == ("month", "people")
    Entry.figures.correct(entry, world.bob, "It was another's")
    assert fill_in(bob, change, numerator="held", denominator="planned").status_code == 302
    record(world.indicator, world.bob, Reading(None, Decimal(1), Decimal(2)))
    world.indicator.numerator = world.indicator.denominator = ""
    with pytest.raises(ValidationError, match="cannot become a plain number"):
        world.indicator.full_clean()


def test_what_values_were_recorded_for_stays(world, bob, visits):
    record(visits, world.bob)
    for kind, item in (("indicator", visits), ("activity", world.activity), ("objective", world.objective)):
        page = bob.get(at("plan_item_remove", kind, item.pk))
        assert "It cannot be removed" in says(page)
        assert bob.post(at("plan_item_remove", kind, item.pk), {"reason": "old"}).status_code == 200
    assert Indicator.objects.filter(pk=visits.pk).exists()
    Explanation.objects.create(quarter=world.quarters[0], indicator=world.indicator, why="Rains")
    assert "It cannot be removed" in says(bob.get(at("plan_item_remove", "indicator", world.indicator.pk)))


def test_an_import_is_not_taken_back_once_values_were_recorded(world):
    imported = applied_file(world)
    indicator = Indicator.objects.get(workplan=imported.workplan)
    record(indicator, world.alice, key="q1")
    with pytest.raises(Touched):
        undo(imported, world.alice)


def test_an_import_lets_new_indicators_add_up_as_their_targets_do(world):
    head = "Output;Activity;Indicator;Unit;Q1 target;Q2 target;Q3 target;Q4 target;Target\n"
    content = f"{head}Wards;Hire;Midwives in post;midwives;3;4;5;6;6\nWards;Visit;Visits held;visits;1;1;1;2;5\n"
    plan = applied_file(world, content).workplan
    ways = dict(Indicator.objects.filter(workplan=plan).values_list("name", "adds_up"))
    assert ways == {"Midwives in post": "last", "Visits held": "sum"}


def test_a_version_from_before_counts_as_not_changed(world):
    now = snapshot(world.plan)
    before = deepcopy(now)
    for item in before["items"]:
        if item["kind"] == "indicator":
            for name in LATER:
                del item["fields"][name]
    assert compared(before, now).count == compared(now, before).count == 0


def test_changes_are_told_in_words_in_comparison_and_history(world, bob):
    before = snapshot(world.plan)
    sex = Breakdown.objects.get(name="Sex")
    change = at("plan_item_change", "indicator", world.indicator.pk)
    fill_in(bob, change, adds_up="last", recorded_every="month", post=world.midwife.pk, breakdowns=[sex.pk])
    [row] = compared(before, snapshot(world.plan)).rows
    told = {what: (old, new) for what, old, new in row.changes}
    assert told == {
        "Months and quarters": ("they are added up", "the last one counts"),
        "Recorded": ("each quarter", "each month"),
        "Who records it": ("", "Midwife in charge"),
        "Broken down by": ("", "Sex"),
    }
    page = says(bob.get(at("plan_item_history", "indicator", world.indicator.pk)))
    assert "Months and quarters they are added up the last one counts" in page
    assert "Broken down by – Sex" in page


def test_indicators_are_carried_with_how_they_are_recorded(world):
    sex = Breakdown.objects.get(name="Sex")
    other = hold(world.charlie, "Midwife elsewhere", "member", team=world.other_team)
    standard = StandardIndicator.objects.first()
    kept = {"adds_up": "last", "recorded_every": "month", "standard": standard}
    for name, post in (("Here", world.midwife), ("There", other)):
        made = Indicator.objects.create(output=world.output, name=name, post=post, **kept)
        made.breakdowns.add(sex)
    new = Workplan.objects.begin(world.team, date(2027, 1, 1))
    carry_over(new, world.plan, {"objective": set(), "output": {world.output.pk}, "activity": set()})
    here, there = Indicator.objects.filter(workplan=new, name__in=["Here", "There"]).order_by("name")
    assert (here.adds_up, here.recorded_every, here.standard, here.post) == ("last", "month", standard, world.midwife)
    assert there.post is None
    assert list(here.breakdowns.all()) == [sex]
    assert [one.breakdown for one in here.history.get().breakdowns.all()] == [sex]


def test_the_workbook_takes_along_how_indicators_are_recorded_and_brings_it_back(world, bob):
    edited = Edited(world.plan)
    name = "Deliveries with a skilled attendant"
    row = edited.row_of("Indicators", name)
    assert edited.cell("Indicators", row, "Recorded").value == "each quarter"
    edited.put("Indicators", row, "Months and quarters", "The last one counts")
    edited.put("Indicators", row, "Who records it", "Midwife in charge")
    edited.put("Indicators", row + 1, "Measures", world.second_output.name)
    edited.put("Indicators", row + 1, "Indicator", "Radio talks held well")
    edited.put("Indicators", row + 1, "Unit", "%")
    bring(bob, world, edited.content)
    world.indicator.refresh_from_db()
    assert (world.indicator.adds_up, world.indicator.post) == ("last", world.midwife)
    assert Indicator.objects.get(output=world.second_output).adds_up == "last"
    edited.put("Indicators", row, "Recorded", "now and then")
    assert "not in the list" in look_into(world.plan, edited.content).wrong[0][1]


def test_a_workbook_that_was_taken_before_comes_back_without_a_question(world, monkeypatch):
    def as_it_was(*facts):
        found = flat.tables(*facts)
        for name in ("adds_up", "recorded_every", "recorded_by"):
            del found["indicators"].columns[name]
            for row in found["indicators"].rows.values():
                del row[name]
        return found

    monkeypatch.setattr(workbook, "tables", as_it_was)
    content = workbook_of(world.plan)
    monkeypatch.undo()
    Indicator.objects.filter(pk=world.indicator.pk).update(adds_up="last", post=world.midwife)
    look = look_into(world.plan, content)
    assert (look.changes, look.new, look.wrong, look.unread) == ([], [], [], [])


def test_one_table_has_who_records_beside_who_makes_ready(world):
    Indicator.objects.filter(pk=world.indicator.pk).update(post=world.midwife)
    content = written_table(world.plan, snapshot(world.plan), [])
    head = content.decode("utf-8-sig").splitlines()[0]
    assert "Who records it" in head
    assert "Who makes it so" in head
    look = look_into(world.plan, content)
    assert (look.changes, look.new, look.wrong) == ([], [], [])


def test_settings_that_contradict_each_other_are_told(settings):
    assert checks.results_can_be_judged() == []
    settings.AT_RISK, settings.DAYS_TO_RECORD = 95, -1
    assert [one.id for one in checks.results_can_be_judged()] == ["workplans.E001", "workplans.E002"]


def test_an_administrator_edits_a_breakdown_with_its_parts(world, signed_in):
    ruth = signed_in(world.ruth)
    sex = Breakdown.objects.get(name="Sex")
    page = ruth.get(reverse("admin:workplans_breakdown_change", args=[sex.pk]))
    assert "Female" in page.content.decode()
    assert "Outpatient visits" in says(ruth.get(reverse("admin:workplans_standardindicator_changelist"), {"q": "outp"}))
    standard = StandardIndicator.objects.first()
    assert ruth.get(reverse("admin:workplans_standardindicator_history", args=[standard.pk])).status_code == 200
