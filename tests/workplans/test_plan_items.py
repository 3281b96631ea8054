"""Objectives, outputs, activities and indicators: adding, changing, moving and removing them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.pages import fill_in, filled, says
from workplans.models import Activity, Allocation, Indicator, Objective, Output, Target, Workplan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def bob(world, signed_in):
    return signed_in(world.bob)


def of(item, what=""):
    return reverse(f"workplans:plan_item{what}", args=[item._meta.model_name, item.pk])


def add_to(parent, kind):
    if kind == "objective":
        return reverse("workplans:plan_objective_add", args=[parent.pk])
    return reverse("workplans:plan_item_add", args=[parent._meta.model_name, parent.pk, kind])


@pytest.mark.parametrize(
    ("parent", "kind", "model"),
    [
        ("plan", "objective", Objective),
        ("objective", "output", Output),
        ("output", "activity", Activity),
        ("objective", "indicator", Indicator),
        ("output", "indicator", Indicator),
        ("activity", "indicator", Indicator),
    ],
)
def test_bob_adds_one_at_each_level_and_it_stands_last(parent, kind, model, world, bob):
    above = getattr(world, parent)
    response = fill_in(bob, add_to(above, kind), name="  Something new ", code="N1")
    item = model.objects.latest("pk")
    assert (item.name, item.code, item.parent, item.workplan) == ("Something new", "N1", above, world.plan)
    assert list(item.siblings())[-1] == item
    assert response.headers["Location"] == (of(above) if kind == "indicator" else of(item))
    assert "Something new" in says(bob.get(of(item)))
    assert item.history.get().history_user == world.bob


def test_bob_adds_several_in_a_row_without_leaving_the_form(world, bob):
    address = add_to(world.output, "activity")
    assert fill_in(bob, address, name="One", another="1").headers["Location"] == address
    assert "Added: One" in says(bob.get(address))
    assert fill_in(bob, address, name="Two", another="1").headers["Location"] == address
    assert list(world.output.activities.values_list("name", flat=True))[-2:] == ["One", "Two"]


@pytest.mark.parametrize(
    ("parent", "kind"), [("objective", "activity"), ("output", "output"), ("indicator", "indicator"), ("activity", "x")]
)
def test_nothing_is_added_where_it_does_not_belong(parent, kind, world, bob):
    assert bob.get(add_to(getattr(world, parent), kind)).status_code == 404


@pytest.mark.parametrize("kind", ["objective", "output", "activity", "indicator"])
def test_bob_changes_one_at_each_level_and_says_why(kind, world, bob):
    item = getattr(world, kind)
    assert fill_in(bob, of(item, "_change"), name="In other words", reason="The district asked").status_code == 302
    item.refresh_from_db()
    latest = item.history.first()
    assert item.name == "In other words"
    assert (latest.history_user, latest.history_change_reason) == (world.bob, "The district asked")
    assert "In other words" in says(bob.get(of(item)))


def test_a_form_that_is_sent_unchanged_changes_nothing_that_a_reader_sees(world, bob):
    for item in (world.objective, world.output, world.activity, world.second_activity, world.indicator):
        before = type(item).objects.filter(pk=item.pk).values().get()
        assert fill_in(bob, of(item, "_change")).status_code == 302
        after = type(item).objects.filter(pk=item.pk).values().get()
        assert {**after, "version": 0} == {**before, "version": 0}
    assert [target.value for target in world.indicator.targets.all()] == [43, 46, 50, 55]
    assert Target.history.count() == 4


def test_an_activity_without_a_name_is_refused_and_the_rest_stays_typed(world, bob):
    response = fill_in(bob, add_to(world.output, "activity"), name=" ", place="Everywhere", months=["2026-05"])
    assert "This field is required." in says(response)
    assert (filled(response)["place"], filled(response)["months"]) == (["Everywhere"], ["2026-05"])


def test_an_activity_is_planned_by_months_or_by_days_and_not_by_both(world, bob):
    address = of(world.activity, "_change")
    both = fill_in(bob, address, starts_on="2026-08-03", ends_on="2026-08-05")
    assert "Tick months or give days, not both: they may not agree." in says(both)
    assert fill_in(bob, address, months=[], starts_on="2026-08-03", ends_on="2026-08-05").status_code == 302
    world.activity.refresh_from_db()
    assert (world.activity.months, str(world.activity.starts_on)) == ([], "2026-08-03")
    assert "3 August 2026 to 5 August 2026" in says(bob.get(of(world.activity)))
    assert fill_in(bob, address, months=["2026-11", "2026-07"], starts_on=None, ends_on=None).status_code == 302
    world.activity.refresh_from_db()
    assert world.activity.months == ["2026-07", "2026-11"]
    assert (str(world.activity.starts_on), str(world.activity.ends_on)) == ("2026-07-01", "2026-11-30")
    assert "July 2026, November 2026" in says(bob.get(of(world.activity)))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"starts_on": "2026-08-03", "ends_on": "2026-08-02"}, "The last day cannot be before the first."),
        ({"starts_on": "31/08/2026 noon"}, "Enter a valid date."),
        ({"starts_on": "0026-08-03"}, "Is the year mistyped?"),
        ({"ends_on": "9999-12-31"}, "Is the year mistyped?"),
        ({"months": ["2031-01"]}, "Select a valid choice."),
        ({"post": "999999"}, "Select a valid choice."),
        ({"practice": "lead"}, "Select a valid choice."),
    ],
)
def test_dates_and_choices_that_cannot_be_are_refused_in_words(typed, words, world, bob):
    assert words in says(fill_in(bob, of(world.third_activity, "_change"), **typed))
    world.third_activity.refresh_from_db()
    assert world.third_activity.starts_on is None


def test_months_that_left_the_plan_stay_with_the_activity_until_bob_unticks_them(world, bob):
    world.activity.months = ["2025-12", "2026-01"]
    world.activity.save()
    assert fill_in(bob, of(world.activity, "_change"), place="Here").status_code == 302
    world.activity.refresh_from_db()
    assert world.activity.months == ["2025-12", "2026-01"]


def test_an_activity_far_longer_than_its_plan_does_not_break_the_plans_page(world, bob):
    for first, last in [("2026-12-31", "9999-12-31"), ("0001-01-01", "2026-01-01")]:
        Activity.objects.filter(pk=world.third_activity.pk).update(starts_on=first, ends_on=last)
        assert bob.get(world.plan.get_absolute_url()).status_code == 200
        assert bob.get(world.plan.get_absolute_url(), {"quarter": 1}).status_code == 200
        assert bob.get(of(world.third_activity)).status_code == 200


def test_posts_of_other_teams_are_not_offered(world, bob):
    form = bob.get(of(world.activity, "_change")).context["form"]
    assert set(form.fields["post"].queryset) == {world.officer, world.midwife, world.vacant}


@pytest.mark.parametrize(
    ("which", "direction", "order"),
    [(0, "up", "ABC"), (0, "down", "BAC"), (1, "up", "BAC"), (1, "down", "ACB"), (2, "up", "ACB"), (2, "down", "ABC")],
)
@pytest.mark.parametrize("kind", ["objective", "output", "activity", "indicator"])
def test_an_item_changes_places_with_its_neighbour_and_stays_at_the_ends(kind, which, direction, order, world, bob):
    items = {
        "objective": lambda: Objective(workplan=world.plan),
        "output": lambda: Output(objective=world.objective),
        "activity": lambda: Activity(output=world.second_output),
        "indicator": lambda: Indicator(activity=world.activity),
    }
    row = []
    for letter in "ABC":
        item = items[kind]()
        item.name = letter
        item.save()
        row.append(item)
    type(item).objects.exclude(pk__in=[one.pk for one in row]).delete() if kind in {"activity", "indicator"} else None
    assert bob.post(of(row[which], "_move"), {"direction": direction}).headers["Location"] == of(row[which])
    names = "".join(item.name for item in row[0].siblings() if len(item.name) == 1)
    if kind in {"objective", "output"} and (which, direction) == (0, "up"):
        assert names == "ABC", "it went above what stood there before"
    else:
        assert names == order


@pytest.mark.parametrize("direction", ["", "sideways", None])
def test_a_direction_that_is_none_is_not_found(direction, world, bob):
    data = {} if direction is None else {"direction": direction}
    assert bob.post(of(world.activity, "_move"), data).status_code == 404


def test_an_output_and_an_activity_move_under_another_parent_and_stand_last_there(world, bob):
    other = Objective.objects.create(workplan=world.plan, name="Children grow well")
    first = Output.objects.create(objective=other, name="Children are weighed")
    assert fill_in(bob, of(world.output, "_change"), objective=str(other.pk)).status_code == 302
    assert list(other.outputs.all()) == [first, world.output]
    assert list(world.objective.outputs.all()) == [world.second_output]
    assert fill_in(bob, of(world.activity, "_change"), output=str(world.second_output.pk)).status_code == 302
    assert list(world.second_output.activities.all()) == [world.third_activity, world.activity]
    assert Allocation.objects.filter(activity=world.activity).count() == 2


def test_nothing_moves_into_another_teams_plan(world, bob):
    elsewhere = Workplan.objects.begin(world.other_team, world.plan.starts_on)
    theirs = Output.objects.create(objective=Objective.objects.create(workplan=elsewhere, name="O"), name="Theirs")
    assert "Select a valid choice." in says(fill_in(bob, of(world.activity, "_change"), output=str(theirs.pk)))
    assert not theirs.activities.exists()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("objective", ["2 outputs go with it", "3 activities go with it", "2 amounts of money go with it"]),
        ("output", ["2 activities go with it", "2 amounts of money go with it"]),
        ("activity", ["2 amounts of money go with it"]),
        ("indicator", []),
    ],
)
def test_what_is_removed_takes_along_what_the_page_said(kind, words, world, bob):
    item = getattr(world, kind)
    page = bob.get(of(item, "_remove"))
    assert [said for said in words if said not in says(page)] == []
    assert says(page).count("with it") == len(words)
    before = [model.objects.count() for model in (Output, Activity, Allocation)]
    response = fill_in(bob, of(item, "_remove"), reason="Nobody pays for it")
    above = world.plan.get_absolute_url() if kind == "objective" else of(item.parent)
    assert response.headers["Location"] == above
    gone = [b - model.objects.count() for b, model in zip(before, (Output, Activity, Allocation), strict=True)]
    assert sum(gone) == sum(int(said[0]) for said in words) + (kind in {"output", "activity"})
    record = type(item).history.filter(id=item.pk).first()
    assert (record.history_type, record.history_user, record.history_change_reason) == (
        "-", world.bob, "Nobody pays for it",
    )  # fmt: skip
    assert bob.get(of(item)).status_code == 404
    assert "Nobody pays for it" in says(bob.get(of(item, "_history")))


def test_an_indicator_keeps_its_figures_to_the_last_digit(world, bob):
    address = of(world.indicator, "_change")
    typed = {"baseline": "41.25", "target": "1,250,000", "target_1": None, "target_2": "0", "target_4": "-3.5"}
    assert fill_in(bob, address, **typed).status_code == 302
    world.indicator.refresh_from_db()
    assert (world.indicator.baseline, world.indicator.target) == (Decimal("41.25"), 1_250_000)
    assert dict(world.indicator.targets.values_list("quarter__number", "value")) == {2: 0, 3: 50, 4: Decimal("-3.5")}
    page = bob.get(address)
    assert [filled(page)[name] for name in ("baseline", "target", "target_1", "target_2", "target_4")] == [
        ["41.25"], ["1,250,000"], [""], ["0"], ["-3.5"],
    ]  # fmt: skip


def test_a_target_of_nothing_is_shown_as_zero_and_not_as_unknown(world, bob):
    fill_in(bob, of(world.indicator, "_change"), target_1="0", target_2=None)
    page = says(bob.get(of(world.indicator)))
    assert "Quarter 1 Planned 0%" in page
    assert "Quarter 2 Planned –" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"denominator": None}, "A ratio needs both: what is counted, and out of what."),
        ({"target": "about fifty"}, "Enter a number."),
        ({"target_2": "1" * 30}, "Ensure that there are no more than"),
        ({"baseline": "NaN"}, "Enter a number."),
        ({"baseline": "1e400"}, "Ensure that there are no more than"),
    ],
)
def test_figures_that_cannot_be_are_refused_and_stay_typed(typed, words, world, bob):
    response = fill_in(bob, of(world.indicator, "_change"), **typed)
    assert words in says(response)
    assert {name: filled(response)[name] for name in typed} == {name: [value or ""] for name, value in typed.items()}


def test_quarters_that_miss_the_year_are_saved_and_pointed_out(world, signed_in):
    bob = signed_in(world.bob)
    change, page = (
        reverse(f"workplans:plan_item{what}", args=["indicator", world.indicator.pk]) for what in ("_change", "")
    )
    fill_in(bob, change, target_4="54")
    assert "The quarters add up to 193, the year says 55. Look whether both are right." in says(bob.get(page))
    fill_in(bob, change, target_4="55")
    assert "Look whether both are right" not in says(bob.get(page))
