"""Values in tables: typed or pasted, saved row by row, with what is wrong beside its cell."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.pages import filled, says
from tests.world import recorded
from workplans.models import Breakdown, Entry, Indicator
from workplans.queries import values
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def monthly(world):
    """Three numbers recorded each month: the first the midwife's, the second of her activity, the third of nobody."""
    facts = {"unit": "visits", "recorded_every": "month"}
    return [
        Indicator.objects.create(output=world.output, name="One", post=world.midwife, **facts),
        Indicator.objects.create(activity=world.activity, name="Two", **facts),
        Indicator.objects.create(output=world.second_output, name="Three", **facts),
    ]


def table(world, period="2026-06", query=""):
    return reverse("workplans:monitor_period", args=[world.plan.pk, period]) + query


def named(indicator, what="value"):
    return f"i{indicator.pk}-{what}"


def test_the_table_has_what_is_recorded_for_that_time_the_own_first(world, monthly, signed_in):
    one, two, _three = monthly
    recorded(world, "2026-05", 10, indicator=one)
    bob = signed_in(world.bob)
    words = says(bob.get(table(world)))
    assert words.index("One") < words.index("Two") < words.index("Three")
    assert "10 visits" in words
    assert "Deliveries with" not in words
    mine = says(bob.get(table(world, query="?show=mine")))
    assert ("One" in mine, "Two" in mine, "Three" in mine) == (True, True, False)
    assert "Three" in says(signed_in(world.alice).get(table(world, query="?show=mine")))
    assert "Deliveries with" in says(bob.get(table(world, query="?show=others")))
    recorded(world, "2026-06", 10, indicator=one)
    recorded(world, "q2", 10, indicator=two)
    missing = says(bob.get(table(world, query="?show=missing")))
    assert ("1.1.3 One" in missing, "Two" in missing, "Three" in missing) == (False, False, True)
    quarter = says(bob.get(table(world, "q2")))
    assert "Deliveries with" in quarter
    assert "46%" in quarter, "the target of the quarter"
    for wrong in ("2030-01", "x"):
        assert bob.get(table(world, wrong)).status_code == 404


def test_rows_that_are_right_are_saved_and_the_others_come_back(world, monthly, signed_in):
    one, two, three = monthly
    bob = signed_in(world.bob)
    page = bob.get(table(world))
    three.adds_up = "last"
    three.save()
    sent = filled(page, **{named(one): "12", named(two): "many", named(three): "-4", "source": "Register"})
    came = bob.post(table(world), sent)
    words = says(came)
    assert "1 value was saved." in words
    assert "2 rows need another look." in words
    assert "Enter a number." in words
    assert "Visits is below zero: -4." in words
    assert (Entry.figures.get().value, Entry.figures.get().source) == (12, "Register")
    again = filled(came)
    assert [again[named(indicator)] for indicator in monthly] == [["12"], ["many"], ["-4"]]
    sure = filled(came, **{named(two): "5", named(three, "why"): "Returned after a recount"})
    assert bob.post(table(world), sure).status_code == 302
    assert {entry.indicator: (entry.value, entry.text) for entry in Entry.figures.all()} == {
        one: (12, ""),
        two: (5, ""),
        three: (-4, "Returned after a recount"),
    }
    assert bob.post(table(world), sent).status_code == 200, "an old page asks before it writes over"
    assert Entry.figures.count() == 3


def test_what_stood_before_is_corrected_with_one_reason(world, monthly, signed_in):
    one, two, _three = monthly
    recorded(world, "2026-06", 12, indicator=one, text="Quiet")
    recorded(world, "2026-06", 5, indicator=two)
    bob = signed_in(world.bob)
    came = bob.post(table(world), filled(bob.get(table(world)), **{named(one): "13", named(two): "6"}))
    assert says(came).count("Below the table, say why it is changed.") == 2
    assert Entry.figures.count() == 2
    assert bob.post(table(world), filled(came, reason="Recounted")).status_code == 302
    assert {(new.value, new.reason, new.text) for new in Entry.figures.standing()} == {
        (13, "Recounted", "Quiet"),
        (6, "Recounted", ""),
    }


def test_a_total_with_parts_is_corrected_together_with_them(world, monthly, signed_in):
    one = monthly[0]
    sex = Breakdown.objects.create(name="Sex at birth")
    one.breakdowns.add(sex)
    women, men = (sex.parts.create(name=name, order=place) for place, name in enumerate(("Women", "Men")))
    parts = {women: Reading(Decimal(7)), men: Reading(Decimal(5))}
    entry = recorded(world, "2026-06", 12, indicator=one, parts=parts)
    bob, address = signed_in(world.bob), reverse("workplans:monitor_correct", args=[entry.pk])
    page = bob.get(table(world))
    assert f'href="{address}?table=time"' in page.content.decode()
    for name, number in ((named(one), "13"), (named(one), "6")):
        came = bob.post(table(world), filled(page, **{name: number, "reason": "Recounted"}))
        assert "This was recorded in parts: Women 7, Men 5." in says(came)
        assert f'href="{address}?table=time&amp;value={number}"' in came.content.decode()
        assert filled(came)[named(one)] == [number]
    year = reverse("workplans:monitor_year", args=[one.pk])
    came = bob.post(year, filled(bob.get(year), **{"2026-06-value": "13", "reason": "Recounted"}))
    assert "Women 7, Men 5" in says(came)
    assert f'href="{address}?table=year&amp;value=13"' in came.content.decode()
    assert f'href="{year}?every=month"' in bob.get(f"{address}?table=year").content.decode()
    assert [one.value for one in Entry.figures.standing()] == [12]
    page = bob.get(f"{address}?value=13")
    assert "What you typed in the table stands below and is not saved yet." in says(page)
    typed = filled(page)
    assert (typed["value"], typed[f"p{women.pk}_value"]) == (["13"], ["7"])
    typed = filled(page, **{f"p{women.pk}_value": "8", "reason": "Recounted"})
    sent = bob.post(f"{address}?table=time&value=13", typed)
    assert sent.headers["Location"] == table(world), "back to the other cells"
    new = Entry.figures.standing().get()
    assert (new.value, {said.part: said.value for said in new.parts.all()}) == (13, {women: 8, men: 5})
    world.quarters[1].settle(True, world.alice)
    for where in (table(world), year):
        assert "Correct it with its parts" not in says(bob.get(where)), "nothing is corrected in a closed quarter"


def test_an_emptied_cell_takes_back_only_where_somebody_means_it(world, monthly, signed_in):
    one, two, _three = monthly
    recorded(world, "2026-06", 12, indicator=one)
    bob = signed_in(world.bob)
    typed = {named(one): "", named(two): "3", "reason": "It was May's"}
    came = bob.post(table(world), filled(bob.get(table(world)), **typed))
    words = says(came)
    assert "An empty cell takes back what was recorded: 12 visits." in words
    assert "1 value was saved." in words
    assert "taken back." not in words.replace("takes back", "")
    assert Entry.figures.standing().count() == 2
    told = bob.post(table(world), filled(came, **{named(one, "back"): "on", "reason": ""}))
    assert "Below the table, say why it is changed." in says(told)
    sent = bob.post(table(world), filled(told, reason="It was May's"), follow=True)
    assert "1 value was taken back." in says(sent)
    assert "value was saved" not in says(sent)
    assert [entry.indicator for entry in Entry.figures.standing()] == [two]
    assert Entry.figures.get(reason="It was May's").in_words == ""


def test_a_row_that_comes_back_says_what_stands_there(world, monthly, signed_in):
    """By it the browser knows what is typed and not saved."""
    one = monthly[0]
    recorded(world, "2026-06", 12, indicator=one)
    bob = signed_in(world.bob)
    came = bob.post(table(world), filled(bob.get(table(world)), **{named(one): "many"})).content.decode()
    [box] = re.findall(rf'<input[^>]*name="{named(one)}"[^>]*>', came)
    assert 'value="many"' in box
    assert 'data-stood="12"' in box


def test_nobody_writes_over_unseen(world, monthly, signed_in):
    one, two, _three = monthly
    bob = signed_in(world.bob)
    page = bob.get(table(world))
    recorded(world, "2026-06", 10, indicator=one, by=world.alice)
    recorded(world, "2026-06", 3, indicator=two, by=world.alice)
    came = bob.post(table(world), filled(page, **{named(one): "12"}))
    words = says(came)
    assert "Alice wrote 10 here meanwhile." in words
    assert filled(came)[named(one)] == ["12"]
    assert filled(came)[named(two)] == ["3"], "what this person left is as it stands"
    assert bob.post(table(world), filled(came, reason="Recounted")).status_code == 302
    assert sorted(entry.value for entry in Entry.figures.standing()) == [3, 12]


def test_a_ratio_has_two_cells_and_all_its_times_on_one_page(world, signed_in):
    bob = signed_in(world.bob)
    address = reverse("workplans:monitor_year", args=[world.indicator.pk])
    page = bob.get(address)
    typed = {"q1-numerator": "40", "q1-denominator": "100", "q2-numerator": "23", "q3-numerator": "1"}
    came = bob.post(address, filled(page, **typed))
    words = says(came)
    assert "A ratio needs both" in words
    assert "Quarter 4" not in words, "it is still to come"
    assert [entry.in_words for entry in Entry.figures.all()] == ["40% (40 of 100)"]
    sent = bob.post(address, filled(came, **{"q2-denominator": "50", "q3-numerator": ""}))
    assert sent.status_code == 302
    assert [entry.period for entry in Entry.figures.standing().order_by("on")] == ["q1", "q2"]
    assert "2026-01-numerator" in filled(bob.get(f"{address}?every=month"))
    assert bob.get(f"{address}?every=week").status_code == 404


def test_five_hundred_indicators_are_light_and_need_no_more_queries(world, monthly, signed_in):
    def measured():
        with CaptureQueriesContext(connection) as captured:
            page = vera.get(table(world, query="?show=missing"))
        return len(captured), len(page.content)

    vera = signed_in(world.bob)
    vera.get(table(world))
    before, _size = measured()
    rows = [
        Indicator(
            output=world.output,
            workplan=world.plan,
            order=number,
            name=f"Number {number} of a list that is as long as a ministry's",
            recorded_every="month",
            unit="visits",
        )
        for number in range(500)
    ]
    Indicator.objects.bulk_create(rows)
    recorded(world, "2026-05", 1200, indicator=rows[3])
    now, size = measured()
    assert now == before <= 20
    assert size < 60_000


def test_what_was_sent_is_judged_whatever_is_shown_by_now(world, monthly, signed_in, monkeypatch):
    one, two, three = monthly
    bob = signed_in(world.bob)
    missing = table(world, query="?show=missing")
    page = bob.get(missing)
    recorded(world, "2026-06", 5, indicator=one, by=world.alice)
    came = bob.post(missing, filled(page, **{named(one): "77", named(two): "3"}))
    assert "1 value was saved." in says(came)
    assert "Alice wrote 5 here meanwhile." in says(came)
    assert filled(came)[named(one)] == ["77"]
    monkeypatch.setattr(values, "A_PAGE", 1)
    last = table(world, "2026-05", "?show=missing&page=3")
    page = bob.get(last)
    recorded(world, "2026-05", 5, indicator=two, by=world.alice)
    assert bob.post(last, filled(page, **{named(three): "4"})).status_code == 302
    assert Entry.figures.get(indicator=three).value == 4


@pytest.mark.parametrize("seen", ['{"%s": ["sNaN", "", ""]}', '{"%s": ["Infinity", "", ""]}', "[" * 200_000])
def test_what_cannot_have_been_seen_is_nothing(seen, world, monthly, signed_in):
    one = monthly[0]
    bob = signed_in(world.bob)
    sent = filled(bob.get(table(world)), **{named(one): "4"})
    sent["seen"] = seen.replace("%s", f"i{one.pk}")
    assert bob.post(table(world), sent).status_code == 302
    assert Entry.figures.get().value == 4


def test_what_was_typed_for_an_indicator_that_was_taken_out_meanwhile_is_told(world, monthly, signed_in):
    one, two, three = monthly
    bob = signed_in(world.bob)
    sent = filled(bob.get(table(world)), **{named(one): "13", named(two): "4"})
    names = [gone.name for gone in (one, three)]
    one.delete()
    three.delete()
    came = bob.post(table(world), sent, follow=True)
    assert f"“{names[0]}” was taken out of the plan meanwhile. What you typed for it is not saved: 13" in says(came)
    assert names[1] not in says(came), "nothing was typed for that"
    assert Entry.figures.get(indicator=two).value == 4
    came = bob.post(table(world), {**sent, "i999999999999999-value": "5"}, follow=True)
    assert "999999" not in says(came)
