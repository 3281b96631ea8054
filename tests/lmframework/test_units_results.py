"""What a branch reached of standard indicators: every figure is what the raw entries of its teams make, wherever it stands."""

import csv
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from random import Random

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from teams.models import Team
from tests.pages import says
from tests.world import hold
from workplans.models import Entry, Indicator, Objective, Output, StandardIndicator, Workplan
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ENDS = {1: date(2026, 3, 31), 2: date(2026, 6, 30), 3: date(2026, 9, 30)}
BEFORE = {"A quarter before": {2: ("2026", 1), 3: ("2026", 2), 1: ("2025", 4)}, "Last year": None}
RATIO = {"unit": "%", "numerator": "came", "denominator": "expected", "adds_up": "average"}


@pytest.fixture
def standards(world):
    """One of each kind: what is summed, divided, known at the end, and an average that was typed as one."""
    kinds = {
        "Births": RATIO | {"topic": "Mothers"},
        "Visits": {"unit": "visits", "adds_up": "sum", "topic": "Care"},
        "Deaths": {"unit": "deaths", "adds_up": "sum", "direction": "down", "topic": "Mothers"},
        "Midwives": {"unit": "people", "adds_up": "last"},
        "Days waited": {"unit": "days", "adds_up": "average", "topic": "Care"},
    }
    return {name: StandardIndicator.objects.create(name=name, code=name[:3], **facts) for name, facts in kinds.items()}


@pytest.fixture
def branch(world, standards):
    """Four teams that measure some of them, in this year and the one before; the last one is in another region."""
    rng = Random(4)
    world.third = Team.objects.create(unit=world.units["amani"], name="Chamba health centre", code="chamba")
    world.far = Team.objects.create(unit=world.units["south"], name="Dodo health centre", code="dodo")
    for team in (world.team, world.other_team, world.third, world.far):
        hold(world.bob, "Data officer", "member", team=team)
        for year in (2025, 2026):
            plan = team.workplans.filter(starts_on=date(year, 1, 1)).first()
            plan = plan or Workplan.objects.begin(team, date(year, 1, 1))
            Workplan.objects.filter(pk=plan.pk).update(currency="USD" if team == world.far else "MZN")
            output = Output.objects.create(objective=Objective.objects.create(workplan=plan, name="O"), name="P")
            for standard in standards.values():
                if rng.random() < 0.9:
                    measure(output, standard, rng, world.bob)
    return world


def measure(output, standard, rng, by):
    """An indicator picked as `standard`, recorded in most quarters; now and then a team writes down a percentage alone."""
    names = ["name", "unit", "direction", "numerator", "denominator", "adds_up"]
    facts = {name: getattr(standard, name) for name in names} | {"standard": standard}
    if standard.is_ratio and rng.random() < 0.25:
        facts |= {"numerator": "", "denominator": "", "adds_up": "last"}
    indicator = Indicator.objects.create(output=output, **facts)
    calendar = output.workplan.calendar()
    for number in (1, 2) if output.workplan.starts_on.year == 2026 else (1, 2, 3, 4):
        if rng.random() < 0.75:
            whole = rng.randint(20, 90)
            reading = Reading(Decimal(rng.randint(1, 50)))
            if indicator.is_ratio:
                reading = Reading(None, Decimal(rng.randint(0, whole)), Decimal(whole))
            Entry.figures.record(indicator, calendar.find(f"q{number}"), by, reading, sure=True, text="As counted")


# A second way of working it out, from the entries alone.


def reached(team, standard, year, upto):
    """("none", "recorded" or "counted", its numbers) of a team up to the end of a quarter; None where it has no plan."""
    indicator = Indicator.objects.filter(workplan__team=team, workplan__starts_on__year=year, standard=standard).first()
    if indicator is None:
        return None
    entries = [
        one for one in Entry.objects.filter(indicator=indicator).order_by("period") if int(one.period[1:]) <= upto
    ]
    if not entries:
        return "none", []
    if indicator.adds_up == "last":
        entries = entries[-1:]
    if standard.is_ratio:
        known = indicator.is_ratio
        return "counted" if known else "recorded", [
            sum(one.numerator or 0 for one in entries),
            sum(one.denominator or 0 for one in entries),
        ]
    if standard.adds_up == "average":
        return "recorded", []
    return "counted", [sum(one.value for one in entries)]


def figure(standard, numbers):
    """A figure as it is printed in a file, out of the numbers of many teams; "" where there is none."""
    if not numbers:
        return ""
    sums = [sum(column) for column in zip(*numbers, strict=True)]
    if len(sums) == 1:
        return str(int(sums[0]))
    return rounded(Fraction(sums[0]) / Fraction(sums[1]) * 100) if sums[1] else ""


def rounded(share):
    tenths = int(share * 10 + Fraction(1, 2))
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def expected(teams, standard, number):
    """What a file says of `teams` by the end of that quarter of 2026."""
    now = {team: found for team in teams if (found := reached(team, standard, 2026, number))}
    counted = {team: numbers for team, (state, numbers) in now.items() if state == "counted"}
    row = {
        "Teams that measure it": str(len(now)),
        "Teams that recorded it": str(sum(state != "none" for state, _numbers in now.values())),
        "Teams that are added up": str(len(counted)),
        "Figure": figure(standard, list(counted.values())),
    }
    times = {"A quarter before": (2026, number - 1) if number > 1 else (2025, 4), "Last year": (2025, number)}
    for words, (year, quarter) in times.items():
        then = {
            team: found[1]
            for team in counted
            if (found := reached(team, standard, year, quarter)) and found[0] == "counted"
        }
        if words == "A quarter before" and standard.adds_up == "sum" and number == 1:
            then = {}
        row |= {
            f"{words}: teams that have both": str(len(then)) if then else "",
            f"{words}: these teams now": figure(standard, [counted[team] for team in then]),
            f"{words}: these teams then": figure(standard, list(then.values())),
        }
    return row


def file_of(browser, name, *arguments, **query):
    """The rows of a CSV file, by what stands first in each that names it."""
    response = browser.get(reverse(f"lmframework:{name}_file", args=[*arguments, "csv"]), query)
    assert response.status_code == 200
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    return {row.get("Indicator") or row.get("Team") or row.get("Unit"): row for row in rows}


def agrees(row, wanted):
    return {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_figure_is_what_the_entries_of_the_teams_make(number, branch, standards, signed_in):
    north = [branch.team, branch.other_team, branch.third]
    vera = signed_in(branch.vera)
    found = file_of(vera, "units_results", branch.units["north"].pk, on=min(ENDS[number], date(2026, 8, 12)))
    assert set(found) == set(standards)
    for name, standard in standards.items():
        wanted = expected(north, standard, number)
        assert {column: found[name][column] for column in wanted} == wanted, name


@pytest.mark.parametrize("name", ["Births", "Visits", "Deaths", "Midwives", "Days waited"])
def test_units_and_teams_add_up_to_what_stands_above_them(name, branch, standards, signed_in):
    standard, pk = standards[name], standards[name].pk
    ruth = signed_in(branch.ruth)
    all_teams = [branch.team, branch.other_team, branch.third, branch.far]
    regions = file_of(ruth, "units_result", branch.units["country"].pk, pk, by="1")
    for unit in ("North", "South"):
        teams = [team for team in all_teams if (team == branch.far) == (unit == "South")]
        wanted = expected(teams, standard, 2)
        if wanted["Teams that measure it"] != "0":
            assert {column: regions[unit][column] for column in wanted} == wanted, unit
    by_team = file_of(ruth, "units_result", branch.units["country"].pk, pk, by="teams")
    measuring = [team for team in all_teams if reached(team, standard, 2026, 2)]
    assert set(by_team) == {team.name for team in measuring}
    for team in measuring:
        wanted = expected([team], standard, 2)
        assert {column: by_team[team.name][column] for column in wanted} == wanted, team
    whole = expected(all_teams, standard, 2)
    words = says(ruth.get(reverse("lmframework:units_result", args=[branch.units["country"].pk, pk])))
    recorded, measured = whole["Teams that recorded it"], whole["Teams that measure it"]
    assert f"{recorded} of {measured} teams recorded it" in words or recorded == "0"
    if whole["Figure"]:
        assert f"Tamaria So far {whole['Figure']}" in words


def put(world, standard, team, *readings, first=date(2026, 1, 1), **facts):
    """What a team recorded in the quarters of its plan, of an indicator picked as `standard`."""
    if not world.bob.holdings.filter(post__team=team).exists():
        hold(world.bob, "Data officer", "member", team=team)
    plan = team.workplans.filter(starts_on=first).first() or Workplan.objects.begin(team, first)
    output = Output.objects.create(objective=Objective.objects.create(workplan=plan, name="O"), name="P")
    names = ["name", "unit", "direction", "numerator", "denominator", "adds_up"]
    told = {name: getattr(standard, name) for name in names} | {"standard": standard} | facts
    indicator = Indicator.objects.create(output=output, **told)
    for number, reading in enumerate(readings, start=1):
        if reading is not None:
            parts = [Decimal(one) for one in reading] if isinstance(reading, tuple) else None
            said = Reading(None, *parts) if parts else Reading(Decimal(reading))
            Entry.figures.record(
                indicator, plan.calendar().find(f"q{number}"), world.bob, said, sure=True, text="As counted"
            )
    return indicator


def results(browser, unit, **query):
    return says(browser.get(reverse("lmframework:units_results", args=[unit.pk]), query))


def test_a_ratio_is_divided_after_it_is_added_up_and_shows_both_numbers(world, standards, signed_in):
    put(world, standards["Births"], world.team, (8, 10))
    put(world, standards["Births"], world.other_team, (30, 90))
    words = results(signed_in(world.vera), world.units["north"])
    assert "Births more is better So far 38% 38 of 100 2 of 2 teams recorded it" in words


def test_a_percentage_alone_is_left_out_and_said_to_be(world, standards, signed_in):
    put(world, standards["Births"], world.team, (8, 10))
    put(world, standards["Births"], world.other_team, 90, numerator="", denominator="", adds_up="last")
    put(world, standards["Days waited"], world.team, 3)
    words = results(signed_in(world.vera), world.units["north"])
    assert (
        "So far 80% 8 of 10 2 of 2 teams recorded it 1 team recorded only a percentage, which cannot be added up"
        in words
    )
    assert "So far – 1 of 1 team recorded it 1 team recorded an average, which cannot be added up" in words


def test_it_begins_with_the_last_quarter_that_should_be_recorded(world, standards, signed_in, today):
    put(world, standards["Visits"], world.team, 10, 5)
    vera, unit = signed_in(world.vera), world.units["north"]
    assert "So far 15 visits" in results(vera, unit)
    assert "10 visits +5 since then" in results(vera, unit)
    today.move_to(date(2026, 7, 10))
    assert "So far 10 visits" in results(vera, unit), "the second quarter ended ten days ago"
    assert "So far 15 visits" in results(vera, unit, on="2026-07-10")


def test_better_and_worse_are_told_over_the_teams_that_have_both(world, standards, signed_in):
    put(world, standards["Births"], world.team, (4, 10), (8, 10))
    put(world, standards["Births"], world.other_team, None, (1, 100))
    put(world, standards["Deaths"], world.team, 3, 1, first=date(2025, 1, 1))
    put(world, standards["Deaths"], world.team, 1, 1)
    put(world, standards["Midwives"], world.team, 5, 4)
    words = results(signed_in(world.vera), world.units["north"])
    assert "So far 10.8% 13 of 120" in words
    assert "A quarter before 40% 4 of 10 better in the 1 team that has both: now 60%" in words
    assert (
        "So far 2 deaths 1 of 1 team recorded it A quarter before 1 deaths +1 since then Last year 4 deaths better"
        in words
    )
    assert (
        "Midwives more is better So far 4 people 1 of 1 team recorded it A quarter before 5 people worse Last year –"
        in words
    )


def test_a_sum_of_a_quarter_that_still_runs_is_not_called_worse(world, standards, signed_in):
    put(world, standards["Visits"], world.team, 10, 10, 10, first=date(2025, 1, 1))
    put(world, standards["Visits"], world.team, 12, 11)
    vera, unit = signed_in(world.vera), world.units["north"]
    assert "Last year 20 visits better" in results(vera, unit)
    assert "Last year 30 visits less so far: this quarter is not over" in results(vera, unit, on="2026-08-12")


def test_it_is_searched_by_topic_and_words(world, standards, signed_in):
    put(world, standards["Births"], world.team, (8, 10))
    put(world, standards["Visits"], world.team, 10)
    vera, unit = signed_in(world.vera), world.units["north"]
    words = results(vera, unit, topic="Care")
    assert ("Visits more" in words, "Births more" in words) == (True, False)
    words = results(vera, unit, q="bIr")
    assert ("Visits more" in words, "Births more" in words) == (False, True)
    assert "No standard indicator of this kind is measured here." in results(vera, unit, q="malaria")
    assert "No team here measures a standard indicator" in results(vera, unit, on="2024-05-01")


@pytest.mark.parametrize("query", [{"on": "2999-01-01"}, {"on": "1066-10-14"}, {"on": "soon"}])
def test_a_day_that_cannot_be_is_said_and_left_aside(query, world, standards, signed_in):
    put(world, standards["Visits"], world.team, 10, 5)
    words = results(signed_in(world.vera), world.units["north"], **query)
    assert "So far 15 visits" in words
    assert any(told in words for told in ("still to come", "so long ago", "Enter a valid date"))


def test_a_figure_leads_down_to_the_entries_behind_it(world, standards, signed_in):
    indicator = put(world, standards["Births"], world.team, (4, 10), (8, 10))
    vera = signed_in(world.vera)
    page = vera.get(reverse("lmframework:units_result", args=[world.units["north"].pk, standards["Births"].pk]))
    down = reverse("lmframework:units_result", args=[world.units["amani"].pk, standards["Births"].pk])
    assert f'href="{down}"' in page.content.decode()
    page = vera.get(down).content.decode()
    behind = reverse("workplans:monitor_entries", args=[world.plan.pk]) + f"?indicator={indicator.pk}&upto=2"
    assert behind.replace("&", "&amp;") in page
    words = says(vera.get(behind))
    assert "4 of 10 (Quarter 1) + 8 of 10 (Quarter 2): 12 of 20 = 60%" in words


def test_two_indicators_of_a_plan_that_measure_the_same_are_one_team_with_both_behind_it(world, standards, signed_in):
    both = [put(world, standards["Visits"], world.team, number) for number in (10, 5)]
    page = signed_in(world.vera).get(
        reverse("lmframework:units_result", args=[world.units["amani"].pk, standards["Visits"].pk])
    )
    assert "Amani So far 15 visits 1 of 1 team recorded it" in says(page)
    for indicator in both:
        assert f"?indicator={indicator.pk}&amp;upto=2" in page.content.decode()


def test_units_stand_in_the_order_that_is_asked_for(world, standards, signed_in):
    put(world, standards["Deaths"], world.team, 1)
    put(world, standards["Deaths"], world.other_team, 4)
    address = reverse("lmframework:units_result", args=[world.units["north"].pk, standards["Deaths"].pk])
    vera = signed_in(world.vera)

    def order(sort):
        words = says(vera.get(address, {"sort": sort}))
        return words.index("Amani District") < words.index("Baraka District")

    assert (order("best"), order("worst"), order("name")) == (True, False, True)


def test_how_it_went_is_drawn_beside_a_table(world, standards, signed_in):
    put(world, standards["Visits"], world.team, 10, 5, 7, 8, first=date(2025, 1, 1))
    put(world, standards["Visits"], world.team, 20, 4)
    address = reverse("lmframework:units_result", args=[world.units["north"].pk, standards["Visits"].pk])
    page = signed_in(world.vera).get(address)
    assert page.content.decode().count('<rect class="b1"') == 5
    words = says(page)
    assert "30 June 2025 5 visits 1 30 September 2025 7 visits 1 31 December 2025 8 visits 1" in words
    assert "31 March 2026 20 visits 1 30 June 2026 4 visits 1" in words


def test_the_workbook_has_numbers_as_numbers(world, standards, signed_in):
    put(world, standards["Births"], world.team, (1, 3))
    response = signed_in(world.vera).get(
        reverse("lmframework:units_results_file", args=[world.units["north"].pk, "xlsx"])
    )
    assert "North" in response.headers["Content-Disposition"]
    head, row = load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True)
    said = dict(zip(head, row, strict=True))
    assert (said["Indicator"], said["Figure"], said["Numerator"], said["Denominator"]) == ("Births", 33.3, 1, 3)


def test_a_standard_or_a_way_that_is_not_is_not_found(world, standards, signed_in):
    vera, unit = signed_in(world.vera), world.units["north"].pk
    assert vera.get(reverse("lmframework:units_result", args=[unit, 10**15])).status_code == 404
    assert vera.get(reverse("lmframework:units_results_file", args=[unit, "docx"])).status_code == 404
    empty = says(vera.get(reverse("lmframework:units_result", args=[unit, standards["Births"].pk])))
    assert "No team here measures this in a plan of this day." in empty
