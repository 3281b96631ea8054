"""Whatever was recorded, corrected and taken back: each figure of results is what the raw entries make, wherever it stands."""

import csv
import re
import shutil
import subprocess
from collections import defaultdict
from decimal import ROUND_HALF_UP, Context, Decimal
from html import unescape
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.world import TODAY
from workplans import reviewing
from workplans.models import Entry, Indicator
from workplans.rules.figures import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TIMES = ["year", "q1", "q2", "q3", *(f"2026-{month:02}" for month in range(1, 9))]
"""What can be recorded by the day of the tests."""
MONTHS_OF = {number: [f"2026-{month:02}" for month in range(3 * number - 2, 3 * number + 1)] for number in range(1, 5)}
EXACTLY = Context(prec=80, rounding=ROUND_HALF_UP)

number = st.integers(min_value=-9_999, max_value=99_999).map(lambda cents: Decimal(cents) / 100)
counted = st.integers(min_value=0, max_value=400)
measures = st.fixed_dictionaries(
    {
        "adds_up": st.sampled_from(["sum", "last", "average"]),
        "recorded_every": st.sampled_from(["month", "quarter", "year"]),
        "unit": st.sampled_from(["%", "", "per 1,000"]),
        "is_ratio": st.booleans(),
        "target": st.none() | number,
        "targets": st.dictionaries(st.integers(min_value=0, max_value=3), number, max_size=4),
    }
)
acts = st.tuples(
    st.sampled_from(["record", "record", "record", "correct", "take back", "verify", "close", "reopen"]),
    st.integers(min_value=0, max_value=2),
    st.sampled_from(TIMES),
    number,
    counted,
    counted,
)
plans = st.tuples(st.lists(measures, min_size=1, max_size=3), st.lists(acts, max_size=14))
quarters = st.integers(min_value=1, max_value=4)
A_YEAR = (
    [
        {"adds_up": "sum", "recorded_every": "month", "unit": "%", "is_ratio": True, "target": Decimal(55)}
        | {"targets": {0: Decimal(43), 1: Decimal("46.25")}},
        {"adds_up": "average", "recorded_every": "quarter", "unit": "", "is_ratio": False, "target": None}
        | {"targets": {0: Decimal(7), 1: Decimal(8), 2: Decimal(8)}},
    ],
    [
        ("record", 0, "2026-02", Decimal(0), 30, 61),
        ("record", 0, "2026-04", Decimal(0), 10, 43),
        ("record", 0, "2026-06", Decimal(0), 11, 39),
        ("record", 1, "q1", Decimal("1204.5"), 0, 0),
        ("record", 1, "q2", Decimal(7), 0, 0),
        ("record", 1, "2026-07", Decimal(7), 0, 0),
        ("close", 0, "2026-04", Decimal(0), 0, 0),
        ("correct", 0, "2026-04", Decimal(0), 1, 2),
        ("reopen", 0, "2026-04", Decimal(0), 0, 0),
        ("correct", 0, "2026-06", Decimal(0), 12, 39),
        ("take back", 1, "2026-07", Decimal(0), 0, 0),
    ],
)
"""Two indicators of which a year was recorded, corrected, taken back, closed and opened again."""
quick = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=20,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@given(plans, quarters)
@example(A_YEAR, 2)
@quick
def test_every_figure_is_what_the_raw_entries_make(world, signed_in, plan, quarter):
    client = signed_in(world.vera)
    with transaction.atomic():
        found = write(world, *plan)
        expected = {one.pk: Raw(one).figures(quarter) for one in found}
        compare_page(world, client, quarter, expected)
        compare_workbook(world, client, quarter, expected, found)
        compare_table(world, client, quarter, expected, found)
        compare_behind(world, client, quarter, expected)
        transaction.set_rollback(True)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@given(plans, quarters)
@example(A_YEAR, 2)
@settings(quick, max_examples=2)
def test_the_report_has_the_same_figures(world, signed_in, plan, quarter):
    client = signed_in(world.vera)
    with transaction.atomic():
        found = write(world, *plan)
        expected = {one.pk: Raw(one).figures(quarter) for one in found}
        done = subprocess.run(
            ["pdftotext", "-raw", "-", "-"], input=taken(world, client, "pdf", quarter), capture_output=True, check=True
        )
        compare_report(done.stdout.decode(), expected, found)
        transaction.set_rollback(True)


def write(world, planned, moved):
    """The indicators of a plan, with all that was recorded of them in the order of `moved`; what is refused is left."""
    world.plan.indicator_set.all().delete()
    found = []
    for place, one in enumerate(planned):
        ratio = {"numerator": "seen", "denominator": "all"} if one["is_ratio"] else {}
        names = ("adds_up", "recorded_every", "unit", "target")
        row = Indicator.objects.create(
            output=world.output, name=f"Measure{place}", **ratio, **{name: one[name] for name in names}
        )
        for quarter, value in one["targets"].items():
            row.targets.create(quarter=world.quarters[quarter], value=value)
        found.append(row)
    calendar = world.plan.calendar()
    for act, place, time, value, part, whole in moved:
        indicator = found[place % len(found)]
        reading = Reading(None, Decimal(part), Decimal(whole)) if indicator.is_ratio else Reading(value)
        try:
            with transaction.atomic():
                move(world, act, indicator, calendar.find(time), reading)
        except ValidationError:
            pass  # it was recorded before, its quarter is closed, there is nothing to correct
    return found


def move(world, act, indicator, period, reading):
    last = Entry.figures.last_for(indicator, period)
    if act == "record":
        Entry.figures.record(indicator, period, world.bob, reading, sure=True, text="It is so")
    elif act in ("close", "reopen"):
        closed = world.plan.quarters.get(number=period.quarter)
        reviewing.settle_quarter(closed, act == "close", "So it is", world.sofia, TODAY)
    elif last and act == "correct":
        Entry.figures.correct(last, world.alice, "Counted again", reading, sure=True, text="Sure")
    elif last and act == "take back":
        Entry.figures.correct(last, world.alice, "Not ours")
    elif last and act == "verify":
        Entry.figures.verify(last, world.sofia)


class Raw:
    """The figures of one indicator out of its raw entries, by other means than the pages."""

    def __init__(self, indicator):
        self.indicator = indicator
        rows = list(Entry.objects.filter(indicator=indicator).order_by("pk").values())
        first_of: dict[int, int] = {}
        last: dict[int, dict] = {}
        for row in rows:  # a row is about an earlier one, and that about the first
            first = first_of[row["about_id"]] if row["about_id"] else row["id"]
            first_of[row["id"]] = first
            if row["act"] != "confirmation":
                last[first] = row
        self.known = {
            row["period"]: (row["value"], row["numerator"], row["denominator"])
            for row in last.values()
            if row["value"] is not None or row["denominator"] is not None
        }
        self.targets = {one.quarter.number: one.value for one in indicator.targets.select_related("quarter")}

    def of_quarter(self, quarter):
        if f"q{quarter}" in self.known:
            return [self.known[f"q{quarter}"]]
        return [self.known[month] for month in MONTHS_OF[quarter] if month in self.known]

    def of_quarters(self, last):
        if last == 4 and "year" in self.known:
            return [self.known["year"]]
        return [one for quarter in range(1, last + 1) for one in self.of_quarter(quarter)]

    def actual(self, rows):
        """The exact figure, as (numerator, denominator) of whole numbers in hundredths; None where there is none."""
        adds_up = self.indicator.adds_up
        if not rows:
            return None
        if adds_up == "last":
            rows = rows[-1:]
        if rows[0][2] is not None:
            scale = {"%": 100, "per 1,000": 1000}.get(self.indicator.unit, 1)
            over, under = sum(int(row[1]) for row in rows) * scale, sum(int(row[2]) for row in rows)
            return (over, under) if under else None
        cents = sum(int(row[0] * 100) for row in rows)
        return cents, 100 * (len(rows) if adds_up == "average" else 1)

    def target(self, last):
        values = [self.targets[one] for one in range(1, last + 1) if one in self.targets]
        if not values:
            return None
        way = "average" if self.indicator.numerator and self.indicator.adds_up == "sum" else self.indicator.adds_up
        if way == "last":
            return int(values[-1] * 100), 100
        return sum(int(one * 100) for one in values), 100 * (len(values) if way == "average" else 1)

    def figures(self, quarter):
        """{time: (planned, actual, difference)} as they are printed, as Decimals."""
        once = self.indicator.recorded_every == "year" and quarter == 4
        one = self.targets.get(quarter)
        typed = None if one is None else (int(one * 100), 100)
        year = None if self.indicator.target is None else (int(self.indicator.target * 100), 100)
        of_plan = self.printed(year, self.actual(self.of_quarters(4)), is_typed=True)
        of_quarter = self.printed(typed, self.actual(self.of_quarter(quarter)), is_typed=True)
        so_far = self.printed(self.target(quarter), self.actual(self.of_quarters(quarter)))
        return {
            "quarter": of_plan if once and not self.of_quarter(4) else of_quarter,
            "so_far": of_plan if quarter == 4 and not self.targets else so_far,
            "year": of_plan,
        }

    def printed(self, target, actual, *, is_typed=False):
        places = 1 if self.indicator.numerator else 2
        difference = None
        if target and actual:
            difference = (actual[0] * target[1] - target[0] * actual[1], actual[1] * target[1])
        exactly = is_typed or self.indicator.adds_up == "last"
        return [short(target, 2 if exactly else places), short(actual, places), short(difference, places)]


def short(pair, places):
    """A ratio of whole numbers rounded half away from zero, without the zeros that pad it."""
    if pair is None:
        return None
    exact = EXACTLY.divide(Decimal(pair[0]), Decimal(pair[1]))
    found = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACTLY)
    return found or Decimal(0)


def written(value, sign="", *, plus=False):
    if value is None:
        return ""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{'+' if plus and value > 0 else ''}{text}{sign}"


def compare_page(world, client, quarter, expected):
    page = client.get(reverse("workplans:monitor_results", args=[world.plan.pk]), {"quarter": quarter})
    html = page.content.decode()
    for key, figures in expected.items():
        row = re.search(rf'<tr id="i{key}">(.*?)</tr>', html, re.DOTALL)[1]
        sign = "%" if Indicator.objects.get(pk=key).unit == "%" else ""
        cells = [unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        planned, actual, difference = figures["quarter"]
        assert words(cells[0]) == (written(planned, sign) or "–")
        assert strong(cells[1]) == written(actual, sign)
        assert words(cells[2]) == written(difference, plus=True)
        for cell, time in ((cells[4], "so_far"), (cells[5], "year")):
            planned, actual, difference = figures[time]
            assert strong(cell) == written(actual, sign)
            assert of(r'text-secondary">planned (\S+?)</span>', cell) == written(planned, sign)
            assert of(r"difference (\S+)", words(cell)) == written(difference, plus=True)


def words(cell):
    """The text of a cell without what it is called on a phone."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r'<span class="in-card">.*?</span>', "", cell)).split())


def strong(cell):
    return of(r"<strong>(.*?)</strong>", cell)


def of(pattern, text):
    found = re.search(pattern, text)
    return found[1] if found else ""


def taken(world, client, way, quarter):
    answer = client.get(reverse("workplans:monitor_results_file", args=[world.plan.pk, way]), {"quarter": quarter})
    assert answer.status_code == 200
    return answer.content


def columns(quarter):
    times = {"quarter": f"Quarter {quarter}", "so_far": "So far", "year": "The whole plan"}
    return {time: [f"{words}: {name}" for name in ("planned", "actual", "difference")] for time, words in times.items()}


def compare_workbook(world, client, quarter, expected, found):
    sheet = load_workbook(BytesIO(taken(world, client, "xlsx", quarter)))["Indicators"]
    heads, *rows = sheet.iter_rows(values_only=True)
    by_name = {row[heads.index("Indicator")]: dict(zip(heads, row, strict=True)) for row in rows}
    for one in found:
        for time, names in columns(quarter).items():
            values = [by_name[one.name][name] for name in names]
            assert [None if value is None else Decimal(str(value)) for value in values] == expected[one.pk][time]


def compare_table(world, client, quarter, expected, found):
    rows = csv.DictReader(StringIO(taken(world, client, "csv", quarter).decode("utf-8-sig")))
    by_name = {row["Name"]: row for row in rows}
    for one in found:
        for time, names in columns(quarter).items():
            values = [by_name[one.name][name] for name in names]
            assert [Decimal(value) if value else None for value in values] == expected[one.pk][time]


def compare_behind(world, client, quarter, expected):
    """What is added up in words comes to the figure."""
    address = reverse("workplans:monitor_entries", args=[world.plan.pk])
    for key, figures in expected.items():
        behind = client.get(address, {"indicator": key, "quarter": quarter}).context
        unit = Indicator.objects.get(pk=key).unit
        actual = written(figures["quarter"][1])
        assert behind["behind"].figure == (f"{actual}%" if unit == "%" else f"{actual} {unit}".strip()) * bool(actual)
        if "=" in behind["added"]:
            assert behind["added"].endswith(f"= {behind['behind'].figure}")


def compare_report(text, expected, found):
    """Between the name of an indicator and the next its figures stand in order."""
    text = re.sub(r"[\u200b\s]+", " ", text)
    rows = defaultdict(str)
    for name, row in re.findall(r"(Measure\d) (.*?)(?= 1\.1 Measure|$)", text):
        rows[name] = row
    for one in found:
        sign = "%" if one.unit == "%" else ""
        rest = rows[one.name].split()
        for planned, actual, difference in expected[one.pk].values():
            for wanted in (written(planned, sign) or "–", written(actual, sign) or "–", written(difference, plus=True)):
                if wanted:
                    assert wanted in rest, (wanted, one.name, text)
                    rest = rest[rest.index(wanted) + 1 :]
