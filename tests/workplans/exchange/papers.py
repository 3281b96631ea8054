"""Snapshots of plans to put on paper, made without a database."""

from dataclasses import dataclass
from types import SimpleNamespace

QUARTERS = [
    [1, "2026-01-01", "2026-03-31"],
    [2, "2026-04-01", "2026-06-30"],
    [3, "2026-07-01", "2026-09-30"],
    [4, "2026-10-01", "2026-12-31"],
]


@dataclass(frozen=True)
class Place:
    """A team or a unit, as a paper reads it."""

    name: str


def plan_of(name="Amani district health team", currency="MZN", state="draft"):
    """A plan as a paper reads it beside its snapshot."""
    return SimpleNamespace(team=Place(name), currency=currency, state=state)


class Written:
    """A snapshot that is being written: each call adds an item and gives its place."""

    def __init__(self, currency="MZN", sources=("State budget", "Global fund"), posts=("Midwife in charge",)):
        self.version = {
            "plan": {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "currency": currency},
            "quarters": QUARTERS,
            "posts": {str(key): title for key, title in enumerate(posts, start=1)},
            "sources": {str(key): name for key, name in enumerate(sources, start=1)},
            "items": [],
        }

    def add(self, kind, number, above=None, **fields):
        key = len(self.version["items"]) + 1
        more = {"above": above} if above else {}
        self.version["items"].append(
            {"kind": kind, "key": key, "number": number, "from": None, "fields": fields | more}
        )
        return [kind, key]

    def objective(self, number="1", name="Every mother delivers safely"):
        return self.add("objective", number, code="", name=name)

    def output(self, above, number="1.1", name="Two maternity units open day and night"):
        return self.add("output", number, above, code="", name=name)

    def activity(self, above, number="1.1.1", name="Train six midwives", money=None, **fields):
        planned = {
            "code": "",
            "name": name,
            "practice": "implement",
            "responsible": "",
            "post": 1,
            "months": ["2026-08", "2026-09"],
            "starts_on": None,
            "ends_on": None,
            "place": "Amani hospital",
            "needs_no_money": False,
            "funders": "",
            "needs": {},
            "money": money or {},
        }
        return self.add("activity", number, above, **(planned | fields))

    def indicator(self, above, number="1", name="Deliveries with a skilled attendant", **fields):
        planned = {
            "code": "",
            "name": name,
            "unit": "%",
            "direction": "up",
            "numerator": "",
            "denominator": "",
            "baseline": "41",
            "target": "55",
            "targets": {"1": "43", "2": "46", "3": "50", "4": "55"},
        }
        return self.add("indicator", number, above, **(planned | fields))


def large(activities, sources=3, amount="1234.50"):
    """A plan of so many activities: ten an output, five outputs an objective, an indicator for each output."""
    names = [f"Source number {number} of the basket fund" for number in range(1, sources + 1)]
    posts = [f"Officer for programme {number}" for number in range(1, 13)]
    written = Written(sources=names, posts=posts)
    for count in range(activities):
        objective, output = count // 50 + 1, count // 10 % 5 + 1
        if count % 50 == 0:
            top = written.objective(
                str(objective), f"Objective {objective}: fewer mothers and newborns die in the district"
            )
            written.indicator(top, str(objective))
        if count % 10 == 0:
            place = written.output(top, f"{objective}.{output}", f"Output {output}: skilled attendance at every birth")
            written.indicator(place, f"{objective}.{output}", "Births attended by skilled health personnel")
        month = count % 11 + 1
        written.activity(
            place,
            f"{objective}.{output}.{count % 10 + 1}",
            f"Hold a training of {count} days for health workers in emergency obstetric and newborn care at facilities",
            {str(key): amount for key in range(1, sources + 1)},
            post=count % 12 + 1,
            months=[f"2026-{month:02d}", f"2026-{month + 1:02d}"],
        )
    return written.version
