"""The bench compares what it says: the floor prints the rows of the page, and a figure is the median of what rounds say."""

import re
from datetime import date

import pytest
from django.db import connection

from benchmarks import floor
from benchmarks.comparing import Comparison, line
from tests.workplans.test_plan import five_hundred
from tests.world import readiness
from workplans.models import Activity

ROW = re.compile(r'<tr class="act".*?</tr>', re.DOTALL)
HREF = re.compile(r'href="[^"]*/(\d+)/"')


def rows_of(page):
    """The rows of activities, with the key alone of where they lead."""
    return [HREF.sub(r'href="\1"', row) for row in ROW.findall(page)]


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_the_floor_prints_the_rows_that_the_page_prints(world, signed_in, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("The floor is one statement of SQLite")
    five_hundred(world, 30)
    readiness(world, "A boat & its engine", world.activity)
    for number, first, last in ((1, "2026-02-03", "2026-05-04"), (2, "2026-06-07", "2026-06-07")):
        days = {"starts_on": first, "ends_on": last, "practice": "organise", "needs_no_money": number == 1}
        Activity.objects.create(output=world.output, name=f"By days {number} <b>", responsible="A teacher", **days)
    monkeypatch.setitem(floor.opened, "test", AsStored())
    page = signed_in(world.vera).get(world.plan.get_absolute_url() + "?fold=all").content.decode()
    found = rows_of(page)
    assert len(found) == 35
    assert rows_of(floor.printed("test", world.plan.pk)) == found


class AsStored:
    """The database of the test, whose days come as SQLite keeps them and not as Django makes them."""

    def execute(self, sql, values):
        rows = connection.connection.execute(sql, values).fetchall()
        self.rows = [tuple(one.isoformat() if isinstance(one, date) else one for one in row) for row in rows]
        return self

    def fetchone(self):
        return self.rows[0]

    def __iter__(self):
        return iter(self.rows)


def sides(*figures):
    """A function that gives one of `figures` after the other, and the first one once more to begin with."""
    left = iter([figures[0], *figures])
    return lambda: next(left)


@pytest.mark.parametrize(
    ("measured", "target", "at_least", "reached", "noisy"),
    [
        ([2, 2, 2, 2, 2, 2, 900], 2, False, True, False),
        ([2, 2, 2, 2.1, 2.1, 2.1, 2.1], 2, False, False, False),
        ([1, 1, 1, 3, 5, 5, 5], 3, False, True, True),
        ([2, 2, 2, 2, 2, 2, 2], 3, True, False, False),
        ([4, 4, 4, 4, 4, 4, 4], 3, True, True, False),
    ],
)
def test_what_counts_is_the_median_of_the_rounds(measured, target, at_least, reached, noisy):
    found = Comparison("1", "page; floor", sides(*measured), sides(*[1] * 7), target, at_least)
    found.run(7)
    assert (found.is_reached, found.is_noisy) == (reached, noisy)
    assert found.as_dict() == {"name": "1 page; floor", "ratio": sorted(measured)[3], "target": target, "rounds": 7}
    assert ("MISSED" in line(found), "noisy" in line(found)) == (not reached, noisy)
