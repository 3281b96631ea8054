"""How results are shown: which columns are of the quarter, what leads where, and what stands beside an explanation."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from tests.pages import says
from tests.workplans.test_monitor_agenda import on
from tests.workplans.test_monitor_many import queries_of
from tests.workplans.test_monitor_results import record, results, rows_of
from tests.world import TODAY, entry, recurring, report, stuck
from workplans.exchange.paper.resulted import results_shown
from workplans.models import Indicator, MoneyEntry, StandardIndicator, Target
from workplans.queries.results import Results
from workplans.queries.results.cells import difference_in_words
from workplans.queries.results.lines import in_money
from workplans.templatetags.plan import figure, money
from workplans.written import number_in_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def visits(world):
    found = Indicator.objects.create(output=world.output, name="Visits", unit="visits", target=80)
    Target.objects.create(indicator=found, quarter=world.quarters[1], value=20)
    record(world, found, "q2", 24)
    return found


def columns(page, name):
    """The heads of the table whose first is `name`, as they stand one below the other."""
    found = re.findall(rf"<thead><tr><th[^>]*>{name}</th>.*?</thead>", page.content.decode(), re.DOTALL)
    return [re.findall(r">([^<]+)</th>", row) for row in found[0].split("</tr>")[:2]]


def test_the_tables_say_which_figures_are_of_the_quarter(world, visits, signed_in):
    page = results(signed_in(world.vera), world, quarter=2)
    why = "Why, and what we do about it"
    assert columns(page, "Indicator") == [
        ["Indicator", "Quarter 2", "So far", "The whole plan", why],
        ["Planned", "Actual", "Difference", "State"],
    ]
    assert columns(page, "Activity") == [
        ["Activity", "Quarter 2", "From the beginning up to then", why],
        ["Due", "Done", "Difference", "State", "Done", "Held, people reached", "Money"],
    ]
    assert 'href="?quarter=3">Quarter 3</a>' in page.content.decode()


def test_an_activity_shows_its_difference_and_all_its_money_and_leads_to_both(world, signed_in):
    activity = recurring(world, "month", ["2026-04", "2026-05"])
    report(world, "done", activity=activity, occasion=activity.occasions.first())
    kind = MoneyEntry.Kind
    entry(world, kind.RELEASED, 900, on=date(2026, 5, 2))
    entry(world, kind.SPENT, "300.10", on=date(2026, 6, 30))
    page = results(signed_in(world.vera), world, quarter=2)
    row = rows_of(page)[activity.name]
    assert (row["quarter"]["due"], row["quarter"]["done"], row["quarter"]["difference"]) == ("2", "1", "-1")
    assert rows_of(page)[world.second_activity.name]["quarter"]["difference"] == ""
    assert "planned 3,400.50 approved – released 900 spent 300.10" in says(page)
    behind = f"{reverse('workplans:organise_entries', args=[world.plan.pk])}?activity={world.activity.pk}"
    assert behind in page.content.decode()
    assert "300.10" in says(signed_in(world.vera).get(behind))


def test_an_objective_says_what_its_activities_come_to_together(world, signed_in):
    activity = recurring(world, "month", ["2026-04", "2026-05"])
    report(world, "done", activity=activity, occasion=activity.occasions.first())
    entry(world, MoneyEntry.Kind.SPENT, "300.10", on=date(2026, 6, 30))
    entry(world, MoneyEntry.Kind.SPENT, 50, on=date(2026, 7, 1))
    page = results(signed_in(world.vera), world, quarter=2)
    block = next(one for one in page.context["folded"].blocks if one.activities)
    assert block.work == {
        "planned": "3,400.50",
        "approved": "–",
        "released": "–",
        "spent": "300.10",
        "due": "2",
        "done": "1",
        "has_money": True,
    }
    assert "1 of 2 times done that were due so far · Money: planned 3,400.50" in says(page)
    [lone] = results(signed_in(world.vera), world, quarter=2, kind="indicator").context["folded"].blocks
    assert lone.work == {}


def test_the_report_tells_what_is_not_recorded_and_whose_it_is(world, visits, signed_in):
    Indicator.objects.create(output=world.output, name="Beds", post=world.midwife, recorded_every="month")
    shown = results_shown(Results(world.plan, TODAY, 2))
    assert shown["unrecorded"] == [
        ["Midwife in charge", "Beds", "April 2026, May 2026, June 2026"],
        ["–", "Deliveries with a skilled attendant", "Quarter 2"],
    ]
    answer = signed_in(world.vera).get(reverse("workplans:monitor_results_file", args=[world.plan.pk, "pdf"]))
    assert answer.content.startswith(b"%PDF")


def test_the_report_tells_what_stood_in_the_way_then(world, signed_in):
    on(stuck(world, "No fuel"), world.bob, ("reported", date(2026, 5, 1)), ("solved", date(2026, 8, 3)))
    on(stuck(world, "Came later"), world.bob, ("reported", date(2026, 7, 1)))
    shown = results_shown(Results(world.plan, TODAY, 2))
    assert [row[0] for row in shown["obstacles"]] == ["No fuel"]
    assert shown["obstacles"][0][2:] == ["1 May 2026", "solved on 3 Aug 2026. solved 2026-08-03"]
    assert results_shown(Results(world.plan, TODAY, 3))["obstacles"][1][3] == "in the way"
    answer = signed_in(world.vera).get(reverse("workplans:monitor_results_file", args=[world.plan.pk, "pdf"]))
    assert answer.content.startswith(b"%PDF")


def test_what_is_explained_stands_beside_its_figures(world, visits, signed_in):
    bob = signed_in(world.bob)
    page = bob.get(reverse("workplans:monitor_explain", args=["indicator", visits.pk, 2]))
    assert "Planned 20 Actual 24 Difference +4 State on track So far 24" in says(page)
    assert f"?indicator={visits.pk}&amp;quarter=2" in page.content.decode()
    world.activity.months = ["2026-06"]
    world.activity.save()
    page = bob.get(reverse("workplans:monitor_explain", args=["activity", world.activity.pk, 2]))
    assert "Due in the quarter 1 Done 0 So far 0 of 1 done State not recorded" in says(page)
    assert "Money planned 3,400.50" in says(page)


def test_the_figures_stand_there_again_when_nothing_was_typed(world, visits, signed_in):
    page = signed_in(world.bob).post(reverse("workplans:monitor_explain", args=["indicator", visits.pk, 2]), {})
    assert page.status_code == 200
    assert "Planned 20 Actual 24" in says(page)


def test_the_page_of_an_explanation_reads_the_same_however_large_the_plan_is(world, visits, signed_in):
    items = {"indicator": visits, "activity": world.activity}
    addresses = [reverse("workplans:monitor_explain", args=[kind, item.pk, 2]) for kind, item in items.items()]
    bob = signed_in(world.bob)
    before = [queries_of(bob, address) for address in addresses]
    for number in range(9):
        record(world, Indicator.objects.create(output=world.output, name=f"More {number}"), "q2", number)
    assert [queries_of(bob, address) for address in addresses] == before
    assert max(before) <= 20


def test_the_library_shows_the_names_of_all_it_has(world, signed_in):
    for number in range(12):
        StandardIndicator.objects.create(name=f"Standard {number}", topic="Babies", unit="babies")
    page = signed_in(world.alice).get(reverse("workplans:plan_standard", args=["output", world.output.pk]))
    html = page.content.decode()
    before = html[: html.index("Standard 11")]
    assert before.count("<details") == before.count("</details>") + 1  # its own alone
    assert before.rindex("<summary>") > before.rindex("<details")


@pytest.mark.parametrize(("language", "shown"), [("en", "-6"), ("ar", "\u200e-6")])
def test_a_sign_stands_before_its_number_also_among_words_from_right_to_left(language, shown):
    with translation.override(language):
        assert number_in_words(Decimal(-6)) == in_money(Decimal(-6)) == figure(Decimal(-6)) == money(-6) == shown
        assert difference_in_words(Decimal(6)) == shown.replace("-", "+")
        assert number_in_words(Decimal(6)) == "6"


def test_what_is_folded_points_the_way_that_the_language_runs():
    sheet = (settings.BASE_DIR / "static/css/app.css").read_text(encoding="utf-8")
    assert sheet.count("▸") == sheet.count("◂") == 1
    assert '[dir=rtl] { --folded: "◂"; }' in sheet
