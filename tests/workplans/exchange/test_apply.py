"""A plan that was read from a file, in the database: nothing lost, nothing invented, nothing twice."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workplans.exchange.files import workbook
from workplans.exchange.apply import apply_plan
from workplans.exchange.planfile import read_plan
from workplans.models import Activity, Allocation, FundingSource, Indicator, Objective, Output, Target, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HEAD = ["Objective", "Output", "Code", "Activity", "Indicator", "Baseline", "Target", "Q1", "Q2", "Q3", "Q4",
        "Responsible", "District", "GAVI", "Government", "Jan", "Feb", "Mar", "Remarks"]  # fmt: skip
ROW = {
    "Objective": "Fewer deaths", "Output": "Children vaccinated", "Code": "A1", "Activity": "Outreach",
    "Indicator": "Sessions", "Baseline": 10, "Target": 48, "Q1": 12, "Q2": 12, "Q3": 12, "Q4": 12,
    "Responsible": "nursing OFFICER", "District": "Maúa", "GAVI": 500, "Government": 250.5, "Feb": "x", "Mar": "x",
    "Remarks": "Boat",
}  # fmt: skip
SECOND = {"Objective": "Fewer deaths", "Output": "Children vaccinated", "Code": "A2", "Activity": "Training",
          "Responsible": "The council", "GAVI": 70}  # fmt: skip


@pytest.fixture
def plan(world):
    """An empty plan of Charlie's team."""
    return Workplan.objects.begin(world.other_team, date(2026, 1, 1))


def rows(*found, head=HEAD):
    return workbook([head, *([row.get(name) for name in head] for row in found)])


def put(plan, *found, head=HEAD):
    return apply_plan(read_plan(rows(*found, head=head), "plan.xlsx"), plan)


def of(plan, model=Activity):
    return list(model.objects.filter(workplan=plan))


def kinds(report):
    return [problem.kind for problem in report.problems]


def written(plan):
    """Everything that stands in a plan, as values that can be compared."""
    models = (Objective, Output, Activity, Indicator, Allocation)
    found = {model: list(model.objects.filter(workplan=plan).order_by("pk").values()) for model in models}
    return found | {Target: list(Target.objects.filter(indicator__workplan=plan).order_by("pk").values())}


def test_every_cell_of_a_row_stands_in_the_plan(plan, world):
    report = put(plan, ROW, SECOND)
    assert report.created == {"objective": 1, "output": 1, "activity": 2, "indicator": 1, "allocation": 3}
    assert (report.rows, report.changed, report.unchanged, report.problems) == (2, 0, 0, [])
    assert report.money == {"GAVI": 570, "Government": Decimal("250.5")}
    first, second = of(plan)
    assert (first.code, first.name, first.place, first.stated) == ("A1", "Outreach", "Maúa", {"Remarks": "Boat"})
    assert (first.months, first.starts_on, first.ends_on) == (
        ["2026-02", "2026-03"],
        date(2026, 2, 1),
        date(2026, 3, 31),
    )
    assert (first.post.title, first.responsible) == ("Nursing officer", "")
    assert (second.post, second.responsible) == (None, "The council")
    [indicator] = first.indicators.all()
    assert (indicator.name, indicator.baseline, indicator.target) == ("Sessions", 10, 48)
    assert [target.value for target in indicator.targets.all()] == [12, 12, 12, 12]
    assert first.allocations.by_source() == {"GAVI": 500, "Government": Decimal("250.50")}
    assert Activity.history.filter(workplan_id=plan.pk, history_type="+").count() == 2


def test_the_same_file_again_changes_nothing(plan):
    put(plan, ROW, SECOND)
    before, history = written(plan), Activity.history.count()
    report = put(plan, ROW, SECOND)
    assert set(report.created.values()) == {0}
    assert (report.changed, report.unchanged) == (0, 2)
    assert (written(plan), Activity.history.count()) == (before, history)


def test_blanks_that_were_filled_by_hand_stay_and_make_nothing_twice(plan, world):
    bare = {"Activity": "Outreach", "Target": 5, "Q1": 5}
    put(plan, bare, head=HEAD)
    [activity], [indicator] = of(plan), of(plan, Indicator)
    assert indicator.name == "What is counted is not named in the file"
    activity.code, activity.post, activity.place = "H1", world.midwife, "By hand"
    activity.months = ["2026-10"]
    activity.save()
    indicator.name, indicator.unit, indicator.code = "Sessions held", "visits", "I1"
    indicator.save()
    Allocation.objects.create(activity=activity, source=world.source, amount=9)
    for item in (*of(plan, Objective), *of(plan, Output)):
        item.code = f"{item.pk}"
        item.save()
    before = written(plan)
    report = put(plan, bare, head=HEAD)
    assert (set(report.created.values()), report.changed, report.unchanged) == ({0}, 0, 1)
    assert written(plan) == before


def test_a_name_that_was_given_by_hand_to_a_row_without_one_stays(plan):
    head = ["Output code", "Output", "Code", "Activity", "Indicator", "Target"]
    nameless = {"Output code": "1.1", "Code": "A1", "Indicator": "Sessions held", "Target": 3}
    put(plan, nameless, SECOND, head=head)
    activity, output = Activity.objects.get(code="A1"), Output.objects.get(code="1.1")
    assert activity.name in {"Sessions held", "A1"}
    for item, name in ((activity, "Hold sessions"), (output, "Children vaccinated")):
        item.name = name
        item.save()
    report = put(plan, nameless, SECOND, head=head)
    assert report.changed == 0
    assert [Activity.objects.get(code="A1").name, Output.objects.get(code="1.1").name] == [
        "Hold sessions", "Children vaccinated",
    ]  # fmt: skip


def test_a_changed_file_changes_only_what_differs(plan):
    put(plan, ROW, SECOND)
    before = written(plan)
    report = put(plan, ROW | {"Activity": "Outreach by boat", "GAVI": 501, "Q4": 11, "District": None}, SECOND)
    assert (set(report.created.values()), report.changed, report.unchanged) == ({0}, 1, 1)
    after = written(plan)
    for model in (Objective, Output, Indicator):
        assert after[model] == before[model]
    first, second = after[Activity]
    assert {**first, "name": "Outreach", "version": 1} == before[Activity][0], "a blank takes nothing away"
    assert second == before[Activity][1]
    assert [row["amount"] for row in after[Allocation]] == [501, Decimal("250.50"), 70]
    assert [row["value"] for row in after[Target]] == [12, 12, 12, 11]


def test_an_activity_is_known_by_its_code_wherever_the_file_now_puts_it(plan):
    put(plan, ROW, SECOND)
    key = Activity.objects.get(code="A1").pk
    report = put(plan, ROW | {"Code": " a1 ", "Activity": "Something else", "Output": "Mothers seen"})
    moved = Activity.objects.get(pk=key)
    assert (moved.name, moved.output.name) == ("Something else", "Mothers seen")
    assert (report.created["output"], report.created["activity"]) == (1, 0)


def test_without_codes_the_path_of_names_tells_activities_apart(plan):
    plain = {"Objective": "O", "Output": "P", "Activity": "Vaccinate"}
    put(plan, plain, plain, plain | {"Output": "Q"})
    assert [activity.output.name for activity in of(plan)] == ["P", "P", "Q"]
    report = put(plan, plain | {"Activity": " VACCINATE "}, plain, plain | {"Output": "Q"})
    assert report.created["activity"] == 0
    report = put(plan, plain | {"Code": "V1"}, plain | {"Code": "V2"}, plain | {"Output": "Q"})
    assert [activity.code for activity in of(plan)] == ["V1", "V2", ""], "codes that come later go to the same rows"
    report = put(plan, plain | {"Code": "V3"})
    assert report.created["activity"] == 1, "another code is another activity"


def test_two_activities_of_one_name_stay_two_with_what_is_theirs(plan):
    plain = {"Objective": "O", "Output": "P", "Activity": "Vaccinate"}
    for _time in range(2):
        report = put(plan, plain | {"District": "North"}, plain | {"District": "South"})
        assert [activity.place for activity in of(plan)] == ["North", "South"]
    assert report.changed == 0


def test_what_the_plan_has_beyond_the_file_stays(world):
    before = written(world.plan)
    report = put(world.plan, ROW)
    after = written(world.plan)
    assert report.created["activity"] == 1
    for model, found in before.items():
        assert [row for row in after[model] if row in found] == found
    assert of(world.plan)[-1].name == "Outreach", "what is new comes last"


def test_months_outside_the_plan_are_kept_as_text_and_named(world):
    half = Workplan.objects.begin(world.other_team, date(2026, 2, 1), date(2026, 6, 30))
    report = put(half, ROW | {"Jan": "x"})
    [activity] = of(half)
    assert activity.months == ["2026-02", "2026-03"]
    assert activity.stated["Months outside the plan"] == "1"
    assert kinds(report).count("month-outside-plan") == 1
    assert put(half, ROW | {"Jan": "x"}).changed == 0


def test_months_and_dates_of_a_file_that_changed_its_mind(plan):
    head = [*HEAD, "Start date", "End date"]
    put(plan, ROW, head=head)
    days = {"Feb": None, "Mar": None, "Start date": date(2026, 2, 3), "End date": date(2026, 2, 7)}
    for changed in (1, 0):
        assert put(plan, ROW | days, head=head).changed == changed
        [activity] = of(plan)
        assert (activity.months, activity.starts_on, activity.ends_on) == ([], date(2026, 2, 3), date(2026, 2, 7))
    both = {"Start date": date(2026, 2, 3), "End date": date(2026, 2, 7)}
    put(plan, ROW | both, head=head)
    [activity] = of(plan)
    assert activity.months == ["2026-02", "2026-03"]
    assert (activity.stated["First day"], activity.stated["Last day"]) == ("2026-02-03", "2026-02-07")


def test_targets_beyond_the_plans_quarters_are_kept_as_text_and_named(world):
    half = Workplan.objects.begin(world.other_team, date(2026, 1, 1), date(2026, 6, 30))
    report = put(half, ROW)
    [indicator] = of(half, Indicator)
    assert [target.value for target in indicator.targets.all()] == [12, 12]
    assert indicator.stated == {"Target of quarter 3": "12", "Target of quarter 4": "12"}
    assert kinds(report) == ["no-such-quarter"] * 2
    assert put(half, ROW).changed == 0


@pytest.mark.parametrize(
    ("cells", "label", "kind"),
    [
        ({"Government": -250.5}, "Government", "negative-amount"),
        ({"Government": 0.001}, "Government", "too-many-digits"),
    ],
)
def test_an_amount_that_cannot_be_planned_is_kept_as_text_and_named(cells, label, kind, plan):
    for created in (1, 0):
        report = put(plan, ROW | cells)
        [activity] = of(plan)
        assert (report.created["activity"], report.changed) == (created, 0)
        assert Decimal(activity.stated[label]) == Decimal(str(cells[label]))
        assert kinds(report).count(kind) == 1
        assert report.money == {"GAVI": 500}
        assert activity.allocations.by_source() == {"GAVI": 500}


def test_a_total_without_a_source_that_cannot_be_planned_is_kept_too(plan):
    put(plan, {"Activity": "a", "Budget": -7}, {"Activity": "b", "Budget": 8}, head=["Activity", "Budget"])
    assert [activity.stated for activity in of(plan)] == [{"amount": "-7"}, {}]
    assert [(one.source, one.amount) for one in of(plan, Allocation)] == [(None, 8)]


@pytest.mark.parametrize(
    ("cells", "label"),
    [
        ({"Baseline": "0.123456789"}, "baseline"),
        ({"Target": "0.000000001"}, "target for the year"),
        ({"Q2": "0.000000001"}, "Target of quarter 2"),
    ],
)
def test_a_figure_with_too_many_digits_is_kept_as_text_in_the_database(cells, label, plan):
    report = put(plan, ROW | cells)
    [indicator] = of(plan, Indicator)
    [value] = cells.values()
    assert Decimal(indicator.stated[label]) == Decimal(value)
    assert "too-many-digits" in kinds(report)
    assert put(plan, ROW | cells).changed == 0


def test_texts_too_long_for_their_field_are_kept_whole_beside_it(plan):
    long = {"Code": "C" * 90, "Responsible": "R" * 300, "Unit": "U" * 90, "Gap": 1.005}
    head = [*HEAD, "Unit", "Gap"]
    put(plan, ROW | long, head=head)
    [activity], [indicator] = of(plan), of(plan, Indicator)
    assert (len(activity.code), len(activity.responsible), len(indicator.unit)) == (60, 200, 40)
    assert activity.stated["code"] == long["Code"]
    assert activity.stated["or responsible in words"] == long["Responsible"]
    assert activity.stated["gap, as the file states it"] == "1.005"
    assert indicator.stated["unit"] == long["Unit"]
    assert put(plan, ROW | long, head=head).changed == 0


def test_sources_are_known_however_they_are_capitalised(plan, world):
    head = ["Activity", "Budget", "Source of funds"]
    names = ["state BUDGET", "GLOBAL FUND", "gavi", "GAVI", "G" * 200]
    found = [{"Activity": f"Visit {n}", "Budget": 5, "Source of funds": name} for n, name in enumerate(names)]
    for _time in range(2):
        report = put(plan, *found, head=head)
        assert [one.source.name for one in of(plan, Allocation)][:2] == ["State budget", "Global fund"]
        assert sum(report.money.values()) == 25
        assert FundingSource.objects.count() == 4


def test_two_columns_of_one_source_are_added_up(plan):
    head = ["Activity", "GAVI", "Gavi "]
    put(plan, {"Activity": "a", "GAVI": 5, "Gavi ": 7}, head=head)
    assert sum(one.amount for one in of(plan, Allocation)) == 12


def test_a_file_without_an_amount_takes_no_money_away(plan):
    put(plan, ROW)
    report = put(plan, ROW | {"GAVI": None, "Government": 0})
    assert report.changed == 0
    assert sum(one.amount for one in of(plan, Allocation)) == Decimal("750.50")


def test_the_currency_of_the_file_becomes_the_plans_where_it_has_none(plan):
    put(plan, {"Activity": "a", "GAVI": "MT 500"}, {"Activity": "b", "GAVI": "MT 600"}, head=["Activity", "GAVI"])
    plan.refresh_from_db()
    assert plan.currency == "MZN"


WORDS = st.text("abcdefgh", min_size=3, max_size=8).map(str.capitalize)
AMOUNTS = st.none() | st.decimals(min_value=Decimal("0.01"), max_value=10**12, places=2)
FIGURES = st.none() | st.integers(0, 10**6)
SMALL_PLANS = st.lists(
    st.fixed_dictionaries(
        {
            "Objective": WORDS, "Output": WORDS, "Activity": WORDS, "Target": FIGURES,
            "GAVI": AMOUNTS, "Government": AMOUNTS, "months": st.sets(st.sampled_from(["Jan", "Feb", "Mar"])),
        }
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=SMALL_PLANS)
def test_what_is_written_into_a_file_is_what_stands_in_the_plan(found, world):
    Workplan.objects.filter(team=world.other_team).delete()
    plan = Workplan.objects.begin(world.other_team, date(2026, 1, 1))
    found = [
        row | {"Code": f"K{n}", "Responsible": "Nurse", "Indicator": "Counted"} | dict.fromkeys(row["months"], "x")
        for n, row in enumerate(found)
    ]
    put(plan, *found)

    def by_names(rows):
        return sorted(rows, key=lambda row: row[0])

    def cents(amount):
        return Decimal(0) if amount is None else Decimal(amount).quantize(Decimal("0.01"))

    stands = [
        (
            one.code, one.output.objective.name, one.output.name, one.name, one.months,
            cents(money.get("GAVI")), cents(money.get("Government")), one.indicators.get().target,
        )
        for one in of(plan)
        for money in [one.allocations.by_source()]
    ]  # fmt: skip
    stood = [
        (
            row["Code"], row["Objective"], row["Output"], row["Activity"],
            [key for name, key in {"Jan": "2026-01", "Feb": "2026-02", "Mar": "2026-03"}.items() if name in row["months"]],
            cents(row["GAVI"]), cents(row["Government"]), row["Target"],
        )
        for row in found
    ]  # fmt: skip
    assert by_names(stands) == by_names(stood)
    again = put(plan, *found)
    assert (set(again.created.values()), again.changed) == ({0}, 0)
