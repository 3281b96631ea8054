"""Results: planned, approved and actual side by side, what lies behind a figure, why it is so, and the files."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.pages import says
from tests.world import TODAY, bring_to, report, stuck
from workplans import reviewing
from workplans.models import Breakdown, Entry, Explanation, Indicator, Objective, Output, Target, Workplan
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def visits(world):
    """An indicator that is added up, recorded each month: April 7, May 9, June 8 of the 20 planned for the quarter."""
    found = Indicator.objects.create(
        output=world.output, name="Visits", unit="visits", recorded_every="month", target=80
    )
    Target.objects.create(indicator=found, quarter=world.quarters[1], value=20)
    for key, number in (("2026-04", 7), ("2026-05", 9), ("2026-06", 8)):
        record(world, found, key, number)
    return found


def record(world, indicator, key, number, out_of=None, by=None, **more):
    reading = Reading(Decimal(number)) if out_of is None else Reading(None, Decimal(number), Decimal(out_of))
    period = indicator.workplan.calendar().find(key)
    return Entry.figures.record(indicator, period, by or world.bob, reading, **more)


def results(client, world, **query):
    return client.get(reverse("workplans:monitor_results", args=[world.plan.pk]), query)


def entries(client, world, **query):
    return client.get(reverse("workplans:monitor_entries", args=[world.plan.pk]), query)


def rows_of(page):
    """{number and name: row} of the indicators and activities on a page of results."""
    return {
        row["name"]: row for block in page.context["folded"].blocks for row in [*block.indicators, *block.activities]
    }


def test_the_last_quarter_that_is_over_is_compared(world, visits, signed_in):
    page = results(signed_in(world.vera), world)
    assert page.context["results"].number == 2
    row = rows_of(page)["Visits"]
    shown = {
        name: row["quarter"][name] for name in ("planned", "approved", "actual", "difference", "state", "recorded")
    }
    assert shown == {
        "planned": "20",
        "approved": "",
        "actual": "24",
        "difference": "+4",
        "state": "on track",
        "recorded": "",
    }
    assert (row["so_far"]["recorded"], row["year"]["planned"]) == ("3 of 6 recorded", "80")
    ratio = rows_of(page)["Deliveries with a skilled attendant"]["quarter"]
    assert (ratio["planned"], ratio["actual"], ratio["state"]) == ("46%", "", "not recorded")
    assert "1 on track" in says(page)


def test_what_was_approved_is_shown_where_it_differs(world, visits, signed_in):
    bring_to(world, world.plan, "approved")
    client = signed_in(world.alice)
    assert not results(client, world).context["folded"].has_approved
    reviewing.amend(Workplan.objects.get(pk=world.plan.pk), "The road is closed", world.alice)
    target = visits.targets.get()
    target.value = 30
    target.save()
    new = Indicator.objects.create(output=world.output, name="New", target=3)
    Target.objects.create(indicator=new, quarter=world.quarters[1], value=3)
    page = results(client, world)
    row = rows_of(page)["Visits"]
    assert (row["quarter"]["planned"], row["quarter"]["approved"], row["year"]["approved"]) == ("30", "20", "")
    assert rows_of(page)["New"]["quarter"]["approved"] == "none"
    assert row["quarter"]["state"] == "at risk"
    own = client.get(visits.get_absolute_url())
    assert [one["approved"] for one in own.context["measures"].quarters] == ["", "20", "", "", "20", ""]
    assert "Quarter 2 Planned 30 Approved 20 Actual 24 Difference -6" in says(own)


def test_activities_stand_beside_with_what_was_done_and_spent(world, signed_in):
    world.activity.months = ["2026-06"]
    world.activity.save()
    report(world, "done")
    world.second_activity.months = ["2026-05"]
    world.second_activity.save()
    Entry.figures.tally(world.activity, "reached", Decimal(34), world.bob, date(2026, 6, 3))
    Entry.figures.tally(world.activity, "reached", Decimal(20), world.bob, date(2026, 7, 3))
    page = results(signed_in(world.vera), world)
    done, silent = rows_of(page)["Train six midwives in emergency care"], rows_of(page)["Agree the night roster"]
    assert (done["quarter"]["due"], done["quarter"]["done"], done["state"]) == ("1", "1", "on track")
    assert (done["quarter"]["reached"], done["so_far"]["reached"], done["year"]["reached"]) == ("34", "34", "54")
    assert (done["planned"], done["spent"], done["said"]) == ("3,400.50", "–", "done, 12 Aug 2026")
    assert (silent["state"], silent["late"]) == ("not recorded", "73 days late")
    stuck(world, activity=world.second_activity)
    report(world, "stuck", world.second_activity)
    assert rows_of(results(signed_in(world.vera), world))["Agree the night roster"]["state"] == "off track"
    counts = entries(signed_in(world.vera), world, activity=world.activity.pk, upto=3)
    assert "People reached: 34 (3 June) + 20 (3 July) = 54" in says(counts)


def test_filters_leave_what_was_asked_for(world, visits, signed_in):
    client = signed_in(world.vera)
    visits.post = world.midwife
    visits.save()
    assert set(rows_of(results(client, world, state="on_track"))) == {"Visits"}
    assert set(rows_of(results(client, world, q="VISIT"))) == {"Visits"}
    assert set(rows_of(results(client, world, post=world.midwife.pk, kind="indicator"))) == {"Visits"}
    assert next(iter(rows_of(results(client, world, by="state")))) == "Deliveries with a skilled attendant"
    nonsense = results(client, world, quarter="9", state="x", page="-1", open="o99")
    assert nonsense.status_code == 200
    assert nonsense.context["results"].number == 2
    assert not rows_of(results(client, world, q="nothing of this"))


def test_a_figure_leads_to_what_it_is_made_of(world, visits, signed_in):
    client = signed_in(world.vera)
    behind = rows_of(results(client, world))["Visits"]["quarter"]["behind"]
    page = client.get(reverse("workplans:monitor_entries", args=[world.plan.pk]) + behind)
    assert "7 (April) + 9 (May) + 8 (June) = 24 visits" in says(page)
    assert len(page.context["entries"]) == 3
    last = Entry.figures.get(period="2026-06")
    Entry.figures.correct(last, world.alice, "Two were counted twice", Reading(Decimal(6)))
    page = entries(client, world, indicator=visits.pk, quarter=2)
    assert "7 (April) + 9 (May) + 6 (June) = 22 visits" in says(page)
    page = entries(client, world, indicator=visits.pk, quarter=2, corrected="on")
    assert [(one.figure, one.state) for one in page.context["entries"]][:2] == [
        ("6 visits", ""),
        ("8 visits", "corrected since"),
    ]
    record(world, visits, "q2", 40)
    page = entries(client, world, indicator=visits.pk, quarter=2)
    assert "40 (Quarter 2)" in says(page)
    assert [one.state[:12] for one in page.context["entries"]].count("not added up") == 3


def test_a_ratio_is_told_by_what_it_is_made_of(world, signed_in):
    record(world, world.indicator, "q1", 30, 60)
    record(world, world.indicator, "q2", 10, 40)
    client = signed_in(world.vera)
    page = entries(client, world, indicator=world.indicator.pk, upto=2)
    assert "30 of 60 (Quarter 1) + 10 of 40 (Quarter 2): 40 of 100 = 40%" in says(page)
    assert "10 of 40 (Quarter 2) = 25%" in says(entries(client, world, indicator=world.indicator.pk, quarter=2))
    assert "out of what are added up, each by itself, and then divided." in says(page)
    assert "average" not in says(page)
    world.indicator.adds_up = "last"
    world.indicator.save()
    assert "The last one counts: 10 of 40 (Quarter 2) = 25%" in says(
        entries(client, world, indicator=world.indicator.pk)
    )
    plain = Indicator.objects.create(output=world.output, name="Stock", adds_up="average")
    record(world, plain, "q1", 3)
    record(world, plain, "q2", 4)
    assert "(3 (Quarter 1) + 4 (Quarter 2)) ÷ 2 = 3.5" in says(entries(client, world, indicator=plain.pk))


def test_nobody_looks_behind_a_figure_of_another_plan(world, visits, signed_in):
    other = Workplan.objects.begin(world.other_team, date(2026, 1, 1))
    output = Output.objects.create(objective=Objective.objects.create(workplan=other, name="O"), name="P")
    theirs = Indicator.objects.create(output=output, name="Theirs")
    client = signed_in(world.bob)
    assert entries(client, world, indicator=theirs.pk).status_code == 404
    assert client.get(reverse("workplans:monitor_entries", args=[other.pk])).status_code == 404
    assert entries(client, world, indicator="x", quarter="99", upto="77").status_code == 200


def test_the_page_of_an_indicator_has_its_results(world, visits, signed_in):
    sex = Breakdown.objects.create(name="Sex at birth")
    women, men = sex.parts.create(name="Women", order=1), sex.parts.create(name="Men", order=2)
    visits.breakdowns.add(sex)
    parts = {women: Reading(Decimal(6)), men: Reading(Decimal(3))}
    entry = record(world, visits, "2026-07", 9, parts=parts, source="Register", text="A quiet month")
    Entry.figures.verify(entry, world.sofia)
    page = signed_in(world.bob).get(visits.get_absolute_url())
    measures = page.context["measures"]
    assert [row["actual"] for row in measures.quarters] == ["", "24", "9", "", "24", "33"]
    assert [(part.name, part.figure, part.length) for part in measures.breakdowns[0][1]] == [
        ("Women", "6 visits", 100),
        ("Men", "3 visits", 50),
    ]
    assert (measures.next, measures.next_words) == ("2026-01", "January 2026")
    assert measures.entries[0].verified_by == "Sofia"
    for words in ("Register", "A quiet month", "Women: 6 visits", "verified by Sofia", "Bob, Midwife in charge"):
        assert words in says(page)


def test_a_monthly_stock_is_drawn_month_by_month(world, signed_in):
    stock = Indicator.objects.create(output=world.output, name="Stock", recorded_every="month", adds_up="last")
    record(world, stock, "2026-04", 0)
    record(world, stock, "2026-05", -3, sure=True, text="Lent to Baraka")
    measures = signed_in(world.bob).get(stock.get_absolute_url()).context["measures"]
    assert len(measures.drawing.boxes) == 12
    assert (measures.low, measures.high) == ("-3", "0")
    assert measures.months[4]["actual"] == "-3"


def test_why_it_is_so_is_explained_and_shown(world, visits, signed_in):
    bob = signed_in(world.bob)
    address = reverse("workplans:monitor_explain", args=["indicator", visits.pk, 2])
    assert bob.get(reverse("workplans:monitor_explain", args=["output", world.output.pk, 2])).status_code == 404
    assert bob.get(reverse("workplans:monitor_explain", args=["indicator", visits.pk, 9])).status_code == 404
    assert bob.get(address).status_code == 200
    typed = {"why": "A campaign week", "what_next": "Keep the second midwife"}
    answer = bob.post(address, typed)
    assert answer.url.endswith(f"/results/?quarter=2#i{visits.pk}")
    row = rows_of(results(bob, world))["Visits"]
    assert (row["why"], row["what_next"]) == ("A campaign week", "Keep the second midwife")
    assert "A campaign week" in says(bob.get(visits.get_absolute_url()))
    crossed = bob.post(address, {"why": "Another reason", "version": 0})
    assert "A campaign week" in says(crossed)
    assert crossed.context["form"].crossing
    bob.post(
        address, {"why": "Another reason", "version": crossed.context["form"].saved_version, "reason": "Found out"}
    )
    assert Explanation.objects.get().why == "Another reason"
    history = bob.get(address)
    assert next(changes for _record, changes in history.context["versions"])[0][1:] == (
        "A campaign week",
        "Another reason",
    )


def test_a_closed_quarter_keeps_its_explanations(world, visits, signed_in):
    address = reverse("workplans:monitor_explain", args=["activity", world.activity.pk, 1])
    alice = signed_in(world.alice)
    alice.post(address, {"why": "The trainer left"})
    reviewing.settle_quarter(world.quarters[0], True, "", world.alice, TODAY)
    page = alice.get(address)
    assert "Quarter 1 is closed, so its explanations stay as they are" in says(page)
    assert "The trainer left" in says(page)
    refused = alice.post(address, {"why": "Something else", "version": 1})
    assert "Quarter 1 is closed" in says(refused)
    assert "Something else" in says(refused)
    assert Explanation.objects.get().why == "The trainer left"


def test_files_keep_numbers_and_take_no_formula(world, visits, signed_in):
    visits.name = "=HYPERLINK(1)"
    visits.save()
    Explanation.objects.create(quarter=world.quarters[1], indicator=visits, why="+cmd|'/c calc'!A1")
    client = signed_in(world.vera)
    book = load_workbook(BytesIO(get_file(client, world, "xlsx")))
    sheet = book["Indicators"]
    heads = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[2].value == "=HYPERLINK(1)")
    assert row[2].data_type == "s"
    assert row[heads.index("Quarter 2: actual")].value == 24
    table = list(csv.DictReader(StringIO(get_file(client, world, "csv").decode("utf-8-sig"))))
    line = next(one for one in table if one["Name"] == "'=HYPERLINK(1)")
    assert (line["Quarter 2: actual"], line["Quarter 2: difference"]) == ("24", "4")
    assert line["Why"] == "'+cmd|'/c calc'!A1"


def get_file(client, world, way, **query):
    answer = client.get(reverse("workplans:monitor_results_file", args=[world.plan.pk, way]), query)
    assert answer.status_code == 200
    return answer.content
