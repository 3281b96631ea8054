"""The page of a quarter, folded: what each part says in its heading, what is open, and the ways to other quarters."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from tests.pages import says
from tests.workplans.test_monitor_quarter import agree, meeting, page_of, record, visits
from tests.world import TODAY, stuck
from workplans import reviewing
from workplans.models import Activity, Explanation, ObstacleStep, Target
from workplans.queries.agenda import MOST, SHOWN, Folding, agenda, lists
from workplans.queries.obstacles import in_the_way

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PARTS = ["agreed", "unrecorded", "done", "money", "obstacles", "why", "now", "close"]


def open_parts(response):
    """The names of the parts of a page that are open."""
    found = re.findall(r'<details class="card-x[^"]*" id="(\w+)"( open)?>', response.content.decode())
    assert [name for name, _is_open in found] == PARTS
    return {name for name, is_open in found if is_open}


def test_a_part_is_open_where_it_asks_for_something_and_says_its_figure_where_not(world, signed_in):
    alice = signed_in(world.alice)
    page = alice.get(page_of(world))
    assert open_parts(page) == {"unrecorded", "done", "now", "close"}
    assert "What is not recorded 1 value" in says(page)
    record(world.indicator, "q2", world.bob, 46, 100)
    assert open_parts(alice.get(page_of(world))) == {"now", "close"}
    agree(world)
    stuck(world, "No fuel")
    record(visits(world, "quarter", target=None), "q2", world.bob, 3)
    page = alice.get(page_of(world, 3))
    assert open_parts(page) == {"agreed", "obstacles", "now"}
    assert open_parts(alice.get(page_of(world, 4))) == {"agreed", "obstacles"}  # it has not begun
    assert open_parts(alice.get(page_of(world, 3, "?all=1"))) == set(PARTS)


def test_a_heading_says_the_figure_that_matters_and_its_state(world):
    record(world.indicator, "q2", world.bob, 10, 50)
    activity = Activity.objects.create(
        output=world.output, name="Talk", starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 2)
    )
    Explanation.objects.create(quarter=world.quarters[1], activity=activity, why="Rain")
    agree(world)
    agree(world, 2)
    with translation.override("en"):
        said = {name: item.said for name, item in agenda(meeting(world)).items()}
    assert said == {
        "agreed": [("1 is open", "warn")],
        "unrecorded": [("all recorded", "good")],
        "done": [("1 indicator to look at", "bad"), ("0 of 1 activities done", "bad")],
        "money": [("none planned, none spent", "none")],
        "obstacles": [("nothing known", "none")],
        "why": [("1 to explain", "warn"), ("1 explained", "good")],
        "now": [("1 agreed", "good")],
        "close": [("something is missing", "warn")],
    }
    said = {name: item.said for name, item in agenda(meeting(world, 3)).items()}
    assert said["money"] == [("0 spent of 3,400.50 planned", "none")]
    assert said["close"] == [("it ends on 30 September 2026", "none")]


def test_what_is_closed_asks_for_nothing_and_leads_on(world, signed_in):
    sofia = signed_in(world.sofia)
    done = {"why": "", "wanted": "close"}
    page = sofia.post(f"/workplans/{world.plan.pk}/quarters/1/", done, follow=True)
    assert page.redirect_chain[-1][0] == page_of(world, 1)
    assert "Quarter 1 is closed." in says(page)
    assert open_parts(page) == {"close"}
    assert f'href="{page_of(world, 2)}">On to Quarter 2</a>' in page.content.decode()
    assert "Back to" not in says(page)
    assert "What we agreed nothing" in says(page)
    assert "What we agree now" not in says(page)
    last = sofia.get(page_of(world, 4))
    assert "Back to Quarter 3" in says(last)
    assert "On to" not in says(last)


def test_long_lists_fold_and_nothing_is_folded_for_one_row():
    def shown(n, everything=False):
        found = Folding(list(range(n)), everything)
        return len(found.open), len(found.folded), found.left

    assert shown(SHOWN) == (SHOWN, 0, 0)
    assert shown(SHOWN + 1) == (SHOWN + 1, 0, 0)
    assert shown(SHOWN + 2) == (SHOWN, 2, 0)
    assert shown(MOST + 5) == (SHOWN, MOST - SHOWN, 5)
    assert shown(MOST + 5, everything=True) == (MOST + 5, 0, 0)


def test_each_list_of_the_page_folds(world, signed_in):
    for number in range(7):
        one = visits(world, "quarter")
        Target.objects.create(indicator=one, quarter=world.quarters[1], value=90)
        record(one, "q2", world.bob, 1)
        stuck(world, f"No fuel {number}")
        agree(world, 1, f"Do {number}")
    found = lists(meeting(world, 2))
    assert {len(found[name].open) for name in ("last_time", "wanting", "unexplained")} == {SHOWN}
    page = signed_in(world.vera).get(page_of(world, 3))
    assert says(page).count("4 more") == 2  # agreements and obstacles


def on(obstacle, by, *steps):
    """Let `obstacle` have been reported, solved, … on these days: (act, day) each."""
    obstacle.steps.all().delete()
    obstacle.since = steps[0][1]
    for act, day in steps:
        solved = act in (ObstacleStep.Act.SOLVED, ObstacleStep.Act.HELPED)
        obstacle.state = "solved" if solved else "open"
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        obstacle.steps.create(act=act, by=by, text=f"{act} {day}", state=obstacle.state, at=at)
    obstacle.save()


def test_a_quarter_shows_what_stood_in_the_way_then_and_what_became_of_it(world, signed_in):
    reported, solved, again = "reported", "solved", "reopened"
    days = {
        "Before, and still": [(reported, date(2026, 2, 1))],
        "Before, solved before": [(reported, date(2026, 2, 1)), (solved, date(2026, 3, 31))],
        "Solved on the first day": [(reported, date(2026, 2, 1)), ("helped", date(2026, 4, 1))],
        "Solved since": [(reported, date(2026, 6, 30)), (solved, date(2026, 8, 1))],
        "Came later": [(reported, date(2026, 7, 1))],
        "Away in this quarter": [
            (reported, date(2026, 1, 5)),
            (solved, date(2026, 2, 1)),
            (again, date(2026, 7, 5)),
        ],
        "Back in this quarter": [
            (reported, date(2026, 1, 5)),
            (solved, date(2026, 2, 1)),
            (again, date(2026, 5, 5)),
            (solved, date(2026, 5, 6)),
        ],
    }
    for name, steps in days.items():
        on(stuck(world, name), world.bob, *steps)
    second = world.quarters[1]
    found = {one.name for one in in_the_way(world.team, second.starts_on, second.ends_on, TODAY)}
    assert found == {"Before, and still", "Solved on the first day", "Solved since", "Back in this quarter"}
    rows = meeting(world).obstacles
    assert rows[0].name == "Before, and still"
    page = says(signed_in(world.vera).get(page_of(world)))
    assert "1 in the way" in page
    assert "3 are solved" in page
    assert "solved on 1 August 2026 solved 2026-08-01" in page
    assert "Came later" not in page


def test_the_page_is_printed_unfolded(world, signed_in):
    page = signed_in(world.vera).get(page_of(world)).content.decode()
    assert "data-print hidden" in page
    assert "js/printing" in page


def test_a_figure_of_the_quarter_leads_to_what_lies_behind_it(world, signed_in):
    record(world.indicator, "q2", world.bob, 10, 50)
    vera = signed_in(world.vera)
    behind = f"/workplans/{world.plan.pk}/recorded/?indicator={world.indicator.pk}&amp;quarter=2"
    assert behind in vera.get(page_of(world)).content.decode()
    assert "10 of 50" in says(vera.get(behind.replace("&amp;", "&")))
    counted = f"/workplans/{world.plan.pk}/results/?quarter=2&amp;state=off_track&amp;kind=indicator"
    assert f'href="{counted}">Off track: 1</a>' in vera.get(page_of(world)).content.decode()
    assert world.indicator.name in says(vera.get(counted.replace("&amp;", "&")))


def test_a_closed_quarter_of_a_plan_still_has_its_agreements_to_settle(world, signed_in):
    agree(world, 1)
    reviewing.settle_quarter(world.quarters[1], True, "", world.alice, TODAY)
    assert open_parts(signed_in(world.alice).get(page_of(world))) == {"agreed", "close"}
